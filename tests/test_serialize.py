"""The dict and JSON form: its vocabulary, its strictness, and what it says of a wrong document."""

import datetime
import json
import pickle
import re
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import attrs
import cattrs
import pytest

from fiscalkpi import (
    BY_CLASS,
    Actual,
    ActualKind,
    BudgetExecution,
    Cell,
    Comparator,
    DateTarget,
    Duration,
    Evaluation,
    EvaluationContext,
    FiledForm,
    FiledResult,
    Finding,
    FormKind,
    FundingBreakdown,
    FundingLine,
    Goal,
    GoalSet,
    Indicator,
    Judgement,
    Multiple,
    OnSchedule,
    PartialDate,
    Period,
    Place,
    Project,
    Qualitative,
    Quantity,
    Recurring,
    ScoringPolicy,
    Severity,
    Source,
    StructureError,
    Target,
    Unfilled,
    Unit,
    Unreadable,
    Verdict,
    WithinBudget,
    YesNo,
    Yuan,
    evaluate,
    from_dict,
    from_json,
    parse_actual,
    parse_target,
    to_dict,
    to_json,
)
from fiscalkpi._messages import LOCALES, catalogue
from fiscalkpi.serialize import SCHEMA, json_text, structure


def problems(document, cls=Project):
    """Return path and code of every problem of a document that is refused."""
    with pytest.raises(StructureError) as caught:
        from_dict(document, cls)
    assert caught.value.code == "structure.invalid"
    return [(problem.path, problem.code) for problem in caught.value.problems]


def json_problem(text, cls=Project):
    """Return the one problem of a JSON document that is refused."""
    with pytest.raises(StructureError) as caught:
        from_json(text, cls)
    assert caught.value.code == "structure.invalid"
    [problem] = caught.value.problems
    return problem


def kind_and_look(value):
    """Return a name for a parameter that may be too large to print."""
    large = isinstance(value, int) and abs(value) > 10**30
    return f"{type(value).__name__}:{'large' if large else repr(value)[:12]}"


# The vocabulary --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "form"),
    [
        (
            Quantity(comparator=Comparator.GE, value=Decimal("28.40"), unit=Unit("%")),
            {"kind": "quantity", "text": "≥28.40%", "comparator": ">=", "value": "28.40", "unit": "%"},
        ),
        (
            Quantity(value="119", text="119 "),
            {"kind": "quantity", "text": "119 ", "comparator": None, "value": "119", "unit": None},
        ),
        (
            Quantity(value="80", high="90.0", unit=Unit("%"), text="80%-90.0%"),
            {
                "kind": "quantity",
                "text": "80%-90.0%",
                "comparator": None,
                "value": "80",
                "unit": "%",
                "high": "90.0",
            },
        ),
        (
            Quantity(value="200", approx=True, unit=Unit("人次")),
            {
                "kind": "quantity",
                "text": "约200人次",
                "comparator": None,
                "value": "200",
                "unit": "人次",
                "approx": True,
            },
        ),
        (
            Duration(comparator=Comparator.LE, value=4, unit=Unit("小时"), text="4小时以内"),
            {"kind": "duration", "text": "4小时以内", "comparator": "<=", "value": "4", "unit": "小时"},
        ),
        (
            DateTarget(value=PartialDate(None, 12, 31), comparator=Comparator.LE, text="12月底前"),
            {"kind": "date", "text": "12月底前", "comparator": "<=", "value": "--12-31"},
        ),
        (
            DateTarget(value=PartialDate(None, 11), text="11月"),
            {"kind": "date", "text": "11月", "comparator": None, "value": "--11"},
        ),
        (
            Period(start=PartialDate(2021, 1), end=PartialDate(2021, 12, 31), text="全年"),
            {"kind": "period", "text": "全年", "start": "2021-01", "end": "2021-12-31"},
        ),
        (OnSchedule(text="按期"), {"kind": "schedule", "text": "按期", "comparator": "<="}),
        (
            WithinBudget(comparator=Comparator.LT, text="低于预算"),
            {"kind": "budget", "text": "低于预算", "comparator": "<"},
        ),
        (Recurring(text="每月5日前"), {"kind": "recurring", "text": "每月5日前"}),
        (YesNo(value=False), {"kind": "yes_no", "text": "否", "value": False}),
        (
            Multiple(parts=(Quantity(value=1, unit=Unit("部")), Quantity(value=2)), text="1部,2"),
            {
                "kind": "multiple",
                "text": "1部,2",
                "parts": [
                    {"kind": "quantity", "text": "1部", "comparator": None, "value": "1", "unit": "部"},
                    {"kind": "quantity", "text": "2", "comparator": None, "value": "2", "unit": None},
                ],
                "join": "and",
            },
        ),
        (Qualitative(text="提升"), {"kind": "qualitative", "text": "提升"}),
        (Unfilled(text="/"), {"kind": "unfilled", "text": "/"}),
        (
            Unfilled(comparator=Comparator.GE, unit=Unit("%"), text="≥**%"),
            {"kind": "unfilled", "text": "≥**%", "comparator": ">=", "unit": "%"},
        ),
        (Unreadable(text="11月31日"), {"kind": "unreadable", "text": "11月31日"}),
    ],
    ids=lambda value: value.kind if isinstance(value, Target) else "",
)
def test_dict_of_each_kind_of_target(target, form):
    """A target's dict has the keys of the design page's table, in its order, and is read back."""
    assert list(to_dict(target).items()) == list(form.items())
    assert from_dict(form, Target) == target
    assert from_dict(form, Target).text == target.text
    assert from_dict(form, type(target)) == target


