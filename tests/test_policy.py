"""Scoring policies: presets, own ones, and those that contradict themselves."""

import ast
import copy
import inspect
import pickle
import re
from itertools import pairwise
from pathlib import Path

import attrs
import pytest

from fiscalkpi import (
    MOF_2020,
    MOF_2021,
    PROVINCIAL_LINEAR,
    Comparator,
    GoalSet,
    Indicator,
    PolicyError,
    ScoringPolicy,
    score,
)
from fiscalkpi.scoring import policy
from fiscalkpi.scoring.policy import Band, GradeBand, WordBand
from fiscalkpi.scoring.rules import Rule, band_of


def codes(**changes):
    with pytest.raises(PolicyError) as caught:
        attrs.evolve(MOF_2020, **changes)
    return [(problem.path, problem.code) for problem in caught.value.problems] or caught.value.code


def test_presets_differ_where_their_texts_differ():
    """The three presets are the same but for what their documents say otherwise."""
    assert (MOF_2020.quantity, MOF_2020.reverse, MOF_2020.execution) == (
        "proportional",
        "ratio",
        "proportional",
    )
    assert (MOF_2021.quantity, MOF_2021.floor, MOF_2021.execution) == (
        "above_floor",
        MOF_2020.floor,
        "banded",
    )
    assert attrs.evolve(PROVINCIAL_LINEAR, name="MOF_2020", reverse="ratio") == MOF_2020


def test_own_policy_takes_words_and_texts():
    """Fields take the word of a choice, and ratios as text; floats are refused."""
    own = attrs.evolve(MOF_2020, reverse="zero", floor="2/3", unstated=">=", grades=(GradeBand("过", 0),))
    assert own.reverse.value == "zero"
    assert str(own.floor) == "2/3"
    assert own.unstated is Comparator.GE
    assert attrs.evolve(MOF_2020, unstated=None).unstated is None
    with pytest.raises(TypeError, match="float"):
        attrs.evolve(MOF_2020, floor=0.6)
    with pytest.raises(TypeError, match="bool"):
        Band(low=True, share=1)


@pytest.mark.parametrize("text", ["", "x", "1/0", "0.6.1", "1e3"])
def test_a_ratio_is_a_number_or_a_fraction(text):
    """Text that is no ratio is refused."""
    with pytest.raises(ValueError, match="ratio"):
        Band(low=text, share=1)


def test_negative_and_infinite_ratios():
    """A minus is read; infinity is none."""
    from decimal import Decimal

    assert Band(low="-1/2", share="0").low == -Band(low="0.5", share="0").low
    with pytest.raises(ValueError, match="ratio"):
        Band(low=Decimal("Infinity"), share=1)
    with pytest.raises(TypeError):
        GradeBand("优", None)


