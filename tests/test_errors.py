"""Errors: coded, with all their parts, drawn with a caret, picklable."""

import copy
import pickle

import pytest

from fiscalkpi import (
    ActualError,
    AmountError,
    FiscalKpiError,
    FormError,
    GoalSet,
    Indicator,
    Place,
    PolicyError,
    Quantity,
    StructureError,
    TargetSyntaxError,
    UnitError,
)

CLASSES = [ActualError, AmountError, FormError, PolicyError, StructureError, TargetSyntaxError, UnitError]
PLACE = Place(file="form.txt", row=7, cell=3)


def example(cls=UnitError, **parts):
    return cls("unit.not-a-unit", **{"text": "3天", "span": (0, 1), **parts})


@pytest.mark.parametrize("cls", CLASSES)
def test_every_error_is_ours_and_a_value_error(cls):
    """One ``except`` catches all, and each is a ValueError to those who know nothing of us."""
    assert issubclass(cls, FiscalKpiError)
    assert issubclass(cls, ValueError)


def test_parts_are_attributes():
    """All that an error knows can be asked of it; the further parts of a message are text."""
    error = FiscalKpiError(
        "amount.too-long", text="1" * 99, span=(64, 99), place=PLACE, path="$.total", length=99, limit=64
    )
    assert (error.code, error.span, error.place, error.path) == (
        "amount.too-long",
        (64, 99),
        PLACE,
        "$.total",
    )
    assert error.text == "1" * 99
    assert error.params == {"length": "99", "limit": "64"}
    assert error.args == ("amount.too-long",)


def test_parts_may_be_absent():
    """Only the code is needed."""
    error = FiscalKpiError("amount.ratio-to-zero")
    assert (error.text, error.span, error.place, error.path, error.params) == (None, None, None, None, {})
    assert str(error) == (
        "There is no ratio to an amount of zero.\nDecide first what a base of zero means, then ask for the ratio."
    )


def test_message_and_hint_in_both_languages():
    """The wording is a matter of the locale, the code is not."""
    error = example()
    assert error.message() == error.message("en") == '"3天" cannot be a unit'
    assert error.message("zh_CN") != error.message("en")
    assert "3天" in error.message("zh")
    assert error.hint == error.hint_in("en")
    assert error.hint_in("zh_CN") != error.hint
    with pytest.raises(LookupError):
        error.message("fr")


def test_rendering_with_place():
    """Place, sentence, text with carets, way out: one line each."""
    assert str(example(place=PLACE)) == (
        'form.txt, line 7, cell 3: "3天" cannot be a unit\n'
        "  3天\n"
        "  ^\n"
        "Write a name such as %, 万元, 人次 or 元/亩, at most 24 characters, without a number or a sign before it."
    )


def test_rendering_with_path_and_in_chinese():
    """A path stands where there is no place; Chinese words stand in a Chinese rendering."""
    error = example(path="$.unit")
    assert str(error).splitlines()[0] == '$.unit: "3天" cannot be a unit'
    placed = example(place=PLACE).render("zh_CN").splitlines()
    assert placed[0].startswith("form.txt，第7行第3格：")
    assert placed[-1] == error.hint_in("zh_CN")


def drawn(text, span):
    return str(example(text=text, span=span)).splitlines()[1:3]


def test_caret_counts_columns_of_wide_characters():
    """A wide character takes two columns before the caret and under it."""
    assert drawn("共3天", (1, 3)) == ["  共3天", "    ^^^"]


def test_caret_of_an_empty_span():
    """Where something is missing, one caret shows the place."""
    assert drawn("12元", (3, 3)) == ["  12元", "      ^"]


def test_caret_skips_marks_and_unprintable_characters():
    """A combining mark takes no column; a character that does not print is drawn as one blank."""
    assert drawn("e\u0301x", (2, 3)) == ["  e\u0301x", "   ^"]
    assert drawn("a\x07\nb", (3, 4)) == ["  a  b", "     ^"]


