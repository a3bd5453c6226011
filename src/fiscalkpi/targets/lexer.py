"""Text of a target → tokens with spans in the filed text.

Variants of a sign are folded one character to one before anything is matched, so every span is a
span of the text as it was filed. One compiled pattern finds all tokens; what lies between two
matches is a token of plain text. The words are data (``wording.toml``, ``units.toml``).

A token is a plain tuple ``(kind, text, start, end)``, its text folded. Kinds:

========  =====================================================================
``num``   a number in digits: ``1,250.00``
``cn``    a number in Chinese numerals: ``三``, ``二十五``
``part``  a share in words: ``百分之九十八``, ``千分之三``
``date``  a day, month, year, quarter or half: ``2021年7月``, ``12月底``, ``一季度``
``cmp``   a sign or word in front of a number: ``≥``, ``不低于``
``post``  a word behind it: ``以上``, ``以内``
``mult``  ``万`` or ``亿`` before a unit
``unit``  a unit the data knows
``range`` what stands between the ends of a range: ``-``, ``至``
``mask``  a number left out: ``**``, ``XX``
``sep``   what parts two targets: ``；``, ``,``, ``或``
``(``, ``)``, ``bar``, ``/``, ``*``, ``±``, ``:``   these marks
``text``  anything else
========  =====================================================================
"""

from __future__ import annotations

import re
from functools import cache

from fiscalkpi._data import load
from fiscalkpi._numbers import MAX_DIGITS, NUMBER
from fiscalkpi._text import fold_signs
from fiscalkpi.units import known_units, multipliers

Token = tuple[str, str, int, int]
"""Kind, folded text, start, end."""

_CN = "零〇一二两三四五六七八九十"
_CN_RUN = f"[{_CN}](?:[{_CN}百千万亿]*[{_CN}百千])?(?:点[零〇一二三四五六七八九]+)?"
_YEAR = r"(?:199[0-9]|20[0-9]{2}|2100)"
_CN_YEAR = r"二[零〇][零〇一二三四五六七八九]{2}"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_CN_MONTH = r"(?:十[一二]?|[一二三四五六七八九])"
_CN_DAY = r"(?:三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"

# The alternatives of a date, the longer one first. A month or day out of the calendar is a date too
# (2022年2月30日): it has to be found to be refused.
_DATE = rf"""
    (?:{_YEAR}|{_CN_YEAR})年度?\ ?(?:
        (?:[0-9]{{1,2}}|{_CN_MONTH})月份?\ ?(?:(?:[0-9]{{1,2}}|{_CN_DAY})[日号]|[底末]|[上中下]旬)?
        | 第?[一二三四1-4]季度末? | [上下]半年 | 全年 | 年?[底末] )?
  | {_YEAR}(?P<dash>[-/.])[0-9]{{1,2}}(?P=dash)[0-9]{{1,2}}日?(?![0-9.%])
  | {_YEAR}[-/.]{_MONTH}(?:月份?(?:[底末])?|(?![0-9.年%‰万亿元个]))
  | (?<![0-9.点]){_MONTH}月份?(?:[0-9]{{1,2}}[日号]|[底末]|[上中下]旬)?
  | (?<![{_CN}百每周第]){_CN_MONTH}月份?(?:{_CN_DAY}[日号]|[底末])?
  | 第?[一二三四1-4]季度末? | [上下]半年 | 全年 | (?<![0-9{_CN}半])[本当]?年度?内 | (?<![0-9{_CN}半])年[底末]
"""
_MASK = r"(?<![0-9)])\*{2,}[0-9]*|(?<![\w)%])\*[0-9]*|(?<![A-Za-z])[Xx]{1,6}(?![A-Za-z0-9])|_{2,}|□+|…+|\.{3,}"


def _trie(words: frozenset[str]) -> str:
    """Return a pattern for any of `words`, the longest first, that tries few branches at a time."""
    by_first: dict[str, set[str]] = {}
    for word in words:
        by_first.setdefault(word[0], set()).add(word[1:])
    branches = []
    for first in sorted(by_first):
        rests = sorted(by_first[first] - {""}, key=lambda rest: (-len(rest), rest))
        tail = f"(?:{'|'.join(map(re.escape, rests))})" if rests else ""
        branches.append(re.escape(first) + (f"{tail}?" if tail and "" in by_first[first] else tail))
    return f"(?=[{re.escape(''.join(sorted(by_first)))}])(?:{'|'.join(branches)})"


@cache
def word_kinds() -> dict[str, str]:
    """Return every word of the language and the kind of its token; units give way to all others."""
    wording = load("wording")
    kinds = dict.fromkeys(known_units(), "unit")
    kinds |= dict.fromkeys(multipliers(), "mult")
    kinds |= {word: "post" for words in wording["after"].values() for word in words}
    kinds |= dict.fromkeys(wording["approximate"]["after"], "post")
    kinds |= dict.fromkeys(wording["approximate"]["before"], "cmp")
    kinds |= dict.fromkeys(wording["range"]["words"], "range")
    kinds |= {word: "cmp" for words in wording["before"].values() for word in words}
    kinds |= dict.fromkeys(wording["recurring"]["words"] + wording["recurring"]["yearly"], "each")
    kinds |= dict.fromkeys(("；", ";", ",", "，", "、", "。", "\n", "\r", "和", "及", "或", "或者", "且", "并且", "以及", "与"), "sep")
    kinds |= {"(": "(", ")": ")", "|": "bar", "/": "/", "·": "*", "*": "*", "±": "±", ":": ":"}
    return kinds


@cache
def _pattern() -> re.Pattern[str]:
    # The first three alternatives are the plain cases of later ones: most targets are ≥90%.
    words = _trie(frozenset(word_kinds())).replace(" ", r"\ ")
    return re.compile(
        rf"""(?P<cmp>[≥≤=<>](?![≥≤=<>]))
        | (?P<num>(?!{_YEAR}[.])[0-9]{{1,{MAX_DIGITS}}}(?:\.[0-9]{{1,{MAX_DIGITS}}})?(?![0-9.,年月季/~-]))
        | (?P<unit>%)
        | (?=[0-9{_CN}第上下全本当年])(?P<date>{_DATE})
        | (?P<part>[百千万]分之(?:{NUMBER}|{_CN_RUN}))
        | (?P<number>{NUMBER})
        | (?=[*Xx_□….])(?P<mask>{_MASK})
        | (?P<cn>{_CN_RUN})
        | (?P<word>{words})
        | (?P<space>[\ ]+)""",
        re.VERBOSE,
    )


def tokenize(text: str) -> list[Token]:
    """Return the tokens of `text`; their spans cover all of it but blanks, in order."""
    folded = fold_signs(text)
    kinds = word_kinds()
    tokens: list[Token] = []
    at = 0
    for match in _pattern().finditer(folded):
        start, end = match.span()
        if at < start:
            tokens.append(("text", folded[at:start], at, start))
        at = end
        kind = match.lastgroup
        if kind == "space":
            continue
        piece = match[0]
        if kind == "word":
            kind = kinds[piece]
        elif kind == "number":
            kind = "num"
        tokens.append((kind, piece, start, end))  # type: ignore[arg-type]  # each alternative has a name
    if at < len(folded):
        tokens.append(("text", folded[at:], at, len(folded)))
    return tokens
