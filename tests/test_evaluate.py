"""Evaluation by one rule: the edge table, every reason and note, and the words of an explanation."""

import datetime
from fractions import Fraction

import attrs
import pytest

from fiscalkpi import (
    BY_CLASS,
    Comparator,
    Evaluation,
    EvaluationContext,
    FundingBreakdown,
    Indicator,
    Project,
    Verdict,
    Yuan,
    evaluate,
    parse_actual,
    parse_target,
)
from fiscalkpi.targets.verdict import Note, Reason

MET, NOT_MET, UNDECIDED = Verdict.MET, Verdict.NOT_MET, Verdict.UNDECIDED
YEAR = {"fiscal_year": 2021}
GE, LE = {"unstated": Comparator.GE}, {"unstated": Comparator.LE}
BUDGET = {"budget": Yuan.parse("100万元")}
END = {"end": datetime.date(2021, 12, 31), "fiscal_year": 2021}

# target, actual, context, verdict, reason, notes, attainment, deviation. The first block is the table of
# docs/design.md; numbers worked out by hand.
ROWS = [
    ("≥95%", "95.0%", {}, MET, "inside", "", "1", "0"),
    ("≥95%", "0.95", {}, NOT_MET, "outside", "unit_from_target looks_like_ratio", "1/100", "-1881/20"),
    ("8人", "8", {}, MET, "all_readings_agree", "unit_from_target", "1", "0"),
    ("8人", "10", {}, UNDECIDED, "comparator_unstated", "unit_from_target", "5/4", "2"),
    ("8人", "7", {}, UNDECIDED, "comparator_unstated", "unit_from_target", "7/8", "-1"),
    ("=0起", "1起", {}, NOT_MET, "outside", "", None, "1"),
    ("≥-5%", "-3%", {}, MET, "inside", "", None, "2"),
    ("80%-90%", "92%", {}, NOT_MET, "outside", "", None, "2"),
    ("80%-90%", "85%-95%", {}, UNDECIDED, "straddles", "", None, None),
    ("<1681680元", "168.168万元", {}, NOT_MET, "outside", "units_converted", "1", "0"),
    ("≥0.5万亩", "5000亩", {}, MET, "inside", "units_converted", "1", "0"),
    ("≥90%", "≥90%", {}, MET, "inside", "actual_repeats_target", None, None),
    ("≥90%", "≥85%", {}, UNDECIDED, "straddles", "", None, None),
    ("≤1600元/亩", "0.17万元/亩", {}, NOT_MET, "outside", "units_converted", "17/16", "100"),
    ("≤1600元/亩", "1500元", {}, UNDECIDED, "unit_mismatch", "", None, None),
    ("10天", "10工作日", {}, UNDECIDED, "unit_mismatch", "", None, None),
    ("≤5人/10万人", "0.4人/万人", {}, MET, "inside", "units_converted", "4/5", "-1"),
    ("≥2期/100人次", "2期/105人次", {}, UNDECIDED, "unit_mismatch", "", None, None),
    ("≥2期/100人次", "3期/100人次", {}, MET, "inside", "", "3/2", "1"),
    ("≤5人/10万人", "0.004%", {}, UNDECIDED, "unit_mismatch", "", None, None),
    ("4小时以内", "190分钟", {}, MET, "inside", "units_converted", "19/24", "-5/6"),
    ("12月底前", "2021年11月", {}, UNDECIDED, "fiscal_year_unknown", "", None, None),
    ("12月底前", "2021年11月", YEAR, MET, "inside", "year_from_context", None, None),
    ("12月底前", "2021年", {}, UNDECIDED, "fiscal_year_unknown", "", None, None),
    ("12月底前", "2021年", YEAR, MET, "inside", "year_from_context", None, None),
    ("2021年6月15日前完成", "2021年6月", {}, UNDECIDED, "actual_too_coarse", "", None, None),
    ("2021年7月", "2021-05", {}, UNDECIDED, "comparator_unstated", "", None, None),
    ("2021年7月", "2021-08-02", {}, NOT_MET, "all_readings_agree", "", None, "2"),
    ("100人左右", "98人", {}, UNDECIDED, "approximate", "", "49/50", "-2"),
    ("90%；80%", "95%", {}, UNDECIDED, "comparator_unstated", "one_actual_for_all_parts", None, None),
    ("90%；80%", "95%；82%", {}, UNDECIDED, "comparator_unstated", "", None, None),
    ("90%；80%", "95%", GE, MET, "all_parts", "one_actual_for_all_parts comparator_from_context", None, None),
    ("90%；80%", "95%；82%", GE, MET, "all_parts", "comparator_from_context", None, None),
    ("显著提升", "达成年度指标", {}, UNDECIDED, "qualitative", "", None, None),
    # units
    ("200万", "195.5万元", LE, MET, "inside", "base_unit_assumed comparator_from_context", "391/400", "-9/2"),
    (
        "≤200万元",
        "1955000",
        {},
        NOT_MET,
        "outside",
        "unit_from_target looks_like_other_multiple",
        None,
        None,
    ),
    (
        "≤8500元",
        "0.85",
        {},
        MET,
        "inside",
        "unit_from_target looks_like_other_multiple",
        None,
        None,
    ),
    ("≥30", "31个", {}, MET, "inside", "unit_from_actual", "31/30", "1"),
    ("≥0.9", "85%", {}, MET, "inside", "unit_from_actual target_looks_like_ratio", "850/9", "841/10"),
    ("≥0.9", "≥85%", {}, MET, "inside", "unit_from_actual target_looks_like_ratio", None, None),
    ("≤1", "1.5‰", {}, NOT_MET, "outside", "unit_from_actual target_looks_like_ratio", "3/2", "1/2"),
    ("≥0.9", "0.5%", {}, NOT_MET, "outside", "unit_from_actual", "5/9", "-2/5"),
    ("≥1.1", "95%", {}, MET, "inside", "unit_from_actual", "950/11", "939/10"),
    ("≥0.9", "3人", {}, MET, "inside", "unit_from_actual", "10/3", "21/10"),
    ("≥95%", "1", {}, NOT_MET, "outside", "unit_from_target looks_like_ratio", "1/95", "-94"),
    ("≤8500元", "0.425", {}, MET, "inside", "unit_from_target looks_like_other_multiple", None, None),
    ("≤8500元", "1.7", {}, MET, "inside", "unit_from_target looks_like_other_multiple", None, None),
    ("≤8500元", "1.8", {}, MET, "inside", "unit_from_target", "9/42500", "-42491/5"),
    ("≤8500元", "0.42", {}, MET, "inside", "unit_from_target", "21/425000", "-424979/50"),
    ("2021年12月31日", "44561.0", {}, MET, "all_readings_agree", "serial_date", None, "0"),
    ("≤3周", "22天", {}, NOT_MET, "outside", "units_converted", "22/21", "1/7"),
    ("≥2年", "24个月", {}, MET, "inside", "units_converted", "1", "0"),
    ("≤3个月", "90天", {}, UNDECIDED, "unit_mismatch", "", None, None),
    ("≥100平米", "100㎡", {}, MET, "inside", "", "1", "0"),
    ("≥3‰", "0.3%", {}, MET, "inside", "units_converted", "1", "0"),
    ("≥5个百分点", "5%", {}, UNDECIDED, "unit_mismatch", "", None, None),
    ("≥500人次", "500人/次", {}, MET, "inside", "", "1", "0"),
    ("≥三分之一", "0.33", {}, NOT_MET, "outside", "", "99/100", "-1/300"),
    # numbers
    ("=100%", "100.00%", {}, MET, "inside", "", "1", "0"),
    ("=99%", "99.9%", {}, NOT_MET, "outside", "", "111/110", "9/10"),
    (">60个", "60个", {}, NOT_MET, "outside", "", "1", "0"),
    ("<15%", "14.99%", {}, MET, "inside", "", "1499/1500", "-1/100"),
    ("≤0", "0", {}, MET, "inside", "", None, "0"),
    ("±3%", "-2.5%", {}, MET, "inside", "", None, "0"),
    ("100±5元", "106元", {}, NOT_MET, "outside", "", None, "1"),
    ("约200人次", "200人次", {}, MET, "inside", "", "1", "0"),
    ("≥90%", "约95%", {}, UNDECIDED, "actual_approximate", "", None, None),
    ("≥90%", ">90%", {}, MET, "inside", "", None, None),
    ("<90%", "≥90%", {}, NOT_MET, "outside", "", None, None),
    ("≤90%", ">90%", {}, NOT_MET, "outside", "", None, None),
    ("<90%", "<90%", {}, MET, "inside", "actual_repeats_target", None, None),
    ("=90%", "≤90%", {}, UNDECIDED, "straddles", "", None, None),
    ("≥80%", "80%-90%", {}, MET, "inside", "", None, None),
    ("辖区企业满意率达95%以上。", "96%", {}, MET, "inside", "words_passed_over", "96/95", "1"),
    # dates
    ("11月前", "10月31日", YEAR, MET, "inside", "year_from_context", None, "-1"),
    ("11月前", "11月1日", YEAR, NOT_MET, "outside", "year_from_context", None, "0"),
    ("6月15日前", "6月15日", YEAR, MET, "inside", "year_from_context", None, "0"),
    ("12月底前", "2021年12月完成", YEAR, MET, "inside", "year_from_context", None, None),
    ("12月15日前", "2021年12月", YEAR, UNDECIDED, "actual_too_coarse", "year_from_context", None, None),
    ("2021年12月31日", "44561", {}, MET, "all_readings_agree", "serial_date", None, "0"),
    ("2021年1月-12月", "2021年3月-6月", {}, MET, "inside", "", None, None),
    ("2021年1月-12月", "2022-01-05", {}, NOT_MET, "outside", "", None, "5"),
    ("2021年6月30日前", "2021年3月-8月", {}, UNDECIDED, "actual_too_coarse", "", None, None),
    ("2021年6月30日前", "2021年3月-5月", {}, MET, "inside", "", None, None),
    ("12月31日", "44561", YEAR, MET, "all_readings_agree", "serial_date year_from_context", None, "0"),
    ("80~90万元", "850000", {}, NOT_MET, "outside", "unit_from_target looks_like_other_multiple", None, None),
    ("约200人", "250", {}, UNDECIDED, "approximate", "unit_from_target", "5/4", "50"),
    ("≤500万元", "¥4,765,000.00", {}, MET, "inside", "units_converted", "953/1000", "-47/2"),
    ("≤80000元", "$7.6万", {}, UNDECIDED, "actual_words", "", None, None),
    (
        "新建≥3座，改建≥5座",
        "改建4座，新建6座",
        {},
        UNDECIDED,
        "parts_differ",
        "words_passed_over actual_words_passed_over",
        None,
        None,
    ),
    (
        "新建≥3座，改建≥5座",
        "新建4座，改建6座",
        {},
        MET,
        "all_parts",
        "words_passed_over actual_words_passed_over",
        None,
        None,
    ),
    ("2023年12月31日前", "2023.12.30", {}, MET, "inside", "", None, "-1"),
    ("≥四分之三", "70%", {}, NOT_MET, "outside", "units_converted", "14/15", "-1/20"),
    ("≥2021年6月", "2021-06-01", {}, MET, "inside", "", None, "0"),
    (">2021年6月", "2021-06-30", {}, NOT_MET, "outside", "", None, "0"),
    ("=2021年6月", "2021-07-02", {}, NOT_MET, "outside", "", None, "2"),
    ("2021年12月31日前", "2021年12月31日前", {}, MET, "inside", "", None, None),
    ("2021年6月30日前", "2021年12月31日前", {}, UNDECIDED, "straddles", "", None, None),
    ("2月29日前", "2月1日", YEAR, UNDECIDED, "target_unreadable", "year_from_context", None, None),
    ("3月底前", "2月29日", YEAR, UNDECIDED, "actual_unreadable", "year_from_context", None, None),
    ("2021年3月底前", "2月28日", {}, UNDECIDED, "fiscal_year_unknown", "", None, None),
    ("2021年7月", "2021-07-02", {"unstated": Comparator.GE}, MET, "all_readings_agree", "", None, "0"),
    ("2021年7月", "2021-05-02", LE, MET, "inside", "comparator_from_context", None, "-90"),
    # tied to the project
    ("在项目计划完成时间内完成", "2021-12-30", END, MET, "inside", "", None, "-1"),
    ("在项目计划完成时间内完成", "2022-01-02", END, NOT_MET, "outside", "", None, "2"),
    ("在项目计划完成时间内完成", "2021-12-30", {}, UNDECIDED, "schedule_unknown", "", None, None),
    ("在项目计划完成时间内完成", "30天", END, UNDECIDED, "kind_mismatch", "", None, None),
    ("不超批复预算", "99.5万元", BUDGET, MET, "inside", "units_converted", "199/200", "-5000"),
    ("不超批复预算", "1000000.01元", BUDGET, NOT_MET, "outside", "", "100000001/100000000", "1/100"),
    ("低于预算", "100万元", BUDGET, NOT_MET, "outside", "units_converted", "1", "0"),
    ("不超批复预算", "99.5万元", {}, UNDECIDED, "budget_unknown", "", None, None),
    ("不超批复预算", "95%", BUDGET, UNDECIDED, "unit_mismatch", "", None, None),
    ("不超批复预算", "2021年6月", BUDGET, UNDECIDED, "kind_mismatch", "", None, None),
    # yes and no, words, blanks
    ("是", "是", {}, MET, "inside", "", None, None),
    ("否", True, {}, NOT_MET, "outside", "", None, None),
    ("是", "3个", {}, UNDECIDED, "kind_mismatch", "", None, None),
    ("是", "已完成", {}, UNDECIDED, "actual_words", "", None, None),
    ("≥90%", "达成年度指标", {}, UNDECIDED, "actual_words", "", None, None),
    ("≥90%", "2022年2月30日", {}, UNDECIDED, "actual_unreadable", "", None, None),
    ("≥90%", "", {}, UNDECIDED, "actual_blank", "", None, None),
    ("≥90%", None, {}, UNDECIDED, "actual_blank", "", None, None),
    ("≥90%", float("nan"), {}, UNDECIDED, "actual_blank", "", None, None),
    ("≥90%", "—", {}, UNDECIDED, "actual_blank", "", None, None),
    ("≥90%", "**%", {}, UNDECIDED, "actual_masked", "", None, None),
    ("≥**%", "95%", {}, UNDECIDED, "target_unfilled", "", None, None),
    ("11月31日", "11月30日", YEAR, UNDECIDED, "target_unreadable", "", None, None),
    ("每月5日前", "2021-03-04", {}, UNDECIDED, "recurring", "", None, None),
    ("≥90%", "2021年6月", {}, UNDECIDED, "kind_mismatch", "", None, None),
    ("2021年6月", "90%", {}, UNDECIDED, "kind_mismatch", "", None, None),
    # words beside the numbers
    ("≥100%", "未完成100%", {}, UNDECIDED, "actual_words", "", None, None),
    ("≥95%", "预计完成95%", {}, UNDECIDED, "actual_words", "", None, None),
    ("≤100万元", "超支20万元", {}, UNDECIDED, "actual_words", "", None, None),
    ("≥90%", "没有达到90%", {}, NOT_MET, "outside", "", None, None),
    ("≥90%", "已完成95%", {}, MET, "inside", "", "19/18", "5"),
    ("≥90%", "满意率95%", {}, MET, "inside", "actual_words_passed_over", "19/18", "5"),
    (
        "下降3%以上",
        "上升5%",
        {},
        UNDECIDED,
        "directions_differ",
        "words_passed_over actual_words_passed_over",
        None,
        None,
    ),
    ("下降3%以上", "-5%", {}, UNDECIDED, "directions_differ", "words_passed_over", None, None),
    ("下降3%以上", "下降5%", {}, MET, "inside", "words_passed_over actual_words_passed_over", "5/3", "2"),
    ("每月不少于2次", "20次", {}, UNDECIDED, "per_unit", "words_passed_over", None, None),
    ("每月不少于2次", "每月3次", {}, MET, "inside", "words_passed_over actual_words_passed_over", "3/2", "1"),
    ("≥5个国家级，≥10个省级", "12个", {}, UNDECIDED, "parts_differ", "words_passed_over", None, None),
    (
        "≥100人（女性30人以上）",
        "120人（女性5人）",
        {},
        UNDECIDED,
        "remarks_differ",
        "words_passed_over actual_words_passed_over",
        None,
        None,
    ),
    (
        "≥100人（女性30人以上）",
        "120人（女性30人）",
        {},
        MET,
        "inside",
        "words_passed_over actual_words_passed_over",
        "6/5",
        "20",
    ),
    (
        "≥100人（女性30.0%）",
        "120人（女性30%）",
        {},
        MET,
        "inside",
        "words_passed_over actual_words_passed_over",
        "6/5",
        "20",
    ),
    ("≥100人（女性30人以上）", "120人", {}, MET, "inside", "words_passed_over", "6/5", "20"),
    ("≥100人", "120人（女性5人）", {}, MET, "inside", "actual_words_passed_over", "6/5", "20"),
    (
        "≥100人（女性30人以上）",
        "120人（2022年）",
        {},
        MET,
        "inside",
        "words_passed_over actual_words_passed_over",
        "6/5",
        "20",
    ),
    (
        "≥95%（2021年）",
        "96%（2022年）",
        {},
        UNDECIDED,
        "remarks_differ",
        "words_passed_over actual_words_passed_over",
        None,
        None,
    ),
    (
        "≥100人（女性30人）；≥2期",
        "120人（女性5人）；3期",
        {},
        UNDECIDED,
        "remarks_differ",
        "words_passed_over actual_words_passed_over",
        None,
        None,
    ),
    (
        "≥100人（投诉0次）",
        "120人（投诉0.0次）",
        {},
        MET,
        "inside",
        "words_passed_over actual_words_passed_over",
        "6/5",
        "20",
    ),
    (
        "≥3场（2022年5月）",
        "4场（2022年05月）",
        {},
        MET,
        "inside",
        "words_passed_over actual_words_passed_over",
        "4/3",
        "1",
    ),
    (
        "≥3场（2022年5月）",
        "4场（2022年6月）",
        {},
        UNDECIDED,
        "remarks_differ",
        "words_passed_over actual_words_passed_over",
        None,
        None,
    ),
    (
        "≥100人（三分之一以上为女性）",
        "120人（四分之一为女性）",
        {},
        UNDECIDED,
        "remarks_differ",
        "words_passed_over actual_words_passed_over",
        None,
        None,
    ),
    ("≥5000元/人·月", "6000元/月/人", {}, MET, "inside", "", "6/5", "1000"),
    ("≤50mg/L", "45mg/l", {}, MET, "inside", "", "9/10", "-5"),
    ("二级以上", "1级", {}, UNDECIDED, "ordinal", "", None, None),
    ("≥2级", "2级", {}, MET, "inside", "", "1", "0"),
    ("三分之二以上", "70%", {}, MET, "inside", "units_converted", "21/20", "1/30"),
    ("6≤pH≤9", "5", {}, NOT_MET, "outside", "words_passed_over", None, "-1"),
    # several parts
    ("≥90%", "95%；82%", {}, UNDECIDED, "parts_differ", "", None, None),
    ("2021年6月", "2021年6月；2021年7月", {}, UNDECIDED, "parts_differ", "", None, None),
    ("≥1部；≥2套", "1部；2套", {}, MET, "all_parts", "", None, None),
    ("≥1部；≥2套", "1部；1套", {}, NOT_MET, "part_not_met", "", None, None),
    ("≥1部；≥2套", "1部", {}, UNDECIDED, "parts_differ", "", None, None),
    ("≥1部；≥2套", "1部；2套；3个", {}, UNDECIDED, "parts_differ", "", None, None),
    ("≥1部；≥2套", "1部；2个", {}, UNDECIDED, "part_undecided", "", None, None),
    ("≥2项或≥1项", "1项", {}, MET, "one_part", "one_actual_for_all_parts", None, None),
    ("≥2项或≥3项", "1项", {}, NOT_MET, "no_part_met", "one_actual_for_all_parts", None, None),
    ("≥2项或≥3个", "1项；2项", {}, UNDECIDED, "part_undecided", "", None, None),
    ("≥90%且≤110%", "105%", {}, MET, "all_parts", "one_actual_for_all_parts", None, None),
    ("6月前；9月前", "5月", YEAR, UNDECIDED, "parts_differ", "", None, None),
    ("6月前；9月前", "5月；8月", YEAR, MET, "all_parts", "year_from_context", None, None),
    # bounds: half and twice of ten thousand times still look like another unit
    ("≥100万元", "500000", {}, MET, "inside", "unit_from_target looks_like_other_multiple", None, None),
    ("≥100万元", "2000000", {}, MET, "inside", "unit_from_target looks_like_other_multiple", None, None),
    ("≥100万元", "2000001", {}, MET, "inside", "unit_from_target", "2000001/100", "1999901"),
    ("2021年6月下旬", "2021-06-20", {}, NOT_MET, "outside", "", None, "-1"),
    ("二级以上", "2级", {}, MET, "inside", "", "1", "0"),
    ("100人左右", "102人", {}, UNDECIDED, "approximate", "", "51/50", "2"),
    ("下降3%以上", "0.5%", {}, NOT_MET, "outside", "words_passed_over", "1/6", "-5/2"),
    ("≥1亿元", "100000000", {}, MET, "inside", "unit_from_target looks_like_other_multiple", None, None),
    ("≥200000000元", "2", {}, NOT_MET, "outside", "unit_from_target looks_like_other_multiple", None, None),
    ("≥90%", "达成率95%", {}, MET, "inside", "", "19/18", "5"),
]


