"""The filled 自评表 in text: what is read from it is what was written."""

from pathlib import Path

import attrs
import pytest

from fiscalkpi import (
    BudgetExecution,
    FiledForm,
    FundingBreakdown,
    FundingLine,
    GoalSet,
    Indicator,
    Project,
    Yuan,
    read_form,
    read_forms,
    score,
)
from fiscalkpi.forms import self_evaluation_text

SEEDS = read_forms(Path(__file__).parents[1] / "docs" / "examples" / "shanghai-2022.txt")
VALUES = ["100%", "98%", "达成年度指标", "部分达成", "", "190分钟", "3次", "0起", "2022年6月", "已完成"]


def filled(number):
    """Return the plan of a seed form, and its self-evaluation with made values."""
    plan = SEEDS[number]
    budget = plan.project.funding.annual_total
    run = BudgetExecution(initial=budget, adjusted=budget, spent=budget - Yuan(fen=12_345_678))
    rows = plan.project.goals.indicators
    card = score(plan, [VALUES[(7 * at + number) % len(VALUES)] for at in range(len(rows))], execution=run)
    reasons = {(rows[0].level2, rows[0].name): "设备检修，已整改"}
    return card, card.to_form(plan, reasons=reasons, goal_result="第一项完成。\n第二项完成。")


@pytest.mark.parametrize("number", range(9))
def test_text_reads_back(number):
    """Every seed, filled and written: rows, targets, values, weights, points, reasons, money, goals."""
    card, form = filled(number)
    again = read_form(self_evaluation_text(form).encode())
    assert again.kind == "self_evaluation"
    for field in ("name", "category", "department", "implementing_unit", "start", "end", "fiscal_year"):
        assert getattr(again.project, field) == getattr(form.project, field)
    assert again.project.goals.annual == form.project.goals.annual
    assert again.goal_result == form.goal_result
    rows = [(row.level1, row.level2, row.name, row.target) for row in form.project.goals.indicators]
    assert [(row.level1, row.level2, row.name, row.target) for row in again.project.goals.indicators] == rows
    assert [row.weight for row in again.project.goals.indicators] == [line.weight for line in card.lines]
    values = [(one.actual, one.points, one.reason_text or None) for one in form.results]
    assert [(one.actual, one.points, one.reason_text) for one in again.results] == values
    run, filed = form.execution, again.execution
    assert (filed.initial, filed.adjusted, filed.spent) == (run.initial, run.adjusted, run.spent)
    assert (filed.weight, filed.points) == (run.weight, run.points)
    assert {finding.code for finding in again.findings} <= {"layout.level1-inferred"}


@pytest.mark.parametrize("number", range(9))
def test_text_scores_to_the_same_card(number):
    """Scored from the text the rows have the points that were written, and nothing differs."""
    card, form = filled(number)
    again = score(read_form(self_evaluation_text(form).encode()))
    assert [line.points for line in again.all_lines] == [line.points for line in card.all_lines]
    assert again.findings == ()


def project_of(**more):
    row = Indicator(level1="产出指标", level2="质量指标", name="合格率", target="≥90%", weight=90)
    return Project(name="示例", goals=GoalSet(indicators=(row,)), **more)


def test_complete_card_writes_total_and_grade():
    """总分, weights, points and grade stand in the last row."""
    run = BudgetExecution(adjusted=Yuan.parse("100元"), spent=Yuan.parse("86.18元"))
    form = score(project_of(), ["90%"], execution=run).to_form(project_of())
    form = attrs.evolve(form, remarks="无")
    lines = self_evaluation_text(form).splitlines()
    assert lines[-2:] == ["其他需要说明的问题\t无", "总分\t100\t98.62\t优"]
    assert "86.18%" in self_evaluation_text(form)
    again = read_form(self_evaluation_text(form).encode())
    assert (str(again.total_points), str(again.total_weight), again.grade) == ("98.62", "100", "优")
    assert again.remarks == "无"


def test_incomplete_card_writes_no_total():
    """Weights without a total would be read as the total."""
    form = score(project_of(), [""]).to_form(project_of())
    assert self_evaluation_text(form).splitlines()[-1] == "总分\t\t\t"
    assert read_form(self_evaluation_text(form).encode()).total_points is None


