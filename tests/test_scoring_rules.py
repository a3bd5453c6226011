"""One rule after another: a row, its actual value, its points. All figures were computed by hand."""

from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from fiscalkpi import (
    MOF_2020,
    MOF_2021,
    PROVINCIAL_LINEAR,
    BudgetExecution,
    FundingBreakdown,
    GoalSet,
    Indicator,
    Judgement,
    Project,
    Yuan,
    score,
)
from fiscalkpi.scoring.explain import why_points
from fiscalkpi.scoring.policy import Band, GradeBand

STRICT = attrs.evolve(MOF_2020, equality="strict")
SYMMETRIC = attrs.evolve(MOF_2020, equality="symmetric")
ZERO = attrs.evolve(MOF_2020, reverse="zero")
MANUAL = attrs.evolve(MOF_2020, reverse="manual", zero_target="manual", yes_no="manual")
BANDS = attrs.evolve(MOF_2020, quantity="bands", quantity_bands=(Band(1, 1), Band("0.8", "0.5"), Band(0, 0)))
LATE = attrs.evolve(MOF_2020, late="zero")
MEAN = attrs.evolve(MOF_2020, several="mean")
LOWEST = attrs.evolve(MOF_2020, several="lowest")
CAREFUL = attrs.evolve(MOF_2020, unstated=None)


def line_of(
    target, actual, policy=MOF_2020, *, level2="质量指标", name="合格率", weight=10, judgement=None, **row
):
    indicator = Indicator(level2=level2, name=name, target=target, weight=weight, **row)
    project = Project(
        fiscal_year=2022,
        funding=FundingBreakdown(annual_total=Yuan.parse("100元")),
        goals=GoalSet(indicators=(indicator,)),
    )
    return score(project, [actual], policy=policy, judgements=[judgement]).lines[0]


