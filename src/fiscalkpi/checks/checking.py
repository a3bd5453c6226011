"""``check``: every rule in one tuple, run in order, each finding told once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fiscalkpi.checks import (
    classes,
    cost,
    deadlines,
    execution,
    head,
    money,
    naming,
    plan_changes,
    results,
    target,
    weights,
)
from fiscalkpi.checks.catalogue import entries
from fiscalkpi.checks.findings import Findings
from fiscalkpi.checks.subject import Subject, subject_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fiscalkpi.checks.profile import Profile
    from fiscalkpi.filed import FiledForm
    from fiscalkpi.model import GoalSet, Project
    from fiscalkpi.provenance import Finding
    from fiscalkpi.taxonomy import Taxonomy

CHECKS: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    head.missing,
    head.category,
    deadlines.finish_before_start,
    money.totals,
    money.sums,
    money.annual_over_total,
    money.negative,
    head.year_outside,
    head.same_text,
    head.uncovered_threshold,
    money.narrative_differs,
    classes.indicators_missing,
    classes.required_missing,
    classes.satisfaction_missing,
    classes.cost_missing,
    classes.lasting_missing,
    classes.labels,
    target.missing,
    target.unfilled,
    target.unreadable,
    target.text_differs,
    target.in_words,
    target.mostly_in_words,
    target.unstated_comparator,
    target.equality_literal,
    target.contradicts_name,
    target.direction_unclear,
    target.cannot_fail,
    target.rate_range,
    target.unit_missing,
    target.unit_differs,
    target.whole_period_filled,
    naming.blank,
    naming.percent_on_count,
    naming.not_a_measure,
    naming.duty,
    naming.spending_as_output,
    naming.outside_class,
    naming.mask,
    naming.duplicate,
    classes.quantity,
    cost.not_a_ceiling,
    cost.over_budget,
    cost.over_norm,
    deadlines.outside_project,
    deadlines.no_finish,
    weights.sums,
    weights.each,
    weights.level_sums,
    weights.printed_total,
    plan_changes.changed,
    results.rows_differ,
    results.actuals,
    results.points,
    results.points_missing,
    results.verdicts,
    results.outside_band,
    results.reasons,
    results.repeats_target,
    results.not_comparable,
    results.evidence_missing,
    results.total,
    results.grade,
    execution.base,
    execution.spending,
    execution.points,
    execution.rate,
    execution.points_missing,
)
"""Every rule: a pure function from a form to its findings, named after what it finds."""


def check(
    subject: FiledForm | Project | GoalSet,
    *,
    plan: FiledForm | Project | None = None,
    profile: Profile | None = None,
    taxonomy: Taxonomy | None = None,
) -> Findings:
    """Return what a machine can see in a form: what is missing, vague, contradictory, or does not add up.

    What the reader of a form has told already is not told again, so ``form.findings + check(form)`` says
    everything once. The result depends on the arguments alone. Findings about the form as a whole come first,
    then those of each row in the order of the form.

    Args:
        subject: a form, a project, or its goals alone; a self-evaluation is checked for its results too.
        plan: the approved plan, for what changed since.
        profile: rules beside those of the ministry for the form's year; None: none.
        taxonomy: the edition of the classes; None detects it from the labels.

    Raises:
        TypeError: for another subject, plan or profile.

    >>> from fiscalkpi import GoalSet, Indicator, check
    >>> goals = GoalSet(indicators=(Indicator(level2="成本指标", name="运营成本投入值", target="=100%"),))
    >>> [one.code for one in check(goals)][-2:]
    ['unit.name-conflict', 'cost.not-a-ceiling']
    """
    view = subject_of(subject, plan, profile, taxonomy)
    year = view.project.fiscal_year
    found = [finding for rule in CHECKS for finding in rule(view) if view.profile.applies(finding.code, year)]
    told = _told_by_reader(view)
    return Findings(sorted((one for one in found if not _is_told(one, told)), key=_row_of))


_ROW = re.compile(r"^(?:\$(?:\.project)?(?:\.goals)?\.indicators|\$\.results)\[([0-9]+)\]")


def _row_of(finding: Finding) -> int:
    match = _ROW.match(finding.path)
    return -1 if match is None else int(match[1])


def _whole(path: str) -> str:
    """Return the row that an address lies in, or the address itself."""
    match = _ROW.match(path)
    return path if match is None else match[0]


def _told_by_reader(view: Subject) -> dict[str, set[str]]:
    """Return the addresses of which the reader has said something, by code."""
    told: dict[str, set[str]] = {}
    for one in () if view.form is None else view.form.findings:
        told.setdefault(one.code, set()).add(_whole(one.path))
    return told


def _is_told(finding: Finding, told: dict[str, set[str]]) -> bool:
    """Whether the reader has said the same of the same row, or of the same part of the form."""
    place = _whole(finding.path)
    for code in entries()[finding.code].told_by:
        paths = told.get(code, ())
        if place in paths:
            return True
        parts = [path for path in paths if _ROW.match(path) is None]
        if _ROW.match(place) is None and any(
            place.startswith(f"{path}.") or path.startswith(f"{place}.") for path in parts
        ):
            return True
    return False
