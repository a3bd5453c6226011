"""What a scoring says: a line an indicator, the execution line, total, grade, and what is still open."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import attrs

from fiscalkpi._numbers import exact_difference, exact_sum, exact_text, plain, round_half_up
from fiscalkpi.errors import PolicyError
from fiscalkpi.filed import BudgetExecution, FiledForm
from fiscalkpi.model import Indicator, Project, as_points
from fiscalkpi.provenance import Finding, Source
from fiscalkpi.scoring.policy import ScoringPolicy, as_share
from fiscalkpi.scoring.rules import Rule, ScoreNote
from fiscalkpi.targets.actual import Actual
from fiscalkpi.targets.verdict import Evaluation

if TYPE_CHECKING:
    from collections.abc import Mapping

Range = tuple[Decimal, Decimal]
"""The fewest and the most points."""


def _share(value: Fraction | Decimal | int | str | None) -> Fraction | None:
    """Return a share; a text that is no number (``75%``) is told like one outside 0 to 1."""
    try:
        return as_share(value)
    except ValueError as error:
        raise PolicyError("judgement.share", text=str(value)[:40]) from error


@attrs.frozen(kw_only=True)
class Judgement:
    """What a person decides of a row, with the reason: it is never guessed.

    Raises:
        PolicyError: for a share that is no number from 0 to 1, a negative number, or a share together
            with points.

    >>> Judgement(share="0.90", reason="验收意见：基本符合").share
    Fraction(9, 10)
    """

    share: Fraction | None = attrs.field(default=None, converter=_share)
    """The place in the band of a qualitative row: a share of its weight."""
    deduct: Decimal | None = attrs.field(default=None, converter=as_points)
    """Points cut from what the rule gives: where a target was plainly set low (财预〔2020〕10号第十六条)."""
    points: Decimal | None = attrs.field(default=None, converter=as_points)
    """The points of a row for which no rule gives any."""
    reason: str | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.instance_of(str))
    )
    """Why, in the words of whoever decides."""

    def __attrs_post_init__(self) -> None:
        if self.share is not None and not 0 <= self.share <= 1:
            raise PolicyError("judgement.share", text=exact_text(self.share))
        for field in ("deduct", "points"):
            value: Decimal | None = getattr(self, field)
            if value is not None and value < 0:
                raise PolicyError("judgement.negative", text=plain(value), field=field)
        if self.points is not None and (self.share is not None or self.deduct is not None):
            raise PolicyError("judgement.two-ways")


@attrs.frozen(kw_only=True, slots=False)  # see targets/model.py for why
class ScoreLine:
    """The points of one indicator, and everything they rest on."""

    indicator: Indicator
    """The row."""
    actual: Actual
    """What was reached."""
    evaluation: Evaluation
    """The verdict, which ignores the policy."""
    weight: Decimal | None
    """The points at stake; None where neither the form nor a scheme gives any."""
    points: Decimal | None
    """The points; None while the line is open."""
    rule: Rule
    """Which rule gave them."""
    source: Source
    """Where the rule comes from."""
    notes: tuple[ScoreNote, ...] = ()
    """What was assumed, noticed or is still asked."""
    filed_points: Decimal | None = None
    """The points that the form files, not recomputed."""
    defaults: tuple[str, ...] = ()
    """The fields of the policy that the points rest on where no ministry text settles them."""
    terms: tuple[tuple[str, Fraction], ...] = ()
    """The numbers of the computation, exact, in the target's unit."""
    band: str | None = None
    """The band of a qualitative row."""
    open_range: Range | None = None
    """The fewest and the most points that an open line may still get; None once it has points."""
    judgement: Judgement | None = None
    """What a person decided of it."""

    @property
    def name(self) -> str:
        """The name of the row."""
        return self.indicator.name

    @property
    def params(self) -> tuple[tuple[str, str], ...]:
        """All numbers of the explanation by name, exact: what the points can be computed from again.

        >>> from fiscalkpi import GoalSet, Indicator, score
        >>> row = Indicator(level1="产出指标", level2="质量指标", name="合格率", target="≥90%", weight=10)
        >>> dict(score(GoalSet(indicators=(row,)), ["85.5%"]).lines[0].params)
        {'weight': '10', 'actual': '85.5', 'target': '90', 'points': '9.50'}
        """
        return line_params(self)

    @property
    def formula(self) -> str:
        """The computation in figures: ``10×85.5÷90=9.50``; blank where there is nothing to compute."""
        from fiscalkpi.scoring.explain import formula_text

        return formula_text(self)

    def explain(self, locale: str = "zh_CN") -> str:
        """Return row, verdict, arithmetic, rule, source, defaults and what is still asked, in words."""
        from fiscalkpi.scoring.explain import explain_line

        return explain_line(self, locale)