CASES = [
    # target, actual, policy, row, rule, points
    ("≥90%", "90%", MOF_2020, {}, "full", "10.00"),
    ("≥90%", "85.5%", MOF_2020, {}, "proportional", "9.50"),
    ("≥95%", "90%", MOF_2020, {}, "proportional", "9.47"),  # 9.4736…
    ("≥90%", "-3%", MOF_2020, {}, "proportional", "0.00"),
    (">90%", "90%", MOF_2020, {}, "proportional", "10.00"),
    ("≥90%", "90%", MOF_2021, {}, "full", "10.00"),
    ("≥100个", "75个", MOF_2021, {"weight": 20}, "above_floor", "7.50"),
    ("≥100个", "60个", MOF_2021, {}, "above_floor", "0.00"),
    ("≥100个", "59个", MOF_2021, {}, "above_floor", "0.00"),
    ("≥100个", "61个", MOF_2021, {}, "above_floor", "0.25"),
    ("≥100个", "80个", BANDS, {}, "quantity_bands", "5.00"),
    ("≥100个", "79个", BANDS, {}, "quantity_bands", "0.00"),
    ("≤100", "150", MOF_2020, {}, "reverse_ratio", "6.67"),
    ("≤100", "200", MOF_2020, {}, "reverse_ratio", "5.00"),
    ("≤100", "150", PROVINCIAL_LINEAR, {}, "reverse_linear", "5.00"),
    ("≤100", "200", PROVINCIAL_LINEAR, {}, "reverse_linear", "0.00"),
    ("≤100", "250", PROVINCIAL_LINEAR, {}, "reverse_linear", "0.00"),
    ("≤100", "101", ZERO, {}, "reverse_zero", "0.00"),
    ("<100", "100", ZERO, {}, "reverse_zero", "0.00"),
    ("<100", "100", MOF_2020, {}, "reverse_ratio", "10.00"),
    ("≤100", "101", MANUAL, {}, "open", None),
    ("≤288小时", "360小时", MOF_2020, {"level2": "时效指标"}, "reverse_ratio", "8.00"),
    ("=0起", "1起", MOF_2020, {"name": "事故数"}, "zero_target", "0.00"),
    ("≤0起", "0起", MOF_2020, {"name": "事故数"}, "full", "10.00"),
    ("=0%", "-0%", MOF_2020, {}, "full", "10.00"),
    ("≥0", "-1", MOF_2020, {}, "zero_target", "0.00"),
    ("=0起", "1起", MANUAL, {}, "open", None),
    ("≥-5", "-7", MOF_2020, {}, "open", None),
    # a unit that may be another one
    ("≥90%", "0.9", MOF_2020, {}, "open", None),
    ("≥90%", "0.9", MOF_2021, {"level2": "满意度指标"}, "open", None),
    ("≥200万元", "2500000", MOF_2020, {"name": "收入"}, "open", None),
    ("≤200万元", "2500000", MOF_2020, {"level2": "成本指标", "name": "成本"}, "open", None),
    # =
    ("=10次", "10次", MOF_2020, {}, "full", "10.00"),
    ("=10次", "14次", MOF_2020, {}, "reached", "10.00"),
    ("=10次", "8次", MOF_2020, {}, "proportional", "8.00"),
    ("=10次", "14次", STRICT, {}, "not_equal", "0.00"),
    ("=10次", "14次", SYMMETRIC, {}, "symmetric", "6.00"),
    ("=10次", "6次", SYMMETRIC, {}, "symmetric", "6.00"),
    ("=10次", "25次", SYMMETRIC, {}, "symmetric", "0.00"),
    ("=-10", "-8", SYMMETRIC, {}, "open", None),
    ("=-10", "-8", MOF_2020, {}, "reached", "10.00"),
    ("=-10", "-12", MOF_2020, {}, "open", None),
    ("=10万元", "8万元", MOF_2020, {"level2": "成本指标", "name": "成本"}, "reached", "10.00"),
    ("=10万元", "12万元", MOF_2020, {"level2": "成本指标", "name": "成本"}, "reverse_ratio", "8.33"),
    ("=4小时", "3小时", MOF_2020, {"level2": "时效指标", "name": "响应时间"}, "reached", "10.00"),
    ("=4小时", "5小时", MOF_2020, {"level2": "时效指标", "name": "响应时间"}, "reverse_ratio", "8.00"),
    ("=5%", "3%", MOF_2020, {"name": "缺陷率"}, "open", None),
    ("=5%", "3%", MOF_2020, {"name": "缺陷率", "direction": "反向"}, "reached", "10.00"),
    (
        "=5%",
        "3%",
        MOF_2020,
        {"level2": "成本指标", "name": "成本", "direction": "正向"},
        "proportional",
        "6.00",
    ),
    ("=5个", "3个", MOF_2020, {"level2": None, "name": "个数"}, "proportional", "6.00"),
    ("=5%", "3%", MOF_2020, {"level2": None, "name": "缺陷率"}, "open", None),
    ("=5个", "≥6个", MOF_2020, {}, "open", None),
    # bare values
    ("100人", "80人", MOF_2020, {"level2": "数量指标", "name": "人数"}, "proportional", "8.00"),
    ("200万", "250万元", MOF_2020, {"level2": "成本指标", "name": "成本"}, "reverse_ratio", "8.00"),
    ("100人", "80人", CAREFUL, {"level2": "数量指标", "name": "人数"}, "open", None),
    ("100人", "100人", CAREFUL, {"level2": "数量指标", "name": "人数"}, "full", "10.00"),
    # satisfaction
    ("≥90%", "90%", MOF_2021, {"level2": "满意度指标", "name": "满意度"}, "satisfaction_bands", "10.00"),
    ("≥90%", "89.99%", MOF_2021, {"level2": "满意度指标", "name": "满意度"}, "satisfaction_bands", "8.00"),
    ("≥90%", "80%", MOF_2021, {"level2": "满意度指标", "name": "满意度"}, "satisfaction_bands", "8.00"),
    ("≥85%", "86%", MOF_2021, {"level2": "满意度指标", "name": "满意度"}, "satisfaction_bands", "8.00"),
    ("≥90%", "60%", MOF_2021, {"level2": "满意度指标", "weight": 20}, "satisfaction_bands", "10.00"),
    ("≥90%", "59%", MOF_2021, {"level2": "满意度指标"}, "satisfaction_bands", "0.00"),
    ("≥90%", "80%", MOF_2021, {"name": "群众满意率"}, "satisfaction_bands", "8.00"),
    ("80%-90%", "92%", MOF_2021, {"level2": "满意度指标"}, "open", None),
    ("80%-90%", "85%", MOF_2021, {"level2": "满意度指标"}, "full", "10.00"),
    ("≤4小时", "5小时", MOF_2021, {"level2": "满意度指标"}, "reverse_ratio", "8.00"),
    ("≥90%", "80%", MOF_2021, {"name": "满意度调查满意率"}, "satisfaction_bands", "8.00"),
    ("≥90%", "80%", MOF_2021, {"name": "群众满意度调查"}, "satisfaction_bands", "8.00"),
    ("≥90%", "81%", MOF_2021, {"name": "满意度调查覆盖率"}, "above_floor", "7.50"),
    ("≥90%", "81%", MOF_2021, {"name": "满意度问卷回收率(%)"}, "above_floor", "7.50"),
    ("≥90分", "45分", MOF_2021, {"level2": "满意度指标"}, "above_floor", "0.00"),
    ("≥10次", "5次", MOF_2021, {"level2": "满意度指标"}, "above_floor", "0.00"),
    (
        "≤90%",
        "95%",
        MOF_2021,
        {"level2": "满意度指标"},
        "reverse_ratio",
        "9.47",
    ),  # a ceiling: no band means it
    # yes and no, dates, budget, ranges
    ("是", "是", MOF_2020, {}, "full", "10.00"),
    ("是", "否", MOF_2020, {}, "yes_no", "0.00"),
    ("是", "否", MANUAL, {}, "open", None),
    ("6月底前", "2022-06-30", MOF_2020, {}, "full", "10.00"),
    ("6月底前", "2022-07-01", MOF_2020, {}, "open", None),
    ("6月底前", "2022-07-01", LATE, {}, "late", "0.00"),
    ("不超批复预算", "95元", MOF_2020, {}, "full", "10.00"),
    ("不超批复预算", "125元", MOF_2020, {}, "reverse_ratio", "8.00"),
    ("80%-90%", "85%", MOF_2020, {}, "full", "10.00"),
    ("80%-90%", "92%", MOF_2020, {}, "open", None),
    # several
    ("≥90%；≥80%", "95%；82%", MOF_2020, {}, "full", "10.00"),
    ("≥90%；≥80%", "45%；82%", MOF_2020, {}, "open", None),
    ("≥90%；≥80%", "45%；82%", MEAN, {}, "several_mean", "7.50"),
    ("≥90%；≥80%", "45%；82%", LOWEST, {}, "several_lowest", "5.00"),
    ("≥90%；80%-85%", "45%；90%", MEAN, {}, "open", None),
    ("≥90%或≥80个", "45%；40个", MEAN, {}, "open", None),
    # words
    ("明显提升", "达成年度指标", MOF_2020, {}, "qualitative_band", "10.00"),
    ("明显提升", "达成年度指标。", MOF_2020, {}, "qualitative_band", "10.00"),
    ("明显提升", "部分达成年度指标并具有一定效果", MOF_2020, {}, "open", None),
    ("明显提升", "未达成年度指标且效果较差", MOF_2020, {}, "open", None),
    ("明显提升", "明显提升", MOF_2020, {}, "open", None),
    ("明显提升", "是", MOF_2020, {}, "qualitative_band", "10.00"),
    ("明显提升", "", MOF_2020, {}, "open", None),
    ("明显提升", "**", MOF_2020, {}, "open", None),
    ("明显提升", "按时完成", MOF_2020, {}, "qualitative_band", "10.00"),
    ("通过验收", "通过验收", MOF_2020, {}, "qualitative_band", "10.00"),
    # a target that names no figure, answered in words
    ("≥2*台", "完成", MOF_2020, {}, "open", None),  # never filed
    ("7*24小时服务", "达成年度指标", MOF_2020, {}, "qualitative_band", "10.00"),
    ("按计划完成", "达成年度指标", MOF_2020, {"level2": "时效指标"}, "qualitative_band", "10.00"),
    ("按计划完成", "部分达成年度指标并具有一定效果", MOF_2020, {"level2": "时效指标"}, "open", None),
    ("按计划完成", "按进度实施", MOF_2020, {"level2": "时效指标"}, "open", None),
    ("否", "已完成", MOF_2020, {}, "open", None),
    ("否", "未发生", MOF_2020, {}, "open", None),
    ("不超批复预算", "达成预期指标", MOF_2021, {"level2": "成本指标"}, "qualitative_band", "10.00"),
    ("每月10日前", "达成年度指标", MOF_2020, {"level2": "时效指标"}, "qualitative_band", "10.00"),
    ("是", "已完成", MOF_2020, {}, "qualitative_band", "10.00"),
    ("是", "未完成", MOF_2020, {}, "open", None),
    ("2022年12月底前", "达成年度指标", MOF_2020, {}, "open", None),
    # nothing to rule
    ("≥90%", "", MOF_2020, {}, "open", None),
    ("≥90%", "达成年度指标", MOF_2020, {}, "open", None),
    ("≥90%", "90个", MOF_2020, {}, "open", None),
    ("", "90%", MOF_2020, {}, "open", None),
    ("11月31日", "11月30日", MOF_2020, {}, "open", None),
    ("每月10日前", "10日", MOF_2020, {}, "open", None),
    ("约100人", "98人", MOF_2020, {}, "open", None),
    # other weights
    ("≥90%", "90%", MOF_2020, {"weight": "7.125"}, "full", "7.125"),
    ("≥90%", "90%", MOF_2020, {"weight": "33.333"}, "full", "33.333"),
    ("=10次", "12次", MOF_2020, {"weight": "33.333"}, "reached", "33.333"),
    ("≥90%", "30%", MOF_2020, {"weight": "33.333"}, "proportional", "11.11"),
    ("≥90%", "45%", MOF_2020, {"weight": "22.5"}, "proportional", "11.25"),
    ("≥90%", "90%", MOF_2020, {"weight": 0}, "full", "0"),
    ("≥90%", "90%", MOF_2020, {"weight": -5}, "full", None),
]