@pytest.mark.parametrize(
    ("form", "target"),
    [
        ({"kind": "quantity", "value": "90"}, Quantity(value=90)),
        ({"kind": "quantity", "value": 90, "text": None}, Quantity(value=90)),
        ({"kind": "quantity", "value": "90", "unit": "％"}, Quantity(value=90, unit=Unit("%"))),
        ({"kind": "duration", "value": "-3", "unit": "天"}, Duration(value=-3, unit=Unit("天"))),
        ({"kind": "date", "value": "2021"}, DateTarget(value=PartialDate(2021))),
        ({"kind": "schedule"}, OnSchedule()),
        ({"kind": "budget"}, WithinBudget()),
        ({"kind": "unfilled"}, Unfilled()),
        ({"kind": "yes_no", "value": True}, YesNo(value=True)),
        ({"kind": "multiple", "parts": ["1部", {"kind": "date", "value": "--11"}]},
         Multiple(parts=(Quantity(value=1, unit=Unit("部")), DateTarget(value=PartialDate(None, 11))))),
    ],
)  # fmt: skip
def test_keys_of_a_target_that_may_be_absent(form, target):
    """Only the kind, the value, and the text where it is the value must be there."""
    assert from_dict(form, Target) == target


def test_the_fields_of_a_target_count_and_its_text_is_kept():
    """A text that reads otherwise is not parsed again: check reports it, reading does not repair it."""
    target = from_dict({"kind": "quantity", "value": "95", "text": "≥90%"}, Target)
    assert target == Quantity(value=95)
    assert target.text == "≥90%"


