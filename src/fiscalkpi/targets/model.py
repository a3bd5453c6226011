"""The twelve kinds of target, and the comparators.

A target is what the cell 指标值 says. Each kind is a frozen class of its own; :data:`Target` is their
union, so that ``match`` over it can be exhaustive. The filed words stay with every target: equality
ignores them where other fields carry the meaning, and counts them in :class:`Qualitative`,
:class:`Recurring` and :class:`Unreadable`, where the words are the value.

A constructor refuses what no text can say (a duration in 公里, a range with a sign), so that the canonical
text of any target parses back to an equal one.

The classes have no slots: one that is frozen fills its slots one by one through ``object.__setattr__``, which
took more time than reading the text (measured: twice to three times as long as filling a ``__dict__``).

``str()``, ``reason``, ``span`` and ``passed_over`` look up to the modules that write and read the
language: these faces of a target belong to it, though its fields do not need them.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar

import attrs

from fiscalkpi._numbers import MAX_DIGITS, exact_text, parse_number
from fiscalkpi.dates import PartialDate
from fiscalkpi.errors import WordedValueError
from fiscalkpi.units import Unit, time_units

if TYPE_CHECKING:
    from fiscalkpi.errors import Span

Number = Decimal | Fraction
"""A number as written; a Fraction only where no decimal is exact (``三分之一``)."""

MAX_TEXT = 2_000
"""Characters of a target text at most."""


class Comparator(StrEnum):
    """The sign before a number or date (计算符号). None in its place means that none was written."""

    GE = ">="
    """At least: ≥, 以上, 不低于, 达到."""
    LE = "<="
    """At most: ≤, 以内, 以下, 不超过."""
    EQ = "="
    """Exactly: written as =, and read literally for a verdict."""
    GT = ">"
    """More than: >, 超过, 高于."""
    LT = "<"
    """Less than: <, 低于, 不足."""

    @property
    def sign(self) -> str:
        """The sign as it is printed: ≥ ≤ = > <."""
        return _PRINTED[self]

    def __repr__(self) -> str:
        return f"Comparator.{self.name}"


_PRINTED = {
    Comparator.GE: "≥",
    Comparator.LE: "≤",
    Comparator.EQ: "=",
    Comparator.GT: ">",
    Comparator.LT: "<",
}


def _number(value: Number | int | str) -> Number:
    """Return a finite number of at most MAX_DIGITS digits; a minus zero is zero.

    A Fraction that ends in decimals becomes a Decimal; 三分之一 stays a Fraction.
    """
    if isinstance(value, Fraction):
        if max(abs(value.numerator), value.denominator) >= 10**MAX_DIGITS:
            raise WordedValueError("why.fraction-digits", limit=MAX_DIGITS)
        text = exact_text(value)
        if "/" in text:
            return value
        value = text
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise TypeError(
            f"a number of a target is a Decimal, an int, a Fraction or text, not {type(value).__name__}"
        )
    if isinstance(value, str):
        read = parse_number(value.removeprefix("-"))
        if read is None:
            raise ValueError(f"{value[:40]!r} is no number of at most {MAX_DIGITS} digits")
        value = -read if value.startswith("-") else read
    number = value if isinstance(value, Decimal) else Decimal(value)
    if not number.is_finite():
        raise ValueError(f"{value} is not a finite number")
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    if exponent > 0 and number.adjusted() < MAX_DIGITS:
        number, exponent = Decimal(int(number)), 0
    if max(number.adjusted() + 1, 1) - exponent > MAX_DIGITS or exponent > 0:
        raise ValueError(f"{number:.3E} has more than {MAX_DIGITS} digits")
    return number if number else abs(number)


def _optional_number(value: Number | int | str | None) -> Number | None:
    return None if value is None else _number(value)


def _filed_text(instance: object, attribute: object, text: str | None) -> None:
    if text is not None:
        _words(instance, attribute, text)


def _words(_instance: object, _attribute: object, text: str) -> None:
    if not isinstance(text, str):
        raise TypeError(f"the text of a target is text, not {type(text).__name__}")
    if len(text) > MAX_TEXT:
        raise ValueError(f"the text of a target has at most {MAX_TEXT} characters")


def _is_comparator(_instance: object, _attribute: object, value: Comparator | None) -> None:
    if value is not None and not isinstance(value, Comparator):
        raise TypeError(f"a comparator is a Comparator or None, not {value!r}")


def _is_unit(_instance: object, _attribute: object, value: Unit | None) -> None:
    if value is not None and not isinstance(value, Unit):
        raise TypeError(f"a unit is a Unit or None, not {value!r}")


class BaseTarget:
    """What all kinds have in common: the filed words, and what the reading did not use of them."""

    if TYPE_CHECKING:  # an annotation here would be taken for a field by whoever reads the types
        _over: tuple[Span, ...]  # what passed_over found; no field, so neither compared nor copied

    @property
    def text(self) -> str:
        """The words as filed; for a target built in code, its canonical text."""
        filed: str | None = getattr(self, "_text")  # noqa: B009 - a field of the subclasses
        return str(self) if filed is None else filed

    @property
    def filed(self) -> bool:
        """Whether :attr:`text` is from a form, not drawn from the fields."""
        return getattr(self, "_text") is not None  # noqa: B009

    @property
    def passed_over(self) -> tuple[Span, ...]:
        """The pieces of :attr:`text` with words that the reading does not use (``辖区满意率达`` 95%)."""
        try:
            return self._over
        except AttributeError:
            from fiscalkpi.targets.parser import read

            over = read(self.text).passed_over if self.filed else ()
            self.__dict__["_over"] = over
            return over

    def __str__(self) -> str:
        from fiscalkpi.targets.format import format_target

        return format_target(self)  # type: ignore[arg-type]  # every subclass is a member of the union

    def __repr__(self) -> str:
        shown = []
        for field in attrs.fields(type(self)):  # type: ignore[arg-type]  # every subclass is an attrs class
            value = getattr(self, field.name)
            if value != field.default or field.default is attrs.NOTHING:
                shown.append(f"{field.alias}={value!r}")
        return f"{type(self).__name__}({', '.join(shown)})"


def _check_number(target: Quantity | Duration) -> None:
    if target.high is not None:
        if target.comparator is not None or target.approx:
            raise WordedValueError("why.range-with-sign")
        if target.high < target.value:
            raise WordedValueError("why.range-reversed", end=target.high, start=target.value)
    elif target.approx and target.comparator is not None:
        raise WordedValueError("why.about-with-sign")


@attrs.frozen(kw_only=True, repr=False, slots=False)
class Quantity(BaseTarget):
    """A number, with or without a sign and a unit: ``≥90%``, ``119``, ``80%-90%``, ``约200人次``.

    >>> Quantity(comparator=Comparator.GE, value=Decimal("90"), unit=Unit.parse("%")).text
    '≥90%'
    """

    kind: ClassVar[Literal["quantity"]] = "quantity"

    value: Number = attrs.field(converter=_number)
    """The number as written, zeros kept; of a range the lower end."""
    comparator: Comparator | None = attrs.field(default=None, validator=_is_comparator)
    """The sign; None where none was written, and for a range."""
    unit: Unit | None = attrs.field(default=None, validator=_is_unit)
    """The unit as written; None where the cell has none, even if the name has one."""
    high: Number | None = attrs.field(default=None, converter=_optional_number)
    """The upper end of a range (``80%-90%``) or tolerance (``±3%``), both ends in."""
    approx: bool = False
    """左右 or 约 was written."""
    _text: str | None = attrs.field(default=None, alias="text", eq=False, validator=_filed_text)

    def __attrs_post_init__(self) -> None:
        if self.high is not None or self.approx:
            _check_number(self)
        if self.unit is not None and self.unit.is_time:
            raise WordedValueError("why.is-duration", unit=self.unit)


@attrs.frozen(kw_only=True, repr=False, slots=False)
class Duration(BaseTarget):
    """A number whose whole unit is a length of time: ``4小时以内``, ``≥20年``. ``次/月`` is a quantity.

    >>> Duration(comparator=Comparator.LE, value=Decimal(4), unit=Unit.parse("小时")).text
    '≤4小时'
    """

    kind: ClassVar[Literal["duration"]] = "duration"

    value: Number = attrs.field(converter=_number)
    """The number as written; of a range the lower end."""
    unit: Unit = attrs.field(validator=attrs.validators.instance_of(Unit))
    """The length of time that is counted."""
    comparator: Comparator | None = attrs.field(default=None, validator=_is_comparator)
    """The sign; None where none was written, and for a range."""
    high: Number | None = attrs.field(default=None, converter=_optional_number)
    """The upper end of a range (``3—5天``), both ends in."""
    approx: bool = False
    """左右 or 约 was written."""
    _text: str | None = attrs.field(default=None, alias="text", eq=False, validator=_filed_text)

    def __attrs_post_init__(self) -> None:
        if self.high is not None or self.approx:
            _check_number(self)
        if not self.unit.is_time:
            raise WordedValueError("why.no-duration", unit=self.unit)


_new = object.__new__
_T = TypeVar("_T", bound="BaseTarget")


def read_number(
    value: Number,
    comparator: Comparator | None,
    unit: Unit | None,
    high: Number | None = None,
    approx: bool = False,
    text: str | None = None,
) -> Quantity | Duration:
    """Return the target of a number that the parser has read and checked.

    The constructor checks every field, which costs more than reading most targets; here nothing is
    left to check.
    """
    target: Quantity | Duration
    target = _new(Quantity) if unit is None or unit.text not in time_units() else _new(Duration)
    fields = target.__dict__
    fields["value"] = value
    fields["comparator"] = comparator
    fields["unit"] = unit
    fields["high"] = high
    fields["approx"] = approx
    fields["_text"] = text
    return target


def same_but_text(read: _T, text: str) -> _T:
    """Return what the parser read, filed in another text; both must pass over the same pieces, or none."""
    target = _new(type(read))
    fields = target.__dict__
    fields.update(read.__dict__)
    fields["_text"] = text
    return target


def same_but_number(read: Quantity | Duration, value: Number, text: str) -> Quantity | Duration:
    """Return what the parser read with another number, filed in another text."""
    target = same_but_text(read, text)
    target.__dict__["value"] = value
    return target


def with_passed_over(target: _T, over: tuple[Span, ...]) -> _T:
    """Let a target that the parser has just made keep what its reading passed over."""
    target.__dict__["_over"] = over
    return target


def filed_as(part: _T, text: str) -> _T:
    """Give a target that the parser has just made, and nobody else holds, its filed text."""
    part.__dict__["_text"] = text
    return part


def _is_date(_instance: object, _attribute: object, value: PartialDate) -> None:
    if not isinstance(value, PartialDate):
        raise TypeError(f"a date is a PartialDate, not {value!r}")


@attrs.frozen(kw_only=True, repr=False, slots=False)
class DateTarget(BaseTarget):
    """A point in time or a deadline, of the grain that was written: ``2021年7月``, ``12月底前``.

    >>> DateTarget(comparator=Comparator.LE, value=PartialDate(None, 12, 31)).text
    '≤12月31日'
    """

    kind: ClassVar[Literal["date"]] = "date"

    value: PartialDate = attrs.field(validator=_is_date)
    """The day, month or year; the year often missing."""
    comparator: Comparator | None = attrs.field(default=None, validator=_is_comparator)
    """``<=`` for 12月31日前 and 12月完成, ``<`` for 11月前; None for a bare date."""
    _text: str | None = attrs.field(default=None, alias="text", eq=False, validator=_filed_text)


@attrs.frozen(kw_only=True, repr=False, slots=False)
class Period(BaseTarget):
    """A span of time, both ends in: ``2021年1月-12月``, ``全年``.

    >>> Period(start=PartialDate(2021, 1), end=PartialDate(2021, 12)).text
    '2021年1月至2021年12月'
    """

    kind: ClassVar[Literal["period"]] = "period"

    start: PartialDate = attrs.field(validator=_is_date)
    """The first day, month or year."""
    end: PartialDate = attrs.field(validator=_is_date)
    """The last day, month or year; its year is written where that of `start` is."""
    _text: str | None = attrs.field(default=None, alias="text", eq=False, validator=_filed_text)

    def __attrs_post_init__(self) -> None:
        if (self.start.year is None) != (self.end.year is None):
            raise WordedValueError("why.period-years")
        leap_year = 2000
        if self.start.in_year(leap_year).first() > self.end.in_year(leap_year).last():
            raise WordedValueError("why.period-reversed", end=self.end, start=self.start)


def _is_ceiling(_instance: object, _attribute: object, value: Comparator) -> None:
    if value not in (Comparator.LE, Comparator.LT):
        raise WordedValueError("why.budget-no-ceiling")


@attrs.frozen(kw_only=True, repr=False, slots=False)
class OnSchedule(BaseTarget):
    """Tied to the project's own planned time: ``在项目计划完成时间内完成``."""

    kind: ClassVar[Literal["schedule"]] = "schedule"

    comparator: Comparator = attrs.field(
        default=Comparator.LE, validator=attrs.validators.in_((Comparator.LE,))
    )
    """``<=``: on or before the planned finish."""
    _text: str | None = attrs.field(default=None, alias="text", eq=False, validator=_filed_text)


