"""Digits, Chinese numerals, the one rounding rule and the largest remainder. No float anywhere.

``Decimal()`` and ``int()`` are no readers of filed numbers: they take ``1_000``, ``NaN`` and ``٣``.
The grammar here is the whole of what counts as a number::

    number   = digits | grouped , [ "." digits ]
    grouped  = 1-3 digits , { "," 3 digits }
    digits   = "0" … "9" , at most MAX_DIGITS in all
"""

from __future__ import annotations

import re
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_DIGITS = 30
"""A number with more digits is refused before any arithmetic: big-number work must stay cheap."""

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
"""The grammar above as a pattern, without sign and without the cap."""

_NUMBER = re.compile(NUMBER)

_DIGITS = ("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
CHINESE_DIGITS = {char: value for value, chars in enumerate(_DIGITS) for char in chars}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}


def parse_number(text: str) -> Decimal | None:
    """Return the number that `text` is, zeros kept; None where it is none or has too many digits.

    >>> parse_number("1,250.00"), parse_number("1,2"), parse_number("٣")
    (Decimal('1250.00'), None, None)
    """
    if len(text) > 2 * MAX_DIGITS or _NUMBER.fullmatch(text) is None:
        return None
    digits = text.replace(",", "")
    return Decimal(digits) if len(digits) - ("." in digits) <= MAX_DIGITS else None


