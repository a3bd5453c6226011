"""Appraisal → the sentences that a reviewer could sign, in Chinese or English.

The words are in the catalogue ``appraisal``; here is only their order: result, arithmetic, rule, what
follows, what is open, what was assumed.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from fiscalkpi._messages import wording
from fiscalkpi._numbers import exact_text, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fiscalkpi.appraisal.appraise import Appraisal, AppraisalLine, AppraisalNote
    from fiscalkpi.appraisal.scheme import AppraisalGrade, AppraisalScheme

_DOMAIN = "appraisal"


def word(code: str, locale: str, /, **params: object) -> str:
    """Return a template of the catalogue ``appraisal``, filled."""
    return wording(_DOMAIN, code, locale, params)


def explain(appraisal: Appraisal, locale: str = "zh_CN") -> str:
    """Return `appraisal` in words; see :meth:`fiscalkpi.Appraisal.explain`."""
    return word("sentence.separator", locale).join(sentences(appraisal, locale))


def sentences(appraisal: Appraisal, locale: str = "zh_CN") -> list[str]:
    """Return what there is to say of an appraisal, a sentence each."""
    told = [head_text(appraisal, locale)]
    if appraisal.total is not None:
        told += _arithmetic(appraisal, locale)
    else:
        told.append(_counts(appraisal, locale))
    told.append(rule_text(appraisal, locale))
    if appraisal.outcome is not None:
        told.append(word("outcome", locale, outcome=outcome_text(appraisal, locale)))
    if appraisal.open:
        names = _listed((_open_text(line, locale) for line in appraisal.open), locale)
        told.append(word("open", locale, count=len(appraisal.open), names=names))
    return told + [note_text(note, appraisal, locale) for note in appraisal.notes]


def head_text(appraisal: Appraisal, locale: str = "zh_CN") -> str:
    """Return mode, source and result, or the range that is still open."""
    parts: dict[str, object] = {
        "mode": word(f"mode.{appraisal.mode}", locale),
        "source": appraisal.scheme.source,
    }
    if appraisal.grade is not None:
        parts["grade"] = grade_text(appraisal.scheme, appraisal.grade, locale)
    else:
        worst, best = (grade_text(appraisal.scheme, one, locale) for one in appraisal.grade_range)
        parts["range"] = worst if worst == best else word("grade.range", locale, worst=worst, best=best)
    if appraisal.open_range is not None:
        low, high = map(plain, appraisal.open_range)
        parts |= {"low": low, "high": high, "total": appraisal.total, "weight": appraisal.weight}
    kind = "words" if appraisal.total is None else "points"
    return word(f"head.{'complete' if appraisal.complete else 'open'}-{kind}", locale, **parts)


def grade_text(scheme: AppraisalScheme, label: str | None, locale: str = "zh_CN") -> str:
    """Return a grade by its label, in English with the English word; blank for None."""
    grade = None if label is None else scheme.grade(label)
    return label or "" if grade is None else grade.name(locale)


def _listed(words: Iterator[str], locale: str) -> str:
    return word("list.separator", locale).join(words)


def _arithmetic(appraisal: Appraisal, locale: str) -> Iterator[str]:
    """Yield the sum of each aspect, then the sum of all."""
    sums = []
    for aspect in appraisal.scheme.entries:
        below = [line for line in appraisal.lines if line.entry.code.startswith(f"{aspect.code}.")]
        points = [plain(line.points) for line in below if line.points is not None]
        if aspect.level == 1 and points:
            total = plain(appraisal.subtotal(aspect.code))
            sums.append(total)
            weight = exact_text(sum(Fraction(line.entry.weight or 0) for line in below))
            parts = {"name": aspect.name(locale), "terms": " + ".join(points), "sum": total, "weight": weight}
            yield word("sum.aspect", locale, **parts)
    if len(sums) > 1 and appraisal.total is not None:
        yield word("sum.total", locale, terms=" + ".join(sums), sum=plain(appraisal.total))


def _counts(appraisal: Appraisal, locale: str) -> str:
    """Return how many entries have each grade."""
    given = [line.grade for line in appraisal.lines]
    counts = (
        word("count", locale, grade=grade.name(locale), count=given.count(grade.label))
        for grade in appraisal.scheme.grades
    )
    return word("counts", locale, of=len(given), counts=_listed(counts, locale))


def rule_text(appraisal: Appraisal, locale: str = "zh_CN") -> str:
    """Return the rule from which the grade comes, all its steps."""
    form = _floor if appraisal.total is not None else _count_rule
    *steps, last = appraisal.scheme.grades
    rules = [form(grade, appraisal.scheme, locale) for grade in steps]
    rules.append(word("rule.else", locale, grade=last.name(locale)))
    code = "rule" if appraisal.total is None else "rule.both"
    return word(code, locale, steps=word("rule.separator", locale).join(rules))


def _floor(grade: AppraisalGrade, _scheme: AppraisalScheme, locale: str) -> str:
    floor = "" if grade.floor_percent is None else exact_text(grade.floor_percent)
    return word("rule.points", locale, grade=grade.name(locale), floor=floor)


def _count_rule(grade: AppraisalGrade, scheme: AppraisalScheme, locale: str) -> str:
    parts = {"grade": grade.name(locale), "count": grade.count}
    at = scheme.grades.index(grade)
    kind = "count" if at == 0 else "count-or-better"
    if grade.rest_from is not None:
        parts["rest"] = grade_text(scheme, grade.rest_from, locale)
        kind += "-rest"
    return word(f"rule.{kind}", locale, **parts)


def outcome_text(appraisal: Appraisal, locale: str = "zh_CN") -> str:
    """Return what follows from the grade; blank where nothing does."""
    grade = None if appraisal.grade is None else appraisal.scheme.grade(appraisal.grade)
    if grade is None or grade.outcome is None:
        return ""
    text = word(f"outcome.{grade.outcome}", locale)
    if grade.must_reach is not None:
        text += word(
            "outcome.must-reach", locale, grade=grade_text(appraisal.scheme, grade.must_reach, locale)
        )
    if grade.working_days is not None:
        source = appraisal.scheme.deadline_source or appraisal.scheme.source
        text += word("outcome.working-days", locale, days=grade.working_days, source=source)
    return text


def _open_text(line: AppraisalLine, locale: str) -> str:
    name = line.entry.name(locale)
    if line.low is None:
        return name
    parts = {"name": name, "low": line.low, "high": line.high, "grade": line.grade}
    return word("open.points" if line.grade is None else "open.graded", locale, **parts)


def note_text(note: AppraisalNote, appraisal: Appraisal, locale: str = "zh_CN") -> str:
    """Return one assumption, or one silence of the text, as a sentence."""
    between = _listed((line.entry.name(locale) for line in appraisal.lines if line.between_bands), locale)
    first = appraisal.scheme.grades[0]
    parts = {"source": appraisal.scheme.source, "names": between, "count": first.count}
    parts |= {"of": len(appraisal.lines), "grade": first.name(locale)}
    return word(f"note.{note}", locale, **parts)
