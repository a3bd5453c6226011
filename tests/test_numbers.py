"""Digits, Chinese numerals, rounding and the largest remainder."""

from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fiscalkpi._numbers import (
    MAX_DIGITS,
    exact_text,
    largest_remainder,
    parse_chinese_number,
    parse_number,
    plain,
    round_half_up,
)

# --- digits ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", "0"),
        ("007", "7"),
        ("1250", "1250"),
        ("1,250.00", "1250.00"),
        ("1,234,567", "1234567"),
        ("28.40", "28.40"),
        ("0.0", "0.0"),
        ("9" * MAX_DIGITS, "9" * MAX_DIGITS),
        ("9" * 15 + "." + "9" * 15, "9" * 15 + "." + "9" * 15),
        ("999," * 9 + "999", "999" * 10),
    ],
)
def test_numbers_in_digits(text, expected):
    """A number keeps its zeros and loses its commas."""
    assert str(parse_number(text)) == str(Decimal(expected))


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", " 1", "1 ", "1\n", "+1", "-1", "−1"),  # no blanks and no sign
        *("1,2", "1,2345", "1234,567", ",123", "1,", "12,345,67", "1,234.5,6"),  # commas group three digits
        *(".5", "5.", "1..2", "1.2.3", "."),  # digits on both sides of the point
        *("1_000", "NaN", "Infinity", "1e5", "0x1", "٣", "１", "²", "½", "五"),  # what Decimal or int read
        *("9" * (MAX_DIGITS + 1), "0." + "0" * MAX_DIGITS, "9" * 400, "999," * 10 + "999"),  # too many digits
    ],
)
def test_no_numbers_in_digits(text):
    """Anything outside the grammar, or with too many digits, is no number."""
    assert parse_number(text) is None


# --- Chinese numerals ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("零", "0"),
        ("〇", "0"),
        ("五", "5"),
        ("两", "2"),
        ("十", "10"),
        ("十二", "12"),
        ("一十二", "12"),
        ("二十", "20"),
        ("九十九", "99"),
        ("一百", "100"),
        ("一百零五", "105"),
        ("一百〇五", "105"),
        ("一百一十", "110"),
        ("一百二十", "120"),
        ("两百零五", "205"),
        ("一千零五", "1005"),
        ("一千零五十", "1050"),
        ("一千五百", "1500"),
        ("两千零二十二", "2022"),
        ("三万", "30000"),
        ("三万五千", "35000"),
        ("三万零五", "30005"),
        ("三万零五百", "30500"),
        ("三万五百", "30500"),
        ("十万", "100000"),
        ("十二万", "120000"),
        ("十万五千", "105000"),
        ("十万零五千", "105000"),
        ("一百万", "1000000"),
        ("一百零五万", "1050000"),
        ("一亿", "100000000"),
        ("一亿零三", "100000003"),
        ("一亿二千万", "120000000"),
        ("一亿零二十万", "100200000"),
        ("十二亿三千四百五十六万七千八百九十", "1234567890"),
        ("一万亿", "1000000000000"),
        ("一万二千亿", "1200000000000"),
        ("一万零一亿零一万零一", "1000100010001"),
        ("壹佰贰拾叁", "123"),
        ("肆仟伍佰陆拾柒万捌仟玖佰", "45678900"),
        ("二〇二二", "2022"),
        ("二零二二", "2022"),
        ("一二三", "123"),
        ("零零七", "7"),
        ("九十八点五", "98.5"),
        ("零点五零", "0.50"),
        ("一百二十点零五", "120.05"),
        ("九" * MAX_DIGITS, "9" * MAX_DIGITS),
    ],
)
def test_chinese_numbers(text, expected):
    """A numeral with places, with a point, or digits in a row is read exactly."""
    assert str(parse_chinese_number(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "5", "一 百", "一百人", "第一"),  # no numeral
        *("百", "千", "万", "亿", "百二十", "零十", "零百"),  # a place without a digit
        *("一百十", "一百十二", "三万十", "一亿十万"),  # 十 without a digit only at the front
        *("一百五", "一千二", "三万五", "一亿五", "一百五万", "一千五亿"),  # 150 when spoken
        *("一百零", "三万零", "一百零零五", "零五百", "十零五", "一百零五零"),  # a wrong 零
        *("一百零一十", "一千零一百", "二十零三"),  # 零 without a gap
        *("二百三百", "一十一百", "一百一千", "十十", "一百百"),  # places that do not fall
        *("一二百", "二百三四", "一百二三十"),  # two digits for one place, also 二三十 (20 to 30)
        *("一万二万", "一亿二亿", "一万万", "一亿亿", "一亿万", "零万", "零亿", "一亿零万"),  # 万 and 亿
        *("点五", "五点", "一点五点三", "三点五万", "一点十", "百点五", "一点5", "点"),  # a wrong point
        *("九" * (MAX_DIGITS + 1), "一" * 100_000),  # too long
    ],
)
def test_no_chinese_numbers(text):
    """What is no numeral, or can be heard as two numbers, is none."""
    assert parse_chinese_number(text) is None


DIGITS = "零一二三四五六七八九"
NUMERALS = st.one_of(
    st.integers(1, 10**13 - 1),
    st.lists(st.sampled_from("00012"), min_size=1, max_size=13).map(lambda digits: int("".join(digits))),
).filter(bool)


def numeral(number):
    """Write a whole number below 10^16 digit by digit, as it is spelled out in school."""
    digits = str(number)
    words, zero = "", False
    for power, digit in zip(range(len(digits) - 1, -1, -1), map(int, digits), strict=True):
        if digit:
            words += ("零" if zero else "") + DIGITS[digit] + ["", "十", "百", "千"][power % 4]
            zero = False
        else:
            zero = True
        section = int(digits[max(0, len(digits) - power - 4) : len(digits) - power])
        if power == 8 or (power in (4, 12) and section):
            words += "亿" if power == 8 else "万"
    return words


