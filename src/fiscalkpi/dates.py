"""Dates as forms write them: a year, a month or a day, the year often missing.

A :class:`PartialDate` keeps the grain that was written. A missing year is never filled in here; it
comes from the form's fiscal year at evaluation. The Chinese fiscal year is the calendar year
(Source: 预算法第十八条 [P]).
"""

from __future__ import annotations

import datetime
from typing import Self

import attrs

from fiscalkpi.errors import WordedValueError

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Years outside these bounds are no years of a budget form."""


@attrs.frozen
class PartialDate:
    """A year, month or day of the calendar; the year may be unknown.

    ``str()`` is the spelling of the dict form, :meth:`parse` its inverse: ``2021-12-31``,
    ``2021-12``, ``2021``, without a year ``--12-31`` and ``--12``.

    Raises:
        ValueError: for a day that the calendar does not have, or no part at all.
        TypeError: for a part that is no int.

    >>> str(PartialDate(2021, 12)), str(PartialDate(None, 12, 31))
    ('2021-12', '--12-31')
    >>> PartialDate(2021, 2).last()
    datetime.date(2021, 2, 28)
    """

    year: int | None
    """The year, 1990 to 2100; None where it was not written."""
    month: int | None = None
    """The month, 1 to 12."""
    day: int | None = None
    """The day of the month."""

    def __attrs_post_init__(self) -> None:
        for part in (self.year, self.month, self.day):
            if part is not None and type(part) is not int:  # a bool is none either
                raise TypeError(f"year, month and day are int or None, not {part!r}")
        if self.year is None and self.month is None:
            raise ValueError("a date needs a year or a month")
        if self.year is not None and not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise WordedValueError("why.year", year=self.year, first=FIRST_YEAR, last=LAST_YEAR)
        if self.month is None:
            if self.day is not None:
                raise ValueError("a day needs its month")
        elif not 1 <= self.month <= 12:
            raise ValueError(f"there is no month {self.month}")
        elif self.day is not None and not 1 <= self.day <= self._days(
            2000 if self.year is None else self.year
        ):
            raise ValueError(f"there is no day {self.day} in month {self.month}")

    def _days(self, year: int) -> int:
        assert self.month is not None
        following = datetime.date(year + self.month // 12, self.month % 12 + 1, 1)
        return (following - datetime.timedelta(days=1)).day

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the date that ``str()`` wrote as `text`.

        Raises:
            ValueError: for any other spelling, or an impossible date.
        """
        year, *rest = (text[1:] if text.startswith("--") else text).split("-")
        parts = [year, *rest]
        if not all(part.isascii() and part.isdigit() for part in parts[1:] if part) or len(parts) > 3:
            raise ValueError(f"{text!r} is no date like 2021-12-31, 2021-12, 2021, --12-31 or --12")
        numbers = [
            int(part) if part.isascii() and part.isdigit() and len(part) <= 4 else None for part in parts
        ]
        date = None
        if None not in numbers[1:] and (year == "" or numbers[0] is not None):
            date = cls(*numbers)
        if date is None or str(date) != text:
            raise ValueError(f"{text!r} is no date like 2021-12-31, 2021-12, 2021, --12-31 or --12")
        return date

    @classmethod
    def of(cls, date: datetime.date) -> Self:
        """Return the day `date`; a time of day is not kept."""
        return cls(date.year, date.month, date.day)

    def in_year(self, year: int) -> Self:
        """Return this date, with `year` where none was written."""
        return self if self.year is not None else attrs.evolve(self, year=year)

    def first(self) -> datetime.date:
        """Return the first day that it covers.

        Raises:
            ValueError: where the year is unknown.
        """
        return datetime.date(self._known_year(), self.month or 1, self.day or 1)

    def last(self) -> datetime.date:
        """Return the last day that it covers.

        Raises:
            ValueError: where the year is unknown.
        """
        year = self._known_year()
        if self.month is None:
            return datetime.date(year, 12, 31)
        return datetime.date(year, self.month, self.day or self._days(year))

    def _known_year(self) -> int:
        if self.year is None:
            raise ValueError(f"the year of {self} is not known")
        return self.year

    def __str__(self) -> str:
        parts = ["-" if self.year is None else f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)
