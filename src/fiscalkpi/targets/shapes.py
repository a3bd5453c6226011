"""Texts of one shape differ in their numbers only: the shape is read once, then numbers are put in.

Most cells of a form are the same few words around another number. Here the words are read by the grammar
with probes for numbers, and what came out is a plan: which number goes where in which target. Nothing in
this module knows what a word means, so a plan cannot read otherwise than the grammar. What it has to know
is where the grammar looks into a number. A shape in which it might do so has no plan:

* digits that are part of a longer piece for some numbers: dates (``2021.5``, ``12月``), the number of a
  point in a list (``1、``), names (``PM2.5``), shares (``百分之98``), grouped thousands, numbers in a unit
  (``/10万人``);
* words that look at the number beside them: a date, ``每月``, a numeral, a share, a number left out;
* a number that the target does not hold, where there are several: it may be too long for a remark.

Zero, the order of the ends of a range, a decimal that may be a month and the largest length are looked at
for each text, in :func:`fill`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fiscalkpi._numbers import MAX_DIGITS, negative
from fiscalkpi._text import fold_signs
from fiscalkpi.targets.clause import Reading, plain_reading
from fiscalkpi.targets.lexer import tokens_of
from fiscalkpi.targets.model import Duration, Multiple, Qualitative, Quantity, filed_as, read_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from fiscalkpi.targets.model import Comparator, Number, Target
    from fiscalkpi.units import Unit

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


class _PartPlan(NamedTuple):
    """A quantity or duration without its numbers."""

    value: _Slot
    comparator: Comparator | None
    unit: Unit | None
    high: _Slot | None
    approx: bool


class _Place(NamedTuple):
    """A place in a text: the characters in front of it that are no number, and the numbers."""

    words: int
    numbers: int


class Plan(NamedTuple):
    """How every text of one shape is read."""

    parts: tuple[_PartPlan, ...]
    """Empty for words that no number decides."""
    join: Literal["and", "or"]
    passed_over: tuple[tuple[_Place, _Place], ...]
    yearly: bool
    """Whether a year in place of a number would be part of a date."""
    alone: _PartPlan | None
    """The one part of most plans: its value is the one number as written, and no word is passed over."""


# A number, whole or with decimals.
_cut = re.compile(r"([0-9]+(?:\.[0-9]+)?)").split

# In a shape 0 stands for a whole number and 1 for one with decimals. What makes their digits part of
# another piece for some numbers: the first line is about what stands before them, the second behind.
# 100±5 has ends that are neither number.
_DEPENDS = re.compile(
    r"[01].*±|[A-Za-z]-?[01]|[年月份/*·每]\ *[01]|[之.][01]|指标[01][:(]"
    r"|[01](?:[0-9.,、)]|\ *[月季]|分之|\ *\.\ +[01]|[GDKS][\u4e00-\u9fff]|A级)",
    re.DOTALL,
)
# What makes a date of a year, that is of a number of four digits, and of no other.
_YEARLY = re.compile(r"[01]\ *(?:[-/年]|学年)")
# Kinds of tokens that look at the digits of a number near them, or are numbers in words themselves.
_LOOKING = frozenset(("date", "part", "each", "cn", "mask"))


def shape_of(text: str) -> tuple[str, list[str]] | None:
    """Return the shape of a text and its numbers; None where it has none, or is too long to have a plan."""
    if len(text) > _LONGEST:
        return None
    pieces = _cut(text)
    if len(pieces) == 3:  # most texts hold one number
        before, number, after = pieces
        return f"{before}{'0' if number.isdigit() else '1'}{after}", [number]
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
        return None
    # no number is shorter than its probe, so none fits in where its probe does not
    probes = [f"{index}" if shape[at] == "0" else f"{index}.5" for index, at in enumerate(marks, 1)]
    pieces = list(shape)
    for at, probe in zip(marks, probes, strict=True):
        pieces[at] = probe
    text = "".join(pieces)
    if not _LOOKING.isdisjoint(token[0] for token in tokens_of(fold_signs(text))):
        return None
    reading = read(text)
    target = reading.target
    yearly = _YEARLY.search(folded) is not None
    if isinstance(target, Qualitative) and len(marks) == 1 and "|" not in folded:
        return Plan((), "and", (), yearly, None)
    slots: dict[Number, _Slot] = {}
    for number, value in enumerate(map(Decimal, probes)):
        slots |= {value: _Slot(number, False), -value: _Slot(number, True)}
    planned = []
    for part in target.parts if isinstance(target, Multiple) else (target,):
        made = _planned(part, slots)
        if made is None:
            return None
        planned.append(made)
    used = {slot.number for part in planned for slot in (part.value, part.high) if slot is not None}
    # a place in a cell is looked up in the joined text, by its characters
    if len(used) < len(marks) or (reading.passed_over and "|" in folded):
        return None
    over = tuple((_place(text, start), _place(text, end)) for start, end in reading.passed_over)
    alone = planned[0] if len(marks) == len(planned) == 1 and not over else None
    if alone is not None and (alone.value.minus or alone.high is not None):
        alone = None
    join = target.join if isinstance(target, Multiple) else "and"
    return Plan(tuple(planned), join, over, yearly, alone)


def _planned(part: Target, slots: dict[Number, _Slot]) -> _PartPlan | None:
    """Return the plan of a part that was read from probes; None where a number of it is none of them."""
    if not isinstance(part, Quantity | Duration):
        return None
    value = slots.get(part.value)
    high = None if part.high is None else slots.get(part.high)
    if value is None or (high is None and part.high is not None):
        return None  # 1小时30分钟 is a number that stands nowhere in the text
    return _PartPlan(value, part.comparator, part.unit, high, part.approx)


def _place(text: str, at: int) -> _Place:
    """Return a place that is in no number."""
    pieces = _cut(text[:at])
    return _Place(sum(map(len, pieces[::2])), len(pieces) // 2)


def fill(plan: Plan, text: str, numbers: list[str]) -> Reading | None:
    """Return the reading of a text by the plan of its shape; None where these numbers need the grammar."""
    for number in numbers:
        size = len(number)
        # a number of four digits may be a year, and 2021.5 a month
        if size > MAX_DIGITS or (size == 4 and plan.yearly) or number.find(".") == 4:
            return None
    alone = plan.alone
    if alone is not None:
        return plain_reading(
            read_number(Decimal(numbers[0]), alone.comparator, alone.unit, None, alone.approx, text)
        )
    if not plan.parts:
        return plain_reading(Qualitative(text=text))
    values = [Decimal(number) for number in numbers]
    parts = [_filled(part, values) for part in plan.parts]
    first = parts[0]
    if first is None or None in parts:
        return None
    target = first if len(parts) == 1 else Multiple(parts=tuple(parts), join=plan.join)  # type: ignore[arg-type]
    target = filed_as(target, text)
    return Reading(target, tuple((_at(start, numbers), _at(end, numbers)) for start, end in plan.passed_over))


def _filled(part: _PartPlan, values: list[Decimal]) -> Quantity | Duration | None:
    """Return a part with its numbers; None for a range that ends below its start."""
    (number, minus), comparator, unit, upper, approx = part
    value = negative(values[number]) if minus else values[number]
    high = None
    if upper is not None:
        high = negative(values[upper.number]) if upper.minus else values[upper.number]
        if high < value:
            return None
    return read_number(value, comparator, unit, high, approx)


def _at(place: _Place, numbers: list[str]) -> int:
    return place.words + sum(map(len, numbers[: place.numbers]))
