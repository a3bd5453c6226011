"""Columns with roles, and how each row lies on them.

A row that lost leading cells, or gained one, is moved as a whole: each shift is scored by the types of its
cells, the best wins. Sums and totals decide nothing.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import attrs

from fiscalkpi._text import shorten
from fiscalkpi.forms.layout import column_role, key
from fiscalkpi.forms.regions import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fiscalkpi.forms.grid import GridCell
    from fiscalkpi.forms.layout import Looks
    from fiscalkpi.forms.record import Record
    from fiscalkpi.forms.regions import Row, Table

LEFT, RIGHT = 2, 8
"""Cells that a row is moved at most to the left, and to the right."""

MARGIN = 2
"""Two readings of a row whose scores differ by no more are as good as each other."""

_TRIED = 50
"""Rows that decide what an ambiguous title means."""

# Columns that only a report has, and those that only a monitoring form has.
RESULTS = ("actual", "points", "reason", "evidence")
MONITORING = ("forecast", "likelihood")
# The columns of a target that a form splits.
SPLIT = ("nature", "comparator", "value", "unit")


class Fit(NamedTuple):
    """How a row lies on the columns."""

    shift: int
    """Columns that its cells are moved to the right."""
    ambiguous: bool
    """Whether the header as it stands reads the row nearly as well, and otherwise."""


@attrs.define
class Columns:
    """The columns of a table, settled by their contents."""

    by_position: dict[int, Column]
    base: int
    """The shift that most rows share: the header stands beside its columns."""
    fits: list[Fit]
    """One a row."""

    def find(self, role: str) -> Column | None:
        """Return the first column of a role."""
        return next((one for one in self.by_position.values() if one.role == role), None)

    @property
    def name(self) -> int:
        """Position of the names."""
        column = self.find("name")
        assert column is not None  # settle() sees to it
        return column.position

    @property
    def splits_target(self) -> bool:
        """Whether a target stands in several columns."""
        return self.has("comparator", "nature", "unit")

    @property
    def reports(self) -> bool:
        """Whether it tells what was reached: actual values, points, what is expected."""
        return self.has("actual", "points", *MONITORING)

    def title(self, role: str) -> str:
        """Return the title of the first column of a role; blank where it has none."""
        column = self.find(role)
        return "" if column is None else column.title

    def has(self, *roles: str) -> bool:
        """Whether there is a column of one of the roles."""
        return any(one.role in roles for one in self.by_position.values())

    def placed(self, row: Row, shift: int) -> list[tuple[GridCell, Looks, Column | None]]:
        """Return the cells of a row with the columns they come to lie in."""
        cells = zip(row.cells, row.looks, strict=True)
        return [(cell, look, self.by_position.get(cell.column + shift)) for cell, look in cells]


def settle(table: Table, record: Record) -> Columns:
    """Settle the columns of a table and lay each row on them."""
    by_position = dict(sorted(table.columns.items()))
    if not any(column.role == "name" for column in by_position.values()):
        # a table of two levels: the leaf stands under 二级指标
        next(column for column in by_position.values() if column.role == "level2").role = "name"
    _settle_value(by_position)
    _settle_by_contents(by_position, table.rows)
    lost = _with_lost_title(by_position)
    columns = Columns(by_position, 0, [])
    columns.base = _base(columns, table.rows)
    previous = columns.base
    for row in table.rows:
        fit = _fit(columns, row, previous)
        columns.fits.append(fit)
        previous = fit.shift
    _tell_header(table, columns, lost, record)
    return columns


def _settle_by_contents(columns: dict[int, Column], rows: Sequence[Row]) -> None:
    """指标性质 is a sign in one province and a nature in another: what suits the rows best, moved or not."""
    open_ = [column for column in columns.values() if "-or-" in column.role]
    if not open_:
        return
    readings = list(product(*(_readings(column.role) for column in open_)))

    def suits(roles: tuple[str, ...]) -> int:
        for column, role in zip(open_, roles, strict=True):
            column.role = role
        settled = Columns(columns, 0, [])
        return sum(max(_score(settled, row, shift) for shift in _shifts(settled)) for row in rows[:_TRIED])

    best = max(readings, key=suits)
    for column, role in zip(open_, best, strict=True):
        column.role = role


def _readings(role: str) -> tuple[str, str]:
    """Return what an ambiguous title can mean, the sign first."""
    one, other = role.split("-or-")
    return (one, other) if one == "comparator" else (other, one)


def _settle_value(columns: dict[int, Column]) -> None:
    """Where no column has the target of the year, the one column of another value holds the target."""
    values = [one for one in columns.values() if one.role in ("value", "overall_value", "other_value")]
    if len(values) == 1:
        values[0].role = "value"


def _with_lost_title(columns: dict[int, Column]) -> Column | None:
    """Add the column right of the names where no column has the title of a target; return it."""
    name = next((one for one in columns.values() if one.role == "name"), None)
    if name is None or any(one.role == "value" for one in columns.values()) or name.position + 1 in columns:
        return None
    lost = Column(name.position + 1, "value")
    columns[lost.position] = lost
    return lost


def _tell_header(table: Table, columns: Columns, lost: Column | None, record: Record) -> None:
    path = "$.project.goals.indicators"
    laid = [
        (cell, column)
        for row, fit in zip(table.rows, columns.fits, strict=True)
        for cell, _, column in columns.placed(row, fit.shift)
        if column is not None
    ]
    rows = {row.cells[0].row for row in table.rows if len(row.cells) > 1}  # a lone cell may be a stray line
    used = {column.position for cell, column in laid if cell.row in rows}
    for row in table.header:
        record.label(*row.cells)
    for column in columns.by_position.values():
        if column.role == "extra" and column.cell is not None and column_role(key(column.title)) is None:
            record.find(
                "layout.column-unknown",
                column.cell,
                path=path,
                column=column.position,
                text=shorten(column.title),
            )
            if column.position not in used:  # no cell below carries it
                record.carry("", column.cell)
    if not table.header:
        record.find("layout.header-missing", table.rows[0].cells[0], path=path)
        return
    first = table.header[-1].cells[0]
    cells = [cell for cell, column in laid if lost is not None and column is lost]
    if cells:
        record.find("layout.header-title-lost", first, path=path, related=cells[:1], column=cells[0].column)
    elif columns.base:
        record.find("layout.header-shifted", first, path=path, by=abs(columns.base))


# --- the shift of a row ------------------------------------------------------------------------------


def _shifts(columns: Columns) -> range:
    return range(-LEFT, min(RIGHT, columns.name - 1) + 1)


def _base(columns: Columns, rows: Sequence[Row]) -> int:
    """Return the shift that more than half of the rows, the first among them, read best with."""
    shifts = [_fit(columns, row, 0).shift for row in rows if len(row.cells) > 1]
    count = shifts.count(shifts[0]) if shifts else 0
    return shifts[0] if count >= 2 and 2 * count > len(rows) else 0


def _fit(columns: Columns, row: Row, previous: int) -> Fit:
    base = columns.base
    if len(row.cells) == 1 and not row.looks[0].label:
        return Fit(base, False)  # nothing in a lone cell says how far it moved
    scores = {shift: _score(columns, row, shift) for shift in _shifts(columns)}
    shift = max(scores, key=lambda shift: (scores[shift], -abs(shift - base), shift == previous))
    named = any(not look.label for look in row.looks)  # labels alone are no reading of a name
    if named and scores[base] > 0 and scores[shift] - scores[base] <= MARGIN:
        shift = base  # a row that can stand as it is moves for clear evidence only
    return Fit(shift, shift != base and scores[shift] - scores[base] <= MARGIN)


def _score(columns: Columns, row: Row, shift: int) -> int:
    return sum(
        _points(look, None if column is None else column.role)
        for _, look, column in columns.placed(row, shift)
    )


def _points(look: Looks, role: str | None) -> int:
    """Return how well a cell suits a column: above zero it speaks for the shift, below against it."""
    if role in ("level1", "level2"):
        own, other = (look.level1, look.level2) if role == "level1" else (look.level2, look.level1)
        return 3 if own else 1 if other else 0 if look.section else -6 if look.sign else -2
    if role == "name":
        return -4 if look.sign else 0 if look.target else 1 if look.label else 2
    if role is None:
        return 0 if look.label else -4
    if role == "section":
        return 1 if look.section else 0 if look.label else -2
    if look.label:
        return -3
    score = _OF_ROLE.get(role)
    return 0 if score is None else score(look)


_OF_ROLE: dict[str, Callable[[Looks], int]] = {
    "value": lambda look: 1 if look.target else 0,
    "comparator": lambda look: 2 if look.comparator else 1 if look.nature else -5,
    "nature": lambda look: 2 if look.nature else 0 if look.comparator else -5,
    "direction": lambda look: 2 if look.nature else -3,
    "weight": lambda look: 1 if look.number else 0 if look.mask else -5,
    "points": lambda look: 1 if look.number else 0 if look.mask else -5,
    "unit": lambda look: -4 if look.number or look.comparator else -2 if look.wordy else 1,
    "project_amount": lambda look: 1 if look.amount else -4,
}
