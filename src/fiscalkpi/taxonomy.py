"""Indicator classes as versioned data."""
from __future__ import annotations