def test_text_stands_for_a_target():
    """A bare string is parsed wherever a target is asked for."""
    indicator = from_dict(
        {"name": "可用率", "target": "≥90%", "other_targets": [["半年", "达标"]]}, Indicator
    )
    assert indicator == Indicator(
        name="可用率", target=parse_target("≥90%"), other_targets=(("半年", parse_target("达标")),)
    )
    assert from_dict("4小时以内", Target) == from_dict("4小时以内", Duration) == parse_target("4小时以内")
    assert from_json('"达标"', Target) == Qualitative(text="达标")


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (Yuan(fen=-17870500001), -17870500001),
        (Unit("元/人·月"), "元/人·月"),
        (PartialDate(2021, 2), "2021-02"),
        (Comparator.GE, ">="),
        (Verdict.NOT_MET, "not_met"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.50"), "-0.50"),
        (Fraction(37, 36), "37/36"),
        (datetime.date(2022, 1, 31), "2022-01-31"),
        (None, None),
        (True, True),
        ("字", "字"),
        ((1, ("a",)), [1, ["a"]]),
        (Cell(label="备注", text=""), {"label": "备注", "text": ""}),
        (Place(), {}),
        (Source(document="财预〔2020〕10号"), {"document": "财预〔2020〕10号", "mark": "P"}),
        (Goal(label="目标1"), {"label": "目标1", "scope": "annual"}),
        (
            FundingLine(label="其他", scope="annual", role="other", initial=Yuan(fen=0)),
            {"label": "其他", "scope": "annual", "role": "other", "initial": 0},
        ),
        (Project(), {"schema": SCHEMA}),
        (Project(goals=GoalSet(annual="目标")), {"schema": SCHEMA, "goals": {"annual": "目标"}}),
        (
            FiledForm(kind=FormKind.PLAN, project=Project(name="政务云")),
            {"schema": SCHEMA, "kind": "plan", "project": {"name": "政务云"}},
        ),
        (FiledForm(kind="plan", project=Project()), {"schema": SCHEMA, "kind": "plan", "project": {}}),
        (
            Indicator(name="", other_targets=(("半年", Unfilled(text="/")),)),
            {
                "name": "",
                "target": {"kind": "unfilled", "text": ""},
                "other_targets": [["半年", {"kind": "unfilled", "text": "/"}]],
            },
        ),
        (
            Finding(code="a.b", severity=Severity.INFO, path="$", params=(("a", "1"), ("a", "2"))),
            {"code": "a.b", "severity": "info", "path": "$", "params": [["a", "1"], ["a", "2"]]},
        ),
        (
            EvaluationContext(fiscal_year=2021, unstated=BY_CLASS),
            {"fiscal_year": 2021, "unstated": "by_class"},
        ),
        (parse_actual("2021年"), {"kind": "date", "value": "2021", "text": "2021年"}),
        (parse_actual(Fraction(1, 3)), {"kind": "number", "value": "1/3", "text": "1/3"}),
        (parse_actual("否"), {"kind": "yes_no", "value": False, "text": "否"}),
        (parse_actual("190分钟"), {"kind": "number", "value": "190", "unit": "分钟", "text": "190分钟"}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_dict_of_each_value(value, form):
    """Each value has the documented form: what says nothing is left out, a zero and a blank cell are not."""
    assert to_dict(value) == form
    assert json.loads(to_json(value)) == form


def test_an_evaluation_goes_through_json_and_back():
    """A result keeps its exact ratio; one that has none leaves the key out."""
    met = evaluate("≥90%", "92.5%")
    assert to_dict(met)["attainment"] == "37/36"
    undecided = evaluate("达标", "已达标")
    assert "attainment" not in to_dict(undecided)
    several = evaluate("1部；2套", "1部；1套")
    for result in (met, undecided, several):
        assert from_json(to_json(result), Evaluation) == result


def test_to_dict_refuses_what_has_no_form():
    """A float is refused on the way out too, and so is an object of another library."""
    for value in (1.5, object(), (Cell(label="", text=""), 2.0)):
        with pytest.raises(TypeError, match="has no dict form"):
            to_dict(value)
        with pytest.raises(TypeError, match="has no dict form"):
            to_json(value)


def test_json_is_readable():
    """Chinese stands in JSON as it is, and an indent is passed on."""
    assert to_json(Cell(label="备注", text="无"), indent=1) == '{\n "label": "备注",\n "text": "无"\n}'


@attrs.frozen(kw_only=True)
class Later:
    """A class that the library may have one day."""

    share: Fraction | None
    choice: Verdict | Literal["open"] = "open"
    answers: tuple[bool, ...] = ()
    counts: tuple[int, int] = (0, 0)
    twin: "Later | None" = None
    done: bool = True
    derived: str = attrs.field(init=False, default="not written")


def test_a_later_class_needs_no_code_of_its_own():
    """Any attrs class of exact values has a dict form; what it says by an empty default is left out."""
    assert to_dict(Later(share=None)) == {"choice": "open", "counts": [0, 0], "done": True}
    twin = Later(share=Fraction(1, 3), choice=Verdict.MET, answers=(True, False), done=False)
    for value in (Later(share=None), twin, Later(share=Fraction(0), counts=(1, 2), twin=twin)):
        assert from_dict(to_dict(value), Later) == value
    assert from_dict({}, Later) == Later(share=None)
    assert problems({"choice": "shut", "counts": [1], "twin": {"done": 0}, "derived": ""}, Later) == [
        ("$.derived", "structure.unknown-key"),
        ("$.choice", "structure.choice"),
        ("$.counts", "structure.length"),
        ("$.twin.done", "structure.type"),
    ]


# Reading ---------------------------------------------------------------------------------------------------


def test_a_half_filled_draft_is_read():
    """Of a draft no more is asked than what is there; what is missing is for check to say."""
    draft = {"name": "政务云", "funding": {"total": 100}, "goals": {"indicators": [{"name": "可用率"}]}}
    project = from_dict(draft, Project)
    assert project == Project(
        name="政务云",
        funding=FundingBreakdown(total=Yuan(fen=100)),
        goals=GoalSet(indicators=(Indicator(name="可用率"),)),
    )
    assert from_dict({}, Project) == Project()
    assert from_dict({"name": None, "start": None, "funding": {}}, Project) == Project()


def test_the_schema_may_be_absent_and_another_is_refused():
    """Of a document of another schema only that is said: its keys mean other things."""
    form = FiledForm(kind=FormKind.PLAN, project=Project(name="政务云"))
    document = to_dict(form)
    assert next(iter(document)) == "schema"
    inner = document | {"project": {"schema": SCHEMA, **document["project"]}}
    assert from_dict(document, FiledForm) == from_dict(inner, FiledForm) == form
    del document["schema"]
    assert from_dict(document, FiledForm) == form
    assert problems({"schema": "fiscalkpi/2", "nane": 1}) == [("$.schema", "structure.schema")]
    assert problems({"schema": None}) == [("$.schema", "structure.schema")]
    assert problems(document | {"project": {"schema": 1}}, FiledForm) == [
        ("$.project.schema", "structure.schema")
    ]
    assert problems({"schema": SCHEMA, "annual": ""}, GoalSet) == [("$.schema", "structure.unknown-key")]


def test_every_problem_is_told_at_once():
    """One error lists all problems of a document, each with its path and code."""
    document = {
        "nane": "政务云",
        "start": "2022-02-30",
        "fiscal_year": "2022",
        "funding": {"total": "1000", "lines": [{"label": "甲", "scope": "yearly"}, 7]},
        "goals": {
            "indicators": [
                {"name": "甲", "target": {"kind": "quantity", "value": "90", "high": "80"}},
                {"name": "乙", "target": {"kind": "quantity", "value": 9.5}, "weight": "十"},
                {"name": 3, "target": {"kind": "quantty", "value": "90"}},
                {"taget": "≥90%", "other_targets": [["半年", {"kind": "date", "value": "2021-13"}]]},
            ],
            "parts": {"label": "甲"},
        },
    }
    assert sorted(problems(document)) == [
        ("$.fiscal_year", "structure.type"),
        ("$.funding.lines[0].scope", "structure.choice"),
        ("$.funding.lines[1]", "structure.type"),
        ("$.funding.total", "structure.fen"),
        ("$.goals.indicators[0].target", "structure.value"),
        ("$.goals.indicators[1].target.value", "structure.number"),
        ("$.goals.indicators[1].weight", "structure.number"),
        ("$.goals.indicators[2].name", "structure.type"),
        ("$.goals.indicators[2].target.kind", "structure.kind"),
        ("$.goals.indicators[3].name", "structure.missing"),
        ("$.goals.indicators[3].other_targets[0][1].value", "structure.partial-date"),
        ("$.goals.indicators[3].taget", "structure.unknown-key"),
        ("$.goals.parts", "structure.type"),
        ("$.nane", "structure.unknown-key"),
        ("$.start", "structure.date"),
    ]


@pytest.mark.parametrize("value", [12.9, 12.0, "12", True, Decimal(12), [12], {}])
def test_nothing_but_an_integer_is_fen(value):
    """No other value becomes money: no rounding, no reading of text, no truth value."""
    assert problems(value, Yuan) == [("$", "structure.fen")]
    assert problems({"initial": value, "spent": 12, "points": True}, BudgetExecution) == [
        ("$.initial", "structure.fen"),
        ("$.points", "structure.number"),
    ]


def test_no_money_and_too_much_money():
    """None is no amount, where an amount must be; beyond 30 digits no number is taken."""
    assert problems(None, Yuan) == [("$", "structure.fen")]
    for fen in (10**30, -(10**5000)):
        assert problems(fen, Yuan) == [("$", "structure.number")]


@pytest.mark.parametrize("value", [12.0, "12", True, Decimal(12), [12], {}])
def test_nothing_is_converted_to_an_integer(value):
    """A year or a depth is an integer as it stands."""
    assert problems({"fiscal_year": value}) == [("$.fiscal_year", "structure.type")]
    form = {"label": "", "scope": "annual", "depth": value}
    assert problems(form, FundingLine) == [("$.depth", "structure.type")]


@pytest.mark.parametrize("value", [12, 12.9, True, ["a"], {"a": 1}, b"a"])
def test_nothing_is_converted_to_text(value):
    """Text is text: no number, truth value or container is written out."""
    assert problems({"name": value}) == [("$.name", "structure.type")]
    assert problems({"label": value, "text": None}, Cell) == [
        ("$.label", "structure.type"),
        ("$.text", "structure.type"),
    ]


@pytest.mark.parametrize("value", [1, 0, "true", "false", "", None, []])
def test_nothing_is_converted_to_a_truth_value(value):
    """True and false are the only answers."""
    assert problems({"kind": "yes_no", "value": value}, Target) == [("$.value", "structure.type")]
    assert problems({"kind": "quantity", "value": "1", "approx": value}, Target) == [
        ("$.approx", "structure.type")
    ]


@pytest.mark.parametrize(
    "value",
    [
        *(22.5, float("nan"), float("inf"), True, None, Decimal(1), [], {}, 10**30, 10**5000),
        *("", " 1", "1,250", "1e3", "1_000", "NaN", "Infinity", "+1", ".5", "5.", "٣", "--1", "0x1"),
        *("1" * 31, "0." + "1" * 30, "9" * 100_000),
    ],
    ids=kind_and_look,
)
def test_a_number_is_its_digits(value):
    """A decimal is text of at most 30 plain digits, or an integer: no float, exponent or separator."""
    assert problems(value, Decimal) == [("$", "structure.number")]
    assert problems({"kind": "quantity", "value": value}, Target) == [("$.value", "structure.number")]


def test_digits_of_a_number_are_kept():
    """Zeros at the end stay, and an integer is exact."""
    for given, text in [("28.40", "28.40"), ("-0.10", "-0.10"), (10, "10"), ("1" * 30, "1" * 30)]:
        assert to_dict(from_dict(given, Decimal)) == text


@pytest.mark.parametrize(
    "value", [0.5, "0.5.1", "1e3", "1/0", "1/-2", "1//2", "/2", "1/", True, None, "9" * 500, [1, 2]]
)
def test_a_ratio_is_a_fraction_in_text(value):
    """A ratio is ``37/36`` or a number in text, an integer, or digits in JSON; nothing over zero, no float."""
    assert problems(value, Fraction) == [("$", "structure.number")]


def test_ratios_are_exact():
    """A ratio comes back in lowest terms; an actual number is a fraction only with a stroke."""
    assert from_dict("-74/72", Fraction) == Fraction(-37, 36)
    assert from_dict(3, Fraction) == from_dict("3", Fraction) == 3
    assert from_dict("0.5", Fraction) == from_json("0.50", Fraction) == Fraction(1, 2)
    assert from_dict({"kind": "number", "value": "1/3"}, Actual).value == Fraction(1, 3)
    assert isinstance(from_dict({"kind": "number", "value": 3}, Actual).value, Decimal)
    assert problems({"kind": "number", "value": "1/0"}, Actual) == [("$.value", "structure.number")]
    assert to_dict(from_dict({"kind": "quantity", "value": "1/3"}, Target))["value"] == "1/3"
    assert problems({"label": "甲", "scope": "annual", "weight": "1/3"}, Goal) == [
        ("$.weight", "structure.number")
    ]


@pytest.mark.parametrize(
    "value", ["20211231", "2021-W52-5", "2021-02-29", "2021-1-1", " 2021-01-01", "", 20210101, None]
)
def test_a_day_is_iso_text(value):
    """One spelling of a day, and days that exist."""
    assert problems(value, datetime.date) == [("$", "structure.date")]


@pytest.mark.parametrize(
    "value", ["2021-00", "--02-30", "1989", "21", "2021-1", "---12", "", 2021, None, ["2021"]]
)
def test_a_partial_date_is_one_of_its_spellings(value):
    """A date of a target is spelled as the table says, between 1990 and 2100."""
    assert problems({"kind": "date", "value": value}, Target) == [("$.value", "structure.partial-date")]


@pytest.mark.parametrize("value", ["3天", "≥", "", "x" * 25, 5, True, ["%"]])
def test_a_unit_can_be_one(value):
    """A unit is text that can be a unit."""
    assert problems({"kind": "quantity", "value": "1", "unit": value}, Target) == [
        ("$.unit", "structure.unit")
    ]


def test_containers_are_what_they_should_be():
    """Text is not walked letter by letter, an object is no list and a list no object."""
    for value in ("政务云", {"0": {}}, 5, None, True):
        assert problems({"indicators": value}, GoalSet) == [("$.indicators", "structure.type")]
    for value in ("政务云", [], 5, None, True):
        assert problems({"goals": value}) == [("$.goals", "structure.type")]
        assert problems(value) == [("$", "structure.type")]
        if value != "政务云":
            assert problems(value, Target) == [("$", "structure.type")]
    assert problems(["政务云", []], Actual) == [("$", "structure.type")]
    assert problems({"actual": {"kind": "words"}, "causes": "工期"}, FiledResult) == [
        ("$.causes", "structure.type")
    ]
    assert problems({"name": "甲", "other_targets": [["半年"], ["全年", "1", "2"]]}, Indicator) == [
        ("$.other_targets[0]", "structure.length"),
        ("$.other_targets[1]", "structure.length"),
    ]


def test_the_spelling_of_a_unit_is_kept():
    """A unit that can be one as it stands is not folded; another is, as in text."""
    assert from_dict(to_dict(Unit("ｍ")), Unit) == Unit("ｍ")
    assert from_dict(" (％) ", Unit) == Unit("%")


def test_values_of_python_that_stand_for_json():
    """Tuples, other mappings and subclasses of str do for arrays, objects and strings."""

    class Label(str):
        __slots__ = ()

    data = MappingProxyType({"indicators": (MappingProxyType({"name": Label("甲"), "target": Label("≥9")}),)})
    goals = from_dict(data, GoalSet)
    assert goals == GoalSet(indicators=(Indicator(name="甲", target="≥9"),))
    assert type(goals.indicators[0].name) is str
    assert from_dict([{}, {"name": "甲"}], tuple[Project, ...]) == (Project(), Project(name="甲"))
    assert problems([{}, {"name": 5}], tuple[Project, ...]) == [("$[1].name", "structure.type")]


def test_a_kind_of_target_that_cannot_stand_here():
    """Where one kind is asked for, or the part of a target, another one is an error, in text too."""
    assert problems({"kind": "date", "value": "2021"}, Quantity) == [("$.kind", "structure.kind")]
    assert problems("达标", Quantity) == [("$", "structure.kind")]
    for kind in ("Quantity", None, 5, ["quantity"], {}):
        assert problems({"kind": kind, "value": "1"}, Target) == [("$.kind", "structure.kind")]
    assert problems({"value": "1"}, Target) == [("$.kind", "structure.missing")]
    parts = ["达标", {"kind": "yes_no", "value": True}, "1部"]
    assert problems({"kind": "multiple", "parts": parts}, Target) == [
        ("$.parts[0]", "structure.kind"),
        ("$.parts[1].kind", "structure.kind"),
    ]


@pytest.mark.parametrize(
    ("form", "key"),
    [
        ({"kind": "quantity", "text": "90"}, "value"),
        ({"kind": "duration", "value": "4"}, "unit"),
        ({"kind": "date"}, "value"),
        ({"kind": "period", "start": "2021"}, "end"),
        ({"kind": "yes_no"}, "value"),
        ({"kind": "multiple"}, "parts"),
        ({"kind": "qualitative"}, "text"),
        ({"kind": "recurring"}, "text"),
        ({"kind": "unreadable"}, "text"),
    ],
)
def test_keys_of_a_target_that_must_be_there(form, key):
    """What a kind cannot be without is asked for by its path."""
    assert problems(form, Target) == [(f"$.{key}", "structure.missing")]


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"kind": "quantity", "value": "90", "high": "80"}, "the range ends at 80, below its start 90"),
        ({"kind": "quantity", "value": "4", "unit": "天"}, "a number of 天 is a Duration"),
        ({"kind": "duration", "value": "4", "unit": "%"}, "% is no length of time"),
        ({"kind": "multiple", "parts": ["1部"]}, "a target of several parts has a tuple of two or more"),
        (
            {"kind": "period", "start": "2021", "end": "--12"},
            "both ends of a period have a year, or neither has",
        ),
    ],
)
def test_what_a_constructor_refuses_is_told_with_its_reason(form, reason):
    """Fields that are each right but do not go together are a problem of the object that holds them."""
    with pytest.raises(StructureError) as caught:
        from_dict({"name": "甲", "target": form}, Indicator)
    [problem] = caught.value.problems
    assert (problem.path, problem.code, problem.params) == ("$.target", "structure.value", {"reason": reason})


