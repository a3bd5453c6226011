"""Appraise: a reviewer's grades, added up under a scheme.

Nobody is graded by the library: it takes what a person decided, says what is still open and how far the
result can still move, and names rule and document. Points are exact, with one decimal.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs

from fiscalkpi._numbers import exact_text, plain, round_half_up
from fiscalkpi._text import shorten
from fiscalkpi.appraisal import scheme as schemes
from fiscalkpi.appraisal.scheme import (
    AppraisalEntry,
    AppraisalGrade,
    AppraisalMode,
    AppraisalOutcome,
    AppraisalScheme,
)
from fiscalkpi.errors import PolicyError
from fiscalkpi.model import as_points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class AppraisalNote(StrEnum):
    """What an appraisal rests on that no text says."""

    RULE_ASSUMED = "rule_assumed"
    """The text does not say how many entries decide: the count is our default."""
    BETWEEN_BANDS = "between_bands"
    """Points lie between two printed bands (89 % and 90 %): read half-open, as the lower one."""
    OUTCOME_UNSTATED = "outcome_unstated"
    """The text does not say what follows from the grade."""


_TEXT = attrs.validators.optional(attrs.validators.instance_of(str))


@attrs.frozen(kw_only=True)
class Opinion:
    """What a reviewer says of one entry (审核意见): grade, points, or both, and why.

    >>> Opinion(grade="优", points="4.6", comment="格式规范").points
    Decimal('4.6')
    """

    grade: str | None = attrs.field(default=None, validator=_TEXT)
    """Label of a grade; beside points it has to be the one that they give."""
    points: Decimal | None = attrs.field(default=None, converter=as_points)
    """Points of an item, at most one decimal."""
    comment: str | None = attrs.field(default=None, validator=_TEXT)
    """The ground, in prose."""


@attrs.frozen(kw_only=True)
class AppraisalLine:
    """One graded entry: what was given, and what it can still become."""

    entry: AppraisalEntry
    """Aspect, point or item."""
    grade: str | None = None
    """The grade as given, or the one that the points give; None: open."""
    points: Decimal | None = None
    """Points of an item, with one decimal; None: open, and always in a mode without points."""
    low: Decimal | None = None
    """The least points that the line can have: its points, else the foot of its grade, else 0."""
    high: Decimal | None = None
    """The most points that it can have."""
    comment: str | None = None
    """The reviewer's ground."""
    between_bands: bool = False
    """Whether the points lie between two bands as printed in whole percents."""

    @property
    def open(self) -> bool:
        """Whether something is still to be decided: the points in points mode, else the grade."""
        return self.grade is None or (self.high is not None and self.points is None)


