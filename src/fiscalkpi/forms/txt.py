"""Text files → grid: one line a row, tabs part its cells.

A spreadsheet writes a cell that holds a comma, a quote or several lines between quotes: it is read as one
cell without them, and a finding says so.

Read are UTF-8 with or without its mark, UTF-16 and UTF-32 with theirs, and GB18030, which holds GBK and
GB2312 and has no mark: a finding says so. Lines end in any of the three ways. A file that breaks off inside
a character is read up to there, with a finding.
"""

from __future__ import annotations

import codecs
import os
import re
from typing import IO, TYPE_CHECKING, TypeAlias

from fiscalkpi._text import shorten
from fiscalkpi.errors import FormError
from fiscalkpi.forms.grid import MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Grid, GridCell, trim
from fiscalkpi.provenance import Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

FormSource: TypeAlias = str | os.PathLike[str] | bytes | IO[bytes] | IO[str]
"""A path, the bytes of a file, or an open file of bytes or text."""

# The first bytes of files that are no text. A zip is looked into: office files are zips.
_SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls/doc"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
)
_ZIPPED = (
    (b"xl/", "xlsx"),
    (b"word/", "docx"),
    (b"opendocument.spreadsheet", "ods"),
    (b"opendocument.text", "odt"),
)
_HTML = re.compile(r"[\s\ufeff]{0,100}<(?:!doctype\s{1,9}html|html)\b", re.IGNORECASE)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# GB18030 gives a character to nearly any bytes; control characters show that they were something else.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")

_CUT = ("unexpected end of data", "incomplete multibyte sequence", "truncated data")


def read_txt(source: FormSource) -> Grid:
    """Return the grid of a text file; places are line and cell, each from 1.

    Raises:
        FormError: for a file that cannot be opened, is too large, empty, no text, or in another encoding.

    >>> grid = read_txt("项目名称\\t政务云\\r\\n\\r\\n主管部门".encode("gb18030"))
    >>> [cell.value for row in grid.rows for cell in row], grid.findings[0].code
    (['项目名称', '政务云', '主管部门'], 'layout.encoding')
    """
    name, content = _content(source)
    findings: list[Finding] = []
    if isinstance(content, bytes):
        text, encoding, cut = _decode(content, name)
    else:
        text, encoding, cut = content, None, False
    if "\0" in text:
        raise _not_text("binary", name)
    if _HTML.match(text):
        raise _not_text("HTML", name)
    if not trim(text):
        raise FormError("form.empty", place=Place(file=name))
    if encoding == "gb18030":
        findings.append(
            Finding(code="layout.encoding", severity=Severity.INFO, path="$", place=Place(file=name))
        )
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    count = lines.count("\n") + 1
    if count > MAX_ROWS:
        raise FormError("form.too-many-rows", place=Place(file=name, row=MAX_ROWS + 1), most=MAX_ROWS)
    if cut:
        place = Place(file=name, row=count)
        findings.append(Finding(code="layout.file-cut", severity=Severity.ERROR, path="$", place=place))
    rows, quoted = _rows(lines, name)
    if quoted:
        findings.append(
            Finding(
                code="layout.quoted-cells",
                severity=Severity.INFO,
                path="$",
                place=quoted[0],
                related=tuple(quoted[1:]),
                params=(("count", str(len(quoted))),),
            )
        )
    return Grid(rows=tuple(rows), file=name, findings=tuple(findings))


def _rows(lines: str, name: str | None) -> tuple[list[tuple[GridCell, ...]], list[Place]]:
    """Return the cells of each row, and the places of those that stood between quotes."""
    rows: list[tuple[GridCell, ...]] = []
    quoted: list[Place] = []
    filled = 0
    for number, line in _lines(lines.split("\n")):
        cells: list[GridCell] = []
        below = 0
        # what stands right of the last column stays one piece: a line of a million tabs costs no more
        for column, piece in enumerate(line.split("\t", MAX_COLUMNS), start=1):
            place = Place(file=name, row=number + below, cell=column)
            below += piece.count("\n")
            text = unquoted(piece) if column <= MAX_COLUMNS else piece
            if text is not piece:
                quoted.append(place)
            if text and trim(text):
                cells.append(GridCell(text=text, row=number, column=column, place=place))
        filled += len(cells)
        if filled > MAX_CELLS:
            raise FormError("form.too-many-cells", place=Place(file=name, row=number), most=MAX_CELLS)
        rows.append(tuple(cells))
    return rows, quoted


_QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*"')


def unquoted(piece: str) -> str:
    """Return a cell as it was before a spreadsheet wrote it between quotes, each quote inside twice.

    Quotes that a spreadsheet has no reason for are the writer's own: ``"一网通办"``.
    """
    inside = piece[1:-1]
    if piece.startswith('"') and any(mark in inside for mark in ',"\n') and _QUOTED.fullmatch(piece):
        return inside.replace('""', '"')
    return piece


