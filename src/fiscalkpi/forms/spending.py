"""Budget and spending of the year where no table states them: a sentence, or labels with an amount each.

A label counts where its words speak of the year (全年预算数); 执行数 alone may be of the year or of the whole
project, so it counts only beside such a label or right below it. A money block in rows and columns goes
before all of this; what is not taken is told as a cell that is left over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from fiscalkpi.filed import BudgetExecution
from fiscalkpi.forms.funds import Amounts, Entry, Funds, is_block, points_of, read_points
from fiscalkpi.forms.grid import trim
from fiscalkpi.forms.layout import is_of_year, money_sentence, points_in
from fiscalkpi.forms.record import carried
from fiscalkpi.model import Cell, as_points
from fiscalkpi.money import Yuan

if TYPE_CHECKING:
    from decimal import Decimal

    from fiscalkpi.forms.grid import GridCell
    from fiscalkpi.forms.record import Record
    from fiscalkpi.forms.regions import Row, Statement

_AMOUNTS = ("initial", "adjusted", "spent")


@attrs.define
class Spending:
    """Collects what states the execution of the budget outside a table."""

    record: Record
    sentence: GridCell | None = None
    """A sentence that states budget and spending."""
    stated: dict[str, tuple[Statement, Entry]] = attrs.Factory(dict)
    """What is stated → its label and amount, the first of each."""
    block: GridCell | None = None
    """The title of the money block that the labels stand in."""
    going_on: bool = False
    """Whether the row above was one of such labels."""

    def take_sentence(self, cell: GridCell) -> bool:
        """Take a sentence of a report that states budget and spending. Return whether it does."""
        stated = money_sentence(cell.value)
        if self.sentence is not None or self.stated or not {"adjusted", "spent"} <= stated.keys():
            return False
        self.sentence = cell
        return True

    def take(self, row: Row, funds: Funds) -> Row:
        """Take the labels of a row that have an amount each. Return the row of what is left of it."""
        of_year = any(is_of_year(one.key) for one in row.statements)
        if not row.statements or not (of_year or self.going_on):
            self.going_on = False
            return row
        beside = (cell for cell, folded in zip(row.cells, row.keys, strict=True) if is_block(folded))
        self.block = next(beside, funds.block)
        for one in row.statements:
            units = funds.units(one.label, self.block)
            entry = Entry(one.label, "own", {one.column: one.value}, one.inline, units=units)
            self.stated.setdefault(one.column, (one, entry))
        held = {id(cell) for one in row.statements for cell in (one.label, one.value)}
        left = tuple(cell for cell in row.cells if id(cell) not in held)
        self.going_on = True
        return attrs.evolve(row, cells=left)

    def read(self, sheet_unit: str | None, *, beside_table: bool) -> BudgetExecution | None:
        """Return the execution; beside a table that states it a sentence is carried, labels are left over."""
        if beside_table:
            self.record.carry("", *([] if self.sentence is None else [self.sentence]))
            return None
        if self.sentence is not None:
            return self._of_sentence(self.sentence)
        return self._of_labels(sheet_unit) if self.stated else None

    def _of_sentence(self, sentence: GridCell) -> BudgetExecution:
        self.record.value(sentence)
        stated = money_sentence(sentence.value)
        amounts = {kind: Yuan.parse(text) for kind, text in stated.items() if kind != "rate"}
        return BudgetExecution(
            initial=amounts.get("initial"),
            adjusted=amounts["adjusted"],
            spent=amounts["spent"],
            cells=(carried("", sentence),),
        )

    def _of_labels(self, sheet_unit: str | None) -> BudgetExecution:
        reader = Amounts(self.record, sheet_unit)
        for one, _ in self.stated.values():
            self.record.label(one.label)
            self.record.value(one.value, one.label if one.inline else None)
        amounts = {
            column: reader.read(self.stated[column][1], column, f"$.execution.{column}")
            for column in _AMOUNTS
            if column in self.stated
        }
        weight = self._points("weight")
        block_points = None if self.block is None else points_in(self.block.text)
        return BudgetExecution(
            **amounts,
            weight=weight if weight is not None else as_points(block_points),
            points=self._points("points"),
            cells=tuple(_cell(one) for one, _ in self.stated.values()),
        )

    def _points(self, column: str) -> Decimal | None:
        if column not in self.stated:
            return None
        one = self.stated[column][0]
        return points_of(one.inline) if one.inline else read_points(self.record, one.value, column)


def _cell(one: Statement) -> Cell:
    """Return a label and its amount as the execution carries them."""
    if one.inline:
        label = trim(one.label.value.removesuffix(one.inline)).rstrip(":：")
        return Cell(label=label, text=one.inline, place=one.label.place)
    if one.value is None:
        return Cell(label=one.label.value, text="", place=one.label.place)
    return carried(one.label.value, one.value)
