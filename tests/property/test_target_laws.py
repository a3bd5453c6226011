"""The laws of targets (docs/design.md), over every value that text can give.

Left out: the canonical text of ``Qualitative``, ``Recurring`` and ``Unreadable`` values built in code from
words that read as another kind. Their words are the value, and no constructor can know how they read.
"""

import datetime
import importlib
import pickle
import sys
from fractions import Fraction
from itertools import pairwise

import attrs
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from fiscalkpi import (
    BY_CLASS,
    Actual,
    Comparator,
    Duration,
    EvaluationContext,
    Indicator,
    Qualitative,
    Quantity,
    Recurring,
    Unit,
    Unreadable,
    Verdict,
    evaluate,
    parse_actual,
    parse_target,
)
from fiscalkpi._text import fold_signs
from fiscalkpi.targets.lexer import tokenize
from fiscalkpi.targets.parser import read
from fiscalkpi.testing import (
    KINDS,
    actuals_that_meet,
    actuals_that_miss,
    durations,
    hostile_texts,
    look_alikes,
    numbers,
    quantities,
    target_texts,
    targets,
    units,
)

WORDS = (Qualitative, Recurring, Unreadable)


@given(st.one_of(hostile_texts(), target_texts()))
def test_parse_target_is_total(text):
    """Any text gives one of the twelve kinds."""
    assert isinstance(parse_target(text), KINDS)


@given(targets())
def test_parse_inverts_format(target):
    """The canonical text of any target parses back to an equal one."""
    assert parse_target(str(target)) == target


@given(st.one_of(hostile_texts(), target_texts()))
def test_format_is_idempotent(text):
    """What was read is written so that it reads the same, and then stays as it is."""
    target = parse_target(text)
    if not isinstance(target, WORDS):
        again = parse_target(str(attrs.evolve(target, text=None)))
        assert again == target
        assert hash(again) == hash(target)
        assert str(again) == str(target)


@given(st.one_of(hostile_texts(), target_texts()))
def test_parse_keeps_filed_text(text):
    """The filed words stay with the target, whatever it is."""
    assert parse_target(text).text == text


@given(st.one_of(hostile_texts(), target_texts()))
def test_spans_point_into_filed_text(text):
    """Spans are in order, apart, and inside the text; folding changes no length."""
    reading = read(text)
    assert len(fold_signs(text)) == len(text)
    spans = list(reading.passed_over)
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    if reading.span is not None:
        assert 0 <= reading.span[0] < reading.span[1] <= len(text)


@given(st.one_of(hostile_texts(), target_texts()))
def test_folding_keeps_spans(text):
    """The tokens cover all of the text but blanks, in order."""
    folded = fold_signs(text)
    at = 0
    for _, piece, start, end in tokenize(text):
        assert folded[at:start].strip(" ") == ""
        assert folded[start:end] == piece
        at = end
    assert folded[at:].strip(" ") == ""


@given(st.data())
def test_look_alikes_read_alike(data):
    """A look-alike of a sign or digit is that sign or digit."""
    text = data.draw(quantities().map(str))
    assert parse_target(data.draw(look_alikes(st.just(text)))) == parse_target(text)


@given(targets())
def test_targets_pickle(target):
    """A target survives pickling, words and all."""
    again = pickle.loads(pickle.dumps(target))
    assert (again, again.text) == (target, target.text)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("strategy", [targets(), target_texts().map(parse_target)], ids=["values", "texts"])
def test_strategies_reach_all_kinds(strategy, kind):
    """The strategies produce each of the twelve kinds, from fields and from text."""
    plain = settings(max_examples=20_000, phases=[Phase.generate])  # no shrinking: any example will do
    assert isinstance(find(strategy, lambda target: isinstance(target, kind), settings=plain), kind)


def stated(strategy):
    return strategy.filter(
        lambda target: target.comparator is not None and not isinstance(target.value, Fraction)
    )


@given(st.data())
def test_actuals_that_meet_meet(data):
    """An actual made to meet a stated target meets it."""
    target = data.draw(stated(st.one_of(quantities(), durations())))
    assert evaluate(target, data.draw(actuals_that_meet(target))).verdict is Verdict.MET


