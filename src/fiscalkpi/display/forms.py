"""Forms for the eye: head, money, goals, indicators, what was reported, what the reader noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscalkpi._messages import wording
from fiscalkpi._numbers import plain
from fiscalkpi.display.findings import findings_list_html, findings_text
from fiscalkpi.display.html import BLOCK, QUIET, box, heading_html, pairs_html, table_html, text_html
from fiscalkpi.display.texts import (
    GAP,
    NUMBERS,
    WIDTH,
    Pair,
    Row,
    heading_lines,
    label_of,
    pairs_text,
    target_text,
    text_table,
    wrap_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscalkpi.filed import BudgetExecution, FiledForm
    from fiscalkpi.model import FundingBreakdown, Project
    from fiscalkpi.money import Yuan

# Characters of a goal that stand before the fold, in a notebook.
_SHOWN = 120


def _head(project: Project, form: FiledForm | None, locale: str) -> list[Pair]:
    """Return the cells of the head that are filed, each under its label, and the kind of the form."""
    kind = None if form is None else label_of(f"form-kind.{form.kind}", locale)
    pairs = [(label_of("field.kind", locale), kind)]
    pairs += [
        (label_of(f"field.{name}", locale), getattr(project, name))
        for name in ("name", "category", "department", "implementing_unit")
    ]
    start, end = (str(day or label_of("date.open", locale)) for day in (project.start, project.end))
    span = label_of("date.range", locale, start=start, end=end) if project.start or project.end else None
    year = None if project.fiscal_year is None else str(project.fiscal_year)
    pairs += [(label_of("field.dates", locale), span), (label_of("field.fiscal_year", locale), year)]
    pairs += [(cell.label, cell.text) for cell in project.extra]
    return [(label, text) for label, text in pairs if text]


_SCOPES = {
    "project": ("total", "fiscal", "other"),
    "annual": ("annual_total", "annual_appropriation", "annual_carryover", "annual_other"),
}


def _money(funding: FundingBreakdown, locale: str) -> list[Pair]:
    """Return the amounts of the money block that the form has, and the lines of their own name."""
    pairs = []
    for scope, names in _SCOPES.items():
        for name in names:
            state = funding.state(name)
            if state != "absent":
                amount: Yuan | None = getattr(funding, name)
                text = label_of(f"state.{state}", locale) if amount is None else amount.format(locale)
                pairs.append((label_of(f"funding.{name}", locale), text))
        for line in funding.lines:
            if line.scope == scope and line.role is None:
                pairs.append((line.label, _line_amounts(line.initial, line.adjusted, line.spent, locale)))
    return pairs


def _line_amounts(initial: Yuan | None, adjusted: Yuan | None, spent: Yuan | None, locale: str) -> str:
    """Return the amounts of one row of money; a plan has the initial one only, which then needs no name."""
    named = {"initial": initial, "adjusted": adjusted, "spent": spent}
    filled = {name: amount.format(locale) for name, amount in named.items() if amount is not None}
    if not filled:
        return label_of("state.blank", locale)
    if filled.keys() == {"initial"}:
        return filled["initial"]
    parts = [label_of(f"execution.{name}", locale, amount=amount) for name, amount in filled.items()]
    return label_of("list.separator", locale).join(parts)


def _report(form: FiledForm, locale: str) -> list[Pair]:
    """Return what a report says besides the plan."""
    pairs: list[tuple[str, str | None]] = []
    if form.execution is not None:
        pairs.append((label_of("field.execution", locale), _execution(form.execution, locale)))
    total = form.total_points
    pairs += [
        (label_of("field.total_points", locale), None if total is None else plain(total)),
        (label_of("field.grade", locale), form.grade),
        (label_of("field.goal_result", locale), form.goal_result),
        (label_of("field.reason_text", locale), form.reason_text),
        (label_of("field.remarks", locale), form.remarks),
    ]
    pairs += [(cell.label, cell.text) for cell in form.extra]
    return [(label, text) for label, text in pairs if text]


def _execution(run: BudgetExecution, locale: str) -> str:
    text = _line_amounts(run.initial, run.adjusted, run.spent, locale)
    if run.points is None:
        return text
    points = label_of("execution.points", locale, points=plain(run.points))
    return label_of("list.separator", locale).join([text, points])


def _goals(project: Project, locale: str) -> list[Pair]:
    goals = project.goals
    overall = label_of("field.overall", locale)
    if goals.overall_years:
        overall = label_of("field.overall.years", locale, label=overall, years=goals.overall_years)
    pairs = [(overall, goals.overall), (label_of("field.annual", locale), goals.annual)]
    pairs += [(part.label, part.text) for part in goals.parts]
    return [(label, text) for label, text in pairs if text]


def _indicator_table(project: Project, form: FiledForm | None, locale: str) -> tuple[list[str], list[Row]]:
    """Return headings and rows; a column for weights, actual values or points where the form has any."""
    rows = project.goals.indicators
    names = ["number", "level1", "level2", "name", "target", "kind"]
    if any(row.weight is not None for row in rows):
        names.append("weight")
    if form is not None and form.results:
        names += ["actual", "points"]
    headings = [label_of(f"column.{name}", locale) for name in names]
    cells = []
    for number, row in enumerate(rows, 1):
        line = {
            "number": str(number),
            "level1": row.level1 or "",
            "level2": row.level2 or "",
            "name": row.name,
            "target": target_text(row.target, locale),
            "kind": wording("evaluation", f"kind.{row.target.kind}", locale),
            "weight": "" if row.weight is None else plain(row.weight),
        }
        if form is not None and number <= len(form.results):
            result = form.results[number - 1]
            line["actual"] = result.actual.text
            line["points"] = "" if result.points is None else plain(result.points)
        cells.append(Row([line.get(name, "") for name in names]))
    return headings, cells


def _title(project: Project, locale: str) -> str:
    return project.title or project.name or label_of("field.untitled", locale)


def project_html(project: Project, locale: str = "zh_CN") -> str:
    """Return a project as a table for a notebook: head, money, goals, indicators.

    >>> from fiscalkpi import Project
    >>> html = project_html(Project(name="<b>政务云</b>"))
    >>> "<b>" in html, "&lt;b&gt;政务云&lt;/b&gt;" in html
    (False, True)
    """
    return box(_project_parts(project, None, locale))


def form_html(form: FiledForm, locale: str = "zh_CN") -> str:
    """Return a form as a table for a notebook: the project, what was reported, the reader's findings."""
    parts = _project_parts(form.project, form, locale)
    parts.append(pairs_html(_report(form, locale)))
    parts.append(findings_list_html(form.findings, locale))
    return box(parts)


