"""Grid → regions: where a form begins, and where its head, its tables and its tail are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from fiscalkpi.forms import layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscalkpi.forms.grid import Grid, GridCell, Row

    Cells = Sequence[GridCell]


@attrs.define
class Section:
    """A header of the indicator table and the rows below it; after a page break comes another."""

    headers: list[Row]
    """One row of titles, or two."""
    body: list[Row] = attrs.Factory(list)

    @property
    def name_column(self) -> int | None:
        """Column of the names, by the header."""
        return next(
            (cell.column for row in self.headers for cell in row if layout.header_role(cell.text) == "name"),
            None,
        )


@attrs.define
class Region:
    """The rows of one form."""

    title: GridCell | None = None
    title_rows: list[Row] = attrs.Factory(list)
    """The row of the title, and further ones of titles and form numbers."""
    head: list[Row] = attrs.Factory(list)
    sections: list[Section] = attrs.Factory(list)
    tail: list[Row] = attrs.Factory(list)
    names: set[str] = attrs.Factory(set)
    """The labels of a project name that were met."""
    _in_body: bool = False

    @property
    def is_form(self) -> bool:
        """Whether it holds what makes a form: a name or a table."""
        return bool(self.names or self.sections)

    def add(self, row: Row, filled: Cells) -> None:
        """Add a row of the form."""
        if is_header(row):
            self._add_header(row)
        elif not self.sections:
            self._add_head(row, filled)
        elif self._in_body:
            self._add_body(row, filled)
        elif len(filled) > 1 and any(layout.class_level(cell.text) for cell in filled):
            self._in_body = True  # the line above was a subtotal, not the end
            self._add_body(row, filled)
        else:
            self.tail.append(row)

    def awaits_prose(self, filled: Cells) -> bool:
        """Whether a row stands below labels of goals: then a lone cell under them is prose, whatever it says."""
        if self.sections or not self.head or len(filled) > 1 or filled[0].column == 1:
            return False
        return all(layout.goal_role(cell.text) is not None for cell in self.head[-1] if cell.filled)

    def _add_header(self, row: Row) -> None:
        above = self.head
        if self.sections:
            above = self.sections[-1].body if self._in_body else self.tail
        upper = [above.pop()] if above and _all_titles([cell for cell in above[-1] if cell.filled]) else []
        self.sections.append(Section([*upper, row]))
        self._in_body = True

    def _add_head(self, row: Row, filled: Cells) -> None:
        title = _title_of(filled)
        if title is not None and not self.awaits_prose(filled):
            self.title = self.title or title
            self.title_rows.append(row)
        else:
            self.names |= set() if self.awaits_prose(filled) else _names(filled)
            self.head.append(row)

    def _add_body(self, row: Row, filled: Cells) -> None:
        section = self.sections[-1]
        if not section.body and _all_titles(filled):
            section.headers.append(row)
        elif all(layout.is_form_number(cell.text) for cell in filled):
            self.tail.append(row)  # 附件2, above the title of the next form or after a page break
        elif _is_footer(section, filled):
            self._in_body = False
            self.tail.append(row)
        else:
            section.body.append(row)


def regions_of(grid: Grid) -> list[Region]:
    """A form begins at a title once the current one has a name or a table, or at a second 项目名称."""
    regions = [Region()]
    for row in grid.rows:
        filled = [cell for cell in row if cell.filled]
        if filled:
            if _begins_form(regions[-1], row, filled):
                regions.append(Region())
            regions[-1].add(row, filled)
    return regions


def _begins_form(region: Region, row: Row, filled: Cells) -> bool:
    if not region.is_form:
        return False
    if is_header(row):  # a sheet of many projects behind a form with a table of its own
        return bool(region.sections) and _is_flat([row]) and not _is_flat(region.sections[0].headers)
    if region.awaits_prose(filled):
        return False
    if _title_of(filled) is not None:
        return True
    if layout.head_field(filled[0].text) is None and layout.split_inline(filled[0].text) is None:
        return False
    names = _names(filled)
    return bool(names and region.sections) or bool(names & region.names)


def _names(filled: Cells) -> set[str]:
    """Return the labels of a project name in a row: 项目名称 beside its value or before a colon."""
    labels = [(layout.split_inline(cell.text) or (cell.text,))[0] for cell in filled]
    return {layout.fold(label) for label in labels if layout.head_field(label) == "name"}


def _title_of(filled: Cells) -> GridCell | None:
    """title row = title , { form number | year | unit of money }"""
    titles = [cell for cell in filled if layout.is_title(cell.text)]
    if len(titles) != 1:
        return None
    beside = (cell for cell in filled if cell is not titles[0])
    fits = all(
        layout.is_form_number(cell.text)
        or layout.year_alone(cell.text)
        or layout.is_unit_statement(cell.text)
        for cell in beside
    )
    return titles[0] if fits else None


def is_header(row: Row) -> bool:
    """Whether a row is the header of an indicator table: three titles or more, one of them the leaf or level 2.

    Most of its cells are titles, save for tables with a column a village beside all three levels.
    """
    filled = [cell for cell in row if cell.filled]
    roles = [layout.header_role(cell.text) for cell in filled]
    known = [role for role in roles if role is not None]
    if len(known) < 3 or not {"name", "level2"} & set(known):
        return False
    others = [cell for cell, role in zip(filled, roles, strict=True) if role is None]
    strange = [cell for cell in others if not (layout.goal_role(cell.text) or layout.flat_role(cell.text))]
    return len(strange) <= len(known) or {"level1", "level2", "name"} <= set(known)


def _is_flat(headers: Sequence[Row]) -> bool:
    """Whether a header has a column of project names."""
    return any(layout.flat_role(cell.text) == "project_name" for row in headers for cell in row)


def _all_titles(filled: Cells) -> bool:
    """Whether a row holds titles only, as the other row of a header of two."""
    roles = [layout.header_role(cell.text) for cell in filled]
    known = [role or layout.flat_role(cell.text) for role, cell in zip(roles, filled, strict=True)]
    return len(filled) >= 2 and all(known) and any(roles)


def _is_footer(section: Section, filled: Cells) -> bool:
    """footer = a word of the tail in the first filled cell

    A word that could be a name as well (收集意见) must stand left of the names, with no target beside it.
    """
    first = filled[0]
    if layout.class_level(first.text):
        return False
    if layout.footer_role(first.text) is not None:
        return True
    column = section.name_column
    if column is not None and first.column >= column:
        return False
    return layout.is_like_footer(first.text) and not any(
        layout.looks_like_target(cell.text) for cell in filled[1:]
    )
