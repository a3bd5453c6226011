"""Published scores and those worked from the texts (tests/data/scoring.jsonl, each with its source)."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from fiscalkpi import (
    MOF_2020,
    MOF_2021,
    BudgetExecution,
    FiledForm,
    FiledResult,
    GoalSet,
    Indicator,
    Judgement,
    Project,
    Yuan,
    parse_actual,
    score,
)

DATA = Path(__file__).parent / "data" / "scoring.jsonl"
ROWS = [json.loads(line, parse_float=Decimal) for line in DATA.read_text("utf-8").splitlines()]
FORMS = [row for row in ROWS if row["kind"] == "published_form"]
BUDGETS = [row for row in ROWS if row["kind"] == "published_form_budget"]
RULES = [row for row in ROWS if row["kind"] == "rule_text"]
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