@pytest.mark.parametrize(
    "field", ["reverse", "quantity", "equality", "late", "several", "execution", "unstated"]
)
def test_unknown_choice_lists_the_choices(field):
    """A word that is no choice is an error that lists those there are."""
    with pytest.raises(PolicyError) as caught:
        attrs.evolve(MOF_2020, **{field: "sometimes"})
    assert caught.value.code == "policy.choice"
    assert "choices" in caught.value.params
    assert "sometimes" in str(caught.value)
    assert "sometimes" in caught.value.render("zh_CN")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"floor": 1}, [("$.floor", "policy.floor")]),
        ({"floor": "-0.1"}, [("$.floor", "policy.floor")]),
        ({"quantity": "bands"}, [("$.quantity_bands", "policy.bands-missing")]),
        ({"quantity_bands": (Band(0, 0),)}, [("$.quantity_bands", "policy.bands-unused")]),
        ({"execution": "banded"}, [("$.execution_bands", "policy.bands-missing")]),
        (
            {"satisfaction_bands": (Band(0, 0), Band("0.9", 1))},
            [("$.satisfaction_bands", "policy.bands")],
        ),
        ({"satisfaction_bands": (Band("0.9", 1),)}, [("$.satisfaction_bands", "policy.bands")]),
        ({"satisfaction_bands": (Band("0.9", 0), Band(0, 1))}, [("$.satisfaction_bands", "policy.bands")]),
        ({"satisfaction_bands": (Band("0", 2),)}, [("$.satisfaction_bands", "policy.bands")]),
        ({"qualitative_bands": ()}, [("$.qualitative_bands", "policy.word-bands")]),
        (
            {"qualitative_bands": (WordBand(name="first", low="0.8", high="1"),)},
            [("$.qualitative_bands", "policy.word-bands")],
        ),
        (
            {"qualitative_bands": (WordBand(name="all", low="0", high="1", words=("好", "好")),)},
            [("$.qualitative_bands", "policy.word-bands")],
        ),
        (
            {
                "qualitative_bands": (
                    WordBand(name="a", low="0.5", high="1"),
                    WordBand(name="b", low="0", high="0.4"),
                )
            },
            [("$.qualitative_bands", "policy.word-bands")],
        ),
        (
            {
                "qualitative_bands": (
                    WordBand(name="a", low="0.5", high="1"),
                    WordBand(name="b", low="0", high="0.5", default="0.5"),
                )
            },
            [("$.qualitative_bands", "policy.band-default")],
        ),
        (
            {
                "qualitative_bands": (
                    WordBand(name="a", low="0.5", high="1"),
                    WordBand(name="a", low="0", high="0.5"),
                )
            },
            [("$.qualitative_bands", "policy.word-bands")],
        ),
        ({"over_completion": "0.9"}, [("$.over_completion", "policy.over-completion")]),
        ({"over_completion": "1.4"}, [("$.over_completion", "policy.over-completion")]),
        ({"places": 7}, [("$.places", "policy.places")]),
        ({"grades": ()}, [("$.grades", "policy.grades")]),
        ({"grades": (GradeBand("优", 90),)}, [("$.grades", "policy.grades")]),
        ({"grades": (GradeBand("优", 101), GradeBand("差", 0))}, [("$.grades", "policy.grades")]),
        ({"grades": (GradeBand("差", 0), GradeBand("优", 90))}, [("$.grades", "policy.grades")]),
        ({"grades": (GradeBand("优", 90), GradeBand("优", 0))}, [("$.grades", "policy.grades")]),
        ({"schemes": (("T2015", ("W1999",)),)}, [("$.schemes", "policy.scheme")]),
        (
            {"schemes": (("T2015", ("W2020",)), ("T2015", ("W2021",)))},
            [("$.schemes", "policy.scheme-twice")],
        ),
    ],
)
def test_contradictions_are_told(changes, expected):
    """Each contradiction has its field and its code."""
    assert codes(**changes) == expected


def test_all_contradictions_are_told_at_once():
    """One error holds them all; it pickles, and its words come in both languages."""
    with pytest.raises(PolicyError) as caught:
        ScoringPolicy(floor=2, places=9, grades=())
    error = pickle.loads(pickle.dumps(caught.value))
    assert [problem.path for problem in error.problems] == ["$.floor", "$.places", "$.grades"]
    for locale in ("zh_CN", "en"):
        assert all(problem.message(locale) in error.render(locale) for problem in error.problems)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("satisfaction_to_benefit", 1),
        ("execution_cap", "yes"),
        ("places", "2"),
        ("grades", ("优",)),
        ("quantity_bands", (1,)),
        ("qualitative_bands", ("first",)),
        ("name", None),
    ],
)
def test_fields_refuse_other_types(field, value):
    """A value of another type is a TypeError, at once."""
    with pytest.raises(TypeError):
        attrs.evolve(MOF_2020, **{field: value})


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("100", "优"),
        ("90", "优"),
        ("89.99", "良"),
        ("80", "良"),
        ("79.99", "中"),
        ("60", "中"),
        ("59.99", "差"),
        ("0", "差"),
    ],
)
def test_grades_are_half_open(total, grade):
    """财预〔2020〕10号第十八条: [90,100] 优, [80,90) 良, [60,80) 中, [0,60) 差."""
    from decimal import Decimal

    assert MOF_2020.grade(Decimal(total)) == grade


def test_every_field_names_its_source():
    """The page of policies shows the docstring of each field: it says where the choice comes from, with its mark."""
    (node,) = [
        one
        for one in ast.parse(inspect.getsource(policy)).body
        if isinstance(one, ast.ClassDef) and one.name == "ScoringPolicy"
    ]
    said = {
        field.target.id: below.value.value
        for field, below in pairwise(node.body)
        if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr)
    }
    assert said.keys() == {field.name for field in attrs.fields(ScoringPolicy)}
    assert [name for name, text in said.items() if not re.search(r"\[[TLP]\]", text)] == ["name"]


