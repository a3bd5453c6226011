"""A scorecard for the eye: one row a line, how its points came about below it, then the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscalkpi._numbers import exact_text, plain
from fiscalkpi.display.evaluations import verdict_with_sign
from fiscalkpi.display.findings import findings_list_html, findings_text
from fiscalkpi.display.html import box, heading_html, lines_html, table_html
from fiscalkpi.display.texts import WIDTH, Row, hanging, heading_lines, label_of, target_text, text_table
from fiscalkpi.scoring.explain import (
    card_notes,
    execution_cells,
    explain_execution,
    total_text,
    why_points,
)
from fiscalkpi.scoring.rules import ScoreNote
from fiscalkpi.targets.explain import percent_text, verdict_text

if TYPE_CHECKING:
    from decimal import Decimal

    from fiscalkpi.scoring.scorecard import ExecutionLine, Scorecard, ScoreLine

_COLUMNS = ("number", "level2", "name", "target", "actual", "verdict", "attainment", "weight", "points")


def scorecard_html(card: Scorecard, locale: str = "zh_CN") -> str:
    """Return a scorecard as a table for a notebook: total and grade, lines, what is open, differences.

    >>> from fiscalkpi import GoalSet, Indicator, score
    >>> row = Indicator(level2="质量指标", name="<合格率>", target="≥90%", weight=100)
    >>> html = scorecard_html(score(GoalSet(indicators=(row,)), ["90%"]))
    >>> "&lt;合格率&gt;" in html, "100.00" in html
    (True, True)
    """
    headings, rows = _table(card, locale, signs=True)
    parts = [heading_html(total_text(card, locale)), table_html(headings, rows)]
    parts.append(lines_html(card_notes(card, locale)[1:]))
    if card.findings:
        parts.append(findings_list_html(card.findings, locale, heading="findings.all"))
    return box(parts)


def scorecard_text(card: Scorecard, locale: str = "zh_CN", width: int = WIDTH) -> str:
    """Return a scorecard as text for a terminal; the arguments are those of the other texts."""
    headings, rows = _table(card, locale, signs=False)
    first = headings.index(label_of("column.attainment", locale))
    right = frozenset({0, *range(first, len(headings))})
    blocks = [
        heading_lines(total_text(card, locale), width),
        text_table(headings, rows, width=width, right=right),
        [line for one in card_notes(card, locale)[1:] for line in hanging("- ", one, width)],
        findings_text(card.findings, locale, width, heading="findings.all") if card.findings else [],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _table(card: Scorecard, locale: str, *, signs: bool) -> tuple[list[str], list[Row]]:
    """Return headings and one row a line; filed points where the form has any."""
    columns: list[str] = list(_COLUMNS)
    if any(line.filed_points is not None for line in card.all_lines):
        columns.append("filed_points")
    # what the card says of all its weights once, no row says again
    told = frozenset() if card.scheme is None else frozenset({ScoreNote.WEIGHT_DEFAULT})
    rows = []
    for number, line in enumerate(card.lines, 1):
        cells = _cells(number, line, locale, signs=signs)
        rows.append(Row([cells[name] for name in columns], why_points(line, locale, told)))
    if card.execution_line is not None:
        cells = _execution_cells(card.execution_line, locale)
        said = why_points(card.execution_line, locale, told)
        if not signs:  # a narrow column would break an amount in two: the sentence below has both
            cells |= {"target": "", "actual": ""}
            said = explain_execution(card.execution_line, locale, told)
        rows.append(Row([cells[name] for name in columns], said))
    return [label_of(f"column.{name}", locale) for name in columns], rows


def _cells(number: int, line: ScoreLine, locale: str, *, signs: bool) -> dict[str, str]:
    evaluation = line.evaluation
    verdict = verdict_with_sign(evaluation, locale) if signs else verdict_text(evaluation, locale)
    return {
        "number": str(number),
        "level2": line.indicator.level2 or line.indicator.level1 or "",
        "name": line.indicator.name,
        "target": target_text(evaluation.target, locale),
        "actual": line.actual.text.strip(),
        "verdict": verdict,
        "attainment": percent_text(evaluation.attainment),
        "weight": _number(line.weight),
        "points": "" if line.points is None else plain(line.points),
        "filed_points": "" if line.filed_points is None else plain(line.filed_points),
    }


def _execution_cells(line: ExecutionLine, locale: str) -> dict[str, str]:
    name, adjusted, spent = execution_cells(line, locale)
    return {
        "number": "",
        "level2": "",
        "name": name,
        "target": adjusted,
        "actual": spent,
        "verdict": "",
        "attainment": percent_text(line.rate),
        "weight": _number(line.weight),
        "points": "" if line.points is None else plain(line.points),
        "filed_points": "" if line.filed_points is None else plain(line.filed_points),
    }


def _number(weight: Decimal | None) -> str:
    return "" if weight is None else exact_text(weight)
