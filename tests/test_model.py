"""The model: a form as filed, immutable, with nothing lost and nothing guessed."""

import datetime
import pickle
from decimal import Decimal

import attrs
import pytest

from fiscalkpi import (
    Cell,
    Comparator,
    EvaluationContext,
    FundingBreakdown,
    FundingLine,
    Goal,
    GoalSet,
    Indicator,
    Place,
    Project,
    Quantity,
    Unfilled,
    Unit,
    Yuan,
    model,
    parse_target,
)

YUAN = Yuan(fen=17870500000)
ROW = Indicator(level2="质量指标", name="项目变更率", target="<15%", weight="7.5", place=Place(row=30))
PROJECT = Project(
    name="政务云",
    category="经常性项目",
    department="甲局",
    implementing_unit="乙中心",
    start=datetime.date(2022, 1, 1),
    end=datetime.date(2022, 12, 31),
    fiscal_year=2022,
    funding=FundingBreakdown(
        total=YUAN,
        unit="元",
        lines=(FundingLine(label="项目资金总额", scope="project", role="total", initial=YUAN, cells=()),),
    ),
    goals=GoalSet(
        overall="一句话。",
        indicators=(
            ROW,
            Indicator(
                name="可用率",
                level1="产出指标",
                target="≥99%",
                other_targets=(("半年", parse_target("≥98%")),),
            ),
        ),
        parts=(Goal(label="年度绩效目标1", weight=80),),
    ),
    title="绩效目标申报表",
    extra=(Cell(label="联系人", text="", place=Place(row=2)),),
)
VALUES = [
    PROJECT, PROJECT.funding, PROJECT.funding.lines[0], PROJECT.goals, PROJECT.goals.parts[0], ROW, PROJECT.extra[0],
    Project(), FundingBreakdown(), GoalSet(), Indicator(name=""),
]  # fmt: skip
names = pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)


@names
def test_values_are_immutable(value):
    """No field can be set, and none is added."""
    for name in [attrs.fields(type(value))[0].name, "other"]:
        with pytest.raises(AttributeError):
            setattr(value, name, None)
    assert not hasattr(value, "__dict__")


@names
def test_values_hash_pickle_and_show_themselves(value):
    """Each is a key, comes back equal from a pickle, and its repr names class and fields."""
    again = pickle.loads(pickle.dumps(value))
    assert again == value
    assert hash(again) == hash(value)
    assert repr(again) == repr(value)
    assert repr(value).startswith(f"{type(value).__name__}(")
    assert value != 1
    assert attrs.evolve(value) == value


def test_repr_shows_the_target_as_it_reads():
    """A row is readable in a debugger."""
    assert (
        "target=Quantity(value=Decimal('15'), comparator=Comparator.LT, unit=Unit('%'), text='<15%')"
        in repr(ROW)
    )


def test_place_is_no_part_of_equality():
    """The same row on another line is the same row."""
    assert attrs.evolve(ROW, place=None) == ROW
    assert hash(attrs.evolve(ROW, place=None)) == hash(ROW)
    assert Cell(label="a", text="b") == Cell(label="a", text="b", place=Place(row=1))


def test_evolve_gives_a_changed_copy():
    """A changed field goes through the same checks."""
    other = attrs.evolve(ROW, target="≤8%", weight=5)
    assert (other.target.value, other.weight) == (Decimal(8), Decimal(5))
    assert ROW.target.value == 15
    with pytest.raises(TypeError):
        attrs.evolve(ROW, weight=5.0)


def test_lists_become_tuples():
    """A sequence is kept as a tuple, whatever was given; a generator is read once."""
    goals = GoalSet(indicators=[ROW])
    assert goals.indicators == (ROW,)
    assert hash(goals)
    assert GoalSet(indicators=(one for one in [ROW])) == goals


@pytest.mark.parametrize("values", ["≥90%", {"a": 1}])
def test_error_text_or_dict_for_a_sequence(values):
    """Text would be walked letter by letter, and a dict key by key."""
    with pytest.raises(TypeError, match=f"a tuple of values is needed, not {type(values).__name__}"):
        GoalSet(indicators=values)


