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
from functools import lru_cache
from typing import TYPE_CHECKING

from fiscalkpi._data import load
from fiscalkpi._numbers import parse_chinese_number, parse_number
from fiscalkpi._text import fold_signs
from fiscalkpi.errors import TargetSyntaxError
from fiscalkpi.targets.amounts import amount_clause, left_out
from fiscalkpi.targets.cells import read_cells, read_joined
from fiscalkpi.targets.clause import Clause, FlawError, Reading
from fiscalkpi.targets.compounds import gathered, in_yuan, is_foreign
from fiscalkpi.targets.deadlines import deadline
from fiscalkpi.targets.lexer import Token, tokens_of
from fiscalkpi.targets.model import (
    MAX_TEXT,
    Comparator,
    DateTarget,
    Duration,
    Multiple,
    OnSchedule,
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
    with_passed_over,
)
from fiscalkpi.targets.shapes import Plan, fill, plan_of, shape_of
from fiscalkpi.targets.wording import (
    beside,
    budget_comparator,
    date_word,
    done_word,
    is_recurring,
    is_schedule,
    whole_words,
)
from fiscalkpi.units import Unit, known_units, time_units

if TYPE_CHECKING:
    from fiscalkpi.errors import Span

_CACHED = 64  # characters: longer texts are prose and seldom come twice
_KEPT = 4096  # targets
# The targets of texts that came before. Looking into a dict costs half of what lru_cache does around a
# function, and forms repeat a few hundred texts: what is thrown away with the rest is soon back.
_seen: dict[str, Target] = {}


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
    try:
        target = _seen.get(text)
    except TypeError:  # what has no hash is no text
        target = None
    if target is not None:
        return target
    _check(text)
    target = _by_plan(text) or _by_grammar(text).target
    if len(text) <= _CACHED:
        if len(_seen) >= _KEPT:
            _seen.clear()
        _seen[text] = target
    return target


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
    target, over, _, _ = read_cells(value or "", comparator or "", unit or "", text, _read)
    return with_passed_over(target, over)  # the cells tell more than their joined text


def read(text: str) -> Reading:
    """Return the target of `text` with what the reading has to say besides; see :func:`parse_target`."""
    _check(text)
    return _read(text)


def _check(text: str) -> None:
    if not isinstance(text, str):
        raise TypeError(f"a target is parsed from text, not from {type(text).__name__}")
    _check_length(text)


