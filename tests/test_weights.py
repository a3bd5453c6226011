"""Weight schemes and the default split."""

from decimal import Decimal

import pytest

from fiscalkpi import GoalSet, Indicator, score
from fiscalkpi.weights import default_weights, scheme_names, weight_scheme


def rows(*labels):
    """Return one row a label: ``level 2`` or ``level 1/level 2``."""
    made = []
    for number, label in enumerate(labels):
        level1, _, level2 = label.rpartition("/")
        made.append(Indicator(level1=level1 or None, level2=level2, name=f"指标{number}", target="≥1个"))
    return tuple(made)


def split(labels, scheme="W2020", **options):
    found = default_weights(rows(*labels), weight_scheme(scheme), **options)
    return None if found is None else [str(weight) for weight in found.weights]


def test_schemes_are_those_of_the_texts():
    """W2020 is 10 + 50/30/10, W2021 with cost 10 + 20/40/20/10, without cost as W2020."""
    assert scheme_names() == ("W2020", "W2021", "W2021-no-cost")
    figures = {name: [str(points) for _, points in weight_scheme(name).shares] for name in scheme_names()}
    assert figures == {
        "W2020": ["50", "30", "10"],
        "W2021": ["20", "40", "20", "10"],
        "W2021-no-cost": ["50", "30", "10"],
    }
    assert str(weight_scheme("W2020").source) == "财预〔2020〕10号第十三条 [T]"


def test_unknown_scheme_lists_those_there_are():
    """The error names the way out."""
    with pytest.raises(LookupError, match="W2021-no-cost"):
        weight_scheme("W2019")


def test_share_is_divided_over_classes_then_rows():
    """产出 50: 数量 and 质量 hold 25 each, two rows of 数量 12.50 each."""
    labels = ["数量", "数量", "质量", "社会效益", "满意度"]
    assert split(labels) == ["12.50", "12.50", "25.00", "30.00", "10.00"]


def test_what_hundredths_leave_goes_to_the_earlier_rows():
    """50 over three classes: 16.67, 16.67, 16.66; the class keeps exactly its 50."""
    assert split(["数量", "质量", "时效", "社会效益", "满意度"])[:3] == ["16.67", "16.67", "16.66"]


def test_largest_remainder_comes_before_order():
    """时效 of one row has 16.666…, three rows of 数量 5.555… each: two of the cents go to the larger."""
    weights = split(["数量", "数量", "数量", "质量", "时效", "社会效益", "满意度"])
    assert weights[:5] == ["5.56", "5.55", "5.55", "16.67", "16.67"]


def test_unknown_level2_is_a_class_of_its_own_label():
    """A level-2 label that no taxonomy knows still has its share of a known level 1."""
    assert split(["产出指标/数量指标", "产出指标/自定指标", "社会效益", "满意度"])[:2] == ["25.00", "25.00"]


@pytest.mark.parametrize(
    ("labels", "scheme"),
    [
        (["数量", "自定"], "W2020"),  # a row of no class
        (["成本指标/经济成本指标", "数量"], "W2020"),  # a class that the scheme lacks
        (["数量", "社会效益"], "W2021"),  # a scheme that needs 成本
        ([], "W2020"),
    ],
)
def test_no_default_split(labels, scheme):
    """Where the classes do not fit the scheme there is no split, and nothing is guessed."""
    assert split(labels, scheme) is None


def test_class_without_rows_leaves_its_share_open():
    """满意度's 10 stay open; only on request they go to 效益."""
    found = default_weights(rows("数量", "社会效益"), weight_scheme("W2020"))
    assert found.open_shares == (("满意度", Decimal(10)),)
    moved = default_weights(rows("数量", "社会效益"), weight_scheme("W2020"), satisfaction_to_benefit=True)
    assert [str(weight) for weight in moved.weights] == ["50.00", "40.00"]
    assert moved.open_shares == ()


def test_printed_level1_points_stand_in_place_of_the_scheme():
    """产出指标(60分) and 效益指标(20分), 满意度(10分): the form's own figures are split."""
    labels = ["产出指标(60分)/数量", "效益指标（20分）/社会效益", "满意度指标(10分)/服务对象满意度"]
    assert split(labels) == ["60.00", "20.00", "10.00"]


def test_printed_points_count_only_where_every_class_has_them():
    """One label without a figure: the scheme is split, nothing is mixed."""
    labels = ["产出指标(60分)/数量", "效益指标/社会效益", "满意度指标(10分)/服务对象满意度"]
    assert split(labels) == ["50.00", "30.00", "10.00"]


def test_card_names_the_scheme_and_each_line_the_default():
    """A result that rests on the default split says so, line by line and as a whole."""
    card = score(GoalSet(indicators=rows("数量", "社会效益")), ["1个", "1个"])
    assert card.scheme == "W2020"
    assert card.open_shares == (("满意度", Decimal(10)),)
    assert all("weight_default" in line.notes and "schemes" in line.defaults for line in card.lines)
    assert not card.complete
    assert card.grade is None


def test_policy_chooses_the_scheme_by_the_classes_of_the_form():
    """A T2021 form with cost rows is split 20/40/20/10."""
    goals = GoalSet(
        indicators=rows(
            "成本指标/经济成本指标",
            "产出指标/数量指标",
            "效益指标/社会效益指标",
            "满意度指标/服务对象满意度指标",
        )
    )
    card = score(goals, ["1个"] * 4)
    assert card.scheme == "W2021"
    assert [line.weight for line in card.lines] == [20, 40, 20, 10]


def test_weights_that_come_from_labels_are_noted_as_such():
    """Points split from the labels of the form are not those of a scheme."""
    card = score(GoalSet(indicators=rows("产出指标(60分)/数量", "效益指标(30分)/社会效益")), ["1个", "1个"])
    assert [list(line.notes) for line in card.lines] == [["weight_from_label"]] * 2
    assert [line.weight for line in card.lines] == [60, 30]


def test_one_spelling_of_a_class_is_one_class():
    """数量 and 数量指标 are the same class and share what it holds."""
    assert split(["数量", "数量指标", "质量", "社会效益"])[:3] == ["12.50", "12.50", "25.00"]
