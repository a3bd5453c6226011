"""The laws of points (docs/design.md): every policy, every kind of target and actual value."""

from decimal import Decimal
from fractions import Fraction

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from fiscalkpi import (
    BY_CLASS,
    BudgetExecution,
    Comparator,
    GoalSet,
    Indicator,
    Project,
    ScoringPolicy,
    Verdict,
    Yuan,
    evaluate,
    from_json,
    score,
    to_json,
)
from fiscalkpi.scoring.policy import (
    Band,
    EqualityRule,
    ExecutionRule,
    GradeBand,
    MissRule,
    QuantityRule,
    ReverseRule,
    SeveralRule,
    WordBand,
)
from fiscalkpi.targets.verdict import EvaluationContext
from fiscalkpi.testing import target_texts
from fiscalkpi.weights import default_weights, scheme_names, weight_scheme

SHARES = st.fractions(0, 1, max_denominator=20)
CLASSES = [
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("产出指标", "成本指标"),
    ("成本指标", "经济成本指标"),
    ("效益指标", "社会效益指标"),
    ("效益指标", "自定指标"),
    ("满意度指标", "服务对象满意度指标"),
    (None, None),
]
NAMES = ["合格率", "缺陷率", "投诉次数", "群众满意度", "成本", "响应时间", "改善程度"]
WORDS = ["达成年度指标", "部分达成", "未完成", "有所改善", "是", "", "**", "—"]


@st.composite
def falling_bands(draw):
    """Return bands that fall to 0, a higher one never giving less."""
    lows = sorted({*draw(st.lists(SHARES, max_size=4)), Fraction(0)}, reverse=True)
    shares = sorted(draw(st.lists(SHARES, min_size=len(lows), max_size=len(lows))), reverse=True)
    return tuple(Band(low, share) for low, share in zip(lows, shares, strict=True))


@st.composite
def policies(draw):
    """Return a policy that does not contradict itself."""
    quantity = draw(st.sampled_from(QuantityRule))
    execution = draw(st.sampled_from(ExecutionRule))
    edge = draw(SHARES.filter(lambda share: 0 < share < 1))
    first = draw(st.none() | st.just(Fraction(1)) | st.just(edge))
    words = (
        WordBand(name="first", low=edge, high=1, default=first, words=("达成年度指标", "是")),
        WordBand(
            name="second",
            low=0,
            high=edge,
            default=draw(st.none() | st.just(0)),
            words=("部分达成", "未完成"),
        ),
    )
    lows = sorted({*draw(st.lists(st.integers(1, 100), max_size=3)), 0}, reverse=True)
    return ScoringPolicy(
        name=draw(st.sampled_from(["own", "甲"])),
        satisfaction_to_benefit=draw(st.booleans()),
        unstated=draw(st.none() | st.just(BY_CLASS) | st.sampled_from(Comparator)),
        equality=draw(st.sampled_from(EqualityRule)),
        quantity=quantity,
        floor=draw(SHARES.filter(lambda share: share < 1)),
        quantity_bands=draw(falling_bands()) if quantity is QuantityRule.BANDS else (),
        reverse=draw(st.sampled_from(ReverseRule)),
        zero_target=draw(st.sampled_from(MissRule)),
        yes_no=draw(st.sampled_from(MissRule)),
        late=draw(st.sampled_from(MissRule)),
        several=draw(st.sampled_from(SeveralRule)),
        satisfaction_bands=draw(st.just(()) | falling_bands()),
        qualitative_bands=words,
        execution=execution,
        execution_bands=draw(falling_bands()) if execution is ExecutionRule.BANDED else (),
        execution_cap=draw(st.booleans()),
        places=draw(st.integers(0, 4)),
        grades=tuple(GradeBand(f"第{number}级", low) for number, low in enumerate(lows)),
    )


@st.composite
def rows(draw, weights=True):
    """Return a row of any class, name and target, with a weight or without."""
    level1, level2 = draw(st.sampled_from(CLASSES))
    weight = None
    if weights:
        weight = draw(st.none() | st.decimals(-1, 50, places=2, allow_nan=False, allow_infinity=False))
    return Indicator(
        level1=level1,
        level2=level2,
        name=draw(st.sampled_from(NAMES)),
        target=draw(target_texts() | st.sampled_from(["明显提升", "是", "=0起", "≥90%；≥80%"])),
        weight=weight,
        direction=draw(st.sampled_from([None, None, "正向", "反向"])),
    )


NUMBERS = st.decimals(-50, 300, places=1, allow_nan=False, allow_infinity=False)
ACTUALS = target_texts() | st.sampled_from(WORDS) | NUMBERS | NUMBERS.map(lambda number: f"{number}%")
AMOUNTS = st.none() | st.integers(-(10**6), 10**8).map(lambda fen: Yuan(fen=fen))
RUNS = st.none() | st.builds(
    BudgetExecution, adjusted=AMOUNTS, spent=AMOUNTS, weight=st.none() | st.integers(0, 20)
)


@st.composite
def cases(draw):
    """Return goals and one actual value a row."""
    goals = GoalSet(indicators=tuple(draw(st.lists(rows(), max_size=5))))
    values = draw(st.lists(ACTUALS, min_size=len(goals.indicators), max_size=len(goals.indicators)))
    return goals, values


FINISHED = st.none() | st.booleans()


@given(cases(), policies(), RUNS, FINISHED)
def test_points_within_zero_and_weight(case, policy, run, finished):
    """Points lie within 0 and the weight; an open line keeps a range within them; nothing has neither."""
    goals, values = case
    for line in score(goals, values, policy=policy, execution=run, finished=finished).all_lines:
        if line.weight is None or line.weight < 0:
            assert line.points is None
        elif line.points is None:
            assert 0 <= line.open_range[0] <= line.open_range[1] <= line.weight
        else:
            assert 0 <= line.points <= line.weight
            assert line.open_range is None


