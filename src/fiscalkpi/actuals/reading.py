"""A file of actual values → entries: each a value with the words that name its indicator.

CSV
    UTF-8 with or without a byte order mark, UTF-16 with it, or GB18030 (a finding says so); parted by
    comma, tab or semicolon; headings in Chinese or English (``data/actuals.toml``). 实际完成值 must be
    there, and 三级指标 or 序号.
JSON
    ``{name: value}``, or per project ``{project: {name: value}}``, or with the class
    ``{project: {二级指标: {name: value}}}``. A value is text, a number (exact), true, false or null.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import os
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import attrs

from fiscalkpi._data import load
from fiscalkpi._messages import LOCALES
from fiscalkpi._text import fold_label, shorten
from fiscalkpi.actuals.problems import ActualsError, Problems
from fiscalkpi.actuals.template import COLUMNS, unguard
from fiscalkpi.errors import FormError
from fiscalkpi.provenance import Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MAX_BYTES = 20_000_000
"""Bytes of a sheet at most."""
MAX_LINES = 200_000
"""Lines of a CSV file at most."""
MAX_LINE = 100_000
"""Characters of one of them at most."""


class Entry(NamedTuple):
    """One value of a sheet and what names its indicator; a column that is not there is blank."""

    value: object
    name: str = ""
    project: str | None = None
    """None where the sheet does not tell projects apart."""
    number: str = ""
    level1: str = ""
    level2: str = ""
    target: str = ""
    row: Place | None = None
    """The row of a CSV file."""
    columns: dict[str, int] = {}  # noqa: RUF012 - shared by all rows of a sheet, never changed
    """The number of each column in it."""
    path: str | None = None
    """The address in a JSON document."""

    def place(self, column: str) -> Place | None:
        """Return the cell of `column`, or the row where the sheet has no such column."""
        return None if self.row is None else attrs.evolve(self.row, cell=self.columns.get(column))


def listed(words: Iterable[str]) -> str:
    """Return words as one text, a dash for none."""
    return "; ".join(words) or "—"


# File to text ---------------------------------------------------------------------------------------------


def read_bytes(source: str | os.PathLike[str] | BinaryIO) -> tuple[bytes, str | None]:
    """Return what the file holds and its name without the folder.

    Raises:
        ActualsError: for more than 20 MB.
        OSError: where the file cannot be opened.
        TypeError: for a file opened for reading text.
    """
    name: object
    if isinstance(source, str | os.PathLike):
        name = os.fspath(source)
        with open(source, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    else:
        name = getattr(source, "name", None)
        data = source.read(MAX_BYTES + 1)
        if not isinstance(data, bytes):
            raise TypeError("a file opened for reading bytes is needed")
    base = os.path.basename(name) if isinstance(name, str) else None
    if len(data) > MAX_BYTES:
        raise ActualsError("actuals.too-large", place=Place(file=base), limit=MAX_BYTES // 1_000_000)
    return data, base


# A workbook, and an older one. UTF-16 without its mark is told by the NUL bytes of its first line: GB18030
# would read it as gibberish.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def decode(data: bytes, place: Place, findings: list[Finding]) -> str:
    """Return the text of the file: UTF-8, UTF-16 with its mark, or else GB18030, which a finding tells.

    Raises:
        ActualsError: for bytes that are none of these.
    """
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # a spreadsheet's "Unicode text"
    if data.startswith(_WORKBOOKS) or (not marked and b"\0" in data[:1000].partition(b"\n")[0]):
        raise ActualsError("actuals.not-text", place=place)
    try:
        return data.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        position = error.start + 1
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise ActualsError("actuals.encoding", place=place, position=position) from None
    findings.append(Finding(code="actuals.gb18030", severity=Severity.INFO, path="$", place=place))
    return text


def format_of(name: str | None, text: str) -> str:
    """Return ``json`` or ``csv``: as the name of the file ends, else as its text begins."""
    ending = os.path.splitext(name or "")[1].lower()
    if ending in (".json", ".csv"):
        return ending[1:]
    return "json" if text.lstrip()[:1] in ("{", "[") else "csv"


# CSV ------------------------------------------------------------------------------------------------------


@cache
def _headings() -> dict[str, str]:
    words = load("actuals")["columns"]
    return {
        _folded(word): column for column in COLUMNS for locale in LOCALES for word in words[column][locale]
    }


def _folded(heading: str) -> str:
    return fold_label(heading).lower()


def csv_entries(text: str, place: Place, problems: Problems, findings: list[Finding]) -> Iterator[Entry]:
    """Yield the rows of a CSV file; one that has not the cells of the header is a problem.

    Raises:
        ActualsError: where the header is not there or lacks a column, and for a file over the caps.
    """
    records = _records(text, place, problems)
    line, header = next(records, (0, []))
    if not header:
        problems.raise_if_any()
        raise ActualsError("actuals.empty", place=place)
    columns = _read_header(header, attrs.evolve(place, row=line), findings)
    for line, cells in records:
        row = attrs.evolve(place, row=line)
        if len(cells) != len(header):
            counts: dict[str, Any] = {"expected": len(header), "found": len(cells)}
            problems.add(FormError("actuals.cell-count", place=row, **counts))
            continue
        values = {column: unguard(cells[at - 1]) for column, at in columns.items()}
        yield Entry(value=values.pop("actual"), row=row, columns=columns, **values)


def _records(text: str, place: Place, problems: Problems) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows that are not blank, each with its first line; a quote gone astray ends the reading."""
    reader = csv.reader(_lines(text, place), delimiter=_delimiter(text), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            problems.add(FormError("actuals.quotes", place=attrs.evolve(place, row=line)))
            return
        if any(map(str.strip, cells)):
            yield line, cells


def _lines(text: str, place: Place) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if number > MAX_LINES:
            raise ActualsError("actuals.too-many-lines", place=place, limit=MAX_LINES)
        if len(line) > MAX_LINE:
            raise ActualsError("actuals.line-too-long", place=attrs.evolve(place, row=number), limit=MAX_LINE)
        yield line


def _delimiter(text: str) -> str:
    """Return the mark that parts a line into the most known headings: office programs write all three."""
    lines = text[:MAX_LINE].splitlines()[:20]

    def known(mark: str) -> int:
        return max((sum(map(_is_heading, line.split(mark))) for line in lines), default=0)

    return max(",\t;", key=known)


def _is_heading(cell: str) -> bool:
    return _folded(cell.strip().strip('"')) in _headings()


def _read_header(header: Sequence[str], place: Place, findings: list[Finding]) -> dict[str, int]:
    """Return the number of each known column, from 1."""
    columns: dict[str, int] = {}
    unused = []
    for at, cell in enumerate(header, 1):
        shown = shorten(cell.strip())
        column = _headings().get(_folded(unguard(cell)))
        if column is None:
            unused += [shown] if shown else []
        elif column in columns:
            here = attrs.evolve(place, cell=at)
            raise ActualsError("actuals.two-columns", place=here, column=shown, first=columns[column])
        else:
            columns[column] = at
    missing = [column for column in ("name", "actual") if column not in columns]
    if "number" in columns and "name" in missing:
        missing.remove("name")
    if missing:
        words = load("actuals")["columns"]
        wanted = listed(" / ".join(words[column][locale][0] for locale in LOCALES) for column in missing)
        raise ActualsError("actuals.no-column", place=place, columns=wanted, found=listed(unused[:10]))
    if unused:
        params = (("columns", listed(unused[:10])),)
        code = "actuals.column-unused"
        findings.append(Finding(code=code, severity=Severity.INFO, path="$", place=place, params=params))
    return columns


# JSON -----------------------------------------------------------------------------------------------------


class _Object(tuple[tuple[str, Any], ...]):
    """A JSON object: its pairs in order, a key that stands twice kept twice."""

    __slots__ = ()


class NoValue:
    """What JSON can hold and no actual value can be: NaN, Infinity."""


def json_entries(text: str, place: Place) -> Iterator[Entry]:
    """Yield the values of a JSON document.

    Raises:
        ActualsError: where it is no JSON, no object, or nested too deeply.
    """
    document = _load(text, place)
    if not isinstance(document, _Object):
        raise ActualsError("actuals.not-an-object", place=place)
    for key, value in document:
        path = _step("$", key)
        if not isinstance(value, _Object):
            yield Entry(value=value, name=key, path=path)
            continue
        for inner, one in value:
            below = _step(path, inner)
            if not isinstance(one, _Object):
                yield Entry(value=one, name=inner, project=key, path=below)
                continue
            for name, last in one:
                yield Entry(value=last, name=name, level2=inner, project=key, path=_step(below, name))


def _step(path: str, key: str) -> str:
    return f'{path}["{shorten(key)}"]'


def _load(text: str, place: Place) -> object:
    try:
        return json.loads(
            text,
            object_pairs_hook=_Object,
            parse_int=_json_number,
            parse_float=_json_number,
            parse_constant=lambda _: NoValue(),
        )
    except json.JSONDecodeError as error:
        here = attrs.evolve(place, row=error.lineno)
        line, at = _line_around(text, error.pos)
        span = (at, min(at + 1, len(line)))
        raise ActualsError("actuals.syntax", place=here, text=line, span=span, column=error.colno) from None
    except RecursionError:
        raise ActualsError("actuals.too-deep", place=place) from None


def _line_around(text: str, position: int) -> tuple[str, int]:
    """Return the line at `position`, of a long one the part near it, and the position in that."""
    start = max(text.rfind("\n", 0, position) + 1, position - 200)
    return text[start : position + 200].partition("\n")[0], position - start


def _json_number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent that no Decimal has: as much over the cap of digits as this
        return Decimal("1E+1000")