@pytest.mark.parametrize(("target", "actual", "policy", "row", "rule", "points"), CASES)
def test_points_of_a_row(target, actual, policy, row, rule, points):
    """A row under a policy has this rule and these points; None: it stays open."""
    line = line_of(target, actual, policy, **row)
    assert line.rule == rule
    assert line.points == (None if points is None else Decimal(points))


@pytest.mark.parametrize(("target", "actual", "policy", "row", "rule", "points"), CASES)
def test_points_follow_from_the_params_alone(target, actual, policy, row, rule, points):
    """Whoever has the rule and its figures can compute the points again."""
    line = line_of(target, actual, policy, **row)
    figures = {name: Fraction(figure) for name, figure in line.params}
    if line.points is None:
        assert "points" not in figures
        return
    exact = max(Fraction(0), recomputed(line.rule.value, figures))
    hundredths = Fraction((exact * 100 + Fraction(1, 2)).__floor__(), 100)
    whole = exact >= figures["weight"]  # all of the weight, whatever decimals it has
    assert figures["points"] == (figures["weight"] if whole else min(hundredths, figures["weight"]))


def recomputed(rule, figures):
    weight = figures["weight"]
    actual, target = figures.get("actual"), figures.get("target")
    parts = [figure for name, figure in figures.items() if name.startswith("part")]
    match rule:
        case "full" | "reached":
            return weight
        case "zero_target" | "not_equal" | "reverse_zero" | "yes_no" | "late":
            return Fraction(0)
        case "proportional":
            return weight * actual / target
        case "above_floor":
            return weight * (actual / target - figures["floor"]) / (1 - figures["floor"])
        case "reverse_ratio":
            return weight * target / actual
        case "reverse_linear":
            return weight * (1 - (actual - target) / target)
        case "symmetric":
            return weight * (1 - abs(actual - target) / target)
        case "several_mean":
            return weight * sum(parts) / len(parts)
        case "several_lowest":
            return weight * min(parts)
        case "qualitative_band" | "satisfaction_bands" | "quantity_bands":
            return weight * figures["share"]
    raise AssertionError(rule)


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize(("target", "actual", "policy", "row", "rule", "points"), CASES)
def test_every_figure_stands_in_the_explanation(target, actual, policy, row, rule, points, locale):
    """No figure of the computation is missing from the words, in either language."""
    line = line_of(target, actual, policy, **row)
    words = line.explain(locale).replace("−", "-")
    for figure in dict(line.params).values():
        assert figure in words, f"{figure} is not in {words}"
    assert line.indicator.name in words
    assert "{" not in words


