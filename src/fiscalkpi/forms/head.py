"""The head of a form: fields, money and goals, found by their labels."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

import attrs

from fiscalkpi._text import fold_label, fold_signs
from fiscalkpi.errors import AmountError
from fiscalkpi.forms import layout
from fiscalkpi.model import Cell, FundingBreakdown, FundingLine, Goal
from fiscalkpi.money import Yuan
from fiscalkpi.provenance import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from fiscalkpi.filed import BudgetExecution
    from fiscalkpi.forms.grid import GridCell

    Row = Sequence[GridCell]

_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})\s*年?(?:度)?")
_YEARS = re.compile(r"[(（]\s*([0-9]{4}\s*年?\s*[-—~至]+\s*[0-9]{4}\s*年?)\s*[)）]")
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_PARAGRAPH = re.compile(r"</?p>", re.IGNORECASE)
_SENTENCE_END = tuple("。；;！!？?：:")


@attrs.define
class Head:
    """What the head of a form says, while it is being read."""

    fields: dict[str, GridCell] = attrs.Factory(dict)
    labels: dict[str, str] = attrs.Factory(dict)
    ranks: dict[str, int] = attrs.Factory(dict)
    extra: list[Cell] = attrs.Factory(list)
    goals: dict[str, str] = attrs.Factory(dict)
    goal_years: str | None = None
    parts: list[Goal] = attrs.Factory(list)
    funding: FundingBreakdown = attrs.Factory(FundingBreakdown)
    execution: BudgetExecution | None = None
    year: int | None = None
    findings: list[Finding] = attrs.Factory(list)
    used: set[tuple[int, int]] = attrs.Factory(set)

    def take(self, *cells: GridCell) -> None:
        """Account for cells."""
        self.used.update((cell.row, cell.column) for cell in cells)

    def tell(self, code: str, cell: GridCell, path: str, severity: Severity = Severity.INFO, **params: str) -> None:
        """Add a finding of the reader at a cell."""
        self.findings.append(
            Finding(code=code, severity=severity, path=path, place=cell.place, params=tuple(params.items()))
        )


def read_head(title: GridCell | None, rows: Sequence[Row], subtitles: Sequence[GridCell]) -> Head:
    """Return fields, money and goals of the rows between a title and its table."""
    head = Head()
    for cell in (title, *subtitles):
        if cell is not None:
            head.take(cell)
            match = _YEAR.search(fold_label(cell.text))
            if match is not None and head.year is None:
                head.year = int(match[1])
                if cell is title:
                    head.tell("head.year-from-title", cell, "$.project.fiscal_year", year=match[1])
    unit = next((unit for row in rows for cell in row if (unit := layout.money_unit(cell.text))), None)
    matrix = _matrix(head, rows, unit)
    if not matrix:
        _pairs(head, rows, unit)
    _goals(head, rows)
    for row in rows:
        _fields(head, row)
    return head


# ---------------------------------------------------------------------------------------------- fields


def _fields(head: Head, row: Row) -> None:
    """field = label , value : the next filled cell that is no label; or label:value in one cell"""
    filled = [cell for cell in row if cell.filled and (cell.row, cell.column) not in head.used]
    index = 0
    while index < len(filled):
        cell = filled[index]
        index += 1
        field = layout.head_field(cell.text)
        if field is None:
            inner = _label_and_value(cell.text)
            if inner is not None:
                _keep(head, inner[0], attrs.evolve(cell, text=inner[1]), inner[2])
                head.take(cell)
            elif layout.money_unit(cell.text) is not None and len(filled) <= 2:
                head.take(cell)
            continue
        value = filled[index] if index < len(filled) and not _is_label(filled[index].text) else None
        head.take(cell)
        if value is None:
            if field == "extra":
                head.extra.append(Cell(label=cell.text, text="", place=cell.place))
            continue
        index += 1
        head.take(value)
        _keep(head, field, value, cell.text)
        # a list of options may run over several cells
        while index < len(filled) and not _is_label(filled[index].text) and _label_and_value(filled[index].text) is None:
            head.take(filled[index])
            head.extra.append(Cell(label=cell.text, text=filled[index].text, place=filled[index].place))
            index += 1


def _label_and_value(text: str) -> tuple[str, str, str] | None:
    label, colon, value = fold_signs(text).partition(":")
    field = layout.head_field(label) if colon and value.strip() and len(label) <= 20 else None
    return None if field is None else (field, text[len(label) + 1 :].strip(), text[: len(label)])


def _is_label(text: str) -> bool:
    return layout.head_field(text) is not None or layout.goal_role(text) is not None


def _keep(head: Head, field: str, value: GridCell, label: str) -> None:
    if field == "extra":
        head.extra.append(Cell(label=label, text=value.text, place=value.place))
        return
    rank = layout.head_rank(field, label)
    if field in head.fields:
        if rank >= head.ranks[field]:
            head.extra.append(Cell(label=label, text=value.text, place=value.place))
            return
        before = head.fields[field]
        head.extra.append(Cell(label=head.labels[field], text=before.text, place=before.place))
    head.fields[field], head.ranks[field], head.labels[field] = value, rank, label
    if field == "implementing_unit" and rank >= 2:
        head.extra.append(Cell(label=label, text=value.text, place=value.place))


def read_date(head: Head, field: str) -> datetime.date | None:
    """Return a date of the head; one that cannot be stays as a cell, with a finding."""
    cell = head.fields.get(field)
    if cell is None:
        return None
    match = _DATE.fullmatch(fold_label(cell.text))
    try:
        if match is None:
            raise ValueError
        return datetime.date(*map(int, match.groups()))
    except ValueError:
        code = "head.date-unreadable" if match is None else "head.date-impossible"
        head.tell(code, cell, f"$.project.{field}", Severity.ERROR, text=cell.text)
        head.extra.append(Cell(label=head.labels[field], text=cell.text, place=cell.place))
        return None


# ----------------------------------------------------------------------------------------------- money


def _amount(head: Head, cell: GridCell, unit: str | None, path: str) -> Yuan | None:
    """Return the amount of a cell; None for a blank, a dash, a mask and what is no amount, the last told."""
    try:
        return Yuan.parse(cell.text, unit=unit or "元")
    except AmountError as error:
        if error.code not in ("amount.blank", "amount.dash", "amount.masked"):
            head.tell("money.unreadable", cell, path, Severity.ERROR, text=cell.text, problem=error.code)
        return None


_NAMED = {
    ("project", "total"): "total",
    ("project", "fiscal"): "fiscal",
    ("project", "other"): "other",
    ("annual", "total"): "annual_total",
    ("annual", "appropriation"): "annual_appropriation",
    ("annual", "carryover"): "annual_carryover",
    ("annual", "other"): "annual_other",
}


def _pairs(head: Head, rows: Sequence[Row], unit: str | None) -> None:
    """pairs = [ block ] , { label , amount } : the block of a label is the nearest total at or left of it"""
    anchors: list[tuple[int, str]] = []
    lines: list[FundingLine] = []
    named: dict[str, Yuan | None] = {}
    seen = bare = False
    for row in rows:
        for index, cell in enumerate(row):
            if not cell.filled or (cell.row, cell.column) in head.used:
                continue
            if index and layout.head_field(row[index - 1].text) == "extra":
                continue  # 资金性质: 一般公共预算 is a value, no source of funds
            if layout.is_money_block(cell.text):
                head.take(cell)
                continue
            label = fold_signs(cell.text).partition(":")[0] if ":" in fold_signs(cell.text)[:-1] else cell.text
            if label.strip().startswith("其中"):
                label = cell.text
            for scope in ("project", "annual"):
                if layout.money_role(label, scope) == "total":
                    anchors = [*(anchor for anchor in anchors if anchor[0] != cell.column), (cell.column, scope)]
            scope = max((anchor for anchor in anchors if anchor[0] <= cell.column), default=(0, ""))[1]
            role = layout.money_role(label, scope) if scope else None
            if role is None:
                continue
            seen = True
            head.take(cell)
            value = row[index + 1] if index + 1 < len(row) and not layout.money_role(row[index + 1].text, scope) else None
            field = _NAMED.get((scope, role)) if role != "source" else None
            if field in named:
                field = None
            amount = None
            cells = []
            if value is not None:
                head.take(value)
                heading = layout.money_unit(value.text) is not None and not any(map(str.isdigit, value.text))
                if heading:  # 金额(万元) over the amounts below: no value of this line
                    head.extra.append(Cell(label=cell.text, text=value.text, place=value.place))
                else:
                    amount = _amount(head, value, unit, f"$.project.funding.{field or 'lines'}")
                    bare = bare or (amount is not None and amount.fen != 0 and "元" not in value.text)
                    cells = [Cell(label=cell.text, text=value.text, place=value.place)]
            if field is not None:
                named[field] = amount
            lines.append(
                FundingLine(
                    label=cell.text,
                    scope="project" if scope == "project" else "annual",
                    role=None if role == "source" or field is None else role,
                    depth=_depth(cell.text, role),
                    initial=amount,
                    cells=cells,
                )
            )
    if seen:
        head.funding = FundingBreakdown(unit=unit, lines=lines, **named)
        if unit is None and bare:
            head.findings.append(
                Finding(code="money.unit-unstated", severity=Severity.WARNING, path="$.project.funding.unit")
            )


def _depth(label: str, role: str) -> int:
    folded = fold_label(label)
    if re.match(r"[0-9]{1,2}[、.]", folded):
        return 2
    return 0 if role == "total" else 1


def _matrix(head: Head, rows: Sequence[Row], unit: str | None) -> bool:
    """matrix = a row of 预算数, 执行数, 分值 …, below it a row a source of funds"""
    from fiscalkpi.filed import BudgetExecution

    for start, row in enumerate(rows):
        columns = {cell.column: role for cell in row if cell.filled and (role := layout.money_column(cell.text))}
        if not {"adjusted", "spent"} <= set(columns.values()):
            continue
        head.take(*(cell for cell in row if cell.filled and _explained(cell, columns)))
        lines: list[FundingLine] = []
        for below in rows[start + 1 :]:
            line = _matrix_row(head, below, columns, unit)
            if line is None:
                break
            lines.append(line[0])
            if line[0].role == "total" and head.execution is None:
                total, points, weight = line
                block = next((cell for cell in row if cell.filled and layout.is_money_block(cell.text)), None)
                if weight is None and block is not None:
                    weight = _points_in(block.text)
                head.execution = BudgetExecution(
                    initial=total.initial,
                    adjusted=total.adjusted,
                    spent=total.spent,
                    weight=weight,
                    points=points,
                    cells=total.cells,
                )
                if "initial" not in columns.values():
                    head.tell("money.single-budget-column", below[0], "$.execution.adjusted")
        annual = {
            field: line.initial if line.initial is not None else line.adjusted
            for line in lines
            if line.role and (field := _NAMED.get(("annual", line.role)))
        }
        head.funding = FundingBreakdown(unit=unit, lines=lines, **annual)
        return True
    return False


def _explained(cell: GridCell, columns: dict[int, str]) -> bool:
    return cell.column in columns or layout.is_money_block(cell.text)


def _points_in(text: str) -> Decimal | None:
    from fiscalkpi._numbers import parse_number

    match = re.search(r"\(([0-9.]+)分\)", fold_label(text))
    return None if match is None else parse_number(match[1])


def _matrix_row(
    head: Head, row: Row, columns: dict[int, str], unit: str | None
) -> tuple[FundingLine, Decimal | None, Decimal | None] | None:
    from fiscalkpi._numbers import parse_number

    label = next((cell for cell in row if cell.filled and cell.column < min(columns)), None)
    role = None if label is None else layout.money_role(label.text, "annual")
    if label is None or role is None:
        return None
    head.take(label)
    amounts: dict[str, Yuan | None] = {}
    numbers: dict[str, Decimal | None] = {}
    cells = []
    for cell in row:
        column = columns.get(cell.column)
        if column is None:
            continue
        head.take(cell)
        cells.append(Cell(label=column, text=cell.text, place=cell.place))
        if column in ("initial", "adjusted", "spent"):
            amounts[column] = _amount(head, cell, unit, "$.project.funding.lines")
        elif column in ("points", "weight"):
            numbers[column] = parse_number(fold_signs(cell.text).strip())
    line = FundingLine(
        label=label.text,
        scope="annual",
        role=None if role == "source" else role,
        depth=_depth(label.text, role),
        cells=cells,
        **amounts,
    )
    return line, numbers.get("points"), numbers.get("weight")


# ----------------------------------------------------------------------------------------------- goals


def paragraphs(text: str) -> str:
    """Return prose with its ``<p>`` marks turned into line breaks; everything else stays as filed."""
    if "<" not in text:
        return text
    pieces = [piece.strip() for piece in _PARAGRAPH.split(text)]
    return "\n".join(piece for piece in pieces if piece) if len(pieces) > 1 else text


def _goals(head: Head, rows: Sequence[Row]) -> None:
    """goals = a row of labels , prose below it in order ; or label , prose in one row"""
    labels: list[tuple[str, GridCell]] = []
    columns: list[tuple[int, str]] = []
    texts: dict[str, list[str]] = {}
    open_goals = False
    for row in rows:
        filled = [cell for cell in row if cell.filled and (cell.row, cell.column) not in head.used]
        if not filled:
            continue
        roles = [layout.goal_role(cell.text) for cell in filled]
        if any(role in ("overall", "annual", "result") for role in roles):
            labels, columns, open_goals = _goal_labels(head, filled, roles, texts)
            continue
        if not open_goals:
            continue
        prose = [cell for cell in filled if layout.goal_role(cell.text) is None and not _is_rule(cell.text)]
        section = [cell for cell in filled if layout.goal_role(cell.text) is not None]
        if not prose or (layout.head_field(filled[0].text) and not columns):
            if all(_is_rule(cell.text) for cell in filled):
                head.tell("layout.stray-row", filled[0], "$.project.goals", text=filled[0].text)
                head.take(*filled)
            continue
        head.take(*section)
        if not columns:
            columns = [
                (cell.column, role) for cell, (role, _) in zip(prose, labels, strict=False)
            ]
            for cell, (role, _) in zip(prose, labels, strict=False):
                texts.setdefault(role, []).append(cell.text)
                head.take(cell)
            prose = prose[len(labels) :]
        for cell in prose:
            role = max((known for known in columns if known[0] <= cell.column), default=(0, ""))[1]
            if role:
                texts[role].append(cell.text)
                head.take(cell)
                field = "goal_result" if role == "result" else f"project.goals.{role}"
                head.tell("layout.goal-continued", cell, f"$.{field}")
    head.goals = {role: _joined(pieces) for role, pieces in texts.items()}


def _is_rule(text: str) -> bool:
    """Whether a cell is a rule of hyphens."""
    return not text.strip("-—_=─ \t")


def _goal_labels(
    head: Head, filled: list[GridCell], roles: list[str | None], texts: dict[str, list[str]]
) -> tuple[list[tuple[str, GridCell]], list[tuple[int, str]], bool]:
    """Read a row of goal labels; prose beside a label belongs to it."""
    labels: list[tuple[str, GridCell]] = []
    columns: list[tuple[int, str]] = []
    for index, (cell, role) in enumerate(zip(filled, roles, strict=True)):
        if role == "section" or (role == "annual" and index == 0 and "annual" in roles[1:]):
            head.take(cell)  # a section over the labels, not a column
            continue
        if role in ("overall", "annual", "result"):
            head.take(cell)
            labels.append((role, cell))
            match = _YEARS.search(cell.text)
            if match is not None and role == "overall":
                head.goal_years = match[1]
            following = filled[index + 1] if index + 1 < len(filled) else None
            if following is not None and roles[index + 1] is None and layout.head_field(following.text) is None:
                head.take(following)
                texts.setdefault(role, []).append(following.text)
                columns.append((following.column, role))
    return labels, columns, True


def _joined(pieces: list[str]) -> str:
    """Join prose across a page break: without a gap, or as a new paragraph where the last one ended."""
    text = paragraphs(pieces[0])
    for piece in pieces[1:]:
        gap = "\n" if text.rstrip().endswith(_SENTENCE_END) else ""
        text = f"{text}{gap}{paragraphs(piece)}"
    return text
