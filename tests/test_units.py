"""Units: equal by spelling, comparable by dimension, with exact factors."""

import pickle
from fractions import Fraction
from itertools import product

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscalkpi import Unit, UnitError
from fiscalkpi._data import load
from fiscalkpi.units import MAX_LENGTH, known_units, multipliers, time_units, unit_nouns

KNOWN = sorted(known_units())


@pytest.mark.parametrize(
    ("filed", "unit"),
    [
        ("%", "%"), ("％", "%"), ("(%)", "%"), ("（％）", "%"), ("‰", "‰"), ("℃", "℃"), ("°C", "°C"), ("㎡", "㎡"), ("万㎡", "万㎡"),
        ("m2", "m2"), ("元/人·月", "元/人·月"), ("人／10万人", "人/10万人"), ("元每吨", "元每吨"), ("件（套）", "件(套)"), ("标 箱", "标箱"),
        ("个（台、套、件、辆）", "个(台、套、件、辆)"), ("百分比（%）", "百分比(%)"), ("人/十万人", "人/十万人"), ("个亿", "个亿"),
        ("萬元", "万元"), ("X光片", "X光片"), ("x" * MAX_LENGTH, "x" * MAX_LENGTH),
    ],
)  # fmt: skip
def test_parse_folds_signs_and_drops_blanks(filed, unit):
    """A unit is what the cell says, its signs folded, without blanks and without brackets around it."""
    assert Unit.parse(filed) == Unit(unit)
    assert str(Unit.parse(filed)) == unit
    assert Unit.parse(str(Unit.parse(filed))) == Unit.parse(filed)


@pytest.mark.parametrize(
    "text",
    ["", " ", "()", "3天", "≥", "≥天", "天;", "天，周", "天(", "个(台、)", "个(%)", "个(台、套", "5", "°", "%%", "万%", "元/", "元//年", "元/人/月/日/时", "天和周", "a_b", "人/0人", "元每0起", "元每00人", "人/1234567890人", "x" * 25, "x" * 99, "!"],
)  # fmt: skip
def test_error_no_unit(text):
    """A number, a sign, a mark of punctuation or prose is no unit; the error holds the text as it was given."""
    with pytest.raises(UnitError) as caught:
        Unit.parse(text)
    assert (caught.value.code, caught.value.text, caught.value.span) == (
        "unit.not-a-unit",
        text,
        (0, len(text)),
    )
    with pytest.raises(UnitError) as caught:
        Unit(text)
    assert (caught.value.code, caught.value.text) == ("unit.not-a-unit", text)
    assert caught.value.span == (0, len(text))


@pytest.mark.parametrize("value", [None, 5, b"%", ["%"]])
def test_error_no_text(value):
    """Only text is a unit."""
    with pytest.raises(TypeError):
        Unit.parse(value)
    with pytest.raises(TypeError):
        Unit(value)


@given(st.text(max_size=30))
def test_parse_gives_a_unit_or_a_unit_error(text):
    """No other error comes out, and a unit reads back from its spelling."""
    try:
        unit = Unit.parse(text)
    except UnitError:
        return
    assert Unit.parse(str(unit)) == unit


def test_one_of_several_units_is_meant():
    """A unit with alternatives in brackets is as much as any of them, both ways, and as nothing else."""
    either = Unit("个(台、套、件、辆)")
    for text in ("个", "台", "套", "件", "辆"):
        assert either.factor_to(Unit(text)) == Unit(text).factor_to(either) == 1
    assert either.factor_to(Unit("座")) is Unit("件(套)").factor_to(Unit("套")) is None


@pytest.mark.parametrize(
    ("text", "other", "factor"),
    [("万个(台、套)", "台", 10_000), ("万个(台、套)", "个", 10_000), ("万个(台、套)", "万台", 1), ("万台", "个(台、套)", 10_000), ("个(台、套)", "个(套、台)", 1), ("万个(套、台)", "个(台、套、件)", 10_000), ("个(台、套)", "个(户、人)", None), ("个(台、套)/年", "个", None), ("个(台、套)", "台/年", None), ("件(套)·个(台、套)", "件", None)],
)  # fmt: skip
def test_several_units_keep_their_multiplier(text, other, factor):
    """万 in front of alternatives counts for each; of two lists one holds the other; a rate is none of them."""
    assert Unit(text).factor_to(Unit(other)) == factor


@pytest.mark.parametrize(
    ("text", "other", "factor"),
    [("个亿", "亿", 1), ("个亿元", "万元", 10_000), ("人/十万人", "人/10万人", 1), ("人/千人口", "人/千人", 1), ("万人口", "人", 10_000), ("日历日", "自然日", 1), ("MWh", "千瓦时", 1000), ("GWh", "度电", None), ("tce", "吨标煤", 1)],
)  # fmt: skip
def test_spellings_of_one_size(text, other, factor):
    """Other spellings of a size convert."""
    assert Unit(text).factor_to(Unit(other)) == factor


def test_equal_by_spelling():
    """Two spellings of one size are comparable, and not equal: the text must round trip."""
    assert Unit("平米") != Unit("平方米")
    assert Unit("平米").dimension == Unit("平方米").dimension
    assert Unit("平米").factor_to(Unit("平方米")) == 1
    assert Unit("%") != "%"


