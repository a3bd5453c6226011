"""Findings for the eye: a table in a notebook, lines in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from fiscalkpi.display.html import BLOCK, box, heading_html, table_html, text_html
from fiscalkpi.display.texts import WIDTH, Row, hanging, label_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscalkpi.provenance import Finding


def _finding_line(finding: Finding, locale: str) -> str:
    severity = label_of(f"severity.{finding.severity}", locale)
    return label_of("finding.with-severity", locale, severity=severity, line=finding.line(locale))


def findings_html(findings: Sequence[Finding], locale: str = "zh_CN") -> str:
    """Return findings as a table for a notebook: severity, code, where, and what to do.

    Findings that say the same of several places are one row, as in :func:`findings_text`.
    """
    heading = heading_html(label_of("findings.all", locale, count=len(findings)))
    headings = [label_of(f"finding.{name}", locale) for name in ("severity", "code", "place", "message")]
    rows = []
    for alike in _alike(findings, locale):
        first = alike[0]
        places = [_finding_place(first, locale), *_other_places(alike[1:], locale)]
        severity = label_of(f"severity.{first.severity}", locale)
        listed = label_of("findings.comma", locale).join(places)
        rows.append(Row([severity, first.code, listed, first.message(locale)]))
    return box([heading, table_html(headings, rows) if rows else ""])


def _alike(findings: Sequence[Finding], locale: str) -> list[list[Finding]]:
    """Return the findings in order, those that say the same together."""
    alike: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.code, finding.message(locale)), []).append(finding)
    return list(alike.values())


def _finding_place(finding: Finding, locale: str) -> str:
    return (finding.place.label(locale) if finding.place else "") or finding.path


def _other_places(findings: Sequence[Finding], locale: str) -> list[str]:
    """Return where the same is said once more: the file is named by the first place."""
    return [attrs.evolve(one.place, file=None).label(locale) if one.place else one.path for one in findings]


def findings_list_html(
    findings: Sequence[Finding],
    locale: str,
    heading: Literal["findings.count", "findings.all"] = "findings.count",
) -> str:
    """Return findings as a list that can be folded, with the words above of :func:`findings_text`."""
    title = text_html(label_of(heading, locale, count=len(findings)))
    if not findings:
        return f'<div style="{BLOCK}">{title}</div>'
    lines = "".join(f"<li>{text_html(_finding_line(finding, locale))}</li>" for finding in findings)
    return f'<details open style="{BLOCK}"><summary>{title}</summary><ul>{lines}</ul></details>'


def findings_text(
    findings: Sequence[Finding],
    locale: str = "zh_CN",
    width: int = WIDTH,
    heading: Literal["findings.count", "findings.all"] = "findings.count",
) -> list[str]:
    """Return the findings as lines for a terminal: how many, then severity, code, place and words of each.

    Findings that say the same of several places are one line, with all the places behind it.

    Args:
        findings: in the order in which they are shown.
        locale: ``zh_CN`` or ``en``.
        width: columns of the terminal.
        heading: which words stand above: those for the reader's own findings, or those for all.
    """
    lines = [label_of(heading, locale, count=len(findings))]
    for first, *others in _alike(findings, locale):
        line = _finding_line(first, locale)
        places = _other_places(others, locale)
        if places:
            listed = label_of("findings.comma", locale).join(places)
            line += label_of("findings.more", locale, count=len(places), places=listed)
        lines += hanging("- ", line, width)
    return lines