def exact(text):
    return None if text is None else Fraction(text)


@pytest.mark.parametrize(
    "row", ROWS, ids=lambda row: f"{row[0]}|{row[1]}|{','.join(map(str, row[2].values()))}"
)
def test_an_edge_is_judged(row):
    """Each edge has its verdict, reason, notes, attainment and deviation."""
    target, actual, context, verdict, reason, notes, attainment, deviation = row
    result = evaluate(target, actual, context=EvaluationContext(**context))
    assert (result.verdict, str(result.reason), " ".join(result.notes)) == (verdict, reason, notes)
    assert (result.attainment, result.deviation) == (exact(attainment), exact(deviation))


def test_the_edges_reach_every_reason():
    """The table raises each reason at least once."""
    assert {row[4] for row in ROWS} == set(Reason)


# target, class, name, actual, verdict, note, comparator read; direction where the form has the column
@pytest.mark.parametrize(
    ("name", "actual", "verdict"),
    [
        ("农民收入增长率", "下降12%", UNDECIDED),
        ("农民收入增长率", "增长12%", MET),
        ("农民收入增长率", "12%", MET),
        ("农民收入增长率", "-3%", NOT_MET),
        ("事故下降率", "上升12%", UNDECIDED),
        ("事故下降率", "下降12%", MET),
        ("成本增长下降率", "下降12%", MET),  # a name of both ways says nothing
    ],
)
def test_an_actual_that_goes_the_other_way_than_the_name(name, actual, verdict):
    """下降12% is no growth of 12 %: the direction may stand in the name alone."""
    found = evaluate(Indicator(name=name, target="≥10%"), actual)
    assert found.verdict is verdict
    assert (found.reason is Reason.DIRECTIONS_DIFFER) is (verdict is UNDECIDED)


