"""Money: whole fen, exact in every operation, read and written as forms and payment papers do.

Three decisions stand behind :class:`Yuan`:

* An amount is an ``int`` of fen. No float, bool or ``Decimal`` becomes money, and nothing is
  rounded: an amount with a part of a fen is an error, a division keeps its remainder.
* An amount is always true in a condition, zero too. ``if form.funding.other:`` would otherwise take
  a filed ``0`` for a blank cell; ask ``is None`` or ``== Yuan(fen=0)``, whichever is meant.
* A minus is written as a sign. Parentheses are not read as one: in a form they hold remarks.

Source for amounts in words: 支付结算办法 附件一 五 [L].
"""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, TypeGuard, final

import attrs

from fiscalkpi._daxie import read_words, write_words
from fiscalkpi._numbers import MAX_DIGITS, NUMBER, largest_remainder, plain
from fiscalkpi._text import fold_signs
from fiscalkpi.errors import AmountError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from babel import Locale

    from fiscalkpi.errors import Span

MAX_LENGTH = 200
"""A longer text is no amount; it is refused before anything looks at it."""

# Power of ten that takes the unit to fen. A lone 万 or 亿 means 万元 and 亿元. 角 and 分 are left out on
# purpose: on these forms 10分 is ten points.
_UNITS = {"元": 2, "千元": 5, "万元": 6, "百万元": 8, "千万元": 9, "亿元": 10, "万亿元": 14}
_UNITS |= {unit.removesuffix("元"): power for unit, power in _UNITS.items() if unit[-2:] in ("万元", "亿元")}
_LABELS = {"元": "money.yuan", "万元": "money.ten-thousand", "亿元": "money.hundred-million"}

_BLANKS = " \r\n"


def _whole_fen(fen: int) -> int:
    # A converter, not a validator: attrs can switch validators off for a whole process.
    if not _is_int(fen):
        raise TypeError(f"money is a whole number of fen: an int, not {type(fen).__name__}")
    return fen


