"""One function a rule: evaluation → share of the weight, with the numbers it was computed from.

A ruling is exact and knows no weight; ``score`` multiplies, cuts and rounds. Where no rule gives points, the
ruling is open: it says why, and between which shares a person may decide. It never is a silent zero.
"""

from __future__ import annotations

import re
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple, assert_never

from fiscalkpi._data import load
from fiscalkpi._names import is_falling
from fiscalkpi._numbers import about_other_multiple, ratio
from fiscalkpi._text import fold_label, fold_signs
from fiscalkpi.provenance import Source
from fiscalkpi.scoring.policy import (
    Band,
    EqualityRule,
    ExecutionRule,
    MissRule,
    QuantityRule,
    ReverseRule,
    ScoringPolicy,
    SeveralRule,
    WordBand,
    as_said,
)
from fiscalkpi.targets.actual import ActualKind
from fiscalkpi.targets.model import (
    Comparator,
    DateTarget,
    Duration,
    Multiple,
    OnSchedule,
    Period,
    Qualitative,
    Quantity,
    Recurring,
    WithinBudget,
    YesNo,
)
from fiscalkpi.targets.readings import reading_by_class
from fiscalkpi.targets.verdict import Note, Verdict
from fiscalkpi.taxonomy import classify
from fiscalkpi.weights import SATISFACTION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fiscalkpi.model import Indicator
    from fiscalkpi.money import Yuan
    from fiscalkpi.targets.actual import Actual
    from fiscalkpi.targets.model import Target
    from fiscalkpi.targets.verdict import Evaluation


class Rule(StrEnum):
    """Which rule gave the points of a line. The codes are closed; the wording is in the catalogue."""

    FULL = "full"
    REACHED = "reached"
    PROPORTIONAL = "proportional"
    ABOVE_FLOOR = "above_floor"
    QUANTITY_BANDS = "quantity_bands"
    REVERSE_RATIO = "reverse_ratio"
    REVERSE_LINEAR = "reverse_linear"
    REVERSE_ZERO = "reverse_zero"
    ZERO_TARGET = "zero_target"
    SYMMETRIC = "symmetric"
    NOT_EQUAL = "not_equal"
    YES_NO = "yes_no"
    LATE = "late"
    SEVERAL_MEAN = "several_mean"
    SEVERAL_LOWEST = "several_lowest"
    SATISFACTION_BANDS = "satisfaction_bands"
    QUALITATIVE_BAND = "qualitative_band"
    JUDGED = "judged"
    OPEN = "open"
    EXECUTION_PROPORTIONAL = "execution_proportional"
    EXECUTION_CAPPED = "execution_capped"
    EXECUTION_BANDS = "execution_bands"
    EXECUTION_WITHIN_BUDGET = "execution_within_budget"

    @property
    def source(self) -> Source:
        """The document that the rule comes from, or practice."""
        return source_of(self)


@cache
def source_of(rule: str) -> Source:
    """Return the source of a rule, or of the bands of ``grade``."""
    return Source.of(load("scoring")["rules"][rule])


class ScoreNote(StrEnum):
    """What was assumed, noticed or is still asked of a line."""

    EQUALITY_AS_REACH = "equality_as_reach"
    DIRECTION_UNCLEAR = "direction_unclear"
    STRICT_AT_EQUALITY = "strict_at_equality"
    MET_BUT_BANDED = "met_but_banded"
    MISSED_BUT_FULL = "missed_but_full"
    OVER_COMPLETION = "over_completion"
    FAR_OVER_COMPLETION = "far_over_completion"
    STATE_REASON = "state_reason"
    UNIT_DOUBTFUL = "unit_doubtful"
    AMOUNTS_DOUBTFUL = "amounts_doubtful"
    NO_RATIO = "no_ratio"
    NO_FORMULA = "no_formula"
    UNDECIDED = "undecided"
    BAND_DEFAULT = "band_default"
    BAND_NEEDS_SHARE = "band_needs_share"
    WORDS_NAME_NO_BAND = "words_name_no_band"
    SHARE_JUDGED = "share_judged"
    DEDUCTED = "deducted"
    JUDGED_WITHOUT_REASON = "judged_without_reason"
    WEIGHT_DEFAULT = "weight_default"
    WEIGHT_FROM_LABEL = "weight_from_label"
    WEIGHT_MISSING = "weight_missing"
    WEIGHT_NOT_POSITIVE = "weight_not_positive"
    EXECUTION_MISSING = "execution_missing"
    EXECUTION_INCOMPLETE = "execution_incomplete"
    BUDGET_ZERO = "budget_zero"
    OVER_BUDGET_CAPPED = "over_budget_capped"
    OVER_BUDGET_OPEN = "over_budget_open"
    FINISHED_UNKNOWN = "finished_unknown"
    BANDS_SILENT = "bands_silent"
    SPENT_NEGATIVE = "spent_negative"