@given(NUMERALS)
@example(10**12)
@example(10)
def test_numeral_round_trip(number):
    """A numeral is read as the number that it spells, with 两, 壹佰 and a short 十 as well."""
    text = numeral(number)
    assert parse_chinese_number(text) == number
    capitals = text.translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))
    assert parse_chinese_number(capitals) == number
    assert parse_chinese_number(text.replace("二千", "两千").replace("二百", "两百")) == number
    if text.startswith("一十"):
        assert parse_chinese_number(text[1:]) == number


@given(st.text("零一二十百千万亿", max_size=12))
def test_only_numerals_are_read(text):
    """A text with places that is read spells its number, up to 零 and a short 十."""
    number = parse_chinese_number(text)
    if number is None or not set(text) & set("十百千万亿"):
        return
    spelled = f"一{text}" if text.startswith("十") else text
    assert spelled.replace("零", "") == numeral(int(number)).replace("零", "")
    assert spelled[-2:].count("零") == numeral(int(number))[-2:].count("零")


@given(st.text())
def test_reading_numbers_is_total(text):
    """Any text is a number or none."""
    for read in (parse_number, parse_chinese_number):
        number = read(text)
        assert number is None or (number.is_finite() and number >= 0)


# --- rounding and sharing out ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "expected"),
    [("28.40", "28.40"), ("1E+5", "100000"), ("1E-7", "0.0000001"), ("-0.50", "-0.50"), ("0", "0")],
)
def test_plain_has_no_exponent(number, expected):
    """The digits are those of the number, zeros kept."""
    assert plain(Decimal(number)) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (Fraction(9, 8), "1.125"),
        (Fraction(-1, 40), "-0.025"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-5, 6), "-5/6"),
        (Decimal("28.40"), "28.4"),
        (Decimal("1E+3"), "1000"),
        (0, "0"),
        (7, "7"),
        (10**40 + Fraction(1, 2), "1" + "0" * 40 + ".5"),
    ],
)
def test_exact_text_ends_or_is_a_fraction(number, expected):
    """Decimals that end are written out, all others are a fraction, in any context."""
    with localcontext(prec=3):
        assert exact_text(number) == expected


@given(st.fractions())
def test_exact_text_is_read_back(number):
    """The text is the number again."""
    assert Fraction(exact_text(number)) == number


@pytest.mark.parametrize(
    ("number", "places", "expected"),
    [
        (Fraction(17, 8), 2, "2.13"),
        (Fraction(-17, 8), 2, "-2.13"),
        (Decimal("2.125"), 2, "2.13"),
        (Decimal("-2.125"), 2, "-2.13"),
        (Decimal("2.1249999999999999999999999999999"), 2, "2.12"),
        (Fraction(1, 3), 4, "0.3333"),
        (Fraction(2, 3), 4, "0.6667"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(-1, 2), 0, "-1"),
        (7, 2, "7.00"),
        (0, 1, "0.0"),
        (10**40 + 1, 2, "1" + "0" * 39 + "1.00"),
    ],
)
def test_halves_are_rounded_away_from_zero(number, places, expected):
    """The result has the places asked for, exact in any context."""
    with localcontext(prec=3):
        assert str(round_half_up(number, places)) == expected


@given(st.fractions(), st.integers(0, 12))
def test_rounding_is_the_nearest(number, places):
    """The result is at most half a unit of the last place away, and rounding it again changes nothing."""
    rounded = round_half_up(number, places)
    assert 2 * abs(Fraction(rounded) - number) * 10**places <= 1
    assert rounded.as_tuple().exponent == -places
    assert round_half_up(rounded, places) == rounded
    assert Fraction(round_half_up(-number, places)) == -Fraction(rounded)


@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [
        (100, [1, 1, 1], (34, 33, 33)),
        (-100, [1, 1, 1], (-34, -33, -33)),
        (101, [1, 1, 1], (34, 34, 33)),
        (10, [5, 0, 5], (5, 0, 5)),
        (0, [1, 2], (0, 0)),
        (1, [1, 2, 2], (0, 1, 0)),
        (7, [Fraction(1, 3), Fraction(2, 3)], (2, 5)),
        (7, (3,), (7,)),
        (10**40, [1, 2], ((10**40 - 1) // 3, (10**40 - 1) // 3 * 2 + 1)),
    ],
)
def test_largest_remainder(total, weights, expected):
    """Units left over go to the largest remainders, the earlier of two equal ones first."""
    assert largest_remainder(total, weights) == expected


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [-1], [2, -1]])
def test_largest_remainder_needs_a_positive_weight(weights):
    """No weight, a negative one, or nothing but zeros share nothing out."""
    with pytest.raises(ValueError, match="zero or more"):
        largest_remainder(10, weights)


@given(st.integers(), st.lists(st.integers(0, 1000) | st.fractions(0, 1000), min_size=1).filter(any))
def test_largest_remainder_gives_all(total, weights):
    """The parts add up to the total, each less than one from its share, heavier ones never smaller."""
    parts = largest_remainder(total, weights)
    assert sum(parts) == total
    pairs = sorted(zip(weights, map(abs, parts), strict=True))
    for weight, part in pairs:
        assert abs(part - abs(total) * Fraction(weight) / sum(weights)) < 1
    for (light, small), (heavy, large) in pairwise(pairs):
        assert small <= large or light == heavy
