"""Grid → forms: each region read by its parts and put together.

Every filled cell becomes a label, a value or a stray line; what no rule explains is kept in
``FiledForm.extra`` and told by the finding ``layout.cell-unused``. Nothing is repaired: what was inferred
is marked, what was lost is None or ``Unfilled``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from fiscalkpi.errors import FormError
from fiscalkpi.filed import FiledForm
from fiscalkpi.forms import layout
from fiscalkpi.forms.account import Account
from fiscalkpi.forms.flat import FlatSheet
from fiscalkpi.forms.funds import sheet_unit
from fiscalkpi.forms.head import read_head
from fiscalkpi.forms.regions import Region, regions_of
from fiscalkpi.forms.rows import TableReader
from fiscalkpi.forms.tail import read_tail
from fiscalkpi.model import GoalSet, Project
from fiscalkpi.provenance import Place, Severity

if TYPE_CHECKING:
    from fiscalkpi.forms.grid import Grid
    from fiscalkpi.provenance import Finding


def read_grid(grid: Grid, fiscal_year: int | None = None) -> tuple[FiledForm, ...]:
    """Return the forms of a grid.

    Args:
        grid: a file as rows of cells.
        fiscal_year: the year of forms that print none.

    Raises:
        FormError: where it holds none.
    """
    forms: list[FiledForm] = []
    rests: list[tuple[int, Region]] = []
    for region in regions_of(grid):
        read = _FormReader(region, grid, fiscal_year).read() if region.is_form else []
        if not read:
            rests.append((max(len(forms) - 1, 0), region))
        forms += read
    if not forms:
        raise FormError("form.no-form", place=Place(file=grid.name))
    for index, region in rests:
        forms[index] = _with_rest(forms[index], region)
    forms[0] = attrs.evolve(forms[0], findings=(*grid.findings, *forms[0].findings))
    return tuple(forms)


def _with_rest(form: FiledForm, region: Region) -> FiledForm:
    """Keep what stands under a title without a form, for example where a file was cut."""
    account = Account()
    tables = [row for section in region.sections for row in (*section.headers, *section.body)]
    rows = [*region.title_rows, *region.head, *tables, *region.tail]
    cells = [cell for row in rows for cell in account.open(row)]
    account.tell("layout.form-cut", "$.extra", cells[0].place, Severity.WARNING, text=cells[0].text)
    account.keep(cells)
    return attrs.evolve(
        form, findings=(*form.findings, *account.findings), extra=(*form.extra, *account.extra)
    )


class _FormReader:
    """Reads the region of one form, or of one sheet of many projects."""

    def __init__(self, region: Region, grid: Grid, fiscal_year: int | None) -> None:
        self.region = region
        self.account = Account()
        self.place = Place(file=grid.name) if region.title is None else region.title.place
        self.source = grid.name
        self.head = read_head(region, self.account)
        self.year = fiscal_year if self.head.year is None else self.head.year
        if self.year is None:
            self._tell("head.fiscal-year-missing", "$.project.fiscal_year", Severity.WARNING)
        self.table = TableReader(
            self.account, self.head.goals.parts, may_be_flat="name" not in self.head.values
        )

    def read(self) -> list[FiledForm]:
        """Return the form, or one form a project; nothing where a sheet of many projects holds none."""
        sheet: FlatSheet | None = None
        for section in self.region.sections:
            rows = self.table.fit(section)
            if sheet is None and self.table.is_flat:
                unit = sheet_unit([*self.region.title_rows, *self.region.head])
                sheet = FlatSheet(self._form(), self.table, unit)
            for row in rows:
                (sheet or self.table).add(row)
        tail = read_tail(self.region.tail, self.account, self.table.columns)
        if sheet is None:
            self.table.tell_inferred()
            forms = [self._form()]
        else:
            forms = sheet.finish()
            self.account.extra += self.head.cells()
        if forms:
            self._tell_table(forms[0])
            self.account.leave([*self.region.title_rows, *self.region.head, *self.region.tail])
            forms[-1] = attrs.evolve(forms[-1], **attrs.asdict(tail))
            forms[0] = attrs.evolve(
                forms[0],
                findings=tuple(sorted((*self.account.findings, *forms[0].findings), key=_row_of)),
                extra=(*forms[0].extra, *self.account.extra),
            )
        return forms

    def _form(self) -> FiledForm:
        """Return what head and table say; findings and cells without a field come at the end."""
        head, title = self.head, self.region.title
        project = Project(
            name=head.text("name"),
            category=head.text("category"),
            department=head.text("department"),
            implementing_unit=head.text("implementing_unit"),
            start=head.start,
            end=head.end,
            fiscal_year=self.year,
            funding=head.funds.breakdown,
            goals=GoalSet(
                overall=head.goals.text("overall"),
                overall_years=head.goals.years,
                annual=head.goals.text("annual"),
                indicators=tuple(self.table.indicators),
                parts=tuple(head.goals.parts),
            ),
            title=None if title is None else layout.clean(title.text),
            extra=(*head.extra, *head.funds.extra),
        )
        return FiledForm(
            kind=self.table.kind,
            project=project,
            execution=head.funds.execution,
            results=self.table.results,
            source=self.source,
            goal_result=head.goals.text("result"),
        )

    def _tell_table(self, form: FiledForm) -> None:
        """Tell what is to say of the table as a whole."""
        path = "$.project.goals.indicators"
        if not self.region.sections:
            self._tell("layout.table-missing", path, Severity.ERROR)
        elif not form.project.goals.indicators:
            header = next(cell for cell in self.region.sections[-1].headers[-1] if cell.filled)
            self.account.tell("layout.table-empty", path, header.place, Severity.ERROR)
        title = form.project.title
        if self.region.sections and title is not None and layout.title_kind(title) != form.kind:
            self._tell("layout.kind-contradicted", "$.kind", Severity.WARNING, title=title)

    def _tell(self, code: str, path: str, severity: Severity, **params: str) -> None:
        self.account.tell(code, path, self.place, severity, (), **params)


def _row_of(finding: Finding) -> int:
    """Return the row of a finding, to list findings from top to bottom."""
    return 0 if finding.place is None or finding.place.row is None else finding.place.row
