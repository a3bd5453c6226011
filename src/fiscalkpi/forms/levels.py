"""Class labels: taken wherever they stand left of the name, and carried down to the rows below.

A new level 1 clears level 2. Labels stay as filed; what no taxonomy knows is kept under the level of its
column, with a finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from fiscalkpi._text import shorten
from fiscalkpi.model import Indicator
from fiscalkpi.taxonomy import classify, fold_class, split_weight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscalkpi.forms.grid import GridCell
    from fiscalkpi.forms.layout import Looks
    from fiscalkpi.forms.record import Record
    from fiscalkpi.forms.regions import Row

Level = Literal["level1", "level2", "section"]
LEVELS: tuple[Level, ...] = ("level1", "level2")


@attrs.define
class Left:
    """A cell left of the name, with the role of its column."""

    cell: GridCell
    looks: Looks
    role: str


@attrs.define
class Labels:
    """The cells left of a name, sorted."""

    known: dict[Level, Left] = attrs.Factory(dict)
    sections: list[GridCell] = attrs.Factory(list)
    """Labels of the table itself."""
    unknown: list[Left] = attrs.Factory(list)
    """Everything else, the cell nearest to the name last."""

    def take_name(self) -> Left | None:
        """Take the cell that is the name of a row whose own cell for it is blank."""
        if not self.unknown or self.unknown[-1].looks.label:
            return None
        return self.unknown.pop()


@attrs.define
class Carry:
    """What merged cells say once for the rows below."""

    record: Record
    level1: str | None = None
    level2: str | None = None
    in_class: int = 0
    """Rows read in the class so far."""

    def sort(self, left: Sequence[Left], *, drifted: bool, below: Row | None) -> Labels:
        """Sort the cells left of a name into class labels and others; `below` is the next row."""
        labels = Labels()
        own_level2 = any(one.role == "level2" and one.looks.level2 for one in left)
        for one in left:
            level = self._level(one, own_level2, drifted, below)
            if level == "section":
                labels.sections.append(one.cell)
            elif level is None or level in labels.known:
                labels.unknown.append(one)
            else:
                labels.known[level] = one
        return labels

    def _level(self, one: Left, own_level2: bool, drifted: bool, below: Row | None) -> Level | None:
        """Return the level that a cell names; where a label stands at both, its column decides."""
        looks = one.looks
        if looks.level1 and looks.level2:
            if one.role == "level2":
                return "level2"
            moved = drifted and one.role == "level1" and not own_level2
            return "level2" if moved and self._under_output(one.cell, below) else "level1"
        if looks.level1:
            return "level1"
        if looks.level2:
            return "level2" if one.role == "level2" or not own_level2 else None
        return "section" if looks.section else None

    def _under_output(self, cell: GridCell, below: Row | None) -> bool:
        """Whether a moved 成本指标 is the class below 产出: that is carried, and no class of cost follows."""
        follows = below is not None and any(
            look.level2 and not look.level1 and "成本" in folded
            for look, folded in zip(below.looks, below.keys, strict=True)
        )
        return not follows and "成本" in cell.value and fold_class(self.level1 or "") == "产出"

    def apply(self, labels: Labels, path: str, *, named: bool) -> None:
        """Carry the labels of a row from here on; in a row without a name an unknown one is no class."""
        self.record.label(*labels.sections)
        for level in LEVELS:
            one = labels.known.get(level)
            if one is not None:
                self._set(level, one.cell, path)
                if one.role != level:
                    label = shorten(one.cell.value)
                    self.record.find(f"layout.{level}-moved", one.cell, path=f"{path}.{level}", label=label)
                continue
            unknown = next((other for other in labels.unknown if other.role == level), None)
            if unknown is not None and named and not unknown.looks.label:
                self._set(level, unknown.cell, path)
                label = shorten(unknown.cell.value)
                self.record.find(f"layout.{level}-unknown", unknown.cell, path=f"{path}.{level}", label=label)

    def _set(self, level: Level, cell: GridCell, path: str) -> None:
        self.record.value(cell)
        if level == "level2":
            self.level2, self.in_class = cell.value, 0
            return
        if self.level1 != cell.value:
            self.level2, self.in_class = None, 0
        self.level1 = cell.value
        label, weight = split_weight(cell.value)
        if weight is not None:
            shown = shorten(label)
            self.record.find(
                "layout.weight-in-label", cell, path=f"{path}.level1", label=shown, weight=weight
            )

    def infer(self, cell: GridCell, path: str) -> None:
        """Tell that no level 1 is printed; the model keeps None, ``classify`` takes it from the taxonomy."""
        if self.level1 is not None or self.level2 is None:
            return
        found = classify(Indicator(name="", level2=self.level2))
        if found is not None:
            level1, level2 = shorten(found.level1), shorten(self.level2)
            self.record.find(
                "layout.level1-inferred", cell, path=f"{path}.level1", level1=level1, level2=level2
            )
