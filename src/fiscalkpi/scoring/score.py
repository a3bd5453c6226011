"""``score``: a plan and its actual values → points, line by line, under a policy."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from fiscalkpi._numbers import exact_difference, exact_sum, exact_text, plain
from fiscalkpi.errors import PolicyError
from fiscalkpi.filed import BudgetExecution, FiledForm, gives_reason
from fiscalkpi.model import GoalSet, Indicator, Project
from fiscalkpi.scoring.compare import differences
from fiscalkpi.scoring.policy import MOF_2020, ScoringPolicy
from fiscalkpi.scoring.rows import Named, by_row
from fiscalkpi.scoring.rules import Asked, Rule, Ruling, ScoreNote, rule_execution, rule_line, source_of
from fiscalkpi.scoring.scorecard import ExecutionLine, Judgement, Scorecard, ScoreLine, rounded
from fiscalkpi.targets.actual import parse_actual
from fiscalkpi.targets.evaluate import judge
from fiscalkpi.targets.readings import Known
from fiscalkpi.targets.verdict import EvaluationContext
from fiscalkpi.taxonomy import detect_taxonomy
from fiscalkpi.weights import (
    BENEFIT,
    SATISFACTION,
    WHOLE,
    WeightScheme,
    default_weights,
    printed_shares,
    rows_by_class,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from fiscalkpi.scoring.scorecard import Line, Range
    from fiscalkpi.targets.verdict import Evaluation


def score(
    subject: Project | FiledForm | GoalSet,
    actuals: Named[object] | Sequence[object] | None = None,
    *,
    execution: BudgetExecution | None = None,
    judgements: Named[Judgement] | Sequence[Judgement | None] | None = None,
    policy: ScoringPolicy = MOF_2020,
    finished: bool | None = None,
) -> Scorecard:
    """Return the points of a project under a policy, each with its rule, its source and its defaults.

    A row without an actual value, with words for a number, or for which no rule gives points stays open: it
    has no points, and the card is not complete. Weights are those that were filed; a form without any gets
    the stated default split of the policy's scheme. A self-evaluation is scored anew from the values it
    files, its filed points stand beside ours, and each difference is a finding.

    Args:
        subject: a project, its goals, or a form; a self-evaluation brings its actual values along.
        actuals: by indicator name, by (二级指标, name), or one a row; in a self-evaluation in place of
            the filed values of the rows named.
        execution: budget and spending; by default those of the form.
        judgements: what a person decides, by row: the place in a band, a cut, points without a rule.
        policy: how verdicts become points.
        finished: whether the project is finished, which banded execution asks.

    Raises:
        PolicyError: for a judgement that does not fit its row, values that are not one a row, or a form
            with more results than rows; all problems at once in ``problems``.
        UnknownRowError: for a name that fits no row, or several; a PolicyError and a LookupError.
        ActualError: for an actual value that cannot be one.

    >>> from fiscalkpi import BudgetExecution, GoalSet, Indicator, Yuan
    >>> rows = (Indicator(level2="质量指标", name="故障恢复及时率", target="≥95%", weight=50),
    ...         Indicator(level2="时效指标", name="响应时间", target="4小时以内", weight=40))
    >>> run = BudgetExecution(adjusted=Yuan.parse("25万元"), spent=Yuan.parse("215457.60"))
    >>> card = score(GoalSet(indicators=rows), ["90%", "190分钟"], execution=run)
    >>> [line.points for line in card.all_lines], card.total, card.grade
    ([Decimal('47.37'), Decimal('40.00'), Decimal('8.62')], Decimal('95.99'), '优')
    """
    form = subject if isinstance(subject, FiledForm) else None
    project = form.project if form is not None else subject
    if not isinstance(project, Project | GoalSet):
        raise TypeError(f"a Project, FiledForm or GoalSet is scored, not {type(subject).__name__}")
    if not isinstance(policy, ScoringPolicy):
        raise TypeError(f"policy is a ScoringPolicy such as MOF_2020, not {policy!r}")
    if not isinstance(execution, BudgetExecution | None):
        raise TypeError(f"execution is a BudgetExecution or None, not {execution!r}")
    if not isinstance(finished, bool | None):  # "no" would be as true as "yes"
        raise TypeError(f"finished is True, False or None, not {finished!r}")
    goals = project if isinstance(project, GoalSet) else project.goals
    if isinstance(project, Project):
        context = project.context(unstated=policy.unstated)
    else:
        context = EvaluationContext(unstated=policy.unstated)
    values = _values(goals, form, actuals)
    given = {} if judgements is None else by_row(goals, judgements, "judgements")
    for number, one in given.items():
        if not isinstance(one, Judgement | None):
            name = goals.indicators[number].name
            raise TypeError(f"a judgement of {name!r} is a Judgement, not {one!r}")
    runs = [run for run in (execution, None if form is None else form.execution) if run is not None]
    weighted = _weights(goals, form, runs, policy)
    lines, problems = [], []
    for number, (indicator, value) in enumerate(zip(goals.indicators, values, strict=True)):
        judgement = given.get(number)
        target = indicator.target
        evaluation = judge(target, parse_actual(value, target), Known(context, indicator))
        share = judgement.share if judgement is not None else None
        ruling = rule_line(Asked(indicator, evaluation, policy, context.budget, share))
        weight = weighted.rows[number]
        if judgement is not None:
            problem = _misfit(judgement, ruling, weight, policy)
            if problem is not None:
                problems.append(PolicyError(path=f"$.judgements[{indicator.name!r}]", **problem))
                continue
            ruling = _judged(ruling, judgement)
        filed = form.results[number] if form is not None and number < len(form.results) else None
        if filed is not None and gives_reason(filed.reason_text):
            ruling = ruling._replace(notes=tuple(note for note in ruling.notes if note not in _SETTLED))
        points = None if filed is None else filed.points
        lines.append(_line(indicator, evaluation, ruling, weight, weighted.note, policy, judgement, points))
    if problems:
        raise PolicyError("score.judgements", problems=tuple(problems), count=len(problems))
    run = runs[0] if runs else BudgetExecution()
    return _card(tuple(lines), _execution(run, weighted, policy, finished), weighted, policy, form)


def _values(
    goals: GoalSet, form: FiledForm | None, actuals: Named[object] | Sequence[object] | None
) -> list[object]:
    """Return one actual value a row: those given, else those that the form files, else blank ones."""
    values: list[object] = [None] * len(goals.indicators)
    if form is not None:
        if len(form.results) > len(values):  # a result of a row that is not there
            raise PolicyError("score.row-count", what="results", given=len(form.results), rows=len(values))
        values[: len(form.results)] = [result.actual for result in form.results]
    if actuals is not None:
        for number, value in by_row(goals, actuals, "actuals").items():
            values[number] = value
    return values


# Weights --------------------------------------------------------------------------------------------------


class _Weights(NamedTuple):
    """The weights of a form."""

    rows: tuple[Decimal | None, ...]
    note: ScoreNote | None
    """Where they come from, if they were not filed."""
    execution: Decimal | None
    """The weight of budget execution; None where the rows hold everything."""
    execution_filed: bool
    scheme: WeightScheme | None
    open_shares: tuple[tuple[str, Decimal], ...]
    notes: tuple[str, ...]


_DEFAULT_EXECUTION = Decimal(10)  # 财预〔2020〕10号第十三条, and every scheme there is


def _weights(
    goals: GoalSet, form: FiledForm | None, runs: Sequence[BudgetExecution], policy: ScoringPolicy
) -> _Weights:
    rows = [indicator.weight for indicator in goals.indicators]
    if form is not None:
        for number, result in enumerate(form.results):
            rows[number] = rows[number] if result.weight is None else result.weight
    filed = next((run.weight for run in runs if run.weight is not None), None)
    if any(weight is not None for weight in rows):
        known = exact_sum([weight for weight in rows if weight is not None])
        # Some forms give the whole hundred to their rows; execution then is one of them, or not scored.
        execution = filed if filed is not None or known == WHOLE else _DEFAULT_EXECUTION
        return _Weights(tuple(rows), None, execution, filed is not None, None, (), ())
    scheme, notes = None, ("no_default_split",)
    taxonomy = detect_taxonomy(goals.indicators)
    classes = rows_by_class(goals.indicators, taxonomy)
    # Goals with points of their own are not split by a scheme that does not know them.
    if classes and not any(goal.weight is not None for goal in goals.parts):
        scheme = policy.scheme_for(taxonomy.name, classes)
    printed = bool(classes and printed_shares(goals.indicators, classes))
    # Nor does a scheme say how to share what another weight of execution leaves: 20 beside 90 would be 110.
    if scheme is not None and not printed and filed is not None and filed != scheme.execution:
        scheme = None
    if scheme is None or classes is None:
        execution = _DEFAULT_EXECUTION if filed is None else filed
        return _Weights(tuple(rows), None, execution, filed is not None, None, (), notes)
    split = default_weights(goals.indicators, scheme, satisfaction_to_benefit=policy.satisfaction_to_benefit)
    assert split is not None  # the scheme was chosen to fit
    note = ScoreNote.WEIGHT_FROM_LABEL if printed else ScoreNote.WEIGHT_DEFAULT
    moved = policy.satisfaction_to_benefit and SATISFACTION not in classes and BENEFIT in classes
    told = (("weights_from_labels", printed), ("satisfaction_to_benefit", moved))
    return _Weights(
        split.weights,
        note,
        scheme.execution if filed is None else filed,
        filed is not None,
        None if printed else scheme,
        split.open_shares,
        tuple(name for name, holds in told if holds),
    )


# Judgements -----------------------------------------------------------------------------------------------


def _misfit(
    judgement: Judgement, ruling: Ruling, weight: Decimal | None, policy: ScoringPolicy
) -> dict[str, Any] | None:
    """Return why a judgement does not fit its row, as the parts of an error, or None."""
    most = weight if weight is not None else Decimal(0)
    if judgement.share is not None:
        if ruling.rule is not Rule.QUALITATIVE_BAND:
            return {"code": "judgement.share-not-asked"}
        band = next(one for one in policy.qualitative_bands if one.name == ruling.band)
        if not band.holds(judgement.share):
            return {
                "code": "judgement.outside-band",
                "text": exact_text(judgement.share),
                "low": exact_text(band.low),
                "high": exact_text(band.high),
            }
    if judgement.points is not None:
        if ruling.share is not None:
            return {"code": "judgement.points-not-asked", "rule": ruling.rule.value}
        low, high = _range(ruling, most, policy)
        # The upper edge of a band of prose belongs to the band above.
        outside = judgement.points < low or judgement.points > high
        if outside or (ruling.band is not None and judgement.points == high < most):
            return {
                "code": "judgement.points-outside",
                "text": plain(judgement.points),
                "low": plain(low),
                "high": plain(high),
            }
    if judgement.deduct is not None:
        if ruling.share is None:
            return {"code": "judgement.nothing-to-cut"}
        points = rounded(ruling.share, most, policy.places)
        if judgement.deduct > points:
            return {
                "code": "judgement.cut-too-large",
                "text": plain(judgement.deduct),
                "points": plain(points),
            }
    return None


_ASKED = {
    ScoreNote.NO_FORMULA,
    ScoreNote.NO_RATIO,
    ScoreNote.BAND_NEEDS_SHARE,
    ScoreNote.WORDS_NAME_NO_BAND,
}
"""The notes that ask a person to decide: nothing is asked any more once one did."""


_SETTLED = {ScoreNote.STATE_REASON, ScoreNote.JUDGED_WITHOUT_REASON}
"""The notes that ask for a reason: none is asked for where the form files one for the row."""


def _judged(ruling: Ruling, judgement: Judgement) -> Ruling:
    notes = ruling.notes
    if judgement.points is not None:
        notes = tuple(note for note in notes if note not in _ASKED)
        ruling = ruling._replace(rule=Rule.JUDGED)
    elif judgement.deduct:
        notes = (*notes, ScoreNote.DEDUCTED)
    decided = judgement.share is not None or judgement.points is not None or judgement.deduct
    if decided and not gives_reason(judgement.reason):
        notes = (*notes, ScoreNote.JUDGED_WITHOUT_REASON)
    return ruling._replace(notes=notes)


# Lines ----------------------------------------------------------------------------------------------------


def _range(ruling: Ruling, weight: Decimal, policy: ScoringPolicy) -> Range:
    return rounded(ruling.low, weight, policy.places), rounded(ruling.high, weight, policy.places)


def _line(
    indicator: Indicator,
    evaluation: Evaluation,
    ruling: Ruling,
    weight: Decimal | None,
    weight_note: ScoreNote | None,
    policy: ScoringPolicy,
    judgement: Judgement | None,
    filed_points: Decimal | None,
) -> ScoreLine:
    notes, defaults = ruling.notes, ruling.defaults
    if weight_note is not None:
        notes += (weight_note,)
        defaults += ("schemes",)
    points: Decimal | None = None
    open_range: Range | None = None
    if weight is None:
        notes += (ScoreNote.WEIGHT_MISSING,)
    elif weight < 0:
        notes += (ScoreNote.WEIGHT_NOT_POSITIVE,)
    else:
        if weight == 0:
            notes += (ScoreNote.WEIGHT_NOT_POSITIVE,)
        points = _points(ruling.share, weight, judgement, policy)
        open_range = _range(ruling, weight, policy) if points is None else None
    rule = ruling.rule
    # The fields are put in as the constructor would put them, which takes four times as long.
    line = object.__new__(ScoreLine)
    fields = line.__dict__
    fields["indicator"] = indicator
    fields["actual"] = evaluation.actual
    fields["evaluation"] = evaluation
    fields["weight"] = weight
    fields["points"] = points
    fields["rule"] = rule
    fields["source"] = source_of(rule)
    fields["notes"] = notes
    fields["filed_points"] = filed_points
    fields["defaults"] = defaults
    fields["terms"] = ruling.terms
    fields["band"] = ruling.band
    fields["open_range"] = open_range
    fields["judgement"] = judgement
    return line


def _points(
    share: Fraction | None, weight: Decimal, judgement: Judgement | None, policy: ScoringPolicy
) -> Decimal | None:
    if judgement is not None and judgement.points is not None:
        return judgement.points
    if share is None:
        return None
    points = rounded(share, weight, policy.places)
    if judgement is not None and judgement.deduct is not None:
        return exact_difference(points, judgement.deduct)
    return points


def _execution(
    run: BudgetExecution, weighted: _Weights, policy: ScoringPolicy, finished: bool | None
) -> ExecutionLine | None:
    weight = weighted.execution
    if weight is None:
        return None
    ruling = rule_execution(run.adjusted, run.spent, finished, policy)
    notes = ruling.notes
    if not weighted.execution_filed:
        notes += (ScoreNote.WEIGHT_DEFAULT,)
    points = open_range = None
    if weight < 0:
        notes += (ScoreNote.WEIGHT_NOT_POSITIVE,)
    elif ruling.share is None:
        open_range = _range(ruling, weight, policy)
    else:
        points = rounded(ruling.share, weight, policy.places)
    rate = None
    if run.adjusted is not None and run.spent is not None and run.adjusted.fen > 0:
        rate = run.spent.ratio(run.adjusted)
    return ExecutionLine(
        execution=run,
        rate=rate,
        weight=weight,
        points=points,
        rule=ruling.rule,
        source=ruling.rule.source,
        notes=notes,
        filed_points=run.points,
        defaults=ruling.defaults,
        terms=ruling.terms,
        open_range=open_range,
    )


# The card -------------------------------------------------------------------------------------------------


def _card(
    lines: tuple[ScoreLine, ...],
    execution: ExecutionLine | None,
    weighted: _Weights,
    policy: ScoringPolicy,
    form: FiledForm | None,
) -> Scorecard:
    every: list[Line] = [*lines, *([] if execution is None else [execution])]
    weights = [line.weight for line in every if line.weight is not None]
    whole = exact_sum([*weights, *(points for _, points in weighted.open_shares)])
    known = [line.points for line in every if line.points is not None]
    total = exact_sum(known)
    complete = bool(lines) and not weighted.open_shares and len(known) == len(every)
    notes = weighted.notes
    if whole != WHOLE and len(weights) == len(every):
        notes += ("weights_not_100",)
    card = Scorecard(
        lines=lines,
        execution_line=execution,
        total=total,
        complete=complete,
        grade=policy.grade(total) if complete and whole == WHOLE and total >= 0 else None,
        policy=policy,
        total_weight=whole,
        scheme=None if weighted.scheme is None else weighted.scheme.name,
        open_shares=weighted.open_shares,
        notes=notes,
        filed_total=None if form is None else form.total_points,
        filed_grade=None if form is None else form.grade,
    )
    return card if form is None else differences(card, form)
