"""The head of a form: title, year and fields, found by their labels. Goals and money have their own readers."""

from __future__ import annotations

import datetime
import re
from itertools import takewhile
from typing import TYPE_CHECKING

import attrs

from fiscalkpi._text import fold_label
from fiscalkpi.forms import layout
from fiscalkpi.forms.account import filed
from fiscalkpi.forms.funds import Funds, read_funds
from fiscalkpi.forms.goals import Goals, read_goals
from fiscalkpi.model import Cell
from fiscalkpi.provenance import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscalkpi.forms.account import Account
    from fiscalkpi.forms.grid import GridCell
    from fiscalkpi.forms.regions import Region
    from fiscalkpi.provenance import Place

_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:00:00(?::00)?)?")


@attrs.define
class Head:
    """What the head of a form says."""

    goals: Goals
    funds: Funds
    year: int | None = None
    start: datetime.date | None = None
    end: datetime.date | None = None
    values: dict[str, Cell] = attrs.Factory(dict)
    """Field → its value, with the label it stands under."""
    extra: list[Cell] = attrs.Factory(list)
    """Cells under known labels without a field."""

    def text(self, field: str) -> str | None:
        """Return the value of a field; None where its label or its value is missing."""
        return layout.clean(self.values[field].text) if field in self.values else None

    def keep(self, field: str, value: Cell) -> None:
        """Keep a value under its field; of two the one with the better label, the other beside it."""
        known = self.values.get(field)
        if field == "extra" or (known is not None and _rank(field, value) >= _rank(field, known)):
            self.extra.append(value)
            return
        self.values[field] = value
        self.extra += [] if known is None else [known]
        self.extra += [value] if layout.is_stand_in(value.label) else []

    def cells(self) -> list[Cell]:
        """Return every cell with a label that was read, for a sheet of many projects that has no other place."""
        goals = [filed(cell, role) for role, pieces in self.goals.pieces.items() for cell in pieces]
        goals += [Cell(label=part.label, text=part.text or "") for part in self.goals.parts]
        money = [cell for line in self.funds.breakdown.lines for cell in line.cells]
        execution = [] if self.funds.execution is None else self.funds.execution.cells
        return [*self.values.values(), *self.extra, *self.funds.extra, *goals, *money, *execution]


def _rank(field: str, value: Cell) -> int:
    return layout.head_rank(field, value.label)


def read_head(region: Region, account: Account) -> Head:
    """Return what the rows of a form above its table say.

    Args:
        region: the rows of the form.
        account: takes the cells that were read, and what there is to say of them.
    """
    rows = [*region.title_rows, *region.head]
    titles = _titles(region)
    account.take(*titles[:1])
    account.keep(titles[1:])
    years = []
    for cell in (cell for row in rows for cell in account.open(row)):
        if layout.year_alone(cell.text):
            account.take(cell)
            years.append(filed(cell))
        elif layout.is_form_number(cell.text):
            account.keep([cell])
    goals = read_goals(region.head, account)
    head = Head(goals=goals, funds=read_funds(rows, account))
    for row in region.head:
        _read_fields(head, account.open(row), account)
    head.start = _date(head, "start", account)
    head.end = _date(head, "end", account)
    head.year = _year(head, region, years, account)
    return head


def _titles(region: Region) -> list[GridCell]:
    return [cell for row in region.title_rows for cell in row if layout.is_title(cell.text)]


def _read_fields(head: Head, filled: Sequence[GridCell], account: Account) -> None:
    """field = label , value , { value } | label , ":" , value ; a list of options may fill several cells"""
    index = 0
    while index < len(filled):
        cell = filled[index]
        index += 1
        inline = layout.split_inline(cell.text)
        if field := layout.head_field(cell.text):
            values = list(takewhile(lambda one: not _is_label(one.text), filled[index:]))
            index += len(values)
            account.take(cell, *values)
            if values:
                head.keep(field, filed(values[0], cell.text))
                head.extra += [filed(value, cell.text) for value in values[1:]]
            elif field == "extra":
                head.extra.append(Cell(label=cell.text, text="", place=cell.place))
        elif inline is not None and (field := layout.head_field(inline[0])):
            account.take(cell)
            head.keep(field, Cell(label=inline[0], text=inline[1], place=cell.place))


def _is_label(text: str) -> bool:
    inline = layout.split_inline(text)
    labels = (text,) if inline is None else (text, inline[0])
    return any(
        layout.head_field(label) is not None or layout.goal_role(label) is not None for label in labels
    )


def _date(head: Head, field: str, account: Account) -> datetime.date | None:
    """Return a date of the head; one that cannot be stays as a cell, with a finding."""
    value = head.values.get(field)
    if value is None:
        return None
    match = _DATE.fullmatch(fold_label(value.text[: layout.MAX_LABEL]))
    code = "head.date-unreadable"
    if match is not None:
        try:
            return datetime.date(*map(int, match.groups()))
        except ValueError:
            code = "head.date-impossible"
    account.tell(code, f"$.project.{field}", value.place, Severity.ERROR, text=value.text)
    head.extra.append(value)
    return None


def _year(head: Head, region: Region, alone: list[Cell], account: Account) -> int | None:
    """Return the budget year: the one printed for itself before the one in the title."""
    path = "$.project.fiscal_year"
    printed = [*alone, *([head.values["fiscal_year"]] if "fiscal_year" in head.values else [])]
    years: list[tuple[str, Place | None]] = []
    for cell in [*printed, *map(filed, _titles(region))]:
        year = layout.year_of(cell.text)
        if year is not None:
            years.append((year, cell.place))
        elif cell in printed:
            account.tell("head.year-unreadable", path, cell.place, Severity.ERROR, text=cell.text)
            head.extra.append(cell)
    if not years:
        return None
    chosen, place = years[0]
    others = [(year, elsewhere) for year, elsewhere in years[1:] if year != chosen]
    if others:
        other, elsewhere = others[0]
        related = () if elsewhere is None else (elsewhere,)
        account.tell("head.year-conflict", path, place, Severity.WARNING, related, year=chosen, other=other)
    elif not printed:
        account.tell("head.year-from-title", path, place, year=chosen)
    return int(chosen)
