"""What a target says by itself: missing, unfilled, vague, without a sign, out of range.

Sources stand with the codes (``data/findings.toml``); exemptions stand with the rules.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from fiscalkpi._text import fold_label, fold_signs, shorten
from fiscalkpi.checks.words import bracket_of, ends, has, should_fall, should_rise
from fiscalkpi.scoring.rules import is_masked
from fiscalkpi.targets.model import (
    MAX_TEXT,
    Comparator,
    DateTarget,
    Duration,
    Multiple,
    Number,
    Part,
    Period,
    Qualitative,
    Quantity,
    Target,
    Unfilled,
    Unreadable,
)
from fiscalkpi.targets.parser import parse_target

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fiscalkpi.checks.row import Row
    from fiscalkpi.checks.subject import Subject
    from fiscalkpi.provenance import Finding
    from fiscalkpi.units import Unit

_FLOORS = (Comparator.GE, Comparator.GT)
_CEILINGS = (Comparator.LE, Comparator.LT)


def parts_of(target: Target) -> tuple[Part, ...]:
    """Return the numbers, dates and periods of a target; none for words."""
    if isinstance(target, Multiple):
        return target.parts
    return (target,) if isinstance(target, Part) else ()


def numbers_of(target: Target) -> tuple[Quantity | Duration, ...]:
    """Return the numbers of a target."""
    return tuple(part for part in parts_of(target) if isinstance(part, Quantity | Duration))


def is_percent(part: Part) -> bool:
    """Whether a part is a share: %, ‰, 百分比."""
    return isinstance(part, Quantity) and part.unit is not None and part.unit.is_share


def has_percent(row: Row) -> bool:
    """Whether the target of a row is filed in %."""
    return any(map(is_percent, parts_of(row.indicator.target)))


def has_direction(row: Row) -> bool:
    """Whether the form says 正向 or 反向 of a row, in a column of its own."""
    said = [row.indicator.direction or "", *(cell.text for cell in row.indicator.target_cells)]
    return any("正向" in text or "反向" in text for text in said)


def missing(subject: Subject) -> Iterator[Finding]:
    """A named leaf has no target; where the whole period has one, only the annual target is missing.

    Exempt: a leaf that says it does not apply.
    """
    for row in subject.rows:
        target = row.indicator.target
        if not isinstance(target, Unfilled) or target.text.strip() or not row.name:
            continue
        if has(row.name, "not_applicable"):
            continue
        others = [label for label, other in row.indicator.other_targets if not isinstance(other, Unfilled)]
        if others:
            yield subject.tell_target("target.annual-missing", row, column=shorten("、".join(others)))
        else:
            yield subject.tell_target("target.missing", row)


def unfilled(subject: Subject) -> Iterator[Finding]:
    """A mask, a sign or a unit alone stands where a number should: ``≥**%``, ``*次``.

    Exempt: 不适用 in the name.
    """
    for row in subject.rows:
        if has(row.name, "not_applicable"):
            continue
        target = row.indicator.target
        empty = isinstance(target, Unfilled) and target.text.strip()
        if empty or (isinstance(target, Qualitative) and is_masked(target)):
            yield subject.tell_target("target.unfilled", row)


def unreadable(subject: Subject) -> Iterator[Finding]:
    """Something is filed that cannot be: an impossible date, two columns run together."""
    for row in subject.rows:
        if isinstance(row.indicator.target, Unreadable):
            yield subject.tell_target("target.unreadable", row)


def text_differs(subject: Subject) -> Iterator[Finding]:
    """The words of a target read otherwise than its fields, as after an edit of one of the two.

    Exempt: targets split over cells, whose words were joined.
    """
    for row in subject.rows:
        target = row.indicator.target
        if row.indicator.target_cells or not target.filed or "|" in target.text:
            continue
        if len(target.text) <= MAX_TEXT and parse_target(target.text) != target:
            yield subject.tell_target("target.text-differs", row, fields=shorten(_canonical(target)))


def _canonical(target: Target) -> str:
    return target.text if isinstance(target, Qualitative | Unreadable) else str(target)


def in_words(subject: Subject) -> Iterator[Finding]:
    """A target in prose: vague, or with a yardstick outside the form that evidence can show."""
    for row in subject.rows:
        target = row.indicator.target
        if isinstance(target, Qualitative) and not is_masked(target):
            named = has(fold_signs(fold_label(target.text)).lower(), "yardstick")
            yield subject.tell_target("target.needs-evidence" if named else "target.vague", row)


def mostly_in_words(subject: Subject) -> Iterator[Finding]:
    """More than half of at least four leaves are prose: the form as a whole can hardly be measured."""
    words = sum(isinstance(row.indicator.target, Qualitative) for row in subject.rows)
    if len(subject.rows) >= 4 and 2 * words > len(subject.rows):
        path = f"{subject.goals}.indicators"
        place = subject.rows[0].place
        yield subject.tell(
            "target.mostly-qualitative", path, place=place, count=words, rows=len(subject.rows)
        )


def unstated_comparator(subject: Subject) -> Iterator[Finding]:
    """A number or date without a sign. Exempt: ranges, 左右, and rows with 正向 or 反向 in a column."""
    for row in subject.rows:
        if any(map(_is_bare, parts_of(row.indicator.target))) and not has_direction(row):
            yield subject.tell_target("target.unstated-comparator", row)


def _is_bare(part: Part) -> bool:
    if isinstance(part, Period) or part.comparator is not None:
        return False
    return isinstance(part, DateTarget) or (part.high is None and not part.approx)


def equality_literal(subject: Subject) -> Iterator[Finding]:
    """``=`` on a number that is hardly meant exactly. Exempt: 0 and 100 %, and cost rows."""
    for row in subject.rows:
        if row.is_cost:
            continue
        for part in numbers_of(row.indicator.target):
            whole = is_percent(part) and share_of(part) == 1
            if part.comparator is Comparator.EQ and part.value != 0 and not whole:
                yield subject.tell_target("target.equality-literal", row)
                break


def share_of(part: Quantity | Duration, value: Number | None = None) -> Fraction:
    """Return a number filed in %, ‰ … as a part of one."""
    assert part.unit is not None
    return Fraction(part.value if value is None else value) * part.unit.share


def contradicts_name(subject: Subject) -> Iterator[Finding]:
    """≥ on what should fall, ≤ on what should rise.

    Exempt: ``≥0``, which cannot fail and is told as that; cost rows and names that ask for less of something.
    """
    for row in subject.rows:
        for part in numbers_of(row.indicator.target):
            floor, ceiling = part.comparator in _FLOORS, part.comparator in _CEILINGS
            if floor and part.value > 0 and should_fall(row.name):
                yield subject.tell_target("target.contradicts-name", row, expected="≤")
                break
            if ceiling and not row.is_cost and should_rise(row.name):
                yield subject.tell_target("target.contradicts-name", row, expected="≥")
                break


def direction_unclear(subject: Subject) -> Iterator[Finding]:
    """A bare number or ``=`` on what should fall. Exempt: zero, and rows with 正向 or 反向 in a column."""
    for row in subject.rows:
        for part in numbers_of(row.indicator.target):
            open_sign = part.comparator is Comparator.EQ or _is_bare(part)
            if open_sign and part.value != 0 and should_fall(row.name) and not has_direction(row):
                yield subject.tell_target("target.direction-unclear", row)
                break


def cannot_fail(subject: Subject) -> Iterator[Finding]:
    """A floor of zero or below is always reached. Exempt: names that count a change (增长率 ≥0%)."""
    for row in subject.rows:
        for part in numbers_of(row.indicator.target):
            if part.comparator is Comparator.GE and part.value <= 0 and not has(row.name, "growth"):
                yield subject.tell_target("target.cannot-fail", row)
                break


def rate_range(subject: Subject) -> Iterator[Finding]:
    """A rate outside 0-100 %. Exempt: names that count a change (增长率 -5 %)."""
    for row in subject.rows:
        if has(row.name, "growth"):
            continue
        for part in numbers_of(row.indicator.target):
            if not is_percent(part):
                continue
            if share_of(part) < 0 or share_of(part, part.high) > 1:
                yield subject.tell_target("target.rate-range", row)
                break


def unit_missing(subject: Subject) -> Iterator[Finding]:
    """A number without a unit. Exempt: zero, and names that say the unit (人数, 面积(亩))."""
    for row in subject.rows:
        bare = [
            part
            for part in numbers_of(row.indicator.target)
            if part.unit is None and (part.value != 0 or part.high is not None)
        ]
        said = ends(row.name, "count", "own_unit") or bracket_of(row.indicator.name) is not None
        if bare and not said and not row.indicator.name.rstrip().endswith(("%", "％")):
            yield subject.tell_target("unit.missing", row)


def unit_differs(subject: Subject) -> Iterator[Finding]:
    """The unit in the name (``受益人数(≥**人)``, 村组干部230人) is not that of the target.

    A number at the end of a name counts only where it is the target's own: 棚圈360平米 may cost 550元.
    """
    for row in subject.rows:
        numbers = [part for part in numbers_of(row.indicator.target) if part.unit is not None]
        named = _unit_in(row.indicator.name, numbers)
        if named is not None and numbers and all(_apart(part, named) for part in numbers):
            yield subject.tell_target("unit.differs-from-name", row, unit=named.text)


def _apart(part: Quantity | Duration, named: Unit) -> bool:
    return part.unit is not None and part.unit.factor_to(named) is None


def _unit_in(name: str, numbers: Sequence[Quantity | Duration]) -> Unit | None:
    """Return the unit of a template in brackets, or of the target's number, at the end of a name."""
    template = bracket_of(name)
    if template is not None:
        said = parse_target(template)
        return said.unit if isinstance(said, Quantity | Duration | Unfilled) else None
    match = _NUMBER_AT_END.search(fold_signs(fold_label(name)))
    if match is None:
        return None
    said = parse_target(match[0])
    if isinstance(said, Quantity | Duration) and any(part.value == said.value for part in numbers):
        return said.unit
    return None


_NUMBER_AT_END = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,4})?[^0-9.]{1,4}$")


def whole_period_filled(subject: Subject) -> Iterator[Finding]:
    """A project of one year needs the annual targets only, yet those of the whole period are filled too."""
    start, end = subject.project.start, subject.project.end
    if start is None or end is None or start.year != end.year:
        return
    for row in subject.rows:
        for number, (label, other) in enumerate(row.indicator.other_targets):
            if not isinstance(other, Unfilled) and has(label, "whole_period"):
                path = f"{row.path}.other_targets[{number}]"
                yield subject.tell(
                    "target.whole-period-filled", path, place=row.place, name=row.shown, column=shorten(label)
                )