@attrs.frozen(kw_only=True, repr=False, slots=False)
class WithinBudget(BaseTarget):
    """Tied to the approved budget of the project: ``不超批复预算``, ``控制在预算内``."""

    kind: ClassVar[Literal["budget"]] = "budget"

    comparator: Comparator = attrs.field(default=Comparator.LE, validator=_is_ceiling)
    """``<=``: the budget itself is in; ``<`` for 低于预算."""
    _text: str | None = attrs.field(default=None, alias="text", eq=False, validator=_filed_text)


@attrs.frozen(kw_only=True, repr=False, slots=False)
class Recurring(BaseTarget):
    """A window that comes more than once a year: ``每月5日前``. The words are the value."""

    kind: ClassVar[Literal["recurring"]] = "recurring"

    _text: str = attrs.field(alias="text", validator=_words)


@attrs.frozen(kw_only=True, repr=False, slots=False)
class YesNo(BaseTarget):
    """是 or 否 as the whole target.

    >>> YesNo(value=True).text
    '是'
    """

    kind: ClassVar[Literal["yes_no"]] = "yes_no"

    value: bool = attrs.field(validator=attrs.validators.instance_of(bool))
    """True for 是."""
    _text: str | None = attrs.field(default=None, alias="text", eq=False, validator=_filed_text)


