"""The parser as a function: split columns, caps, errors, what a constructor refuses."""

import pickle
import re
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from fiscalkpi import (
    Comparator,
    DateTarget,
    Duration,
    Multiple,
    OnSchedule,
    PartialDate,
    Period,
    Qualitative,
    Quantity,
    TargetSyntaxError,
    Unfilled,
    Unit,
    Unreadable,
    WithinBudget,
    YesNo,
    parse_target,
    parse_target_cells,
)
from fiscalkpi.targets.parser import _plan, _read, _read_anew, read
from fiscalkpi.targets.shapes import fill, shape_of

PERCENT, HOUR, GE = Unit("%"), Unit("小时"), Comparator.GE

CELLS = [
    (("98", "大于等于", "%", "正向"), Quantity(value=98, comparator=GE, unit=PERCENT), "正向|大于等于|98|%"),
    (("300", "=", "天", None), Duration(value=300, comparator=Comparator.EQ, unit=Unit("天")), "=|300|天"),
    (("12", None, "月", None), Duration(value=12, unit=Unit("月")), "12|月"),
    (
        ("11月底之前", None, None, "定性"),
        DateTarget(value=PartialDate(None, 11, 30), comparator=Comparator.LE),
        "定性|11月底之前",
    ),
    (
        ("2021年12月", "≤", None, None),
        DateTarget(value=PartialDate(2021, 12), comparator=Comparator.LE),
        "≤|2021年12月",
    ),
    (("好", "定性", "", None), Qualitative(text="定性|好"), "定性|好"),
    (("", "≥", "%", None), Unfilled(comparator=GE, unit=PERCENT), "≥|%"),
    (("**", "≥", "人", None), Unfilled(comparator=GE, unit=Unit("人")), "≥|**|人"),
    ((None, None, None, None), Unfilled(), ""),
    (("40%", "", "%", None), Quantity(value=40, unit=PERCENT), "40%|%"),
    (("≥90", None, "%", None), Quantity(value=90, comparator=GE, unit=PERCENT), "≥90|%"),
    (("≥90", "≥", "%", None), Quantity(value=90, comparator=GE, unit=PERCENT), "≥|≥90|%"),
    (
        ("0.5", "=", "万亩", None),
        Quantity(value="0.5", comparator=Comparator.EQ, unit=Unit("万亩")),
        "=|0.5|万亩",
    ),
    (
        ("200万", "≤", "元", None),
        Quantity(value=200, comparator=Comparator.LE, unit=Unit("万元")),
        "≤|200万|元",
    ),
    (
        ("200万", "≤", "万元", None),
        Quantity(value=200, comparator=Comparator.LE, unit=Unit("万元")),
        "≤|200万|万元",
    ),
    (("否", None, "是/否", None), YesNo(value=False), "否|是/否"),
    (("5-10", None, "天", None), Duration(value=5, high=10, unit=Unit("天")), "5-10|天"),
    (("1-2", "=", "次", None), Quantity(value=1, high=2, unit=Unit("次")), "=|1-2|次"),
    (("100左右", None, "人", None), Quantity(value=100, approx=True, unit=Unit("人")), "100左右|人"),
    (("3", "≥", "/", None), Quantity(value=3, comparator=GE), "≥|3|/"),
    (("3", "≥", "12345", None), Quantity(value=3, comparator=GE), "≥|3|12345"),
    (
        ("100", "≥", "个（台、套、件、辆）", None),
        Quantity(value=100, comparator=GE, unit=Unit("个(台、套、件、辆)")),
        "≥|100|个（台、套、件、辆）",
    ),
    (
        ("100", "=", "百分比（%）", None),
        Quantity(value=100, comparator=Comparator.EQ, unit=Unit("百分比(%)")),
        "=|100|百分比（%）",
    ),
    (("不超批复预算", "≤", None, None), WithinBudget(), "≤|不超批复预算"),
]


