"""Partial dates: a year, a month or a day, the year often missing."""

import datetime
import pickle

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscalkpi import PartialDate
from fiscalkpi.dates import FIRST_YEAR, LAST_YEAR

DAYS = st.dates(datetime.date(FIRST_YEAR, 1, 1), datetime.date(LAST_YEAR, 12, 31))


@st.composite
def partial_dates(draw):
    day = draw(DAYS)
    parts = draw(st.sampled_from(["y", "ym", "ymd", "m", "md"]))
    given_parts = {"y": day.year, "m": day.month, "d": day.day}
    return PartialDate(*(given_parts[part] if part in parts else None for part in "ymd"))


SPELLINGS = [
    ("2021-12-31", PartialDate(2021, 12, 31)),
    ("2021-12", PartialDate(2021, 12)),
    ("2021", PartialDate(2021)),
    ("1990", PartialDate(FIRST_YEAR)),
    ("2100", PartialDate(LAST_YEAR)),
    ("--12-31", PartialDate(None, 12, 31)),
    ("--12", PartialDate(None, 12)),
    ("--02-29", PartialDate(None, 2, 29)),
    ("2020-02-29", PartialDate(2020, 2, 29)),
]


@pytest.mark.parametrize(("text", "date"), SPELLINGS)
def test_spelling(text, date):
    """``str()`` writes the spelling of the dict form, and ``parse`` reads it."""
    assert str(date) == text
    assert PartialDate.parse(text) == date


@given(partial_dates())
def test_parse_inverts_str(date):
    """What ``str()`` wrote is read back to an equal date."""
    assert PartialDate.parse(str(date)) == date


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "--", "---", "21-12-31", "02021", "2021-1", "2021-12-1", "2021-12-31-01", "2021-", "2021--31", "-2021",
        "--2021", "--1", "--13", "2021-13", "2021-02-30", "2021-00", "2021-12-00", "２０２１", "2021-１2", "2021/12/31",
        " 2021", "2021 ", "1989", "2101", "20210", "2021-12-31T00:00", "+2021", "2_21", "二〇二一", "--12-31-", "9" * 5000,
    ],
)  # fmt: skip
def test_error_other_spelling(text):
    """Any other spelling, and any date that no calendar has, is refused."""
    with pytest.raises(ValueError, match=r"date|day|month|year"):
        PartialDate.parse(text)


@given(st.text(alphabet="0123456789-", max_size=12))
def test_parse_reads_only_what_str_writes(text):
    """There is one spelling of a date."""
    try:
        date = PartialDate.parse(text)
    except ValueError:
        return
    assert str(date) == text


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ((None,), "a date needs a year or a month"),
        ((None, None, 5), "a date needs a year or a month"),
        ((2021, None, 5), "a day needs its month"),
        ((1989,), "year 1989 is not between 1990 and 2100"),
        ((2101, 1, 1), "year 2101 is not between 1990 and 2100"),
        ((2021, 0), "there is no month 0"),
        ((2021, 13), "there is no month 13"),
        ((2021, 2, 29), "there is no day 29 in month 2"),
        ((2100, 2, 29), "there is no day 29 in month 2"),
        ((None, 2, 30), "there is no day 30 in month 2"),
        ((2021, 11, 31), "there is no day 31 in month 11"),
        ((2021, 12, 32), "there is no day 32 in month 12"),
        ((2021, 12, 0), "there is no day 0 in month 12"),
    ],
)
def test_error_impossible_date(parts, message):
    """A date that the calendar does not have cannot be built."""
    with pytest.raises(ValueError, match=message):
        PartialDate(*parts)


@pytest.mark.parametrize("parts", [(2021.0,), ("2021",), (True,), (2021, True), (2021, 12, 1.0)])
def test_error_part_of_another_type(parts):
    """A part is an int: no float, no text, no bool."""
    with pytest.raises(TypeError, match="year, month and day are int or None"):
        PartialDate(*parts)


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        (PartialDate(2021), datetime.date(2021, 1, 1), datetime.date(2021, 12, 31)),
        (PartialDate(2021, 2), datetime.date(2021, 2, 1), datetime.date(2021, 2, 28)),
        (PartialDate(2020, 2), datetime.date(2020, 2, 1), datetime.date(2020, 2, 29)),
        (PartialDate(2021, 12), datetime.date(2021, 12, 1), datetime.date(2021, 12, 31)),
        (PartialDate(2100, 12), datetime.date(2100, 12, 1), datetime.date(2100, 12, 31)),
        (PartialDate(2021, 6, 15), datetime.date(2021, 6, 15), datetime.date(2021, 6, 15)),
    ],
)
def test_first_and_last_day(date, first, last):
    """A month or year covers all its days."""
    assert (date.first(), date.last()) == (first, last)


@given(DAYS)
def test_a_day_covers_itself(day):
    """A whole date is one day."""
    date = PartialDate.of(day)
    assert date.first() == date.last() == day


def test_a_time_of_day_is_not_kept():
    """A datetime is taken by its day."""
    assert PartialDate.of(datetime.datetime(2021, 6, 15, 23, 59)) == PartialDate(2021, 6, 15)


def test_missing_year_is_filled_in_on_request_only():
    """The year comes from the caller; a written one stays."""
    assert PartialDate(None, 12, 31).in_year(2021) == PartialDate(2021, 12, 31)
    assert PartialDate(2020, 12).in_year(2021) == PartialDate(2020, 12)
    for ask in (PartialDate(None, 12).first, PartialDate(None, 12).last):
        with pytest.raises(ValueError, match="the year of --12 is not known"):
            ask()
    with pytest.raises(ValueError, match="there is no day 29 in month 2"):
        PartialDate(None, 2, 29).in_year(2021)


def test_it_is_a_value():
    """Equal by its parts, hashable, frozen, picklable, unlike a date of another grain."""
    date = PartialDate(2021, 12)
    assert date == pickle.loads(pickle.dumps(date))
    assert len({date, PartialDate(2021, 12), PartialDate(2021, 12, 31)}) == 2
    assert date != datetime.date(2021, 12, 1)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        date.year = 2022
    assert attrs.evolve(date, day=5) == PartialDate(2021, 12, 5)