Terms = tuple[tuple[str, Fraction], ...]
"""The numbers of a computation by name, in the target's unit."""


class Ruling(NamedTuple):
    """What a rule says of one line: a share of its weight, or none and the shares that stay possible."""

    rule: Rule
    share: Fraction | None = None
    terms: Terms = ()
    notes: tuple[ScoreNote, ...] = ()
    defaults: tuple[str, ...] = ()
    """The fields of the policy that it rests on where no ministry text settles them."""
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(1)
    band: str | None = None
    """The band of a qualitative line."""


class Asked(NamedTuple):
    """What a line is ruled by."""

    indicator: Indicator
    evaluation: Evaluation
    policy: ScoringPolicy
    budget: Yuan | None
    """The approved budget: the bound of a within-budget target."""
    share: Fraction | None = None
    """The place in a band, where a person gave one."""


_NOTHING, _ALL = Fraction(0), Fraction(1)
# To look a member up in its class costs more than to compare it; these are asked of every line.
_MET, _NOT_DECIDED = Verdict.MET, Verdict.UNDECIDED
_EQ, _WORDS, _STATE_REASON = Comparator.EQ, ActualKind.WORDS, ScoreNote.STATE_REASON
_IN_PROPORTION: Final = QuantityRule.PROPORTIONAL
_BY_RATIO: Final = ReverseRule.RATIO
_PROPORTIONAL, _REVERSE_RATIO, _QUALITATIVE_BAND = (
    Rule.PROPORTIONAL,
    Rule.REVERSE_RATIO,
    Rule.QUALITATIVE_BAND,
)
_BAND_DEFAULT = (ScoreNote.BAND_DEFAULT,)
_NOTHING_FILED = (ActualKind.BLANK, ActualKind.MASKED)
_FULL = Ruling(Rule.FULL, _ALL)


def _open(*notes: ScoreNote, defaults: tuple[str, ...] = ()) -> Ruling:
    return Ruling(Rule.OPEN, notes=notes, defaults=defaults)


_UNDECIDED = _open(ScoreNote.UNDECIDED)


# as tuples: a union is made anew wherever it is asked
_NUMBERED = (Quantity, Duration, WithinBudget)
_DATED = (DateTarget, Period, OnSchedule)


_WITHOUT_FIGURE = (YesNo, OnSchedule, WithinBudget, Recurring)


def is_in_words(target: Target, actual: Actual) -> bool:
    """Whether a row is scored by the words it reports: prose, or words for a target that names no figure.

    按计划完成, 不超预算, 是 and 每月10日前 name none; who answers them with 达成年度指标 names a band. Beside
    否 the same words may mean that what should not happen did, so a person decides.
    """
    if isinstance(target, Qualitative):
        return True
    if isinstance(target, YesNo) and not target.value:
        return False
    return isinstance(target, _WITHOUT_FIGURE) and actual.kind is _WORDS


_STAR = re.compile(r"(?<![0-9])\*|\*(?![0-9])")  # the star of 7*24小时 is none


def is_masked(target: Qualitative) -> bool:
    """Whether words hold a star where a number should stand: ``*次``, ``≥2*台``."""
    text = target.text
    return not text.isalpha() and _STAR.search(fold_signs(text)) is not None


def rule_line(asked: Asked) -> Ruling:
    """Return what the policy says of an evaluated indicator."""
    evaluation = asked.evaluation
    target, verdict = evaluation.target, evaluation.verdict
    if verdict is _NOT_DECIDED and is_in_words(target, evaluation.actual):
        if isinstance(target, Qualitative) and is_masked(target):
            return _UNDECIDED  # 完成 reaches no target that was never filed
        return _of_words(asked)
    if isinstance(target, _NUMBERED):
        ruling = _of_number(asked)
    elif evaluation.parts and verdict is not _NOT_DECIDED and _is_doubtful(asked, evaluation):
        ruling = _open(ScoreNote.UNIT_DOUBTFUL)
    elif verdict is _MET:
        ruling = _FULL
    elif verdict is _NOT_DECIDED:
        return _UNDECIDED
    elif isinstance(target, _DATED):
        ruling = _missed(asked.policy.late, Rule.LATE, "late")
    elif isinstance(target, YesNo):
        ruling = _missed(asked.policy.yes_no, Rule.YES_NO, "yes_no")
    else:
        assert isinstance(target, Multiple)
        ruling = _of_several(asked)
    if evaluation.read_as is not None:
        ruling = _defaulting(ruling, "unstated")
    share = ruling.share
    if share is None or share is _ALL or share == 1:
        return ruling
    return _noting(ruling, _STATE_REASON)


