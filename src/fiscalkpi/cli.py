"""The command line: ``show``, ``check``, ``evaluate``, ``convert``.

Exit codes
    ====  ==========================================================================================
    0     done; verdicts and findings do not change it
    1     a mistake in the program (a traceback is shown)
    2     wrong usage, or a file that cannot be read or written
    3     the sheet of actual values has problems; each is told with its line, nothing is evaluated
    130   interrupted
    141   the reader of the output closed it early
    ====  ==========================================================================================

Results go to the standard output, errors to the standard error. JSON and the sheet to fill in are UTF-8
whatever the terminal speaks; in a table, a character that the terminal cannot show becomes ``?``.

``evaluate --format json`` writes one document of schema ``fiscalkpi-evaluation/1``. All its keys are always
there, null where there is nothing to say; numbers that are exact in the library are text::

    schema      "fiscalkpi-evaluation/1"
    language    "zh_CN" or "en": the language of messages and explanations
    unstated    "by_class", or null with --careful: how a target without a sign was read
    source      name of the file of forms
    actuals     null, or: source, the name of the sheet (null where the forms held the values themselves);
                rows, blank and absent, how many; findings
    forms       one a form, in the order of the file: project, kind, fiscal_year, findings, rows, summary
      rows      one an indicator, in the order of the form: number (from 1), level1, level2, name,
                target (as filed), target_kind, actual (as filed), verdict ("met", "not_met", "undecided"),
                reason, read_as (a comparator or null), attainment ("37/36" or null), deviation ("-5/2" or
                null), notes (codes), explanation (sentences)
      summary   met, not_met, undecided; reasons, how many are undecided for each; by_class, how many
                verdicts rest on the reading by class
    summary     the same over all forms
    findings    are code, severity, path, message, and where there are: place, related, source, params

``check --format json`` writes one document of schema ``fiscalkpi-check/1``::

    schema      "fiscalkpi-check/1"
    language    "zh_CN" or "en": the language of messages
    profile     name of the profile, or null
    source      name of the file of forms
    plan        name of the file of approved plans, or null
    forms       one a form, in the order of the file: project, kind, fiscal_year, plan (whether an approved
                plan was found for it), findings (those of the reader and those of the checks)
    batch       findings across the forms; a path begins with the number of the form, from 0
    summary     error, warning, info: how many findings; codes, how many of each
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from fiscalkpi._messages import resolve_locale, wording
from fiscalkpi._text import fold_label
from fiscalkpi.actuals import ActualsError, ActualsSheet, actuals_template, read_actuals
from fiscalkpi.checks import check, check_batch, preset, presets
from fiscalkpi.display import (
    WIDTH,
    evaluations_text,
    findings_text,
    form_text,
    heading_lines,
    visible,
    wrap_text,
)
from fiscalkpi.errors import FiscalKpiError
from fiscalkpi.forms import read_forms
from fiscalkpi.provenance import Severity
from fiscalkpi.serialize import to_dict, to_json
from fiscalkpi.targets.actual import Actual, ActualKind, parse_actual
from fiscalkpi.targets.evaluate import evaluate
from fiscalkpi.targets.verdict import BY_CLASS, Evaluation, Note, Reason, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fiscalkpi.filed import FiledForm
    from fiscalkpi.model import Indicator
    from fiscalkpi.provenance import Finding

CHECK_SCHEMA = "fiscalkpi-check/1"
"""Name and version of the document that ``check --format json`` writes."""
SCHEMA = "fiscalkpi-evaluation/1"
"""Name and version of the document that ``evaluate --format json`` writes."""

_DONE, _REFUSED, _PROBLEMS, _INTERRUPTED, _CLOSED = 0, 2, 3, 130, 141

_DESCRIPTION = """\
Performance goal forms of public budgets: shown, judged, converted.
读取绩效目标表，判定是否达成，转换格式。
"""
_EPILOG = """\
exit codes:
  0  done (verdicts and findings do not change it)   完成
  2  wrong usage, or a file cannot be read or written   用法有误，或文件无法读写
  3  the sheet of actual values has problems   实际值表有问题
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with `argv` (by default that of the process) and return its exit code.

    >>> from fiscalkpi.cli import main
    >>> main(["show", "no-such-file.txt"])
    2
    """
    parser = _parser()
    args = parser.parse_args(argv)
    if getattr(args, "template", False) and args.format == "json":
        parser.error("--template writes CSV, not JSON")
    locale = resolve_locale(args.lang)
    try:
        code: int = args.run(args, locale)
        sys.stdout.flush()
    except BrokenPipeError:
        _close_output()
        return _CLOSED
    except KeyboardInterrupt:
        return _INTERRUPTED
    except (FiscalKpiError, OSError) as error:
        return _tell(error, locale)
    return code


_Parser = argparse.ArgumentParser

# Arguments ------------------------------------------------------------------------------------------------


def _parser() -> _Parser:
    common = _Parser(add_help=False)
    common.add_argument(
        "--lang", choices=("zh", "en"), default="zh", help="language of the output 语言 (default: zh)"
    )
    common.add_argument(
        "--year", type=_year, metavar="N", help="budget year of forms that print none 表中未写时的预算年度"
    )
    wide = _Parser(add_help=False)
    words = f"columns of the output 输出宽度 (default: the terminal's, else {WIDTH})"
    wide.add_argument("--width", type=_columns, metavar="N", help=words)
    parser = _Parser(
        prog="fiscalkpi",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit 显示版本")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    show = _command(commands, "show", "show head, money, goals, indicators 显示表格内容", common, wide)
    show.add_argument("forms", nargs="+", metavar="FORM", help="file with one or more forms 表格文件")
    show.set_defaults(run=_show)

    look = _command(commands, "check", "say what a reviewer would ask 检查填报问题", common, wide)
    look.add_argument("form", metavar="FORM", help="file with one or more forms 表格文件")
    words = "file with the approved plans: what changed since 批复的目标表"
    look.add_argument("--plan", metavar="FILE", help=words)
    words = "rules of a place beside those of the ministry 地方规则"
    look.add_argument("--profile", choices=presets(), help=words)
    words = "output 输出形式 (default: table)"
    look.add_argument("--format", choices=("table", "json"), default="table", help=words)
    look.add_argument("-o", "--output", metavar="OUT", help="write to this file 输出文件")
    look.set_defaults(run=_check)

    judge = _command(commands, "evaluate", "hold actual values against targets 判定是否达成", common, wide)
    judge.add_argument("form", metavar="FORM", help="file with one or more forms 表格文件")
    which = judge.add_mutually_exclusive_group()
    which.add_argument(
        "--template", action="store_true", help="write the sheet to fill in (CSV) 生成待填的实际值表"
    )
    which.add_argument("--actuals", metavar="FILE", help="the filled sheet, CSV or JSON 已填的实际值表")
    formats = "output 输出形式 (default: table)"
    judge.add_argument("--format", choices=("table", "json"), default="table", help=formats)
    words = "do not read a target without a sign by its class 不按类别推断计算符号"
    judge.add_argument("--careful", action="store_true", help=words)
    judge.add_argument("-o", "--output", metavar="OUT", help="write to this file 输出文件")
    judge.set_defaults(run=_evaluate)

    convert = _command(commands, "convert", "write forms as JSON documents 转换为JSON", common)
    convert.add_argument("form", metavar="FORM", help="file with one or more forms 表格文件")
    convert.add_argument("--format", choices=("json",), default="json", help="output 输出形式")
    convert.add_argument("--indent", type=_indent, metavar="N", help="blanks a level 缩进")
    convert.add_argument("-o", "--output", metavar="OUT", help="write to this file 输出文件")
    convert.set_defaults(run=_convert)
    return parser


def _command(commands: Any, name: str, words: str, *parents: _Parser) -> _Parser:
    parser: _Parser = commands.add_parser(
        name,
        help=words,
        description=words,
        parents=parents,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser


class _Version(argparse.Action):
    """Looks the version up when it is asked for: that costs more than all the rest of a start."""

    def __call__(self, parser: _Parser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("fiscalkpi")
        except PackageNotFoundError:  # run from its source
            number = "(not installed)"
        _print(f"fiscalkpi {number}\n", sys.stdout)
        parser.exit(_DONE)


def _between(text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"a whole number from {least} to {most} is needed, not {text!r}")
    return int(text)


def _year(text: str) -> int:
    return _between(text, 1990, 2100)


def _columns(text: str) -> int:
    return _between(text, 40, 1000)


def _indent(text: str) -> int:
    return _between(text, 0, 16)


# Commands -------------------------------------------------------------------------------------------------


def _show(args: argparse.Namespace, locale: str) -> int:
    code = _DONE
    for path in args.forms:
        try:
            forms = read_forms(path, fiscal_year=args.year)
        except (FiscalKpiError, OSError) as error:  # the other files are shown all the same
            code = _tell(error, locale)
            continue
        for form in forms:
            _write(f"{form_text(form, locale, _width(args))}\n\n")
    return code


def _evaluate(args: argparse.Namespace, locale: str) -> int:
    forms = read_forms(args.form, fiscal_year=args.year)
    if args.template:
        _write(actuals_template(forms, locale), args.output, sources=[args.form])
        return _DONE
    sheet = None if args.actuals is None else read_actuals(args.actuals, forms)
    run = _Run(args.form, args.actuals, sheet, _judge(forms, sheet, careful=args.careful), args.careful)
    result = _document(run, locale).encode() if args.format == "json" else _report(run, locale, _width(args))
    _write(result, args.output, sources=[args.form, *filter(None, [args.actuals])])
    return _DONE


def _convert(args: argparse.Namespace, _locale: str) -> int:
    forms = read_forms(args.form, fiscal_year=args.year)
    _write(f"{to_json(forms, indent=args.indent)}\n".encode(), args.output, sources=[args.form])
    return _DONE


# Checking -------------------------------------------------------------------------------------------------


class _Checked(NamedTuple):
    """A form, whether it has an approved plan, and all findings about it."""

    form: FiledForm
    planned: bool
    findings: tuple[Finding, ...]


def _check(args: argparse.Namespace, locale: str) -> int:
    forms = read_forms(args.form, fiscal_year=args.year)
    plans = () if args.plan is None else read_forms(args.plan, fiscal_year=args.year)
    profile = None if args.profile is None else preset(args.profile)
    checked = []
    for form in forms:
        plan = _plan_of(form, forms, plans)
        found = form.findings + check(form, plan=plan, profile=profile)
        checked.append(_Checked(form, plan is not None, found))
    batch = check_batch(forms)
    write = _check_document if args.format == "json" else _check_report
    result = write(args, checked, batch, locale)
    _write(result, args.output, sources=[args.form, *filter(None, [args.plan])])
    return _DONE


def _plan_of(form: FiledForm, forms: Sequence[FiledForm], plans: Sequence[FiledForm]) -> FiledForm | None:
    """Return the approved plan of a form: the only one for the only one, else the one of the same name."""
    if len(forms) == len(plans) == 1:
        return plans[0]
    name = fold_label(form.project.name or "")
    called = [plan for plan in plans if name and fold_label(plan.project.name or "") == name]
    return called[0] if len(called) == 1 else None


def _check_report(
    args: argparse.Namespace, checked: Sequence[_Checked], batch: Sequence[Finding], locale: str
) -> str:
    width = _width(args)
    blocks: list[list[str]] = []
    for number, (form, planned, findings) in enumerate(checked, 1):
        name = form.project.name or form.project.title or _label("field.untitled", locale)
        blocks.append(heading_lines(f"{number}. {name}", width))
        if args.plan is not None and not planned:
            blocks[-1] += wrap_text(_label("check.no-plan", locale), width)
        blocks[-1] += findings_text(findings, locale, width, heading="findings.all")
    if batch:
        blocks.append(heading_lines(_label("check.batch", locale), width))
        blocks[-1] += findings_text(batch, locale, width, heading="findings.all")
    counts = _severities(checked, batch)
    blocks.append(wrap_text(_label("check.all", locale, forms=len(checked), **counts), width))
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _severities(checked: Iterable[_Checked], batch: Iterable[Finding]) -> dict[str, int]:
    found = [finding for one in checked for finding in one.findings] + list(batch)
    counted = Counter(finding.severity for finding in found)
    return {severity.value: counted[severity] for severity in Severity}


def _check_document(
    args: argparse.Namespace, checked: Sequence[_Checked], batch: Sequence[Finding], locale: str
) -> bytes:
    codes = Counter(finding.code for one in checked for finding in one.findings)
    codes.update(finding.code for finding in batch)
    document = {
        "schema": CHECK_SCHEMA,
        "language": locale,
        "profile": args.profile,
        "source": os.path.basename(args.form),
        "plan": None if args.plan is None else os.path.basename(args.plan),
        "forms": [
            {
                "project": one.form.project.name,
                "kind": one.form.kind.value,
                "fiscal_year": one.form.project.fiscal_year,
                "plan": one.planned,
                "findings": _finding_dicts(one.findings, locale),
            }
            for one in checked
        ],
        "batch": _finding_dicts(batch, locale),
        "summary": {**_severities(checked, batch), "codes": dict(codes.most_common())},
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


# Judging --------------------------------------------------------------------------------------------------


class _Judged(NamedTuple):
    """A form with one evaluation an indicator."""

    form: FiledForm
    evaluations: tuple[Evaluation, ...]


class _Run(NamedTuple):
    """All that a call of ``evaluate`` has read and found."""

    form_path: str
    actuals_path: str | None
    sheet: ActualsSheet | None
    judged: tuple[_Judged, ...]
    careful: bool

    @property
    def evaluations(self) -> list[Evaluation]:
        return [one for judged in self.judged for one in judged.evaluations]

    @property
    def holds_results(self) -> bool:
        """Whether the forms are reports with actual values of their own."""
        return any(judged.form.results for judged in self.judged)

    @property
    def blank(self) -> int:
        return sum(one.actual.kind is ActualKind.BLANK for one in self.evaluations)


def _judge(forms: Iterable[FiledForm], sheet: ActualsSheet | None, *, careful: bool) -> tuple[_Judged, ...]:
    judged = []
    for number, form in enumerate(forms):
        context = form.project.context(unstated=None if careful else BY_CLASS)
        actuals = _filed_actuals(form) if sheet is None else sheet.values[number]
        pairs = zip(form.project.goals.indicators, actuals, strict=True)
        evaluations = tuple(evaluate(indicator, actual, context=context) for indicator, actual in pairs)
        judged.append(_Judged(form, evaluations))
    return tuple(judged)


def _filed_actuals(form: FiledForm) -> list[Actual]:
    """Return the actual values that a report states itself; blank ones for a plan."""
    actuals = [result.actual for result in form.results]
    return actuals + [parse_actual(None)] * (len(form.project.goals.indicators) - len(actuals))


_READ_BY_CLASS = {Note.COMPARATOR_FROM_CLASS, Note.COMPARATOR_FROM_DIRECTION}


class _Summary(NamedTuple):
    """How many are met, not met and undecided, why, and how many verdicts rest on a reading by class."""

    verdicts: Counter[Verdict]
    reasons: Counter[Reason]
    by_class: int


def _sum_up(evaluations: Iterable[Evaluation]) -> _Summary:
    verdicts: Counter[Verdict] = Counter()
    reasons: Counter[Reason] = Counter()
    by_class = 0
    for one in evaluations:
        verdicts[one.verdict] += 1
        if one.verdict is Verdict.UNDECIDED:
            reasons[one.reason] += 1
        elif _READ_BY_CLASS.intersection(one.notes):
            by_class += 1
    return _Summary(verdicts, reasons, by_class)


# A report to read -----------------------------------------------------------------------------------------


def _label(code: str, locale: str, /, **params: object) -> str:
    return wording("labels", code, locale, params)


def _report(run: _Run, locale: str, width: int) -> str:
    blocks: list[list[str]] = []
    for number, (form, evaluations) in enumerate(run.judged, 1):
        name = form.project.name or form.project.title or _label("field.untitled", locale)
        blocks.append(heading_lines(f"{number}. {name}", width))
        if evaluations:
            blocks[-1] += [evaluations_text(evaluations, form.project.goals.indicators, locale, width)]
        counts = _counts(_sum_up(evaluations), locale)
        blocks[-1] += wrap_text(_label("summary", locale, counts=counts), width)
        if form.findings:
            blocks[-1] += findings_text(form.findings, locale, width)
    blocks.append([line for sentence in _closing(run, locale) for line in wrap_text(sentence, width)])
    if run.sheet is not None and run.sheet.findings:
        blocks[-1] += findings_text(run.sheet.findings, locale, width)
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _closing(run: _Run, locale: str) -> list[str]:
    """Return what is said of all forms together."""
    rows, summary = len(run.evaluations), _sum_up(run.evaluations)
    counts = _counts(summary, locale)
    sentences = [_label("summary.all", locale, forms=len(run.judged), rows=rows, counts=counts)]
    if run.sheet is not None:
        absent = run.sheet.absent
        sentences.append(_label("summary.actuals", locale, rows=rows, blank=run.blank, absent=absent))
    elif run.holds_results:
        sentences.append(_label("summary.filed-actuals", locale, rows=rows, blank=run.blank))
    else:
        sentences.append(_label("summary.no-actuals", locale))
    if run.careful:
        bare = summary.reasons[Reason.COMPARATOR_UNSTATED]
        sentences.append(_label("summary.careful", locale, count=bare))
    else:
        sentences.append(_label("summary.by_class", locale, count=summary.by_class))
    return sentences


def _counts(summary: _Summary, locale: str) -> str:
    """Return the counts in words, those of the reasons with the most frequent first."""
    verdicts = {verdict.value: summary.verdicts[verdict] for verdict in Verdict}
    counts = _label("summary.counts", locale, **verdicts)
    if not summary.reasons:
        return counts
    reasons = [
        _label("summary.reason", locale, reason=_label(f"short.{reason}", locale), count=count)
        for reason, count in summary.reasons.most_common()
    ]
    listed = _label("list.separator", locale).join(reasons)
    return _label("summary.reasons", locale, counts=counts, reasons=listed)


# A document for programs ----------------------------------------------------------------------------------


def _document(run: _Run, locale: str) -> str:
    document = {
        "schema": SCHEMA,
        "language": locale,
        "unstated": None if run.careful else BY_CLASS.value,
        "source": os.path.basename(run.form_path),
        "actuals": _actuals_dict(run, locale),
        "forms": [_form_dict(judged, locale) for judged in run.judged],
        "summary": _summary_dict(run.evaluations),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _actuals_dict(run: _Run, locale: str) -> dict[str, Any] | None:
    sheet = run.sheet
    if sheet is None and not run.holds_results:
        return None
    return {
        "source": None if run.actuals_path is None else os.path.basename(run.actuals_path),
        "rows": len(run.evaluations),
        "blank": run.blank,
        "absent": 0 if sheet is None else sheet.absent,
        "findings": _finding_dicts(() if sheet is None else sheet.findings, locale),
    }


def _form_dict(judged: _Judged, locale: str) -> dict[str, Any]:
    form, evaluations = judged
    pairs = zip(form.project.goals.indicators, evaluations, strict=True)
    return {
        "project": form.project.name,
        "kind": form.kind.value,
        "fiscal_year": form.project.fiscal_year,
        "findings": _finding_dicts(form.findings, locale),
        "rows": [_row_dict(number, *pair, locale) for number, pair in enumerate(pairs, 1)],
        "summary": _summary_dict(evaluations),
    }


def _row_dict(number: int, indicator: Indicator, evaluation: Evaluation, locale: str) -> dict[str, Any]:
    one = evaluation
    return {
        "number": number,
        "level1": indicator.level1,
        "level2": indicator.level2,
        "name": indicator.name,
        "target": one.target.text,
        "target_kind": one.target.kind,
        "actual": one.actual.text,
        "verdict": one.verdict.value,
        "reason": one.reason.value,
        "read_as": None if one.read_as is None else one.read_as.value,
        "attainment": None if one.attainment is None else str(one.attainment),
        "deviation": None if one.deviation is None else str(one.deviation),
        "notes": [note.value for note in one.notes],
        "explanation": one.explain(locale),
    }


def _summary_dict(evaluations: Iterable[Evaluation]) -> dict[str, Any]:
    summary = _sum_up(evaluations)
    counts: dict[str, Any] = {verdict.value: summary.verdicts[verdict] for verdict in Verdict}
    reasons = {reason.value: count for reason, count in summary.reasons.most_common()}
    return {**counts, "reasons": reasons, "by_class": summary.by_class}


def _finding_dicts(findings: Iterable[Finding], locale: str) -> list[dict[str, Any]]:
    return [{**to_dict(finding), "message": finding.message(locale)} for finding in findings]


# Output ---------------------------------------------------------------------------------------------------


def _width(args: argparse.Namespace) -> int:
    """Return the columns asked for, those of the terminal, or else the common width."""
    if args.width is not None:
        return int(args.width)
    if getattr(args, "output", None) is None and sys.stdout.isatty():
        with suppress(OSError):
            # not shutil's: that asks the environment first
            return os.get_terminal_size(sys.stdout.fileno()).columns or WIDTH
    return WIDTH


def _write(result: str | bytes, path: str | None = None, sources: Iterable[str] = ()) -> None:
    """Write to a file or the standard output: text as that can show it, bytes as they are."""
    if path is not None:
        if os.path.exists(path) and any(os.path.samefile(path, source) for source in sources):
            raise FileExistsError(errno.EEXIST, "", path)  # writing it would destroy what was read
        with open(path, "wb") as file:
            file.write(result.encode(errors="replace") if isinstance(result, str) else result)
    elif isinstance(result, bytes) and hasattr(sys.stdout, "buffer"):
        sys.stdout.flush()
        sys.stdout.buffer.write(result)
    else:
        _print(result if isinstance(result, str) else result.decode(), sys.stdout)


def _print(text: str, stream: TextIO) -> None:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(text.encode(encoding, errors="replace").decode(encoding))


def _tell(error: FiscalKpiError | OSError, locale: str) -> int:
    """Say on the standard error what is wrong, where, and the way out; return the exit code."""
    cause = error.__cause__
    if isinstance(cause, OSError):  # the words of the system are in one language; ours are in both
        error = cause
    if isinstance(error, FiscalKpiError):
        code, words = error.code, error.render(locale)
    else:
        code = _OS_PROBLEMS.get(error.errno or 0, "cli.file")
        said = (error.strerror or type(error).__name__) if code == "cli.file" else _label(code, locale)
        name = "-" if error.filename is None else str(error.filename)
        words = _label("cli.file", locale, path=name, problem=said)
    _print(f"{_label('cli.error', locale, code=code)}\n{visible(words)}\n", sys.stderr)
    return _PROBLEMS if isinstance(error, ActualsError) else _REFUSED


_OS_PROBLEMS = {
    errno.ENOENT: "cli.no-file",
    errno.EISDIR: "cli.folder",
    errno.EACCES: "cli.no-permission",
    errno.EPERM: "cli.no-permission",
    errno.EEXIST: "cli.same-file",
}


def _close_output() -> None:
    """Let nothing more go to a closed pipe: Python flushes the standard output once more at its end."""
    with suppress(OSError, ValueError):  # where no file is behind it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