def test_every_rule_has_an_example():
    """The page of scoring rules has a section with an executed example for each rule."""
    page = Path(__file__).parents[1] / "docs" / "reference" / "scoring-rules.md"
    sections = re.split(r"^### `(\w+)`$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    shown = dict(zip(sections[::2], sections[1::2], strict=True))
    assert shown.keys() == {rule.value for rule in Rule}
    assert [rule for rule, text in shown.items() if f"\n('{rule}', " not in text] == []


@pytest.mark.parametrize(
    ("changes", "figures"),
    [
        ({"floor": "1.5"}, ["1.5"]),
        ({"places": 7}, ["7"]),
        ({"places": -1}, ["-1"]),
        ({"over_completion": "1.5"}, ["1.5", "1.3"]),
        ({"schemes": (("T2015", ("W1999",)),)}, ["W1999", "T2015", "W2020", "W2021-no-cost"]),
        (
            {
                "qualitative_bands": (
                    WordBand(name="upper", low="0.5", high="1", default="0.25"),
                    WordBand(name="lower", low="0", high="0.5"),
                )
            },
            ["upper", "0.25"],
        ),
    ],
)
def test_contradictions_tell_their_figures(changes, figures):
    """A problem names what was given, in both languages."""
    with pytest.raises(PolicyError) as caught:
        attrs.evolve(MOF_2020, **changes)
    for problem in caught.value.problems:
        for locale in ("zh_CN", "en"):
            assert all(figure in problem.message(locale) for figure in figures)


def test_unknown_choice_tells_the_choices():
    """The words that may be taken stand in the message."""
    with pytest.raises(PolicyError, match=r"ratio, linear, zero, manual"):
        attrs.evolve(MOF_2020, reverse="sometimes")
    with pytest.raises(PolicyError, match=r">=, <=, =, >, <"):
        attrs.evolve(MOF_2020, unstated="sometimes")


def test_edges_of_the_fields_are_allowed():
    """No decimals, a mark from 100 % on, a floor of 0, and a mark at the reason's own edge."""
    own = attrs.evolve(MOF_2020, places=0, over_completion=1, far_over_completion=1, floor=0)
    assert (own.places, own.over_completion, own.far_over_completion, own.floor) == (0, 1, 1, 0)
    assert attrs.evolve(MOF_2020, places=6).places == 6


@pytest.mark.parametrize("field", ["quantity_bands", "satisfaction_bands", "execution_bands"])
def test_bands_are_bands(field):
    """Each field of bands is blank by default and refuses other values."""
    assert getattr(MOF_2020, field) == ()
    with pytest.raises(TypeError, match=f"{field} holds Bands, not 1"):
        attrs.evolve(MOF_2020, **{field: (1,)})


def test_bands_of_prose_have_names():
    """The bands of the text are first, second, third, of which only the first has a default."""
    assert [(band.name, band.default) for band in MOF_2020.qualitative_bands] == [
        ("first", 1),
        ("second", None),
        ("third", None),
    ]


def test_total_below_zero_has_no_grade():
    """No band holds it."""
    from decimal import Decimal

    with pytest.raises(ValueError, match="-1 is no total"):
        MOF_2020.grade(Decimal(-1))


def test_own_bands_have_their_names_and_words():
    """Bands of another scale are found by their words, however they are spelled, and told by their names."""
    own = attrs.evolve(
        MOF_2020,
        qualitative_bands=(
            WordBand(name="好", low="0.5", high="1", default="0.75", words=("达成，且 效果好。",)),
            WordBand(name="{差}", low="0", high="0.5", words=("没有 效果",)),
        ),
    )
    goals = GoalSet(indicators=(Indicator(level2="社会效益指标", name="影响", target="提升", weight=10),))
    line = score(goals, ["达成且效果好"], policy=own).lines[0]
    assert (line.band, str(line.points)) == ("好", "7.50")
    open_line = score(goals, ["没有效果"], policy=own).lines[0]
    assert (open_line.band, open_line.points) == ("{差}", None)
    for locale in ("zh_CN", "en"):
        assert "好" in line.explain(locale)
        assert "{差}" in open_line.explain(locale)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("quantity", ["proportional", "above_floor", "bands"]),
        ("reverse", ["ratio", "linear", "zero", "manual"]),
        ("equality", ["reach", "strict", "symmetric"]),
        ("zero_target", ["zero", "manual"]),
        ("yes_no", ["zero", "manual"]),
        ("late", ["zero", "manual"]),
        ("several", ["manual", "mean", "lowest"]),
        ("execution", ["proportional", "banded"]),
        ("unstated", [">=", "<=", "=", ">", "<", "by_class"]),
    ],
)
def test_words_of_the_choices(field, words):
    """The words of a choice are what a policy in JSON holds: the contract."""
    bands = (Band("0.5", 1), Band(0, 0))
    for word in words:
        more = {}
        if (field, word) == ("quantity", "bands"):
            more = {"quantity_bands": bands}
        if (field, word) == ("execution", "banded"):
            more = {"execution_bands": bands}
        assert getattr(attrs.evolve(MOF_2020, **{field: word}, **more), field) == word
    assert getattr(MOF_2020, field) in words


