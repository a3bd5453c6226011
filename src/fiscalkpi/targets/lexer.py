"""Text of a target → tokens with spans in the filed text.

Variants of a sign are folded one character to one before anything is matched, so every span is a
span of the text as it was filed. One compiled pattern cuts the text into pieces that cover all of it;
what a piece is follows from the words of the data (``wording.toml``, ``units.toml``) or from its first
character.

A token is a plain tuple ``(kind, text, start, end)``, its text folded. Kinds:

========  =====================================================================
``num``   a number in digits: ``1,250.00``
``cn``    a number in Chinese numerals: ``三``, ``二十五``, ``半``
``part``  a share in words: ``百分之九十八``, ``千分之三``, ``三分之一``
``date``  a day, month, year, quarter or half: ``2021年7月``, ``12月底``, ``一季度``
``cmp``   a sign or word in front of a number: ``≥``, ``不低于``
``post``  a word behind it: ``以上``, ``以内``
``mult``  ``万`` or ``亿`` before a unit
``unit``  a unit the data knows
``each``  ``每月``, ``每年``
``range`` what stands between the ends of a range: ``-``, ``至``
``mask``  a number left out: ``**``, ``XX``
``sep``   what parts two targets: ``；``, ``,``, ``或``, the number of a point in a list
``(``, ``)``, ``bar``, ``/``, ``*``, ``±``, ``:``   these marks
``text``  anything else
========  =====================================================================
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from fiscalkpi._data import load
from fiscalkpi._numbers import MAX_DIGITS, NUMBER
from fiscalkpi._text import fold_signs
from fiscalkpi.targets.wording import comparators, stated_signs
from fiscalkpi.units import known_units, multipliers

if TYPE_CHECKING:
    from collections.abc import Iterable

Token = tuple[str, str, int, int]
"""Kind, folded text, start, end."""

_CN = "零〇一二两三四五六七八九十"
_CN_RUN = f"[{_CN}](?:[{_CN}百千万亿]*[{_CN}百千])?(?:点[零〇一二三四五六七八九]+)?"
_HALF = "半(?=个?[年月天日小周])"
_YEAR = r"(?:199[0-9]|20[0-9]{2}|2100)"
_CN_YEAR = r"二[零〇○][零〇○一二三四五六七八九]{2}"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_CN_MONTH = r"(?:十[一二]?|[一二三四五六七八九])"
_CN_DAY = r"(?:三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_NUMERIC_DAY = "|".join(
    rf"{_YEAR}\ *{mark}\ *[0-9]{{1,2}}\ *{mark}\ *[0-9]{{1,2}}" for mark in ("-", "/", r"\.")
)
# 日 is left out where 前 or 止 follows, or the end.
_DAY = rf"(?:[0-9]{{1,2}}\ *(?:[日号]|(?=[前止]|之前|以前|$)(?!\ ))|{_CN_DAY}\ *[日号])"

# The alternatives of a date, the longer one first; blanks may stand at every seam. A month or day out of
# the calendar is a date too (2022年2月30日): it has to be found to be refused.
_DATE = rf"""
    (?:{_YEAR}|{_CN_YEAR})\ *年度?(?:\ *(?:
        (?:[0-9]{{1,2}}|{_CN_MONTH})\ *月份?(?:\ *(?:{_DAY}|[底末]|[上中下]旬))?
        | 第?\ *[一二三四1-4]\ *季度末? | [上下]半年 | 全年 | 年?[底末] ))?
  | {_YEAR}(?:(?:第\ *[1-4]\ *|第?[一二三四])季度末? | [上下]半年 | 全年)
  | (?:{_NUMERIC_DAY})日?(?![0-9%]|\.[0-9])(?:[\ T][0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?)?
  | {_YEAR}\ *[-/.]\ *{_MONTH}(?:\ *月份?(?:[底末])?|(?![0-9.年%‰万亿元个]))
  | (?<![0-9.点]){_MONTH}\ *月份?(?:\ *(?:{_DAY}|[底末]|[上中下]旬))?
  | (?<![{_CN}百每周第]){_CN_MONTH}月份?(?:{_CN_DAY}[日号]|[底末]|[上中下]旬)?
  | 第?\ *[一二三四1-4]\ *季度末? | [上下]半年 | 全年
  | (?<![0-9{_CN}半])[本当]?年度?内 | (?<![0-9{_CN}半])年[底末]
"""
_MASK = (
    r"(?<![0-9)])\*{2,}[0-9]*|(?<![\w)%])\*[0-9]*|(?<![A-Za-z])[Xx]{1,6}(?![A-Za-z0-9])|_{2,}|□+|…+|\.{3,}"
)
_PART = (
    rf"(?:十万|百万|[百千万])分之(?:{NUMBER}|{_CN_RUN}|百)|百分百"
    rf"|(?:{_CN_RUN}|[0-9]{{1,9}})分之(?:{_CN_RUN}|[0-9]{{1,9}})"
)
# Behind a letter it makes a name: 5G网络. 2S以内 is two seconds.
_NOUN = r"(?!及?以|内|之|左右|上下|及其|或)[\u4e00-\u9fff]"
# A digit in a name is no number: 2021学年, GB 5749-2022, A4, 5G网络. m2 and km2 are units, pH is a measure.
_NAMED = (
    rf"(?:{_YEAR}[-~])?{_YEAR}学年|"
    r"[A-Z]{2,4}[0-9]{0,2}(?:/[A-Z])?\ *[0-9]{1,6}(?:\.[0-9]{1,3})?[-:](?:19|20)[0-9]{2}"
    r"(?![0-9%‰]|\ *[A-Za-z])"
    r"|(?![ckmhM]{0,2}[mM][23](?![0-9]))(?![pP][hH]-?[0-9])[A-Za-z]{1,8}-?[0-9]+(?:\.[0-9]+)?(?![0-9台套个件部辆名])"
    rf"|[1-5](?:[GDKS](?={_NOUN})|A(?=级))|指标[0-9]{{1,2}}(?=[:：、.(])"
)
# The number of a point in a list: 1. 1、 (1) ①
_BULLET = (
    r"(?<![^;。\n ])(?:[0-9]{1,2}(?:[.)](?![0-9])|、(?![0-9]))|\([0-9]{1,2}\))(?=.)"
    r"|\([0-9]{1,2}\)(?=[≥≤=<>])|[①-⑳]"
)
_SEPARATORS = (
    ";",
    ",",
    "、",
    "。",
    "\n",
    "\r",
    "和",
    "及",
    "或",
    "或者",
    "且",
    "并且",
    "以及",
    "与",
)
_MARKS = {"(": "(", ")": ")", "|": "bar", "/": "/", "·": "*", "*": "*", "±": "±", ":": ":"}


def _trie(words: Iterable[str]) -> str:
    """Return a pattern for any of `words`, the longest first, that tries each character once."""
    tails: dict[str, list[str]] = {}
    for word in words:
        tails.setdefault(word[:1], []).append(word[1:])
    ends = tails.pop("", None) is not None
    branches = [re.escape(first) + _trie(tails[first]) for first in sorted(tails)]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 and not ends else f"(?:{'|'.join(branches)})"
    return f"{joined}?" if ends else joined


@cache
def word_kinds() -> dict[str, str]:
    """Return every word of the language and the kind of its token; units give way to all others."""
    wording = load("wording")
    kinds = dict.fromkeys(known_units(), "unit")
    kinds |= dict.fromkeys(multipliers(), "mult")
    kinds |= {word: "post" for words in wording["after"].values() for word in words}
    kinds |= dict.fromkeys(wording["approximate"]["after"] + wording["range"]["after"], "post")
    kinds |= dict.fromkeys(wording["approximate"]["before"], "cmp")
    kinds |= dict.fromkeys(wording["range"]["words"], "range")
    kinds |= dict.fromkeys(comparators(), "cmp")
    kinds |= dict.fromkeys(wording["plain"]["words"], "text")
    kinds |= dict.fromkeys(wording["recurring"]["words"] + wording["recurring"]["yearly"], "each")
    kinds |= dict.fromkeys(_SEPARATORS, "sep")
    return kinds | _MARKS


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of one piece: no group captures, so that a whole text is cut in one call."""
    negation = load("wording")["negation"]
    words = frozenset(word_kinds()) - (comparators().keys() - stated_signs().keys())
    turned = "".join(f"(?:{_trie(negation[part])})" for part in ("negators", "modals", "words"))
    firsts = re.escape("".join(sorted({word[0] for word in word_kinds()})))
    bullet = _BULLET.replace(" ", _BLANK)
    # The first alternatives are the plain cases of later ones: most targets are ≥90%, most prose is words.
    return re.compile(
        rf"""[≥≤=<>](?![≥≤=<>])
        | (?!{_YEAR}[.])[0-9]{{1,{MAX_DIGITS}}}(?:\.[0-9]{{1,{MAX_DIGITS}}})?
          (?![0-9.,、)年月季分/~-]|[上下全]半?年|[一二三四]季|第\ *[一二三四1-4]\ *季|学年
            |\ +[年月季]|\ *\.\ +[0-9]|[GDKS]{_NOUN}|A级)
        | %
        | [^0-9A-Za-z{_CN}第上下全本当年百千万半指*_□….①-⑳(\ {firsts}]+
        | (?=[0-9(①-⑳])(?:{bullet})
        | (?=[A-Za-z1-5指])(?:{_NAMED})
        | (?=[0-9{_CN}第上下全本当年])(?:{_DATE})
        | (?=[百千万0-9{_CN}])(?:{_PART})
        | {NUMBER}
        | (?=[*Xx_□….])(?:{_MASK})
        | (?=[{_CN}])(?:{_trie(word for word in words if word[0] in _CN and len(word) > 2)})
        | {_HALF}
        | {_CN_RUN}
        | 每(?=年[底末])
        | (?=[{firsts}])(?:{_trie(words).replace(" ", _BLANK)})
        | {turned}
        | \ +
        | .""",
        re.VERBOSE | re.DOTALL,
    )


_BLANK = r"\ "


def tokenize(text: str) -> list[Token]:
    """Return the tokens of `text`, in order; their spans cover all of it but blanks."""
    return tokens_of(fold_signs(text))


def tokens_of(folded: str) -> list[Token]:
    """Return the tokens of a text whose signs are folded; see :func:`tokenize`."""
    kinds = word_kinds()
    tokens: list[Token] = []
    at = 0
    for piece in _pattern().findall(folded):
        start, at = at, at + len(piece)
        kind = kinds.get(piece)
        if kind is None:
            if piece.isascii() and piece.isdigit():
                kind = "num"
            else:
                kind = _kind(piece)
        if kind != "text":
            if kind:
                tokens.append((kind, piece, start, at))
        elif tokens and tokens[-1][0] == "text" and tokens[-1][3] == start:
            _, before, first, _ = tokens[-1]
            tokens[-1] = ("text", before + piece, first, at)
        else:
            tokens.append(("text", piece, start, at))
    return _with_full_stops(tokens) if "." in folded else tokens


def _with_full_stops(tokens: list[Token]) -> list[Token]:
    """Return the tokens, a point at the end or behind a word made a mark: ≥95%. is ≥95%。

    Not before a unit (元/人.天) or a number (第.5), where it is part of them.
    """
    end = len(tokens)
    while end and tokens[end - 1][0] in ("mask", "sep") and tokens[end - 1][1] in _STOPS:
        end -= 1
    for at, (kind, word, start, stop) in enumerate(tokens):
        if kind != "mask" or word != ".":
            continue
        if at >= end or (at and not tokens[at - 1][1][-1].isascii() and tokens[at + 1][0] in ("text", "cmp")):
            tokens[at] = ("sep", word, start, stop)
    return tokens


_STOPS = frozenset(".。;；,，、")


@cache
def _pieces() -> tuple[tuple[str, re.Pattern[str]], ...]:
    patterns = (
        ("num", NUMBER),
        ("", r"\ +"),
        ("sep", r"\(?[0-9]{1,2}[.)、]|\([0-9]{1,2}\)|[①-⑳]"),
        ("part", _PART),
        ("cn", rf"{_CN_RUN}|半"),
        ("mask", r"[*_□….]+[0-9]*|[Xx]+"),
    )
    return tuple((kind, re.compile(pattern, re.VERBOSE | re.DOTALL)) for kind, pattern in patterns)


def _kind(piece: str) -> str:
    """Return the kind of a piece that is no word of the data; blank for blanks."""
    first = piece[0]
    if first not in _BEGIN:
        return "text"
    if "." in piece and piece.replace(".", "", 1).isdigit() and piece.isascii() and piece[-1] != ".":
        return "date" if _YEAR_MONTH(piece) else "num"
    if piece.endswith("学年"):
        return "text"
    if len(piece) > 1 and first in _DATE_BEGIN and _YEARLY.search(piece):
        return "date"
    for kind, pattern in _pieces():
        if pattern.fullmatch(piece):
            return kind
    return "text"


_YEAR_MONTH = re.compile(rf"{_YEAR}\.{_MONTH}").fullmatch
# What tells a date from the other pieces that begin like one.
_YEARLY = re.compile(rf"[年月季]|^{_YEAR} *[-/]|^{_YEAR} *\. *{_MONTH} *(?:\.|$)")
_DATE_BEGIN = frozenset(f"0123456789{_CN}第上下全本当年")
_BEGIN = _DATE_BEGIN | frozenset("Xx百千万半*_□….( ①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