def _check_length(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise TargetSyntaxError("target.too-long", text=text, span=(MAX_TEXT, len(text)), length=len(text))


def _read(text: str) -> Reading:
    target = _by_plan(text)
    if target is None or isinstance(target, Unreadable):  # only the grammar knows why
        return _by_grammar(text)
    return Reading(target, target.passed_over)


def _by_plan(text: str) -> Target | None:
    """Return what the grammar reads by the plan of the text's shape, where there is one."""
    shape = shape_of(text)
    plan = None if shape is None else _plan(shape[0])
    return None if shape is None or plan is None else fill(plan, text, shape[1])


def _by_grammar(text: str) -> Reading:
    reading = _read_anew(text)
    with_passed_over(reading.target, reading.passed_over)
    return reading


@lru_cache(maxsize=4096)
def _plan(shape: str) -> Plan | None:
    return plan_of(shape, _by_grammar)


def _read_anew(text: str) -> Reading:
    """cell = words | whole | clauses"""
    folded = fold_signs(text)
    if _SIGNALS.isdisjoint(folded):
        return _words(text, folded)
    tokens = tokens_of(folded)
    kinds = {token[0] for token in tokens}
    try:
        reading = _whole(text, folded, kinds)
        if reading is not None:
            return reading
        if kinds.isdisjoint(_NUMBERED) and any(
            kind == "text" and word.isalpha() for kind, word, _, _ in tokens
        ):
            return Reading(Qualitative(text=text))
        return _clauses(text, tokens, kinds)
    except FlawError as flaw:
        return Reading(Unreadable(text=text), (), flaw.reason, flaw.span)


# Without one of these there is no number, filed or left out: words alone are prose.
_NUMBERED = frozenset(("num", "cn", "part", "date", "mask", "cmp", "each"))
# Without one of these characters there is none of these tokens, and no mark that counts.
_SIGNALS = frozenset(
    "0123456789零〇一二两三四五六七八九十百千万亿半年月季每逐按≥≤=><%‰‱*_□….Xx|/±《》+-~①②③④⑤⑥⑦⑧⑨⑩\t\n\r"
)


def _words(text: str, folded: str) -> Reading:
    """words = blank | 是 | 否 | 无 … | unit | budget | schedule | prose"""
    bare = folded.replace(" ", "").rstrip("。;,")
    if bare in known_units() or not bare.isprintable():
        tokens = tokens_of(folded)
        try:
            return _whole(text, folded, {"unit"}) or _clauses(text, tokens, {"unit"})
        except FlawError as flaw:
            return Reading(Unreadable(text=text), (), flaw.reason, flaw.span)
    return _whole(text, folded, _TEXT) or Reading(Qualitative(text=text))


_TEXT = {"text"}


def _whole(text: str, folded: str, kinds: set[str]) -> Reading | None:
    """whole = blank | marks alone | 是 | 否 | 无 … | numeral | budget | schedule | joined cells

    A numeral alone is a number where it names a place: 一百零八, but 三 and 二〇 are words.
    """
    bare = "".join(folded.split()).rstrip("。.;,")
    words = whole_words()
    if bare in words:
        value = words[bare]
        return Reading(Unfilled(text=text) if value is None else YesNo(value=value, text=text))
    if "mask" not in kinds and kinds <= _MARKS and not any(map(str.isalnum, bare)):
        return Reading(Unfilled(text=text))
    if not text.isprintable():
        for at, char in enumerate(text):
            if not char.isprintable() and not char.isspace():
                raise FlawError("control_character", at, at + 1)
    if bare in ("零", "〇"):
        return Reading(Quantity(value=Decimal(0), text=text))
    if kinds <= _SPELLED and not _PLACES.isdisjoint(bare):
        number = parse_chinese_number(folded.strip().rstrip("。.;,"))
        if number is not None:
            return Reading(Quantity(value=number, text=text))
    if "bar" in kinds:
        return read_joined(text, _read)
    if len(bare) <= _PHRASE:
        comparator = budget_comparator(bare)
        if comparator is not None:
            return Reading(WithinBudget(comparator=comparator, text=text))
        if is_schedule(bare):
            return Reading(OnSchedule(text=text))
    return None


_SPELLED = frozenset(("cn", "sep"))
_PLACES = frozenset("十百千万亿")
_PHRASE = 60  # characters of a phrase about budget or plan at most
_MARKS = frozenset(("text", "sep", "(", ")", ":", "/", "*", "range", "bar", "±"))


def _clauses(text: str, tokens: list[Token], kinds: set[str]) -> Reading:
    """clauses = clause , { separator , clause } ; joined by 或: one is enough. A formula is prose"""
    if tokens and tokens[0][1] == "=" and _FORMULA.match(fold_signs(text)):
        return Reading(Qualitative(text=text))
    if _INTERVAL.search(fold_signs(text)):
        return Reading(Qualitative(text=text))
    if "each" in kinds and is_recurring(tokens, text):
        return Reading(Recurring(text=text))
    if is_foreign(text):
        return Reading(Qualitative(text=text))
    if "¥" in text or "￥" in text:
        tokens = in_yuan(tokens)
        kinds = kinds | {"unit"}
    gathered_tokens = gathered(tokens, text)
    if len(gathered_tokens) < len(tokens):
        tokens = gathered_tokens
        kinds = {token[0] for token in tokens}
    two_sided = _two_sided(tokens)
    if two_sided is not None:
        ends, words = two_sided
        if len(ends) == 1:
            return Reading(filed_as(ends[0], text), (words,))
        return Reading(Multiple(parts=ends, text=text), (words,))
    pieces, join = _split(_unwrapped(tokens), kinds)
    if len(pieces) == 1:
        clause = _clause(pieces[0])
        if clause is not None and clause.part is not None:
            return Reading(filed_as(clause.part, text), _left_over(pieces[:1], [clause]))
    found: list[tuple[list[Token], Clause]] = []
    for piece in pieces:
        clause = _clause(piece)
        if clause is None or clause.numbers or isinstance(clause.part, Unfilled):
            return Reading(Qualitative(text=text))
        found.append((piece, clause))
    if "、" in text and _lists_sizes(found):
        return Reading(Qualitative(text=text))
    parts = [clause.part for _, clause in found if clause.part is not None]
    bare = "、" in text and any(
        (len(piece) == 1 and piece[0][0] in ("num", "cn"))
        or (clause.part is None and (_names_event(piece) or any(token[0] == "date" for token in piece)))
        for piece, clause in found
    )
    if not parts or (bare and any(isinstance(part, DateTarget | Period) for part in parts)):
        # 3、6、9、12月: the numbers before are months too; 2022年春节、国庆前: 前 is that of another day;
        # 完成2022年主体工程、2023年附属工程: the second year is in a name like the first
        return Reading(Qualitative(text=text))
    over = _left_over([piece for piece, _ in found], [clause for _, clause in found])
    if len(parts) == 1:
        return Reading(filed_as(parts[0], text), over)
    return Reading(Multiple(parts=tuple(parts), join=join, text=text), over)  # type: ignore[arg-type]


# What a spreadsheet shows where its formula was filed: =B2*2, =SUM(C3:C8).
_FORMULA = re.compile(r"\s*=\s*[-+(]*(?:\$?[A-Za-z]{1,3}\$?[0-9]|[A-Za-z]+\()")


# An interval with its ends in or out, [80%,100%): what its brackets say is no list of two.
_END = r" *[0-9]+(?:\.[0-9]+)?(?: *%)? *"
_INTERVAL = re.compile(rf"\[{_END},{_END}[\])]|\({_END},{_END}\]")


def _lists_sizes(found: list[tuple[list[Token], Clause]]) -> bool:
    """Whether a size stands alone in front of a thing with another one: 10kV、35kV线路5公里."""
    units = load("wording")["rating"]["units"]
    sizes = {piece[1][1] for piece, _ in found if len(piece) == 2 and piece[1][1] in units}
    return any(len(piece) > 2 and any(token[1] in sizes for token in piece) for piece, _ in found if sizes)


def _names_event(words: list[Token]) -> bool:
    """Whether words end in 前 or 后, perhaps with a word of completion: 国庆前, 开学后完成."""
    text = "".join(token[1] for token in words)
    end = max(text.rfind("前"), text.rfind("后")) + 1
    return end > 0 and (end == len(text) or done_word(text, end)[1] > 0)


def _two_sided(tokens: list[Token]) -> tuple[tuple[Quantity | Duration, ...], Span] | None:
    """two-sided = number , [ unit ] , "≤" , words , "≤" , number , [ unit ] : 6≤pH≤9, 90%≥x≥80%

    With < on a side there are two parts: a range has both ends in.
    """
    signs = [at for at, token in enumerate(tokens) if token[0] == "cmp"]
    if len(signs) != 2 or signs[0] not in (1, 2):
        return None
    low, high = tokens[: signs[0]], tokens[signs[1] + 1 :]
    words = _words_of_measure(tokens[signs[0] + 1 : signs[1]])
    first, second = (_MIRRORED.get(tokens[at][1]) for at in signs)
    if words is None or first is None or second is None or not _is_amount(low) or not _is_amount(high):
        return None
    if first in _FLOORS:
        second = _OTHER_SIDE[second]
    else:
        low, high, first, second = high, low, _OTHER_SIDE[second], first
    if second in _FLOORS or first not in _FLOORS:
        return None
    units = {side[1][1] for side in (low, high) if len(side) == 2}
    ends = parse_number(low[0][1]), parse_number(high[0][1])
    if len(units) > 1 or ends[0] is None or ends[1] is None or ends[0] > ends[1]:
        return None
    unit = Unit.parse(units.pop()) if units else None
    if first is Comparator.GE and second is Comparator.LE:
        return (read_number(ends[0], None, unit, ends[1]),), words
    return (read_number(ends[0], first, unit), read_number(ends[1], second, unit)), words


def _mirrored(tokens: list[Token]) -> Clause | None:
    """mirrored = number , [ unit ] , "≤" , words : 95%≤合格率 is 合格率≥95%"""
    at = next((at for at, token in enumerate(tokens[1:3], 1) if token[0] == "cmp"), 0)
    comparator = _MIRRORED.get(tokens[at][1])
    words = _words_of_measure(tokens[at + 1 :])
    if comparator is None or words is None or not _is_amount(tokens[:at]):
        return None
    value = parse_number(tokens[0][1])
    unit = Unit.parse(tokens[1][1]) if at == 2 else None
    if value is None:
        return None
    return Clause(read_number(value, comparator, unit), (tokens[0][2], tokens[-1][3]), remarks=(words,))


def _is_amount(tokens: list[Token]) -> bool:
    return [token[0] for token in tokens] in (["num"], ["num", "unit"])


def _words_of_measure(tokens: list[Token]) -> Span | None:
    """Return the piece of the text that is the name of a measure, or x; None where it is anything else."""
    plain_words = all(token[0] in ("text", "unit") or token[1] in "xX" for token in tokens)
    if not plain_words or not any(map(str.isalpha, "".join(token[1] for token in tokens))):
        return None
    return tokens[0][2], tokens[-1][3]


# A sign behind its number, as the sign of what follows it.
_MIRRORED = {
    "≤": Comparator.GE,
    "<=": Comparator.GE,
    "<": Comparator.GT,
    "≥": Comparator.LE,
    ">=": Comparator.LE,
    ">": Comparator.LT,
}
_FLOORS = (Comparator.GE, Comparator.GT)
_OTHER_SIDE = {
    Comparator.GE: Comparator.LE,
    Comparator.GT: Comparator.LT,
    Comparator.LE: Comparator.GE,
    Comparator.LT: Comparator.GT,
}


def _left_over(pieces: list[list[Token]], clauses: list[Clause]) -> tuple[Span, ...]:
    """Return the pieces of the text that no reading uses, neighbours joined."""
    spans: list[Span] = []
    for tokens, clause in zip(pieces, clauses, strict=True):
        first, last = clause.used if clause.part is not None else (0, 0)
        for _, word, start, end in tokens:
            if (start < first or end > last) and not _HARMLESS.issuperset(word):
                spans += [
                    (low, high)
                    for low, high in ((start, min(end, first)), (max(start, last), end))
                    if low < high
                ]
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
    """Return the tokens without marks at the ends (a full stop, a list number) and brackets around all."""
    first, end = 0, len(tokens)
    while (
        end > first
        and tokens[end - 1][0] == "sep"
        and tokens[end - 1][1] not in ("和", "及", "或", "与", "且")
    ):
        end -= 1
    while first < end and tokens[first][0] == "sep":
        first += 1
    brackets = [token[0] for token in tokens[first:end] if token[0] in "()"]
    if brackets == ["(", ")"] and end - first > 2 and (tokens[first][0], tokens[end - 1][0]) == ("(", ")"):
        first, end = first + 1, end - 1
    return tokens[first:end]


def _split(tokens: list[Token], kinds: set[str]) -> tuple[list[list[Token]], str]:
    """Part the tokens where another target begins.

    That is at a mark outside brackets; at 和, 或 and the like between two amounts; and without a mark
    behind 以上 or a deadline: 30人以上50人以下, 2022年底前完成30公里.
    """
    join = "and"
    if kinds.isdisjoint(_PARTING):
        return [tokens], join
    last = max((at for at, token in enumerate(tokens) if token[0] in _AMOUNTS), default=-1)
    pieces: list[list[Token]] = [[]]
    depth = 0
    amount_before = deadline = False
    previous = ""
    for at, token in enumerate(tokens):
        kind, word, _, _ = token
        depth += (kind == "(") - (kind == ")")
        if kind in ("num", "cmp") and (
            (previous == "post" and len(pieces[-1]) > 1 and not _goes_on(tokens, at))
            or (deadline and previous != "cmp" and at + 1 < len(tokens))
            or _other_count(tokens, at)
        ):
            pieces.append([])
        if word == "," and 0 < at < len(tokens) - 1:
            _check_grouping(tokens[at - 1], token, tokens[at + 1])
        if kind == "range" and _opposed_ends(pieces[-1], tokens, at):
            pieces.append([])  # ≥95%~≤100%
            continue
        if kind == "text" and amount_before and depth <= 0 and _POINT(word):
            pieces.append([])
        if kind == "sep" and depth <= 0 and (word in _HARD or (amount_before and at < last)):
            if word in ("或", "或者"):
                join = "or"
            pieces.append([])
        else:
            pieces[-1].append(token)
        amount_before = amount_before or (kind in _AMOUNTS and not _is_age(tokens, at))
        if kind == "date":
            deadline = at + 1 < len(tokens) and date_word(tokens[at + 1][1])[1] in ("before", "until")
            deadline = deadline or (at > 0 and tokens[at - 1][1] in load("wording")["date_signs"]["words"])
        elif kind in ("num", "sep", "cmp"):
            deadline = False
        previous = kind
    return [_unwrapped(piece) for piece in pieces if piece], join


# 指标2 in front of the second of two targets.
_POINT = re.compile(r"指标[0-9]").match


def _goes_on(tokens: list[Token], at: int) -> bool:
    """Whether what stands behind 以上 belongs to it: a +, or the number of an age group (70岁以上100%)."""
    if tokens[at - 1][1] == "+":
        return True
    ages = beside("ages")
    return tokens[at - 2][1] in ages and not any(token[1] in ages for token in tokens[at : at + 3])


def _opposed_ends(piece: list[Token], tokens: list[Token], at: int) -> bool:
    """Whether a range mark stands between a floor and a ceiling: ≥95%~≤100%."""
    if at + 2 >= len(tokens) or (tokens[at + 1][0], tokens[at + 2][0]) != ("cmp", "num"):
        return False
    other = _MIRRORED.get(tokens[at + 1][1])
    mine = next((_MIRRORED[token[1]] for token in piece if token[1] in _MIRRORED), None)
    return mine is not None and other is not None and (mine in _FLOORS) is not (other in _FLOORS)


def _other_count(tokens: list[Token], at: int) -> bool:
    """Whether a second count follows a first without a mark: 培训3期150人, 12个村3500人, 2期共100人次."""
    start = at - 1 if tokens[at - 1][1] in beside("sums") else at
    if at + 1 >= len(tokens) or start < 2 or tokens[at][0] != "num":
        return False
    if start > 2 and tokens[start - 3][0] == "num" and _is_noun(tokens[start - 2], tokens[start - 1]):
        start -= 1
    first, unit, other = tokens[start - 2], tokens[start - 1], tokens[at + 1]
    if other[0] == "mult" and at + 2 < len(tokens):
        other = tokens[at + 2]  # 2个项目200万元
    units = {unit[1], other[1]}
    counted = first[0] == "num" and unit[0] == other[0] == "unit"
    of_age = unit[1] in beside("ages")  # 未满18周岁100人
    return counted and len(units) == 2 and "%" not in units and not of_age and units.isdisjoint(time_units())


def _is_noun(unit: Token, noun: Token) -> bool:
    """Whether a noun belongs to the count in front of it: 12个村, 5名教师; not 500元标准."""
    return unit[1] in beside("named") and (
        noun[0] in ("unit", "text") and noun[1].isalpha() and len(noun[1]) <= 4 and noun[2] == unit[3]
    )


def _check_grouping(one: Token, comma: Token, other: Token) -> None:
    """Refuse a comma between digits that groups no thousands: 1,25 may be 125, 1.25, or two numbers.

    So may 1, 200.
    """
    glued = comma[3] == other[2] or (len(one[1]) <= 3 == len(other[1].partition(".")[0]))
    if one[0] == other[0] == "num" and one[3] == comma[2] and glued:
        raise FlawError("bad_grouping", one[2], other[3])


_PARTING = frozenset(("sep", "post", "date", "num"))
_AMOUNTS = frozenset(("num", "cn", "date", "part"))
_HARD = frozenset(";；,，、。\n\r")


def _clause(tokens: list[Token]) -> Clause | None:
    """clause = deadline | amount | left-out amount | words ; None where it holds two amounts"""
    kinds = [token[0] for token in tokens]
    masked, dated = "mask" in kinds, "date" in kinds
    if dated and kinds[kinds.index("date") + 1 :][:2] == ["/", "unit"]:
        return Clause(None, numbers=True)  # 12月/年: months of a year, and no December
    if dated and not masked:
        clause = deadline(tokens, kinds.index("date"))
        if clause is not None:
            return clause
    numbers = [at for at, kind in enumerate(kinds) if kind in ("num", "part")]
    if numbers == [0] and "cmp" in kinds[1:3]:
        clause = _mirrored(tokens)
        if clause is not None:
            return clause
    if len(numbers) == 2 and kinds.count("cmp") == 2:
        two_sided = _two_sided(tokens)
        if two_sided is not None:
            ends, words = two_sided
            # with < there are two parts, and this is one of several statements
            span = (tokens[0][2], tokens[-1][3])
            return Clause(ends[0], span, remarks=(words,)) if len(ends) == 1 else Clause(None, numbers=True)
    if numbers:
        at, alone = _that_counts(tokens, numbers)
        at = _lower_end(tokens, at)
        return amount_clause(tokens, at, alone=alone)
    if masked:
        at = kinds.index("mask")
        if tokens[at][1][0] in "…." and kinds[at : at + 2] == ["mask", "text"] and "cmp" not in kinds[:at]:
            return Clause(None)  # 依据《…管理办法》执行: words are left out, and no number
        unit = left_out(tokens, None) if tokens[at][1] == "." else None  # 元/人.天
        return left_out(tokens, at) if unit is None or unit.part is None else unit
    for at in [at for at, kind in enumerate(kinds) if kind == "cn"][:_NUMERALS]:
        clause = amount_clause(tokens, at)
        if clause is not None and clause.part is not None:
            return clause
    return Clause(None, numbers=True) if dated else left_out(tokens, None)


_NUMERALS = 6  # Chinese numerals of a clause that are tried: in prose they are parts of words


def _lower_end(tokens: list[Token], at: int) -> int:
    """Return where the range begins whose upper end is a number: 半年至1.5年, 两到3个."""
    if at > 1 and tokens[at - 1][0] == "range":
        before = at - 3 if tokens[at - 2][0] == "unit" else at - 2
        if before >= 0 and tokens[before][0] == "cn":
            return before
    return at


def _that_counts(tokens: list[Token], numbers: list[int]) -> tuple[int, bool]:
    """Return the number that counts, and whether those before it only describe what is measured.

    Of several that is the last one where it alone has a sign and words before that
    (65岁以上老年人管理率≥70%), and the one that is reached in 由80%提高到90%. Else the first counts, and the
    others will not be understood.
    """
    last = numbers[-1]
    if len(numbers) > 1 and tokens[last - 1][0] == "cmp" and last > 1:
        signed = sum(token[0] == "cmp" for token in tokens)
        sign = tokens[last - 1][1]
        if signed == 1 and (
            _describe(tokens, numbers[:-1], last - 1)
            or (sign in "≥≤=<>" and tokens[last - 2][0] == "text")
            or tokens[0][1][0] in "由从"
        ):
            return last, True
    elif len(numbers) > 1 and (_describe(tokens, numbers[:-1], last) or _is_frequency(tokens, numbers)):
        return last, True
    return numbers[0], False


def _describe(tokens: list[Token], numbers: list[int], until: int) -> bool:
    """Whether numbers only tell what is measured: 12345工单办结率 100%, 6-14岁儿童300人, 10kV线路5公里."""
    if any(token[0] == "cmp" for token in tokens[:until]):
        return False  # 不满16周岁儿童100人: the sign would reach the other number
    measure = "".join(token[1] for token in tokens[:until]).endswith(beside("measures"))
    of_age = not any(token[1] in beside("ages") for token in tokens[until:])
    return all(
        (of_age and _is_age(tokens, at))
        or _is_rating(tokens, at)
        or _is_scale(tokens, at, until)
        or (measure and _is_glued(tokens, at))
        for at in numbers
    )


def _is_glued(tokens: list[Token], at: int, kinds: tuple[str, ...] = ("text",)) -> bool:
    """Whether words follow a token at once."""
    return tokens[at + 1][0] in kinds and tokens[at + 1][2] == tokens[at][3]


def _is_age(tokens: list[Token], at: int) -> bool:
    """age = number , [ range , number ] , 岁"""
    if at + 3 < len(tokens) and tokens[at + 1][0] == "range" and tokens[at + 2][0] == "num":
        at += 2
    return at + 1 < len(tokens) and tokens[at + 1][1] in beside("ages")


def _is_rating(tokens: list[Token], at: int) -> bool:
    """rating = number , kV … , noun"""
    return tokens[at + 1][1] in load("wording")["rating"]["units"] and _is_glued(
        tokens, at + 1, ("text", "unit")
    )


def _is_scale(tokens: list[Token], at: int, until: int) -> bool:
    """scale = number , ":" , number , noun : 1:500地形图"""
    if tokens[at + 1][0] == ":":
        at += 2
    if at >= until or not _is_glued(tokens, at):
        return False
    return at > 1 and tokens[at - 1][0] == ":" and tokens[at - 2][0] == "num"


def _is_frequency(tokens: list[Token], numbers: list[int]) -> bool:
    """Whether a length of time and how often in it: 1年1次, 2年1次."""
    if numbers != [0, 2] or len(tokens) < 4:
        return False
    return tokens[1][1] in time_units() and tokens[3][1] in beside("times")
