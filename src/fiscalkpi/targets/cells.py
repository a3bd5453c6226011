"""Targets that a form splits over columns: the cells win over their joined text."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from fiscalkpi._numbers import negative
from fiscalkpi._text import fold_signs
from fiscalkpi.targets.amounts import is_unit
from fiscalkpi.targets.clause import Reading
from fiscalkpi.targets.lexer import tokenize
from fiscalkpi.targets.model import (
    Comparator,
    DateTarget,
    Duration,
    Multiple,
    Number,
    Part,
    Period,
    Qualitative,
    Quantity,
    Target,
    Unfilled,
    Unreadable,
    read_number,
)
from fiscalkpi.targets.wording import comparators, natures, no_units
from fiscalkpi.units import Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from fiscalkpi.errors import Span


def read_joined(text: str, read: Callable[[str], Reading]) -> Reading:
    """joined = cell , { "|" , cell } : the cells of a split target, or several targets"""
    folded = fold_signs(text)
    for mark, join in ((";", "and"), ("或", "or")):
        if mark in folded:
            listed = [read(piece).target for piece in folded.split(mark)]
            if all(isinstance(part, Part) for part in listed):
                return Reading(Multiple(parts=tuple(map(_unfiled, listed)), join=join, text=text))  # type: ignore[arg-type]  # all are parts
    cells = [cell.strip() for cell in folded.split("|")]
    canonical = _canonical_cells(cells, text)
    if canonical is not None:
        return Reading(canonical)
    fields: dict[str, str] = {}
    values: list[str] = []
    for cell in cells:
        if not cell or cell in no_units():
            continue
        if cell in natures() and "nature" not in fields:
            fields["nature"] = cell
        elif cell in comparators() and "comparator" not in fields:
            fields["comparator"] = cell
        elif "unit" not in fields and (is_unit(cell) if values else _is_known_unit(cell)):
            fields["unit"] = cell
        else:
            values.append(cell)
    if len(values) > 1 and not fields:
        parts = [read(value).target for value in values]
        if all(isinstance(part, Part) for part in parts):
            return Reading(Multiple(parts=tuple(map(_unfiled, parts)), text=text))
        return Reading(Qualitative(text=text))
    value = values[0] if len(values) == 1 else ";".join(values)
    return read_cells(value, fields.get("comparator", ""), fields.get("unit", ""), text, read)


def _canonical_cells(cells: list[str], text: str) -> Quantity | Duration | Unfilled | None:
    """canonical = [ sign ] , "|" , ( number | "**" ) , "|" , [ unit ] : what the formatter writes where a
    number beside its unit would read otherwise (12月); the third cell is the unit, whatever it says
    """
    if len(cells) != 3 or (cells[0] and cells[0] not in _SIGNS):
        return None
    comparator = comparators().get(cells[0])
    match = _CANONICAL_VALUE.fullmatch(cells[1])
    if match is None or (cells[2] and not is_unit(cells[2])):
        return None
    unit = Unit.parse(cells[2]) if cells[2] else None
    if match["mask"]:
        return Unfilled(comparator=comparator, unit=unit, text=text)
    low, high = _canonical_number(match["low"]), _canonical_number(match["high"])
    assert low is not None
    if match["spread"]:
        low, high = negative(low), low
    approx = bool(match["approx"])
    try:
        if unit is not None and unit.is_time:
            return Duration(value=low, comparator=comparator, unit=unit, high=high, approx=approx, text=text)
        return Quantity(value=low, comparator=comparator, unit=unit, high=high, approx=approx, text=text)
    except ValueError:
        return None


_SIGNS = frozenset("≥≤=><")
_CANONICAL_DIGITS = r"-?(?:[0-9]{1,30}分之)?[0-9]{1,30}(?:\.[0-9]{1,30})?"
_CANONICAL_VALUE = re.compile(
    rf"(?P<mask>\*\*)|(?P<approx>约)?(?P<spread>±)?(?P<low>{_CANONICAL_DIGITS})(?:~(?P<high>{_CANONICAL_DIGITS}))?"
)


def _canonical_number(text: str | None) -> Number | None:
    if text is None:
        return None
    below, _, above = text.removeprefix("-").rpartition("分之")
    number: Number = Fraction(int(above), int(below)) if below else Decimal(above)
    return negative(number) if text.startswith("-") else number


def _is_known_unit(text: str) -> bool:
    tokens = tokenize(text)
    return (
        bool(tokens)
        and all(token[0] in ("unit", "mult", "/", "*", "(", ")") for token in tokens)
        and is_unit(text)
    )


def _unfiled(part: Target) -> Part:
    """Return a part of a cell: the cell holds the text, the part has none of its own."""
    assert isinstance(part, Part)
    if isinstance(part, Quantity):
        return Quantity(
            value=part.value, comparator=part.comparator, unit=part.unit, high=part.high, approx=part.approx
        )
    if isinstance(part, Duration):
        return Duration(
            value=part.value, comparator=part.comparator, unit=part.unit, high=part.high, approx=part.approx
        )
    if isinstance(part, DateTarget):
        return DateTarget(value=part.value, comparator=part.comparator)
    return Period(start=part.start, end=part.end)


def read_cells(value: str, sign: str, unit_text: str, text: str, read: Callable[[str], Reading]) -> Reading:
    """cells = [ nature ] , [ comparator ] , value , [ unit ] : the cells win over their joined text"""
    comparator = comparators().get(fold_signs(sign).strip())
    unit = None
    has_unit = fold_signs(unit_text).strip() not in {"", *no_units()}
    if has_unit and is_unit(unit_text):
        unit = Unit.parse(unit_text)
    inner = read(value)
    target = inner.target
    over = _shifted(inner.passed_over, text, value)
    if sign.strip() and comparator is None and fold_signs(sign).strip() not in natures():
        over += _shifted(((0, len(sign)),), text, sign)
    if has_unit and unit is None:
        over += _shifted(((0, len(unit_text)),), text, unit_text)
    if isinstance(target, Unfilled):
        own = target.unit or unit
        return Reading(Unfilled(comparator=comparator or target.comparator, unit=own, text=text), over)
    if isinstance(target, Quantity | Duration):
        stated = target.comparator
        if comparator is not None and stated is not None and comparator is not stated:
            return Reading(Unreadable(text=text), (), "two_signs", (0, len(text)))
        if target.high is not None and comparator is Comparator.EQ:
            comparator = None  # = says of a range what it says without one
        if target.high is not None and comparator is not None:
            return Reading(Unreadable(text=text), (), "sign_before_range", (0, len(text)))
        chosen = _unit_of_both(target.unit, unit)
        if unit is not None and chosen is not None and unit.text not in chosen.text:
            over += _shifted(((0, len(unit_text)),), text, unit_text)  # the unit beside the number counts
        approx = target.approx and comparator is None
        made = read_number(target.value, comparator or stated, chosen, target.high, approx, text)
        return Reading(made, tuple(sorted(over)))
    if isinstance(target, DateTarget):
        sign_of_date = target.comparator or comparator
        return Reading(
            DateTarget(value=target.value, comparator=sign_of_date, text=text), tuple(sorted(over))
        )
    kept = attrs.evolve(target, text=text)
    return Reading(kept, tuple(sorted(over)), inner.reason, (0, len(text)) if inner.reason else None)


def _unit_of_both(own: Unit | None, beside: Unit | None) -> Unit | None:
    """Return the unit of a number: its own, that of the unit cell, or 万 of the one and 元 of the other."""
    if own is None or beside is None:
        return own or beside
    if own.lacks_base and not beside.text.startswith(own.text) and is_unit(own.text + beside.text):
        return Unit.parse(own.text + beside.text)
    return beside if own.lacks_base else own


def _shifted(spans: tuple[Span, ...], text: str, cell: str) -> tuple[Span, ...]:
    """Return spans of a cell as spans of the joined text."""
    at = text.find(cell)
    if at < 0:  # several value cells were read as one
        at = max(text.find(cell.replace(";", "|")), 0)
    return tuple((start + at, min(end + at, len(text))) for start, end in spans)
