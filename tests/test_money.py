"""Amounts of money: exact arithmetic, reading and writing in figures and in capital words."""

import copy
import json
import pickle
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

from fiscalkpi._text import fold_signs
from fiscalkpi.errors import AmountError
from fiscalkpi.money import MAX_LENGTH, Yuan

DAXIE = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "daxie.jsonl").read_text(encoding="utf-8").splitlines()
]


def fen(amount):
    return Yuan(fen=amount)


class AlwaysEqual:
    __hash__ = None

    def __eq__(self, other):
        return True


class NeverEqual:
    __hash__ = None

    def __eq__(self, other):
        return False


class AlwaysLarger:
    def __gt__(self, other):
        return True

    def __ge__(self, other):
        return True


class Absorbing:
    def __radd__(self, other):
        return "absorbed"

    __rsub__ = __rmul__ = __rfloordiv__ = __rdivmod__ = __radd__


class OddInt(int):
    def __add__(self, other):
        return 0


# --- the value -------------------------------------------------------------------------------------


def test_no_float_bool_or_other_number_becomes_money():
    """Only an int is a number of fen."""
    floats = (1.0, 0.0, float("nan"))
    for wrong in (True, False, *floats, Decimal(1), Fraction(1), "1", b"1", None, OddInt(1), fen(1)):
        with pytest.raises(TypeError, match="whole number of fen: an int, not"):
            Yuan(fen=wrong)


def test_switched_off_validators_open_no_route_for_floats():
    """The check of the type holds where attrs validators are disabled."""
    with attrs.validators.disabled(), pytest.raises(TypeError):
        Yuan(fen=0.5)
    with pytest.raises(TypeError):
        attrs.evolve(fen(1), fen=1.0)


def test_fen_is_given_by_keyword():
    """A bare number could be yuan or fen, so its name is required."""
    with pytest.raises(TypeError):
        Yuan(1)
    with pytest.raises(TypeError):
        Yuan()


def test_an_amount_cannot_change():
    """An amount is frozen and has no further attributes."""
    amount = fen(1)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        amount.fen = 2
    with pytest.raises(AttributeError):
        object.__setattr__(amount, "yuan2", 2)
    assert not hasattr(amount, "__dict__")


def test_amounts_compare_by_value():
    """Equality, order and hash are those of the fen."""
    assert fen(5) == fen(5) != fen(6)
    assert hash(fen(5)) == hash(fen(5))
    assert len({fen(5), fen(5), fen(6)}) == 2
    assert fen(-1) < fen(0) <= fen(0) < fen(1) > fen(0) >= fen(0)
    assert sorted([fen(3), fen(-2), fen(1)]) == [fen(-2), fen(1), fen(3)]


def test_comparison_gives_way_to_foreign_types():
    """Equality with another type is False unless that type says otherwise; order is a TypeError."""
    assert fen(5) != 5
    assert not fen(0) == 0  # noqa: SIM201
    assert fen(5) == AlwaysEqual()
    assert AlwaysEqual() == fen(5)
    assert fen(5) != NeverEqual()
    assert fen(5) < AlwaysLarger()
    assert fen(5) <= AlwaysLarger()
    for other in (5, 5.0, Decimal(5), "5", None):
        with pytest.raises(TypeError):
            fen(5) < other  # noqa: B015
        with pytest.raises(TypeError):
            fen(5) >= other  # noqa: B015


def test_zero_is_true_like_every_amount():
    """A filed zero is not taken for a blank cell in a condition."""
    assert fen(0)
    assert fen(-1)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickle_keeps_the_amount(protocol):
    """Each pickle protocol gives an equal amount back."""
    assert pickle.loads(pickle.dumps(fen(-123), protocol)) == fen(-123)


def test_copies_are_equal():
    """Copies and evolved amounts are ordinary amounts."""
    assert copy.copy(fen(7)) == copy.deepcopy(fen(7)) == fen(7)
    assert attrs.evolve(fen(7), fen=8) == fen(8)


def test_texts_of_an_amount():
    """repr is evaluated back, str is the canonical text without grouping."""
    assert repr(fen(17870500000)) == "Yuan(fen=17870500000)"
    assert eval(repr(fen(-5))) == fen(-5)
    assert str(fen(17870500000)) == f"{fen(17870500000)}" == "178705000.00元"
    assert [str(fen(n)) for n in (0, 5, -5, -150)] == ["0.00元", "0.05元", "-0.05元", "-1.50元"]


def test_yuan_is_exact_in_any_context():
    """The amount in yuan has two decimals and every digit, whatever the precision of the caller."""
    with localcontext(prec=3):
        assert str(fen(10**40 + 7).yuan) == "1" + "0" * 38 + ".07"
    assert str(fen(-1).yuan) == "-0.01"
    assert str(fen(100).yuan) == "1.00"


# --- arithmetic ------------------------------------------------------------------------------------