@pytest.mark.parametrize(("cells", "target", "text"), CELLS, ids=[text or "blank" for _, _, text in CELLS])
def test_cells_are_read(cells, target, text):
    """The cells win over their joined text, and the text is the filled cells in a fixed order."""
    found = parse_target_cells(*cells)
    assert found == target
    assert found.text == text


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("≥90", "≤", "%"), "two_signs"),
        (("80-90", "≥", "%"), "sign_before_range"),
        (("11月31日", None, None), "impossible_date"),
    ],
)
def test_cells_that_contradict_are_unreadable(cells, reason):
    """A sign against a sign, or before a range, is told and not settled."""
    found = parse_target_cells(*cells)
    assert isinstance(found, Unreadable)
    assert reason in (found.reason, parse_target(cells[0]).reason if cells[1] is None else reason)


JOINED = [
    ("米|=|3500", Quantity(value=3500, comparator=Comparator.EQ, unit=Unit("米"))),
    ("正向|≥|98|%", Quantity(value=98, comparator=GE, unit=PERCENT)),
    ("≥|≤|98|%", Qualitative(text="≥|≤|98|%")),
    ("件(套)|=|5", Quantity(value=5, comparator=Comparator.EQ, unit=Unit("件(套)"))),
    (
        "约90%|80%",
        Multiple(parts=(Quantity(value=90, approx=True, unit=PERCENT), Quantity(value=80, unit=PERCENT))),
    ),
    ("|约3|以上", Quantity(value=3, approx=True, unit=Unit("以上"))),
    ("|3分之1|以上", Quantity(value=Fraction(1, 3), unit=Unit("以上"))),
    (
        "90%|80%|70%",
        Multiple(
            parts=(
                Quantity(value=90, unit=PERCENT),
                Quantity(value=80, unit=PERCENT),
                Quantity(value=70, unit=PERCENT),
            )
        ),
    ),
    (
        "|12|月;|3|天",
        Multiple(parts=(Duration(value=12, unit=Unit("月")), Duration(value=3, unit=Unit("天")))),
    ),
    (
        "|12|月或|3|天",
        Multiple(parts=(Duration(value=12, unit=Unit("月")), Duration(value=3, unit=Unit("天"))), join="or"),
    ),
    ("|±3|以上", Quantity(value=-3, high=3, unit=Unit("以上"))),
    ("≥|**|以上", Unfilled(comparator=GE, unit=Unit("以上"))),
    ("|2021.6|", Quantity(value="2021.6")),
    ("|3分之1~0.5|", Quantity(value=Fraction(1, 3), high=Decimal("0.5"))),
    ("≥|5~3|个", Qualitative(text="≥|5~3|个")),
    ("≥3|≥4|好,坏", Qualitative(text="≥3|≥4|好,坏")),
    ("|±3|天", Duration(value=-3, high=3, unit=Unit("天"))),
    ("3天|5天", Multiple(parts=(Duration(value=3, unit=Unit("天")), Duration(value=5, unit=Unit("天"))))),
    ("||", Unfilled()),
    (
        "3月|5月",
        Multiple(parts=(DateTarget(value=PartialDate(None, 3)), DateTarget(value=PartialDate(None, 5)))),
    ),
    (
        "1月-3月|2022年",
        Multiple(
            parts=(
                Period(start=PartialDate(None, 1), end=PartialDate(None, 3)),
                DateTarget(value=PartialDate(2022)),
            )
        ),
    ),
]


@pytest.mark.parametrize(("text", "target"), JOINED, ids=[text for text, _ in JOINED])
def test_joined_cells_are_read(text, target):
    """A bar parts cells; the third cell of the canonical spelling is a unit, whatever it says."""
    if isinstance(target, Qualitative):
        assert not isinstance(parse_target(text), Quantity | Duration)
    else:
        assert parse_target(text) == target
        assert parse_target(text).text == text


def test_error_on_a_text_over_the_cap():
    """Only a text over 2,000 characters is an error; its rendering is whole."""
    with pytest.raises(TargetSyntaxError) as caught:
        parse_target("好" * 2001)
    error = pickle.loads(pickle.dumps(caught.value))
    assert (error.code, error.span) == ("target.too-long", (2000, 2001))
    shown = "好" * 30
    assert str(error) == (
        "A target text has 2001 characters; 2,000 is the most.\n"
        f"  …{shown}好\n"
        f"   {' ' * 60}^^\n"
        "Put the goal in prose into the goal field, and only the target into this cell."
    )
    with pytest.raises(TargetSyntaxError):
        parse_target_cells("好" * 1500, unit="个" * 600)
    assert parse_target("好" * 2000).kind == "qualitative"


