"""HTML for a notebook: tables without colours of their own, every text escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from fiscalkpi.display.texts import Pair, Row, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

# Grey with an alpha stands out from white and from black. Everything else is the theme's.
_LINE = "1px solid rgba(128,128,128,0.45)"
_CELL = f"border:{_LINE};padding:0.25em 0.6em;text-align:left;vertical-align:baseline;white-space:normal"
BLOCK = "margin:0.4em 0;max-width:72em"
_TABLE = f"border-collapse:collapse;{BLOCK}"
_HEAD_CELL = f"{_CELL};font-weight:600;background:rgba(128,128,128,0.12)"
QUIET = "opacity:0.8"


def text_html(text: str) -> str:
    """Return a text escaped, what cannot be seen in it written out."""
    return escape(visible(text), quote=True).replace("\n", "<br>")


def box(parts: Sequence[str]) -> str:
    """Return the frame around the parts of a picture."""
    return f'<div class="fiscalkpi" style="text-align:left">{"".join(parts)}</div>'


def heading_html(text: str) -> str:
    """Return a heading."""
    return f'<div style="font-weight:600;font-size:1.1em;margin:0.4em 0">{text_html(text)}</div>'


def pairs_html(pairs: Sequence[Pair], *, right: bool = False) -> str:
    """Return labels and their values as a table of two columns."""
    if not pairs:
        return ""
    cell = f"{_CELL};text-align:right" if right else _CELL
    rows = "".join(
        f'<tr><th scope="row" style="{_HEAD_CELL}">{text_html(label)}</th>'
        f'<td style="{cell}">{text_html(text)}</td></tr>'
        for label, text in pairs
    )
    return f'<table style="{_TABLE}"><tbody>{rows}</tbody></table>'


def table_html(headings: Sequence[str], rows: Sequence[Row]) -> str:
    """Return a table, the note of a row below it."""
    head = "".join(f'<th scope="col" style="{_HEAD_CELL}">{text_html(text)}</th>' for text in headings)
    body = []
    for row in rows:
        cells = "".join(f'<td style="{_CELL}">{text_html(text)}</td>' for text in row.cells)
        body.append(f"<tr>{cells}</tr>")
        if row.note:
            note = f'<td style="{_CELL};{QUIET}" colspan="{len(headings) - 1}">{text_html(row.note)}</td>'
            body.append(f'<tr><td style="{_CELL}"></td>{note}</tr>')
    return f'<table style="{_TABLE}"><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table>'


def lines_html(lines: Sequence[str]) -> str:
    """Return sentences as a list."""
    items = "".join(f"<li>{text_html(line)}</li>" for line in lines)
    return f'<ul style="{BLOCK}">{items}</ul>' if items else ""
