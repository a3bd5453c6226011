"""What a self-evaluation files against what the rules compute: a finding for each difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from fiscalkpi._numbers import exact_text, plain
from fiscalkpi._text import fold_label, shorten
from fiscalkpi.filed import execution_place, gives_reason
from fiscalkpi.provenance import Finding, Place, Severity, Source
from fiscalkpi.scoring.rules import Rule, ScoreNote, source_of
from fiscalkpi.scoring.scorecard import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from fiscalkpi.filed import FiledForm
    from fiscalkpi.scoring.scorecard import Range, Scorecard, ScoreLine


def differences(card: Scorecard, form: FiledForm) -> Scorecard:
    """Return the card with the findings that its form's own points give rise to."""
    findings: list[Finding] = []
    for number, line in enumerate(card.lines):
        reasoned = number < len(form.results) and gives_reason(form.results[number].reason_text)
        findings += _of_line(number, line, card, reasoned=reasoned)
    findings += _of_execution(card)
    findings += _of_whole(card, form)
    return attrs.evolve(card, findings=tuple(findings)) if findings else card


def _finding(
    code: str,
    severity: Severity,
    path: str,
    source: Source,
    params: Mapping[str, str],
    place: Place | None = None,
) -> Finding:
    return Finding(
        code=code, severity=severity, path=path, place=place, source=source, params=tuple(params.items())
    )


def _of_line(number: int, line: ScoreLine, card: Scorecard, *, reasoned: bool) -> Iterable[Finding]:
    filed = line.filed_points
    if filed is None or filed == line.points:
        return
    params = {
        "name": shorten(line.indicator.name),
        "row": str(number + 1),
        "filed": plain(filed),
        "weight": "" if line.weight is None else exact_text(line.weight),
        "policy": card.policy.name,
        "rule": line.rule.value,
        "source": str(line.source),
    }
    path, place = f"$.results[{number}].points", line.indicator.place
    if line.points is None:
        code, severity = "score.not-settled", Severity.INFO
        params["asked"] = "decision" if reasoned else "reason"
        if line.weight is None:
            code = "score.weight-missing"
        elif line.open_range is not None and not _within(filed, line.open_range, line.weight):
            code, severity = "score.outside-range", Severity.WARNING
            params |= {"low": plain(line.open_range[0]), "high": plain(line.open_range[1])}
        yield _finding(code, severity, path, line.source, params, place)
        return
    params |= {"computed": plain(line.points), "formula": line.formula or plain(line.points)}
    if ScoreNote.BAND_DEFAULT in line.notes and line.weight:
        band = next(one for one in card.policy.qualitative_bands if one.name == line.band)
        params |= {"low": exact_text(band.low * 100), "high": exact_text(band.high * 100)}
        edges = [rounded(share, line.weight, card.policy.places) for share in (band.low, band.high)]
        inside = _within(filed, (edges[0], edges[1]), line.weight)
        code, severity = (
            ("score.share-unstated", Severity.INFO) if inside else ("score.points-differ", Severity.WARNING)
        )
        yield _finding(code, severity, path, line.source, params, place)
        return
    yield _finding("score.points-differ", Severity.WARNING, path, line.source, params, place)


def _within(points: Decimal, edges: Range, weight: Decimal) -> bool:
    """Whether points lie between two edges, rounded as points are; below the weight the upper one is out."""
    low, high = edges
    return low <= points < high or points == high == weight


def _of_execution(card: Scorecard) -> Iterable[Finding]:
    line = card.execution_line
    if line is None or line.filed_points is None or line.filed_points == line.points:
        return
    params = {
        "filed": plain(line.filed_points),
        "weight": "" if line.weight is None else exact_text(line.weight),
        "policy": card.policy.name,
        "source": str(line.source),
    }
    path, place = "$.execution.points", execution_place(line.execution, "points")
    if line.points is None:
        yield _finding("score.execution-not-settled", Severity.INFO, path, line.source, params, place)
        return
    # a rate above 100 % that is capped, or a project finished within its budget: the whole weight
    whole = f"{params['weight']}×1={plain(line.points)}"
    params |= {"computed": plain(line.points), "formula": line.formula or whole}
    yield _finding("score.execution-differs", Severity.WARNING, path, line.source, params, place)


def _of_whole(card: Scorecard, form: FiledForm) -> Iterable[Finding]:
    if not card.complete:
        return
    source = Rule.FULL.source
    if form.total_points is not None and form.total_points != card.total:
        params = {
            "filed": plain(form.total_points),
            "computed": plain(card.total),
            "policy": card.policy.name,
        }
        yield _finding("score.total-differs", Severity.WARNING, "$.total_points", source, params)
    if form.grade and card.grade is not None and fold_label(form.grade) != card.grade:
        params = {
            "filed": shorten(form.grade),
            "computed": card.grade,
            "total": plain(card.total),
            "policy": card.policy.name,
        }
        yield _finding("score.grade-differs", Severity.WARNING, "$.grade", source_of("grade"), params)