@final
@attrs.frozen(kw_only=True, order=True)
class Yuan:
    """An amount of money in renminbi, exact to the fen; frozen, ordered and hashable.

    ``str()`` is the canonical text, ``178705000.00元``, and :meth:`parse` its inverse.
    ``+`` and ``-`` take another amount, ``*``, ``//`` and ``divmod`` a whole number; anything else is
    a ``TypeError``. ``sum(amounts)`` works; for what may be empty, ``sum(amounts, Yuan(fen=0))``.

    Raises:
        TypeError: where `fen` is no ``int``; ``bool`` and ``float`` are refused.

    >>> total = Yuan.parse("178,705,000.00") + Yuan.parse("853万元")
    >>> total
    Yuan(fen=18723500000)
    >>> print(total)
    187235000.00元
    >>> divmod(Yuan(fen=100), 3)
    (Yuan(fen=33), Yuan(fen=1))
    """

    fen: int = attrs.field(converter=_whole_fen)
    """The amount in fen, a hundredth of a yuan; negative for a deduction."""

    @classmethod
    def parse(cls, text: str, unit: str = "元") -> Yuan:
        """Return the amount that a money cell states; the inverse of :meth:`format` in Chinese.

        `unit` is what the form says of bare numbers (``元``, ``千元``, ``万元``, ``百万元``,
        ``千万元``, ``亿元``, ``万亿元``); a unit in the text goes before it. A currency mark is no unit.
        Variants of signs and full-width digits are read. The grammar::

            amount   = [ sign ] , [ currency ] , number , [ unit ]
                     | currency , sign , number , [ unit ]        (blanks between the parts)
            sign     = "+" | "-"
            currency = "¥" | "CN¥" | "人民币" | "RMB" | "CNY"
            unit     = "元" | "千元" | "万" | "万元" | "百万元" | … , "元" may be followed by "整"

        Raises:
            AmountError: for anything else, with code and span; also for an amount that is no whole
                number of fen, since nothing is rounded.
            TypeError: where `text` or `unit` is no text.

        >>> Yuan.parse("195.5 万"), Yuan.parse("-853", unit="万元")
        (Yuan(fen=195500000), Yuan(fen=-853000000))
        >>> try:
        ...     Yuan.parse("0.0000001万元")
        ... except AmountError as error:
        ...     error.code, error.span
        ('amount.not-whole-fen', (8, 9))
        """
        _check_unit(unit, _UNITS)
        folded = _folded(text)
        read = _patterns().amount.fullmatch(folded)
        if read is None:
            raise _why_no_amount(text, folded)
        whole, _, decimals = read["number"].replace(",", "").partition(".")
        if len(whole) + len(decimals) > MAX_DIGITS:
            raise _why_no_amount(text, folded)
        stated = read["unit"] or unit
        fen, surplus = int(whole + decimals), len(decimals) - _UNITS[stated]
        if surplus <= 0:
            fen *= 10**-surplus
        else:
            fen, lost = divmod(fen, 10**surplus)
            if lost:
                end = read.end("number")
                span, places = (end - surplus, end), _UNITS[stated]
                raise AmountError("amount.not-whole-fen", text=text, span=span, unit=stated, places=places)
        return _new(-fen if "-" in (read["sign"], read["inner"]) else fen)

    @classmethod
    def parse_daxie(cls, text: str) -> Yuan:
        """Return the amount that `text` states in capital words; the inverse of :meth:`daxie`.

        Every spelling that the rules permit is read, with or without the optional 零 and 整, also
        with 圆 or 圓 for 元, 正 for 整, in the traditional script, after 人民币 (without a gap).
        The everyday numerals 一二三 are refused: the capital ones are there because those are
        easily altered.

        Raises:
            AmountError: for anything that the rules do not permit, with code and span.
            TypeError: where `text` is no text.

        >>> Yuan.parse_daxie("人民币壹仟陆佰捌拾元叁角贰分")
        Yuan(fen=168032)
        """
        folded = _folded(text)
        return _new(read_words(text, folded, _bounds(folded, 0, len(folded))))

    @property
    def yuan(self) -> Decimal:
        """The amount in yuan, exact, with two decimals.

        >>> Yuan(fen=-123450).yuan
        Decimal('-1234.50')
        """
        return _decimal(self.fen, 2)

    def __add__(self, other: Yuan) -> Yuan:
        return _new(self.fen + other.fen) if isinstance(other, Yuan) else NotImplemented

    def __radd__(self, other: int) -> Yuan:
        # sum() starts from the int 0; no other number is an amount.
        return self if _is_int(other) and other == 0 else NotImplemented

    def __sub__(self, other: Yuan) -> Yuan:
        return _new(self.fen - other.fen) if isinstance(other, Yuan) else NotImplemented

    def __mul__(self, factor: int) -> Yuan:
        return _new(self.fen * factor) if _is_int(factor) else NotImplemented

    __rmul__ = __mul__

    def __floordiv__(self, divisor: int) -> Yuan:
        return _new(self.fen // divisor) if _is_int(divisor) else NotImplemented

    def __divmod__(self, divisor: int) -> tuple[Yuan, Yuan]:
        if not _is_int(divisor):
            return NotImplemented
        part, rest = divmod(self.fen, divisor)
        return _new(part), _new(rest)

    def __neg__(self) -> Yuan:
        return _new(-self.fen)

    def __pos__(self) -> Yuan:
        return self

    def __abs__(self) -> Yuan:
        return _new(abs(self.fen))

    def ratio(self, other: Yuan) -> Fraction:
        """Return this amount as an exact share of `other`, as in an execution rate.

        Raises:
            AmountError: where `other` is zero.
            TypeError: where `other` is no amount.

        >>> Yuan.parse("18万元").ratio(Yuan.parse("25万元"))
        Fraction(18, 25)
        """
        if not isinstance(other, Yuan):
            raise TypeError(f"a ratio is taken to another amount, not to {type(other).__name__}")
        if other.fen == 0:
            raise AmountError("amount.ratio-to-zero")
        return Fraction(self.fen, other.fen)

    def allocate(self, weights: Iterable[int | Fraction | Decimal] | Iterable[Yuan]) -> tuple[Yuan, ...]:
        """Split the amount in proportion to `weights`; the parts add up to it exactly.

        By largest remainder: each part is its exact share, cut towards zero to a whole fen, and the
        fen left over go one each to the largest remainders, the earlier first. The weights are
        whole numbers, ``Fraction`` and ``Decimal``, or all of them amounts.

        Raises:
            AmountError: where there is no weight, one is negative, all are zero, or a ``Decimal``
                is no number of at most 30 digits.
            TypeError: for a ``float``, a ``bool`` or amounts and numbers together.

        >>> Yuan(fen=100).allocate([1, 1, 1])
        (Yuan(fen=34), Yuan(fen=33), Yuan(fen=33))
        """
        given = list(weights)
        amounts = [weight.fen for weight in given if isinstance(weight, Yuan)]
        shares = amounts if len(amounts) == len(given) else [_share(weight) for weight in given]
        if not any(shares) or min(shares) < 0:
            raise AmountError("amount.weights")
        return tuple(map(_new, largest_remainder(self.fen, shares)))

    def split(self, parts: int) -> tuple[Yuan, ...]:
        """Split the amount into equal parts; the first ones take the fen that are left over.

        Raises:
            AmountError: where `parts` is less than 1.
            TypeError: where `parts` is no whole number.

        >>> Yuan(fen=-5).split(2)
        (Yuan(fen=-3), Yuan(fen=-2))
        """
        if not _is_int(parts):
            raise TypeError(f"the number of parts is an int, not {type(parts).__name__}")
        if parts < 1:
            raise AmountError("amount.no-parts", parts=parts)
        return self.allocate([1] * parts)

    def format(self, locale: str = "zh_CN", unit: str = "元", symbol: bool = False) -> str:
        """Return the amount for people, with its unit; in Chinese :meth:`parse` reads it back.

        Nothing is rounded: an amount in 元 has two decimals, in 万元 and 亿元 two and as many more
        as it takes to be exact. With `symbol` the currency mark stands for 元. Grouping and decimal
        marks are those of `locale`, a Chinese or English one.

        Raises:
            AmountError: for another unit.
            LookupError: for a locale in another language.

        >>> amount = Yuan.parse("1,395,208,535.00")
        >>> amount.format(), amount.format(unit="亿元"), amount.format(unit="万元", symbol=True)
        ('1,395,208,535.00元', '13.95208535亿元', '¥139,520.8535万')
        >>> amount.format("en", unit="万元")
        '139,520.8535 × 10,000 yuan'
        """
        from babel.numbers import format_currency, format_decimal

        from fiscalkpi._messages import wording

        _check_unit(unit, _LABELS)
        places = _UNITS[unit]
        number, rules = _decimal(self.fen, places), _babel_locale(locale)
        shape = rules.currency_formats["standard"] if symbol else rules.decimal_formats[None]
        pattern = re.sub(r"\.[0#]+", f".00{'#' * (places - 2)}", shape.pattern)
        # Babel quantizes in the caller's context, which may hold fewer digits than the amount.
        with localcontext(prec=len(plain(number)) + places):
            if symbol:
                shown = format_currency(number, "CNY", pattern, rules, currency_digits=False)
            else:
                shown = format_decimal(number, pattern, rules)
        code = _LABELS[unit] + (".symbol" if symbol else "")
        return wording("labels", code, locale, {"number": shown})

    def daxie(self) -> str:
        """Return the amount in capital words, as payment papers ask for it.

        A zero between the 万 and the 仟 digit is not written, one between 元 and 角 is (both are
        left open by the rules; the same is taken for the zero between 亿 and 仟万). 整 is written
        after 元 only. A negative amount has 负 before it, and zero is 零元整, both by custom.

        Raises:
            AmountError: for more than 10,000,000,000,000,000 yuan (10^16).

        >>> Yuan.parse("107000.53").daxie(), Yuan.parse("-325.04").daxie()
        ('壹拾万柒仟元零伍角叁分', '负叁佰贰拾伍元零肆分')
        """
        return write_words(self.fen)

    def __str__(self) -> str:
        return f"{plain(self.yuan)}元"


def _new(fen: int) -> Yuan:
    """Return an amount from what is known to be an int; half the cost of ``Yuan(fen=fen)``."""
    amount = _empty(Yuan)
    _set_fen(amount, fen)
    return amount


_empty = object.__new__
_set_fen = Yuan.__dict__["fen"].__set__


def _is_int(value: object) -> TypeGuard[int]:
    # Not isinstance: bool and every other subclass, with arithmetic of its own, stay out.
    return type(value) is int


def _decimal(fen: int, places: int) -> Decimal:
    # From text: arithmetic, scaleb too, would round to the caller's context.
    return Decimal(f"{fen}e-{places}")


def _share(weight: object) -> int | Fraction:
    if isinstance(weight, Decimal):
        digits, exponent = weight.as_tuple()[1:]
        # The cap comes first: an int of Decimal("1e300000") takes seconds. NaN has a letter for exponent.
        if isinstance(exponent, str) or len(digits) > MAX_DIGITS or abs(exponent) > MAX_DIGITS:
            shown = str(weight)
            shown = shown if len(shown) <= MAX_DIGITS else f"{shown[:MAX_DIGITS]}…"
            raise AmountError("amount.not-a-weight", weight=shown, limit=MAX_DIGITS)
        return Fraction(weight)
    if _is_int(weight) or isinstance(weight, Fraction):
        return weight
    raise TypeError(f"weights are int, Fraction and Decimal, or all Yuan; this is {type(weight).__name__}")


def _check_unit(unit: str, known: Iterable[str]) -> None:
    if not isinstance(unit, str):
        raise TypeError(f"a unit is text, not {type(unit).__name__}")
    if unit not in known:
        units = ", ".join(word for word in known if word.endswith("元"))
        raise AmountError("amount.unknown-unit", text=unit, units=units)


# --- amounts in figures ----------------------------------------------------------------------------


class _Patterns:
    """The patterns of an amount and its parts; made on first use, for a plain import needs none."""

    def __init__(self) -> None:
        blank = f"[{_BLANKS}]*+"
        currency = "(?:(?:CN)?[¥￥]|人民[币幣]|(?i:RMB|CNY))"
        head = rf"{blank}(?P<sign>[+-])?{blank}(?:{currency}{blank}(?(sign)|(?P<inner>[+-])?){blank})?"
        units = "|".join(sorted(_UNITS, key=len, reverse=True))
        unit = rf"(?:{blank}(?P<unit>{units})(?:(?<=元)整)?)?"
        self.amount = re.compile(rf"{head}(?P<number>{NUMBER}){unit}{blank}")
        self.head = re.compile(head)
        self.unit = re.compile(unit)
        self.number = re.compile(NUMBER)
        self.run = re.compile(r"[0-9]+(?:[.,]+[0-9]+)*")
        self.stars = re.compile(r"(?<![0-9])\*+|\*(?![0-9])\**")  # 3×5 is no mask


@cache
def _patterns() -> _Patterns:
    return _Patterns()


def _folded(text: str) -> str:
    if not isinstance(text, str):
        raise TypeError(f"an amount is read from text, not from {type(text).__name__}")
    if len(text) > MAX_LENGTH:
        raise AmountError("amount.too-long", text=text, length=len(text), limit=MAX_LENGTH)
    folded = fold_signs(text)
    if not folded.strip(_BLANKS):
        raise AmountError("amount.blank", text=text)
    return folded


def _why_no_amount(text: str, folded: str) -> AmountError:
    """Return what is wrong with a text that is no amount: what it holds first, then where it breaks."""
    patterns = _patterns()
    start, end = _bounds(folded, 0, len(folded))

    def problem(code: str, span: Span) -> AmountError:
        return AmountError(code, text=text, span=span)

    if not folded[start:end].strip("-/"):
        return problem("amount.dash", (start, end))
    if mask := patterns.stars.search(folded):
        return problem("amount.masked", mask.span())
    inside = folded[start] == "(" and folded[end - 1] == ")"
    if inside and patterns.amount.fullmatch(folded, start + 1, end - 1):
        return problem("amount.in-parentheses", (start, end))
    runs = [run.span() for run in patterns.run.finditer(folded)]
    if not runs:
        return problem("amount.not-an-amount", (start, end))
    for run in runs:
        digits = sum(char not in ",." for char in folded[slice(*run)])
        if digits > MAX_DIGITS:
            code = "amount.too-many-digits"
            return AmountError(code, text=text, span=run, digits=digits, limit=MAX_DIGITS)
    first, last = runs[0]
    if not patterns.number.fullmatch(folded, first, last):
        return problem("amount.bad-number", (first, last))
    rest = _after_unit(folded, last)
    if len(runs) > 1 and _stands_apart(folded, rest, runs[1]):
        return problem("amount.several-numbers", runs[1])
    if not patterns.head.fullmatch(folded, start, first):
        return problem("amount.not-an-amount", _bounds(folded, start, first))
    return problem("amount.not-an-amount", _bounds(folded, rest, end))


def _bounds(text: str, start: int, end: int) -> Span:
    """Return where that part of `text` begins and ends without the blanks around it."""
    part = text[start:end]
    return end - len(part.lstrip(_BLANKS)), start + len(part.rstrip(_BLANKS))


def _after_unit(text: str, at: int) -> int:
    unit = _patterns().unit.match(text, at)
    return at if unit is None else unit.end()


def _stands_apart(text: str, after: int, second: Span) -> bool:
    """Tell a second number (``10万元，5万元``) from the tail of a broken one (``12元5``, ``1e5``)."""
    between = text[after : second[0]]
    if between:
        return not (between.isascii() and between.replace("_", "a").isalpha())
    return _after_unit(text, second[1]) > second[1]


def _babel_locale(locale: str) -> Locale:
    from babel import Locale, UnknownLocaleError

    from fiscalkpi._messages import resolve_locale

    known = resolve_locale(locale)
    try:
        return Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(known)  # the language is served, its territory is not known
