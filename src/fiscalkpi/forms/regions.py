"""Grid → regions: the forms of a file, and in each form its head, its tables and its foot.

A form begins at a title, once the form before it holds something, or at a second 项目名称. Inside a form a
row is known by its labels: a header of three or more column titles opens the table, a footer word ends it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import attrs

from fiscalkpi.forms.grid import MAX_CELL, MAX_COLUMNS, trim
from fiscalkpi.forms.layout import (
    MAX_LABEL,
    Label,
    Looks,
    column_role,
    footer_kind,
    is_of_year,
    is_sheet_number,
    is_title,
    key,
    label_of,
    looks,
    money_column,
    project_role,
    sheet_unit,
    year_alone,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fiscalkpi.forms.grid import Grid, GridCell

_RULE = re.compile(r"[-_=—–─━~.·…\s]{2,}")


class Statement(NamedTuple):
    """A title of a money column with what is stated beside it."""

    column: str
    """What it states: initial, adjusted, spent, weight, rate or points."""
    key: str
    """The title, folded."""
    label: GridCell
    value: GridCell | None = None
    """The cell beside it; None where it is blank, or stands behind a colon."""
    inline: str = ""
    """What stands behind a colon in the cell of the title itself."""


@attrs.define(slots=False, eq=False)
class Row:
    """The filled cells of a row, from left to right, with what each means, looked up once."""

    cells: tuple[GridCell, ...]
    set_aside: tuple[GridCell, ...] = ()
    """Cells beyond the caps: carried and told, not read."""
    is_prose: bool = False
    """Whether it is a lone cell below labels of goals: prose, whatever it says."""

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The cells folded as labels."""
        return tuple(key(cell.value) for cell in self.cells)

    @cached_property
    def looks(self) -> tuple[Looks, ...]:
        """What the cells look like in a table."""
        return tuple(looks(cell.value) for cell in self.cells)

    @cached_property
    def roles(self) -> tuple[str | None, ...]:
        """The cells as titles of columns."""
        return tuple(column_role(folded) for folded in self.keys)

    @cached_property
    def is_rule(self) -> bool:
        """Whether it is a rule drawn with hyphens."""
        return all(len(cell.text) < 400 and _RULE.fullmatch(cell.value) is not None for cell in self.cells)

    @cached_property
    def is_title(self) -> bool:
        """Whether it is the title of a form: alone in its row."""
        return len(self.cells) == 1 and not self.is_prose and is_title(self.cells[0].text)

    @cached_property
    def is_sheet_line(self) -> bool:
        """Whether its cells tell of the whole sheet: year, unit of money, number of the printed table."""
        return all(
            year_alone(cell.text) is not None
            or sheet_unit(cell.text) is not None
            or is_sheet_number(cell.text)
            for cell in self.cells
        )

    @cached_property
    def is_header(self) -> bool:
        """Whether it is the header of a table: most cells are titles, one names the leaf or level 2.

        Beside all three levels there may be any number of other columns, one a village.
        """
        titles = [role for role in self.roles if role is not None]
        most = 2 * len(titles) > len(self.cells) or {"level1", "level2", "name"} <= set(titles)
        return len(self.cells) >= 3 and most and ("name" in titles or "level2" in titles)

    @cached_property
    def is_half_header(self) -> bool:
        """Whether it can be the other row of a header of two: titles only."""
        titles = [role for role in self.roles if role not in (None, "section")]
        return len(titles) >= 2 and None not in self.roles and not self.is_header

    @cached_property
    def has_class(self) -> bool:
        """Whether a cell is the full label of a class, 指标 included."""
        return any(
            (look.level1 or look.level2) and "指标" in folded
            for look, folded in zip(self.looks, self.keys, strict=True)
        )

    @cached_property
    def areas(self) -> frozenset[str]:
        """The areas that its labels belong to: head, money, goal."""
        labels = (label_of(folded) for folded in self.keys)
        return frozenset(label.area for label in labels if label is not None)

    @cached_property
    def names(self) -> frozenset[str]:
        """The labels of the project's name that it holds."""
        if self.is_prose:
            return frozenset()
        heads = [folded for folded in self.keys if is_name_label(folded)]
        inline = [before for cell in self.cells if is_name_label(before := inline_label(cell.text)[0])]
        return frozenset(heads + inline)

    @property
    def tells_form(self) -> bool:
        """Whether a form is there: a header, a project's name, money, a goal, a class beside something."""
        named = self.is_header or bool(self.names) or bool(self.areas & {"money", "goal"})
        return named or (self.has_class and len(self.cells) > 1)

    @cached_property
    def footer(self) -> str | None:
        """What its first cell begins below the table, or None."""
        first = self.looks[0]
        return None if first.level1 or first.level2 else footer_kind(self.cells[0].text)

    @cached_property
    def is_goal_label(self) -> bool:
        """Whether it holds labels of goals and nothing else."""
        labels = [label_of(folded) for folded in self.keys]
        return all(label is not None and label.area == "goal" for label in labels)

    @cached_property
    def is_money_grid(self) -> bool:
        """Whether it holds the column titles of a money block."""
        columns = {money_column(folded) for folded in self.keys} - {None}
        return bool(columns & {"initial", "adjusted", "spent"}) and len(columns) >= 2

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The titles of money columns that stand before an amount each: ``全年执行数 | 20万元``.

        None where a title has two cells behind it, or words: then it is something else. Behind a label of
        head or goals ``全年执行数：20万元`` is the value of that label.
        """
        found: list[Statement] = []
        behind: Statement | Label | None = None
        for cell, folded, look in zip(self.cells, self.keys, self.looks, strict=True):
            before, inline = inline_label(cell.text)
            if (column := money_column(folded)) is not None:
                behind = Statement(column, folded, cell)
                found.append(behind)
            elif isinstance(behind, Label) and behind.area != "money":
                behind = None
            elif (column := money_column(before)) is not None and _is_figure(looks(inline)):
                behind = None
                found.append(Statement(column, before, cell, inline=inline))
            elif (label := label_of(folded)) is not None or before:
                behind = label
            elif isinstance(behind, Statement):
                if behind.value is not None or not _is_figure(look):
                    return ()
                behind = found[-1] = behind._replace(value=cell)
        filled = any(one.value is not None or one.inline for one in found)
        return tuple(found) if (filled or len(self.cells) == 1) and not self.is_prose else ()

    @property
    def states_year(self) -> bool:
        """Whether it begins with the title of a money column that speaks of the year, and states it."""
        stated = self.statements
        return bool(stated) and stated[0].label is self.cells[0] and is_of_year(stated[0].key)


def _is_figure(look: Looks) -> bool:
    return look.amount or look.number or look.mask


def is_name_label(folded: str) -> bool:
    """Whether a folded cell is a label of the project's name."""
    label = label_of(folded)
    return label is not None and label[:2] == ("head", "name")


