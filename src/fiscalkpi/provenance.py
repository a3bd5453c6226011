"""Where a thing comes from: the document behind a rule, and the place in a filed form."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping


class Mark(StrEnum):
    """How far a source may be trusted."""

    TEXT = "T"
    """The official text itself was read."""
    REISSUE = "L"
    """Read in a faithful local re-issue."""
    PRACTICE = "P"
    """Seen in published forms or in software in use, with no ministry text behind it."""


@attrs.frozen(kw_only=True)
class Source:
    """The document that a rule, a finding or a data file rests on.

    >>> str(Source(document="财预〔2020〕10号", article="第十六条", mark=Mark.TEXT))
    '财预〔2020〕10号第十六条 [T]'
    """

    document: str
    """Number or name of the document as printed; ``practice`` where none exists."""
    article: str | None = None
    """Article or section inside it."""
    mark: Mark = attrs.field(default=Mark.PRACTICE, converter=Mark)
    """How the document was read."""

    @classmethod
    def of(cls, table: Mapping[str, str]) -> Source:
        """Return the source that a table of a data file states: document, article if any, mark.

        >>> str(Source.of({"document": "财预〔2020〕10号", "article": "第十八条", "mark": "T"}))
        '财预〔2020〕10号第十八条 [T]'
        """
        return cls(document=table["document"], article=table.get("article"), mark=Mark(table["mark"]))

    def label(self, locale: str = "zh_CN") -> str:
        """Return document and article in `locale`, by their short names in English, without the mark.

        >>> Source(document="财预〔2020〕10号", article="第十六条", mark=Mark.TEXT).label("en")
        'MOF 2020-10 art. 16'
        """
        from fiscalkpi._messages import catalogue, resolve_locale

        words = catalogue("sources", resolve_locale(locale))
        document = words.get(self.document, self.document)
        if self.article is None:
            return document
        return words["source"].format(document=document, article=words.get(self.article, self.article))

    def __str__(self) -> str:
        return f"{self.document}{self.article or ''} [{self.mark}]"


@attrs.frozen(kw_only=True)
class Place:
    """A place in a file, named as a person would: line and cell of a text, or sheet and cell.

    All numbers count from 1.

    >>> print(Place(file="shanghai-2022.txt", row=31, cell=3).label("en"))
    shanghai-2022.txt, line 31, cell 3
    >>> print(Place(sheet="附表1", row=5, cell=28).label("zh"))
    附表1!AB5
    """

    file: str | None = None
    """Name of the file, without its folder."""
    sheet: str | None = None
    """Sheet of a workbook or table of a document; None for plain text."""
    row: int | None = None
    """Line of a text or row of a table, from 1."""
    cell: int | None = None
    """Number of the cell in its row, from 1; the column in a sheet."""

    def label(self, locale: str = "zh_CN") -> str:
        """Return the place in words, for a message in `locale` (``zh_CN`` or ``en``)."""
        from fiscalkpi._messages import wording

        parts = [self.file] if self.file else []
        if self.sheet is not None:
            position = "" if self.cell is None else _column_letters(self.cell)
            position += "" if self.row is None else str(self.row)
            parts.append(f"{self.sheet}!{position}" if position else self.sheet)
        elif self.row is not None:
            code = "place.line" if self.cell is None else "place.line-cell"
            parts.append(wording("labels", code, locale, {"row": self.row, "cell": self.cell}))
        return wording("labels", "place.separator", locale).join(parts)

    def __str__(self) -> str:
        return self.label("en")


def _column_letters(number: int) -> str:
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """The form cannot stand as filed."""
    WARNING = "warning"
    """A reviewer would ask."""
    INFO = "info"
    """Worth knowing; nothing has to change."""


@attrs.frozen(kw_only=True)
class Finding:
    """One thing that a reader or a check has to say about a form: a value, never an exception.

    The code is the contract; the wording comes from the catalogue and may change.

    >>> place = Place(file="form.txt", row=40)
    >>> finding = Finding(code="layout.row-shifted", severity=Severity.INFO, path="$.goals", place=place)
    >>> finding.code, finding.place.label("en")
    ('layout.row-shifted', 'form.txt, line 40')
    """

    code: str
    """Stable code, ``area.some-thing``."""
    severity: Severity
    """Error, warning or information."""
    path: str
    """Address of the value in the model, as in a structure error: ``$.goals.indicators[3].target``."""
    place: Place | None = None
    """Place in the file, when the form came from one."""
    source: Source | None = None
    """What the finding rests on."""
    related: tuple[Place, ...] = ()
    """Further places that belong to it: the other cell of a sum or of a duplicate."""
    params: tuple[tuple[str, str], ...] = ()
    """The parts of its message, to word it anew."""

    def message(self, locale: str = "zh_CN") -> str:
        """Return what was found and what to do about it, as one or more sentences in `locale`."""
        from fiscalkpi._messages import wording

        params = dict(self.params)
        if self.source is not None and "source" in params:
            params["source"] = self.source.label(locale)  # a document has a name in each language
        return wording("findings", self.code, locale, params)

    def line(self, locale: str = "zh_CN") -> str:
        """Return code, place (or path) and message on one line."""
        from fiscalkpi._messages import wording

        where = (self.place.label(locale) if self.place is not None else "") or self.path
        parts = {"code": self.code, "where": where, "message": self.message(locale)}
        return wording("labels", "finding.line", locale, parts)

    def __str__(self) -> str:
        return self.line()