def _project_parts(project: Project, form: FiledForm | None, locale: str) -> list[str]:
    headings, rows = _indicator_table(project, form, locale)
    parts = [heading_html(_title(project, locale)), pairs_html(_head(project, form, locale))]
    parts.append(pairs_html(_money(project.funding, locale), right=True))
    parts += [_goal_html(label, text) for label, text in _goals(project, locale)]
    parts.append(table_html(headings, rows) if rows else "")
    return parts


def _goal_html(label: str, text: str) -> str:
    lines = filter(str.strip, text.split("\n"))
    paragraphs = "".join(f'<p style="margin:0.2em 0">{text_html(line)}</p>' for line in lines)
    name = f"<b>{text_html(label)}</b>"
    if len(text) <= _SHOWN:
        return f'<div style="{BLOCK}">{name}{paragraphs}</div>'
    start = text_html(text[:_SHOWN].replace("\n", " "))
    summary = f'<summary>{name} <span style="{QUIET}">{start}…</span></summary>'
    return f'<details style="{BLOCK}">{summary}{paragraphs}</details>'


def form_text(form: FiledForm, locale: str = "zh_CN", width: int = WIDTH) -> str:
    """Return a form as text for a terminal: head, money, goals, indicators, findings of the reader."""
    project = form.project
    headings, rows = _indicator_table(project, form, locale)
    blocks = [
        heading_lines(_title(project, locale), width),
        pairs_text(_head(project, form, locale), width),
        pairs_text(_money(project.funding, locale), width, right=True),
        _goals_text(_goals(project, locale), width),
        text_table(headings, rows, width=width, right=NUMBERS) if rows else [],
        pairs_text(_report(form, locale), width),
        findings_text(form.findings, locale, width),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _goals_text(goals: Sequence[Pair], width: int) -> list[str]:
    lines = []
    for label, text in goals:
        lines += wrap_text(label, width)
        lines += [f"{GAP}{line}".rstrip() for line in wrap_text(text, width - len(GAP))]
    return lines
