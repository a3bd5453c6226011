"""Scorecard → the filled self-evaluation (自评表) of its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from fiscalkpi.errors import PolicyError
from fiscalkpi.filed import FiledForm, FiledResult, FormKind
from fiscalkpi.scoring.rows import by_row

if TYPE_CHECKING:
    from fiscalkpi.model import Project
    from fiscalkpi.scoring.rows import Named
    from fiscalkpi.scoring.scorecard import Scorecard


def filled_form(
    card: Scorecard,
    plan: FiledForm | Project,
    reasons: Named[str],
    evidence: Named[str],
    goal_result: str | None,
) -> FiledForm:
    """Return the self-evaluation that a card fills; see :meth:`fiscalkpi.Scorecard.to_form`."""
    form = plan if isinstance(plan, FiledForm) else None
    project = plan.project if isinstance(plan, FiledForm) else plan
    scored = tuple(line.indicator for line in card.lines)
    if scored != project.goals.indicators:
        raise PolicyError("score.other-form")
    given = by_row(project.goals, reasons, "reasons")
    proofs = by_row(project.goals, evidence, "evidence")
    filed = form.results if form is not None else ()
    results = []
    for number, line in enumerate(card.lines):
        before = filed[number] if number < len(filed) else FiledResult(actual=line.actual)
        reason = given.get(number, before.reason_text)
        if reason is None and line.judgement is not None:
            reason = line.judgement.reason
        weight = None if line.weight == line.indicator.weight else line.weight
        results.append(
            attrs.evolve(
                before,
                actual=line.actual,
                points=line.points,
                weight=weight,
                reason_text=reason,
                evidence=proofs.get(number, before.evidence),
            )
        )
    run = card.execution_line
    execution = None
    if run is not None:
        execution = attrs.evolve(run.execution, weight=run.weight, points=run.points)
    elif form is not None:
        execution = form.execution
    blank = FiledForm(kind=FormKind.SELF_EVALUATION, project=project)
    return attrs.evolve(
        form or blank,
        kind=FormKind.SELF_EVALUATION,
        execution=execution,
        results=tuple(results),
        total_points=card.total if card.complete else None,
        total_weight=card.total_weight,
        grade=card.grade,
        goal_result=goal_result if goal_result is not None else (form.goal_result if form else None),
        findings=(),
    )