def test_sums_and_differences():
    """Amounts add and subtract exactly, at any size."""
    assert fen(10**30) + fen(1) == fen(10**30 + 1)
    assert fen(1) - fen(10**30) == fen(1 - 10**30)
    assert (-fen(3), +fen(3), abs(fen(-3)), abs(fen(3))) == (fen(-3), fen(3), fen(3), fen(3))


def test_sum_works():
    """sum() starts at the int 0 and gives an amount; of nothing it needs a start."""
    assert sum([fen(1), fen(2), fen(3)]) == fen(6)
    assert sum([], fen(0)) == fen(0)
    assert 0 + fen(4) == fen(4)


def test_whole_multiples_and_divisions():
    """An amount is multiplied and divided by whole numbers, the remainder kept."""
    assert fen(7) * 3 == 3 * fen(7) == fen(21)
    assert fen(7) // 2 == fen(3)
    assert fen(-7) // 2 == fen(-4)
    assert divmod(fen(7), 2) == (fen(3), fen(1))
    assert divmod(fen(-7), 2) == (fen(-4), fen(1))
    for divide in (lambda: fen(7) // 0, lambda: divmod(fen(7), 0)):
        with pytest.raises(ZeroDivisionError):
            divide()


@pytest.mark.parametrize(
    "operation",
    [
        lambda y: y + 1,
        lambda y: y + 0,
        lambda y: 1 + y,
        lambda y: False + y,
        lambda y: 0.0 + y,
        lambda y: Decimal(0) + y,
        lambda y: y + None,
        lambda y: y - 0,
        lambda y: 0 - y,
        lambda y: y * 1.0,
        lambda y: y * True,
        lambda y: True * y,
        lambda y: y * Decimal(2),
        lambda y: y * Fraction(2),
        lambda y: y * y,
        lambda y: y // y,
        lambda y: y // 1.0,
        lambda y: y // True,
        lambda y: divmod(y, y),
        lambda y: divmod(y, True),
        lambda y: divmod(5, y),
        lambda y: 5 // y,
        lambda y: y / 2,
        lambda y: y / y,
        lambda y: y % 2,
        lambda y: y**2,
        lambda y: int(y),
        lambda y: float(y),
        lambda y: round(y),
        lambda y: sum([0.0, y]),
        lambda y: sum([True, y]),
    ],
)
def test_arithmetic_across_kinds_is_refused(operation):
    """Money and other numbers do not mix, and bool is no whole number."""
    with pytest.raises(TypeError):
        operation(fen(10))


def test_arithmetic_gives_way_to_foreign_types():
    """A type that knows amounts may take part from the right."""
    other = Absorbing()
    results = [fen(1) + other, fen(1) - other, fen(1) * other, fen(1) // other, divmod(fen(1), other)]
    assert results == ["absorbed"] * 5


def test_ratio_is_exact():
    """The ratio of two amounts is a reduced fraction."""
    assert Yuan.parse("215457.60").ratio(Yuan.parse("25万元")) == Fraction(2154576, 2500000)
    assert fen(-1).ratio(fen(3)) == Fraction(-1, 3)
    assert isinstance(fen(4).ratio(fen(2)), Fraction)
    for other in (3, 3.0, True, None):
        with pytest.raises(TypeError, match="to another amount"):
            fen(1).ratio(other)


def test_allocation_by_largest_remainder():
    """Parts follow the weights, and the odd fen go to the largest remainders, the earlier first."""
    assert fen(100).allocate([1, 1, 1]) == (fen(34), fen(33), fen(33))
    assert fen(-100).allocate([1, 1, 1]) == (fen(-34), fen(-33), fen(-33))
    assert fen(10).allocate([1, 0, 2]) == (fen(3), fen(0), fen(7))
    assert fen(0).allocate([1, 2]) == (fen(0), fen(0))
    assert fen(100).allocate((Decimal("0.5"), Fraction(1, 4), 1)) == (fen(29), fen(14), fen(57))
    assert fen(100).allocate(weight for weight in (fen(300), fen(100))) == (fen(75), fen(25))
    assert fen(7).allocate([Decimal("1e30")]) == (fen(7),)


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [fen(0)], [fen(2), fen(-1)], [Decimal(-1)]])
def test_error_weights_that_share_nothing(weights):
    """Without a positive weight, or with a negative one, nothing can be shared out."""
    with pytest.raises(AmountError) as caught:
        fen(100).allocate(weights)
    assert caught.value.code == "amount.weights"


@pytest.mark.parametrize("weights", [[0.5, 0.5], [True], [1, fen(1)], [fen(1), 1], ["1"], [None], [1 + 0j]])
def test_weights_of_a_wrong_kind_are_refused(weights):
    """Floats, bools, and amounts beside numbers are no weights."""
    with pytest.raises(TypeError, match="weights are int, Fraction and Decimal"):
        fen(100).allocate(weights)


