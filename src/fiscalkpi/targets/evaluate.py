"""Target and actual value → verdict, by one rule.

A target under a reading is a set of accepted values; an actual is a set of possible values. Possible
inside accepted: met. Disjoint: not met. Else: undecided. A bare ``8人`` has three readings (≥, ≤, =),
a bare date two (≤, =): all readings agree, or the target is undecided. Only
:attr:`EvaluationContext.unstated` settles a reading, and every result that rests on it says so.

A verdict is mathematics. It ignores every scoring policy, and ``=`` is equality in it.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, assert_never, runtime_checkable

import attrs

from fiscalkpi._names import is_falling
from fiscalkpi.dates import PartialDate
from fiscalkpi.money import Yuan
from fiscalkpi.targets.actual import Actual, ActualKind, parse_actual
from fiscalkpi.targets.model import (
    Comparator,
    DateTarget,
    Duration,
    Multiple,
    OnSchedule,
    Period,
    Qualitative,
    Quantity,
    Recurring,
    Target,
    Unfilled,
    Unreadable,
    WithinBudget,
    YesNo,
)
from fiscalkpi.targets.parser import parse_target
from fiscalkpi.taxonomy import classify
from fiscalkpi.units import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscalkpi.targets.model import Part


class Verdict(StrEnum):
    """Whether the target was reached (是否达成). Three values: truth of one is a TypeError."""

    MET = "met"
    """Every possible value is accepted."""
    NOT_MET = "not_met"
    """No possible value is accepted."""
    UNDECIDED = "undecided"
    """Neither; the reason says why."""

    def __bool__(self) -> bool:
        raise TypeError("a verdict has three values; compare it: verdict is Verdict.MET")


class Reason(StrEnum):
    """Why the verdict is what it is. The codes are closed; the wording is in the catalogue."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    ALL_READINGS_AGREE = "all_readings_agree"
    ALL_PARTS = "all_parts"
    ONE_PART = "one_part"
    PART_NOT_MET = "part_not_met"
    NO_PART_MET = "no_part_met"
    COMPARATOR_UNSTATED = "comparator_unstated"
    STRADDLES = "straddles"
    APPROXIMATE = "approximate"
    ACTUAL_APPROXIMATE = "actual_approximate"
    ACTUAL_TOO_COARSE = "actual_too_coarse"
    FISCAL_YEAR_UNKNOWN = "fiscal_year_unknown"
    SCHEDULE_UNKNOWN = "schedule_unknown"
    BUDGET_UNKNOWN = "budget_unknown"
    UNIT_MISMATCH = "unit_mismatch"
    KIND_MISMATCH = "kind_mismatch"
    PARTS_DIFFER = "parts_differ"
    PART_UNDECIDED = "part_undecided"
    QUALITATIVE = "qualitative"
    RECURRING = "recurring"
    TARGET_UNFILLED = "target_unfilled"
    TARGET_UNREADABLE = "target_unreadable"
    ACTUAL_BLANK = "actual_blank"
    ACTUAL_MASKED = "actual_masked"
    ACTUAL_WORDS = "actual_words"
    ACTUAL_UNREADABLE = "actual_unreadable"


class Note(StrEnum):
    """What was assumed or noticed on the way to a verdict."""

    UNIT_FROM_TARGET = "unit_from_target"
    UNIT_FROM_ACTUAL = "unit_from_actual"
    UNITS_CONVERTED = "units_converted"
    BASE_UNIT_ASSUMED = "base_unit_assumed"
    LOOKS_LIKE_RATIO = "looks_like_ratio"
    LOOKS_LIKE_OTHER_MULTIPLE = "looks_like_other_multiple"
    ACTUAL_REPEATS_TARGET = "actual_repeats_target"
    WORDS_PASSED_OVER = "words_passed_over"
    YEAR_FROM_CONTEXT = "year_from_context"
    SERIAL_DATE = "serial_date"
    ONE_ACTUAL_FOR_ALL_PARTS = "one_actual_for_all_parts"
    COMPARATOR_FROM_CONTEXT = "comparator_from_context"
    COMPARATOR_FROM_CLASS = "comparator_from_class"
    COMPARATOR_FROM_DIRECTION = "comparator_from_direction"
    NAME_IS_FALLING = "name_is_falling"
    ZERO_CANNOT_BE_FLOOR = "zero_cannot_be_floor"