@pytest.mark.parametrize("value", [None, 90, b"90%", ["90%"]])
def test_what_is_no_text_is_refused(value):
    """A target is parsed from text only."""
    with pytest.raises(TypeError, match="parsed from text"):
        parse_target(value)


UNREADABLE = [
    ("11月31日", "impossible_date", (0, 6)),
    ("≥95%≥90%", "run_together", (0, 8)),
    ("90%-80%", "range_reversed", (0, 7)),
    ("≥80%-90%", "sign_before_range", (0, 8)),
    ("大于90%以下", "two_signs", (0, 7)),
    ("≤|≥90|%", "two_signs", (0, 7)),
    ("≥|80-90|%", "sign_before_range", (0, 9)),
    ("≤≥90%", "two_signs", (0, 2)),
    ("1,25", "bad_grouping", (0, 4)),
    ("1" * 31, "too_many_digits", (0, 31)),
    ("9" * 400 + "%", "too_many_digits", (0, 400)),
    ("好\x00", "control_character", (1, 2)),
    ("≥\u202e90%", "control_character", (1, 2)),
    ("1890-2022年", "impossible_date", (0, 4)),
    ("12月-3月", "range_reversed", (0, 6)),
    ("3月10日-35日", "impossible_date", (0, 9)),
]


@pytest.mark.parametrize(("text", "reason", "span"), UNREADABLE, ids=[row[0][:20] for row in UNREADABLE])
def test_what_cannot_be_is_unreadable(text, reason, span):
    """An impossible text is a kind of its own, with its reason and the piece that is meant."""
    target = parse_target(text)
    assert isinstance(target, Unreadable)
    assert (target.reason, target.span, target.text) == (reason, span, text)


def test_an_unreadable_built_by_hand_has_a_reason():
    """Words that read well are still unreadable where somebody says so."""
    target = Unreadable(text="≥90%")
    assert (target.reason, target.span, target.passed_over) == ("garbled", (0, 4), ())


REFUSED = [
    (lambda: Quantity(value=1, unit=Unit("天")), ValueError, "a number of 天 is a Duration"),
    (lambda: Duration(value=1, unit=PERCENT), ValueError, "% is no length of time"),
    (lambda: Duration(value=1, unit=None), TypeError, "unit"),
    (lambda: Quantity(value=1.5), TypeError, "not float"),
    (lambda: Quantity(value=True), TypeError, "not bool"),
    (lambda: Quantity(value=Decimal("NaN")), ValueError, "no"),
    (lambda: Quantity(value=10**31), ValueError, "more than 30 digits"),
    (lambda: Quantity(value=Decimal("1E+40")), ValueError, "more than 30 digits"),
    (lambda: Quantity(value="1_000"), ValueError, "is no number"),
    (lambda: Quantity(value="٣"), ValueError, "is no number"),
    (lambda: Quantity(value=Fraction(1, 3 * 10**30)), ValueError, "more than 30 digits"),
    (lambda: Quantity(value=1, high=0), ValueError, "below its start"),
    (lambda: Quantity(value=1, high=2, comparator=GE), ValueError, "a range has no comparator"),
    (lambda: Quantity(value=1, approx=True, comparator=GE), ValueError, "exclude each other"),
    (lambda: Quantity(value=1, comparator=">="), TypeError, "a comparator is a Comparator"),
    (lambda: Quantity(value=1, unit="%"), TypeError, "a unit is a Unit"),
    (lambda: Quantity(value=1, text=5), TypeError, "the text of a target is text"),
    (lambda: Qualitative(text="好" * 2001), ValueError, "at most 2000 characters"),
    (lambda: DateTarget(value="2021"), TypeError, "a date is a PartialDate"),
    (lambda: Period(start=PartialDate(2021, 1), end=PartialDate(None, 2)), ValueError, "or neither has"),
    (lambda: Period(start=PartialDate(2021, 3), end=PartialDate(2021, 2)), ValueError, "before its start"),
    (lambda: OnSchedule(comparator=Comparator.LT), ValueError, "must be in"),
    (lambda: WithinBudget(comparator=GE), ValueError, "is a ceiling"),
    (lambda: YesNo(value=1), TypeError, "bool"),
    (lambda: Multiple(parts=(Quantity(value=1),)), ValueError, "two or more"),
    (lambda: Multiple(parts=[Quantity(value=1), Quantity(value=2)]), ValueError, "a tuple"),
    (lambda: Multiple(parts=(Quantity(value=1), YesNo(value=True))), TypeError, "each part"),
    (lambda: Multiple(parts=(Quantity(value=1), Quantity(value=2)), join="xor"), ValueError, "must be in"),
    (lambda: Unit("5个"), ValueError, "unit.not-a-unit"),
]


