"""What the name of an indicator says: no measure, a duty, spending, a mask, a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscalkpi._text import fold_label, fold_signs
from fiscalkpi.checks.target import has_percent
from fiscalkpi.checks.words import ends, has, is_count, is_rate, starts
from fiscalkpi.targets.model import Duration, Quantity, Unfilled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fiscalkpi.checks.row import Row
    from fiscalkpi.checks.subject import Subject
    from fiscalkpi.provenance import Finding


def blank(subject: Subject) -> Iterator[Finding]:
    """A row has no name, or only dashes, dots or stars: ``……``. Exempt: rows without a target either."""
    for row in subject.rows:
        if not any(map(str.isalnum, row.indicator.name)) and row.indicator.target.text.strip():
            yield subject.tell_name("name.blank", row, text=row.text)


def percent_on_count(subject: Subject) -> Iterator[Finding]:
    """% on a name that ends as a count or an amount. Exempt: names that start with a verb of change."""
    for row in subject.rows:
        if has_percent(row) and is_count(row.name) and not starts(row.name, "change", "verbs"):
            yield subject.tell_target("unit.name-conflict", row)


def not_a_measure(subject: Subject) -> Iterator[Finding]:
    """A number on a name that tells a change or a manner, or % on a name that is no rate.

    Exempt: verbs that keep something (保障, 控制), and words of manner, before a name that says what is
    counted.
    """
    for row in subject.rows:
        target = row.indicator.target
        if isinstance(target, Quantity | Duration) and row.name and _is_no_measure(row):
            yield subject.tell_target("name.not-a-measure", row)


def _is_no_measure(row: Row) -> bool:
    measured = is_rate(row.name) if has_percent(row) else _is_counted(row.name)
    if starts(row.name, "change", "verbs"):
        return not (measured and starts(row.name, "change", "keeping"))
    if starts(row.name, "change", "manner"):
        return not (is_rate(row.name) or _is_counted(row.name))
    return has_percent(row) and not is_rate(row.name) and not is_count(row.name)


def _is_counted(name: str) -> bool:
    return is_count(name) or ends(name, "count", "own_unit")


def duty(subject: Subject) -> Iterator[Finding]:
    """A duty of management (预算编制, 资金使用 …) posing as an indicator.

    Exempt: systems and rules with a lasting effect, by the name (长效) or the class 可持续影响.
    """
    for row in subject.rows:
        lasting = row.label == "可持续影响" or has(row.name, "duty", "lasting")
        if has(row.name, "duty") or (has(row.name, "duty", "soft") and not lasting):
            yield subject.tell_name("name.duty", row)


def spending_as_output(subject: Subject) -> Iterator[Finding]:
    """A quantity row about spending: neither product nor service."""
    for row in subject.rows:
        if row.label == "数量" and has(row.name, "spending"):
            yield subject.tell_name("name.spending-as-output", row)


def outside_class(subject: Subject) -> Iterator[Finding]:
    """A name of the satisfaction class that says nothing of what people think."""
    for row in subject.rows:
        if row.level1 == "满意度" and row.name and not has(row.name, "opinion"):
            yield subject.tell_name("name.outside-class", row)


def mask(subject: Subject) -> Iterator[Finding]:
    """The template of a target still stands in the name: ``(≥**人)``. Exempt: rows without a target."""
    for row in subject.rows:
        name = fold_signs(fold_label(row.indicator.name)).lstrip("*★")
        if "**" in name and not isinstance(row.indicator.target, Unfilled):
            yield subject.tell_name("name.mask", row)


def duplicate(subject: Subject) -> Iterator[Finding]:
    """The same name twice in a form. Exempt: rows under different goals, and names without a letter."""
    first: dict[tuple[str, str], Row] = {}
    for row in subject.rows:
        key = (fold_label(row.indicator.goal or ""), row.name)
        if not any(map(str.isalnum, row.name)):
            continue
        known = first.setdefault(key, row)
        if known is not row:
            yield subject.tell_name(
                "name.duplicate", row, related=[known.place], first=known.at + 1, second=row.at + 1
            )