class ByClass(StrEnum):
    """The one value of :data:`BY_CLASS`."""

    BY_CLASS = "by_class"


BY_CLASS: Final = ByClass.BY_CLASS
"""Read a bare value as the indicator's direction, class and name suggest. A default of practice [P]."""

Unstated = Comparator | ByClass
"""How a bare value is read."""


@attrs.frozen(kw_only=True)
class EvaluationContext:
    """What targets such as ``12月底前``, 在计划时间内 and 不超批复预算 need to know.

    ``project.context()`` fills it.
    """

    fiscal_year: int | None = None
    """The year that a date without one means."""
    start: datetime.date | None = None
    """计划开始日期."""
    end: datetime.date | None = None
    """计划完成日期: the bound of an on-schedule target."""
    budget: Yuan | None = None
    """The approved budget: the bound of a within-budget target."""
    unstated: Unstated | None = None
    """How a bare value is read: None (careful), a Comparator, or :data:`BY_CLASS`."""


@runtime_checkable
class IndicatorLike(Protocol):
    """What :func:`evaluate` and ``classify`` ask of an indicator."""

    @property
    def level1(self) -> str | None: ...  # noqa: D102
    @property
    def level2(self) -> str | None: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def target(self) -> Target: ...  # noqa: D102


@attrs.frozen(kw_only=True)
class Evaluation:
    """A verdict with its arithmetic and its reasons. Its truth is a TypeError: compare the verdict."""

    verdict: Verdict
    """Met, not met, undecided."""
    reason: Reason
    """Why."""
    attainment: Fraction | None = None
    """Actual ÷ target (完成率), under every comparator; None unless both are single numbers and the
    target is above zero."""
    deviation: Fraction | None = None
    """Actual − bound, in the target's unit, days for dates; of a range the nearest end, 0 inside."""
    target: Target
    """What was asked."""
    actual: Actual
    """What was reached."""
    notes: tuple[Note, ...] = ()
    """What was assumed or noticed."""
    read_as: Comparator | None = None
    """The comparator under which a bare value was read, where the context settled it."""
    name: str | None = None
    """The indicator, where one was given."""
    parts: tuple[Evaluation, ...] = ()
    """One evaluation a part of a target of several."""

    def __bool__(self) -> bool:
        raise TypeError("an evaluation is met, not met or undecided; compare its verdict")

    def explain(self, locale: str = "zh_CN") -> str:
        """Return verdict, arithmetic, assumptions and what is still asked, in ``zh_CN`` or ``en``."""
        from fiscalkpi.targets.explain import explain

        return explain(self, locale)

    def _repr_html_(self) -> str:
        # The one look upward: a notebook asks the object itself for its picture.
        from fiscalkpi.display import evaluation_html

        return evaluation_html(self)


