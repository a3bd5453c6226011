"""What of a form has been read, and what there is to say about it.

Every filled cell of a form ends as a label, a value, or a line that is kept and told: an account knows
which cells were taken, and :meth:`Account.leave` tells the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from fiscalkpi._text import shorten
from fiscalkpi.forms import layout
from fiscalkpi.model import Cell
from fiscalkpi.provenance import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fiscalkpi.forms.grid import GridCell, Row
    from fiscalkpi.provenance import Place


def filed(cell: GridCell, label: str = "") -> Cell:
    """Return a cell of the grid as a cell that no field holds."""
    return Cell(label=label, text=cell.text, place=cell.place)


@attrs.define
class Account:
    """The cells of a form that were taken, the findings, and the cells that no field holds."""

    findings: list[Finding] = attrs.Factory(list)
    extra: list[Cell] = attrs.Factory(list)
    _taken: set[tuple[int, int]] = attrs.Factory(set)

    def take(self, *cells: GridCell) -> None:
        """Account for cells: a reader knows what they mean."""
        self._taken.update((cell.row, cell.column) for cell in cells)

    def is_open(self, cell: GridCell) -> bool:
        """Whether a cell is filled and nobody has taken it."""
        return cell.filled and (cell.row, cell.column) not in self._taken

    def open(self, row: Row) -> list[GridCell]:
        """Return the open cells of a row."""
        return [cell for cell in row if self.is_open(cell)]

    def tell(
        self,
        code: str,
        path: str,
        place: Place | None,
        severity: Severity = Severity.INFO,
        related: tuple[Place, ...] = (),
        **params: str,
    ) -> None:
        """Add a finding; its parts are cut to what a message can hold."""
        shown = tuple((name, shorten(text.strip())) for name, text in params.items())
        self.findings.append(
            Finding(code=code, severity=severity, path=path, place=place, related=related, params=shown)
        )

    def keep_stray(self, row: Row, path: str) -> bool:
        """Tell a row of marks that belong to the page: a rule, a page or form number, 绩效指标 alone."""
        filled = self.open(row)
        if not filled or not all(layout.is_stray(cell.text) for cell in filled):
            return False
        self.take(*filled)
        self.extra += [
            filed(cell) for cell in filled if not (layout.is_rule(cell.text) or layout.is_section(cell.text))
        ]
        self.tell("layout.stray-row", path, filled[0].place, text=filled[0].text)
        return True

    def keep(self, cells: Iterable[GridCell]) -> None:
        """Keep cells as they are, without a label."""
        for cell in cells:
            self.take(cell)
            self.extra.append(filed(cell))

    def leave(self, rows: Iterable[Row]) -> None:
        """Keep and tell the filled cells that nobody has taken."""
        for row in rows:
            for cell in self.open(row):
                self.keep([cell])
                self.tell("layout.cell-unused", "$.extra", cell.place, text=cell.text)
