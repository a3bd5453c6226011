"""What changed since approval: targets, weights and names stand once the plan is approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscalkpi._numbers import plain
from fiscalkpi._text import fold_label, fold_signs, shorten
from fiscalkpi.checks.words import bare_name
from fiscalkpi.taxonomy import fold_class

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from fiscalkpi.checks.row import Row
    from fiscalkpi.checks.subject import Subject
    from fiscalkpi.model import Indicator
    from fiscalkpi.provenance import Finding

_GONE = "—"


def changed(subject: Subject) -> Iterator[Finding]:
    """A target, a weight or a name is not the approved one; a row is new or gone.

    Rows are paired by class and name, then by name, then, where the class and the target agree, by their
    order: those are renamed. Exempt: weights where one of the two forms has none at all.
    """
    if subject.plan is None:
        return
    approved = subject.plan.goals.indicators
    pairs, left = _pair(subject.rows, approved)
    weighed = any(one.weight is not None for one in approved) and any(
        row.weight is not None for row in subject.rows
    )
    for row in subject.rows:
        before = pairs.get(row.at)
        if before is None:
            yield subject.tell_name("plan.changed", row, before=_GONE, after=row.shown)
            continue
        if bare_name(before.name) != row.name:
            yield subject.tell_name("plan.changed", row, before=shorten(before.name), after=row.shown)
        if before.target != row.indicator.target and _folded(before) != _folded(row.indicator):
            filed = shorten(before.target.text.strip()) or _GONE
            yield subject.tell_target("plan.changed", row, before=filed, after=row.text or _GONE)
        if weighed and before.weight != row.weight:
            yield subject.tell(
                "plan.changed",
                row.weight_path,
                place=row.place,
                name=row.shown,
                before=_points(before.weight),
                after=_points(row.weight),
            )
    for indicator in left:
        name = shorten(indicator.name)
        yield subject.tell(
            "plan.changed",
            f"{subject.goals}.indicators",
            related=[indicator.place],
            name=name,
            before=name,
            after=_GONE,
        )


def _folded(indicator: Indicator) -> str:
    return fold_signs(fold_label(indicator.target.text))


def _points(weight: Decimal | None) -> str:
    return _GONE if weight is None else f"{plain(weight)}分"


def _pair(
    rows: tuple[Row, ...], approved: tuple[Indicator, ...]
) -> tuple[dict[int, Indicator], list[Indicator]]:
    """Return the approved indicator of each row by its number, and those that no row has."""
    pairs: dict[int, Indicator] = {}
    left = list(range(len(approved)))
    keys = (
        lambda one: (fold_label(one.goal or ""), fold_class(one.level2 or ""), bare_name(one.name)),
        lambda one: bare_name(one.name),
        lambda one: (fold_class(one.level2 or ""), _folded(one)),
    )
    for key in keys:
        waiting: dict[object, list[int]] = {}
        for number in reversed(left):
            waiting.setdefault(key(approved[number]), []).append(number)
        taken = set()
        for row in rows:
            same = waiting.get(key(row.indicator)) if row.at not in pairs else None
            if same:
                pairs[row.at] = approved[same[-1]]
                taken.add(same.pop())
        left = [number for number in left if number not in taken]
    return pairs, [approved[number] for number in left]
