"""An appraisal for the eye."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscalkpi._numbers import plain
from fiscalkpi.appraisal.explain import grade_text, head_text, sentences, word
from fiscalkpi.display.html import BLOCK, box, heading_html, table_html, text_html
from fiscalkpi.display.texts import WIDTH, Row, hanging, heading_lines, text_table

if TYPE_CHECKING:
    from fiscalkpi.appraisal.appraise import Appraisal, AppraisalLine


def _appraisal_table(appraisal: Appraisal, locale: str) -> tuple[list[str], list[Row]]:
    """Return headings and one row a line, the reviewer's ground below it; points have a row of their sum."""
    names = ["code", "name", "grade"]
    if appraisal.total is not None:
        names[2:2] = ["weight", "points"]
    rows = []
    for line in appraisal.lines:
        cells = {
            "code": line.entry.code,
            "name": line.entry.name(locale),
            "weight": "" if line.entry.weight is None else plain(line.entry.weight),
            "points": _points(line, locale),
            "grade": grade_text(appraisal.scheme, line.grade, locale),
        }
        rows.append(Row([cells[name] for name in names], line.comment or ""))
    if appraisal.total is not None and appraisal.weight is not None:
        grade = grade_text(appraisal.scheme, appraisal.grade, locale)
        total, weight = plain(appraisal.total), plain(appraisal.weight)
        rows.append(Row(["", word("column.total", locale), weight, total, grade]))
    return [word(f"column.{name}", locale) for name in names], rows


def _points(line: AppraisalLine, locale: str) -> str:
    """Return the points of a line; where they are open, what they can be."""
    if line.low is None or line.high is None:
        return ""
    low, high = plain(line.low), plain(line.high)
    return low if line.points is not None else word("range", locale, low=low, high=high)


def appraisal_html(appraisal: Appraisal, locale: str = "zh_CN") -> str:
    """Return an appraisal as a table for a notebook: result, one row a graded entry, what there is to say."""
    headings, rows = _appraisal_table(appraisal, locale)
    said = "".join(
        f'<p style="margin:0.2em 0">{text_html(one)}</p>' for one in sentences(appraisal, locale)[1:]
    )
    table = table_html(headings, rows)
    return box([heading_html(head_text(appraisal, locale)), table, f'<div style="{BLOCK}">{said}</div>'])


def appraisal_text(appraisal: Appraisal, locale: str = "zh_CN", width: int = WIDTH) -> str:
    """Return an appraisal as text for a terminal: result, one row a graded entry, what there is to say."""
    headings, rows = _appraisal_table(appraisal, locale)
    right = frozenset() if appraisal.total is None else frozenset({2, 3})
    blocks = [
        heading_lines(head_text(appraisal, locale), width),
        text_table(headings, rows, width=width, right=right),
        [line for one in sentences(appraisal, locale)[1:] for line in hanging("- ", one, width)],
    ]
    return "\n\n".join("\n".join(block) for block in blocks)