NOTES = [
    ("≥10次", "11次", MOF_2020, {}, []),
    ("≥10次", "12次", MOF_2020, {}, ["over_completion"]),
    ("≥10次", "12.9次", MOF_2020, {}, ["over_completion"]),
    ("≥10次", "13次", MOF_2020, {}, ["far_over_completion"]),
    ("=10次", "13次", MOF_2020, {}, ["equality_as_reach", "far_over_completion"]),
    ("≤10次", "2次", MOF_2020, {}, []),
    ("≥10次", "9次", MOF_2020, {}, ["state_reason"]),
    (">10次", "10次", MOF_2020, {}, ["strict_at_equality"]),
    ("≥85%", "86%", MOF_2021, {"level2": "满意度指标"}, ["met_but_banded", "state_reason"]),
    ("≥95%", "92%", MOF_2021, {"level2": "满意度指标"}, ["missed_but_full"]),
    ("=5%", "3%", MOF_2020, {"name": "缺陷率"}, ["direction_unclear"]),
    ("≥-5", "-7", MOF_2020, {}, ["no_ratio"]),
    ("≥90%", "0.9", MOF_2020, {}, ["unit_doubtful"]),
    ("≥0.9", "85%", MOF_2020, {}, ["unit_doubtful"]),
    ("≥0.9", "90%", MOF_2020, {}, []),
    ("1", "100%", MOF_2020, {}, []),
    ("=1", "100%", MOF_2020, {}, ["equality_as_reach"]),
    ("=1", "100%", SYMMETRIC, {}, ["unit_doubtful"]),
    ("=1", "100%", MOF_2020, {"level2": "成本指标"}, ["unit_doubtful"]),
    (">0.9", "90%", MOF_2020, {}, ["unit_doubtful"]),
    ("≤0.9", "95%", MOF_2020, {}, ["unit_doubtful"]),
    ("≥0.9", "≥95%", MOF_2020, {}, ["unit_doubtful"]),
    ("≥0.9；≥3天", "85%；4天", MOF_2020, {}, ["unit_doubtful"]),
    ("≥0.9；≥3天", "90%；4天", MOF_2020, {}, []),
    ("≥90%；≥3天", "0.9；4天", MEAN, {}, ["unit_doubtful"]),
    ("≥0.9或≥3天", "85%；4天", MOF_2020, {}, []),
    ("≥0.9或≥3天", "85%；2天", MOF_2020, {}, ["unit_doubtful"]),
    ("≥0.9或≥3天", "90%；2天", MOF_2020, {}, []),
    ("≥90%或≥3天", "0.9；2天", MOF_2020, {}, ["no_formula"]),
    ("=-10", "-8", SYMMETRIC, {}, ["no_ratio"]),
    ("=-10", "-12", MOF_2020, {}, ["equality_as_reach", "no_ratio"]),
    ("≥90%", "90%", MOF_2021, {"level2": "满意度指标"}, []),
    ("≥95%", "90%", MOF_2021, {"level2": "满意度指标"}, ["missed_but_full"]),
    ("≥10次", "10次", attrs.evolve(MOF_2020, over_completion=1), {}, []),
    ("≥10次", "10.1次", attrs.evolve(MOF_2020, over_completion=1), {}, ["over_completion"]),
    ("≤100", "101", MANUAL, {}, ["no_formula"]),
    ("6月底前", "7月1日", MOF_2020, {}, ["no_formula"]),
    ("≥90%；≥80%", "45%；82%", MOF_2020, {}, ["no_formula"]),
    ("≥90%；≥80%", "45%；82%", MEAN, {}, ["state_reason"]),
    ("80%-90%", "92%", MOF_2020, {}, ["no_formula"]),
    ("提升", "达成", MOF_2020, {}, ["band_default"]),
    ("提升", "部分达成", MOF_2020, {}, ["band_needs_share", "state_reason"]),
    ("提升", "有所改善", MOF_2020, {}, ["words_name_no_band"]),
    ("≥90%", "及时", MOF_2020, {}, ["undecided"]),
    ("≥90%", "90%", MOF_2020, {"weight": 0}, ["weight_not_positive"]),
    ("≥90%", "90%", MOF_2020, {"weight": -1}, ["weight_not_positive"]),
]


@pytest.mark.parametrize(("target", "actual", "policy", "row", "notes"), NOTES)
def test_notes_of_a_row(target, actual, policy, row, notes):
    """What was assumed, noticed or is still asked is a note of its own."""
    assert list(line_of(target, actual, policy, **row).notes) == notes


DEFAULTS = [
    ("≥90%", "80%", MOF_2020, {}, []),
    ("≤100", "150", MOF_2020, {}, ["reverse"]),
    ("=0起", "1起", MOF_2020, {}, ["zero_target"]),
    ("=10次", "14次", MOF_2020, {}, ["equality"]),
    ("=10万元", "12万元", MOF_2020, {"level2": "成本指标"}, ["equality", "reverse"]),
    ("100人", "80人", MOF_2020, {"level2": "数量指标"}, ["unstated"]),
    ("提升", "达成", MOF_2020, {}, ["qualitative_bands"]),
    ("6月底前", "7月1日", MOF_2020, {}, ["late"]),
    ("≥100个", "75个", MOF_2021, {}, ["floor"]),
    ("=10次", "14次", STRICT, {}, ["equality"]),
    ("=10次", "14次", SYMMETRIC, {}, ["equality"]),
    ("=-10", "-8", SYMMETRIC, {}, ["equality"]),
    ("=-10", "-12", MOF_2020, {}, ["equality"]),
    ("=5%", "3%", MOF_2020, {"name": "缺陷率"}, ["equality"]),
    ("≥100个", "80个", BANDS, {}, ["quantity_bands"]),
    ("≤100", "101", MANUAL, {}, ["reverse"]),
    ("≤100", "150", PROVINCIAL_LINEAR, {}, ["reverse"]),
    ("≤100", "101", ZERO, {}, ["reverse"]),
    ("是", "否", MOF_2020, {}, ["yes_no"]),
    ("是", "否", MANUAL, {}, ["yes_no"]),
    ("≥90%", "80%", MOF_2021, {"level2": "满意度指标"}, ["satisfaction_bands"]),
    ("≥90%；≥80%", "45%；82%", MOF_2020, {}, ["several"]),
    ("≥90%；≥80%", "45%；82%", MEAN, {}, ["several"]),
    ("≥90%；≥80%", "45%；82%", LOWEST, {}, ["several"]),
    ("≥90%；80%-85%", "45%；90%", MEAN, {}, ["several"]),
    ("提升", "部分达成", MOF_2020, {}, []),
    ("80%-90%", "92%", MOF_2020, {}, []),
]