def test_caret_in_a_long_text_shows_what_is_around_it():
    """Of a long text only the neighbourhood of the span is drawn, with dots where it was cut."""
    line, carets = drawn("甲" * 100 + "x" + "乙" * 100, (100, 101))
    assert line == "  …" + "甲" * 30 + "x" + "乙" * 30 + "…"
    assert carets == "  " + " " * (1 + 60) + "^"


def test_caret_under_a_long_span_is_cut():
    """A span longer than what is shown gets carets under the shown part."""
    line, carets = drawn("x" * 500, (0, 500))
    assert line == "  " + "x" * 90 + "…"
    assert carets == "  " + "^" * 60


def test_no_caret_without_a_span():
    """Text without a span is told in the sentence only."""
    assert len(str(example(span=None)).splitlines()) == 2


def test_long_text_is_shortened_in_the_sentence():
    """A sentence holds at most sixty characters of the filed text, on one line."""
    message = example(text="甲" * 200 + "\n").message()
    assert message == '"' + "甲" * 60 + '…" cannot be a unit'


@pytest.mark.parametrize("cls", [FiscalKpiError, *CLASSES])
@pytest.mark.parametrize("again", [lambda e: pickle.loads(pickle.dumps(e)), copy.copy, copy.deepcopy])
def test_error_survives_pickling(cls, again):
    """A process pool gives back the error with every part."""
    error = example(cls, place=PLACE, path="$.unit", more=3)
    error.add_note("in the third form")
    other = again(error)
    assert type(other) is cls
    assert vars(other) == vars(error)
    assert other.args == error.args
    assert str(other) == str(error)


def problems():
    return (
        StructureError("structure.missing", path="$.name", key='"name"'),
        StructureError("structure.unknown-key", path="$.goal", key='"goal"', keys='"goals"'),
    )


def test_structure_error_tells_all_problems():
    """Every problem is an error of its own, and ``str()`` tells them all."""
    error = StructureError("structure.invalid", problems=problems(), count=2)
    lines = str(error).splitlines()
    assert lines[0] == error.message()
    assert "2" in lines[0]
    assert lines[1].startswith("$.name: ")
    assert any(line.startswith("$.goal: ") for line in lines)
    assert error.render("zh_CN").splitlines()[0] == error.message("zh_CN")


def test_structure_error_survives_pickling():
    """Its problems come back with it."""
    error = StructureError("structure.invalid", problems=problems(), count=2)
    other = pickle.loads(pickle.dumps(error))
    assert [vars(one) for one in other.problems] == [vars(one) for one in error.problems]
    assert str(other) == str(error)


def test_structure_error_without_problems_is_as_any_other():
    """A document that is no JSON has a place of its own."""
    error = StructureError("structure.too-deep", path="$")
    assert error.problems == ()
    assert str(error).startswith("$: ")


def test_a_refusal_of_a_constructor_speaks_both_languages_and_pickles():
    """It is a plain ValueError or LookupError to its catcher, and words to whoever tells it."""
    with pytest.raises(ValueError, match="the range ends at 8, below its start 9") as caught:
        Quantity(value=9, high=8)
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):
        assert type(error) is type(caught.value)
        assert error.message("zh") == "范围的终点8小于起点9"
    with pytest.raises(LookupError) as caught:
        GoalSet(indicators=(Indicator(name="满意度", target="≥90%"),)).find("产值")
    assert str(pickle.loads(pickle.dumps(caught.value))) == (
        "'产值' is no indicator here; there are: 满意度 (no class)"
    )
    assert caught.value.message("zh") == "没有名为“产值”的指标；现有：满意度 (无类别)"
    told = PolicyError("score.unknown-row", problem=caught.value)
    assert pickle.loads(pickle.dumps(told)).message("zh") == "没有名为“产值”的指标；现有：满意度 (无类别)。"
    assert told.params == {"problem": str(caught.value)}
