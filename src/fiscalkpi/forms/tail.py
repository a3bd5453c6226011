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

_MAX_GRADE = 10


@attrs.define
class Tail:
    """What the rows below a table say."""

    total_weight: Decimal | None = None
    total_points: Decimal | None = None
    grade: str | None = None
    reason_text: str | None = None
    remarks: str | None = None


def read_tail(rows: Iterable[Row], account: Account, columns: dict[str, int | None]) -> Tail:
    """tail = { total | reason | remarks | label , value | label ":" value }

    Args:
        rows: the rows below the table.
        account: takes the cells that were read, and keeps those that have a label and no field.
        columns: the columns of ``weight`` and ``points`` in the table above, None where it has none.
    """
    tail = Tail()
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
            account.take(label)
            _read_total(tail, label, values, account, columns)
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
    return tail


def _joined(values: Sequence[GridCell]) -> str | None:
    return "\n".join(layout.clean(value.text) for value in values) or None


def _read_total(
    tail: Tail, label: GridCell, values: Sequence[GridCell], account: Account, columns: dict[str, int | None]
) -> None:
    """total = label , [ weight ] , points , [ grade ] ; a number below 分值 or 得分 is what its column says"""
    figures = [value for value in values if layout.number_in(value.text) is not None]
    chosen = {
        field: next((one for one in figures if one.column == column), None)
        for field, column in columns.items()
    }
    if not any(chosen.values()) and figures:
        if len(figures) > 1:
            chosen = {"weight": figures[0], "points": figures[-1]}
        else:
            only_weights = columns["points"] is None and columns["weight"] is not None
            chosen = {"weight" if only_weights else "points": figures[0]}
    weight, points = chosen.get("weight"), chosen.get("points")
    if weight is not None and tail.total_weight is None:
        tail.total_weight = layout.number_in(weight.text)
        account.take(weight)
    if points is not None and tail.total_points is None:
        tail.total_points = layout.number_in(points.text)
        account.take(points)
    for value in account.open(values):
        account.take(value)
        if (
            tail.grade is None
            and value not in figures
            and len(value.text) <= _MAX_GRADE
            and any(map(str.isalpha, value.text))
        ):
            tail.grade = layout.clean(value.text)
        else:
            account.extra.append(filed(value, label.text))


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
