"""What a self-evaluation says of each row: actual value, points, reason, evidence.

Filed points are held against the reading under which practice gives full points (:func:`reached`), and what
the policy of the profile gives is not questioned: ``score`` computes points, these rules only ask about the
filed ones.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from fiscalkpi._numbers import exact_difference, exact_sum, plain, round_half_up
from fiscalkpi._text import fold_label, shorten
from fiscalkpi.checks.target import parts_of
from fiscalkpi.checks.words import names_survey
from fiscalkpi.filed import gives_reason
from fiscalkpi.scoring.policy import as_said
from fiscalkpi.scoring.rules import Asked, band_of, is_in_words, is_satisfaction, rule_line
from fiscalkpi.scoring.scorecard import rounded
from fiscalkpi.targets.actual import ActualKind
from fiscalkpi.targets.evaluate import evaluate
from fiscalkpi.targets.verdict import Note, Reason, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from fiscalkpi.checks.reading import Judged
    from fiscalkpi.checks.row import Row
    from fiscalkpi.checks.subject import Subject
    from fiscalkpi.filed import FiledForm, FiledResult
    from fiscalkpi.provenance import Finding

_FAR = Fraction(13, 10)  # from 130 % on a reason is asked for [P]


def _rows(subject: Subject) -> Iterator[tuple[Row, FiledResult]]:
    if subject.report is not None:
        for row in subject.rows:
            if row.result is not None:
                yield row, row.result


def _has_reason(subject: Subject, result: FiledResult) -> bool:
    form = subject.form
    return gives_reason(result.reason_text) or (form is not None and gives_reason(form.reason_text))


def rows_differ(subject: Subject) -> Iterator[Finding]:
    """A report has not one result an indicator: which belongs to which is then open."""
    form = subject.form
    if form is not None and form.results and len(form.results) != len(subject.rows):
        yield subject.tell(
            "result.rows-differ", "$.results", results=len(form.results), rows=len(subject.rows)
        )


def actuals(subject: Subject) -> Iterator[Finding]:
    """An actual value is blank; where points are filed all the same, that is told instead.

    A sheet in which no row says anything is told once.
    """
    rows = list(_rows(subject))
    blank = [(row, one) for row, one in rows if one.actual.kind is ActualKind.BLANK]
    if rows and len(blank) == len(rows) and all(one.points is None for _, one in rows):
        yield subject.tell("result.none-filed", "$.results", place=rows[0][0].place)
        return
    for row, one in blank:
        if one.points is not None and one.points > 0:
            yield subject.tell_result("result.points-without-actual", row, "points", points=plain(one.points))
        elif row.name:
            yield subject.tell_result("result.missing", row, "actual")


def points(subject: Subject) -> Iterator[Finding]:
    """Points above the weight, or below zero."""
    for row, result in _rows(subject):
        if result.points is None:
            continue
        if result.points < 0:
            yield subject.tell_result("result.points-negative", row, "points", points=plain(result.points))
        elif row.weight is not None and row.weight > 0 and result.points > row.weight:
            yield subject.tell_result(
                "result.points-over-weight",
                row,
                "points",
                points=plain(result.points),
                weight=plain(row.weight),
            )


def points_missing(subject: Subject) -> Iterator[Finding]:
    """Actual values are filed and no row has points, which is told once; or a row has none though others do.

    Exempt: reports in which no weight is filed, so that nothing is at stake; rows without an actual value, or
    without a weight where others have one: that is told instead.
    """
    form = subject.report
    rows = [(row, one) for row, one in _rows(subject) if one.actual.kind is not ActualKind.BLANK]
    if form is None or not rows or not _at_stake(subject, form):
        return
    if all(one.points is None for _, one in _rows(subject)):
        yield subject.tell("result.points-missing", "$.results", place=rows[0][0].place)
        return
    weighted = any(row.weight is not None for row in subject.rows)
    for row, one in rows:
        if one.points is None and (row.weight is not None or not weighted):
            yield subject.tell_result("result.points-blank", row, "points")


def _at_stake(subject: Subject, form: FiledForm) -> bool:
    """Whether any weight is filed: of a row, of a goal, of budget execution, or their sum."""
    weights = [row.weight for row in subject.rows]
    weights += [part.weight for part in subject.project.goals.parts]
    weights += [form.total_weight, None if form.execution is None else form.execution.weight]
    return any(weight is not None for weight in weights)


def verdicts(subject: Subject) -> Iterator[Finding]:
    """Full points for a missed target, or fewer than full for a reached one.

    Exempt from the first: what the reading of practice reaches (bare values, ``=`` under reach, ``<`` and
    ``>`` at equality), and a miss so small that its points round to the weight. Exempt from the
    second: targets in words, whose share is a person's choice. Exempt from both: points that the policy
    of the profile gives, such as 8 of 10 for a satisfaction of 82 % under 财预〔2021〕101号.
    """
    for one in subject.judged:
        weight, filed = one.row.weight, one.result.points
        if weight is None or weight <= 0 or filed is None:
            continue
        shown = {
            "text": one.row.text,
            "actual": shorten(one.result.actual.text.strip()),
            "points": plain(filed),
            "weight": plain(weight),
        }
        missed = one.reached is Verdict.NOT_MET and not _rounds_to_full(one.strict.attainment, weight)
        if missed and filed == weight:
            code = "result.unmet-full-points"
        elif one.strict.verdict is Verdict.MET and 0 <= filed < weight:
            code = "result.met-reduced"
        else:
            continue
        if not _given(subject, one, weight, filed):
            yield subject.tell_result(code, one.row, "points", **shown)


def _given(subject: Subject, one: Judged, weight: Decimal, filed: Decimal) -> bool:
    """Whether the filed points are those that the policy of the profile gives."""
    policy = subject.profile.policy
    context = subject.project.context(unstated=policy.unstated)
    evaluation = evaluate(one.row.indicator, one.result.actual, context=context)
    ruling = rule_line(Asked(one.row.indicator, evaluation, policy, context.budget))
    return ruling.share is not None and rounded(ruling.share, weight, policy.places) == filed


def _rounds_to_full(attainment: Fraction | None, weight: Decimal) -> bool:
    """Whether the points in proportion, of a floor or a ceiling, are the weight once they are rounded."""
    if attainment is None or attainment <= 0:
        return False
    return round_half_up(min(attainment, 1 / attainment) * Fraction(weight), 2) == weight


def reasons(subject: Subject) -> Iterator[Finding]:
    """Fewer points than the weight, a missed target, or 130 % and more of a floor, and no reason.

    A reason given for the whole form counts for each row; 无 or a dash is none.
    """
    for one in subject.judged:
        if _has_reason(subject, one.result):
            continue
        weight, filed = one.row.weight, one.result.points
        less = weight is not None and filed is not None and filed < weight
        actual = shorten(one.result.actual.text.strip())
        rate = one.strict.attainment
        if less or one.reached is Verdict.NOT_MET:
            yield subject.tell_result("result.reason-missing", one.row, "reason_text", actual=actual)
        elif one.reached is Verdict.MET and one.floor and rate is not None and rate >= _FAR:
            yield subject.tell_result(
                "result.far-over",
                one.row,
                "reason_text",
                text=one.row.text,
                actual=actual,
                rate=f"{plain(round_half_up(rate * 100, 2))}%",
            )


def outside_band(subject: Subject) -> Iterator[Finding]:
    """The points of a row in words lie outside the band that the report names.

    An edge belongs to the band above it, and is rounded to 0.01 point before it is compared [P]. Exempt:
    words that name no band.
    """
    policy = subject.profile.policy
    for row, result in _rows(subject):
        weight, filed = row.weight, result.points
        if not is_in_words(row.indicator.target, result.actual) or result.actual.kind is ActualKind.BLANK:
            continue
        if weight is None or weight <= 0 or filed is None or not 0 <= filed <= weight:
            continue
        band = band_of(result.actual.text, policy)
        if band is None:
            continue
        least, most = (rounded(edge, weight, policy.places) for edge in (band.low, band.high))
        if filed < least or (filed >= most and band.high < 1):
            yield subject.tell_result(
                "result.outside-band",
                row,
                "points",
                actual=shorten(result.actual.text.strip()),
                points=plain(filed),
                low=plain(least),
                high=plain(most),
            )


def repeats_target(subject: Subject) -> Iterator[Finding]:
    """The actual value repeats the sign of the target (``≥90%``) or its words.

    Exempt: words that answer (通过, 已完成, 是), and numbers without a sign, which may well be equal.
    """
    for one in subject.judged:
        target, actual = one.row.indicator.target, one.result.actual
        words = as_said(actual.text)
        same = is_in_words(target, actual) and words == as_said(target.text)
        if (
            same and band_of(actual.text, subject.profile.policy) is None
        ) or Note.ACTUAL_REPEATS_TARGET in one.strict.notes:
            yield subject.tell_result(
                "result.repeats-target", one.row, "actual", actual=shorten(actual.text.strip())
            )


_APART = {
    Reason.KIND_MISMATCH,
    Reason.ACTUAL_WORDS,
    Reason.ACTUAL_UNREADABLE,
    Reason.ACTUAL_MASKED,
    Reason.UNIT_MISMATCH,
    Reason.PARTS_DIFFER,
}


def not_comparable(subject: Subject) -> Iterator[Finding]:
    """The actual value cannot be held against the target: words for a number, another unit, a mask."""
    for one in subject.judged:
        target, actual = one.row.indicator.target, one.result.actual
        if one.strict.reason in _APART and parts_of(target):
            yield subject.tell_result(
                "result.not-comparable",
                one.row,
                "actual",
                text=one.row.text,
                actual=shorten(actual.text.strip()),
            )


def evidence_missing(subject: Subject) -> Iterator[Finding]:
    """A satisfaction rate is reported, and nothing says that anybody was asked.

    Exempt: rows with evidence, and any word of a survey in the row, its actual value or reason, or the text
    of the report - unless that says that there was none (未开展问卷调查).
    """
    form = subject.report
    if form is None:
        return
    told = [form.goal_result, form.reason_text, form.remarks, *(cell.text for cell in form.extra)]
    if any(map(names_survey, told)):
        return
    for row, result in _rows(subject):
        asked = is_satisfaction(row.indicator)
        texts = [
            row.indicator.name,
            result.actual.text,
            result.reason_text,
            *(cell.text for cell in result.extra),
        ]
        named = bool((result.evidence or "").strip()) or any(map(names_survey, texts))
        if asked and not named and result.actual.kind is not ActualKind.BLANK:
            yield subject.tell_result(
                "result.evidence-missing", row, "evidence", actual=shorten(result.actual.text.strip())
            )


def total(subject: Subject) -> Iterator[Finding]:
    """The filed total is not the sum of the filed points. Exempt: a row or the execution has none."""
    form = subject.report
    if form is None or form.total_points is None or not subject.rows:
        return
    filed = [None if row.result is None else row.result.points for row in subject.rows]
    if form.execution is not None and (
        form.execution.points is not None or form.execution.weight is not None
    ):
        filed.append(form.execution.points)
    known = [one for one in filed if one is not None]
    whole = exact_sum(known)
    if len(known) == len(filed) and whole != form.total_points:
        yield subject.tell(
            "result.total",
            "$.total_points",
            total=plain(form.total_points),
            sum=plain(whole),
            difference=plain(exact_difference(whole, form.total_points).copy_abs()),
        )


def grade(subject: Subject) -> Iterator[Finding]:
    """The filed grade is not that of the filed total. Other bands may be agreed: information only."""
    form = subject.report
    if form is None or form.grade is None or form.total_points is None:
        return
    filed, policy = fold_label(form.grade), subject.profile.policy
    if form.total_points < 0 or filed not in [band.label for band in policy.grades]:
        return
    by_total = policy.grade(form.total_points)
    if filed != by_total:
        yield subject.tell(
            "result.grade", "$.grade", grade=filed, total=plain(form.total_points), expected=by_total
        )
