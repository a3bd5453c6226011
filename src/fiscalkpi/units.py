"""Units of targets and actual values: compared, not assumed.

A unit is equal to another by spelling, so that a text round trips, and comparable to it by
dimension, with an exact factor::

    unit     = [ piece ] , { ( "/" | "每" ) , product }
    product  = piece , { ( "·" | "*" | "." ) , piece }
    piece    = [ number ] , [ 万 | 亿 | … ] , name

What stands below is one product, in any order: ``元/人/天`` is ``元/人·天`` and ``元/天/人``. A factor stands
on each side of the ``/`` and never cancels: ``人/10万人`` is no percentage. Two numbers below
it convert where they are powers of ten (``/万人``, ``/10万人``) or of time; before others the ``/`` may only
part two counts (``2期/100人次``, ``2期/105人次``). 天, 工作日 and 月 do not convert into each other. A name
that ``data/units.toml`` does not list is a dimension of its own, with 万 or 亿 before it as a factor.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

import attrs

from fiscalkpi._data import load
from fiscalkpi._text import fold_signs
from fiscalkpi.errors import UnitError

MAX_LENGTH = 24
"""A longer text is prose, not a unit."""

# What a unit may be written with: letters of any script, the signs of ratios and degrees, powers, and
# brackets for alternatives (件(套), 个(台、套)). A digit stands only behind a letter (m2) or a slash (/10万).
_PIECE = r"[^\W\d_%‰‱][^\W_]*(?:\([^\W\d_]{1,4}(?:、[^\W\d_]{1,4}){0,8}\)[^\W\d_]{0,3})?"
_SYMBOL = "[万亿]?[㎡㎥㎞㎝㎜㎏㎎㏄]"
_HEAD = rf"(?:[%‰‱℃]|°C|{_SYMBOL}|{_PIECE})?(?:[·*.]{_PIECE})*"
_BELOW = rf"[/每](?:[1-9][0-9]{{0,8}})?(?:[%℃]|°C|{_SYMBOL}|{_PIECE})(?:[·*.]{_PIECE})*"
_UNIT = rf"百分比\(%\)|{_HEAD}(?:{_BELOW}){{0,3}}"


class Dimension(NamedTuple):
    """What a unit measures: the names above and below the slash, without their factors."""

    above: tuple[str, ...]
    below: tuple[str, ...]


class _Measure(NamedTuple):
    factor: Fraction
    dimension: Dimension
    bare_multiplier: Fraction | None  # 万 or 亿 alone: the unit itself was left out
    multiplier: Fraction  # the 万 or 亿 before the first name
    numbers: tuple[
        Fraction, ...
    ] = ()  # what stands below in front of a name that is no time: 10万 of /10万人


# Words that part two targets stand in no unit.
_PARTING = frozenset("和及或且与")


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(_UNIT)  # here: it takes longer than the rest of the module, which a plain import loads


def _checked(text: str) -> str:
    if not isinstance(text, str):
        raise TypeError(f"a unit is text, not {type(text).__name__}")
    if len(text) > MAX_LENGTH or not text or _unit().fullmatch(text) is None or not _PARTING.isdisjoint(text):
        raise UnitError("unit.not-a-unit", text=text, span=(0, len(text)))
    if "每0" in text:  # by none of them: 每 may stand in a name, so the pattern alone lets it through
        raise UnitError("unit.not-a-unit", text=text, span=(0, len(text)))
    return text


@attrs.frozen(repr=False)
class Unit:
    """A unit as it was written: ``%``, ``万元``, ``元/人·月``, ``标箱``.

    Raises:
        UnitError: for a text that cannot be a unit (it starts with a digit, holds a sign of
            comparison or a mark of punctuation, or is longer than 24 characters).

    >>> Unit.parse("％"), Unit.parse("(%)"), Unit.parse("平米") == Unit.parse("平方米")
    (Unit('%'), Unit('%'), False)
    >>> Unit.parse("平米").factor_to(Unit.parse("平方米"))
    Fraction(1, 1)
    >>> Unit.parse("万亩").factor_to(Unit.parse("亩"))
    Fraction(10000, 1)
    """

    text: str = attrs.field(converter=_checked)
    """The spelling; ``%`` for every percent sign."""

    @classmethod
    def parse(cls, text: str) -> Unit:
        """Return the unit that `text` spells; signs are folded, blanks and the brackets of ``(%)`` dropped.

        Raises:
            UnitError: where `text` cannot be a unit.
        """
        if not isinstance(text, str):
            raise TypeError(f"a unit is parsed from text, not from {type(text).__name__}")
        return _parse(text)

    @property
    def dimension(self) -> Dimension:
        """What it measures; equal dimensions are comparable."""
        return _measure(self.text).dimension

    @property
    def is_time(self) -> bool:
        """Whether the whole unit is a length of time (``天``; not ``次/月``)."""
        return self.text in time_units()

    @property
    def is_percent(self) -> bool:
        """Whether it is a percent sign (``百分比`` is the same size, but not the sign)."""
        return self.text == "%"

    @property
    def is_share(self) -> bool:
        """Whether it is a part of a hundred, a thousand or ten thousand."""
        return _measure(self.text).dimension == _SHARE

    @property
    def share(self) -> Fraction:
        """The size of a share: 1/100 for ``%``."""
        return _measure(self.text).factor

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of yuan (``万元``, ``元``; not ``元/亩``)."""
        return _measure(self.text).dimension == _MONEY

    def factor_to(self, other: Unit) -> Fraction | None:
        """Return by what a number in this unit is multiplied to stand in `other`, exactly.

        None where no fixed factor exists. A lone ``万`` or ``亿`` takes the base unit of the other
        side: ``200万`` against ``195.5万元`` is two million yuan. Of ``个(台、套)`` any one is meant,
        so one of it is one ``台``.
        """
        return _factor(self.text, other.text)

    @property
    def lacks_base(self) -> bool:
        """Whether only ``万`` or ``亿`` was written, and the unit itself left out."""
        return _measure(self.text).bare_multiplier is not None

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Unit({self.text!r})"