@pytest.mark.parametrize(
    "unknown", [{"budget": "500万元"}, {"fiscal_year": "2023"}, {"unstated": ">="}, {"end": "2023-12-31"}]
)
def test_error_context_of_another_type(unknown):
    """A context in words is refused where it is made, not where it is used."""
    with pytest.raises(TypeError):
        EvaluationContext(**unknown)


def test_error_something_like_an_indicator():
    """A target and a class make no indicator: it has a name too."""

    class Row:
        level1 = level2 = None
        target = parse_target("≥90%")

    with pytest.raises(TypeError, match="a target is a Target, text or an Indicator, not Row"):
        evaluate(Row(), "95%")


BY_CLASS_ROWS = [
    ("200万元", "成本指标", "采购成本", "195万元", MET, Note.COMPARATOR_FROM_CLASS, Comparator.LE, None),
    ("4小时", "时效指标", "响应时间", "5小时", NOT_MET, Note.COMPARATOR_FROM_CLASS, Comparator.LE, None),
    ("2021年7月", "时效指标", "完成时间", "2021-06-02", MET, Note.COMPARATOR_FROM_CLASS, Comparator.LE, None),
    ("2021年7月", "数量指标", "开工时间", "2021-06-02", UNDECIDED, None, None, None),
    ("100%", "时效指标", "完成及时率", "99%", NOT_MET, Note.COMPARATOR_FROM_CLASS, Comparator.GE, None),
    ("8人", "数量指标", "驻场人数", "10人", MET, Note.COMPARATOR_FROM_CLASS, Comparator.GE, None),
    ("300天", "数量指标", "开放天数", "310天", MET, Note.COMPARATOR_FROM_CLASS, Comparator.GE, None),
    ("5%", "质量指标", "设备故障率", "3%", UNDECIDED, Note.NAME_IS_FALLING, None, None),
    ("0", "质量指标", "合格产品", "3", UNDECIDED, Note.ZERO_CANNOT_BE_FLOOR, None, None),
    ("5%", "质量指标", "设备故障率", "3%", MET, Note.COMPARATOR_FROM_DIRECTION, Comparator.LE, "反向指标"),
    ("5%", "质量指标", "设备故障率", "3%", NOT_MET, Note.COMPARATOR_FROM_DIRECTION, Comparator.GE, "正向"),
    ("90%", None, "群众满意度", "95%", MET, Note.COMPARATOR_FROM_CLASS, Comparator.GE, None),
    ("90%", None, "覆盖率", "95%", UNDECIDED, None, None, None),
    ("≥90%", "成本指标", "节约率", "95%", MET, None, None, None),
    ("5%", "成本指标", "成本节约率", "3%", UNDECIDED, None, None, None),
    ("300天", "时效指标", "无故障运行时间", "310天", UNDECIDED, None, None, None),
    ("1起", "质量指标", "安全事故", "3起", UNDECIDED, Note.NAME_IS_FALLING, None, None),
]


