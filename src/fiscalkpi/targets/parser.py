"""Tokens → target. The parser settles the kind; nothing later guesses.

Each function's docstring is the rule of the grammar it reads. A cell is one clause or several::

    cell      = unfilled | yes-no | budget | schedule | recurring | clauses
    clauses   = clause , { separator , clause }
    clause    = [ words ] , ( deadline | amount-with-sign ) , [ words ]

A clause of words alone says nothing a number decides. Where one clause holds a number, it is the
target; where several do, they are the parts of a :class:`Multiple`. Words that the reading does not
use are reported as ``passed_over``. A text with digits that no rule reads is :class:`Qualitative`, or
:class:`Unreadable` where it cannot be.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fiscalkpi._data import load
from fiscalkpi._numbers import MAX_DIGITS, exact_text, parse_chinese_number, parse_number
from fiscalkpi._text import fold_signs
from fiscalkpi.dates import PartialDate
from fiscalkpi.errors import TargetSyntaxError, UnitError
from fiscalkpi.targets.lexer import Token, tokenize
from fiscalkpi.targets.model import (
    MAX_TEXT,
    Comparator,
    DateTarget,
    Duration,
    Multiple,
    Number,
    OnSchedule,
    Part,
    Period,
    Qualitative,
    Quantity,
    Recurring,
    Target,
    Unfilled,
    Unreadable,
    WithinBudget,
    YesNo,
    filed_as,
    read_number,
)
from fiscalkpi.units import MAX_LENGTH, Unit, multipliers, time_units, unit_nouns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fiscalkpi.errors import Span

_CACHED = 64  # characters: longer texts are prose and seldom come twice


class Reading(NamedTuple):
    """A target, and what the reading of its text has to say besides."""

    target: Target
    passed_over: tuple[Span, ...] = ()
    """Filed words that the reading does not use."""
    reason: str | None = None
    """Why the text is unreadable."""
    span: Span | None = None
    """The piece that cannot be."""


class _Flaw(Exception):
    """A piece of the text cannot be; unwinds to the whole cell."""

    def __init__(self, reason: str, start: int, end: int) -> None:
        super().__init__(reason)
        self.reason, self.span = reason, (start, end)


class _Clause(NamedTuple):
    part: Part | Unfilled | None  # None: words alone
    used: Span = (0, 0)  # the piece of the text that the reading uses
    numbers: bool = False  # digits that no rule read
    remarks: tuple[Span, ...] = ()  # words inside that piece that the reading does not use


# ---------------------------------------------------------------------------------------------- public


def parse_target(text: str) -> Target:
    """Return the target that a cell 指标值 says. Total: any text up to 2,000 characters gives one.

    The inverse of ``str()``: the canonical text of a target parses back to an equal one. Linear in
    the length of `text`.

    Raises:
        TargetSyntaxError: only where `text` is longer than 2,000 characters.
        TypeError: where it is no text.

    >>> parse_target("≥90%")
    Quantity(value=Decimal('90'), comparator=Comparator.GE, unit=Unit('%'), text='≥90%')
    >>> parse_target("4小时以内").comparator, parse_target("明显减少").kind, parse_target("**人").kind
    (Comparator.LE, 'qualitative', 'unfilled')
    """
    return read(text).target


def parse_target_cells(
    value: str | None,
    comparator: str | None = None,
    unit: str | None = None,
    nature: str | None = None,
) -> Target:
    """Return the target that a form splits over columns; None is a column that is not there.

    The cells win over their joined text: a unit comes from its own cell, ``定性`` in the comparator cell is
    the nature, and a date may stand under it. ``.text`` is the filled cells joined by ``|`` in the order
    nature, comparator, value, unit.

    Raises:
        TargetSyntaxError: where the cells together are longer than 2,000 characters.

    >>> parse_target_cells(value="98", comparator="大于等于", unit="%", nature="正向")
    Quantity(value=Decimal('98'), comparator=Comparator.GE, unit=Unit('%'), text='正向|大于等于|98|%')
    """
    cells = (nature, comparator, value, unit)
    text = "|".join(cell for cell in cells if cell is not None and cell.strip())
    _check_length(text)
    return _read_cells(value or "", comparator or "", unit or "", text).target


def read(text: str) -> Reading:
    """Return the target of `text` with what the reading has to say besides; see :func:`parse_target`."""
    if not isinstance(text, str):
        raise TypeError(f"a target is parsed from text, not from {type(text).__name__}")
    if len(text) <= _CACHED:
        return _read_short(text)
    _check_length(text)
    return _read(text)


def _check_length(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise TargetSyntaxError("target.too-long", text=text, span=(MAX_TEXT, len(text)), length=len(text))


# ------------------------------------------------------------------------------------------ whole cells


def _read(text: str) -> Reading:
    """cell = number | words | unfilled | yes-no | budget | schedule | joined cells | recurring | clauses"""
    tokens = tokenize(text)
    target = _simple(text, tokens)
    if target is not None:
        return Reading(target)
    kinds = {token[0] for token in tokens}
    try:
        reading = _whole(text, kinds)
        if reading is not None:
            return reading
        if kinds.isdisjoint(_NUMBERED) and any(kind == "text" and word.isalpha() for kind, word, _, _ in tokens):
            return Reading(Qualitative(text=text))
        return _clauses(text, tokens)
    except _Flaw as flaw:
        return Reading(Unreadable(text=text), (), flaw.reason, flaw.span)


_read_short = lru_cache(maxsize=4096)(_read)
# Without one of these there is no number, filed or left out: words alone are prose.
_NUMBERED = frozenset(("num", "cn", "part", "date", "mask", "cmp", "each"))


def _simple(text: str, tokens: list[Token]) -> Quantity | Duration | None:
    """number = [ sign ] , digits , [ 万 | 亿 ] , [ unit , { "/" , unit } ] , [ post ] , each perhaps in a cell

    What three in four cells are, so it is tried first; the rule of a clause reads the same.
    """
    if len(tokens) > _SIMPLE:
        return None
    if "|" in text or "｜" in text:
        tokens = [token for token in tokens if token[0] != "bar" and token[1] not in natures()]
    at, count = 0, len(tokens)
    if not count:
        return None
    kind, word, _, _ = tokens[0]
    comparator = None
    if kind == "cmp":
        comparator = comparators().get(word)
        if comparator is None or count == 1:
            return None
        at = 1
        kind, word, _, _ = tokens[1]
    if kind != "num":
        return None
    number = Decimal(word) if len(word) <= MAX_DIGITS and "," not in word else parse_number(word)
    at += 1
    unit = ""
    if at < count and tokens[at][0] == "mult":
        unit = tokens[at][1]
        at += 1
    if at < count and tokens[at][0] == "unit":
        unit += tokens[at][1]
        at += 1
        while at + 1 < count and tokens[at][0] == "/" and tokens[at + 1][0] == "unit":
            unit += f"/{tokens[at + 1][1]}"
            at += 2
    if at == count - 1 and tokens[at][0] == "post" and comparator is None:
        comparator = posts().get(tokens[at][1])
        at += comparator is not None
    if at != count or number is None or len(unit) > MAX_LENGTH:
        return None
    return read_number(number, comparator, Unit.parse(unit) if unit else None, text=text)


_SIMPLE = 8  # tokens of a simple target at most


def _whole(text: str, kinds: set[str]) -> Reading | None:
    """whole = blank | marks alone | 是 | 否 | 无 … | budget | schedule | joined cells"""
    bare = "".join(fold_signs(text).split()).rstrip("。.;,，")
    words = whole_words()
    if bare in words:
        value = words[bare]
        return Reading(Unfilled(text=text) if value is None else YesNo(value=value, text=text))
    if kinds <= _MARKS:
        if not any(char.isalnum() for char in bare) and "mask" not in kinds:
            return Reading(Unfilled(text=text))
    if not text.isprintable():
        for at, char in enumerate(text):
            if not char.isprintable() and not char.isspace():
                raise _Flaw("control_character", at, at + 1)
    if bare in ("零", "〇"):
        return Reading(Quantity(value=Decimal(0), text=text))
    if "bar" in kinds:
        return _read_joined(text)
    if len(bare) <= 60:
        comparator = _budget(bare)
        if comparator is not None:
            return Reading(WithinBudget(comparator=comparator, text=text))
        if _schedule(bare):
            return Reading(OnSchedule(text=text))
    return None


_MARKS = frozenset(("text", "sep", "(", ")", ":", "/", "*", "range", "bar", "±", "mask"))


@cache
def whole_words() -> dict[str, bool | None]:
    """Return the words that are a whole cell: True 是, False 否, None for what says nothing was filed."""
    whole = load("wording")["whole"]
    words: dict[str, bool | None] = dict.fromkeys(whole["yes"], True)
    words |= dict.fromkeys(whole["no"], False)
    words |= dict.fromkeys(map(fold_signs, whole["unfilled"]), None)
    return words


@cache
def comparators() -> dict[str, Comparator]:
    """Return the signs and words in front of a number."""
    before = load("wording")["before"]
    return {word: Comparator(sign) for sign, words in before.items() for word in words}


@cache
def posts() -> dict[str, Comparator]:
    """Return the words behind a number that are its comparator."""
    after = load("wording")["after"]
    return {word: Comparator(sign) for sign, words in after.items() for word in words}


@cache
def _phrase(name: str) -> tuple[re.Pattern[str], dict[str, frozenset[str]]]:
    roles = {role: frozenset(words) for role, words in load("wording")[name].items()}
    return _any_of({word for listed in roles.values() for word in listed}), roles


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


def _budget(text: str) -> Comparator | None:
    """budget = words of [budget] alone , among them a budget and a ceiling, an inside or a below"""
    if "预算" not in text:
        return None
    roles = _roles("budget", text)
    if roles is None or "budget" not in roles or not roles & {"ceiling", "inside", "below"}:
        return None
    return Comparator.LT if "below" in roles else Comparator.LE


def _schedule(text: str) -> bool:
    """schedule = words of [schedule] alone , among them a plan and a time or an end"""
    if "计划" not in text and "期" not in text:
        return False
    roles = _roles("schedule", text)
    return roles is not None and "plan" in roles and bool(roles & {"done", "inside"} or roles >= {"time", "plan"})


def _recurring(tokens: list[Token], text: str) -> bool:
    """recurring = 每月 | 每周 … , ( day | week day | end ) : a window, not a count"""
    words = load("wording")["recurring"]["words"]
    for index, token in enumerate(tokens):
        if token[0] == "each" and token[1] in words:
            rest = tokens[index + 1 :]
            if not rest:
                return index == 0
            after = fold_signs(text[token[3] :]).strip()
            return bool(_RECURRING_TAIL.match(after)) and not any(t[0] == "cmp" for t in rest)
    return False


_RECURRING_TAIL = re.compile(
    r"(?:第?[一二三四五六日末天1-7]?(?:个)?(?:工作日|自然日|星期[一二三四五六日天]|周[一二三四五六日末])"
    r"|[0-9]{1,2}(?:[-~至到][0-9]{1,2})?[日号]|[一二三]?十?[一二三四五六七八九]?[日号]"
    r"|[末底初中]|最后|[上中下]旬|第[一二三四1-4]?[周个]|[一二三四五六日](?:[、,，和及至到-](?:周|星期)?[一二三四五六日])*(?![0-9次个项份场期批篇])"
    r"|按[时期]|定期|及时|完成|按月|月底|月末|初|底前|末前|发放|报送|更新)"
)

# -------------------------------------------------------------------------------------- split columns


def _read_joined(text: str) -> Reading:
    """joined = cell , { "|" , cell } : the cells of a split target, or several targets"""
    fields: dict[str, str] = {}
    values: list[str] = []
    for cell in (piece.strip() for piece in fold_signs(text).split("|")):
        if not cell:
            continue
        if cell in natures() and "nature" not in fields:
            fields["nature"] = cell
        elif cell in comparators() and "comparator" not in fields:
            fields["comparator"] = cell
        elif values and "unit" not in fields and _is_unit(cell) or not values and _is_known_unit(cell):
            fields["unit"] = cell
        else:
            values.append(cell)
    if len(values) > 1 and not fields:
        parts = [_read(value).target for value in values]
        if all(isinstance(part, Part) for part in parts):
            return Reading(Multiple(parts=tuple(map(_unfiled, parts)), text=text))
        return Reading(Qualitative(text=text))
    value = values[0] if len(values) == 1 else ";".join(values)
    return _read_cells(value, fields.get("comparator", ""), fields.get("unit", ""), text)


@cache
def natures() -> frozenset[str]:
    """Return the words of a nature cell: 正向, 反向, 定性 …."""
    return frozenset(load("wording")["whole"]["natures"])


def _is_unit(text: str) -> bool:
    try:
        Unit.parse(text)
    except UnitError:
        return False
    return True


def _is_known_unit(text: str) -> bool:
    tokens = tokenize(text)
    return bool(tokens) and all(token[0] in ("unit", "mult", "/", "*", "(", ")") for token in tokens) and _is_unit(text)


def _unfiled(part: Target) -> Part:
    """Return a part of a cell: the cell holds the text, the part has none of its own."""
    assert isinstance(part, Part)
    if isinstance(part, Quantity):
        return Quantity(value=part.value, comparator=part.comparator, unit=part.unit, high=part.high, approx=part.approx)
    if isinstance(part, Duration):
        return Duration(value=part.value, comparator=part.comparator, unit=part.unit, high=part.high, approx=part.approx)
    if isinstance(part, DateTarget):
        return DateTarget(value=part.value, comparator=part.comparator)
    return Period(start=part.start, end=part.end)


def _read_cells(value: str, sign: str, unit_text: str, text: str) -> Reading:
    """cells = [ nature ] , [ comparator ] , value , [ unit ] : the cells win over their joined text"""
    sign = fold_signs(sign).strip()
    comparator = comparators().get(sign)
    unit = None
    if unit_text.strip() and fold_signs(unit_text).strip() not in ("/", "-", "是/否", "无", "%/"):
        try:
            unit = Unit.parse(unit_text)
        except UnitError:
            unit = None
    inner = _read(value)
    target = inner.target
    if isinstance(target, Unfilled):
        return Reading(Unfilled(comparator=comparator or target.comparator, unit=unit or target.unit, text=text))
    if isinstance(target, Quantity | Duration):
        stated = target.comparator
        if comparator is not None and stated is not None and comparator is not stated:
            return Reading(Unreadable(text=text), (), "two_signs", (0, len(text)))
        if target.high is not None and comparator is not None:
            return Reading(Unreadable(text=text), (), "sign_before_range", (0, len(text)))
        comparator = comparator or stated
        own = target.unit
        chosen = unit if own is None else own
        if own is not None and own.lacks_base and unit is not None and _is_unit(own.text + unit.text):
            chosen = unit if unit.text.startswith(own.text) else Unit.parse(own.text + unit.text)
        approx = target.approx and comparator is None
        return Reading(read_number(target.value, comparator, chosen, target.high, approx, text))
    if isinstance(target, DateTarget):
        if comparator is not None and target.comparator is None:
            return Reading(DateTarget(value=target.value, comparator=comparator, text=text))
        return Reading(DateTarget(value=target.value, comparator=target.comparator, text=text))
    return _with_text(inner, text)


def _with_text(reading: Reading, text: str) -> Reading:
    """Return the reading of a value cell under the joined text of all cells."""
    import attrs

    return Reading(attrs.evolve(reading.target, text=text), (), reading.reason, (0, len(text)) if reading.reason else None)


# --------------------------------------------------------------------------------------------- clauses


def _clauses(text: str, tokens: list[Token]) -> Reading:
    """clauses = clause , { separator , clause } ; joined by 或: one is enough"""
    if any(token[0] == "each" for token in tokens) and _recurring(tokens, text):
        return Reading(Recurring(text=text))
    for at, token in enumerate(tokens[1:-1], 1):
        if token[1] == ",":
            one, other = tokens[at - 1], tokens[at + 1]
            if one[0] == other[0] == "num" and one[3] == token[2] and token[3] == other[2]:
                raise _Flaw("bad_grouping", one[2], other[3])
    pieces, join = _split(_unwrapped(tokens))
    if len(pieces) == 1:
        clause = _clause(pieces[0])
        if clause is not None and clause.part is not None:
            return Reading(filed_as(clause.part, text), _left_over(pieces[:1], [clause]))
    found: list[tuple[list[Token], _Clause]] = []
    for piece in pieces:
        clause = _clause(piece)
        if clause is None or clause.numbers or isinstance(clause.part, Unfilled):
            return Reading(Qualitative(text=text))
        found.append((piece, clause))
    parts = [clause.part for _, clause in found if clause.part is not None]
    if not parts:
        return Reading(Qualitative(text=text))
    over = _left_over([piece for piece, _ in found], [clause for _, clause in found])
    if len(parts) == 1:
        return Reading(filed_as(parts[0], text), over)
    return Reading(Multiple(parts=tuple(parts), join=join, text=text), over)  # type: ignore[arg-type]


def _left_over(pieces: list[list[Token]], clauses: list[_Clause]) -> tuple[Span, ...]:
    """Return the pieces of the text that no reading uses, neighbours joined."""
    spans: list[Span] = []
    for tokens, clause in zip(pieces, clauses, strict=True):
        first, last = clause.used if clause.part is not None else (0, 0)
        for _, word, start, end in tokens:
            if (start < first or end > last) and not _HARMLESS.issuperset(word):
                spans += [(low, high) for low, high in ((start, min(end, first)), (max(start, last), end)) if low < high]
        spans += clause.remarks
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)


# Marks that say nothing where a reading leaves them out.
_HARMLESS = frozenset(" \n\r;；,，。、.:：()[]{}\"'“”‘’《》「」_|!！")


def _unwrapped(tokens: list[Token]) -> list[Token]:
    """Return the tokens without a full stop at the end, a list number in front, brackets around all."""
    while tokens and (tokens[-1][0] == "sep" and tokens[-1][1] not in ("和", "及", "或", "与", "且")):
        tokens = tokens[:-1]
    while len(tokens) > 2 and tokens[0][0] == "(" and tokens[-1][0] == ")" and not any(t[0] in "()" for t in tokens[1:-1]):
        tokens = tokens[1:-1]
    while tokens and tokens[0][0] == "sep":
        tokens = tokens[1:]
    return tokens


def _span(tokens: list[Token], first: int, end: int) -> Span:
    return tokens[first][2], tokens[end - 1][3]


def _split(tokens: list[Token]) -> tuple[list[list[Token]], str]:
    """Part the tokens at separators outside brackets. 和, 或 and the like part only behind an amount."""
    pieces: list[list[Token]] = [[]]
    join, depth = "and", 0
    if not any(token[0] in ("sep", "post", "date") for token in tokens):
        return [tokens], join
    for index, token in enumerate(tokens):
        depth += (token[0] == "(") - (token[0] == ")")
        if _begins_anew(tokens, index):
            pieces.append([])
        if token[0] == "sep" and depth <= 0 and (token[1] in ";；,，、。\n\r" or _amount_around(tokens, index)):
            if token[1] in ("或", "或者"):
                join = "or"
            pieces.append([])
        else:
            pieces[-1].append(token)
    return [_unwrapped(piece) for piece in pieces if piece], join


def _begins_anew(tokens: list[Token], index: int) -> bool:
    """Whether a second target begins without a mark: 30人以上50人以下, 2022年底前完成30公里."""
    if not index or tokens[index][0] not in ("num", "cmp"):
        return False
    if tokens[index - 1][0] == "post":
        return True
    if tokens[index][0] == "num" and tokens[index - 1][0] == "cmp":
        return False
    dates = [at for at in range(index) if tokens[at][0] == "date"]
    numbers = any(token[0] in ("num", "sep") for token in tokens[dates[-1] + 1 : index]) if dates else True
    return not numbers and _date_word("".join(token[1] for token in tokens[dates[-1] + 1 :]))[1] in ("before", "until")


def _amount_around(tokens: list[Token], index: int) -> bool:
    before = any(token[0] in ("num", "cn", "date", "part") for token in tokens[:index])
    return before and any(token[0] in ("num", "cn", "date", "part") for token in tokens[index:])


def _clause(tokens: list[Token]) -> _Clause | None:
    """clause = deadline | amount | left-out amount | words ; None where it holds two amounts"""
    dates = [i for i, token in enumerate(tokens) if token[0] == "date"]
    numbers = [i for i, token in enumerate(tokens) if token[0] in ("num", "part")]
    masks = [i for i, token in enumerate(tokens) if token[0] == "mask"]
    if dates and not masks:
        deadline = _deadline(tokens, dates[0])
        if deadline is not None:
            return deadline
    if numbers:
        return _amount_clause(tokens, _reached(tokens, numbers))
    if masks:
        return _left_out(tokens, masks[0])
    spelled = [i for i, token in enumerate(tokens) if token[0] == "cn"]
    for index in spelled:
        clause = _amount_clause(tokens, index)
        if clause is not None and clause.part is not None:
            return clause
    if dates:
        return _Clause(None, numbers=True)
    return _left_out(tokens, None)


def _reached(tokens: list[Token], numbers: list[int]) -> int:
    """Return the number that counts: the one reached in 由80%提高到90%, else the first."""
    if len(numbers) == 2 and tokens[0][1][0] in "由从":
        second = numbers[1]
        if tokens[second - 1][0] == "cmp" and tokens[second - 1][1] not in "≥≤=<>":
            return second
    return numbers[0]


# --------------------------------------------------------------------------------------------- amounts


def _left_out(tokens: list[Token], at: int | None) -> _Clause:
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
                return _Clause(None)  # 达到, 超过 as a whole cell are words
        unit, end = _unit(tokens, index, unknown=False)
        alone = unit is not None and (comparator is not None or unit.text not in unit_nouns())
        if end == len(tokens) and (alone or (comparator is not None and unit is None)):
            return _Clause(Unfilled(comparator=comparator, unit=unit), _span(tokens, 0, end))
        return _Clause(None)
    comparator = comparators().get(tokens[at - 1][1]) if at and tokens[at - 1][0] == "cmp" else None
    first = at - (comparator is not None)
    unit, end = _unit(tokens, at + 1)
    if end < len(tokens) and tokens[end][0] == "post":
        comparator = comparator or posts().get(tokens[end][1])
        end += 1
    if any(token[0] in ("num", "part") for token in tokens):
        return _Clause(None, numbers=True)
    return _Clause(Unfilled(comparator=comparator, unit=unit), _span(tokens, first, end))


def _value(token: Token) -> tuple[Number, str | None] | None:
    """Return the number of a token and the unit that is part of it (百分之九十八 → 98, %)."""
    kind, text, start, end = token
    if kind == "num":
        number = parse_number(text)
        if number is None:
            raise _Flaw("too_many_digits", start, end)
        return number, None
    if kind == "cn":
        number = Decimal("0.5") if text == "半" else parse_chinese_number(text)
        return None if number is None else (number, None)
    if text in ("百分百", "百分之百"):
        return Decimal(100), "%"
    share, _, digits = text.partition("分之")
    number = parse_number(digits) if digits[0].isascii() else parse_chinese_number(digits)
    if number is None or share in _SHARES:
        return None if number is None else (number, _SHARES[share])
    whole = parse_number(share) if share[0].isascii() else parse_chinese_number(share)
    if not whole:
        return None
    fraction = Fraction(number) / Fraction(whole)
    decimal = exact_text(fraction)
    return (fraction if "/" in decimal else Decimal(decimal)), None


_SHARES = {"百": "%", "千": "‰", "万": "‱"}


def _amount_clause(tokens: list[Token], at: int) -> _Clause | None:
    """amount = [ words ] , [ 约 ] , [ sign ] , [ "-" | "±" ] , number , [ unit ] , [ range ] , [ post ] , [ words ]

    Words on both sides of a number without a sign say that the number describes a standard or a thing,
    unless those in front lead to it (完成, 建成 …).
    """
    read = _value(tokens[at])
    if read is None:
        return None
    value, part_unit = read
    first = at
    negative = tolerance = False
    if first and tokens[first - 1][1] == "-" and (first == 1 or tokens[first - 2][0] in ("cmp", "(", "bar", ":")):
        negative, first = True, first - 1
    elif first == 1 and tokens[0][1] == "+":
        first = 0
    elif first and tokens[first - 1][0] == "±":
        tolerance, first = True, first - 1
    comparator, approx, first = _before(tokens, first)
    if first and tokens[first - 1][1].endswith(("第", "前", "前第")):
        return _Clause(None, numbers=True)  # an ordinal
    # a numeral is part of many words, so what follows it has to be a unit that is known
    known_only = tokens[at][0] == "cn"
    number_at, at = at, at + 1
    over = None
    if at + 1 < len(tokens) and tokens[at][1] in ("余", "多") and tokens[at + 1][0] in ("unit", "mult"):
        over, at = posts()[tokens[at][1]], at + 1  # 100余家
    unit_text, at = (part_unit, at) if part_unit else _unit_text(tokens, at, unknown=not known_only)
    if over is None and at + 1 < len(tokens) and tokens[at][1] in ("余", "多") and unit_text in multipliers():
        name, behind = _unit_name(tokens, at + 1, unknown=False)
        if name is not None:
            over, unit_text, at = posts()[tokens[at][1]], f"{unit_text}{name}", behind  # 2万余人
    value = -value if negative else value
    high = None
    if tolerance:
        value, high = -value, value
    else:
        upper = _upper(tokens, at)
        if upper is not None:
            high, high_unit, at = upper
            if unit_text is not None and high_unit is not None and unit_text != high_unit:
                return _Clause(None, numbers=True)
            unit_text = high_unit if high_unit is not None else unit_text
        else:
            spread = _spread(tokens, at, unit_text)
            if spread is not None:
                plus, unit_text, at = spread
                value, high = _sum(value, -plus), _sum(value, plus)
    first_remark, at = _remark(tokens, at)
    after, around, at = _after(tokens, at)
    second_remark, behind = _remark(tokens, at)
    after = over or after
    end_of_amount = at
    at = behind
    start, end = tokens[first][2], tokens[at - 1][3]
    if comparator is not None and after is not None and _opposed(comparator, after):
        raise _Flaw("two_signs", start, end)
    sign = comparator or after
    remarks = []
    for remark in (first_remark, second_remark):
        if remark is not None:
            text, span = remark
            if text in ("不含", "不含本数") and sign is not None:
                sign = {Comparator.GE: Comparator.GT, Comparator.LE: Comparator.LT}.get(sign, sign)
            elif text not in ("含", "包含", "含本数"):
                remarks.append(span)
    if high is not None:
        if high < value:
            raise _Flaw("range_reversed", start, end)
        written = tokens[first][0] == "cmp" and tokens[first][1] in ("≥", "≤", "=", ">=", "<=", ">", "<")
        if sign is not None and (written or sign not in (Comparator.LE, Comparator.GE)):
            raise _Flaw("sign_before_range", start, end)
        sign = None  # 控制在…之间, ±3%以内: the range says it
        approx = around = False
    rest = tokens[at:]
    if any(token[0] in ("num", "part", "mask", "±", "cmp") for token in rest):
        # a second amount with nothing between them: two columns run together
        adjacent = rest[0][2] == tokens[end_of_amount - 1][3] and rest[0][0] in ("num", "cmp")
        if adjacent and unit_text is not None and unit_text not in time_units() and rest[0][1][0] in "≥≤=<>0123456789":
            raise _Flaw("run_together", start, rest[-1][3])
        return None if any(token[0] == "sep" for token in tokens) else _Clause(None, numbers=True)
    if any(token[0] in ("num", "part", "mask") for token in tokens[:first]) and tokens[0][1][0] not in "由从":
        return _Clause(None, numbers=True)
    if any(token[0] == "sep" and token[1] in ";；,，、。\n\r" for token in rest + tokens[:first]):
        return None
    spelled = known_only or any(token[0] == "cn" for token in tokens[number_at:end_of_amount])
    if not _framed(tokens, first, rest, sign is not None, spelled, unit_text):
        return _Clause(None, numbers=not spelled)
    unit = None if unit_text is None else Unit.parse(unit_text)
    part = read_number(value, sign, unit, high, (approx or around) and sign is None)
    return _Clause(part, _span(tokens, first, at), remarks=tuple(remarks))


def _sum(one: Number, other: Number) -> Number:
    """Add exactly: the context of the decimal module would round."""
    return one + other if isinstance(one, Decimal) and isinstance(other, Decimal) else Fraction(one) + Fraction(other)


def _opposed(one: Comparator, other: Comparator) -> bool:
    up, down = (Comparator.GE, Comparator.GT), (Comparator.LE, Comparator.LT)
    return (one in up and other in down) or (one in down and other in up)


def _framed(
    tokens: list[Token], first: int, rest: list[Token], stated: bool, spelled: bool, unit: str | None
) -> bool:
    """Whether the words around an amount leave it a target: see :func:`_amount_clause`."""
    before = tokens[:first]
    if spelled and (unit is None or (not stated and (rest or unit in ("级", "类", "等", "名", "位", "体", "化", "方", "面")))):
        return False  # 三级, 两个覆盖, 一目标明确: numerals are parts of words
    if rest and rest[0][2] == tokens[len(tokens) - len(rest) - 1][3]:
        glued = rest[0][1][0]
        if unit is None and (glued.isascii() and glued.isalnum()) or glued.isdigit() or glued in "²³½¼¾^":
            return False  # 1e5, 10²: another number than its digits say
    if stated:
        return True
    if before and (before[-1][1][-1].isascii() and before[-1][1][-1].isalpha() or before[-1][1] == "+"):
        return False  # GB/T 19001, T+1: a number in a name
    if rest and rest[0][0] in ("*", "/", ":", "range"):
        return False
    if before and before[-1][0] in ("*", "/", "range") and before[-1][1] not in ("到", "至"):
        return False
    if not rest:
        return True
    tail = "".join(token[1] for token in rest)
    if len(tail) > 20:
        return False
    if not before:
        return True
    lead = "".join(token[1] for token in before).rstrip(":")
    return lead.endswith(tuple(load("wording")["lead"]["words"]))


def _before(tokens: list[Token], first: int) -> tuple[Comparator | None, bool, int]:
    """before = { 约 | sign | "|" } : signs in a row must agree (达到不低于)"""
    comparator, approx = None, False
    while first:
        kind, text, start, end = tokens[first - 1]
        if kind == "cmp":
            known = comparators().get(text)
            if known is None:
                approx = True
            elif comparator is None or comparator is known:
                comparator = known
            elif text in "≥≤=<>":
                raise _Flaw("two_signs", start, tokens[first][3])
            # 达到不低于, 控制在不超过: the sign next to the number counts
        elif kind != "(" or first < 2 or tokens[first - 2][0] not in ("text", "unit", "cmp"):
            break
        elif tokens[-1][0] != ")":
            break
        first -= 1
    return comparator, approx, first


def _after(tokens: list[Token], at: int) -> tuple[Comparator | None, bool, int]:
    """after = { post } : 以上, 以内, 左右"""
    comparator, approx = None, False
    while at < len(tokens) and tokens[at][0] in ("post", ")"):
        if tokens[at][0] == "post":
            comparator = comparator or posts().get(tokens[at][1])
            approx = approx or tokens[at][1] in load("wording")["approximate"]["after"]
        elif not any(token[0] == "(" for token in tokens[:at]):
            break
        at += 1
    return comparator, approx, at


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
    negative = tokens[index][1] == "-"
    index += negative
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
    return (-value if negative else value), unit, index


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
    """unit = [ "(" ] , product , { ( "/" | 每 ) , [ number ] , product } , [ ")" ]

    A unit that the data does not know is the run of words up to a mark, a word behind a number, or the
    end, six characters at most.
    """
    start = at
    if at + 2 < len(tokens) and tokens[at][0] == "(" and tokens[at + 2][0] == ")" and tokens[at + 1][0] in ("unit", "mult"):
        return tokens[at + 1][1], at + 3
    pieces: list[str] = []
    if at < len(tokens) and tokens[at][0] == "mult":
        pieces.append(tokens[at][1])
        at += 1
    name, at = _unit_name(tokens, at, unknown=unknown)
    if name is None and not pieces and not (at < len(tokens) and tokens[at][0] == "/"):
        return None, start
    pieces.append(name or "")
    while at + 1 < len(tokens) and (tokens[at][0] in ("/", "*") or tokens[at][1] == "每"):
        mark, index = tokens[at][1], at + 1
        count = ""
        if mark != "*" and mark != "·" and tokens[index][0] == "num" and tokens[index][1].isdigit():
            count, index = tokens[index][1], index + 1
        if index < len(tokens) and tokens[index][0] == "mult":
            count, index = count + tokens[index][1], index + 1
        under, index = _unit_name(tokens, index, unknown=True)
        if under is None and not (count and count[-1] in "万亿"):
            break
        pieces += [mark, count, under or ""]
        at = index
    text = "".join(pieces)
    if not text or text in "/" or len(text) > MAX_LENGTH or not _is_unit(text):
        return None, start
    return text, at


def _unit_name(tokens: list[Token], at: int, *, unknown: bool) -> tuple[str | None, int]:
    if at >= len(tokens):
        return None, at
    kind, text, _, end = tokens[at]
    if kind == "unit":
        at += 1
        # alternatives of a counting unit: 件(套)
        if at + 2 < len(tokens) and tokens[at][0] == "(" and tokens[at + 2][0] == ")" and tokens[at + 1][0] == "unit":
            if tokens[at + 1][1] != "%" and tokens[at][2] == end:
                return f"{text}({tokens[at + 1][1]})", at + 3
        return text, at
    if not unknown or kind not in ("text", "range"):
        return None, at
    run, index = "", at
    while index < len(tokens) and tokens[index][0] in ("text", "unit", "mult", "cn") and len(run) <= 6:
        run += tokens[index][1]
        index += 1
    if run.isalpha() and len(run) <= 6 and not run.startswith(_NO_UNIT) and not run.endswith(_NO_UNIT_END):
        following = tokens[index][0] if index < len(tokens) else "end"
        if following in ("end", "post", "/", "sep", ")", "range"):
            return run, index
    return None, at


# Words that follow a number without being its unit, and words no unit ends in.
_NO_UNIT = ("的", "完", "覆", "达", "全", "以", "为", "是", "有", "无", "按", "由", "并", "未", "不", "已", "合格", "通过", "验收", "前", "后", "之", "实", "有效", "落实", "到", "满")
_NO_UNIT_END = ("完成", "到位", "达标", "合格", "通过", "覆盖", "落实", "前", "后", "好", "率")

# ----------------------------------------------------------------------------------------------- dates

_DATE_PARTS = re.compile(
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


def _date(token: Token) -> _Date:
    """date = [ year ] , ( month , [ day | 底 | 旬 ] | quarter | half | 全年 | 年底 )"""
    _, text, start, end = token
    match = _DATE_PARTS.fullmatch(_TIME_OF_DAY.sub("", text).replace(" ", ""))
    if match is None:
        raise _Flaw("impossible_date", start, end)
    year = None if match["year"] is None else _small(match["year"])
    try:
        return _date_of(match, year)
    except ValueError:
        raise _Flaw("impossible_date", start, end) from None


def _small(text: str) -> int:
    if text[0].isascii():
        return int(text)
    number = parse_chinese_number(text)
    if number is None:
        raise ValueError(text)
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
        last = whole if month == 2 and year is None else PartialDate(year, month, whole.in_year(2000 if year is None else year).last().day)
        return _Date(last, last, fixed_end=True)
    return _Date(whole, whole)


def _deadline(tokens: list[Token], at: int) -> _Clause | None:
    """deadline = [ words ] , [ sign ] , date , [ range , date ] , [ 前 | 止 | 起 ] , [ words ]

    前 behind a day, 底 or 末 includes it; behind a month, quarter or year it means before that begins.
    A word of completion makes a bare date a deadline.
    """
    token = tokens[at]
    date = _date(token)
    end = at + 1
    second, end = _second(tokens, at, date)
    first = at
    # 2021-2022年: the first year stands without its own 年
    if first > 1 and tokens[first - 1][0] == "range" and date.first.month is None and second is None:
        year_text = tokens[first - 2][1]
        if tokens[first - 2][0] == "num" and len(year_text) == 4 and year_text.isdigit():
            return _period(tokens, first - 2, end, _Date(*(_year(tokens[first - 2]),) * 2), date)
    # 1-12月: the first month stands without its own 月
    if first > 1 and tokens[first - 1][0] == "range" and tokens[first - 2][0] == "num" and date.first.day is None and second is None:
        number = tokens[first - 2][1]
        has_year = first > 2 and tokens[first - 3][0] == "date" and _date(tokens[first - 3]).first.month is None
        year = _date(tokens[first - 3]).first.year if has_year else date.first.year
        if number.isdigit() and len(number) <= 2 and 1 <= int(number) <= 12 and date.first.month:
            second = date
            date = _Date(*(PartialDate(year, int(number)),) * 2)
            first -= 3 if has_year else 2
    elif date.first.month is None and date.first.year and end + 2 < len(tokens) + 0 and tokens[end][0] == "num" and tokens[end + 1][0] == "range" and tokens[end + 2][0] == "date":
        return _deadline_after_year(tokens, at, end, date)
    comparator, approx, first = _before(tokens, first)
    if approx:
        return _Clause(None, numbers=True)
    if second is not None:
        return _period(tokens, first, end, date, second)
    return _point(tokens, first, end, date, comparator)


def _deadline_after_year(tokens: list[Token], at: int, end: int, date: _Date) -> _Clause | None:
    number = tokens[end][1]
    last = _date(tokens[end + 2])
    if not number.isdigit() or not 1 <= int(number) <= 12 or last.first.year is not None:
        return None
    start = _Date(*(PartialDate(date.first.year, int(number)),) * 2)
    return _period(tokens, at, end + 3, start, last)


def _year(token: Token) -> PartialDate:
    try:
        return PartialDate(int(token[1]))
    except ValueError:
        raise _Flaw("impossible_date", token[2], token[3]) from None


def _second(tokens: list[Token], at: int, date: _Date) -> tuple[_Date | None, int]:
    if at + 2 < len(tokens) and tokens[at + 1][0] == "range" and tokens[at + 2][0] == "date":
        return _date(tokens[at + 2]), at + 3
    day = date.first.day
    if day is not None and at + 3 < len(tokens) and tokens[at + 1][0] == "range" and tokens[at + 2][0] == "num":
        if tokens[at + 3][1] in ("日", "号") and len(tokens[at + 2][1]) <= 2:  # 3月10日-15日
            try:
                last = PartialDate(date.first.year, date.first.month, int(tokens[at + 2][1]))
            except ValueError:
                raise _Flaw("impossible_date", tokens[at][2], tokens[at + 3][3]) from None
            return _Date(last, last), at + 4
    return None, at + 1


def _period(tokens: list[Token], first: int, end: int, date: _Date, last: _Date) -> _Clause | None:
    """period = date , range , date : the second year may be missing"""
    span = (tokens[first][2], tokens[end - 1][3])
    if any(token[0] in ("num", "part", "mask") for token in tokens[:first] + tokens[end:]):
        return None
    if any(token[0] == "date" for token in tokens[end:]):
        return _Clause(None, numbers=True)
    start, finish = date.first, last.last
    if start.year is not None:
        finish = finish.in_year(start.year)
    elif finish.year is not None:
        start = start.in_year(finish.year)
    try:
        part = Period(start=start, end=finish)
    except ValueError:
        raise _Flaw("range_reversed", *span) from None
    while end < len(tokens) and tokens[end][0] == "post":
        end += 1
    return _Clause(part, _span(tokens, first, end))


def _point(tokens: list[Token], first: int, end: int, date: _Date, comparator: Comparator | None) -> _Clause | None:
    """point = [ sign ] , date , [ 前 | 止 | 内 | 起 ] , [ 完成 … ]"""
    rest = tokens[end:]
    if any(token[0] in ("num", "part", "mask", "cn", "date") for token in rest) or any(
        token[0] in ("num", "part", "mask", "date") for token in tokens[:first]
    ):
        return None
    tail = "".join(token[1] for token in rest)
    word, role = _date_word(tail)
    done, done_length = _done_word(tail, len(word))
    ends = date.fixed_end or (date.first.day is not None and date.first == date.last)
    if comparator is None:
        if role == "before":
            comparator = Comparator.LE if ends else Comparator.LT
        elif role == "since":
            comparator = Comparator.GE if word == "起" else Comparator.GT
        elif role == "until" or done or (date.fixed_end and date.first != date.last):
            comparator = Comparator.LE
    used = (tokens[first][2], _after_chars(tokens, end, len(word) + done_length))
    if comparator is None and date.first != date.last:
        return _Clause(Period(start=date.first, end=date.last), used)
    value = date.first if comparator in (Comparator.GE, Comparator.LT) else date.last
    return _Clause(DateTarget(value=value, comparator=comparator), used)


@cache
def _date_words() -> tuple[re.Pattern[str], dict[str, str]]:
    roles = {word: role for role, words in load("wording")["date"].items() for word in words}
    return _any_of(roles), roles


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


@cache
def _done_words() -> re.Pattern[str]:
    return _any_of(load("wording")["done"]["words"])


def _date_word(tail: str) -> tuple[str, str]:
    """Return the word right behind a date and its role: before, until or since."""
    pattern, roles = _date_words()
    match = pattern.match(tail)
    return ("", "") if match is None else (match[0], roles[match[0]])


def _done_word(tail: str, start: int) -> tuple[bool, int]:
    """Return whether a word of completion follows, and its length where it follows at once."""
    found = _done_words().search(tail)
    at_once = _done_words().match(tail, start)
    return found is not None, 0 if at_once is None else len(at_once[0])


def _after_chars(tokens: list[Token], at: int, count: int) -> int:
    """Return where the text stands after `count` characters of the tokens from `at` on."""
    end = tokens[at - 1][3]
    for _, text, start, _ in tokens[at:]:
        if count <= 0:
            break
        end = start + min(count, len(text))
        count -= len(text)
    return end
