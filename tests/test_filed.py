"""What a report says besides the plan: as filed, nothing recomputed."""

import pickle
from decimal import Decimal

import attrs
import pytest

from fiscalkpi import (
    BudgetExecution,
    Cell,
    FiledForm,
    FiledResult,
    Finding,
    FormKind,
    Indicator,
    Project,
    Severity,
    Yuan,
    parse_actual,
)

RUN = BudgetExecution(
    adjusted=Yuan.parse("25万元"),
    spent=Yuan.parse("215457.60"),
    weight=10,
    points="8.62",
    cells=[Cell(label="执行率", text="86.2%")],
)
RESULT = FiledResult(actual=parse_actual("98%"), points="9.5", reason_text="略低", causes=["制度保障"])
FORM = FiledForm(
    kind="self_evaluation",
    project=Project(
        name="政务云",
        goals=attrs.evolve(Project().goals, indicators=(Indicator(name="可用率", target="≥99%"),)),
    ),
    execution=RUN,
    results=[RESULT],
    total_points="95.00",
    grade="优",
    findings=(Finding(code="x.y", severity=Severity.INFO, path="$"),),
    source="a.txt",
)


@pytest.mark.parametrize("value", [RUN, RESULT, FORM], ids=lambda value: type(value).__name__)
def test_values_are_immutable_hashable_and_picklable(value):
    """Each is a value: frozen, a key, equal after a pickle, evolved into a copy."""
    again = pickle.loads(pickle.dumps(value))
    assert again == value
    assert hash(again) == hash(value)
    assert attrs.evolve(value) == value
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(value, attrs.fields(type(value))[0].name, None)


def test_a_form_shows_itself_in_a_notebook():
    """The picture of a form is HTML with its name in it."""
    assert "政务云" in attrs.evolve(FORM, findings=())._repr_html_()


def test_points_and_kind_are_read():
    """Points are exact decimals as filed, the kind is one of three words."""
    assert (FORM.kind, FORM.total_points, RESULT.points) == (
        FormKind.SELF_EVALUATION,
        Decimal("95.00"),
        Decimal("9.5"),
    )
    assert str(FORM.total_points) == "95.00"
    assert isinstance(FORM.results, tuple)
    with pytest.raises(ValueError, match="is not a valid FormKind"):
        attrs.evolve(FORM, kind="draft")


@pytest.mark.parametrize("value", [12.9, 25, "25万元", True])
@pytest.mark.parametrize("field", ["initial", "adjusted", "spent"])
def test_error_money_that_is_no_yuan(field, value):
    """No route leads from a float, a bool or a bare number to money."""
    with pytest.raises(TypeError, match=f"{field} is Yuan or None"):
        BudgetExecution(**{field: value})


@pytest.mark.parametrize(
    "make",
    [
        lambda: FiledResult(actual="98%"),
        lambda: FiledResult(actual=parse_actual("98%"), points=9.5),
        lambda: FiledResult(actual=parse_actual("98%"), causes="制度保障"),
        lambda: FiledForm(kind="plan", project=None),
        lambda: FiledForm(kind="plan", project=Project(), total_points=95.0),
    ],
)
def test_error_part_of_another_type(make):
    """An actual is an Actual, points are exact, causes are a sequence, a form has its project."""
    with pytest.raises(TypeError):
        make()
