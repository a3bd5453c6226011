"""How a target without a sign is read: all its readings, or the one that the context settles."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fiscalkpi._names import is_falling, is_rising
from fiscalkpi.targets.model import Comparator, DateTarget, Duration, Period, Quantity
from fiscalkpi.targets.verdict import EvaluationContext, IndicatorLike, Note
from fiscalkpi.taxonomy import classify

if TYPE_CHECKING:
    from fiscalkpi.targets.model import Part


class Known(NamedTuple):
    """What is known beside target and actual."""

    context: EvaluationContext
    indicator: IndicatorLike | None


# To look a member up in its class costs more than to compare it; these are asked of every bare value.
_GE, _LE, _BY_CLASS = Comparator.GE, Comparator.LE, Note.COMPARATOR_FROM_CLASS
_BARE_NUMBER = (_GE, _LE, Comparator.EQ)
_BARE_DATE = (_LE, Comparator.EQ)  # nobody files "not before"


class Readings(NamedTuple):
    """The comparators that a target may mean."""

    comparators: tuple[Comparator | None, ...]
    """One where it was written or settled, several for a bare value."""
    notes: tuple[Note, ...] = ()
    """What settled it, or kept it open."""
    settled: Comparator | None = None
    """The one that the context settled."""


def readings_of(target: Part, known: Known) -> Readings:
    """Return the comparators under which a target is read: the written one, the settled one, or all."""
    if isinstance(target, Period):
        return Readings((None,))
    if target.comparator is not None:
        return Readings((target.comparator,))
    if not isinstance(target, DateTarget) and (target.high is not None or target.approx):
        return Readings((None,))
    bare = _BARE_DATE if isinstance(target, DateTarget) else _BARE_NUMBER
    unstated = known.context.unstated
    if unstated is None:
        return Readings(bare)
    if isinstance(unstated, Comparator):
        if isinstance(target, DateTarget) and unstated in (Comparator.GE, Comparator.GT):
            return Readings(bare)
        return Readings((unstated,), (Note.COMPARATOR_FROM_CONTEXT,), unstated)
    comparator, notes = reading_by_class(target, known.indicator)
    return Readings(bare, notes) if comparator is None else Readings((comparator,), notes, comparator)


def reading_by_class(
    target: Part, indicator: IndicatorLike | None
) -> tuple[Comparator | None, tuple[Note, ...]]:
    """Return how direction, class and name of an indicator read a bare value.

    Source: practice of filed points [P]; no ministry text settles it.
    """
    if indicator is None:
        return None, ()
    direction = getattr(indicator, "direction", None) or ""
    is_date = isinstance(target, DateTarget)
    if not is_date and ("正向" in direction or "反向" in direction):
        comparator = _GE if "正向" in direction else _LE
        return _floor(target, comparator, indicator, Note.COMPARATOR_FROM_DIRECTION, by_direction=True)
    found = classify(indicator)
    label = "" if found is None else found.label
    if ("时效" in label or "成本" in label) and not is_date and is_rising(indicator.name):
        return (
            (None, ())
            if "成本" in label or isinstance(target, Duration)
            else (_floor(target, _GE, indicator, _BY_CLASS, by_direction=False))
        )
    if "时效" in label and isinstance(target, DateTarget | Duration):
        return _LE, (_BY_CLASS,)
    if is_date:
        return None, ()
    if "成本" in label:
        return _LE, (_BY_CLASS,)
    if label or "满意度" in indicator.name:
        return _floor(target, _GE, indicator, _BY_CLASS, by_direction=False)
    return None, ()


def _floor(
    target: Part, comparator: Comparator, indicator: IndicatorLike, note: Note, *, by_direction: bool
) -> tuple[Comparator | None, tuple[Note, ...]]:
    if comparator is _GE:
        if not by_direction and is_falling(indicator.name):
            return None, (Note.NAME_IS_FALLING,)
        if isinstance(target, Quantity | Duration) and target.value == 0:
            return None, (Note.ZERO_CANNOT_BE_FLOOR,)
    return comparator, (note,)
