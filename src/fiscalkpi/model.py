"""What a performance goal form says: project, money, goals, indicators.

The classes hold a form as it was filed. A validator here guards only what is always true; what a
filed form can get wrong is a finding. Every field that a form can leave blank has the default None,
so ``GoalSet(indicators=(indicator,))`` is enough, and a draft needs no more than what is known.

Source: 财预〔2015〕88号 (申报表) [L]; RULES of the forms in use [P].
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import attrs

from fiscalkpi._numbers import MAX_DIGITS, parse_number
from fiscalkpi._text import NO_CLASS, fold_label
from fiscalkpi.errors import WordedLookupError
from fiscalkpi.money import Yuan
from fiscalkpi.targets.model import Target, Unfilled
from fiscalkpi.targets.parser import parse_target

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fiscalkpi.provenance import Place
    from fiscalkpi.targets.verdict import EvaluationContext, Unstated

_T = TypeVar("_T")

CellState = Literal["filled", "blank", "dash", "masked", "absent"]
"""What stands in an amount cell: a number (or words that are none), nothing, ``—``, ``**``; absent: the form
has no such cell."""


def state_of(text: str) -> CellState:
    """Return what the text of an amount cell is; never absent.

    >>> state_of("853"), state_of("约八百"), state_of(" "), state_of("—"), state_of("85**")
    ('filled', 'filled', 'blank', 'dash', 'masked')
    """
    if not text.strip():
        return "blank"
    if "*" in text or "＊" in text:
        return "masked"
    return "filled" if any(map(str.isalnum, text)) else "dash"


def as_tuple(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return `values` as a tuple; text would be walked letter by letter and a dict key by key: refused."""
    if isinstance(values, str | dict):
        raise TypeError(f"a tuple of values is needed, not {type(values).__name__}")
    return tuple(values)


def _optional_str(_instance: object, attribute: attrs.Attribute[str | None], value: str | None) -> None:
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{attribute.name} is text or None, not {value!r}")


def _optional_yuan(_instance: object, attribute: attrs.Attribute[Yuan | None], value: Yuan | None) -> None:
    if value is not None and not isinstance(value, Yuan):
        raise TypeError(f"{attribute.name} is Yuan or None, not {value!r}")


def _optional_date(
    _instance: object, attribute: attrs.Attribute[datetime.date | None], value: object
) -> None:
    # a datetime is a date too, but the two do not compare
    if value is not None and type(value) is not datetime.date:
        raise TypeError(f"{attribute.name} is a datetime.date or None, not {value!r}")


def _optional_year(_instance: object, attribute: attrs.Attribute[int | None], value: object) -> None:
    if value is not None and type(value) is not int:
        raise TypeError(f"{attribute.name} is an int or None, not {value!r}")


def as_points(value: Decimal | int | str | None) -> Decimal | None:
    """Return a number of points as an exact Decimal, from a Decimal, int or text; float is refused."""
    if value is None or isinstance(value, Decimal):
        points = value
    elif isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError(f"points are a Decimal, an int or text, not {type(value).__name__}")
    else:
        text = str(value).strip()
        points = parse_number(text.removeprefix("-"))
        if points is None:
            raise ValueError(f"{value!r} is no number of points")
        points = points.copy_negate() if text.startswith("-") else points
    if points is not None:
        exponent = points.as_tuple().exponent
        if not isinstance(exponent, int) or exponent < -MAX_DIGITS or points.adjusted() >= MAX_DIGITS:
            raise ValueError(f"{value!r} is no number of points")
    return points


def _as_target(value: Target | str) -> Target:
    if isinstance(value, str):
        return parse_target(value)
    if not isinstance(value, Target):
        raise TypeError(f"a target is a Target or its text, not {value!r}")
    return value


def _text_field(default: str | None = None) -> str | None:
    return attrs.field(default=default, validator=_optional_str)


def yuan_field() -> Yuan | None:
    """Return a field that holds an amount or None, and refuses every other number."""
    return attrs.field(default=None, validator=_optional_yuan)


def tuple_field() -> tuple[_T, ...]:
    """Return a field that holds a tuple, made of any sequence but text or a dict; none is an empty one."""
    return attrs.field(default=(), converter=as_tuple)


@attrs.frozen(kw_only=True)
class Cell:
    """A filed cell that no field holds: carried, written back, read by no rule.

    >>> Cell(label="项目负责人", text="（略）")
    Cell(label='项目负责人', text='（略）', place=None)
    """

    label: str
    """The label it stands under, as filed."""
    text: str
    """What it says, as filed; may be blank."""
    place: Place | None = attrs.field(default=None, eq=False)
    """Where it stands in the file."""


