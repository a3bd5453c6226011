"""Rows of the table → indicators, and what was reported of them.

Names are never carried down, and what is lost stays lost: a target that is not there is ``Unfilled``, and
the loss itself is for the review to tell.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from fiscalkpi._text import shorten
from fiscalkpi.filed import FiledResult
from fiscalkpi.forms.funds import points_of
from fiscalkpi.forms.layout import MAX_LABEL, looks
from fiscalkpi.forms.levels import Carry, Labels, Left
from fiscalkpi.forms.record import carried
from fiscalkpi.forms.table import MONITORING, RESULTS, SPLIT, Columns
from fiscalkpi.model import Cell, Indicator
from fiscalkpi.targets.actual import Actual, ActualKind, parse_actual
from fiscalkpi.targets.model import MAX_TEXT, Target, Unfilled, Unreadable
from fiscalkpi.targets.parser import parse_target, parse_target_cells

if TYPE_CHECKING:
    from decimal import Decimal

    from fiscalkpi.forms.grid import GridCell
    from fiscalkpi.forms.layout import Looks
    from fiscalkpi.forms.record import Record
    from fiscalkpi.forms.regions import Column, Row
    from fiscalkpi.forms.table import Fit

_PATH = "$.project.goals.indicators"
_TEXT_ROLES = ("direction", "definition", "standard", "note")
_OTHER_VALUES = ("other_value", "overall_value")
_TEMPLATE = re.compile(r"指标([1-9])[:：]?|[.…·]{2,}")


@attrs.define
class Placed:
    """The cells of a row by the role of their column."""

    cells: dict[str, GridCell] = attrs.Factory(dict)
    left: list[Left] = attrs.Factory(list)
    """The cells left of the name: section, level 1, level 2, and labels under no column."""
    other_targets: list[tuple[Column, GridCell]] = attrs.Factory(list)
    extra: list[tuple[str, GridCell]] = attrs.Factory(list)
    """Cells without a field, with the title of their column."""

    @property
    def has_target(self) -> bool:
        """Whether any cell of a target is filled."""
        return any(role in self.cells for role in SPLIT)


@attrs.define
class Name:
    """The name of a row, and the role of the column where it stands."""

    cell: GridCell
    role: str


@attrs.define
class RowReader:
    """Reads the rows of a project, one after the other."""

    record: Record
    carry: Carry
    goal: str | None = None
    """Label of the goal that the rows stand under."""
    indicators: list[Indicator] = attrs.Factory(list)
    results: list[FiledResult] = attrs.Factory(list)
    unknown_columns: set[int] = attrs.Factory(set)

    def read(self, row: Row, columns: Columns, fit: Fit, below: Row | None) -> None:
        """Read one row; `below` is the next one, which tells whether 成本指标 stands at level 1."""
        path = f"{_PATH}[{len(self.indicators)}]"
        told = len(self.record.findings)
        placed = self._place(row, columns, fit, path)
        if placed is None:
            return
        labels = self.carry.sort(placed.left, drifted=fit.shift != columns.base, below=below)
        name = _name(placed, labels, columns)
        self.carry.apply(labels, path, named=name is not None)
        if not placed.has_target and (name is None or _is_template(name, self.carry.in_class)):
            self.record.label(None if name is None else name.cell)
            self.carry.in_class += name is not None
            self._empty(row, told)
            return
        self._tell_drift(row, columns, fit, name, path)
        self._add(placed, columns, name, path)

    # --- cells to columns ---

    def _place(self, row: Row, columns: Columns, fit: Fit, path: str) -> Placed | None:
        """Give each cell its column; a lone cell where no name can stand is a line of its own."""
        placed = Placed()
        cells = columns.placed(row, fit.shift)
        if len(cells) == 1 and _is_stray(*cells[0]):
            return None
        for cell, look, column in cells:
            role = None if column is None else column.role
            if role in ("section", "level1", "level2"):
                placed.left.append(Left(cell, look, role))
            elif role is None and look.label and cell.column + fit.shift < columns.name:
                placed.left.append(Left(cell, look, "section"))
            elif column is not None and role in _OTHER_VALUES:
                placed.other_targets.append((column, cell))
            elif role is None or role in placed.cells or _has_no_field(role, columns):
                self._tell_unknown_column(cell, column, path)
                placed.extra.append(("" if column is None else column.title, cell))
            elif not role.startswith("project_"):
                placed.cells[role] = cell
        return placed

    def _tell_unknown_column(self, cell: GridCell, column: Column | None, path: str) -> None:
        if column is None and cell.column not in self.unknown_columns:
            self.unknown_columns.add(cell.column)
            text = shorten(cell.value)
            self.record.find("layout.column-unknown", cell, path=path, column=cell.column, text=text)

    # --- the indicator ---

    def _add(self, placed: Placed, columns: Columns, name: Name | None, path: str) -> None:
        target, target_cells, left_over = self._target(placed, columns, path)
        weight = self._points(placed, "weight", columns, path, left_over)
        others = self._other_targets(placed, path, left_over)
        texts = {role: placed.cells[role] for role in _TEXT_ROLES if role in placed.cells}
        self.record.value(*texts.values(), *(cell for _, cell in placed.extra))
        if name is None:
            first = next(placed.cells[role] for role in SPLIT if role in placed.cells)
            self.record.find("layout.row-without-name", first, path=f"{path}.name", text=shorten(target.text))
        else:
            first = name.cell
            self.record.value(first)
        if columns.has("level1"):
            self.carry.infer(first, path)
        self.indicators.append(
            Indicator(
                level1=self.carry.level1,
                level2=self.carry.level2,
                name="" if name is None else first.value,
                target=target,
                weight=weight,
                other_targets=others,
                target_cells=target_cells,
                goal=self.goal,
                place=first.place,
                extra=(*(carried(title, cell) for title, cell in placed.extra), *left_over),
                **{role: cell.value for role, cell in texts.items()},
            )
        )
        self.carry.in_class += 1
        self.results.append(self._result(placed, columns, target, f"$.results[{len(self.results)}]"))

    def _target(
        self, placed: Placed, columns: Columns, path: str
    ) -> tuple[Target, tuple[Cell, ...], list[Cell]]:
        """Return the target, its cells where the form splits it, and the cell that is too long for one."""
        split = columns.splits_target
        cells = {role: placed.cells[role] for role in SPLIT if role in placed.cells}
        self.record.value(*cells.values())
        filed = tuple(
            carried(column.title, cells[column.role])
            if column.role in cells
            else Cell(label=column.title, text="")
            for column in columns.by_position.values()
            if split and column.role in SPLIT
        )
        if sum(len(cell.value) + 1 for cell in cells.values()) > MAX_TEXT:
            longest = max(cells.values(), key=lambda cell: len(cell.value))
            self._tell_too_long(longest, f"{path}.target")
            return Unreadable(text=longest.value[:MAX_TEXT]), filed, [carried("", longest)]
        if not cells:
            return Unfilled(text=""), filed, []
        if split:
            return _split_target(cells, columns), filed, []
        return parse_target(cells["value"].value), filed, []

    def _other_targets(
        self, placed: Placed, path: str, left_over: list[Cell]
    ) -> tuple[tuple[str, Target], ...]:
        others: list[tuple[str, Target]] = []
        for column, cell in placed.other_targets:
            self.record.value(cell)
            if len(cell.value) > MAX_TEXT:
                self._tell_too_long(cell, f"{path}.other_targets")
                left_over.append(carried(column.title, cell))
            else:
                others.append((column.title, parse_target(cell.value)))
        return tuple(others)

    def _tell_too_long(self, cell: GridCell, path: str) -> None:
        self.record.find("layout.target-too-long", cell, path=path, length=len(cell.value), limit=MAX_TEXT)

    def _points(
        self, placed: Placed, role: str, columns: Columns, path: str, left_over: list[Cell]
    ) -> Decimal | None:
        """Return the number in a cell of points; a cell without any says none, any other text is told."""
        cell = placed.cells.get(role)
        self.record.value(cell)
        points = None if cell is None else points_of(cell.value)
        if cell is not None and points is None:
            left_over.append(carried(columns.title(role), cell))
            if any(map(str.isalnum, cell.value)):
                text = shorten(cell.value)
                self.record.find("layout.unreadable-number", cell, path=f"{path}.{role}", text=text)
        return points

    def _result(self, placed: Placed, columns: Columns, target: Target, path: str) -> FiledResult:
        left_over: list[Cell] = []
        points = self._points(placed, "points", columns, path, left_over)
        cells = {role: placed.cells[role] for role in (*RESULTS, *MONITORING) if role in placed.cells}
        self.record.value(*cells.values())
        texts = {role: cell.value for role, cell in cells.items()}
        actual = texts.get("actual", "")
        if len(actual) > MAX_TEXT:
            self._tell_too_long(cells["actual"], f"{path}.actual")
            left_over.append(carried(columns.title("actual"), cells["actual"]))
            read = Actual(kind=ActualKind.WORDS, text=actual[:MAX_TEXT])
        else:
            read = parse_actual(actual, target)
        return FiledResult(
            actual=read,
            points=points,
            reason_text=texts.get("reason"),
            evidence=texts.get("evidence"),
            forecast=texts.get("forecast"),
            likelihood=texts.get("likelihood"),
            extra=tuple(left_over),
        )

    # --- what the row has to say ---

    def _empty(self, row: Row, told: int) -> None:
        """Tell a row without name and target; its labels still count for the rows below."""
        findings = self.record.findings
        findings[told:] = [attrs.evolve(one, path=_PATH) for one in findings[told:]]  # there is no indicator
        labels = [cell for cell in row.cells if self.record.used(cell)]
        self.record.label(*labels)
        if len(labels) == len(row.cells):
            self.record.find("layout.empty-row", labels[-1], path=_PATH, text=shorten(labels[-1].value))

    def _tell_drift(self, row: Row, columns: Columns, fit: Fit, name: Name | None, path: str) -> None:
        cell = row.cells[0] if name is None else name.cell
        shown = shorten(cell.value)
        if fit.shift != columns.base:
            by = abs(fit.shift - columns.base)
            self.record.find("layout.row-shifted", cell, path=path, name=shown, by=by)
        other = _name_in_place(row, columns) if fit.ambiguous else None
        if other is not None and other is not cell:
            self.record.find("layout.row-ambiguous", cell, path=path, name=shown, other=shorten(other.value))
        if name is not None and name.role != "name":
            code = "layout.name-in-value-cell" if name.role == "value" else "layout.name-moved"
            self.record.find(code, cell, path=f"{path}.name", name=shown)


def _has_no_field(role: str, columns: Columns) -> bool:
    """Whether a column has no field: unknown ones, and the reasons of a table without results."""
    return role == "extra" or (role in RESULTS and not columns.reports)


def _name(placed: Placed, labels: Labels, columns: Columns) -> Name | None:
    """Return the name: in its column, else among the cells left of it, else in the column of the target."""
    if "name" in placed.cells:
        return Name(placed.cells["name"], "name")
    if (moved := labels.take_name()) is not None:
        return Name(moved.cell, moved.role)
    value = placed.cells.get("value")
    beside = columns.splits_target and any(role in placed.cells for role in SPLIT if role != "value")
    if value is None or beside or looks(value.value).target:
        return None
    return Name(placed.cells.pop("value"), "value")


def _name_in_place(row: Row, columns: Columns) -> GridCell | None:
    """Return what would be the name if the row were not moved."""
    placed = columns.placed(row, columns.base)
    return next((cell for cell, _, column in placed if column is not None and column.role == "name"), None)


def _split_target(cells: dict[str, GridCell], columns: Columns) -> Target:
    """Read the cells of a split target; 定性 in the cell of the comparator is the nature."""
    texts = {
        role: (cells[role].value if role in cells else "") if columns.has(role) else None for role in SPLIT
    }
    sign = texts["comparator"] or ""
    if looks(sign).nature and not texts["nature"]:
        texts["nature"], texts["comparator"] = sign, ""
    return parse_target_cells(
        texts["value"], comparator=texts["comparator"], unit=texts["unit"], nature=texts["nature"]
    )


def _is_stray(cell: GridCell, look: Looks, column: Column | None) -> bool:
    """Whether the lone cell of a row is a line of its own: no label, and where no name can stand."""
    role = None if column is None else column.role
    return not look.label and role != "name" and (role in (None, "section") or cell.column == 1)


def _is_template(name: Name, in_class: int) -> bool:
    """Whether a name is that of a blank template: ``……``, or 指标2 as the second of its class."""
    text = name.cell.value
    match = _TEMPLATE.fullmatch(text) if len(text) <= MAX_LABEL else None
    return match is not None and (match[1] is None or int(match[1]) == in_class + 1)