@pytest.mark.parametrize("row", BY_CLASS_ROWS, ids=lambda row: f"{row[0]}|{row[1]}|{row[2]}|{row[7]}")
def test_a_bare_value_is_read_by_class(row):
    """BY_CLASS reads a bare value as direction, class and name suggest, and says so."""
    target, level2, name, actual, verdict, note, read_as, direction = row
    indicator = Indicator(level2=level2, name=name, target=target, direction=direction)
    result = evaluate(indicator, actual, context=EvaluationContext(unstated=BY_CLASS))
    assert (result.verdict, result.read_as, result.name) == (verdict, read_as, name)
    assert [found for found in result.notes if found is not Note.UNIT_FROM_TARGET] == ([note] if note else [])


def test_by_class_needs_an_indicator():
    """A target alone has no class, so a bare value stays undecided."""
    assert evaluate("8人", "10人", context=EvaluationContext(unstated=BY_CLASS)).verdict is UNDECIDED


def test_the_truth_of_a_verdict_is_an_error():
    """if evaluate(…) would be a silent mistake with three values."""
    result = evaluate("≥90%", "95%")
    with pytest.raises(TypeError, match="three values"):
        bool(result.verdict)
    with pytest.raises(TypeError, match="compare its verdict"):
        bool(result)


def test_what_is_no_target_is_refused():
    """evaluate takes a Target, its text or an Indicator."""
    with pytest.raises(TypeError, match="not int"):
        evaluate(90, "95%")


