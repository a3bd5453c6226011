"""Text of a target → Target."""
from __future__ import annotations
from typing import NamedTuple
from fiscalkpi.targets.model import Qualitative, Target, Unfilled


class Reading(NamedTuple):
    target: Target
    passed_over: tuple[tuple[int, int], ...] = ()
    reason: str | None = None
    span: tuple[int, int] | None = None


def read(text: str) -> Reading:
    return Reading(Qualitative(text=text) if text.strip() else Unfilled(text=text))


def parse_target(text: str) -> Target:
    return read(text).target


def parse_target_cells(value: str, comparator: str | None = None, unit: str | None = None, nature: str | None = None) -> Target:
    return read(value).target