def evaluate(
    target: Target | str | IndicatorLike, actual: object, *, context: EvaluationContext | None = None
) -> Evaluation:
    """Hold an actual value against a target (判定) and return the verdict with its reason.

    Args:
        target: a Target, its text, or an Indicator, whose class and name are then known.
        actual: an Actual, or anything :func:`~fiscalkpi.parse_actual` takes.
        context: year, dates, budget, and how bare values are read.

    Raises:
        TargetSyntaxError: for a target text over 2,000 characters.
        ActualError: for an actual that cannot be one.

    >>> evaluate("4小时以内", "190分钟").verdict, evaluate("4小时以内", "190分钟").attainment
    (<Verdict.MET: 'met'>, Fraction(19, 24))
    >>> evaluate("8人", "10人").reason
    <Reason.COMPARATOR_UNSTATED: 'comparator_unstated'>
    """
    context = context or _NOTHING_KNOWN
    indicator: IndicatorLike | None = None
    if isinstance(target, str):
        goal: Target = parse_target(target)
    elif isinstance(target, Target):
        goal = target
    elif isinstance(target, IndicatorLike):
        indicator, goal = target, target.target
    else:
        raise TypeError(f"a target is a Target, text or an Indicator, not {type(target).__name__}")
    reached = parse_actual(actual, target=goal)
    result = _judge(goal, reached, _Known(context, indicator))
    notes = result.notes + (Note.WORDS_PASSED_OVER,) * bool(_says_more(goal))
    return Evaluation(
        verdict=result.verdict,
        reason=result.reason,
        attainment=result.attainment,
        deviation=result.deviation,
        target=goal,
        actual=reached,
        notes=tuple(dict.fromkeys(notes)),
        read_as=result.read_as,
        name=None if indicator is None else indicator.name,
        parts=result.parts,
    )


_NOTHING_KNOWN = EvaluationContext()


class _Known(NamedTuple):
    context: EvaluationContext
    indicator: IndicatorLike | None


class _Result(NamedTuple):
    verdict: Verdict
    reason: Reason
    attainment: Fraction | None = None
    deviation: Fraction | None = None
    notes: tuple[Note, ...] = ()
    read_as: Comparator | None = None
    parts: tuple[Evaluation, ...] = ()


def _undecided(reason: Reason, **more: object) -> _Result:
    return _Result(Verdict.UNDECIDED, reason, **more)  # type: ignore[arg-type]


def _says_more(target: Target) -> bool:
    return (
        isinstance(target, Quantity | Duration | DateTarget | Period | Multiple)
        and target.filed
        and bool(target.passed_over)
    )


def _judge(target: Target, actual: Actual, known: _Known) -> _Result:
    if isinstance(target, Unfilled):
        return _undecided(Reason.TARGET_UNFILLED)
    if isinstance(target, Unreadable):
        return _undecided(Reason.TARGET_UNREADABLE)
    if actual.kind is ActualKind.BLANK:
        return _undecided(Reason.ACTUAL_BLANK)
    if actual.kind is ActualKind.MASKED:
        return _undecided(Reason.ACTUAL_MASKED)
    if isinstance(target, Qualitative):
        return _undecided(Reason.QUALITATIVE)
    if isinstance(target, Recurring):
        return _undecided(Reason.RECURRING)
    if actual.kind is ActualKind.WORDS:
        unreadable = isinstance(parse_target(actual.text), Unreadable)
        return _undecided(Reason.ACTUAL_UNREADABLE if unreadable else Reason.ACTUAL_WORDS)
    match target:
        case Quantity() | Duration():
            return _judge_number(target, actual, known)
        case DateTarget() | Period():
            return _judge_date(target, actual, known)
        case OnSchedule():
            return _judge_schedule(target, actual, known)
        case WithinBudget():
            return _judge_budget(target, actual, known)
        case YesNo():
            if actual.kind is not ActualKind.YES_NO:
                return _undecided(Reason.KIND_MISMATCH)
            met = actual.value == target.value
            return _Result(Verdict.MET, Reason.INSIDE) if met else _Result(Verdict.NOT_MET, Reason.OUTSIDE)
        case Multiple():
            return _judge_multiple(target, actual, known)
    assert_never(target)


# ------------------------------------------------------------------------------------------- intervals


class _Interval(NamedTuple):
    """A set of numbers or days between two ends; None is endless, `open` leaves the end out."""

    low: Fraction | None
    low_open: bool
    high: Fraction | None
    high_open: bool

    def inside(self, other: _Interval) -> bool:
        return _reaches_down(other, self) and _reaches_up(other, self)

    def apart(self, other: _Interval) -> bool:
        return _below(self, other) or _below(other, self)