def _defaulting(ruling: Ruling, field: str) -> Ruling:
    rule, share, terms, notes, defaults, low, high, band = ruling
    return Ruling(rule, share, terms, notes, (field, *defaults), low, high, band)


def _noting(ruling: Ruling, note: ScoreNote) -> Ruling:
    rule, share, terms, notes, defaults, low, high, band = ruling  # _replace takes twice as long
    return Ruling(rule, share, terms, (*notes, note), defaults, low, high, band)


def _missed(choice: MissRule, rule: Rule, field: str) -> Ruling:
    """Return the ruling of a target that is missed and has no ratio."""
    if choice is MissRule.MANUAL:
        return _open(ScoreNote.NO_FORMULA, defaults=(field,))
    return Ruling(rule, _NOTHING, defaults=(field,))


# Numbers --------------------------------------------------------------------------------------------------


def _of_number(asked: Asked) -> Ruling:
    evaluation, policy = asked.evaluation, asked.policy
    verdict = evaluation.verdict
    if verdict is _NOT_DECIDED:
        return _UNDECIDED
    # points of 0.95 against ≥95% would be a wrong number
    if evaluation.notes and _is_doubtful(asked, evaluation):
        return _open(ScoreNote.UNIT_DOUBTFUL)
    if policy.satisfaction_bands:
        banded = _of_satisfaction(asked)
        if banded is not None:
            return banded
    target = evaluation.target
    assert isinstance(target, _NUMBERED)
    comparator = evaluation.read_as or target.comparator
    if verdict is _MET:
        return _over_completion(_FULL, comparator, evaluation, policy)
    if comparator is None:  # a range, or a bare value missed under every reading
        return _open(ScoreNote.NO_FORMULA)
    bound = _bound(asked)
    if not bound:
        return _missed(policy.zero_target, Rule.ZERO_TARGET, "zero_target")
    if comparator is _EQ:
        return _of_equality(asked, bound)
    return _short_or_over(asked, comparator, bound)


_DOUBTS = frozenset((Note.LOOKS_LIKE_RATIO, Note.TARGET_LOOKS_LIKE_RATIO, Note.LOOKS_LIKE_OTHER_MULTIPLE))


def _is_doubtful(asked: Asked, evaluation: Evaluation) -> bool:
    """Whether a verdict rests on a unit that may be another one; of parts joined by 或 one sure is enough."""
    if not evaluation.parts:
        doubted = not _DOUBTS.isdisjoint(evaluation.notes)
        return doubted and not _is_reached_either_way(asked, evaluation)
    target = evaluation.target
    assert isinstance(target, Multiple)
    if target.join == "or":
        same = [part for part in evaluation.parts if part.verdict is evaluation.verdict]
        return all(_is_doubtful(asked, part) for part in same)
    return any(_is_doubtful(asked, part) for part in evaluation.parts)


def _is_reached_either_way(asked: Asked, evaluation: Evaluation) -> bool:
    """Whether a target that looks like a ratio is reached as filed and as a ratio: 1 by 100%, ≥0.9 by 95%."""
    target, attainment, unit = evaluation.target, evaluation.attainment, evaluation.actual.unit
    if Note.TARGET_LOOKS_LIKE_RATIO not in evaluation.notes or attainment is None or unit is None:
        return False
    assert isinstance(target, (Quantity, Duration))
    comparator = evaluation.read_as or target.comparator
    if comparator is _EQ and asked.policy.equality is EqualityRule.REACH:
        comparator = reading_of_equality(asked.indicator, evaluation)
    return comparator is Comparator.GE and attainment * unit.share >= 1