def test_a_project_fills_the_context():
    """The budget is the annual total, else the total of the project."""
    project = Project(
        fiscal_year=2021, end=datetime.date(2021, 6, 30), funding=FundingBreakdown(total=Yuan(fen=100))
    )
    assert project.context(unstated=BY_CLASS) == EvaluationContext(
        fiscal_year=2021, end=datetime.date(2021, 6, 30), budget=Yuan(fen=100), unstated=BY_CLASS
    )
    annual = attrs.evolve(project, funding=FundingBreakdown(total=Yuan(fen=100), annual_total=Yuan(fen=0)))
    assert annual.context().budget == Yuan(fen=0)


EXPLAINED = [
    (
        ("3500公斤以上", "3.6吨"),
        "目标“3500公斤以上”，实际“3.6吨”：已达成，完成率102.86%，偏差+100公斤。单位已换算：“3.6吨”即3600公斤。",
        "target 3500公斤以上, actual 3.6吨: met, attainment 102.86%, deviation +100公斤. Units were converted: 3.6吨 is "
        "3600公斤.",
    ),
    (
        ("≥3000公斤", "2~4吨"),
        "目标“≥3000公斤”，实际“2~4吨”：无法判定。实际值“2~4吨”是一个范围，一部分符合目标、一部分不符合。请填写确切数值。"
        "单位已换算：“2~4吨”即2000~4000公斤。",
        "target ≥3000公斤, actual 2~4吨: undecided. The actual 2~4吨 is a range, partly inside the target and partly "
        "outside. Give the exact value. Units were converted: 2~4吨 is 2000~4000公斤.",
    ),
    (
        ("三分之二以上", "70%"),
        "目标“三分之二以上”，实际“70%”：已达成，完成率105.00%，偏差+10/3个百分点。单位已换算：“70%”即0.7。",
        "target 三分之二以上, actual 70%: met, attainment 105.00%, deviation +10/3 percentage points. Units were "
        "converted: 70% is 0.7.",
    ),
    (
        ("≤200万", "1955000元"),
        "目标“≤200万”，实际“1955000元”：已达成，完成率97.75%，偏差-4.5万。"
        "只写了“万”或“亿”，基本单位取自另一方（元）：“1955000元”即195.5万。",
        "target ≤200万, actual 1955000元: met, attainment 97.75%, deviation -4.5万. "
        "Only 万 or 亿 was written; the base unit is taken from the other side (元): 1955000元 is 195.5万.",
    ),
    (
        ("=4个", "5个"),
        "目标“=4个”，实际“5个”：未达成，完成率125.00%，偏差+1个。目标的计算符号为“=”，恰好相等才算达成。",
        "target =4个, actual 5个: not met, attainment 125.00%, deviation +1个. The sign of the target is =, so only an "
        "equal value meets it.",
    ),
    (
        ("<15%", "15%"),
        "目标“<15%”，实际“15%”：未达成，完成率100.00%。目标不含界限值本身，恰好等于界限值不算达成。",
        "target <15%, actual 15%: not met, attainment 100.00%. The bound itself does not meet the target.",
    ),
    (
        ("2021年11月前", "2021年11月1日"),
        "目标“2021年11月前”，实际“2021年11月1日”：未达成。“2021年11月前”不含界限当日，在界限当日不算达成。",
        "target 2021年11月前, actual 2021年11月1日: not met. 2021年11月前 leaves out the day of the bound, so that day "
        "does not meet it.",
    ),
    (
        ("≥90%", "9折"),
        "目标“≥90%”，实际“9折”：无法判定。目标的单位是“%”，实际值的单位是“折”，两者之间没有已知的固定换算关系。请改用同一单位。",
        "target ≥90%, actual 9折: undecided. The target is in %, the actual in 折, and no fixed factor between them is "
        "known. Use one unit.",
    ),
    (
        ("≤****元", "128000元"),
        "目标“≤****元”，实际“128000元”：无法判定。指标值没有填写数值，或数值被遮盖。请填写符号、数值和单位，如“≥95%”。",
        "target ≤****元, actual 128000元: undecided. The target has no number, or a masked one. File sign, number and "
        "unit, for example ≥95%.",
    ),
    (
        ("每月不少于2次", "20次"),
        "目标“每月不少于2次”，实际“20次”：无法判定。目标与实际值的计量基础不同（如每月、每村、人均），不能直接比较。请按同一基础填写。",
        "target 每月不少于2次, actual 20次: undecided. Target and actual have different bases, such as a month, a village "
        "or a head. State both on one base.",
    ),
    (
        ("≤288小时", "360小时"),
        "目标“≤288小时”，实际“360小时”：未达成，完成率125.00%，偏差+72小时。",
        "target ≤288小时, actual 360小时: not met, attainment 125.00%, deviation +72小时.",
    ),
    (
        ("8人", "10人"),
        "目标“8人”，实际“10人”：无法判定，完成率125.00%，偏差+2人。“8人”没有写计算符号，不同读法结论不同。请补写“≥”“≤”或“=”。",
        "target 8人, actual 10人: undecided, attainment 125.00%, deviation +2人. 8人 has no sign, and its readings differ. "
        "Add ≥, ≤ or =.",
    ),
    (
        ("≥95%", "0.95"),
        "目标“≥95%”，实际“0.95”：未达成，完成率1.00%，偏差-94.05个百分点。实际值没有写单位，按目标的单位“%”读。"
        "实际值“0.95”像是小数形式的比率，仍按0.95%比较；如为百分比，请改写。",
        "target ≥95%, actual 0.95: not met, attainment 1.00%, deviation -94.05 percentage points. The actual has no unit "
        "and takes the target's, %. The actual 0.95 looks like a ratio; it was compared as 0.95% all the same. If a "
        "percentage is meant, write it so.",
    ),
    (
        ("0.9以上", "85%"),
        "目标“0.9以上”，实际“85%”：已达成，完成率9444.44%，偏差+84.1个百分点。目标没有写单位，按实际值的单位“%”读。"
        "指标值“0.9以上”像是小数形式的比率，仍以“%”为单位比较；如为比率，请改写为百分数。",
        "target 0.9以上, actual 85%: met, attainment 9444.44%, deviation +84.1 percentage points. The target has no unit and "
        "takes the actual's, %. The target 0.9以上 looks like a ratio; its unit was taken to be % all the same. If a "
        "ratio is meant, write it as a percentage.",
    ),
    (
        ("2021年7月", "2021-08-02"),
        "目标“2021年7月”，实际“2021-08-02”：未达成，偏差+2天。目标没有写计算符号，但各种读法结论相同。",
        "target 2021年7月, actual 2021-08-02: not met, deviation +2 days. The target has no sign, but all its readings give "
        "the same result.",
    ),
    (
        ("≥1部；≥2套", "1部；1套"),
        "目标“≥1部；≥2套”，实际“1部；1套”：未达成。各项须全部达成，其中有未达成的项。"
        "(1) 目标“≥1部”，实际“1部”：已达成，完成率100.00%。(2) 目标“≥2套”，实际“1套”：未达成，完成率50.00%，偏差-1套。",
        "target ≥1部；≥2套, actual 1部；1套: not met. All parts must hold, and not all do. "
        "(1) target ≥1部, actual 1部: met, attainment 100.00%. "
        "(2) target ≥2套, actual 1套: not met, attainment 50.00%, deviation -1套.",
    ),
]