@lru_cache(maxsize=1024)
def _parse(text: str) -> Unit:
    folded = "".join(fold_signs(text).split()) if len(text) <= 2 * MAX_LENGTH else text
    if folded.startswith("(") and folded.endswith(")"):
        folded = folded[1:-1]
    try:
        return Unit(folded)
    except UnitError:
        raise UnitError("unit.not-a-unit", text=text, span=(0, len(text))) from None


_MONEY = Dimension(("元",), ())
_SHARE = Dimension(("1",), ())


@cache
def time_units() -> frozenset[str]:
    """Return the spellings of lengths of time."""
    return frozenset(load("units")["time"]["units"])


@cache
def known_units() -> frozenset[str]:
    """Return every spelling of a single unit that the data lists, without 万 or 亿 before it."""
    data = load("units")
    listed = {*data["plain"]["units"], *data["noun"]["units"], *data["time"]["units"], *data["factor"]}
    listed |= {base for _, base in data["factor"].values()} - {"1"}
    return frozenset(listed.union(*data["same"]["synonyms"]))


@cache
def unit_nouns() -> frozenset[str]:
    """Return the units that are words of their own when no number stands before them (``方案``)."""
    return frozenset(load("units")["noun"]["units"])


@cache
def multipliers() -> dict[str, Fraction]:
    """Return the words that multiply the unit behind them, the longest first."""
    listed = load("units")["multiplier"]
    return {word: Fraction(listed[word]) for word in sorted(listed, key=len, reverse=True)}


@cache
def _sizes() -> dict[str, tuple[Fraction, str]]:
    data = load("units")
    sizes = {name: (Fraction(factor), base) for name, (factor, base) in data["factor"].items()}
    for first, *others in data["same"]["synonyms"]:
        size = sizes.get(first, (Fraction(1), first))
        sizes |= dict.fromkeys(others, size)
    return sizes