@pytest.mark.parametrize(("build", "error", "match"), REFUSED, ids=[row[2] for row in REFUSED])
def test_a_constructor_refuses_what_no_text_can_say(build, error, match):
    """The canonical text of every value reads back, so a value without one cannot be built."""
    with pytest.raises(error) as caught:
        build()
    assert match in str(caught.value) or match == getattr(caught.value, "code", None)


def test_evolve_keeps_the_old_words():
    """attrs.evolve keeps the filed text unless text=None goes with it: the pitfall of the docs."""
    target = parse_target("不低于90%")
    assert attrs.evolve(target, value=95).text == "不低于90%"
    assert attrs.evolve(target, value=95, text=None).text == "≥95%"
    assert (target.filed, attrs.evolve(target, text=None).filed) == (True, False)


def test_equality_ignores_the_words_where_fields_carry_the_meaning():
    """≥1.50 equals ≥1.5 and 不低于1.5; two sentences differ."""
    assert parse_target("≥1.50") == parse_target("不低于1.5")
    assert hash(parse_target("≥1.50")) == hash(parse_target("不低于1.5"))
    assert parse_target("提升") != parse_target("明显提升")
    assert parse_target("≥1.5") != "≥1.5"


def test_the_repr_can_be_evaluated():
    """repr() shows the fields that say something, and builds the target again."""
    names = {name: globals()[name] for name in ("Quantity", "Decimal", "Comparator", "Unit", "Qualitative")}
    for text in ("≥90%", "约5", "80%-90%", "明显提升"):
        target = parse_target(text)
        assert eval(repr(target), names) == target


def test_a_number_is_a_decimal_where_one_is_exact():
    """A half is 0.5, a third stays a fraction, 1E+3 is written out."""
    assert [Quantity(value=number).value for number in (Fraction(1, 2), "-2.50", Decimal("1E+3"), 7)] == [
        Decimal("0.5"),
        Decimal("-2.50"),
        Decimal(1000),
        Decimal(7),
    ]
    assert str(Quantity(value=Fraction(-1, 3))) == "-3分之1"


@pytest.mark.parametrize(
    ("cells", "passed_over"),
    [
        (("辖区满意率95", "≥", "%"), ["辖区满意率"]),
        (("5人/10万人", None, "%"), ["%"]),
        (("95", "约略", "%"), ["约略"]),
        (("95", "≥", "件，套"), ["件，套"]),
        (("95", "≥", "个（台、套）"), []),
        (("95", "≥", "/"), []),
        (("95", "≥", "%"), []),
        (("好", "定性", None), []),
    ],
)
def test_what_cells_leave_over_is_told(cells, passed_over):
    """Words of a cell that the reading does not use are passed over, with their place in the joined text."""
    target = parse_target_cells(*cells)
    assert [target.text[start:end] for start, end in target.passed_over] == passed_over


def test_line_breaks_part_and_end_a_target():
    """A line break in a cell is a mark like any other."""
    assert parse_target("≥5个\n") == parse_target("≥5个")
    assert parse_target("≥5个\n≥90%") == parse_target("≥5个；≥90%")
    assert parse_target("达到\n").kind == "qualitative"


def test_a_minus_zero_is_zero():
    """-0% is filed for 0%."""
    assert str(parse_target("-0%").value) == "0"
    assert str(parse_target("±0%").value) == "0"


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("-12345678901234567890123456789.5%", ("-12345678901234567890123456789.5", None)),
        (
            "±12345678901234567890123456789.5%",
            ("-12345678901234567890123456789.5", "12345678901234567890123456789.5"),
        ),
        ("|-12345678901234567890123456789.5|%", ("-12345678901234567890123456789.5", None)),
        (
            "1234567890123456789012345678±1.25",
            ("1234567890123456789012345676.75", "1234567890123456789012345679.25"),
        ),
    ],
)
def test_a_sign_and_a_tolerance_round_nothing(text, ends):
    """The 28 digits to which the decimal module rounds are fewer than a number may have."""
    target = parse_target(text)
    assert (str(target.value), target.high if target.high is None else str(target.high)) == ends
    assert parse_target(str(target)) == target