def test_the_choice_of_a_constructor_is_told_as_a_choice():
    """What the class allows less than its type does is refused in the same words, at the key."""
    with pytest.raises(StructureError) as caught:
        from_dict({"kind": "schedule", "comparator": ">="}, Target)
    [problem] = caught.value.problems
    assert (problem.path, problem.code) == ("$.comparator", "structure.choice")
    assert problem.params == {"given": '">="', "choices": "<="}


def test_the_value_of_an_actual_follows_its_kind():
    """A year and a number are spelled alike: the kind of the actual says which it is."""
    assert from_dict({"kind": "date", "value": "2021", "high": "2022"}, Actual).high == PartialDate(2022)
    assert from_dict({"kind": "number", "value": "2021", "high": "2022"}, Actual).high == Decimal(2022)
    assert from_dict({"kind": "yes_no", "value": True}, Actual).value is True
    assert problems({"kind": "yes_no", "value": "是"}, Actual) == [("$.value", "structure.type")]
    assert problems({"kind": "number", "value": True}, Actual) == [("$.value", "structure.number")]
    assert problems({"kind": ["date"], "value": "x"}, Actual) == [
        ("$.kind", "structure.choice"),
        ("$.value", "structure.number"),
    ]
    several = Actual(
        kind=ActualKind.SEVERAL, parts=(parse_actual("95%"), parse_actual("82%")), text="95%；82%"
    )
    assert from_dict(to_dict(several), Actual) == several