def _reaches_down(outer: _Interval, inner: _Interval) -> bool:
    if outer.low is None or inner.low is None:
        return outer.low is None
    return outer.low < inner.low or (outer.low == inner.low and (inner.low_open or not outer.low_open))


def _reaches_up(outer: _Interval, inner: _Interval) -> bool:
    if outer.high is None or inner.high is None:
        return outer.high is None
    return outer.high > inner.high or (outer.high == inner.high and (inner.high_open or not outer.high_open))


def _below(lower: _Interval, upper: _Interval) -> bool:
    if lower.high is None or upper.low is None:
        return False
    return lower.high < upper.low or (lower.high == upper.low and (lower.high_open or upper.low_open))


def _interval(comparator: Comparator | None, low: Fraction, high: Fraction) -> _Interval:
    """Return the values that `comparator` accepts of a bound from `low` to `high`."""
    match comparator:
        case None | Comparator.EQ:
            return _Interval(low, False, high, False)
        case Comparator.GE:
            return _Interval(low, False, None, False)
        case Comparator.GT:
            return _Interval(high, True, None, False)
        case Comparator.LE:
            return _Interval(None, False, high, False)
        case Comparator.LT:
            return _Interval(None, False, low, True)
    assert_never(comparator)


def _compare(accepted: _Interval, possible: _Interval) -> Verdict:
    if possible.inside(accepted):
        return Verdict.MET
    return Verdict.NOT_MET if possible.apart(accepted) else Verdict.UNDECIDED


def _under_readings(
    readings: Sequence[Comparator | None],
    low: Fraction,
    high: Fraction,
    possible: _Interval,
    straddle: Reason,
) -> tuple[Verdict, Reason]:
    """Return the verdict that all readings agree on, or undecided (Kleene)."""
    verdicts = {_compare(_interval(reading, low, high), possible) for reading in readings}
    if len(verdicts) > 1:
        return Verdict.UNDECIDED, Reason.COMPARATOR_UNSTATED
    verdict = verdicts.pop()
    if verdict is Verdict.UNDECIDED:
        return verdict, straddle
    if len(readings) > 1:
        return verdict, Reason.ALL_READINGS_AGREE
    return verdict, Reason.INSIDE if verdict is Verdict.MET else Reason.OUTSIDE


# --------------------------------------------------------------------------------------------- readings

_BARE_NUMBER = (Comparator.GE, Comparator.LE, Comparator.EQ)
_BARE_DATE = (Comparator.LE, Comparator.EQ)  # nobody files "not before"


class _Readings(NamedTuple):
    comparators: tuple[Comparator | None, ...]
    notes: tuple[Note, ...] = ()
    settled: Comparator | None = None


def _readings(target: Part, known: _Known) -> _Readings:
    """Return the comparators under which a target is read: the written one, the settled one, or all."""
    if isinstance(target, Period):
        return _Readings((None,))
    if target.comparator is not None:
        return _Readings((target.comparator,))
    if not isinstance(target, DateTarget) and (target.high is not None or target.approx):
        return _Readings((None,))
    bare = _BARE_DATE if isinstance(target, DateTarget) else _BARE_NUMBER
    unstated = known.context.unstated
    if unstated is None:
        return _Readings(bare)
    if isinstance(unstated, Comparator):
        if isinstance(target, DateTarget) and unstated in (Comparator.GE, Comparator.GT):
            return _Readings(bare)
        return _Readings((unstated,), (Note.COMPARATOR_FROM_CONTEXT,), unstated)
    comparator, notes = _by_class(target, known.indicator)
    return _Readings(bare, notes) if comparator is None else _Readings((comparator,), notes, comparator)


