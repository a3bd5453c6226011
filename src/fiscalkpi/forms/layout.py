"""What the labels of forms mean: fields, columns, classes, titles. The words are data (``layouts.toml``).

Labels are compared folded (:func:`key`); what was filed stays beside it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any, NamedTuple

from fiscalkpi._data import load
from fiscalkpi._text import fold_label, fold_signs
from fiscalkpi.targets.wording import comparators, natures
from fiscalkpi.taxonomy import T2015, T2021, fold_class

MAX_LABEL = 60
"""A longer cell is prose, never a label."""

NO_WIDTH = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
"""Characters that take no room, as copied text brings them along: no part of a label."""

_BRACKETS = re.compile(r"\([^()]{0,60}\)")
_MARK = re.compile(
    r"(?:其中:?|\([0-9一二三四五六七八九十]{1,3}\)|[0-9一二三四五六七八九十]{1,3}(?:、|\.(?![0-9]))|[*★])"
)


@lru_cache(maxsize=4096)
def _short_key(text: str) -> str:
    folded = fold_label(text.translate(NO_WIDTH))
    while (mark := _MARK.match(folded)) is not None and mark.end() < len(folded):
        folded = folded[mark.end() :]
    return _BRACKETS.sub("", folded).strip(":")


def key(text: str) -> str:
    """Fold a label for comparing: NFKC, no blanks, numbering, ``*``, 其中, brackets, or colon at its end.

    >>> key("其中：当年财政 拨款"), key("(一)财政拨款小计"), key("*年初目标值(A)")
    ('当年财政拨款', '财政拨款小计', '年初目标值')
    """
    return _short_key(text) if len(text) <= MAX_LABEL else ""


def depth(text: str) -> int:
    """Return how deep a fund source stands: 其中 and ``(一)`` are 1, ``1、`` is 2, no mark is 0."""
    folded = fold_label(text[:MAX_LABEL])
    if folded.startswith("其中") or re.match(r"\([一二三四五六七八九十]{1,3}\)", folded):
        return 1
    return 2 if re.match(r"[0-9]{1,3}[、.]|\([0-9]{1,3}\)", folded) else 0


@cache
def _table(area: str) -> dict[str, Any]:
    return load("layouts")[area]  # type: ignore[no-any-return]  # a table of the file


@cache
def _meanings(area: str, *kinds: str) -> dict[str, tuple[str, int]]:
    """Return folded word → what it means and its rank there; a meaning further in front keeps a word."""
    table = _table(area)
    found: dict[str, tuple[str, int]] = {}
    for kind in kinds or table:
        for rank, word in enumerate(table[kind]):
            found.setdefault(key(word), (kind, rank))
    return found


# --- titles and lone cells ---------------------------------------------------------------------------


def is_title(text: str) -> bool:
    """Whether a cell that stands alone in its row is the title of a form."""
    folded = key(text)
    words = _table("title")
    return folded.endswith(tuple(words["ends"])) and any(word in folded for word in words["contains"])


def title_kind(text: str) -> str | None:
    """Return the kind of form that a title announces, or None where it announces none."""
    folded, words = fold_label(text), _table("title")
    for kind in ("self_evaluation", "monitoring", "plan"):
        if any(word in folded for word in words[kind]):
            return kind
    return None


_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年?(?:度)?(?![0-9])")
_YEAR_ALONE = re.compile(r"(?:(?P<label>[^:()]{2,6}):)?\(?(?P<year>(?:19|20)[0-9]{2})年?(?:度)?\)?")


def year_alone(text: str) -> int | None:
    """Return the year that a cell of nothing else states: ``(2022年度)``, ``预算年度：2022``."""
    match = _YEAR_ALONE.fullmatch(fold_label(text[:MAX_LABEL]))
    named = match is not None and (match["label"] is None or is_year_label(match["label"]))
    return int(match["year"]) if match is not None and named else None


def is_year_label(folded: str) -> bool:
    """Whether a folded cell is a label beside which the year of the sheet stands."""
    return folded in _table("sheet")["year"]


def years_in(text: str) -> tuple[int, ...]:
    """Return the years that a title names, each once; one with 年度 behind it goes before the others."""
    folded = fold_label(text)
    found = sorted(_YEAR.finditer(folded), key=lambda match: not match[0].endswith("年度"))
    return tuple(dict.fromkeys(int(match[1]) for match in found))


_UNIT = r"(?:人民币)?(元|千元|万元|百万元|千万元|亿元)"
_UNIT_IN_BRACKETS = re.compile(rf"\((?:单位:?)?{_UNIT}\)")
_UNIT_NAMED = re.compile(rf"(?P<label>[^:()]{{2,6}}):?{_UNIT}")
_POINTS_IN_BRACKETS = re.compile(r"\(([0-9]{1,3}(?:\.[0-9]{1,2})?)分[^()]{0,20}\)")


def money_unit(text: str) -> str | None:
    """Return the unit of money in the brackets of a label: ``项目资金 (万元)``."""
    match = _UNIT_IN_BRACKETS.search(fold_label(text[:MAX_LABEL]))
    return None if match is None else match[1]


def sheet_unit(text: str) -> str | None:
    """Return the unit of money that a cell of nothing else states for the sheet: ``金额单位:元``."""
    match = _UNIT_NAMED.fullmatch(fold_label(text[:MAX_LABEL]).strip("()"))
    return match[2] if match is not None and match["label"] in _table("sheet")["unit"] else None


def points_in(text: str) -> str | None:
    """Return the points in the brackets of a label: ``(80分)``, ``(20分)``."""
    match = _POINTS_IN_BRACKETS.search(fold_label(text[:MAX_LABEL]))
    return None if match is None else match[1]


_SHEET_NUMBER = re.compile(r"(?:附件|附表|公开|表)[0-9一二三四五六七八九十]{1,3}(?:-[0-9]{1,2})?表?")


def is_sheet_number(text: str) -> bool:
    """Whether a cell is the number of a printed table: 表11, 公开14表, 附件2."""
    return _SHEET_NUMBER.fullmatch(key(text)) is not None


# --- labels of the head, the money block and the goals -------------------------------------------------


class Label(NamedTuple):
    """What a label means."""

    area: str
    """``head``, ``money`` or ``goal``."""
    kind: str
    """Field of the head or ``extra``; role of an amount, ``blocks``, ``headings`` or ``sources``; field of
    the goals, ``part`` or ``section``."""
    rank: int = 0
    """How far back the label stands among those of its field; 0 is the first choice."""


_MONEY = (
    "total_project",
    "total_annual",
    "fiscal",
    "appropriation",
    "carryover",
    "other",
    "blocks",
    "headings",
    "sources",
)
_PART = re.compile(r"(?:年度)?(?:绩效)?目标[0-9一二三四五六七八九十]{1,2}")


@lru_cache(maxsize=4096)
def label_of(folded: str) -> Label | None:
    """Return what a folded cell means as a label of head, money block or goals, or None.

    >>> label_of("主管部门"), label_of("上年结转")
    (Label(area='head', kind='department', rank=0), Label(area='money', kind='carryover', rank=1))
    """
    if (found := _meanings("head").get(folded)) is not None:
        return Label("head", *found)
    if (found := _meanings("money", *_MONEY).get(folded)) is not None:
        return Label("money", *found)
    if (found := _meanings("goal").get(folded)) is not None:
        return Label("goal", *found)
    return Label("goal", "part") if _PART.fullmatch(folded) else None


def is_goal_section(folded: str) -> bool:
    """Whether a folded cell can be the label of the block of goals."""
    return folded in _table("goal")["section"]


def money_column(folded: str) -> str | None:
    """Return what a column of a money block holds: initial, adjusted, spent, weight, rate or points."""
    for kind, words in _table("money")["columns"].items():
        if folded in words:
            return str(kind)
    return None


def is_grid_total(folded: str) -> bool:
    """Whether a folded label can be the total of a block in rows and columns that tells what was spent."""
    return folded in _table("money")["grid"]["total"]


def is_of_year(folded: str) -> bool:
    """Whether the title of a column of money speaks of the year, even where it stands outside a table."""
    return folded in _table("money")["alone"]["of_year"]


@cache
def _in_sentence() -> re.Pattern[str]:
    words = {
        word: kind
        for kind in ("initial", "adjusted", "spent", "rate")
        for word in _table("money")["columns"][kind]
    }
    listed = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(
        rf"({listed})(?:为|:)?(-?[0-9][0-9,]{{0,20}}(?:\.[0-9]{{1,6}})?(?:%|元|千元|万元|亿元))(?=[,，;；。.、]|$)"
    )


def money_sentence(text: str) -> dict[str, str]:
    """Return the amounts that a sentence of a report states, by column, each with its unit.

    >>> money_sentence("全年预算数2565万元,全年执行数2565万元,预算执行率100%")
    {'adjusted': '2565万元', 'spent': '2565万元', 'rate': '100%'}
    """
    if len(text) > 200:
        return {}
    found = {money_column(match[1]): match[2] for match in _in_sentence().finditer(fold_label(text))}
    return {
        kind: amount
        for kind, amount in found.items()
        if kind is not None and (kind == "rate") == amount.endswith("%")
    }


# --- the table -------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def column_role(folded: str) -> str | None:
    """Return the role of a column by its folded title, or None.

    >>> column_role("年度指标值完成情况"), column_role("年度指标值"), column_role("1-7月执行情况")
    ('actual', 'value', 'actual')
    """
    if (found := _meanings("header").get(folded)) is not None:
        return found[0]
    for role, pattern in _table("header_patterns").items():
        if re.fullmatch(pattern, folded):
            return str(role)
    return None


def project_role(folded: str) -> str | None:
    """Return the role of a column that a flat sheet has for its projects, or None."""
    roles = tuple(role for role in _table("header") if role.startswith("project_"))
    found = _meanings("header", *roles).get(folded)
    return None if found is None else found[0]


def footer_kind(text: str) -> str | None:
    """Return what a label below the table begins: total, reason, remarks or extra; else None."""
    folded = key(text)
    meanings = _meanings("footer", "total", "reason", "remarks", "extra")
    found = meanings.get(folded) or meanings.get(key(re.split("[:：]", text[:MAX_LABEL], maxsplit=1)[0]))
    if found is not None:
        return found[0]
    return "extra" if len(folded) <= 30 and folded.endswith(tuple(_table("footer")["ends"])) else None


def total_rank(folded: str) -> int:
    """Return how far back a label stands among those of totals: 总分 goes before 合计."""
    return _meanings("footer", "total")[folded][1]


# --- what a cell of the table looks like --------------------------------------------------------------


class Looks(NamedTuple):
    """What a cell looks like, whatever its column. It decides between readings, and refuses none."""

    level1: bool = False
    """A level-1 label of a taxonomy."""
    level2: bool = False
    """A level-2 label; 成本指标 and 满意度指标 are both."""
    section: bool = False
    """The label of the table: 绩效 指标."""
    sign: bool = False
    """Begins with a sign of comparison, as no name does."""
    comparator: bool = False
    """Is a comparator: ≥, 大于等于."""
    nature: bool = False
    """Is a nature or a direction: 正向, 定性."""
    number: bool = False
    """Is a number, perhaps with 分 or %."""
    amount: bool = False
    """Is an amount of money."""
    mask: bool = False
    """Holds neither letter nor digit: a dash, ``**``."""
    target: bool = False
    """Can be a whole target: a number with its unit, a mask, 较高."""
    wordy: bool = False
    """Is prose."""

    @property
    def label(self) -> bool:
        """A label that can stand left of a name."""
        return self.level1 or self.level2 or self.section


@cache
def class_levels() -> dict[str, frozenset[int]]:
    """Return every spelling of a class in either taxonomy, folded, and the levels it names."""
    levels: dict[str, frozenset[int]] = {}
    for taxonomy in (T2015, T2021):
        for spelling, one in taxonomy.spellings:
            levels[spelling] = levels.get(spelling, frozenset()) | {one.level}
    return levels


_NUMBER = re.compile(r"-?[0-9][0-9,]{0,40}(?:\.[0-9]{1,10})?(?:分|%)?")
_AMOUNT = re.compile(r"-?[0-9][0-9,]{0,40}(?:\.[0-9]{1,10})?(?:万元|亿元|元|万)?")
_MEASURE = re.compile(
    r"(?:约)?[0-9][0-9.,]{0,20}[^0-9]{0,5}|[0-9.]{1,10}[-~][0-9.]{1,10}[^0-9]{0,5}|[^0-9]{0,2}\*{1,6}[^0-9]{0,5}"
)
_SIGN = re.compile(r"\s*(?:[≥≤=>]|<(?![A-Za-z/]))")  # <p> is a mark of text
_PROSE = Looks(wordy=True)


def looks(text: str) -> Looks:
    """Return what a cell of the table looks like; a long one is prose."""
    return _looks(text) if len(text) <= MAX_LABEL else _PROSE._replace(sign=_starts_with_sign(text))


def _starts_with_sign(text: str) -> bool:
    return _SIGN.match(fold_signs(text[:8])) is not None


@lru_cache(maxsize=8192)
def _looks(text: str) -> Looks:
    folded, signs = key(text), fold_signs(text).strip()
    compact = unicodedata.normalize("NFKC", "".join(signs.split()))
    levels = class_levels().get(fold_class(text), frozenset())
    sign = _starts_with_sign(signs)
    return Looks(
        level1=1 in levels,
        level2=2 in levels,
        section=column_role(folded) == "section" or is_goal_section(folded),
        sign=sign,
        comparator=signs in comparators(),
        nature=signs in natures(),
        number=_NUMBER.fullmatch(compact) is not None,
        amount=_AMOUNT.fullmatch(compact) is not None,
        mask=not any(map(str.isalnum, signs)),
        target=sign or signs in _target_words() or _MEASURE.fullmatch(compact) is not None,
        wordy=len(text) > 30,
    )


@cache
def _target_words() -> frozenset[str]:
    return frozenset(_table("target")["words"])
