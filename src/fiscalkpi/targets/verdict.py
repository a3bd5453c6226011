"""What a judgement is made of: verdict, reason, notes, context, and the evaluation that holds them."""

from __future__ import annotations

import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, Protocol, runtime_checkable

import attrs

from fiscalkpi.money import Yuan
from fiscalkpi.targets.actual import Actual
from fiscalkpi.targets.model import Comparator, Target


class Verdict(StrEnum):
    """Whether the target was reached (是否达成). Three values: truth of one is a TypeError."""

    MET = "met"
    """Every possible value is accepted."""
    NOT_MET = "not_met"
    """No possible value is accepted."""
    UNDECIDED = "undecided"
    """Neither; the reason says why."""

    def __bool__(self) -> bool:
        raise TypeError("a verdict has three values; compare it: verdict is Verdict.MET")


class Reason(StrEnum):
    """Why the verdict is what it is. The codes are closed; the wording is in the catalogue."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    ALL_READINGS_AGREE = "all_readings_agree"
    ALL_PARTS = "all_parts"
    ONE_PART = "one_part"
    PART_NOT_MET = "part_not_met"
    NO_PART_MET = "no_part_met"
    COMPARATOR_UNSTATED = "comparator_unstated"
    STRADDLES = "straddles"
    APPROXIMATE = "approximate"
    ACTUAL_APPROXIMATE = "actual_approximate"
    ACTUAL_TOO_COARSE = "actual_too_coarse"
    FISCAL_YEAR_UNKNOWN = "fiscal_year_unknown"
    SCHEDULE_UNKNOWN = "schedule_unknown"
    BUDGET_UNKNOWN = "budget_unknown"
    UNIT_MISMATCH = "unit_mismatch"
    KIND_MISMATCH = "kind_mismatch"
    PARTS_DIFFER = "parts_differ"
    DIRECTIONS_DIFFER = "directions_differ"
    PER_UNIT = "per_unit"
    REMARKS_DIFFER = "remarks_differ"
    ORDINAL = "ordinal"
    PART_UNDECIDED = "part_undecided"
    QUALITATIVE = "qualitative"
    RECURRING = "recurring"
    TARGET_UNFILLED = "target_unfilled"
    TARGET_UNREADABLE = "target_unreadable"
    ACTUAL_BLANK = "actual_blank"
    ACTUAL_MASKED = "actual_masked"
    ACTUAL_WORDS = "actual_words"
    ACTUAL_UNREADABLE = "actual_unreadable"


class Note(StrEnum):
    """What was assumed or noticed on the way to a verdict."""

    UNIT_FROM_TARGET = "unit_from_target"
    UNIT_FROM_ACTUAL = "unit_from_actual"
    UNITS_CONVERTED = "units_converted"
    BASE_UNIT_ASSUMED = "base_unit_assumed"
    LOOKS_LIKE_RATIO = "looks_like_ratio"
    TARGET_LOOKS_LIKE_RATIO = "target_looks_like_ratio"
    LOOKS_LIKE_OTHER_MULTIPLE = "looks_like_other_multiple"
    ACTUAL_REPEATS_TARGET = "actual_repeats_target"
    WORDS_PASSED_OVER = "words_passed_over"
    ACTUAL_WORDS_PASSED_OVER = "actual_words_passed_over"
    YEAR_FROM_CONTEXT = "year_from_context"
    SERIAL_DATE = "serial_date"
    ONE_ACTUAL_FOR_ALL_PARTS = "one_actual_for_all_parts"
    COMPARATOR_FROM_CONTEXT = "comparator_from_context"
    COMPARATOR_FROM_CLASS = "comparator_from_class"
    COMPARATOR_FROM_DIRECTION = "comparator_from_direction"
    NAME_IS_FALLING = "name_is_falling"
    ZERO_CANNOT_BE_FLOOR = "zero_cannot_be_floor"


class ByClass(StrEnum):
    """The one value of :data:`BY_CLASS`."""

    BY_CLASS = "by_class"


BY_CLASS: Final = ByClass.BY_CLASS
"""Read a bare value as the indicator's direction, class and name suggest. A default of practice [P]."""

Unstated = Comparator | ByClass
"""How a bare value is read."""


def _or_none(kind: type | tuple[type, ...]) -> Any:
    """Return the validator of a field that is of a kind, or unknown."""
    return attrs.validators.optional(attrs.validators.instance_of(kind))


@attrs.frozen(kw_only=True)
class EvaluationContext:
    """What targets such as ``12月底前``, 在计划时间内 and 不超批复预算 need to know.

    ``project.context()`` fills it.

    Raises:
        TypeError: for a value of another type, such as a budget in words.
    """

    fiscal_year: int | None = attrs.field(default=None, validator=_or_none(int))
    """The year that a date without one means."""
    start: datetime.date | None = attrs.field(default=None, validator=_or_none(datetime.date))
    """计划开始日期."""
    end: datetime.date | None = attrs.field(default=None, validator=_or_none(datetime.date))
    """计划完成日期: the bound of an on-schedule target."""
    budget: Yuan | None = attrs.field(default=None, validator=_or_none(Yuan))
    """The approved budget: the bound of a within-budget target."""
    unstated: Unstated | None = attrs.field(default=None, validator=_or_none((Comparator, ByClass)))
    """How a bare value is read: None (careful), a Comparator, or :data:`BY_CLASS`."""


@runtime_checkable
class IndicatorLike(Protocol):
    """What :func:`evaluate` and ``classify`` ask of an indicator."""

    @property
    def level1(self) -> str | None:
        """一级指标 as filed."""
        ...

    @property
    def level2(self) -> str | None:
        """二级指标 as filed."""
        ...

    @property
    def name(self) -> str:
        """三级指标."""
        ...

    @property
    def target(self) -> object:
        """Its Target. Declared wide: pyright takes a field with a converter for a descriptor."""
        ...


@attrs.frozen(kw_only=True, slots=False)  # see targets/model.py for why
class Evaluation:
    """A verdict with its arithmetic and its reasons. Its truth is a TypeError: compare the verdict."""

    verdict: Verdict
    """Met, not met, undecided."""
    reason: Reason
    """Why."""
    attainment: Fraction | None = None
    """Actual ÷ target (完成率), under every comparator; None unless both are single numbers and the
    target is above zero."""
    deviation: Fraction | None = None
    """Actual − bound, in the target's unit, days for dates; of a range the nearest end, 0 inside."""
    target: Target
    """What was asked."""
    actual: Actual
    """What was reached."""
    notes: tuple[Note, ...] = ()
    """What was assumed or noticed."""
    read_as: Comparator | None = None
    """The comparator under which a bare value was read, where the context settled it."""
    name: str | None = None
    """The indicator, where one was given."""
    parts: tuple[Evaluation, ...] = ()
    """One evaluation a part of a target of several."""
    fiscal_year: int | None = None
    """The year that dates without one were read in; None where it was not needed."""

    def __bool__(self) -> bool:
        raise TypeError("an evaluation is met, not met or undecided; compare its verdict")

    def explain(self, locale: str = "zh_CN") -> str:
        """Return verdict, arithmetic, assumptions and what is still asked, in ``zh_CN`` or ``en``."""
        from fiscalkpi.targets.explain import explain

        return explain(self, locale)

    def _repr_html_(self) -> str:
        # The one look upward: a notebook asks the object itself for its picture.
        from fiscalkpi.display import evaluation_html

        return evaluation_html(self)
