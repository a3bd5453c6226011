"""What a reader did with each cell of a form, and what it has to say.

The promise behind it: every cell that holds something became a label, a value or a stray line, or a finding
names it. :func:`Record.rest` makes it true by construction, and keeps the text of what nothing else took.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from fiscalkpi._text import shorten
from fiscalkpi.model import Cell
from fiscalkpi.provenance import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fiscalkpi.forms.grid import GridCell
    from fiscalkpi.provenance import Place


class Use(StrEnum):
    """What became of a cell."""

    LABEL = "label"
    """It named other cells."""
    VALUE = "value"
    """Its text stands in the form."""
    STRAY = "stray"
    """A line that belongs to nothing: a rule of hyphens, the label of the table again."""
    UNUSED = "unused"
    """A finding names it, and the form carries its text."""


_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
SEVERITIES = {
    # the file
    "layout.file-cut": _ERROR,
    "layout.encoding": _INFO,
    "layout.quoted-cells": _INFO,
    "layout.row-too-wide": _WARNING,
    "layout.cell-too-long": _WARNING,
    # the form as a whole
    "layout.head-missing": _WARNING,
    "layout.table-missing": _ERROR,
    "layout.form-cut": _WARNING,
    "layout.head-repeated": _WARNING,
    "layout.kind-contradicted": _INFO,
    "head.fiscal-year-missing": _WARNING,
    "head.year-from-title": _INFO,
    "layout.duplicate-label": _WARNING,
    "layout.stray-row": _INFO,
    "layout.cell-unused": _WARNING,
    "layout.subtotal-row": _INFO,
    # head, goals and money
    "head.date-impossible": _ERROR,
    "head.date-unreadable": _WARNING,
    "layout.goal-continued": _INFO,
    "money.unit-conflict": _WARNING,
    "money.unit-unstated": _WARNING,
    "money.single-budget-column": _INFO,
    "money.unreadable": _ERROR,
    # columns and rows of the table
    "layout.header-missing": _WARNING,
    "layout.header-shifted": _INFO,
    "layout.header-title-lost": _WARNING,
    "layout.column-unknown": _INFO,
    "layout.row-shifted": _INFO,
    "layout.row-ambiguous": _INFO,
    "layout.name-moved": _INFO,
    "layout.name-in-value-cell": _WARNING,
    "layout.row-without-name": _ERROR,
    "layout.level1-moved": _INFO,
    "layout.level2-moved": _INFO,
    "layout.level1-inferred": _INFO,
    "layout.level1-unknown": _WARNING,
    "layout.level2-unknown": _WARNING,
    "layout.weight-in-label": _INFO,
    "layout.empty-row": _INFO,
    "layout.target-too-long": _ERROR,
    "layout.unreadable-number": _WARNING,
}
"""Every code of a reader's finding, with how much it matters."""


class Record:
    """Collects uses, findings and carried cells while one form is read."""

    def __init__(self, uses: dict[tuple[int, int], Use], taken: int = 0) -> None:
        self.uses = uses
        self.taken = taken
        """Cells that the form carries already."""
        self.findings: list[Finding] = []
        self.extra: list[Cell] = []

    def apart(self) -> Record:
        """Return a record for a further form of the same sheet."""
        return Record(self.uses)

    @property
    def next_path(self) -> str:
        """The address of the cell that is carried next."""
        return f"$.extra[{self.taken + len(self.extra)}]"

    def mark(self, use: Use, *cells: GridCell | None) -> None:
        """Note what became of cells; None is a blank one."""
        for cell in cells:
            if cell is not None:
                self.uses[cell.row, cell.column] = use

    def label(self, *cells: GridCell | None) -> None:
        """Note cells that name others."""
        self.mark(Use.LABEL, *cells)

    def value(self, *cells: GridCell | None) -> None:
        """Note cells whose text the form holds."""
        self.mark(Use.VALUE, *cells)

    def used(self, cell: GridCell) -> bool:
        """Return whether something became of a cell."""
        return (cell.row, cell.column) in self.uses

    def carry(self, label: str, *cells: GridCell) -> None:
        """Keep the text of cells as cells of the form."""
        self.extra += [carried(label, cell) for cell in cells]
        self.value(*cells)

    def find(
        self,
        code: str,
        cell: GridCell | None = None,
        *,
        path: str = "$",
        place: Place | None = None,
        related: Iterable[GridCell] = (),
        **params: object,
    ) -> None:
        """Add a finding at the place of a cell."""
        self.findings.append(
            Finding(
                code=code,
                severity=SEVERITIES[code],
                path=path,
                place=place if cell is None else cell.place,
                related=tuple(one.place for one in related),
                params=tuple((name, str(value)) for name, value in params.items()),
            )
        )

    def rest(self, cells: Iterable[GridCell]) -> None:
        """Account for what nothing took: a lone cell is a stray line, another is unused; both are carried."""
        rows: dict[int, list[GridCell]] = {}
        for cell in cells:
            rows.setdefault(cell.row, []).append(cell)
        for row in rows.values():
            left = [cell for cell in row if not self.used(cell)]
            for cell in left:
                alone = len(row) == 1
                code = "layout.stray-row" if alone else "layout.cell-unused"
                self.find(code, cell, path=self.next_path, text=shorten(cell.value))
                self.mark(Use.STRAY if alone else Use.UNUSED, cell)
                self.extra.append(carried("", cell))


def carried(label: str, cell: GridCell) -> Cell:
    """Return a filed cell as the model carries it."""
    return Cell(label=label, text=cell.value, place=cell.place)
