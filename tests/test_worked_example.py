"""The self-evaluation that was filled in by hand: its rows are those of the forms, and it adds up."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from fiscalkpi import (
    MOF_2020,
    MOF_2021,
    PROVINCIAL_LINEAR,
    BudgetExecution,
    Judgement,
    Yuan,
    classify,
    read_forms,
    score,
)

ROOT = Path(__file__).parents[1]
GOLDEN = json.loads((ROOT / "tests" / "data" / "worked_example.json").read_text(encoding="utf-8"))["forms"]
PAGE = (ROOT / "docs" / "how-to" / "worked-example.md").read_text(encoding="utf-8")
FORMS = read_forms(ROOT / "docs" / "examples" / "shanghai-2022.txt")
SHARES = {"W2020": (50, 30, 10), "W2021 without cost": (50, 30, 10)}
by_form = pytest.mark.parametrize("one", GOLDEN, ids=lambda one: f"form {one['form']}")


def total(texts):
    return sum(Decimal(text) for text in texts if text is not None)


@by_form
def test_rows_are_those_of_the_form(one):
    """Names, classes and targets as filed, in the order of the form; the amounts fit its budget."""
    project = FORMS[one["form"] - 1].project
    rows = [(classify(row).label, row.name, row.target.text) for row in project.goals.indicators]
    assert [(row["level2"], row["name"], row["target"]) for row in one["indicators"]] == rows
    assert project.funding.annual_total.yuan == Decimal(one["execution"]["adjusted"])
    assert len(one["actuals"]) == len(rows)


@by_form
def test_weights_add_up(one):
    """Each class has its even share, within a hundredth, and each level-1 class its share of the scheme."""
    classes = [classify(row) for row in FORMS[one["form"] - 1].project.goals.indicators]
    for scheme, weights in one["weights"].items():
        assert total(weights) == 90
        of_class = {}
        for found, weight in zip(classes, weights, strict=True):
            of_class.setdefault(found.label, []).append(Decimal(weight))
        for rows in of_class.values():
            assert max(rows) - min(rows) <= Decimal("0.01")
            assert rows == sorted(rows, reverse=True)
        if scheme in SHARES:
            of_level = {}
            for found, weight in zip(classes, weights, strict=True):
                of_level[found.level1] = of_level.get(found.level1, 0) + Decimal(weight)
            assert tuple(of_level.values()) == SHARES[scheme]


@by_form
def test_totals_add_up(one):
    """The total is the sum of the rounded rows; the range adds what is open; no row is over its weight."""
    weights = one["weights"]["W2020"]
    for result in one["results"].values():
        points = result["points"]
        assert total([*points, result["execution_points"]]) == Decimal(result["total"])
        left = total(weight for weight, got in zip(weights, points, strict=True) if got is None)
        assert left == Decimal(result["open_weight"])
        low, high = map(Decimal, result["open_range"])
        assert Decimal(result["total"]) <= low <= high <= Decimal(result["total"]) + left
        assert result["complete"] == (left == 0) == (result["grade"] is not None)
        for weight, got in zip(weights, points, strict=True):
            assert got is None or 0 <= Decimal(got) <= Decimal(weight)
        grades = [
            next(word for floor, word in ((90, "优"), (80, "良"), (60, "中"), (0, "差")) if end >= floor)
            for end in (low, high)
        ]
        assert grades == result["grade_range"]


@by_form
def test_page_has_the_same_points(one):
    """The tables of the page and the data say the same."""
    section = PAGE.partition(f"## Form {one['form']}:")[2].partition("\n## ")[0]
    lines = [line.split(" | ") for line in section.splitlines() if re.match(r"\| \d+ \|", line)]
    presets = list(one["results"])
    for number, cells in enumerate(lines):
        for preset, cell in zip(presets, cells[5:], strict=True):
            points = one["results"][preset]["points"][number]
            assert (points or "open") in cell
        assert cells[1] == one["indicators"][number]["name"]
        assert cells[4] == one["weights"]["W2020"][number]
    assert len(lines) == len(one["indicators"])
    for result in one["results"].values():
        assert f"**{result['total']}**" in section


@pytest.mark.parametrize("policy", [MOF_2020, MOF_2021, PROVINCIAL_LINEAR], ids=lambda one: one.name)
@by_form
def test_score_computes_what_was_filled_in_by_hand(one, policy):
    """Rows, execution, total, range and grade of each form under each preset are those worked by hand."""
    amounts = {name: Yuan.parse(one["execution"][name]) for name in ("adjusted", "spent")}
    shares = {int(number): Judgement(share=share) for number, share in one["shares"].items()}
    judgements = [shares.get(number) for number in range(1, len(one["actuals"]) + 1)]
    card = score(
        FORMS[one["form"] - 1],
        one["actuals"],
        execution=BudgetExecution(**amounts),
        judgements=judgements,
        policy=policy,
        finished=one["execution"]["finished"],
    )
    worked = one["results"][policy.name]
    points = [None if line.points is None else str(line.points) for line in card.lines]
    assert points == worked["points"]
    assert str(card.execution_line.points) == worked["execution_points"]
    assert (str(card.total), card.complete, card.grade) == (
        worked["total"],
        worked["complete"],
        worked["grade"],
    )
    assert [str(end) for end in card.open_range] == worked["open_range"]
    assert card.open_weight == Decimal(worked["open_weight"])
    weights = one["weights"][one["scheme"][policy.name]]
    assert [line.weight for line in card.lines] == [Decimal(weight) for weight in weights]