def test_a_tolerance_does_not_make_a_number_too_long():
    """Both ends of a tolerance are numbers of a target, of 30 digits at most."""
    assert parse_target("999999999999999999999999999999±1").reason == "too_many_digits"


@pytest.mark.parametrize(
    "text", ["7368.97-3季度", "1,250至3季度", "0121-12月", "2021年0121-12月", "12至3季度", "2021年001至12月"]
)
def test_what_is_no_month_or_quarter_begins_no_period(text):
    """Any number may stand in front of 至12月; only 1 to 12 is a month, and 1 to 4 a quarter."""
    assert parse_target(text).kind != "period"


# Texts of shapes that have a plan, and near misses whose numbers the grammar has to look into.
SHAPED = [
    "≥95%", "-0%", "-5%", "±3%", "28.40/株", "≥20年", "2020年", "3-5天", "5-3天", "2020-2022年", "2021-2022", "2021/5",
    "2021.5分", "2021.5个", "20.5个", "80%-90%", "90%-80%", "-3%~5%", "5%~-3%", "正向|≥|95|%", "12|月", "12月", "3、5个",
    "90%；80%", "培训10人，3场", "辖区满意率达95%以上。", "严格按照预算标准1000元/人给补助", "100(不含5)", "5人/10万人", "PM2.5≤35",
    "第2-4季度", "每月5日前", "百分之98", "五个、6个", "100±5元", "6≤pH≤9", "9≤pH≤6", "1,250人", "９5%", "95%|人5", "5或**", "≥100m2",
    "2021年7月", "2021年12月31日前", "2021年3月-11月", "2021年11月至2022年3月", "12月完成", "6月底前", "2021年6月底", "3月5日", "3月30日",
    "2021年全年", "3月三十日", "2月三十日", "5元/10人/2次", "2021年2月三十一日前", "二月3日", "2021年二月底", "2020年2月底前", "2021年第一季度", "6月上旬", "6月下旬", "3月10日-15日", "3月15日-10日", "3月、6月、9月",
    "2021年3月5日至2021年4月6日", "A2021年3月", "第2021年3月", "自1月1日起至12月31日止", "次年3月前", "2021年3月2次", "满意2021年3月", "|2021年3月|",
    "1月2月3月4月5月6月7月8月", "80%≤合格率<90%", "90%≤合格率<80%", "≥90%；≤80%", "JGJ 46-2005", "2021上半年", "≥ 1, 200人", "2021.5年3月", "好|5", "满意度|95|好", "1个2个3个4个5个6个7个8个9个", "≥1234567890123456789012345678901%", "x" * 70 + "5个",
]  # fmt: skip


@pytest.mark.parametrize("text", SHAPED)
def test_a_plan_reads_as_the_grammar_reads(text):
    """A text is read by the plan of its shape exactly as it is read word by word, whatever its numbers are."""
    others = ["0", "7", "12", "31", "0012", "1990", "2021", "2101", "3.5", "12.50", "2021.5"]
    others += ["9" * 11, "9" * 31]
    texts = [text, *(re.sub(r"[0-9]+(?:\.[0-9]+)?", number, text) for number in others)]
    texts += [
        re.sub("[0-9]+", lambda match, step=step: str(int(match[0]) + step), text) for step in range(1, 9)
    ]
    assert [repr(_read(one)) for one in texts] == [repr(_read_anew(one)) for one in texts]


