"""What stands below the table: the total row, the reason for the whole form, remarks, opinions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from fiscalkpi.forms.funds import points_of
from fiscalkpi.forms.grid import trim
from fiscalkpi.forms.layout import footer_kind, looks, total_rank
from fiscalkpi.forms.record import carried
from fiscalkpi.model import Cell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from fiscalkpi.forms.grid import GridCell
    from fiscalkpi.forms.record import Record
    from fiscalkpi.forms.regions import Row


@attrs.define
class Foot:
    """What the foot of a form says."""

    total_weight: Decimal | None = None
    total_points: Decimal | None = None
    grade: str | None = None
    reason_text: str | None = None
    remarks: str | None = None


def read_foot(rows: Sequence[Row], record: Record, *, reports: bool, flat: bool) -> Foot:
    """Return what the rows below the table say.

    Of a single number in the total row: a report states its points there, a plan its weights; in a flat
    sheet it is no number of one form.
    """
    foot = Foot()
    totals = [row for row in rows if not flat and row.footer == "total"]
    for row in sorted(totals, key=lambda row: total_rank(row.keys[0])):
        _total(foot, row, record, reports=reports)
    for row in rows:
        kind = footer_kind(row.cells[0].value)
        if kind not in (None, "total"):
            _text(foot, kind, row, record)
    return foot


def _total(foot: Foot, row: Row, record: Record, *, reports: bool) -> None:
    """``总分 | 100 | 96 | 优`` is weight, points, grade; ``总分 | 99.55分`` one of the first two."""
    numbers = [(cell, points) for cell in row.cells[1:] if (points := points_of(cell.value)) is not None]
    words = [cell for cell in row.cells[1:] if points_of(cell.value) is None and not looks(cell.value).mask]
    if len(row.cells) == 1:  # a total that waits to be filled in
        record.label(row.cells[0])
        return
    filled = foot.total_points is not None or foot.total_weight is not None
    if filled or not 1 <= len(numbers) <= 2 or len(words) > 1:
        return
    record.label(row.cells[0])
    record.value(*row.cells[1:])
    record.carry(row.cells[0].value, *(cell for cell in row.cells[1:] if looks(cell.value).mask))
    if len(numbers) == 2 or not reports:
        foot.total_weight = numbers[0][1]
    if len(numbers) == 2 or reports:
        foot.total_points = numbers[-1][1]
    if words:
        foot.grade = words[0].value


def _text(foot: Foot, kind: str, row: Row, record: Record) -> None:
    first, beside = row.cells[0], list(row.cells[1:])
    label, inline = _inline(first)
    field = {"reason": "reason_text", "remarks": "remarks"}.get(kind)
    record.label(first)
    if field is not None and getattr(foot, field) is None:
        if inline:
            setattr(foot, field, inline)
        elif beside:
            cell = beside.pop(0)
            record.value(cell)
            setattr(foot, field, cell.value)
    elif inline:
        record.extra.append(Cell(label=label, text=inline, place=first.place))
    elif not beside:
        record.extra.append(Cell(label=label, text="", place=first.place))
    for cell in beside:
        if footer_kind(cell.value) is not None and (other := _inline(cell))[1]:
            record.extra.append(Cell(label=other[0], text=other[1], place=cell.place))
        else:
            record.extra.append(carried(label, cell))
    record.value(*beside)


def _inline(cell: GridCell) -> tuple[str, str]:
    """Part ``注：本表一式两份`` at its colon; a label alone has no text of its own."""
    parts = re.split("[:：]", cell.value, maxsplit=1)
    return (trim(parts[0]), trim(parts[1])) if len(parts) == 2 and trim(parts[1]) else (cell.value, "")