def _bound(asked: Asked) -> Fraction:
    target = asked.evaluation.target
    if isinstance(target, WithinBudget):
        assert asked.budget is not None  # without one it is undecided
        return Fraction(asked.budget.yuan)
    assert isinstance(target, (Quantity, Duration))
    return ratio(*target.value.as_integer_ratio())


def _terms(attainment: Fraction, bound: Fraction) -> Terms:
    (reached, of), (asked, per) = attainment.as_integer_ratio(), bound.as_integer_ratio()
    return (("actual", ratio(reached * asked, of * per)), ("target", bound))


def _short_or_over(asked: Asked, comparator: Comparator, bound: Fraction) -> Ruling:
    """Return the ruling of a number on the wrong side of its bound, or on a strict bound."""
    attainment = asked.evaluation.attainment
    if attainment is None:
        return _open(ScoreNote.NO_RATIO)
    floor = comparator in _FLOORS
    ruling = (_short if floor else _over)(attainment, bound, asked.policy)
    if attainment == 1 and ruling.share == 1:
        return _noting(ruling, ScoreNote.STRICT_AT_EQUALITY)
    return ruling


def _short(attainment: Fraction, bound: Fraction, policy: ScoringPolicy) -> Ruling:
    """Return the ruling of a number below its floor; at most the whole weight, at least nothing."""
    terms = _terms(attainment, bound)
    if policy.quantity is _IN_PROPORTION:
        return Ruling(_PROPORTIONAL, attainment if attainment.numerator > 0 else _NOTHING, terms)
    match policy.quantity:
        case QuantityRule.ABOVE_FLOOR:
            share = max(_NOTHING, (attainment - policy.floor) / (1 - policy.floor))
            return Ruling(Rule.ABOVE_FLOOR, share, (*terms, ("floor", policy.floor)), defaults=("floor",))
        case QuantityRule.BANDS:
            share = _share_in(policy.quantity_bands, max(_NOTHING, attainment))
            return Ruling(
                Rule.QUANTITY_BANDS, share, (*terms, ("share", share)), defaults=("quantity_bands",)
            )
    assert_never(policy.quantity)


def _over(attainment: Fraction, bound: Fraction, policy: ScoringPolicy) -> Ruling:
    """Return the ruling of a number above its ceiling."""
    terms, defaults = _terms(attainment, bound), ("reverse",)
    if policy.reverse is _BY_RATIO:
        share = ratio(attainment.denominator, attainment.numerator)
        return Ruling(_REVERSE_RATIO, share, terms, (), defaults)
    match policy.reverse:
        case ReverseRule.LINEAR:
            return Ruling(Rule.REVERSE_LINEAR, max(_NOTHING, 2 - attainment), terms, defaults=defaults)
        case ReverseRule.ZERO:
            return Ruling(Rule.REVERSE_ZERO, _NOTHING, terms, defaults=defaults)
        case ReverseRule.MANUAL:
            return _open(ScoreNote.NO_FORMULA, defaults=defaults)
    assert_never(policy.reverse)


def _share_in(bands: Iterable[Band], ratio: Fraction) -> Fraction:
    return next(band.share for band in bands if ratio >= band.low)


def _of_equality(asked: Asked, bound: Fraction) -> Ruling:
    """Return the ruling of a written = that is not equal: practice reads it as "reach"."""
    evaluation, policy = asked.evaluation, asked.policy
    attainment, deviation = evaluation.attainment, evaluation.deviation
    defaults = ("equality",)
    if policy.equality is EqualityRule.STRICT:
        return Ruling(Rule.NOT_EQUAL, _NOTHING, defaults=defaults)
    if policy.equality is EqualityRule.SYMMETRIC:
        if attainment is None:
            return _open(ScoreNote.NO_RATIO, defaults=defaults)
        share = max(_NOTHING, 1 - abs(attainment - 1))
        return Ruling(Rule.SYMMETRIC, share, _terms(attainment, bound), defaults=defaults)
    reading = reading_of_equality(asked.indicator, evaluation)
    if reading is None:
        return _open(ScoreNote.DIRECTION_UNCLEAR, defaults=defaults)
    if deviation is None:
        return _open(ScoreNote.NO_RATIO, defaults=defaults)
    if (deviation > 0) is (reading is Comparator.GE):
        ruling = _over_completion(Ruling(Rule.REACHED, _ALL), reading, evaluation, policy)
    else:
        ruling = _short_or_over(asked, reading, bound)
    notes = (ScoreNote.EQUALITY_AS_REACH, *ruling.notes)
    return ruling._replace(notes=notes, defaults=(*defaults, *ruling.defaults))


