"""Labels of forms: which words mean a field, a column, a class, a title. The words are data.

Labels are compared folded; what was filed stays beside.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from fiscalkpi._data import load
from fiscalkpi._text import fold_label, fold_signs
from fiscalkpi.taxonomy import T2015, T2021, fold_class
from fiscalkpi.targets.wording import comparators, natures

_NUMBERING = re.compile(r"^(?:\([0-9一二三四五六七八九十]{1,2}\)|[0-9一二三四五六七八九十]{1,2}[、.])")
_BRACKETS = re.compile(r"\([^()]*\)")


@cache
def _layouts() -> dict:  # type: ignore[type-arg]  # the shape differs from table to table
    return load("layouts")


def fold(text: str) -> str:
    """Fold a label: NFKC, no blanks, no leading ``*``, numbering or 其中, no brackets, no colon at the end.

    >>> fold("其中：当年财政 拨款"), fold("(一)财政拨款小计"), fold("年度资金总额:")
    ('当年财政拨款', '财政拨款小计', '年度资金总额')
    """
    folded = _BRACKETS.sub("", _NUMBERING.sub("", fold_label(text).lstrip("*★")))
    return folded.removeprefix("其中").lstrip(":").rstrip(":")


@cache
def _index(*path: str) -> dict[str, str]:
    """Return label → key of a table of lists."""
    table = _layouts()
    for step in path:
        table = table[step]
    return {fold(label): key for key, labels in table.items() if isinstance(labels, list) for label in labels}


def head_field(text: str) -> str | None:
    """Return the field that a label of the head means, ``extra`` for a known label without one."""
    return _index("head").get(fold(text))


def head_rank(field: str, text: str) -> int:
    """Return how far back a label stands among those of its field: 0 is the best."""
    return [fold(label) for label in _layouts()["head"][field]].index(fold(text))


def goal_role(text: str) -> str | None:
    """Return ``overall``, ``annual``, ``result`` or ``section`` for a label of the goals."""
    folded = fold(text)
    for role in ("overall", "annual", "result"):
        if folded in map(fold, _layouts()["goal"][role]):
            return role
    if re.fullmatch(r"年度绩效目标[0-9]", folded):
        return "numbered"
    return "section" if folded in map(fold, _layouts()["goal"]["section"]) else None


def money_role(text: str, scope: str) -> str | None:
    """Return the role of a label among the amounts of ``project`` or ``annual``; ``source`` for a fund source."""
    folded = fold(text)
    role = _index("money", scope).get(folded)
    if role is None and folded in _sources():
        return "source"
    return role


@cache
def _sources() -> frozenset[str]:
    return frozenset(map(fold, _layouts()["money"]["sources"]["labels"]))


def is_money_block(text: str) -> bool:
    """Whether a label is the title of the money block."""
    return fold(text) in map(fold, _layouts()["money"]["blocks"])


def money_column(text: str) -> str | None:
    """Return what a column of a money matrix holds: initial, adjusted, spent, weight, rate, points."""
    return _index("money", "columns").get(fold(text))


def header_role(text: str) -> str | None:
    """Return the role of a column title of the indicator table."""
    return _header().get(fold(text))


@cache
def _header() -> dict[str, str]:
    # a word with several roles keeps the first: 指标性质 is settled by the cells below it
    roles: dict[str, str] = {}
    for role, labels in _layouts()["header"].items():
        for label in labels:
            roles.setdefault(fold(label), role)
    return roles


def project_role(text: str) -> str | None:
    """Return the role of a column of a flat sheet that tells the project: project_name, project_amount …."""
    folded = fold(text)
    for role, labels in _layouts()["header"].items():
        if role.startswith("project_") and folded in map(fold, labels):
            return role
    return None


def is_title(text: str) -> bool:
    """Whether a cell that stands alone is the title of a form."""
    folded = fold_label(text)
    return len(folded) <= 60 and any(word in folded for word in _layouts()["title"]["words"])


def title_kind(text: str | None) -> str:
    """Return the kind that a title announces: plan, self_evaluation or monitoring."""
    title = _layouts()["title"]
    folded = fold_label(text or "")
    if any(word in folded for word in title["self_evaluation"]):
        return "self_evaluation"
    return "monitoring" if any(word in folded for word in title["monitoring"]) else "plan"


def footer_role(text: str) -> str | None:
    """Return ``total``, ``reason``, ``remarks`` or ``other`` for a cell below the table."""
    footer = _layouts()["footer"]
    folded = fold(text)
    for role in ("total", "reason", "remarks"):
        if folded in map(fold, footer[role]):
            return role
    listed = folded in map(fold, footer["words"]) or any(word in folded for word in footer["contains"])
    return "other" if listed and len(folded) <= 30 else None


def is_section(text: str) -> bool:
    """Whether a cell is the label of the table itself: 绩效 指标."""
    return header_role(text) == "section"


@lru_cache(maxsize=2048)
def class_level(label: str) -> frozenset[int]:
    """Return the levels at which a taxonomy knows `label`; 成本指标 and 满意度指标 stand at both."""
    if not label.strip() or len(label) > 40:
        return frozenset()
    return frozenset(
        level for level in (1, 2) for taxonomy in (T2015, T2021) if taxonomy.find(label, level=level) is not None
    )


def same_class(one: str | None, other: str | None) -> bool:
    """Whether two labels name the same class."""
    return fold_class(one or "") == fold_class(other or "")


def money_unit(text: str) -> str | None:
    """Return the unit of money in a label: ``(万元)``, ``金额单位:元``, ``单位:元``."""
    folded = fold_label(text)
    bracket = re.search(r"\((万元|亿元|元)\)", folded)
    if bracket is not None:
        return bracket[1]
    named = re.fullmatch(r"(?:金额)?单位:?(万元|亿元|元)", folded)
    return None if named is None else named[1]


def is_comparator_word(text: str) -> bool:
    """Whether a cell of a split target can be its comparator: ≥, 大于等于, ═."""
    return fold_signs(text).strip() in comparators()


def is_nature_word(text: str) -> bool:
    """Whether a cell of a split target can be its nature: 正向, 反向, 定性."""
    return fold_signs(text).strip() in natures()


@lru_cache(maxsize=2048)
def looks_like_target(text: str) -> bool:
    """Whether a text starts with a sign, is a number with a short unit, a mask, or a word that can be a target.

    It only breaks ties; a cell that stands in place is never refused.
    """
    folded = fold_signs(text).strip()
    if not folded or len(folded) > 60:
        return False
    if starts_with_sign(folded) or folded in _layouts()["target_words"]["words"]:
        return True
    return re.fullmatch(r"[0-9.,]+\D{0,6}|\*+\D{0,4}", folded) is not None


def starts_with_sign(text: str) -> bool:
    """Whether a text begins with a sign of comparison, as no name does."""
    return fold_signs(text).lstrip()[:1] in ("≥", "≤", "=", ">", "<")