def test_unknown_keys_name_the_nearest_key():
    """The way out lists the keys there are, the most likely one first."""
    for key, nearest in [
        ("taget", "target"),
        ("指标", "name"),
        ("level_2", "level2"),
        (7, "goal"),
        ("", "name"),
    ]:
        with pytest.raises(StructureError) as caught:
            from_dict({"name": "甲", key: None}, Indicator)
        [problem] = caught.value.problems
        assert problem.code == "structure.unknown-key"
        listed = problem.params["keys"].split(", ")
        assert len(listed) == 14
        if key in ("taget", "level_2"):
            assert listed[0] == nearest
    assert problems({"name": "甲", "x y": 1, "": 2, 3: 4, "名" * 70: 5, 10**5000: 6, None: 7}, Indicator) == [
        ('$["x y"]', "structure.unknown-key"),
        ('$[""]', "structure.unknown-key"),
        ("$[3]", "structure.unknown-key"),
        (f'$["{"名" * 60}…"]', "structure.unknown-key"),
        ("$[~1e4983]", "structure.unknown-key"),
        ("$[null]", "structure.unknown-key"),
    ]


@pytest.mark.parametrize(
    "cls",
    [
        float,
        bytes,
        Path,
        list,
        dict,
        object,
        None,
        "Project",
        Project | FiledForm,
        int | tuple[int, ...],
        complex,
    ],
)
def test_a_type_without_a_dict_form_is_a_mistake_of_the_caller(cls):
    """Asking for a type that the library does not write is a TypeError, whatever the data."""
    with pytest.raises(TypeError, match="is no type that is read from a dict"):
        from_dict({}, cls)


# Hostile documents -----------------------------------------------------------------------------------------


