"""Laws of an appraisal: sums, monotony, order, and what a range promises."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscalkpi import HENAN_2022, MOF_2015, Opinion, PolicyError, appraise

ITEMS = MOF_2015.graded("points")
RANK = {grade.label: at for at, grade in enumerate(reversed(MOF_2015.grades))}
GRADES = st.sampled_from(sorted(RANK))


def points_of(entry, least=0):
    return st.integers(least, int(entry.weight) * 10).map(lambda tenths: Decimal(f"{tenths}e-1"))


FULL = st.tuples(*map(points_of, ITEMS))
"""Points for the sixteen items."""
HALF = st.tuples(*(st.none() | GRADES | points_of(item) for item in ITEMS))
"""Items that are open, graded only, or given points."""
WORDS = st.tuples(*[GRADES] * 8)


def by_points(values):
    return appraise(dict(zip((item.code for item in ITEMS), values, strict=True)), mode="points")


def by_words(values):
    codes = [entry.code for entry in MOF_2015.graded("qualitative")]
    return appraise(dict(zip(codes, values, strict=True)), mode="qualitative")


@given(HALF)
def test_appraisal_total_is_sum_of_items(values):
    """The total is the sum of the points there are, and of its subtotals."""
    result = by_points(values)
    assert result.total == sum(value for value in values if isinstance(value, Decimal))
    assert result.total == sum(result.subtotal(code) for code in "1234")
    assert result.total == sum(line.points for line in result.lines if line.points is not None)
    assert result.open_weight == sum(line.entry.weight for line in result.open)


@given(FULL, st.data())
def test_appraisal_grade_monotone_in_points(values, data):
    """More points of one item never lower the grade of the item or the whole."""
    at = data.draw(st.integers(0, 15))
    more = list(values)
    more[at] = data.draw(points_of(ITEMS[at], least=int(values[at] * 10)))
    before, after = by_points(values), by_points(more)
    assert after.total >= before.total
    assert RANK[after.grade] >= RANK[before.grade]
    assert RANK[after.lines[at].grade] >= RANK[before.lines[at].grade]


@given(WORDS, st.integers(0, 7), GRADES)
def test_appraisal_grade_monotone_in_words(values, at, better):
    """A better grade of one point never lowers the grade of the whole."""
    more = list(values)
    more[at] = max(values[at], better, key=RANK.__getitem__)
    assert RANK[by_words(more).grade] >= RANK[by_words(values).grade]


@given(HALF, st.randoms(use_true_random=False))
def test_appraisal_ignores_order(values, random):
    """The order in which a reviewer fills does not matter, nor whether by label or by code."""
    pairs = list(zip(ITEMS, values, strict=True))
    random.shuffle(pairs)
    shuffled = {(item.code if random.random() < 0.5 else item.label): value for item, value in pairs}
    assert appraise(shuffled, mode="points") == by_points(values)


def completion(item, value):
    """Return a strategy for the points that may stand where `value` stood."""
    if isinstance(value, Decimal):
        return st.just(value)
    low, high = MOF_2015.tenths(item, None if value is None else MOF_2015.grade(value))
    return st.integers(low, high).map(lambda tenths: Decimal(f"{tenths}e-1"))


@given(HALF, st.data())
def test_appraisal_range_contains_every_completion(values, data):
    """Whatever the open items become, the total and the grade lie in the ranges that were told."""
    result = by_points(values)
    filled = [data.draw(completion(*pair)) for pair in zip(ITEMS, values, strict=True)]
    whole = by_points(filled)
    low, high = result.open_range
    worst, best = result.grade_range
    assert whole.complete
    assert low <= whole.total <= high
    assert RANK[worst] <= RANK[whole.grade] <= RANK[best]
    given_grades = [value for value in values if isinstance(value, str)]
    kept = [line.grade for line, value in zip(whole.lines, values, strict=True) if isinstance(value, str)]
    assert kept == given_grades  # points out of the band of a grade give that grade


@given(HALF)
def test_appraisal_ends_of_the_range_are_reached(values):
    """Both ends are the total of a completion: the range is no wider than it must be."""
    result = by_points(values)
    for end, attribute in enumerate(("low", "high")):
        filled = by_points([getattr(line, attribute) for line in result.lines])
        assert filled.total == result.open_range[end]
        assert filled.grade == result.grade_range[end]


@given(st.tuples(*[st.none() | GRADES] * 8), st.data())
def test_appraisal_range_of_words_contains_every_completion(values, data):
    """The same by words."""
    result = by_words(values)
    whole = by_words([value or data.draw(GRADES) for value in values])
    worst, best = result.grade_range
    assert RANK[worst] <= RANK[whole.grade] <= RANK[best]
    assert result.complete == (None not in values)
    assert result.grade == (whole.grade if None not in values else None)


@given(st.tuples(*[st.sampled_from(["通过", "不通过", None])] * 5))
def test_appraisal_passes_with_all_parts(values):
    """Henan: passed where all parts are, open while one is."""
    codes = [entry.code for entry in HENAN_2022.entries]
    result = appraise(dict(zip(codes, values, strict=True)), scheme=HENAN_2022)
    if None in values:
        assert result.grade is None
        assert (result.grade_range[1] == "通过") == ("不通过" not in values)
    else:
        assert result.grade == ("通过" if set(values) == {"通过"} else "不通过")


@given(HALF)
def test_appraisal_needs_no_arithmetic_context(values):
    """The caller's precision of decimals does not touch a sum."""
    with localcontext() as context:
        context.prec = 1
        result = by_points(values)
        shown = (result.total, result.open_range, result.grade_range, result.explain("en"))
    again = by_points(values)
    assert shown == (again.total, again.open_range, again.grade_range, again.explain("en"))


@given(FULL, st.integers(0, 15), GRADES)
def test_appraisal_grade_agrees_with_its_points(values, at, grade):
    """A grade beside points is taken where the points give it, and refused where they do not."""
    right = by_points(values).lines[at].grade
    mixed = list(values)
    mixed[at] = Opinion(grade=grade, points=values[at])
    if grade == right:
        assert by_points(mixed) == by_points(values)
    else:
        with pytest.raises(PolicyError) as caught:
            by_points(mixed)
        assert [one.code for one in caught.value.problems] == ["appraise.contradiction"]
