"""The words of target expressions, from ``data/wording.toml``, ready for the parser."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from fiscalkpi._data import load
from fiscalkpi._text import fold_signs
from fiscalkpi.targets.model import Comparator
from fiscalkpi.units import time_units

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fiscalkpi.targets.lexer import Token


@cache
def whole_words() -> dict[str, bool | None]:
    """Return the words that are a whole cell: True 是, False 否, None for what says nothing was filed."""
    whole = load("wording")["whole"]
    words: dict[str, bool | None] = dict.fromkeys(whole["yes"], True)
    words |= dict.fromkeys(whole["no"], False)
    words |= dict.fromkeys(map(fold_signs, whole["unfilled"]), None)
    return words


@cache
def stated_signs() -> dict[str, Comparator]:
    """Return the signs and words in front of a number that the data lists, without those made by negation."""
    before = load("wording")["before"]
    return {word: Comparator(sign) for sign, words in before.items() for word in words}


@cache
def comparators() -> dict[str, Comparator]:
    """Return the signs and words in front of a number."""
    signs = stated_signs()
    negation = load("wording")["negation"]
    turned = {
        f"{negator}{modal}{word}": Comparator(negation["complement"][str(signs[word])])
        for negator in negation["negators"]
        for modal in negation["modals"]
        for word in negation["words"]
    }
    return turned | signs


@cache
def posts() -> dict[str, Comparator]:
    """Return the words behind a number that are its comparator."""
    after = load("wording")["after"]
    return {word: Comparator(sign) for sign, words in after.items() for word in words}


@cache
def _phrase(name: str) -> tuple[re.Pattern[str], dict[str, frozenset[str]]]:
    roles = {role: frozenset(words) for role, words in load("wording")[name].items()}
    return any_of({word for listed in roles.values() for word in listed}), roles


def _roles(name: str, text: str) -> set[str] | None:
    """Return the roles of the words that make up all of `text`; None where it holds anything else."""
    pattern, roles = _phrase(name)
    found: set[str] = set()
    at = 0
    for match in pattern.finditer(text):
        if match.start() != at:
            return None
        at = match.end()
        found |= {role for role, words in roles.items() if match[0] in words and role != "filler"}
    return found if at == len(text) else None


def budget_comparator(text: str) -> Comparator | None:
    """budget = words of [budget] alone , among them a budget and a ceiling, an inside or a below"""
    if "预算" not in text or "预算年度" in text:  # 预算年度内 is a time
        return None
    roles = _roles("budget", text)
    if roles is None or "budget" not in roles or not roles & {"ceiling", "inside", "below"}:
        return None
    return Comparator.LT if "below" in roles else Comparator.LE


def is_schedule(text: str) -> bool:
    """schedule = words of [schedule] alone , among them a plan and a time or an end"""
    if "计划" not in text and "期" not in text:
        return False
    roles = _roles("schedule", text)
    return (
        roles is not None
        and "plan" in roles
        and bool(roles & {"done", "inside"} or roles >= {"time", "plan"})
    )


def is_recurring(tokens: list[Token], text: str) -> bool:
    """recurring = 每月 | 每周 … , ( day | week day | end ) : a window, not a count"""
    words = load("wording")["recurring"]["words"]
    for index, token in enumerate(tokens):
        if token[0] == "each" and token[1] in words:
            rest = tokens[index + 1 :]
            if not rest:
                return index == 0
            if rest[0][1] in load("wording")["recurring"]["until"]:
                token, *rest = rest  # 每月不晚于5日
            after = fold_signs(text[token[3] :])
            window = _recurring_tail().match(after)
            return window is not None and not _asks_amount(rest, window["done"] is not None)
    return False


def _asks_amount(tokens: list[Token], anytime: bool) -> bool:
    """Whether a sign stands in a window, or behind it a share (按月发放率100%) or a count of what is done.

    Behind a day a count tells how often in the window: 每月25日前报送1次. 每月完成3场 names no day.
    """
    for at, (kind, _, _, _) in enumerate(tokens):
        if kind in ("cmp", "part"):
            return True
        if kind == "num":
            name, unit = tokens[at + 1][:2] if at + 1 < len(tokens) else ("unit", "")
            if unit == "%" or (anytime and name in ("unit", "mult") and unit not in time_units()):
                return True
    return False


@cache
def _recurring_tail() -> re.Pattern[str]:
    done = any_of(load("wording")["recurring"]["done"]).pattern
    return re.compile(
        r"\s*(?:第?[一二三四五六日末天1-7]?(?:个)?(?:工作日|自然日|星期[一二三四五六日天]|周[一二三四五六日末])"
        r"|[0-9]{1,2}(?:[-~至到][0-9]{1,2})?[日号]|[一二三]?十?[一二三四五六七八九]?[日号]"
        r"|[末底初中]|最后|[上中下]旬|第[一二三四1-4]?[周个]|[一二三四五六日](?:[、,，和及至到-](?:周|星期)?[一二三四五六日])*(?![0-9次个项份场期批篇])"
        r"|首月|[0-9]{1,2}点|月底|月末|初|底前|末前"
        rf"|(?P<done>{done}))"
    )


@cache
def beside(name: str) -> tuple[str, ...]:
    """Return words that tell what a number measures: ages, sums, named, times, measures, each."""
    return tuple(load("wording")["beside"][name])


@cache
def elsewhen(name: str) -> tuple[str, ...]:
    """Return the words in front of a date that is not of the form's own time: years, months."""
    return tuple(load("wording")["elsewhen"][name])


@cache
def natures() -> frozenset[str]:
    """Return the words of a nature cell: 正向, 反向, 定性 …."""
    return frozenset(load("wording")["whole"]["natures"])


@cache
def no_units() -> frozenset[str]:
    """Return what stands in a unit column where there is no unit."""
    return frozenset(load("wording")["whole"]["no_unit"])


@cache
def _date_words() -> tuple[re.Pattern[str], dict[str, str]]:
    roles = {word: role for role, words in load("wording")["date"].items() for word in words}
    return any_of(roles), roles


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for any of `words`, the longest first."""
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


@cache
def _done_words() -> re.Pattern[str]:
    return any_of(load("wording")["done"]["words"])


def date_word(tail: str) -> tuple[str, str]:
    """Return the word right behind a date and its role: before, until or since."""
    pattern, roles = _date_words()
    match = pattern.match(tail)
    return ("", "") if match is None else (match[0], roles[match[0]])


def done_word(tail: str, start: int) -> tuple[bool, int]:
    """Return whether a word of completion follows, and its length where it follows at once."""
    found = _done_words().search(tail)
    at_once = _done_words().match(tail, start)
    return found is not None, 0 if at_once is None else len(at_once[0])