@attrs.frozen(kw_only=True)
class Appraisal:
    """The appraisal of performance goals (审核) by one reviewer: lines, total, grade, what follows.

    >>> from fiscalkpi import HENAN_2022, appraise
    >>> result = appraise({"完整性": "通过", "相关性": "通过", "全面性": "不通过"}, scheme=HENAN_2022)
    >>> result.complete, result.grade, result.grade_range
    (False, None, ('不通过', '不通过'))
    >>> [line.entry.label for line in result.open]
    ['可行性', '可衡量性']
    """

    scheme: AppraisalScheme
    """Entries, grades and rules."""
    mode: AppraisalMode
    """How it was graded."""
    lines: tuple[AppraisalLine, ...]
    """One a graded entry, in the order of the scheme."""
    notes: tuple[AppraisalNote, ...] = ()
    """What the result rests on that no text says."""

    @property
    def open(self) -> tuple[AppraisalLine, ...]:
        """The lines that still wait for a decision."""
        return tuple(line for line in self.lines if line.open)

    @property
    def complete(self) -> bool:
        """Whether every line is decided; only then there are a grade and an outcome."""
        return not self.open

    @property
    def total(self) -> Decimal | None:
        """The sum of the points there are; None in a mode without points."""
        return self._sum(self.lines) if self.mode is AppraisalMode.POINTS else None

    @property
    def weight(self) -> Decimal | None:
        """The points at stake, 100 of the schemes here; None in a mode without points."""
        return self._weight(self.lines)

    @property
    def open_weight(self) -> Decimal | None:
        """The weights of the lines without points, added up; None in a mode without points."""
        return self._weight(self.open)

    @property
    def open_range(self) -> tuple[Decimal, Decimal] | None:
        """The least and the most that the total can become; None in a mode without points."""
        if self.mode is not AppraisalMode.POINTS:
            return None
        low = sum(Fraction(line.low or 0) for line in self.lines)
        high = sum(Fraction(line.high or 0) for line in self.lines)
        return round_half_up(low, 1), round_half_up(high, 1)

    @property
    def grade_range(self) -> tuple[str, str]:
        """The worst and the best grade that can still come out; the same twice where nothing moves it."""
        if self.open_range is not None:
            worth = Fraction(self.weight or 0)
            low, high = (_by_points(total, worth, self.scheme.grades) for total in self.open_range)
            return low.label, high.label
        *_, last = self.scheme.grades
        first = self.scheme.grades[0]
        filled = ([line.grade or blank.label for line in self.lines] for blank in (last, first))
        low, high = (_by_count(labels, self.scheme.grades) for labels in filled)
        return low.label, high.label

    @property
    def grade(self) -> str | None:
        """The grade of the whole; None while a line is open, even where no completion would change it."""
        return self.grade_range[0] if self.complete else None

    @property
    def outcome(self) -> AppraisalOutcome | None:
        """What follows from the grade; None while a line is open, or where the text does not say."""
        found = None if self.grade is None else self.scheme.grade(self.grade)
        return None if found is None else found.outcome

    def line(self, name: str) -> AppraisalLine:
        """Return the line of an entry, by label (folded) or code.

        Raises:
            LookupError: for an entry that is not in the scheme, or not graded in this mode.
        """
        entry = self.scheme.find(name)
        for line in self.lines:
            if line.entry == entry:
                return line
        raise LookupError(f"{name!r} has no line in the mode {str(self.mode)!r}; see the lines of its parts")

    def subtotal(self, name: str) -> Decimal:
        """Return the sum of the points there are below an aspect or a point, by label (folded) or code.

        Raises:
            LookupError: for an entry that is not in the scheme.
        """
        code = self.scheme.find(name).code
        return self._sum(line for line in self.lines if f"{line.entry.code}.".startswith(f"{code}."))

    def _weight(self, lines: Iterable[AppraisalLine]) -> Decimal | None:
        if self.mode is not AppraisalMode.POINTS:
            return None
        return Decimal(exact_text(sum(Fraction(line.entry.weight or 0) for line in lines)))

    @staticmethod
    def _sum(lines: Iterable[AppraisalLine]) -> Decimal:
        return round_half_up(sum(Fraction(line.points or 0) for line in lines), 1)

    def explain(self, locale: str = "zh_CN") -> str:
        """Return result, arithmetic, rule with its source, what follows and what is open, in `locale`."""
        from fiscalkpi.appraisal.explain import explain

        return explain(self, locale)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return one row a line, for a table: ``pandas.DataFrame(appraisal.to_dicts())``.

        Numbers are Decimal or None, texts are as in the scheme.
        """
        labels = {entry.code: entry.label for entry in self.scheme.entries}
        return [
            {
                "code": line.entry.code,
                "aspect": labels[line.entry.code.partition(".")[0]],
                "name": line.entry.label,
                "weight": line.entry.weight,
                "grade": line.grade,
                "points": line.points,
                "low": line.low,
                "high": line.high,
                "open": line.open,
                "comment": line.comment,
            }
            for line in self.lines
        ]

    def table(self, locale: str = "zh_CN", width: int = 100) -> str:
        """Return the appraisal as text for a terminal of `width` columns; ``print`` shows this."""
        # A look upward, as the one below.
        from fiscalkpi.display import appraisal_text

        return appraisal_text(self, locale, width)

    def __str__(self) -> str:
        return self.table()

    def _repr_html_(self) -> str:
        # The one look upward: a notebook asks the object itself for its picture.
        from fiscalkpi.display import appraisal_html

        return appraisal_html(self)


def _by_points(points: Decimal, worth: Fraction, grades: Sequence[AppraisalGrade]) -> AppraisalGrade:
    """Return the grade whose band holds a share: from its lower end, which is in it, to the next one."""
    *better, last = grades
    return next(
        (one for one in better if Fraction(points) * 100 >= worth * Fraction(one.floor_percent or 0)), last
    )


def _by_count(labels: Sequence[str], grades: Sequence[AppraisalGrade]) -> AppraisalGrade:
    """Return the first grade that enough entries have or better, and that no other entry rules out."""
    rank = {grade.label: at for at, grade in enumerate(grades)}
    given = [rank[label] for label in labels]
    *better, last = grades
    for at, grade in enumerate(better):
        lowest = rank.get(grade.rest_from or "", len(grades))
        if sum(one <= at for one in given) >= (grade.count or 0) and max(given) <= max(lowest, at):
            return grade
    return last


def appraise(
    grades: Mapping[str, Opinion | str | int | Decimal | None],
    mode: AppraisalMode | str | None = None,
    scheme: AppraisalScheme | None = None,
) -> Appraisal:
    """Add up what a reviewer gave: grades in words, points, or passed and not passed.

    A grade without points leaves the item open within its band: of 5 points 优 is 4.5 to 5.0. Between two
    printed bands (89 % and 90 %) the lower one holds, since we read them half-open.

    Args:
        grades: by label (``规范完整性``, blanks and widths folded) or code (``1.1``): a grade, points (a
            number, or its text; one decimal at most, of items only), or an :class:`~fiscalkpi.Opinion`, which
            may have both and a comment. None, blank text, and what is not named is open.
        mode: ``"qualitative"`` (ordinary projects: the eight points in words), ``"points"`` (key projects:
            points for the sixteen items); None takes the only mode of the scheme.
        scheme: :data:`~fiscalkpi.MOF_2015` (None), :data:`~fiscalkpi.HENAN_2022`, or one of your own.

    Raises:
        PolicyError: with code ``appraise.invalid`` and all problems: a name that is unknown, given twice
            or not graded in the mode, a grade or points that cannot be, a grade that contradicts its points;
            or where the scheme does not have the mode.

    Source: 财预〔2015〕88号 [L: 郑财绩〔2020〕1号]; 豫财效〔2022〕4号 [T].

    >>> half = appraise({"规范完整性": "优", "明确清晰性": "良"}, mode="qualitative")
    >>> half.complete, half.grade_range, len(half.open)
    (False, ('差', '优'), 6)
    >>> appraise({"1.1.1": "4.6", "规范完整性2": "良"}, mode="points").open_range
    (Decimal('8.6'), Decimal('99.0'))
    """
    if not isinstance(grades, Mapping):
        raise TypeError(f"grades are a mapping by label or code, not {type(grades).__name__}")
    chosen: AppraisalScheme = schemes.MOF_2015 if scheme is None else scheme
    way = _mode(mode, chosen)
    reader = _Reader(scheme=chosen, mode=way)
    reader.read(grades)
    if reader.problems:
        count = len(reader.problems)
        raise PolicyError("appraise.invalid", problems=tuple(reader.problems), count=count)
    lines = tuple(reader.line(entry) for entry in chosen.graded(way))
    return Appraisal(scheme=chosen, mode=way, lines=lines, notes=_notes(lines, way, chosen))


def _mode(mode: AppraisalMode | str | None, scheme: AppraisalScheme) -> AppraisalMode:
    known = ", ".join(scheme.modes)
    if not scheme.modes:
        raise PolicyError("appraise.no-mode", text=scheme.name)
    if mode is None:
        first, *others = scheme.modes
        if others:
            raise PolicyError("appraise.mode-needed", text=scheme.name, known=known)
        return first
    if mode not in scheme.modes:
        raise PolicyError("appraise.mode-unknown", text=str(mode), scheme=scheme.name, known=known)
    return AppraisalMode(mode)


def _notes(
    lines: Sequence[AppraisalLine], mode: AppraisalMode, scheme: AppraisalScheme
) -> tuple[AppraisalNote, ...]:
    found = {
        AppraisalNote.RULE_ASSUMED: mode is not AppraisalMode.POINTS and scheme.rule_source is None,
        AppraisalNote.BETWEEN_BANDS: any(line.between_bands for line in lines),
        AppraisalNote.OUTCOME_UNSTATED: not any(grade.outcome for grade in scheme.grades),
    }
    return tuple(note for note, holds in found.items() if holds)


@attrs.define(kw_only=True)
class _Reader:
    """Reads what was given, entry by entry, and keeps every problem."""

    scheme: AppraisalScheme
    mode: AppraisalMode
    opinions: dict[str, Opinion] = attrs.field(factory=dict)
    """By code of the entry; grade labels are those of the scheme."""
    problems: list[PolicyError] = attrs.field(factory=list)
    _keys: dict[str, str] = attrs.field(factory=dict)

    def read(self, grades: Mapping[str, Opinion | str | int | Decimal | None]) -> None:
        for key, value in grades.items():
            path = f'$["{shorten(_shown(key))}"]'

            def refuse(code: str, text: object, path: str = path, **params: Any) -> None:
                problem = PolicyError(code, text=_shown(text), path=path, **params)
                self.problems.append(problem)

            entry = self._entry(key, refuse)
            opinion = self._opinion(value, refuse)
            if entry is not None and opinion is not None:
                self.opinions[entry.code] = self._checked(entry, opinion, refuse)

    def _entry(self, key: object, refuse: Callable[..., None]) -> AppraisalEntry | None:
        graded = self.scheme.graded(self.mode)
        try:
            entry = self.scheme.find(key if isinstance(key, str) else "")
        except LookupError:
            refuse("appraise.unknown-name", key, known=_listed(graded))
            return None
        if entry not in graded:
            near = [one for one in graded if _related(one.code, entry.code)]
            refuse("appraise.other-level", key, mode=self.mode, known=_listed(near))
            return None
        if entry.code in self._keys:
            refuse("appraise.twice", key, name=entry.label, first=self._keys[entry.code])
            return None
        self._keys[entry.code] = str(key)
        return entry

    def _opinion(self, value: object, refuse: Callable[..., None]) -> Opinion | None:
        """Return what was said, a grade by its label in the scheme; None where it cannot be read."""
        opinion = value if isinstance(value, Opinion) else None
        known = ", ".join(grade.label for grade in self.scheme.grades)
        if opinion is None:
            if _is_blank(value):
                return Opinion()
            if isinstance(value, str) and self.scheme.grade(value) is not None:
                opinion = Opinion(grade=value)
            else:
                try:
                    opinion = Opinion(points=value)  # type: ignore[arg-type]  # it tells what it refuses
                except (TypeError, ValueError):
                    code = "appraise.not-exact" if isinstance(value, float) else "appraise.not-a-grade"
                    refuse(code, value, known=known)
                    return None
        if opinion.grade is None or not opinion.grade.strip():
            return attrs.evolve(opinion, grade=None)
        grade = self.scheme.grade(opinion.grade)
        if grade is None:
            refuse("appraise.not-a-grade", opinion.grade, known=known)
            return None
        return attrs.evolve(opinion, grade=grade.label)

    def _checked(self, entry: AppraisalEntry, opinion: Opinion, refuse: Callable[..., None]) -> Opinion:
        """Return the opinion with the grade that its points give, after telling what cannot be."""
        points = opinion.points
        if points is None:
            return opinion
        shown = plain(points)
        if self.mode is not AppraisalMode.POINTS:
            known = ", ".join(grade.label for grade in self.scheme.grades)
            refuse("appraise.no-points", shown, name=entry.label, mode=self.mode, known=known)
            return opinion
        weight = entry.weight or Decimal(0)
        if not 0 <= points <= weight:
            refuse("appraise.out-of-range", shown, name=entry.label, weight=exact_text(weight))
            return opinion
        tenths = round_half_up(points, 1)
        if tenths != points:
            refuse("appraise.decimals", shown, name=entry.label)
            return opinion
        grade = _by_points(tenths, Fraction(weight), self.scheme.grades)
        if opinion.grade not in (None, grade.label):
            share = exact_text(round_half_up(Fraction(tenths) * 100 / Fraction(weight), 2))
            parts = {"name": entry.label, "weight": exact_text(weight), "share": share}
            refuse("appraise.contradiction", shown, grade=grade.label, given=opinion.grade, **parts)
        return attrs.evolve(opinion, points=tenths, grade=grade.label)

    def line(self, entry: AppraisalEntry) -> AppraisalLine:
        """Return the line of an entry, open where nothing was said of it."""
        opinion = self.opinions.get(entry.code, Opinion())
        if self.mode is not AppraisalMode.POINTS:
            return AppraisalLine(entry=entry, grade=opinion.grade, comment=opinion.comment)
        points = low = high = opinion.points
        grade = None if opinion.grade is None else self.scheme.grade(opinion.grade)
        if points is None:
            low, high = (Decimal(f"{tenths}e-1") for tenths in self.scheme.tenths(entry, grade))
        return AppraisalLine(
            entry=entry,
            grade=opinion.grade,
            points=points,
            low=low,
            high=high,
            comment=opinion.comment,
            between_bands=points is not None and _between(points, entry, grade),
        )


def _is_blank(value: object) -> bool:
    """Whether nothing was said: None, blank text, the NaN of a table."""
    if isinstance(value, float):
        return value != value
    return value is None or (isinstance(value, str) and not value.strip())


def _shown(value: object) -> str:
    """Return what a message shows of a refused value; an int of thousands of digits has no text."""
    if isinstance(value, int) and value.bit_length() > 200:
        return f"~1e{value.bit_length() * 3 // 10}"
    return str(value) if isinstance(value, str | int | float | Decimal) else type(value).__name__


def _between(points: Decimal, entry: AppraisalEntry, grade: AppraisalGrade | None) -> bool:
    """Whether a share is above the whole percent that the text prints as the top of its band."""
    if grade is None or grade.printed_percent is None:
        return False
    return Fraction(points) * 100 > Fraction(entry.weight or 0) * Fraction(grade.printed_percent)


def _related(one: str, other: str) -> bool:
    """Whether one of two codes is above the other."""
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def _listed(entries: Sequence[AppraisalEntry]) -> str:
    return "; ".join(f"{entry.code} {entry.label}" for entry in entries)
