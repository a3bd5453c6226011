"""The head and the goals in prose: what is missing, old, the same twice, or measured by no row."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from fiscalkpi._data import load
from fiscalkpi._text import fold_label, fold_signs, shorten
from fiscalkpi.checks.target import numbers_of
from fiscalkpi.checks.words import has
from fiscalkpi.dates import FIRST_YEAR, LAST_YEAR
from fiscalkpi.errors import UnitError
from fiscalkpi.units import Dimension, Unit, known_units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fiscalkpi.checks.subject import Subject
    from fiscalkpi.provenance import Finding

_UNIT_LABELS = ("预算单位", "项目单位", "单位名称", "申报单位", "填报单位")


def missing(subject: Subject) -> Iterator[Finding]:
    """Name, supervising department or goal text is blank.

    Exempt from the department: a form with one field for the unit (预算单位, 项目单位, 单位名称). The goal
    may be overall, annual, or one of several.
    """
    if subject.root is None:
        return
    project = subject.project
    if not (project.name or "").strip():
        yield subject.tell("head.missing", f"{subject.root}.name", label="项目名称")
    one_unit = any(fold_label(cell.label) in _UNIT_LABELS for cell in project.extra)
    unit = (project.implementing_unit or "").strip()
    if not (project.department or "").strip() and not (unit and one_unit):
        yield subject.tell("head.missing", f"{subject.root}.department", label="主管部门")
    goals = project.goals
    texts = [goals.overall, goals.annual, *(part.text for part in goals.parts)]
    if not any(text and text.strip() for text in texts):
        yield subject.tell("head.missing", f"{subject.goals}.annual", label="绩效目标")


def category(subject: Subject) -> Iterator[Finding]:
    """A project category that is none of those met so far. The list is open: information only."""
    filed = subject.project.category
    if subject.root is not None and filed and filed.strip() and not has(fold_label(filed), "category"):
        yield subject.tell("head.category-unlisted", f"{subject.root}.category", label=shorten(filed))


# a document number 〔2021〕15号, and the title of a document in 《》, are no years of the work
_DOCUMENT = re.compile(r"〔[^〔〕]{0,10}〕|\[[0-9]{4}\]|《[^《》]{0,80}》")
_YEAR = re.compile(r"(?<![0-9])([12][0-9]{3})(?=年|[-—~至][12][0-9]{3}年)")


@cache
def _base() -> tuple[tuple[str, ...], tuple[str, ...]]:
    words = load("checks")["base_year"]
    return tuple(words["before"]), tuple(words["after"])


def year_outside(subject: Subject) -> Iterator[Finding]:
    """The annual goal names a year before the project starts or after it ends.

    Without dates the fiscal year counts. Exempt: document numbers, titles of documents, and years from which
    a comparison begins (较2021年, 2020年以来).
    """
    project = subject.project
    first = project.fiscal_year if project.start is None else project.start.year
    last = project.fiscal_year if project.end is None else project.end.year
    text = _DOCUMENT.sub("", project.goals.annual or "")
    before, after = _base()
    years = []
    for match in _YEAR.finditer(text):
        year = int(match[1])
        rest = text[match.end() : match.end() + 8].removeprefix("年").removeprefix("度").removeprefix("末")
        lead = text[max(match.start() - 4, 0) : match.start()]
        if lead.endswith(before) or rest.startswith(after):
            continue
        early = first is not None and year < first
        late = last is not None and year > last
        if FIRST_YEAR <= year <= LAST_YEAR and (early or late) and match[1] not in years:
            years.append(match[1])
    if years:
        span = f"{first or ''}-{last or ''}" if first != last else str(first)
        yield subject.tell(
            "goal.year-outside", f"{subject.goals}.annual", years=shorten("、".join(years)), span=span
        )


def same_text(subject: Subject) -> Iterator[Finding]:
    """Overall and annual goal are the same words."""
    goals = subject.project.goals
    overall, annual = fold_label(goals.overall or ""), fold_label(goals.annual or "")
    if annual and overall == annual:
        yield subject.tell("goal.same-text", f"{subject.goals}.annual")


@cache
def _threshold() -> re.Pattern[str]:
    words = "|".join(map(re.escape, load("checks")["threshold"]["words"]))
    return re.compile(
        rf"({words})([0-9]{{1,12}}(?:,[0-9]{{3}}){{0,4}}(?:\.[0-9]{{1,6}})?)(?=([^0-9]{{0,6}}))"
    )


def uncovered_threshold(subject: Subject) -> Iterator[Finding]:
    """A goal promises a number (不少于6条) that no row measures by unit and number.

    Exempt: numbers whose unit is not known. A promise made in both goals is told once.
    """
    goals = subject.project.goals
    texts = [("annual", goals.annual), ("overall", goals.overall)]
    filed: set[tuple[Dimension, Fraction]] = set()
    bases: dict[Dimension, Unit] = {}
    for row in subject.rows:
        for part in numbers_of(row.indicator.target):
            if part.unit is not None:
                filed.add(_size(part.unit, Fraction(part.value), bases))
    told = set()
    for field, text in texts:
        for match in _threshold().finditer("".join(fold_signs(text or "").split())):
            unit = _unit(match[3])
            if unit is None or match[0] in told:
                continue
            told.add(match[0])
            number = match[2].replace(",", "")
            if _size(unit, Fraction(number), bases) not in filed:
                yield subject.tell(
                    "goal.uncovered-threshold",
                    f"{subject.goals}.{field}",
                    promise=f"{match[1]}{match[2]}{unit}",
                )


def _size(unit: Unit, number: Fraction, bases: dict[Dimension, Unit]) -> tuple[Dimension, Fraction]:
    """Return a number in the unit that stands for all of its dimension."""
    base = bases.setdefault(unit.dimension, unit)
    factor = unit.factor_to(base)
    return unit.dimension, number * (Fraction(1) if factor is None else factor)


def _unit(text: str) -> Unit | None:
    """Return the longest known unit that a text begins with, 万 or 亿 before it included."""
    for length in range(len(text), 0, -1):
        head = text[:length]
        name = head[1:] if head[0] in "万亿" and len(head) > 1 else head
        if name in known_units() or name == "%":
            try:
                return Unit.parse(head)
            except UnitError:  # 万%
                continue
    return None