@attrs.frozen(kw_only=True)
class ExecutionLine:
    """The points of budget execution (预算执行率)."""

    execution: BudgetExecution
    """The amounts, as filed or given."""
    rate: Fraction | None
    """Spent ÷ adjusted budget, exact; None without either, or over a budget of zero."""
    weight: Decimal | None
    """The points at stake."""
    points: Decimal | None
    """The points; None while the line is open."""
    rule: Rule
    """Which rule gave them."""
    source: Source
    """Where the rule comes from."""
    notes: tuple[ScoreNote, ...] = ()
    """What was assumed, noticed or is still asked."""
    filed_points: Decimal | None = None
    """The points that the form files."""
    defaults: tuple[str, ...] = ()
    """The fields of the policy that the points rest on where no ministry text settles them."""
    terms: tuple[tuple[str, Fraction], ...] = ()
    """The numbers of the computation, in yuan."""
    open_range: Range | None = None
    """The fewest and the most points that the line may still get."""

    @property
    def name(self) -> str:
        """预算执行率, as forms call it: every line of a card has a name."""
        return "预算执行率"

    @property
    def params(self) -> tuple[tuple[str, str], ...]:
        """All numbers of the explanation by name, exact."""
        return line_params(self)

    @property
    def formula(self) -> str:
        """The computation in figures: ``10×215457.6÷250000=8.62``."""
        from fiscalkpi.scoring.explain import formula_text

        return formula_text(self)

    def explain(self, locale: str = "zh_CN") -> str:
        """Return amounts, rate, arithmetic, source and what is still asked, in words."""
        from fiscalkpi.scoring.explain import explain_execution

        return explain_execution(self, locale)


Line = ScoreLine | ExecutionLine


def line_params(line: Line) -> tuple[tuple[str, str], ...]:
    """Return the numbers of a line by name, as text."""
    figures: dict[str, str] = {}
    if line.weight is not None:
        figures["weight"] = exact_text(line.weight)
    if line.points is not None:
        figures |= {name: exact_text(value) for name, value in line.terms}
        if isinstance(line, ScoreLine) and line.judgement is not None and line.judgement.deduct is not None:
            figures["deduct"] = exact_text(line.judgement.deduct)
        figures["points"] = plain(line.points)
    elif line.open_range is not None:
        figures["lowest"], figures["highest"] = map(plain, line.open_range)
    return tuple(figures.items())


def _how_many(values: tuple[object, ...]) -> str:
    """Show how many there are; each has a picture of its own."""
    return f"<{len(values)}>"


def _names_and_points(lines: tuple[tuple[Line, Decimal], ...]) -> str:
    return str([(line.name, str(points)) for line, points in lines])


