"""The indicator table of a form: columns with roles, rows fitted to them.

A row that drifted is found by trying shifts against the header; each shift is scored by what the cells
would be under it. Labels are then taken wherever they stand left of the name, and carried down.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import attrs

from fiscalkpi.forms import layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscalkpi.forms.grid import GridCell

SHIFTS = (0, -1, 1, -2, 2, -3, -4)
_LEVELS = ("level1", "level2")
_TEXT_ROLES = frozenset(
    "actual reason note definition standard evidence forecast likelihood progress overall_value direction".split()
)


@attrs.frozen(kw_only=True)
class Columns:
    """The roles of the columns of a table, from its header and the cells below it."""

    roles: dict[int, str]
    """Column number → role."""
    titles: dict[int, str]
    """Column number → title as filed."""
    title_lost: bool = False
    """No column is titled 指标值, yet the cells right of the names are filled."""

    def of(self, role: str) -> int | None:
        """Return the column of a role; None where the table has none."""
        return next((column for column, known in self.roles.items() if known == role), None)


@attrs.frozen(kw_only=True)
class TableRow:
    """One row of the table, fitted to its columns."""

    cells: dict[str, GridCell]
    """Role → cell; only filled cells, and blank ones of a split target."""
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
    drifts: tuple[str, ...] = ()
    """What moved: name_moved, name_in_value_cell, level2_moved, level1_moved, level2_unknown …."""
    others: tuple[GridCell, ...] = ()
    """Filled cells that no column explains."""


def is_header(cells: Sequence[GridCell]) -> bool:
    """Whether a row is the header of an indicator table: three titles or more, one of them the leaf or level 2."""
    filled = [cell for cell in cells if cell.filled]
    roles = [layout.header_role(cell.text) for cell in filled]
    known = [role for role in roles if role is not None]
    if len(filled) < 3 or not {"name", "level2"} & set(known):
        return False
    goals = sum(layout.goal_role(cell.text) == "numbered" for cell in filled)
    return len(known) + goals >= max(3, len(filled) - 2)


def columns_of(headers: Sequence[Sequence[GridCell]], body: Sequence[Sequence[GridCell]]) -> Columns:
    """Return the roles of the columns. Of two header rows the lower wins, the upper fills the rest."""
    roles: dict[int, str] = {}
    titles: dict[int, str] = {}
    for header in headers:
        for cell in header:
            if cell.filled:
                role = layout.project_role(cell.text) or layout.header_role(cell.text)
                titles[cell.column] = cell.text
                if role is not None:
                    roles[cell.column] = role
                elif layout.goal_role(cell.text) == "numbered":
                    roles[cell.column] = "section"
    flat = any(role.startswith("project_") for role in roles.values())
    if not flat or "project_name" not in roles.values():
        roles = {column: role for column, role in roles.items() if not role.startswith("project_")}
    _settle_signs(roles, body)
    lost = "value" not in roles.values()
    if lost:
        name = next((column for column, role in roles.items() if role == "name"), None)
        if name is None or name + 1 in roles:
            lost = False
        else:
            roles[name + 1] = "value"
    columns = Columns(roles=dict(sorted(roles.items())), titles=titles)
    return attrs.evolve(columns, title_lost=lost)


def _settle_signs(roles: dict[int, str], body: Sequence[Sequence[GridCell]]) -> None:
    """Let the cells decide what 指标性质 and 指标方向 hold: a sign in one form, the nature in another."""
    for column, role in list(roles.items()):
        if role not in ("nature", "comparator"):
            continue
        texts = [cell.text for row in body for cell in row if cell.column == column and cell.filled]
        signs = sum(layout.is_comparator_word(text) for text in texts)
        natures = sum(layout.is_nature_word(text) for text in texts)
        if signs and signs >= sum("定性" not in text for text in texts if layout.is_nature_word(text)):
            roles[column] = "comparator"
        elif natures:
            roles[column] = "nature"


def fit_rows(columns: Columns, body: Sequence[Sequence[GridCell]]) -> list[TableRow]:
    """Return each row fitted to the columns; the shift that most rows share is tried first."""
    shifts = []
    previous = 0
    for row in body:
        previous = _best_shift(columns, row, previous)
        shifts.append(previous)
    common = Counter(shifts).most_common(1)[0][0] if shifts else 0
    return [_fit(columns, row, shift, common) for row, shift in zip(body, shifts, strict=True)]


def _best_shift(columns: Columns, row: Sequence[GridCell], previous: int) -> int:
    scores = {shift: _score(columns, row, shift) for shift in SHIFTS}
    best = max(scores.values())
    tied = [shift for shift in SHIFTS if scores[shift] == best]
    smallest = min(abs(shift) for shift in tied)
    nearest = [shift for shift in tied if abs(shift) == smallest]
    return previous if previous in nearest else nearest[0]


def _score(columns: Columns, row: Sequence[GridCell], shift: int) -> int:
    """Return how well a row fits under a shift, in half points."""
    return sum(_cell_score(columns.roles.get(cell.column - shift), cell.text) for cell in row if cell.filled)


def _cell_score(role: str | None, text: str) -> int:
    levels = layout.class_level(text)
    if role in _LEVELS:
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
    if role in ("weight", "points"):
        return 2 if _is_number(text) else -12
    if role == "unit":
        return -8 if _is_number(text) else 2
    if role is None:
        return -1 if levels or layout.is_section(text) else -8
    return 1


def _is_number(text: str) -> bool:
    stripped = text.strip().removesuffix("分").removesuffix("%")
    return stripped.replace(".", "", 1).replace(",", "").isdigit()


def _fit(columns: Columns, row: Sequence[GridCell], shift: int, common: int) -> TableRow:
    cells: dict[str, GridCell] = {}
    loose: list[GridCell] = []
    for cell in row:
        role = columns.roles.get(cell.column - shift)
        if role is None or role == "section":
            if cell.filled:
                loose.append(cell)
        elif role not in cells and (cell.filled or role in ("comparator", "value", "unit", "nature", "actual")):
            cells[role] = cell
        elif cell.filled:
            loose.append(cell)
    drifts = [] if shift == common else ["row_shifted"]
    name, value = cells.get("name"), cells.get("value")
    if value is not None and not value.filled and "comparator" not in columns.roles.values():
        value = None
    labels = [cells.pop(role) for role in _LEVELS if role in cells]
    name_column = name.column if name is not None and name.filled else None
    labels += [cell for cell in loose if name_column is None or cell.column < name_column]
    loose = [cell for cell in loose if cell not in labels]
    level1, level2, unknown, moved = _labels(columns, labels, shift)
    drifts += moved
    if name is None or not name.filled:
        name, value, unknown, found = _lost_name(columns, unknown, value)
        drifts += found
    if name is not None:
        for cell in unknown:
            role = columns.roles.get(cell.column - shift)
            if role == "level2" and level2 is None:
                level2 = cell
                drifts.append("level2_unknown")
            elif role == "level1" and level1 is None:
                level1 = cell
                drifts.append("level1_unknown")
            else:
                loose.append(cell)
    else:
        loose += unknown
    cells.pop("name", None)
    cells.pop("value", None)
    return TableRow(
        cells=cells,
        level1=level1,
        level2=level2,
        name=name,
        value=value,
        shift=shift,
        drifts=tuple(dict.fromkeys(drifts)),
        others=tuple(loose),
    )


def _labels(
    columns: Columns, labels: list[GridCell], shift: int
) -> tuple[GridCell | None, GridCell | None, list[GridCell], list[str]]:
    """Return the class labels left of the name, what is none, and what moved."""
    level1 = level2 = None
    unknown: list[GridCell] = []
    moved: list[str] = []
    for cell in sorted(labels, key=lambda cell: cell.column):
        levels = layout.class_level(cell.text)
        role = columns.roles.get(cell.column - shift)
        if not levels:
            if not layout.is_section(cell.text) and layout.goal_role(cell.text) != "numbered":
                unknown.append(cell)
        elif 1 in levels and level1 is None and (role != "level2" or 2 not in levels):
            level1 = cell
            if role != "level1":
                moved.append("level1_moved")
        elif level2 is None:
            level2 = cell
            if role != "level2":
                moved.append("level2_moved")
        else:
            unknown.append(cell)
    return level1, level2, unknown, moved


def _lost_name(
    columns: Columns, unknown: list[GridCell], value: GridCell | None
) -> tuple[GridCell | None, GridCell | None, list[GridCell], list[str]]:
    """Return the name of a row whose name cell is blank: it stands in a level cell, or in the value cell."""
    if unknown:
        return unknown[-1], value, unknown[:-1], ["name_moved"]
    if value is not None and value.filled and not layout.looks_like_target(value.text):
        return value, None, unknown, ["name_in_value_cell"]
    return None, value, unknown, []