@given(cases(), policies(), RUNS, FINISHED)
def test_scorecard_total_is_sum_of_lines(case, policy, run, finished):
    """The total adds the rounded points there are; complete means that none is missing."""
    goals, values = case
    card = score(goals, values, policy=policy, execution=run, finished=finished)
    points = [line.points for line in card.all_lines]
    assert Fraction(card.total) == sum((Fraction(one) for one in points if one is not None), Fraction(0))
    assert card.complete is (bool(card.lines) and None not in points and not card.open_shares)
    if card.grade is not None:
        assert card.complete
        assert card.total_weight == 100
    if card.open_range is not None:
        low, high = card.open_range
        assert card.total <= low <= high


@st.composite
def two_steps(draw):
    """Return a row with a number for a target, a number that misses it, and one between the two."""
    comparator = draw(st.sampled_from(["≥", ">", "≤", "<", "=", ""]))
    target = draw(st.decimals(-20, 200, places=1, allow_nan=False, allow_infinity=False))
    level1, level2 = draw(st.sampled_from(CLASSES))
    unit = draw(st.sampled_from(["%", "个", ""]))
    row = Indicator(
        level1=level1,
        level2=level2,
        name=draw(st.sampled_from(NAMES)),
        target=f"{comparator}{target}{unit}",
        weight=10,
    )
    far = draw(NUMBERS)
    between = target + (far - target) * draw(st.sampled_from([Decimal(0), Decimal("0.3"), Decimal("0.9")]))
    return row, far, between


@given(two_steps(), policies())
def test_points_monotone_toward_target(case, policy):
    """From a value that misses, a step toward the target never costs points.

    The bands of satisfaction ask for more and never for less: what is above a written = misses it, but a
    step down from there is none toward anything that they count.
    """
    row, far, between = case
    goals = GoalSet(indicators=(row,))
    lines = [score(goals, [value], policy=policy).lines[0] for value in (far, between)]
    assume(lines[0].evaluation.verdict is Verdict.NOT_MET)
    assume(lines[0].rule != "satisfaction_bands" or far <= between)
    if lines[0].points is not None and lines[1].points is not None:
        assert lines[0].points <= lines[1].points


@given(st.lists(rows(weights=False), max_size=12), st.sampled_from(scheme_names()), st.booleans())
def test_default_weights_sum_to_scheme(indicators, name, moved):
    """What the rows hold and the open shares are the scheme's points, to the hundredth, class by class."""
    scheme = weight_scheme(name)
    split = default_weights(indicators, scheme, satisfaction_to_benefit=moved)
    if split is None:
        return
    total = sum(split.weights) + sum(points for _, points in split.open_shares)
    assert total == 100 - scheme.execution
    assert all(weight > 0 and weight.as_tuple().exponent == -2 for weight in split.weights)


@given(cases(), policies(), policies())
def test_verdict_ignores_policy(case, policy, other):
    """Two policies with the same reading of bare values give the same verdicts, those of evaluate."""
    goals, values = case
    other = attrs.evolve(other, unstated=policy.unstated)
    one, two = (score(goals, values, policy=either) for either in (policy, other))
    assert [line.evaluation for line in one.lines] == [line.evaluation for line in two.lines]
    context = EvaluationContext(unstated=policy.unstated)
    for line, value in zip(one.lines, values, strict=True):
        assert line.evaluation == evaluate(line.indicator, value, context=context)


@given(cases(), policies(), st.randoms(use_true_random=False))
def test_score_of_a_permutation_is_the_permutation(case, policy, random):
    """The order of the rows changes no points, unless the default split has hundredths left to place."""
    goals, values = case
    weighted = [attrs.evolve(row, weight=row.weight or 5) for row in goals.indicators]
    order = list(range(len(weighted)))
    random.shuffle(order)
    before = score(GoalSet(indicators=tuple(weighted)), values, policy=policy)
    after = score(
        GoalSet(indicators=tuple(weighted[at] for at in order)), [values[at] for at in order], policy=policy
    )
    assert list(after.lines) == [before.lines[at] for at in order]
    assert (after.total, after.grade, after.complete) == (before.total, before.grade, before.complete)


@given(policies())
def test_policies_round_trip(policy):
    """A policy is the same after JSON."""
    assert from_json(to_json(policy), ScoringPolicy) == policy


@given(cases(), policies(), RUNS, FINISHED)
def test_cards_say_everything(case, policy, run, finished):
    """Every card has words in both languages, rows for a dataframe and a dict form; every figure is in them."""
    goals, values = case
    card = score(goals, values, policy=policy, execution=run, finished=finished)
    assert to_json(card)
    for locale in ("zh_CN", "en"):
        assert card.explain(locale)
        assert len(card.to_dicts(locale)) == len(card.all_lines)
        for line in card.all_lines:
            words = line.explain(locale).replace("−", "-")
            assert all(figure in words for _, figure in line.params), (words, line.params)


@given(cases(), policies(), RUNS, FINISHED)
def test_to_form_scores_to_the_same_points(case, policy, run, finished):
    """A filled form brings its values along: scored again it has the same points and no difference."""
    goals, values = case
    project = Project(goals=goals)
    card = score(project, values, policy=policy, execution=run, finished=finished)
    again = score(card.to_form(project), policy=policy, finished=finished)
    assert [line.points for line in again.lines] == [line.points for line in card.lines]
    assert again.findings == ()