def test_target_takes_text():
    """By hand a target is written as in the form; a blank is unfilled, and so is what was not given."""
    assert Indicator(name="a", target="≥90%").target == Quantity(
        comparator=Comparator.GE, value=90, unit=Unit("%")
    )
    assert Indicator(name="a", target="").target == Indicator(name="a").target == Unfilled(text="")
    target = parse_target("=100%")
    assert Indicator(name="a", target=target).target is target


@pytest.mark.parametrize("target", [None, 90, Decimal(90), b"90", ("90",)])
def test_error_target_of_another_type(target):
    """A number is no target: its sign and unit would be guessed."""
    with pytest.raises(TypeError, match="a target is a Target or its text"):
        Indicator(name="a", target=target)


@pytest.mark.parametrize("name", [None, 5])
def test_error_name_is_no_text(name):
    """A row has a name, at least a blank one."""
    with pytest.raises(TypeError):
        Indicator(name=name)


@pytest.mark.parametrize(
    ("given", "points"),
    [
        (10, "10"),
        ("7.5", "7.5"),
        (" 12.50 ", "12.50"),
        ("1,000", "1000"),
        ("-3", "-3"),
        (Decimal("0.10"), "0.10"),
        (0, "0"),
        (-5, "-5"),
    ],
)
def test_points_are_exact(given, points):
    """A weight is a Decimal, an int or text, kept as written."""
    assert str(Indicator(name="a", weight=given).weight) == points


@pytest.mark.parametrize("weight", [7.5, True, (1,), b"5"])
def test_error_points_of_another_type(weight):
    """A float is not exact, and a bool is no number."""
    with pytest.raises(TypeError, match="points are a Decimal, an int or text"):
        Indicator(name="a", weight=weight)


@pytest.mark.parametrize(
    "weight",
    ["", "十", "1e3", "--5", "٣", "5分", "NaN", 10**30, Decimal("NaN"), Decimal("Infinity"), Decimal("1E+30"), Decimal("1E+99999"), Decimal("1E-31")],
)  # fmt: skip
def test_error_points_that_are_no_number(weight):
    """No other spelling, nothing infinite, and nothing that would cost big-number work."""
    with pytest.raises(ValueError, match="is no number of points"):
        Indicator(name="a", weight=weight)


@pytest.mark.parametrize("value", [5, b"x", ["x"]])
@pytest.mark.parametrize(
    "make", [lambda v: Project(name=v), lambda v: Indicator(name="a", note=v), lambda v: GoalSet(annual=v)]
)
def test_error_text_field_of_another_type(make, value):
    """A field of text takes text or None."""
    with pytest.raises(TypeError, match="is text or None"):
        make(value)


@pytest.mark.parametrize("value", [12.9, 100, "100元", Decimal(1), True])
@pytest.mark.parametrize("field", ["total", "annual_other"])
def test_error_money_that_is_no_yuan(field, value):
    """No route leads from a float, a bool or a bare number to money."""
    with pytest.raises(TypeError, match=f"{field} is Yuan or None"):
        FundingBreakdown(**{field: value})
    with pytest.raises(TypeError, match="initial is Yuan or None"):
        FundingLine(label="a", scope="annual", initial=value)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"start": "2022-01-01"}, "start is a datetime.date or None"),
        ({"end": datetime.datetime(2022, 12, 31)}, "end is a datetime.date or None"),
        ({"fiscal_year": "2022"}, "fiscal_year is an int or None"),
        ({"fiscal_year": True}, "fiscal_year is an int or None"),
        ({"funding": {"total": None}}, "'funding' must be"),
        ({"goals": None}, "'goals' must be"),
    ],
)
def test_error_part_of_a_project_of_another_type(parts, message):
    """Dates are dates, the year is an int, money and goals are of their classes."""
    with pytest.raises(TypeError, match=message):
        Project(**parts)


def test_everything_that_a_form_can_leave_blank_is_none():
    """A draft needs no more than what is known."""
    project = Project()
    assert {name for name, value in attrs.asdict(project, recurse=False).items() if value is None} == {
        "name", "category", "department", "implementing_unit", "start", "end", "fiscal_year", "title",
    }  # fmt: skip
    assert project.funding == FundingBreakdown()
    assert project.goals == GoalSet(indicators=())


