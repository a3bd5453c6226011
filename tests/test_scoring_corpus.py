"""Published scores and those worked from the texts (tests/data/scoring.jsonl, each with its source)."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fiscalkpi import (
    MOF_2020,
    MOF_2021,
    PROVINCIAL_LINEAR,
    BudgetExecution,
    FiledForm,
    FiledResult,
    FundingBreakdown,
    GoalSet,
    Indicator,
    Judgement,
    Project,
    Yuan,
    check,
    parse_actual,
    score,
)

DATA = Path(__file__).parent / "data" / "scoring.jsonl"
ROWS = [json.loads(line, parse_float=Decimal) for line in DATA.read_text("utf-8").splitlines()]
FORMS = [row for row in ROWS if row["kind"] == "published_form"]
BUDGETS = [row for row in ROWS if row["kind"] == "published_form_budget"]
RULES = [row for row in ROWS if row["kind"] == "rule_text"]
MADE = [
    line.split("\t")
    for line in DATA.with_name("scoring_made.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
AMOUNT = re.compile(r"([0-9.]+) *(万元|元)")


def label(row):
    return f"{row['target']} | {row['actual']}"[:60]


def form_of(row, points):
    indicator = Indicator(name=row["indicator"], target=row["target"] or "", weight=row["weight"])
    result = FiledResult(actual=parse_actual(row["actual"]), points=points)
    project = Project(fiscal_year=2021, goals=GoalSet(indicators=(indicator,)))
    return FiledForm(kind="self_evaluation", project=project, results=(result,))


@pytest.mark.parametrize("row", [row for row in FORMS if not row["anomaly"]], ids=label)
def test_published_points_are_ours(row):
    """Every published line that breaks no rule has the same points here, and no finding."""
    judgement = Judgement(**row["judgement"]) if "judgement" in row else None
    card = score(form_of(row, row["score"]), judgements=[judgement])
    assert card.lines[0].points == row["score"]
    assert card.findings == ()


@pytest.mark.parametrize("row", [row for row in FORMS if row["anomaly"]], ids=label)
def test_published_anomalies_are_findings(row):
    """Every published line that breaks a rule raises a finding with the filed points."""
    (finding,) = score(form_of(row, row["score"])).findings
    assert finding.code in ("score.points-differ", "score.not-settled")
    assert dict(finding.params)["filed"] == str(row["score"])


def run_of(row):
    amounts = []
    for text in (row["target"], row["actual"]):
        found = AMOUNT.search(text)
        amounts.append(Yuan.parse("".join(found.groups())) if "合计行" not in text else Yuan(fen=0))
    return BudgetExecution(adjusted=amounts[0], spent=amounts[1], weight=row["weight"], points=row["score"])


@pytest.mark.parametrize("row", BUDGETS, ids=label)
def test_published_execution(row):
    """Execution is computed from the amounts; the two published anomalies are findings."""
    goals = GoalSet(indicators=(Indicator(name="甲", target="≥1", weight=100 - row["weight"]),))
    form = FiledForm(kind="self_evaluation", project=Project(goals=goals), execution=run_of(row))
    card = score(form, ["1"])
    if row["anomaly"]:
        assert card.findings[0].code.startswith("score.execution")
    else:
        assert row["score"] in (None, card.execution_line.points)
        assert card.findings == ()


@pytest.mark.parametrize("row", RULES, ids=label)
def test_rules_worked_from_the_texts(row):
    """Each row worked from a text comes out exactly."""
    policy = MOF_2021 if "2021" in row["rule"] else MOF_2020
    weight = Decimal(row["weight"])
    if "执行率" in row["target"]:
        rate = re.search(r"([0-9.]+)%", row["actual"])[1]
        run = BudgetExecution(adjusted=Yuan.parse("100元"), spent=Yuan.parse(f"{rate}元"), weight=weight)
        goals = GoalSet(indicators=(Indicator(name="甲", target="≥1", weight=100 - weight),))
        done = "项目完成" in row["target"]
        assert (
            score(goals, ["1"], execution=run, policy=policy, finished=done).execution_line.points
            == row["score"]
        )
        return
    target = "明显提升" if row["target"] == "(定性)" else row["target"].split()[-1]
    target = f"≥{target}" if target == "100%" else target
    name = "满意度" if "满意度" in row["target"] else "甲"
    goals = GoalSet(indicators=(Indicator(name=name, target=target, weight=weight),))
    line = score(goals, [row["actual"].split()[-1]], policy=policy).lines[0]
    if row["score"] is not None:
        assert line.points == row["score"]
    elif row["max_open"]:
        assert line.points is None
        assert line.open_range == (row["score_min"], row["score_max"])
    else:
        assert row["score_min"] <= line.points <= row["score_max"]


def made_project(row):
    level2, name, target, _, weight, *_, direction = row
    indicator = Indicator(
        level2=f"{level2}指标" if level2 else None,
        name=name,
        target=target,
        weight=weight,
        direction=direction or None,
    )
    return Project(
        fiscal_year=2022,
        start=date(2022, 1, 1),
        end=date(2022, 12, 31),
        funding=FundingBreakdown(annual_total=Yuan.parse("500万元")),
        goals=GoalSet(indicators=(indicator,)),
    )


@pytest.mark.parametrize("row", MADE, ids=lambda row: "|".join(row[:4]))
def test_rows_scored_by_hand(row):
    """Each row has the points that were computed by hand, under three policies; None where no rule gives any."""
    for policy, points in zip((MOF_2020, MOF_2021, PROVINCIAL_LINEAR), row[5:8], strict=True):
        found = score(made_project(row), [row[3]], policy=policy).lines[0].points
        assert found == (None if points == "-" else Decimal(points)), policy.name


@pytest.mark.parametrize("row", MADE, ids=lambda row: "|".join(row[:4]))
def test_points_of_the_rule_are_not_questioned(row):
    """A row that files the points of the rule has no finding about them."""
    points = None if row[5] == "-" else Decimal(row[5])
    result = FiledResult(actual=parse_actual(row[3]), points=points)
    form = FiledForm(kind="self_evaluation", project=made_project(row), results=(result,))
    told = {
        "result.points-over-weight",
        "result.unmet-full-points",
        "result.met-reduced",
        "result.outside-band",
    }
    assert not told & {finding.code for finding in check(form)}


RUNS = [
    # adjusted, spent, weight; points under MOF_2020, under MOF_2021 unfinished and finished
    ("251.89万元", "251.89万元", 10, "10", None, "10"),
    ("386.5万元", "352.17万元", 10, "9.11", "7", "10"),
    ("500万元", "400万元", 10, "8", "7", "10"),
    ("500万元", "399.99万元", 10, "8", "5", "10"),  # 7.9998
    ("500万元", "300万元", 10, "6", "5", "10"),
    ("500万元", "299万元", 10, "5.98", "0", "10"),
    ("0元", "0元", 10, None, None, None),
    ("0元", "5万元", 10, None, None, None),
    ("100万元", "110万元", 10, "10", None, None),
    ("100万元", "0元", 10, "0", "0", "10"),
    ("100万元", "-1元", 10, None, None, None),
    ("1234.56元", "1234.55元", 10, "10", "7", "10"),  # 9.9999
    ("200万元", "195.5万元", 20, "19.55", "14", "20"),
    ("17870.55万元", "17321.4万元", 10, "9.69", "7", "10"),
    ("1.2亿元", "11854.32万元", 5, "4.94", "3.5", "5"),
    ("66.7万元", "66.65万元", 10, "9.99", "7", "10"),
    ("853万元", "0.01元", 10, "0", "0", "10"),
    ("60万元", "37.5万元", 15, "9.38", "7.5", "15"),  # 9.375
]


@pytest.mark.parametrize(("adjusted", "spent", "weight", "proportional", "unfinished", "done"), RUNS)
def test_runs_scored_by_hand(adjusted, spent, weight, proportional, unfinished, done):
    """Budget execution has the points that were computed by hand."""
    run = BudgetExecution(adjusted=Yuan.parse(adjusted), spent=Yuan.parse(spent), weight=weight)
    goals = GoalSet(indicators=(Indicator(name="甲", target="≥1", weight=100 - weight),))
    for policy, finished, points in (
        (MOF_2020, None, proportional),
        (MOF_2021, False, unfinished),
        (MOF_2021, True, done),
    ):
        line = score(goals, ["1"], execution=run, policy=policy, finished=finished).execution_line
        assert line.points == (None if points is None else Decimal(points))