@pytest.mark.parametrize(("target", "actual", "policy", "row", "defaults"), DEFAULTS)
def test_points_name_the_defaults_they_rest_on(target, actual, policy, row, defaults):
    """The fields of the policy that no ministry text settles are listed with the points."""
    assert list(line_of(target, actual, policy, **row).defaults) == defaults


@pytest.mark.parametrize(
    ("words", "lowest", "highest"),
    [
        ("部分达成年度指标并具有一定效果", "6.00", "8.00"),
        ("未达成年度指标且效果较差", "0.00", "6.00"),
        ("有所改善", "0.00", "10.00"),
    ],
)
def test_open_row_of_prose_keeps_the_range_of_its_band(words, lowest, highest):
    """财预〔2020〕10号第十六条: the bands are 80-100, 60-80 and 0-60 percent of the weight."""
    line = line_of("提升", words)
    assert line.open_range == (Decimal(lowest), Decimal(highest))


JUDGED = [
    ("提升", "达成", Judgement(share="0.9"), "qualitative_band", "9.00"),
    ("提升", "达成", Judgement(share="0.8"), "qualitative_band", "8.00"),
    ("提升", "部分达成", Judgement(share="0.75", reason="见验收意见"), "qualitative_band", "7.50"),
    ("提升", "有所改善", Judgement(share=1), "qualitative_band", "10.00"),
    ("提升", "达成", Judgement(share="0.9", deduct="0.5"), "qualitative_band", "8.50"),
    ("提升", "有所改善", Judgement(points="6.5"), "judged", "6.5"),
    ("提升", "有所改善", Judgement(points=10), "judged", "10"),
    ("6月底前", "7月1日", Judgement(points=8), "judged", "8"),
    ("≥10次", "20次", Judgement(deduct=2, reason="目标偏低"), "full", "8.00"),
    ("≥10次", "20次", Judgement(deduct=0), "full", "10.00"),
    ("≥10次", "20次", Judgement(reason="已核实"), "full", "10.00"),
]


@pytest.mark.parametrize(("target", "actual", "judgement", "rule", "points"), JUDGED)
def test_a_person_decides_what_no_rule_settles(target, actual, judgement, rule, points):
    """A share in the band, a cut, points without a rule: given, used, and told with its reason."""
    line = line_of(target, actual, judgement=judgement)
    assert line.rule == rule
    assert line.points == Decimal(points)
    if judgement.reason:
        assert judgement.reason in line.explain()
        assert judgement.reason in line.explain("en")
    for locale in ("zh_CN", "en"):
        assert all(figure in line.explain(locale) for _, figure in line.params)


MISFITS = [
    ("提升", "达成", {"share": "0.79"}, "judgement.outside-band"),
    ("提升", "部分达成", {"share": "0.8"}, "judgement.outside-band"),
    ("提升", "部分达成", {"points": 9}, "judgement.points-outside"),
    ("提升", "部分达成", {"points": 8}, "judgement.points-outside"),
    ("提升", "有所改善", {"points": "10.01"}, "judgement.points-outside"),
    ("提升", "达成", {"points": 9}, "judgement.points-not-asked"),
    ("提升", "", {"share": "0.9"}, "judgement.share-not-asked"),
    ("≥10次", "9次", {"share": "0.9"}, "judgement.share-not-asked"),
    ("≥10次", "9次", {"points": 9}, "judgement.points-not-asked"),
    ("≥10次", "9次", {"deduct": "9.01"}, "judgement.cut-too-large"),
    ("≥10次", "", {"deduct": 1}, "judgement.nothing-to-cut"),
]


@pytest.mark.parametrize(("target", "actual", "judgement", "code"), MISFITS)
def test_judgement_that_does_not_fit_is_an_error(target, actual, judgement, code):
    """A judgement outside its band, or of a row that a rule settles, is refused with a way out."""
    from fiscalkpi import PolicyError

    with pytest.raises(PolicyError) as caught:
        line_of(target, actual, judgement=Judgement(**judgement))
    assert [problem.code for problem in caught.value.problems] == [code]
    assert caught.value.problems[0].path == "$.judgements['合格率']"
    for locale in ("zh_CN", "en"):
        assert caught.value.problems[0].hint_in(locale) in caught.value.render(locale)


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"share": "1.1"}, "judgement.share"),
        ({"share": "-0.1"}, "judgement.share"),
        ({"deduct": -1}, "judgement.negative"),
        ({"points": "-0.5"}, "judgement.negative"),
        ({"points": 5, "share": "0.5"}, "judgement.two-ways"),
        ({"points": 5, "deduct": 1}, "judgement.two-ways"),
    ],
)
def test_judgement_refuses_what_cannot_be(parts, code):
    """A judgement is checked when it is made."""
    from fiscalkpi import PolicyError

    with pytest.raises(PolicyError) as caught:
        Judgement(**parts)
    assert caught.value.code == code
    if code != "judgement.two-ways":
        (figure,) = parts.values()
        assert str(figure) in caught.value.render("en")


