"""Lines and cards → the sentences that an official could sign, in Chinese or English.

The words are in the catalogue ``scoring``; here is only their order: row, target, actual, verdict with its
arithmetic, points of weight with their computation and source, what was assumed, what is still asked.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from fiscalkpi._messages import wording
from fiscalkpi._numbers import exact_text, percent_text, plain, round_half_up
from fiscalkpi._text import shorten
from fiscalkpi.provenance import Mark
from fiscalkpi.scoring.policy import ReverseRule
from fiscalkpi.scoring.rules import Rule, ScoreNote, source_of
from fiscalkpi.scoring.scorecard import ExecutionLine, ScoreLine
from fiscalkpi.targets.actual import ActualKind
from fiscalkpi.targets.evaluate import evaluate
from fiscalkpi.targets.explain import (
    explain,
    figures_text,
    note_text,
    notes_told,
    quoted,
    reason_text,
    verdict_text,
)
from fiscalkpi.targets.model import Comparator, DateTarget, Qualitative
from fiscalkpi.targets.verdict import EvaluationContext, Note, Reason, Verdict
from fiscalkpi.taxonomy import classify

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from fiscalkpi.money import Yuan
    from fiscalkpi.scoring.scorecard import Line, Scorecard

_DOMAIN = "scoring"


def _word(code: str, locale: str, params: dict[str, Any] | None = None) -> str:
    return wording(_DOMAIN, code, locale, params)


# The neutral form of a computation: figures and signs only.
_FORMULAS = {
    Rule.PROPORTIONAL: "{weight}×{actual}÷{target}",
    Rule.ABOVE_FLOOR: "{weight}×({actual}÷{target}-{floor})÷(1-{floor})",
    Rule.QUANTITY_BANDS: "{weight}×{share}",
    Rule.REVERSE_RATIO: "{weight}×{target}÷{actual}",
    Rule.REVERSE_LINEAR: "{weight}×(1-({actual}-{target})÷{target})",
    Rule.SYMMETRIC: "{weight}×(1-|{actual}-{target}|÷{target})",
    Rule.SATISFACTION_BANDS: "{weight}×{share}",
    Rule.QUALITATIVE_BAND: "{weight}×{share}",
    Rule.EXECUTION_PROPORTIONAL: "{weight}×{spent}÷{adjusted}",
    Rule.EXECUTION_BANDS: "{weight}×{share}",
}


# Straight lines that would fall below 0.
_CLAMPED = {Rule.PROPORTIONAL, Rule.ABOVE_FLOOR, Rule.REVERSE_LINEAR, Rule.SYMMETRIC}


def formula_text(line: Line) -> str:
    """Return the computation of a line in figures, or a blank text."""
    if line.points is None:
        return ""
    figures = {name: f"({figure})" if figure.startswith("-") else figure for name, figure in line.params}
    template = _FORMULAS.get(line.rule)
    if line.rule in (Rule.SEVERAL_MEAN, Rule.SEVERAL_LOWEST):
        shares = [exact_text(share) for _, share in line.terms]
        mean = f"({'+'.join(shares)})÷{len(shares)}"
        lowest = f"min({','.join(shares)})"
        template = "{weight}×" + (mean if line.rule is Rule.SEVERAL_MEAN else lowest)
    if template is None and "deduct" not in figures:
        return ""
    figure = (template or "{weight}").format_map(figures)
    if line.rule in _CLAMPED and Fraction(figures["points"]) == 0:
        figure = f"max(0, {figure})"
    if "deduct" in figures:
        figure += f"-{figures['deduct']}"
    return f"{figure}={figures['points']}"


def explain_line(line: ScoreLine, locale: str) -> str:
    """Return one line of a scorecard in words."""
    evaluation = line.evaluation
    actual = shorten(line.actual.text.strip())
    if actual and line.actual.kind is ActualKind.WORDS:
        actual = _word("quoted", locale, {"text": actual})
    params = {
        "name": shorten(line.indicator.name),
        "target": quoted(evaluation.target, locale),
        "actual": actual or wording("evaluation", "blank", locale),
        "verdict": verdict_text(evaluation, locale),
        "figures": figures_text(evaluation, locale),
    }
    template = "line.words" if isinstance(evaluation.target, Qualitative) else "line"
    head = _word(template, locale, {**params, "points": _points(line, locale)})
    return _joined([head, *_asides(line, locale)], locale)


def why_points(line: Line, locale: str, told: frozenset[ScoreNote] = frozenset()) -> str:
    """Return how the points came about and what is still asked, for below a row that shows the rest.

    Args:
        line: the line.
        locale: the language.
        told: the notes that stand elsewhere already.
    """
    head = _word("points", locale, {"points": _points(line, locale)})
    if isinstance(line, ExecutionLine):
        return _joined(
            [head, *(_note(note, line, locale) for note in line.notes if note not in told)], locale
        )
    return _joined([head, *_asides(line, locale, told)], locale)


def _asides(line: ScoreLine, locale: str, without: frozenset[ScoreNote] = frozenset()) -> list[str]:
    """Return what is told behind the points: why undecided, what was assumed, what is asked, the parts.

    A part has its own sentences, since what was assumed of it stands nowhere else.
    """
    evaluation = line.evaluation
    told = {note for part in evaluation.parts for note in part.notes}
    sentences = [_reason(line, locale)]
    sentences += [f"({index}) {explain(part, locale)}" for index, part in enumerate(evaluation.parts, 1)]
    sentences += [note_text(note, evaluation, locale) for note in notes_told(evaluation) if note not in told]
    sentences += [_note(note, line, locale) for note in line.notes if note not in without]
    sentences.append(_others(line, locale))
    if line.judgement is not None and line.judgement.reason:
        sentences.append(_word("judged-because", locale, {"reason": shorten(line.judgement.reason)}))
    return sentences


def _joined(sentences: Iterable[str], locale: str) -> str:
    return _word("sentence.separator", locale).join(filter(None, sentences))


def _reason(line: ScoreLine, locale: str) -> str:
    """Return why the verdict is what it is, where the points do not say it already."""
    if line.evaluation.reason is Reason.QUALITATIVE:
        return ""
    return reason_text(line.evaluation, locale)


def _figures(line: Line, locale: str) -> dict[str, str]:
    """Return the fields of the sentence on points."""
    figures = dict(line.params)
    for name in ("share", "floor"):
        value = dict(line.terms).get(name)
        if value is not None:
            figures[f"{name}_percent"] = f"{exact_text(value * 100)}%"
    if line.points is not None:
        figures["formula"] = line.formula.translate(_WIDE) if locale != "en" else _spaced(line.formula)
    source = line.source
    practice = source.mark is Mark.PRACTICE
    figures["source"] = _word("practice", locale) if practice else source.label(locale)
    figures["band"] = _band(getattr(line, "band", None) or "", locale)
    return figures


def _band(name: str, locale: str) -> str:
    """Return the band of a text in words; one of an own policy has its name."""
    return _word(f"band.{name}", locale) if name in ("first", "second", "third") else shorten(name)


_SIGN = re.compile(r"[×÷=+]|(?<=[0-9)|])-")
_WIDE = str.maketrans({"=": "＝", "-": "−", "(": "（", ")": "）"})


def _spaced(formula: str) -> str:
    return _SIGN.sub(r" \g<0> ", formula).replace(" - ", " − ")


def _points(line: Line, locale: str) -> str:
    """Return the part of a sentence that says points, computation and source."""
    figures = _figures(line, locale)
    if line.points is None:
        if line.weight is None:
            return _word("points.no-weight", locale)
        return _word("points.open" if line.open_range is not None else "points.none", locale, figures)
    return _word(f"points.{line.rule}", locale, figures)


def _note(note: ScoreNote, line: Line, locale: str) -> str:
    return _word(f"note.{note}", locale, _figures(line, locale))


def _others(line: ScoreLine, locale: str) -> str:
    """Return what other readings would have given: of a ceiling without a formula, of a bare value."""
    sentences = []
    if line.rule in _REVERSE and line.weight is not None and line.points is not None:
        attainment = line.evaluation.attainment
        assert attainment is not None
        others = [
            _word("other", locale, {"rule": _word(f"reverse.{rule}", locale), "points": points})
            for rule, points in reverse_points(attainment, line.weight, -_exponent(line.points)).items()
            if rule is not _REVERSE[line.rule]
        ]
        sentences.append(_word("others", locale, {"others": _word("list.separator", locale).join(others)}))
    if Note.COMPARATOR_FROM_CLASS in line.evaluation.notes:
        sentences.append(_other_readings(line, locale))
    return _joined(sentences, locale)


_REVERSE = {
    Rule.REVERSE_RATIO: ReverseRule.RATIO,
    Rule.REVERSE_LINEAR: ReverseRule.LINEAR,
    Rule.REVERSE_ZERO: ReverseRule.ZERO,
}


def _exponent(points: Decimal) -> int:
    exponent = points.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def reverse_points(attainment: Fraction, weight: Decimal, places: int) -> dict[ReverseRule, str]:
    """Return what each rule for a breached ceiling would give."""
    shares = {
        ReverseRule.RATIO: 1 / attainment,
        ReverseRule.LINEAR: max(Fraction(0), 2 - attainment),
        ReverseRule.ZERO: Fraction(0),
    }
    return {rule: plain(round_half_up(share * Fraction(weight), places)) for rule, share in shares.items()}


def _other_readings(line: ScoreLine, locale: str) -> str:
    """Return the readings of a bare value under which the verdict would be another."""
    evaluation = line.evaluation
    if isinstance(evaluation.target, DateTarget):
        return ""
    differing = []
    for comparator in (Comparator.GE, Comparator.LE, Comparator.EQ):
        context = EvaluationContext(unstated=comparator)
        verdict = evaluate(evaluation.target, evaluation.actual, context=context).verdict
        if verdict is not evaluation.verdict and verdict is not Verdict.UNDECIDED:
            differing.append((comparator.sign, verdict))
    if not differing:
        return ""
    signs = _word("or", locale).join(_word("quoted", locale, {"text": sign}) for sign, _ in differing)
    otherwise = wording("evaluation", f"verdict.{differing[0][1]}", locale)
    return _word("other-readings", locale, {"signs": signs, "verdict": otherwise})


def explain_execution(line: ExecutionLine, locale: str, told: frozenset[ScoreNote] = frozenset()) -> str:
    """Return the execution line in words, without the notes that stand elsewhere already."""
    run = line.execution
    amounts = {
        "adjusted": _amount(run.adjusted, locale),
        "spent": _amount(run.spent, locale),
        "rate": "" if line.rate is None else _word("rate", locale, {"rate": percent_text(line.rate)}),
    }
    code = "execution.blank" if run.adjusted is None and run.spent is None else "execution"
    sentences = [_word(code, locale, {**amounts, "points": _points(line, locale)})]
    sentences += [_note(note, line, locale) for note in line.notes if note not in told]
    return _joined(sentences, locale)


def _amount(amount: Yuan | None, locale: str) -> str:
    if amount is None:
        return wording("evaluation", "blank", locale)
    return wording("labels", "money.yuan", locale, {"number": exact_text(amount.yuan)})


def execution_cells(line: ExecutionLine, locale: str) -> tuple[str, str, str]:
    """Return the name of the execution line, its budget and its spending, as a table shows them."""
    run = line.execution
    amounts = ["" if one is None else one.format(locale) for one in (run.adjusted, run.spent)]
    return (_word("execution.name", locale), amounts[0], amounts[1])


def total_text(card: Scorecard, locale: str) -> str:
    """Return total and grade in one line."""
    total = {"total": plain(card.total), "weight": exact_text(card.total_weight), "policy": card.policy.name}
    return _word("card.total", locale, total)


def card_notes(card: Scorecard, locale: str) -> list[str]:
    """Return what holds for the whole card, a sentence each: total, grade, what is open, weights."""
    sentences = [total_text(card, locale)]
    if card.grade is not None:
        source = source_of("grade").label(locale)
        sentences.append(
            _word("card.grade", locale, {"grade": grade_text(card.grade, locale), "source": source})
        )
    elif not card.complete:
        sentences.append(_word("card.open", locale, {"count": len(card.open_lines)}))
        if card.open_range is not None:
            low, high = map(plain, card.open_range)
            weight = exact_text(card.open_weight or 0)
            sentences.append(_word("card.range", locale, {"low": low, "high": high, "weight": weight}))
    for label, points in card.open_shares:
        sentences.append(_word("card.open-share", locale, {"class": label, "points": exact_text(points)}))
    if card.scheme is not None:
        sentences.append(_word("card.scheme", locale, {"scheme": card.scheme}))
    whole = {"weight": exact_text(card.total_weight)}
    sentences += [_word(f"card.{note}", locale, whole) for note in card.notes]
    if card.defaults:
        fields = [_word(f"field.{field}", locale) for field in card.defaults]
        sentences.append(
            _word("card.defaults", locale, {"fields": _word("list.separator", locale).join(fields)})
        )
    return sentences


def grade_text(grade: str, locale: str) -> str:
    """Return a grade, in English with what it means behind it."""
    codes = {"优": "excellent", "良": "good", "中": "fair", "差": "poor"}
    return _word(f"grade.{codes[grade]}", locale) if grade in codes else grade


def explain_card(card: Scorecard, locale: str) -> str:
    """Return a card in words: its lines numbered, then what holds for the whole."""
    lines = [f"{number}. {line.explain(locale)}" for number, line in enumerate(card.lines, 1)]
    if card.execution_line is not None:
        lines.append(f"{len(lines) + 1}. {card.execution_line.explain(locale)}")
    return "\n".join([*lines, *card_notes(card, locale)])


def line_dicts(card: Scorecard, locale: str) -> list[dict[str, Any]]:
    """Return the lines as rows of a dataframe; the numbers stay exact."""
    return [
        *(_line_dict(number, line, locale) for number, line in enumerate(card.lines, 1)),
        *([] if card.execution_line is None else [_execution_dict(card.execution_line, locale)]),
    ]


def _line_dict(number: int, line: ScoreLine, locale: str) -> dict[str, Any]:
    found = classify(line.indicator)
    evaluation = line.evaluation
    return {
        "number": number,
        "level1": line.indicator.level1,
        "level2": line.indicator.level2,
        "class": None if found is None else found.label,
        "name": line.indicator.name,
        "target": evaluation.target.text,
        "actual": line.actual.text,
        "verdict": evaluation.verdict.value,
        "reason": evaluation.reason.value,
        "attainment": evaluation.attainment,
        **_common(line, locale),
    }


def _execution_dict(line: ExecutionLine, locale: str) -> dict[str, Any]:
    run = line.execution
    return {
        "number": None,
        "level1": None,
        "level2": None,
        "class": None,
        "name": _word("execution.name", locale),
        "target": None if run.adjusted is None else str(run.adjusted.yuan),
        "actual": None if run.spent is None else str(run.spent.yuan),
        "verdict": None,
        "reason": None,
        "attainment": line.rate,
        **_common(line, locale),
    }


def _common(line: Line, locale: str) -> dict[str, Any]:
    low, high = line.open_range or (None, None)
    return {
        "weight": line.weight,
        "points": line.points,
        "filed_points": line.filed_points,
        "lowest": low,
        "highest": high,
        "rule": line.rule.value,
        "source": str(line.source),
        "defaults": ",".join(line.defaults),
        "notes": ",".join(_codes(line.notes)),
        "explanation": line.explain(locale),
    }


def _codes(notes: Iterable[ScoreNote]) -> list[str]:
    return [note.value for note in notes]
