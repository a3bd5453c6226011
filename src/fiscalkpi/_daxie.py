"""Amounts in capital words (大写), as payment papers ask for them: written and read by one rule.

Source: 支付结算办法 附件一 五 [L].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscalkpi.errors import AmountError

if TYPE_CHECKING:
    from fiscalkpi.errors import Span

MAX_WORDS_YUAN = 10**16
"""The largest amount that is written in words, in yuan: 壹亿亿元整."""

# One rule settles every 零. Let p and e be the powers of ten of two neighbouring digits that are not
# zero, 角 being -1 and 分 -2. Where p - e is 1, nothing stands between them; where it is more, one 零
# does; and where e is then the 仟 of a group of four or 角 (e % 4 == 3), that 零 is optional.

_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_DIGITS = {char: value for value, char in enumerate(_CAPITALS) if value}
_PLACES = {"分": -2, "角": -1, "拾": 1, "佰": 2, "仟": 3}
_VARIANTS = str.maketrans("貳參叄陸萬億圆圓負幣正", "贰叁叁陆万亿元元负币整")


def _pairs(upper: str, lower: str) -> tuple[str, ...]:
    """Return the words of the digits 00 to 99 with their place words; a zero has none."""
    tens = ["", *(char + upper for char in _CAPITALS[1:])]
    ones = ["", *(char + lower for char in _CAPITALS[1:])]
    return tuple(ten + one for ten in tens for one in ones)


# Two look-ups make a group of four digits, several times faster than a loop over them.
_UPPER, _LOWER = _pairs("仟", "佰"), _pairs("拾", "")


def write_words(amount_fen: int) -> str:
    """Return an amount of fen in capital words; see :meth:`fiscalkpi.Yuan.daxie`.

    Raises:
        AmountError: for more than MAX_WORDS_YUAN.
    """
    fen = abs(amount_fen)
    if fen > MAX_WORDS_YUAN * 100:
        raise AmountError("amount.too-large-for-words")
    if not fen:
        return "零元整"
    yuan, rest = divmod(fen, 100)
    words = "负" if amount_fen < 0 else ""
    if yuan:
        words += _words(yuan) + "元"
        if not rest:
            return words + "整"
        if rest < 10 or not yuan % 10:
            words += "零"
    jiao, cents = divmod(rest, 10)
    if jiao:
        words += _CAPITALS[jiao] + "角"
    return f"{words}{_CAPITALS[cents]}分" if cents else words


def _words(number: int) -> str:
    """Return a whole number above zero in capital words; above 亿, the count of 亿 is such a number."""
    high, low = divmod(number, 10**8)
    words = f"{_words(high)}亿" if high else ""
    upper, lower = divmod(low, 10**4)
    if upper:
        words += ("零" if words and upper < 1000 else "") + _group(upper) + "万"
    if lower:
        words += ("零" if words and lower < 1000 else "") + _group(lower)
    return words


def _group(number: int) -> str:
    """Return a group of four digits (1 to 9999) in capital words, without a 零 before it."""
    upper, lower = divmod(number, 100)
    zero = "零" if upper and lower and (lower < 10 or not upper % 10) else ""
    return f"{_UPPER[upper]}{zero}{_LOWER[lower]}"


class _Digit:
    """A digit in words: its value, the power of ten that it stands for, and where it was written."""

    __slots__ = ("end", "power", "start", "value", "zero")

    def __init__(self, value: int, start: int, zero: int | None) -> None:
        self.value = value
        self.power = 0
        self.start = start
        self.end = start + 1
        self.zero = zero  # where the 零 before it stands


def read_words(text: str, folded: str, bounds: Span) -> int:
    """Return the fen that `text` states in capital words.

    Reads left to right. A digit takes the power of its own place word (拾 佰 仟, 角 分) at once; 万
    then raises all digits since the last 万 or 亿, and 亿 all digits before it (壹万亿, 壹亿亿).
    Whether powers fall and 零 stands where it must is seen when all powers are known.
    """
    folded = folded.translate(_VARIANTS)
    start, end = bounds

    def problem(code: str, start: int, end: int) -> AmountError:
        return AmountError(code, text=text, span=(start, end))

    first = start + 3 if folded.startswith("人民币", start) else start
    if folded[first:end] == "零元整":
        return 0
    negative = folded.startswith("负", first)
    first += negative
    found: list[_Digit] = []
    group = whole = 0  # how many digits stand before the running group of four; before 元
    block = first  # where the digits after 亿 begin: 万 comes once on either side of it
    zero: int | None = None
    last, ended = "", False  # the character before; whether 元, 角 or 分 was met
    for at in range(first, end):
        char = folded[at]
        if last == "整":
            raise problem("amount.not-in-words", at, at + 1)
        if char in _DIGITS:
            found.append(_Digit(_DIGITS[char], at, zero))
            zero = None
        elif zero is not None:
            raise problem("amount.words-zero", zero, zero + 1)
        elif char == "零":
            zero = at
        elif char in _PLACES and last in _DIGITS and not (ended and _PLACES[char] > 0):
            found[-1].power, found[-1].end = _PLACES[char], at + 1
            ended = ended or _PLACES[char] < 0
        elif char == "万" and len(found) > group and not ended and "万" not in folded[block:at]:
            for digit in found[group:]:
                digit.power += 4
            group = len(found)
        elif char == "亿" and found and not ended and (last == "亿" or "亿" not in folded[first:at]):
            for digit in found:
                digit.power += 8
            group, block = len(found), at
        elif char == "元" and found and not ended:
            whole, ended = len(found), True
        elif char == "整" and last == "分":
            raise problem("amount.words-ending", at, at + 1)
        elif char != "整" or last not in ("元", "角"):
            raise problem("amount.not-in-words", at, at + 1)
        last = char
    if zero is not None:
        raise problem("amount.words-zero", zero, zero + 1)
    if last not in ("整", "角", "分"):
        raise problem("amount.words-ending", end - 1, end)
    above: int | None = None
    for index, digit in enumerate(found):
        if (index >= whole and digit.power >= 0) or (above is not None and digit.power >= above):
            raise problem("amount.not-in-words", digit.start, digit.end)
        gap = above is not None and above - digit.power > 1
        if digit.zero is not None and not gap:
            raise problem("amount.words-zero", digit.zero, digit.zero + 1)
        if digit.zero is None and gap and digit.power % 4 != 3:
            raise problem("amount.words-zero", digit.start, digit.end)
        above = digit.power
    fen = sum(digit.value * int(10 ** (digit.power + 2)) for digit in found)
    if fen > MAX_WORDS_YUAN * 100:
        raise problem("amount.too-large-for-words", start, end)
    return -fen if negative else fen