@pytest.mark.parametrize("weight", ["NaN", "Infinity", "1e31", "1e-31", "1e999999", "1" * 31, "0e-999999"])
def test_error_weights_beyond_the_cap(weight):
    """A Decimal that is no number, or of a size that costs time, is refused."""
    with pytest.raises(AmountError) as caught:
        fen(100).allocate([1, Decimal(weight)])
    assert caught.value.code == "amount.not-a-weight"
    assert len(caught.value.params["weight"]) <= 31


def test_split_into_equal_parts():
    """The first parts take the fen that are left over."""
    assert fen(5).split(3) == (fen(2), fen(2), fen(1))
    assert fen(-5).split(2) == (fen(-3), fen(-2))
    assert fen(5).split(1) == (fen(5),)
    assert fen(1).split(3) == (fen(1), fen(0), fen(0))
    for parts in (2.0, True, "2", None):
        with pytest.raises(TypeError, match="number of parts is an int"):
            fen(5).split(parts)
    for parts in (0, -1):
        with pytest.raises(AmountError):
            fen(5).split(parts)


# --- reading figures -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("178,705,000.00", 17870500000),
        ("178705000", 17870500000),
        ("0", 0),
        ("-0", 0),
        ("007", 700),
        ("0.5", 50),
        ("1.0000元", 100),
        ("853万元", 853000000),
        ("853万", 853000000),
        ("195.5 万", 195500000),
        ("0.000001万元", 1),
        ("0.00000100万元", 1),
        ("1.2亿元", 12000000000),
        ("1.2亿", 12000000000),
        ("0.0000000001亿元", 1),
        ("3千元", 300000),
        ("2百万元", 200000000),
        ("2百万", 200000000),
        ("1千万元", 1000000000),
        ("1万亿元", 10**14),
        ("1234.50元", 123450),
        ("1234圆", 123400),
        ("5萬圓", 5000000),
        ("2億", 20000000000),
        ("853万元整", 853000000),
        ("¥1,234.50", 123450),
        ("￥1,234.50元", 123450),
        ("CN¥ 5", 500),
        ("人民币853万元", 853000000),
        ("人民幣 853 萬元", 853000000),
        ("RMB 100", 10000),
        ("cny100.5", 10050),
        ("+5", 500),
        ("-5", -500),
        ("−5万元", -5000000),
        ("－５", -500),
        ("- 5", -500),
        ("-¥5", -500),
        ("¥-5", -500),
        ("￥ － 5", -500),
        ("１，２３４．５０元", 123450),
        ("\u3000 5\t元\u00a0\r\n", 500),
        ("853\n万元", 853000000),
        ("9" * 30, (10**30 - 1) * 100),
        ("999," * 9 + "999", (10**30 - 1) * 100),
        ("0." + "0" * 29, 0),
    ],
)
def test_amounts_in_figures(text, expected):
    """A number with an optional sign, currency and unit is read exactly."""
    assert Yuan.parse(text) == fen(expected)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("853", "万元", 853000000),
        ("853", "万", 853000000),
        ("-1,000.5", "千元", -100050000),
        ("853元", "万元", 85300),
        ("1亿", "万元", 10**10),
        ("¥853", "万元", 853000000),
        ("853元整", "亿元", 85300),
    ],
)
def test_unit_of_the_form_serves_bare_numbers(text, unit, expected):
    """The unit in the text goes before the one of the form; a currency mark is no unit."""
    assert Yuan.parse(text, unit=unit) == fen(expected)