def test_numbers_of_json_keep_their_digits():
    """A number with a decimal point is read by its digits where a decimal is asked for, and nowhere else."""
    indicator = from_json('{"name": "甲", "weight": 22.50}', Indicator)
    assert str(indicator.weight) == "22.50"
    assert from_json('{"kind": "number", "value": 0.1}', Actual).value == Decimal("0.1")
    for number in ("100.0", "1e2", "1E400", "12.9"):
        assert json_problem(f'{{"funding": {{"total": {number}}}}}').code == "structure.fen"
        assert json_problem(f'{{"fiscal_year": {number}}}').code == "structure.type"
        assert json_problem(f'{{"name": {number}}}').code == "structure.type"
    for number in (
        "1e2",
        "1E400",
        "1e-999999999999999999999",
        "NaN",
        "Infinity",
        "-Infinity",
        "-1" + "0" * 30,
    ):
        problem = json_problem(f'{{"name": "甲", "weight": {number}}}', Indicator)
        assert (problem.path, problem.code) == ("$.weight", "structure.number")


def test_long_integers_of_json_are_not_computed():
    """An integer beyond 30 digits is refused by its length, one beyond Python's own limit too."""
    for digits in ("1" * 31, "-" + "9" * 5000, "1" * 1_000_000):
        assert json_problem(f'{{"funding": {{"total": {digits}}}}}').code == "structure.number"
        assert json_problem(f'{{"fiscal_year": {digits}}}').code == "structure.number"
        assert json_problem(f'{{"name": {digits}}}').code == "structure.type"
        assert json_problem(digits, Decimal).code == "structure.number"
    assert from_json("-" + "9" * 30, Yuan) == Yuan(fen=1 - 10**30)


def test_a_key_that_stands_twice_is_told_with_its_path():
    """Which of two values is meant cannot be told, so neither is taken."""
    problem = json_problem('{"goals": {"annual": "甲", "indicators": [], "annual": "甲"}}')
    assert (problem.path, problem.code) == ("$.goals.annual", "structure.duplicate-key")
    text = '{"name": "甲", "target": {"kind": "date", "kind": "date", "value": "2021"}}'
    assert json_problem(text, Indicator).path == "$.target.kind"


def test_a_document_that_is_no_json():
    """A mistake of spelling is told with line, column and a piece of the line."""
    problem = json_problem('{\n  "name": "政务云",\n  "category" "经常性"\n}')
    assert problem.code == "structure.syntax"
    assert problem.params == {"line": "3", "column": "14"}
    assert problem.text[slice(*problem.span)] == '"'
    for text in ("", "{", "[1,]", "{'a': 1}", "nul", '"\t"', "{} {}", '{"a"', "\x00"):
        assert json_problem(text).code == "structure.syntax"
    far = json_problem(" " * 100_000 + "x" * 100_000)
    assert len(far.text) <= 120
    assert "x" in far.render()


def test_bytes_that_are_no_utf8():
    """Bytes are read as UTF-8, without a mark before them."""
    assert from_json('{"name": "政务云"}'.encode(), Project).name == "政务云"
    assert from_json(bytearray(b"{}"), Project) == Project()
    problem = json_problem('{"name": "政务云"}'.encode("gb18030"))
    assert (problem.code, problem.params) == ("structure.encoding", {"position": "11"})
    assert json_problem("{}".encode("utf-16")).code == "structure.encoding"
    assert json_problem("{}".encode("utf-8-sig")).code == "structure.bom"
    assert json_problem("\ufeff{}").code == "structure.bom"


def test_what_is_no_text_is_no_json():
    """A dict or a file object belongs elsewhere."""
    for value in ({}, None, 5, memoryview(b"{}")):
        assert json_problem(value).code == "structure.not-json"


def test_a_document_is_capped_before_it_is_looked_at(monkeypatch):
    """Size comes first, in text and in bytes."""
    monkeypatch.setattr(json_text, "MAX_JSON", 10)
    assert from_json("{       }", Project) == Project()
    for text in ("{         }", b"{         }", "x" * 11):
        assert json_problem(text).code == "structure.too-large"


def test_a_document_without_a_bottom():
    """Nesting beyond what Python follows is an error of ours, in JSON text and in a dict."""
    for text in ("[" * 100_000, '{"a":' * 100_000, '{"extra": ' + "[" * 100_000 + "]" * 100_000 + "}"):
        assert json_problem(text).code == "structure.too-deep"
    data = {"kind": "several"}
    data["parts"] = [data]
    assert problems(data, Actual) == [("$", "structure.too-deep")]
    deep = {"kind": "blank"}
    for _ in range(5_000):
        deep = {"kind": "several", "parts": [deep]}
    assert problems(deep, Actual) == [("$", "structure.too-deep")]


def test_problems_are_capped():
    """A document of a hundred thousand mistakes does not give as many errors."""
    for document in (
        {"indicators": [5] * 100_000},
        {"indicators": [{"name": "甲", "extra": [{}] * 60}] * 1_000},
        {f"key{number}": 1 for number in range(100_000)},
        {"annual" * 100_000: 1, **{f"k{number}": 1 for number in range(99)}},
    ):
        assert len(problems(document, GoalSet)) == 100


def test_reading_stops_at_the_cap():
    """After a hundred problems of one list its other entries are not looked at."""

    class Watched(list[int]):
        looked_at = 0

        def __iter__(self):
            for item in super().__iter__():
                self.looked_at += 1
                yield item

    document = Watched([5] * 100_000)
    assert len(problems({"indicators": document}, GoalSet)) == 100
    assert document.looked_at == 100


def test_keys_that_stand_twice_are_counted_once():
    """However often a key stands in an object, that is one problem."""
    with pytest.raises(StructureError) as caught:
        from_json("{" + '"a": 1, "a": 2, ' * 50_000 + '"b": 1, "b": 2}', GoalSet)
    assert len(caught.value.problems) == 4  # each key twice, and unknown


def test_half_a_character_is_refused():
    """A lone surrogate can be written to no file, so it does not get in."""
    problem = json_problem('{"name": "a\\ud83d"}')
    assert (problem.path, problem.code) == ("$.name", "structure.text")
    assert from_json('{"name": "\\ud83d\\ude00"}', Project).name == "😀"
    assert problems("\udc00", Target) == [("$", "structure.text")]
    assert json_problem('{"\\udc00": 1}').path == '$["\\udc00"]'


