"""The neutral form of any file: rows of cells with text and place.

A file type ends at the grid, a layout begins after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

import attrs

from fiscalkpi.provenance import Finding, Place

MAX_BYTES = 50_000_000
"""A larger file is refused before it is read."""
MAX_ROWS = 200_000
MAX_CELLS = 1_000_000
"""Cells of a file at most, blank ones counted."""
MAX_COLUMNS = 256
MAX_CELL = 100_000
"""Characters of a cell at most."""

# Characters that take no room: a cell of nothing else is blank to a reader.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_VISIBLE = re.compile(rf"[^\s{INVISIBLE}]")


@attrs.frozen(kw_only=True)
class GridCell:
    """One cell of a file, as filed."""

    text: str
    """Its text; blank for a blank cell."""
    row: int
    """Number of the row, from 1."""
    column: int
    """Number of the column, from 1."""
    place: Place
    """Where it stands, as a person would name it."""
    rowspan: int = 1
    """Rows it covers."""
    colspan: int = 1
    """Columns it covers."""
    covered: bool = False
    """Whether a merged cell to the left or above covers this place: not blank, but no cell of its own."""
    filled: bool = attrs.field(
        init=False,
        eq=False,
        repr=False,
        default=attrs.Factory(lambda cell: _VISIBLE.search(cell.text) is not None, takes_self=True),
    )
    """Whether it holds anything to see."""


Row: TypeAlias = Sequence[GridCell]
"""The cells of a row, blank ones among them."""


@attrs.frozen(kw_only=True)
class Grid:
    """A file as rows of cells, with what its reading as a file had to say."""

    name: str | None
    """Name of the file, without its folder; None for a stream without one."""
    rows: tuple[tuple[GridCell, ...], ...]
    """The rows in order; a blank line is a row without cells."""
    findings: tuple[Finding, ...] = ()
    """For example the encoding that was found."""
