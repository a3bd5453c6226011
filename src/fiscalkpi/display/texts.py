"""What both kinds of output share, and plain text: tables and lines of a given width, Chinese aligned."""

from __future__ import annotations

import unicodedata
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from fiscalkpi._messages import wording
from fiscalkpi._text import display_width, pad

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscalkpi.targets.model import Target

WIDTH = 100
"""Columns of a text that is not shown in a terminal."""
_NARROWEST = 40
Pair = tuple[str, str]


def label_of(code: str, locale: str, /, **params: object) -> str:
    """Return the wording of a label."""
    return wording("labels", code, locale, params)


def visible(text: str) -> str:
    """Return `text` with every character that cannot be seen written out; line breaks stay.

    >>> print(visible("合格率\\u202e%09\\x00"))
    合格率\\u202e%09\\u0000
    """
    if text.isprintable() and text.isascii():
        return text
    shown = [_shown(char) for char in text]
    # a mark without a letter before it would stand on whatever is to its left
    for at, char in enumerate(text):
        if _is_mark(char) and (at == 0 or text[at - 1] == "\n"):
            shown[at] = f"◌{char}"
    return "".join(shown)


def _shown(char: str) -> str:
    if char in "\n\u3000" or (char.isprintable() and not _joins(char)):
        return char
    if unicodedata.category(char) == "Zs":
        return " "
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me")


def _joins(char: str) -> bool:
    """Whether a terminal may draw `char` together with its neighbour, in a width that nobody can foretell."""
    # vowels and finals of Korean syllables in pieces, selectors that turn a sign into a picture
    return "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7ff" or "\ufe00" <= char <= "\ufe0f"


def target_text(target: Target, locale: str) -> str:
    """Return a target as filed, or that it is blank."""
    return target.text.strip() or wording("evaluation", "blank", locale)


class Row(NamedTuple):
    """A row of a table, and what is to be said of it below."""

    cells: Sequence[str]
    """One text a column; line breaks stay."""
    note: str = ""
    """Shown over the columns from the second on; blank for none."""


GAP = "  "


def text_table(
    headings: Sequence[str], rows: Sequence[Row], *, width: int = WIDTH, right: frozenset[int] = frozenset()
) -> list[str]:
    """Return the lines of a table for a terminal, all of the same width, Chinese aligned.

    Cells that do not fit are continued on the next line. No line is wider than `width`, unless the
    columns cannot be made so narrow.

    Args:
        headings: one a column; none at all for a table without a head.
        rows: the cells, as filed.
        width: columns of the terminal.
        right: the columns that are set to the right: numbers.

    >>> for line in text_table(["指标", "指标值"], [Row(["合格率", "≥90%"]), Row(["人数", "8人"])]):
    ...     print(f"{line}|")
    指标    指标值|
    ------  ------|
    合格率  ≥90%  |
    人数    8人   |
    """
    room = max(width, _NARROWEST)
    head = [list(map(visible, headings))] if headings else []
    grid = [[visible(text) for text in row.cells] for row in rows]
    widths = _column_widths([*head, *grid], room)
    lines = [line for cells in head for line in _row_lines(cells, widths, right)]
    lines += [GAP.join("-" * column for column in widths) for _ in head]
    indent = " " * (widths[0] + len(GAP))
    for cells, row in zip(grid, rows, strict=True):
        lines += _row_lines(cells, widths, right)
        if row.note:
            lines += [indent + line for line in wrap_text(row.note, max(room - len(indent), _LEAST))]
    whole = max(map(display_width, lines), default=0)
    return [pad(line, whole) for line in lines]


def _column_widths(grid: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return widths that fit into `room`: the widest columns give way first."""
    widths = [
        min(max(display_width(line) for cell in column for line in cell.split("\n")), room)
        for column in zip(*grid, strict=True)
    ]
    left = room - len(GAP) * (len(widths) - 1)
    while sum(widths) > left and max(widths) > _LEAST:
        widths[widths.index(max(widths))] -= 1
    return widths


# A column is not made narrower than this.
_LEAST = 4


def _row_lines(cells: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> list[str]:
    wrapped = [_wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    return [
        GAP.join(pad(line, widths[at], right=at in right) for at, line in enumerate(line_of))
        for line_of in zip_longest(*wrapped, fillvalue="")
    ]


def wrap_text(text: str, width: int) -> list[str]:
    """Return `text` as lines of at most `width` columns, what cannot be seen written out.

    >>> wrap_text("请附佐证，由人工评定。", 12)
    ['请附佐证，由', '人工评定。']
    """
    return _wrap(visible(text), width)


# These do not begin a line.
_CLOSING = frozenset("，。；：、！？）」』》〉】〕”’％%,.;:!?)]}")


def _wrap(text: str, width: int) -> list[str]:
    """Break a text whose characters are all visible."""
    lines = []
    for paragraph in text.split("\n"):
        clusters = _clusters(paragraph)
        sizes = [display_width(cluster) for cluster in clusters]
        start = end = used = 0
        while end < len(clusters):
            if used + sizes[end] <= width or end == start:
                used += sizes[end]
                end += 1
                continue
            start_of_line, start = start, _last_break(clusters, start, end)
            lines.append("".join(clusters[start_of_line:start]).rstrip())
            while start < len(clusters) and clusters[start] == " ":
                start += 1
            end = max(start, end)
            used = sum(sizes[start:end])
        lines.append("".join(clusters[start:]))
    return lines


def _clusters(text: str) -> list[str]:
    """Return the letters of `text`, each with the marks on it."""
    clusters: list[str] = []
    for char in text:
        if clusters and _is_mark(char):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _last_break(clusters: Sequence[str], start: int, end: int) -> int:
    """Return where the line from `start` ends at best: between words or Chinese characters, else at `end`.

    A number keeps what follows it: 212.35元 is not parted.
    """
    for at in range(end, start, -1):
        before, after = clusters[at - 1], clusters[at]
        chinese = display_width(before) == 2 or (display_width(after) == 2 and not before.isdigit())
        if (chinese or " " in (before, after)) and after not in _CLOSING:
            return at
    return end


NUMBERS = frozenset({0})


def heading_lines(text: str, width: int = WIDTH) -> list[str]:
    """Return a heading for a terminal, underlined."""
    lines = wrap_text(text, width)
    return [*lines, "=" * max(map(display_width, lines))]


def pairs_text(pairs: Sequence[Pair], width: int, *, right: bool = False) -> list[str]:
    """Return labels and their values as lines, two columns."""
    rows = [Row(pair) for pair in pairs]
    return text_table([], rows, width=width, right=frozenset({1}) if right else frozenset()) if rows else []


def hanging(mark: str, text: str, width: int) -> list[str]:
    """Return a text behind a mark, its further lines set in."""
    first, *rest = wrap_text(text, width - len(mark))
    return [mark + first, *(" " * len(mark) + line for line in rest)]
