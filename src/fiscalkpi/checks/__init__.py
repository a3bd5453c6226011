"""Checks: what a machine can see in a form. Pure functions from a form to findings, listed in one tuple."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscalkpi.checks.batch import check_batch
from fiscalkpi.checks.checking import CHECKS, check
from fiscalkpi.checks.findings import Findings
from fiscalkpi.checks.profile import Profile, preset, presets

if TYPE_CHECKING:
    SHANGHAI_2025: Profile

__all__ = ["CHECKS", "SHANGHAI_2025", "Findings", "Profile", "check", "check_batch", "preset", "presets"]


def __getattr__(name: str) -> Profile:
    if name in presets():
        return preset(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