def reading_of_equality(indicator: Indicator, evaluation: Evaluation) -> Comparator | None:
    """Return ≥ or ≤, as "reach" reads a written =; None where direction, class and name do not settle it.

    The direction column goes first, then the class: output, benefit and satisfaction are floors, cost and the
    lengths of time of 时效 ceilings. A name of the falling kind is never a floor. A row of no known class is
    read as a floor, as software in use reads every = [P].
    """
    target = evaluation.target
    assert isinstance(target, (Quantity, Duration))
    comparator, _ = reading_by_class(target, indicator)
    if comparator is None and classify(indicator) is None and not is_falling(indicator.name):
        return Comparator.GE
    return comparator


def _over_completion(
    ruling: Ruling, comparator: Comparator | None, evaluation: Evaluation, policy: ScoringPolicy
) -> Ruling:
    attainment = evaluation.attainment
    if comparator not in _FLOORS or attainment is None:
        return ruling
    # in whole numbers: to compare two fractions takes longer than the rest of the rule
    (above, below), (most, of) = attainment.as_integer_ratio(), policy.over_completion.as_integer_ratio()
    if above <= below or above * of < most * below:
        return ruling
    if not _DOUBTS.isdisjoint(evaluation.notes):
        return ruling  # how far over is as doubtful as the unit
    far = attainment >= policy.far_over_completion
    return _noting(ruling, ScoreNote.FAR_OVER_COMPLETION if far else ScoreNote.OVER_COMPLETION)


_FLOORS = (Comparator.GE, Comparator.GT)


# Satisfaction is what the name measures: not how many were asked (满意度调查覆盖率, 满意度问卷回收率).
_SATISFIED = re.compile(r"满意(?!度?(?:问卷|调查|测评|评议|回访)[^满]*[率数量](?:\(.{0,40}\))?$)")


def is_satisfaction(indicator: Indicator) -> bool:
    """Whether a row measures satisfaction, by its class or its name."""
    found = classify(indicator)
    by_name = _SATISFIED.search(fold_label(indicator.name)) is not None
    return by_name or (found is not None and found.level1 == SATISFACTION)


def _of_satisfaction(asked: Asked) -> Ruling | None:
    """Return the ruling by the satisfaction reached; None where the row has none, or no share in percent."""
    evaluation = asked.evaluation
    target, attainment = evaluation.target, evaluation.attainment
    if attainment is None or not isinstance(target, Quantity) or not is_satisfaction(asked.indicator):
        return None
    if (evaluation.read_as or target.comparator) in (Comparator.LE, Comparator.LT):
        return None  # less is better here, which no band of satisfaction means
    unit = target.unit or evaluation.actual.unit
    if unit is None or not unit.is_share:
        return None
    reached = attainment * Fraction(target.value) * unit.share
    share = _share_in(asked.policy.satisfaction_bands, max(_NOTHING, reached))
    notes: tuple[ScoreNote, ...] = ()
    if evaluation.verdict is Verdict.MET and share < 1:
        notes = (ScoreNote.MET_BUT_BANDED,)
    elif evaluation.verdict is Verdict.NOT_MET and share == 1:
        notes = (ScoreNote.MISSED_BUT_FULL,)
    terms = (("reached", reached * 100), ("share", share))
    return Ruling(Rule.SATISFACTION_BANDS, share, terms, notes, ("satisfaction_bands",))


# Words ----------------------------------------------------------------------------------------------------


def band_of(actual_text: str, policy: ScoringPolicy) -> WordBand | None:
    """Return the band that the words of an actual value name, or None.

    >>> from fiscalkpi.scoring.policy import MOF_2020
    >>> band_of("部分达成年度指标，并具有一定效果", MOF_2020).name
    'second'
    """
    return policy._bands_by_word.get(as_said(actual_text))


