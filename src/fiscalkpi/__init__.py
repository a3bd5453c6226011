"""Chinese budget performance goal forms as typed, computable data.

The layers down to the model are loaded at once; every later name is loaded when it is first used
(PEP 562), so that ``import fiscalkpi`` stays cheap and reads no file.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from fiscalkpi.dates import PartialDate
from fiscalkpi.errors import (
    ActualError,
    AmountError,
    FiscalKpiError,
    FormError,
    PolicyError,
    StructureError,
    TargetSyntaxError,
    UnitError,
    UnknownRowError,
)
from fiscalkpi.model import Cell, FundingBreakdown, FundingLine, Goal, GoalSet, Indicator, Project
from fiscalkpi.money import Yuan
from fiscalkpi.targets.model import (
    Comparator,
    DateTarget,
    Duration,
    Multiple,
    OnSchedule,
    Period,
    Qualitative,
    Quantity,
    Recurring,
    Target,
    Unfilled,
    Unreadable,
    WithinBudget,
    YesNo,
)
from fiscalkpi.targets.parser import parse_target, parse_target_cells
from fiscalkpi.units import Unit

if TYPE_CHECKING:
    from fiscalkpi.appraisal.appraise import Appraisal, AppraisalLine, AppraisalNote, Opinion, appraise
    from fiscalkpi.appraisal.scheme import (
        HENAN_2022,
        MOF_2015,
        MOF_2023,
        AppraisalEntry,
        AppraisalGrade,
        AppraisalMode,
        AppraisalOutcome,
        AppraisalScheme,
    )
    from fiscalkpi.checks import SHANGHAI_2025, Findings, Profile, check, check_batch
    from fiscalkpi.filed import BudgetExecution, FiledForm, FiledResult, FormKind
    from fiscalkpi.forms import read_form, read_forms, self_evaluation_text
    from fiscalkpi.provenance import Finding, Mark, Place, Severity, Source
    from fiscalkpi.scoring import (
        MOF_2020,
        MOF_2021,
        PROVINCIAL_LINEAR,
        Band,
        ExecutionLine,
        GradeBand,
        Judgement,
        Needed,
        Rule,
        Scorecard,
        ScoreLine,
        ScoreNote,
        ScoringPolicy,
        WordBand,
        score,
    )
    from fiscalkpi.serialize import from_dict, from_json, to_dict, to_json
    from fiscalkpi.targets.actual import Actual, ActualKind, parse_actual
    from fiscalkpi.targets.evaluate import evaluate
    from fiscalkpi.targets.verdict import BY_CLASS, Evaluation, EvaluationContext, Note, Reason, Verdict
    from fiscalkpi.taxonomy import T2015, T2021, IndicatorClass, Taxonomy, classify

# Public names that are loaded on first use, by module.
_LATER = {
    "appraisal.appraise": ("Appraisal", "AppraisalLine", "AppraisalNote", "Opinion", "appraise"),
    "appraisal.scheme": (
        "HENAN_2022",
        "MOF_2015",
        "MOF_2023",
        "AppraisalEntry",
        "AppraisalGrade",
        "AppraisalMode",
        "AppraisalOutcome",
        "AppraisalScheme",
    ),
    "checks": ("SHANGHAI_2025", "Findings", "Profile", "check", "check_batch"),
    "filed": ("BudgetExecution", "FiledForm", "FiledResult", "FormKind"),
    "forms": ("read_form", "read_forms", "self_evaluation_text"),
    "provenance": ("Finding", "Mark", "Place", "Severity", "Source"),
    "scoring": (
        "MOF_2020",
        "MOF_2021",
        "PROVINCIAL_LINEAR",
        "Band",
        "ExecutionLine",
        "GradeBand",
        "Judgement",
        "Needed",
        "Rule",
        "Scorecard",
        "ScoreLine",
        "ScoreNote",
        "ScoringPolicy",
        "WordBand",
        "score",
    ),
    "serialize": ("from_dict", "from_json", "to_dict", "to_json"),
    "targets.actual": ("Actual", "ActualKind", "parse_actual"),
    "targets.evaluate": ("evaluate",),
    "targets.verdict": ("BY_CLASS", "Evaluation", "EvaluationContext", "Note", "Reason", "Verdict"),
    "taxonomy": ("T2015", "T2021", "IndicatorClass", "Taxonomy", "classify"),
}
_MODULE_OF = {name: module for module, names in _LATER.items() for name in names}

__all__ = [
    "BY_CLASS",
    "HENAN_2022",
    "MOF_2015",
    "MOF_2020",
    "MOF_2021",
    "MOF_2023",
    "PROVINCIAL_LINEAR",
    "SHANGHAI_2025",
    "T2015",
    "T2021",
    "Actual",
    "ActualError",
    "ActualKind",
    "AmountError",
    "Appraisal",
    "AppraisalEntry",
    "AppraisalGrade",
    "AppraisalLine",
    "AppraisalMode",
    "AppraisalNote",
    "AppraisalOutcome",
    "AppraisalScheme",
    "Band",
    "BudgetExecution",
    "Cell",
    "Comparator",
    "DateTarget",
    "Duration",
    "Evaluation",
    "EvaluationContext",
    "ExecutionLine",
    "FiledForm",
    "FiledResult",
    "Finding",
    "Findings",
    "FiscalKpiError",
    "FormError",
    "FormKind",
    "FundingBreakdown",
    "FundingLine",
    "Goal",
    "GoalSet",
    "GradeBand",
    "Indicator",
    "IndicatorClass",
    "Judgement",
    "Mark",
    "Multiple",
    "Needed",
    "Note",
    "OnSchedule",
    "Opinion",
    "PartialDate",
    "Period",
    "Place",
    "PolicyError",
    "Profile",
    "Project",
    "Qualitative",
    "Quantity",
    "Reason",
    "Recurring",
    "Rule",
    "ScoreLine",
    "ScoreNote",
    "Scorecard",
    "ScoringPolicy",
    "Severity",
    "Source",
    "StructureError",
    "Target",
    "TargetSyntaxError",
    "Taxonomy",
    "Unfilled",
    "Unit",
    "UnitError",
    "UnknownRowError",
    "Unreadable",
    "Verdict",
    "WithinBudget",
    "WordBand",
    "YesNo",
    "Yuan",
    "appraise",
    "check",
    "check_batch",
    "classify",
    "evaluate",
    "from_dict",
    "from_json",
    "parse_actual",
    "parse_target",
    "parse_target_cells",
    "read_form",
    "read_forms",
    "score",
    "self_evaluation_text",
    "to_dict",
    "to_json",
]


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("fiscalkpi")
    module = _MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})
