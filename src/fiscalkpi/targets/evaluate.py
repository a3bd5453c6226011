"""Target and actual value → verdict, by one rule.

A target under a reading is a set of accepted values; an actual is a set of possible values. Possible
inside accepted: met. Disjoint: not met. Else: undecided. A bare ``8人`` has three readings (≥, ≤, =),
a bare date two (≤, =): all readings agree, or the target is undecided. Only
:attr:`EvaluationContext.unstated` settles a reading, and every result that rests on it says so.

A verdict is mathematics. It ignores every scoring policy, and ``=`` is equality in it.
"""

from __future__ import annotations

import operator
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple, assert_never, cast, get_args

from fiscalkpi._data import load
from fiscalkpi._text import fold_signs
from fiscalkpi.dates import PartialDate
from fiscalkpi.targets.actual import Actual, ActualKind, parse_actual
from fiscalkpi.targets.intervals import compare, interval, under_readings
from fiscalkpi.targets.model import (
    MAX_TEXT,
    Comparator,
    DateTarget,
    Duration,
    Multiple,
    Number,
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
from fiscalkpi.targets.readings import Known, Readings, readings_of
from fiscalkpi.targets.verdict import (
    Evaluation,
    EvaluationContext,
    IndicatorLike,
    Note,
    Reason,
    Verdict,
)
from fiscalkpi.units import Unit

if TYPE_CHECKING:
    from fiscalkpi.targets.model import Part


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
    elif isinstance(target, _KINDS):
        goal = cast("Target", target)
    elif _is_indicator(target):
        indicator = cast("IndicatorLike", target)
        goal = cast("Target", indicator.target)
    else:
        raise TypeError(f"a target is a Target, text or an Indicator, not {type(target).__name__}")
    reached = parse_actual(actual, target=goal)
    result = _judge(goal, reached, Known(context, indicator))
    notes = result.notes
    if _words_beside(goal):
        notes += (Note.WORDS_PASSED_OVER,)
    if reached.kind is not ActualKind.WORDS and _unused(reached):
        notes += (Note.ACTUAL_WORDS_PASSED_OVER,)
    return Evaluation(
        verdict=result.verdict,
        reason=result.reason,
        attainment=result.attainment,
        deviation=result.deviation,
        target=goal,
        actual=reached,
        notes=tuple(dict.fromkeys(notes)) if len(notes) > 1 else notes,
        read_as=result.read_as,
        name=None if indicator is None else indicator.name,
        parts=result.parts,
        fiscal_year=context.fiscal_year if Note.YEAR_FROM_CONTEXT in notes else None,
    )


_NOTHING_KNOWN = EvaluationContext()
_KINDS: tuple[type, ...] = get_args(Target)


def _is_indicator(value: object) -> bool:
    """Whether `value` is an IndicatorLike; asking for the protocol itself costs more than the verdict."""
    if not isinstance(getattr(value, "target", None), _KINDS):
        return False
    return all(hasattr(value, name) for name in ("level1", "level2", "name"))


class _Result(NamedTuple):
    verdict: Verdict
    reason: Reason
    attainment: Fraction | None = None
    deviation: Fraction | None = None
    notes: tuple[Note, ...] = ()
    read_as: Comparator | None = None
    parts: tuple[Evaluation, ...] = ()


def _undecided(reason: Reason, **more: object) -> _Result:
    return _Result(Verdict.UNDECIDED, reason, **more)  # type: ignore[arg-type]  # fields of _Result


def _words_beside(target: Target) -> str:
    """Return the words of a target that its reading does not use."""
    if not isinstance(target, _NUMBERED) or not target.filed:
        return ""
    over = target.passed_over
    return "".join(target.text[start:end] for start, end in over) if over else ""


_NUMBERED = (Quantity, Duration, DateTarget, Period, Multiple)


def _unused(actual: Actual) -> str:
    """Return the words of an actual value that its reading does not use, without the harmless ones."""
    return _unused_in(actual.text) if actual.kind in _READ and len(actual.text) <= MAX_TEXT else ""


@lru_cache(maxsize=4096)
def _unused_in(text: str) -> str:
    words = _words_beside(parse_target(text))
    for word in _harmless() if words else ():
        words = words.replace(word, "")
    return words


@cache
def _harmless() -> tuple[str, ...]:
    return tuple(sorted(load("wording")["told"]["harmless"], key=len, reverse=True))


_READ = (ActualKind.NUMBER, ActualKind.DATE, ActualKind.SEVERAL)


def _at_cross(target: Target, actual: Actual) -> Reason | None:
    """Return why the words beside two numbers forbid to compare them: other directions, another base."""
    mine, theirs = _words_beside(target), _unused(actual)
    if not mine and not theirs:
        return None
    told = load("wording")["told"]
    for one, other in ((told["falling"], told["rising"]), (told["rising"], told["falling"])):
        negative = isinstance(actual.value, Decimal) and actual.value < 0
        if any(word in mine for word in one) and (any(word in theirs for word in other) or negative):
            return Reason.DIRECTIONS_DIFFER
    bases = [{word for word in told["per_unit"] if word in words} for words in (mine, theirs)]
    return Reason.PER_UNIT if bases[0] != bases[1] else None


def _judge(target: Target, actual: Actual, known: Known) -> _Result:
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
    if actual.kind is ActualKind.NUMBER:
        crossed = _at_cross(target, actual)
        if crossed is not None:
            return _undecided(crossed)
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


# ---------------------------------------------------------------------------------------------- numbers


class _Scale(NamedTuple):
    factor: Fraction  # a number of the actual times this stands in the target's unit
    notes: tuple[Note, ...] = ()


_ONE = Fraction(1)
_AS_WRITTEN = _Scale(_ONE)
_UNIT_FROM_TARGET = _Scale(_ONE, (Note.UNIT_FROM_TARGET,))
_UNIT_FROM_ACTUAL = _Scale(_ONE, (Note.UNIT_FROM_ACTUAL,))


def _scale(goal: Quantity | Duration, actual: Unit | None) -> _Scale | None:
    target = goal.unit
    if target is actual or (target is not None and actual is not None and target.text == actual.text):
        return _AS_WRITTEN
    if target is None and actual is not None and actual.is_share and "分之" in goal.text:
        return _Scale(actual.share, (Note.UNITS_CONVERTED,))  # 三分之二 against 70%
    if actual is None:
        return _UNIT_FROM_TARGET
    if target is None:
        return _UNIT_FROM_ACTUAL
    factor = actual.factor_to(target)
    if factor is None:
        return None
    if target.lacks_base is not actual.lacks_base:
        return _Scale(factor, (Note.BASE_UNIT_ASSUMED,))
    return _Scale(factor, (Note.UNITS_CONVERTED,) if factor != 1 else ())


def _ends(
    target: Quantity | Duration, actual: Actual, factor: Fraction
) -> tuple[tuple[Number, Number], tuple[Number, Number]]:
    """Return the ends of target and actual in the target's unit, all Decimal or all Fraction.

    Decimals compare exactly and much faster; where a unit is converted, only fractions are exact.
    """
    assert isinstance(actual.value, Decimal | Fraction)
    upper = actual.value if isinstance(actual.high, PartialDate | None) else actual.high
    bounds = (target.value, target.value if target.high is None else target.high)
    values = (actual.value, upper)
    if (factor is _ONE or factor == 1) and all(isinstance(number, Decimal) for number in bounds + values):
        return bounds, values
    low, high = (Fraction(value) * factor for value in values)
    return (Fraction(bounds[0]), Fraction(bounds[1])), (low, high)


def _judge_number(target: Quantity | Duration, actual: Actual, known: Known) -> _Result:
    if actual.kind is not ActualKind.NUMBER:
        return _undecided(Reason.PARTS_DIFFER if actual.kind is ActualKind.SEVERAL else Reason.KIND_MISMATCH)
    if _is_grade(target) and actual.value != target.value:
        return _undecided(Reason.ORDINAL)
    plain = _judge_plain(target, actual, known)
    if plain is not None:
        return plain
    scale = _scale(target, actual.unit)
    if scale is None:
        return _undecided(Reason.UNIT_MISMATCH)
    (bound, upper), (low, high) = _ends(target, actual, scale.factor)
    single = low == high and actual.comparator is None and not actual.approx
    notes = scale.notes + _suspicions(target, actual, low) + _repeats(target, actual)
    doubtful = Note.LOOKS_LIKE_OTHER_MULTIPLE in notes  # a figure ten thousand times off helps nobody
    attainment = (
        _quotient(low, bound) if single and not doubtful and target.high is None and bound > 0 else None
    )
    deviation = _deviation(bound, upper, low) if single and not doubtful else None
    readings = readings_of(target, known)
    notes += readings.notes
    if actual.approx:
        return _undecided(Reason.ACTUAL_APPROXIMATE, notes=notes, read_as=readings.settled)
    possible = interval(actual.comparator, low, high)
    if target.approx and compare(interval(None, bound, bound), possible) is not Verdict.MET:
        return _undecided(Reason.APPROXIMATE, attainment=attainment, deviation=deviation, notes=notes)
    verdict, reason = under_readings(readings.comparators, bound, upper, possible, Reason.STRADDLES)
    return _Result(verdict, reason, attainment, deviation, notes, readings.settled)


_MEETS = {
    Comparator.GE: operator.ge,
    Comparator.LE: operator.le,
    Comparator.EQ: operator.eq,
    Comparator.GT: operator.gt,
    Comparator.LT: operator.lt,
}


def _judge_plain(target: Quantity | Duration, actual: Actual, known: Known) -> _Result | None:
    """Judge one number against one bound, both with a unit or both without; None for any other pair.

    Nearly all pairs are such. It says what the rule of sets says of two points (a law compares them), at a
    fraction of its cost.
    """
    value, bound = actual.value, target.value
    if (
        target.high is not None
        or target.approx
        or actual.comparator is not None
        or actual.high is not None
        or actual.approx
        or (target.unit is None) is not (actual.unit is None)
        or type(value) is not Decimal
        or type(bound) is not Decimal
    ):
        return None
    scale = _scale(target, actual.unit)
    if scale is None:
        return None
    (above, per), (below, of) = value.as_integer_ratio(), bound.as_integer_ratio()
    if scale.factor is not _ONE:
        above, per = above * scale.factor.numerator, per * scale.factor.denominator
    reached, asked = above * of, below * per  # both over the same denominator
    attainment = Fraction(reached, asked) if below > 0 else None
    deviation = Fraction(reached - asked, per * of) if reached != asked else _NONE
    comparator, notes = target.comparator, scale.notes
    settled = None
    if comparator is None:
        readings = readings_of(target, known)
        notes += readings.notes
        comparator = settled = readings.settled
    if comparator is None:  # ≥, ≤ and = agree where the bound itself is reached, and nowhere else
        if reached == asked:
            return _Result(Verdict.MET, Reason.ALL_READINGS_AGREE, attainment, deviation, notes)
        return _Result(Verdict.UNDECIDED, Reason.COMPARATOR_UNSTATED, attainment, deviation, notes)
    if _MEETS[comparator](reached, asked):
        return _Result(Verdict.MET, Reason.INSIDE, attainment, deviation, notes, settled)
    return _Result(Verdict.NOT_MET, Reason.OUTSIDE, attainment, deviation, notes, settled)


_NONE = Fraction(0)


@cache
def _grades() -> frozenset[str]:
    return frozenset(load("wording")["told"]["ordinal_units"])


def _is_grade(target: Quantity | Duration) -> bool:
    """Whether a target is a grade in words: 二级以上 may ask for 三级 or 一级. ≥2级 is arithmetic."""
    return (
        target.unit is not None
        and target.unit.text in _grades()
        and not any(sign in fold_signs(target.text) for sign in "≥≤=<>")
    )


def _quotient(one: Number, other: Number) -> Fraction:
    above, below = one.as_integer_ratio(), other.as_integer_ratio()
    return Fraction(above[0] * below[1], above[1] * below[0])


def _difference(one: Number, other: Number) -> Fraction:
    first, second = one.as_integer_ratio(), other.as_integer_ratio()
    return Fraction(first[0] * second[1] - second[0] * first[1], first[1] * second[1])


def _deviation(low: Number, high: Number, value: Number) -> Fraction:
    if value < low:
        return _difference(value, low)
    return _difference(value, high) if value > high else Fraction(0)


def _repeats(target: Quantity | Duration, actual: Actual) -> tuple[Note, ...]:
    same = (
        actual.comparator is not None
        and actual.comparator is target.comparator
        and actual.value == target.value
        and actual.unit in (None, target.unit)
    )
    return (Note.ACTUAL_REPEATS_TARGET,) if same else ()


def _suspicions(target: Quantity | Duration, actual: Actual, value: Number) -> tuple[Note, ...]:
    """Note a number that looks as if another unit was meant. It is judged as filed all the same."""
    if (actual.unit is None) is (target.unit is None) or not target.value or not value:
        return ()
    bound = target.value
    if target.unit is not None and target.unit.dimension.above == ("1",) and 0 < value <= 1 < bound:
        return (Note.LOOKS_LIKE_RATIO,)
    # value / bound in whole numbers: a Fraction would look for common divisors at every step
    (times, per), (upper, lower) = value.as_integer_ratio(), bound.as_integer_ratio()
    above, below = times * lower, per * upper
    for power in _OTHER_MULTIPLES if (above > 0) is (below > 0) else ():
        for one, other in ((abs(above) * power, abs(below)), (abs(above), abs(below) * power)):
            if other <= 2 * one <= 4 * other:
                return (Note.LOOKS_LIKE_OTHER_MULTIPLE,)
    return ()


_OTHER_MULTIPLES = (10**4, 10**8)


# ------------------------------------------------------------------------------------------------ dates


def _days(first: PartialDate, last: PartialDate) -> tuple[Fraction, Fraction]:
    return Fraction(first.first().toordinal()), Fraction(last.last().toordinal())


def _judge_date(target: DateTarget | Period, actual: Actual, known: Known) -> _Result:
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
    readings = readings_of(target, known)
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
    readings: Readings,
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
            return _undecided(Reason.FISCAL_YEAR_UNKNOWN, notes=notes, read_as=readings.settled)
        dated = _in_year((first, last), year)
        if dated is None:
            return _undecided(Reason.ACTUAL_UNREADABLE, notes=notes, read_as=readings.settled)
        first, last = dated
        notes += (Note.YEAR_FROM_CONTEXT,)
    low, high = _days(first, last)
    possible = interval(actual.comparator, low, high)
    coarse = actual.comparator is None and low != high
    straddle = Reason.ACTUAL_TOO_COARSE if coarse else Reason.STRADDLES
    verdict, reason = under_readings(readings.comparators, *bound, possible, straddle)
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


def _judge_schedule(target: OnSchedule, actual: Actual, known: Known) -> _Result:
    if actual.kind is not ActualKind.DATE:
        return _undecided(Reason.KIND_MISMATCH)
    end = known.context.end
    if end is None:
        return _undecided(Reason.SCHEDULE_UNKNOWN)
    day = Fraction(end.toordinal())
    readings = Readings((target.comparator,))
    return _compare_days((day, day), readings, actual, known.context.fiscal_year, _serial(actual))


def _judge_budget(target: WithinBudget, actual: Actual, known: Known) -> _Result:
    if actual.kind is not ActualKind.NUMBER:
        return _undecided(Reason.KIND_MISMATCH)
    budget = known.context.budget
    if budget is None:
        return _undecided(Reason.BUDGET_UNKNOWN)
    return _judge_number(
        Quantity(value=budget.yuan, unit=Unit("元"), comparator=target.comparator), actual, known
    )


# ---------------------------------------------------------------------------------------------- several


def _judge_multiple(target: Multiple, actual: Actual, known: Known) -> _Result:
    """Pair parts and actuals by order; one actual serves all parts only if these share a unit."""
    if actual.kind is ActualKind.SEVERAL:
        actuals = actual.parts
        notes: tuple[Note, ...] = ()
    elif len({_part_unit(part) for part in target.parts}) == 1 and not _words_beside(target):
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


def _part(part: Part, actual: Actual, known: Known) -> Evaluation:
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
        fiscal_year=known.context.fiscal_year if Note.YEAR_FROM_CONTEXT in result.notes else None,
    )
