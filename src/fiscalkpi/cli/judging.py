"""The command ``evaluate``."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from fiscalkpi.actuals import ActualsSheet, actuals_template, read_actuals
from fiscalkpi.cli.output import DONE, finding_dicts, label_of, width_of, write
from fiscalkpi.display import evaluations_text, findings_text, heading_lines, wrap_text
from fiscalkpi.forms import read_forms
from fiscalkpi.targets.actual import Actual, ActualKind, parse_actual
from fiscalkpi.targets.evaluate import evaluate
from fiscalkpi.targets.verdict import BY_CLASS, Evaluation, Note, Reason, Verdict

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from fiscalkpi.filed import FiledForm
    from fiscalkpi.model import Indicator

SCHEMA = "fiscalkpi-evaluation/1"
"""Name and version of the document that ``evaluate --format json`` writes."""


def run_evaluate(args: argparse.Namespace, locale: str) -> int:
    """Hold actual values against the targets of a file, or write the sheet to fill in."""
    forms = read_forms(args.form, fiscal_year=args.year)
    if args.template:
        write(actuals_template(forms, locale), args.output, sources=[args.form])
        return DONE
    sheet = None if args.actuals is None else read_actuals(args.actuals, forms)
    run = _Run(args.form, args.actuals, sheet, _judge(forms, sheet, careful=args.careful), args.careful)
    result = (
        _document(run, locale).encode() if args.format == "json" else _report(run, locale, width_of(args))
    )
    write(result, args.output, sources=[args.form, *filter(None, [args.actuals])])
    return DONE


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
        actuals = filed_actuals(form) if sheet is None else sheet.values[number]
        pairs = zip(form.project.goals.indicators, actuals, strict=True)
        evaluations = tuple(evaluate(indicator, actual, context=context) for indicator, actual in pairs)
        judged.append(_Judged(form, evaluations))
    return tuple(judged)


def filed_actuals(form: FiledForm) -> list[Actual]:
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


def _report(run: _Run, locale: str, width: int) -> str:
    blocks: list[list[str]] = []
    for number, (form, evaluations) in enumerate(run.judged, 1):
        name = form.project.name or form.project.title or label_of("field.untitled", locale)
        blocks.append(heading_lines(f"{number}. {name}", width))
        if evaluations:
            blocks[-1] += [evaluations_text(evaluations, form.project.goals.indicators, locale, width)]
        counts = _counts(_sum_up(evaluations), locale)
        blocks[-1] += wrap_text(label_of("summary", locale, counts=counts), width)
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
    sentences = [label_of("summary.all", locale, forms=len(run.judged), rows=rows, counts=counts)]
    if run.sheet is not None:
        absent = run.sheet.absent
        sentences.append(label_of("summary.actuals", locale, rows=rows, blank=run.blank, absent=absent))
    elif run.holds_results:
        sentences.append(label_of("summary.filed-actuals", locale, rows=rows, blank=run.blank))
    else:
        sentences.append(label_of("summary.no-actuals", locale))
    if run.careful:
        bare = summary.reasons[Reason.COMPARATOR_UNSTATED]
        sentences.append(label_of("summary.careful", locale, count=bare))
    else:
        sentences.append(label_of("summary.by_class", locale, count=summary.by_class))
    return sentences


def _counts(summary: _Summary, locale: str) -> str:
    """Return the counts in words, those of the reasons with the most frequent first."""
    verdicts = {verdict.value: summary.verdicts[verdict] for verdict in Verdict}
    counts = label_of("summary.counts", locale, **verdicts)
    if not summary.reasons:
        return counts
    reasons = [
        label_of("summary.reason", locale, reason=label_of(f"short.{reason}", locale), count=count)
        for reason, count in summary.reasons.most_common()
    ]
    listed = label_of("list.separator", locale).join(reasons)
    return label_of("summary.reasons", locale, counts=counts, reasons=listed)


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
        "findings": finding_dicts(() if sheet is None else sheet.findings, locale),
    }


def _form_dict(judged: _Judged, locale: str) -> dict[str, Any]:
    form, evaluations = judged
    pairs = zip(form.project.goals.indicators, evaluations, strict=True)
    return {
        "project": form.project.name,
        "kind": form.kind.value,
        "fiscal_year": form.project.fiscal_year,
        "findings": finding_dicts(form.findings, locale),
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