@pytest.mark.parametrize(
    ("text", "code", "marked"),
    [
        ("", "blank", None),
        ("  \u3000\t\r\n", "blank", None),
        ("-", "dash", "-"),
        (" —— ", "dash", "——"),
        ("/", "dash", "/"),
        ("**", "masked", "**"),
        ("≥**万元", "masked", "**"),
        ("＊＊＊元", "masked", "＊＊＊"),
        ("××万元", "masked", "××"),
        ("1**万元", "masked", "**"),
        ("1**5", "masked", "**"),
        ("*5", "masked", "*"),
        ("5*", "masked", "*"),
        ("5*元", "masked", "*"),
        ("1,2", "bad-number", "1,2"),
        ("1,2,3.5", "bad-number", "1,2,3.5"),
        ("1,2345元", "bad-number", "1,2345"),
        ("1234,567", "bad-number", "1234,567"),
        ("1.2.3万元", "bad-number", "1.2.3"),
        ("1，，000", "bad-number", "1，，000"),
        ("10万元，5万元", "several-numbers", "5"),
        ("10万元\n5万元", "several-numbers", "5"),
        ("10万元5万元", "several-numbers", "5"),
        ("1亿5000万元", "several-numbers", "5000"),
        ("财政10万元其他5万元", "several-numbers", "5"),
        ("3-5万元", "several-numbers", "5"),
        ("3×5万元", "several-numbers", "5"),
        ("1 234", "several-numbers", "234"),
        ("2021年预算10万元", "several-numbers", "10"),
        ("178,705,000.00 178,705,000.00", "several-numbers", "178,705,000.00"),
        ("(5万元)", "in-parentheses", "(5万元)"),
        (" （-1,234.50） ", "in-parentheses", "（-1,234.50）"),
        ("()", "not-an-amount", "()"),
        ("(约5)", "not-an-amount", "(约"),
        ("(5", "not-an-amount", "("),
        ("5)", "not-an-amount", ")"),
        ("12元5", "not-an-amount", "5"),
        ("12元5角", "not-an-amount", "5角"),
        ("1_000", "not-an-amount", "_000"),
        ("1e5", "not-an-amount", "e5"),
        ("1E400", "not-an-amount", "E400"),
        ("0x10", "not-an-amount", "x10"),
        ("NaN", "not-an-amount", "NaN"),
        ("Infinity", "not-an-amount", "Infinity"),
        ("٣", "not-an-amount", "٣"),
        ("½", "not-an-amount", "½"),
        ("5²", "not-an-amount", "²"),
        ("三万元", "not-an-amount", "三万元"),
        ("壹佰元整", "not-an-amount", "壹佰元整"),
        ("万元", "not-an-amount", "万元"),
        (".5", "not-an-amount", "."),
        ("5.", "not-an-amount", "."),
        ("5,", "not-an-amount", ","),
        ("15万元。", "not-an-amount", "。"),
        ("约10万元", "not-an-amount", "约"),
        ("≤10万元", "not-an-amount", "≤"),
        ("10万元左右", "not-an-amount", "左右"),
        ("10万元/年", "not-an-amount", "/年"),
        ("90%", "not-an-amount", "%"),
        ("5角", "not-an-amount", "角"),
        ("10分", "not-an-amount", "分"),
        ("5千", "not-an-amount", "千"),
        ("5整", "not-an-amount", "整"),
        ("5万整", "not-an-amount", "整"),
        ("$5", "not-an-amount", "$"),
        ("5 USD", "not-an-amount", "USD"),
        ("约 5", "not-an-amount", "约"),
        ("--5", "not-an-amount", "--"),
        ("-¥-5", "not-an-amount", "-¥-"),
        ("¥¥5", "not-an-amount", "¥¥"),
        ("{text}", "not-an-amount", "{text}"),
        ("0.001元", "not-whole-fen", "1"),
        ("1.005", "not-whole-fen", "5"),
        ("-1.0050元", "not-whole-fen", "50"),
        ("1.23456元", "not-whole-fen", "456"),
        ("0.0000001万元", "not-whole-fen", "1"),
        ("0.00000000001亿", "not-whole-fen", "1"),
        ("9" * 31, "too-many-digits", "9" * 31),
        ("0." + "0" * 30, "too-many-digits", "0." + "0" * 30),
        ("999," * 10 + "999", "too-many-digits", "999," * 10 + "999"),
        ("5 " + "1" * 40, "too-many-digits", "1" * 40),
    ],
)
def test_error_no_amount(text, code, marked):
    """Whatever is no amount is refused with a code, the text as given, and the part that is meant."""
    with pytest.raises(AmountError) as caught:
        Yuan.parse(text)
    error = caught.value
    assert (error.code, error.text) == (f"amount.{code}", text)
    assert (None if error.span is None else text[slice(*error.span)]) == marked


def test_error_long_text_is_refused_before_it_is_read():
    """The cap on the length comes first: a text over it costs nothing."""
    assert Yuan.parse("5".rjust(MAX_LENGTH)) == fen(500)
    for text in ("1" * (MAX_LENGTH + 1), " " * 10_000_000, "1," * 5_000_000):
        with pytest.raises(AmountError) as caught:
            Yuan.parse(text)
        assert caught.value.code == "amount.too-long"
        with pytest.raises(AmountError):
            Yuan.parse_daxie(text)


def test_only_text_is_read():
    """Numbers, bytes and None are misuse, not amounts."""
    for wrong in (5, 5.0, Decimal(5), b"5", None, True, fen(5)):
        with pytest.raises(TypeError, match="an amount is read from text"):
            Yuan.parse(wrong)
        with pytest.raises(TypeError, match="an amount is read from text"):
            Yuan.parse_daxie(wrong)


def test_unit_is_one_of_the_known_words():
    """An unknown unit is an error that lists the known ones; another type is misuse."""
    for unit in ("", "角", "千", "yuan", "万 元"):
        with pytest.raises(AmountError) as caught:
            Yuan.parse("5元", unit=unit)
        assert caught.value.code == "amount.unknown-unit"
    for unit in ("百万元", "万", "USD"):
        with pytest.raises(AmountError):
            fen(5).format(unit=unit)
    for unit in (None, 100, ["元"]):
        with pytest.raises(TypeError, match="a unit is text"):
            Yuan.parse("5", unit=unit)


