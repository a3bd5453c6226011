"""The head of a form: title, year, fields, found by their labels; money and goals have readers of their own."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

import attrs

from fiscalkpi._text import fold_label
from fiscalkpi.forms import layout
from fiscalkpi.forms.account import Account, filed
from fiscalkpi.forms.funds import Funds, read_funds
from fiscalkpi.forms.goals import Goals, read_goals
from fiscalkpi.model import Cell
from fiscalkpi.provenance import Severity

if TYPE_CHECKING:
    from fiscalkpi.forms.grid import GridCell, Row
    from fiscalkpi.forms.regions import Region

_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:00:00(?::00)?)?")


@attrs.define
class Head:
    """What the head of a form says."""

    goals: Goals
    funds: Funds
    extra: list[Cell] = attrs.Factory(list)
    """Cells under known labels without a field."""
    year: int | None = None
    start: datetime.date | None = None
    end: datetime.date | None = None
    _values: dict[str, Cell] = attrs.Factory(dict)

    def text(self, field: str) -> str | None:
        """Return the value of a field; None where its label or its value is missing."""
        value = self._values.get(field)
        return None if value is None else layout.clean(value.text)

    def keep(self, field: str, value: Cell) -> None:
        """Keep a value under its field; of two the one with the better label, the other beside it."""
        known = self._values.get(field)
        if field == "extra":
            self.extra.append(value)
        elif known is None or layout.head_rank(field, value.label) < layout.head_rank(field, known.label):
            self._values[field] = value
            self.extra += [] if known is None else [known]
            self.extra += [value] if layout.is_stand_in(value.label) else []
        else:
            self.extra.append(value)


def read_head(region: Region, account: Account, fiscal_year: int | None) -> Head:
    """Return what the rows of a form above its table say.

    Args:
        region: the rows of the form.
        account: takes the cells that were read, and what there is to say of them.
        fiscal_year: the year of a form that prints none.
    """
    rows = [*region.title_rows, *region.head]
    for row in region.title_rows:
        account.take(*(cell for cell in row if layout.is_title(cell.text)))
        titles = [cell for cell in account.open([]) if cell is not region.title]
        account.extra += map(filed, titles)
    unit = _unit(rows, account)
    years = _years(rows, account)
    goals = read_goals(region.head, account)
    funds = read_funds(region.head, unit, account)
    head = Head(goals=goals, funds=funds)
    for row in region.head:
        _read_fields(head, account.open(row), account)
    head.year = _year(head, region, years, account) or fiscal_year
    return head
