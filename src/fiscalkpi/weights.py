"""Weights (分值): the schemes of the official texts, and the default split where a form files none.

A scheme says how many points of 100 the budget execution and each level-1 class hold. The texts say
原则上 of all of them, so a scheme is data and a default, never a law (``data/weights.toml``).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import attrs

from fiscalkpi._data import load
from fiscalkpi._numbers import exact_sum, largest_remainder, parse_number
from fiscalkpi.provenance import Source
from fiscalkpi.taxonomy import classify, detect_taxonomy, fold_class, split_weight

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fiscalkpi.taxonomy import Classified, IndicatorClass, Taxonomy

WHOLE = Decimal(100)
"""All points of a form."""

SATISFACTION, BENEFIT = "满意度", "效益"
"""The level-1 classes between which a policy may move points."""


@attrs.frozen(kw_only=True)
class WeightScheme:
    """How the 100 points are shared between budget execution and the level-1 classes.

    >>> scheme = weight_scheme("W2021")
    >>> scheme.execution, dict(scheme.shares)["成本"], str(scheme.source)
    (Decimal('10'), Decimal('20'), '财预〔2021〕101号附件1三(六) [T]')
    """

    name: str
    """W2020, W2021 or W2021-no-cost."""
    source: Source
    """The document it comes from."""
    execution: Decimal
    """Points for budget execution (预算执行率), added at self-evaluation."""
    shares: tuple[tuple[str, Decimal], ...]
    """Points of each level-1 class, by its label in the taxonomy."""
    needs: tuple[str, ...] = ()
    """Level-1 classes that a form must have for the scheme to be meant."""

    def fits(self, classes: Iterable[str]) -> bool:
        """Whether the scheme has a share for every one of `classes`, and all that it needs is there."""
        present = set(classes)
        return present <= dict(self.shares).keys() and present.issuperset(self.needs)


@cache
def _schemes() -> dict[str, WeightScheme]:
    schemes = {}
    for name, entry in load("weights").items():
        if not isinstance(entry, dict):
            continue  # the source and version of the whole file
        shares = tuple((label, Decimal(points)) for label, points in entry["shares"].items())
        execution = Decimal(entry["execution"])
        assert exact_sum([execution, *(points for _, points in shares)]) == WHOLE, name
        schemes[name] = WeightScheme(
            name=name,
            source=Source.of(entry["source"]),
            execution=execution,
            shares=shares,
            needs=tuple(entry["needs"]),
        )
    return schemes


def scheme_names() -> tuple[str, ...]:
    """Return the names of the schemes there are."""
    return tuple(_schemes())


def weight_scheme(name: str) -> WeightScheme:
    """Return the scheme called `name`.

    Raises:
        LookupError: for an unknown name; it lists those there are.
    """
    if name not in _schemes():
        raise LookupError(f"{name!r} is no weight scheme; there are: {', '.join(_schemes())}")
    return _schemes()[name]


class Split(NamedTuple):
    """The points of each row, and those that no row holds."""

    weights: tuple[Decimal, ...]
    """One a row, in order; exact hundredths."""
    open_shares: tuple[tuple[str, Decimal], ...] = ()
    """Level-1 classes of the scheme without rows, and their points."""


class _Rows(NamedTuple):
    """The rows of a level-1 class by level 2: their numbers from 0."""

    by_level2: dict[str, list[int]]

    @property
    def numbers(self) -> list[int]:
        return [number for numbers in self.by_level2.values() for number in numbers]

    def shares(self) -> list[Fraction]:
        """Return the share of each row: the same for every level-2 class, and in it for every row."""
        classes = len(self.by_level2)
        return [Fraction(1, classes * len(rows)) for rows in self.by_level2.values() for _ in rows]


def rows_by_class(indicators: Sequence[Classified], taxonomy: Taxonomy) -> dict[str, _Rows] | None:
    """Return the rows of each level-1 class, in the order of the form; None where one has no class."""
    found: dict[str, _Rows] = {}
    seen: dict[tuple[str | None, str | None], IndicatorClass | None] = {}
    for number, indicator in enumerate(indicators):
        labels = (indicator.level1, indicator.level2)
        if labels not in seen:
            seen[labels] = classify(indicator, taxonomy)
        one = seen[labels]
        if one is None:
            return None
        level2 = one.label if one.level == 2 else fold_class(indicator.level2 or "")
        rows = found.setdefault(one.level1, _Rows({}))
        rows.by_level2.setdefault(level2, []).append(number)
    return found


def default_weights(
    indicators: Sequence[Classified], scheme: WeightScheme, *, satisfaction_to_benefit: bool = False
) -> Split | None:
    """Return the stated default split of a scheme over rows without filed weights; None where there is none.

    The share of a level-1 class is divided evenly over the level-2 classes present, then evenly over the
    rows, exactly; what hundredths leave goes by the largest remainder, the earlier row first, so that the
    rows of a class hold exactly its share. A class of the scheme without rows leaves its share open. A form
    with a row of no class, or of a class that the scheme lacks, has no default split. Where every level-1
    label of the form prints its own points (``产出指标(50分)``), these stand in place of the scheme's.

    Args:
        indicators: the rows, in order.
        scheme: whose shares to divide.
        satisfaction_to_benefit: whether the share of 满意度, where it has no rows, goes to 效益
            (财预〔2021〕101号附件1三(六) [T] allows it).

    >>> from fiscalkpi import Indicator
    >>> rows = [Indicator(level2=label, name=label) for label in ("数量", "质量", "时效", "社会效益")]
    >>> split = default_weights(rows, weight_scheme("W2020"))
    >>> [str(weight) for weight in split.weights], [label for label, _ in split.open_shares]
    (['16.67', '16.67', '16.66', '30.00'], ['满意度'])
    """
    classes = rows_by_class(indicators, detect_taxonomy(indicators))
    if not classes or not scheme.fits(classes):
        return None
    shares = printed_shares(indicators, classes) or dict(scheme.shares)
    if satisfaction_to_benefit and SATISFACTION not in classes and BENEFIT in classes:
        shares[BENEFIT] = exact_sum([shares[BENEFIT], shares.pop(SATISFACTION, Decimal(0))])
    weights = [Decimal(0)] * len(indicators)
    for label, rows in classes.items():
        parts = largest_remainder(int(Fraction(shares[label]) * 100), rows.shares())
        for number, hundredths in zip(rows.numbers, parts, strict=True):
            weights[number] = Decimal(f"{hundredths}e-2")
    left = tuple((label, points) for label, points in shares.items() if label not in classes)
    return Split(tuple(weights), left)


def printed_shares(indicators: Sequence[Classified], classes: dict[str, _Rows]) -> dict[str, Decimal]:
    """Return the points that the level-1 labels print, by class; empty unless every class has one figure."""
    printed: dict[str, Decimal] = {}
    for label, rows in classes.items():
        figures = {split_weight(indicators[number].level1 or "")[1] for number in rows.numbers} - {None}
        figure = parse_number(figures.pop() or "") if len(figures) == 1 else None
        if figure is None or figure.as_tuple().exponent < -2:  # type: ignore[operator]  # a finite number
            return {}
        printed[label] = figure
    return printed