def _lines(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the number and the text of each row; one with cells in quotes takes several lines."""
    at = 0
    while at < len(lines):
        begin = at
        while (end := _end_of_quoted(lines, at)) is not None:
            at = end
            if "\t" not in lines[at]:
                break
        at += 1
        yield begin + 1, "\n".join(lines[begin:at])


def _end_of_quoted(lines: list[str], at: int) -> int | None:
    """Return the line in which the last cell of a line ends, where it opens a quote; None where none ends it.

    A quote ends at the end of a cell, a quote inside it is written twice. No tab stands between: what a
    quote gone astray swallows is never a row of a table.
    """
    last = lines[at].rpartition("\t")[2]
    if not last.startswith('"') or last.count('"') % 2 == 0:
        return None
    for number in range(at + 1, len(lines)):
        first, tab, _ = lines[number].partition("\t")
        if first.count('"') % 2:
            piece = "\n".join([last, *lines[at + 1 : number], first])
            return number if _QUOTED.fullmatch(piece) else None
        if tab:
            return None
    return None


def _content(source: FormSource) -> tuple[str | None, bytes | str]:
    """Return the name and the content of a source, not reading more than the cap."""
    if isinstance(source, bytes | bytearray):
        return None, _within_cap(bytes(source), None)
    if isinstance(source, str | os.PathLike):
        name: object = os.fspath(source)
    elif hasattr(source, "read"):
        name = getattr(source, "name", None)
    else:
        raise TypeError(
            f"a form is read from a path, bytes or an open file, not from {type(source).__name__}"
        )
    shown = shorten(os.path.basename(name)) if isinstance(name, str) else None
    content: object
    try:
        if isinstance(source, str | os.PathLike):
            content = _of_path(os.fspath(source), shown)
        else:
            content = source.read(MAX_BYTES)
    except FormError:
        raise
    except UnicodeDecodeError as error:  # a file opened for text in another encoding
        raise FormError("form.encoding", place=Place(file=shown), tried=error.encoding) from error
    except (OSError, ValueError) as error:
        problem = (getattr(error, "strerror", None) or str(error)).rstrip(".")
        raise FormError("form.unreadable", place=Place(file=shown), problem=problem) from error
    if not isinstance(content, bytes | str):
        raise TypeError(f"an open file gives bytes or text, not {type(content).__name__}")
    return shown, _within_cap(content, shown)


def _of_path(path: str, name: str | None) -> bytes:
    """Return the bytes of a file; one that is too large is refused before it is read."""
    with open(path, "rb") as file:
        if os.fstat(file.fileno()).st_size >= MAX_BYTES:
            raise FormError("form.too-large", place=Place(file=name), most=MAX_BYTES)
        return file.read(MAX_BYTES)  # it may have grown since, or be a device without a size


def _within_cap(content: bytes | str, name: str | None) -> bytes | str:
    if len(content) >= MAX_BYTES:
        raise FormError("form.too-large", place=Place(file=name), most=MAX_BYTES)
    return content


def _not_text(looks_like: str, name: str | None) -> FormError:
    return FormError("form.not-text", place=Place(file=name), looks_like=looks_like)


def _decode(content: bytes, name: str | None) -> tuple[str, str, bool]:
    """Return the text, its encoding, and whether it breaks off inside a character."""
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            inside = (
                next((zipped for part, zipped in _ZIPPED if part in content), kind) if kind == "zip" else kind
            )
            raise _not_text(inside, name)
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            read = _try(content.removeprefix(mark), encoding)
            if read is None:
                raise FormError("form.encoding", place=Place(file=name), tried=encoding)
            return read[0], encoding, read[1]
    if b"\0" in content:
        without_mark = any(sign in content for sign in (b"\t\0", b"\0\t", b"\n\0", b"\0\n"))
        raise _not_text("UTF-16 without a byte order mark" if without_mark else "binary", name)
    for encoding in ("utf-8", "gb18030"):
        read = _try(content, encoding)
        if read is not None and not (encoding == "gb18030" and _CONTROLS.search(read[0])):
            return read[0], encoding, read[1]
    raise FormError("form.encoding", place=Place(file=name), tried="UTF-8, GB18030")


def _try(content: bytes, encoding: str) -> tuple[str, bool] | None:
    """Return the text and whether it was cut, or None where the bytes are in another encoding."""
    try:
        return content.decode(encoding), False
    except UnicodeDecodeError as error:
        start = error.start
        # a character takes at most four bytes: an error there, and only there, is the end of a cut file
        if start < len(content) - 3 or start == 0 or error.reason not in _CUT:
            return None
    return content[:start].decode(encoding), True
