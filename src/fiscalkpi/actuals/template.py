"""The sheet to fill in, and the guard against cells that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from fiscalkpi._data import load
from fiscalkpi._messages import resolve_locale
from fiscalkpi.filed import FiledForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fiscalkpi.model import Project

COLUMNS = ("project", "number", "level1", "level2", "name", "target", "actual")
"""The columns of a sheet, in the order of a template; their headings are in ``data/actuals.toml``."""


def actuals_template(forms: Iterable[FiledForm | Project], locale: str = "zh_CN") -> bytes:
    """Return the CSV file to fill in, one row an indicator: UTF-8 with a byte order mark, lines end in CRLF.

    What a report has filed already stands in it. A cell that a spreadsheet would take for a formula
    (``=100%``) gets an apostrophe before it, which :func:`~fiscalkpi.actuals.read_actuals` takes off
    again; numbers are left alone.

    >>> from fiscalkpi import GoalSet, Indicator, Project
    >>> rate = Indicator(name="完成率", target="=100%")
    >>> project = Project(name="政务云", goals=GoalSet(indicators=(rate,)))
    >>> actuals_template([project]).decode("utf-8-sig").splitlines()
    ['项目,序号,一级指标,二级指标,三级指标,指标值,实际完成值', "政务云,1,,,完成率,'=100%,"]
    """
    words, language = load("actuals")["columns"], resolve_locale(locale)
    rows = [[words[column][language][0] for column in COLUMNS]]
    for form in forms:
        project, results = (form.project, form.results) if isinstance(form, FiledForm) else (form, ())
        for number, indicator in enumerate(project.goals.indicators, 1):
            filed = results[number - 1].actual.text if number <= len(results) else ""
            head = [project.name or "", str(number), indicator.level1 or "", indicator.level2 or ""]
            rows.append([*head, indicator.name, indicator.target.text, filed])
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows(map(guard, row) for row in rows)
    return file.getvalue().encode("utf-8-sig", errors="backslashreplace")


# A sign of a formula after any blanks, as spreadsheets take it, or a tab or line break at the very start.
# Apostrophes before it, filed or added, are counted in: so taking one off is the exact inverse of adding one.
_FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?%?")


def _runs(cell: str) -> bool:
    return _FORMULA.match(cell) is not None and _PLAIN_NUMBER.fullmatch(cell) is None


def guard(cell: str) -> str:
    """Return `cell` so that no spreadsheet runs it; :func:`unguard` is the inverse."""
    return f"'{cell}" if _runs(cell) else cell


def unguard(cell: str) -> str:
    """Return the text that :func:`guard` was given; what it would not have written is left as it is.

    >>> cells = ("=100%", "'=100%", "-5", "'-5", "≥90%")
    >>> [guard(cell) for cell in cells], [unguard(guard(cell)) for cell in cells] == list(cells)
    (["'=100%", "''=100%", '-5', "''-5", '≥90%'], True)
    """
    return cell[1:] if cell.startswith("'") and _runs(cell[1:]) else cell
