"""Labels of forms: which words mean a field, a column, a class, a title. The words are data.

Labels are compared folded; what was filed stays beside.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from fiscalkpi._data import load
from fiscalkpi._numbers import parse_number
from fiscalkpi._text import fold_label, fold_signs
from fiscalkpi.forms.grid import INVISIBLE
from fiscalkpi.targets.wording import comparators, natures
from fiscalkpi.taxonomy import T2015, T2021, fold_class

if TYPE_CHECKING:
    from decimal import Decimal

MAX_LABEL = 80
"""A longer text is prose, no label."""

_UNSEEN = dict.fromkeys(map(ord, INVISIBLE))
_PARAGRAPH = re.compile(r"</?p\b[^<>]{0,200}>|<br */?>", re.IGNORECASE)
_NUMBERING = re.compile(r"^(?:\([0-9一二三四五六七八九十]{1,2}\)|[0-9一二三四五六七八九十]{1,2}[、.])")
_BRACKETS = re.compile(r"\([^()]*\)")
_NUMBERED_GOAL = re.compile(r"(?:年度)?(?:绩效)?目标[0-9一二三四五六七八九]")
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_YEAR_ALONE = re.compile(r"\(?((?:19|20)[0-9]{2})年?度?\)?")
_FORM_NUMBER = re.compile(r"(?:附件|附表|表|公开)[0-9一二三四五六七八九十.-]{1,6}表?")
_PAGE = re.compile(r"-[0-9]{1,4}-|第[0-9]{1,4}页(?:[,/]?共[0-9]{1,4}页)?")
_PLACEHOLDER = re.compile(r"(?:三级)?指标[0-9一二三四五六七八九十]{0,2}:?|[…⋯.]+")
_AMOUNT_UNIT = re.compile(r"(?:[百千]?万|千|亿)?元整?$|[百千]?万$|亿$")
_TARGET = re.compile(r"[0-9.,]+\D{0,6}|\*+\D{0,4}")


def clean(text: str) -> str:
    """Return the text of a cell as a value: its ``<p>`` marks turned into line breaks, its ends trimmed.

    >>> clean("<p>第一段</p> <p>第二段</p>"), clean(" ≥90% ")
    ('第一段\\n第二段', '≥90%')
    """
    if "<" not in text:
        return text.strip()
    pieces = [piece.strip() for piece in _PARAGRAPH.split(text)]
    return "\n".join(piece for piece in pieces if piece)


def fold(text: str) -> str:
    """Fold a label: NFKC, no blanks, no leading ``*``, numbering or 其中, no brackets, no colon at the end.

    Blank for a text too long for a label.

    >>> fold("其中：当年财政 拨款"), fold("(一)财政拨款小计"), fold("年度资金总额:")
    ('当年财政拨款', '财政拨款小计', '年度资金总额')
    """
    return _folded(text)[1] if len(text) <= MAX_LABEL else ""


def _plain(text: str) -> str:
    """Fold a short text without taking anything out that can be seen."""
    return _folded(text)[0] if len(text) <= MAX_LABEL else ""


@lru_cache(maxsize=8192)
def _folded(text: str) -> tuple[str, str]:
    plain = fold_label(_PARAGRAPH.sub("", text).translate(_UNSEEN))
    label = _BRACKETS.sub("", _NUMBERING.sub("", plain.lstrip("*★")))
    return plain, label.removeprefix("其中").strip(":")


@cache
def _layouts() -> dict[str, Any]:
    return load("layouts")


@cache
def _index(*path: str) -> dict[str, str]:
    """Return label → key of a table of lists; a label in two lists has the first key."""
    table = _layouts()
    for step in path:
        table = table[step]
    index: dict[str, str] = {}
    for key, labels in table.items():
        if isinstance(labels, list):
            for label in labels:
                index.setdefault(fold(label), key)
    return index


@cache
def _set(*path: str) -> frozenset[str]:
    """Return the labels of one list."""
    labels: Any = _layouts()
    for step in path:
        labels = labels[step]
    return frozenset(map(fold, labels))


# ------------------------------------------------------------------------------------------------ head


def head_field(text: str) -> str | None:
    """Return the field that a label of the head means, ``extra`` for a known label without one."""
    return _index("head").get(fold(text))


def head_rank(field: str, label: str) -> int:
    """Return how far back a label stands among those of its field: 0 is the best."""
    return [fold(one) for one in _layouts()["head"][field]].index(fold(label))


def is_stand_in(label: str) -> bool:
    """Whether a label stands for the implementing unit without saying so: 预算单位."""
    return fold(label) in _set("stand_in", "labels")


def split_inline(text: str, *, last: bool = False) -> tuple[str, str] | None:
    """Part a cell at its first (or last) colon into label and value, where both are there."""
    folded = fold_signs(text[: MAX_LABEL + 1])
    at = folded.rfind(":") if last else folded.find(":")
    label, value = text[: max(at, 0)], text[at + 1 :]
    return (label, value) if label.strip() and value.strip() else None


def year_of(text: str) -> str | None:
    """Return the year that a title or a line below it names; one with 年 behind it before others."""
    folded = _plain(text)
    years = list(_YEAR.finditer(folded))
    named = [year for year in years if folded[year.end() :].startswith("年")]
    return next((year[1] for year in named or years), None)


def year_alone(text: str) -> str | None:
    """Return the year of a cell that says nothing else: ``(2022年度)``."""
    match = _YEAR_ALONE.fullmatch(_plain(text))
    return None if match is None else match[1]


def goal_role(text: str) -> str | None:
    """Return ``overall``, ``annual``, ``result``, ``numbered`` or ``section`` for a label of the goals."""
    folded = fold(text)
    role = _index("goal").get(folded)
    if role is None and _NUMBERED_GOAL.fullmatch(folded):
        return "numbered"
    return "section" if role is None and folded in _index("goal", "section") else role


def section_goal(text: str) -> str:
    """Return the goal that prose beside a section label is, where there is no other label."""
    return _index("goal", "section")[fold(text)]


# ----------------------------------------------------------------------------------------------- money

Scope = Literal["project", "annual"]
SCOPES: tuple[Scope, ...] = ("project", "annual")


def money_roles(text: str) -> dict[Scope, str]:
    """Return scope → role for a label of an amount; a source of funds has the role ``source`` in both."""
    folded = fold(text)
    if folded in _set("money", "sources", "labels"):
        return dict.fromkeys(SCOPES, "source")
    return {scope: _index("money", scope)[folded] for scope in SCOPES if folded in _index("money", scope)}


def is_money_block(text: str) -> bool:
    """Whether a label is the title of the money block."""
    return fold(text) in _set("money", "blocks")


def money_column(text: str) -> str | None:
    """Return what a column of a money matrix holds: initial, adjusted, spent, weight, rate, points."""
    return _index("money", "columns").get(fold(text))


def money_columns() -> frozenset[str]:
    """Return all titles of columns of a money matrix, folded."""
    return frozenset(_index("money", "columns"))


def amount_unit(text: str) -> str | None:
    """Return the unit that an amount has of its own: ``20万元``; a lone 万 is 万元."""
    match = _AMOUNT_UNIT.search(_plain(text))
    return None if match is None else match[0].removesuffix("整").removesuffix("元") + "元"


@cache
def _unit_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    unit = _layouts()["unit"]
    words = "|".join(unit["words"])
    named = f"(?:{'|'.join(unit['labels'])}):?(?:人民币)?({words})"
    return re.compile(rf"\((?:{named}|(?:人民币)?({words}))\)"), re.compile(rf"\(?{named}\)?")


def money_unit(text: str) -> str | None:
    """Return the unit of money in a label: ``(万元)``, ``金额单位:元``, ``单位:元``."""
    folded = _plain(text)
    bracket, named = _unit_patterns()
    match = bracket.search(folded) or named.fullmatch(folded)
    return None if match is None else next(unit for unit in match.groups() if unit)


def is_unit_statement(text: str) -> bool:
    """Whether a cell says a unit of money and nothing else: ``单位:万元``, ``金额(万元)``."""
    folded = _plain(text)
    return money_unit(text) is not None and (
        fold(text) in ("", "金额") or bool(_unit_patterns()[1].fullmatch(folded))
    )


# ----------------------------------------------------------------------------------------------- table


def header_role(text: str) -> str | None:
    """Return the role of a column title of the indicator table."""
    return _index("header").get(fold(text))


def flat_role(text: str) -> str | None:
    """Return the role of a column of a flat sheet that tells the project: project_name, project_amount …."""
    role = _index("flat").get(fold(text))
    return None if role is None else f"project_{role}"


def is_section(text: str) -> bool:
    """Whether a cell is the label of the table itself: 绩效 指标."""
    return header_role(text) == "section"


@lru_cache(maxsize=2048)
def class_level(label: str) -> frozenset[int]:
    """Return the levels at which a taxonomy knows `label`; 成本指标 and 满意度指标 stand at both."""
    label = clean(label)
    if len(label) > MAX_LABEL or not label:
        return frozenset()
    return frozenset(
        level
        for level in (1, 2)
        for taxonomy in (T2015, T2021)
        if taxonomy.find(label, level=level) is not None
    )


def parent_of(label: str) -> str | None:
    """Return the folded level-1 label above a level-2 class: 成本 stands below 产出 in T2015."""
    found = T2015.find(label, level=2)
    return None if found is None else fold_class(found.level1)


def is_comparator_word(text: str) -> bool:
    """Whether a cell of a split target can be its comparator: ≥, 大于等于, ═."""
    return fold_signs(clean(text)) in comparators()


def is_nature_word(text: str) -> bool:
    """Whether a cell of a split target can be its nature: 正向, 反向, 定性."""
    return fold_signs(clean(text)) in natures()


@lru_cache(maxsize=4096)
def looks_like_target(text: str) -> bool:
    """Whether a text starts with a sign, is a number with a short unit, a mask, or a word that can be a target.

    It only breaks ties; a cell that stands in place is never refused.
    """
    folded = fold_signs(clean(text))
    if not folded or len(folded) > MAX_LABEL:
        return False
    if starts_with_sign(folded) or folded in _set("target_words", "words"):
        return True
    return _TARGET.fullmatch(folded) is not None


def starts_with_sign(text: str) -> bool:
    """Whether a text begins with a sign of comparison, as no name does."""
    return fold_signs(clean(text)[:1]) in ("≥", "≤", "=", ">", "<")


def is_number(text: str) -> bool:
    """Whether a cell can stand in a column of points: a number, a number with 分 or %, a dash, a mask."""
    return number_in(text) is not None or not fold_signs(clean(text)).strip(" -/*")


def number_in(text: str) -> Decimal | None:
    """Return the number of points in a cell: ``10``, ``7.5分``, ``10%``; None where it is none."""
    folded = fold_signs(clean(text))
    return parse_number(folded.removesuffix("分").removesuffix("%").rstrip())


def is_placeholder(text: str) -> bool:
    """Whether a name is that of a blank template: 指标2, ……."""
    return _PLACEHOLDER.fullmatch(_plain(text)) is not None


# ------------------------------------------------------------------------------------- around the table


def is_title(text: str) -> bool:
    """Whether a cell that stands alone is the title of a form: it ends in the name of one."""
    folded = _BRACKETS.sub("", _plain(text)).rstrip("0123456789-年度")
    return folded.endswith(tuple(_layouts()["title"]["words"]))


def title_kind(text: str) -> str:
    """Return the kind that a title announces: plan, self_evaluation or monitoring."""
    title = _layouts()["title"]
    folded = _plain(text)
    if any(word in folded for word in title["self_evaluation"]):
        return "self_evaluation"
    return "monitoring" if any(word in folded for word in title["monitoring"]) else "plan"


def is_form_number(text: str) -> bool:
    """Whether a cell is the number of a form in a collection: 表11, 公开14表."""
    return _FORM_NUMBER.fullmatch(_plain(text)) is not None


def is_rule(text: str) -> bool:
    """Whether a cell is a rule of hyphens."""
    return not text.strip("-—–_=─━ \t")


def is_stray(text: str) -> bool:
    """Whether a cell is a mark of the page and says nothing: a rule, ``- 3 -``, 第3页, 附件2, 绩效指标 alone."""
    dashed = fold_signs(_plain(text))
    return is_rule(text) or _PAGE.fullmatch(dashed) is not None or is_form_number(text) or is_section(text)


Footer = Literal["total", "reason", "remarks", "other"]


def footer_role(text: str) -> Footer | None:
    """Return what a label below the table means."""
    return _index("footer").get(fold(text))  # type: ignore[return-value]  # the keys of the data


def total_rank(label: str) -> int:
    """Return how far back a label stands among those of totals: 总分 goes before 合计."""
    return [fold(one) for one in _layouts()["footer"]["total"]].index(fold(label))


def is_like_footer(text: str) -> bool:
    """Whether a cell can stand below the table, if its place says so too: …意见, 填报人, a label of the head."""
    folded, like = fold(text), _layouts()["footer"]["like"]
    if folded.endswith(tuple(like["endings"])) or head_field(text) is not None:
        return True
    return _plain(text[:MAX_LABEL]).startswith(tuple(like["beginnings"]))
