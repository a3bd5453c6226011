"""Indicator classes as versioned data: which level-1 and level-2 classes there are, and in which edition.

A class is a value looked up in a taxonomy, not a closed enum: level-2 lists are open, and a label that no
taxonomy knows stays as filed. Sources stand with the data (``data/taxonomies.toml``).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Protocol

import attrs

from fiscalkpi._data import load
from fiscalkpi._text import fold_label
from fiscalkpi.provenance import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    T2015: Taxonomy
    T2021: Taxonomy


class Classified(Protocol):
    """What :func:`classify` asks of an indicator."""

    @property
    def level1(self) -> str | None:
        """一级指标 as filed."""

    @property
    def level2(self) -> str | None:
        """二级指标 as filed."""

    @property
    def name(self) -> str:
        """三级指标."""
        ...


@attrs.frozen(kw_only=True)
class IndicatorClass:
    """One class of indicators: 产出, or 数量 within it."""

    label: str
    """Label without 指标: 数量, 服务对象满意度."""
    level1: str
    """Label of its level-1 class; of a level-1 class its own."""
    level: int
    """1 or 2."""
    taxonomy: str
    """Name of the taxonomy it was looked up in."""
    code: str | None = None
    """Class code of the official systems, where one was found [P]."""


@attrs.frozen(kw_only=True)
class Taxonomy:
    """An edition of the indicator classes.

    >>> from fiscalkpi import T2015, T2021
    >>> T2015.find("数量 指标", level=2).level1, T2021.find("成本指标", level=1).label
    ('产出', '成本')
    """

    name: str
    """T2015 or T2021."""
    version: str
    """Version of the data."""
    source: Source
    """The document that lists the classes."""
    classes: tuple[IndicatorClass, ...]
    """Level-1 classes, each before its level-2 classes."""
    spellings: tuple[tuple[str, IndicatorClass], ...] = attrs.field(repr=False)
    """Every folded label and the class it means; level-1 and level-2 labels may be spelled alike."""

    def find(self, label: str, *, level: int) -> IndicatorClass | None:
        """Return the class of a level that `label` means (blanks, 指标, 等 and a weight folded), or None."""
        wanted = fold_class(label)
        return next(
            (one for spelling, one in self.spellings if one.level == level and spelling == wanted), None
        )


# characters that take no room
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_NUMBERING = re.compile(r"^(?:[(（]?[0-9一二三四五六七八九十]{1,2}[)）、.．]|[*★]+)")
_WEIGHT = re.compile(r"[(（]([0-9]{1,3}(?:\.[0-9]{1,2})?)(?:分|%)?[)）]$")
_TAIL = re.compile(r"(?:指标)?等?$")


def fold_class(label: str) -> str:
    """Fold a class label for comparing: no blanks, numbering, weight in brackets, 指标 or 等.

    >>> fold_class("服务对象满意度 指标等"), fold_class("产出指标(50分)")
    ('服务对象满意度', '产出')
    """
    folded = _WEIGHT.sub("", _NUMBERING.sub("", fold_label(label.translate(_UNSEEN))))
    return _TAIL.sub("", folded)


def split_weight(label: str) -> tuple[str, str | None]:
    """Part a class label and the weight inside it: ``产出指标(50分)`` → ``("产出指标", "50")``."""
    folded = fold_label(label)
    match = _WEIGHT.search(folded)
    return (label, None) if match is None else (folded[: match.start()], match[1])


@cache
def _taxonomy(name: str) -> Taxonomy:
    data = load("taxonomies")
    listed = data[name]
    classes, spellings = [], []
    for entry in listed["classes"]:
        one = IndicatorClass(
            label=entry["label"],
            level1=entry.get("level1", entry["label"]),
            level=2 if "level1" in entry else 1,
            taxonomy=name,
            code=entry["code"] or None,
        )
        classes.append(one)
        spellings += [(spelling, one) for spelling in (entry["label"], *entry["also"])]
    return Taxonomy(
        name=name,
        version=data["version"],
        source=Source.of(listed["source"]),
        classes=tuple(classes),
        spellings=tuple(spellings),
    )


TAXONOMIES = ("T2015", "T2021")
"""Names of the taxonomies there are."""


def __getattr__(name: str) -> Taxonomy:
    if name in TAXONOMIES:
        return _taxonomy(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def detect_taxonomy(indicators: Iterable[Classified]) -> Taxonomy:
    """Return the taxonomy that the labels of a form show: T2021 where 成本 stands at level 1, else T2015.

    >>> from fiscalkpi import Indicator
    >>> detect_taxonomy([Indicator(level1="成本指标", name="采购成本")]).name
    'T2021'
    """
    for labels in {(indicator.level1, indicator.level2) for indicator in indicators}:
        if _is_2021(*labels):
            return _taxonomy("T2021")
    return _taxonomy("T2015")


def _is_2021(level1: str | None, level2: str | None) -> bool:
    first, second = fold_class(level1 or ""), fold_class(level2 or "")
    return first == "成本" or (not first and second in ("经济成本", "社会成本", "生态环境成本"))


def classify(indicator: Classified, taxonomy: Taxonomy | None = None) -> IndicatorClass | None:
    """Return the class of an indicator, or None where its labels name no class of the taxonomy.

    Labels stay as filed; here they are folded, and level 1 is inferred from level 2 where the form
    prints none. An unknown level-2 label under a known level 1 gives the level-1 class.

    Args:
        indicator: anything with ``level1``, ``level2`` and ``name``.
        taxonomy: the edition to look in; None detects it from the level-1 label.

    >>> from fiscalkpi import Indicator
    >>> found = classify(Indicator(level2="质量指标", name="验收合格率"))
    >>> found.label, found.level1, found.code
    ('质量', '产出', '12')
    """
    if taxonomy is None:
        return _by_labels(indicator.level1, indicator.level2)
    return _look_up(indicator.level1, indicator.level2, taxonomy)


@lru_cache(maxsize=4096)
def _by_labels(level1: str | None, level2: str | None) -> IndicatorClass | None:
    return _look_up(level1, level2, _taxonomy("T2021" if _is_2021(level1, level2) else "T2015"))


def _look_up(level1: str | None, level2: str | None, taxonomy: Taxonomy) -> IndicatorClass | None:
    first = None if level1 is None else taxonomy.find(level1, level=1)
    second = None if level2 is None else taxonomy.find(level2, level=2)
    if second is not None and (first is None or second.level1 == first.label):
        return second
    if first is not None:
        return first
    return None if level2 is None else taxonomy.find(level2, level=1)