@lru_cache(maxsize=1024)
def _measure(text: str) -> _Measure:
    multiplier, rest = _multiplied(text)
    whole = _sizes().get(rest.replace(".", "·"))
    if whole is not None:  # a synonym may hold a slash or a dot: 人/次 is written for 人次
        return _Measure(multiplier * whole[0], Dimension((whole[1],), ()), None, multiplier)
    above, *below = text.replace("每", "/").replace(".", "·").split("/")  # 人.天 is typed for 人·天
    factor, names = Fraction(1), []
    multiplier = Fraction(1)
    for index, piece in enumerate(above.replace("*", "·").split("·")):
        size, own, _, name = _piece(piece)
        factor *= size
        names.append(name)
        if not index:
            multiplier = own
    under, numbers = [], []
    for product in below:
        for piece in product.replace("*", "·").split("·"):
            size, _, number, name = _piece(piece)
            factor /= size
            under.append(name)
            if number != 1 and name not in time_units():
                numbers.append(number)
    bare = multiplier if above and names == [""] and not below else None
    dimension = Dimension(tuple(sorted(names)), tuple(sorted(under)))
    return _Measure(factor, dimension, bare, multiplier, tuple(sorted(numbers)))


def _piece(text: str) -> tuple[Fraction, Fraction, Fraction, str]:
    """Return size, 万 or 亿, the number with that, and the base of one piece of a unit."""
    name = text.lstrip("0123456789")
    count = Fraction(text.removesuffix(name) or 1)  # 10 of /10万人
    multiplier, name = _multiplied(name)
    size, base = _sizes().get(name, (Fraction(1), name))
    return count * multiplier * size, multiplier, count * multiplier, base


def _multiplied(text: str) -> tuple[Fraction, str]:
    """Return the 万 or 亿 in front of a name, and the name."""
    known = known_units()
    if text not in known:
        for word, value in multipliers().items():
            # 千 and 百 are part of many names; 万 and 亿 are factors before an unknown name too
            if text.startswith(word) and (word[-1] in "万亿" or text[len(word) :] in known):
                return value, text[len(word) :]
    return Fraction(1), text


@lru_cache(maxsize=4096)
def _factor(text: str, other: str) -> Fraction | None:
    if text == other:
        return Fraction(1)
    mine, others = _measure(text), _measure(other)
    if mine.bare_multiplier is not None and others.bare_multiplier is None:
        return mine.bare_multiplier / others.multiplier
    if others.bare_multiplier is not None and mine.bare_multiplier is None:
        return mine.multiplier / others.bare_multiplier
    if mine.dimension != others.dimension:
        return _of_alternatives(text, other)
    if _may_be_counts(mine.numbers, others.numbers):
        return None
    return mine.factor / others.factor


def _may_be_counts(numbers: tuple[Fraction, ...], others: tuple[Fraction, ...]) -> bool:
    """Whether the slash before two different numbers may only part two counts: 2期/100人次, 2期/105人次."""
    if not numbers or not others or numbers == others:
        return False
    return any(str(number).rstrip("0") != "1" for number in (*numbers, *others))


def _of_alternatives(text: str, other: str) -> Fraction | None:
    """Return the factor where one side, or each, names several units of which any one is meant.

    Of two such lists one has to hold the other: 个(台、套) is 个(套、台、件), but not 个(户、人).
    """
    (mine, names), (others, units) = _alternatives(text), _alternatives(other)
    if len(names) == len(units) == 1 or not (names <= units or units <= names):
        return None
    return mine / others


def _alternatives(text: str) -> tuple[Fraction, frozenset[str]]:
    """Return the 万 or 亿 in front of a unit, and the units of which any one is meant: 个(台、套、件、辆)."""
    first, _, listed = text.partition("(")
    others = listed.removesuffix(")")
    if others == listed or "、" not in others or "(" in others:
        first, others = text, ""
    multiplier, name = _multiplied(first)
    return multiplier, frozenset((name, *others.split("、"))) if others else frozenset((name,))
