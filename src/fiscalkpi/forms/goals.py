"""The goals in prose: labels and the cells below or beside them.

Labels stand over prose or beside it. Where a row holds labels only, the cells of the next row belong to
them, by column or, where they drifted, in order; later rows go to the nearest of these columns, so that a
goal broken by a page is whole again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from fiscalkpi.forms.grid import paragraphs
from fiscalkpi.forms.layout import is_goal_section, points_in
from fiscalkpi.model import Goal, as_points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscalkpi.forms.grid import GridCell
    from fiscalkpi.forms.record import Record
    from fiscalkpi.forms.regions import Row
    from fiscalkpi.forms.walk import Pair

FIELDS = ("overall", "annual", "result")
_PATHS = {
    "overall": "$.project.goals.overall",
    "annual": "$.project.goals.annual",
    "result": "$.goal_result",
}

# A row below the first prose goes on with it where the label of the block stands again, or where it is long.
_LONG = 15

_YEARS = re.compile(r"[(（]([^()（）]{0,40}[0-9]{4}[^()（）]{0,40})[)）]")


def joined(pieces: Sequence[str]) -> str:
    """Join the pieces of a goal that pages part: at the end of a sentence by a line break, else by nothing.

    >>> joined(["布局的色调及样", "式统一。"]), joined(["有效利用。", "6、开放服务"])
    ('布局的色调及样式统一。', '有效利用。\\n6、开放服务')
    """
    text = ""
    for piece in pieces:
        text += ("\n" if text.endswith(tuple("。！？；!?;")) else "") + piece
    return text


@attrs.define
class Goals:
    """Collects the goals of a form row by row."""

    record: Record
    waiting: list[tuple[GridCell, str]] = attrs.Factory(list)
    """Labels whose prose stands below."""
    columns: dict[int, str] = attrs.Factory(dict)
    """Columns of prose → field."""
    cells: dict[str, list[GridCell]] = attrs.Factory(dict)
    """Field → its cells, in order."""
    inline: dict[str, list[str]] = attrs.Factory(dict)
    """Field → the texts behind a colon in the cell of the label."""
    years: str | None = None
    parts: list[tuple[GridCell, GridCell | None]] = attrs.Factory(list)

    def take_labels(self, pairs: Sequence[Pair], below: Row | None) -> None:
        """Take the labels of a row with what stands beside them; `below` is the row after it."""
        for pair in pairs:
            self.record.label(pair.label)
            if (
                pair.meaning.kind == "overall"
                and self.years is None
                and (years := _YEARS.search(pair.label.text))
            ):
                self.years = years[1]
        section = _section(pairs, below)
        labels = [pair for pair in pairs if pair is not section]
        if section is not None and section.values:
            self.take_prose(section.values, marked=True, alone=section.label)
        named = [(pair.label, pair.meaning.kind) for pair in labels if pair.meaning.kind in FIELDS]
        if named and not any(pair.values or pair.inline for pair in labels):
            self.waiting, self.columns = named, {}
            return
        for pair in labels:
            self._take_beside(pair)

    def _take_beside(self, pair: Pair) -> None:
        first = pair.values[0] if pair.values else None
        if pair.meaning.kind not in FIELDS:
            self.parts.append((pair.label, first))
            self.record.value(first)
        elif pair.inline:
            self.inline.setdefault(pair.meaning.kind, []).append(pair.inline)
        elif first is not None:
            self.columns[first.column] = pair.meaning.kind
            self._add(pair.meaning.kind, first)

    def take_prose(self, cells: Sequence[GridCell], *, marked: bool, alone: GridCell | None = None) -> bool:
        """Take a row of prose; `marked`: the label of the block stands in it. Return whether it was taken."""
        if self.waiting:
            if len(cells) > len(self.waiting):
                return False
            fields = self._below_labels(cells)
        elif self.columns:
            if not marked and not all(len(cell.text) >= _LONG or "<p>" in cell.text for cell in cells):
                return False
            fields = [self._nearest(cell) for cell in cells]
        elif alone is not None:
            self.parts.append((alone, cells[0]))
            self.record.value(cells[0])
            return True
        else:
            return False
        if len(set(fields)) < len(fields) or None in fields:
            return False
        for cell, field in zip(cells, fields, strict=True):
            assert field is not None
            self.columns[cell.column] = field
            if self.cells.get(field):
                self.record.find(
                    "layout.goal-continued", cell, path=_PATHS[field], related=self.cells[field][-1:]
                )
            self._add(field, cell)
        self.waiting = []
        return True

    def _below_labels(self, cells: Sequence[GridCell]) -> list[str | None]:
        """Pair prose with the labels above: by column, or in order, or with the nearest at the left."""
        columns = {label.column: field for label, field in self.waiting}
        if any(cell.column not in columns for cell in cells) and len(cells) == len(self.waiting):
            return [field for _, field in self.waiting]
        return [_nearest(columns, cell.column) for cell in cells]

    def _nearest(self, cell: GridCell) -> str | None:
        return _nearest(self.columns, cell.column)

    def _add(self, field: str, cell: GridCell) -> None:
        self.cells.setdefault(field, []).append(cell)
        self.record.value(cell)

    def text(self, field: str) -> str | None:
        """Return the whole text of a field, or None where nothing is filed."""
        pieces = [*self.inline.get(field, ()), *(paragraphs(cell.text) for cell in self.cells.get(field, ()))]
        return joined([piece for piece in pieces if piece]) or None

    def goal_parts(self) -> tuple[Goal, ...]:
        """Return the goals that have a label of their own."""
        return tuple(goal_part(label, cell) for label, cell in self.parts)


def goal_part(label: GridCell, cell: GridCell | None) -> Goal:
    """Return a goal with a label of its own and the points that its label states."""
    text = None if cell is None else paragraphs(cell.text)
    return Goal(label=label.value, text=text, weight=as_points(points_in(label.text)))


def _nearest(columns: dict[int, str], column: int) -> str | None:
    at = max((position for position in columns if position <= column), default=None)
    return None if at is None else columns[at]


def _section(pairs: Sequence[Pair], below: Row | None) -> Pair | None:
    """Return the label of the block among the labels of a row: first, and over a blank or another label."""
    first = pairs[0]
    if first.meaning.kind == "section":
        return first
    if len(pairs) < 2 or first.values or first.inline or not is_goal_section(first.key) or below is None:
        return None
    under = [
        folded
        for cell, folded in zip(below.cells, below.keys, strict=True)
        if cell.column <= first.label.column
    ]
    return first if not under or is_goal_section(under[0]) else None
