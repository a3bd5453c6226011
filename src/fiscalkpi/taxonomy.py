"""Indicator classes as versioned data."""
from __future__ import annotations


def classify(indicator, taxonomy=None):  # type: ignore
    return None