# --- writing figures -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "unit", "plain", "symbol"),
    [
        (123450, "元", "1,234.50元", "¥1,234.50"),
        (-123450, "元", "-1,234.50元", "-¥1,234.50"),
        (0, "元", "0.00元", "¥0.00"),
        (1, "元", "0.01元", "¥0.01"),
        (853000000, "万元", "853.00万元", "¥853.00万"),
        (139520853500, "万元", "139,520.8535万元", "¥139,520.8535万"),
        (1, "万元", "0.000001万元", "¥0.000001万"),
        (139520853500, "亿元", "13.95208535亿元", "¥13.95208535亿"),
        (-1, "亿元", "-0.0000000001亿元", "-¥0.0000000001亿"),
        (10**29 + 1, "元", f"1{',000' * 9}.01元", f"¥1{',000' * 9}.01"),
    ],
)
def test_format_rounds_nothing(amount, unit, plain, symbol):
    """Each unit shows two decimals and as many more as it takes to be exact."""
    with localcontext(prec=3):
        assert fen(amount).format(unit=unit) == plain
        assert fen(amount).format("zh", unit=unit, symbol=True) == symbol


@pytest.mark.parametrize(
    ("locale", "unit", "plain", "symbol"),
    [
        ("en", "元", "1,234,567.80 yuan", "CN¥1,234,567.80"),
        ("en", "万元", "123.45678 × 10,000 yuan", "CN¥123.45678 × 10,000"),
        ("en_US", "亿元", "0.012345678 × 100 million yuan", "CN¥0.012345678 × 100 million"),
        ("en-IN", "元", "12,34,567.80 yuan", "CN¥12,34,567.80"),
        ("en_XX", "元", "1,234,567.80 yuan", "CN¥1,234,567.80"),
        ("en_!", "元", "1,234,567.80 yuan", "CN¥1,234,567.80"),
        ("zh-TW", "元", "1,234,567.80元", "CN¥1,234,567.80"),
    ],
)
def test_format_follows_the_locale(locale, unit, plain, symbol):
    """Grouping is that of the territory, words those of the language; an unknown territory is left out."""
    amount = fen(123456780)
    assert (amount.format(locale, unit), amount.format(locale, unit, symbol=True)) == (
        plain,
        symbol,
    )


def test_format_knows_two_languages():
    """A locale in another language is a LookupError that names those there are."""
    with pytest.raises(LookupError, match="zh_CN, en"):
        fen(1).format("de")


# --- capital words ---------------------------------------------------------------------------------


@pytest.mark.parametrize("row", DAXIE, ids=lambda row: row["yuan"])
def test_collected_amounts_in_words(row):
    """The first permitted spelling is written, every one is read, after 人民币 too."""
    amount = Yuan.parse(row["yuan"])
    assert amount.daxie() == row["accept"][0]
    for spelling in row["accept"]:
        for text in (spelling, f"人民币{spelling}", f" {spelling}\n"):
            assert Yuan.parse_daxie(text) == amount
    assert len(DAXIE) == 18


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        ("0.01", "壹分"),
        ("0.50", "伍角"),
        ("0.56", "伍角陆分"),
        ("1", "壹元整"),
        ("1.05", "壹元零伍分"),
        ("10", "壹拾元整"),
        ("10.50", "壹拾元零伍角"),
        ("11.50", "壹拾壹元伍角"),
        ("100.05", "壹佰元零伍分"),
        ("1001", "壹仟零壹元整"),
        ("1010", "壹仟零壹拾元整"),
        ("1100", "壹仟壹佰元整"),
        ("10000.50", "壹万元零伍角"),
        ("10001", "壹万零壹元整"),
        ("11000", "壹万壹仟元整"),
        ("100100000", "壹亿零壹拾万元整"),
        ("100001000", "壹亿壹仟元整"),
        ("100000001", "壹亿零壹元整"),
        ("1010000000", "壹拾亿壹仟万元整"),
        ("1000100000000", "壹万零壹亿元整"),
        ("1000000010000", "壹万亿零壹万元整"),
        ("100000000000000", "壹佰万亿元整"),
        ("9999999999999999.99", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("10000000000000000", "壹亿亿元整"),
        ("-325.04", "负叁佰贰拾伍元零肆分"),
        ("-0.01", "负壹分"),
    ],
)
def test_amounts_in_words(yuan, words):
    """Zeros, sections and endings are written by the rules, and read back."""
    assert Yuan.parse(yuan).daxie() == words
    assert Yuan.parse_daxie(words) == Yuan.parse_daxie(f"人民币{words}") == Yuan.parse(yuan)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("壹仟肆佰零玖元伍角整", 140950),
        ("壹仟肆佰零玖元伍角正", 140950),
        ("壹佰圆整", 10000),
        ("壹佰圓正", 10000),
        ("人民幣貳佰參拾陸萬億圓整", 236 * 10**14),
        ("負叄佰元整", -30000),
        ("人民币负叁佰元整", -30000),
        ("零元整", 0),
        ("人民币零圆正", 0),
        ("伍角整", 50),
        ("壹拾万零柒仟元零伍角叁分", 10700053),
        ("壹拾万柒仟元伍角叁分", 10700053),
        ("壹亿零壹仟元整", 10000100000),
        ("壹拾亿零壹仟万元整", 101000000000),
    ],
)
def test_permitted_spellings_are_read(text, expected):
    """Optional 零 and 整, variants and the traditional script are read."""
    assert Yuan.parse_daxie(text) == fen(expected)


