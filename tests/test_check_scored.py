"""Published scored rows as one-row self-evaluations: what is off is told, and nothing is said of right points."""

import json
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest

from fiscalkpi import (
    BudgetExecution,
    FiledForm,
    FiledResult,
    GoalSet,
    Indicator,
    Project,
    Yuan,
    check,
    parse_actual,
)

SCORED = Path(os.environ.get("FISCALKPI_SHARED", "no-shared-data")) / "corpus" / "scoring.jsonl"
ROWS = []
if SCORED.exists():
    lines = SCORED.read_text(encoding="utf-8").splitlines()
    ROWS = [json.loads(line, parse_float=Decimal) for line in lines]

# What a finding says of points or of the base of points; the others speak of words, reasons and evidence.
OF_POINTS = {
    "result.points-without-actual",
    "result.points-over-weight",
    "result.unmet-full-points",
    "result.met-reduced",
    "result.outside-band",
    "execution.points",
    "execution.budget-zero",
    "execution.overspent",
}
# The code that says what is off, by the line of the anomaly.
ANOMALIES = {
    6: "execution.budget-zero",
    27: "result.unmet-full-points",
    30: "result.unmet-full-points",
    36: "result.points-without-actual",
    38: "execution.points",
    39: "result.met-reduced",
    42: "result.repeats-target",
}


def amount(text):
    number, unit = re.search(r"([0-9.]+)\s*(万元|元)?", text.split(") ", 1)[-1].split("数 ", 1)[-1]).groups()
    return Yuan.parse(number, unit=unit or "元")


def as_form(row):
    """Return a scored row as a self-evaluation with one row."""
    if row["kind"] == "published_form_budget":
        run = BudgetExecution(
            adjusted=amount(row["target"]),
            spent=amount(row["actual"]),
            weight=row["weight"],
            points=row["score"],
        )
        return FiledForm(kind="self_evaluation", project=Project(name="项目"), execution=run)
    indicator = Indicator(
        name=row.get("indicator") or "指标", target=row["target"] or "", weight=row["weight"]
    )
    result = FiledResult(actual=parse_actual(row["actual"]), points=row["score"])
    project = Project(name="项目", fiscal_year=row.get("year"), goals=GoalSet(indicators=(indicator,)))
    return FiledForm(kind="self_evaluation", project=project, results=(result,))


def cases(*, anomaly):
    for line, row in enumerate(ROWS, 1):
        if row["kind"].startswith("published") and bool(row.get("anomaly")) is anomaly:
            yield pytest.param(line, row, id=f"line{line}")


@pytest.mark.skipif(not ROWS, reason="the corpus is not part of the project")
def test_every_anomaly_has_its_code():
    """The anomalies of the corpus are those listed here."""
    assert {param.values[0] for param in cases(anomaly=True)} == ANOMALIES.keys()


@pytest.mark.parametrize(("line", "row"), list(cases(anomaly=True)))
def test_anomaly_is_told(line, row):
    """People breaking the rule: the finding says what is off."""
    assert ANOMALIES[line] in {finding.code for finding in check(as_form(row))}


@pytest.mark.parametrize(("line", "row"), list(cases(anomaly=False)))
def test_right_points_are_silent(line, row):
    """Points that the rule gives raise no finding about points."""
    assert not OF_POINTS & {finding.code for finding in check(as_form(row))}
