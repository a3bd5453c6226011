"""Values of every class, built by hand through the constructors: what laws run on.

Beside random text and numbers each strategy draws from a pool of awkward real ones. A target comes with
the words of a form and without (``text=None``); the words need not fit the fields, as in an edited form.
"""

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import get_args

from hypothesis import strategies as st

from fiscalkpi.dates import FIRST_YEAR, LAST_YEAR, PartialDate
from fiscalkpi.filed import BudgetExecution, FiledForm, FiledResult, FormKind
from fiscalkpi.model import Cell, FundingBreakdown, FundingLine, Goal, GoalSet, Indicator, Project
from fiscalkpi.money import Yuan
from fiscalkpi.provenance import Finding, Mark, Place, Severity, Source
from fiscalkpi.targets.actual import Actual, ActualKind
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
from fiscalkpi.targets.verdict import BY_CLASS, Evaluation, EvaluationContext, Note, Reason, Verdict
from fiscalkpi.units import Unit

_AWKWARD = [
    "",
    " ",
    "/",
    "—",
    "**",
    "≥**%",
    "≥90％",
    "2021年7月",
    "<p>一\n二</p>",
    '"',
    "\\",
    "\x00",
    "\u2028",
    "😀",
]


def maybe(values):
    """Return a strategy for a field that a form can leave blank."""
    return st.none() | values


def some(values, least=0, most=2):
    """Return a strategy for a tuple."""
    return st.lists(values, min_size=least, max_size=most).map(tuple)


TEXTS = st.sampled_from(_AWKWARD) | st.text(max_size=12)
FILED = maybe(TEXTS)
"""The words of a target as filed, or None for a target built in code."""
DECIMALS = st.sampled_from(
    [Decimal(text) for text in ("0", "0.00", "28.40", "90", "-5", "1" * 30, "0." + "0" * 28 + "1")]
)
DECIMALS |= st.builds(
    lambda number, places: Decimal(number).scaleb(-places), st.integers(-(10**12), 10**12), st.integers(0, 8)
)
POINTS = st.builds(lambda number: Decimal(number).scaleb(-2), st.integers(0, 10_000))
THIRDS = st.builds(Fraction, st.sampled_from([1, -2, 10**29]), st.just(3))
FRACTIONS = THIRDS | st.builds(Fraction, st.integers(-(10**30), 10**30), st.integers(1, 10**30))
YUAN = st.builds(Yuan, fen=st.sampled_from([0, 1, -1, 139520853500]) | st.integers(-(10**29), 10**29))
TIME_UNITS = st.sampled_from([Unit(text) for text in ("分钟", "小时", "天", "工作日", "月", "年")])
UNITS = st.sampled_from(
    [
        Unit(text)
        for text in ("%", "万元", "元/人·月", "人次", "件(套)", "m2", "㎡", "人/10万人", "标箱", "万")
    ]
)
DAYS = st.dates(datetime.date(FIRST_YEAR, 1, 1), datetime.date(LAST_YEAR, 12, 31))


@st.composite
def partial_dates(draw, year=None):
    """Draw a date of any grain, with a year or without; `year` says which."""
    date = PartialDate.of(draw(DAYS))
    with_year = draw(st.booleans()) if year is None else year
    grain = draw(st.integers(1 if with_year else 2, 3))
    return PartialDate(
        date.year if with_year else None, date.month if grain > 1 else None, date.day if grain > 2 else None
    )


COMPARATORS = maybe(st.sampled_from(Comparator))


@st.composite
def numbers(draw, cls, units):
    """Draw a number of one kind: with a sign, a range, or 左右."""
    number = DECIMALS | THIRDS
    low, high = sorted([draw(number), draw(number)])
    shape = draw(st.sampled_from(["sign", "range", "approx"]))
    return cls(
        value=low,
        high=high if shape == "range" else None,
        comparator=draw(COMPARATORS) if shape == "sign" else None,
        approx=shape == "approx",
        unit=draw(units),
        text=draw(FILED),
    )


@st.composite
def periods(draw):
    """Draw a span of time whose ends stand in order."""
    with_year = draw(st.booleans())
    ends = draw(partial_dates(with_year)), draw(partial_dates(with_year))
    start, end = sorted(ends, key=lambda date: date.in_year(2000).first())
    return Period(start=start, end=end, text=draw(FILED))