@pytest.mark.parametrize(
    ("text", "code", "marked"),
    [
        ("", "blank", None),
        ("  ", "blank", None),
        ("人民币", "words-ending", "币"),
        ("负", "words-ending", "负"),
        ("123", "not-in-words", "1"),
        ("一百元整", "not-in-words", "一"),
        ("壹百元整", "not-in-words", "百"),
        ("壹佰贰元整", "words-zero", "贰"),
        ("壹仟伍元整", "words-zero", "伍"),
        ("壹仟零零伍元整", "words-zero", "零"),
        ("壹仟零伍佰元整", "words-zero", "零"),
        ("零壹佰元整", "words-zero", "零"),
        ("壹佰零元整", "words-zero", "零"),
        ("壹佰元零整", "words-zero", "零"),
        ("壹角零整", "words-zero", "零"),
        ("壹佰元零", "words-zero", "零"),
        ("零", "words-zero", "零"),
        ("零元", "words-zero", "零"),
        ("负零元整", "words-zero", "零"),
        ("零元伍角", "words-zero", "零"),
        ("零伍分", "words-zero", "零"),
        ("壹元伍分", "words-zero", "伍分"),
        ("壹元零伍角", "words-zero", "零"),
        ("壹元伍角零陆分", "words-zero", "零"),
        ("壹万壹佰元整", "words-zero", "壹佰"),
        ("壹亿壹佰万元整", "words-zero", "壹佰"),
        ("壹佰贰仟元整", "not-in-words", "贰仟"),
        ("壹拾壹拾元整", "not-in-words", "壹拾"),
        ("壹贰元整", "not-in-words", "贰"),
        ("壹佰佰元整", "not-in-words", "佰"),
        ("拾元整", "not-in-words", "拾"),
        ("佰元整", "not-in-words", "佰"),
        ("万元整", "not-in-words", "万"),
        ("亿元整", "not-in-words", "亿"),
        ("元整", "not-in-words", "元"),
        ("整", "not-in-words", "整"),
        ("壹万万元整", "not-in-words", "万"),
        ("壹亿万元整", "not-in-words", "万"),
        ("壹万贰万元整", "not-in-words", "万"),
        ("壹仟万壹佰万元整", "not-in-words", "万"),
        ("壹亿壹仟万壹佰万元整", "not-in-words", "万"),
        ("壹亿贰亿元整", "not-in-words", "亿"),
        ("壹万伍亿贰万亿元整", "not-in-words", "亿"),
        ("壹元元整", "not-in-words", "元"),
        ("壹元贰元整", "not-in-words", "元"),
        ("壹元贰拾", "not-in-words", "拾"),
        ("壹元贰万角", "not-in-words", "万"),
        ("壹元亿伍角", "not-in-words", "亿"),
        ("伍角亿元整", "not-in-words", "亿"),
        ("伍角万元整", "not-in-words", "万"),
        ("伍角元整", "not-in-words", "元"),
        ("伍角壹元整", "not-in-words", "元"),
        ("壹分贰角", "not-in-words", "贰角"),
        ("壹角贰角", "not-in-words", "贰角"),
        ("壹元贰叁分", "not-in-words", "贰"),
        ("壹佰伍角", "not-in-words", "壹佰"),
        ("角", "not-in-words", "角"),
        ("壹佰元整整", "not-in-words", "整"),
        ("壹佰元整零壹分", "not-in-words", "零"),
        ("壹佰元整伍角", "not-in-words", "伍"),
        ("壹佰整", "not-in-words", "整"),
        ("人民币 壹佰元整", "not-in-words", " "),
        ("壹佰 元整", "not-in-words", " "),
        ("负负壹元整", "not-in-words", "负"),
        ("负人民币壹元整", "not-in-words", "人"),
        ("壹佰元", "words-ending", "元"),
        ("壹佰", "words-ending", "佰"),
        ("壹元伍", "words-ending", "伍"),
        ("壹元伍分整", "words-ending", "整"),
        ("伍分正", "words-ending", "正"),
        ("壹亿亿元零壹分", "too-large-for-words", "壹亿亿元零壹分"),
        ("壹亿亿亿元整", "too-large-for-words", "壹亿亿亿元整"),
    ],
)
def test_error_not_in_words(text, code, marked):
    """Wrong order, a wrong 零, a wrong ending and everyday numerals are refused with their place."""
    with pytest.raises(AmountError) as caught:
        Yuan.parse_daxie(text)
    error = caught.value
    assert (error.code, error.text) == (f"amount.{code}", text)
    assert (None if error.span is None else text[slice(*error.span)]) == marked


