"""The neutral form of any file: rows of cells, each with its text and its place.

A file type ends here, a layout begins here: a new file type touches no layout, a new layout no file type.
The rows list the cells that hold something, blank places stand between them by their column numbers, and a
blank line is a row without cells. Caps keep the work linear; what passes a cap is refused or told, never cut.
"""

from __future__ import annotations

import re

import attrs

from fiscalkpi.provenance import Finding, Place

MAX_BYTES = 50_000_000
"""A file of this size or more is refused before it is read."""

MAX_ROWS = 200_000
"""Rows of a file at most: about four thousand forms."""

MAX_CELLS = 1_000_000
"""Filled cells of a file at most."""

MAX_COLUMNS = 64
"""Columns that are read; what stands further right in a row is one cell behind the last."""

MAX_CELL = 32_767
"""Characters that are read of a cell, as many as a cell of a spreadsheet holds."""

# White space of every kind, and the characters of no width that copied text brings along.
_BLANKS = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)


def trim(text: str) -> str:
    """Return `text` without the blanks around it; nothing is left of a blank cell."""
    return text.strip(_BLANKS)


_TAG = re.compile(r"</?p(?:\s[^<>]{0,200})?>|<br\s?/?>", re.IGNORECASE)


def paragraphs(text: str) -> str:
    """Return the text of a cell, each ``<p>`` of it one line.

    >>> paragraphs("<p>推进转型。</p> <p>整合系统。</p>")
    '推进转型。\\n整合系统。'
    """
    return "\n".join(part for piece in _TAG.split(text) if (part := trim(piece)))


@attrs.frozen(kw_only=True)
class GridCell:
    """One cell of a file.

    >>> cell = GridCell(text=" 质量 指标 ", row=3, column=2, place=Place(row=3, cell=2))
    >>> cell.value
    '质量 指标'
    """

    text: str
    """Its text as filed."""
    row: int
    """Number of its row, from 1."""
    column: int
    """Number of its column, from 1."""
    place: Place
    """Where it stands, in the words of its file type."""
    rowspan: int = 1
    """Rows that it takes; more than one for a merged cell, given once at its top left."""
    colspan: int = 1
    """Columns that it takes."""
    covered: bool = False
    """Whether a merged cell reaches over this place: it is not blank, and it has no text of its own."""

    @property
    def value(self) -> str:
        """The text without the blanks around it, each ``<p>`` of it one line."""
        return paragraphs(self.text) if "<" in self.text else trim(self.text)


@attrs.frozen(kw_only=True)
class Grid:
    """A file as rows of cells."""

    rows: tuple[tuple[GridCell, ...], ...]
    """The rows in order, each with its cells from left to right, blank ones left out."""
    file: str | None = None
    """Name of the file without its folder; None for a stream that has no name."""
    findings: tuple[Finding, ...] = ()
    """What the file itself gives to say: its encoding, its end."""
