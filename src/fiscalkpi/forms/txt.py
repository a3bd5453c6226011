"""Text files → grid: one line a row, tabs part the cells.

Read are UTF-8 with or without its mark, UTF-16 with its mark, and GB18030 (and GBK and GB2312, which it
holds); the last is told by a finding, since a text of few characters may be valid in both.
"""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path
from typing import IO, TYPE_CHECKING

from fiscalkpi.errors import FormError
from fiscalkpi.forms.grid import MAX_BYTES, MAX_CELL, MAX_COLUMNS, MAX_ROWS, Grid, GridCell
from fiscalkpi.provenance import Finding, Place, Severity

if TYPE_CHECKING:
    from typing import TypeAlias

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
    findings: list[Finding] = []
    if isinstance(content, bytes):
        text, encoding = _decode(content, place)
        if encoding == "gb18030":
            finding = Finding(code="layout.encoding", severity=Severity.INFO, path="$", place=place)
            findings.append(finding)
    else:
        text = content
    if not text.strip("\ufeff \t\r\n\x0b\x0c\u3000"):
        raise FormError("form.empty", place=place)
    if "\0" in text:
        raise FormError("form.not-text", place=place, looks_like="binary")
    rows = []
    for number, line in enumerate(_BREAKS.split(text.removeprefix("\ufeff")), 1):
        if number > MAX_ROWS:
            raise FormError("form.too-many-rows", place=Place(file=name, row=number), most=MAX_ROWS)
        rows.append(_row(line, number, name))
    return Grid(name=name, rows=tuple(rows), findings=tuple(findings))


def _row(line: str, number: int, name: str | None) -> tuple[GridCell, ...]:
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
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        place = Place(file=path.name)
        try:
            if path.stat().st_size > MAX_BYTES:
                raise FormError("form.too-large", place=place, most=MAX_BYTES)
            with path.open("rb") as file:
                content: bytes | str = file.read(MAX_BYTES + 1)
        except OSError as error:
            problem = error.strerror or type(error).__name__
            raise FormError("form.unreadable", place=place, problem=problem) from error
        return path.name, content
    name = getattr(source, "name", None)
    name = Path(name).name if isinstance(name, str) else None
    content = source.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise FormError("form.too-large", place=Place(file=name), most=MAX_BYTES)
    return name, content


def _decode(content: bytes, place: Place) -> tuple[str, str]:
    if not content:
        raise FormError("form.empty", place=place)
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
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise FormError("form.encoding", place=place, tried=", ".join(encodings))
