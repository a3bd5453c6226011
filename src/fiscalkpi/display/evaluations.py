"""Verdicts for the eye, each with its reasons below it."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from fiscalkpi._messages import wording
from fiscalkpi.display.html import box, heading_html, pairs_html, table_html
from fiscalkpi.display.texts import NUMBERS, WIDTH, Row, label_of, target_text, text_table
from fiscalkpi.targets.explain import (
    deviation_text,
    note_text,
    notes_told,
    percent_text,
    reason_text,
    verdict_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscalkpi.model import Indicator
    from fiscalkpi.targets.verdict import Evaluation


def _evaluation_table(
    evaluations: Sequence[Evaluation], indicators: Sequence[Indicator], locale: str, *, signs: bool
) -> tuple[list[str], list[Row]]:
    """Return headings and one row an evaluation, its reason and its notes as the note below the row."""
    names = ["number", "level2", "name", "target", "actual", "verdict", "attainment"]
    if not indicators:
        names.remove("level2")
    rows = []
    for number, (one, indicator) in enumerate(zip_longest(evaluations, indicators[: len(evaluations)]), 1):
        line = {
            "number": str(number),
            "level2": "" if indicator is None else indicator.level2 or indicator.level1 or "",
            "name": one.name or "",
            "target": target_text(one.target, locale),
            "actual": one.actual.text.strip(),
            "verdict": verdict_with_sign(one, locale) if signs else verdict_text(one, locale),
            "attainment": percent_text(one.attainment),
        }
        rows.append(Row([line[name] for name in names], said(_why(one, locale), locale)))
    return [label_of(f"column.{name}", locale) for name in names], rows


def _why(evaluation: Evaluation, locale: str) -> list[str]:
    """Return reason and notes as sentences; each part of a target of several has its own."""
    told = {note for part in evaluation.parts for note in part.notes}
    sentences = [reason_text(evaluation, locale)]
    sentences += [note_text(note, evaluation, locale) for note in notes_told(evaluation) if note not in told]
    for number, part in enumerate(evaluation.parts, 1):
        target, verdict = target_text(part.target, locale), verdict_text(part, locale)
        why = said(_why(part, locale), locale)
        words = label_of("part", locale, number=number, target=target, verdict=verdict, why=why)
        sentences.append(words.strip())
    return [sentence for sentence in sentences if sentence]


def said(sentences: Sequence[str], locale: str) -> str:
    """Join sentences as the language does."""
    return wording("evaluation", "sentence.separator", locale).join(sentences)


# Signs beside the words, told apart by their shape.
_SIGNS = {"met": "✓", "not_met": "✗", "undecided": "?"}


def verdict_with_sign(evaluation: Evaluation, locale: str) -> str:
    """Return a verdict as a sign and a word."""
    return f"{_SIGNS[evaluation.verdict.value]} {verdict_text(evaluation, locale)}"


def evaluation_html(evaluation: Evaluation, locale: str = "zh_CN") -> str:
    """Return one verdict with its arithmetic and its reasons as a table for a notebook."""
    read_as, actual = evaluation.read_as, evaluation.actual.text.strip()
    pairs = [
        (label_of("column.target", locale), target_text(evaluation.target, locale)),
        (label_of("column.actual", locale), actual or wording("evaluation", "blank", locale)),
        (label_of("column.read_as", locale), "" if read_as is None else read_as.sign),
        (label_of("column.attainment", locale), percent_text(evaluation.attainment)),
        (label_of("column.deviation", locale), deviation_text(evaluation, locale)),
        (label_of("column.why", locale), "\n".join(_why(evaluation, locale))),
    ]
    heading = f"{verdict_with_sign(evaluation, locale)} {evaluation.name or ''}".rstrip()
    return box([heading_html(heading), pairs_html([(label, text) for label, text in pairs if text])])


def evaluations_html(
    evaluations: Sequence[Evaluation], indicators: Sequence[Indicator] = (), locale: str = "zh_CN"
) -> str:
    """Return several verdicts as one table for a notebook, each with its reasons below it.

    Args:
        evaluations: in the order of the form.
        indicators: the indicators they belong to, for the column of their class.
        locale: ``zh_CN`` or ``en``.
    """
    headings, rows = _evaluation_table(evaluations, indicators, locale, signs=True)
    return box([table_html(headings, rows)])


def evaluations_text(
    evaluations: Sequence[Evaluation],
    indicators: Sequence[Indicator] = (),
    locale: str = "zh_CN",
    width: int = WIDTH,
) -> str:
    """Return several verdicts as one table for a terminal, each with its reasons below it.

    The arguments are those of :func:`evaluations_html`.
    """
    headings, rows = _evaluation_table(evaluations, indicators, locale, signs=False)
    return "\n".join(text_table(headings, rows, width=width, right=NUMBERS | {len(headings) - 1}))
