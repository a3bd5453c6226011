"""Target + Actual → Evaluation."""
from __future__ import annotations