def run_of(adjusted, spent, **more):
    amounts = {
        name: None if text is None else Yuan.parse(text)
        for name, text in {"adjusted": adjusted, "spent": spent}.items()
    }
    return BudgetExecution(**amounts, **more)


EXECUTION = [
    ("250000.00", "215457.60", MOF_2020, None, "execution_proportional", "8.62"),
    ("20000", "9034", MOF_2020, None, "execution_proportional", "4.52"),
    ("100", "100", MOF_2020, None, "execution_proportional", "10.00"),
    ("100", "100.01", MOF_2020, None, "execution_capped", "10.00"),
    ("100", "100.01", attrs.evolve(MOF_2020, execution_cap=False), None, "open", None),
    ("100", "0", MOF_2020, None, "execution_proportional", "0.00"),
    ("0", "0", MOF_2020, None, "open", None),
    ("0", "5", MOF_2020, None, "open", None),
    ("100", "-1", MOF_2020, None, "open", None),
    (None, "5", MOF_2020, None, "open", None),
    ("100", None, MOF_2020, None, "open", None),
    (None, None, MOF_2020, None, "open", None),
    ("500", "4765000", MOF_2020, None, "open", None),  # 500万元 was meant
    ("500", "2500000", MOF_2020, None, "open", None),
    ("500", "2499999", MOF_2020, None, "execution_capped", "10.00"),
    ("100", "5000000000", MOF_2021, True, "open", None),
    ("5000000", "476", MOF_2020, None, "execution_proportional", "0.00"),
    ("100", "97", MOF_2021, True, "execution_within_budget", "10.00"),
    ("100", "100", MOF_2021, True, "execution_within_budget", "10.00"),
    ("100", "101", MOF_2021, True, "open", None),
    ("100", "99", MOF_2021, False, "execution_bands", "7.00"),
    ("100", "80", MOF_2021, False, "execution_bands", "7.00"),
    ("100", "79.99", MOF_2021, False, "execution_bands", "5.00"),
    ("100", "60", MOF_2021, False, "execution_bands", "5.00"),
    ("100", "59.99", MOF_2021, False, "execution_bands", "0.00"),
    ("100", "100", MOF_2021, False, "open", None),
    ("100", "97", MOF_2021, None, "open", None),
]


@pytest.mark.parametrize(("adjusted", "spent", "policy", "finished", "rule", "points"), EXECUTION)
def test_points_of_budget_execution(adjusted, spent, policy, finished, rule, points):
    """Spent ÷ adjusted budget, from the fen; nothing is divided by a budget of zero."""
    goals = GoalSet(indicators=(Indicator(name="合格率", target="≥90%", weight=90),))
    card = score(goals, ["90%"], execution=run_of(adjusted, spent), policy=policy, finished=finished)
    line = card.execution_line
    assert line.rule == rule
    assert line.points == (None if points is None else Decimal(points))
    for locale in ("zh_CN", "en"):
        words = line.explain(locale)
        assert all(figure in words for _, figure in line.params), words
        assert "{" not in words


def test_initial_budget_never_stands_in_for_the_adjusted_one():
    """The base of the rate is 全年预算数; without it the line is open and says why."""
    goals = GoalSet(indicators=(Indicator(name="合格率", target="≥90%", weight=90),))
    run = BudgetExecution(initial=Yuan.parse("100元"), spent=Yuan.parse("100元"))
    line = score(goals, ["90%"], execution=run).execution_line
    assert line.points is None
    assert line.rate is None
    assert "execution_incomplete" in line.notes


def test_finer_rounding_is_a_choice_of_the_policy():
    """Places other than two, half up."""
    policy = attrs.evolve(MOF_2020, places=1, grades=(GradeBand("过", 0),))
    assert line_of("≥95%", "90%", policy).points == Decimal("9.5")


PARAMS = [
    ("≥90%", "80%", MOF_2021, {"level2": "满意度指标"}, {"reached": "80", "share": "0.8", "points": "8.00"}),
    (
        "提升",
        "达成",
        MOF_2020,
        {},
        {"share": "1", "low_percent": "80", "high_percent": "100", "points": "10.00"},
    ),
    ("提升", "部分达成", MOF_2020, {}, {"lowest": "6.00", "highest": "8.00"}),
    ("≥90%；≥80%", "45%；82%", MEAN, {}, {"part1": "0.5", "part2": "1", "points": "7.50"}),
    ("≥100个", "75个", MOF_2021, {}, {"actual": "75", "target": "100", "floor": "0.6", "points": "3.75"}),
    ("≥100个", "80个", BANDS, {}, {"actual": "80", "target": "100", "share": "0.5", "points": "5.00"}),
]


@pytest.mark.parametrize(("target", "actual", "policy", "row", "params"), PARAMS)
def test_figures_of_a_row(target, actual, policy, row, params):
    """The figures of a computation are in percent where the words say so, and in the unit of the target."""
    assert dict(line_of(target, actual, policy, **row).params) == {"weight": "10", **params}


UNWEIGHTED = [
    ("提升", "有所改善", {"points": 5}, "judgement.points-outside"),
    ("≥10次", "20次", {"deduct": 1}, "judgement.cut-too-large"),
]


@pytest.mark.parametrize(("target", "actual", "judgement", "code"), UNWEIGHTED)
def test_a_row_without_weight_has_no_points_to_give_or_cut(target, actual, judgement, code):
    """Without a weight a person can neither give points nor cut them; a share is kept for later."""
    from fiscalkpi import PolicyError

    with pytest.raises(PolicyError) as caught:
        line_of(target, actual, weight=None, level2=None, judgement=Judgement(**judgement))
    assert [problem.code for problem in caught.value.problems] == [code]
    line = line_of("提升", "达成", weight=None, level2=None, judgement=Judgement(share="0.9"))
    assert (line.points, line.rule, line.open_range) == (None, "qualitative_band", None)


