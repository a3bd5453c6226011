"""Grid → forms: where a form begins, where its table is, and what its rows say.

Every filled cell becomes a label, a value or a stray line; what no rule explains is kept in
``FiledForm.extra`` and told by the finding ``layout.cell-unused``. Nothing is repaired: what was inferred
is marked, what was lost is None or ``Unfilled``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from fiscalkpi._numbers import parse_number
from fiscalkpi._text import fold_signs
from fiscalkpi.errors import FormError
from fiscalkpi.filed import FiledForm, FiledResult, FormKind
from fiscalkpi.forms import layout
from fiscalkpi.forms.head import Head, paragraphs, read_date, read_head
from fiscalkpi.forms.table import Columns, TableRow, columns_of, fit_rows, is_header
from fiscalkpi.model import Cell, FundingBreakdown, FundingLine, Goal, GoalSet, Indicator, Project
from fiscalkpi.provenance import Finding, Place, Severity
from fiscalkpi.targets.actual import parse_actual
from fiscalkpi.targets.model import Target, Unfilled
from fiscalkpi.targets.parser import parse_target, parse_target_cells
from fiscalkpi.taxonomy import classify, detect_taxonomy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscalkpi.forms.grid import Grid, GridCell

    Row = Sequence[GridCell]

_SPLIT = ("nature", "comparator", "value", "unit")


@attrs.define
class _Region:
    """The rows of one form."""

    title: GridCell | None = None
    subtitles: list[GridCell] = attrs.Factory(list)
    head: list[Row] = attrs.Factory(list)
    headers: list[Row] = attrs.Factory(list)
    body: list[Row] = attrs.Factory(list)
    tail: list[Row] = attrs.Factory(list)
    named: bool = False


def read_grid(grid: Grid, fiscal_year: int | None = None) -> tuple[FiledForm, ...]:
    """Return the forms of a grid.

    Raises:
        FormError: where it holds none.
    """
    regions = _regions(grid)
    forms: list[FiledForm] = []
    for region in regions:
        if region.headers or region.named:
            forms += _forms(region, grid, fiscal_year)
    if not forms:
        raise FormError("form.no-form", place=Place(file=grid.name))
    for region in regions:
        if not region.headers and not region.named:
            forms[-1] = _with_stray(forms[-1], region)
    if grid.findings:
        forms[0] = attrs.evolve(forms[0], findings=(*grid.findings, *forms[0].findings))
    return tuple(forms)


def _with_stray(form: FiledForm, region: _Region) -> FiledForm:
    """Keep what stands under a title without a form, for example where a file was cut."""
    title = [] if region.title is None else [region.title]
    cells = [*title, *region.subtitles, *(cell for row in region.head for cell in row if cell.filled)]
    findings = [_finding("layout.form-cut", "$.extra", cell.place, Severity.WARNING, text=cell.text[:60]) for cell in cells[:1]]
    extra = [Cell(label="", text=cell.text, place=cell.place) for cell in cells]
    return attrs.evolve(form, findings=(*form.findings, *findings), extra=(*form.extra, *extra))


# --------------------------------------------------------------------------------------------- regions


def _regions(grid: Grid) -> list[_Region]:
    """A form begins at a title once the current one has a name or a table, or at a second 项目名称."""
    regions = [_Region()]
    state = "head"
    for row in grid.rows:
        filled = [cell for cell in row if cell.filled]
        if not filled:
            continue
        region = regions[-1]
        header = is_header(row)
        if len(filled) == 1 and layout.is_title(filled[0].text) and layout.head_field(filled[0].text) is None:
            if region.named or region.headers:
                regions.append(_Region())
                region, state = regions[-1], "head"
            if region.title is None:
                region.title = filled[0]
            else:
                region.subtitles.append(filled[0])
            continue
        if not header and layout.head_field(filled[0].text) == "name":
            if region.named or region.headers:
                regions.append(_Region())
                region, state = regions[-1], "head"
            region.named = True
        elif not header and not region.named:
            region.named = any(layout.head_field(cell.text) == "name" for cell in filled[1:])
        if header:
            if state == "head" and region.head and _all_titles([cell for cell in region.head[-1] if cell.filled]):
                region.headers.append(region.head.pop())  # the upper row of a header of two
            region.headers.append(row)
            state = "body"
        elif state == "head":
            _head_row(region, row, filled)
        elif state == "body" and not region.body and _all_titles(filled):
            region.headers.append(row)  # the second row of a header
        elif state == "body" and layout.footer_role(filled[0].text) and not layout.class_level(filled[0].text):
            state = "tail"
            region.tail.append(row)
        elif state == "body":
            region.body.append(row)
        else:
            region.tail.append(row)
    return regions


def _all_titles(filled: Sequence[GridCell]) -> bool:
    return len(filled) >= 2 and all(layout.header_role(cell.text) is not None for cell in filled)


def _head_row(region: _Region, row: Row, filled: Sequence[GridCell]) -> None:
    alone = len(filled) == 1 and not region.head
    if alone and layout.head_field(filled[0].text) is None and len(filled[0].text) <= 20:
        region.subtitles.append(filled[0])  # (2022年度), 金额单位:元
        if layout.money_unit(filled[0].text) is None:
            return
    region.head.append(row)


# ---------------------------------------------------------------------------------------------- a form


def _forms(region: _Region, grid: Grid, fiscal_year: int | None) -> list[FiledForm]:
    head = read_head(region.title, region.head, region.subtitles)
    columns = columns_of(region.headers, region.body)
    rows = fit_rows(columns, region.body)
    if columns.of("project_name") is not None:
        return _flat_forms(region, head, columns, rows, grid, fiscal_year)
    return [_form(region, head, columns, rows, grid, fiscal_year)]


def _form(
    region: _Region, head: Head, columns: Columns, rows: list[TableRow], grid: Grid, fiscal_year: int | None
) -> FiledForm:
    findings = head.findings
    year = head.year if head.year is not None else fiscal_year
    place = region.title.place if region.title is not None else Place(file=grid.name)
    if year is None:
        findings.append(_finding("head.fiscal-year-missing", "$.project.fiscal_year", place, Severity.WARNING))
    goal_label = _goal_label(region, head)
    table = _Table(columns, goal_label)
    for row in rows:
        table.add(row)
    findings += table.findings
    if columns.title_lost and region.headers:
        cell = next(cell for cell in region.headers[0] if cell.filled)
        findings.append(_finding("layout.header-title-lost", "$.project.goals.indicators", cell.place))
    if not region.headers:
        findings.append(_finding("layout.table-missing", "$.project.goals.indicators", place, Severity.ERROR))
    indicators = tuple(table.indicators)
    findings += _inferred(indicators)
    head.extra += _header_goals(region, head)
    project = Project(
        name=_text(head, "name"),
        category=_text(head, "category"),
        department=_text(head, "department"),
        implementing_unit=_text(head, "implementing_unit"),
        start=read_date(head, "start"),
        end=read_date(head, "end"),
        fiscal_year=year,
        funding=head.funding,
        goals=GoalSet(
            overall=head.goals.get("overall"),
            overall_years=head.goal_years,
            annual=head.goals.get("annual"),
            indicators=indicators,
            parts=head.parts,
        ),
        title=None if region.title is None else region.title.text,
        extra=head.extra,
    )
    form = FiledForm(
        kind=_kind(columns),
        project=project,
        execution=head.execution,
        results=tuple(table.results) if _has_results(columns) else (),
        findings=(),
        source=grid.name,
        goal_result=head.goals.get("result"),
    )
    form = _with_tail(form, region.tail, findings)
    announced = layout.title_kind(form.project.title)
    if region.headers and announced != form.kind:
        findings.append(
            _finding("layout.kind-contradicted", "$.kind", place, Severity.WARNING, title=announced, columns=str(form.kind))
        )
    extra = _unused(region, head, findings)
    return attrs.evolve(form, findings=tuple(findings), extra=(*table.extra, *form.extra, *extra))


def _finding(code: str, path: str, place: Place | None, severity: Severity = Severity.INFO, **params: str) -> Finding:
    return Finding(code=code, severity=severity, path=path, place=place, params=tuple(params.items()))


def _text(head: Head, field: str) -> str | None:
    cell = head.fields.get(field)
    return None if cell is None else cell.text.strip()


def _goal_label(region: _Region, head: Head) -> str | None:
    """Return the label of the goal that stands in the header of its table: 年度绩效目标1 (80分)."""
    from fiscalkpi.taxonomy import split_weight

    for header in region.headers:
        for cell in header:
            if layout.goal_role(cell.text) == "numbered":
                weight = split_weight(cell.text)[1]
                head.parts.append(Goal(label=cell.text, weight=None if weight is None else parse_number(weight)))
                return cell.text
    return None


def _header_goals(region: _Region, head: Head) -> list[Cell]:
    """Return what stands in a head that was never used as title: lines such as 公开14表."""
    return [
        Cell(label="", text=cell.text, place=cell.place)
        for cell in region.subtitles
        if head.year is None or str(head.year) not in cell.text or not cell.text.strip("()（） 年度0123456789")
        if cell.text.strip("()（） 年度0123456789") and layout.money_unit(cell.text) is None
    ]


def _inferred(indicators: tuple[Indicator, ...]) -> list[Finding]:
    """Tell rows whose level 1 is not printed and follows from level 2."""
    taxonomy = detect_taxonomy(indicators)
    found = []
    for index, indicator in enumerate(indicators):
        if indicator.level1 is None:
            known = classify(indicator, taxonomy)
            if known is not None:
                path = f"$.project.goals.indicators[{index}].level1"
                found.append(_finding("layout.level1-inferred", path, indicator.place, level1=known.level1))
    return found


def _kind(columns: Columns) -> FormKind:
    roles = set(columns.roles.values())
    if roles & {"forecast", "likelihood", "progress"}:
        return FormKind.MONITORING
    return FormKind.SELF_EVALUATION if _has_results(columns) else FormKind.PLAN


def _has_results(columns: Columns) -> bool:
    return bool({"actual", "points", "forecast", "likelihood"} & set(columns.roles.values()))


def _unused(region: _Region, head: Head, findings: list[Finding]) -> list[Cell]:
    """Account for the cells of the head that no rule explained."""
    unused = []
    for row in region.head:
        for cell in row:
            if cell.filled and (cell.row, cell.column) not in head.used:
                unused.append(Cell(label="", text=cell.text, place=cell.place))
                findings.append(_finding("layout.cell-unused", "$.extra", cell.place, text=cell.text[:60]))
    return unused


# ----------------------------------------------------------------------------------------------- table


class _Table:
    """The rows of a table as they become indicators: labels carried down, drifts told."""

    def __init__(self, columns: Columns, goal: str | None = None) -> None:
        self.columns = columns
        self.goal = goal
        self.level1: str | None = None
        self.level2: str | None = None
        self.indicators: list[Indicator] = []
        self.results: list[FiledResult] = []
        self.findings: list[Finding] = []
        self.extra: list[Cell] = []

    @property
    def path(self) -> str:
        return f"$.project.goals.indicators[{len(self.indicators)}]"

    def add(self, row: TableRow) -> None:
        """Add one row."""
        self._carry(row)
        place = next((cell.place for cell in (row.name, row.level2, row.level1, row.value, *row.others) if cell), None)
        if row.name is None:
            self._nameless(row, place)
            return
        index_path = self.path
        for drift in row.drifts:
            if drift == "level1_moved" and row.level2 is None and row.shift:
                continue
            code = f"layout.{drift.replace('_', '-')}"
            params = {"name": row.name.text.strip()}
            severity = Severity.WARNING if drift in ("level2_unknown", "level1_unknown", "name_in_value_cell") else Severity.INFO
            self.findings.append(_finding(code, index_path, row.name.place, severity, **params))
        self.indicators.append(self._indicator(row))
        if _has_results(self.columns):
            self.results.append(self._result(row, self.indicators[-1].target))
        for cell in row.others:
            self.findings.append(_finding("layout.cell-unused", index_path, cell.place, text=cell.text[:60]))

    def _carry(self, row: TableRow) -> None:
        if row.level1 is not None:
            self.level1, self.level2 = row.level1.text, None
        if row.level2 is not None:
            self.level2 = row.level2.text

    def _nameless(self, row: TableRow, place: Place | None) -> None:
        filled = [cell for cell in row.cells.values() if cell.filled]
        value = [row.value] if row.value is not None and row.value.filled else []
        cells = [*filled, *value, *row.others]
        if not cells and row.level1 is None and row.level2 is None:
            self.findings.append(_finding("layout.stray-row", self.path, place, text=""))
            return
        code = "layout.empty-row" if not cells else "layout.row-without-name"
        severity = Severity.INFO if not cells else Severity.WARNING
        text = " ".join(cell.text.strip() for cell in cells)[:60]
        self.findings.append(_finding(code, self.path, place, severity, text=text))
        self.extra += [Cell(label="", text=cell.text, place=cell.place) for cell in cells]

    def _indicator(self, row: TableRow) -> Indicator:
        assert row.name is not None
        cells = row.cells
        other = []
        if (overall := cells.get("overall_value")) is not None and overall.filled:
            title = next((t for c, t in self.columns.titles.items() if self.columns.roles.get(c) == "overall_value"), "")
            other.append((title, parse_target(overall.text)))
        target, split = self._target(row)
        return Indicator(
            level1=self.level1,
            level2=self.level2,
            name=row.name.text.strip(),
            target=target,
            weight=_number(cells.get("weight")),
            direction=_cell_text(cells.get("direction")),
            definition=_cell_text(cells.get("definition")),
            standard=_cell_text(cells.get("standard")),
            note=_cell_text(cells.get("note")),
            other_targets=other,
            target_cells=split,
            goal=self.goal,
            place=row.name.place,
            extra=[Cell(label="", text=cell.text, place=cell.place) for cell in row.others],
        )

    def _target(self, row: TableRow) -> tuple[Target, list[Cell]]:
        roles = set(self.columns.roles.values())
        if not roles & {"comparator", "nature", "unit"}:
            return (Unfilled(text="") if row.value is None else parse_target(row.value.text.strip())), []
        parts = {role: row.cells.get(role) for role in _SPLIT if role != "value"} | {"value": row.value}
        present = [cell for cell in parts.values() if cell is not None]
        split = []
        for cell in sorted(present, key=lambda cell: cell.column):
            title = self.columns.titles.get(cell.column - row.shift, "")
            split.append(Cell(label=title, text=cell.text, place=cell.place))
        texts = {role: None if cell is None else cell.text.strip() for role, cell in parts.items()}
        if texts["comparator"] is not None and layout.is_nature_word(texts["comparator"]):
            texts["nature"], texts["comparator"] = texts["comparator"], None
        return parse_target_cells(**texts), split

    def _result(self, row: TableRow, target: Target) -> FiledResult:
        cells = row.cells
        actual = cells.get("actual")
        progress = cells.get("progress")
        return FiledResult(
            actual=parse_actual("" if actual is None else actual.text.strip(), target=target),
            points=_number(cells.get("points")),
            reason_text=_cell_text(cells.get("reason")),
            evidence=_cell_text(cells.get("evidence")),
            forecast=_cell_text(cells.get("forecast")),
            likelihood=_cell_text(cells.get("likelihood")),
            extra=[] if progress is None or not progress.filled else [Cell(label="progress", text=progress.text, place=progress.place)],
        )


def _cell_text(cell: GridCell | None) -> str | None:
    return None if cell is None or not cell.filled else cell.text.strip()


def _number(cell: GridCell | None) -> Decimal | None:
    if cell is None:
        return None
    text = fold_signs(cell.text).strip().removesuffix("分")
    return parse_number(text)


# ------------------------------------------------------------------------------------------------ tail


def _with_tail(form: FiledForm, tail: Sequence[Row], findings: list[Finding]) -> FiledForm:
    """Read what stands below the table: totals, remarks, opinions."""
    extra: list[Cell] = []
    for row in tail:
        filled = [cell for cell in row if cell.filled]
        label, values = filled[0], filled[1:]
        role = layout.footer_role(label.text)
        texts = [cell.text.strip() for cell in values]
        if role == "total" and texts:
            numbers = [(text, _points(text)) for text in texts]
            figures = [number for _, number in numbers if number is not None]
            words = [text for text, number in numbers if number is None]
            form = attrs.evolve(
                form,
                total_weight=figures[0] if len(figures) > 1 else None,
                total_points=figures[-1] if figures else None,
                grade=words[0] if words else None,
            )
        elif role == "reason" and texts:
            form = attrs.evolve(form, reason_text="\n".join(texts))
        elif role == "remarks" and texts:
            form = attrs.evolve(form, remarks="\n".join(texts))
        else:
            if role is None:
                findings.append(_finding("layout.cell-unused", "$.extra", label.place, text=label.text[:60]))
                extra += [Cell(label="", text=cell.text, place=cell.place) for cell in filled]
                continue
            if not values:
                extra.append(Cell(label=label.text, text="", place=label.place))
            extra += [Cell(label=label.text, text=cell.text, place=cell.place) for cell in values]
    return attrs.evolve(form, extra=tuple(extra))


def _points(text: str) -> Decimal | None:
    return parse_number(fold_signs(text).strip().removesuffix("分"))


# ---------------------------------------------------------------------------------------------- flat sheets


def _flat_forms(
    region: _Region, head: Head, columns: Columns, rows: list[TableRow], grid: Grid, fiscal_year: int | None
) -> list[FiledForm]:
    """A sheet of many projects: a row with a project name begins one, blank left cells repeat it."""
    from fiscalkpi.errors import AmountError
    from fiscalkpi.money import Yuan

    unit = next((u for cell in region.subtitles if (u := layout.money_unit(cell.text))), None)
    unit = unit or next((u for row in region.head for cell in row if (u := layout.money_unit(cell.text))), None)
    for row in region.head:
        head.take(*(cell for cell in row if layout.money_unit(cell.text)))
    year = head.year if head.year is not None else fiscal_year
    place = region.title.place if region.title is not None else Place(file=grid.name)
    common = list(head.findings)
    if year is None:
        common.append(_finding("head.fiscal-year-missing", "$.project.fiscal_year", place, Severity.WARNING))
    forms: list[FiledForm] = []
    department: str | None = None
    table: _Table | None = None
    project: dict[str, GridCell] = {}

    def close() -> None:
        if table is None:
            return
        findings = list(table.findings)
        amount_cell = project.get("project_amount")
        amount = None
        if amount_cell is not None:
            try:
                amount = Yuan.parse(amount_cell.text, unit=unit or "元")
            except AmountError as error:
                if error.code not in ("amount.blank", "amount.dash", "amount.masked"):
                    findings.append(
                        _finding("money.unreadable", "$.project.funding.annual_total", amount_cell.place, Severity.ERROR, text=amount_cell.text, problem=error.code)
                    )
        title = next((columns.titles[c] for c, r in columns.roles.items() if r == "project_amount"), "")
        lines = () if amount_cell is None else (
            FundingLine(label=title, scope="annual", role="total", initial=amount, cells=(Cell(label=title, text=amount_cell.text, place=amount_cell.place),)),
        )
        goal = project.get("project_goal")
        unit_cell = project.get("project_unit")
        unit_title = next((columns.titles[c] for c, r in columns.roles.items() if r == "project_unit"), "")
        indicators = tuple(table.indicators)
        forms.append(
            FiledForm(
                kind=_kind(columns),
                project=Project(
                    name=_cell_text(project.get("project_name")),
                    category=_cell_text(project.get("project_category")),
                    department=department,
                    implementing_unit=_cell_text(unit_cell),
                    fiscal_year=year,
                    funding=FundingBreakdown(annual_total=amount, unit=unit, lines=lines),
                    goals=GoalSet(annual=None if goal is None else paragraphs(goal.text), indicators=indicators),
                    title=None if region.title is None else region.title.text,
                    extra=() if unit_cell is None else (Cell(label=unit_title, text=unit_cell.text, place=unit_cell.place),),
                ),
                results=tuple(table.results) if _has_results(columns) else (),
                findings=(*findings, *_inferred(indicators)),
                source=grid.name,
                extra=table.extra,
            )
        )

    for row in rows:
        cells = {role: cell for role, cell in row.cells.items() if role.startswith("project_") and cell.filled}
        own = attrs.evolve(row, cells={role: cell for role, cell in row.cells.items() if role not in cells})
        if cells and "project_name" not in cells and row.name is None:
            label = next((cell for role, cell in cells.items() if role == "project_unit"), next(iter(cells.values())))
            amount_text = cells["project_amount"].text if "project_amount" in cells else ""
            department = label.text.strip()
            common.append(
                _finding("layout.subtotal-row", "$.project.funding", label.place, text=label.text.strip(), amount=amount_text.strip())
            )
            continue
        if "project_name" in cells:
            close()
            table, project = _Table(columns), cells
        if table is None:
            table = _Table(columns)
        table.add(own)
    close()
    extra = [*_header_goals(region, head), *_unused(region, head, common)]
    if forms:
        forms[0] = attrs.evolve(forms[0], findings=(*common, *forms[0].findings), extra=(*forms[0].extra, *extra))
        forms[-1] = _with_tail_kept(forms[-1], region.tail)
    return forms


def _with_tail_kept(form: FiledForm, tail: Sequence[Row]) -> FiledForm:
    findings: list[Finding] = []
    read = _with_tail(form, tail, findings) if tail else form
    return attrs.evolve(read, findings=(*form.findings, *findings), extra=(*form.extra, *read.extra) if tail else form.extra)

