"""Weights: their sum, their signs, and the sums that a form prints with its classes and goals."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from fiscalkpi._numbers import exact_difference, exact_sum, plain
from fiscalkpi._text import fold_label, shorten
from fiscalkpi.taxonomy import split_weight
from fiscalkpi.weights import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fiscalkpi.checks.row import Row
    from fiscalkpi.checks.subject import Subject
    from fiscalkpi.provenance import Finding

_OF_INDICATORS = Decimal(90)


def sums(subject: Subject) -> Iterator[Finding]:
    """The weights do not add to their scheme.

    A plan has 90, or 100 where a form counts the execution rate or gives the indicators all; a report has 100
    together with the weight of its execution. Exempt: forms without any weight.
    """
    filed = [row for row in subject.rows if row.weight is not None]
    if not filed:
        return
    total = _sum(filed)
    report = subject.report
    run = None if report is None else report.execution
    if run is not None and run.weight is not None:
        allowed: tuple[Decimal, ...] = (exact_difference(WHOLE, run.weight),)
    else:
        allowed = (_OF_INDICATORS, WHOLE)
    if total not in allowed:
        nearest = min(allowed, key=lambda one: exact_difference(one, total).copy_abs())
        yield subject.tell(
            "weight.sum",
            f"{subject.goals}.indicators",
            place=filed[0].place,
            sum=plain(total),
            scheme=plain(nearest),
            difference=plain(exact_difference(nearest, total).copy_abs()),
        )


def _sum(rows: Sequence[Row]) -> Decimal:
    return exact_sum(row.weight for row in rows if row.weight is not None)


def each(subject: Subject) -> Iterator[Finding]:
    """A weight is zero or below, or a row has none though others do."""
    some = any(row.weight is not None for row in subject.rows)
    for row in subject.rows:
        if row.weight is None:
            if some:
                yield subject.tell("weight.missing", row.weight_path, place=row.place, name=row.shown)
        elif row.weight <= 0:
            yield subject.tell(
                "weight.not-positive",
                row.weight_path,
                place=row.place,
                name=row.shown,
                weight=plain(row.weight),
            )


def level_sums(subject: Subject) -> Iterator[Finding]:
    """A class or a goal states its points, and its rows have others: ``产出指标(50分)``, ``目标1 (80分)``.

    Exempt: groups in which a row has no weight.
    """
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in subject.rows:
        goal = fold_label(row.indicator.goal or "")
        level1 = fold_label(row.indicator.level1 or "")
        level2 = fold_label(row.indicator.level2 or "")
        for key in ((goal, level1, ""), (goal, level1, level2)):
            if split_weight(key[2] or key[1])[1] is not None:
                groups.setdefault(key, []).append(row)
    for (_, level1, level2), rows in groups.items():
        stated = split_weight(level2 or level1)[1]
        field = "level2" if level2 else "level1"
        yield from _level(subject, rows, level2 or level1, Decimal(stated or 0), f"{rows[0].path}.{field}")
    of_goal: dict[str, list[Row]] = {}
    for row in subject.rows:
        of_goal.setdefault(fold_label(row.indicator.goal or ""), []).append(row)
    for number, part in enumerate(subject.project.goals.parts):
        rows = of_goal.get(fold_label(part.label), [])
        if part.weight is not None and rows:
            yield from _level(
                subject, rows, part.label, part.weight, f"{subject.goals}.parts[{number}].weight"
            )


def _level(
    subject: Subject, rows: Sequence[Row], label: str, stated: Decimal, path: str
) -> Iterator[Finding]:
    if any(row.weight is None for row in rows) or _sum(rows) == stated:
        return
    yield subject.tell(
        "weight.level-sum",
        path,
        place=rows[0].place,
        label=shorten(label),
        stated=plain(stated),
        sum=plain(_sum(rows)),
        difference=plain(exact_difference(stated, _sum(rows)).copy_abs()),
    )


def printed_total(subject: Subject) -> Iterator[Finding]:
    """The printed sum of the weights is not the sum of the weights. Exempt: a row has none."""
    form = subject.form
    if form is None or form.total_weight is None or not subject.rows:
        return
    if any(row.weight is None for row in subject.rows):
        return
    run = None if form.execution is None else form.execution.weight
    total = _sum(subject.rows)
    sums = {total, exact_sum([total, run or Decimal(0)])}
    if form.total_weight not in sums:
        yield subject.tell(
            "weight.total-differs",
            "$.total_weight",
            printed=plain(form.total_weight),
            sum=plain(max(sums)),
        )