@attrs.frozen(kw_only=True)
class Needed:
    """What is missing to a grade, and which lines hold it."""

    grade: str
    """The grade asked for."""
    threshold: Decimal
    """The fewest points of it."""
    missing: Decimal
    """Points that are missing; 0 where the total has them."""
    reachable: bool
    """Whether the lines below hold as many."""
    lines: tuple[tuple[Line, Decimal], ...] = attrs.field(repr=_names_and_points)
    """Every line below its weight with the points it has not got, the largest first."""
    open_shares: tuple[tuple[str, Decimal], ...] = ()
    """Classes without rows whose points nobody holds."""


@attrs.frozen(kw_only=True)
class Scorecard:
    """The points of a whole form under one policy."""

    lines: tuple[ScoreLine, ...] = attrs.field(repr=_how_many)
    """One a row, in the order of the form."""
    execution_line: ExecutionLine | None = attrs.field(repr=False)
    """Budget execution; None where the weights of the rows are all the form has."""
    total: Decimal
    """The sum of the points there are."""
    complete: bool
    """Whether every line has points and no share of the scheme is without a row."""
    grade: str | None
    """优, 良, 中, 差; None while the card is not complete, or its weights are not 100."""
    policy: ScoringPolicy = attrs.field(repr=False)
    """The policy it was scored under."""
    total_weight: Decimal
    """The sum of the weights there are, those of open shares with them."""
    scheme: str | None = None
    """The weight scheme, where the form files no weights."""
    open_shares: tuple[tuple[str, Decimal], ...] = ()
    """Level-1 classes of the scheme without rows, and their points."""
    notes: tuple[str, ...] = ()
    """What holds for the whole card: codes."""
    findings: tuple[Finding, ...] = attrs.field(default=(), repr=_how_many)
    """What the form files otherwise than the rules compute."""
    filed_total: Decimal | None = None
    """The total that the form files."""
    filed_grade: str | None = None
    """The grade that the form files."""

    @property
    def all_lines(self) -> tuple[Line, ...]:
        """The lines and the execution line, if any."""
        return self.lines if self.execution_line is None else (*self.lines, self.execution_line)

    @property
    def open_lines(self) -> tuple[Line, ...]:
        """The lines without points."""
        return tuple(line for line in self.all_lines if line.points is None)

    @property
    def open_weight(self) -> Decimal | None:
        """The points still at stake; None where an open line has no weight, or one below zero."""
        weights = [line.weight for line in self.open_lines]
        known = [weight for weight in weights if weight is not None and weight >= 0]
        if len(known) < len(weights):
            return None
        return exact_sum([*known, *(points for _, points in self.open_shares)])

    @property
    def open_range(self) -> Range | None:
        """The fewest and the most points that the total can still become; None where a weight is unknown.

        >>> from fiscalkpi import GoalSet, Indicator, score
        >>> rows = (Indicator(level2="质量指标", name="合格率", target="≥90%", weight=60),
        ...         Indicator(level2="社会效益", name="影响", target="提升", weight=40))
        >>> card = score(GoalSet(indicators=rows), ["90%", "部分达成"])
        >>> card.total, card.open_weight, card.open_range
        (Decimal('60.00'), Decimal('40'), (Decimal('84.00'), Decimal('92.00')))
        """
        ranges = [line.open_range for line in self.open_lines]
        known = [one for one in ranges if one is not None]
        if len(known) < len(ranges):
            return None
        most = [high for _, high in known] + [points for _, points in self.open_shares]
        lowest = exact_sum([self.total, *(low for low, _ in known)])
        return lowest, exact_sum([self.total, *most])

    @property
    def defaults(self) -> tuple[str, ...]:
        """The fields of the policy that some points rest on where no ministry text settles them."""
        # no points rest on a line without a weight
        weighted = [line for line in self.all_lines if line.weight is not None]
        return tuple(dict.fromkeys(field for line in weighted for field in line.defaults))

    def needed_for(self, grade: str) -> Needed:
        """Return what is missing to `grade`, and which lines hold the points that are missing.

        Raises:
            LookupError: for a grade that the policy does not have; it lists those it has.
        """
        threshold = next((band.low for band in self.policy.grades if band.label == grade), None)
        if threshold is None:
            known = ", ".join(band.label for band in self.policy.grades)
            raise LookupError(f"{grade!r} is no grade of {self.policy.name}; there are: {known}")
        lost = [(line, _lost(line)) for line in self.all_lines]
        held = sorted(
            ((line, points) for line, points in lost if points > 0), key=lambda pair: pair[1], reverse=True
        )
        shares = [points for _, points in self.open_shares]
        missing = max(exact_difference(threshold, self.total), Decimal(0))
        most = exact_sum([*(points for _, points in held), *shares])
        return Needed(
            grade=grade,
            threshold=threshold,
            missing=missing,
            reachable=most >= missing,
            lines=tuple(held),
            open_shares=self.open_shares,
        )

    def explain(self, locale: str = "zh_CN") -> str:
        """Return every line in words, one below another, then total, grade and what is open."""
        from fiscalkpi.scoring.explain import explain_card

        return explain_card(self, locale)

    def to_dicts(self, locale: str = "zh_CN") -> list[dict[str, Any]]:
        """Return one dict a line, the execution line last: rows of a dataframe. Numbers stay exact."""
        from fiscalkpi.scoring.explain import line_dicts

        return line_dicts(self, locale)

    def to_form(
        self,
        plan: FiledForm | Project,
        reasons: Mapping[str | tuple[str, str], str] | None = None,
        goal_result: str | None = None,
        evidence: Mapping[str | tuple[str, str], str] | None = None,
    ) -> FiledForm:
        """Return the filled self-evaluation (自评表) of a plan: actual values, points, reasons, total, grade.

        Args:
            plan: the plan that was scored, or its project.
            reasons: 偏差原因分析及改进措施 by the name of the row, or by (二级指标, name), in place of what
                stands there. Else the filed reason stays, with that of a judgement behind it.
            goal_result: 年度总体目标完成情况.
            evidence: 佐证材料 by row: which document shows the actual value.

        Raises:
            PolicyError: where the rows of `plan` are not those that were scored, or a reason or a document
                names no row.
        """
        from fiscalkpi.scoring.filled import filled_form

        return filled_form(self, plan, reasons or {}, evidence or {}, goal_result)

    def table(self, locale: str = "zh_CN", width: int = 100) -> str:
        """Return the card as text for a terminal of `width` columns; ``print`` of a card shows this."""
        # A look upward, as the one below.
        from fiscalkpi.display import scorecard_text

        return scorecard_text(self, locale, width)

    def __str__(self) -> str:
        return self.table()

    def _repr_html_(self) -> str:
        # The one look upward: a notebook asks the object itself for its picture.
        from fiscalkpi.display import scorecard_html

        return scorecard_html(self)


def _lost(line: Line) -> Decimal:
    if line.weight is None:
        return Decimal(0)
    if line.points is None:
        return line.open_range[1] if line.open_range is not None else Decimal(0)
    return exact_difference(line.weight, line.points)


def rounded(share: Fraction, weight: Decimal, places: int) -> Decimal:
    """Return a share of a weight as points: rounded half up, never above the weight or below 0.

    The whole share is the whole weight, whatever decimals it has: who reaches the target has all of it.

    >>> rounded(Fraction(19, 20), Decimal(10), 2), rounded(Fraction(1), Decimal("33.333"), 2)
    (Decimal('9.50'), Decimal('33.333'))
    """
    above, below = share.as_integer_ratio()
    points = _rounded(above, below, weight, places)
    if points > weight or (above >= below and points < weight):
        return weight
    return points


@lru_cache(maxsize=4096)
def _rounded(above: int, below: int, weight: Decimal, places: int) -> Decimal:
    # by whole numbers: the hash of a Fraction takes longer than the cache saves
    return max(round_half_up(Fraction(above, below) * Fraction(weight), places), Decimal(0))
