"""Names of indicators as the checks compare them, and the word lists of ``data/checks.toml``."""

from __future__ import annotations

import re
from functools import cache

from fiscalkpi._data import load
from fiscalkpi._names import is_falling
from fiscalkpi._text import fold_label, fold_signs

_NUMBERING = re.compile(
    r"^(?:[*★☆#]+|(?:三级)?指标[0-9]{1,2}[:：、.]?|[(（]?[0-9]{1,2}[)）、.．]|其中[:：]?)+"
)
_BRACKET = re.compile(r"\(([^()]{0,60})\)$")
_PERCENT = re.compile(r"[≥≤=<>]{0,2}(?:[0-9]{1,3}(?:\.[0-9]{1,2})?)?%$")


def bare_name(name: str) -> str:
    """Fold a name for comparing: no blanks, stars, numbering, bracket at the end, percentage at the end.

    >>> bare_name("★指标1：受益脱贫户、监测户人口数( ≥**户 )"), bare_name("质量达标率100%")
    ('受益脱贫户、监测户人口数', '质量达标率')
    """
    folded = fold_signs(fold_label(name)).rstrip("。.;")
    return _PERCENT.sub("", _BRACKET.sub("", _NUMBERING.sub("", folded))) or folded


def bracket_of(name: str) -> str | None:
    """Return what stands in the bracket at the end of a name: ``人`` of 受益人数(人)."""
    match = _BRACKET.search(fold_signs(fold_label(name)).rstrip("。.;"))
    return None if match is None else match[1]


def has(text: str, table: str, key: str = "words") -> bool:
    """Whether a text holds one of the words of a list."""
    return any(word in text for word in load("checks")[table][key])


@cache
def _tuple(table: str, key: str) -> tuple[str, ...]:
    return tuple(load("checks")[table][key])


def ends(text: str, table: str, key: str = "ends") -> bool:
    """Whether a text ends in one of the words of a list."""
    return text.endswith(_tuple(table, key))


def starts(text: str, table: str, key: str) -> bool:
    """Whether a text begins with one of the words of a list."""
    return text.startswith(_tuple(table, key))


def is_count(name: str) -> bool:
    """Whether a bare name ends as a count or an amount does: 网络数量, 维护成本; not 指数."""
    return ends(name, "count") and not ends(name, "count", "not")


def is_rate(name: str) -> bool:
    """Whether a bare name ends as a rate does: 合格率, 及时性, 占比."""
    return ends(name, "rate")


def should_fall(name: str) -> bool:
    """Whether what a bare name measures should fall: 缺陷率, 逾期发放率; not 投诉处理率."""
    if is_falling(name):
        return True
    return starts(name, "falling", "starts") and is_rate(name) and not has(name, "falling", "turned")


@cache
def _no_survey() -> re.Pattern[str]:
    words = {key: "|".join(map(re.escape, listed)) for key, listed in load("checks")["survey"].items()}
    within = "[^,，;；。\\n]"
    verb = f"(?:(?:{words['verbs']}){within}{{0,10}}?)?"
    return re.compile(f"(?:{words['denied_by']}){verb}(?:{words['words']}){within}*")


def names_survey(text: str | None) -> bool:
    """Whether a text tells of a survey: 回收问卷300份; not 未开展问卷调查."""
    return text is not None and has(_no_survey().sub("", text), "survey")


@cache
def _rising() -> re.Pattern[str]:
    words = load("checks")["rising"]
    return re.compile(f"(?<![{''.join(words['denied_by'])}])(?:{'|'.join(map(re.escape, words['ends']))})$")


def should_rise(name: str) -> bool:
    """Whether what a bare name measures should rise: 稳定运行率; not 不合格率."""
    return _rising().search(name) is not None and not should_fall(name)