def parse_chinese_number(text: str) -> Decimal | None:
    """Return the number that a Chinese numeral names; None where `text` is none.

    Reads numerals with places (``一百二十``, ``三万五千``, ``两百零五``, ``十二``), with a point
    (``九十八点五``), and digits in a row (``二〇二二``). A place without a digit counts once only
    for ``十`` at the front: ``百`` alone is a word, not 100. A last digit without a place needs ``十``
    or ``零`` before it: ``一百五`` means 150 when it is spoken, and 105 to a careless reader, so it
    is no number here.

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
    return _with_marks(text, "亿万", first=True)


def _with_marks(text: str, marks: str, *, first: bool) -> int | None:
    """``number = [ number , "亿" ] , [ group , "万" ] , [ group ]``; so 万 may stand before 亿 (一万亿)."""
    if not marks:
        return _group(text, first=first)
    head, mark, tail = text.partition(marks[0])
    if not mark:
        return _with_marks(text, marks[1:], first=first)
    upper = _with_marks(head, marks[1:], first=first)
    lower = _with_marks(tail, marks[1:], first=False)
    return None if not upper or lower is None else upper * _LARGE[mark] + lower


def _group(text: str, *, first: bool) -> int | None:
    """Return what stands before, between or after 亿 and 万; nothing is 0. `first`: nothing is before it."""
    value, below = 0, 10**4  # places come in falling order
    digit: int | None = None
    zero = False  # 零 stands before the next digit
    for index, char in enumerate(text):
        if char in "零〇":
            if zero or digit is not None or (first and not index):
                return None
            zero = True
        elif char in CHINESE_DIGITS and digit is None:
            digit = CHINESE_DIGITS[char]
        elif char in _SMALL:
            place = _SMALL[char]
            if char == "十" and first and not index:
                digit = 1
            # 零 fills a gap; between a place and the one right below there is none.
            if digit is None or place >= below or (zero and place * 10 == below < 10**4):
                return None
            value, below, digit, zero = value + digit * place, place, None, False
        else:
            return None
    if digit is None:
        return None if zero else value
    needs_zero = below != 10 and (value > 0 or not first)
    return value + digit if zero == needs_zero else None


def plain(number: Decimal | Fraction) -> str:
    """Return the digits of `number` as written, never with an exponent: ``"28.40"``, ``"1/3"``."""
    return str(number) if isinstance(number, Fraction) else format(number, "f")


@overload
def negative(number: Decimal) -> Decimal: ...
@overload
def negative(number: Decimal | Fraction) -> Decimal | Fraction: ...
def negative(number: Decimal | Fraction) -> Decimal | Fraction:
    """Return minus `number`, exactly: ``-number`` rounds a Decimal to its context. A zero stays plain.

    >>> negative(Decimal("-12345678901234567890123456789.5")), negative(Decimal("0.00"))
    (Decimal('12345678901234567890123456789.5'), Decimal('0.00'))
    """
    if not number:
        return number
    return number.copy_negate() if isinstance(number, Decimal) else -number


@lru_cache(maxsize=4096)
def ratio(above: int, below: int) -> Fraction:
    """Return `above` ÷ `below`. A form holds few different numbers, and to make a Fraction is slow.

    >>> ratio(19, 20)
    Fraction(19, 20)
    """
    return Fraction(above) if below == 1 else Fraction(above, below)  # the first takes half the time


def round_half_up(number: Fraction | Decimal | int, places: int) -> Decimal:
    """Round to `places` decimals, halves away from zero. The one rounding rule of the library.

    >>> round_half_up(Fraction(17, 8), 2), round_half_up(Decimal("-2.125"), 2)
    (Decimal('2.13'), Decimal('-2.13'))
    """
    exact = Fraction(number) * 10**places
    whole = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    # From text, which is exact: scaleb would round once more, to the digits of the caller's context.
    return Decimal(f"{whole if exact >= 0 else -whole}e-{places}")


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


# Digits of a sum at most: two numbers of MAX_DIGITS digits at far ends of the scale, and many terms.
_EXACT = Context(prec=6 * MAX_DIGITS)


def percent_text(ratio: Fraction, apart: Fraction = Fraction(1)) -> str:
    """Return a ratio in percent, rounded half up to two decimals; more where these hide a gap to `apart`.

    >>> percent_text(Fraction(19, 20)), percent_text(Fraction(50001, 50000)), percent_text(Fraction(1))
    ('95.00%', '100.002%', '100.00%')
    """
    shown = round_half_up(ratio * 100, 2)
    places = 2
    while ratio != apart and shown == apart * 100:
        places += 1
        shown = round_half_up(ratio * 100, places)
    return f"{plain(shown)}%"


_OTHER_MULTIPLES = (10**4, 10**8)


def about_other_multiple(one: int, other: int) -> bool:
    """Whether two numbers are about ten thousand or a hundred million times apart: 元 for 万元 or 亿元.

    >>> about_other_multiple(500, 4_765_000), about_other_multiple(500, 500_000), about_other_multiple(0, 0)
    (True, False, False)
    """
    one, other = abs(one), abs(other)
    small, large = (one, other) if one < other else (other, one)
    if not small or large < 5000 * small:  # nearly all
        return False
    return any(large <= 2 * small * power <= 4 * large for power in _OTHER_MULTIPLES)


def exact_sum(numbers: Iterable[Decimal]) -> Decimal:
    """Add decimals exactly, whatever the context; the decimals of the longest are kept.

    >>> exact_sum([Decimal("9.50"), Decimal(10)]), exact_sum([])
    (Decimal('19.50'), Decimal('0'))
    """
    with localcontext(_EXACT):
        return sum(numbers, Decimal(0))


def exact_difference(one: Decimal, other: Decimal) -> Decimal:
    """Return `one` less `other`, exactly, whatever the context.

    >>> exact_difference(Decimal("10"), Decimal("9.50"))
    Decimal('0.50')
    """
    return _EXACT.subtract(one, other)


def exact_text(number: Fraction | Decimal | int) -> str:
    """Return `number` exactly: in decimals where they end, else as a fraction.

    >>> exact_text(Fraction(9, 8)), exact_text(Fraction(1, 3)), exact_text(Decimal("28.40"))
    ('1.125', '1/3', '28.4')
    """
    fraction = Fraction(number)
    rest, places = fraction.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest //= prime
            count += 1
        places = max(places, count)
    if rest != 1:
        return f"{fraction.numerator}/{fraction.denominator}"
    return plain(Decimal(f"{fraction.numerator * 10**places // fraction.denominator}e-{places}"))
