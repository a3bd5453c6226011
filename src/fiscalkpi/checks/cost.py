"""Cost rows: a ceiling, within the budget and within the prescribed norm."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from fiscalkpi._text import fold_label
from fiscalkpi.checks.money import amount
from fiscalkpi.checks.target import has_direction, numbers_of
from fiscalkpi.checks.words import bare_name, has
from fiscalkpi.targets.model import Comparator, Duration, Quantity
from fiscalkpi.units import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fiscalkpi.checks.subject import Subject
    from fiscalkpi.provenance import Finding

_CEILINGS = (Comparator.LE, Comparator.LT)


def not_a_ceiling(subject: Subject) -> Iterator[Finding]:
    """A cost row with ≥, >, = or no sign controls nothing.

    Exempt: ranges and ``=0``, which are ceilings; 反向 in a column; names that ask for saving or for a
    norm to be met (节约, 降低, 达标, 控制).
    """
    for row in subject.rows:
        if not row.is_cost or has(row.name, "saving"):
            continue
        for part in numbers_of(row.indicator.target):
            if part.comparator in _CEILINGS or part.high is not None:
                continue
            if part.comparator is Comparator.EQ and part.value == 0:
                continue
            if part.comparator is None and has_direction(row):
                continue
            yield subject.tell_target("cost.not-a-ceiling", row)
            break


def over_budget(subject: Subject) -> Iterator[Finding]:
    """A cost ceiling in money above the budget of the year. Exempt: floors, which are told as no ceiling."""
    budget = subject.budget
    if budget is None:
        return
    for row in subject.rows:
        if not row.is_cost or has(row.name, "saving"):
            continue
        for part in numbers_of(row.indicator.target):
            yuan = _in_yuan(part)
            if part.comparator in (Comparator.GE, Comparator.GT) or yuan is None:
                continue
            if yuan * 100 > budget.fen:
                yield subject.tell_target("cost.over-budget", row, budget=amount(budget))
                break


def _in_yuan(part: Quantity | Duration) -> Fraction | None:
    unit = part.unit
    if unit is None or not (unit.is_money or unit.lacks_base):
        return None
    factor = unit.factor_to(Unit("元"))
    return None if factor is None else Fraction(part.value if part.high is None else part.high) * factor


def over_norm(subject: Subject) -> Iterator[Finding]:
    """A cost target above the prescribed norm (支出标准) that the caller supplies in the profile."""
    norms = dict(subject.profile.cost_norms)
    norms |= {bare_name(name): norm for name, norm in norms.items()}
    for row in subject.rows:
        norm = norms.get(fold_label(row.indicator.name)) or norms.get(row.name)
        limits = () if norm is None else numbers_of(norm)
        for part in numbers_of(row.indicator.target):
            if any(_is_above(part, limit) for limit in limits):
                assert norm is not None
                yield subject.tell_target("cost.over-norm", row, norm=norm.text)
                break


def _is_above(part: Quantity | Duration, limit: Quantity | Duration) -> bool:
    factor: Fraction | None = Fraction(1)
    if part.unit is not None and limit.unit is not None:
        factor = part.unit.factor_to(limit.unit)
    if factor is None:
        return False
    top = limit.value if limit.high is None else limit.high
    return Fraction(part.value if part.high is None else part.high) * factor > Fraction(top)
