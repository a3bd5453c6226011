"""The grammar of amounts: a number with its sign, unit, range and words, or one that was left out.

Each function's docstring is the rule that it reads.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from fiscalkpi._data import load
from fiscalkpi._numbers import MAX_DIGITS, exact_text, negative, parse_chinese_number, parse_number, plain
from fiscalkpi.errors import UnitError
from fiscalkpi.targets.clause import Clause, FlawError, span_of
from fiscalkpi.targets.model import Comparator, Number, Unfilled, read_number
from fiscalkpi.targets.wording import beside, comparators, elsewhen, posts
from fiscalkpi.units import MAX_LENGTH, Unit, multipliers, time_units, unit_nouns

if TYPE_CHECKING:
    from collections.abc import Callable

    from fiscalkpi.errors import Span
    from fiscalkpi.targets.lexer import Token


def left_out(tokens: list[Token], at: int | None) -> Clause:
    """left-out = [ words ] , [ sign ] , [ mask ] , [ unit ] , [ post ] : a number that was never filed"""
    if at is None:
        start = 0
        if tokens and tokens[0][0] == "text" and not any(char.isalnum() for char in tokens[0][1]):
            start = 1  # 》 and other marks typed for a sign
        index = start
        comparator = None
        if index < len(tokens) and tokens[index][0] == "cmp":
            comparator = comparators().get(tokens[index][1])
            index += comparator is not None
            if comparator is not None and tokens[index - 1][1] not in "≥≤=<>" and index == len(tokens):
                return Clause(None)  # 达到, 超过 as a whole cell are words
        unit, end = _unit(tokens, index, unknown=False)
        alone = unit is not None and (comparator is not None or unit.text not in unit_nouns())
        if alone and tokens[index][0] == "mult" and tokens[-1][1] in _OF_WORDS:
            return Clause(None)  # 百万级
        if end == len(tokens) and (alone or (comparator is not None and unit is None)):
            return Clause(Unfilled(comparator=comparator, unit=unit), span_of(tokens, 0, end))
        return Clause(None)
    comparator = comparators().get(tokens[at - 1][1]) if at and tokens[at - 1][0] == "cmp" else None
    first = at - (comparator is not None)
    unit, end = _unit(tokens, at + 1)
    if end < len(tokens) and tokens[end][0] == "post":
        comparator = comparator or posts().get(tokens[end][1])
        end += 1
    return Clause(Unfilled(comparator=comparator, unit=unit), span_of(tokens, first, end))


def _value(token: Token) -> tuple[Number, str | None] | None:
    """Return the number of a token and the unit that is part of it (百分之九十八 → 98, %)."""
    kind, text, start, end = token
    if kind == "num":
        number = parse_number(text)
        if number is None:
            raise FlawError("too_many_digits", start, end)
        return number, None
    if kind == "cn":
        if len(text) > 1 and not any(char in "十百千万亿点" for char in text):
            return None  # 两三次: two or three, not 23
        number = Decimal("0.5") if text == "半" else parse_chinese_number(text)
        return None if number is None else (number, None)
    if text in ("百分百", "百分之百"):
        return Decimal(100), "%"
    share, _, digits = text.partition("分之")
    number = parse_number(digits) if digits[0].isascii() else parse_chinese_number(digits)
    if number is None or share in _SHARES:
        return None if number is None else (number, _SHARES[share])
    whole = _PARTS.get(share) or (parse_number(share) if share[0].isascii() else parse_chinese_number(share))
    if not whole:
        return None
    fraction = Fraction(number) / Fraction(whole)
    decimal = exact_text(fraction)
    return (fraction if "/" in decimal else Decimal(decimal)), None


_SHARES = {"百": "%", "千": "‰", "万": "‱"}
_PARTS = {"十万": Decimal(100_000), "百万": Decimal(1_000_000)}


def amount_clause(tokens: list[Token], at: int, *, alone: bool = False) -> Clause | None:
    """amount = [ words ] , [ 约 ] , [ sign ] , [ "-" | "±" ] , number , [ unit ] , [ range ] , [ post ] ,
    [ words ]

    Words on both sides of a number without a sign say that the number describes a standard or a thing,
    unless those in front lead to it (完成, 建成 …, or 为 and 向 to those who are served). An age with words
    behind it says who is meant.

    Args:
        tokens: the tokens of the clause.
        at: the token of the number.
        alone: the numbers in front describe what is measured (65岁以上老人…≥70%); they are words.
    """
    read = _value(tokens[at])
    if read is None:
        return None
    value, part_unit = read
    first = at
    minus = frost = tolerance = False
    if (
        first
        and tokens[first - 1][1] == "-"
        and (first == 1 or tokens[first - 2][0] in ("cmp", "(", "bar", ":"))
    ):
        minus, first = True, first - 1
    elif first == 1 and tokens[0][1] == "+":
        first = 0
    elif first > 1 and (tokens[first - 2][1], tokens[first - 1][1]) == ("零", "下"):
        minus = frost = True
        first -= 2  # 零下5℃
    elif first and tokens[first - 1][0] == "±":
        tolerance, first = True, first - 1
    comparator, approx, first = signs_before(tokens, first)
    # a numeral is part of many words, so what follows it has to be a unit that is known
    known_only = tokens[at][0] == "cn"
    if (
        first > 1
        and any(token[0] == "date" for token in tokens[:first])
        and _of_each()("".join(token[1] for token in tokens[:first]))
    ):
        return Clause(None, numbers=True)  # 3月、9月各1次, 3月、9月各完成1次
    if (
        first
        and tokens[first - 1][1].endswith("每")
        and at + 2 == len(tokens)
        and tokens[-1][1] in time_units()
    ):
        return Clause(None, numbers=True)  # 每两年
    if first > 1 and first == at and _is_one_each(tokens[at - 2 : at + 1]):
        return Clause(None, numbers=True)  # 一村一名
    if first and tokens[first - 1][1].endswith(_TURNED + (_VAGUE if known_only else ())):
        return Clause(None, numbers=True)  # 第3名, 前10名, 并非超过, ≠, 数十
    if comparator is None and not approx:
        comparator = _sign_apart(tokens, first)
        if comparator is None and _holds_sign(tokens[:first]):
            return Clause(None, numbers=True)  # a sign that does not reach the number is not dropped
    number_at, at = at, at + 1
    over = None
    if at + 1 < len(tokens) and tokens[at][1] in ("余", "多") and tokens[at + 1][0] in ("unit", "mult"):
        over, at = posts()[tokens[at][1]], at + 1  # 100余家
    unit_text, at = (part_unit, at) if part_unit else _unit_text(tokens, at, unknown=not known_only)
    if over is None and at + 1 < len(tokens) and tokens[at][1] in ("余", "多") and unit_text in multipliers():
        name, behind = _unit_name(tokens, at + 1, unknown=False)
        if name is not None and is_unit(f"{unit_text}{name}"):
            over, unit_text, at = posts()[tokens[at][1]], f"{unit_text}{name}", behind  # 2万余人
    ratio = _ratio(tokens, number_at) if comparator is not None and unit_text is None else None
    if ratio is not None:
        return Clause(read_number(ratio, comparator, None), (tokens[first][2], tokens[-1][3]))
    if unit_text in ("日", "号") and "".join(token[1] for token in tokens[:first]).endswith(
        elsewhen("months")
    ):
        return Clause(None, numbers=True)  # 次月10日内
    value = negative(value) if minus else value
    high = None
    if tolerance:
        value, high = negative(value), value
    else:
        upper = _upper(tokens, at)
        if upper is not None:
            high, high_unit, at = upper
            if unit_text is not None and high_unit is not None and _is_short_for(unit_text, high_unit):
                unit_text = high_unit
            if unit_text is not None and high_unit is not None and unit_text != high_unit:
                return Clause(None, numbers=True)
            unit_text = high_unit if high_unit is not None else unit_text
        else:
            spread = _spread(tokens, at, unit_text)
            if spread is not None:
                plus, unit_text, at = spread
                value, high = (_sum(value, end, tokens[number_at]) for end in (negative(plus), plus))
    first_remark, at = _remark(tokens, at)
    if first_remark is not None and unit_text is None:
        unit_text, at = _unit_text(tokens, at, unknown=False)  # 90（优秀）分
    after, around, at = _after(tokens, at, timed=unit_text in time_units())
    second_remark, behind = _remark(tokens, at)
    after = over or after
    if around and after is None and _is_about(tokens[:number_at]):
        comparator = None
    end_of_amount = at
    at = behind
    words = load("wording")
    if high is None and any(token[1] in words["range"]["after"] for token in tokens[number_at:end_of_amount]):
        return Clause(None, numbers=True)  # 介于5%和10%之间
    start, end = tokens[first][2], tokens[at - 1][3]
    if comparator is not None and after is not None and _opposed(comparator, after):
        raise FlawError("two_signs", start, end)
    sign = comparator or after
    remarks = []
    if high is not None and (approx or around):
        about = words["approximate"]["before"] + words["approximate"]["after"]
        remarks += [token[2:] for token in tokens[first:at] if token[1] in about]  # 3-5个左右
    for remark in (first_remark, second_remark):
        if remark is not None:
            text, span = remark
            said = text.removeprefix("不").removeprefix("包").removeprefix("含")
            bound = "含" in text and said in _restatements((value, high), unit_text)
            if bound and text[0] == "不" and sign is not None:
                sign = {Comparator.GE: Comparator.GT, Comparator.LE: Comparator.LT}.get(sign, sign)
            elif not bound or text[0] == "不":
                remarks.append(span)  # 含税, 不含税: what is counted, not where it ends
    if tolerance and sign is Comparator.LE:
        sign = None  # ≤±5% says what ±5% says
    if high is not None:
        if frost:
            return Clause(None, numbers=True)  # 零下5-10℃: of which of the two
        if high < value:
            raise FlawError("range_reversed", start, end)
        written = (
            not tolerance
            and tokens[first][0] == "cmp"
            and tokens[first][1] in ("≥", "≤", "=", ">=", "<=", ">", "<")
        )
        if sign not in (None, Comparator.EQ) and (written or sign not in (Comparator.LE, Comparator.GE)):
            raise FlawError("sign_before_range", start, end)
        sign = None  # 控制在…之间, ±3%以内, =3-5天: the range says it
        approx = around = False
    rest = tokens[at:]
    if _signed_end(tokens, at):
        raise FlawError("sign_before_range", start, tokens[at + 2][3])
    if unit_text is None and any(token[0] == "date" for token in rest):
        return Clause(None, numbers=True)  # 2022预算年度内
    if any(token[0] in ("num", "part", "mask", "±", "cmp") for token in rest):
        # a second amount with nothing between them: two columns run together
        adjacent = rest[0][2] == tokens[end_of_amount - 1][3] and rest[0][0] in ("num", "cmp")
        if (
            adjacent
            and unit_text is not None
            and unit_text not in time_units()
            and rest[0][1][0] in "≥≤=<>0123456789"
        ):
            raise FlawError("run_together", start, rest[-1][3])
        return Clause(None, numbers=True)
    if not alone and any(token[0] in ("num", "part", "mask") for token in tokens[:first]):
        return Clause(None, numbers=True)
    spelled = known_only or any(token[0] == "cn" for token in tokens[number_at:end_of_amount])
    if rest and comparator is None and unit_text in beside("ages"):
        return Clause(None)  # 65岁以上老年人: the age tells who is meant
    if not _framed(tokens, first, rest, sign is not None, spelled, unit_text):
        return Clause(None, numbers=not spelled)
    unit = None if unit_text is None else Unit.parse(unit_text)
    part = read_number(value, sign, unit, high, (approx or around) and sign is None)
    return Clause(part, span_of(tokens, first, at), remarks=tuple(remarks))


def _is_short_for(unit: str, other: str) -> bool:
    """Whether the first end of a range leaves the rest of the unit to the second: 1万-2万元, 30元-50元/人"""
    return other.startswith(f"{unit}/") or (unit in multipliers() and other.startswith(unit))


def _signed_end(tokens: list[Token], at: int) -> bool:
    """Whether a range goes on with a sign: 95%-≥100%."""
    kinds = [token[0] for token in tokens[at : at + 3]]
    return kinds == ["range", "cmp", "num"] and tokens[at + 1][1] in "≥≤=<>"


def _restatements(ends: tuple[Number | None, ...], unit: str | None) -> frozenset[str]:
    """Return what 含 and 不含 may name without saying more: nothing, 本数, an end of the amount itself."""
    named = {"", "本数"}
    for end in ends:
        if end is not None:
            named |= {plain(end), f"{plain(end)}{unit or ''}"}
    return frozenset(named)


def _ratio(tokens: list[Token], at: int) -> Number | None:
    """ratio = sign , number , "/" , number : ≤15/100000. Without a sign, or behind =, it may be anything"""
    kinds = [token[0] for token in tokens[at - 1 :]]
    if kinds != ["cmp", "num", "/", "num"] or tokens[at - 1][1] not in ("≥", "≤", ">", "<", ">=", "<="):
        return None
    above, below = parse_number(tokens[at][1]), parse_number(tokens[at + 2][1])
    if above is None or not below:
        return None
    ratio = Fraction(above) / Fraction(below)
    text = exact_text(ratio)
    if sum(map(str.isdigit, text)) > MAX_DIGITS:
        return None
    return ratio if "/" in text else Decimal(text)


def _sum(one: Number, other: Number, token: Token) -> Number:
    """Add exactly: the usual context of the decimal module would round."""
    total = (
        _EXACT.add(one, other)
        if isinstance(one, Decimal) and isinstance(other, Decimal)
        else Fraction(one) + Fraction(other)
    )
    if sum(map(str.isdigit, exact_text(total))) > MAX_DIGITS:
        raise FlawError("too_many_digits", token[2], token[3])
    return total


_EXACT = Context(prec=2 * MAX_DIGITS + 1)


def _is_about(tokens: list[Token]) -> bool:
    """Whether the signs in front of a number only lead to it, so 左右 behind it counts: 保持在90%左右."""
    about = load("wording")["approximate"]["around"]
    return all(token[1] in about for token in tokens if token[0] == "cmp")


def _opposed(one: Comparator, other: Comparator) -> bool:
    up, down = (Comparator.GE, Comparator.GT), (Comparator.LE, Comparator.LT)
    return (one in up and other in down) or (one in down and other in up)


def _framed(
    tokens: list[Token], first: int, rest: list[Token], stated: bool, spelled: bool, unit: str | None
) -> bool:
    """Whether the words around an amount leave it a target: see :func:`_amount_clause`."""
    before = tokens[:first]
    nought = spelled and unit is None and not rest and tokens[-1][1] in ("零", "〇")
    if nought and (stated or (before and before[-1][1].endswith(("为", ":")))):
        # 投诉率为零, ≤零; not 不为零
        return _NOT_BE.search("".join(token[1] for token in before)) is None
    if spelled and (
        unit is None or (rest and (not stated or unit in _OF_WORDS)) or (not stated and unit in _OF_WORDS)
    ):
        return False  # 三级, 两个覆盖, 一目标明确, 达到一级A标准: numerals are parts of words
    if rest and unit == "年" and rest[0][1].startswith(("代", "以前", "之前", "以后", "之后")):
        return False  # 70年代, 1949年以前
    if rest and rest[0][1][0] in "前后底末初" and rest[0][2] == tokens[len(tokens) - len(rest) - 1][3]:
        return False  # 30天前, 90后, 22年底
    if rest and rest[0][1] == "半" and unit is not None and (unit == "个" or unit in time_units()):
        return False  # 3年半前, 1个半: half of what, or more than half of it
    if "".join(token[1] for token in rest[:2]).startswith("一遇"):
        return False  # 防洪标准20年一遇
    if before and before[-1][0] == "date" and before[-1][3] == tokens[first][2] and unit is None:
        return stated  # 2021年12: the month of a date that is cut off, or a number of that year
    if rest and rest[0][2] == tokens[len(tokens) - len(rest) - 1][3]:
        glued = rest[0][1][0]
        if unit == "号" or (unit is None and glued in "几来"):
            return False  # 3号楼, 1号文件: the number names one of several; 10几人
        if (
            (unit in (None, "%") and (glued.isascii() and glued.isalnum()))
            or glued.isdigit()
            or glued in "²³½¼¾^"
            or (unit is None and glued == "*")
        ):
            return False  # 1e5, 10², ≥2*台: another number than its digits say
    if len(before) > 1 and before[-2][0] in ("text", "unit") and tokens[first][0] != "cmp":
        mark, word = before[-1][1], before[-2][1]
        if mark == "+" or (mark == "-" and word[-1].isascii() and word[-1].isalpha()):
            return False  # ≤LPR+150BP: what is added to another figure is no target
    if stated:
        return True
    if before and before[-1][1] == "+":
        return False  # T+1, LPR+50BP
    if before and unit is None and before[-1][1][-1].isascii() and before[-1][1][-1].isalpha():
        # GB/T 19001: a number in a name; pH6-9 is a measure
        return before[-1][1][-2:].lower() == "ph" and not before[-1][1][-3:-2].encode().isalpha()
    if rest and (rest[0][0] in ("*", "/", ":") or (rest[0][0] == "range" and rest[0][1] not in ("到", "至"))):
        return False
    if before and before[-1][0] in ("*", "/", "range") and before[-1][1] not in ("到", "至"):
        return False
    if not rest:
        return True
    tail = "".join(token[1] for token in rest)
    words = load("wording")
    if len(tail) > 20 or _is_service(unit, tail) or _is_standard(before, tail):
        return False
    if not before or tail.startswith(tuple(words["done"]["words"])):
        return True
    if unit in time_units() and tail.startswith(
        tuple(word for word in words["respond"]["words"] if len(word) > 1)
    ):
        return True  # 郊区10分钟到达
    lead = "".join(token[1] for token in before).rstrip(":")
    if unit in words["served"]["units"] and lead.endswith(tuple(words["served"]["before"])):
        return True  # 为20名学生发放助学金
    return lead.endswith(tuple(words["lead"]["words"]))


def _is_one_each(tokens: list[Token]) -> bool:
    """Whether 一, a unit and 一 stand in a row: 一村一名 is one for each, 一年一次 how often."""
    (_, first, _, _), (kind, unit, _, _), (_, last, _, _) = tokens
    return first == last == "一" and kind == "unit" and unit not in time_units()


def _is_service(unit: str | None, tail: str) -> bool:
    """service = number , 小时 , words of [service] : 24小时值守 goes on all day, and takes no 24 hours"""
    return unit == "小时" and tail.startswith(tuple(load("wording")["service"]["words"]))


def _is_standard(before: list[Token], tail: str) -> bool:
    """standard = 按 … , amount , [ 的 ] , 标准 : what is paid by is no target; 建2个标准化车间 is one"""
    words = load("wording")["standard"]
    if not tail.startswith(tuple(words["after"])) or tail.startswith(tuple(words["not_after"])):
        return False
    return "".join(token[1] for token in before).startswith(tuple(words["before"]))


_NOT_BE = re.compile("[不未非没勿](?:[能得可应会宜是]|允许)?为$")
# Units that make a word of a numeral in front of them.
_OF_WORDS = frozenset("级类等体化方面流星")


# One sign that a blank parts: > =95%.
_PARTED = {(">", "="): Comparator.GE, ("<", "="): Comparator.LE}


def signs_before(tokens: list[Token], first: int) -> tuple[Comparator | None, bool, int]:
    """before = { 约 | sign | "|" } : signs in a row must agree (达到不低于)"""
    comparator, approx = None, False
    while first:
        kind, text, start, _ = tokens[first - 1]
        if kind == "cmp":
            known = comparators().get(text)
            if known is None:
                approx = True
            elif comparator is None or comparator is known:
                comparator = known
            elif (text, tokens[first][1]) in _PARTED:
                comparator = _PARTED[text, tokens[first][1]]
            elif text in "≥≤=<>":
                raise FlawError("two_signs", start, tokens[first][3])
            # 达到不低于, 控制在不超过: the sign next to the number counts
        elif not _opens_amount(tokens, first - 1):
            break
        first -= 1
    return comparator, approx, first


@cache
def _of_each() -> Callable[[str], re.Match[str] | None]:
    return re.compile(f"各(?:(?:{'|'.join(beside('each'))})[了过]?)?$").search


# What turns the sign behind it, or makes the number behind it an ordinal or a guess.
_TURNED = ("第", "前", "并非", "并未", "不是", "≠", "等于")
_VAGUE = ("数", "几", "上")


def _is_sign(token: Token) -> bool:
    """Whether a token is a sign apart from its number; 最低, 最高 and 突破 are words there."""
    if token[0] != "cmp" or token[1].startswith("最"):
        return False
    return token[1] not in load("wording")["yardstick"]["verbs"]


def _sign_apart(tokens: list[Token], first: int) -> Comparator | None:
    """apart = sign , words , number : 至少培训100人; not where the words name another yardstick (上年的)

    不高于市场价5% is no price of 5 %, and 低于市场价500元 may be that much below it.
    """
    yardstick = load("wording")["yardstick"]
    for at in range(first - 1, -1, -1):
        if _is_sign(tokens[at]):
            if any(token[0] == "date" for token in tokens[at + 1 : first]):
                return None  # 截至2021年底完成5个
            gap = "".join(token[1] for token in tokens[at + 1 : first])
            word = tokens[at][1]
            others = yardstick["words"]
            if word in yardstick["apart"]:
                others = others + yardstick["of_share"] + yardstick["apart_from"]
            elif any(token[1] in _SHARE_UNITS for token in tokens[first : first + 3]) and not gap.endswith(
                tuple(yardstick["measures"])
            ):
                others = others + yardstick["of_share"]
            if word in yardstick["near"] or len(gap) > 12 or any(other in gap for other in others):
                return None
            return comparators().get(word)
    return None


def _holds_sign(tokens: list[Token]) -> bool:
    """Whether a sign stands in words, or was cut as half of another word: the 不超标 of 不超标准300元."""
    if any(_is_sign(token) for token in tokens):
        return True
    text = "".join(token[1] for token in tokens)
    return any(word in text for word in load("wording")["yardstick"]["halved"])


_SHARE_UNITS = frozenset(("%", "‰", "百分点", "个百分点", "倍", "成"))


def _opens_amount(tokens: list[Token], at: int) -> bool:
    """Whether a bracket opens an amount behind words, as in 建设厕所(≥77座)."""
    return (
        tokens[at][0] == "("
        and at > 0
        and tokens[at - 1][0] in ("text", "unit", "cmp")
        and tokens[-1][0] == ")"
    )


def _after(tokens: list[Token], at: int, *, timed: bool) -> tuple[Comparator | None, bool, int]:
    """after = { post } : 以上, 以内, 左右"""
    comparator, approx = None, False
    while at < len(tokens) and tokens[at][0] in ("post", ")"):
        if tokens[at][0] == "post":
            short = tokens[at][1] in _SHORT_POSTS and not (timed and tokens[at][1] == "内")
            if short and not _stands_apart(tokens, at):
                break  # 10个内设机构, 1个多功能厅
            comparator = comparator or posts().get(tokens[at][1])
            approx = approx or tokens[at][1] in load("wording")["approximate"]["after"]
        elif not any(token[0] == "(" for token in tokens[:at]):
            break
        at += 1
    return comparator, approx, at


_SHORT_POSTS = frozenset(("内", "多", "余", "上下", "起步"))


def _stands_apart(tokens: list[Token], at: int) -> bool:
    """Whether a short word behind a number is a word of its own, and not the head of a noun."""
    if at + 1 >= len(tokens) or tokens[at + 1][2] != tokens[at][3]:
        return True
    if tokens[at + 1][0] not in ("text", "unit", "cn", "post"):
        return True
    tail = "".join(token[1] for token in tokens[at + 1 :])
    words = load("wording")
    return tail.startswith((*words["done"]["words"], *words["lead"]["words"], *words["respond"]["words"]))


def _remark(tokens: list[Token], at: int) -> tuple[tuple[str, Span] | None, int]:
    """remark = "(" , words , ")" behind an amount: said besides, so passed over, but for 含 and 不含"""
    if at < len(tokens) and tokens[at][0] == "(":
        for index in range(at + 1, len(tokens)):
            if tokens[index][0] == ")":
                inner = tokens[at + 1 : index]
                if not inner or any(token[0] in ("cmp", "mask") and token[1] in "≥≤=<>" for token in inner):
                    return None, at
                text = "".join(token[1] for token in inner)
                return (text, (inner[0][2], inner[-1][3])), index + 1
    return None, at


def _upper(tokens: list[Token], at: int) -> tuple[Number, str | None, int] | None:
    """upper = ( "-" | "~" | 至 | 到 ) , [ "-" ] , number , [ unit ]"""
    if at + 1 >= len(tokens) or tokens[at][0] != "range":
        return None
    index = at + 1
    minus = tokens[index][1] == "-"
    index += minus
    if index >= len(tokens) or tokens[index][0] not in ("num", "part", "cn"):
        return None
    read = _value(tokens[index])
    if read is None:
        return None
    value, unit = read
    if unit is None:
        unit, index = _unit_text(tokens, index + 1)
    else:
        index += 1
    return (negative(value) if minus else value), unit, index


def _spread(tokens: list[Token], at: int, unit: str | None) -> tuple[Number, str | None, int] | None:
    """spread = "±" , number , [ unit ] behind a number: 100±5元"""
    if at + 1 >= len(tokens) or tokens[at][0] != "±" or tokens[at + 1][0] != "num":
        return None
    read = _value(tokens[at + 1])
    assert read is not None
    own, end = _unit_text(tokens, at + 2)
    if unit is not None and own is not None and own != unit:
        return None
    return read[0], own if own is not None else unit, end


def _unit(tokens: list[Token], at: int, *, unknown: bool = True) -> tuple[Unit | None, int]:
    text, end = _unit_text(tokens, at, unknown=unknown)
    return (None, at) if text is None else (Unit.parse(text), end)


def _unit_text(tokens: list[Token], at: int, *, unknown: bool = True) -> tuple[str | None, int]:
    """unit = [ "(" ] , product , { ( "/" | 每 ) , [ number ] , product , { "." , known } } , [ ")" ]

    A unit that the data does not know is the run of words up to a mark, a word behind a number, or the
    end, six characters at most.
    """
    start = at
    if at < len(tokens) and tokens[at][0] == "(":  # 100.00(%), 5(万元)
        inner, end = _unit_text(tokens, at + 1, unknown=False)
        closed = inner is not None and end < len(tokens) and tokens[end][0] == ")"
        return (inner, end + 1) if closed else (None, start)
    pieces: list[str] = []
    if at < len(tokens) and tokens[at][0] == "mult":
        pieces.append(tokens[at][1])
        at += 1
    name, at = _unit_name(tokens, at, unknown=unknown)
    if name is None and not pieces and not (at < len(tokens) and tokens[at][0] == "/"):
        return None, start
    pieces.append(name or "")
    if (
        name is not None
        and [token[0] for token in tokens[at : at + 2]] == ["mask", "unit"]
        and tokens[at][1] == "."
    ):
        pieces.append(f".{tokens[at + 1][1]}")  # 人.天 is typed for 人·天, and stays as written
        at += 2
    while at + 1 < len(tokens) and (tokens[at][0] in ("/", "*") or tokens[at][1] == "每"):
        mark, index = tokens[at][1], at + 1
        count = ""
        if mark != "*" and mark != "·" and tokens[index][0] == "num" and tokens[index][1].isdigit():
            count, index = tokens[index][1], index + 1
            if not "".join(pieces) and count.strip("0") != "1":
                break  # 1/2次: a share, or one to two
        if [token[0] for token in tokens[index : index + 2]] == ["cn", "mult"]:
            spelled = tokens[index][1] + tokens[index + 1][1]
            if spelled in multipliers():
                count, index = count + spelled, index + 2  # 人/十万人
        if index < len(tokens) and tokens[index][0] == "mult":
            count, index = count + tokens[index][1], index + 1
        if count and tokens[index : index + 1] and tokens[index][1] in _SHARE_UNITS:
            break  # 100%/95%: two shares, and no unit
        if index + 1 < len(tokens) and tokens[index][1] == "半" and tokens[index + 1][0] == "unit":
            count, index = count + "半", index + 1  # 1次/半年
        under, index = _product(tokens, index) or _unit_name(tokens, index, unknown=True)
        if (
            under is not None
            and index + 1 < len(tokens)
            and (tokens[index][1], tokens[index + 1][0]) == (".", "unit")
        ):
            under, index = f"{under}.{tokens[index + 1][1]}", index + 2  # 元/人.天
        if under is None and not (count and count[-1] in "万亿"):
            break
        pieces += [mark, count, under or ""]
        at = index
    text = "".join(pieces)
    if not text or text in "/" or len(text) > MAX_LENGTH or not is_unit(text):
        return None, start
    return text, at


def _product(tokens: list[Token], at: int) -> tuple[str, int] | None:
    """product = "(" , known , "·" , known , ")" : 元/(人·月) is written for 元/人·月"""
    if [token[0] for token in tokens[at : at + 5]] != ["(", "unit", "*", "unit", ")"]:
        return None
    return "".join(token[1] for token in tokens[at + 1 : at + 4]), at + 5


def _unit_name(tokens: list[Token], at: int, *, unknown: bool) -> tuple[str | None, int]:
    if at >= len(tokens):
        return None, at
    kind, text, _, end = tokens[at]
    cut = (
        kind == "unit"
        and at + 1 < len(tokens)
        and tokens[at + 1][2] == end
        and all(char.isascii() and char.isalpha() for char in (text[-1], tokens[at + 1][1][0]))
    )  # the MW of MWth
    if kind == "unit" and not cut:
        at += 1
        others, behind = _alternatives(tokens, at, end)
        if others:
            return f"{text}({others})", behind
        return (f"{text}次", at + 1) if _is_times(tokens, at, end) else (text, at)
    if not unknown or (kind not in ("text", "range") and not cut):
        return None, at
    run, index = "", at
    while index < len(tokens) and tokens[index][0] in ("text", "unit", "mult", "cn") and len(run) <= 6:
        run += tokens[index][1]
        index += 1
    if run.isalpha() and len(run) <= 6 and not run.startswith(_NO_UNIT) and not run.endswith(_NO_UNIT_END):
        following = tokens[index][0] if index < len(tokens) else "end"
        if following in ("end", "post", "/", "*", "sep", ")", "range"):
            return run, index
    return None, at


def _is_times(tokens: list[Token], at: int, end: int) -> bool:
    """times = counting unit , 次 : 20篇次, 3册次; not where a word goes on: 5个次品"""
    if tokens[at - 1][1] in time_units() or tokens[at - 1][1] == "次" or not tokens[at - 1][1].isalpha():
        return False
    if at >= len(tokens) or tokens[at][1] != "次" or tokens[at][2] != end:
        return False
    return at + 1 == len(tokens) or tokens[at + 1][0] in ("post", "/", "*", "sep", ")", "range")


def _alternatives(tokens: list[Token], at: int, end: int) -> tuple[str, int]:
    """alternatives = "(" , known , { "、" , known } , ")" right behind a counting unit: 件(套), 个(台、套)"""
    if at >= len(tokens) or tokens[at][0] != "(" or tokens[at][2] != end:
        return "", at
    names, at = "", at + 1
    while at + 1 < len(tokens) and tokens[at][0] == "unit" and tokens[at][1] != "%":
        names += tokens[at][1]
        if tokens[at + 1][0] == ")":
            return names, at + 2
        if tokens[at + 1][1] != "、":
            break
        names, at = f"{names}、", at + 2
    return "", at


# Words that follow a number without being its unit, and words no unit ends in.
_NO_UNIT = (
    "的",
    "完",
    "覆",
    "达",
    "全",
    "以",
    "为",
    "是",
    "有",
    "无",
    "按",
    "由",
    "并",
    "未",
    "不",
    "已",
    "合格",
    "通过",
    "验收",
    "前",
    "后",
    "之",
    "实",
    "有效",
    "落实",
    "到",
    "满",
    "几",
    "来",
)
_NO_UNIT_END = (
    "完成",
    "到位",
    "达标",
    "合格",
    "通过",
    "覆盖",
    "落实",
    "前",
    "后",
    "好",
    "率",
    "标准",
    "规范",
    "文件",
    "要求",
    "规定",
)


def is_unit(text: str) -> bool:
    """Whether `text` can be a unit."""
    try:
        Unit.parse(text)
    except UnitError:
        return False
    return True
