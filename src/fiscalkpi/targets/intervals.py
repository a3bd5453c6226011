"""The one rule of every verdict: a set of possible values against a set of accepted ones.

The ends of a set are numbers or days of the calendar; all ends of one comparison are of one type, Decimal
or Fraction, since these two do not compare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, assert_never

from fiscalkpi.targets.model import Comparator
from fiscalkpi.targets.verdict import Reason, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscalkpi.targets.model import Number


class Interval(NamedTuple):
    """A set of numbers or days between two ends; None is endless, `open` leaves the end out."""

    low: Number | None
    low_open: bool
    high: Number | None
    high_open: bool

    def inside(self, other: Interval) -> bool:
        """Whether every value of this set is in `other`."""
        return _reaches_down(other, self) and _reaches_up(other, self)

    def apart(self, other: Interval) -> bool:
        """Whether no value is in both."""
        return _below(self, other) or _below(other, self)


def _reaches_down(outer: Interval, inner: Interval) -> bool:
    if outer.low is None or inner.low is None:
        return outer.low is None
    return outer.low < inner.low or (outer.low == inner.low and (inner.low_open or not outer.low_open))


def _reaches_up(outer: Interval, inner: Interval) -> bool:
    if outer.high is None or inner.high is None:
        return outer.high is None
    return outer.high > inner.high or (outer.high == inner.high and (inner.high_open or not outer.high_open))


def _below(lower: Interval, upper: Interval) -> bool:
    if lower.high is None or upper.low is None:
        return False
    return lower.high < upper.low or (lower.high == upper.low and (lower.high_open or upper.low_open))


def interval(comparator: Comparator | None, low: Number, high: Number) -> Interval:
    """Return the values that `comparator` accepts of a bound from `low` to `high`."""
    match comparator:
        case None | Comparator.EQ:
            return Interval(low, False, high, False)
        case Comparator.GE:
            return Interval(low, False, None, False)
        case Comparator.GT:
            return Interval(high, True, None, False)
        case Comparator.LE:
            return Interval(None, False, high, False)
        case Comparator.LT:
            return Interval(None, False, low, True)
    assert_never(comparator)


def compare(accepted: Interval, possible: Interval) -> Verdict:
    """Return met where all that is possible is accepted, not met where nothing is, else undecided."""
    if possible.inside(accepted):
        return Verdict.MET
    return Verdict.NOT_MET if possible.apart(accepted) else Verdict.UNDECIDED


def under_readings(
    readings: Sequence[Comparator | None],
    low: Number,
    high: Number,
    possible: Interval,
    straddle: Reason,
) -> tuple[Verdict, Reason]:
    """Return the verdict that all readings agree on, or undecided (Kleene)."""
    verdict, *others = (compare(interval(reading, low, high), possible) for reading in readings)
    if any(other is not verdict for other in others):
        return Verdict.UNDECIDED, Reason.COMPARATOR_UNSTATED
    if verdict is Verdict.UNDECIDED:
        return verdict, straddle
    if len(readings) > 1:
        return verdict, Reason.ALL_READINGS_AGREE
    return verdict, Reason.INSIDE if verdict is Verdict.MET else Reason.OUTSIDE