def test_lists_and_texts_become_values():
    """A policy built from lists and texts is the one built from tuples and numbers."""
    plain = ScoringPolicy(
        name="MOF_2020",
        schemes=[["T2015", ["W2020"]], ["T2021", ["W2021", "W2021-no-cost"]]],
        floor="0.6",
        over_completion="1.2",
        far_over_completion="1.3",
        grades=[GradeBand("优", "90"), GradeBand("良", "80"), GradeBand("中", "60"), GradeBand("差", "0")],
        qualitative_bands=list(MOF_2020.qualitative_bands),
    )
    assert plain == MOF_2020
    assert hash(plain) == hash(MOF_2020)
    with pytest.raises(TypeError, match="grades holds GradeBands, not '优'"):
        ScoringPolicy(grades=["优"])
    with pytest.raises(TypeError, match="qualitative_bands holds WordBands, not 1"):
        ScoringPolicy(qualitative_bands=[1])


@pytest.mark.parametrize(
    ("field", "rule"),
    [
        ("quantity_bands", {"quantity": "bands"}),
        ("satisfaction_bands", {}),
        ("execution_bands", {"execution": "banded"}),
    ],
)
def test_bands_may_be_a_list(field, rule):
    """A list of bands becomes a tuple: the policy can be hashed, and equals the one built from a tuple."""
    bands = [Band("0.8", "1"), Band("0", "0.5")]
    own = attrs.evolve(MOF_2020, **{field: bands}, **rule)
    assert getattr(own, field) == tuple(bands)
    assert own == attrs.evolve(MOF_2020, **{field: tuple(bands)}, **rule)
    assert isinstance(hash(own), int)


@pytest.mark.parametrize(
    ("policy", "taxonomy", "classes", "scheme"),
    [
        (MOF_2020, "T2015", ["产出", "效益"], "W2020"),
        (MOF_2020, "T2021", ["成本", "产出", "效益"], "W2021"),
        (MOF_2020, "T2021", ["产出", "效益"], "W2021-no-cost"),
        (MOF_2021, "T2015", ["产出", "满意度"], "W2021-no-cost"),
        (MOF_2021, "T2021", ["成本", "满意度"], "W2021"),
        (MOF_2021, "T2021", ["产出"], "W2021-no-cost"),
        (MOF_2020, "T2015", ["决策"], None),
        (MOF_2020, "T1999", ["产出"], None),
    ],
)
def test_scheme_of_a_form(policy, taxonomy, classes, scheme):
    """The first scheme of the taxonomy that has a share for every class, and all that it needs."""
    found = policy.scheme_for(taxonomy, classes)
    assert (found.name if found else None) == scheme


@pytest.mark.parametrize("policy", [MOF_2020, MOF_2021, PROVINCIAL_LINEAR], ids=lambda one: one.name)
def test_what_a_policy_keeps_is_no_part_of_it(policy):
    """Once used, a policy is equal to itself stored, copied and evolved, and shows nothing that can be changed."""
    before = hash(policy)
    assert band_of("部分达成", policy).name == "second"
    for other in (pickle.loads(pickle.dumps(policy)), copy.deepcopy(policy), attrs.evolve(policy)):
        assert other == policy
        assert hash(other) == before == hash(policy)
    shown = [name for name in dir(policy) if not name.startswith("_")]
    assert not any(isinstance(getattr(policy, name), dict | list | set) for name in shown)
