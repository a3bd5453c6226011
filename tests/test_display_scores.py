"""Scorecards in a notebook and in a terminal."""

import re

import attrs
import pytest

from fiscalkpi import (
    BudgetExecution,
    FiledForm,
    FiledResult,
    GoalSet,
    Indicator,
    Project,
    Yuan,
    parse_actual,
    score,
)
from fiscalkpi._text import display_width
from fiscalkpi.display import scorecard_html, scorecard_text

ROWS = (
    Indicator(level2="质量指标", name="达标<率>", target="≥95%", weight=50),
    Indicator(level1="效益指标", name="影响", target="明显提升", weight=40),
)
PROJECT = Project(name="示例", goals=GoalSet(indicators=ROWS))
RUN = BudgetExecution(adjusted=Yuan.parse("25万元"), spent=Yuan.parse("215457.60"))


def test_text_shows_each_line_with_its_computation():
    """Total first, then a row a line with the computation below it, then what is open."""
    words = scorecard_text(score(PROJECT, ["90%", ""], execution=RUN), "en", 170)
    lines = [line.rstrip() for line in words.splitlines()]
    assert lines[0] == "Total 55.99 of 100 (policy MOF_2020)."
    assert "points = 50 × 90 ÷ 95 = 47.37 of 50 (MOF 2020-10 art. 16, in proportion)." in words
    assert any(
        re.match(r"\s+1  质量指标 .*≥95% .*90% .*not met +94\.74% +50 +47\.37", line) for line in lines
    )
    assert any(re.search(r"Budget execution +86\.18% +10 +8\.62", line) for line in lines)
    # the amounts stand in the sentence below, where no narrow column breaks them
    assert "adjusted budget 250000 yuan, spent 215457.6 yuan, rate 86.18%" in words
    assert "- Open lines: 1. The total is not complete and has no grade." in lines
    assert "自评得分" not in scorecard_text(score(PROJECT, ["90%", ""]))


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_no_line_is_wider_than_asked(width, locale):
    """A terminal of any width shows it whole."""
    words = scorecard_text(score(PROJECT, ["90%", "部分达成"], execution=RUN), locale, width)
    assert max(map(display_width, words.splitlines())) <= width


def test_filed_points_stand_beside_ours():
    """A filed form has a column of its own points, and its differences below."""
    results = (FiledResult(actual=parse_actual("90%"), points=50), FiledResult(actual=parse_actual("达成")))
    form = FiledForm(
        kind="self_evaluation", project=PROJECT, results=results, execution=attrs.evolve(RUN, points="8.62")
    )
    words = scorecard_text(score(form), "en", 140)
    assert re.search(r"47\.37 +50\b", words)
    assert re.search(r"8\.62 +8\.62\b", words)
    assert "score.points-differ" in words
    html = scorecard_html(score(form))
    assert "score.points-differ" in html
    assert "读表发现" not in html  # they are of the points, not of reading


def test_html_escapes_and_shows_the_same():
    """The notebook shows total, verdict, points and explanation; every text is escaped."""
    card = score(PROJECT, ["90%", "达成"], execution=RUN)
    html = scorecard_html(card, "en")
    assert "达标&lt;率&gt;" in html
    assert "<率>" not in html
    assert "✗ not met" in html
    assert "50 × 90 ÷ 95 = 47.37" in html
    assert "优 (excellent)" in html
    assert card._repr_html_() == scorecard_html(card)


def test_weights_that_are_not_there_are_blank():
    """No weight, no points: blank cells and the reason."""
    card = score(GoalSet(indicators=(Indicator(name="甲", target="≥1"),)), ["1"], execution=BudgetExecution())
    words = " ".join(scorecard_text(card, "en").split())
    assert "it has no weight, so no points." in words
    assert "Neither budget nor spending is filed." in words
