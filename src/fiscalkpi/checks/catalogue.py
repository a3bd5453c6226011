"""What is known of each code: severity, source, first year, and which codes of the reader say the same.

The table is data (``data/findings.toml``); the wording is in the catalogues of messages.
"""

from __future__ import annotations

from functools import cache

import attrs

from fiscalkpi._data import load
from fiscalkpi.provenance import Mark, Severity, Source


@attrs.frozen(kw_only=True)
class Entry:
    """One code of the catalogue."""

    code: str
    """The code: the contract."""
    severity: Severity
    """How much it matters."""
    source: Source
    """What it rests on."""
    since: int | None = None
    """The first budget year that its document rules; None: any."""
    told_by: tuple[str, ...] = ()
    """Codes of the reader that say the same of the same place."""


@cache
def entries() -> dict[str, Entry]:
    """Return every code of the checks, in the order of the data."""
    data = load("findings")
    return {
        code: Entry(
            code=code,
            severity=Severity(one["severity"]),
            source=source(one["document"], one.get("article"), one.get("mark")),
            since=one.get("since"),
            told_by=tuple(one.get("told_by", ())),
        )
        for code, one in data["codes"].items()
    }


def source(document: str, article: str | None = None, mark: str | None = None) -> Source:
    """Return a document of the table as a source; a weaker mark may be given for one rule of it."""
    named = load("findings")["documents"][document]
    return Source(document=named["document"], article=article, mark=Mark(mark or named["mark"]))