def _by_class(target: Part, indicator: IndicatorLike | None) -> tuple[Comparator | None, tuple[Note, ...]]:
    """Return how direction, class and name of an indicator read a bare value.

    Source: practice of filed points [P]; no ministry text settles it.
    """
    if indicator is None:
        return None, ()
    direction = getattr(indicator, "direction", None) or ""
    is_date = isinstance(target, DateTarget)
    if not is_date and ("正向" in direction or "反向" in direction):
        comparator = Comparator.GE if "正向" in direction else Comparator.LE
        return _floor(target, comparator, indicator, Note.COMPARATOR_FROM_DIRECTION, by_direction=True)
    found = classify(indicator)
    label = "" if found is None else found.label
    if "时效" in label and isinstance(target, DateTarget | Duration):
        return Comparator.LE, (Note.COMPARATOR_FROM_CLASS,)
    if is_date:
        return None, ()
    if "成本" in label:
        return Comparator.LE, (Note.COMPARATOR_FROM_CLASS,)
    if label or "满意度" in indicator.name:
        return _floor(target, Comparator.GE, indicator, Note.COMPARATOR_FROM_CLASS, by_direction=False)
    return None, ()


def _floor(
    target: Part, comparator: Comparator, indicator: IndicatorLike, note: Note, *, by_direction: bool
) -> tuple[Comparator | None, tuple[Note, ...]]:
    if comparator is Comparator.GE:
        if not by_direction and is_falling(indicator.name):
            return None, (Note.NAME_IS_FALLING,)
        if isinstance(target, Quantity | Duration) and target.value == 0:
            return None, (Note.ZERO_CANNOT_BE_FLOOR,)
    return comparator, (note,)


# ---------------------------------------------------------------------------------------------- numbers


class _Scale(NamedTuple):
    factor: Fraction  # a number of the actual times this stands in the target's unit
    notes: tuple[Note, ...] = ()


def _scale(target: Unit | None, actual: Unit | None) -> _Scale | None:
    if target is None and actual is None:
        return _Scale(Fraction(1))
    if actual is None:
        return _Scale(Fraction(1), (Note.UNIT_FROM_TARGET,))
    if target is None:
        return _Scale(Fraction(1), (Note.UNIT_FROM_ACTUAL,))
    factor = actual.factor_to(target)
    if factor is None:
        return None
    if target.lacks_base is not actual.lacks_base:
        return _Scale(factor, (Note.BASE_UNIT_ASSUMED,))
    return _Scale(factor, (Note.UNITS_CONVERTED,) if factor != 1 else ())


def _numbers(actual: Actual, factor: Fraction) -> tuple[Fraction, Fraction]:
    assert isinstance(actual.value, Decimal | Fraction)
    low = Fraction(actual.value) * factor
    return low, Fraction(actual.high) * factor if isinstance(actual.high, Decimal | Fraction) else low


def _judge_number(target: Quantity | Duration, actual: Actual, known: _Known) -> _Result:
    if actual.kind is not ActualKind.NUMBER:
        return _undecided(Reason.PARTS_DIFFER if actual.kind is ActualKind.SEVERAL else Reason.KIND_MISMATCH)
    scale = _scale(target.unit, actual.unit)
    if scale is None:
        return _undecided(Reason.UNIT_MISMATCH)
    bound = Fraction(target.value)
    upper = bound if target.high is None else Fraction(target.high)
    low, high = _numbers(actual, scale.factor)
    single = low == high and actual.comparator is None and not actual.approx
    notes = scale.notes + _suspicions(target, actual, low) + _repeats(target, actual)
    attainment = low / bound if single and target.high is None and bound > 0 else None
    deviation = _deviation(bound, upper, low) if single else None
    readings = _readings(target, known)
    notes += readings.notes
    if actual.approx:
        return _undecided(Reason.ACTUAL_APPROXIMATE, notes=notes)
    possible = _interval(actual.comparator, low, high)
    if target.approx and _compare(_interval(None, bound, bound), possible) is not Verdict.MET:
        return _undecided(Reason.APPROXIMATE, attainment=attainment, deviation=deviation, notes=notes)
    verdict, reason = _under_readings(readings.comparators, bound, upper, possible, Reason.STRADDLES)
    return _Result(verdict, reason, attainment, deviation, notes, readings.settled)