HAVE_PLANS = [
    "≥90%", "3-5天", "80%-90%", "±3%", "-5%", "约5个", "≥80%，≤90%", "≥5个；3场", "培训10人，3场", "辖区满意率达95%以上。", "正向|≥|95|%",
    "100%（1.0）", "95%以上(抽样30份)", "给1000元补助", "2021年12月11日前", "2021年1月-12月", "2021年全年", "12月完成", "6月上旬", "3月10日-15日", "5人/10万人",
    "≤****000元", "第1名得6分，第2-5名按第1名的比例得分",
]  # fmt: skip
HAVE_NONE = [
    "由5个减少到3个", "10kV线路5公里", "5%以上（不含5%）", "（1）90%", "6月底前", "6月下旬", "2021年二月底", "1小时30分钟", "满意度|95|好", "PM2.5≤35", "百分之98", "100±5元", "1、5个", "９5%",
    "2021年3月2次", "3月、6月、9月", "100(不含5)", "培训≤**5元", "5人/10万人/3天", "24小时30分钟内、5次响应", "x" * 64 + "5个",
]  # fmt: skip


@pytest.mark.parametrize("text", HAVE_PLANS + HAVE_NONE)
def test_which_shapes_have_a_plan(text):
    """Common shapes are read by the grammar once; a plan holds nothing of the numbers of its text."""
    shape = shape_of(text)
    plan = None if shape is None else _plan(shape[0])
    assert (plan is not None) is (text in HAVE_PLANS)
    if plan is not None:
        assert fill(plan, text, shape[1]) == _read_anew(text).target
    one_number = {"≥90%", "约5个", "正向|≥|95|%"}
    assert (plan is not None and plan.alone is not None) is (text in one_number)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("0年0月0日", "1990 1 1"), ("0年0月0日", "2100 12 28"), ("0年0月0日", "2021 07 05")],
)
def test_dates_of_the_whole_calendar_go_by_their_plan(text, numbers):
    """From the first year to the last, and any month; days up to the 28th, which every month has."""
    year, month, day = numbers.split()
    target = fill(_plan(text), "as filed", numbers.split())
    assert target == DateTarget(value=PartialDate(int(year), int(month), int(day)))
    assert (target.text, target.passed_over) == ("as filed", ())


@pytest.mark.parametrize(
    "numbers",
    ["1989 1 1", "2101 1 1", "2021 0 1", "2021 13 1", "2021 2 29", "2021 1 0", "2021 007 1", "02021 7 1"],
)
def test_dates_at_the_edge_of_the_calendar_are_read_by_the_grammar(numbers):
    """No plan decides whether a day exists."""
    assert fill(_plan("0年0月0日"), "as filed", numbers.split()) is None


def test_a_day_in_words_is_left_to_the_grammar_where_the_month_has_none():
    """The plan of 2021年3月三十日 says nothing of February."""
    plan = _plan("0年0月三十日")
    assert fill(plan, "2021年3月三十日", ["2021", "3"]) == DateTarget(value=PartialDate(2021, 3, 30))
    assert fill(plan, "2021年2月三十日", ["2021", "2"]) is None
    assert isinstance(parse_target("2021年2月三十日"), Unreadable)


@pytest.mark.parametrize(("number", "unit"), [("7", "人/7万人"), ("100", "人/100万人"), ("07", None)])
def test_a_unit_may_hold_a_number(number, unit):
    """5人/10万人 is read by its plan with any number but one that begins with 0, or is too long for a unit."""
    target = fill(_plan("0人/0万人"), f"5人/{number}万人", ["5", number])
    assert target == (None if unit is None else Quantity(value=Decimal(5), unit=Unit(unit)))
    assert fill(_plan("0人/0万人"), "…", ["5", "1" * 25]) is None


def test_a_period_that_ends_too_early_is_told_by_its_plan():
    """2021年8月-3月 is unreadable; only the grammar says why."""
    text = "2021年8月-3月"
    assert fill(_plan("0年0月-0月"), text, ["2021", "8", "3"]) == Unreadable(text=text)
    assert read(text).reason == _read_anew(text).reason is not None


@pytest.mark.parametrize(
    ("text", "value", "over"),
    [
        ("120 000人", "120000", []),
        ("≥120 000", "120000", []),
        ("1 200 300人", "1200300", []),
        ("共五（5）个", "5", ["共"]),
        ("完成五（5）个任务", "5", ["完成", "任务"]),
        ("共3天半", "3.5", ["共"]),
        ("≥九成五以上", "9.5", []),
        ("9.5成五", "9.5", ["五"]),
        ("10成五", "10", ["五"]),
    ],
)
def test_numbers_that_belong_together(text, value, over):
    """Groups of three, a number said twice, a half behind the unit, tenths of tenths; the words keep their place."""
    target = parse_target(text)
    assert str(target.value) == value
    assert [text[start:end] for start, end in target.passed_over] == over


