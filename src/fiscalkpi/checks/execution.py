"""The budget execution of a report: rate, filed points, reason."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from fiscalkpi._numbers import exact_difference, plain, round_half_up
from fiscalkpi.checks.money import amount
from fiscalkpi.money import Yuan
from fiscalkpi.scoring.rules import rule_execution
from fiscalkpi.scoring.scorecard import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fiscalkpi.checks.subject import Subject
    from fiscalkpi.filed import BudgetExecution
    from fiscalkpi.provenance import Finding, Place

_LOW = Fraction(9, 10)  # the text says "low"; the number is practice [P]


def _place(run: BudgetExecution) -> Place | None:
    return next((cell.place for cell in run.cells if cell.place is not None), None)


def base(subject: Subject) -> Iterator[Finding]:
    """There is no rate: the adjusted budget is zero or not filed, or no spending is though points are."""
    run = None if subject.form is None else subject.form.execution
    if run is None:
        return
    path = "$.execution.adjusted"
    if run.adjusted is None:
        if run.spent is not None or run.points is not None:
            yield subject.tell("execution.budget-missing", path, place=_place(run))
    elif run.adjusted == Yuan(fen=0):
        spent = "" if run.spent is None else amount(run.spent)
        yield subject.tell("execution.budget-zero", path, place=_place(run), spent=spent)
    elif run.spent is None and run.points:
        yield subject.tell(
            "execution.spent-missing", "$.execution.spent", place=_place(run), points=plain(run.points)
        )


def spending(subject: Subject) -> Iterator[Finding]:
    """More was spent than the adjusted budget, or less than 90 % of it and no reason is given.

    Exempt: budgets that give no rate.
    """
    form = subject.form
    run = None if form is None else form.execution
    if form is None or run is None or run.adjusted is None or run.spent is None:
        return
    if run.spent > run.adjusted:
        yield subject.tell(
            "execution.overspent",
            "$.execution.spent",
            place=_place(run),
            spent=amount(run.spent),
            adjusted=amount(run.adjusted),
        )
    if subject.report is None or run.adjusted <= Yuan(fen=0):
        return
    rate = run.spent.ratio(run.adjusted)
    reason = form.reason_text is not None and any(map(str.isalnum, form.reason_text))
    if rate < _LOW and not reason:
        yield subject.tell("execution.low", "$.execution", place=_place(run), rate=_percent(rate))


def points(subject: Subject) -> Iterator[Finding]:
    """The filed points are not those of the profile's policy: weight × rate, unless it has another rule.

    From fen, to two decimals half-up, at most the weight. A report does not say whether its project is
    finished, so under the bands of 财预〔2021〕101号 the points of either case are right. The profile may
    allow a tolerance; it is zero by default. Exempt: budgets that give no rate, and cases that the rule
    leaves open.
    """
    run = None if subject.report is None else subject.report.execution
    if run is None or run.adjusted is None or run.spent is None or run.points is None or run.weight is None:
        return
    policy, weight = subject.profile.policy, run.weight
    rulings = [rule_execution(run.adjusted, run.spent, finished, policy) for finished in (True, False)]
    settled = [one for one in rulings if one.share is not None]
    if not settled or weight < 0:
        return
    right = {rounded(one.share, weight, policy.places): None for one in settled if one.share is not None}
    filed, tolerance = run.points, subject.profile.tolerance
    if all(exact_difference(filed, points).copy_abs() > tolerance for points in right):
        found = subject.tell(
            "execution.points",
            "$.execution.points",
            place=_place(run),
            points=plain(filed),
            expected="、".join(map(plain, right)),
            weight=plain(weight),
            rate=_percent(run.spent.ratio(run.adjusted)),
            policy=policy.name,
        )
        yield attrs.evolve(found, source=settled[0].rule.source)


def points_missing(subject: Subject) -> Iterator[Finding]:
    """Budget execution has a weight, a budget and spending, and no points, though rows have some."""
    form = subject.report
    run = None if form is None else form.execution
    if form is None or run is None or run.points is not None or not run.weight:
        return
    if (
        run.adjusted is not None
        and run.spent is not None
        and any(one.points is not None for one in form.results)
    ):
        yield subject.tell(
            "execution.points-missing", "$.execution.points", place=_place(run), weight=plain(run.weight)
        )


def _percent(rate: Fraction) -> str:
    return f"{plain(round_half_up(rate * 100, 2))}%"