@given(st.data())
def test_actuals_that_miss_miss(data):
    """An actual made to miss a stated target misses it."""
    target = data.draw(stated(st.one_of(quantities(), durations())))
    assert evaluate(target, data.draw(actuals_that_miss(target))).verdict is Verdict.NOT_MET


@given(
    numbers(),
    st.sampled_from([Comparator.GE, Comparator.GT, Comparator.LE, Comparator.LT]),
    numbers(),
    numbers(),
)
def test_verdict_monotone(bound, comparator, one, other):
    """With a stated ≥ > ≤ <, a better actual never turns met into not met."""
    target = Quantity(value=bound, comparator=comparator)
    better = max if comparator in (Comparator.GE, Comparator.GT) else min
    best = better(one, other)
    if Verdict.MET in (evaluate(target, one).verdict, evaluate(target, other).verdict):
        assert evaluate(target, best).verdict is Verdict.MET


@given(targets(), target_texts(), st.sampled_from([None, *Comparator]))
def test_verdict_ignores_policy(target, actual, unstated):
    """Given the context, a verdict depends on target and actual alone; a stated target ignores the reading."""
    known = EvaluationContext(fiscal_year=2021, end=datetime.date(2021, 12, 31), unstated=unstated)
    result = evaluate(target, actual, context=known)
    assert result == evaluate(target, actual, context=known)
    if getattr(target, "comparator", None) is not None:
        assert result.verdict is evaluate(target, actual, context=attrs.evolve(known, unstated=None)).verdict


@given(
    numbers(),
    numbers(),
    st.sampled_from([*Comparator, None]),
    st.sampled_from(
        [
            ("万元", "元"),
            ("小时", "分钟"),
            ("周", "天"),
            ("万亩", "亩"),
            ("公里", "米"),
            ("元/亩", "万元/亩"),
            ("%", "‰"),
        ]
    ),
)
def test_unit_change_keeps_verdict(bound, actual, comparator, pair):
    """Writing the actual in another unit, exactly converted, changes no verdict, attainment or deviation."""
    here, there = map(Unit.parse, pair)
    kind = Duration if here.is_time else Quantity
    target = kind(value=bound, comparator=comparator, unit=here)
    factor = here.factor_to(there)
    same = evaluate(target, attrs.evolve(parse_actual(actual), unit=here))
    moved = evaluate(target, attrs.evolve(parse_actual(Fraction(actual) * factor), unit=there))
    assert (same.verdict, same.attainment, same.deviation) == (
        moved.verdict,
        moved.attainment,
        moved.deviation,
    )


@given(units())
def test_unit_spelling_round_trips(unit):
    """A unit is written as it was, and a factor to itself is one."""
    assert Unit.parse(str(unit)) == unit
    assert unit.factor_to(unit) == 1


@pytest.mark.parametrize(
    "target", [Quantity(value=3), Quantity(value=Fraction(1, 3), comparator=Comparator.GE)]
)
@given(st.data())
def test_only_a_stated_decimal_is_met_by_construction(target, data):
    """A bare target, or a third, has no actual value that meets it for sure."""
    with pytest.raises(ValueError, match="by construction"):
        data.draw(actuals_that_meet(target))


def test_a_missing_hypothesis_is_named(monkeypatch):
    """Without hypothesis the import says which command installs it."""
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "fiscalkpi.testing")
    with pytest.raises(ImportError, match="pip install hypothesis"):
        importlib.import_module("fiscalkpi.testing")


@given(
    quantities() | durations(),
    numbers(),
    units() | st.none(),
    st.sampled_from([None, BY_CLASS, *Comparator]),
    st.sampled_from(["合格率", "缺陷率", "成本节约率"]),
    st.sampled_from(["质量指标", "成本指标", "时效指标", None]),
)
def test_a_plain_number_is_judged_as_the_rule_of_sets_judges_it(target, number, unit, unstated, name, level2):
    """The short way for one number and one bound gives what the long way gives, in every part."""
    row = Indicator(level2=level2, name=name, target=target)
    context = EvaluationContext(unstated=unstated)
    for own in (unit, target.unit):
        actual = Actual(kind="number", value=number, unit=own, text=str(number))
        short = evaluate(row, actual, context=context)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                importlib.import_module("fiscalkpi.targets.evaluate"), "_judge_plain", lambda *_: None
            )
            assert evaluate(row, actual, context=context) == short