@pytest.mark.parametrize(
    ("actual", "judgement", "figures"),
    [
        ("达成", {"share": "0.795"}, {"text": "0.795", "low": "0.8", "high": "1"}),
        ("部分达成", {"points": "8.5"}, {"text": "8.5", "low": "6.00", "high": "8.00"}),
        ("达成", {"deduct": "10.5"}, {"text": "10.5", "points": "10.00"}),
        ("", {"deduct": "10.5"}, {}),
    ],
)
def test_judgement_that_does_not_fit_tells_its_figures(actual, judgement, figures):
    """The figure that was given stands beside those that are allowed."""
    from fiscalkpi import PolicyError

    with pytest.raises(PolicyError) as caught:
        line_of("提升", actual, judgement=Judgement(**judgement))
    (problem,) = caught.value.problems
    for locale in ("zh_CN", "en"):
        assert all(figure in problem.render(locale) for figure in figures.values())


@pytest.mark.parametrize(
    ("weight", "points", "notes"),
    [
        ("0.5", "0.43", ()),
        ("0", "0", ()),
        ("-1", None, ("weight_not_positive",)),
    ],
)
def test_weight_of_budget_execution(weight, points, notes):
    """Any weight from 0 on has its share; one below it is told and has none."""
    goals = GoalSet(indicators=(Indicator(name="合格率", target="≥90%", weight=90),))
    run = run_of("100", "86.18", weight=weight)
    line = score(goals, ["90%"], execution=run).execution_line
    assert line.points == (None if points is None else Decimal(points))
    assert line.notes == notes


FORMULAS = [
    ("≥90%", "90%", MOF_2020, None, ""),
    ("≥90%", "85.5%", MOF_2020, None, "10×85.5÷90=9.50"),
    ("≥90%", "-3%", MOF_2020, None, "max(0, 10×(-3)÷90)=0.00"),
    ("≥100个", "75个", MOF_2021, None, "10×(75÷100-0.6)÷(1-0.6)=3.75"),
    ("≥100个", "50个", MOF_2021, None, "max(0, 10×(50÷100-0.6)÷(1-0.6))=0.00"),
    ("≤100", "150", MOF_2020, None, "10×100÷150=6.67"),
    ("≤100", "150", PROVINCIAL_LINEAR, None, "10×(1-(150-100)÷100)=5.00"),
    ("=10次", "14次", SYMMETRIC, None, "10×(1-|14-10|÷10)=6.00"),
    ("≥90%；≥80%", "45%；82%", MEAN, None, "10×(0.5+1)÷2=7.50"),
    ("≥90%；≥80%", "45%；82%", LOWEST, None, "10×min(0.5,1)=5.00"),
    ("提升", "达成", MOF_2020, Judgement(share="0.9", deduct="0.5"), "10×0.9-0.5=8.50"),
    ("≥10次", "20次", MOF_2020, Judgement(deduct=2), "10-2=8.00"),
    ("≥10次", "20次", MOF_2020, Judgement(deduct=0), "10-0=10.00"),
    ("提升", "有所改善", MOF_2020, Judgement(points=6), ""),
    ("≥90%", "", MOF_2020, None, ""),
]


@pytest.mark.parametrize(("target", "actual", "policy", "judgement", "formula"), FORMULAS)
def test_formula_is_what_a_person_would_type(target, actual, policy, judgement, formula):
    """The computation in figures and signs; blank where there is nothing to compute."""
    assert line_of(target, actual, policy, judgement=judgement).formula == formula


def test_words_are_of_one_language():
    """No Chinese stands in an English explanation of a row without any, and full-width signs only in Chinese."""
    import re

    rows = [("≥90%", "85.5%", MOF_2020), ("≥100", "75", MOF_2021), ("≤100", "150", PROVINCIAL_LINEAR)]
    for target, actual, policy in rows:
        line = line_of(target, actual, policy, name="rate", level2=None)
        assert re.findall("[\u4e00-\u9fff]", line.explain("en")) == []
    assert "得分＝10×（75÷100−0.6）÷（1−0.6）＝3.75分" in line_of("≥100", "75", MOF_2021).explain()
    assert "10 × (75 ÷ 100 − 0.6) ÷ (1 − 0.6) = 3.75" in line_of("≥100", "75", MOF_2021).explain("en")


@pytest.mark.parametrize(
    ("adjusted", "spent", "shown"),
    [
        (None, None, "Budget execution: no points yet"),
        ("100", None, "adjusted budget 100 yuan, spent (blank)"),
        (None, "90.5", "adjusted budget (blank), spent 90.5 yuan"),
        ("100", "90.5", "adjusted budget 100 yuan, spent 90.5 yuan, rate 90.50%"),
    ],
)
def test_amounts_of_budget_execution_are_told(adjusted, spent, shown):
    """What was filed of the two amounts stands in the words."""
    goals = GoalSet(indicators=(Indicator(name="合格率", target="≥90%", weight=90),))
    words = score(goals, ["90%"], execution=run_of(adjusted, spent)).execution_line.explain("en")
    assert shown in words


EXECUTION_FORMULAS = [
    ("250000", "215457.60", MOF_2020, None, "10×215457.6÷250000=8.62"),
    ("100", "120", MOF_2020, None, ""),
    ("100", "85", MOF_2021, False, "10×0.7=7.00"),
    ("100", "85", MOF_2021, True, ""),
    ("100", "85", MOF_2021, None, ""),
]


