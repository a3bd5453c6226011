"""The command line: ``show``, ``check``, ``evaluate``, ``score``, ``convert``.

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
    policy      name of the policy that filed points are held against
    source      name of the file of forms
    plan        name of the file of approved plans, or null
    forms       one a form, in the order of the file: project, kind, fiscal_year, plan (whether an approved
                plan was found for it), findings (those of the reader and those of the checks)
    batch       findings across the forms; a path begins with the number of the form, from 0
    summary     error, warning, info: how many findings; codes, how many of each

``score --format json`` writes one document of schema ``fiscalkpi-score/1``; exact numbers are text::

    schema      "fiscalkpi-score/1"
    language    "zh_CN" or "en": the language of messages and explanations
    policy      name of the policy
    source      name of the file of forms
    actuals     name of the sheet of actual values, or null
    forms       one a form, in the order of the file: project, kind, fiscal_year, total, total_weight,
                complete, grade, lowest and highest (the range of the total, null where a weight is
                unknown), scheme, open_shares (class and points), notes, defaults, filed_total,
                filed_grade, lines, findings (filed against computed)
      lines     one an indicator, the execution line last: number, level1, level2, class, name, target,
                actual, verdict, reason, attainment, weight, points, filed_points, lowest, highest, rule,
                source, defaults, notes, explanation
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from fiscalkpi._messages import resolve_locale
from fiscalkpi.checks import presets
from fiscalkpi.cli.checking import CHECK_SCHEMA, run_check
from fiscalkpi.cli.judging import SCHEMA, run_evaluate
from fiscalkpi.cli.output import CLOSED, DONE, INTERRUPTED, close_output, print_to, tell, width_of, write
from fiscalkpi.cli.policies import PRESETS
from fiscalkpi.cli.scoring import SCORE_SCHEMA, run_score
from fiscalkpi.display import WIDTH, form_text
from fiscalkpi.errors import FiscalKpiError
from fiscalkpi.forms import read_forms
from fiscalkpi.serialize import to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CHECK_SCHEMA", "SCHEMA", "SCORE_SCHEMA", "main"]

_DESCRIPTION = """\
Performance goal forms of public budgets: shown, checked, judged, scored, converted.
读取绩效目标表，检查填报问题，判定是否达成，计分，转换格式。
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
        close_output()
        return CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except (FiscalKpiError, OSError) as error:
        return tell(error, locale)
    return code


_Parser = argparse.ArgumentParser


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
    known = f"{', '.join(PRESETS)}, or a JSON file of a policy"
    words = f"what the form was scored under: {known} 自评采用的评分办法 (default: MOF_2020)"
    look.add_argument("--policy", default="MOF_2020", metavar="P", help=words)
    words = "output 输出形式 (default: table)"
    look.add_argument("--format", choices=("table", "json"), default="table", help=words)
    look.add_argument("-o", "--output", metavar="OUT", help="write to this file 输出文件")
    look.set_defaults(run=run_check)

    points = _command(commands, "score", "points, grade and what is open 计分", common, wide)
    points.add_argument("form", metavar="FORM", help="file with one or more forms 表格文件")
    points.add_argument(
        "--actuals", metavar="FILE", help="sheet of actual values, CSV or JSON 已填的实际值表"
    )
    words = f"{known} 评分办法 (default: MOF_2020)"
    points.add_argument("--policy", default="MOF_2020", metavar="P", help=words)
    words = "adjusted budget, such as 25万元, where the file has one form 全年预算数"
    points.add_argument("--adjusted", metavar="AMOUNT", help=words)
    points.add_argument("--spent", metavar="AMOUNT", help="spent of it 全年执行数")
    words = "JSON file of what a person decides, by row 人工评定"
    points.add_argument("--judgements", metavar="FILE", help=words)
    words = "whether the project is finished: banded execution asks 项目是否完成"
    points.add_argument("--finished", choices=("yes", "no"), help=words)
    words = "output; form is the filled self-evaluation as text 输出形式，form为自评表 (default: table)"
    points.add_argument("--format", choices=("table", "json", "form"), default="table", help=words)
    points.add_argument("-o", "--output", metavar="OUT", help="write to this file 输出文件")
    points.set_defaults(run=run_score)

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
    judge.set_defaults(run=run_evaluate)

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
        print_to(f"fiscalkpi {number}\n", sys.stdout)
        parser.exit(DONE)


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


def _show(args: argparse.Namespace, locale: str) -> int:
    code = DONE
    for path in args.forms:
        try:
            forms = read_forms(path, fiscal_year=args.year)
        except (FiscalKpiError, OSError) as error:  # the other files are shown all the same
            code = tell(error, locale)
            continue
        for form in forms:
            write(f"{form_text(form, locale, width_of(args))}\n\n")
    return code


def _convert(args: argparse.Namespace, _locale: str) -> int:
    forms = read_forms(args.form, fiscal_year=args.year)
    write(f"{to_json(forms, indent=args.indent)}\n".encode(), args.output, sources=[args.form])
    return DONE
