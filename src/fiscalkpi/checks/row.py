"""One indicator as the rules see it: folded name, class, address, what a report says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fiscalkpi._text import shorten

if TYPE_CHECKING:
    from decimal import Decimal

    from fiscalkpi.filed import FiledResult
    from fiscalkpi.model import Indicator
    from fiscalkpi.provenance import Place


class Row(NamedTuple):
    """One indicator, and what the rules ask of it."""

    at: int
    """Its number in the form, from 0."""
    path: str
    indicator: Indicator
    name: str
    """The name, folded for comparing."""
    label: str
    """Label of its class: 数量, or of its level-1 class where only that is known; blank if unknown."""
    level1: str
    """Label of its level-1 class; blank if unknown."""
    result: FiledResult | None
    result_path: str

    @property
    def shown(self) -> str:
        """The name as a message shows it."""
        return shorten(self.indicator.name)

    @property
    def text(self) -> str:
        """The target as a message shows it."""
        return shorten(self.indicator.target.text.strip())

    @property
    def is_cost(self) -> bool:
        """Whether it stands in a cost class."""
        return "成本" in (self.label, self.level1)

    @property
    def weight(self) -> Decimal | None:
        """Points at stake: those of the report, else those of the plan."""
        if self.result is not None and self.result.weight is not None:
            return self.result.weight
        return self.indicator.weight

    @property
    def weight_path(self) -> str:
        """Address of the weight that counts."""
        filed = self.result is not None and self.result.weight is not None
        return f"{self.result_path if filed else self.path}.weight"

    @property
    def place(self) -> Place | None:
        """Where the row stands."""
        return self.indicator.place

    @property
    def target_place(self) -> Place | None:
        """Where the target stands; the row, where the reader kept no cell of it."""
        cells = (cell.place for cell in self.indicator.target_cells if cell.text.strip() and cell.place)
        return next(cells, self.indicator.place)
