"""Target and actual value → verdict, by one rule.

A target under a reading is a set of accepted values; an actual is a set of possible values. Possible
inside accepted: met. Disjoint: not met. Else: undecided. A bare ``8人`` has three readings (≥, ≤, =),
a bare date two (≤, =): all readings agree, or the target is undecided. Only
:attr:`EvaluationContext.unstated` settles a reading, and every result that rests on it says so.

A verdict is mathematics. It ignores every scoring policy, and ``=`` is equality in it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeGuard, assert_never, cast

from fiscalkpi._data import load
from fiscalkpi._numbers import about_other_multiple, parse_number, ratio
from fiscalkpi._text import fold_signs
from fiscalkpi.dates import PartialDate
from fiscalkpi.targets.actual import Actual, ActualKind, parse_actual
from fiscalkpi.targets.intervals import compare, interval, under_readings
from fiscalkpi.targets.lexer import tokens_of
from fiscalkpi.targets.model import (
    MAX_TEXT,
    BaseTarget,
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
from fiscalkpi.targets.wording import any_of
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
    indicator: IndicatorLike | None = None
    goal: Target
    if isinstance(target, BaseTarget):
        goal = target
    elif isinstance(target, str):
        goal = parse_target(target)
    elif _is_indicator(target):
        indicator = target
        goal = cast("Target", target.target)
    else:
        raise TypeError(f"a target is a Target, text or an Indicator, not {type(target).__name__}")
    known = _UNKNOWN if context is None and indicator is None else Known(context or _NOTHING_KNOWN, indicator)
    return judge(goal, parse_actual(actual, target=goal), known)


def judge(goal: Target, reached: Actual, known: Known) -> Evaluation:
    """Hold an actual against a target, both read; what :func:`evaluate` does once it has found them."""
    mine, theirs = _words_beside(goal), _unused(reached)
    result = _judge(goal, reached, known, mine, theirs)
    notes = result.notes
    if mine:
        notes += (Note.WORDS_PASSED_OVER,)
    if theirs:
        notes += (Note.ACTUAL_WORDS_PASSED_OVER,)
    if len(notes) > 1:
        notes = tuple(dict.fromkeys(notes))
    indicator = known.indicator
    return _evaluation(goal, reached, known, result, notes, None if indicator is None else indicator.name)


def _evaluation(
    target: Target, actual: Actual, known: Known, result: _Result, notes: tuple[Note, ...], name: str | None
) -> Evaluation:
    """Return the evaluation that holds a result; its fields are put in as its constructor would put them."""
    evaluation = object.__new__(Evaluation)
    fields = evaluation.__dict__
    (
        fields["verdict"],
        fields["reason"],
        fields["attainment"],
        fields["deviation"],
        _,
        fields["read_as"],
        fields["parts"],
    ) = result
    fields["target"] = target
    fields["actual"] = actual
    fields["notes"] = notes
    fields["name"] = name
    year = known.context.fiscal_year if notes and _YEAR_FROM_CONTEXT in notes else None
    fields["fiscal_year"] = year
    return evaluation


_NOTHING_KNOWN = EvaluationContext()
_UNKNOWN = Known(_NOTHING_KNOWN, None)
# To look a member up in its class costs more than to compare it, and its hash is slower still.
_NUMBER, _WORDS, _SEVERAL = ActualKind.NUMBER, ActualKind.WORDS, ActualKind.SEVERAL
_MET, _NOT_MET, _UNDECIDED = Verdict.MET, Verdict.NOT_MET, Verdict.UNDECIDED
_OTHER_MULTIPLE, _YEAR_FROM_CONTEXT = Note.LOOKS_LIKE_OTHER_MULTIPLE, Note.YEAR_FROM_CONTEXT
_INSIDE, _OUTSIDE, _UNSTATED = Reason.INSIDE, Reason.OUTSIDE, Reason.COMPARATOR_UNSTATED
_GE, _LE, _EQ, _GT = Comparator.GE, Comparator.LE, Comparator.EQ, Comparator.GT


def _is_indicator(value: object) -> TypeGuard[IndicatorLike]:
    """Whether `value` is an IndicatorLike; asking for the protocol itself costs more than the verdict."""
    if not isinstance(getattr(value, "target", None), BaseTarget):
        return False
    return hasattr(value, "level1") and hasattr(value, "level2") and hasattr(value, "name")


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
    over = target.passed_over if isinstance(target, _NUMBERED) else ()
    return "".join([target.text[start:end] for start, end in over]) if over else ""


_NUMBERED = (Quantity, Duration, DateTarget, Period, Multiple)


def _unused(actual: Actual) -> str:
    """Return the words of an actual value that its reading does not use, without the harmless ones."""
    return _unused_in(actual.text) if actual.kind in _READ and len(actual.text) <= MAX_TEXT else ""


@lru_cache(maxsize=4096)
def _unused_in(text: str) -> str:
    words = _words_beside(parse_target(text))
    return _harmless().sub(r"\1", words) if words else ""


@cache
def _harmless() -> re.Pattern[str]:
    """Return the pattern of a harmless word; its group is a base, which may hold one: 人均."""
    told = load("wording")["told"]
    return re.compile(f"({any_of(told['per_unit']).pattern})|{any_of(told['harmless']).pattern}")


_READ = (ActualKind.NUMBER, ActualKind.DATE, ActualKind.SEVERAL)


@lru_cache(maxsize=1024)
def _at_cross(mine: str, theirs: str, negative: bool) -> Reason | None:
    """Return why the words beside two numbers forbid to compare them: other directions, another base.

    Args:
        mine: the words beside the target.
        theirs: the words beside the actual value.
        negative: whether that value is below zero.
    """
    told = load("wording")["told"]
    for one, other in ((told["falling"], told["rising"]), (told["rising"], told["falling"])):
        if any(word in mine for word in one) and (negative or any(word in theirs for word in other)):
            return Reason.DIRECTIONS_DIFFER
    bases = [{word for word in told["per_unit"] if word in words} for words in (mine, theirs)]
    return Reason.PER_UNIT if bases[0] != bases[1] else None


@lru_cache(maxsize=1024)
def _against_name(name: str, theirs: str) -> bool:
    """Whether the words beside an actual value go the other way than the name: 收入增长率 and 下降12%.

    A name that holds words of both ways, or none, says nothing.
    """
    told = load("wording")["told"]
    ways = [
        [any(word in words for word in told[way]) for way in ("falling", "rising")]
        for words in (name, theirs)
    ]
    return ways in ([[True, False], [False, True]], [[False, True], [True, False]])


@lru_cache(maxsize=1024)
def _say_other_numbers(mine: str, theirs: str) -> bool:
    """Whether the words beside target and actual hold numbers, or dates, and not the same ones.

    ≥100人（女性30人以上） asks for two things, and 120人（女性5人） tells of both. What only one side says
    stays a note, as the number of a name does: PM2.5, 12345热线 stand on both sides.
    """
    for kinds in (("num", "part"), ("date",)):
        said = [
            [_figure(token[1]) for token in tokens_of(fold_signs(words)) if token[0] in kinds]
            for words in (mine, theirs)
        ]
        if all(said) and said[0] != said[1]:
            return True
    return False


def _figure(text: str) -> Decimal | tuple[int, ...] | str:
    """Return a number or date as it is compared: 0 is 0.0, 2022年5月 is 2022-05, 三分之一 is its words."""
    number = parse_number(text)
    return number if number is not None else tuple(map(int, _DIGITS.findall(text))) or text


_DIGITS = re.compile("[0-9]+")


# What no actual value decides, and what no number decides.
_NOTHING_ASKED: dict[type, _Result] = {
    Unfilled: _undecided(Reason.TARGET_UNFILLED),
    Unreadable: _undecided(Reason.TARGET_UNREADABLE),
}
_WORDS_ASKED: dict[type, _Result] = {
    Qualitative: _undecided(Reason.QUALITATIVE),
    Recurring: _undecided(Reason.RECURRING),
}
_BLANK = _undecided(Reason.ACTUAL_BLANK)
_MASKED = _undecided(Reason.ACTUAL_MASKED)


def _judge(target: Target, actual: Actual, known: Known, mine: str, theirs: str) -> _Result:
    """Judge by what target and actual are; `mine` and `theirs` are the words that they pass over."""
    kind = actual.kind
    asked = type(target)
    if kind is _NUMBER and not mine and not theirs and (asked is Quantity or asked is Duration):
        return _judge_number(target, actual, known)  # type: ignore[arg-type]  # nearly every row is such
    settled = _NOTHING_ASKED.get(asked)
    if settled is None and kind is not _NUMBER:
        settled = _BLANK if kind is ActualKind.BLANK else _MASKED if kind is ActualKind.MASKED else None
    settled = settled or _WORDS_ASKED.get(asked)
    if settled is not None:
        return settled
    if kind is _NUMBER:
        if theirs and known.indicator is not None and _against_name(known.indicator.name, theirs):
            return _undecided(Reason.DIRECTIONS_DIFFER)
        if mine or theirs:
            below_zero = isinstance(actual.value, Decimal) and actual.value < 0
            crossed = _at_cross(mine, theirs, below_zero)
            if crossed is not None:
                return _undecided(crossed)
    if mine and theirs and _say_other_numbers(mine, theirs):
        return _undecided(Reason.REMARKS_DIFFER)
    if kind is _NUMBER and isinstance(target, (Quantity, Duration)):
        return _judge_number(target, actual, known)
    if kind is _WORDS:
        unreadable = isinstance(parse_target(actual.text), Unreadable)
        return _undecided(Reason.ACTUAL_UNREADABLE if unreadable else Reason.ACTUAL_WORDS)
    match target:
        case Quantity() | Duration():
            return _undecided(Reason.PARTS_DIFFER if kind is ActualKind.SEVERAL else Reason.KIND_MISMATCH)
        case DateTarget() | Period():
            return _judge_date(target, actual, known)
        case OnSchedule():
            return _judge_schedule(target, actual, known)
        case WithinBudget():
            return _judge_budget(target, actual, known)
        case YesNo():
            if kind is not ActualKind.YES_NO:
                return _undecided(Reason.KIND_MISMATCH)
            met = actual.value == target.value
            return _Result(Verdict.MET, Reason.INSIDE) if met else _Result(Verdict.NOT_MET, Reason.OUTSIDE)
        case Multiple():
            return _judge_multiple(target, actual, known)
        case Unfilled() | Unreadable() | Qualitative() | Recurring():  # unreachable: settled by the tables
            raise AssertionError(target)
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
    if target is None and actual is not None and _in_words(goal) and actual.is_share:
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


def _in_words(goal: Quantity | Duration) -> bool:
    """Whether a number is a share in words; without filed words only a fraction is written so."""
    return (goal.filed or isinstance(goal.value, Fraction)) and "分之" in goal.text


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


_OTHER_UNIT = _undecided(Reason.UNIT_MISMATCH)


def _judge_number(target: Quantity | Duration, actual: Actual, known: Known) -> _Result:
    if target.unit is not None and target.unit.text in _grades() and _is_grade(target, actual):
        return _undecided(Reason.ORDINAL)
    scale = _scale(target, actual.unit)
    if scale is None:
        return _OTHER_UNIT
    plain = _judge_plain(target, actual, known, scale)
    if plain is not None:
        return plain
    (bound, upper), (low, high) = _ends(target, actual, scale.factor)
    single = low == high and actual.comparator is None and not actual.approx
    reached, asked, whole = _in_parts(low, bound)
    notes = scale.notes
    if _one_unit_missing(target, actual):
        notes += _suspicions(target, actual, reached, asked, whole)
    notes += _repeats(target, actual)
    doubtful = _OTHER_MULTIPLE in notes  # a figure ten thousand times off helps nobody
    attainment = (
        Fraction(reached, asked) if single and not doubtful and target.high is None and bound > 0 else None
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


def _judge_plain(target: Quantity | Duration, actual: Actual, known: Known, scale: _Scale) -> _Result | None:
    """Judge one number against one bound; None for any other pair.

    Nearly all pairs are such. It says what the rule of sets says of two points (a law compares them), at a
    fraction of its cost.
    """
    if (
        target.high is not None
        or target.approx
        or actual.comparator is not None
        or actual.high is not None
        or actual.approx
    ):
        return None
    notes = scale.notes
    reached, asked, whole = _in_parts(actual.value, target.value)  # type: ignore[arg-type]  # its kind is NUMBER
    if scale.factor is not _ONE:
        above, below = scale.factor.numerator, scale.factor.denominator
        reached, asked, whole = reached * above, asked * below, whole * below
    if notes and _one_unit_missing(target, actual):
        notes += _suspicions(target, actual, reached, asked, whole)
    attainment = deviation = None
    if not notes or _OTHER_MULTIPLE not in notes:  # a figure ten thousand times off helps nobody
        attainment = ratio(reached, asked) if asked > 0 else None
        deviation = ratio(reached - asked, whole) if reached != asked else _NONE
    comparator = target.comparator
    settled = None
    if comparator is None:
        if known.context.unstated is not None:
            readings = readings_of(target, known)
            notes += readings.notes
            comparator = settled = readings.settled
        if comparator is None:  # ≥, ≤ and = agree where the bound itself is reached, and nowhere else
            if reached == asked:
                return _Result(_MET, Reason.ALL_READINGS_AGREE, attainment, deviation, notes)
            return _Result(_UNDECIDED, _UNSTATED, attainment, deviation, notes)
    if comparator is _GE:
        met = reached >= asked
    elif comparator is _LE:
        met = reached <= asked
    elif comparator is _EQ:
        met = reached == asked
    else:
        met = reached > asked if comparator is _GT else reached < asked
    if met:
        return _Result(_MET, _INSIDE, attainment, deviation, notes, settled)
    return _Result(_NOT_MET, _OUTSIDE, attainment, deviation, notes, settled)


def _in_parts(value: Number, bound: Number) -> tuple[int, int, int]:
    """Return two numbers in whole parts of one size, and how many parts are 1."""
    (above, per), (below, of) = value.as_integer_ratio(), bound.as_integer_ratio()
    return above * of, below * per, per * of


_NONE = Fraction(0)


@cache
def _grades() -> frozenset[str]:
    return frozenset(load("wording")["told"]["ordinal_units"])


def _is_grade(target: Quantity | Duration, actual: Actual) -> bool:
    """Whether a number is another grade in words: 二级以上 may ask for 三级 or 一级. ≥2级 is arithmetic."""
    return actual.value != target.value and not any(sign in fold_signs(target.text) for sign in "≥≤=<>")


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


def _one_unit_missing(target: Quantity | Duration, actual: Actual) -> bool:
    return (actual.unit is None) is not (target.unit is None)


def _suspicions(
    target: Quantity | Duration, actual: Actual, reached: int, asked: int, whole: int
) -> tuple[Note, ...]:
    """Note a number that looks as if another unit was meant. It is judged as filed all the same."""
    if (reached > 0) is not (asked > 0) or not reached or not asked:
        return ()
    if _is_percent(target.unit) and 0 < reached <= whole < asked:
        return (Note.LOOKS_LIKE_RATIO,)
    if _is_percent(actual.unit) and 0 < asked <= whole < reached:
        return (Note.TARGET_LOOKS_LIKE_RATIO,)
    return (_OTHER_MULTIPLE,) if about_other_multiple(reached, asked) else ()


def _is_percent(unit: Unit | None) -> bool:
    return unit is not None and unit.dimension.above == ("1",)


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


# The number of a day as a spreadsheet files it; 2023.12.30 is a date as written.
_SERIAL = re.compile(r"\s*[0-9]{5}(?:\.0*)?\s*").fullmatch


def _serial(actual: Actual) -> tuple[Note, ...]:
    return (Note.SERIAL_DATE,) if _SERIAL(actual.text) else ()


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
    if actual.kind is _SEVERAL:
        actuals = actual.parts
        notes: tuple[Note, ...] = ()
    elif _one_unit(target.parts) and not _words_beside(target):
        actuals = (actual,) * len(target.parts)
        notes = _ONE_FOR_ALL
    else:
        return _undecided(Reason.PARTS_DIFFER)
    if len(actuals) != len(target.parts) or _in_other_order(target, actual):
        return _undecided(Reason.PARTS_DIFFER)
    parts = tuple(_part(part, one, known) for part, one in zip(target.parts, actuals, strict=True))
    verdicts = [part.verdict for part in parts]
    for part in parts:
        notes += part.notes
    settles, reason = (_NOT_MET, Reason.PART_NOT_MET) if target.join == "and" else (_MET, Reason.ONE_PART)
    if settles in verdicts:
        return _Result(settles, reason, notes=notes, parts=parts)
    open_for = [part.reason for part in parts if part.verdict is _UNDECIDED]
    if open_for:
        reason = _UNSTATED if open_for.count(_UNSTATED) == len(open_for) else Reason.PART_UNDECIDED
        return _Result(_UNDECIDED, reason, None, None, notes, None, parts)
    if target.join == "and":
        return _Result(_MET, Reason.ALL_PARTS, notes=notes, parts=parts)
    return _Result(_NOT_MET, Reason.NO_PART_MET, notes=notes, parts=parts)


_ONE_FOR_ALL = (Note.ONE_ACTUAL_FOR_ALL_PARTS,)


def _in_other_order(target: Multiple, actual: Actual) -> bool:
    """Whether both sides name their parts, in another order: 新建3座，改建5座 and 改建5座，新建3座."""
    if not _words_beside(target) or not _unused(actual):
        return False
    mine, theirs = (
        ["".join(filter(str.isalnum, read.text[start:end])) for start, end in read.passed_over]
        for read in (target, parse_target(actual.text))
    )
    return mine != theirs and sorted(mine) == sorted(theirs)


def _one_unit(parts: tuple[Part, ...]) -> bool:
    """Whether one actual can serve all parts: they share a unit. Two dates share none."""
    shared = [part.unit if isinstance(part, (Quantity, Duration)) else part for part in parts]
    return shared.count(shared[0]) == len(shared)


def _part(part: Part, actual: Actual, known: Known) -> Evaluation:
    result = _judge(part, actual, known, "", _unused(actual))
    return _evaluation(part, actual, known, result, result.notes, None)
