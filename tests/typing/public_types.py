"""Types of the public names: read by the type checkers, never run."""

from decimal import Decimal
from fractions import Fraction
from typing import Literal, assert_never, assert_type

import fiscalkpi as fk

# money
amount = fk.Yuan.parse("853万元")
assert_type(amount, fk.Yuan)
assert_type(amount + amount, fk.Yuan)
assert_type(amount * 2, fk.Yuan)
assert_type(sum([amount, amount]), fk.Yuan | Literal[0])
assert_type(amount.ratio(amount), Fraction)
assert_type(amount.split(3), tuple[fk.Yuan, ...])
assert_type(amount.yuan, Decimal)
amount * 0.5  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue, reportUnusedExpression]
fk.Yuan(fen=12.9)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

# targets
target = fk.parse_target("≥90%")
assert_type(target, fk.Target)
assert_type(target.text, str)
assert_type(fk.parse_target_cells(value="98", comparator="大于等于", unit="%"), fk.Target)


def bound(of: fk.Target) -> Decimal | Fraction | None:
    """Match over all kinds: a kind that is left out is an error of the last line."""
    match of:
        case fk.Quantity(value=value) | fk.Duration(value=value):
            return value
        case (
            fk.DateTarget() | fk.Period() | fk.OnSchedule() | fk.WithinBudget() | fk.Recurring() | fk.YesNo()
        ):
            return None
        case fk.Multiple() | fk.Qualitative() | fk.Unfilled() | fk.Unreadable():
            return None
    assert_never(of)


# evaluation
result = fk.evaluate(target, "92.5%", context=fk.EvaluationContext(fiscal_year=2022, unstated=fk.BY_CLASS))
assert_type(result.verdict, fk.Verdict)
assert_type(result.reason, fk.Reason)
assert_type(result.notes, tuple[fk.Note, ...])
assert_type(result.attainment, Fraction | None)
assert_type(fk.parse_actual(0.1), fk.Actual)
fk.evaluate("≥90%", amount)
fk.evaluate(fk.Indicator(name="可用率", target="≥99%"), "100%")
fk.evaluate(90, "100%")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

# model
row = fk.Indicator(name="可用率", target="≥99%", weight="7.5")
assert_type(row.weight, Decimal | None)
project = fk.Project(name="政务云", goals=fk.GoalSet(indicators=(row,)))
assert_type(project.goals.indicators, tuple[fk.Indicator, ...])
assert_type(project.goals.find("可用率"), fk.Indicator)
assert_type(project.funding.total, fk.Yuan | None)
assert_type(project.context(), fk.EvaluationContext)
assert_type(fk.classify(row), fk.IndicatorClass | None)
fk.Indicator(name="可用率", weight=7.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

# forms
forms = fk.read_forms("forms.txt")
assert_type(forms, tuple[fk.FiledForm, ...])
assert_type(forms[0].findings, tuple[fk.Finding, ...])

# appraisal
appraisal = fk.appraise(
    {"规范完整性1": "4.6", "1.1.2": fk.Opinion(grade="优")}, mode="points", scheme=fk.MOF_2015
)
assert_type(appraisal, fk.Appraisal)
assert_type(appraisal.total, Decimal | None)
assert_type(appraisal.open_range, tuple[Decimal, Decimal] | None)
assert_type(appraisal.outcome, fk.AppraisalOutcome | None)
assert_type(fk.HENAN_2022.graded(fk.AppraisalMode.PASS_FAIL), tuple[fk.AppraisalEntry, ...])
fk.appraise({"1.1.1": 4.5}, mode="points")  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]

# checks
found = fk.check(forms[0], plan=project, profile=fk.SHANGHAI_2025, taxonomy=fk.T2015)
assert_type(found, fk.Findings)
assert_type(found[0], fk.Finding)
assert_type(found + forms[0].findings, fk.Findings)
for finding in forms[0].findings + found:
    assert_type(finding.source, fk.Source | None)
assert_type(fk.check_batch(forms), fk.Findings)
assert_type(fk.SHANGHAI_2025, fk.Profile)
fk.Profile(cost_norms={"采购成本": "≤15万元"}, tolerance="0.1", rules=["class.cost-missing"])
fk.Profile(tolerance=0.1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
fk.check("form.txt")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