@pytest.mark.parametrize(
    ("mine", "other", "factor"),
    [
        ("小时", "分钟", 60), ("周", "天", 7), ("年", "月", 12), ("季度", "个月", 3),
        ("万元", "元", 10_000), ("亿元", "万元", 10_000), ("百万元", "万元", 100), ("角", "元", Fraction(1, 10)),
        ("%", "‰", 10), ("亩", "平方米", Fraction(2000, 3)), ("公顷", "亩", 15), ("万亩", "亩", 10_000), ("万㎡", "平方米", 10_000),
        ("吨", "千克", 1000), ("公斤", "斤", 2), ("人/次", "人次", 1), ("万人/次", "人·次", 10_000), ("名", "人", 1), ("℃", "摄氏度", 1),
        ("元/人/天", "元/人·天", 1), ("元/天/人", "元/人.天", 1), ("人.次", "人次", 1), ("元/人/年", "元/月/人", Fraction(1, 12)),
        ("元/年", "元/月", Fraction(1, 12)), ("人·天", "天·人", 1), ("元/人·年", "元/年·人", 1), ("万元/亩", "元/亩", 10_000), ("人/万人", "人/10万人", 10), ("次/2年", "次/年", Fraction(1, 2)), ("台/50户", "台/户", Fraction(1, 50)),
        ("元每吨", "元/吨", 1), ("万标箱", "标箱", 10_000), ("元/亩", "元/公顷", 15),
        ("mg/l", "mg/L", 1), ("mbps", "Mbps", 1), ("Kg", "KG", 1), ("µg/m³", "ug/m3", 1), ("分贝(A)", "db(A)", 1), ("MPa", "kPa", 1000),
        ("kv", "千伏", 1), ("H", "h", 1), ("KWH", "kwh", 1), ("MWh", "kWh", 1000), ("M", "m", 1),
        ("人*天", "天·人", 1), ("元/人*月", "元/月·人", 1), ("万X光片", "X光片", 10_000), ("hm2", "亩", 15),
        # a lone 万 takes the base unit of the other side
        ("万", "万元", 1), ("万", "元", 10_000), ("万元", "万", 1), ("元", "亿", Fraction(1, 10**8)), ("万", "亿", Fraction(1, 10_000)), ("万", "万", 1), ("万", "万平米", 1), ("万平米", "亿", Fraction(1, 10_000)),
        # no fixed factor
        ("天", "工作日", None), ("元/人", "元/亩", None), ("次/年", "次/户", None), ("天", "月", None), ("工作日", "自然日", None), ("人", "人次", None), ("个", "次", None),
        ("元", "美元", None), ("元/亩", "元", None), ("人/10万人", "%", None), ("期/105人次", "期/100人次", None), ("台/50户", "台/100户", None), ("期/11人", "期/1000人", None), ("人/万人", "‱", None), ("MB", "Mb", None), ("T", "t", None), ("元/人.天", "元/人", None), ("%", "百分点", None), ("标箱", "箱", None),
    ],
)  # fmt: skip
def test_factor(mine, other, factor):
    """A fixed factor on each side of the slash, exact; factors never cancel; else None."""
    assert Unit(mine).factor_to(Unit(other)) == factor
    back = Unit(other).factor_to(Unit(mine))
    assert back == (None if factor is None else 1 / Fraction(factor))


@pytest.mark.parametrize("known", KNOWN)
def test_known_unit_is_a_unit(known):
    """Each spelling that the data lists can be written, is itself, and takes 万 as a factor."""
    unit = Unit.parse(known)
    assert str(unit) == known
    assert unit.factor_to(unit) == 1
    if known not in ("%", "‰", "‱", "℃", "°C", "百分比(%)"):
        assert Unit(f"万{known}").factor_to(unit) == 10_000


def test_factors_are_consistent():
    """Going over a third unit changes nothing."""
    units = [Unit(text) for text in load("units")["factor"]]
    for first, second in product(units, repeat=2):
        factor = first.factor_to(second)
        assert (factor is None) == (first.dimension != second.dimension)
        if factor is not None:
            assert factor * second.factor_to(first) == 1


def test_what_a_unit_measures():
    """Lengths of time, percent signs and amounts of money are known as such; a rate of them is not."""
    assert Unit("个工作日").is_time
    assert not Unit("次/月").is_time
    assert Unit("%").is_percent
    assert not Unit("百分比").is_percent
    assert Unit("百分比").factor_to(Unit("%")) == 1
    assert Unit("百分比(%)").factor_to(Unit("%")) == Unit("百分号").factor_to(Unit("%")) == 1
    assert Unit("万元").is_money
    assert not Unit("元/亩").is_money
    assert Unit("亿").lacks_base
    assert not Unit("亿元").lacks_base
    assert not Unit("万/年").lacks_base


def test_lists_of_the_data():
    """Time units and nouns are known units; the longest multiplier comes first."""
    assert time_units() <= known_units()
    assert unit_nouns() <= known_units()
    words = list(multipliers())
    assert words == sorted(words, key=len, reverse=True)


def test_it_is_a_value():
    """Frozen, hashable, picklable, and its repr can be evaluated."""
    unit = Unit("元/人·月")
    assert pickle.loads(pickle.dumps(unit)) == unit
    assert {unit, Unit("元/人·月")} == {unit}
    assert eval(repr(unit)) == unit
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        unit.text = "元"