def inline_label(text: str) -> tuple[str, str]:
    """Part ``项目名称：政务云`` into folded label and value; both are blank without such a value."""
    begin = 0
    while True:
        at = min((at for mark in ":：" if (at := text.find(mark, begin, MAX_LABEL)) > 0), default=0)
        if not at or trim(text[:at]) != "其中":
            break
        begin = at + 1  # 其中：财政拨款：80
    value = trim(text[at + 1 :]) if at else ""
    return (key(text[:at]), value) if value else ("", "")


def rows_of(grid: Grid) -> list[Row]:
    """Return the rows that hold something; what passes the caps is set aside."""
    rows: list[Row] = []
    for cells in grid.rows:
        filled = tuple(cell for cell in cells if not cell.covered)
        if not filled:
            continue
        kept = tuple(cell for cell in filled if cell.column <= MAX_COLUMNS and len(cell.text) <= MAX_CELL)
        aside = tuple(cell for cell in filled if cell not in kept) if len(kept) < len(filled) else ()
        awaited = bool(rows and rows[-1].cells) and rows[-1].is_goal_label
        rows.append(Row(kept, aside, awaited and len(kept) == 1 and kept[0].column > 1))
    return rows


def split_forms(rows: Sequence[Row]) -> list[Sequence[Row]]:
    """Part the rows into forms; together they hold every row, in order."""
    starts: list[int] = []
    filled = False
    names: frozenset[str] = frozenset()
    for index, row in enumerate(rows):
        if not row.cells:
            continue
        header = row.is_header
        if (row.is_title and filled) or (names & row.names and not header):
            starts.append(_first_line(rows, index))
            filled, names = False, frozenset()
        if not header:
            names |= row.names
        filled = filled or row.tells_form
    bounds = [0, *starts, len(rows)]
    return [rows[start:end] for start, end in pairwise(bounds) if start < end]


