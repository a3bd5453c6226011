"""Scoring policies: every choice that the texts leave open, as a field with a documented default.

A policy is a frozen value. Change one with ``attrs.evolve(MOF_2020, reverse="linear")``. Points name the
rule they come from, its source, and the fields they rest on where no ministry text settles them.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from fiscalkpi._data import load
from fiscalkpi._numbers import exact_text, parse_number
from fiscalkpi._text import fold_label
from fiscalkpi.errors import PolicyError
from fiscalkpi.model import as_points, as_tuple
from fiscalkpi.targets.model import Comparator
from fiscalkpi.targets.verdict import BY_CLASS, ByClass
from fiscalkpi.weights import WeightScheme, scheme_names, weight_scheme

if TYPE_CHECKING:
    from collections.abc import Iterable

_E = TypeVar("_E", bound=StrEnum)


class QuantityRule(StrEnum):
    """Points of a number that falls short of its target."""

    PROPORTIONAL = "proportional"
    """weight × actual ÷ target (财预〔2020〕10号第十六条 [T])."""
    ABOVE_FLOOR = "above_floor"
    """Nothing below the floor, a straight line above (财预〔2021〕101号 [T], an example)."""
    BANDS = "bands"
    """The share of the band that the attainment falls into [P]."""


class ReverseRule(StrEnum):
    """Points of a number above its ceiling. The central texts give no formula [P]."""

    RATIO = "ratio"
    """weight × target ÷ actual."""
    LINEAR = "linear"
    """weight × (1 − (actual − target) ÷ target), nothing from twice the target."""
    ZERO = "zero"
    """Nothing on any breach."""
    MANUAL = "manual"
    """A person decides."""


class EqualityRule(StrEnum):
    """How a written ``=`` counts for points. For the verdict it is always equality."""

    REACH = "reach"
    """As ≥ or ≤, by direction, class and name [P]."""
    STRICT = "strict"
    """Only equality has points."""
    SYMMETRIC = "symmetric"
    """weight × (1 − |actual − target| ÷ target), either way [P]."""


class MissRule(StrEnum):
    """Points where a target is missed and there is no ratio."""

    ZERO = "zero"
    """No points."""
    MANUAL = "manual"
    """A person decides; the line stays open until then."""


class SeveralRule(StrEnum):
    """Points of a target of several parts that is missed. No text speaks of it [P]."""

    MANUAL = "manual"
    """A person decides."""
    MEAN = "mean"
    """Each part holds the same share of the weight."""
    LOWEST = "lowest"
    """The part with the fewest points counts."""


class ExecutionRule(StrEnum):
    """Points of budget execution."""

    PROPORTIONAL = "proportional"
    """weight × spent ÷ adjusted budget (财预〔2020〕10号附件1 [T])."""
    BANDED = "banded"
    """Full where the project is finished within its budget, else by bands (财预〔2021〕101号 [T])."""


def _points(value: Decimal | int | str) -> Decimal:
    points = as_points(value)
    if points is None:
        raise TypeError("points are a Decimal, an int or text, not None")
    return points


def _fraction(value: Fraction | Decimal | int | str) -> Fraction:
    """Return an exact ratio; a float is refused, and so is text that is no number."""
    if isinstance(value, str):
        above, slash, below = value.partition("/")
        numbers = [
            parse_number(above.strip().removeprefix("-")),
            parse_number(below.strip() if slash else "1"),
        ]
        if numbers[0] is None or not numbers[1]:
            raise ValueError(f"{value[:40]!r} is no ratio")
        exact = Fraction(numbers[0]) / Fraction(numbers[1])
        return -exact if above.strip().startswith("-") else exact
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise TypeError(f"a ratio is a Fraction, a Decimal, an int or text, not {type(value).__name__}")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} is no ratio")
    return Fraction(value)


def as_share(value: Fraction | Decimal | int | str | None) -> Fraction | None:
    """Return an exact ratio or None; a float is refused."""
    return None if value is None else _fraction(value)


@attrs.frozen
class Band:
    """From this ratio on, this share of the weight.

    >>> Band("0.8", "0.7")
    Band(low=Fraction(4, 5), share=Fraction(7, 10))
    """

    low: Fraction = attrs.field(converter=_fraction)
    """The lowest ratio of the band, itself in it."""
    share: Fraction = attrs.field(converter=_fraction)
    """The share of the weight that it gives."""


_PUNCTUATION = str.maketrans("", "", "，。,.；;、:：!！“”\"'")


@lru_cache(maxsize=4096)
def as_said(text: str) -> str:
    """Return the words of an actual value as bands are compared with them: folded, without marks.

    >>> as_said("部分达成年度指标，并具有一定效果。")
    '部分达成年度指标并具有一定效果'
    """
    return fold_label(text).translate(_PUNCTUATION)


@attrs.frozen(kw_only=True, slots=False)  # for what is computed once
class WordBand:
    """A band of a qualitative indicator: the words that name it, and the shares of the weight it spans.

    >>> band = WordBand(name="first", low="0.8", high="1", words=("达成年度指标",))
    >>> band.holds("0.8"), band.holds("0.79")
    (True, False)
    """

    name: str
    """Its name: first, second, third."""
    low: Fraction = attrs.field(converter=_fraction)
    """The lowest share, itself in the band."""
    high: Fraction = attrs.field(converter=_fraction)
    """The highest share: in the band only where it is the whole weight, else it belongs to the band above."""
    default: Fraction | None = attrs.field(default=None, converter=as_share)
    """The share where a person gave none; None: the line stays open."""
    words: tuple[str, ...] = attrs.field(default=(), converter=as_tuple)
    """The words of an actual value that name it."""

    @cached_property
    def percents(self) -> tuple[tuple[str, Fraction], ...]:
        """Its edges in percent by name, as a line of its points shows them."""
        return ("low_percent", self.low * 100), ("high_percent", self.high * 100)

    def holds(self, share: Fraction | Decimal | int | str) -> bool:
        """Whether a share of the weight lies in the band; an edge belongs to the upper band."""
        exact = _fraction(share)
        return self.low <= exact < self.high or exact == self.high == 1


@attrs.frozen
class GradeBand:
    """A grade, from these points on.

    >>> GradeBand("优", 90)
    GradeBand(label='优', low=Decimal('90'))
    """

    label: str
    """优, 良, 中, 差."""
    low: Decimal = attrs.field(converter=_points)
    """The fewest points of 100, themselves in it."""


def _choice(kind: type[_E], value: str) -> _E:
    """Return the member of `kind` that a field of a policy names."""
    if isinstance(value, str) and value in list(kind):
        return kind(value)
    choices = ", ".join(kind)
    raise PolicyError("policy.choice", text=str(value)[:80], field=kind.__name__, choices=choices)


def _quantity(value: QuantityRule | str) -> QuantityRule:
    return _choice(QuantityRule, value)


def _reverse(value: ReverseRule | str) -> ReverseRule:
    return _choice(ReverseRule, value)


def _equality(value: EqualityRule | str) -> EqualityRule:
    return _choice(EqualityRule, value)


def _miss(value: MissRule | str) -> MissRule:
    return _choice(MissRule, value)


def _several(value: SeveralRule | str) -> SeveralRule:
    return _choice(SeveralRule, value)


def _execution(value: ExecutionRule | str) -> ExecutionRule:
    return _choice(ExecutionRule, value)


def _unstated(value: Comparator | ByClass | str | None) -> Comparator | ByClass | None:
    if value is None or isinstance(value, Comparator | ByClass):
        return value
    for kind in (Comparator, ByClass):
        if isinstance(value, str) and value in list(kind):
            return kind(value)
    choices = ", ".join([*Comparator, *ByClass])
    raise PolicyError("policy.choice", text=str(value)[:80], field="unstated", choices=choices)


def _is(kind: type, name: str) -> Any:
    """Return the validator of a tuple of values of one class."""

    def validate(_instance: object, attribute: attrs.Attribute[Any], value: tuple[object, ...]) -> None:
        for one in value:
            if not isinstance(one, kind):
                raise TypeError(f"{attribute.name} holds {name}s, not {one!r}")

    return validate


def _flag(_instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, bool):
        raise TypeError(f"{attribute.name} is True or False, not {value!r}")


def _words(band: str) -> tuple[str, ...]:
    return tuple(load("scoring")["bands"][band])


_GRADES = (GradeBand("优", 90), GradeBand("良", 80), GradeBand("中", 60), GradeBand("差", 0))
_WORD_BANDS = (
    WordBand(name="first", low="0.8", high="1", default="1", words=_words("first")),
    WordBand(name="second", low="0.6", high="0.8", words=_words("second")),
    WordBand(name="third", low="0", high="0.6", words=_words("third")),
)
_SCHEMES = (("T2015", ("W2020",)), ("T2021", ("W2021", "W2021-no-cost")))


def _as_schemes(value: Iterable[tuple[str, Iterable[str]]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((taxonomy, as_tuple(names)) for taxonomy, names in as_tuple(value))


@attrs.frozen(kw_only=True, repr=False, slots=False)  # for what is computed once
class ScoringPolicy:
    """How verdicts become points: one value for every choice that the texts leave open.

    Raises:
        PolicyError: where it contradicts itself; ``problems`` has every problem, each with its field.

    >>> import attrs
    >>> own = attrs.evolve(MOF_2020, name="own", reverse="zero")
    >>> own.reverse, own.quantity
    (<ReverseRule.ZERO: 'zero'>, <QuantityRule.PROPORTIONAL: 'proportional'>)
    """

    name: str = attrs.field(default="own", validator=attrs.validators.instance_of(str))
    """Its name in results."""
    schemes: tuple[tuple[str, tuple[str, ...]], ...] = attrs.field(default=_SCHEMES, converter=_as_schemes)
    """Weight schemes by taxonomy, for forms that file no weights: the first that fits the form is taken
    (财预〔2020〕10号第十三条, 财预〔2021〕101号附件1三(六) [T]); the split below level 1 is a default [P]."""
    satisfaction_to_benefit: bool = attrs.field(default=False, validator=_flag)
    """Whether the share of 满意度 goes to 效益 where a form has none (财预〔2021〕101号 allows it [T])."""
    unstated: Comparator | ByClass | None = attrs.field(default=BY_CLASS, converter=_unstated)
    """How a bare value is read, by verdict and points alike [P]; None: not at all."""
    equality: EqualityRule = attrs.field(default=EqualityRule.REACH, converter=_equality)
    """How a written = counts [P]."""
    quantity: QuantityRule = attrs.field(default=QuantityRule.PROPORTIONAL, converter=_quantity)
    """A number short of its target (财预〔2020〕10号第十六条 [T])."""
    floor: Fraction = attrs.field(default=Fraction(3, 5), converter=_fraction)
    """Of ``above_floor``: the attainment up to which there are no points (财预〔2021〕101号 [T], an
    example)."""
    quantity_bands: tuple[Band, ...] = attrs.field(
        default=(), converter=as_tuple, validator=_is(Band, "Band")
    )
    """Of ``bands``: by attainment, the highest first [P]."""
    reverse: ReverseRule = attrs.field(default=ReverseRule.RATIO, converter=_reverse)
    """A number above its ceiling [P]."""
    zero_target: MissRule = attrs.field(default=MissRule.ZERO, converter=_miss)
    """A target of 0 that is missed [P]."""
    yes_no: MissRule = attrs.field(default=MissRule.ZERO, converter=_miss)
    """是 or 否, missed: 财预〔2021〕101号 allows full points, none or a cut [T]; none is our default."""
    late: MissRule = attrs.field(default=MissRule.MANUAL, converter=_miss)
    """A date that is missed: no text gives a formula, so a person decides [P]."""
    several: SeveralRule = attrs.field(default=SeveralRule.MANUAL, converter=_several)
    """A target of several parts that is missed; no text speaks of it [P]."""
    satisfaction_bands: tuple[Band, ...] = attrs.field(
        default=(), converter=as_tuple, validator=_is(Band, "Band")
    )
    """By the satisfaction reached, the highest first (财预〔2021〕101号附件1三(七) [T], printed for ten
    points); none: satisfaction is scored like any number."""
    qualitative_bands: tuple[WordBand, ...] = attrs.field(
        default=_WORD_BANDS, converter=as_tuple, validator=_is(WordBand, "WordBand")
    )
    """Bands of prose (财预〔2020〕10号第十六条 [T]), the highest first."""
    over_completion: Fraction = attrs.field(default=Fraction(6, 5), converter=_fraction)
    """The attainment from which a line is marked as far above its target [P]."""
    far_over_completion: Fraction = attrs.field(default=Fraction(13, 10), converter=_fraction)
    """The attainment from which a reason is asked for [P]. Nothing is deducted: that is a judgement."""
    execution: ExecutionRule = attrs.field(default=ExecutionRule.PROPORTIONAL, converter=_execution)
    """Budget execution (财预〔2020〕10号附件1 [T])."""
    execution_bands: tuple[Band, ...] = attrs.field(
        default=(), converter=as_tuple, validator=_is(Band, "Band")
    )
    """Of ``banded``: by execution rate of an unfinished project, the highest first
    (财预〔2021〕101号附件1三(七)2 [T], printed for ten points)."""
    execution_cap: bool = attrs.field(default=True, validator=_flag)
    """Whether spending more than the budget has full points (with a note); else the line stays open. The
    texts are silent [P]."""
    places: int = attrs.field(default=2, validator=attrs.validators.instance_of(int))
    """Decimals of each line, rounded half up; the total adds the rounded lines [P]."""
    grades: tuple[GradeBand, ...] = attrs.field(
        default=_GRADES, converter=as_tuple, validator=_is(GradeBand, "GradeBand")
    )
    """Grades by total (财预〔2020〕10号第十八条 [T]), the highest first."""

    def __attrs_post_init__(self) -> None:
        problems = tuple(
            PolicyError(code, path=f"$.{field}", policy=self.name, field=field, **parts)  # type: ignore[arg-type]  # none is a tuple
            for field, code, parts in _contradictions(self)
        )
        if problems:
            raise PolicyError("policy.invalid", problems=problems, policy=self.name, count=len(problems))

    def __repr__(self) -> str:
        said = [
            f"{field.name}={getattr(self, field.name)!r}"
            for field in attrs.fields(ScoringPolicy)
            if field.name == "name" or getattr(self, field.name) != field.default
        ]
        return f"ScoringPolicy({', '.join(said)})"

    @cached_property
    def _bands_by_word(self) -> dict[str, WordBand]:
        """The qualitative bands by the words that name them, as :func:`as_said` spells these."""
        named: dict[str, WordBand] = {}
        for band in self.qualitative_bands:
            for word in band.words:
                named.setdefault(as_said(word), band)
        return named

    def scheme_for(self, taxonomy: str, classes: Iterable[str]) -> WeightScheme | None:
        """Return the weight scheme for a form of a taxonomy with these level-1 classes; None: none fits."""
        present = set(classes)
        for name in dict(self.schemes).get(taxonomy, ()):
            scheme = weight_scheme(name)
            if scheme.fits(present):
                return scheme
        return None

    def grade(self, total: Decimal) -> str:
        """Return the grade of a total of 100 points.

        Raises:
            ValueError: for a total below zero.

        >>> MOF_2020.grade(Decimal("89.99")), MOF_2020.grade(Decimal("90"))
        ('良', '优')
        """
        if total < 0:
            raise ValueError(f"{total} is no total of points")
        return next(grade.label for grade in self.grades if total >= grade.low)


_Problem = tuple[str, str, dict[str, str]]


def _contradictions(policy: ScoringPolicy) -> Iterable[_Problem]:
    """Yield what cannot be: field, code and the parts of the message."""
    if not 0 <= policy.floor < 1:
        yield "floor", "policy.floor", {"value": exact_text(policy.floor)}
    for field, needed in (
        ("quantity_bands", policy.quantity is QuantityRule.BANDS),
        ("execution_bands", policy.execution is ExecutionRule.BANDED),
    ):
        bands: tuple[Band, ...] = getattr(policy, field)
        if bool(bands) is not needed:
            yield field, "policy.bands-missing" if needed else "policy.bands-unused", {}
        yield from _of_bands(field, bands)
    yield from _of_bands("satisfaction_bands", policy.satisfaction_bands)
    yield from _of_word_bands(policy.qualitative_bands)
    if not 1 <= policy.over_completion <= policy.far_over_completion:
        values = {
            "low": exact_text(policy.over_completion),
            "high": exact_text(policy.far_over_completion),
        }
        yield "over_completion", "policy.over-completion", values
    if isinstance(policy.places, bool) or not 0 <= policy.places <= 6:
        yield "places", "policy.places", {"value": str(policy.places)}
    lows = [grade.low for grade in policy.grades]
    if (
        not lows
        or lows[-1] != 0
        or lows[0] > 100
        or any(one <= other for one, other in pairwise(lows))
        or len({grade.label for grade in policy.grades}) != len(lows)
    ):
        yield "grades", "policy.grades", {}
    if len(dict(policy.schemes)) != len(policy.schemes):
        yield "schemes", "policy.scheme-twice", {}
    for taxonomy, names in policy.schemes:
        for name in names:
            if name not in scheme_names():
                known = ", ".join(scheme_names())
                yield "schemes", "policy.scheme", {"taxonomy": taxonomy, "scheme": name, "choices": known}


def _of_bands(field: str, bands: tuple[Band, ...]) -> Iterable[_Problem]:
    """Bands fall, from the highest ratio to 0, and a higher one never gives less."""
    if not bands:
        return
    falling = all(one.low > other.low and one.share >= other.share for one, other in pairwise(bands))
    if not falling or bands[-1].low != 0 or any(not 0 <= band.share <= 1 for band in bands):
        yield field, "policy.bands", {}


def _of_word_bands(bands: tuple[WordBand, ...]) -> Iterable[_Problem]:
    """Bands of prose lie on one another from 1 down to 0, each default, word and name in one band only."""
    edges = [Fraction(1), *(band.low for band in bands)]
    joined = all(band.high == edge and band.low < band.high for band, edge in zip(bands, edges, strict=False))
    words = [word for band in bands for word in band.words]
    named_twice = len(words) != len(set(words)) or len({band.name for band in bands}) != len(bands)
    if not bands or not joined or bands[-1].low != 0 or named_twice:
        yield "qualitative_bands", "policy.word-bands", {}
    for band in bands:
        if band.default is not None and not band.holds(band.default):
            values = {"band": band.name, "value": exact_text(band.default)}
            yield "qualitative_bands", "policy.band-default", values


MOF_2020 = ScoringPolicy(name="MOF_2020")
"""财预〔2020〕10号: in proportion, bands of prose; what it leaves open as practice does."""

MOF_2021 = ScoringPolicy(
    name="MOF_2021",
    schemes=(("T2015", ("W2021-no-cost",)), ("T2021", ("W2021", "W2021-no-cost"))),
    quantity=QuantityRule.ABOVE_FLOOR,
    satisfaction_bands=(Band("0.9", 1), Band("0.8", "0.8"), Band("0.6", "0.5"), Band(0, 0)),
    execution=ExecutionRule.BANDED,
    execution_bands=(Band("0.8", "0.7"), Band("0.6", "0.5"), Band(0, 0)),
)
"""The worked examples of 财预〔2021〕101号附件1三(七): a floor of 60 %, bands of satisfaction and execution.

The bands are printed for ten points; scaling them to another weight is our choice."""

PROVINCIAL_LINEAR = ScoringPolicy(name="PROVINCIAL_LINEAR", reverse=ReverseRule.LINEAR)
"""As MOF_2020, with the straight line for ceilings that software of several provinces has built in [P]."""