def test_the_text_of_a_target_is_capped():
    """The cap of 2,000 characters is told as such, for bare text and for the key."""
    for form in (
        "一" * 2001,
        {"kind": "qualitative", "text": "一" * 2001},
        {"kind": "unfilled", "text": "一" * 2001},
    ):
        assert [code for _, code in problems(form, Target)] == ["structure.too-long"]
    assert from_dict("一" * 2000, Target) == Qualitative(text="一" * 2000)


# Errors ----------------------------------------------------------------------------------------------------

RENDERED = {
    "structure.type": (
        '{"name": 5}',
        "$.name: 5 stands where JSON type string is needed.\n"
        "Give a value of that type; nothing is converted.",
    ),
    "structure.missing": (
        '{"goals": {"indicators": [{"target": "≥90%"}]}}',
        "$.goals.indicators[0].name: The key name is missing.\nAdd it; nothing can stand for it.",
    ),
    "structure.unknown-key": (
        '{"goals": {"anual": "目标"}}',
        '$.goals.anual: The key "anual" is not known here.\n'
        "Known keys, the nearest first: annual, overall, indicators, overall_years, parts.",
    ),
    "structure.duplicate-key": (
        '{"name": "甲", "name": "乙"}',
        '$.name: The key "name" stands more than once in one object.\nKeep the one that is meant.',
    ),
    "structure.number": (
        '{"goals": {"indicators": [{"name": "甲", "weight": 1e1}]}}',
        "$.goals.indicators[0].weight: 1e1 is no exact number.\n"
        'Write the digits as text, "28.40" or "37/36": at most 30 digits, no exponent, no commas, no float.',
    ),
    "structure.fen": (
        '{"funding": {"total": "12.34元"}}',
        '$.funding.total: "12.34元" is no whole number of fen.\n'
        "Write money as an integer of fen: 12.34元 is 1234.",
    ),
    "structure.date": (
        '{"start": "2022-02-30"}',
        '$.start: "2022-02-30" is no day of the calendar.\nWrite the day as text: "2021-12-31".',
    ),
    "structure.partial-date": (
        '{"goals": {"indicators": [{"name": "甲", "target": {"kind": "date", "value": "2021年"}}]}}',
        '$.goals.indicators[0].target.value: "2021年" is no date from 1990 to 2100.\n'
        'Write "2021-12-31", "2021-12" or "2021"; without a year "--12-31" or "--12".',
    ),
    "structure.unit": (
        '{"goals": {"indicators": [{"name": "", "target": {"kind": "unfilled", "unit": "4天"}}]}}',
        '$.goals.indicators[0].target.unit: "4天" cannot be a unit.\n'
        "Write a name such as %, 万元, 人次 or 元/亩, at most 24 characters, "
        "without a number or a sign before it.",
    ),
    "structure.choice": (
        '{"goals": {"parts": [{"label": "甲", "scope": "yearly"}]}}',
        '$.goals.parts[0].scope: "yearly" is none of the words that can stand here.\n'
        "Write one of: overall, annual.",
    ),
    "structure.kind": (
        '{"goals": {"indicators": [{"name": "甲", "target": {"kind": "multiple", "parts": ["1", "达标"]}}]}}',
        '$.goals.indicators[0].target.parts[1]: A target of kind "qualitative" cannot stand here.\n'
        "The kinds that can: quantity, duration, date, period.",
    ),
    "structure.length": (
        '{"goals": {"indicators": [{"name": "甲", "other_targets": [["半年"]]}]}}',
        "$.goals.indicators[0].other_targets[0]: The array has 1 entries, not 2.\nGive exactly 2 entries.",
    ),
    "structure.text": (
        '{"title": "\\ud83d"}',
        '$.title: "\\ud83d" holds half of a surrogate pair, which is no character.\n'
        "Write the character itself, or both halves of its escape.",
    ),
    "structure.too-long": (
        json.dumps({"goals": {"indicators": [{"name": "甲", "target": "达标" * 1001}]}}),
        "$.goals.indicators[0].target: The text of a target has more than 2000 characters.\n"
        "Give what the cell of the target says; prose belongs to definition or note.",
    ),
    "structure.value": (
        '{"goals": {"indicators": [{"name": "", "target": {"kind": "quantity", "value": 9, "high": 8}}]}}',
        "$.goals.indicators[0].target: The values do not go together: "
        "the range ends at 8, below its start 9.\n"
        "Correct the fields of this object.",
    ),
    "structure.schema": (
        '{"schema": "fiscalkpi/2"}',
        '$.schema: The document is of schema "fiscalkpi/2", not "fiscalkpi/1".\n'
        "Read it with the version of the library that wrote it.",
    ),
    "structure.not-json": (
        {},
        "$: JSON is read from text or bytes, not from dict.\n"
        "Pass str, or bytes in UTF-8; a dict goes to from_dict.",
    ),
    "structure.too-large": (
        " " * 20_000_001,
        "$: The document is larger than 20 MB.\nPut each form into a document of its own.",
    ),
    "structure.encoding": (
        b'{"name": "\xd5"}',
        "$: The bytes are not UTF-8: byte 11 cannot be read.\n"
        "Save the document as UTF-8, or decode it and pass the text.",
    ),
    "structure.bom": (
        "\ufeff{}",
        "$: A byte order mark stands before the document.\n"
        "Decode the bytes with utf-8-sig, or save the document without the mark.",
    ),
    "structure.syntax": (
        '{\n  "name" "政务云"\n}',
        "$: The text is no JSON from line 2, column 10 on.\n"
        '    "name" "政务云"\n'
        "           ^\n"
        "Look at the marked place for a comma, a quote or a bracket too many or too few.",
    ),
    "structure.too-deep": (
        "[" * 100_000,
        "$: The document is nested too deeply.\nA form needs about ten levels.",
    ),
}


