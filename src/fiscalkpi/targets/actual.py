"""Actual values: what was reached, as text or as a Python value."""
from __future__ import annotations
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
import attrs
from fiscalkpi.dates import PartialDate
from fiscalkpi.targets.model import Comparator
from fiscalkpi.units import Unit


class ActualKind(StrEnum):
    """What an actual value is."""

    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    WORDS = "words"
    SEVERAL = "several"
    BLANK = "blank"
    MASKED = "masked"


@attrs.frozen(kw_only=True)
class Actual:
    """An actual value (实际完成值)."""

    kind: ActualKind
    comparator: Comparator | None = None
    value: Decimal | Fraction | PartialDate | bool | None = None
    high: Decimal | PartialDate | None = None
    unit: Unit | None = None
    approx: bool = False
    parts: tuple[Actual, ...] = ()
    text: str = ""
