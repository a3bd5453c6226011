"""Hypothesis strategies for targets, actual values and the texts of both.

For the tests of programs that use the library, and for its own. Needs ``hypothesis``, which the
library does not install: ``pip install hypothesis``.

>>> from fiscalkpi.testing import KINDS, targets
>>> len(KINDS)
12
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

try:
    from hypothesis import strategies as st
except ImportError as error:  # the one place where an extra is met: say which command installs it
    raise ImportError("fiscalkpi.testing needs hypothesis: pip install hypothesis") from error

from fiscalkpi._data import load
from fiscalkpi.dates import FIRST_YEAR, LAST_YEAR, PartialDate
from fiscalkpi.targets.lexer import word_kinds
from fiscalkpi.targets.model import (
    Comparator,
    DateTarget,
    Duration,
    Multiple,
    Number,
    OnSchedule,
    Part,
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
from fiscalkpi.units import Unit, known_units, time_units

if TYPE_CHECKING:
    from fractions import Fraction

    from hypothesis.strategies import SearchStrategy

KINDS = (
    Quantity,
    Duration,
    DateTarget,
    Period,
    OnSchedule,
    WithinBudget,
    Recurring,
    YesNo,
    Multiple,
    Qualitative,
    Unfilled,
    Unreadable,
)
"""The twelve kinds of target."""

_PROSE = (
    "明显提升",
    "达标",
    "符合国家相关标准",
    "完善",
    "及时",
    "按质按量完成",
    "7*24小时实时响应",
    "效果良好",
    "长期",
)
_RECURRING = ("每月5日前", "每季度末", "每周一", "每月底前", "每周一、三、五")
_UNREADABLE = ("11月31日", "2022年2月30日前", "6月31日", "90%-80%", "≥80%-90%", "≥95%≥90%", "大于90%以下")


def numbers(*, negative: bool = True) -> SearchStrategy[Decimal]:
    """Return decimals as a form writes them: up to 12 digits, up to four decimals, zeros kept."""
    wholes = st.integers(-(10**12) if negative else 0, 10**12)
    return st.builds(lambda whole, places: Decimal(whole).scaleb(-places), wholes, st.integers(0, 4)).map(
        lambda number: number if number else abs(number)
    )


def fractions() -> SearchStrategy[Fraction]:
    """Return fractions that no decimal holds exactly: 三分之一."""
    return st.fractions(min_value=-1000, max_value=1000, max_denominator=99).filter(
        lambda fraction: fraction.denominator % 3 == 0 or fraction.denominator % 7 == 0
    )


def units(*, time: bool | None = None) -> SearchStrategy[Unit]:
    """Return units: listed ones, with 万 or 亿, compounds, and unknown names.

    Args:
        time: only lengths of time (True), none of them (False), or both.
    """
    lengths = st.sampled_from(sorted(time_units()))
    if time:
        return lengths.map(Unit.parse)
    single = st.sampled_from(sorted(known_units()))
    unknown = st.text("户棚柜窑畦牌栏甲乙丙丁岛礁", min_size=2, max_size=4)
    names = st.one_of(single, unknown, st.builds("{}{}".format, st.sampled_from("万亿"), single))
    compound = st.builds("{}/{}".format, names, st.one_of(single, unknown, single.map("10万{}".format)))
    built = st.one_of(single, single, names, compound).filter(_is_unit).map(Unit.parse)
    return built if time is None else built.filter(lambda unit: not unit.is_time)


def _is_unit(text: str) -> bool:
    try:
        Unit.parse(text)
    except ValueError:
        return False
    return True


def comparators() -> SearchStrategy[Comparator | None]:
    """Return a comparator, or None for a bare value."""
    return st.sampled_from([None, *Comparator])


@st.composite
def partial_dates(draw: st.DrawFn, *, year: bool | None = None) -> PartialDate:
    """Return a year, month or day; `year` says whether its year is written (None: either)."""
    date = draw(st.dates(datetime.date(FIRST_YEAR, 1, 1), datetime.date(LAST_YEAR, 12, 31)))
    grain = draw(st.integers(0, 2))
    with_year = draw(st.booleans()) if year is None else year
    if grain == 0 and with_year:
        return PartialDate(date.year)
    return PartialDate(date.year if with_year else None, date.month, date.day if grain == 2 else None)


@st.composite
def _measured(draw: st.DrawFn, kind: type[Quantity] | type[Duration]) -> Quantity | Duration:
    value: Number = draw(st.one_of(numbers(), numbers(), fractions()))
    unit = draw(units(time=True) if kind is Duration else st.none() | units(time=False))
    shape = draw(st.sampled_from(("plain", "plain", "plain", "range", "approx")))
    comparator = draw(comparators()) if shape == "plain" else None
    high = draw(numbers(negative=False)) if shape == "range" else None
    if high is not None and high < value:
        value, high = high, value
    return kind(value=value, comparator=comparator, unit=unit, high=high, approx=shape == "approx")  # type: ignore[arg-type]


def quantities() -> SearchStrategy[Quantity]:
    """Return quantities of every shape: bare, with a sign, ranges, 左右."""
    return _measured(Quantity)  # type: ignore[return-value]


def durations() -> SearchStrategy[Duration]:
    """Return lengths of time of every shape."""
    return _measured(Duration)  # type: ignore[return-value]


def date_targets() -> SearchStrategy[DateTarget]:
    """Return points in time and deadlines."""
    return st.builds(DateTarget, value=partial_dates(), comparator=comparators())


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Return spans of time, both with or both without a year."""
    with_year = draw(st.booleans())
    ends = [draw(partial_dates(year=with_year)) for _ in range(2)]
    start, end = sorted(ends, key=lambda date: date.in_year(2000).first())
    return Period(start=start, end=end)