def test_words_end_at_ten_to_the_sixteenth():
    """10^16 yuan are written, a fen more is not, on either side of zero."""
    assert fen(-(10**18)).daxie() == "负壹亿亿元整"
    for amount in (10**18 + 1, -(10**18) - 1, 10**5000):
        with pytest.raises(AmountError) as caught:
            fen(amount).daxie()
        assert caught.value.code == "amount.too-large-for-words"


# --- wording ---------------------------------------------------------------------------------------

RENDERINGS = [
    (
        'Yuan.parse("  ")',
        "The cell is blank: it states no amount.\nKeep a blank as None; it is not zero.",
        "单元格为空，没有填写金额。\n空白请保留为 None，它不等于零。",
    ),
    (
        'Yuan.parse("——")',
        "“——” is a dash: it states no amount.\n  ——\n  ^^\nKeep a dash as None; it is not zero.",
        "“——”是横线，没有填写金额。\n  ——\n  ^^\n横线请保留为 None，它不等于零。",
    ),
    (
        'Yuan.parse("≥**万元")',
        "“≥**万元” is masked: the figure is hidden or was never filled in.\n"
        "  ≥**万元\n"
        "   ^^\n"
        "Ask for the figure that stands behind the mask.",
        "“≥**万元”带有星号或叉号：数字被遮盖，或尚未填写。\n  ≥**万元\n   ^^\n请取得被遮盖的实际数字。",
    ),
    (
        'Yuan.parse("9" * 201)',
        "The text has 201 characters; an amount has at most 200.\nPass the text of one money cell.",
        "文本有201个字符，金额最多200个字符。\n请只传入一个金额单元格的文本。",
    ),
    (
        'Yuan.parse("1234567890123456789012345678901")',
        "The number has 31 digits; an amount has at most 30.\n"
        "  1234567890123456789012345678901\n"
        "  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "Check whether two columns ran together.",
        "该数字有31位，金额最多30位。\n"
        "  1234567890123456789012345678901\n"
        "  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "请检查是否有两栏数字连在了一起。",
    ),
    (
        'Yuan.parse("总额 1,2万元")',
        "“总额 1,2万元” holds no readable number: commas group three digits, and the point stands once.\n"
        "  总额 1,2万元\n"
        "       ^^^\n"
        "Write it like 1,234.50 or 1234.50.",
        "“总额 1,2万元”中的数字无法识别：千分位逗号每三位一个，小数点只有一个。\n"
        "  总额 1,2万元\n"
        "       ^^^\n"
        "请写成 1,234.50 或 1234.50 的形式。",
    ),
    (
        'Yuan.parse("10万元，其中5万元")',
        "“10万元，其中5万元” holds more than one number; an amount has one.\n"
        "  10万元，其中5万元\n"
        "              ^\n"
        "Put each amount into a cell of its own, or give the one that is meant.",
        "“10万元，其中5万元”中有不止一个数字，金额只能有一个。\n"
        "  10万元，其中5万元\n"
        "              ^\n"
        "请将各金额分格填写，或只给出所指的一个。",
    ),
    (
        'Yuan.parse("（1,234.50）")',
        "“（1,234.50）” stands in parentheses, which may mean a deduction or a remark.\n"
        "  （1,234.50）\n"
        "  ^^^^^^^^^^^^\n"
        "Write a minus sign for a negative amount; leave the parentheses out otherwise.",
        "“（1,234.50）”写在括号内，可能表示负数，也可能是备注。\n"
        "  （1,234.50）\n"
        "  ^^^^^^^^^^^^\n"
        "负数请写负号；否则请去掉括号。",
    ),
    (
        'Yuan.parse("12元5")',
        "“12元5” is no amount: a number with a unit such as 元, 万元 or 亿元.\n"
        "  12元5\n"
        "      ^\n"
        "Write a figure and its unit, such as 853万元, and nothing else. Amounts in capital words are read by Yuan.parse_daxie.",
        "“12元5”不是金额：应为数字加元、万元、亿元等单位。\n"
        "  12元5\n"
        "      ^\n"
        "请只写数字和单位，如“853万元”。大写金额请用 Yuan.parse_daxie 读取。",
    ),
    (
        'Yuan.parse("0.0000001万元")',
        "“0.0000001万元” is no whole number of fen: 万元 allows 6 decimals.\n"
        "  0.0000001万元\n"
        "          ^\n"
        "Nothing is rounded in silence: check the figure, or round it before it is read.",
        "“0.0000001万元”不是整数分：以万元为单位最多6位小数。\n"
        "  0.0000001万元\n"
        "          ^\n"
        "本库不会自行四舍五入：请核对数字，或先行取整。",
    ),
    (
        'Yuan.parse("5", unit="块")',
        "“块” is no unit of money here; there are: 元, 千元, 万元, 百万元, 千万元, 亿元, 万亿元.\n"
        "Give one of these units.",
        "“块”不是可用的金额单位；可用单位：元, 千元, 万元, 百万元, 千万元, 亿元, 万亿元。\n"
        "请使用上述单位之一。",
    ),
    (
        "y.ratio(Yuan(fen=0))",
        "There is no ratio to an amount of zero.\n"
        "Decide first what a base of zero means, then ask for the ratio.",
        "金额为零，无法计算比率。\n请先确定基数为零时的处理办法，再计算比率。",
    ),
    (
        "y.allocate([1, -1])",
        "The weights share nothing out: each must be zero or more, and one above zero.\n"
        "Give at least one positive weight and no negative one.",
        "权重无法分配：每个权重须不小于零，且至少有一个大于零。\n请至少给出一个正权重，不要使用负权重。",
    ),
    (
        'y.allocate([Decimal("NaN")])',
        "NaN is no weight: a number of at most 30 digits is asked for.\n"
        "Give the weight as an int, a Fraction or a short Decimal.",
        "NaN不能作为权重：应为不超过30位的数字。\n请用 int、Fraction 或位数较少的 Decimal 表示权重。",
    ),
    (
        "y.split(0)",
        "An amount cannot be split into 0 parts.\nAsk for one part or more.",
        "金额不能分成0份。\n份数至少为一。",
    ),
    (
        "Yuan(fen=10**18 + 1).daxie()",
        "Amounts in words go up to 10,000,000,000,000,000 yuan.\nWrite a larger amount in figures.",
        "大写金额最大为10,000,000,000,000,000元。\n更大的金额请用数字书写。",
    ),
    (
        'Yuan.parse_daxie("壹佰贰仟元整")',
        "“壹佰贰仟元整” is no amount in capital words.\n"
        "  壹佰贰仟元整\n"
        "      ^^^^\n"
        "Write it like 壹万贰仟叁佰元零伍角, with the places in falling order.",
        "“壹佰贰仟元整”不是规范的大写金额。\n"
        "  壹佰贰仟元整\n"
        "      ^^^^\n"
        "请按从高位到低位的顺序书写，如“壹万贰仟叁佰元零伍角”。",
    ),
    (
        'Yuan.parse_daxie("壹仟伍元整")',
        "“壹仟伍元整” has a 零 too many or too few.\n"
        "  壹仟伍元整\n"
        "      ^^\n"
        "Write one 零 for one or more zeros between two other digits, and none elsewhere.",
        "“壹仟伍元整”多写或漏写了“零”。\n"
        "  壹仟伍元整\n"
        "      ^^\n"
        "两个非零数字之间有零时只写一个“零”，其他地方不写。",
    ),
    (
        'Yuan.parse_daxie("壹佰元伍分整")',
        "“壹佰元伍分整” ends wrongly: 整 follows 元, may follow 角, and never follows 分.\n"
        "  壹佰元伍分整\n"
        "            ^^\n"
        "Complete the ending, as in 壹佰元整, 壹佰元零伍角 or 壹佰元零伍分.",
        "“壹佰元伍分整”的结尾不规范：到元为止须写“整”，到角为止可写可不写，有分不写。\n"
        "  壹佰元伍分整\n"
        "            ^^\n"
        "请改正结尾，如“壹佰元整”“壹佰元零伍角”“壹佰元零伍分”。",
    ),
]


