"""A row of the head: labels, each with the cells that follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from fiscalkpi.forms.layout import (
    Label,
    is_sheet_number,
    is_year_label,
    label_of,
    sheet_unit,
    year_alone,
)
from fiscalkpi.forms.regions import inline_label

if TYPE_CHECKING:
    from fiscalkpi.forms.grid import GridCell
    from fiscalkpi.forms.regions import Row


@attrs.define
class Pair:
    """A label and what follows it in its row."""

    label: GridCell
    key: str
    """The label, folded."""
    meaning: Label
    values: list[GridCell] = attrs.Factory(list)
    """The filled cells up to the next label."""
    inline: str = ""
    """The value behind a colon in the cell of the label itself."""

    @property
    def value(self) -> GridCell | None:
        """The cell that holds the value, or None where it is blank."""
        return self.label if self.inline else (self.values[0] if self.values else None)

    @property
    def text(self) -> str:
        """The value as filed."""
        return self.inline or (self.values[0].value if self.values else "")


@attrs.define
class Walked:
    """A row parted at its labels."""

    pairs: list[Pair]
    sheet: list[GridCell]
    """Cells that tell of the whole sheet."""
    rest: list[GridCell]
    """Cells before the first label."""

    def of(self, area: str) -> list[Pair]:
        """Return the pairs of an area."""
        return [pair for pair in self.pairs if pair.meaning.area == area]


def walk(row: Row) -> Walked:
    """Part a row at its labels; behind a label of the head even the name of a fund source is a value."""
    walked = Walked([], [], [])
    pending: Pair | None = None
    for cell, folded, beside in zip(row.cells, row.keys, (*row.cells[1:], None), strict=True):
        open_head = pending is not None and pending.meaning.area == "head" and pending.value is None
        meaning = label_of(folded)
        if meaning is not None and not (open_head and meaning.kind in ("sources", "headings")):
            pending = Pair(cell, folded, meaning)
            walked.pairs.append(pending)
            continue
        if is_year_label(folded) and beside is not None and year_alone(beside.text) is not None:
            walked.sheet.append(cell)
            pending = None
            continue
        before, value = inline_label(cell.text)
        meaning = label_of(before) if value and not open_head else None
        if meaning is not None:
            pending = Pair(cell, before, meaning, inline=value)
            walked.pairs.append(pending)
        elif pending is not None and pending.value is None:
            pending.values.append(cell)
        elif is_sheet_cell(cell):
            walked.sheet.append(cell)
        elif pending is not None:
            pending.values.append(cell)
        else:
            walked.rest.append(cell)
    return walked


def is_sheet_cell(cell: GridCell) -> bool:
    """Whether a cell tells of the whole sheet: its year, its unit of money, its number."""
    text = cell.value
    return year_alone(text) is not None or sheet_unit(text) is not None or is_sheet_number(text)
