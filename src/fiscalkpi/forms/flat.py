"""Flat sheets: a table of many projects, each of several rows, its own cells printed once or on every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from fiscalkpi.forms import layout
from fiscalkpi.forms.account import Account, filed
from fiscalkpi.forms.funds import AmountReader
from fiscalkpi.model import FundingBreakdown, FundingLine, GoalSet

if TYPE_CHECKING:
    from fiscalkpi.filed import FiledForm
    from fiscalkpi.forms.grid import GridCell
    from fiscalkpi.forms.rows import TableReader
    from fiscalkpi.forms.table import TableRow


class FlatSheet:
    """Rows → forms: a row with a new project name begins one, blank or repeated left cells go on with it.

    A row with cells of a project, but neither its name nor an indicator, is a subtotal; its label is the
    department of the projects below it.

    Args:
        base: what every form of the sheet shares: title, year, source.
        table: the reader of the sheet's columns.
        sheet_unit: the unit of money said above the table.
    """

    def __init__(self, base: FiledForm, table: TableReader, sheet_unit: str | None) -> None:
        self.base = base
        self.table = table
        self.sheet_unit = sheet_unit
        self.forms: list[FiledForm] = []
        self._department = base.project.department
        self._account = Account()
        self._project: _Project | None = None

    def add(self, row: TableRow) -> None:
        """Add one row of the table."""
        own = {role: cell for role, cell in row.cells.items() if role.startswith("project_")}
        rest = attrs.evolve(row, cells={role: cell for role, cell in row.cells.items() if role not in own})
        alone = not (row.name or row.level1 or row.level2 or row.others or row.more or _filled(rest))
        if own and alone and "project_name" not in own:
            if self._project is not None and set(own) == {"project_goal"}:
                self._project.go_on(own["project_goal"])
            else:
                self._subtotal(own)
            return
        if self._project is None or ("project_name" in own and not self._project.repeats(own)):
            self.close()
            account, self._account = self._account, Account()
            self._project = _Project(account, self.table.continue_as(account), self._department)
        self._project.add(None if own and alone else rest, own)

    def close(self) -> None:
        """End the project whose rows were added last."""
        if self._project is not None:
            self.forms.append(self._project.form(self.base, self.sheet_unit))
            self._project = None

    def finish(self) -> list[FiledForm]:
        """Return the forms of the sheet, what was told behind the last project with the last form."""
        self.close()
        if self.forms:
            last, account = self.forms[-1], self._account
            self.forms[-1] = attrs.evolve(
                last, findings=(*last.findings, *account.findings), extra=(*last.extra, *account.extra)
            )
        return self.forms

    def _subtotal(self, own: dict[str, GridCell]) -> None:
        """Tell a subtotal: code and name of a department, and the sum of its projects."""
        label = own.get("project_unit") or next(iter(own.values()))
        amount = own.get("project_amount")
        shown = "—" if amount is None else amount.text
        self._department = layout.clean(label.text)
        self._account.tell(
            "layout.subtotal-row", "$.project.funding", label.place, text=label.text, amount=shown
        )
        self._account.extra += [filed(cell, self.table.columns.title(role)) for role, cell in own.items()]


class _Project:
    """A project of the sheet while its rows are added."""

    def __init__(self, account: Account, table: TableReader, department: str | None) -> None:
        self.account = account
        self.table = table
        self.department = department
        self.cells: dict[str, GridCell] = {}
        self.goals: list[str] = []

    def repeats(self, own: dict[str, GridCell]) -> bool:
        """Whether the cells of a row say again what this project has said."""
        return all(role in self.cells and _same(cell, self.cells[role]) for role, cell in own.items())

    def add(self, row: TableRow | None, own: dict[str, GridCell]) -> None:
        """Add a row: an indicator of the project, cells of its own, or both."""
        for role, cell in own.items():
            known = self.cells.setdefault(role, cell)
            if role == "project_goal" and known is cell:
                self.goals.append(layout.clean(cell.text))
            elif not _same(cell, known):
                self.account.extra.append(filed(cell, self.table.columns.title(role)))
                self.account.tell("layout.cell-unused", "$.extra", cell.place, text=cell.text)
        if row is not None:
            self.table.add(row)

    def go_on(self, goal: GridCell) -> None:
        """Go on with the goal in a further row."""
        self.goals.append(layout.clean(goal.text))
        self.account.tell("layout.goal-continued", "$.project.goals.annual", goal.place)

    def form(self, base: FiledForm, sheet_unit: str | None) -> FiledForm:
        """Return the project as a form of its own."""
        self.table.tell_inferred()
        unit = self.cells.get("project_unit")
        title = self.table.columns.title("project_unit")
        project = attrs.evolve(
            base.project,
            name=self._text("project_name"),
            category=self._text("project_category"),
            department=self.department,
            implementing_unit=self._text("project_unit"),
            funding=self._funding(sheet_unit),
            goals=GoalSet(annual="".join(self.goals) or None, indicators=tuple(self.table.indicators)),
            extra=(filed(unit, title),) if unit is not None and layout.is_stand_in(title) else (),
        )
        return attrs.evolve(
            base,
            kind=self.table.kind,
            project=project,
            results=self.table.results,
            findings=tuple(self.account.findings),
            extra=tuple(self.account.extra),
        )

    def _text(self, role: str) -> str | None:
        cell = self.cells.get(role)
        return None if cell is None else layout.clean(cell.text)

    def _funding(self, sheet_unit: str | None) -> FundingBreakdown:
        """Return the one amount of a project: 预算数 is the total of the year."""
        title = self.table.columns.title("project_amount")
        own_unit = layout.money_unit(title)
        cell = self.cells.get("project_amount")
        if cell is None:
            return FundingBreakdown(unit=own_unit or sheet_unit)
        amount = AmountReader(self.account, sheet_unit).read(cell, own_unit, "$.project.funding.annual_total")
        cells = (filed(cell, title),)
        line = FundingLine(label=title, scope="annual", role="total", initial=amount, cells=cells)
        return FundingBreakdown(annual_total=amount, unit=own_unit or sheet_unit, lines=(line,))


def _same(one: GridCell, other: GridCell) -> bool:
    return layout.clean(one.text) == layout.clean(other.text)


def _filled(row: TableRow) -> bool:
    return any(cell is not None and cell.filled for cell in (row.value, *row.cells.values()))