@pytest.mark.parametrize(
    "text",
    ["0 200人", "1 2000人", "1 200 30人", "2:1 200人", "三1 200人", "**1 200人", "1000-1 200人", "至1 200人"],
)
def test_numbers_apart_are_not_grouped(text):
    """A blank groups digits only in threes, and not behind what may be another number."""
    target = parse_target(text)
    assert target.kind in ("qualitative", "unreadable") or target.passed_over


def test_what_is_passed_over_is_found_in_any_text_of_a_shape():
    """The places of words move with the length of the numbers before them."""
    for text in ("培训10人，3场", "培训12345人，345678场"):
        over = parse_target(text).passed_over
        assert [text[start:end] for start, end in over] == ["培训"]
    texts = ("满意率95%好", "满意率9.5%好")
    assert [parse_target(text).passed_over for text in texts] == [read(text).passed_over for text in texts]


@pytest.mark.parametrize(
    "measure", ["率", "度", "时间", "比", "占比", "比例", "次数", "人数", "数量", "面积", "时长", "量"]
)
def test_a_number_in_the_name_of_a_measure(measure):
    """12345 is the name of a hotline where the words behind it name a measure."""
    target = parse_target(f"12345工单办结{measure} 100%")
    assert (str(target), [target.text[a:b] for a, b in target.passed_over]) == (
        "100%",
        [f"12345工单办结{measure}"],
    )


@pytest.mark.parametrize("count", ["个", "名", "位", "家", "所", "座", "条", "处"])
@pytest.mark.parametrize("together", ["", "共", "共计", "合计", "计", "累计"])
def test_a_count_and_its_amount_are_two(count, together):
    """3个项目200万元: a counted noun ends where another amount begins."""
    target = parse_target(f"3{count}项目{together}200万元")
    assert [str(part) for part in target.parts] == [f"3{count}", "200万元"]


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("(5)", "5"),
        ("（90%）", "90%"),
        ("（≥90%）", "≥90%"),
        ("≥95%~≤100%", "≥95%；≤100%"),
        ("百分之九十、百分之八十", "90%；80%"),
    ],
)
def test_brackets_and_ends(text, canonical):
    """Brackets around the whole say nothing; an end with a sign of its own is another target."""
    assert str(parse_target(text)) == canonical


@pytest.mark.parametrize(
    ("target", "canonical"),
    [
        (Quantity(value=Decimal(-3), unit=Unit("%"), high=Decimal(3)), "±3%"),
        (Quantity(value=Decimal(10), high=Decimal(15)), "10~15"),
        (Duration(value=Decimal(10), unit=Unit("月"), high=Decimal(12)), "|10~12|月"),
        (Duration(value=Decimal(12), unit=Unit("月")), "|12|月"),
        (Qualitative(text="明显减少"), "明显减少"),
    ],
)
def test_the_canonical_text_of_built_targets(target, canonical):
    """A tolerance keeps its sign; months that would read as a date are written in cells; words stay."""
    assert str(target) == canonical
    assert parse_target(canonical) == target


@pytest.mark.parametrize("word", ["或", "或者"])
def test_one_of_two_is_enough(word):
    """或 and 或者 between two amounts ask for one of them."""
    target = parse_target(f"3个{word}5个")
    assert (target.join, [str(part) for part in target.parts]) == ("or", ["3个", "5个"])


def test_a_size_is_listed_only_beside_another_size():
    """10kV、35kV线路5公里 lists sizes of a line; 10kV、线路5公里 holds two amounts."""
    assert isinstance(parse_target("10kV、35kV线路5公里"), Qualitative)
    assert [str(part) for part in parse_target("10kV、线路5公里").parts] == ["10kV", "5公里"]


@pytest.mark.parametrize("text", ["是", "≥90%", "无"])
def test_a_text_is_kept_and_read_once(text):
    """The words stay with the target, and a text that comes again gives the same object."""
    target = parse_target(text)
    assert target.text == text
    assert parse_target(text) is target
