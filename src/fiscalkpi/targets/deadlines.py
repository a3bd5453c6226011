"""The grammar of dates: deadlines, points in time, periods.

Each function's docstring is the rule that it reads.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from fiscalkpi._data import load
from fiscalkpi._numbers import parse_chinese_number
from fiscalkpi.dates import PartialDate
from fiscalkpi.targets.amounts import signs_before
from fiscalkpi.targets.clause import Clause, FlawError, span_of
from fiscalkpi.targets.model import Comparator, DateTarget, Period
from fiscalkpi.targets.wording import date_word, done_word, elsewhen

if TYPE_CHECKING:
    from fiscalkpi.targets.lexer import Token


@cache
def _date_parts() -> re.Pattern[str]:
    return re.compile(
        r"(?:(?P<year>[0-9]{4}|二[零〇][零〇一二三四五六七八九]{2})(?:年度?|[-/.])?)?\ ?"
        r"(?:(?P<quarter>第?[一二三四1-4]季度)(?P<quarter_end>末)?|(?P<half>[上下]半年)|(?P<all>全年)|(?P<inside>[本当]?年度?内)|(?P<year_end>年?[底末]$)"
        r"|(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,2})(?:月份?|[-/.]|$)\ ?"
        r"(?:(?P<day>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号]?|(?P<end>[底末])|(?P<third>[上中下]旬))?)?"
    )


_TIME_OF_DAY = re.compile(r"[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?$")


class _Date(NamedTuple):
    first: PartialDate
    last: PartialDate  # the same, unless it is a span: a quarter, a half, 全年
    fixed_end: bool = False  # 底, 末 was written: the end is named, so 前 includes it


def _whole(date: PartialDate) -> _Date:
    return _Date(date, date)


def _date(token: Token) -> _Date:
    """date = [ year ] , ( month , [ day | 底 | 旬 ] | quarter | half | 全年 | 年底 )"""
    _, text, start, end = token
    match = _date_parts().fullmatch(_TIME_OF_DAY.sub("", text).replace(" ", "").replace("○", "〇"))
    if match is None:  # unreachable: the lexer cuts dates by the same grammar
        raise FlawError("impossible_date", start, end)
    year = None if match["year"] is None else _small(match["year"])
    try:
        return _date_of(match, year)
    except ValueError:
        raise FlawError("impossible_date", start, end) from None


def _small(text: str) -> int:
    if text[0].isascii():
        return int(text)
    number = parse_chinese_number(text)
    assert number is not None  # the lexer takes only numerals that are numbers
    return int(number)


def _date_of(match: re.Match[str], year: int | None) -> _Date:
    if match["quarter"]:
        number = "一二三四".find(match["quarter"][-3]) + 1 or int(match["quarter"][-3])
        last = PartialDate(year, 3 * number, (31, 30, 30, 31)[number - 1])
        if match["quarter_end"]:
            return _Date(last, last, fixed_end=True)
        return _Date(PartialDate(year, 3 * number - 2, 1), last)
    if match["half"]:
        upper = match["half"][0] == "上"
        if upper:
            return _Date(PartialDate(year, 1, 1), PartialDate(year, 6, 30))
        return _Date(PartialDate(year, 7, 1), PartialDate(year, 12, 31))
    if match["all"] or match["inside"]:
        return _Date(PartialDate(year, 1, 1), PartialDate(year, 12, 31), fixed_end=bool(match["inside"]))
    if match["year_end"]:
        last = PartialDate(year, 12, 31)
        return _Date(last, last, fixed_end=True)
    if match["month"] is None:
        date = PartialDate(year)
        return _Date(date, date)
    month = _small(match["month"])
    whole = PartialDate(year, month)
    if match["third"]:
        bounds = {"上": (1, 10), "中": (11, 20), "下": (21, None)}[match["third"][0]]
        last_day = bounds[1] or whole.in_year(2000).last().day
        return _Date(PartialDate(year, month, bounds[0]), PartialDate(year, month, last_day))
    if match["day"]:
        date = PartialDate(year, month, _small(match["day"]))
        return _Date(date, date)
    if match["end"]:
        # the end of February depends on the year: the month itself ends on the same day
        last = (
            whole
            if month == 2 and year is None
            else PartialDate(year, month, whole.in_year(2000 if year is None else year).last().day)
        )
        return _Date(last, last, fixed_end=True)
    return _Date(whole, whole)


def deadline(tokens: list[Token], at: int) -> Clause | None:
    """deadline = [ words ] , [ sign ] , date , [ range , date ] , [ 前 | 止 | 起 ] , [ words ]

    前 behind a day, 底 or 末 includes it; behind a month, quarter or year it means before that begins.
    A word of completion makes a bare date a deadline. A year or month between a verb and a noun is in a name.
    """
    token = tokens[at]
    date = _date(token)
    end = at + 1
    first = at
    if at and token[1].endswith("季度") and _UP_TO.search(tokens[at - 1][1]):
        # 前三季度 are all up to its end
        date = _Date(PartialDate(date.first.year, 1, 1), date.last)
        first -= tokens[at - 1][1] == "前"
    if date.first.year is None and "".join(token[1] for token in tokens[:at]).endswith(elsewhen("years")):
        return Clause(None, numbers=True)  # 次年3月底前: not of the year of the form
    hour, end = _time_of_day(tokens, end)
    if hour and (hour != "24" or date.first.day is None or date.first != date.last):
        return Clause(None, numbers=True)  # 12月31日18时前: a date has no hours
    days = _days_of_month(tokens, at, date)
    if days is not None:
        return _period(tokens, at, at + 5, *days)
    if not hour:
        second, end = _second(tokens, at, date)
    else:
        second = None  # 24时 is the end of the day
    # 2021-2022年: the first year stands without its own 年
    if first > 1 and tokens[first - 1][0] == "range" and date.first.month is None and second is None:
        year_text = tokens[first - 2][1]
        if tokens[first - 2][0] == "num" and len(year_text) == 4 and year_text.isdigit():
            return _period(tokens, first - 2, end, _whole(_year(tokens[first - 2])), date)
    # 二至三季度, 2-3季度: the first quarter stands without its own 季度
    if (
        first > 1
        and tokens[first - 1][0] == "range"
        and token[1].endswith("季度")
        and tokens[first - 2][0] in ("num", "cn")
    ):
        quarter = _quarter(tokens[first - 2], date.first.year)
        return (
            Clause(None, numbers=True) if quarter is None else _period(tokens, first - 2, end, quarter, date)
        )
    # 1-12月: the first month stands without its own 月
    if first > 1 and tokens[first - 1][0] == "range" and tokens[first - 2][0] == "num" and second is None:
        number = tokens[first - 2][1]
        if _is_month(number) and date.first.month and date.first.day is None:
            second, date = date, _whole(PartialDate(date.first.year, int(number)))
            first -= 2
    elif date.first.month is None and date.first.year:
        begin = end + (end < len(tokens) and tokens[end][1] == "第")  # 2022年第2-4季度
        kinds = [token[0] for token in tokens[begin : begin + 3]]
        if kinds in (["num", "range", "date"], ["cn", "range", "date"]):
            return _deadline_after_year(tokens, at, begin, date)
    comparator, approx, first = signs_before(tokens, first)
    if approx:
        return Clause(None, numbers=True)
    if second is not None:
        return _period(tokens, first, end, date, second)
    return _point(tokens, first, end, date, comparator)


# 前三季度; not 目前三季度 or 提前三季度
_UP_TO = re.compile("(?<![目当提以之年月日])前$")


def _time_of_day(tokens: list[Token], at: int) -> tuple[str, int]:
    """time = number , ( 时 | 点 | ":" , number ) right behind a date"""
    if at + 1 >= len(tokens) or tokens[at][0] != "num":
        return "", at
    hour, mark = tokens[at][1], tokens[at + 1][1]
    if mark in ("时", "点", "点钟"):
        minutes = at + 2 < len(tokens) and tokens[at + 2][0] in ("num", "cn")
        return f"{hour}:" if minutes else hour, at + 2
    if mark == ":" and at + 2 < len(tokens) and tokens[at + 2][0] == "num":
        return hour if tokens[at + 2][1] == "00" else f"{hour}:", at + 3
    return "", at


def _deadline_after_year(tokens: list[Token], at: int, end: int, date: _Date) -> Clause | None:
    number = tokens[end][1]
    last = _date(tokens[end + 2])
    if tokens[end + 2][1].endswith("季度") and last.first.year is None:
        quarter = _quarter(tokens[end], date.first.year)
        return Clause(None, numbers=True) if quarter is None else _period(tokens, at, end + 3, quarter, last)
    if not _is_month(number) or last.first.year is not None:
        return None
    start = _whole(PartialDate(date.first.year, int(number)))
    return _period(tokens, at, end + 3, start, last)


def _is_month(number: str) -> bool:
    """Whether a number in digits may be a month: no figures too many, no decimals."""
    return number.isdigit() and len(number) <= 2 and 1 <= int(number) <= 12


def _quarter(token: Token, year: int | None) -> _Date | None:
    """Return the quarter that a bare number means in front of 至三季度."""
    text = token[1]
    number = "一二三四".find(text) + 1 or "1234".find(text) + 1
    if len(text) > 1 or not number:
        return None
    written = "" if year is None else f"{year}年"
    return _date(("date", f"{written}{number}季度", token[2], token[3]))


def _year(token: Token) -> PartialDate:
    try:
        return PartialDate(int(token[1]))
    except ValueError:
        raise FlawError("impossible_date", token[2], token[3]) from None


def _second(tokens: list[Token], at: int, date: _Date) -> tuple[_Date | None, int]:
    if at + 2 < len(tokens) and tokens[at + 1][0] == "range" and tokens[at + 2][0] == "date":
        return _date(tokens[at + 2]), at + 3
    if [token[1] for token in tokens[at + 1 : at + 3]] == ["起", "至"] and at + 3 < len(tokens):
        return _date(tokens[at + 3]) if tokens[at + 3][
            0
        ] == "date" else None, at + 4  # 自1月1日起至12月31日止
    day = date.first.day
    if day is None or at + 3 >= len(tokens):
        return None, at + 1
    mark, number, unit = tokens[at + 1 : at + 4]
    if (mark[0], number[0]) != ("range", "num") or unit[1] not in ("日", "号") or len(number[1]) > 2:
        return None, at + 1
    try:  # 3月10日-15日
        return _whole(PartialDate(date.first.year, date.first.month, int(number[1]))), at + 4
    except ValueError:
        raise FlawError("impossible_date", tokens[at][2], unit[3]) from None


def _days_of_month(tokens: list[Token], at: int, date: _Date) -> tuple[_Date, _Date] | None:
    """days = month , number , range , number , 日 : 9月1-3日"""
    found = tokens[at + 1 : at + 5]
    if [token[0] for token in found] != ["num", "range", "num", "unit"] or found[3][1] not in ("日", "号"):
        return None
    month = date.first
    if month.month is None or month.day is not None or date.fixed_end or found[0][2] != tokens[at][3]:
        return None
    days = [
        int(token[1]) if token[1].isdigit() and len(token[1]) <= 2 else 0 for token in (found[0], found[2])
    ]
    try:
        low, high = (_whole(PartialDate(month.year, month.month, day)) for day in days)
    except ValueError:
        raise FlawError("impossible_date", tokens[at][2], found[3][3]) from None
    return low, high


def _period(tokens: list[Token], first: int, end: int, date: _Date, last: _Date) -> Clause | None:
    """period = date , range , date : the second year may be missing"""
    span = (tokens[first][2], tokens[end - 1][3])
    if any(token[0] in ("num", "part", "mask") for token in tokens[:first] + tokens[end:]):
        return None
    if any(token[0] == "date" for token in tokens[end:]):
        return Clause(None, numbers=True)
    if _is_vague("".join(token[1] for token in tokens[end:])):
        return Clause(None, numbers=True)  # 1月-3月左右, 6月至7月初
    start, finish = date.first, last.last
    try:
        if start.year is not None:
            finish = finish.in_year(start.year)
        elif finish.year is not None:
            start = start.in_year(finish.year)
    except ValueError:  # 2021年1月-2月29日
        raise FlawError("impossible_date", *span) from None
    try:
        part = Period(start=start, end=finish)
    except ValueError:
        raise FlawError("range_reversed", *span) from None
    while end < len(tokens) and tokens[end][0] == "post":
        end += 1
    return Clause(part, span_of(tokens, first, end))


# A day that the calendar does not tell: 春节前, 开学后, Q4.
_EVENT = re.compile(r"[前后]|^ *[Qq][1-4]")


# Whether 前 takes in the day, month or year itself: 12月(含)前, 12月31日前(不含).
_BOUND = re.compile(r"\((?P<out>不?)含(?:本数|[当本该][日天月年])?\)")


def _is_vague(tail: str) -> bool:
    """Whether the words behind a date leave open which day it is: 左右, 前后, 初, 初开工; not 初步验收."""
    vague = load("wording")["vague_date"]
    for word in vague["words"]:
        if tail.startswith(word):
            more = tail[len(word) :]
            known = date_word(more)[0] or done_word(more, 0)[1] or more.startswith(tuple(vague["begun"]))
            if known or word in vague["never_halves"] or not more[:1].isalpha():
                return True
    return False


def _names_a_thing(tokens: list[Token], first: int) -> bool:
    """Whether a year or month is in the name of what something is done to: 支付2021年工程尾款."""
    if not first or tokens[first][0] != "date":
        return False
    words = load("wording")
    lead = "".join(token[1] for token in tokens[:first])
    return lead.endswith((*words["done"]["words"], *words["vague_date"]["things"]))


@cache
def _parts_of_year() -> tuple[str, ...]:
    return tuple(load("wording")["vague_date"]["parts"])


def _point(
    tokens: list[Token], first: int, end: int, date: _Date, comparator: Comparator | None
) -> Clause | None:
    """point = [ sign ] , date , [ 前 | 止 | 内 | 起 ] , [ 完成 … ]"""
    rest = tokens[end:]
    if any(token[0] in ("num", "part", "mask", "cn", "date") for token in rest) or any(
        token[0] in ("num", "part", "mask", "date") for token in tokens[:first]
    ):
        return None
    tail = "".join(token[1] for token in rest)
    vague = load("wording")["vague_date"]
    against = first and tokens[first - 1][1].endswith(tuple(vague["against"]))
    if against and tokens[first - 1][1].endswith(tuple(vague["not_against"])):
        against = False  # 合同2021年底前签订
    if against or any(token[1] in vague["levels"] for token in tokens[first:end]):
        return Clause(None, numbers=True)  # 高于2020年水平, 较2020年提高: a year to compare with
    if (
        tail.startswith("*")
        or _is_vague(tail)
        or (date.first.month is None and tail.startswith(_parts_of_year()))
    ):
        return Clause(None, numbers=True)  # 2021年×月, 12月底左右, 6月初, 2021年春季学期
    bound = _BOUND.match(tail)
    in_front = "" if bound is None else bound[0]
    tail = tail.removeprefix(in_front)
    word, role = date_word(tail)
    behind = _BOUND.match(tail, len(word))
    bound = bound or behind
    if not word and (_EVENT.search(tail) or (tail and date.first != date.last and not done_word(tail, 0)[0])):
        return Clause(None, numbers=True)  # 2022年春节前, 全年无事故: the day is another, or there is none
    length = len(word) if behind is None else behind.end()
    done, done_length = done_word(tail, length)
    ends = date.fixed_end or (date.first.day is not None and date.first == date.last)
    at_work = not word and not done_length and not ends and tail[:1].isalpha()
    if at_work and (date.first.month is None or not done) and _names_a_thing(tokens, first):
        return Clause(None)  # 完成2022年度绩效评价工作: the year is in the name of the work
    if bound is not None:
        ends = not bound["out"]
        if bound["out"] and (comparator is not None or role != "before"):
            return Clause(None, numbers=True)  # ≤12月31日(不含)
    if comparator is None:
        if role == "before":
            comparator = Comparator.LE if ends else Comparator.LT
        elif role == "since":
            # 12月31日(含)以后 takes the day in
            comparator = Comparator.GE if word == "起" or bound is not None else Comparator.GT
        elif role == "until" or done or (date.fixed_end and date.first != date.last):
            comparator = Comparator.LE
    used = (tokens[first][2], _after_chars(tokens, end, len(in_front) + length + done_length))
    if comparator is None and date.first != date.last:
        return Clause(Period(start=date.first, end=date.last), used)
    value = date.first if comparator in (Comparator.GE, Comparator.LT) else date.last
    return Clause(DateTarget(value=value, comparator=comparator), used)


def _after_chars(tokens: list[Token], at: int, count: int) -> int:
    """Return where the text stands after `count` characters of the tokens from `at` on."""
    end = tokens[at - 1][3]
    for _, text, start, _ in tokens[at:]:
        if count <= 0:
            break
        end = start + min(count, len(text))
        count -= len(text)
    return end
