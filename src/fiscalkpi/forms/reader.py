"""Grid → filed forms. One reader for all layouts: labels, not positions.

Four steps, apart: a file type makes a grid (``grid``, ``txt``), the grid is parted into forms and
regions (``regions``), a region into columns with roles (``table``) or labels with values (``head``), a
row into an indicator (``rows``). Nothing is repaired: what is inferred is told, what is lost is None or
``Unfilled``, and what nothing took is carried with a finding (``record``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from fiscalkpi._text import shorten
from fiscalkpi.errors import FormError
from fiscalkpi.filed import FiledForm, FormKind
from fiscalkpi.forms.foot import Foot, read_foot
from fiscalkpi.forms.grid import MAX_CELL, MAX_COLUMNS
from fiscalkpi.forms.head import Head, read_head
from fiscalkpi.forms.layout import key, title_kind
from fiscalkpi.forms.record import Record, Use, carried
from fiscalkpi.forms.regions import regions_of, rows_of, split_forms
from fiscalkpi.forms.sheet import read_sheet, read_tables
from fiscalkpi.forms.table import MONITORING, settle
from fiscalkpi.forms.txt import FormSource, read_txt
from fiscalkpi.model import Cell, GoalSet, Project
from fiscalkpi.provenance import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscalkpi.forms.grid import Grid
    from fiscalkpi.forms.regions import Regions, Row
    from fiscalkpi.forms.sheet import Part
    from fiscalkpi.forms.table import Columns
    from fiscalkpi.model import Goal
    from fiscalkpi.provenance import Finding

FORMATS = ("txt", "tsv")
"""The file types that are read."""


def read_forms(
    source: FormSource, *, format: str | None = None, fiscal_year: int | None = None
) -> tuple[FiledForm, ...]:
    """Return every form of a file, in order, each with what the reader has to say of it.

    Args:
        source: a path, bytes, or an open file.
        format: ``txt`` or ``tsv``, which are the same; None takes the file for text.
        fiscal_year: the budget year of forms that print none.

    Raises:
        FormError: where the file cannot be read at all or holds no form; a bad row or cell is a finding.

    >>> table = "二级指标\\t三级指标\\t指标值\\n质量指标\\t可用率\\t≥99%\\n"
    >>> forms = read_forms(f"项目名称\\t政务云\\n{table}".encode())
    >>> forms[0].project.name, forms[0].project.goals.indicators[0].target.text
    ('政务云', '≥99%')
    """
    return read_grid(_grid(source, format), fiscal_year)[0]


def read_form(source: FormSource, *, format: str | None = None, fiscal_year: int | None = None) -> FiledForm:
    """Return the one form of a file; the arguments are those of :func:`read_forms`.

    Raises:
        FormError: as :func:`read_forms` does, and where the file holds several forms.

    >>> read_form("项目名称\\t政务云\\n主管部门\\t大数据中心".encode()).project.department
    '大数据中心'
    """
    grid = _grid(source, format)
    forms = read_grid(grid, fiscal_year)[0]
    if len(forms) != 1:
        raise FormError("form.not-one", place=Place(file=grid.file), count=len(forms))
    return forms[0]


def _grid(source: FormSource, format: str | None) -> Grid:
    if format is not None and format.lower().lstrip(".") not in FORMATS:
        raise FormError("form.format-unsupported", format=shorten(format), known=", ".join(FORMATS))
    return read_txt(source)


def read_grid(
    grid: Grid, fiscal_year: int | None = None
) -> tuple[tuple[FiledForm, ...], dict[tuple[int, int], Use]]:
    """Return the forms of a grid, and what became of each of its cells, by row and column.

    Raises:
        FormError: where it holds no form.
    """
    uses: dict[tuple[int, int], Use] = {}
    forms: list[FiledForm] = []
    parts = split_forms(rows_of(grid))
    for rows in parts:
        if any(row.tells_form for row in rows):
            read = _read_region(rows, grid.file, uses, fiscal_year)
            if forms and _same_head(forms[-1], read[0]):
                read[0] = _with_repeated_head(read[0], rows)
            forms += read
        elif forms:  # a title at the end, with nothing below it
            forms[-1] = _with_tail(forms[-1], rows, uses)
    if not forms:
        guessed = any(finding.code == "layout.encoding" for finding in grid.findings)
        raise FormError("form.no-form-gb18030" if guessed else "form.no-form", place=Place(file=grid.file))
    for finding in grid.findings:
        at = -1 if finding.code == "layout.file-cut" else 0
        forms[at] = attrs.evolve(forms[at], findings=(finding, *forms[at].findings))
    return tuple(forms), uses


def _same_head(before: FiledForm, form: FiledForm) -> bool:
    """Whether a form says of itself what the one before it said, so that it may be a further page of it."""
    one, other = before.project, form.project
    beside = (
        (one.department, other.department),
        (one.implementing_unit, other.implementing_unit),
        (one.fiscal_year, other.fiscal_year),
    )
    same = one.name is not None and (one.name, before.kind) == (other.name, form.kind)
    return same and all(None in pair or pair[0] == pair[1] for pair in beside)


def _with_repeated_head(form: FiledForm, rows: Sequence[Row]) -> FiledForm:
    record = Record({})
    first = next(row.cells[0] for row in rows if row.cells)
    record.find("layout.head-repeated", first, path="$.project.name", text=shorten(form.project.name or ""))
    return attrs.evolve(form, findings=(*record.findings, *form.findings))


def _with_tail(form: FiledForm, rows: Sequence[Row], uses: dict[tuple[int, int], Use]) -> FiledForm:
    record = Record(uses, taken=len(form.extra))
    for row in rows:
        if row.is_title:
            record.find(
                "layout.form-cut", row.cells[0], path=record.next_path, text=shorten(row.cells[0].value)
            )
            record.carry("", *row.cells)
    _sweep(rows, record)
    return attrs.evolve(
        form, findings=form.findings + _sorted(record), extra=form.extra + tuple(record.extra)
    )


def _sweep(rows: Sequence[Row], record: Record) -> None:
    """Account for all cells of a form that nothing took."""
    for row in rows:
        for cell in row.set_aside:
            long = len(cell.text) > MAX_CELL
            code = "layout.cell-too-long" if long else "layout.row-too-wide"
            record.find(
                code,
                cell,
                path=record.next_path,
                limit=MAX_CELL if long else MAX_COLUMNS,
                text=shorten(cell.value),
            )
            record.extra.append(carried("", cell))
            record.mark(Use.UNUSED, cell)
        record.rest(row.cells)


def _sorted(record: Record) -> tuple[Finding, ...]:
    """Return the findings in the order of the file; what has no place comes first."""
    return tuple(
        sorted(
            record.findings,
            key=lambda one: (0, 0) if one.place is None else (one.place.row or 0, one.place.cell or 0),
        )
    )


def _read_region(
    rows: Sequence[Row], file: str | None, uses: dict[tuple[int, int], Use], fiscal_year: int | None
) -> list[FiledForm]:
    """Read the rows of one form, or of one sheet of several projects."""
    record = Record(uses)
    regions = regions_of(rows)
    head = read_head(regions, record, fiscal_year)
    for row in regions.rules:
        record.mark(Use.STRAY, *row.cells)
        record.find("layout.stray-row", row.cells[0], related=row.cells[1:], text=shorten(row.cells[0].value))
    tables = [(table, settle(table, record)) for table in regions.tables if table.header or table.rows]
    columns = [columns for _, columns in tables]
    flat = any(one.has("project_name") for one in columns)
    foot = read_foot(regions.foot, record, reports=any(one.reports for one in columns), flat=flat)
    parts = read_sheet(tables, record) if flat else []
    parts = parts or [read_tables(tables, record)]
    kind = _kind(head, columns, regions, record)
    _tell_gaps(head, parts, rows, record)
    _sweep(rows, record)
    forms = [_form(part, head, foot, kind, file) for part in parts]
    if parts[0].record is not record:  # what the sheet as a whole has to say stands with its first project
        findings = _sorted(record) + forms[0].findings
        forms[0] = attrs.evolve(forms[0], findings=findings, extra=(*record.extra, *forms[0].extra))
    return forms


def _kind(head: Head, columns: Sequence[Columns], regions: Regions, record: Record) -> FormKind:
    """Return the kind by the columns; the title only confirms it, or decides where there is no table."""
    announced = None if head.title is None else title_kind(head.title)
    if not columns:
        return FormKind(announced or "plan")
    if any(one.has(*MONITORING) for one in columns):
        kind = FormKind.MONITORING
    elif any(one.reports for one in columns):
        kind = FormKind.SELF_EVALUATION
    else:
        kind = FormKind.PLAN
    if announced not in (None, kind):
        record.find(
            "layout.kind-contradicted",
            regions.titles[0].cells[0],
            path="$.kind",
            title=shorten(regions.titles[0].cells[0].value),
            kind=kind.value,
        )
    return kind


def _tell_gaps(head: Head, parts: Sequence[Part], rows: Sequence[Row], record: Record) -> None:
    """Tell a form that is cut: no head, or no rows of a table."""
    ends = [cell for row in rows for cell in row.cells]
    if not head.any_label and parts[0].record is record:
        record.find("layout.head-missing", ends[0], path="$.project")
    if not any(part.rows.indicators for part in parts):
        record.find("layout.table-missing", ends[-1], path="$.project.goals.indicators")


def _merged(goals: Sequence[Goal]) -> tuple[Goal, ...]:
    """Return the goals with labels of their own, each once: prose in the head, points over its table."""
    merged: list[Goal] = []
    for goal in goals:
        at = next((at for at, one in enumerate(merged) if key(one.label) == key(goal.label)), None)
        if at is None or (goal.text is not None and merged[at].text is not None):
            merged.append(goal)
        else:
            merged[at] = attrs.evolve(goal, text=goal.text if merged[at].text is None else merged[at].text)
    return tuple(merged)


def _form(part: Part, head: Head, foot: Foot, kind: FormKind, file: str | None) -> FiledForm:
    """Put a form together; of a project in a flat sheet its own row goes before the head of the sheet."""
    funding, annual = head.funding, head.goals.text("annual")
    texts = {field: cell.text for field, cell in head.texts.items()} | part.texts
    beside = [cell for field, cell in head.texts.items() if texts[field] != cell.text]
    if part.funds.entries:
        own, _ = part.funds.read(head.sheet_unit)
        funding = attrs.evolve(own, lines=own.lines + funding.lines)
    if part.annual is not None:
        beside += [] if annual is None else [Cell(label="", text=annual)]
        annual = part.annual
    project = Project(
        fiscal_year=head.fiscal_year,
        funding=funding,
        goals=GoalSet(
            overall=head.goals.text("overall"),
            overall_years=head.goals.years,
            annual=annual,
            indicators=tuple(part.rows.indicators),
            parts=_merged((*head.goals.goal_parts(), *part.goals)),
        ),
        title=head.title,
        extra=(*head.extra, *beside, *part.extra),
        name=texts.get("name"),
        category=texts.get("category"),
        department=texts.get("department"),
        implementing_unit=texts.get("implementing_unit"),
        start=head.dates.get("start"),
        end=head.dates.get("end"),
    )
    return FiledForm(
        kind=kind,
        project=project,
        execution=head.execution,
        results=() if kind is FormKind.PLAN else tuple(part.rows.results),
        total_points=foot.total_points,
        grade=foot.grade,
        findings=_sorted(part.record),
        source=file,
        total_weight=foot.total_weight,
        goal_result=head.goals.text("result"),
        reason_text=foot.reason_text,
        remarks=foot.remarks,
        extra=tuple(part.record.extra),
    )