def _deviation(low: Fraction, high: Fraction, value: Fraction) -> Fraction:
    if value < low:
        return value - low
    return value - high if value > high else Fraction(0)


def _repeats(target: Quantity | Duration, actual: Actual) -> tuple[Note, ...]:
    same = (
        actual.comparator is not None
        and actual.comparator is target.comparator
        and actual.value == target.value
        and actual.unit in (None, target.unit)
    )
    return (Note.ACTUAL_REPEATS_TARGET,) if same else ()


def _suspicions(target: Quantity | Duration, actual: Actual, value: Fraction) -> tuple[Note, ...]:
    """Note a number that looks as if another unit was meant. It is judged as filed all the same."""
    bound = Fraction(target.value)
    if (actual.unit is None) is (target.unit is None) or not bound or not value:
        return ()
    if target.unit is not None and target.unit.dimension.above == ("1",) and 0 < value <= 1 < bound:
        return (Note.LOOKS_LIKE_RATIO,)
    for power in (10**4, 10**8):
        for ratio in (value / bound * power, value / bound / power):
            if Fraction(1, 2) <= ratio <= 2:
                return (Note.LOOKS_LIKE_OTHER_MULTIPLE,)
    return ()


# ------------------------------------------------------------------------------------------------ dates


def _days(first: PartialDate, last: PartialDate) -> tuple[Fraction, Fraction]:
    return Fraction(first.first().toordinal()), Fraction(last.last().toordinal())


def _judge_date(target: DateTarget | Period, actual: Actual, known: _Known) -> _Result:
    if actual.kind is not ActualKind.DATE:
        return _undecided(Reason.PARTS_DIFFER if actual.kind is ActualKind.SEVERAL else Reason.KIND_MISMATCH)
    first, last = (target.start, target.end) if isinstance(target, Period) else (target.value, target.value)
    year = known.context.fiscal_year
    notes: tuple[Note, ...] = _serial(actual)
    if first.year is None or last.year is None:
        if year is None:
            return _undecided(Reason.FISCAL_YEAR_UNKNOWN, notes=notes)
        notes += (Note.YEAR_FROM_CONTEXT,)
        dated = _in_year((first, last), year)
        if dated is None:
            return _undecided(Reason.TARGET_UNREADABLE, notes=notes)
        first, last = dated
    readings = _readings(target, known)
    return _compare_days(_days(first, last), readings, actual, year, notes)


def _serial(actual: Actual) -> tuple[Note, ...]:
    return (
        (Note.SERIAL_DATE,)
        if actual.text.strip().split(".")[0].isdigit() and len(actual.text.strip()) > 4
        else ()
    )


def _in_year(dates: tuple[PartialDate, PartialDate], year: int) -> tuple[PartialDate, PartialDate] | None:
    try:
        return dates[0].in_year(year), dates[1].in_year(year)
    except ValueError:  # 2月29日 of a year that has none
        return None


def _compare_days(
    bound: tuple[Fraction, Fraction],
    readings: _Readings,
    actual: Actual,
    year: int | None,
    notes: tuple[Note, ...],
) -> _Result:
    assert isinstance(actual.value, PartialDate)
    first = actual.value
    last = actual.high if isinstance(actual.high, PartialDate) else first
    notes += readings.notes
    if first.year is None or last.year is None:
        if year is None:
            return _undecided(Reason.FISCAL_YEAR_UNKNOWN, notes=notes)
        dated = _in_year((first, last), year)
        if dated is None:
            return _undecided(Reason.ACTUAL_UNREADABLE, notes=notes)
        first, last = dated
        notes += (Note.YEAR_FROM_CONTEXT,)
    low, high = _days(first, last)
    possible = _interval(actual.comparator, low, high)
    coarse = actual.comparator is None and low != high
    straddle = Reason.ACTUAL_TOO_COARSE if coarse else Reason.STRADDLES
    verdict, reason = _under_readings(readings.comparators, *bound, possible, straddle)
    deviation = None
    if low == high and actual.comparator is None:
        deviation = _day_deviation(readings.comparators, bound, low)
    return _Result(verdict, reason, None, deviation, notes, readings.settled)