QUANTITIES = numbers(Quantity, maybe(UNITS))
DURATIONS = numbers(Duration, TIME_UNITS)
DATE_TARGETS = st.builds(DateTarget, value=partial_dates(), comparator=COMPARATORS, text=FILED)
PERIODS = periods()
PARTS = QUANTITIES | DURATIONS | DATE_TARGETS | PERIODS
KINDS = {
    Quantity: QUANTITIES,
    Duration: DURATIONS,
    DateTarget: DATE_TARGETS,
    Period: PERIODS,
    OnSchedule: st.builds(OnSchedule, text=FILED),
    WithinBudget: st.builds(
        WithinBudget, comparator=st.sampled_from([Comparator.LE, Comparator.LT]), text=FILED
    ),
    Recurring: st.builds(Recurring, text=TEXTS),
    YesNo: st.builds(YesNo, value=st.booleans(), text=FILED),
    Multiple: st.builds(Multiple, parts=some(PARTS, 2, 3), join=st.sampled_from(["and", "or"]), text=FILED),
    Qualitative: st.builds(Qualitative, text=TEXTS),
    Unfilled: st.builds(Unfilled, comparator=COMPARATORS, unit=maybe(UNITS | TIME_UNITS), text=FILED),
    Unreadable: st.builds(Unreadable, text=TEXTS),
}
"""A strategy for each of the twelve kinds of target."""
assert set(KINDS) == set(get_args(Target))
TARGETS = st.one_of(*KINDS.values())

_ROWS = maybe(st.integers(1, 9999))
PLACES = st.builds(Place, file=maybe(TEXTS), sheet=maybe(TEXTS), row=_ROWS, cell=_ROWS)
CELLS = st.builds(Cell, label=TEXTS, text=TEXTS, place=maybe(PLACES))
SOURCES = st.builds(Source, document=TEXTS, article=maybe(TEXTS), mark=st.sampled_from(Mark))
FINDINGS = st.builds(
    Finding,
    code=TEXTS,
    severity=st.sampled_from(Severity),
    path=TEXTS,
    place=maybe(PLACES),
    source=maybe(SOURCES),
    related=some(PLACES),
    params=some(st.tuples(TEXTS, TEXTS)),
)
FUNDING_LINES = st.builds(
    FundingLine,
    label=TEXTS,
    scope=st.sampled_from(["project", "annual"]),
    role=maybe(st.sampled_from(["total", "fiscal", "carryover"])),
    depth=st.integers(0, 3),
    initial=maybe(YUAN),
    adjusted=maybe(YUAN),
    spent=maybe(YUAN),
    cells=some(CELLS),
)
FUNDING = st.builds(
    FundingBreakdown,
    total=maybe(YUAN),
    fiscal=maybe(YUAN),
    other=maybe(YUAN),
    annual_total=maybe(YUAN),
    annual_appropriation=maybe(YUAN),
    annual_carryover=maybe(YUAN),
    annual_other=maybe(YUAN),
    unit=maybe(TEXTS),
    lines=some(FUNDING_LINES),
)
GOALS = st.builds(
    Goal, label=TEXTS, text=maybe(TEXTS), scope=st.sampled_from(["overall", "annual"]), weight=maybe(POINTS)
)
INDICATORS = st.builds(
    Indicator,
    name=TEXTS,
    target=TARGETS,
    level1=maybe(TEXTS),
    level2=maybe(TEXTS),
    weight=maybe(POINTS),
    direction=maybe(TEXTS),
    definition=maybe(TEXTS),
    standard=maybe(TEXTS),
    note=maybe(TEXTS),
    other_targets=some(st.tuples(TEXTS, TARGETS)),
    target_cells=some(CELLS),
    goal=maybe(TEXTS),
    place=maybe(PLACES),
    extra=some(CELLS),
)
GOAL_SETS = st.builds(
    GoalSet,
    overall=maybe(TEXTS),
    overall_years=maybe(TEXTS),
    annual=maybe(TEXTS),
    indicators=some(INDICATORS),
    parts=some(GOALS),
)
PROJECTS = st.builds(
    Project,
    name=maybe(TEXTS),
    category=maybe(TEXTS),
    department=maybe(TEXTS),
    implementing_unit=maybe(TEXTS),
    start=maybe(DAYS),
    end=maybe(DAYS),
    fiscal_year=maybe(st.integers(1990, 2100)),
    funding=FUNDING,
    goals=GOAL_SETS,
    title=maybe(TEXTS),
    extra=some(CELLS),
)


