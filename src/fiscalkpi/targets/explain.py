"""Evaluation → the sentences that an official could sign, in Chinese or English.

The words are in the catalogue ``evaluation``; here is only their order: name, target, actual,
verdict with its arithmetic, reason, assumptions.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from fiscalkpi._messages import wording
from fiscalkpi._numbers import exact_text
from fiscalkpi._numbers import percent_text as percent
from fiscalkpi._text import shorten
from fiscalkpi.targets.model import (
    Comparator,
    DateTarget,
    Duration,
    OnSchedule,
    Period,
    Quantity,
    Unfilled,
    Unreadable,
    WithinBudget,
)
from fiscalkpi.units import Unit

if TYPE_CHECKING:
    from fiscalkpi.targets.model import Target
    from fiscalkpi.targets.verdict import Evaluation, Note

_DOMAIN = "evaluation"


def explain(evaluation: Evaluation, locale: str = "zh_CN") -> str:
    """Return `evaluation` in words; see :meth:`fiscalkpi.Evaluation.explain`."""
    told = {note for part in evaluation.parts for note in part.notes}
    sentences = [_head(evaluation, locale), reason_text(evaluation, locale)]
    sentences += [f"({index}) {explain(part, locale)}" for index, part in enumerate(evaluation.parts, 1)]
    sentences += [note_text(note, evaluation, locale) for note in notes_told(evaluation) if note not in told]
    return wording(_DOMAIN, "sentence.separator", locale).join(filter(None, sentences))


# Where nothing was compared, or the words are the reason themselves, nobody asks which words were left out.
_WORDS_DO_NOT_MATTER = frozenset(
    (
        "qualitative",
        "recurring",
        "target_unfilled",
        "target_unreadable",
        "directions_differ",
        "per_unit",
        "remarks_differ",
    )
)
_ABOUT_WORDS = frozenset(("words_passed_over", "actual_words_passed_over"))


def notes_told(evaluation: Evaluation) -> tuple[Note, ...]:
    """Return the notes that an explanation tells: all that bear on its verdict."""
    if evaluation.reason not in _WORDS_DO_NOT_MATTER:
        return evaluation.notes
    return tuple(note for note in evaluation.notes if note not in _ABOUT_WORDS)


def verdict_text(evaluation: Evaluation, locale: str = "zh_CN") -> str:
    """Return the verdict as a word: 已达成, 未达成, 无法判定."""
    return wording(_DOMAIN, f"verdict.{evaluation.verdict}", locale)


def reason_text(evaluation: Evaluation, locale: str = "zh_CN") -> str:
    """Return the reason as a sentence with what is still asked."""
    code = f"reason.{evaluation.reason}{_why_outside(evaluation)}"
    return wording(_DOMAIN, code, locale, _params(evaluation, locale))


def _why_outside(evaluation: Evaluation) -> str:
    """Return the ending of the wording for what the figures do not explain: 100 %, and yet not met."""
    if evaluation.reason != "outside":
        return ""
    comparator = evaluation.read_as or getattr(evaluation.target, "comparator", None)
    if comparator is Comparator.EQ and isinstance(evaluation.target, Quantity | Duration):
        return ".equal"
    if comparator in (Comparator.LT, Comparator.GT) and evaluation.deviation == 0:
        return ".day" if isinstance(evaluation.target, DateTarget) else ".bound"
    return ""


def note_text(note: Note, evaluation: Evaluation, locale: str = "zh_CN") -> str:
    """Return one assumption of `evaluation` as a sentence."""
    return wording(_DOMAIN, f"note.{note}", locale, _params(evaluation, locale))


def percent_text(attainment: Fraction | None) -> str:
    """Return an attainment in percent; blank for None. 100.00% is exactly that."""
    return "" if attainment is None else percent(attainment)


def deviation_text(evaluation: Evaluation, locale: str = "zh_CN") -> str:
    """Return the deviation with its sign and unit; blank where there is none."""
    deviation = evaluation.deviation
    if deviation is None:
        return ""
    if _is_share_without_unit(evaluation):
        deviation *= 100  # 三分之二 against 70%: in the target's terms 1/30, in points a hundred times that
    size = exact_text(deviation)
    sign = "+" if deviation > 0 else ""
    return wording(
        _DOMAIN,
        f"deviation.{_deviation_kind(evaluation)}",
        locale,
        {"size": f"{sign}{size}", "unit": _unit(evaluation)},
    )


def _is_share_without_unit(evaluation: Evaluation) -> bool:
    """Whether a share in words was held against a percentage, and so against its size."""
    return not _target_unit(evaluation.target) and "units_converted" in evaluation.notes


def _deviation_kind(evaluation: Evaluation) -> str:
    if isinstance(evaluation.target, DateTarget | Period | OnSchedule):
        return "days"
    return "points" if _unit(evaluation) == "%" or _is_share_without_unit(evaluation) else "number"


def _unit(evaluation: Evaluation) -> str:
    return _target_unit(evaluation.target) or str(evaluation.actual.unit or "")


def _target_unit(target: Target) -> str:
    if isinstance(target, WithinBudget):
        return "元"
    unit = target.unit if isinstance(target, Quantity | Duration | Unfilled) else None
    return str(unit or "")


def _unreadable(target: Target, locale: str) -> str:
    """Return in words why a target cannot be; a date may also not exist in the fiscal year alone."""
    reason = target.reason if isinstance(target, Unreadable) else "impossible_date"
    return wording(_DOMAIN, f"unreadable.{reason}", locale)


def _base_unit(evaluation: Evaluation) -> str:
    """Return the unit of the side that wrote more than 万, without its own 万."""
    units = (getattr(evaluation.target, "unit", None), evaluation.actual.unit)
    filed = next((str(unit) for unit in units if unit is not None and not unit.lacks_base), "")
    return _MULTIPLE.sub("", filed)


_MULTIPLE = re.compile("^[十百千]*[万亿]+")


def _converted(evaluation: Evaluation) -> str:
    """Return the actual value as it was compared: in the unit of the target, exact."""
    actual, unit = evaluation.actual, _target_unit(evaluation.target)
    if actual.unit is None or not isinstance(actual.value, Decimal | Fraction):
        return ""
    # 三分之二 has no unit and takes 70% as 0.7
    factor = actual.unit.factor_to(Unit(unit)) if unit else actual.unit.share
    if factor is None:
        return ""
    ends = [end for end in (actual.value, actual.high) if isinstance(end, Decimal | Fraction)]
    sign = "" if actual.comparator is None else actual.comparator.sign
    about = "约" if actual.approx else ""
    return f"{about}{sign}{'~'.join(exact_text(Fraction(end) * factor) for end in ends)}{unit}"


def _filed(target: Target, locale: str) -> str:
    text = shorten(target.text.strip())
    return text or wording(_DOMAIN, "blank", locale)


def _params(evaluation: Evaluation, locale: str) -> dict[str, object]:
    target, actual = evaluation.target, evaluation.actual
    return {
        "target": _filed(target, locale),
        "actual": shorten(actual.text.strip()) or wording(_DOMAIN, "blank", locale),
        "read_as": "" if evaluation.read_as is None else evaluation.read_as.sign,
        "unit": _unit(evaluation),
        "target_unit": _target_unit(target),
        "base_unit": _base_unit(evaluation),
        "converted": _converted(evaluation),
        "unreadable": _unreadable(target, locale),
        "actual_unit": str(actual.unit or ""),
        "target_kind": wording(_DOMAIN, f"kind.{target.kind}", locale),
        "actual_kind": wording(_DOMAIN, f"actual.{actual.kind}", locale),
        "passed_over": "、".join(shorten(target.text[start:end]) for start, end in target.passed_over)
        if target.filed
        else "",
        "verdict": wording(_DOMAIN, f"verdict.{evaluation.verdict}", locale),
        "day": _day(evaluation),
        "fiscal_year": str(evaluation.fiscal_year or ""),
    }


def _day(evaluation: Evaluation) -> str:
    text = evaluation.actual.text.strip()
    value = evaluation.actual.value
    return f"{value}" if text[:5].isdigit() and not isinstance(value, datetime.date) else text


def _head(evaluation: Evaluation, locale: str) -> str:
    params = _params(evaluation, locale)
    name = (
        ""
        if evaluation.name is None
        else wording(_DOMAIN, "name", locale, {"name": shorten(evaluation.name)})
    )
    head = wording(_DOMAIN, "head", locale, {**params, "figures": figures_text(evaluation, locale)})
    return f"{name}{head}"


def figures_text(evaluation: Evaluation, locale: str = "zh_CN") -> str:
    """Return attainment and deviation, each led in by a comma; blank where there are none."""
    figures = []
    if evaluation.attainment is not None:
        figures.append(
            wording(_DOMAIN, "attainment", locale, {"attainment": percent_text(evaluation.attainment)})
        )
    if evaluation.deviation:
        figures.append(
            wording(_DOMAIN, "deviation", locale, {"deviation": deviation_text(evaluation, locale)})
        )
    return "".join(figures)


def quoted(target: Target, locale: str = "zh_CN") -> str:
    """Return a target as filed; in quotation marks where it has no sign, or is prose."""
    text = _filed(target, locale)
    if text[0] in "≥≤=><≧≦＝＞＜":
        return text
    return wording(_DOMAIN, "quoted", locale, {"text": text})