@attrs.frozen(kw_only=True, repr=False, slots=False)
class Multiple(BaseTarget):
    """Several numbers or dates in one cell: ``完成1部宣传片,2套方案``.

    >>> from fiscalkpi import parse_target
    >>> [str(part) for part in parse_target("完成1部宣传片,2套方案").parts]
    ['1部', '2套']
    """

    kind: ClassVar[Literal["multiple"]] = "multiple"

    parts: tuple[Part, ...]
    """Two or more quantities, durations, dates or periods, in order."""
    join: Literal["and", "or"] = attrs.field(default="and", validator=attrs.validators.in_(("and", "or")))
    """Whether all parts must hold, or one is enough (或)."""
    _text: str | None = attrs.field(default=None, alias="text", eq=False, validator=_filed_text)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.parts, tuple) or len(self.parts) < 2:
            raise WordedValueError("why.few-parts")
        if not all(isinstance(part, Part) for part in self.parts):
            raise TypeError("each part is a Quantity, Duration, DateTarget or Period")


@attrs.frozen(kw_only=True, repr=False, slots=False)
class Qualitative(BaseTarget):
    """Words that no number decides: ``明显提升``, ``达标``. The words are the value."""

    kind: ClassVar[Literal["qualitative"]] = "qualitative"

    _text: str = attrs.field(alias="text", validator=_words)


