"""Forms and verdicts for the eye: tables in a notebook (HTML) and in a terminal (plain text).

Both show the same things in the same words. Nothing is computed here but widths; every text is shown
as filed, with what cannot be seen in it (control characters, marks that turn the direction of writing)
written out, so that a form can neither break a table nor look like another one.

The HTML has no colours of its own, so it reads in light and dark themes alike; a verdict is a word with
a sign. All texts go through :func:`html.escape`.
"""

from __future__ import annotations

import unicodedata
from html import escape
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

import attrs

from fiscalkpi._messages import wording
from fiscalkpi._numbers import plain
from fiscalkpi._text import display_width, pad
from fiscalkpi.targets.explain import (
    deviation_text,
    note_text,
    notes_told,
    percent_text,
    reason_text,
    verdict_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscalkpi.filed import BudgetExecution, FiledForm
    from fiscalkpi.model import FundingBreakdown, Indicator, Project
    from fiscalkpi.money import Yuan
    from fiscalkpi.provenance import Finding
    from fiscalkpi.targets.model import Target
    from fiscalkpi.targets.verdict import Evaluation

WIDTH = 100
"""Columns of a text that is not shown in a terminal."""
_NARROWEST = 40
# Characters of a goal that stand before the fold, in a notebook.
_SHOWN = 120

_Pair = tuple[str, str]


def _label(code: str, locale: str, /, **params: object) -> str:
    return wording("labels", code, locale, params)


# What both kinds of output say ----------------------------------------------------------------------------


def visible(text: str) -> str:
    """Return `text` with every character that cannot be seen written out; line breaks stay.

    >>> print(visible("合格率\\u202e%09\\x00"))
    合格率\\u202e%09\\u0000
    """
    if text.isprintable() and text.isascii():
        return text
    shown = [_shown(char) for char in text]
    # a mark without a letter before it would stand on whatever is to its left
    for at, char in enumerate(text):
        if _is_mark(char) and (at == 0 or text[at - 1] == "\n"):
            shown[at] = f"◌{char}"
    return "".join(shown)


def _shown(char: str) -> str:
    if char in "\n\u3000" or (char.isprintable() and not _joins(char)):
        return char
    if unicodedata.category(char) == "Zs":
        return " "
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me")


def _joins(char: str) -> bool:
    """Whether a terminal may draw `char` together with its neighbour, in a width that nobody can foretell."""
    # vowels and finals of Korean syllables in pieces, selectors that turn a sign into a picture
    return "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7ff" or "\ufe00" <= char <= "\ufe0f"


def _target_text(target: Target, locale: str) -> str:
    return target.text.strip() or wording("evaluation", "blank", locale)


def _head(project: Project, form: FiledForm | None, locale: str) -> list[_Pair]:
    """Return the cells of the head that are filed, each under its label, and the kind of the form."""
    kind = None if form is None else _label(f"form-kind.{form.kind}", locale)
    pairs = [(_label("field.kind", locale), kind)]
    pairs += [
        (_label(f"field.{name}", locale), getattr(project, name))
        for name in ("name", "category", "department", "implementing_unit")
    ]
    start, end = (str(day or _label("date.open", locale)) for day in (project.start, project.end))
    span = _label("date.range", locale, start=start, end=end) if project.start or project.end else None
    year = None if project.fiscal_year is None else str(project.fiscal_year)
    pairs += [(_label("field.dates", locale), span), (_label("field.fiscal_year", locale), year)]
    pairs += [(cell.label, cell.text) for cell in project.extra]
    return [(label, text) for label, text in pairs if text]


_SCOPES = {
    "project": ("total", "fiscal", "other"),
    "annual": ("annual_total", "annual_appropriation", "annual_carryover", "annual_other"),
}


def _money(funding: FundingBreakdown, locale: str) -> list[_Pair]:
    """Return the amounts of the money block that the form has, and the lines of their own name."""
    pairs = []
    for scope, names in _SCOPES.items():
        for name in names:
            state = funding.state(name)
            if state != "absent":
                amount: Yuan | None = getattr(funding, name)
                text = _label(f"state.{state}", locale) if amount is None else amount.format(locale)
                pairs.append((_label(f"funding.{name}", locale), text))
        for line in funding.lines:
            if line.scope == scope and line.role is None:
                pairs.append((line.label, _line_amounts(line.initial, line.adjusted, line.spent, locale)))
    return pairs


def _line_amounts(initial: Yuan | None, adjusted: Yuan | None, spent: Yuan | None, locale: str) -> str:
    """Return the amounts of one row of money; a plan has the initial one only, which then needs no name."""
    named = {"initial": initial, "adjusted": adjusted, "spent": spent}
    filled = {name: amount.format(locale) for name, amount in named.items() if amount is not None}
    if not filled:
        return _label("state.blank", locale)
    if filled.keys() == {"initial"}:
        return filled["initial"]
    parts = [_label(f"execution.{name}", locale, amount=amount) for name, amount in filled.items()]
    return _label("list.separator", locale).join(parts)


def _report(form: FiledForm, locale: str) -> list[_Pair]:
    """Return what a report says besides the plan."""
    pairs: list[tuple[str, str | None]] = []
    if form.execution is not None:
        pairs.append((_label("field.execution", locale), _execution(form.execution, locale)))
    total = form.total_points
    pairs += [
        (_label("field.total_points", locale), None if total is None else plain(total)),
        (_label("field.grade", locale), form.grade),
        (_label("field.goal_result", locale), form.goal_result),
        (_label("field.reason_text", locale), form.reason_text),
        (_label("field.remarks", locale), form.remarks),
    ]
    pairs += [(cell.label, cell.text) for cell in form.extra]
    return [(label, text) for label, text in pairs if text]


def _execution(run: BudgetExecution, locale: str) -> str:
    text = _line_amounts(run.initial, run.adjusted, run.spent, locale)
    if run.points is None:
        return text
    points = _label("execution.points", locale, points=plain(run.points))
    return _label("list.separator", locale).join([text, points])


def _goals(project: Project, locale: str) -> list[_Pair]:
    goals = project.goals
    overall = _label("field.overall", locale)
    if goals.overall_years:
        overall = _label("field.overall.years", locale, label=overall, years=goals.overall_years)
    pairs = [(overall, goals.overall), (_label("field.annual", locale), goals.annual)]
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
    headings = [_label(f"column.{name}", locale) for name in names]
    cells = []
    for number, row in enumerate(rows, 1):
        line = {
            "number": str(number),
            "level1": row.level1 or "",
            "level2": row.level2 or "",
            "name": row.name,
            "target": _target_text(row.target, locale),
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
    return project.title or project.name or _label("field.untitled", locale)


def _finding_line(finding: Finding, locale: str) -> str:
    severity = _label(f"severity.{finding.severity}", locale)
    return _label("finding.with-severity", locale, severity=severity, line=finding.line(locale))


def _evaluation_table(
    evaluations: Sequence[Evaluation], indicators: Sequence[Indicator], locale: str, *, signs: bool
) -> tuple[list[str], list[Row]]:
    """Return headings and one row an evaluation, its reason and its notes as the note below the row."""
    names = ["number", "level2", "name", "target", "actual", "verdict", "attainment"]
    if not indicators:
        names.remove("level2")
    rows = []
    for number, (one, indicator) in enumerate(zip_longest(evaluations, indicators[: len(evaluations)]), 1):
        line = {
            "number": str(number),
            "level2": "" if indicator is None else indicator.level2 or indicator.level1 or "",
            "name": one.name or "",
            "target": _target_text(one.target, locale),
            "actual": one.actual.text.strip(),
            "verdict": _verdict(one, locale) if signs else verdict_text(one, locale),
            "attainment": percent_text(one.attainment),
        }
        rows.append(Row([line[name] for name in names], _said(_why(one, locale), locale)))
    return [_label(f"column.{name}", locale) for name in names], rows


def _why(evaluation: Evaluation, locale: str) -> list[str]:
    """Return reason and notes as sentences; each part of a target of several has its own."""
    told = {note for part in evaluation.parts for note in part.notes}
    sentences = [reason_text(evaluation, locale)]
    sentences += [note_text(note, evaluation, locale) for note in notes_told(evaluation) if note not in told]
    for number, part in enumerate(evaluation.parts, 1):
        target, verdict = _target_text(part.target, locale), verdict_text(part, locale)
        why = _said(_why(part, locale), locale)
        words = _label("part", locale, number=number, target=target, verdict=verdict, why=why)
        sentences.append(words.strip())
    return [sentence for sentence in sentences if sentence]


def _said(sentences: Sequence[str], locale: str) -> str:
    return wording("evaluation", "sentence.separator", locale).join(sentences)


# Signs beside the words, told apart by their shape.
_SIGNS = {"met": "✓", "not_met": "✗", "undecided": "?"}


def _verdict(evaluation: Evaluation, locale: str) -> str:
    return f"{_SIGNS[evaluation.verdict.value]} {verdict_text(evaluation, locale)}"


# HTML -----------------------------------------------------------------------------------------------------

# Grey with an alpha stands out from white and from black. Everything else is the theme's.
_LINE = "1px solid rgba(128,128,128,0.45)"
_CELL = f"border:{_LINE};padding:0.25em 0.6em;text-align:left;vertical-align:baseline;white-space:normal"
_BLOCK = "margin:0.4em 0;max-width:72em"
_TABLE = f"border-collapse:collapse;{_BLOCK}"
_HEAD_CELL = f"{_CELL};font-weight:600;background:rgba(128,128,128,0.12)"
_QUIET = "opacity:0.8"


def project_html(project: Project, locale: str = "zh_CN") -> str:
    """Return a project as a table for a notebook: head, money, goals, indicators.

    >>> from fiscalkpi import Project
    >>> html = project_html(Project(name="<b>政务云</b>"))
    >>> "<b>" in html, "&lt;b&gt;政务云&lt;/b&gt;" in html
    (False, True)
    """
    return _box(_project_parts(project, None, locale))


def form_html(form: FiledForm, locale: str = "zh_CN") -> str:
    """Return a form as a table for a notebook: the project, what was reported, the reader's findings."""
    parts = _project_parts(form.project, form, locale)
    parts.append(_pairs_html(_report(form, locale)))
    parts.append(_findings_html(form.findings, locale))
    return _box(parts)


def evaluation_html(evaluation: Evaluation, locale: str = "zh_CN") -> str:
    """Return one verdict with its arithmetic and its reasons as a table for a notebook."""
    read_as, actual = evaluation.read_as, evaluation.actual.text.strip()
    pairs = [
        (_label("column.target", locale), _target_text(evaluation.target, locale)),
        (_label("column.actual", locale), actual or wording("evaluation", "blank", locale)),
        (_label("column.read_as", locale), "" if read_as is None else read_as.sign),
        (_label("column.attainment", locale), percent_text(evaluation.attainment)),
        (_label("column.deviation", locale), deviation_text(evaluation, locale)),
        (_label("column.why", locale), "\n".join(_why(evaluation, locale))),
    ]
    heading = f"{_verdict(evaluation, locale)} {evaluation.name or ''}".rstrip()
    return _box([_heading(heading), _pairs_html([(label, text) for label, text in pairs if text])])


def evaluations_html(
    evaluations: Sequence[Evaluation], indicators: Sequence[Indicator] = (), locale: str = "zh_CN"
) -> str:
    """Return several verdicts as one table for a notebook, each with its reasons below it.

    Args:
        evaluations: in the order of the form.
        indicators: the indicators they belong to, for the column of their class.
        locale: ``zh_CN`` or ``en``.
    """
    headings, rows = _evaluation_table(evaluations, indicators, locale, signs=True)
    return _box([_table_html(headings, rows)])


def _project_parts(project: Project, form: FiledForm | None, locale: str) -> list[str]:
    headings, rows = _indicator_table(project, form, locale)
    parts = [_heading(_title(project, locale)), _pairs_html(_head(project, form, locale))]
    parts.append(_pairs_html(_money(project.funding, locale), right=True))
    parts += [_goal_html(label, text) for label, text in _goals(project, locale)]
    parts.append(_table_html(headings, rows) if rows else "")
    return parts


def _text_html(text: str) -> str:
    return escape(visible(text), quote=True).replace("\n", "<br>")


def _box(parts: Sequence[str]) -> str:
    return f'<div class="fiscalkpi" style="text-align:left">{"".join(parts)}</div>'


def _heading(text: str) -> str:
    return f'<div style="font-weight:600;font-size:1.1em;margin:0.4em 0">{_text_html(text)}</div>'


def _pairs_html(pairs: Sequence[_Pair], *, right: bool = False) -> str:
    if not pairs:
        return ""
    cell = f"{_CELL};text-align:right" if right else _CELL
    rows = "".join(
        f'<tr><th scope="row" style="{_HEAD_CELL}">{_text_html(label)}</th>'
        f'<td style="{cell}">{_text_html(text)}</td></tr>'
        for label, text in pairs
    )
    return f'<table style="{_TABLE}"><tbody>{rows}</tbody></table>'


def _table_html(headings: Sequence[str], rows: Sequence[Row]) -> str:
    head = "".join(f'<th scope="col" style="{_HEAD_CELL}">{_text_html(text)}</th>' for text in headings)
    body = []
    for row in rows:
        cells = "".join(f'<td style="{_CELL}">{_text_html(text)}</td>' for text in row.cells)
        body.append(f"<tr>{cells}</tr>")
        if row.note:
            note = f'<td style="{_CELL};{_QUIET}" colspan="{len(headings) - 1}">{_text_html(row.note)}</td>'
            body.append(f'<tr><td style="{_CELL}"></td>{note}</tr>')
    return f'<table style="{_TABLE}"><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table>'


def _goal_html(label: str, text: str) -> str:
    lines = filter(str.strip, text.split("\n"))
    paragraphs = "".join(f'<p style="margin:0.2em 0">{_text_html(line)}</p>' for line in lines)
    name = f"<b>{_text_html(label)}</b>"
    if len(text) <= _SHOWN:
        return f'<div style="{_BLOCK}">{name}{paragraphs}</div>'
    start = _text_html(text[:_SHOWN].replace("\n", " "))
    summary = f'<summary>{name} <span style="{_QUIET}">{start}…</span></summary>'
    return f'<details style="{_BLOCK}">{summary}{paragraphs}</details>'


def _findings_html(findings: Sequence[Finding], locale: str) -> str:
    heading = _text_html(_label("findings.count", locale, count=len(findings)))
    if not findings:
        return f'<div style="{_BLOCK}">{heading}</div>'
    lines = "".join(f"<li>{_text_html(_finding_line(finding, locale))}</li>" for finding in findings)
    return f'<details open style="{_BLOCK}"><summary>{heading}</summary><ul>{lines}</ul></details>'


# Plain text -----------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """A row of a table, and what is to be said of it below."""

    cells: Sequence[str]
    """One text a column; line breaks stay."""
    note: str = ""
    """Shown over the columns from the second on; blank for none."""


_GAP = "  "


def text_table(
    headings: Sequence[str], rows: Sequence[Row], *, width: int = WIDTH, right: frozenset[int] = frozenset()
) -> list[str]:
    """Return the lines of a table for a terminal, all of the same width, Chinese aligned.

    Cells that do not fit are continued on the next line. No line is wider than `width`, unless the
    columns cannot be made so narrow.

    Args:
        headings: one a column; none at all for a table without a head.
        rows: the cells, as filed.
        width: columns of the terminal.
        right: the columns that are set to the right: numbers.

    >>> for line in text_table(["指标", "指标值"], [Row(["合格率", "≥90%"]), Row(["人数", "8人"])]):
    ...     print(f"{line}|")
    指标    指标值|
    ------  ------|
    合格率  ≥90%  |
    人数    8人   |
    """
    room = max(width, _NARROWEST)
    head = [list(map(visible, headings))] if headings else []
    grid = [[visible(text) for text in row.cells] for row in rows]
    widths = _column_widths([*head, *grid], room)
    lines = [line for cells in head for line in _row_lines(cells, widths, right)]
    lines += [_GAP.join("-" * column for column in widths) for _ in head]
    indent = " " * (widths[0] + len(_GAP))
    for cells, row in zip(grid, rows, strict=True):
        lines += _row_lines(cells, widths, right)
        if row.note:
            lines += [indent + line for line in wrap_text(row.note, max(room - len(indent), _LEAST))]
    whole = max(map(display_width, lines), default=0)
    return [pad(line, whole) for line in lines]


def _column_widths(grid: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return widths that fit into `room`: the widest columns give way first."""
    widths = [
        min(max(display_width(line) for cell in column for line in cell.split("\n")), room)
        for column in zip(*grid, strict=True)
    ]
    left = room - len(_GAP) * (len(widths) - 1)
    while sum(widths) > left and max(widths) > _LEAST:
        widths[widths.index(max(widths))] -= 1
    return widths


# A column is not made narrower than this.
_LEAST = 4


def _row_lines(cells: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> list[str]:
    wrapped = [_wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    return [
        _GAP.join(pad(line, widths[at], right=at in right) for at, line in enumerate(line_of))
        for line_of in zip_longest(*wrapped, fillvalue="")
    ]


def wrap_text(text: str, width: int) -> list[str]:
    """Return `text` as lines of at most `width` columns, what cannot be seen written out.

    >>> wrap_text("请附佐证，由人工评定。", 12)
    ['请附佐证，由', '人工评定。']
    """
    return _wrap(visible(text), width)


# These do not begin a line.
_CLOSING = frozenset("，。；：、！？）」』》〉】〕”’％%,.;:!?)]}")


def _wrap(text: str, width: int) -> list[str]:
    """Break a text whose characters are all visible."""
    lines = []
    for paragraph in text.split("\n"):
        clusters = _clusters(paragraph)
        sizes = [display_width(cluster) for cluster in clusters]
        start = end = used = 0
        while end < len(clusters):
            if used + sizes[end] <= width or end == start:
                used += sizes[end]
                end += 1
                continue
            start_of_line, start = start, _last_break(clusters, start, end)
            lines.append("".join(clusters[start_of_line:start]).rstrip())
            while start < len(clusters) and clusters[start] == " ":
                start += 1
            end = max(start, end)
            used = sum(sizes[start:end])
        lines.append("".join(clusters[start:]))
    return lines


def _clusters(text: str) -> list[str]:
    """Return the letters of `text`, each with the marks on it."""
    clusters: list[str] = []
    for char in text:
        if clusters and _is_mark(char):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _last_break(clusters: Sequence[str], start: int, end: int) -> int:
    """Return where the line from `start` ends at best: between words or Chinese characters, else at `end`.

    A number keeps what follows it: 212.35元 is not parted.
    """
    for at in range(end, start, -1):
        before, after = clusters[at - 1], clusters[at]
        chinese = display_width(before) == 2 or (display_width(after) == 2 and not before.isdigit())
        if (chinese or " " in (before, after)) and after not in _CLOSING:
            return at
    return end


def form_text(form: FiledForm, locale: str = "zh_CN", width: int = WIDTH) -> str:
    """Return a form as text for a terminal: head, money, goals, indicators, findings of the reader."""
    project = form.project
    headings, rows = _indicator_table(project, form, locale)
    blocks = [
        heading_lines(_title(project, locale), width),
        _pairs_text(_head(project, form, locale), width),
        _pairs_text(_money(project.funding, locale), width, right=True),
        _goals_text(_goals(project, locale), width),
        text_table(headings, rows, width=width, right=_NUMBERS) if rows else [],
        _pairs_text(_report(form, locale), width),
        findings_text(form.findings, locale, width),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def evaluations_text(
    evaluations: Sequence[Evaluation],
    indicators: Sequence[Indicator] = (),
    locale: str = "zh_CN",
    width: int = WIDTH,
) -> str:
    """Return several verdicts as one table for a terminal, each with its reasons below it.

    The arguments are those of :func:`evaluations_html`.
    """
    headings, rows = _evaluation_table(evaluations, indicators, locale, signs=False)
    return "\n".join(text_table(headings, rows, width=width, right=_NUMBERS | {len(headings) - 1}))


def findings_text(findings: Sequence[Finding], locale: str = "zh_CN", width: int = WIDTH) -> list[str]:
    """Return the findings as lines for a terminal: how many, then severity, code, place and words of each.

    Findings that say the same of several places are one line, with all the places behind it.
    """
    lines = [_label("findings.count", locale, count=len(findings))]
    alike: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.code, finding.message(locale)), []).append(finding)
    for first, *others in alike.values():
        line = _finding_line(first, locale)
        places = [
            attrs.evolve(one.place, file=None).label(locale) if one.place else one.path for one in others
        ]
        if places:
            listed = _label("findings.comma", locale).join(places)
            line += _label("findings.more", locale, count=len(places), places=listed)
        lines += _hanging("- ", line, width)
    return lines


_NUMBERS = frozenset({0})


def heading_lines(text: str, width: int = WIDTH) -> list[str]:
    """Return a heading for a terminal, underlined."""
    lines = wrap_text(text, width)
    return [*lines, "=" * max(map(display_width, lines))]


def _pairs_text(pairs: Sequence[_Pair], width: int, *, right: bool = False) -> list[str]:
    rows = [Row(pair) for pair in pairs]
    return text_table([], rows, width=width, right=frozenset({1}) if right else frozenset()) if rows else []


def _goals_text(goals: Sequence[_Pair], width: int) -> list[str]:
    lines = []
    for label, text in goals:
        lines += wrap_text(label, width)
        lines += [f"{_GAP}{line}".rstrip() for line in wrap_text(text, width - len(_GAP))]
    return lines


def _hanging(mark: str, text: str, width: int) -> list[str]:
    first, *rest = wrap_text(text, width - len(mark))
    return [mark + first, *(" " * len(mark) + line for line in rest)]
