"""A filled self-evaluation → the text of the 自评表: one row a line, tabs part the cells.

The layout is that of 财预〔2020〕10号附件1 [T]. What :func:`~fiscalkpi.read_form` reads from the text is what
was written: names, classes, targets, actual values, weights, points, reasons, money, total and grade.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fiscalkpi._numbers import plain, round_half_up
from fiscalkpi.forms.txt import unquoted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from fiscalkpi.filed import BudgetExecution, FiledForm
    from fiscalkpi.model import FundingLine, Project
    from fiscalkpi.money import Yuan

_COLUMNS = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
_TABLE = (
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析及改进措施",
)
_PARTS = (("其中：当年财政拨款", "appropriation"), ("上年结转资金", "carryover"), ("其他资金", "other"))
_DASH = "—"


def self_evaluation_text(form: FiledForm) -> str:
    """Return a self-evaluation as the text of the 自评表 of 财预〔2020〕10号附件1 [T].

    Amounts are in yuan. Prose of several lines - goals, targets, actual values, reasons, evidence, remarks -
    is written as paragraphs (``<p>…</p>``) and read back line by line, without blank lines. A tab becomes a
    blank, and so does a line break in a name or in the head: the text has no other way to hold it.

    >>> from fiscalkpi import GoalSet, Indicator, Project, score
    >>> row = Indicator(level1="产出指标", level2="质量指标", name="合格率", target="≥90%", weight=100)
    >>> project = Project(name="示例", fiscal_year=2022, goals=GoalSet(indicators=(row,)))
    >>> text = self_evaluation_text(score(project, ["85.5%"]).to_form(project))
    >>> text.splitlines()[-2].split("\\t")
    ['产出指标', '质量指标', '合格率', '≥90%', '85.5%', '100', '95.00', '']
    >>> text.splitlines()[-1].split("\\t")
    ['总分', '100', '95.00', '优']
    """
    project = form.project
    lines = [["项目支出绩效自评表"], [f"（{project.fiscal_year}年度）"] if project.fiscal_year else []]
    lines += _head(project)
    lines += _money(form)
    if project.goals.annual or form.goal_result:
        lines.append(["年度总体目标", "预期目标", "实际完成情况"])
        lines.append(["", _prose(project.goals.annual), _prose(form.goal_result)])
    proven = any(result.evidence for result in form.results)
    lines.append([*_TABLE, *(["佐证材料"] if proven else [])])
    for number, row in enumerate(project.goals.indicators):
        cells = [row.level1 or "", row.level2 or "", row.name, _prose(row.target.text)]
        result = form.results[number] if number < len(form.results) else None
        weight = row.weight if result is None or result.weight is None else result.weight
        points = None if result is None else result.points
        reason = _prose(None if result is None else result.reason_text)
        actual = _prose(None if result is None else result.actual.text)
        shown = [*cells, actual, _number(weight), _number(points), reason]
        lines.append([*shown, _prose(None if result is None else result.evidence)] if proven else shown)
    if form.remarks:
        lines.append(["其他需要说明的问题", _prose(form.remarks)])
    # without a total the weights stand alone, and whoever reads them would take them for it
    weight = form.total_weight if form.total_points is not None else None
    lines.append(["总分", _number(weight), _number(form.total_points), form.grade or ""])
    return "\n".join("\t".join(map(_cell, cells)) for cells in lines) + "\n"


def _head(project: Project) -> list[list[str]]:
    lines = [["项目名称", project.name or "", *_pair("项目类别", project.category)]]
    lines.append(["主管部门", project.department or "", "实施单位", project.implementing_unit or ""])
    if project.start or project.end:
        dates = [str(day) if day else "" for day in (project.start, project.end)]
        lines.append(["计划开始日期", dates[0], "计划完成日期", dates[1]])
    return lines


def _pair(label: str, value: str | None) -> tuple[str, ...]:
    return (label, value) if value else ()


def _money(form: FiledForm) -> list[list[str]]:
    """Return the money block: the total row carries weight and points, the fund sources a dash."""
    run, funding = form.execution, form.project.funding
    initial = funding.annual_total if run is None or run.initial is None else run.initial
    amounts = [initial, None if run is None else run.adjusted, None if run is None else run.spent]
    weight, points = (None, None) if run is None else (run.weight, run.points)
    total = [*map(_amount, amounts), _number(weight), _rate(run), _number(points)]
    lines = [["项目资金（元）", "", *_COLUMNS], ["", "年度资金总额", *total]]
    by_role = {line.role: line for line in funding.lines if line.scope == "annual"}
    for label, role in _PARTS:
        line = by_role.get(role)
        cells = _source_amounts(line, getattr(funding, f"annual_{role}"))
        lines.append(["", label, *cells, _DASH, "", _DASH])
    return lines


def _source_amounts(line: FundingLine | None, planned: Yuan | None) -> Iterable[str]:
    if line is None:
        return [_amount(planned), "", ""]
    return [_amount(line.initial or planned), _amount(line.adjusted), _amount(line.spent)]


def _rate(run: BudgetExecution | None) -> str:
    """Return 执行率 as forms print it: two decimals, of the adjusted budget."""
    if run is None or run.spent is None or run.adjusted is None or run.adjusted.fen <= 0:
        return ""
    return f"{round_half_up(run.spent.ratio(run.adjusted) * 100, 2)}%"


def _amount(amount: Yuan | None) -> str:
    return "" if amount is None else str(amount.yuan)


def _number(number: Decimal | None) -> str:
    return "" if number is None else plain(number)


def _prose(text: str | None) -> str:
    paragraphs = [line for line in re.split(r"\r\n?|\n", text or "") if line.strip()]
    return "".join(f"<p>{line}</p>" for line in paragraphs) if len(paragraphs) > 1 else "".join(paragraphs)


def _cell(text: str) -> str:
    text = re.sub(r"[\t\r\n]", " ", text)
    # quotes of the writer's own that would be taken for those of a spreadsheet are written as it writes them
    return text if unquoted(text) == text else '"' + text.replace('"', '""') + '"'
