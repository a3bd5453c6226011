"""The money of a form: pairs of label and amount, a matrix of sources and columns, or a sentence."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

import attrs

from fiscalkpi._numbers import parse_number
from fiscalkpi._text import fold_label, fold_signs
from fiscalkpi.errors import AmountError
from fiscalkpi.filed import BudgetExecution
from fiscalkpi.forms import layout
from fiscalkpi.forms.account import filed
from fiscalkpi.model import Cell, FundingBreakdown, FundingLine
from fiscalkpi.money import Yuan
from fiscalkpi.provenance import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from fiscalkpi.forms.account import Account
    from fiscalkpi.forms.grid import GridCell, Row

Scope = Literal["project", "annual"]

_AMOUNTS = ("initial", "adjusted", "spent")
_FIELDS = {
    ("project", "total"): "total",
    ("project", "fiscal"): "fiscal",
    ("project", "other"): "other",
    ("annual", "total"): "annual_total",
    ("annual", "appropriation"): "annual_appropriation",
    ("annual", "carryover"): "annual_carryover",
    ("annual", "other"): "annual_other",
}
_POINTS = re.compile(r"\(([0-9.]+)分")


@attrs.define
class Funds:
    """The money that was read."""

    breakdown: FundingBreakdown
    execution: BudgetExecution | None = None
    extra: list[Cell] = attrs.Factory(list)
    """Headings that stand where an amount would."""


def read_funds(rows: Sequence[Row], account: Account) -> Funds:
    """Return the money block of a head; what is no amount is told."""
    reader = _FundsReader(rows, account)
    index = 0
    while index < len(rows):
        columns = _matrix_columns(rows[index])
        if columns:
            index = reader.matrix(index, columns)
        else:
            reader.pairs(rows[index])
            index += 1
    if reader.execution is None:
        reader.sentence()
    unit = (reader.block_unit or reader.sheet_unit) if reader.lines or reader.execution else None
    breakdown = FundingBreakdown(unit=unit, lines=tuple(reader.lines), **reader.named)
    return Funds(breakdown, reader.execution, reader.extra)


class AmountReader:
    """Reads amounts in the nearest unit that is printed, and tells what is no amount and what is unclear."""

    def __init__(self, account: Account, sheet_unit: str | None = None) -> None:
        self.account = account
        self.sheet_unit = sheet_unit
        """The unit said for the whole sheet: 金额单位:元."""
        self._told: set[str] = set()

    def read(self, cell: GridCell, near_unit: str | None, path: str) -> Yuan | None:
        """Return the amount of a cell; None for a blank, a dash, a mask and what is no amount, the last told.

        Args:
            cell: the cell of the amount.
            near_unit: the unit in its label, its column title or the title of its block.
            path: address of the amount in the model.
        """
        stated = near_unit or self.sheet_unit
        try:
            amount = Yuan.parse(layout.clean(cell.text), unit=stated or "元")
        except AmountError as error:
            if error.code not in ("amount.blank", "amount.dash", "amount.masked"):
                self.account.tell(
                    "money.unreadable", path, cell.place, Severity.ERROR, text=cell.text, problem=error.code
                )
            return None
        own = layout.amount_unit(cell.text)
        units = [unit for unit in (own, near_unit, self.sheet_unit) if unit]
        if len(set(units)) > 1:
            far = next(unit for unit in units if unit != units[0])
            self._tell_once("money.unit-conflict", cell, near=units[0], far=far)
        elif not units and amount.fen:
            self._tell_once("money.unit-unstated", cell)
        return amount

    def _tell_once(self, code: str, cell: GridCell, **params: str) -> None:
        if code not in self._told:
            self._told.add(code)
            self.account.tell(code, "$.project.funding.unit", cell.place, Severity.WARNING, (), **params)


class _FundsReader:
    """The money block while it is read."""

    def __init__(self, rows: Sequence[Row], account: Account) -> None:
        self.rows = rows
        self.account = account
        self.amounts = AmountReader(account, sheet_unit(rows))
        self.block_unit: str | None = None
        self.lines: list[FundingLine] = []
        self.named: dict[str, Yuan | None] = {}
        self.execution: BudgetExecution | None = None
        self.extra: list[Cell] = []
        self.anchors: dict[int, Scope] = {}
        """Column of a total → what the labels at or right of it count."""

    @property
    def sheet_unit(self) -> str | None:
        return self.amounts.sheet_unit

    # ------------------------------------------------------------------------------------------ pairs

    def pairs(self, row: Row) -> None:
        """pairs = [ block ] , { label , amount } | label ":" amount

        The scope of a label that counts the project in one form and the year in another (其他资金) is that of
        the nearest total at or left of it.
        """
        label_waits = False  # 资金性质: 一般公共预算 is a value, no source of funds
        for index, cell in enumerate(row):
            if not self.account.is_open(cell):
                continue
            label, inline = self._label_of(cell)
            roles = layout.money_roles(label)
            if layout.is_money_block(cell.text):
                self.account.take(cell)
                self.block_unit = layout.money_unit(cell.text) or self.block_unit
            elif layout.is_unit_statement(cell.text):
                self.account.take(cell)
            elif roles and not (label_waits and "total" not in roles.values()):
                self._pair(cell, label, roles, inline or _value_beside(row, index))
            label_waits = layout.head_field(cell.text) is not None

    @staticmethod
    def _label_of(cell: GridCell) -> tuple[str, GridCell | None]:
        """Part a cell that holds label and amount; others are a label as they stand."""
        if not layout.money_roles(cell.text):
            inline = layout.split_inline(cell.text, last=True)
            if inline is not None and layout.money_roles(inline[0]):
                return inline[0], attrs.evolve(cell, text=inline[1])
        return cell.text, None

    def _pair(self, cell: GridCell, label: str, roles: dict[Scope, str], value: GridCell | None) -> None:
        self.account.take(cell)
        scope = self._scope(cell, roles)
        role = roles[scope]
        if role == "total":
            self.anchors[cell.column] = scope
        field = _FIELDS.get((scope, role))
        amount, cells = None, []
        if value is not None:
            self.account.take(value)
            if layout.is_unit_statement(
                value.text
            ):  # 金额(万元) over the amounts below: no value of this line
                self.block_unit = layout.money_unit(value.text)
                self.extra.append(filed(value, label))
            else:
                near = layout.money_unit(label) or self.block_unit
                amount = self.amounts.read(value, near, f"$.project.funding.{field or 'lines'}")
                cells = [filed(value, label)]
        depth = _depth(label, role)
        self._add(
            FundingLine(label=label, scope=scope, depth=depth, initial=amount, cells=tuple(cells)), role
        )

    def _scope(self, cell: GridCell, roles: dict[Scope, str]) -> Scope:
        if len(roles) == 1:
            return next(iter(roles))
        left = [column for column in self.anchors if column <= cell.column]
        nearest = max(left) if left else min(self.anchors, default=None)
        return "annual" if nearest is None else self.anchors[nearest]

    def _add(self, line: FundingLine, role: str) -> None:
        """Add a line; the first of its scope and role is the amount of the field, in a report the first filed."""
        field = _FIELDS.get((line.scope, role))
        if field is not None and field not in self.named:
            self.named[field] = line.initial if line.initial is not None else line.adjusted
            line = attrs.evolve(line, role=role)
        self.lines.append(line)

    # ----------------------------------------------------------------------------------------- matrix

    def matrix(self, start: int, columns: dict[int, GridCell]) -> int:
        """matrix = a row of 预算数, 执行数, 分值 … , { source of funds , amounts } ; returns the row behind it"""
        titles = self.rows[start]
        block = next((cell for cell in titles if layout.is_money_block(cell.text)), None)
        self.account.take(*columns.values())
        if block is not None:
            self.account.take(block)
            self.block_unit = layout.money_unit(block.text) or self.block_unit
        end = start + 1
        while end < len(self.rows) and self._matrix_row(
            self.rows[end], columns, block, first=end == start + 1
        ):
            end += 1
        return end

    def _matrix_row(
        self, row: Row, columns: dict[int, GridCell], block: GridCell | None, *, first: bool
    ) -> bool:
        """Read a row of the matrix; False where it is none. Unlabelled amounts below the titles are the total."""
        row = [cell for cell in row if not cell.filled or self.account.is_open(cell)]
        label = next((cell for cell in reversed(row) if cell.filled and cell.column < min(columns)), None)
        below = [cell for cell in row if cell.filled and cell.column in columns]
        if label is None:
            role = "total" if first and below else None
        else:
            role = layout.money_roles(label.text).get("annual")
            if role is None and below and all(_is_figure(cell.text) for cell in below):
                role = "source"
        if role is None:
            return False
        amounts: dict[str, Yuan | None] = {}
        points: dict[str, Decimal | None] = {}
        cells = []
        for cell in row:
            title = columns.get(cell.column)
            column = None if title is None else layout.money_column(title.text)
            if title is None or column is None:
                continue
            self.account.take(cell)
            cells.append(filed(cell, title.text))
            if column in _AMOUNTS:
                near = layout.money_unit(title.text) or self.block_unit
                amounts[column] = self.amounts.read(
                    cell, near, f"$.project.funding.lines[{len(self.lines)}].{column}"
                )
            elif column != "rate":
                points[column] = parse_number(fold_signs(cell.text).strip().removesuffix("分"))
        shown = label or block
        self.account.take(*([] if label is None else [label]))
        text = "" if shown is None else shown.text
        line = FundingLine(
            label=text,
            scope="annual",
            depth=_depth(text, role),
            initial=amounts.get("initial"),
            adjusted=amounts.get("adjusted"),
            spent=amounts.get("spent"),
            cells=tuple(cells),
        )
        self._add(line, role)
        if role == "total" and cells and self.execution is None:
            self._execute(self.lines[-1], points, columns, block)
        return True

    def _execute(
        self,
        total: FundingLine,
        points: dict[str, Decimal | None],
        columns: dict[int, GridCell],
        block: GridCell | None,
    ) -> None:
        """Take the execution from the total; its points at stake may stand in the title of the block."""
        weight = points.get("weight")
        stated = None if block is None else _POINTS.search(fold_label(block.text))
        if weight is None and stated is not None:
            weight = parse_number(stated[1])
        self.execution = BudgetExecution(
            initial=total.initial,
            adjusted=total.adjusted,
            spent=total.spent,
            weight=weight,
            points=points.get("points"),
            cells=total.cells,
        )
        titles = {layout.money_column(title.text): title for title in columns.values()}
        if "initial" not in titles:
            self.account.tell("money.single-budget-column", "$.execution.adjusted", titles["adjusted"].place)

    # --------------------------------------------------------------------------------------- sentence

    def sentence(self) -> None:
        """sentence = … 全年预算数2565万元 … 全年执行数2565万元 … in one cell, each amount with its unit"""
        for row in self.rows:
            for cell in self.account.open(row):
                found = {
                    layout.money_column(match["label"]): match["amount"]
                    for match in _said().finditer(fold_signs(cell.text))
                }
                if {"adjusted", "spent"} <= found.keys():
                    self.account.take(cell)
                    read = {
                        column: self.amounts.read(
                            attrs.evolve(cell, text=amount), None, f"$.execution.{column}"
                        )
                        for column, amount in found.items()
                    }
                    self.execution = BudgetExecution(
                        initial=read.get("initial"),
                        adjusted=read["adjusted"],
                        spent=read["spent"],
                        cells=(filed(cell),),
                    )
                    return


def sheet_unit(rows: Sequence[Row]) -> str | None:
    """Return the unit of money said for the whole sheet: 金额单位:元."""
    cells = (cell for row in rows for cell in row if layout.is_unit_statement(cell.text))
    return next((layout.money_unit(cell.text) for cell in cells), None)


@cache
def _said() -> re.Pattern[str]:
    labels = "|".join(sorted(layout.money_columns(), key=len, reverse=True))
    return re.compile(
        rf"(?P<label>{labels})(?:为|是|共|:)?(?P<amount>[0-9][0-9,]{{0,20}}(?:\.[0-9]{{1,6}})?[百千]?[万亿]?元)"
    )


def _value_beside(row: Row, index: int) -> GridCell | None:
    """Return the cell of the amount: the next filled one before another label, else the blank beside it."""
    after = row[index + 1 :]
    for cell in after:
        if cell.filled:
            if _is_label(cell.text):
                break
            return cell
    return after[0] if after and not after[0].filled else None


def _is_label(text: str) -> bool:
    return bool(
        layout.money_roles(text)
        or layout.is_money_block(text)
        or layout.head_field(text) is not None
        or layout.goal_role(text) is not None
    )


def _matrix_columns(row: Row) -> dict[int, GridCell]:
    """Return the titles of a money matrix by column; nothing where the row is no such title row."""
    columns = {
        cell.column: cell for cell in row if cell.filled and layout.money_column(cell.text) is not None
    }
    held = {layout.money_column(title.text) for title in columns.values()}
    return columns if {"adjusted", "spent"} <= held else {}


def _is_figure(text: str) -> bool:
    """Whether a cell of a matrix holds an amount, a rate or a dash, and no words."""
    return not fold_signs(text[: layout.MAX_LABEL]).strip("0123456789.,%-/万亿元分 ")


def _depth(label: str, role: str) -> int:
    if re.match(r"[0-9]{1,2}[、.]", fold_label(label[: layout.MAX_LABEL])):
        return 2
    return 0 if role == "total" else 1