@st.composite
def actuals(draw, parts=None):
    """Draw an actual value; of a number that is a fraction, one that is no whole number (as parsed)."""
    kind = draw(st.sampled_from(ActualKind))
    value = {
        ActualKind.NUMBER: DECIMALS | FRACTIONS.filter(lambda number: number.denominator > 1),
        ActualKind.DATE: partial_dates(),
        ActualKind.YES_NO: st.booleans(),
    }.get(kind)
    high = {ActualKind.NUMBER: maybe(DECIMALS), ActualKind.DATE: maybe(partial_dates())}.get(kind)
    return Actual(
        kind=kind,
        comparator=draw(COMPARATORS),
        value=None if value is None else draw(value),
        high=None if high is None else draw(high),
        unit=draw(maybe(UNITS | TIME_UNITS)),
        approx=draw(st.booleans()),
        parts=draw(parts) if parts is not None and kind is ActualKind.SEVERAL else (),
        text=draw(TEXTS),
    )


ACTUALS = actuals(parts=some(actuals()))
_JUDGED = {
    "verdict": st.sampled_from(Verdict),
    "reason": st.sampled_from(Reason),
    "attainment": maybe(FRACTIONS),
    "deviation": maybe(FRACTIONS),
    "target": TARGETS,
    "actual": ACTUALS,
    "notes": some(st.sampled_from(Note)),
    "read_as": COMPARATORS,
    "name": maybe(TEXTS),
}
EVALUATIONS = st.builds(Evaluation, parts=some(st.builds(Evaluation, **_JUDGED)), **_JUDGED)
CONTEXTS = st.builds(
    EvaluationContext,
    fiscal_year=maybe(st.integers(1990, 2100)),
    start=maybe(DAYS),
    end=maybe(DAYS),
    budget=maybe(YUAN),
    unstated=COMPARATORS | st.just(BY_CLASS),
)
EXECUTIONS = st.builds(
    BudgetExecution,
    initial=maybe(YUAN),
    adjusted=maybe(YUAN),
    spent=maybe(YUAN),
    weight=maybe(POINTS),
    points=maybe(POINTS),
    cells=some(CELLS),
)
RESULTS = st.builds(
    FiledResult,
    actual=ACTUALS,
    points=maybe(POINTS),
    reason_text=maybe(TEXTS),
    weight=maybe(POINTS),
    evidence=maybe(TEXTS),
    forecast=maybe(TEXTS),
    likelihood=maybe(TEXTS),
    causes=some(TEXTS),
    extra=some(CELLS),
)
FORMS = st.builds(
    FiledForm,
    kind=st.sampled_from(FormKind),
    project=PROJECTS,
    execution=maybe(EXECUTIONS),
    results=some(RESULTS),
    total_points=maybe(POINTS),
    grade=maybe(TEXTS),
    findings=some(FINDINGS),
    source=maybe(TEXTS),
    total_weight=maybe(POINTS),
    goal_result=maybe(TEXTS),
    reason_text=maybe(TEXTS),
    remarks=maybe(TEXTS),
    extra=some(CELLS),
)

VALUES = KINDS | {
    Yuan: YUAN,
    Unit: UNITS | TIME_UNITS,
    PartialDate: partial_dates(),
    Place: PLACES,
    Source: SOURCES,
    Finding: FINDINGS,
    Cell: CELLS,
    FundingLine: FUNDING_LINES,
    FundingBreakdown: FUNDING,
    Goal: GOALS,
    Indicator: INDICATORS,
    GoalSet: GOAL_SETS,
    Project: PROJECTS,
    Actual: ACTUALS,
    Evaluation: EVALUATIONS,
    EvaluationContext: CONTEXTS,
    BudgetExecution: EXECUTIONS,
    FiledResult: RESULTS,
    FiledForm: FORMS,
}
"""A strategy for every class of values, by class."""
