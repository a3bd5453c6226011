"""Tables → the indicators of a project, or of each project of a flat sheet: one sheet for many projects.

In a flat sheet the columns left of the indicators tell the project. They are merged: filled on its first
row, blank below it. A row with an amount and neither project nor indicator is the subtotal of a department.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from fiscalkpi._text import shorten
from fiscalkpi.forms.funds import Entry, Funds
from fiscalkpi.forms.goals import goal_part, joined
from fiscalkpi.forms.grid import paragraphs
from fiscalkpi.forms.layout import key, label_of
from fiscalkpi.forms.levels import Carry
from fiscalkpi.forms.record import carried
from fiscalkpi.forms.rows import RowReader
from fiscalkpi.model import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fiscalkpi.forms.grid import GridCell
    from fiscalkpi.forms.record import Record
    from fiscalkpi.forms.regions import Row, Table
    from fiscalkpi.forms.table import Columns, Fit
    from fiscalkpi.model import Goal

Settled = tuple["Table", "Columns"]
"""A table and its columns."""

# Column of a flat sheet → field of the project.
_FIELDS = {
    "project_name": "name",
    "project_unit": "implementing_unit",
    "project_department": "department",
    "project_category": "category",
}
# What a merged cell says for several projects.
_CARRIED = ("implementing_unit", "department", "category")


@attrs.define
class Part:
    """One project of a table."""

    record: Record
    rows: RowReader
    funds: Funds
    texts: dict[str, str] = attrs.Factory(dict)
    own: set[str] = attrs.Factory(set)
    """The fields that its own rows fill; the others stand in merged cells above."""
    extra: list[Cell] = attrs.Factory(list)
    """Cells of the project under labels that say more than the field."""
    annual: str | None = None
    """The goal in prose."""
    goals: list[Goal] = attrs.Factory(list)
    """Goals with a table of their own."""


def read_tables(tables: Sequence[Settled], record: Record) -> Part:
    """Return the one project that all tables of a form are about; classes are carried over a page break."""
    part = Part(record, RowReader(record, Carry(record)), Funds(record))
    for table, columns in tables:
        if table.part is not None:
            part.goals.append(goal_part(table.part, None))
            part.rows.carry, part.rows.goal = Carry(record), table.part.value
            record.value(table.part)
        for row, fit, below in _rows(table, columns):
            part.rows.read(row, columns, fit, below)
    return part


def read_sheet(tables: Sequence[Settled], record: Record) -> list[Part]:
    """Return the projects of a flat sheet, each with the rows that stand beside and below it."""
    parts: list[Part] = []
    department: GridCell | None = None
    for table, columns in tables:
        for row, fit, below in _rows(table, columns):
            cells = {
                column.role: cell
                for cell, _, column in columns.placed(row, fit.shift)
                if column is not None and column.role.startswith("project_")
            }
            name = cells.get("project_name")
            alone = name is None and 0 < len(cells) == len(row.cells)
            if alone and parts and cells.keys() == {"project_goal"}:
                _go_on(parts[-1], cells["project_goal"])
                continue
            if alone and cells.keys() & {"project_amount", "project_unit", "project_department"}:
                department = _subtotal(cells, record)
                continue
            if name is not None and not (parts and parts[-1].texts.get("name") == name.value):
                parts.append(_begin(parts[-1] if parts else None, department, record))
            if parts:
                _take(parts[-1], cells, columns)
                parts[-1].rows.read(row, columns, fit, below)
    return parts


def _rows(table: Table, columns: Columns) -> Iterator[tuple[Row, Fit, Row | None]]:
    return zip(table.rows, columns.fits, [*table.rows[1:], None], strict=False)


def _subtotal(cells: dict[str, GridCell], record: Record) -> GridCell | None:
    """Tell the subtotal of a department, whose name counts for the projects below it."""
    amount = cells.get("project_amount")
    label = next((cell for role, cell in cells.items() if role != "project_amount"), None)
    record.label(label)
    path = record.next_path
    if amount is None:
        assert label is not None
        record.extra.append(Cell(label=label.value, text="", place=label.place))
    else:
        record.carry("" if label is None else label.value, amount)
    record.find(
        "layout.subtotal-row",
        label or amount,
        path=path,
        label="" if label is None else shorten(label.value),
        amount="—" if amount is None else shorten(amount.value),
    )
    return label


def _go_on(part: Part, cell: GridCell) -> None:
    """Go on with the goal of a project in a row of its own."""
    part.annual = joined([text for text in (part.annual, cell.value) if text])
    part.record.value(cell)
    part.record.find("layout.goal-continued", cell, path="$.project.goals.annual")


def _begin(before: Part | None, department: GridCell | None, record: Record) -> Part:
    own = record.apart()
    texts = (
        {} if before is None else {field: before.texts[field] for field in _CARRIED if field in before.texts}
    )
    if department is not None:
        texts["department"] = department.value
    return Part(own, RowReader(own, Carry(own)), Funds(own), texts)


def _take(part: Part, cells: dict[str, GridCell], columns: Columns) -> None:
    """Take the cells of a project; what says the same again says nothing new, another text is left over."""
    for role, cell in cells.items():
        if role == "project_amount":
            _take_amount(part, cell, columns)
        elif role == "project_goal":
            if part.annual in (None, paragraphs(cell.text)):
                part.annual = paragraphs(cell.text)
                part.record.value(cell)
        elif (field := _FIELDS[role]) not in part.own or part.texts[field] == cell.value:
            part.texts[field] = cell.value
            part.own.add(field)
            part.record.value(cell)
            title = columns.title(role)
            label = label_of(key(title))
            if label is not None and label.rank and not any(one.label == title for one in part.extra):
                part.extra.append(carried(title, cell))


def _take_amount(part: Part, cell: GridCell, columns: Columns) -> None:
    column = columns.find("project_amount")
    assert column is not None
    assert column.cell is not None
    entries = part.funds.entries
    if not entries:
        part.funds.enter(Entry(column.cell, "total_annual", {"initial": cell}))
        part.record.value(cell)
    elif entries[0].cells["initial"] is not None and entries[0].cells["initial"].value == cell.value:
        part.record.value(cell)
