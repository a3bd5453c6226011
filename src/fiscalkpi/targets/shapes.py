"""Texts of one shape differ in their numbers only: the shape is read once, then numbers are put in.

Most cells of a form are the same few words around another number. Here the words are read by the grammar
with probes for numbers, and what came out is a plan: which number goes where in which target. Nothing in
this module knows what a word means, so a plan cannot read otherwise than the grammar. What it has to know
is where the grammar looks into a number. A shape in which it might do so has no plan:

* digits that are part of a longer piece for some numbers: dates (``2021.5``, ``12月``), the number of a
  point in a list (``1、``), names (``PM2.5``), shares (``百分之98``), grouped thousands. Where each of them
  is a year, month or day by the mark behind it, :class:`_DatePlan` says how the shape is read while they are
  in the calendar;
* words that look at the number beside them: a date, ``每月``, a numeral, a share. Beside a number left out
  (``≤***00元``) and in prose with several numbers, other probes must be read as the same;
* a number that the target does not hold, where there are several, unless it stands in a remark.

Zero, the order of the ends of a range or of two bounds, a decimal that may be a month and the largest
length are looked at for each text, in :func:`fill`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fiscalkpi._numbers import MAX_DIGITS, negative
from fiscalkpi._text import fold_signs
from fiscalkpi.dates import FIRST_YEAR, LAST_YEAR, PartialDate
from fiscalkpi.errors import UnitError
from fiscalkpi.targets.lexer import tokens_of
from fiscalkpi.targets.model import (
    Comparator,
    DateTarget,
    Duration,
    Multiple,
    Period,
    Qualitative,
    Quantity,
    Unfilled,
    Unreadable,
    filed_as,
    read_number,
    same_but_number,
    same_but_text,
    with_passed_over,
)
from fiscalkpi.units import Unit, time_units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Literal

    from fiscalkpi.targets.clause import Reading
    from fiscalkpi.targets.model import Number, Target

_LONGEST = 64
"""Characters of a text at most: longer ones are prose, and seldom of one shape."""
_MOST = 8
"""Numbers of a text at most: each has a digit of its own in the probe."""


class _Slot(NamedTuple):
    """A number of a target."""

    number: int
    """Which one of the text."""
    minus: bool
    """Whether a minus stands before it."""


class _UnitPlan(NamedTuple):
    """A unit with a number in it: 人/10万人."""

    before: str
    number: int
    behind: str


class _PartPlan(NamedTuple):
    """A quantity or duration without its numbers."""

    value: _Slot
    comparator: Comparator | None
    unit: Unit | _UnitPlan | None
    high: int | None
    """The number that is the upper end; a minus before it would put the end below the start of the probe."""
    approx: bool


class _Place(NamedTuple):
    """A place in a text: the characters in front of it that are no number, and the numbers."""

    words: int
    numbers: int


class _DatePlan(NamedTuple):
    """A date or period without its numbers; each of `ends` is the year, month and day of one."""

    ends: tuple[tuple[_Slot | int | None, ...], ...]
    """A part that is no number of the text is the same in any text: 全年 ends on the 31st of month 12."""
    comparator: Comparator | None
    marks: str
    """What stands behind each number: 年, 月 or 日."""
    backwards: Unreadable | None = None
    """What a period is that ends before its start."""


class Plan(NamedTuple):
    """How every text of one shape is read."""

    parts: tuple[_PartPlan, ...]
    """Empty where no number of the text counts."""
    join: Literal["and", "or"]
    passed_over: tuple[tuple[_Place, _Place], ...]
    yearly: bool
    """Whether a year in place of a number would be part of a date."""
    alone: Quantity | Duration | None
    """What the probe was read as, where its one number is the value as written and no word is passed over."""
    two_sided: bool = False
    """Whether the parts are a floor and a ceiling, whose order the grammar may look at: 80%≤合格率<90%."""
    dated: _DatePlan | None = None
    """The date that the text is."""
    same: Qualitative | Unfilled | None = None
    """What every text of the shape is, its own words aside, where no number of it counts."""


# A number, whole or with decimals; the only one of a text with the words before and behind it.
_cut = re.compile(r"([0-9]+(?:\.[0-9]+)?)").split
_numbers = re.compile(r"[0-9]+(?:\.[0-9]+)?").finditer
_one = re.compile(r"([^0-9]*+)([0-9]++(?:\.[0-9]++)?+)([^0-9]*+)").fullmatch

# In a shape 0 stands for a whole number and 1 for one with decimals. What makes their digits part of
# another piece for some numbers: the first line is about what stands before them, the second behind.
# 100±5 has ends that are neither number.
_DEPENDS = re.compile(
    r"[01].*±|[A-Za-z]-?\ *[01]|[年月份·每]\ *[01]|[/*]\ *1|[之.][01]|指标[01][:(]"
    r"|(?:^|[;。\n\ ])\(?[01]\)|\([01]\)[≥≤=<>]"
    r"|[01](?:[0-9.,、]|\ *[月季]|分之|\ *\.\ +[01]|[GDKS][\u4e00-\u9fff]|A级)",
    re.DOTALL,
)
# What makes a date of a year, that is of a number of four digits, and of no other.
_YEARLY = re.compile(r"[01]\ *(?:[-/年]|学年)")


@cache
def _merges() -> re.Pattern[str]:
    """Return what may make one number of two, or part of a unit: 120 000, 1小时30分钟, /1人."""
    times = "|".join(sorted(map(re.escape, time_units()), key=len, reverse=True))
    return re.compile(rf"[01]\ *(?:\ |{times})\ *[01]|/\ *0")


# Kinds of tokens that look at the digits of a number near them, or are numbers in words themselves.
_LOOKING = frozenset(("date", "part", "each", "cn"))


def shape_of(text: str) -> tuple[str, list[str]] | None:
    """Return the shape of a text and its numbers; None where it has none, or is too long to have a plan."""
    if len(text) > _LONGEST:
        return None
    single = _one(text)
    if single is not None:  # most texts hold one number
        before, number, after = single.groups()
        return f"{before}{'0' if number.isdigit() else '1'}{after}", [number]
    pieces = _cut(text)
    numbers = pieces[1::2]
    if not numbers or len(numbers) > _MOST:
        return None
    pieces[1::2] = ["0" if number.isdigit() else "1" for number in numbers]
    return "".join(pieces), numbers


def plan_of(shape: str, read: Callable[[str], Reading]) -> Plan | None:
    """Return the plan of a shape; None where its texts have to be read one by one.

    Args:
        shape: what :func:`shape_of` returns.
        read: the grammar.
    """
    folded = fold_signs(shape)
    marks = [at for at, char in enumerate(shape) if char in "01"]
    # full-width digits are numbers too: they stand in the shape as they are
    if _DEPENDS.search(folded) or sum("0" <= char <= "9" for char in folded) != len(marks):
        return _plan_of_dates(shape, read)
    # no number is shorter than its probe, so none fits in where its probe does not
    probes = [f"{index}" if shape[at] == "0" else f"{index}.5" for index, at in enumerate(marks, 1)]
    pieces = list(shape)
    for at, probe in zip(marks, probes, strict=True):
        pieces[at] = probe
    text = "".join(pieces)
    kinds = {token[0] for token in tokens_of(fold_signs(text))}
    if not _LOOKING.isdisjoint(kinds):
        return _plan_of_dates(shape, read)
    reading = read(text)
    target = reading.target
    yearly = _YEARLY.search(folded) is not None
    if isinstance(target, Qualitative | Unfilled):
        sure = len(marks) == 1 and "mask" not in kinds and "|" not in folded
        if _merges().search(folded) or not (sure or _is_always(target, shape, marks, read)):
            return None
        return Plan((), "and", (), yearly or not sure, None, same=target)
    slots: dict[Number, _Slot] = {}
    for number, value in enumerate(map(Decimal, probes)):
        slots |= {value: _Slot(number, False), -value: _Slot(number, True)}
    planned = []
    for part in target.parts if isinstance(target, Multiple) else (target,):
        made = _planned(part, slots)
        if made is None:
            return None
        planned.append(made)
    used = {number for part in planned for number in _used(part)}
    # a place in a cell is looked up in the joined text, by its characters
    if reading.passed_over and "|" in folded:
        return None
    if len(used) < len(marks) and not _is_said_besides(text, reading, used):
        return None
    over = tuple((_place(text, start), _place(text, end)) for start, end in reading.passed_over)
    alone = None
    if len(marks) == 1 and isinstance(target, Quantity | Duration) and not over:
        first = planned[0]
        alone = target if first.high is None and not first.value.minus else None
    join = target.join if isinstance(target, Multiple) else "and"
    signs = {part.comparator for part in planned}
    two_sided = not signs.isdisjoint(_FLOORS) and not signs.isdisjoint(_CEILINGS)
    return Plan(tuple(planned), join, over, yearly, alone, two_sided)


def _is_said_besides(text: str, reading: Reading, used: set[int]) -> bool:
    """Whether every number that a target does not hold stands in a remark that is passed over: 100%（1.0）.

    含 asks whether the number of the remark is that of the target.
    """
    remarks = [(start, end) for start, end in reading.passed_over if text[start - 1] in "(（"]
    others = [match.start() for at, match in enumerate(_numbers(text)) if at not in used]
    return "含" not in text and all(any(start <= at < end for start, end in remarks) for at in others)


# A whole number that the mark behind it makes a part of a date.
_marked = re.compile("0(?=([年月日]))").findall
# The numbers that a plan reads as such: in the calendar whatever the others are.
_CALENDAR = {"年": range(FIRST_YEAR, LAST_YEAR + 1), "月": range(1, 13), "日": range(1, 29)}


def _plan_of_dates(shape: str, read: Callable[[str], Reading]) -> Plan | None:
    """Return the plan of a shape that is one date or period, all its numbers with their marks."""
    marks = "".join(_marked(shape))
    if len(marks) != shape.count("0") or "1" in shape:
        return None
    first, second = (_date_plan(shape, marks, read, step) for step in (0, 1))
    if first is None or first != second:  # a day that follows from the month (6月底) differs
        return None
    if len(first.ends) == 2:
        probes = {
            "年": iter(range(2050, 2003, -1)),
            "月": iter(range(11, 0, -1)),
            "日": iter(range(27, 0, -1)),
        }
        target = read(_with_numbers(shape, [next(probes[mark]) for mark in marks])).target
        first = first._replace(backwards=target if isinstance(target, Unreadable) else None)
    return Plan((), "and", (), False, None, dated=first)


def _with_numbers(shape: str, numbers: list[int]) -> str:
    pieces = iter(numbers)
    return "".join(str(next(pieces)) if char == "0" else char for char in shape)


def _date_plan(shape: str, marks: str, read: Callable[[str], Reading], step: int) -> _DatePlan | None:
    """Return how one text of a shape is read, each number of which is another day, month or year."""
    probes = {
        "年": iter(range(2003 + step, 2100)),
        "月": iter(range(3 + step, 12)),
        "日": iter(range(13 + step, 28)),
    }
    values = [next(probes[mark], 0) for mark in marks]
    reading = read(_with_numbers(shape, values))
    target = reading.target
    if reading.passed_over or not isinstance(target, DateTarget | Period):
        return None
    dates = (target.start, target.end) if isinstance(target, Period) else (target.value,)
    slots = {(mark, value): at for at, (mark, value) in enumerate(zip(marks, values, strict=True))}
    ends = tuple(
        tuple(
            part if part is None or (mark, part) not in slots else _Slot(slots[mark, part], False)
            for mark, part in zip("年月日", (date.year, date.month, date.day), strict=True)
        )
        for date in dates
    )
    used = {part.number for end in ends for part in end if isinstance(part, _Slot)}
    return _DatePlan(ends, getattr(target, "comparator", None), marks) if len(used) == len(marks) else None


_FLOORS, _CEILINGS = (Comparator.GE, Comparator.GT), (Comparator.LE, Comparator.LT)


def _is_always(
    target: Qualitative | Unfilled, shape: str, marks: list[int], read: Callable[[str], Reading]
) -> bool:
    """Whether other texts of the shape are read as the first; words are the value of prose, and differ."""
    if target.passed_over:
        return False
    others = [read(text) for text in _other_texts(shape, marks)]
    if any(other.passed_over for other in others):
        return False
    if isinstance(target, Qualitative):
        return all(isinstance(other.target, Qualitative) for other in others)
    return all(other.target == target for other in others)


def _other_texts(shape: str, marks: list[int]) -> Iterator[str]:
    """Give texts of a shape: falling numbers, equal ones, days, hundreds, zeros; 3.0 is as whole as 3."""
    count = len(marks)
    for numbers, decimals in (
        (range(count, 0, -1), ".0"),
        ([55] * count, ".25"),
        (range(21, 21 + count), ".0"),
        (range(100 * count, 0, -100), ".5"),
        ([0] * count, ".0"),
    ):
        pieces = list(shape)
        for at, number in zip(marks, numbers, strict=True):
            pieces[at] = f"{number}" if shape[at] == "0" else f"{number}{decimals}"
        yield "".join(pieces)


def _used(part: _PartPlan) -> Iterator[int]:
    """Give the numbers of the text that a part holds."""
    yield part.value.number
    if part.high is not None:
        yield part.high
    if isinstance(part.unit, _UnitPlan):
        yield part.unit.number


def _planned(part: Target, slots: dict[Number, _Slot]) -> _PartPlan | None:
    """Return the plan of a part that was read from probes; None where a number of it is none of them."""
    if not isinstance(part, Quantity | Duration):
        return None
    value = slots.get(part.value)
    high = value if part.high is None else slots.get(part.high)
    if value is None or high is None:
        return None  # 1小时30分钟 is a number that stands nowhere in the text
    upper = None if part.high is None else high.number
    unit: Unit | _UnitPlan | None = part.unit
    cut = [] if part.unit is None else _cut(part.unit.text)
    if len(cut) > 1:
        number = slots.get(Decimal(cut[1]))
        if number is None or len(cut) > 3:
            return None
        unit = _UnitPlan(cut[0], number.number, cut[2])
    return _PartPlan(value, part.comparator, unit, upper, part.approx)


def _place(text: str, at: int) -> _Place:
    """Return a place that is in no number."""
    pieces = _cut(text[:at])
    return _Place(sum(map(len, pieces[::2])), len(pieces) // 2)


def fill(plan: Plan, text: str, numbers: list[str]) -> Target | None:
    """Return the target of a text by the plan of its shape; None where these numbers need the grammar."""
    if plan.dated is not None:
        return _dated(plan.dated, text, numbers)
    for number in numbers:
        size = len(number)
        # a number of four digits may be a year, and 2021.5 a month
        if size > MAX_DIGITS or (size == 4 and plan.yearly) or (number.find(".") == 4 and _is_year(number)):
            return None
    alone = plan.alone
    if alone is not None:
        return same_but_number(alone, Decimal(numbers[0]), text)
    if plan.same is not None:
        return same_but_text(plan.same, text)
    values = [Decimal(number) for number in numbers]
    if plan.two_sided and values != sorted(set(values)):
        return None
    parts = [_filled(part, values, numbers) for part in plan.parts]
    first = parts[0]
    if first is None or None in parts:
        return None
    target = first if len(parts) == 1 else Multiple(parts=tuple(parts), join=plan.join)  # type: ignore[arg-type]
    over = tuple((_at(start, numbers), _at(end, numbers)) for start, end in plan.passed_over)
    return with_passed_over(filed_as(target, text), over)


def _is_year(number: str) -> bool:
    """Whether a number with decimals may be a month: 2021.5."""
    return int(number[:4]) in _CALENDAR["年"]


def _filled(part: _PartPlan, values: list[Decimal], numbers: list[str]) -> Quantity | Duration | None:
    """Return a part with its numbers; None for a range that ends below its start, or what is no unit."""
    (number, minus), comparator, unit, upper, approx = part
    if isinstance(unit, _UnitPlan):
        try:
            unit = Unit.parse(f"{unit.before}{numbers[unit.number]}{unit.behind}")
        except UnitError:
            return None
    value = negative(values[number]) if minus else values[number]
    high = None
    if upper is not None:
        high = values[upper]
        if high < value:
            return None
    return read_number(value, comparator, unit, high, approx)


def _dated(plan: _DatePlan, text: str, numbers: list[str]) -> Target | None:
    """Return a date or period with its numbers; None for one out of the calendar."""
    values = []
    for mark, number in zip(plan.marks, numbers, strict=True):
        value = int(number) if len(number) <= (4 if mark == "年" else 2) else 0
        if value not in _CALENDAR[mark]:
            return None
        values.append(value)
    try:
        dates = [
            _day(*[values[part.number] if isinstance(part, _Slot) else part for part in end])
            for end in plan.ends
        ]
    except ValueError:  # 2月三十日 by the plan of 3月三十日
        return None
    target: Target
    if len(dates) == 1:
        target = DateTarget(value=dates[0], comparator=plan.comparator, text=text)
    else:
        try:
            target = Period(start=dates[0], end=dates[1], text=text)
        except ValueError:  # 5月-3月
            return None if plan.backwards is None else same_but_text(plan.backwards, text)
    return with_passed_over(target, ())


_day = lru_cache(maxsize=1024)(PartialDate)


def _at(place: _Place, numbers: list[str]) -> int:
    return place.words + sum(map(len, numbers[: place.numbers]))
