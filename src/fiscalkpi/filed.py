"""What a filed report says besides the plan: actual values, points, execution, grade.

Everything here is as filed. Points and rates are not recomputed; ``score`` does that beside them.
Source: 财预〔2020〕10号附件1 (自评表) [T].
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import attrs

from fiscalkpi._data import load
from fiscalkpi._text import fold_label
from fiscalkpi.model import Cell, Project, as_points, tuple_field, yuan_field
from fiscalkpi.money import Yuan
from fiscalkpi.provenance import Finding, Place
from fiscalkpi.targets.actual import Actual


def gives_reason(text: str | None) -> bool:
    """Whether a text for a reason gives one: 无, a dash or a blank does not.

    >>> gives_reason("设备到货延迟"), gives_reason("无。"), gives_reason("—"), gives_reason(None)
    (True, False, False, False)
    """
    said = "".join(filter(str.isalnum, fold_label(text or ""))).casefold()
    return bool(said) and said not in load("reasons")["none"]["words"]


class FormKind(StrEnum):
    """What kind of form it is, by its columns."""

    PLAN = "plan"
    """申报表: goals filed with the budget request."""
    SELF_EVALUATION = "self_evaluation"
    """自评表: actual values and points after the year."""
    MONITORING = "monitoring"
    """监控表: progress in mid-year."""


@attrs.frozen(kw_only=True)
class BudgetExecution:
    """The budget execution of a self-evaluation (预算执行), as filed.

    >>> run = BudgetExecution(adjusted=Yuan.parse("25万元"), spent=Yuan.parse("215457.60"))
    >>> run.spent.ratio(run.adjusted)
    Fraction(134661, 156250)
    """

    initial: Yuan | None = yuan_field()
    """年初预算数, as approved."""
    adjusted: Yuan | None = yuan_field()
    """全年预算数, after changes during the year: the base of the rate."""
    spent: Yuan | None = yuan_field()
    """全年执行数."""
    weight: Decimal | None = attrs.field(default=None, converter=as_points)
    """Points at stake."""
    points: Decimal | None = attrs.field(default=None, converter=as_points)
    """Points as filed, not recomputed."""
    cells: tuple[Cell, ...] = tuple_field()
    """Its cells as filed, the printed rate among them."""


def execution_cell(run: BudgetExecution, column: str) -> Cell | None:
    """Return the cell of the execution row under the title of a column (``points``, ``rate`` …), or None.

    >>> run = BudgetExecution(cells=(Cell(label="得分 (20分*执行率)", text="19.55"),))
    >>> execution_cell(run, "points").text, execution_cell(run, "rate")
    ('19.55', None)
    """
    titles = load("layouts")["money"]["columns"][column]
    return next((one for one in run.cells if fold_label(one.label).partition("(")[0] in titles), None)


def execution_place(run: BudgetExecution, column: str | None = None) -> Place | None:
    """Return where a column of the execution row stands; the row, where the reader kept no cell of it."""
    cell = None if column is None else execution_cell(run, column)
    if cell is not None and cell.place is not None:
        return cell.place
    return next((one.place for one in run.cells if one.place is not None), None)


@attrs.frozen(kw_only=True)
class FiledResult:
    """What a report says of one indicator: actual value, points, reason.

    >>> from fiscalkpi import parse_actual
    >>> result = FiledResult(actual=parse_actual("98%"), points="9.5")
    >>> result.actual.value, result.points
    (Decimal('98'), Decimal('9.5'))
    """

    actual: Actual = attrs.field(validator=attrs.validators.instance_of(Actual))
    """实际完成值."""
    points: Decimal | None = attrs.field(default=None, converter=as_points)
    """得分 as filed."""
    reason_text: str | None = None
    """偏差原因分析及改进措施."""
    weight: Decimal | None = attrs.field(default=None, converter=as_points)
    """分值 filed after the year, where it differs from the plan's."""
    evidence: str | None = None
    """佐证材料."""
    forecast: str | None = None
    """全年预计完成情况 of a monitoring form."""
    likelihood: str | None = None
    """完成目标可能性 of a monitoring form."""
    causes: tuple[str, ...] = tuple_field()
    """The ticked causes of a monitoring form."""
    extra: tuple[Cell, ...] = tuple_field()
    """Filed cells without a field of their own."""


@attrs.frozen(kw_only=True)
class FiledForm:
    """One form of a file: the project, what was reported of it, and what the reader has to say.

    ``results[i]`` belongs to ``project.goals.indicators[i]``; a plan has no results.

    >>> form = FiledForm(kind="plan", project=Project(name="政务云"))
    >>> form.kind, form.results
    (<FormKind.PLAN: 'plan'>, ())
    """

    kind: FormKind = attrs.field(converter=FormKind)
    """Plan, self-evaluation or monitoring, by the columns of the table."""
    project: Project = attrs.field(validator=attrs.validators.instance_of(Project))
    """Head, money, goals and indicators."""
    execution: BudgetExecution | None = None
    """The execution row of a report."""
    results: tuple[FiledResult, ...] = tuple_field()
    """One result an indicator, in order; empty for a plan."""
    total_points: Decimal | None = attrs.field(default=None, converter=as_points)
    """总分 as filed."""
    grade: str | None = None
    """等级 as filed."""
    findings: tuple[Finding, ...] = tuple_field()
    """What the reader noticed, each with its place."""
    source: str | None = None
    """Name of the file it was read from."""
    total_weight: Decimal | None = attrs.field(default=None, converter=as_points)
    """The sum of the weights, where the form prints it."""
    goal_result: str | None = None
    """年度总体目标完成情况 in prose."""
    reason_text: str | None = None
    """The reason for deviations given for the whole form."""
    remarks: str | None = None
    """其他需要说明的问题."""
    extra: tuple[Cell, ...] = tuple_field()
    """Filed cells without a field of their own."""

    def _repr_html_(self) -> str:
        # The one look upward: a notebook asks the object itself for its picture.
        from fiscalkpi.display import form_html

        return form_html(self)