@pytest.mark.parametrize(("call", "english", "chinese"), RENDERINGS)
def test_error_renderings(call, english, chinese):
    """Each error says what is wrong, shows the place, and names the way out, in both languages."""
    with pytest.raises(AmountError) as caught:
        call_of(call)
    error = caught.value
    assert str(error) == english
    assert error.render("zh_CN") == chinese
    assert str(pickle.loads(pickle.dumps(error))) == english


def call_of(source):
    """Run `source` with the names that the rows of RENDERINGS use."""
    return eval(source, {"Yuan": Yuan, "Decimal": Decimal, "y": Yuan(fen=100)})


def test_every_code_of_an_amount_is_rendered_once():
    """The catalogues hold no code of an amount that this file does not show, and both hold the same."""
    from fiscalkpi._messages import catalogue

    shown = set()
    for call, _, _ in RENDERINGS:
        with pytest.raises(AmountError) as caught:
            call_of(call)
        shown.add(caught.value.code)
    assert len(shown) == len(RENDERINGS)
    for locale in ("zh_CN", "en"):
        codes = {code for code in catalogue("errors", locale) if code.startswith("amount.")}
        assert codes == shown | {f"{code}.hint" for code in shown}


def test_spans_count_in_the_filed_text():
    """Folding keeps the length of a text, so a span holds in what was filed."""
    text = "￥１，２３４．５０５"
    assert len(fold_signs(text)) == len(text)
    with pytest.raises(AmountError) as caught:
        Yuan.parse(text)
    assert caught.value.span == (9, 10)
