"""Text files → grid: one line a row, tabs part the cells.

Read are UTF-8 with or without its mark, UTF-16 with its mark, and GB18030 (and GBK and GB2312, which it
holds); the last is told by a finding, since a text of few characters may be valid in both. A file that was
cut inside its last character is read up to there, and the cut is told.
"""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias

from fiscalkpi._text import shorten
from fiscalkpi.errors import FormError
from fiscalkpi.forms.grid import MAX_BYTES, MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Grid, GridCell
from fiscalkpi.provenance import Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

FormSource: TypeAlias = "str | os.PathLike[str] | IO[str] | IO[bytes]"
"""A path, or a file opened for text or bytes."""

_BREAKS = re.compile("\r\n|\n|\r")
_SIGNATURES = (
    (b"PK\x03\x04", "xlsx/docx (zip)"),
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0", "xls/doc (OLE)"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
)


def read_grid(source: FormSource) -> Grid:
    """Return the grid of a text file.

    Raises:
        FormError: for a file that does not exist, is empty, too large, no text, or in no known encoding.
    """
    name, content = _content(source)
    place = Place(file=name)
    codes: list[str] = []
    text = _decode(content, place, codes) if isinstance(content, bytes) else content
    if "\0" in text:
        raise FormError("form.not-text", place=place, looks_like="binary")
    lines = _BREAKS.split(text.removeprefix("\ufeff"))
    rows = []
    cells = 0
    for number, line in enumerate(lines, 1):
        if number > MAX_ROWS:
            raise FormError("form.too-many-rows", place=Place(file=name, row=number), most=MAX_ROWS)
        rows.append(_row(line, number, name))
        cells += len(rows[-1])
        if cells > MAX_CELLS:
            raise FormError("form.too-many-cells", place=Place(file=name, row=number), most=MAX_CELLS)
    if not any(cell.filled for row in rows for cell in row):
        raise FormError("form.empty", place=place)
    places = {"layout.encoding": place, "layout.file-cut": Place(file=name, row=len(lines))}
    severity = {"layout.encoding": Severity.INFO, "layout.file-cut": Severity.WARNING}
    findings = [Finding(code=code, severity=severity[code], path="$", place=places[code]) for code in codes]
    return Grid(name=name, rows=tuple(rows), findings=tuple(findings))


def _row(line: str, number: int, name: str | None) -> tuple[GridCell, ...]:
    """row = [ cell , { tab , cell } ]"""
    if not line:
        return ()
    texts = line.split("\t")
    if len(texts) > MAX_COLUMNS:
        place = Place(file=name, row=number, cell=MAX_COLUMNS)
        raise FormError("form.too-many-columns", place=place, most=MAX_COLUMNS, columns=len(texts))
    for column, text in enumerate(texts, 1):
        if len(text) > MAX_CELL:
            place = Place(file=name, row=number, cell=column)
            raise FormError("form.cell-too-long", place=place, most=MAX_CELL, length=len(text))
    return tuple(
        GridCell(text=text, row=number, column=column, place=Place(file=name, row=number, cell=column))
        for column, text in enumerate(texts, 1)
    )


def _content(source: FormSource) -> tuple[str | None, bytes | str]:
    """Return the name of a file and what it holds; a file over the cap is refused before it is read."""
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        return _held(path.name, lambda: _read_path(path))
    if not hasattr(source, "read"):
        raise TypeError(f"forms are read from a path or an open file, not from {type(source).__name__}")
    name = getattr(source, "name", None)  # of a pipe it is a number
    return _held(Path(name).name if isinstance(name, str) else None, lambda: source.read(MAX_BYTES + 1))


def _held(name: str | None, read: Callable[[], bytes | str | None]) -> tuple[str | None, bytes | str]:
    shown = None if name is None else shorten(name)
    place = Place(file=shown)
    try:
        content = read()
    except UnicodeDecodeError as error:  # a file opened as text, in the wrong encoding
        raise FormError("form.encoding", place=place, tried=error.encoding) from error
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or str(error)
        raise FormError("form.unreadable", place=place, problem=problem) from error
    if content is None or len(content) > MAX_BYTES:
        raise FormError("form.too-large", place=place, most=MAX_BYTES)
    return shown, content


def _read_path(path: Path) -> bytes | None:
    """Return the bytes of a file, None where there are too many."""
    with path.open("rb") as file:
        too_large = os.fstat(file.fileno()).st_size > MAX_BYTES
        return None if too_large else file.read(MAX_BYTES + 1)


def _decode(content: bytes, place: Place, codes: list[str]) -> str:
    """Return the text of a file, and add the codes of what there is to say about its encoding."""
    for signature, looks_like in _SIGNATURES:
        if content.startswith(signature):
            raise FormError("form.not-text", place=place, looks_like=looks_like)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\0" in content:
        raise FormError("form.not-text", place=place, looks_like="binary")
    else:
        encodings = ["utf-8", "gb18030"]
    for encoding in encodings:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            text = decoder.decode(content)
        except UnicodeDecodeError:
            continue
        cut = bool(decoder.getstate()[0])
        if cut and text.isascii():
            continue  # one odd byte behind plain ASCII: nothing shows that it begins a character
        if encoding == "gb18030":
            codes.append("layout.encoding")
        if cut:
            codes.append("layout.file-cut")
        return text
    raise FormError("form.encoding", place=place, tried=", ".join(encodings))