def multiples() -> SearchStrategy[Multiple]:
    """Return targets of two to four parts, joined by and or or."""
    parts: SearchStrategy[Part] = st.one_of(quantities(), durations(), date_targets(), periods())
    join: SearchStrategy[Literal["and", "or"]] = st.sampled_from(("and", "or"))
    return st.builds(Multiple, parts=st.lists(parts, min_size=2, max_size=4).map(tuple), join=join)


def targets() -> SearchStrategy[Target]:
    """Return targets of all twelve kinds, built from their fields."""
    return st.one_of(
        quantities(),
        durations(),
        date_targets(),
        periods(),
        st.builds(OnSchedule),
        st.builds(WithinBudget, comparator=st.sampled_from((Comparator.LE, Comparator.LT))),
        st.sampled_from(_RECURRING).map(lambda text: Recurring(text=text)),
        st.builds(YesNo, value=st.booleans()),
        multiples(),
        st.sampled_from(_PROSE).map(lambda text: Qualitative(text=text)),
        st.builds(Unfilled, comparator=comparators(), unit=st.none() | units()),
        st.sampled_from(_UNREADABLE).map(lambda text: Unreadable(text=text)),
    )


# Variants of one sign that forms use, to be folded to it.
_LOOK_ALIKES = {
    "≥": "≥≧⩾",
    "≤": "≤≦⩽",
    ">": ">＞﹥",
    "<": "<＜﹤",
    "=": "=＝﹦",
    "%": "%％﹪",
    ";": "；;",
    ",": ",，",
    "~": "~～",
    **{digit: digit + chr(ord(digit) + 0xFEE0) for digit in "0123456789"},
}


@st.composite
def look_alikes(draw: st.DrawFn, texts: SearchStrategy[str]) -> str:
    """Return a text of `texts` with its signs and digits replaced by look-alikes of the same length."""
    return "".join(draw(st.sampled_from(_LOOK_ALIKES.get(char, char))) for char in draw(texts))


def target_texts() -> SearchStrategy[str]:
    """Return texts that forms might hold: canonical ones, with look-alikes, with words around them."""
    canonical = targets().map(lambda target: target.text)
    words = st.sampled_from(
        [
            "",
            "满意度",
            "完成",
            "新建厕所",
            "辖区企业满意率达",
            "每年",
            "，服务良好",
            "以上",
            "以内",
            "。",
            "左右",
        ]
    )
    return st.one_of(canonical, look_alikes(canonical), st.builds("{}{}{}".format, words, canonical, words))


def hostile_texts() -> SearchStrategy[str]:
    """Return texts that want to break a reader: any Unicode, and the words of the language shuffled."""
    vocabulary = sorted(
        {
            *word_kinds(),
            *load("wording")["done"]["words"],
            *"0123456789.,±*_Xx年月日季度前底第",
            "百分之",
            "2021年",
            "12月",
            "30日",
        }
    )
    shuffled = st.lists(st.sampled_from(vocabulary), max_size=24).map("".join)
    return st.one_of(st.text(max_size=60), shuffled, st.builds("{}{}".format, shuffled, st.text(max_size=6)))


@st.composite
def actuals_that_meet(draw: st.DrawFn, target: Quantity | Duration) -> str:
    """Return the text of an actual value that meets a stated `target`, by construction."""
    return _actual_text(draw, target, meets=True)


@st.composite
def actuals_that_miss(draw: st.DrawFn, target: Quantity | Duration) -> str:
    """Return the text of an actual value that misses a stated `target`, by construction."""
    return _actual_text(draw, target, meets=False)


def _actual_text(draw: st.DrawFn, target: Quantity | Duration, *, meets: bool) -> str:
    if target.comparator is None or not isinstance(target.value, Decimal):
        raise ValueError("only a decimal target with a written comparator is met or missed by construction")
    step = draw(st.integers(1, 10**6).map(Decimal))
    up = {Comparator.GE: True, Comparator.GT: True, Comparator.LE: False, Comparator.LT: False}.get(
        target.comparator
    )
    if up is None:  # =
        value = target.value if meets else target.value + draw(st.sampled_from((step, -step)))
    else:
        at_bound = (
            target.comparator in (Comparator.GE, Comparator.LE)
            if meets
            else target.comparator in (Comparator.GT, Comparator.LT)
        )
        move = Decimal(0) if at_bound and draw(st.booleans()) else step
        value = target.value + (move if up == meets else -move)
    made = type(target)(value=value, unit=target.unit)  # type: ignore[arg-type]
    return made.text
