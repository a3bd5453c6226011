"""Target → canonical text, the inverse of the parser.

The canonical text is short and reads back to an equal target: ``≥90%``, ``80%~90%``, ``≤2021年12月``. A
number whose text would read otherwise (``12月`` is a month of the year, not twelve months) is written
in three split cells, sign, number and unit: ``|12|月``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from fiscalkpi._numbers import plain
from fiscalkpi.targets.model import (
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
from fiscalkpi.targets.parser import read

if TYPE_CHECKING:
    from fiscalkpi.dates import PartialDate


def format_target(target: Target) -> str:
    """Return the canonical text of `target`; ``parse_target`` of it gives an equal target.

    >>> from fiscalkpi import parse_target
    >>> [format_target(parse_target(text)) for text in ("不低于90％", "3—5天", "12月底前", "约200人次")]
    ['≥90%', '3天~5天', '≤12月31日', '约200人次']
    """
    match target:
        case Quantity() | Duration():
            direct = _number(target)
            return direct if read(direct).target == target else _cells(target)
        case DateTarget():
            return f"{_sign(target)}{date_text(target.value)}"
        case Period():
            return f"{date_text(target.start)}至{date_text(target.end)}"
        case OnSchedule():
            return "在项目计划完成时间内完成"
        case WithinBudget():
            return "不超批复预算" if target.comparator is Comparator.LE else "低于批复预算"
        case YesNo():
            return "是" if target.value else "否"
        case Multiple():
            return ("或" if target.join == "or" else "；").join(str(part) for part in target.parts)
        case Unfilled():
            if target.comparator is None and target.unit is None:
                return ""
            sign, unit = _sign(target), str(target.unit or "")
            direct = f"{sign}**{unit}"
            return direct if read(direct).target == target else f"{sign}|**|{unit}"
        case Qualitative() | Recurring() | Unreadable():
            return target.text
    assert_never(target)


def date_text(date: PartialDate) -> str:
    """Return a date in Chinese: ``2021年12月31日``, ``12月31日``; a month alone is ``12月份``."""
    year = "" if date.year is None else f"{date.year}年"
    if date.month is None:
        return year
    if date.day is None:
        return f"{year}{date.month}月" if year else f"{date.month}月份"
    return f"{year}{date.month}月{date.day}日"


def _sign(target: Quantity | Duration | DateTarget | Unfilled) -> str:
    return "" if target.comparator is None else target.comparator.sign


def _digits(number: Number) -> str:
    """Return a number as the parser reads it: a fraction is 3分之1."""
    if not isinstance(number, Fraction):
        return plain(number)
    return f"{'-' if number < 0 else ''}{number.denominator}分之{abs(number.numerator)}"


def _number(target: Quantity | Duration) -> str:
    unit = "" if target.unit is None else str(target.unit)
    if target.high is not None:
        if target.value == -target.high:
            return f"±{_digits(target.high)}{unit}"
        return f"{_digits(target.value)}{unit}~{_digits(target.high)}{unit}"
    sign = "约" if target.approx else _sign(target)
    return f"{sign}{_digits(target.value)}{unit}"


def _cells(target: Quantity | Duration) -> str:
    value = _digits(target.value)
    if target.high is not None:
        value += f"~{_digits(target.high)}"
    return f"{_sign(target)}|{'约' if target.approx else ''}{value}|{target.unit or ''}"