@attrs.frozen(kw_only=True, repr=False, slots=False)
class Unfilled(BaseTarget):
    """No number was filed: blank, ``/``, 无, ``≥**%``, a unit or a sign alone.

    >>> Unfilled(comparator=Comparator.GE, unit=Unit.parse("%")).text
    '≥**%'
    """

    kind: ClassVar[Literal["unfilled"]] = "unfilled"

    comparator: Comparator | None = attrs.field(default=None, validator=_is_comparator)
    """The sign, where one was written."""
    unit: Unit | None = attrs.field(default=None, validator=_is_unit)
    """The unit, where one was written."""
    _text: str | None = attrs.field(default=None, alias="text", eq=False, validator=_filed_text)


@attrs.frozen(kw_only=True, repr=False, slots=False)
class Unreadable(BaseTarget):
    """Something is filed, but it cannot be: an impossible date, two columns run together.

    >>> target = Unreadable(text="11月31日")
    >>> target.reason, target.span
    ('impossible_date', (0, 6))
    """

    kind: ClassVar[Literal["unreadable"]] = "unreadable"

    _text: str = attrs.field(alias="text", validator=_words)

    @property
    def reason(self) -> str:
        """Code of what is wrong with the words."""
        from fiscalkpi.targets.parser import read

        return read(self._text).reason or "garbled"

    @property
    def span(self) -> Span:
        """The piece of :attr:`text` that cannot be."""
        from fiscalkpi.targets.parser import read

        return read(self._text).span or (0, len(self._text))


Part = Quantity | Duration | DateTarget | Period
"""What a target of several parts is made of."""

Target = (
    Quantity
    | Duration
    | DateTarget
    | Period
    | OnSchedule
    | WithinBudget
    | Recurring
    | YesNo
    | Multiple
    | Qualitative
    | Unfilled
    | Unreadable
)
"""Any target. A union of frozen classes: for ``isinstance``, ``match`` and ``from_dict``."""
