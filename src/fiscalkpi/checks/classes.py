"""Which classes a form has, and whether its rows fit them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fiscalkpi._text import fold_label, shorten
from fiscalkpi.checks.target import has_percent
from fiscalkpi.checks.words import has
from fiscalkpi.scoring.rules import is_masked, is_satisfaction
from fiscalkpi.targets.model import Qualitative
from fiscalkpi.taxonomy import fold_class

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fiscalkpi.checks.subject import Subject
    from fiscalkpi.model import Project
    from fiscalkpi.provenance import Finding


def indicators_missing(subject: Subject) -> Iterator[Finding]:
    """There is no indicator at all."""
    if not subject.rows:
        yield subject.tell("goal.indicators-missing", f"{subject.goals}.indicators")


def required_missing(subject: Subject) -> Iterator[Finding]:
    """No output or no benefit class, or within the output no quantity or no quality.

    As a rule, not always (原则上). 时效 and 满意度 are optional. Exempt: forms that print no class at all.
    """
    labels = {row.label for row in subject.rows} | {row.level1 for row in subject.rows}
    if not any(labels):
        return
    wanted = ["产出", "数量", "质量", "效益"] if "产出" in labels else ["产出", "效益"]
    for label in wanted:
        if label not in labels:
            yield _missing(subject, "class.required-missing", **{"class": label})


def satisfaction_missing(subject: Subject) -> Iterator[Finding]:
    """Output and benefit are there, and nothing about satisfaction. It is optional: information only.

    Exempt: forms without an output or a benefit class, of which that is told.
    """
    levels = {row.level1 for row in subject.rows}
    if {"产出", "效益"} <= levels and not any(is_satisfaction(row.indicator) for row in subject.rows):
        yield _missing(subject, "class.satisfaction-missing")


def _missing(subject: Subject, code: str, **params: Any) -> Finding:
    return subject.tell(code, f"{subject.goals}.indicators", place=subject.rows[0].place, **params)


def is_works(project: Project) -> bool:
    """Whether a project is works, a large repair or a purchase, by its name and category."""
    text = fold_label(f"{project.name or ''} {project.category or ''}")
    return has(text, "works") and not has(text, "works", "not")


def cost_missing(subject: Subject) -> Iterator[Finding]:
    """No cost row: asked of works, large repairs and purchases; a profile asks it of every project.

    Exempt: forms that print no class at all.
    """
    asked = "class.cost-missing" in subject.profile.rules or is_works(subject.project)
    if asked and any(row.level1 for row in subject.rows) and not any(row.is_cost for row in subject.rows):
        yield _missing(subject, "class.cost-missing")


def lasting_missing(subject: Subject) -> Iterator[Finding]:
    """Works or a purchase whose benefit rows say nothing beyond the year.

    Exempt: forms without a benefit row, which is told as that.
    """
    benefits = [row for row in subject.rows if row.level1 == "效益"]
    if not is_works(subject.project) or not benefits:
        return
    lasting = any(
        row.label == "可持续影响" or has(f"{row.name}{row.indicator.target.text}", "works", "lasting")
        for row in benefits
    )
    if not lasting:
        yield subject.tell("class.lasting-missing", f"{subject.goals}.indicators", place=benefits[0].place)


def quantity(subject: Subject) -> Iterator[Finding]:
    """A quantity row in %, or in words: neither tells how many."""
    for row in subject.rows:
        if row.label == "数量" and has_percent(row):
            yield subject.tell_target("class.quantity-as-rate", row)
            continue
        target = row.indicator.target
        if row.label == "数量" and isinstance(target, Qualitative) and not is_masked(target):
            yield subject.tell_target("class.quantity-in-words", row)


def labels(subject: Subject) -> Iterator[Finding]:
    """A class that the taxonomy does not know, or a level-2 class that is not in its level-1 class."""
    known = subject.taxonomy
    for row in subject.rows:
        filed = {1: row.indicator.level1, 2: row.indicator.level2}
        for level, label in filed.items():
            if label is None or not fold_class(label):
                continue
            # 成本指标 and 满意度指标 are met at both levels
            if known.find(label, level=level) is None and known.find(label, level=3 - level) is None:
                yield subject.tell(
                    "class.unknown",
                    f"{row.path}.level{level}",
                    place=row.place,
                    name=row.shown,
                    label=shorten(label),
                    taxonomy=known.name,
                )
        first = None if filed[1] is None else known.find(filed[1], level=1)
        second = None if filed[2] is None else known.find(filed[2], level=2)
        if first is not None and second is not None and second.level1 != first.label:
            yield subject.tell(
                "class.level2-outside-level1",
                f"{row.path}.level2",
                place=row.place,
                name=row.shown,
                level1=first.label,
                level2=second.label,
                parent=second.level1,
            )
