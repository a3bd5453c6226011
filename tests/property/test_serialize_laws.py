"""Laws of the dict and JSON form, for every class of the library."""

import json

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fiscalkpi import (
    Target,
    dates,
    filed,
    from_dict,
    from_json,
    model,
    money,
    provenance,
    to_dict,
    to_json,
    units,
)
from fiscalkpi.targets import actual, evaluate
from fiscalkpi.targets import model as targets

from .strategies import KINDS, TARGETS, VALUES

small = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def everything(value):
    """Return `value` with all that equality passes over: types, zeros of a number, filed words, places."""
    if isinstance(value, tuple):
        return tuple(map(everything, value))
    if not attrs.has(type(value)):
        return type(value), str(value)
    return type(value), {
        field.alias: everything(getattr(value, field.alias if field.alias == "text" else field.name))
        for field in attrs.fields(type(value))
    }


@pytest.mark.parametrize("cls", VALUES)
@small
@given(data=st.data())
def test_dict_round_trip(cls, data):
    """A value comes back from its dict form equal, with the text, the place and every zero."""
    value = data.draw(VALUES[cls])
    back = from_dict(to_dict(value), cls)
    assert back == value
    assert everything(back) == everything(value)
    assert to_dict(back) == to_dict(value)


@pytest.mark.parametrize("cls", VALUES)
@small
@given(data=st.data())
def test_json_round_trip(cls, data):
    """A value comes back from its JSON text as well, from bytes as from text."""
    value = data.draw(VALUES[cls])
    text = to_json(value, indent=data.draw(st.sampled_from([None, 2])))
    assert everything(from_json(text, cls)) == everything(value)
    assert everything(from_json(text.encode(), cls)) == everything(value)
    assert json.loads(text) == to_dict(value)


@small
@given(TARGETS)
def test_target_round_trip_by_its_tag(target):
    """The tag alone says which kind a dict is: no class has to be named."""
    assert everything(from_dict(to_dict(target), Target)) == everything(target)


@given(TARGETS)
def test_dict_of_a_target_has_kind_and_text_first(target):
    """A target's dict starts with its kind and its text as filed, else its canonical text."""
    form = to_dict(target)
    assert list(form.items())[:2] == [("kind", target.kind), ("text", target.text)]


def test_every_class_of_values_has_a_strategy():
    """No class below the edges is left out of these laws."""
    modules = (dates, provenance, money, units, targets, actual, evaluate, model, filed)
    classes = {
        held
        for module in modules
        for held in vars(module).values()
        if isinstance(held, type) and attrs.has(held) and not held.__name__.startswith("_")
    }
    assert classes == set(VALUES)
    assert set(KINDS) <= classes
