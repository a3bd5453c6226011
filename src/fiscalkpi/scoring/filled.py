"""Scorecard → the filled self-evaluation (自评表) of its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from fiscalkpi._messages import wording
from fiscalkpi.errors import PolicyError
from fiscalkpi.filed import FiledForm, FiledResult, FormKind, gives_reason
from fiscalkpi.model import Project
from fiscalkpi.scoring.rows import by_row

if TYPE_CHECKING:
    from fiscalkpi.scoring.rows import Named
    from fiscalkpi.scoring.scorecard import Judgement, Scorecard


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
    if not isinstance(project, Project):
        raise TypeError(f"the plan is a Project or a FiledForm, not {type(plan).__name__}")
    scored = tuple(line.indicator for line in card.lines)
    if scored != project.goals.indicators:
        raise PolicyError("score.other-form")
    given = by_row(project.goals, reasons, "reasons")
    proofs = by_row(project.goals, evidence, "evidence")
    filed = form.results if form is not None else ()
    results = []
    for number, line in enumerate(card.lines):
        before = filed[number] if number < len(filed) else FiledResult(actual=line.actual)
        reason = given.get(number)
        if reason is None:
            reason = _with_judged(before.reason_text, line.judgement)
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


def _with_judged(filed: str | None, judgement: Judgement | None) -> str | None:
    """Return the filed reason of a row and behind it that of the judgement, if it is not said there yet.

    What files no reason (无, a dash) gives way to the judgement's.
    """
    judged = None if judgement is None else judgement.reason
    if not judged or not gives_reason(judged):
        return filed if filed is not None else judged
    if not gives_reason(filed):
        return judged
    assert filed is not None
    if judged.strip() in filed:
        return filed
    said = wording("scoring", "judged-because", "zh_CN", {"reason": judged.strip().rstrip("。")})
    stop = "" if filed.rstrip().endswith(_STOPS) else "。"
    return f"{filed.rstrip()}{stop}{said}"


_STOPS = ("。", "；", "！", "？", ".", ";", "!", "?")
