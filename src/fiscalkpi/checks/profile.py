"""Which rules are asked for beside those of the ministry: a place, its years, a caller's own norms."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs

from fiscalkpi._data import load
from fiscalkpi._text import fold_label
from fiscalkpi.checks.catalogue import entries, source
from fiscalkpi.model import as_points, as_tuple
from fiscalkpi.provenance import Source
from fiscalkpi.scoring.policy import MOF_2020, ScoringPolicy
from fiscalkpi.targets.model import Target
from fiscalkpi.targets.parser import parse_target

if TYPE_CHECKING:
    from collections.abc import Iterable


def _codes(_instance: object, attribute: attrs.Attribute[tuple[str, ...]], codes: tuple[str, ...]) -> None:
    unknown = [code for code in codes if code not in entries()]
    if unknown:
        raise ValueError(f"{attribute.name}: {unknown[0]!r} is no code of a check")


def _norms(norms: Mapping[str, object] | Iterable[tuple[str, object]]) -> tuple[tuple[str, Target], ...]:
    pairs = norms.items() if isinstance(norms, Mapping) else as_tuple(norms)
    read = []
    for name, norm in pairs:
        if isinstance(norm, str):
            norm = parse_target(norm)
        if not isinstance(name, str) or not isinstance(norm, Target):
            raise TypeError(f"a cost norm is a name with a target or its text, not {name!r}: {norm!r}")
        read.append((fold_label(name), norm))
    return tuple(read)


def _years(years: object) -> tuple[int | None, int | None] | None:
    if years is None:
        return None
    first, last = as_tuple(years) if not isinstance(years, int) else (years, years)  # type: ignore[arg-type]  # checked below
    for year in (first, last):
        if year is not None and type(year) is not int:
            raise TypeError(f"years are ints or None, not {year!r}")
    return first, last


def _tolerance(value: Decimal | int | str) -> Decimal:
    points = as_points(value)
    if points is None or points < 0:
        raise ValueError(f"a tolerance is zero points or more, not {value!r}")
    return points


@attrs.frozen(kw_only=True)
class Profile:
    """Which rules a check applies beside those of the ministry for the form's year.

    >>> from fiscalkpi import Project, check
    >>> [one.code for one in check(Project(), profile=Profile(off=("money.missing",)))][-1]
    'goal.indicators-missing'

    Raises:
        ValueError: for a code that no check has, or a tolerance below zero.
        TypeError: for a policy that is none.
    """

    name: str | None = None
    """Name of a preset; None for a profile of one's own."""
    place: str | None = None
    """The place whose rules these are: 上海."""
    years: tuple[int | None, int | None] | None = attrs.field(default=None, converter=_years)
    """First and last budget year that the profile speaks of, either open; given, they stand for the year of
    the form when it is asked which documents rule."""
    rules: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, validator=_codes)
    """Codes switched on for every form, whatever its year: ``class.cost-missing``."""
    off: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, validator=_codes)
    """Codes that are not asked for."""
    cost_norms: tuple[tuple[str, Target], ...] = attrs.field(default=(), converter=_norms)
    """Prescribed cost norms (支出标准) by indicator name: ``{"档案存储服务单价": "58元/标箱/年"}``."""
    tolerance: Decimal = attrs.field(default=Decimal(0), converter=_tolerance)
    """Points by which a filed execution score may differ from the computed one."""
    policy: ScoringPolicy = attrs.field(
        default=MOF_2020, validator=attrs.validators.instance_of(ScoringPolicy)
    )
    """The policy that a form was filled under: points that it gives are not questioned, and its rule of
    budget execution, its bands of prose and its grades are those that filed ones are held against."""
    source: Source | None = None
    """What the switched-on rules rest on."""

    def applies(self, code: str, year: int | None) -> bool:
        """Return whether a code is asked of a form of `year`; an unknown year has every rule."""
        if code in self.off:
            return False
        since = entries()[code].since
        if since is None or code in self.rules:
            return True
        if self.years is not None:
            last = self.years[1]
            return last is None or since <= last
        return year is None or since <= year


MINISTRY = Profile()
"""Only the rules of the ministry, for the year of the form."""


def presets() -> tuple[str, ...]:
    """Return the names of the profiles that the data holds."""
    return tuple(load("findings")["profiles"])


@cache
def preset(name: str) -> Profile:
    """Return a profile of the data by its name.

    Raises:
        LookupError: for an unknown name; it lists those there are.
    """
    listed: dict[str, Any] = load("findings")["profiles"]
    if name not in listed:
        raise LookupError(f"there is no profile {name!r}; there are: {', '.join(listed)}")
    one = listed[name]
    first, *last = one["years"]
    return Profile(
        name=name,
        place=one["place"],
        years=(first, last[0] if last else None),
        rules=one["rules"],
        source=source(one["document"]),
    )
