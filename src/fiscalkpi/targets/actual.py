"""Actual values (实际完成值): text or a Python value → Actual.

An actual value is read by the same grammar as a target. What it says is a set of possible values: a
number is one, ``2021年6月`` is thirty days, ``≥90%`` an interval.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeVar

import attrs

from fiscalkpi._data import load
from fiscalkpi._numbers import MAX_DIGITS
from fiscalkpi._text import fold_signs
from fiscalkpi.dates import FIRST_YEAR, LAST_YEAR, PartialDate
from fiscalkpi.errors import ActualError
from fiscalkpi.money import Yuan
from fiscalkpi.targets.lexer import tokenize
from fiscalkpi.targets.model import (
    MAX_TEXT,
    Comparator,
    DateTarget,
    Duration,
    Multiple,
    OnSchedule,
    Period,
    Quantity,
    Target,
    Unfilled,
    YesNo,
)
from fiscalkpi.targets.parser import parse_target, parse_target_cells
from fiscalkpi.targets.wording import posts
from fiscalkpi.units import Unit

if TYPE_CHECKING:
    from fiscalkpi.targets.model import Part

_P = TypeVar("_P", bound="Part")


class ActualKind(StrEnum):
    """What an actual value is."""

    NUMBER = "number"
    """A number, a range of numbers or one with a sign; lengths of time too."""
    DATE = "date"
    """A day, month or year, or a span of them."""
    YES_NO = "yes_no"
    """是 or 否."""
    WORDS = "words"
    """Prose: 达成年度指标, 已完成."""
    SEVERAL = "several"
    """Several numbers or dates in one cell."""
    BLANK = "blank"
    """Nothing, ``/`` or a dash."""
    MASKED = "masked"
    """``**``: a number that was hidden."""


@attrs.frozen(kw_only=True)
class Actual:
    """What was reached, as filed.

    Equality counts the text of words only, where the text is the value.

    >>> parse_actual("195.5万元").value, parse_actual("达成年度指标").kind
    (Decimal('195.5'), <ActualKind.WORDS: 'words'>)
    """

    kind: ActualKind = attrs.field(converter=ActualKind)
    """What it is."""
    comparator: Comparator | None = None
    """A sign, where one was filed: the value is then an interval."""
    value: Decimal | Fraction | PartialDate | bool | None = None
    """The number, date or answer; of a range the lower end."""
    high: Decimal | Fraction | PartialDate | None = None
    """The upper end of a range."""
    unit: Unit | None = None
    """The unit as written."""
    approx: bool = False
    """左右 or 约 was written."""
    parts: tuple[Actual, ...] = ()
    """The values of a cell that holds several."""
    text: str = attrs.field(default="", eq=False)
    """The words as filed, or the text of the Python value."""
    # what equality compares: prose by its words, everything else by its fields
    _words: str | None = attrs.field(
        init=False,
        repr=False,
        default=attrs.Factory(
            lambda self: self.text if self.kind is ActualKind.WORDS else None, takes_self=True
        ),
    )


def parse_actual(value: object, target: Target | None = None) -> Actual:
    """Return the actual value that a cell or a Python value says.

    Args:
        value: text; int, Decimal, Fraction, float (by its shortest text), bool, date, Yuan, None; a
            scalar of numpy or pandas; NaN, NaT, NA and None are blank.
        target: what it is held against; decides readings that the text leaves open: 44561 beside a
            date is the day of a spreadsheet, ``12月`` beside a length of time is twelve months.

    Raises:
        ActualError: for text over 2,000 characters, an infinite number, one of more than 30 digits, or a
            value of another type.

    >>> parse_actual("190分钟").unit, parse_actual(0.1).value, parse_actual(None).kind.value
    (Unit('分钟'), Decimal('0.1'), 'blank')
    """
    if isinstance(value, str):
        read = _from_short_text if len(value) <= _CACHED else _from_text
        return read(value, None if target is None else target.kind)
    if isinstance(value, Actual):
        return value
    return _from_value(value, None if target is None else target.kind)


_CACHED = 64  # characters: longer texts are prose and seldom come twice


def _from_value(value: object, beside: str | None) -> Actual:
    if _is_missing(value):
        return Actual(kind=ActualKind.BLANK)
    if isinstance(value, bool):
        return Actual(kind=ActualKind.YES_NO, value=value, text="是" if value else "否")
    if isinstance(value, Yuan):
        return Actual(kind=ActualKind.NUMBER, value=value.yuan, unit=Unit("元"), text=f"{value.yuan}元")
    if isinstance(value, int | Decimal | Fraction):
        return _beside_date(_from_number(value), beside)
    if isinstance(value, float):
        return _beside_date(_from_number(_finite(float.__repr__(value))), beside)
    if isinstance(value, datetime.date):  # datetime and pandas.Timestamp are dates too
        date = _calendar_date(value)
        return Actual(kind=ActualKind.DATE, value=date, text=str(date))
    inner = _of_scalar(value)
    if inner is not None:
        return _from_text(inner, beside) if isinstance(inner, str) else _from_value(inner, beside)
    raise ActualError("actual.type", text=repr(value)[:80], type=type(value).__name__)


def _is_missing(value: object) -> bool:
    """Whether a value is None, NaN or NaT, which are unequal to themselves, or NA, which answers NA."""
    if value is None:
        return True
    unequal = value != value
    try:
        return bool(unequal)
    except (TypeError, ValueError):  # NA has no truth, nor has an array
        return unequal is value


def _of_scalar(value: object) -> object:
    """Return what a scalar of numpy holds, or None where the value is none.

    A float of fewer digits is taken by its own shortest text: 0.95 of 32 bits is 0.949999988079071 as a
    float of Python.
    """
    plain = getattr(value, "item", None)
    if not callable(plain):
        return None
    try:
        inner = plain()
    except ValueError:  # an array of several
        return None
    if isinstance(inner, type(value)):
        return None
    if isinstance(inner, float):
        try:
            return Decimal(str(value))
        except InvalidOperation:  # [0.95], an array of one
            return inner
    return inner


def _calendar_date(value: datetime.date) -> PartialDate:
    try:
        return PartialDate.of(value)
    except ValueError as error:
        raise ActualError("actual.date", text=str(value), problem=error) from None


def _finite(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ActualError("actual.not-finite", text=text)
    return number


def _from_number(value: int | Decimal | Fraction) -> Actual:
    if isinstance(value, Decimal) and not value.is_finite():
        raise ActualError("actual.not-finite", text=str(value))
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        assert isinstance(exponent, int)
        digits = max(value.adjusted() + 1, 1) + max(-exponent, 0)
        if digits > MAX_DIGITS:
            raise ActualError("actual.too-many-digits", text=f"{value:.6E}", most=MAX_DIGITS)
        value = Decimal(int(value)) if exponent > 0 else value
        return Actual(kind=ActualKind.NUMBER, value=value if value else abs(value), text=format(value, "f"))
    numerator, denominator = value.numerator, value.denominator
    if max(abs(numerator), denominator) >= 10**MAX_DIGITS:
        raise ActualError("actual.too-many-digits", text=type(value).__name__, most=MAX_DIGITS)
    if denominator == 1:
        return Actual(kind=ActualKind.NUMBER, value=Decimal(numerator), text=str(numerator))
    return Actual(kind=ActualKind.NUMBER, value=Fraction(value), text=f"{numerator}/{denominator}")


@cache
def _done_words() -> tuple[str, ...]:
    return tuple(load("wording")["done"]["words"])


def _from_text(text: str, beside: str | None) -> Actual:
    if len(text) > MAX_TEXT:
        raise ActualError(
            "actual.too-long", text=text, span=(MAX_TEXT, len(text)), length=len(text), most=MAX_TEXT
        )
    folded = fold_signs(text)
    read = parse_target(text)
    if isinstance(read, DateTarget | Period) and beside == Duration.kind:
        read = _as_duration(folded, read)
    elif isinstance(read, DateTarget) and read.comparator is Comparator.LE:
        read = _without_completion(text, folded, read)
    elif isinstance(read, Quantity | Duration | Multiple):
        read = _as_reached(folded, read)
    if isinstance(read, Quantity | Duration | DateTarget | Period | Multiple):
        told = "".join(text[start:end] for start, end in read.passed_over)
        if _is_turned(told):
            return Actual(kind=ActualKind.WORDS, text=text)  # 未完成95%, 预计95%: no value reached
    return _beside_date(_of_target(read, text, folded), beside)


def _is_turned(told: str) -> bool:
    """Whether the words beside a number say that it was not reached; the 应 of 应急演练 does not."""
    if not told:
        return False
    turning, pattern = _turning()
    return any(word in turning for word in pattern.findall(told))


@cache
def _turning() -> tuple[frozenset[str], re.Pattern[str]]:
    """Return the turning words, and the pattern of these and the straight ones, the longest first.

    减少年度支出 holds 少年, and is turned all the same.
    """
    words = load("wording")["told"]
    listed = sorted(words["turning"] + words["straight"], key=len, reverse=True)
    return frozenset(words["turning"]), re.compile("|".join(map(re.escape, listed)))


_from_short_text = lru_cache(maxsize=4096)(_from_text)


def _as_duration(folded: str, read: Target) -> Target:
    """Read ``12月`` beside a length of time as twelve months."""
    number = folded.strip().removesuffix("月")
    return (
        parse_target_cells(number, unit="月") if number.isdigit() and folded.strip().endswith("月") else read
    )


def _without_completion(text: str, folded: str, read: DateTarget) -> Target:
    """Read ``2021年12月完成`` as done in that month: here 完成 tells what happened, it sets no deadline."""
    last_digit = max(
        (index for index, char in enumerate(folded) if char in "0123456789月日号年末底度"), default=0
    )
    cuts = [at for word in _done_words() if (at := folded.find(word, last_digit)) > 0]
    if not cuts:
        return read
    told = parse_target(text[: min(cuts)])
    return told if isinstance(told, DateTarget | Period) else read


def _as_reached(folded: str, read: Quantity | Duration | Multiple) -> Quantity | Duration | Multiple:
    """Read 达到95%, 达成95%, 降至3% as the number that was reached: in a target these words set a bound.

    达到95%以上 and 不低于95% stay intervals, and so does a cell where only some of the signs are such words.
    """
    reached, bounds = load("wording")["told"]["reached"], posts()
    signs = [token for token in tokenize(folded) if token[0] == "cmp" or token[1] in bounds]
    if not signs or any(word not in reached for _, word, _, _ in signs):
        return read
    # the targets of the cache are shared, so none is changed
    if isinstance(read, Multiple):
        return attrs.evolve(read, parts=tuple(_unsigned(part) for part in read.parts))
    return _unsigned(read)


def _unsigned(part: _P) -> _P:
    return attrs.evolve(part, comparator=None) if isinstance(part, Quantity | Duration) else part


def _of_target(read: Target, text: str, folded: str) -> Actual:
    if isinstance(read, Multiple):
        parts = tuple(_of_part(part, str(part)) for part in read.parts)
        return Actual(kind=ActualKind.SEVERAL, parts=parts, text=text)
    if isinstance(read, Quantity | Duration | DateTarget | Period):
        return _of_part(read, text)
    if isinstance(read, YesNo):
        return Actual(kind=ActualKind.YES_NO, value=read.value, text=text)
    if isinstance(read, Unfilled):
        if _MASK.search(folded):
            return Actual(kind=ActualKind.MASKED, text=text)
        if not any(map(str.isalpha, folded)):
            return Actual(kind=ActualKind.BLANK, text=text)
    return Actual(kind=ActualKind.WORDS, text=text)


# A number that was hidden: **, XX人.
_MASK = re.compile(r"[*_□]|(?<![A-Za-z])[Xx]+(?![A-Za-z])")


def _of_part(part: Part, text: str) -> Actual:
    if isinstance(part, DateTarget):
        return Actual(kind=ActualKind.DATE, comparator=part.comparator, value=part.value, text=text)
    if isinstance(part, Period):
        return Actual(kind=ActualKind.DATE, value=part.start, high=part.end, text=text)
    return Actual(
        kind=ActualKind.NUMBER,
        comparator=part.comparator,
        value=part.value,
        high=part.high,
        unit=part.unit,
        approx=part.approx,
        text=text,
    )


# Day 1 of the spreadsheet calendar is 1900-01-01, and it holds a 29 February 1900 that never was.
_SERIAL_START = datetime.date(1899, 12, 30)
_SERIALS = range(
    (datetime.date(FIRST_YEAR, 1, 1) - _SERIAL_START).days,
    (datetime.date(LAST_YEAR, 12, 31) - _SERIAL_START).days + 1,
)


def _beside_date(actual: Actual, beside: str | None) -> Actual:
    """Read a bare whole number beside a date as a day of a spreadsheet: 44561 is 2021-12-31."""
    if (
        beside not in (DateTarget.kind, Period.kind, OnSchedule.kind)
        or actual.kind is not ActualKind.NUMBER
        or actual.unit is not None
        or actual.comparator is not None
        or actual.high is not None
        or not isinstance(actual.value, Decimal)
        or int(actual.value) != actual.value
        or int(actual.value) not in _SERIALS
    ):
        return actual
    day = _SERIAL_START + datetime.timedelta(days=int(actual.value))
    return Actual(kind=ActualKind.DATE, value=PartialDate.of(day), text=actual.text)
