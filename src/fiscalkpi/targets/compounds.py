"""Tokens that are one number together: 1小时30分钟, 两年半, 1 200人, 5（五）.

They become one number and its unit before a clause is read, so that signs, ranges and words around them
follow the usual rules. Each function's docstring is the rule that it reads.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from fiscalkpi._data import load
from fiscalkpi._numbers import MAX_DIGITS, exact_text, parse_chinese_number, parse_number
from fiscalkpi.units import Unit, time_units

if TYPE_CHECKING:
    from decimal import Decimal

    from fiscalkpi.targets.lexer import Token

_NUMERALS = ("num", "cn")


def gathered(tokens: list[Token], text: str) -> list[Token]:
    """Return the tokens with those that are one number together made one; `text` is as filed."""
    if sum(token[0] in _NUMERALS for token in tokens) < 2:
        return tokens
    made: list[Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at][0] in _NUMERALS and at + 1 < len(tokens):
            found = (
                _restated(tokens, at)
                or _grouped(tokens, at, text)
                or _length(tokens, at)
                or _with_half(tokens, at)
                or _tenths(tokens, at)
            )
            if found is not None:
                one, at = found
                made += one
                continue
        made.append(tokens[at])
        at += 1
    return made


def in_yuan(tokens: list[Token]) -> list[Token]:
    """yuan = ( "¥" | "￥" ) , number , [ 万 | 亿 ] , [ 元 ] : ¥4.5万 is 4.5万元, ¥9/人 is 9元/人"""
    made: list[Token] = []
    at = 0
    while at < len(tokens):
        kind, words, start, sign_end = tokens[at]
        if words[-1] not in _YUAN or at + 1 == len(tokens) or tokens[at + 1][0] != "num":
            made.append(tokens[at])
            at += 1
            continue
        if len(words) > 1:  # 人均¥50
            made.append((kind, words[:-1], start, sign_end - 1))
        _, digits, _, end = tokens[at + 1]
        made.append(("num", digits, sign_end - 1, end))
        at += 2
        if at < len(tokens) and tokens[at][0] == "mult":
            made.append(tokens[at])
            end = tokens[at][3]
            at += 1
        if at == len(tokens) or tokens[at][0] != "unit":
            made.append(("unit", "元", end, end))
    return made


_YUAN = ("¥", "￥")
_FOREIGN = re.compile(r"[$＄€£][ ]*[0-9]").search


def is_foreign(text: str) -> bool:
    """Whether a number is in the money of another country: $7.6万 is no amount of yuan."""
    return _FOREIGN(text) is not None


def _number(token: Token) -> Decimal | None:
    kind, text, _, _ = token
    if kind == "num":
        return parse_number(text)
    return parse_chinese_number(text) if kind == "cn" else None


def _restated(tokens: list[Token], at: int) -> tuple[list[Token], int] | None:
    """restated = number , "(" , the same number in the other numerals , ")" : 5（五）个, 零（0）"""
    if [token[0] for token in tokens[at + 1 : at + 4 : 2]] != ["(", ")"]:
        return None
    one, other = tokens[at], tokens[at + 2]
    value = _number(one)
    if {one[0], other[0]} != {"num", "cn"} or value is None or value != _number(other):
        return None
    digits = one[1] if one[0] == "num" else other[1]
    return [("num", digits, one[2], tokens[at + 3][3])], at + 4


def _grouped(tokens: list[Token], at: int, text: str) -> tuple[list[Token], int] | None:
    """grouped = 1-3 digits , { blank , 3 digits } , ( unit ; or a sign in front ) : 1 200人, ≥12 000

    A tab parts two cells, and 3 100% is no 3,100 %.
    """
    digits = tokens[at][1]
    if not (digits.isdigit() and len(digits) <= 3 and digits[0] != "0"):
        return None
    before = tokens[at - 1][0] if at else ""
    end = at + 1
    while end < len(tokens):
        kind, piece, start, _ = tokens[end]
        gap = text[tokens[end - 1][3] : start]
        whole = piece.partition(".")[0]
        if kind != "num" or len(gap) != 1 or gap == "\t" or len(whole) != 3 or not digits.isdigit():
            break
        digits += piece
        end += 1
    following = tokens[end] if end < len(tokens) else ("", "", 0, 0)
    sized = following[0] in ("unit", "mult") and following[1] not in ("%", "分")
    if end == at + 1 or before in _NO_GROUP or following[0] == "num" or not (sized or before == "cmp"):
        return None
    if len(digits) > MAX_DIGITS:
        return None
    return [("num", digits, tokens[at][2], tokens[end - 1][3])], end


_NO_GROUP = frozenset(("num", "cn", "date", "part", "range", "unit", "/", "*", ":", "mask"))


def _length(tokens: list[Token], at: int) -> tuple[list[Token], int] | None:
    """length = number , unit , { number , smaller unit } : 1小时30分钟, 2年6个月, exact in the smallest

    Only where the factor is fixed, and each number is smaller than it: 1个月15天 stays words.
    """
    if at + 3 >= len(tokens) or tokens[at + 1][0] != "unit":
        return None
    total = Fraction(0)
    unit: Unit | None = None
    end = at
    while end + 1 < len(tokens) and tokens[end][0] in _NUMERALS and tokens[end + 1][0] == "unit":
        value, name = _number(tokens[end]), tokens[end + 1][1]
        if name == "分" and (unit is not None or _before_seconds(tokens, end + 2)):
            name = "分钟"
        if value is None or name not in time_units():
            break
        smaller = Unit(name)
        if unit is not None:
            factor = unit.factor_to(smaller)
            if factor is None or value >= factor or total.denominator > 1:
                break
            total *= factor
        total += Fraction(value)
        unit, end = smaller, end + 2
        if end < len(tokens) and tokens[end][1] in ("零", "又"):
            end += 1  # 1年零6个月
    end -= tokens[end - 1][0] != "unit"
    if unit is None or end == at + 2:
        return None
    digits = exact_text(total)
    if len(digits) > MAX_DIGITS:
        return None
    last, written = tokens[end - 2], tokens[end - 1]
    return [("num", digits, tokens[at][2], last[3]), ("unit", unit.text, written[2], written[3])], end


def _before_seconds(tokens: list[Token], at: int) -> bool:
    """Whether seconds follow, so that 分 is a minute and no point: 1分30秒."""
    return at + 1 < len(tokens) and tokens[at][0] in _NUMERALS and tokens[at + 1][1].startswith("秒")


def _with_half(tokens: list[Token], at: int) -> tuple[list[Token], int] | None:
    """with-half = number , ( unit , 半 | 个 , 半 , unit ) : 一年半, 3天半, 1个半小时, 两个半月

    3个半天 are three halves of a day, and what follows 半 may be a word of its own: 3天半价.
    """
    if at + 2 >= len(tokens) or tokens[at + 2][1] != "半" or tokens[at + 2][2] != tokens[at + 1][3]:
        return None
    value, first, half = _number(tokens[at]), tokens[at + 1], tokens[at + 2]
    if value is None or "." in tokens[at][1] or len(tokens[at][1]) >= MAX_DIGITS:
        return None
    number = exact_text(Fraction(value) + Fraction(1, 2))
    if first[1] == "个":
        unit = tokens[at + 3] if at + 3 < len(tokens) else half
        name = f"个{unit[1]}"
        if name not in time_units():
            return None
        return [("num", number, tokens[at][2], half[3]), ("unit", name, unit[2], unit[3])], at + 4
    if first[1] not in _HALVED or not _stands_alone(tokens, at + 3):
        return None
    return [("num", number, tokens[at][2], tokens[at][3]), ("unit", first[1], first[2], half[3])], at + 3


# Units that 半 may follow; 3月半 is the middle of March, or nothing.
_HALVED = frozenset(("年", "天", "日", "周", "小时", "个小时", "个月", "钟头", "周年", "学期", "学年"))


def _tenths(tokens: list[Token], at: int) -> tuple[list[Token], int] | None:
    """tenths = number , 成 , numeral : 九成五 is 9.5成"""
    if at + 2 >= len(tokens) or tokens[at + 1][1] != "成":
        return None
    value, mark, tail = _number(tokens[at]), tokens[at + 1], tokens[at + 2]
    if tail[0] != "cn" or tail[2] != mark[3] or not _stands_alone(tokens, at + 3):
        return None
    tenth = _number(tail)
    if value is None or value >= 10 or "." in tokens[at][1] or tenth is None or not 0 < tenth < 10:
        return None
    number = exact_text(Fraction(value) + Fraction(tenth) / 10)
    return [("num", number, tokens[at][2], tokens[at][3]), ("unit", "成", mark[2], tail[3])], at + 3


def _stands_alone(tokens: list[Token], end: int) -> bool:
    if end == len(tokens) or tokens[end][0] in ("post", "sep", ")", "range", "/"):
        return True
    words = load("wording")
    tail = "".join(token[1] for token in tokens[end : end + 4])  # 完成 are two tokens: 成 is a unit
    return tail.startswith((*words["done"]["words"], *words["respond"]["words"]))
