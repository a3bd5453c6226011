"""Schemes of appraisal as data: what is graded, with which grades, by which rule, and what follows.

Sources stand with the data (``data/appraisal.toml``). A scheme has one way of grading, several, or none.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs

from fiscalkpi._data import load
from fiscalkpi._numbers import exact_text
from fiscalkpi._text import fold_label
from fiscalkpi.errors import PolicyError
from fiscalkpi.model import as_points, tuple_field
from fiscalkpi.provenance import Mark, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    MOF_2015: AppraisalScheme
    HENAN_2022: AppraisalScheme
    MOF_2023: AppraisalScheme


class AppraisalMode(StrEnum):
    """How a reviewer grades."""

    QUALITATIVE = "qualitative"
    """定性审核, of ordinary projects (一般性项目): a grade in words for each point (level 2)."""
    POINTS = "points"
    """Grades and points, of key projects (重点项目): points for each item (level 3)."""
    PASS_FAIL = "pass_fail"
    """Passed or not, for each aspect (level 1)."""


class AppraisalOutcome(StrEnum):
    """What follows from the grade."""

    NEXT_STEP = "next_step"
    """The goals go on as they are."""
    FIX_THEN_NEXT = "fix_then_next"
    """They are improved and go on."""
    RESUBMIT = "resubmit"
    """They are improved, handed in and appraised again."""
    MAY_NOT_PROCEED = "may_not_proceed"
    """The budget request stops here."""


_LEVELS = {AppraisalMode.PASS_FAIL: 1, AppraisalMode.QUALITATIVE: 2, AppraisalMode.POINTS: 3}


def _as_modes(modes: Iterable[AppraisalMode | str]) -> tuple[AppraisalMode, ...]:
    return tuple(map(AppraisalMode, modes))


@attrs.frozen(kw_only=True)
class AppraisalEntry:
    """One thing that an appraisal looks at: an aspect, a point of it, an item of the point.

    >>> from fiscalkpi import MOF_2015
    >>> item = MOF_2015.find("规范完整性 1")
    >>> item.code, item.level, item.weight
    ('1.1.1', 3, Decimal('5'))
    """

    code: str
    """Number inside the scheme, ``1.1.1``; that of what it belongs to stands before the last dot. Ours."""
    label: str
    """Chinese label."""
    english: str | None = None
    """The label in English. Ours."""
    weight: Decimal | None = attrs.field(default=None, converter=as_points)
    """分值: points at stake; None where the scheme gives none."""

    @property
    def level(self) -> int:
        """1 an aspect (完整性), 2 a point (规范完整性), 3 an item."""
        return self.code.count(".") + 1

    @property
    def parent(self) -> str:
        """The code of what it belongs to; blank for an aspect."""
        return self.code.rpartition(".")[0]

    def name(self, locale: str = "zh_CN") -> str:
        """Return the label; in English with the English word behind it."""
        return _with_english(self.label, self.english, locale)


@attrs.frozen(kw_only=True)
class AppraisalGrade:
    """A grade of a scheme: how it is reached, and what follows.

    >>> from fiscalkpi import MOF_2015
    >>> fair = MOF_2015.grades[2]
    >>> fair.label, fair.floor_percent, fair.count, str(fair.outcome), fair.must_reach
    ('中', Decimal('60'), 6, 'resubmit', '良')
    """

    label: str
    """优, 良, 中, 差; 通过, 不通过."""
    english: str | None = None
    """The grade in English. Ours."""
    floor_percent: Decimal | None = attrs.field(default=None, converter=as_points)
    """The least percentage of the points, of an item and of all, that gives the grade; in itself included."""
    printed_percent: Decimal | None = attrs.field(default=None, converter=as_points)
    """The top of the band as the text prints it, a whole percent (89); we read up to the next band (90)."""
    count: int | None = None
    """By words: at least so many entries have it or a better one; None: it takes what is left."""
    rest_from: str | None = None
    """By words: no other entry is below this grade; None: the others do not matter."""
    outcome: AppraisalOutcome | None = attrs.field(
        default=None, converter=attrs.converters.optional(AppraisalOutcome)
    )
    """What follows, where the text says so."""
    must_reach: str | None = None
    """The grade that a second appraisal has to give."""
    working_days: int | None = None
    """Days for handing in again, where a place sets them (``deadline_source`` of the scheme)."""

    def name(self, locale: str = "zh_CN") -> str:
        """Return the grade; in English with the English word behind it."""
        return _with_english(self.label, self.english, locale)


@attrs.frozen(kw_only=True)
class AppraisalScheme:
    """A way to appraise performance goals: entries, grades, rules, each from a document.

    A scheme for another place is made with ``attrs.evolve``; one that contradicts itself is a
    :class:`~fiscalkpi.PolicyError`.

    >>> from fiscalkpi import HENAN_2022, MOF_2015
    >>> [str(mode) for mode in MOF_2015.modes], [entry.label for entry in HENAN_2022.graded("pass_fail")]
    (['qualitative', 'points'], ['完整性', '相关性', '全面性', '可行性', '可衡量性'])
    """

    name: str
    """MOF_2015, HENAN_2022, MOF_2023, or a name of your own."""
    version: str
    """Version of the data."""
    source: Source
    """The document that lists entries and grades."""
    modes: tuple[AppraisalMode, ...] = attrs.field(converter=_as_modes)
    """The ways of grading it has; none: it only names what is looked at."""
    entries: tuple[AppraisalEntry, ...] = tuple_field()
    """Each after what it belongs to."""
    grades: tuple[AppraisalGrade, ...] = tuple_field()
    """The best first; the last one takes what is left."""
    rule_source: Source | None = None
    """The document that says how many entries decide by words; None: no text does, our default."""
    deadline_source: Source | None = None
    """The document behind ``working_days``."""

    def __attrs_post_init__(self) -> None:
        problems = tuple(self._contradictions())
        if problems:
            raise PolicyError("appraise.scheme", problems=problems, name=self.name)

    def graded(self, mode: AppraisalMode | str) -> tuple[AppraisalEntry, ...]:
        """Return the entries that are graded in a mode: aspects, points or items."""
        level = _LEVELS[AppraisalMode(mode)]
        return tuple(entry for entry in self.entries if entry.level == level)

    def parts(self, entry: AppraisalEntry) -> tuple[AppraisalEntry, ...]:
        """Return the entries right below one: the points of an aspect, the items of a point."""
        return tuple(one for one in self.entries if one.parent == entry.code)

    def find(self, name: str) -> AppraisalEntry:
        """Return the entry with a label (blanks, widths and brackets folded) or a code.

        Raises:
            LookupError: where there is none; it lists those there are.
        """
        wanted, folded = fold_label(name), fold_entry(name)
        for entry in self.entries:
            if entry.code == wanted or fold_entry(entry.label) == folded:
                return entry
        listed = "; ".join(f"{entry.code} {entry.label}" for entry in self.entries)
        raise LookupError(f"{name!r} is no entry of {self.name}; there are: {listed}")

    def grade(self, label: str) -> AppraisalGrade | None:
        """Return the grade with a label (blanks and widths folded), or None."""
        wanted = fold_label(label)
        return next((grade for grade in self.grades if fold_label(grade.label) == wanted), None)

    def tenths(self, entry: AppraisalEntry, grade: AppraisalGrade | None = None) -> tuple[int, int]:
        """Return the least and the most points of an item, in tenths of a point; of a grade, or of all.

        A band holds its lower end and not the one above it: of 5 points 良 is 4.0 to 4.4. Points have one
        decimal, and the most is what the weight allows.
        """
        whole = Fraction(entry.weight or 0) * 10
        if grade is None:
            return 0, int(whole)
        at = self.grades.index(grade)
        low, *above = (
            -int(-whole * Fraction(one.floor_percent or 0) // 100) for one in self.grades[at::-1][:2]
        )
        return low, above[0] - 1 if above else int(whole)

    def _contradictions(self) -> Iterator[PolicyError]:
        names = Counter(name for one in self.entries for name in (one.code, fold_entry(one.label)))
        grades = Counter(fold_label(grade.label) for grade in self.grades)
        for name, times in (*names.items(), *grades.items()):
            if times > 1:
                yield PolicyError("appraise.scheme-twice", text=name)
        for entry in self.entries:
            if entry.parent and entry.parent not in names:
                yield PolicyError("appraise.scheme-parent", text=entry.label, parent=entry.parent)
        labels = {None, *(grade.label for grade in self.grades)}
        for grade in self.grades:
            for named in (grade.rest_from, grade.must_reach):
                if named not in labels:
                    yield PolicyError("appraise.scheme-grade", text=named, grade=grade.label)
        yield from self._uncounted()
        if AppraisalMode.POINTS in self.modes:
            yield from self._without_points()

    def _uncounted(self) -> Iterator[PolicyError]:
        """Yield what hinders grading by words: nothing to grade, counts that are missing or out of reach."""
        for mode in self.modes:
            entries = len(self.graded(mode))
            if not entries or len(self.grades) < 2:
                yield PolicyError("appraise.scheme-empty", text=mode)
            elif mode is not AppraisalMode.POINTS:
                *counted, last = self.grades
                if last.count is not None:
                    yield PolicyError("appraise.scheme-last", text=last.label)
                for grade in counted:
                    if grade.count is None or not 1 <= grade.count <= entries:
                        yield PolicyError("appraise.scheme-count", text=grade.label, most=entries)

    def _without_points(self) -> Iterator[PolicyError]:
        """Yield what hinders grading by points: bands that do not fall, weights that do not add up."""
        floors = [grade.floor_percent for grade in self.grades]
        given = [floor for floor in floors if floor is not None]
        if floors != sorted(set(given), reverse=True) or given[-1:] != [0] or given[0] > 100:
            yield PolicyError("appraise.scheme-bands")
            return
        for entry in self.entries:
            below = self.parts(entry)
            worth = sum(Fraction(part.weight or 0) for part in below)
            if entry.weight is None or (below and worth != entry.weight):
                weight = "" if entry.weight is None else exact_text(entry.weight)
                yield PolicyError(
                    "appraise.scheme-weight", text=entry.label, weight=weight or "—", sum=exact_text(worth)
                )
            elif entry.level == _LEVELS[AppraisalMode.POINTS]:
                for grade in self.grades:
                    low, high = self.tenths(entry, grade)
                    if low > high:
                        yield PolicyError("appraise.scheme-narrow", text=entry.label, grade=grade.label)


def _with_english(label: str, english: str | None, locale: str) -> str:
    from fiscalkpi._messages import resolve_locale

    return label if english is None or resolve_locale(locale) != "en" else f"{label} ({english})"


_SET_OFF = re.compile(r"[()\[\]._、·-]")


def fold_entry(label: str) -> str:
    """Fold the label of an entry for comparing: no blanks, no brackets or points around a number.

    >>> fold_entry("规范完整性（１）"), fold_entry("规范完整性①:")
    ('规范完整性1', '规范完整性1')
    """
    return _SET_OFF.sub("", fold_label(label))


SCHEMES = ("MOF_2015", "HENAN_2022", "MOF_2023")
"""Names of the schemes there are."""


@cache
def _scheme(name: str) -> AppraisalScheme:
    data = load("appraisal")
    listed: dict[str, Any] = data[name]
    sources = {
        key: Source(document=of["document"], article=of.get("article"), mark=Mark(of["mark"]))
        for key, of in listed.items()
        if key.endswith("source")
    }
    return AppraisalScheme(
        name=name,
        version=data["version"],
        modes=listed["modes"],
        entries=tuple(AppraisalEntry(**entry) for entry in listed["entries"]),
        grades=tuple(AppraisalGrade(**grade) for grade in listed["grades"]),
        **sources,
    )


def __getattr__(name: str) -> AppraisalScheme:
    if name in SCHEMES:
        return _scheme(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
