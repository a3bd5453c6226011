"""The leaves of a document: text, numbers, dates, units, money.

Each refuses what is not exactly its own: nothing is converted on the way in.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, Literal, get_args, get_origin

from fiscalkpi import dates, money, units
from fiscalkpi._numbers import MAX_DIGITS
from fiscalkpi.errors import UnitError
from fiscalkpi.serialize.problems import JsonNumber, Problem, RefusedError, json_of, refusal

Hook = Callable[[Any, Any], Any]

_TOO_LARGE = 10**MAX_DIGITS
# A ratio of two numbers of MAX_DIGITS digits, each with as many decimals, and the factor of a unit.
_MAX_RATIO_DIGITS = 4 * MAX_DIGITS
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_RATIO = re.compile(r"(-?[0-9]+)(?:/([0-9]+))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SURROGATE = re.compile("[\ud800-\udfff]")


def text_leaf(value: Any, _: object = str) -> str:
    """Return text as it is."""
    if not isinstance(value, str):
        raise refusal("structure.type", value, expected="string")
    if not value.isascii() and _SURROGATE.search(value):
        raise refusal("structure.text", value)
    return str(value)


def text_or_member(value: Any, cls: Any) -> Any:
    """Return text, or the member of an enumeration that it names."""
    # cattrs sends every subclass of str here, and the enums of the library are such
    choices = choices_of(cls)
    return text_leaf(value) if choices is None else choice_leaf(value, choices)


@cache
def choices_of(cls: Any) -> dict[str, Any] | None:
    """Return what may be written for an enum or a Literal and what it stands for; None for another type."""
    if get_origin(cls) is Literal:
        return {word: word for word in get_args(cls)}
    if isinstance(cls, type) and issubclass(cls, Enum):
        return {member.value: member for member in cls}
    return None


def choice_leaf(value: Any, choices: dict[str, Any]) -> Any:
    """Return what a text stands for among a few."""
    if not isinstance(value, str) or value not in choices:
        raise RefusedError([Problem("", "structure.choice", not_of(value, choices))])
    return choices[value]


def not_of(value: object, choices: Iterable[str]) -> dict[str, Any]:
    """Return the parts of a problem with a text that is none of `choices`."""
    return {"given": json_of(value), "choices": ", ".join(choices)}


def chooser(choices: dict[str, Any]) -> Hook:
    """Return a hook for one of a few texts."""
    return lambda value, _: choice_leaf(value, choices)


def bool_leaf(value: Any, _: object) -> bool:
    """Return true or false; no number is one."""
    if not isinstance(value, bool):
        raise refusal("structure.type", value, expected="boolean")
    return value


def integer_leaf(value: Any, _: object = int, code: str = "structure.type") -> int:
    """Return a whole number; no text, fraction or truth value is one."""
    if is_too_long(value):
        raise refusal("structure.number", value)
    if type(value) is not int:  # a bool is an int to isinstance
        raise refusal(code, value, expected="integer")
    return value


def is_too_long(value: object) -> bool:
    """Whether `value` is an integer, but one of more digits than a number of the library has."""
    if isinstance(value, JsonNumber):
        return value.text.removeprefix("-").isdecimal()
    return type(value) is int and abs(value) >= _TOO_LARGE


def yuan_leaf(value: Any, _: object) -> money.Yuan:
    """Return an amount from its fen."""
    return money.Yuan(fen=integer_leaf(value, code="structure.fen"))


def digits_of(value: object) -> str:
    """Return the text of an exact number as given; blank where it is none."""
    if isinstance(value, JsonNumber):
        return value.text
    if type(value) is int and not is_too_long(value):
        return str(value)
    return value if isinstance(value, str) else ""


def decimal_leaf(value: Any, _: object) -> Decimal:
    """Return a decimal from text, an integer, or the digits of a JSON number."""
    digits = digits_of(value)
    too_long = len(digits) > MAX_DIGITS + 2 or sum(map(str.isdigit, digits)) > MAX_DIGITS
    if too_long or _DECIMAL.fullmatch(digits) is None:
        raise refusal("structure.number", value)
    return Decimal(digits)


def ratio_leaf(value: Any, _: object) -> Fraction:
    """Return a fraction such as ``37/36``; a decimal such as ``0.8`` is one too."""
    digits = digits_of(value)
    parts = _RATIO.fullmatch(digits) if len(digits) <= 2 * _MAX_RATIO_DIGITS + 2 else None
    if parts is None:
        return Fraction(decimal_leaf(value, _))
    below = int(parts[2] or 1)
    if not below:
        raise refusal("structure.number", value)
    return Fraction(int(parts[1]), below)


def exact_leaf(value: Any, _: object) -> Decimal | Fraction:
    """Return a decimal, or a fraction where the text has a slash."""
    hook = ratio_leaf if isinstance(value, str) and "/" in value else decimal_leaf
    return hook(value, _)


def day_leaf(value: Any, _: object) -> datetime.date:
    """Return a day of the calendar from ISO text."""
    try:
        # fromisoformat alone reads 20211231 and 2021-W52-5 too
        return datetime.date.fromisoformat(value if _DAY.fullmatch(value) else "")
    except (TypeError, ValueError):
        raise refusal("structure.date", value) from None


def partial_date_leaf(value: Any, _: object) -> dates.PartialDate:
    """Return a year, month or day from its spelling."""
    try:
        return dates.PartialDate.parse(value if isinstance(value, str) else "")
    except ValueError:
        raise refusal("structure.partial-date", value) from None


def unit_leaf(value: Any, _: object) -> units.Unit:
    """Return a unit from its spelling."""
    for read in (units.Unit, units.Unit.parse):  # the spelling as it is, else with its signs folded
        try:
            return read(value if isinstance(value, str) else "")
        except UnitError:
            continue
    raise refusal("structure.unit", value)


# Containers.