@pytest.mark.parametrize(("pair", "chinese", "english"), EXPLAINED, ids=[pair[0] for pair, _, _ in EXPLAINED])
def test_an_explanation_reads(pair, chinese, english):
    """Target, actual, verdict with its arithmetic, reason and what is still asked."""
    result = evaluate(*pair)
    assert result.explain() == chinese
    assert result.explain("en") == english


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}|{row[1]}")
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_edge_can_be_explained(row, locale):
    """No wording lacks a part, in either language."""
    text = evaluate(row[0], row[1], context=EvaluationContext(**row[2])).explain(locale)
    assert text
    assert "{" not in text


@pytest.mark.parametrize(
    ("pair", "context", "chinese", "english"),
    [
        (("50%", "约50%"), LE, "按指定的“≤”读", "was read as ≤"),
        (("2021年7月", "6月"), LE, "按指定的“≤”读", "was read as ≤"),
        (("2021年7月", "2月29日"), LE | YEAR, "按指定的“≤”读", "was read as ≤"),
    ],
)
def test_a_default_is_named_where_the_actual_decides_nothing(pair, context, chinese, english):
    """The sign that a bare target was given is in the sentence, whatever is wrong with the actual value."""
    result = evaluate(*pair, context=EvaluationContext(**context))
    assert (result.verdict, result.read_as) == (UNDECIDED, Comparator.LE)
    assert chinese in result.explain()
    assert english in result.explain("en")