def _day_deviation(
    comparators: tuple[Comparator | None, ...], bound: tuple[Fraction, Fraction], day: Fraction
) -> Fraction:
    comparator = comparators[0] if len(comparators) == 1 else None
    if comparator in (Comparator.LE, Comparator.GT):
        return day - bound[1]
    if comparator in (Comparator.GE, Comparator.LT):
        return day - bound[0]
    return _deviation(*bound, day)


def _judge_schedule(target: OnSchedule, actual: Actual, known: _Known) -> _Result:
    if actual.kind is not ActualKind.DATE:
        return _undecided(Reason.KIND_MISMATCH)
    end = known.context.end
    if end is None:
        return _undecided(Reason.SCHEDULE_UNKNOWN)
    day = Fraction(end.toordinal())
    readings = _Readings((target.comparator,))
    return _compare_days((day, day), readings, actual, known.context.fiscal_year, _serial(actual))


def _judge_budget(target: WithinBudget, actual: Actual, known: _Known) -> _Result:
    if actual.kind is not ActualKind.NUMBER:
        return _undecided(Reason.KIND_MISMATCH)
    budget = known.context.budget
    if budget is None:
        return _undecided(Reason.BUDGET_UNKNOWN)
    return _judge_number(
        Quantity(value=budget.yuan, unit=Unit("元"), comparator=target.comparator), actual, known
    )


# ---------------------------------------------------------------------------------------------- several


def _judge_multiple(target: Multiple, actual: Actual, known: _Known) -> _Result:
    """Pair parts and actuals by order; one actual serves all parts only if these share a unit."""
    if actual.kind is ActualKind.SEVERAL:
        actuals = actual.parts
        notes: tuple[Note, ...] = ()
    elif len({_part_unit(part) for part in target.parts}) == 1:
        actuals = (actual,) * len(target.parts)
        notes = (Note.ONE_ACTUAL_FOR_ALL_PARTS,)
    else:
        return _undecided(Reason.PARTS_DIFFER)
    if len(actuals) != len(target.parts):
        return _undecided(Reason.PARTS_DIFFER)
    parts = tuple(_part(part, one, known) for part, one in zip(target.parts, actuals, strict=True))
    verdicts = {part.verdict for part in parts}
    notes += tuple(note for part in parts for note in part.notes)
    settles, reason = (
        (Verdict.NOT_MET, Reason.PART_NOT_MET) if target.join == "and" else (Verdict.MET, Reason.ONE_PART)
    )
    if settles in verdicts:
        return _Result(settles, reason, notes=notes, parts=parts)
    if Verdict.UNDECIDED in verdicts:
        unstated = all(
            part.reason is Reason.COMPARATOR_UNSTATED for part in parts if part.verdict is Verdict.UNDECIDED
        )
        why = Reason.COMPARATOR_UNSTATED if unstated else Reason.PART_UNDECIDED
        return _undecided(why, notes=notes, parts=parts)
    if target.join == "and":
        return _Result(Verdict.MET, Reason.ALL_PARTS, notes=notes, parts=parts)
    return _Result(Verdict.NOT_MET, Reason.NO_PART_MET, notes=notes, parts=parts)


def _part_unit(part: Part) -> object:
    """Return what parts must share for one actual to serve them: a unit. Two dates share none."""
    return part.unit if isinstance(part, Quantity | Duration) else part


def _part(part: Part, actual: Actual, known: _Known) -> Evaluation:
    result = _judge(part, actual, known)
    return Evaluation(
        verdict=result.verdict,
        reason=result.reason,
        attainment=result.attainment,
        deviation=result.deviation,
        target=part,
        actual=actual,
        notes=result.notes,
        read_as=result.read_as,
    )
