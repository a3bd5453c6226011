"""The budget execution of a report: rate, filed points, reason."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from fiscalkpi._numbers import about_other_multiple, exact_difference, percent_text, plain, round_half_up
from fiscalkpi._text import fold_label, fold_signs
from fiscalkpi.checks.money import amount
from fiscalkpi.filed import execution_cell, execution_place, gives_reason
from fiscalkpi.model import state_of
from fiscalkpi.money import Yuan
from fiscalkpi.scoring.rules import rule_execution
from fiscalkpi.scoring.scorecard import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fiscalkpi.checks.subject import Subject
    from fiscalkpi.filed import BudgetExecution
    from fiscalkpi.provenance import Finding

_LOW = Fraction(9, 10)  # the text says "low"; the number is practice [P]


def base(subject: Subject) -> Iterator[Finding]:
    """There is no rate: the adjusted budget is zero or not filed, or the spending is not.

    Spending is asked for where points are filed without it, or where the rows have points and execution has
    a weight and nothing else. Exempt: cells that are masked or unreadable, whose amount nobody knows.
    """
    run = None if subject.form is None else subject.form.execution
    if run is None:
        return
    path = "$.execution.adjusted"
    if run.adjusted is None:
        if (run.spent is not None or run.points is not None) and not _is_unknown(run, "adjusted"):
            yield subject.tell("execution.budget-missing", path, place=execution_place(run, "adjusted"))
    elif run.adjusted == Yuan(fen=0):
        spent = "" if run.spent is None else amount(run.spent)
        place = execution_place(run, "adjusted")
        yield subject.tell("execution.budget-zero", path, place=place, spent=spent)
    elif run.spent is None and (run.points or _is_left_out(subject, run)) and not _is_unknown(run, "spent"):
        yield subject.tell(
            "execution.spent-missing",
            "$.execution.spent",
            place=execution_place(run, "spent"),
            points="blank" if run.points is None else plain(run.points),
        )


def _is_unknown(run: BudgetExecution, column: str) -> bool:
    """Whether something is filed in a column that has no amount: a mask, or words that are none."""
    cell = execution_cell(run, column)
    return cell is not None and state_of(cell.text) in ("filled", "masked")


def _is_left_out(subject: Subject, run: BudgetExecution) -> bool:
    """Whether a report fills its rows, and of budget execution neither spending nor points."""
    form = subject.report
    return bool(
        form is not None
        and run.points is None
        and run.weight
        and any(one.points is not None for one in form.results)
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
            place=execution_place(run, "spent"),
            spent=amount(run.spent),
            adjusted=amount(run.adjusted),
            asked="unit" if about_other_multiple(run.spent.fen, run.adjusted.fen) else "budget",
        )
    if subject.report is None or run.adjusted <= Yuan(fen=0):
        return
    ratio = run.spent.ratio(run.adjusted)
    if ratio < _LOW and not gives_reason(form.reason_text):
        yield subject.tell(
            "execution.low", "$.execution", place=execution_place(run), rate=percent_text(ratio, _LOW)
        )


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
            place=execution_place(run, "points"),
            points=plain(filed),
            expected="、".join(map(plain, right)),
            weight=plain(weight),
            rate=percent_text(run.spent.ratio(run.adjusted)),
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
            "execution.points-missing",
            "$.execution.points",
            place=execution_place(run, "points"),
            weight=plain(run.weight),
        )


_PRINTED = re.compile(r"(\d{1,6}(?:\.(\d{1,6}))?)(%?)")


def rate(subject: Subject) -> Iterator[Finding]:
    """The printed rate (执行率) is not spent ÷ adjusted budget, rounded to the digits that are printed.

    Exempt: budgets that give no rate; cells that hold no number; numbers without a percent sign that are
    right either as percent (97.75) or as a share (0.9775).
    """
    run = None if subject.report is None else subject.report.execution
    cell = None if run is None else execution_cell(run, "rate")
    if run is None or cell is None or run.adjusted is None or run.spent is None or run.adjusted.fen <= 0:
        return
    printed = _PRINTED.fullmatch(fold_label(fold_signs(cell.text)).replace(",", ""))
    if printed is None:
        return
    exact, places = run.spent.ratio(run.adjusted) * 100, len(printed[2] or "")
    readings = [(Fraction(printed[1]), places)]
    if not printed[3]:
        readings.append((Fraction(printed[1]) * 100, places - 2 if places else 0))  # 1 is 100 %
    if all(abs(one - exact) > Fraction(1, 2) / Fraction(10) ** digits for one, digits in readings):
        yield subject.tell(
            "execution.rate",
            f"$.execution.cells[{run.cells.index(cell)}].text",
            place=execution_place(run, "rate"),
            filed=cell.text.strip(),
            spent=amount(run.spent),
            adjusted=amount(run.adjusted),
            rate=f"{plain(round_half_up(exact, max(places, 2)))}%",
        )