@pytest.mark.parametrize(
    ("target", "actual", "converted"),
    [
        ("≥3000公斤", "≥4吨", "“≥4吨”即≥4000公斤"),
        ("≥3000公斤", "约4吨", "“约4吨”即约4000公斤"),
        ("≤3周", "22天", "“22天”即22/7周"),
        ("≤195.5万元", "200万", "（元）：“200万”即200万元"),
    ],
)
def test_a_converted_value_is_shown_as_it_was_compared(target, actual, converted):
    """The reader can check the conversion: exact, with its sign, in the unit of the target."""
    assert converted in evaluate(target, actual).explain()


def test_an_indicator_is_named_in_its_explanation():
    """The row is named first."""
    result = evaluate(Indicator(name="故障恢复及时性", target="≥95%"), "97.2%")
    assert (
        result.explain()
        == "「故障恢复及时性」目标“≥95%”，实际“97.2%”：已达成，完成率102.32%，偏差+2.2个百分点。"
    )
    assert result.explain("en").startswith('"故障恢复及时性": target ≥95%, actual 97.2%: met')


def test_hostile_words_are_made_visible():
    """Control characters and long texts do not reach a message as they are."""
    result = evaluate("好" * 500, "\u202e坏\n")
    assert "\u202e" not in result.explain()
    assert len(result.explain()) < 300


