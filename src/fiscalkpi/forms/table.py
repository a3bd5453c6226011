"""The indicator table of a form: columns with roles, rows fitted to them.

A row that drifted is found by trying shifts against the header; each shift is scored by what the cells
would be under it. Labels are then taken wherever they stand left of the name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from fiscalkpi.forms import layout
from fiscalkpi.taxonomy import fold_class

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscalkpi.forms.grid import GridCell, Row
    from fiscalkpi.forms.regions import Section

SHIFTS = (0, -1, 1, -2, 2, -3, -4)
_LEVELS = ("level1", "level2")
SPLIT = ("nature", "comparator", "value", "unit")
"""The columns of a target that a form splits."""
_KEPT_BLANK = frozenset((*SPLIT, "actual"))
_REPEATED = frozenset(("other_value", "progress", "extra", "section"))

Drift = Literal[
    "row-shifted",
    "name-moved",
    "name-in-value-cell",
    "level1-moved",
    "level2-moved",
    "level1-unknown",
    "level2-unknown",
]
"""What moved in a row: the code of its finding."""


@attrs.frozen(kw_only=True)
class Columns:
    """The roles of the columns of a table, from its header and the cells below it."""

    roles: dict[int, str]
    """Column number → role; only other_value, progress, section and extra (a title without a role) repeat."""
    titles: dict[int, str]
    """Column number → title as filed."""
    title_lost: bool = False
    """No column is titled 指标值, yet the cells right of the names are filled."""

    def of(self, role: str) -> int | None:
        """Return the first column of a role; None where the table has none."""
        return next((column for column, known in self.roles.items() if known == role), None)

    def has(self, *roles: str) -> bool:
        """Whether the table has a column of one of the roles."""
        return any(known in roles for known in self.roles.values())

    def title(self, role: str) -> str:
        """Return the title of the first column of a role; blank where it has none."""
        column = self.of(role)
        return "" if column is None else self.titles.get(column, "")


@attrs.frozen(kw_only=True)
class TableRow:
    """One row of the table, fitted to its columns."""

    first: GridCell
    """The cell that a finding about the row points at: its name, else its first filled cell."""
    cells: dict[str, GridCell]
    """Role → cell; only filled cells, and blank ones of a split target and of the actual value."""
    more: tuple[tuple[str, str, GridCell], ...] = ()
    """Role, title and cell of the filled cells under columns that repeat or have no role of their own."""
    level1: GridCell | None = None
    """The level-1 label printed in this row."""
    level2: GridCell | None = None
    """The level-2 label printed in this row."""
    name: GridCell | None = None
    """三级指标; None for a row without one."""
    value: GridCell | None = None
    """指标值, or None where it was lost or the column is blank."""
    shift: int = 0
    """By how many columns the row stands beside its header."""
    drifts: tuple[Drift, ...] = ()
    """What moved."""
    others: tuple[GridCell, ...] = ()
    """Filled cells that no column explains."""


def columns_of(section: Section, *, may_be_flat: bool) -> Columns:
    """Return the roles of the columns. Of two header rows the lower wins, the upper fills the rest.

    Args:
        section: the header, and the rows that decide what an ambiguous title means.
        may_be_flat: whether a column of project names makes it a sheet of many projects.
    """
    titles = {cell.column: cell.text for header in section.headers for cell in header if cell.filled}
    flat = may_be_flat and "project_name" in map(layout.flat_role, titles.values())
    roles: dict[int, str] = {}
    for column in sorted(titles):
        title = titles[column]
        role = (layout.flat_role(title) if flat else None) or layout.header_role(title)
        if role is None:
            role = "section" if layout.goal_role(title) == "numbered" else "extra"
        roles[column] = role if role in _REPEATED or role not in roles.values() else "extra"
    _settle_signs(roles, section.body)
    lost = False
    if "value" not in roles.values():
        lone = [column for column, role in roles.items() if role == "other_value"]
        name = next((column for column, role in roles.items() if role == "name"), None)
        if len(lone) == 1:  # 实施期指标值 alone is the target
            roles[lone[0]] = "value"
        elif not lone and name is not None and name + 1 not in roles:
            roles[name + 1] = "value"
            lost = True
    return Columns(roles=roles, titles=titles, title_lost=lost)


def _settle_signs(roles: dict[int, str], body: Sequence[Row]) -> None:
    """Let the cells decide what 指标性质 and 指标方向 hold: a sign in one form, the nature in another."""
    for column, role in list(roles.items()):
        if role not in ("nature", "comparator"):
            continue
        texts = [cell.text for row in body for cell in row if cell.column == column and cell.filled]
        signs = sum(layout.is_comparator_word(text) for text in texts)
        natures = sum(layout.is_nature_word(text) and "定性" not in text for text in texts)
        settled = "comparator" if signs > natures else "nature" if natures > signs else role
        roles[column] = settled if settled == role or settled not in roles.values() else role


def fit_rows(columns: Columns, body: Sequence[Row]) -> tuple[int, list[TableRow]]:
    """Return the shift that suits most rows, which is the first to be tried, and each row fitted to the columns."""
    scores = [{shift: _score(columns, row, shift) for shift in SHIFTS} for row in body]
    suited = dict.fromkeys(SHIFTS, 0)
    for row_scores in scores:
        best = max(row_scores.values())
        for shift in SHIFTS:
            suited[shift] += row_scores[shift] == best
    common = max(SHIFTS, key=lambda shift: suited[shift])
    rows = []
    previous, level1 = common, ""
    for row, row_scores in zip(body, scores, strict=True):
        previous = _best_shift(row_scores, common, previous)
        rows.append(_fit(columns, row, previous, common, level1))
        label = rows[-1].level1
        level1 = level1 if label is None else fold_class(label.text)
    return common, rows


def _best_shift(scores: dict[int, int], common: int, previous: int) -> int:
    """Return the shift with the best score; on a tie the common one, then the smallest, then that of the row above."""
    best = max(scores.values())
    if scores[common] == best:
        return common
    tied = [shift for shift in SHIFTS if scores[shift] == best]
    nearest = [shift for shift in tied if abs(shift) == min(map(abs, tied))]
    return previous if previous in nearest else nearest[0]


def _score(columns: Columns, row: Row, shift: int) -> int:
    """Return how well a row fits under a shift."""
    return sum(_cell_score(columns.roles.get(cell.column - shift), cell.text) for cell in row if cell.filled)


def _cell_score(role: str | None, text: str) -> int:
    """Return how well a text fits into a column: a known class or a sign in its place weighs most."""
    levels = layout.class_level(text)
    if role == "level1" or role == "level2":
        if int(role[-1]) in levels:
            return 6
        return 4 if levels else 0 if layout.is_section(text) else -4
    if role == "section":
        return 2 if levels or layout.is_section(text) else -4
    if role == "name":
        if layout.starts_with_sign(text):
            return -4
        return 2 if layout.looks_like_target(text) or levels else 4
    if role == "value":
        if levels:
            return -2
        return 4 if layout.looks_like_target(text) else 2
    if role == "comparator":
        return 4 if layout.is_comparator_word(text) or layout.is_nature_word(text) else -12
    if role == "nature":
        return 4 if layout.is_nature_word(text) else -12
    if role == "weight" or role == "points":
        return 2 if layout.is_number(text) else -12
    if role == "unit":
        return -8 if layout.is_number(text) else 2
    if role is None:
        return -1 if levels or layout.is_section(text) else -8
    if role == "project_amount":
        return 4 if layout.is_number(text) else -4
    if role.startswith("project_"):
        return -4 if levels or layout.starts_with_sign(text) else 4
    return 1


def _fit(columns: Columns, row: Row, shift: int, common: int, level1_above: str) -> TableRow:
    """Return a row under a shift: cells by role, the labels wherever they stand left of the name."""
    cells: dict[str, GridCell] = {}
    more: list[tuple[str, str, GridCell]] = []
    loose: list[GridCell] = []
    for cell in row:
        column = cell.column - shift
        role = columns.roles.get(column)
        if role is None or role == "section":
            loose += [cell] if cell.filled else []
        elif role in _REPEATED:
            more += [(role, columns.titles.get(column, ""), cell)] if cell.filled else []
        elif cell.filled or role in _KEPT_BLANK:
            cells[role] = cell
    name, value = cells.pop("name", None), cells.pop("value", None)
    if value is not None and not value.filled and not columns.has("comparator", "nature", "unit"):
        value = None
    candidates = [cells.pop(level) for level in _LEVELS if level in cells]
    name_column = columns.of("name")
    left = [cell for cell in loose if name_column is None or cell.column - shift < name_column]
    candidates += left
    fit = _Labels(columns, shift, moved=shift != common, above=level1_above)
    fit.take(sorted(candidates, key=lambda cell: cell.column))
    drifts: list[Drift] = ["row-shifted"] if shift != common else []
    drifts += fit.drifts
    if name is None and fit.unknown:
        name = fit.unknown.pop()
        drifts.append("name-moved")
    elif name is None and value is not None and value.filled and not layout.looks_like_target(value.text):
        name, value = value, None
        drifts.append("name-in-value-cell")
    if name is not None:
        drifts += fit.adopt_unknown()
    return TableRow(
        first=name or next(cell for cell in row if cell.filled),
        cells=cells,
        more=tuple(more),
        level1=fit.level1,
        level2=fit.level2,
        name=name,
        value=value,
        shift=shift,
        drifts=tuple(dict.fromkeys(drifts)),
        others=(*fit.unknown, *loose[len(left) :]),
    )


class _Labels:
    """The class labels of a row: what stands left of its name."""

    def __init__(self, columns: Columns, shift: int, *, moved: bool, above: str) -> None:
        self.columns = columns
        self.shift = shift
        self.moved = moved
        """Whether the row as a whole stands beside its columns."""
        self.above = above
        """The folded level-1 label of the rows above."""
        self.level1: GridCell | None = None
        self.level2: GridCell | None = None
        self.unknown: list[GridCell] = []
        """Cells that name no class."""
        self.drifts: list[Drift] = []

    def _role(self, cell: GridCell) -> str | None:
        return self.columns.roles.get(cell.column - self.shift)

    def take(self, cells: Sequence[GridCell]) -> None:
        """Take each cell as the label that its words and its column make it."""
        for cell in cells:
            levels = layout.class_level(cell.text)
            role = self._role(cell)
            if not levels:
                if not layout.is_section(cell.text) and layout.goal_role(cell.text) != "numbered":
                    self.unknown.append(cell)
            elif 1 in levels and self.level1 is None and not self._is_level2(cell, levels, cells):
                self.level1 = cell
                if role != "level1":
                    self.drifts.append("level1-moved")
            elif self.level2 is None and (2 in levels or role == "level2"):
                self.level2 = cell
                if role != "level2":
                    self.drifts.append("level2-moved")
            else:
                self.unknown.append(cell)

    def _is_level2(self, cell: GridCell, levels: frozenset[int], cells: Sequence[GridCell]) -> bool:
        """Whether a label of both levels (成本指标) is the lower one: by its column, in a moved row by its neighbours."""
        if 2 not in levels:
            return False
        if self._role(cell) == "level2":
            return True
        others = [one for one in cells if one is not cell and layout.class_level(one.text)]
        return self.moved and not others and layout.parent_of(cell.text) == self.above

    def adopt_unknown(self) -> list[Drift]:
        """Keep unknown words of a level column as its label, where the row has a name of its own."""
        drifts: list[Drift] = []
        rest = []
        for cell in self.unknown:
            role = None if layout.looks_like_target(cell.text) else self._role(cell)
            if role == "level1" and self.level1 is None:
                self.level1 = cell
                drifts.append("level1-unknown")
            elif role == "level2" and self.level2 is None:
                self.level2 = cell
                drifts.append("level2-unknown")
            else:
                rest.append(cell)
        self.unknown = rest
        return drifts
