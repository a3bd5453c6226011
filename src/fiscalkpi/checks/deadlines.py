"""Dates: the project's own, and those of its targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscalkpi.checks.target import parts_of
from fiscalkpi.targets.model import DateTarget, Duration, OnSchedule, Part, Period

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from fiscalkpi.checks.subject import Subject
    from fiscalkpi.provenance import Finding


def finish_before_start(subject: Subject) -> Iterator[Finding]:
    """The project ends before it starts."""
    start, end = subject.project.start, subject.project.end
    if subject.root is not None and start is not None and end is not None and end < start:
        yield subject.tell("time.finish-before-start", f"{subject.root}.end", start=start, end=end)


def outside_project(subject: Subject) -> Iterator[Finding]:
    """A date of a target lies wholly outside start and finish; the form's year is filled in.

    Exempt: projects without dates or with dates the wrong way round, dates whose year is not known.
    """
    project = subject.project
    start, end = project.start, project.end
    if (start is None and end is None) or (start is not None and end is not None and end < start):
        return
    for row in subject.rows:
        for part in parts_of(row.indicator.target):
            days = _days(part, project.fiscal_year)
            if days is None:
                continue
            if (end is not None and days[0] > end) or (start is not None and days[1] < start):
                yield subject.tell_target(
                    "time.outside-project", row, date=days[1], start=start or "", end=end or ""
                )
                break


def _days(part: Part, year: int | None) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last day that could be meant; of a period its last days only."""
    if not isinstance(part, DateTarget | Period):
        return None
    last = part.value if isinstance(part, DateTarget) else part.end
    if last.year is None and year is None:
        return None
    try:
        dated = last if year is None else last.in_year(year)
        return dated.first(), dated.last()
    except ValueError:  # 2月29日 of a year that has none, or no year of a budget
        return None


def no_finish(subject: Subject) -> Iterator[Finding]:
    """There are time rows, and neither they nor the head say by when the project is finished."""
    timed = [row for row in subject.rows if row.label == "时效"]
    if not timed or subject.project.end is not None:
        return
    for row in timed:
        target = row.indicator.target
        if isinstance(target, OnSchedule) or any(not _is_number(part) for part in parts_of(target)):
            return
    yield subject.tell("time.no-finish", f"{subject.goals}.indicators", place=timed[0].place)


def _is_number(part: Part) -> bool:
    return isinstance(part, Duration) or not isinstance(part, DateTarget | Period)