@attrs.frozen(kw_only=True)
class FundingLine:
    """One row of the money block as filed: a total or a source of funds.

    >>> line = FundingLine(label="1、中央补助", scope="annual", depth=2, initial=Yuan.parse("20万元"))
    >>> line.initial.yuan, line.role
    (Decimal('200000.00'), None)
    """

    label: str
    """The label as filed, colon and numbering kept."""
    scope: Literal["project", "annual"]
    """Whether it counts the whole project or this year."""
    role: str | None = None
    """``total``, ``fiscal``, ``appropriation``, ``carryover``, ``other``; None: a source of its own name."""
    depth: int = 0
    """How deep it stands below the total: 其中 and (一) are 1, ``1、`` is 2."""
    initial: Yuan | None = yuan_field()
    """年初预算数; the only amount of a plan."""
    adjusted: Yuan | None = yuan_field()
    """全年预算数, after changes during the year."""
    spent: Yuan | None = yuan_field()
    """全年执行数."""
    cells: tuple[Cell, ...] = tuple_field()
    """Its cells as filed: ``""`` blank, ``—`` dash, ``**`` masked, a printed rate."""


# Field of FundingBreakdown → scope and role of its line.
_LINE_OF = {
    "total": ("project", "total"),
    "fiscal": ("project", "fiscal"),
    "other": ("project", "other"),
    "annual_total": ("annual", "total"),
    "annual_appropriation": ("annual", "appropriation"),
    "annual_carryover": ("annual", "carryover"),
    "annual_other": ("annual", "other"),
}


@attrs.frozen(kw_only=True)
class FundingBreakdown:
    """The money block: how much, from where, for the project and for this year (项目资金).

    All amounts are exact :class:`~fiscalkpi.Yuan`. None is not zero: :meth:`state` tells a blank
    cell from a dash, a mask and a cell that the form does not have.

    >>> from fiscalkpi import Yuan
    >>> funding = FundingBreakdown(total=Yuan.parse("853万元"))
    >>> funding.total.fen, funding.other, funding.state("other")
    (853000000, None, 'absent')
    """

    total: Yuan | None = yuan_field()
    """项目资金总额."""
    fiscal: Yuan | None = yuan_field()
    """其中：财政资金."""
    other: Yuan | None = yuan_field()
    """其他资金 of the whole project."""
    annual_total: Yuan | None = yuan_field()
    """年度资金申请总额."""
    annual_appropriation: Yuan | None = yuan_field()
    """其中：当年财政拨款."""
    annual_carryover: Yuan | None = yuan_field()
    """上年结转资金: unspent last year and carried over."""
    annual_other: Yuan | None = yuan_field()
    """其他资金 of this year."""
    unit: str | None = _text_field()
    """The unit as printed, 元 or 万元; the amounts above are converted."""
    lines: tuple[FundingLine, ...] = tuple_field()
    """Every row of the block as filed, those without a field of their own among them."""

    def state(self, field: str) -> CellState:
        """Return what stands in the cell of a named field: ``other``, ``annual_carryover`` ….

        Raises:
            LookupError: for a name that is no amount field; it lists them.
        """
        if field not in _LINE_OF:
            raise LookupError(f"{field!r} is no amount field; there are: {', '.join(_LINE_OF)}")
        if getattr(self, field) is not None:
            return "filled"
        for line in self.lines:
            if (line.scope, line.role) == _LINE_OF[field]:
                return state_of("".join(cell.text for cell in line.cells))
        return "absent"


@attrs.frozen(kw_only=True)
class Goal:
    """One of several goals with indicators of their own: ``年度绩效目标1 (80分)``.

    >>> Goal(label="年度绩效目标1 (80分)", weight=80).weight
    Decimal('80')
    """

    label: str
    """The label as filed."""
    text: str | None = _text_field()
    """The goal in prose."""
    scope: Literal["overall", "annual"] = "annual"
    """Whether it is for the whole project or for this year."""
    weight: Decimal | None = attrs.field(default=None, converter=as_points)
    """The points that its indicators share."""


@attrs.frozen(kw_only=True)
class Indicator:
    """One row of the indicator table: the level-3 indicator (三级指标) with its target.

    `target` takes text, which is parsed; a blank cell is ``Unfilled(text="")``.

    >>> indicator = Indicator(level2="质量指标", name="项目变更率", target="<15%", weight="7.5")
    >>> indicator.target.comparator, indicator.target.value, indicator.weight
    (Comparator.LT, Decimal('15'), Decimal('7.5'))
    """

    name: str = attrs.field(validator=attrs.validators.instance_of(str))
    """三级指标 as filed."""
    target: Target = attrs.field(default=Unfilled(text=""), converter=_as_target)
    """指标值."""
    level1: str | None = _text_field()
    """一级指标 as filed; None where the form prints none. ``classify`` folds and infers."""
    level2: str | None = _text_field()
    """二级指标 as filed."""
    weight: Decimal | None = attrs.field(default=None, converter=as_points)
    """分值 or 权重: the points at stake, of 100 with the execution rate."""
    direction: str | None = _text_field()
    """正向 or 反向 from a column of its own: no part of the target, but a policy may read it."""
    definition: str | None = _text_field()
    """指标解释 or 指标值说明."""
    standard: str | None = _text_field()
    """评分标准."""
    note: str | None = _text_field()
    """备注."""
    other_targets: tuple[tuple[str, Target], ...] = tuple_field()
    """Further value columns by label: 半年, 中期, 长期, one per village."""
    target_cells: tuple[Cell, ...] = tuple_field()
    """The cells of a target that the form splits, in its column order."""
    goal: str | None = _text_field()
    """Label of the :class:`Goal` it stands under."""
    place: Place | None = attrs.field(default=None, eq=False)
    """Where the row stands in the file."""
    extra: tuple[Cell, ...] = tuple_field()
    """Filed cells without a field of their own."""


