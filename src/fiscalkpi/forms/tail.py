"""What stands below the indicator table: totals, reasons, remarks, opinions."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

import attrs

from fiscalkpi.forms import layout
from fiscalkpi.forms.account import filed
from fiscalkpi.model import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from fiscalkpi.forms.account import Account
    from fiscalkpi.forms.grid import GridCell, Row
    from fiscalkpi.forms.table import Columns

_MAX_GRADE = 10


@attrs.define
class Tail:
    """What the rows below a table say."""

    total_weight: Decimal | None = None
    total_points: Decimal | None = None
    grade: str | None = None
    reason_text: str | None = None
    remarks: str | None = None


def read_tail(rows: Iterable[Row], account: Account, columns: Columns) -> Tail:
    """tail = { total | reason | remarks | label , value | label ":" value }

    Args:
        rows: the rows below the table.
        account: takes the cells that were read, and keeps those that have a label and no field.
        columns: the columns of the table above: a number below 分值 or 得分 is what its column says.
    """
    tail = Tail()
    totals: list[Row] = []
    waiting: GridCell | None = None  # a label whose prose stands in the next row
    for row in rows:
        filled = account.open(row)
        if account.keep_stray(row, "$.extra"):
            continue
        label, values, role = filled[0], filled[1:], layout.footer_role(filled[0].text)
        if waiting is not None and role is None and not layout.is_like_footer(label.text):
            label, values, role = waiting, filled, layout.footer_role(waiting.text)
        waiting = None
        if role == "total":
            account.take(*filled)
            totals.append(filled)
        elif role == "reason" and tail.reason_text is None:
            account.take(label, *values)
            tail.reason_text = _joined(values)
            waiting = None if values else label
        elif role == "remarks" and tail.remarks is None:
            account.take(label, *values)
            tail.remarks = _joined(values)
            waiting = None if values else label
        else:
            _keep_labelled(filled, account)
    for total in sorted(totals, key=lambda total: layout.total_rank(total[0].text)):
        account.extra += _read_total(tail, total, columns)
    return tail


def _joined(values: Sequence[GridCell]) -> str | None:
    return "\n".join(layout.clean(value.text) for value in values) or None


def _read_total(tail: Tail, row: Row, columns: Columns) -> list[Cell]:
    """total = label , [ weight ] , points , [ grade ] ; returns the cells that say nothing new"""
    label, *values = row
    figures = [value for value in values if layout.number_in(value.text) is not None]
    weight = next((one for one in figures if one.column == columns.of("weight")), None)
    points = next((one for one in figures if one.column == columns.of("points")), None)
    if weight is None and points is None and figures and not columns.has("project_amount"):
        if len(figures) > 1:
            weight, points = figures[0], figures[-1]
        elif columns.has("points") or not columns.has("weight"):
            points = figures[0]
        else:
            weight = figures[0]
    rest = []
    for value in values:
        if value is weight and tail.total_weight is None:
            tail.total_weight = layout.number_in(value.text)
        elif value is points and tail.total_points is None:
            tail.total_points = layout.number_in(value.text)
        elif tail.grade is None and _is_grade(value.text):
            tail.grade = layout.clean(value.text)
        else:
            rest.append(filed(value, label.text))
    return rest


def _is_grade(text: str) -> bool:
    return len(text) <= _MAX_GRADE and not layout.is_number(text)


def _keep_labelled(filled: Sequence[GridCell], account: Account) -> None:
    """Keep the cells of a row that have a label: an opinion and its seal, a name, a telephone number."""
    index = 0
    while index < len(filled):
        cell = filled[index]
        index += 1
        inline = layout.split_inline(cell.text)
        if inline is not None and layout.is_like_footer(cell.text):
            account.take(cell)
            account.extra.append(Cell(label=inline[0], text=inline[1], place=cell.place))
        elif _is_label(cell):
            values = list(takewhile(lambda one: not _is_label(one), filled[index:]))
            index += len(values)
            account.take(cell, *values)
            account.extra += [filed(value, cell.text) for value in values]
            if not values:
                account.extra.append(Cell(label=cell.text, text="", place=cell.place))


def _is_label(cell: GridCell) -> bool:
    return layout.footer_role(cell.text) is not None or layout.is_like_footer(cell.text)
