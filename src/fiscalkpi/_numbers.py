"""Digits, Chinese numerals, the one rounding rule and the largest remainder. No float anywhere.

``Decimal()`` and ``int()`` are no readers of filed numbers: they take ``1_000``, ``NaN`` and ``٣``.
The grammar here is the whole of what counts as a number::

    number   = digits | grouped , [ "." digits ]
    grouped  = 1-3 digits , { "," 3 digits }
    digits   = "0" … "9" , at most MAX_DIGITS in all
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_DIGITS = 30
"""A number with more digits is refused before any arithmetic: big-number work must stay cheap."""

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
"""The grammar above as a pattern, without sign and without the cap."""

_NUMBER = re.compile(NUMBER)

CHINESE_DIGITS = {char: value for value, chars in enumerate("零〇 一壹 二贰两 三叁 四肆 五伍 六陆 七柒 八捌 九玖".split()) for char in chars}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}


def parse_number(text: str) -> Decimal | None:
    """Return the number that `text` is, zeros kept; None where it is none or has too many digits.

    >>> parse_number("1,250.00"), parse_number("1,2"), parse_number("٣")
    (Decimal('1250.00'), None, None)
    """
    if _NUMBER.fullmatch(text) is None or len(text) > 2 * MAX_DIGITS:
        return None
    digits = text.replace(",", "")
    return Decimal(digits) if len(digits) - ("." in digits) <= MAX_DIGITS else None


def parse_chinese_number(text: str) -> Decimal | None:
    """Return the number that a Chinese numeral names; None where `text` is none.

    Reads numerals with places (``一百二十``, ``三万五千``, ``两百零五``, ``十二``), with a point
    (``九十八点五``), and digits in a row (``二〇二二``). A place without a digit counts once only
    for ``十``: ``百`` alone is a word, not 100.

    >>> parse_chinese_number("一百二十"), parse_chinese_number("二〇二二"), parse_chinese_number("百")
    (Decimal('120'), Decimal('2022'), None)
    """
    whole, point, tail = text.partition("点")
    if not whole or len(text) > MAX_DIGITS or (point and not tail):
        return None
    if any(char not in CHINESE_DIGITS for char in tail):
        return None
    value = _chinese_integer(whole)
    if value is None:
        return None
    digits = "".join(str(CHINESE_DIGITS[char]) for char in tail)
    return Decimal(f"{value}.{digits}" if digits else value)


def _chinese_integer(text: str) -> int | None:
    if all(char in CHINESE_DIGITS for char in text):
        return int("".join(str(CHINESE_DIGITS[char]) for char in text))
    total = section = 0
    digit: int | None = None
    small_below, large_below = 10**4, 10**12  # places come in falling order
    for index, char in enumerate(text):
        if char in CHINESE_DIGITS:
            if digit not in (None, 0):
                return None
            digit = CHINESE_DIGITS[char]
        elif char in _SMALL:
            place = _SMALL[char]
            if place >= small_below or (not digit and (place != 10 or index)):
                return None
            section += (digit or 1) * place
            small_below, digit = place, None
        elif char in _LARGE:
            place = _LARGE[char]
            section += digit or 0
            if place >= large_below or not section:
                return None
            total += section * place
            large_below, small_below, section, digit = place, 10**4, 0, None
        else:
            return None
    return None if digit == 0 and text[-1] in "零〇" else total + section + (digit or 0)


def plain(number: Decimal) -> str:
    """Return the digits of `number` as written, never with an exponent: ``"28.40"``."""
    return format(number, "f")


def round_half_up(number: Fraction | Decimal | int, places: int) -> Decimal:
    """Round to `places` decimals, halves away from zero. The one rounding rule of the library.

    >>> round_half_up(Fraction(17, 8), 2), round_half_up(Decimal("-2.125"), 2)
    (Decimal('2.13'), Decimal('-2.13'))
    """
    exact = Fraction(number) * 10**places
    whole = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return Decimal(whole if exact >= 0 else -whole).scaleb(-places)


def largest_remainder(total: int, weights: Sequence[Fraction | int]) -> tuple[int, ...]:
    """Split the whole number `total` in proportion to `weights`; the parts add up to it exactly.

    Each part is its exact share rounded towards zero; the units that are left go one each to the
    largest remainders, the earlier of two equal ones first.

    Raises:
        ValueError: where there is no weight, one is negative, or all are zero.

    >>> largest_remainder(100, [1, 1, 1])
    (34, 33, 33)
    """
    whole = sum(weights)
    if any(weight < 0 for weight in weights) or whole <= 0:
        raise ValueError("weights must be zero or more, and one of them above zero")
    sign = -1 if total < 0 else 1
    shares = [Fraction(abs(total)) * weight / whole for weight in weights]
    parts = [share.numerator // share.denominator for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda index: parts[index] - shares[index])
    for index in by_remainder[: abs(total) - sum(parts)]:
        parts[index] += 1
    return tuple(sign * part for part in parts)
