"""Laws of money, each under its name in the design page."""

import re
from decimal import Decimal
from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from fiscalkpi.errors import AmountError
from fiscalkpi.money import Yuan

# Sizes of budgets, sizes that no budget has, and the digits where zeros and sections meet.
FEN = st.one_of(
    st.integers(-(10**13), 10**13),
    st.integers(-(10**29), 10**29),
    st.builds(
        lambda digits, power: int("".join(digits)) * 10**power,
        st.lists(st.sampled_from("0019"), min_size=1, max_size=16),
        st.integers(0, 13),
    ),
)
AMOUNTS = st.builds(Yuan, fen=FEN)
IN_WORDS = st.one_of(
    st.integers(-(10**18), 10**18),
    st.lists(st.sampled_from("00019"), min_size=1, max_size=18).map(lambda digits: int("".join(digits))),
).map(lambda fen: Yuan(fen=fen))
WEIGHTS = st.lists(
    st.one_of(
        st.integers(0, 10**12),
        st.fractions(0, 1000),
        st.decimals(0, 1000, places=4),
    ),
    min_size=1,
    max_size=12,
).filter(any)
MONEY_TEXT = st.text("0123456789,.-+−元万亿千百整 ¥￥人民币RMBe_*×()（）１２３\t\n٣½", max_size=24)
WORDS_TEXT = st.text("零壹贰玖拾佰仟万亿元角分整正圆负", max_size=14)


@given(st.lists(AMOUNTS))
def test_money_sum_is_exact(amounts):
    """A sum is the sum of the fen, in whatever order, and every difference undoes it."""
    total = sum(amounts, Yuan(fen=0))
    assert total.fen == sum(amount.fen for amount in amounts)
    assert sum(reversed(amounts), Yuan(fen=0)) == total
    for amount in amounts:
        total -= amount
    assert total == Yuan(fen=0)


@given(AMOUNTS, WEIGHTS)
@example(Yuan(fen=-100), [1, 1, 1])
def test_allocate_parts_sum_to_whole(amount, weights):
    """The parts add up to the amount, and each is less than a fen from its exact share."""
    parts = amount.allocate(weights)
    assert sum(parts, Yuan(fen=0)) == amount
    whole = sum(map(Fraction, weights))
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.fen - amount.fen * Fraction(weight) / whole) < 1


@given(AMOUNTS, st.integers(1, 40))
def test_split_parts_sum_to_whole(amount, count):
    """Equal parts add up to the amount and differ by one fen at most."""
    parts = amount.split(count)
    assert sum(parts, Yuan(fen=0)) == amount
    assert max(parts) - min(parts) <= Yuan(fen=1)


@given(AMOUNTS, st.integers(-50, 50).filter(bool))
def test_divmod_keeps_the_whole(amount, divisor):
    """Quotient times divisor plus remainder is the amount."""
    part, rest = divmod(amount, divisor)
    assert part * divisor + rest == amount
    assert amount // divisor == part


@given(AMOUNTS, AMOUNTS.filter(lambda amount: amount.fen))
def test_ratio_inverts_product(amount, other):
    """The ratio times its base is the amount again."""
    assert amount.ratio(other) * other.fen == amount.fen


@given(IN_WORDS)
@example(Yuan(fen=10**18))
@example(Yuan(fen=0))
def test_daxie_parse_inverts_format(amount):
    """Words are read back as the amount they were written for."""
    assert Yuan.parse_daxie(amount.daxie()) == amount
    assert Yuan.parse_daxie(f"人民币{amount.daxie()}") == amount


@given(WORDS_TEXT | IN_WORDS.map(Yuan.daxie).flatmap(lambda words: st.sampled_from(_near(words))))
@example("壹佰壹拾元整零壹分")
@example("壹亿捌仟万贰佰万元整")
def test_daxie_parse_reads_the_rules_only(text):
    """Whatever is read differs from what is written in an optional 零 or 整 alone."""
    amount = _outcome(Yuan.parse_daxie, text)
    if isinstance(amount, AmountError):
        return
    written, given_words = amount.daxie(), text.replace("圆", "元").replace("正", "整")
    assert _core(given_words) == _core(written)
    assert given_words.endswith("整") == written.endswith("整") or amount.fen % 100 % 10 == 0
    assert abs(given_words.count("零") - written.count("零")) <= 5


def _core(words):
    """Leave out 整, and 零 where the rules leave it open: before 仟 and 角."""
    return re.sub("零(?=[壹贰叁肆伍陆柒捌玖][仟角])", "", words).removesuffix("整")


def _near(words):
    """Return texts that differ from `words` by a character left out, doubled or changed for another."""
    pieces = [(words[:at], words[at:]) for at in range(len(words) + 1)]
    near = [head + tail[1:] for head, tail in pieces]
    near += [head + other + tail for head, tail in pieces for other in "零壹拾仟万亿元角整"]
    return near + [head + other + tail[1:] for head, tail in pieces for other in "零贰佰万亿分正圆"]


@given(AMOUNTS, st.sampled_from(["元", "万元", "亿元"]), st.booleans())
def test_money_parse_inverts_format(amount, unit, symbol):
    """Each Chinese format is read back as the same amount, and so is str()."""
    assert Yuan.parse(amount.format(unit=unit, symbol=symbol)) == amount
    assert Yuan.parse(str(amount)) == amount
    assert eval(repr(amount)) == amount


@given(AMOUNTS)
def test_yuan_is_the_fen_shifted(amount):
    """The amount in yuan is the fen with the point two places to the left."""
    assert Fraction(amount.yuan) * 100 == amount.fen
    assert amount.yuan.as_tuple().exponent == -2
    assert isinstance(amount.yuan, Decimal)


@given(st.text() | MONEY_TEXT | WORDS_TEXT)
def test_money_parse_is_total(text):
    """Any text gives an amount or an error with code, words and a span inside the text."""
    for read in (Yuan.parse, Yuan.parse_daxie):
        result = _outcome(read, text)
        if isinstance(result, Yuan):
            continue
        assert result.code.startswith("amount.")
        assert result.text == text
        assert str(result)
        assert result.render("zh_CN")
        if result.span is not None:
            start, end = result.span
            assert 0 <= start < end <= len(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_nothing_is_rounded(number):
    """A decimal is read exactly or not at all."""
    exact, result = Fraction(number) * 100, _outcome(Yuan.parse, f"{number:f}")
    if exact.denominator == 1:
        assert result == Yuan(fen=int(exact))
    else:
        assert result.code == "amount.not-whole-fen"


def _outcome(read, text):
    """Return what `read` gives, or the error that it raises on purpose."""
    try:
        return read(text)
    except AmountError as error:
        return error
