"""How a row of a report is held against its actual value: as written, and as practice reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import attrs

from fiscalkpi.checks.words import should_fall
from fiscalkpi.targets.evaluate import evaluate
from fiscalkpi.targets.model import (
    Comparator,
    DateTarget,
    Duration,
    Multiple,
    Part,
    Period,
    Quantity,
    Target,
)

if TYPE_CHECKING:
    from fiscalkpi.checks.row import Row
    from fiscalkpi.filed import FiledResult
    from fiscalkpi.targets.verdict import Evaluation, EvaluationContext, Verdict


class Judged(NamedTuple):
    """A row, what the report says of it, and the two verdicts."""

    row: Row
    result: FiledResult
    strict: Evaluation
    """By the written sign; a bare value by class."""
    reached: Verdict
    """By the reading under which practice gives full points."""
    floor: bool
    """Whether that reading is ≥."""


def judge(row: Row, result: FiledResult, context: EvaluationContext) -> Judged:
    """Hold a row against its actual value."""
    strict = evaluate(row.indicator, result.actual, context=context)
    goal = reached(row)
    wide = strict
    if goal is not row.indicator.target:
        indicator = attrs.evolve(row.indicator, target=goal)
        wide = evaluate(indicator, result.actual, context=context)
    comparator = wide.read_as or (goal.comparator if isinstance(goal, Quantity | Duration) else None)
    return Judged(row, result, strict, wide.verdict, comparator is Comparator.GE)


def reached(row: Row) -> Target:
    """Return the target of a row as practice reads it for full points.

    ``=`` is read as reach: by the filed direction, else ≥, but ≤ for cost rows, for durations and dates of
    the time class and for what should fall; zero stays zero. ``<`` and ``>`` include equality. Bare values
    are left to direction and class; where the name says that less is better and no direction is filed, they
    are ceilings: 事故数 0起.
    """
    target = row.indicator.target
    if isinstance(target, Multiple):
        parts = tuple(_reached(part, row) for part in target.parts)
        return target if parts == target.parts else attrs.evolve(target, parts=parts, text=None)
    return _reached(target, row) if isinstance(target, Part) else target


_INCLUDED = {Comparator.LT: Comparator.LE, Comparator.GT: Comparator.GE}


def _reached(part: Part, row: Row) -> Part:
    if isinstance(part, Period):
        return part
    if part.comparator is None:
        return _ceiling(part, row)
    if isinstance(part, DateTarget):
        wider: Comparator = Comparator.LE if part.comparator is Comparator.EQ else part.comparator
    elif part.comparator is not Comparator.EQ:
        wider = _INCLUDED.get(part.comparator, part.comparator)
    elif part.value == 0:
        wider = Comparator.EQ
    else:
        wider = Comparator.LE if _is_ceiling(part, row) else Comparator.GE
    return part if wider is part.comparator else attrs.evolve(part, comparator=wider, text=None)


def _is_ceiling(part: Quantity | Duration, row: Row) -> bool:
    """Whether a written ``=`` means at most: the direction column goes before class and name."""
    if _is_directed(row):
        return "反向" in (row.indicator.direction or "")
    return row.is_cost or (row.label == "时效" and isinstance(part, Duration)) or should_fall(row.name)


def _is_directed(row: Row) -> bool:
    direction = row.indicator.direction or ""
    return "正向" in direction or "反向" in direction


def _ceiling(part: Quantity | Duration | DateTarget, row: Row) -> Part:
    """Return a bare number as a ceiling where its row names what should fall, else as it is."""
    if isinstance(part, DateTarget) or part.high is not None or part.approx:
        return part
    if _is_directed(row) or not should_fall(row.name):
        return part
    return attrs.evolve(part, comparator=Comparator.LE, text=None)