def _first_line(rows: Sequence[Row], index: int) -> int:
    """Return where a form begins whose title or name stands at `index`, below lines of the sheet."""
    while index > 0 and rows[index - 1].cells and rows[index - 1].is_sheet_line:
        index -= 1
    return index


@attrs.define
class Column:
    """A column of the indicator table."""

    position: int
    role: str
    cell: GridCell | None = None
    """The cell of its title, or None where it has none."""

    @property
    def title(self) -> str:
        """The title as filed; blank where it has none."""
        return "" if self.cell is None else self.cell.value


@attrs.define
class Table:
    """A header and the rows below it, up to the next header, a footer or the end of the form."""

    columns: dict[int, Column]
    header: tuple[Row, ...]
    """Its rows: one or two; none where the form has none."""
    rows: list[Row]
    part: GridCell | None = None
    """The label of a goal that has this table for its own."""


@attrs.define
class Regions:
    """The parts of one form."""

    titles: list[Row]
    sheet_lines: list[Row]
    head: list[Row]
    """Rows with labels of the head, the money block and the goals, and what stands between them."""
    tables: list[Table]
    foot: list[Row]
    rules: list[Row]
    """Rows of hyphens, and rows that hold the label of the table only."""


def regions_of(rows: Sequence[Row]) -> Regions:
    """Tell the parts of a form apart, row by row."""
    regions = Regions([], [], [], [], [], [])
    headers = _headers(rows)
    start, implicit = (len(rows), None) if headers else _without_header(rows)
    table: Table | None = None
    ended = False
    for index, row in enumerate(rows):
        if not row.cells:
            continue
        if table is None and implicit is not None and index >= start:
            table = implicit
            regions.tables.append(table)
        if index in headers:
            if headers[index]:
                table, ended = _table(headers[index]), False
                regions.tables.append(table)
        elif row.is_rule or _only_section(row, table is not None):
            regions.rules.append(row)
        elif row.is_title:
            regions.titles.append(row)
        elif row.is_sheet_line:
            regions.sheet_lines.append(row)
        elif table is None or _is_head(row, table):
            regions.head.append(row)
        elif _is_foot(row, table):
            regions.foot.append(row)
            ended = True
        elif not ended or row.has_class:
            table.rows.append(row)
            ended = False  # the line above was a subtotal
        else:
            regions.foot.append(row)
    return regions


def _is_foot(row: Row, table: Table) -> bool:
    """Whether a row stands below the table: a label that could be a name as well does so left of the names
    only, and without a target beside it (征求群众意见 | ≥5条).
    """
    if row.footer != "extra":
        return row.footer is not None
    begins = row.cells[0].column
    return not (begins >= _names(table) > 0 or any(look.target for look in row.looks[1:]))


def _names(table: Table) -> int:
    """Return the column of the names, or 0 where the table has none."""
    return next((column.position for column in table.columns.values() if column.role == "name"), 0)


def _only_section(row: Row, inside: bool) -> bool:
    return inside and all(look.section for look in row.looks)


def _headers(rows: Sequence[Row]) -> dict[int, tuple[Row, ...]]:
    """Return index → the rows of a header; an empty tuple for its second row."""
    found: dict[int, tuple[Row, ...]] = {}
    for index, row in enumerate(rows):
        if not row.cells or not row.is_header:
            continue
        above = rows[index - 1] if index and index - 1 not in found else None
        below = rows[index + 1] if index + 1 < len(rows) else None
        if above is not None and above.cells and above.is_half_header:
            found[index - 1], found[index] = (above, row), ()
        elif below is not None and below.cells and below.is_half_header and _has_leaf(_table((row, below))):
            found[index], found[index + 1] = (row, below), ()
        else:
            found[index] = (row,)
    return found