def test_an_evaluation_is_a_value():
    """Equal inputs give equal evaluations; the parts of a result are attributes."""
    first, second = evaluate("≥90%", "95%"), evaluate(parse_target("≥90%"), parse_actual("95%"))
    assert isinstance(first, Evaluation)
    assert first == second
    assert hash(first) == hash(second)
    assert (first.parts, first.read_as, first.name) == ((), None, None)


def test_the_year_that_was_taken_is_told():
    """A date without a year was read in the fiscal year: which one, is told with its parts too."""
    year = EvaluationContext(fiscal_year=2021)
    result = evaluate("12月底前", "2021-12-30", context=year)
    assert result.fiscal_year == 2021
    assert "年份取自预算年度2021年。" in result.explain()
    assert "The year is the fiscal year, 2021." in result.explain("en")
    assert evaluate("2021年12月底前", "2021-12-30", context=year).fiscal_year is None
    several = evaluate("6月底前；12月底前", "2021-06-01；2021-12-01", context=year)
    assert [part.fiscal_year for part in several.parts] == [2021, 2021]
    assert several.explain().count("年份取自预算年度2021年。") == 2


@pytest.mark.parametrize(
    ("target", "actual", "attainment"),
    [
        ("≥90%", "9成", 1),
        ("九成以上", "94.5%", "21/20"),
        ("2小时内", "1小时30分钟", "3/4"),
        ("≤1小时30分钟", "45分钟", "1/2"),
    ],
)
def test_tenths_and_compound_lengths_are_compared(target, actual, attainment):
    """成 is ten percent; 1小时30分钟 is ninety minutes."""
    result = evaluate(target, actual)
    assert (result.verdict, result.attainment) == (MET, Fraction(attainment))


@pytest.mark.parametrize("text", ["达到95%", "达成95%", "完成95%", "达95%", "提升至95%", "95%"])
def test_what_was_reached_is_a_number(text):
    """In an actual value 达到 says that it was reached, so attainment and deviation are known."""
    result = evaluate("≥90%", text)
    assert (result.verdict, result.attainment, result.deviation) == (MET, Fraction(19, 18), 5)


@pytest.mark.parametrize(
    ("target", "actual", "shown"),
    [
        ("≤500万元", "500.01万元", "100.002%"),
        ("≥1000000人", "999999人", "99.9999%"),
        ("≥300人", "299.99人", "99.997%"),
        ("≥200人", "199.99人", "99.995%"),
        ("<500万元", "500万元", "100.00%"),
        ("≥300人", "100人", "33.33%"),
        ("≥3000人", "3001人", "100.03%"),
    ],
)
def test_a_rate_shown_as_100_is_100(target, actual, shown):
    """Rounding for display does not hide that a target was just missed, or just reached."""
    assert f"完成率{shown}" in evaluate(target, actual).explain()


@pytest.mark.parametrize(
    ("target", "actual", "said"),
    [
        ("≥90%", "91%", "+1 percentage point."),
        ("≥90%", "89%", "-1 percentage point."),
        ("≥90%", "92%", "+2 percentage points."),
        ("2021年6月30日前", "2021年7月1日", "+1 day."),
        ("2021年6月30日前", "2021年7月2日", "+2 days."),
    ],
)
def test_deviation_of_one_is_singular(target, actual, said):
    """One point, one day."""
    assert said in evaluate(target, actual).explain("en")


def test_a_number_below_zero_looks_like_no_other_unit():
    """-0.005 against ≥50% is ten thousand times smaller without its sign; the sign says that it is something else."""
    assert evaluate("≥50%", "-0.005").notes == (Note.UNIT_FROM_TARGET,)
    assert Note.LOOKS_LIKE_OTHER_MULTIPLE in evaluate("≥50", "0.005%").notes


def test_the_parts_stay_where_none_is_met():
    """Of two that one would do, both are told."""
    result = evaluate("≥3个或≥5场", "1个；2场")
    assert (result.reason, [part.verdict for part in result.parts]) == (
        Reason.NO_PART_MET,
        [Verdict.NOT_MET, Verdict.NOT_MET],
    )


def test_marks_beside_the_words_of_parts_do_not_matter():
    """新建： and 新建 name the same part, so the other order is seen."""
    assert evaluate("新建：3座，改建：5座", "改建5座，新建3座").reason is Reason.PARTS_DIFFER
    assert evaluate("新建：3座，改建：5座", "新建3座，改建5座").reason is not Reason.PARTS_DIFFER
