"""Actual values: text and Python values."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from fiscalkpi import (
    Actual,
    ActualError,
    ActualKind,
    Comparator,
    PartialDate,
    Unit,
    Yuan,
    parse_actual,
    parse_target,
)

TEXTS = [
    ("195.5万元", {"kind": "number", "value": Decimal("195.5"), "unit": Unit("万元")}),
    ("≥90%", {"kind": "number", "value": Decimal(90), "unit": Unit("%"), "comparator": Comparator.GE}),
    ("80%-90%", {"kind": "number", "value": Decimal(80), "high": Decimal(90), "unit": Unit("%")}),
    ("约100人", {"kind": "number", "value": Decimal(100), "unit": Unit("人"), "approx": True}),
    ("三分之一", {"kind": "number", "value": Fraction(1, 3)}),
    ("达到95%", {"kind": "number", "value": Decimal(95), "unit": Unit("%")}),
    ("力争达到95%", {"kind": "words"}),
    ("保持在95%左右", {"kind": "number", "value": Decimal(95), "unit": Unit("%"), "approx": True}),
    ("预算执行率98.2%", {"kind": "number", "value": Decimal("98.2"), "unit": Unit("%")}),
    ("应急演练2次", {"kind": "number", "value": Decimal(2), "unit": Unit("次")}),
    ("无害化处理率100%", {"kind": "number", "value": Decimal(100), "unit": Unit("%")}),
    ("差错率0.1%", {"kind": "words"}),
    ("不合格率2%", {"kind": "words"}),
    ("应急演练应开展2次", {"kind": "words"}),
    ("减少年度支出5万元", {"kind": "words"}),
    ("还差旅客5人", {"kind": "words"}),
    ("减少不超过5年", {"kind": "words"}),
    ("预算98.2万元", {"kind": "words"}),
    ("一百零八", {"kind": "number", "value": Decimal(108)}),
    ("一百零八。", {"kind": "number", "value": Decimal(108)}),
    ("三万五千", {"kind": "number", "value": Decimal(35000)}),
    ("十", {"kind": "number", "value": Decimal(10)}),
    ("一百零八人", {"kind": "number", "value": Decimal(108), "unit": Unit("人")}),
    ("一万", {"kind": "number", "value": Decimal(1), "unit": Unit("万")}),
    ("百分百", {"kind": "number", "value": Decimal(100), "unit": Unit("%")}),
    ("十全十美", {"kind": "words"}),
    ("一", {"kind": "words"}),
    ("百", {"kind": "words"}),
    ("一百五", {"kind": "words"}),
    ("二〇二一", {"kind": "words"}),
    ("二十 三", {"kind": "words"}),
    ("须达到95%", {"kind": "words"}),
    ("达到95%以上", {"kind": "number", "value": Decimal(95), "unit": Unit("%"), "comparator": Comparator.GE}),
    ("不低于95%", {"kind": "number", "value": Decimal(95), "unit": Unit("%"), "comparator": Comparator.GE}),
    ("没有达到95%", {"kind": "number", "value": Decimal(95), "unit": Unit("%"), "comparator": Comparator.LT}),
    ("缩短至3天", {"kind": "number", "value": Decimal(3), "unit": Unit("天")}),
    ("1小时30分钟", {"kind": "number", "value": Decimal(90), "unit": Unit("分钟")}),
    ("2021年12月完成", {"kind": "date", "value": PartialDate(2021, 12)}),
    ("已完成，2021年12月完成", {"kind": "date", "value": PartialDate(2021, 12)}),
    ("2021年12月15日全部完成", {"kind": "date", "value": PartialDate(2021, 12, 15)}),
    ("12月底前完成", {"kind": "date", "value": PartialDate(None, 12, 31), "comparator": Comparator.LE}),
    ("2021年12月31日前", {"kind": "date", "value": PartialDate(2021, 12, 31), "comparator": Comparator.LE}),
    ("2021-12-31 00:00:00", {"kind": "date", "value": PartialDate(2021, 12, 31)}),
    ("2021年1月-3月", {"kind": "date", "value": PartialDate(2021, 1), "high": PartialDate(2021, 3)}),
    ("是", {"kind": "yes_no", "value": True}),
    ("否。", {"kind": "yes_no", "value": False}),
    ("达成年度指标", {"kind": "words"}),
    ("不超批复预算", {"kind": "words"}),
    ("11月31日", {"kind": "words"}),
    ("公里", {"kind": "words"}),
    ("无", {"kind": "words"}),
    ("", {"kind": "blank"}),
    (" ", {"kind": "blank"}),
    ("/", {"kind": "blank"}),
    ("——", {"kind": "blank"}),
    ("**", {"kind": "masked"}),
    ("≥**%", {"kind": "masked"}),
    ("**人", {"kind": "masked"}),
    ("XX", {"kind": "masked"}),
]


@pytest.mark.parametrize(("text", "parts"), TEXTS, ids=[text for text, _ in TEXTS])
def test_a_text_is_read(text, parts):
    """A cell 实际完成值 is read by the grammar of targets, and keeps its words."""
    assert parse_actual(text) == Actual(**parts, text=text)
    assert parse_actual(text).text == text


def test_several_values_are_parts():
    """A cell with several values holds them in order."""
    actual = parse_actual("1部；2套")
    assert actual.kind is ActualKind.SEVERAL
    assert [(part.value, str(part.unit)) for part in actual.parts] == [(1, "部"), (2, "套")]


def test_several_values_were_reached():
    """达到 is no bound in any part; where another sign stands beside it, all are left as written."""
    assert [part.comparator for part in parse_actual("满意度达到95%，12月完成").parts] == [
        None,
        Comparator.LE,
    ]
    assert [part.comparator for part in parse_actual("满意度达到95%，合格率达98%").parts] == [None, None]
    mixed = parse_actual("满意度达到95%，合格率≥98%")
    assert [part.comparator for part in mixed.parts] == [Comparator.GE, Comparator.GE]
    assert str(parse_target("满意度达到95%，合格率达98%").parts[0]) == "≥95%"


class Scalar:
    """A scalar of numpy, by its one method that counts here."""

    def __init__(self, value):
        self.value = value

    def item(self):
        return self.value

    def __repr__(self):  # the name of a test: without it an address, which two workers do not share
        return f"Scalar({self.value!r})"


VALUES = [
    (True, {"kind": "yes_no", "value": True}, "是"),
    (False, {"kind": "yes_no", "value": False}, "否"),
    (3, {"kind": "number", "value": Decimal(3)}, "3"),
    (Decimal("28.40"), {"kind": "number", "value": Decimal("28.40")}, "28.40"),
    (Decimal("1E+3"), {"kind": "number", "value": Decimal(1000)}, "1000"),
    (Decimal("-0"), {"kind": "number", "value": Decimal(0)}, "-0"),
    (Decimal("9" * 30), {"kind": "number", "value": Decimal("9" * 30)}, "9" * 30),
    (Decimal("0." + "1" * 29), {"kind": "number", "value": Decimal("0." + "1" * 29)}, "0." + "1" * 29),
    (10**30 - 1, {"kind": "number", "value": Decimal(10**30 - 1)}, "9" * 30),
    (Fraction(1, 3), {"kind": "number", "value": Fraction(1, 3)}, "1/3"),
    (Fraction(4, 2), {"kind": "number", "value": Decimal(2)}, "2"),
    (0.1, {"kind": "number", "value": Decimal("0.1")}, "0.1"),
    (1e22, {"kind": "number", "value": Decimal(10**22)}, "10000000000000000000000"),
    (Yuan(fen=12345), {"kind": "number", "value": Decimal("123.45"), "unit": Unit("元")}, "123.45元"),
    (datetime.date(2021, 12, 31), {"kind": "date", "value": PartialDate(2021, 12, 31)}, "2021-12-31"),
    (datetime.datetime(2021, 12, 31, 8), {"kind": "date", "value": PartialDate(2021, 12, 31)}, "2021-12-31"),
    (None, {"kind": "blank"}, ""),
    (float("nan"), {"kind": "blank"}, ""),
    (Decimal("NaN"), {"kind": "blank"}, ""),
    (Scalar(2.5), {"kind": "number", "value": Decimal("2.5")}, "2.5"),
    (Scalar(True), {"kind": "yes_no", "value": True}, "是"),
]


@pytest.mark.parametrize(("value", "parts", "text"), VALUES, ids=[repr(value) for value, _, _ in VALUES])
def test_a_python_value_is_read(value, parts, text):
    """Numbers are exact, a float counts by its shortest text, NaN and None are blank."""
    actual = parse_actual(value)
    assert actual == Actual(**parts, text=text)
    assert actual.text == text


def test_an_actual_is_itself():
    """What was read stays as it is."""
    actual = parse_actual("95%")
    assert parse_actual(actual) is actual


DATED = parse_target("2021年12月31日前")


@pytest.mark.parametrize(
    ("value", "target", "parts"),
    [
        ("44561", DATED, {"kind": "date", "value": PartialDate(2021, 12, 31)}),
        (44561, DATED, {"kind": "date", "value": PartialDate(2021, 12, 31)}),
        (44561.0, DATED, {"kind": "date", "value": PartialDate(2021, 12, 31)}),
        (Scalar(44561), DATED, {"kind": "date", "value": PartialDate(2021, 12, 31)}),
        (32874, DATED, {"kind": "date", "value": PartialDate(1990, 1, 1)}),
        (32873, DATED, {"kind": "number", "value": Decimal(32873)}),
        (73415, DATED, {"kind": "date", "value": PartialDate(2100, 12, 31)}),
        (73416, DATED, {"kind": "number", "value": Decimal(73416)}),
        (44561.5, DATED, {"kind": "number", "value": Decimal("44561.5")}),
        ("44561天", DATED, {"kind": "number", "value": Decimal(44561), "unit": Unit("天")}),
        ("≤44561", DATED, {"kind": "number", "value": Decimal(44561), "comparator": Comparator.LE}),
        ("12", DATED, {"kind": "number", "value": Decimal(12)}),
        ("44561", parse_target("≥3"), {"kind": "number", "value": Decimal(44561)}),
        ("12月", parse_target("≥10个月"), {"kind": "number", "value": Decimal(12), "unit": Unit("月")}),
        ("2021年12月", parse_target("≥10个月"), {"kind": "date", "value": PartialDate(2021, 12)}),
    ],
)
def test_the_target_settles_a_reading(value, target, parts):
    """A serial of a spreadsheet counts only beside a date, 12月 is a length of time only beside one."""
    assert parse_actual(value, target=target) == Actual(**parts)


REFUSED = [
    ("长" * 2001, "actual.too-long", "An actual value has 2001 characters; 2000 is the most."),
    (float("inf"), "actual.not-finite", "inf is no finite number"),
    (Decimal("Infinity"), "actual.not-finite", "Infinity is no finite number"),
    (Decimal("1E+400"), "actual.too-many-digits", "The number 1.000000E+400 has more than 30 digits"),
    (Decimal("0." + "1" * 30), "actual.too-many-digits", "The number 1.111111E-1 has more than 30 digits"),
    (10**30, "actual.too-many-digits", "The number int has more than 30 digits"),
    (10**31, "actual.too-many-digits", "The number int has more than 30 digits"),
    (Fraction(1, 10**31), "actual.too-many-digits", "The number Fraction has more than 30 digits"),
    (
        datetime.date(1980, 1, 1),
        "actual.date",
        "The date 1980-01-01 cannot be an actual value: year 1980 is not between 1990 and 2100",
    ),
    (object, "actual.type", "A type is no actual value"),
    ([1], "actual.type", "A list is no actual value"),
]


@pytest.mark.parametrize(("value", "code", "message"), REFUSED, ids=[code for _, code, _ in REFUSED])
def test_error_on_what_is_no_actual(value, code, message):
    """What cannot be an actual value is a coded error with a way out, in both languages."""
    with pytest.raises(ActualError) as caught:
        parse_actual(value)
    assert caught.value.code == code
    assert caught.value.message().startswith(message)
    assert caught.value.hint
    assert caught.value.hint_in("zh")


def test_error_holds_what_was_given():
    """The error holds the value that was refused, and of a long text the piece that is too much."""
    with pytest.raises(ActualError) as caught:
        parse_actual([1])
    assert caught.value.text == "[1]"
    with pytest.raises(ActualError) as caught:
        parse_actual("长" * 2001)
    assert (caught.value.text, caught.value.span) == ("长" * 2001, (2000, 2001))


def test_equality_counts_words_only_where_they_are_the_value():
    """95% and 95.0% are equal; two sentences are not."""
    assert parse_actual("95%") == parse_actual("95.0％")
    assert parse_actual("完成") != parse_actual("未完成")


class Float64(float):
    """A float64 of numpy 2, which shows itself as np.float64(95.5)."""

    def __repr__(self):
        return f"np.float64({float(self)!r})"


class Float32(Scalar):
    """A float32: its own text is shorter than that of the float of Python that it holds."""

    def __str__(self):
        return f"{self.value:.6g}"


class LongDouble(Scalar):
    """A longdouble of numpy, which holds itself and nothing that Python knows."""

    def item(self):
        return self


class NotAvailable:
    """The NA of pandas: it answers itself to every question, and has no truth."""

    def __ne__(self, other):
        return self

    def __bool__(self):
        raise TypeError("boolean value of NA is ambiguous")

    __hash__ = None


class Several:
    """An array of numpy: it compares each, and is no scalar."""

    def __ne__(self, other):
        return Several()

    def __bool__(self):
        raise ValueError("the truth value of an array is ambiguous")

    def item(self):
        raise ValueError("can only convert an array of size 1")

    __hash__ = None


def test_values_of_a_dataframe():
    """A float is its shortest text at its own width, NA is blank, an array is no value."""
    assert parse_actual(Float64(95.5)).value == Decimal("95.5")
    assert parse_actual(Float32(0.949999988079071)).value == Decimal("0.95")
    assert parse_actual(Scalar(0.95)).value == Decimal("0.95")
    assert parse_actual(NotAvailable()).kind is ActualKind.BLANK
    for value in (Float32(float("inf")), Float64("inf")):
        with pytest.raises(ActualError, match="no finite number"):
            parse_actual(value)
    for value in (Several(), LongDouble(0.5)):
        with pytest.raises(ActualError, match="is no actual value"):
            parse_actual(value)


def test_a_scalar_of_text_is_read_beside_its_target():
    """What a scalar of numpy holds may be text: 44561 beside a date is the day of a spreadsheet."""
    assert str(parse_actual(Scalar("44561"), target=parse_target("2021年12月31日")).value) == "2021-12-31"
    twelve = parse_actual(Scalar("12月"), target=parse_target("≤12个月"))
    assert (twelve.value, twelve.unit) == (12, Unit("月"))


def test_powers_of_ten_are_written_out():
    """1E+2 is a hundred in three digits, as the text of a cell would have it."""
    assert str(parse_actual(Decimal("1E+2")).value) == "100"


@pytest.mark.parametrize("text", ["xx", "XX", "xx人", "**", "□□"])
def test_a_hidden_number_is_masked(text):
    """Whatever mark hides it."""
    assert parse_actual(text).kind == "masked"
