"""Rows of the indicator table → indicators and results: labels carried down, drifts told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscalkpi.filed import FiledResult, FormKind
from fiscalkpi.forms import layout
from fiscalkpi.forms.account import filed
from fiscalkpi.forms.goals import numbered_goal
from fiscalkpi.forms.table import SPLIT, Columns, TableRow, columns_of, fit_rows
from fiscalkpi.model import Cell, Goal, Indicator
from fiscalkpi.provenance import Severity
from fiscalkpi.targets.actual import Actual, ActualKind, parse_actual
from fiscalkpi.targets.model import MAX_TEXT, Target, Unfilled, Unreadable
from fiscalkpi.targets.parser import parse_target, parse_target_cells
from fiscalkpi.taxonomy import classify, detect_taxonomy

if TYPE_CHECKING:
    from decimal import Decimal

    from fiscalkpi.forms.account import Account
    from fiscalkpi.forms.grid import GridCell, Row
    from fiscalkpi.forms.regions import Section
    from fiscalkpi.provenance import Place

_WARNED = ("level1-unknown", "level2-unknown", "name-in-value-cell")
_TABLE = "$.project.goals.indicators"


class TableReader:
    """The indicator table of one form, while its sections and rows are added."""

    def __init__(self, account: Account, parts: list[Goal], *, may_be_flat: bool) -> None:
        self.account = account
        self.may_be_flat = may_be_flat
        """Whether the head names no project: then a column of names is one of many projects."""
        self.parts = parts
        """The numbered goals of the form; one in a header is added."""
        self.indicators: list[Indicator] = []
        self._results: list[FiledResult] = []
        self.columns = Columns(roles={}, titles={})
        """The columns of the last section."""
        self._roles: set[str] = set()
        self._goal: str | None = None
        self._level1: str | None = None
        self._level2: str | None = None

    # ---------------------------------------------------------------------------------------- sections

    def fit(self, section: Section) -> list[TableRow]:
        """Return the rows of a section fitted to its header; stray rows are told and left out."""
        self.columns = columns_of(section, may_be_flat=self.may_be_flat)
        self._roles |= set(self.columns.roles.values())
        unknown = self._read_header(section)
        body = [row for row in section.body if not self.account.keep_stray(row, _TABLE)]
        common, rows = fit_rows(self.columns, body)
        if common and not self.columns.title_lost:
            self.account.tell("layout.header-shifted", _TABLE, _first(section.headers[-1]).place)
        labels = {title for row in rows for _, title, _ in row.more}  # a title goes with the cells below it
        self.account.keep(cell for cell in unknown if cell.text not in labels)
        return rows

    def continue_as(self, account: Account) -> TableReader:
        """Return a reader for the next project of a flat sheet: the same columns, nothing carried down."""
        reader = TableReader(account, [], may_be_flat=True)
        reader.columns, reader._roles = self.columns, self._roles
        return reader

    def _read_header(self, section: Section) -> list[GridCell]:
        """Account for the header; return the titles that are not known."""
        unknown = []
        for cell in (cell for header in section.headers for cell in self.account.open(header)):
            titles = (layout.header_role(cell.text), layout.flat_role(cell.text), layout.goal_role(cell.text))
            self.account.take(cell)
            if not any(titles):
                unknown.append(cell)
                self.account.tell("layout.column-unknown", _TABLE, cell.place, text=cell.text)
            if layout.goal_role(cell.text) == "numbered":
                self._goal = layout.clean(cell.text)
                if all(part.label != self._goal for part in self.parts):
                    self.parts.append(numbered_goal(cell))
        if self.columns.title_lost:
            self.account.tell("layout.header-title-lost", _TABLE, _first(section.headers[0]).place)
        return unknown

    # -------------------------------------------------------------------------------------------- rows

    def add(self, row: TableRow) -> None:
        """Add one row: an indicator, or labels alone."""
        if row.level1 is not None:
            self._level1, self._level2 = layout.clean(row.level1.text), None
        if row.level2 is not None:
            self._level2 = layout.clean(row.level2.text)
        if row.name is None or self._is_blank(row, row.name):
            self._add_nameless(row)
            return
        path = f"{_TABLE}[{len(self.indicators)}]"
        name = layout.clean(row.name.text)
        for drift in row.drifts:
            severity = Severity.WARNING if drift in _WARNED else Severity.INFO
            self.account.tell(f"layout.{drift}", path, row.name.place, severity, name=name)
        for cell in row.others:
            self.account.tell("layout.cell-unused", path, cell.place, text=cell.text)
        self.indicators.append(self._indicator(row, name, path))
        self._results.append(
            self._result(row, self.indicators[-1].target, f"$.results[{len(self._results)}]")
        )

    @staticmethod
    def _is_blank(row: TableRow, name: GridCell) -> bool:
        """Whether a row is one of a blank template: 指标2 and nothing beside it."""
        beside = [cell for cell in (row.value, *row.cells.values(), *row.others) if cell and cell.filled]
        unknown = {"level1-unknown", "level2-unknown"} & set(row.drifts)
        return layout.is_placeholder(name.text) and not (beside or row.more or unknown)

    def _add_nameless(self, row: TableRow) -> None:
        named = [row.name, row.value, *row.cells.values()]
        cells = [cell for cell in named if cell is not None and cell.filled]
        cells += [*(cell for _, _, cell in row.more), *row.others]
        self.account.extra += map(filed, cells)
        if not cells or cells == [row.name]:
            self.account.tell("layout.empty-row", _TABLE, row.first.place)
        else:
            text = " ".join(cell.text.strip() for cell in cells)
            self.account.tell("layout.row-without-name", _TABLE, row.first.place, Severity.WARNING, text=text)

    def _indicator(self, row: TableRow, name: str, path: str) -> Indicator:
        cells, extra = row.cells, [filed(cell) for cell in row.others]
        others: list[tuple[str, Target]] = []
        for role, title, cell in row.more:
            if role == "other_value":
                others.append(
                    (title, self._parsed(cell, title, f"{path}.other_targets[{len(others)}]", extra))
                )
            elif role == "extra" or not self.is_report:
                extra.append(filed(cell, title))
        if not self.is_report:
            extra += [self._filed(cells[role], role) for role in ("reason", "evidence") if role in cells]
        target, split = self._target(row, f"{path}.target", extra)
        return Indicator(
            level1=self._level1,
            level2=self._level2,
            name=name,
            target=target,
            weight=self._number(cells.get("weight"), "weight", f"{path}.weight", extra),
            direction=_text(cells.get("direction")),
            definition=_text(cells.get("definition")),
            standard=_text(cells.get("standard")),
            note=_text(cells.get("note")),
            other_targets=tuple(others),
            target_cells=tuple(split),
            goal=self._goal,
            place=row.first.place,
            extra=tuple(extra),
        )

    def _target(self, row: TableRow, path: str, extra: list[Cell]) -> tuple[Target, list[Cell]]:
        """Return the target of a row and its cells, where the form splits it."""
        if not self.columns.has("comparator", "nature", "unit"):
            if row.value is None:
                return Unfilled(text=""), []
            return self._parsed(row.value, self.columns.title("value"), path, extra), []
        parts = {role: row.value if role == "value" else row.cells.get(role) for role in SPLIT}
        present = sorted((cell for cell in parts.values() if cell is not None), key=lambda cell: cell.column)
        titles = self.columns.titles
        split = [filed(cell, titles.get(cell.column - row.shift, "")) for cell in present]
        texts = {role: None if cell is None else layout.clean(cell.text) for role, cell in parts.items()}
        joined = "|".join(text for text in texts.values() if text)
        if len(joined) > MAX_TEXT:
            return self._too_long(joined, row.first.place, path), split
        if texts["comparator"] is not None and layout.is_nature_word(texts["comparator"]):
            texts["nature"], texts["comparator"] = texts["comparator"], None
        return parse_target_cells(**texts), split

    def _parsed(self, cell: GridCell, title: str, path: str, extra: list[Cell]) -> Target:
        """Return the target of a cell; one too long for a target is cut, and kept whole beside it."""
        text = layout.clean(cell.text)
        if len(text) <= MAX_TEXT:
            return parse_target(text)
        extra.append(filed(cell, title))
        return self._too_long(text, cell.place, path)

    def _too_long(self, text: str, place: Place | None, path: str) -> Unreadable:
        self.account.tell(
            "layout.text-too-long", path, place, Severity.WARNING, length=str(len(text)), most=str(MAX_TEXT)
        )
        return Unreadable(text=text[:MAX_TEXT])

    def _result(self, row: TableRow, target: Target, path: str) -> FiledResult:
        cells = row.cells
        extra = [filed(cell, title) for role, title, cell in row.more if role == "progress"]
        text = _text(cells.get("actual")) or ""
        if len(text) > MAX_TEXT:
            extra.append(self._filed(cells["actual"], "actual"))
            actual = Actual(
                kind=ActualKind.WORDS, text=self._too_long(text, cells["actual"].place, f"{path}.actual").text
            )
        else:
            actual = parse_actual(text, target=target)
        return FiledResult(
            actual=actual,
            points=self._number(cells.get("points"), "points", f"{path}.points", extra),
            reason_text=_text(cells.get("reason")),
            evidence=_text(cells.get("evidence")),
            forecast=_text(cells.get("forecast")),
            likelihood=_text(cells.get("likelihood")),
            extra=tuple(extra),
        )

    def _number(self, cell: GridCell | None, role: str, path: str, extra: list[Cell]) -> Decimal | None:
        """Return the number of points in a cell; what is none is kept, and told unless it is a dash or a mask."""
        if cell is None:
            return None
        number = layout.number_in(cell.text)
        if number is None:
            extra.append(self._filed(cell, role))
            if not layout.is_number(cell.text):
                self.account.tell(
                    "layout.number-unreadable", path, cell.place, Severity.ERROR, text=cell.text
                )
        return number

    def _filed(self, cell: GridCell, role: str) -> Cell:
        return filed(cell, self.columns.title(role))

    # --------------------------------------------------------------------------------------- the whole

    @property
    def kind(self) -> FormKind:
        """The kind of the form, by the columns of its table."""
        if self._roles & {"forecast", "likelihood", "progress"}:
            return FormKind.MONITORING
        return FormKind.SELF_EVALUATION if self._roles & {"actual", "points"} else FormKind.PLAN

    @property
    def is_flat(self) -> bool:
        """Whether it is a sheet of many projects."""
        return "project_name" in self._roles

    @property
    def is_report(self) -> bool:
        """Whether there are results beside the plan."""
        return self.kind is not FormKind.PLAN

    @property
    def results(self) -> tuple[FiledResult, ...]:
        """One result an indicator; none of a plan."""
        return tuple(self._results) if self.is_report else ()

    def tell_inferred(self) -> None:
        """Tell the rows whose level 1 is not printed and follows from level 2."""
        taxonomy = detect_taxonomy(self.indicators)
        for index, indicator in enumerate(self.indicators):
            known = classify(indicator, taxonomy) if indicator.level1 is None else None
            if known is not None:
                path = f"{_TABLE}[{index}].level1"
                self.account.tell("layout.level1-inferred", path, indicator.place, level1=known.level1)


def _first(row: Row) -> GridCell:
    return next(cell for cell in row if cell.filled)


def _text(cell: GridCell | None) -> str | None:
    return None if cell is None or not cell.filled else layout.clean(cell.text)