@attrs.frozen(kw_only=True)
class GoalSet:
    """The goals in prose, and the indicators that measure them (绩效目标).

    >>> goals = GoalSet(indicators=(Indicator(level2="质量指标", name="项目变更率", target="<15%"),))
    >>> goals.find("项目变更率").target.text
    '<15%'
    """

    overall: str | None = _text_field()
    """项目总目标: for the project's whole life; paragraphs parted by a line break."""
    overall_years: str | None = _text_field()
    """The years printed beside it, ``2022年-2022年``."""
    annual: str | None = _text_field()
    """年度总目标."""
    indicators: tuple[Indicator, ...] = tuple_field()
    """The rows of the table, in the order of the form."""
    parts: tuple[Goal, ...] = tuple_field()
    """Several yearly goals, where the form has them."""

    def find(self, name: str, level2: str | None = None) -> Indicator:
        """Return the indicator called `name` (blanks and widths folded), of class `level2` if given.

        Raises:
            LookupError: where none or several fit; it lists the candidates.
        """
        wanted, wanted_class = fold_label(name), level2 and fold_label(level2)
        called = [indicator for indicator in self.indicators if fold_label(indicator.name) == wanted]
        found = called
        if wanted_class is not None:
            found = [one for one in called if fold_label(one.level2 or "") == wanted_class]
        if len(found) == 1:
            return found[0]
        candidates = found or called or self.indicators
        listed = "; ".join(f"{one.name} ({one.level2 or one.level1 or NO_CLASS})" for one in candidates)
        code = "why.no-rows"
        if called:
            code = "why.row-ambiguous" if found else "why.row-of-other-class"
        elif candidates:
            code = "why.row-unknown"
        raise WordedLookupError(code, name=name, level2=level2, listed=listed)


@attrs.frozen(kw_only=True)
class Project:
    """A project and its performance goal form (项目支出绩效目标申报表).

    >>> project = Project(name="政务云", goals=GoalSet(indicators=(Indicator(name="可用率", target="≥99%"),)))
    >>> project.goals.find("可用率").target.value, project.funding.total
    (Decimal('99'), None)
    """

    name: str | None = _text_field()
    """项目名称 as filed."""
    category: str | None = _text_field()
    """项目类别 as filed (经常性项目 …): an open list, codes kept."""
    department: str | None = _text_field()
    """主管部门: supervises and reviews."""
    implementing_unit: str | None = _text_field()
    """实施单位: spends."""
    start: datetime.date | None = attrs.field(default=None, validator=_optional_date)
    """计划开始日期."""
    end: datetime.date | None = attrs.field(default=None, validator=_optional_date)
    """计划完成日期."""
    fiscal_year: int | None = attrs.field(default=None, validator=_optional_year)
    """The budget year, from the form or the caller; a calendar year."""
    funding: FundingBreakdown = attrs.field(
        factory=FundingBreakdown, validator=attrs.validators.instance_of(FundingBreakdown)
    )
    """项目资金."""
    goals: GoalSet = attrs.field(factory=GoalSet, validator=attrs.validators.instance_of(GoalSet))
    """绩效目标 and their indicators."""
    title: str | None = _text_field()
    """The title of the form."""
    extra: tuple[Cell, ...] = tuple_field()
    """Filed cells of the head without a field of their own."""

    def context(self, unstated: Unstated | None = None) -> EvaluationContext:
        """Return what the project knows that a target may need: year, dates, budget.

        The budget is the annual total, else the project's total.

        Args:
            unstated: how a bare value is read, see :class:`~fiscalkpi.EvaluationContext`.
        """
        from fiscalkpi.targets.verdict import EvaluationContext

        budget = self.funding.annual_total
        return EvaluationContext(
            fiscal_year=self.fiscal_year,
            start=self.start,
            end=self.end,
            budget=self.funding.total if budget is None else budget,
            unstated=unstated,
        )

    def _repr_html_(self) -> str:
        # The one look upward: a notebook asks the object itself for its picture.
        from fiscalkpi.display import project_html

        return project_html(self)