@pytest.mark.parametrize("code", RENDERED)
def test_each_error_is_rendered_whole(code):
    """An error says where, what, and the way out."""
    document, rendered = RENDERED[code]
    problem = json_problem(document)
    assert problem.code == code
    assert str(problem) == rendered
    for part in (problem.message("zh_CN"), problem.hint_in("zh_CN")):
        assert re.search("[一-鿿]", part)
        assert "{" not in part.replace("{…}", "")


def test_codes_and_their_wording_are_complete():
    """Every code that the module raises is rendered above and worded in every language, and no other."""
    raised = set(
        re.findall(
            r'"(structure\.[a-z-]+)"',
            "".join(path.read_text("utf-8") for path in Path(structure.__file__).parent.glob("*.py")),
        )
    )
    assert raised == {*RENDERED, "structure.invalid"}
    for locale in LOCALES:
        worded = {code for code in catalogue("errors", locale) if code.startswith("structure.")}
        assert worded == raised | {f"{code}.hint" for code in raised}


def test_the_error_as_a_whole():
    """The error that is raised counts the problems and shows each; nothing of it is lost in a pickle."""
    with pytest.raises(StructureError) as caught:
        from_dict({"name": 5, "funding": {"total": 0.1}}, Project)
    error = caught.value
    assert str(error) == (
        "The document does not have the structure asked for. Problems: 2.\n"
        "$.name: 5 stands where JSON type string is needed.\n"
        "Give a value of that type; nothing is converted.\n"
        "$.funding.total: 0.1 is no whole number of fen.\n"
        "Write money as an integer of fen: 12.34元 is 1234."
    )
    assert error.hint == "Each problem has a code and a path; at most 100 are told."
    assert error.__cause__ is error.__context__ is None
    back = pickle.loads(pickle.dumps(error))
    assert str(back) == str(error)
    assert [problem.path for problem in back.problems] == ["$.name", "$.funding.total"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        ("a\n", '"a\\u000a"'),
        ([1], "[…]"),
        ((), "[…]"),
        ({}, "{…}"),
        (b"", "bytes"),
        (10**70, f"1{'0' * 59}…"),
        (10**5000, "~1e4983"),
        ("一" * 99, f'"{"一" * 60}…"'),
    ],
    ids=kind_and_look,
)
def test_a_refused_value_is_shown_as_json(value, shown):
    """A message shows the value short, and in the words of the document."""
    with pytest.raises(StructureError) as caught:
        from_dict({"kind": value}, FiledForm)
    given = {problem.path: problem.params.get("given") for problem in caught.value.problems}
    assert given["$.kind"] == shown


def test_a_fault_of_the_library_is_not_told_as_a_fault_of_the_document(monkeypatch):
    """An exception that no hook and no constructor means to raise goes through as it is."""

    def broken(*_, **__):
        raise ZeroDivisionError

    structure._converter.cache_clear()
    monkeypatch.setattr(structure, "exact_leaf", broken)
    try:
        with pytest.raises(ZeroDivisionError):
            from_dict({"kind": "number", "value": "1"}, Actual)
        monkeypatch.setattr(Indicator, "__init__", broken)
        with pytest.raises(ZeroDivisionError):
            from_dict({"name": "甲"}, Indicator)
    finally:
        structure._converter.cache_clear()


# Neighbours ------------------------------------------------------------------------------------------------


def test_the_global_converter_of_cattrs_is_left_alone():
    """Other users of cattrs in the process see none of our hooks."""
    to_dict(Yuan(fen=1))
    assert cattrs.structure(12.9, int) == 12
    assert cattrs.unstructure(Yuan(fen=1)) == {"fen": 1}


def test_a_plain_import_loads_nothing_of_this():
    """Importing the package loads neither cattrs nor json nor this module."""
    code = "import fiscalkpi, sys; print({'cattrs', 'json', 'fiscalkpi.serialize'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_values_by_a_name_are_read():
    """A dict of text to a class of the library: its names are free."""
    given = '{"可用率": {"share": 0.7, "reason": "验收意见"}, "满意度": {"points": "3"}}'
    assert from_json(given, dict[str, Judgement]) == {
        "可用率": Judgement(share="0.7", reason="验收意见"),
        "满意度": Judgement(points=3),
    }


@pytest.mark.parametrize(
    ("form", "paths"),
    [
        ([1], {"$": "structure.type"}),
        ({"甲 乙": 1, "丙": {"share": 2}}, {'$["甲 乙"]': "structure.type", "$.丙": "structure.value"}),
        ({7: {}}, {"$[7]": "structure.type"}),
        (
            dict.fromkeys(map(str, range(200)), 0),
            {f'$["{number}"]': "structure.type" for number in range(100)},
        ),
    ],
)
def test_error_in_values_by_a_name(form, paths):
    """Each problem has the name in its path; a hostile document is told in part."""
    with pytest.raises(StructureError) as caught:
        from_dict(form, dict[str, Judgement])
    assert {problem.path: problem.code for problem in caught.value.problems} == paths


def test_error_a_name_twice():
    """A value that would be lost is told."""
    with pytest.raises(StructureError) as caught:
        from_json('{"甲": {}, "甲": {"share": 1}}', dict[str, Judgement])
    assert [(one.path, one.code) for one in caught.value.problems] == [("$.甲", "structure.duplicate-key")]


def test_a_value_that_contradicts_itself_is_told_with_all_its_problems():
    """What an error of ours says of a value is told in the language that is asked for, each problem of it."""
    with pytest.raises(StructureError) as caught:
        from_dict({"name": "甲", "places": 9, "floor": "2"}, ScoringPolicy)
    [problem] = caught.value.problems
    assert "places 为9" in problem.message("zh")
    assert "floor 为2" in problem.message("zh")
    assert "places" in problem.message("en")
