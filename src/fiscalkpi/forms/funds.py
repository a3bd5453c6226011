"""The money block: labels with amounts beside them, or rows and columns; exact, with the printed unit.

The unit that is stated nearest counts: in the cell, in its label, over its column, in the title of the
block, at the head of the sheet. Where none is stated the amounts are read in 元 and a finding says so;
their size is no evidence.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Literal

import attrs

from fiscalkpi._numbers import parse_number
from fiscalkpi._text import fold_signs, shorten
from fiscalkpi.errors import AmountError
from fiscalkpi.filed import BudgetExecution
from fiscalkpi.forms.layout import (
    MAX_LABEL,
    depth,
    is_grid_total,
    key,
    label_of,
    looks,
    money_column,
    money_unit,
    points_in,
)
from fiscalkpi.forms.record import carried
from fiscalkpi.model import Cell, FundingBreakdown, FundingLine, as_points
from fiscalkpi.money import Yuan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from fiscalkpi.forms.grid import GridCell
    from fiscalkpi.forms.record import Record
    from fiscalkpi.forms.regions import Row
    from fiscalkpi.forms.walk import Pair

Scope = Literal["project", "annual"]

# (scope, role of a line) → field. A label has the scope of the nearest total, so 财政资金 and 财政拨款 say
# the same of it: what the budget gives.
_FIELDS = {
    ("project", "total"): "total",
    ("project", "fiscal"): "fiscal",
    ("project", "other"): "other",
    ("annual", "total"): "annual_total",
    ("annual", "appropriation"): "annual_appropriation",
    ("annual", "carryover"): "annual_carryover",
    ("annual", "other"): "annual_other",
}
_TOTALS = ("total_project", "total_annual")
_ROLES = {"total_project": "total", "total_annual": "total", "carryover": "carryover", "other": "other"}
_AMOUNTS = ("initial", "adjusted", "spent")
# These codes of an amount are states of its cell, told by FundingBreakdown.state.
_STATES = ("amount.blank", "amount.dash", "amount.masked")


@attrs.define
class Entry:
    """A row of the block: a label and its cells by column."""

    label: GridCell
    kind: str
    cells: dict[str, GridCell | None]
    inline: str = ""
    title_cells: dict[str, GridCell] = attrs.Factory(dict)
    """Titles of the columns, where the block has any."""
    units: tuple[str, ...] = ()
    """The units stated around it, the nearest first."""


@attrs.define
class Funds:
    """Collects the rows of the money block."""

    record: Record
    entries: list[Entry] = attrs.Factory(list)
    block: GridCell | None = None
    heading_unit: str | None = None
    of_year: bool = False
    """Whether a total of the year was met."""
    fresh: bool = False
    """Whether the titles of the columns stand in the row above."""
    columns: dict[int, tuple[str, GridCell]] = attrs.Factory(dict)
    """Columns of a block in rows and columns: position → what it holds, its title."""

    def open_grid(self, row: Row) -> None:
        """Take the column titles of a block in rows and columns."""
        self.columns, self.fresh = {}, True
        for cell, folded in zip(row.cells, row.keys, strict=True):
            column = money_column(folded)
            held = [known for known, _ in self.columns.values()]
            if column is not None and column not in held:
                self.columns[cell.column] = (column, cell)
                self.record.label(cell)
            elif not self.columns and (self.block is None or is_block(folded)):
                self.block = cell
                if is_block(folded):
                    self.record.label(cell)
                else:
                    self.record.carry("", cell)

    def take_grid_row(self, row: Row, pair: Pair | None) -> bool:
        """Take a row of a block in rows and columns: its label stands left of the columns."""
        first = row.cells[0]
        if first.column in self.columns and self.fresh and pair is None:
            return self._take_bare(row)
        if first.column in self.columns or (
            pair is not None and (pair.label is not first or pair.meaning.area != "money")
        ):
            return False
        placed = {cell.column: cell for cell in row.cells[1:] if cell.column in self.columns}
        if pair is None and not any(look.amount for look in row.looks[1:]):
            return False
        titles = dict(self.columns.values())
        cells = {column: placed.get(position) for position, (column, _) in self.columns.items()}
        self.record.label(first)
        self.record.value(*placed.values())
        kind = "own" if pair is None else pair.meaning.kind
        if kind not in _TOTALS and self._is_grid_total(row.keys[0], titles):
            kind = "total_annual"
        self.enter(Entry(first, kind, cells, title_cells=titles))
        return True

    def _is_grid_total(self, folded: str, titles: Mapping[str, GridCell]) -> bool:
        """Whether a row without a full label (合计) is the total: the first one beside what was spent."""
        held = any(entry.kind in _TOTALS and entry.title_cells for entry in self.entries)
        return "spent" in titles and not held and is_grid_total(folded)

    def _take_bare(self, row: Row) -> bool:
        """Take the amounts right below the titles that have no label: the title of the block is theirs."""
        placed = {cell.column: cell for cell in row.cells if cell.column in self.columns}
        if self.block is None or len(placed) < len(row.cells) or not row.looks[0].amount:
            return False
        self.record.value(*placed.values())
        cells = {column: placed.get(position) for position, (column, _) in self.columns.items()}
        self.enter(Entry(self.block, "total_annual", cells, title_cells=dict(self.columns.values())))
        return True

    def take_pairs(self, pairs: Sequence[Pair]) -> None:
        """Take labels with the amount beside each."""
        self.columns = {}
        for pair in pairs:
            self.record.label(pair.label)
            if pair.meaning.kind == "headings":
                self.heading_unit = money_unit(pair.label.text) or self.heading_unit
            elif pair.meaning.kind == "blocks" and not pair.values:
                self.block = pair.label
            else:
                value = pair.values[0] if pair.values else None
                kind = "own" if pair.meaning.kind == "blocks" else pair.meaning.kind
                self.record.value(value)
                self.enter(Entry(pair.label, kind, {"initial": value}, pair.inline))

    def take_own(self, cells: Sequence[GridCell]) -> bool:
        """Take a fund source that no list of words knows: a text and an amount. Return whether it was one."""
        if (
            len(cells) != 2
            or looks(cells[0].value).amount
            or len(cells[0].text) > 30
            or not looks(cells[1].value).amount
            or money_column(key(cells[0].value)) is not None  # 执行数: of which money does not stand there
        ):
            return False
        self.record.label(cells[0])
        self.record.value(cells[1])
        self.enter(Entry(cells[0], "own", {"initial": cells[1]}))
        return True

    def enter(self, entry: Entry) -> None:
        """Add a row, with the units that are stated around it."""
        self.fresh = False
        self.of_year = self.of_year or entry.kind == "total_annual"
        entry.units = self.units(entry.label, self.block)
        self.entries.append(entry)

    def units(self, label: GridCell, block: GridCell | None) -> tuple[str, ...]:
        """Return the units that are stated around a label in a block, the nearest first."""
        block_unit = None if block is None else money_unit(block.text)
        stated = (money_unit(label.text), self.heading_unit, block_unit)
        return tuple(unit for unit in stated if unit is not None)

    def read(self, sheet_unit: str | None) -> tuple[FundingBreakdown, BudgetExecution | None]:
        """Return the block, and the execution where it stands in the columns of a total."""
        if not self.entries:
            return FundingBreakdown(unit=sheet_unit), None
        reader = Amounts(self.record, sheet_unit)
        lines: list[FundingLine] = []
        fields: dict[str, Yuan | None] = {}
        taken: set[str] = set()
        by_column: dict[int, list[Entry]] = {}
        for entry in self.entries:
            if entry.kind in _TOTALS:
                by_column.setdefault(entry.label.column, []).append(entry)
        totals: list[tuple[Scope, Entry, FundingLine]] = []
        for entry in self.entries:
            scope, role = self._role(entry, by_column)
            field = _FIELDS.get((scope, role or ""))
            if field is not None and field in taken:
                path = f"$.project.funding.lines[{len(lines)}]"
                self.record.find(
                    "layout.duplicate-label", entry.label, path=path, label=shorten(entry.label.value)
                )
                field = role = None
            path = f"$.project.funding.{field or f'lines[{len(lines)}]'}"
            line = self._line(entry, scope, role, {name: reader.read(entry, name, path) for name in _AMOUNTS})
            lines.append(line)
            if field is not None:
                taken.add(field)
                fields[field] = line.adjusted if line.adjusted is not None else line.initial
            if role == "total" and entry.title_cells:
                totals.append((scope, entry, line))
        funding = FundingBreakdown(unit=self._unit(sheet_unit, reader.own), lines=tuple(lines), **fields)
        totals.sort(key=lambda total: total[0] != "annual")
        return funding, self._execution(*totals[0][1:]) if totals else None

    def _unit(self, sheet_unit: str | None, own: set[str]) -> str | None:
        printed = next((entry.units[0] for entry in self.entries if entry.units), sheet_unit)
        return printed if printed is not None or len(own) != 1 else next(iter(own))

    def _role(self, entry: Entry, totals: dict[int, list[Entry]]) -> tuple[Scope, str | None]:
        """Return scope and role of a row, by the totals in their columns.

        The scope is that of the nearest total at or left of it, or of the leftmost one; words that speak of
        the year (当年财政拨款) belong to a total of the year, wherever they drifted.
        """
        kind = entry.kind
        if kind in _TOTALS:
            return ("project" if kind == "total_project" else "annual"), "total"
        if not totals:
            return ("annual", kind) if kind in ("appropriation", "carryover") else ("project", None)
        if kind in ("appropriation", "carryover") and self.of_year and "年" in entry.label.text[:MAX_LABEL]:
            return "annual", kind
        left = [column for column in totals if column <= entry.label.column]
        # in its column the last total above counts, else the first below
        column = totals[max(left) if left else min(totals)]
        above = bisect_right(column, entry.label.row, key=lambda one: one.label.row)
        scope: Scope = "project" if column[max(above - 1, 0)].kind == "total_project" else "annual"
        if kind in ("fiscal", "appropriation"):
            return scope, "fiscal" if scope == "project" else "appropriation"
        return scope, _ROLES.get(kind)

    def _line(
        self, entry: Entry, scope: Scope, role: str | None, amounts: dict[str, Yuan | None]
    ) -> FundingLine:
        return FundingLine(
            label=entry.label.value if not entry.inline else entry.label.value.removesuffix(entry.inline),
            scope=scope,
            role=role,
            depth=depth(entry.label.text),
            cells=self._cells(entry),
            **amounts,
        )

    def _cells(self, entry: Entry) -> tuple[Cell, ...]:
        titles = {column: cell.value for column, cell in entry.title_cells.items()}
        if entry.inline:
            return (Cell(label="", text=entry.inline, place=entry.label.place),)
        return tuple(
            Cell(label=titles.get(column, ""), text="")
            if cell is None
            else carried(titles.get(column, ""), cell)
            for column, cell in entry.cells.items()
        )

    def _execution(self, entry: Entry, line: FundingLine) -> BudgetExecution:
        block_points = None if self.block is None else points_in(self.block.text)
        weight = read_points(self.record, entry.cells.get("weight"), "weight")
        if "initial" not in entry.title_cells and (single := entry.title_cells.get("adjusted")) is not None:
            self.record.find("money.single-budget-column", single, path="$.execution.adjusted")
        return BudgetExecution(
            initial=line.initial,
            adjusted=line.adjusted,
            spent=line.spent,
            weight=weight if weight is not None else as_points(block_points),
            points=read_points(self.record, entry.cells.get("points"), "points"),
            cells=line.cells,
        )


def is_block(folded: str) -> bool:
    """Whether a folded cell is the title of a money block."""
    label = label_of(folded)
    return label is not None and label.kind == "blocks"


def points_of(text: str) -> Decimal | None:
    """Return the points that a cell states, ``10``, ``7.5分`` or ``10%``; None for anything else."""
    return parse_number(fold_signs(text).strip().removesuffix("分").removesuffix("%").strip())


def read_points(record: Record, cell: GridCell | None, column: str) -> Decimal | None:
    """Return the points of the execution that a cell states; words in their place are told."""
    if cell is None:
        return None
    points = points_of(cell.value)
    if points is None and any(map(str.isalnum, cell.value)):
        path = f"$.execution.{column}"
        record.find("layout.unreadable-number", cell, path=path, text=shorten(cell.value))
    return points


@attrs.define
class Amounts:
    """Reads the amounts of a block in the unit that is stated nearest."""

    record: Record
    sheet_unit: str | None
    own: set[str] = attrs.Factory(set)
    """Units that stand in the cells themselves."""
    unstated: bool = False

    def read(self, entry: Entry, column: str, path: str) -> Yuan | None:
        """Return the amount in a column of a row, or None where there is none to read."""
        cell = entry.label if entry.inline and column in entry.cells else entry.cells.get(column)
        if cell is None:
            return None
        text = entry.inline or cell.value
        units = (*entry.units, *((self.sheet_unit,) if self.sheet_unit else ()))
        try:
            amount = Yuan.parse(text, unit=next(iter(units), "元"))
        except AmountError as error:
            if error.code not in _STATES:
                shown = shorten(text)
                self.record.find("money.unreadable", cell, path=path, text=shown, problem=error.code)
            return None
        own = _unit_in(text)
        if own is not None:
            self.own.add(own)
        stated = [own, *units] if own is not None else list(units)
        if len(set(stated)) > 1:
            self.record.find(
                "money.unit-conflict",
                cell,
                path=path,
                units="、".join(dict.fromkeys(stated)),
                taken=stated[0],
            )
        if not stated and amount.fen and not self.unstated:
            self.unstated = True
            self.record.find("money.unit-unstated", cell, path="$.project.funding.unit", text=shorten(text))
        return amount


def _unit_in(text: str) -> str | None:
    folded = fold_signs(text).rstrip("整 ")
    for unit in ("万亿元", "亿元", "千万元", "百万元", "万元", "千元", "元"):
        if folded.endswith((unit, unit.removesuffix("元") if len(unit) > 1 else unit)):
            return unit
    return None