def _has_leaf(table: Table) -> bool:
    """Whether a header has a column for names, in a table of two levels that of level 2."""
    return any(column.role in ("name", "level2") for column in table.columns.values())


def _without_header(rows: Sequence[Row]) -> tuple[int, Table | None]:
    """Return where the table of a form without a header begins, and its columns by where the classes stand.

    Level 2 stands where most level-2 labels do; name and target follow it.
    """
    first = next((index for index, row in enumerate(rows) if row.has_class and len(row.cells) > 1), None)
    if first is None:
        return len(rows), None
    start = first
    while start > 0 and not (
        rows[start - 1].areas or rows[start - 1].is_title or rows[start - 1].is_sheet_line
    ):
        start -= 1
    found: dict[str, Counter[int]] = {"level1": Counter(), "level2": Counter()}
    for row in rows[first:]:
        for cell, look in zip(row.cells, row.looks, strict=True):
            if look.level1 != look.level2:
                found["level1" if look.level1 else "level2"][cell.column] += 1
    level1, level2 = ((found[level].most_common(1) or [(0, 0)])[0][0] for level in ("level1", "level2"))
    at = level2 or level1 + 1
    roles = {at - 1: "level1", at: "level2", at + 1: "name", at + 2: "value"}
    return start, Table(
        {position: Column(position, role) for position, role in roles.items() if position}, (), []
    )


def _table(header: tuple[Row, ...]) -> Table:
    """Build the columns of a header; where it takes two rows, the lower title of a column wins."""
    columns: dict[int, Column] = {}
    part = None
    flat = _is_flat(header)
    for row in header:
        for cell, folded, role in zip(row.cells, row.keys, row.roles, strict=True):
            label = label_of(folded)
            if label is not None and label[:2] == ("goal", "part"):
                part, role = cell, "section"
            elif flat and (project := project_role(folded)) is not None:
                role = project
            columns[cell.column] = Column(cell.column, role or "extra", cell)
    return Table(columns, header, [], part)


def _is_flat(header: Iterable[Row]) -> bool:
    """Whether a header has a column for the project's name: a sheet of many projects."""
    return any(project_role(folded) == "project_name" for row in header for folded in row.keys)


def _is_head(row: Row, table: Table) -> bool:
    """Whether a row among those of the table is one of the head: it begins with a label of its own."""
    if _names_leaf(row, table):
        return False
    if row.states_year:
        return True
    label = label_of(row.keys[0])
    if label is None or len(row.cells) < 2:
        return False
    if label.area == "head":
        return label.kind != "extra"
    if label.area == "money":
        labels = [
            other for folded in row.keys if (other := label_of(folded)) is not None and other.area == "money"
        ]
        return label.kind in ("blocks", "total_project", "total_annual") or len(labels) >= 2
    return label.kind not in ("section", "part") and not row.has_class


def _names_leaf(row: Row, table: Table) -> bool:
    """Whether a row begins with a name, though it may be a label elsewhere: 项目完成时间, 项目总投资.

    Below the title of the names, with the levels blank as merged cells leave them, it is one. In the first
    column a label could stand as well: there a sign, or points beside what is no amount, tell a name.
    """
    name = _names(table)
    if row.cells[0].column != name or name > 1:
        return row.cells[0].column == name
    label = label_of(row.keys[0])
    if label is None or any(label_of(folded) is not None for folded in row.keys[1:]):
        return False
    if any(look.sign for look in row.looks[1:]):
        return True
    placed = zip(row.cells[1:], row.looks[1:], strict=True)
    roles = [
        table.columns[cell.column].role
        for cell, look in placed
        if look.number and cell.column in table.columns
    ]
    return label.area != "money" and not {"weight", "points"}.isdisjoint(roles)