def _of_words(asked: Asked) -> Ruling:
    """Return the ruling of a row in words: the band of the filed ones, a person's place in it."""
    actual, policy, share = asked.evaluation.actual, asked.policy, asked.share
    if actual.kind in _NOTHING_FILED:
        return _UNDECIDED
    band = band_of(actual.text, policy)
    notes: tuple[ScoreNote, ...]
    defaults: tuple[str, ...] = ()
    if share is not None:
        band = band or next(one for one in policy.qualitative_bands if one.holds(share))
        notes = (ScoreNote.SHARE_JUDGED,)
    elif band is None:
        return _open(ScoreNote.WORDS_NAME_NO_BAND)
    elif band.default is None:
        return Ruling(
            Rule.OPEN,
            notes=(ScoreNote.BAND_NEEDS_SHARE, ScoreNote.STATE_REASON),
            low=band.low,
            high=band.high,
            band=band.name,
        )
    else:
        share, notes, defaults = band.default, _BAND_DEFAULT, ("qualitative_bands",)
    if share != 1:
        notes += (_STATE_REASON,)
    terms = (("share", share), *band.percents)
    return Ruling(_QUALITATIVE_BAND, share, terms, notes, defaults, band=band.name)


# Several parts --------------------------------------------------------------------------------------------


def _of_several(asked: Asked) -> Ruling:
    """Return the ruling of a target of several parts that is missed."""
    policy, evaluation = asked.policy, asked.evaluation
    defaults = ("several",)
    target = evaluation.target
    assert isinstance(target, Multiple)
    if policy.several is SeveralRule.MANUAL or target.join == "or":
        return _open(ScoreNote.NO_FORMULA, defaults=defaults)
    rulings = [rule_line(asked._replace(evaluation=part)) for part in evaluation.parts]
    shares = [ruling.share for ruling in rulings if ruling.share is not None]
    if len(shares) < len(rulings):
        return _open(ScoreNote.NO_FORMULA, defaults=defaults)
    terms = tuple((f"part{number}", share) for number, share in enumerate(shares, 1))
    if policy.several is SeveralRule.LOWEST:
        return Ruling(Rule.SEVERAL_LOWEST, min(shares), terms, defaults=defaults)
    return Ruling(Rule.SEVERAL_MEAN, sum(shares, _NOTHING) / len(shares), terms, defaults=defaults)


# Budget execution -----------------------------------------------------------------------------------------


def rule_execution(
    adjusted: Yuan | None, spent: Yuan | None, finished: bool | None, policy: ScoringPolicy
) -> Ruling:
    """Return what the policy says of budget execution: spent ÷ adjusted budget, from the fen.

    A budget of zero has no rate, so no points. Spending above the budget has at most the weight; spending
    about ten thousand times the budget has none: one of the two is in another unit.
    """
    if adjusted is None or spent is None:
        missing = adjusted is None and spent is None
        return _open(ScoreNote.EXECUTION_MISSING if missing else ScoreNote.EXECUTION_INCOMPLETE)
    if adjusted.fen <= 0:
        return _open(ScoreNote.BUDGET_ZERO)
    if spent.fen < 0:
        return _open(ScoreNote.SPENT_NEGATIVE)
    doubtful = about_other_multiple(spent.fen, adjusted.fen)
    if doubtful and spent > adjusted:
        return _open(ScoreNote.AMOUNTS_DOUBTFUL)
    ruling = _execution_share(adjusted, spent, finished, policy)
    return _noting(ruling, ScoreNote.AMOUNTS_DOUBTFUL) if doubtful else ruling


def _execution_share(adjusted: Yuan, spent: Yuan, finished: bool | None, policy: ScoringPolicy) -> Ruling:
    rate = spent.ratio(adjusted)
    terms: Terms = (("spent", Fraction(spent.yuan)), ("adjusted", Fraction(adjusted.yuan)))
    if policy.execution is ExecutionRule.BANDED:
        return _banded_execution(rate, finished, policy, terms)
    if rate <= 1:
        return Ruling(Rule.EXECUTION_PROPORTIONAL, rate, terms)
    if not policy.execution_cap:
        return _open(ScoreNote.OVER_BUDGET_OPEN, defaults=("execution_cap",))
    return Ruling(Rule.EXECUTION_CAPPED, _ALL, terms, (ScoreNote.OVER_BUDGET_CAPPED,), ("execution_cap",))


def _banded_execution(rate: Fraction, finished: bool | None, policy: ScoringPolicy, terms: Terms) -> Ruling:
    if finished is None:
        return _open(ScoreNote.FINISHED_UNKNOWN)
    if finished and rate <= 1:
        return Ruling(Rule.EXECUTION_WITHIN_BUDGET, _ALL, terms)
    if finished or rate >= 1:  # the text is silent
        return _open(ScoreNote.BANDS_SILENT)
    share = _share_in(policy.execution_bands, rate)
    return Ruling(Rule.EXECUTION_BANDS, share, (*terms, ("share", share)), defaults=("execution_bands",))
