"""Points: what the rules of the Ministry of Finance and of practice give for the verdicts of a form."""

from __future__ import annotations

from fiscalkpi.scoring.policy import (
    MOF_2020,
    MOF_2021,
    PROVINCIAL_LINEAR,
    Band,
    GradeBand,
    ScoringPolicy,
    WordBand,
)
from fiscalkpi.scoring.rules import Rule, ScoreNote
from fiscalkpi.scoring.score import score
from fiscalkpi.scoring.scorecard import ExecutionLine, Judgement, Needed, Scorecard, ScoreLine

__all__ = [
    "MOF_2020",
    "MOF_2021",
    "PROVINCIAL_LINEAR",
    "Band",
    "ExecutionLine",
    "GradeBand",
    "Judgement",
    "Needed",
    "Rule",
    "ScoreLine",
    "ScoreNote",
    "Scorecard",
    "ScoringPolicy",
    "WordBand",
    "score",
]