@pytest.mark.parametrize(("adjusted", "spent", "policy", "finished", "formula"), EXECUTION_FORMULAS)
def test_formula_of_budget_execution(adjusted, spent, policy, finished, formula):
    """The computation from the amounts, or the share of the band."""
    goals = GoalSet(indicators=(Indicator(name="合格率", target="≥90%", weight=90),))
    card = score(goals, ["90%"], execution=run_of(adjusted, spent), policy=policy, finished=finished)
    assert card.execution_line.formula == formula


EXECUTION_NOTES = [
    ("100", "120", MOF_2020, None, ["over_budget_capped"], ["execution_cap"]),
    (
        "100",
        "120",
        attrs.evolve(MOF_2020, execution_cap=False),
        None,
        ["over_budget_open"],
        ["execution_cap"],
    ),
    ("0", "5", MOF_2020, None, ["budget_zero"], []),
    ("100", "-5", MOF_2020, None, ["spent_negative"], []),
    ("100", None, MOF_2020, None, ["execution_incomplete"], []),
    (None, None, MOF_2020, None, ["execution_missing"], []),
    ("100", "85", MOF_2021, False, [], ["execution_bands"]),
    ("100", "85", MOF_2021, None, ["finished_unknown"], []),
    ("100", "120", MOF_2021, True, ["bands_silent"], []),
    ("100", "100", MOF_2021, False, ["bands_silent"], []),
]


@pytest.mark.parametrize(("adjusted", "spent", "policy", "finished", "notes", "defaults"), EXECUTION_NOTES)
def test_notes_and_defaults_of_budget_execution(adjusted, spent, policy, finished, notes, defaults):
    """Why it is open or capped, and which field of the policy it rests on."""
    goals = GoalSet(indicators=(Indicator(name="合格率", target="≥90%", weight=90),))
    run = run_of(adjusted, spent, weight=10)
    line = score(goals, ["90%"], execution=run, policy=policy, finished=finished).execution_line
    assert (list(line.notes), list(line.defaults)) == (notes, defaults)


SAID = [
    ("≥95%", "97.2%", {}, ["已达成", "得满分10.00分", "财预〔2020〕10号第十六条"]),
    (
        ">=90%",
        "85.5%",
        {},
        ["未达成，完成率95.00%", "得分＝10×85.5÷90＝9.50分", "请填写偏差原因和改进措施。"],
    ),
    (
        "200万",
        "195.5万元",
        {"level2": "成本指标", "name": "成本"},
        ["读作“≤”（默认做法，非文件规定）", "如按“≥”或“=”读，则未达成。"],
    ),
    ("完善", "达成预期指标", {}, ["不是可计算的数值或日期", "第一档80%-100%", "得分＝10×1＝10.00分"]),
    ("=0起", "1起", {"name": "安全事件数"}, ["未达成", "得0.00分", "惯例做法，非文件规定"]),
    (
        "≤288小时",
        "360小时",
        {"level2": "时效指标", "name": "停服时长"},
        ["10×288÷360＝8.00分", "“线性”为7.50分", "“突破即零”为0.00分"],
    ),
    (
        "4小时以内",
        "及时",
        {"level2": "时效指标", "name": "响应时间"},
        ["无法判定", "不计分（不是0分）", "本行10分待定，可得0.00至10.00分"],
    ),
]


@pytest.mark.parametrize(("target", "actual", "row", "pieces"), SAID)
def test_the_seven_kinds_of_explanation(target, actual, row, pieces):
    """Met, short, bare cost, prose, zero, reverse, undecided: verdict, arithmetic, source, what is asked."""
    words = line_of(target, actual, **row).explain()
    for piece in pieces:
        assert piece in words


def test_each_part_of_a_target_is_told():
    """Which part was missed, and how one without a sign or a unit was read, stand with the points."""
    line = line_of("培训≥5期；300人次", "6期；280", level2="数量指标", name="培训")
    for words in (line.explain(), why_points(line, "zh_CN")):
        assert "(1) 目标“≥5期”，实际“6期”：已达成，完成率120.00%，偏差+1期。" in words
        assert "(2) 目标“300人次”，实际“280”：未达成，完成率93.33%，偏差-20人次。" in words
        assert words.count("按指标类别读作“≥”") == 1
    assert "(2) target 300人次, actual 280: not met" in line.explain("en")


def test_figures_of_budget_execution():
    """Amounts and weight are among the figures of the line whatever rule gave its points."""
    goals = GoalSet(indicators=(Indicator(name="合格率", target="≥90%", weight=90),))
    for policy, spent in ((MOF_2021, "97"), (MOF_2020, "97"), (MOF_2020, "120")):
        line = score(
            goals, ["90%"], execution=run_of("100", spent), policy=policy, finished=True
        ).execution_line
        figures = dict(line.params)
        assert (figures["spent"], figures["adjusted"], figures["weight"]) == (spent, "100", "10")


def test_default_weight_and_reading_are_both_told():
    """A bare value under a default weight rests on both defaults."""
    line = line_of("100人", "80人", level2="数量指标", name="人数", weight=None)
    assert line.defaults == ("unstated", "schemes")


@pytest.mark.parametrize(
    ("adjusted", "spent", "doubtful"),
    [("500", "4765000", True), ("5000000", "476", True), ("500", "476", False), ("500", "0", False)],
)
def test_amounts_ten_thousand_times_apart_are_told(adjusted, spent, doubtful):
    """A budget in 元 beside spending in 万元, or the other way round: the line says so."""
    goals = GoalSet(indicators=(Indicator(name="合格率", target="≥90%", weight=90),))
    line = score(goals, ["90%"], execution=run_of(adjusted, spent)).execution_line
    assert ("amounts_doubtful" in line.notes) is doubtful
    assert ("相差约一万倍" in line.explain()) is doubtful
    assert ("a unit may be wrong" in line.explain("en")) is doubtful