def test_fund_sources_are_written_with_a_dash():
    """The sources of funds carry amounts, no points."""
    lines = (
        FundingLine(label="当年财政拨款", scope="annual", role="appropriation", adjusted=Yuan.parse("9元")),
        FundingLine(label="项目总额", scope="project", role="total", initial=Yuan.parse("9元")),
    )
    funding = FundingBreakdown(
        annual_total=Yuan.parse("10元"), annual_appropriation=Yuan.parse("9元"), lines=lines
    )
    form = FiledForm(kind="self_evaluation", project=project_of(funding=funding))
    text = self_evaluation_text(form)
    assert "\t其中：当年财政拨款\t9.00\t9.00\t\t—\t\t—\n" in text
    assert "\t年度资金总额\t10.00\t\t\t\t\t\n" in text


def test_plan_without_results_leaves_them_blank():
    """A plan in the same layout: the sheet to fill in."""
    form = FiledForm(kind="plan", project=project_of())
    assert "产出指标\t质量指标\t合格率\t≥90%\t\t90\t\t\n" in self_evaluation_text(form)


def test_a_cell_stays_one_cell():
    """A tab or a line break inside a cell would move all that follows."""
    row = Indicator(level1="产出指标", level2="质量指标", name="合\t格\n率", target="≥90%", weight=90)
    form = FiledForm(kind="plan", project=Project(goals=GoalSet(indicators=(row,))))
    assert "产出指标\t质量指标\t合 格 率\t≥90%" in self_evaluation_text(form)


def test_evidence_has_a_column_where_there_is_any():
    """Which document shows the actual value stands apart from the reason."""
    run = BudgetExecution(adjusted=Yuan.parse("100元"), spent=Yuan.parse("90元"))
    card = score(project_of(), ["90%"], execution=run)
    form = card.to_form(project_of(), evidence={"合格率": "验收报告第3页"})
    assert form.results[0].evidence == "验收报告第3页"
    again = read_form(self_evaluation_text(form).encode())
    assert again.results[0].evidence == "验收报告第3页"
    assert again.results[0].reason_text is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("一是设备检修。\n二是已整改。", "一是设备检修。\n二是已整改。"),
        ("一是设备检修。\r\n\r\n二是已整改。", "一是设备检修。\n二是已整改。"),
        ("设备检修。\n", "设备检修。"),
        ("设备\t检修", "设备 检修"),
    ],
)
def test_prose_keeps_its_lines(written, read):
    """Reasons, evidence, remarks and values of several lines are read as they were written; a tab is a blank."""
    run = BudgetExecution(adjusted=Yuan.parse("100元"), spent=Yuan.parse("90元"))
    card = score(project_of(), ["85%"], execution=run)
    form = card.to_form(project_of(), {"合格率": written}, evidence={"合格率": written})
    again = read_form(self_evaluation_text(attrs.evolve(form, remarks=written)).encode())
    (result,) = again.results
    assert (result.reason_text, result.evidence, again.remarks) == (read, read, read)
    assert [finding.code for finding in again.findings] == ["head.fiscal-year-missing"]


def test_targets_and_values_of_several_lines_are_read_back():
    """Two parts on two lines stay two: a blank between them would be no mark."""
    row = Indicator(level1="产出指标", level2="数量指标", name="数量", target="≥1部\n≥2套", weight=90)
    project = Project(name="示例", goals=GoalSet(indicators=(row,)))
    form = score(project, ["1部\n2套"]).to_form(project)
    again = read_form(self_evaluation_text(form).encode())
    assert again.project.goals.indicators[0].target == row.target
    assert again.results[0].actual == form.results[0].actual


@pytest.mark.parametrize(
    ("reason", "quoted"),
    [
        ('"检修,停机"', True),
        ('"检""修"', True),
        ('"检修"', False),
        ('"检修","停机"', False),
        ('"检修', False),
    ],
)
def test_quotes_of_the_writer_are_read_back(reason, quoted):
    """Quotes that look like those of a spreadsheet are written as it writes them, others stay as they are."""
    card = score(project_of(), ["85%"])
    text = self_evaluation_text(card.to_form(project_of(), {"合格率": reason}))
    again = read_form(text.encode())
    assert again.results[0].reason_text == reason
    assert (f"\t{reason}\n" in text) is not quoted
    assert ("layout.quoted-cells" in [finding.code for finding in again.findings]) is quoted