# --------------------------------------------------------------------------------------------- funding


def line(text=None, role="other", scope="project", **more):
    cells = () if text is None else (Cell(label="其他资金", text=text),)
    return FundingLine(label="其他资金", scope=scope, role=role, cells=cells, **more)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", "blank"), (" \u3000", "blank"), (None, "blank"), ("—", "dash"), ("/", "dash"), ("--", "dash"),
        ("**", "masked"), ("＊＊", "masked"), ("1,2,3", "filled"), ("无", "filled"),
    ],
)  # fmt: skip
def test_state_of_a_cell_without_an_amount(text, state):
    """Blank, dash and mask are told apart; words that are no amount are words."""
    assert FundingBreakdown(lines=(line(text),)).state("other") == state


def test_state_of_other_cells():
    """A number is filled, zero too; a cell that the form does not have is absent."""
    funding = FundingBreakdown(
        other=Yuan(fen=0), lines=(line("0"), line("", role="carryover", scope="annual"))
    )
    assert funding.state("other") == "filled"
    assert funding.state("annual_carryover") == "blank"
    assert funding.state("annual_other") == "absent"
    assert funding.state("total") == "absent"


def test_every_amount_field_has_a_state():
    """``state`` knows each field of money, and no other."""
    fields = [field.name for field in attrs.fields(FundingBreakdown) if field.name not in ("unit", "lines")]
    assert list(model._LINE_OF) == fields
    with pytest.raises(LookupError, match="'unit' is no amount field; there are: total, fiscal, other"):
        FundingBreakdown().state("unit")


# ----------------------------------------------------------------------------------------------- goals

TWICE = GoalSet(
    indicators=(
        Indicator(name="服务交付及时性", level1="产出指标", level2="时效指标", target="≤5天"),
        Indicator(name="服务交付 及时性", level2="质量指标", target="≥90%"),
        Indicator(name="满意度"),
    )
)


def test_find_by_name():
    """Blanks and widths do not matter for finding a row."""
    assert TWICE.find("满意度") is TWICE.indicators[2]
    assert TWICE.find(" 满意 度\u3000") is TWICE.indicators[2]
    assert TWICE.find("服务交付及时性", level2="质量 指标") is TWICE.indicators[1]
    assert TWICE.find("满意度", level2="") is TWICE.indicators[2]


def test_error_find_ambiguous():
    """Several rows of a name are told with their classes."""
    with pytest.raises(
        LookupError,
        match=r"is ambiguous, it may be: 服务交付及时性 \(时效指标\); 服务交付 及时性 \(质量指标\)",
    ):
        TWICE.find("服务交付及时性")


def test_error_find_unknown():
    """An unknown name is told with all that there are."""
    with pytest.raises(LookupError, match=r"'产值' is no indicator here; there are: .*; 满意度 \(no class\)"):
        TWICE.find("产值")
    with pytest.raises(LookupError, match="there are: none at all"):
        GoalSet().find("产值")
    with pytest.raises(
        LookupError, match=r"'满意度' is not in the class '质量指标', but: 满意度 \(no class\)$"
    ):
        TWICE.find("满意度", level2="质量指标")


# --------------------------------------------------------------------------------------------- context


def test_context_knows_what_the_project_knows():
    """Year, dates and budget come from the project; how a bare value is read comes from the caller."""
    assert PROJECT.context(unstated=Comparator.GE) == EvaluationContext(
        fiscal_year=2022, start=PROJECT.start, end=PROJECT.end, budget=YUAN, unstated=Comparator.GE
    )
    assert Project().context() == EvaluationContext()


def test_context_prefers_the_annual_total():
    """The budget of the year is the annual total, zero too; else the total of the project."""
    nothing = Yuan(fen=0)
    assert Project(funding=FundingBreakdown(total=YUAN, annual_total=nothing)).context().budget == nothing
    assert Project(funding=FundingBreakdown(total=YUAN)).context().budget == YUAN
