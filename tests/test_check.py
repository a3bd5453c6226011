"""check and check_batch as a caller meets them: subjects, profiles, plans, bad input, nothing told twice."""

import datetime
import decimal
import time

import attrs
import pytest

from fiscalkpi import (
    MOF_2020,
    MOF_2021,
    SHANGHAI_2025,
    T2015,
    T2021,
    BudgetExecution,
    Cell,
    FiledForm,
    FiledResult,
    Finding,
    Findings,
    FundingBreakdown,
    FundingLine,
    Goal,
    GoalSet,
    Indicator,
    Place,
    Profile,
    Project,
    Severity,
    Yuan,
    check,
    check_batch,
    parse_actual,
    read_form,
)
from fiscalkpi import checks as package
from fiscalkpi.checks import CHECKS
from fiscalkpi.scoring.policy import GradeBand, WordBand


def row(level2, name, target, **more):
    return Indicator(level2=level2, name=name, target=target, **more)


def goals(*rows, **more):
    return GoalSet(indicators=rows, **more)


def report(*rows, execution=None, **more):
    """Return a self-evaluation of rows of (class, name, target, weight, actual, points)."""
    indicators = [row(*one[:3], weight=one[3]) for one in rows]
    results = [FiledResult(actual=parse_actual(one[4]), points=one[5]) for one in rows]
    project = Project(name="项目", goals=goals(*indicators))
    return FiledForm(kind="self_evaluation", project=project, results=results, execution=execution, **more)


def codes(found):
    return [finding.code for finding in found]


def of(found, code):
    return [finding for finding in found if finding.code == code]


# subjects and addresses -----------------------------------------------------------------------------------


def test_paths_begin_where_the_subject_does():
    """A goal set, a project and a form have their own roots."""
    indicators = goals(row("质量指标", "可用率", ""))
    project = Project(name="政务云", goals=indicators)
    form = FiledForm(kind="plan", project=project)
    paths = [of(check(one), "target.missing")[0].path for one in (indicators, project, form)]
    assert paths == [
        "$.indicators[0].target",
        "$.goals.indicators[0].target",
        "$.project.goals.indicators[0].target",
    ]


def test_goals_alone_are_asked_for_no_head_and_no_money():
    """A goal set has neither head nor money nor dates to check."""
    areas = {code.partition(".")[0] for code in codes(check(goals(row("质量指标", "可用率", "≥9%"))))}
    assert areas == {"class"}


@pytest.mark.parametrize("subject", [None, "≥90%", [], Indicator(name="可用率")])
def test_error_other_subject(subject):
    """Anything but a form, a project or a goal set is a TypeError."""
    with pytest.raises(TypeError, match="plan is a FiledForm, a Project or None, not tuple"):
        check(GoalSet(), plan=(Project(),))
    with pytest.raises(TypeError, match="profile is a Profile such as SHANGHAI_2025 or None, not 'SHANGHAI"):
        check(GoalSet(), profile="SHANGHAI_2025")
    with pytest.raises(TypeError, match="a FiledForm, Project or GoalSet is checked, not"):
        check(subject)


def test_findings_are_in_the_order_of_the_form():
    """What is of the form as a whole comes first, then row by row."""
    found = check(
        goals(row("质量指标", "缺陷率", "5%"), row("成本指标", "采购成本", ""), overall="甲", annual="甲")
    )
    assert [one.path for one in found] == [
        "$.annual",
        "$.indicators",
        "$.indicators",
        "$.indicators[0].target",
        "$.indicators[0].target",
        "$.indicators[1].target",
    ]


def test_rules_are_listed_once():
    """The tuple of rules names each one time, and each says what it finds."""
    assert len(set(CHECKS)) == len(CHECKS)
    assert all(rule.__doc__ for rule in CHECKS)


def test_place_of_a_split_target_is_its_first_filled_cell():
    """A target in cells of its own is found there, another at its row."""
    here, cell = Place(row=3, cell=2), Place(row=3, cell=5)
    blank = Cell(label="符号", text="", place=Place(row=3, cell=4))
    split = row(
        "数量指标", "车辆", "8", place=here, target_cells=(blank, Cell(label="值", text="8", place=cell))
    )
    assert {one.place for one in check(goals(split)) if one.path.endswith("target")} == {cell}
    plain = row("数量指标", "车辆", "8", place=here)
    assert {one.place for one in check(goals(plain)) if one.path.endswith("target")} == {here}


# the tuple ------------------------------------------------------------------------------------------------


def test_findings_are_a_tuple():
    """Equal to a plain tuple, hashable, and the same kind when added from either side."""
    found = check(Project())
    assert found == tuple(found)
    assert hash(found) == hash(tuple(found))
    # ruff: noqa: RUF005 - what is tested here is the plus
    for joined in (() + found, found + (), found + found, (found[0],) + found):
        assert type(joined) is Findings
    assert () + found == tuple(found) == found + ()


def test_error_findings_with_a_list():
    """A list is not added to a tuple."""
    with pytest.raises(TypeError):
        check(Project()) + []
    with pytest.raises(TypeError):
        [] + check(Project())


def test_findings_show_themselves():
    """A notebook asks for a table, print for text; what says the same of two places is one row."""
    found = check(goals(row("数量指标", "车<b>", "8辆"), row("数量指标", "车<b>", "8辆")))
    html = found._repr_html_()
    assert html.count("target.unstated-comparator") == 1
    assert "$.indicators[0].target" in html
    assert "$.indicators[1].target" in html
    assert "<b>" not in html
    assert str(found).startswith(f"发现{len(found)}项问题\n")
    assert str(found).count("target.unstated-comparator") == 1
    assert "<table" not in Findings()._repr_html_()


# profiles -------------------------------------------------------------------------------------------------


def test_preset_of_shanghai():
    """The preset holds place, years, rules and source, and is found by name."""
    assert package.preset("SHANGHAI_2025") == SHANGHAI_2025
    assert (SHANGHAI_2025.place, SHANGHAI_2025.years) == ("上海", (2025, None))
    assert SHANGHAI_2025.rules == ("class.cost-missing",)
    assert "上海市" in SHANGHAI_2025.source.document


def test_error_unknown_preset():
    """An unknown profile is a LookupError that lists those there are; as an attribute an AttributeError."""
    with pytest.raises(LookupError, match="there are: SHANGHAI_2025"):
        package.preset("BEIJING")
    with pytest.raises(AttributeError, match="no attribute 'BEIJING'"):
        package.BEIJING  # noqa: B018


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"rules": ("no.code",)}, ValueError),
        ({"off": ("layout.row-shifted",)}, ValueError),
        ({"off": "target.missing"}, TypeError),
        ({"tolerance": "-0.1"}, ValueError),
        ({"tolerance": None}, ValueError),
        ({"tolerance": 0.1}, TypeError),
        ({"years": ("2025", None)}, TypeError),
        ({"cost_norms": {"单价": 5}}, TypeError),
        ({"cost_norms": (("单价", 5),)}, TypeError),
    ],
)
def test_error_profile(arguments, error):
    """A profile refuses unknown codes, floats and norms that are none."""
    with pytest.raises(error):
        Profile(**arguments)


def test_code_switched_off():
    """A code that is off is not told."""
    bare = goals(row("数量指标", "车辆", "8辆"))
    assert "target.unstated-comparator" in codes(check(bare))
    assert "target.unstated-comparator" not in codes(
        check(bare, profile=Profile(off=("target.unstated-comparator",)))
    )


@pytest.mark.parametrize(
    ("year", "profile", "asked"),
    [
        (None, None, True),
        (2018, None, False),
        (2021, None, False),
        (2022, None, True),
        (2018, Profile(years=2022), True),
        (2018, Profile(years=(2022, None)), True),
        (2022, Profile(years=(2018, 2021)), False),
        (2018, Profile(rules=("name.duty",)), True),
        (2022, Profile(off=("name.duty",)), False),
    ],
)
def test_rule_holds_from_its_first_year_on(year, profile, asked):
    """A rule of 财预〔2021〕101号 is asked of the budget of 2022 and later, or as the profile says."""
    project = Project(fiscal_year=year, goals=goals(row("质量指标", "会计核算准确率", "≥99%")))
    assert ("name.duty" in codes(check(project, profile=profile))) is asked


def test_tolerance_of_execution_points():
    """Filed points may differ as far as the profile allows, and no further."""
    run = BudgetExecution(adjusted=Yuan.parse("3万元"), spent=Yuan.parse("2.9万元"), weight=10, points="9.6")
    form = FiledForm(kind="self_evaluation", project=Project(), execution=run)
    (told,) = of(check(form), "execution.points")
    assert dict(told.params) == {
        "points": "9.6",
        "expected": "9.67",
        "weight": "10",
        "rate": "96.67%",
        "policy": "MOF_2020",
    }
    assert not of(check(form, profile=Profile(tolerance="0.1")), "execution.points")
    assert of(check(form, profile=Profile(tolerance="0.06")), "execution.points")


def test_taxonomy_of_the_caller():
    """The edition of the classes may be given."""
    rows = goals(row("可持续影响指标", "长效机制", "健全", level1="效益指标"))
    assert not of(check(rows, taxonomy=T2015), "class.unknown")
    (told,) = of(check(rows, taxonomy=T2021), "class.unknown")
    assert dict(told.params)["taxonomy"] == "T2021"


# nothing twice --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "path", "silent"),
    [
        ("layout.level2-unknown", "$.project.goals.indicators[0].level2", "class.unknown"),
        ("layout.target-too-long", "$.project.goals.indicators[0].target", "target.missing"),
        ("layout.head-missing", "$.project", "head.missing"),
        ("money.unreadable", "$.project.funding.annual_total", "money.missing"),
    ],
)
def test_what_the_reader_told_is_not_told_again(code, path, silent):
    """A finding of the reader silences the check that says the same, in its row or its part of the form only."""
    project = Project(goals=goals(row("甲类", "可用率", ""), row("甲类", "完好率", "")))
    form = FiledForm(kind="plan", project=project)
    told = attrs.evolve(form, findings=(Finding(code=code, severity=Severity.INFO, path=path),))
    before, after = of(check(form), silent), of(check(told), silent)
    assert len(after) == (len(before) - 1 if "indicators" in path else 0)
    elsewhere = attrs.evolve(form, findings=(Finding(code=code, severity=Severity.INFO, path="$.extra[0]"),))
    assert check(elsewhere) == check(form)


def test_lost_value_is_told_once():
    """A name in the value cell is the reader's; that the value is lost is told by target.missing alone."""
    table = "二级指标\t三级指标\t指标值\n质量指标\t可用率\t\n甲乙指标\t完好率\t≥99%\n"
    form = read_form(f"项目名称\t政务云\n主管部门\t大数据中心\n{table}".encode())
    together = codes(form.findings + check(form))
    assert together.count("target.missing") == 1
    assert together.count("layout.level2-unknown") + together.count("class.unknown") == 1


def test_form_without_table_is_told_by_the_reader():
    """A form whose table was lost is told so once."""
    form = read_form("项目名称\t政务云\n主管部门\t大数据中心".encode())
    assert "layout.table-missing" in codes(form.findings)
    assert "goal.indicators-missing" not in codes(check(form))


# bad input ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        (("50", "40"), []),
        (("60", "40"), []),
        (("22.5", "67.5"), []),
        (("50", "30"), [("weight.sum", "80", "90", "10")]),
        (("50", "49.99"), [("weight.sum", "99.99", "100", "0.01")]),
        (("0", "90"), [("weight.not-positive",)]),
        (("-10", "100"), [("weight.not-positive",)]),
        (("-10", "10"), [("weight.sum", "0", "90", "90"), ("weight.not-positive",)]),
        (("90", None), [("weight.missing",)]),
        ((None, None), []),
    ],
)
def test_weights(weights, told):
    """Weights that are negative, zero, missing or add to something else are told with sum, scheme and difference."""
    rows = [row("质量指标", f"合格率{n}", "≥95%", weight=weight) for n, weight in enumerate(weights)]
    found = []
    for finding in check(goals(*rows)):
        if finding.code.startswith("weight."):
            params = dict(finding.params)
            found.append(
                (finding.code, *(params[key] for key in ("sum", "scheme", "difference") if key in params))
            )
    assert found == told


@pytest.mark.parametrize(
    ("weight", "execution", "told"),
    [("90", "10", []), ("80", "20", []), ("90", "20", ["80"]), ("80", "10", ["90"]), ("80", None, ["90"])],
)
def test_weights_of_a_report_have_their_execution(weight, execution, told):
    """Indicators and execution make 100, whatever the share of the execution."""
    run = BudgetExecution(weight=execution)
    form = report(("质量指标", "合格率", "≥95%", weight, "96%", None), execution=run)
    assert [dict(one.params)["scheme"] for one in of(check(form), "weight.sum")] == told


def test_weight_of_the_report_beats_that_of_the_plan():
    """A weight filed after the year counts, and its address is the result's."""
    form = report(("质量指标", "合格率", "≥95%", "10", "96%", "15"))
    changed = attrs.evolve(form, results=(attrs.evolve(form.results[0], weight=12),))
    (told,) = of(check(changed), "result.points-over-weight")
    assert dict(told.params)["weight"] == "12"
    (told,) = of(check(changed, plan=form), "plan.changed")
    assert (told.path, dict(told.params)["before"], dict(told.params)["after"]) == (
        "$.results[0].weight",
        "10分",
        "12分",
    )


@pytest.mark.parametrize(
    ("adjusted", "spent", "points", "told"),
    [
        ("0元", "0元", "0", ["execution.budget-zero"]),
        ("0元", "20万元", "10", ["execution.budget-zero", "execution.overspent"]),
        (None, "20万元", "10", ["execution.budget-missing"]),
        (None, None, None, []),
        ("20万元", "20.01万元", "10", ["execution.overspent"]),
        ("20万元", "20.01万元", "10.01", ["execution.overspent", "execution.points"]),
        ("20万元", None, "10", ["execution.spent-missing"]),
        ("20万元", None, "0", []),  # nothing is claimed
        ("20万元", None, None, []),
        ("-20万元", "10万元", "0", ["money.negative", "execution.overspent"]),
        ("20万元", "-1万元", "0", ["money.negative", "execution.low"]),
    ],
)
def test_execution(adjusted, spent, points, told):
    """A budget that is zero, missing or overspent is a finding, never a wrong number."""
    amounts = {"adjusted": adjusted, "spent": spent}
    filled = {name: Yuan.parse(text) for name, text in amounts.items() if text is not None}
    run = BudgetExecution(weight=10, points=points, **filled)
    form = FiledForm(kind="self_evaluation", project=Project(), execution=run)
    found = [code for code in codes(check(form)) if code.partition(".")[0] in ("execution", "money")]
    assert found == told


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("86.18%", None),
        ("86.2%", None),
        ("86%", None),
        ("８６.１８％", None),
        ("86.183%", None),
        ("86.19%", "86.18%"),
        ("86.1%", "86.18%"),
        ("100%", "86.18%"),
        ("86.1840%", "86.1830%"),
        ("86.18", None),
        ("0.8618", None),
        ("0.86", None),
        ("1", "86.18%"),
        ("0.87", "86.18%"),
        ("", None),
        ("—", None),
        ("达标", None),
    ],
)
def test_printed_rate_of_execution(printed, told):
    """The printed rate is spent ÷ budget, rounded to its own digits; the finding says both."""
    place = Place(file="自评.txt", row=6, cell=7)
    cells = (Cell(label="全年执行数", text="21.5"), Cell(label="执行率(B/A)", text=printed, place=place))
    run = BudgetExecution(adjusted=Yuan.parse("25万元"), spent=Yuan.parse("215457.60"), cells=cells)
    form = FiledForm(kind="self_evaluation", project=Project(), execution=run)
    found = of(check(form), "execution.rate")
    assert [dict(one.params)["rate"] for one in found] == ([] if told is None else [told])
    if told is not None:
        assert (found[0].path, found[0].place) == ("$.execution.cells[1].text", place)
        assert f"执行率填写“{printed}”" in found[0].message()
        assert "215,457.60元÷全年预算数250,000.00元" in found[0].message()
    for left_out in ("adjusted", "spent"):
        blank = attrs.evolve(form, execution=attrs.evolve(run, **{left_out: None}))
        assert not of(check(blank), "execution.rate")
    for changed in ({"kind": "plan"}, {"execution": attrs.evolve(run, cells=())}, {"execution": None}):
        assert not of(check(attrs.evolve(form, **changed)), "execution.rate")
    zero = attrs.evolve(form, execution=attrs.evolve(run, adjusted=Yuan(fen=0)))
    assert not of(check(zero), "execution.rate")


@pytest.mark.parametrize(
    ("execution", "points", "told"),
    [
        ({"weight": 10}, "90", True),
        ({"weight": 10, "points": 9}, "90", True),
        ({"weight": 10}, None, False),  # the whole sheet waits for its points
        ({}, "90", False),  # nothing is at stake
        ({"weight": 10, "points": 0}, "90", False),  # nothing is claimed
        ({"weight": 10, "spent": Yuan(fen=0)}, "90", False),
    ],
)
def test_execution_left_out_of_a_filled_report(execution, points, told):
    """Spending and points of execution are blank though the rows have theirs."""
    form = report(
        ("数量指标", "设备数量", "≥20台", 90, "20台", points),
        execution=BudgetExecution(adjusted=Yuan.parse("20万元"), **execution),
    )
    found = of(check(form), "execution.spent-missing")
    assert [finding.path for finding in found] == ["$.execution.spent"] * told
    if told:
        given = execution.get("points")
        assert f"得分：{given or '空白'}" in found[0].message()
        assert f"execution: {given or 'blank'}" in found[0].message("en")
        assert not of(check(attrs.evolve(form, kind="plan")), "execution.spent-missing") or given


@pytest.mark.parametrize(
    ("spent", "words"), [("20.01万元", "是否漏记预算调整"), ("20亿元", "单位写错"), ("15万亿元", "单位写错")]
)
def test_overspending_by_another_unit_asks_for_the_unit(spent, words):
    """Ten thousand times the budget is no change of the budget."""
    run = BudgetExecution(adjusted=Yuan.parse("20万元"), spent=Yuan.parse(spent), weight=10)
    form = FiledForm(kind="self_evaluation", project=Project(), execution=run)
    (told,) = of(check(form), "execution.overspent")
    assert words in told.message()


def test_a_rate_just_below_the_bound_is_not_shown_as_the_bound():
    """89.9999 % is not told as 90 %, which would be enough."""
    run = BudgetExecution(adjusted=Yuan.parse("1000000元"), spent=Yuan.parse("899999元"))
    form = FiledForm(kind="self_evaluation", project=Project(), execution=run)
    (told,) = of(check(form), "execution.low")
    assert dict(told.params) == {"rate": "89.9999%"}


@pytest.mark.parametrize(
    ("reason", "gives"),
    [
        ("无", False),
        ("无。", False),
        ("/", False),
        ("—", False),
        ("无偏差", False),
        ("N/A", False),
        ("无人报名", True),
        ("1", True),
    ],
)
def test_a_reason_that_says_none_is_none(reason, gives):
    """无 in the column of reasons gives none for a row that missed its target."""
    form = report(("质量指标", "合格率", "≥90%", 90, "80%", "80"))
    form = attrs.evolve(form, results=[attrs.evolve(form.results[0], reason_text=reason)])
    assert bool(of(check(form), "result.reason-missing")) is not gives
    whole = attrs.evolve(form, results=[attrs.evolve(form.results[0], reason_text=None)], reason_text=reason)
    assert bool(of(check(whole), "result.reason-missing")) is not gives


def test_reason_for_the_whole_form_is_a_reason():
    """A reason given for the form serves the execution and every row."""
    run = BudgetExecution(adjusted=Yuan.parse("20万元"), spent=Yuan.parse("10万元"))
    form = report(("质量指标", "合格率", "≥95%", "10", "90%", "9"), execution=run)
    assert {"execution.low", "result.reason-missing"} <= set(codes(check(form)))
    told = attrs.evolve(form, reason_text="疫情影响")
    assert not {"execution.low", "result.reason-missing"} & set(codes(check(told)))
    dashes = attrs.evolve(form, reason_text="——")
    assert {"execution.low", "result.reason-missing"} <= set(codes(check(dashes)))


# money ----------------------------------------------------------------------------------------------------


def line(label, role=None, depth=1, **amounts):
    filled = {name: Yuan.parse(text) for name, text in amounts.items()}
    cell = Cell(label=label, text="…", place=Place(row=depth))
    return FundingLine(label=label, scope="annual", role=role, depth=depth, cells=(cell,), **filled)


def annual(total, lines, **fields):
    amounts = {name: Yuan.parse(text) for name, text in fields.items()}
    return Project(funding=FundingBreakdown(annual_total=Yuan.parse(total), lines=lines, **amounts))


@pytest.mark.parametrize(
    ("sources", "wrong"),
    [
        ((line("财政专户", initial="20万元"),), False),  # beside the parts
        ((line("财政专户", initial="30万元"),), True),
        ((line("1、一般公共预算", depth=2, initial="80万元"),), True),  # below a part: 80 of 100
    ],
)
def test_fund_sources_of_their_own_name(sources, wrong):
    """A source beside the named parts is added to them, one below a part is not."""
    lines = (line("年度资金总额", "total", 0), line("(一)财政拨款", "appropriation"), *sources)
    project = annual("100万元", lines, annual_appropriation="80万元")
    assert bool(of(check(project), "money.sum")) is wrong


@pytest.mark.parametrize(
    ("part", "told"), [("6", True), ("", True), ("—", True), ("**", False), ("约五万", False)]
)
def test_money_sum_waits_for_every_part(part, told):
    """A part that is masked or unreadable has an amount that nobody knows; a blank or a dash has none."""
    text = f"项目名称\t云\n项目资金(万元)\n年度资金总额\t30\n其中：财政拨款\t25\n上年结转\t{part}\n"
    form = read_form(text.encode())
    assert bool(of(check(form), "money.sum")) is told


@pytest.mark.parametrize(("filed", "missing"), [("", True), ("—", True), ("**", False), ("约五万", False)])
@pytest.mark.parametrize(
    ("code", "column"), [("execution.budget-missing", 0), ("execution.spent-missing", 1)]
)
def test_an_amount_that_nobody_knows_is_not_missing(code, column, filed, missing):
    """A budget or spending that is masked or unreadable stands in its cell: nobody is asked to fill it in."""
    amounts = ["30", "30"]
    amounts[column] = filed
    head = "项目名称\t云\n项目资金(万元)\t全年预算数\t全年执行数\t分值\t得分\n"
    table = "三级指标\t指标值\t实际完成值\t分值\t得分\n座位\t≥9个\t9个\t90\t90\n"
    text = f"{head}年度资金总额\t{amounts[0]}\t{amounts[1]}\t10\t10\n{table}"
    assert bool(of(check(read_form(text.encode())), code)) is missing


def test_sources_alone_are_parts():
    """Where no part has a role of its own, the sources are the parts."""
    lines = (
        line("年度资金总额", "total", 0),
        line("政府预算资金", initial="60万元"),
        line("单位资金", initial="30万元"),
    )
    (told,) = of(check(annual("100万元", lines)), "money.sum")
    assert dict(told.params) == {
        "label": "年度资金总额",
        "total": "1,000,000.00元",
        "parts": "900,000.00元",
        "difference": "100,000.00元",
    }
    assert (told.place, len(told.related)) == (Place(row=0), 2)


def test_sum_of_what_was_spent():
    """The columns of a report are added up too; a column that adds up is not told for another."""
    lines = (
        line("年度资金总额", "total", 0, adjusted="100万元", spent="90万元"),
        line("财政拨款", "appropriation", adjusted="100万元", spent="95万元"),
    )
    (told,) = of(check(annual("100万元", lines, annual_appropriation="100万元")), "money.sum")
    assert dict(told.params)["total"] == "900,000.00元"
    right = (lines[0], attrs.evolve(lines[1], spent=Yuan.parse("90万元")))
    assert not of(check(annual("100万元", right, annual_appropriation="100万元")), "money.sum")


def test_sum_of_what_was_spent_from_a_source_of_its_own_name():
    """In a report a source of its own name counts with the amount of the column that is added up."""
    lines = (
        line("年度资金总额", "total", 0, adjusted="100万元", spent="90万元"),
        line("财政拨款", "appropriation", adjusted="80万元", spent="75万元"),
        line("财政专户", adjusted="20万元", spent="10万元"),
    )
    (told,) = of(check(annual("100万元", lines, annual_appropriation="80万元")), "money.sum")
    assert (dict(told.params)["total"], dict(told.params)["parts"]) == ("900,000.00元", "850,000.00元")
    right = (*lines[:2], attrs.evolve(lines[2], spent=Yuan.parse("15万元")))
    assert not of(check(annual("100万元", right, annual_appropriation="80万元")), "money.sum")


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("年度预算853万元", False),
        ("年度预算853.4万元", True),
        ("年度预算资金共计853.00万元", False),
        ("总投资0.0853亿元", False),
        ("预算8,530,000元", False),
        ("预算8530000.01元", True),
        ("补助每户853元", False),
        ("带动投资2000万元", False),
    ],
)
def test_money_told_in_a_goal(words, wrong):
    """Words that introduce the money of the project are compared at the precision of their number."""
    funding = FundingBreakdown(annual_total=Yuan.parse("853万元"))
    project = Project(funding=funding, goals=GoalSet(annual=f"本年{words}。"))
    assert bool(of(check(project), "money.narrative-differs")) is wrong
    assert not of(check(Project(goals=GoalSet(annual=words))), "money.narrative-differs")


# cost -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "target", "direction", "told"),
    [
        ("采购成本", "≤20万元", None, []),
        ("采购成本", "10-20万元", None, []),
        ("采购成本", "=0万元", None, []),
        ("采购成本", "20万元", "反向", []),
        ("采购成本", "20万元", None, ["cost.not-a-ceiling"]),
        ("采购成本", "≤200万元", None, ["cost.over-budget"]),
        ("采购成本", "≤150万", None, ["cost.over-budget"]),
        ("采购成本", "≥200万元", None, ["cost.not-a-ceiling"]),
        ("采购成本", "150-200万元", None, ["cost.over-budget"]),
        ("采购单价", "≤200万元/台", None, []),
        ("成本节约率", "≥5%", None, []),
    ],
)
def test_cost_rows(name, target, direction, told):
    """A ceiling within the budget is silent; a floor, a bare amount and a ceiling above the budget are told."""
    funding = FundingBreakdown(annual_total=Yuan.parse("100万元"))
    project = Project(funding=funding, goals=goals(row("成本指标", name, target, direction=direction)))
    assert [code for code in codes(check(project)) if code.startswith("cost.")] == told


@pytest.mark.parametrize(
    ("target", "over"),
    [
        ("≤58元/箱", True),
        ("≤0.005万元/箱", False),
        ("≤50元/箱", False),
        ("≤58元/个", False),
        ("≤58", True),
        ("低", False),
    ],
)
def test_cost_norm_of_the_caller(target, over):
    """A norm is compared in its own unit; what is not comparable is not told."""
    profile = Profile(cost_norms={"档案 存储单价": "≤50元/箱"})
    found = check(goals(row("成本指标", "指标1：档案存储单价", target)), profile=profile)
    assert bool(of(found, "cost.over-norm")) is over


def test_cost_norm_may_be_a_range():
    """The upper end of a norm counts; words are no norm."""
    low = goals(row("成本指标", "单价", "≤50元"))
    assert not of(check(low, profile=Profile(cost_norms={"单价": "40-60元"})), "cost.over-norm")
    assert not of(check(low, profile=Profile(cost_norms={"单价": "从低"})), "cost.over-norm")


# dates ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "year", "told"),
    [
        ("12月底前", 2022, ["2022-12-31"]),
        ("10月底前", 2022, []),
        ("2021年12月", 2022, ["2021-12-31"]),
        ("1月-12月", 2022, ["2022-12-31"]),
        ("12月底前", None, []),
        ("2月29日", 2022, []),
        ("6月30日；12月31日", 2022, ["2022-12-31"]),
        ("4小时以内", 2022, []),
    ],
)
def test_dates_outside_the_project(target, year, told):
    """A date wholly outside the project is told with the year of the form filled in."""
    start, end = datetime.date(2022, 1, 1), datetime.date(2022, 10, 31)
    project = Project(
        start=start, end=end, fiscal_year=year, goals=goals(row("时效指标", "完成时间", target))
    )
    assert [dict(one.params)["date"] for one in of(check(project), "time.outside-project")] == told
    early = attrs.evolve(project, start=end, end=start)
    assert not of(check(early), "time.outside-project")
    assert not of(check(attrs.evolve(project, start=None, end=None)), "time.outside-project")


# targets and names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "target", "code", "told"),
    [
        ("档案存储设施稳定运行率", "≤99%", "target.contradicts-name", True),
        ("不合格率", "≤1%", "target.contradicts-name", False),
        ("不及时率", "≤1%", "target.contradicts-name", False),
        ("全年无故障率", "≤99%", "target.contradicts-name", True),
        ("投诉次数", "≥5次", "target.contradicts-name", True),
        ("投诉处理率", "≥95%", "target.contradicts-name", False),
        ("投诉次数", "≥0次", "target.contradicts-name", False),
        ("拖欠工资清欠率", "≥95%", "target.contradicts-name", False),
        ("投诉次数", "=5次", "target.direction-unclear", True),
        ("投诉次数", "0次", "target.direction-unclear", False),
        ("投诉次数", "≤5次", "target.direction-unclear", False),
        ("收入增长率", "≥0%", "target.cannot-fail", False),
        ("合格率", "80%-120%", "target.rate-range", True),
        ("合格率", "-1%", "target.rate-range", True),
        ("死亡率", "≤1200‰", "target.rate-range", True),
        ("成本降低率", "≥-5%", "target.rate-range", False),
        ("村组干部230人", "≥230个", "unit.differs-from-name", True),
        ("标准化棚圈360平米", "550元/平米", "unit.differs-from-name", False),
        ("受益人数(人)", "≥90%", "unit.differs-from-name", True),
        ("受益人数(按月平均)", "≥90人", "unit.differs-from-name", False),
        ("防疫室84平米", "≥85个", "unit.differs-from-name", False),
        ("受益人数(人)", "≥132", "unit.missing", False),
        ("资助标准(≥**元)", "≥132", "unit.missing", False),
        ("支付率%", "≥95", "unit.missing", False),
        ("瘫痪次数", "0", "unit.missing", False),
        ("质量达标率100%", "≥98%", "name.not-a-measure", False),
        ("及时发放率", "≥98%", "name.not-a-measure", False),
        ("按时发放", "≥1人/年", "name.not-a-measure", True),
        ("控制率", "≥98%", "name.not-a-measure", False),
        ("提高成活率", "≥98%", "name.not-a-measure", True),
        ("改善民生", "明显", "name.not-a-measure", False),
        ("网络数量", "≥3%", "unit.name-conflict", True),
        ("满意指数", "≥90%", "unit.name-conflict", False),
        ("满意度", "*%", "target.unfilled", True),
        ("响应", "7*24小时实时响应", "target.unfilled", False),
    ],
)
def test_rule_by_rule(name, target, code, told):
    """Pairs of a name and a target that raise a code, and near misses of it."""
    assert bool(of(check(goals(row("质量指标", name, target))), code)) is told


def test_annual_target_of_one_year_only():
    """A column for half a year is no column for the whole period."""
    start, end = datetime.date(2022, 1, 1), datetime.date(2022, 12, 31)
    indicator = row("数量指标", "设备", "≥20台", other_targets=(("半年", "x"),))
    half = attrs.evolve(indicator, other_targets=(("半年", indicator.target),))
    assert not of(check(Project(start=start, end=end, goals=goals(half))), "target.whole-period-filled")


@pytest.mark.parametrize(
    ("goal", "promises"),
    [
        ("不少于6条，至少3条，不少于6条。", ["不少于6条", "至少3条"]),
        ("不少于2次；每年≥2 次", []),
        ("不低于0.5万亩", []),
        ("不超过1,000元/户", ["不超过1,000元"]),
        ("不少于3万%", []),
        ("不少于6甲", []),
        ("共6条", []),
    ],
)
def test_promises_in_a_goal(goal, promises):
    """A number that a goal promises is measured by a row of that unit and number, or told once."""
    rows = [row("数量指标", "演练", "≥2次"), row("数量指标", "造林", "≥5000亩")]
    found = of(check(goals(*rows, overall=goal, annual=goal)), "goal.uncovered-threshold")
    assert [dict(one.params)["promise"] for one in found] == promises


@pytest.mark.parametrize(
    ("goal", "years"),
    [
        ("完成2021年-2022年工作", "2021"),
        ("完成2021-2023年工作", "2021、2023"),
        ("根据沪委办〔2021〕15号、《上海市2021年工作要点》", None),
        ("较2021年提升，2020年以来", None),
        ("编号20211年，3021年", None),
    ],
)
def test_years_in_the_annual_goal(goal, years):
    """A year outside the project is told, a document's year and a base year are not."""
    project = Project(
        start=datetime.date(2022, 1, 1), end=datetime.date(2022, 12, 31), goals=GoalSet(annual=goal)
    )
    found = of(check(project), "goal.year-outside")
    assert [dict(one.params)["years"] for one in found] == ([] if years is None else [years])
    assert not of(check(attrs.evolve(project, start=None, end=None)), "goal.year-outside")


# a plan that changed --------------------------------------------------------------------------------------


def changes(now, before):
    found = of(check(goals(*now), plan=Project(goals=goals(*before))), "plan.changed")
    return [(one.path, dict(one.params)["before"], dict(one.params)["after"]) for one in found]


def test_plan_unchanged():
    """Order, signs of another width and classes with blanks change nothing."""
    before = [row("质量指标", "合格率", "≥95%"), row("数量指标", "设备", "≥20台")]
    now = [row("数量 指标", "设备", "≧20台"), row("质量指标", "合格率", "≥95％")]
    assert changes(now, before) == []


def test_plan_changed():
    """A target, a weight, a name, a new row and one that is gone, each with what was approved."""
    before = [
        row("质量指标", "合格率", "≥95%", weight=10),
        row("数量指标", "设备", "≥20台", weight=10),
        row("时效指标", "响应时间", "≤4小时", weight=10),
        row("成本指标", "采购成本", "≤20万元", weight=10),
        row("质量指标", "完好率", "≥90%", weight=10),
    ]
    now = [
        row("质量指标", "合格率", "≥90%", weight=10),
        row("数量指标", "设备", "≥20台", weight=15),
        row("时效指标", "平均响应时间", "≤4小时", weight=10),
        row("质量指标", "完好率", ""),
        row("服务对象满意度指标", "满意度", "≥90%", weight=10),
    ]
    assert changes(now, before) == [
        ("$.indicators", "采购成本", "—"),
        ("$.indicators[0].target", "≥95%", "≥90%"),
        ("$.indicators[1].weight", "10分", "15分"),
        ("$.indicators[2].name", "响应时间", "平均响应时间"),
        ("$.indicators[3].target", "≥90%", "—"),
        ("$.indicators[3].weight", "10分", "—"),
        ("$.indicators[4].name", "—", "满意度"),
    ]


def test_weights_are_compared_where_both_forms_have_them():
    """A plan without weights has none that changed."""
    assert changes([row("质量指标", "合格率", "≥95%", weight=10)], [row("质量指标", "合格率", "≥95%")]) == []


# self-evaluation ------------------------------------------------------------------------------------------

MISSED, REDUCED = "result.unmet-full-points", "result.met-reduced"


@pytest.mark.parametrize(
    ("level2", "name", "target", "actual", "points", "told"),
    [
        ("数量指标", "设备", "≥20台", "18台", "10", MISSED),
        ("数量指标", "设备", "≥20台", "18台", "9", None),
        ("数量指标", "设备", "≥20台", "20台", "9", REDUCED),
        ("数量指标", "设备", "=20台", "25台", "10", None),  # reach
        ("数量指标", "设备", "=20台", "25台", "8", None),  # or strict
        ("数量指标", "设备", "=20台", "19台", "10", MISSED),
        ("数量指标", "设备", "=0台", "1台", "10", MISSED),  # zero stays zero
        ("成本指标", "单价", "=20元", "18元", "10", None),
        ("成本指标", "单价", "=20元", "21元", "10", MISSED),
        ("质量指标", "投诉次数", "=5次", "3次", "10", None),  # a falling name never takes ≥
        ("质量指标", "投诉次数", "=5次", "6次", "10", MISSED),
        ("时效指标", "响应时间", "=4小时", "3小时", "10", None),
        ("时效指标", "响应时间", "=4小时", "5小时", "10", MISSED),
        ("时效指标", "完成时间", "=2022年6月", "2022年5月", "10", None),
        ("时效指标", "完成时间", "2022年6月底前", "2022年7月", "10", MISSED),
        ("时效指标", "服务期", "2022年1月-6月", "2022年7月", "10", MISSED),
        ("质量指标", "变更率", "<15%", "15%", "10", None),  # equality gives w
        ("质量指标", "变更率", "<15%", "16%", "10", MISSED),
        ("数量指标", "设备", ">20台", "20台", "10", None),
        ("数量指标", "设备", "20台", "18台", "10", MISSED),  # a bare number of an output row is a floor
        ("数量指标", "设备", "20台", "25台", "10", None),
        (
            "质量指标",
            "缺陷率",
            "5%",
            "6%",
            "10",
            MISSED,
        ),  # the name falls: whatever is meant, 6 % is too much
        ("质量指标", "缺陷率", "5%", "4%", "10", None),
        ("质量指标", "缺陷率", "4%-5%", "5%", "10", None),
        ("质量指标", "缺陷率", "5%左右", "6%", "10", None),  # no tolerance was filed
        ("质量指标", "事故数", "0起", "1起", "10", MISSED),
        ("质量指标", "事故数", "0起", "0起", "10", None),
        ("生态效益指标", "减少碳排放量", "80吨", "90吨", "10", None),  # the more the better
        (
            "时效指标",
            "故障时间",
            "2022年3月",
            "2022年4月",
            "10",
            MISSED,
        ),  # months: late under both readings of a date
        ("数量指标", "设备、方案", "=2台；=3套", "3台；4套", "10", None),
        ("数量指标", "设备、方案", "≥2台；≥3套", "3台；2套", "10", MISSED),
        ("社会效益指标", "环境", "改善", "改善明显", "8", None),
        ("数量指标", "设备", "≥20台", "18台", "11", None),  # told as over the weight
        ("数量指标", "设备", "≥20台", "", "10", None),  # told as points without an actual
    ],
)
def test_points_against_the_verdict(level2, name, target, actual, points, told):
    """Full points for a missed target, and fewer for a reached one; what practice reads as reached is silent."""
    form = report((level2, name, target, "10", actual, points))
    found = [code for code in codes(check(form)) if code in (MISSED, REDUCED)]
    assert found == ([] if told is None else [told])


@pytest.mark.parametrize(
    ("actual", "points", "band"),
    [
        ("达成年度指标", "8", None),
        ("达成年度指标", "7.99", ("8.00", "10.00")),
        ("达成年度指标。", "10", None),
        ("部分达成年度指标并具有一定效果", "6", None),
        ("部分达成年度指标并具有一定效果", "8", ("6.00", "8.00")),
        ("未达成年度指标且效果较差", "6", ("0.00", "6.00")),
        ("未达成年度指标且效果较差", "5.99", None),
        ("效果明显", "1", None),
        ("达成年度指标", None, None),
    ],
)
@pytest.mark.parametrize("target", ["改善", "按计划完成", "不超批复预算", "是", "每月10日前"])
def test_bands_of_words(target, actual, points, band):
    """The edge belongs to the band above it; a target that names no figure is answered in words too."""
    found = of(check(report(("社会效益指标", "环境", target, "10", actual, points))), "result.outside-band")
    assert [(dict(one.params)["low"], dict(one.params)["high"]) for one in found] == (
        [] if band is None else [band]
    )


@pytest.mark.parametrize(
    ("target", "actual", "told"),
    [
        ("显著提升", "显著提升。", True),
        ("不超批复预算", "不超批复预算", True),
        ("按计划完成", "按计划完成", False),  # words that answer
        ("按计划完成", "达成年度指标", False),
    ],
)
def test_words_that_repeat_the_target(target, actual, told):
    """Words that only say the target again are told; words that answer are not."""
    found = codes(check(report(("社会效益指标", "环境", target, "10", actual, "10"))))
    assert ("result.repeats-target" in found) is told


@pytest.mark.parametrize(
    ("level2", "name", "target", "direction", "told"),
    [
        # 8 were reached
        ("质量指标", "投诉次数", "5次", None, [MISSED]),
        ("质量指标", "投诉次数", "5次", "正向指标", []),
        ("质量指标", "投诉次数", "5次", "反向指标", [MISSED]),
        ("质量指标", "投诉次数", "=5次", "正向指标", []),
        ("成本指标", "节约次数", "=10次", "正向指标", [MISSED]),
        ("成本指标", "节约次数", "=10次", "反向指标", []),
        ("数量指标", "检查次数", "=5次", "反向指标", [MISSED]),
        ("数量指标", "检查次数", "=5次", "定量指标", []),  # no direction: the class
    ],
)
def test_direction_beats_class_and_name(level2, name, target, direction, told):
    """A filed direction says which way a value counts; without it, what should fall has a ceiling."""
    goal = row(level2, name, target, weight=10, direction=direction)
    results = (FiledResult(actual=parse_actual("8次"), points=10),)
    form = FiledForm(kind="self_evaluation", project=Project(goals=goals(goal)), results=results)
    assert [code for code in codes(check(form)) if code == MISSED] == told


@pytest.mark.parametrize(
    ("target", "actual", "rate"),
    [
        ("≥20台", "26台", "130.00%"),
        ("≥20台", "25台", None),
        ("20台", "40台", "200.00%"),
        ("=20台", "27台", "135.00%"),
        ("≤20台", "1台", None),
    ],
)
def test_far_over(target, actual, rate):
    """From 130 % of a floor on a reason is asked for."""
    found = of(check(report(("数量指标", "设备", target, "10", actual, "10"))), "result.far-over")
    assert [dict(one.params)["rate"] for one in found] == ([] if rate is None else [rate])


@pytest.mark.parametrize(
    ("target", "actual", "told"),
    [
        ("≥20台", "完成", True),
        ("≥20台", "20人", True),
        ("≥20台", "**", True),
        ("6月底前；9月底前", "完成", True),
        ("≥20台", "18台", False),
        ("改善", "完成", False),
    ],
)
def test_not_comparable(target, actual, told):
    """Words for a number, another unit, a mask."""
    form = report(("数量指标", "设备", target, "10", actual, None))
    assert bool(of(check(form), "result.not-comparable")) is told


def test_words_of_a_survey_are_evidence():
    """A survey named anywhere in the report is evidence."""
    form = report(("服务对象满意度指标", "学生满意度", "≥95%", "10", "98%", "10"))
    code = "result.evidence-missing"
    assert of(check(form), code)
    assert not of(check(attrs.evolve(form, goal_result="发放问卷300份")), code)
    assert not of(check(attrs.evolve(form, extra=(Cell(label="附件", text="调查表"),))), code)
    result = attrs.evolve(form.results[0], extra=(Cell(label="备注", text="电话回访"),))
    assert not of(check(attrs.evolve(form, results=(result,))), code)


@pytest.mark.parametrize(
    ("actual", "reason", "told"),
    [
        ("97%（问卷500份，回收486份）", None, False),
        ("97%", "对未办结的事项逐一回访", False),
        ("97%", "未开展座谈，改为电话询问", False),
        ("97%（未调查）", None, True),
        ("97%", "本年未组织师生满意度问卷调查", True),
        ("97%", "没有抽样", True),
    ],
)
def test_survey_in_the_actual_value_or_denied(actual, reason, told):
    """The actual value may name the survey; words that there was none are no evidence of one."""
    form = report(("服务对象满意度指标", "师生满意度", "≥95%", "10", actual, "10"))
    form = attrs.evolve(form, results=(attrs.evolve(form.results[0], reason_text=reason),))
    assert bool(of(check(form), "result.evidence-missing")) is told


def test_plan_is_asked_for_no_results():
    """A plan and a monitoring form with results have no points to check."""
    form = report(("数量指标", "设备", "≥20台", "10", "18台", "12"))
    for kind in ("plan", "monitoring"):
        other = attrs.evolve(form, kind=kind, total_points=5, grade="优")
        assert not [code for code in codes(check(other)) if code.startswith("result.")]


@pytest.mark.parametrize(
    ("total", "grade", "told"),
    [
        ("96", "优", []),
        ("96", "良", ["result.grade"]),
        ("95", "优", ["result.total"]),
        ("96", "A", []),
        ("-1", "差", ["result.total"]),
    ],
)
def test_total_and_grade(total, grade, told):
    """The total is the sum of the rows and the execution, the grade that of the total."""
    run = BudgetExecution(weight=10, points=10)
    rows = [
        ("数量指标", "设备", "≥20台", "50", "20台", "50"),
        ("质量指标", "合格率", "≥95%", "40", "96%", "36"),
    ]
    form = report(*rows, execution=run, total_points=total, grade=grade)
    assert [code for code in codes(check(form)) if code in ("result.total", "result.grade")] == told
    open_row = attrs.evolve(form, results=(form.results[0], attrs.evolve(form.results[1], points=None)))
    assert "result.total" not in codes(check(open_row))
    no_points = attrs.evolve(form, execution=BudgetExecution(weight=10))
    assert "result.total" not in codes(check(no_points))
    assert "result.total" not in codes(check(attrs.evolve(form, results=form.results[:1])))


def test_weight_of_a_goal():
    """A goal with points of its own is held against its rows."""
    rows = [
        row("数量指标", "设备", "≥20台", weight=50, goal="目标1 (80分)"),
        row("质量指标", "合格率", "≥95%", weight=20, goal="目标1(80分)"),
    ]
    found = of(
        check(GoalSet(indicators=rows, parts=(Goal(label="目标1 (80分)", weight=80),))), "weight.level-sum"
    )
    assert [(one.path, dict(one.params)["sum"]) for one in found] == [("$.parts[0].weight", "70")]


def test_weight_in_a_level2_label():
    """Points in a level-2 label count for the rows of that class alone."""
    rows = [
        row("数量指标(30分)", "设备", "≥20台", weight=20, level1="产出指标(50分)"),
        row("质量指标(20分)", "合格率", "≥95%", weight=20, level1="产出指标(50分)"),
    ]
    found = of(check(goals(*rows)), "weight.level-sum")
    assert [(one.path, dict(one.params)["stated"]) for one in found] == [
        ("$.indicators[0].level1", "50"),
        ("$.indicators[0].level2", "30"),
    ]
    blank = [rows[0], attrs.evolve(rows[1], weight=None)]
    assert len(of(check(goals(*blank)), "weight.level-sum")) == 1


def test_blank_row_of_a_report():
    """A row without a name needs no actual value."""
    form = report(("数量指标", "设备", "≥20台", None, "20台", None), ("质量指标", "", "", None, "", None))
    assert "result.missing" not in codes(check(form))


def test_goal_without_rows_and_total_with_open_rows():
    """A goal that no row names has no sum; a printed total is not held against rows without weights."""
    lonely = GoalSet(
        indicators=(row("数量指标", "设备", "≥20台", weight=90),), parts=(Goal(label="甲", weight=80),)
    )
    assert not of(check(lonely), "weight.level-sum")
    form = report(("数量指标", "设备", "≥20台", None, "20台", None), total_weight=100)
    assert not of(check(form), "weight.total-differs")


# what an existing checker tests ---------------------------------------------------------------------------

COMPLETE = Project(
    name="政务云",
    department="大数据中心",
    category="经常性项目",
    start=datetime.date(2022, 1, 1),
    end=datetime.date(2022, 12, 31),
    fiscal_year=2022,
    funding=FundingBreakdown(
        total=Yuan.parse("853万元"), fiscal=Yuan.parse("853万元"), annual_total=Yuan.parse("853万元")
    ),
    goals=goals(
        row("数量指标", "扩容次数", "≥2次"),
        row("质量指标", "可用率", "≥99.9%"),
        row("时效指标", "完成时间", "12月底前"),
        row("成本指标", "采购成本", "≤853万元"),
        row("社会效益指标", "服务单位数量", "≥30家"),
        row("服务对象满意度指标", "用户满意度", "≥95%"),
        annual="保障政务云稳定运行。",
    ),
)


def without(number):
    rows = COMPLETE.goals.indicators
    return attrs.evolve(COMPLETE.goals, indicators=rows[:number] + rows[number + 1 :])


def with_target(number, target):
    rows = list(COMPLETE.goals.indicators)
    rows[number] = attrs.evolve(rows[number], target=target)
    return attrs.evolve(COMPLETE.goals, indicators=rows)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, []),
        ({"name": ""}, ["head.missing"]),
        ({"department": None}, ["head.missing"]),
        ({"goals": attrs.evolve(COMPLETE.goals, annual=" ")}, ["head.missing"]),
        ({"funding": attrs.evolve(COMPLETE.funding, other=Yuan.parse("1元"))}, ["money.sum"]),
        ({"goals": without(4)}, ["class.required-missing"]),
        ({"goals": without(5)}, ["class.satisfaction-missing"]),  # optional: information only
        ({"start": datetime.date(2023, 1, 1)}, ["time.finish-before-start"]),
        ({"end": datetime.date(2022, 11, 30)}, ["time.outside-project"]),
        ({"goals": with_target(0, "≥*次")}, ["target.unfilled"]),
        ({"goals": with_target(0, "≥2*次")}, ["target.unfilled"]),
        ({"goals": with_target(0, "")}, ["target.missing"]),
        ({"goals": with_target(3, "≥853万元")}, ["cost.not-a-ceiling"]),
        ({"goals": with_target(1, "≥120%")}, ["target.rate-range"]),
        ({"category": "其他"}, ["head.category-unlisted"]),  # the list is open: information only
    ],
)
def test_cases_of_an_existing_checker(change, told):
    """Each of its cases raises a finding, or is silent for a stated reason."""
    assert codes(check(attrs.evolve(COMPLETE, **change))) == told


# across forms ---------------------------------------------------------------------------------------------


def named(name, *names, **more):
    return Project(name=name, goals=goals(*(row("数量指标", one, "≥1个") for one in names), **more))


def test_batch_of_three_copies_names_the_first():
    """Each copy is told once, against the form it was copied from."""
    forms = [named(f"第{number}期", "甲", "乙", "丙", "丁", "戊") for number in (1, 2, 3)]
    found = check_batch(forms)
    assert [(one.path, dict(one.params)["other"]) for one in found] == [
        ("$[1].goals.indicators", "第1期"),
        ("$[2].goals.indicators", "第1期"),
    ]
    assert type(found) is Findings


@pytest.mark.parametrize(
    ("first", "second", "twins"),
    [
        ("甲乙丙丁戊", "甲乙丙丁戊己", True),
        ("甲乙丙丁戊己", "甲乙丙丁戊", True),
        ("甲乙丙丁戊", "甲乙丙丁", False),  # four names by chance
        ("甲乙丙丁戊己庚", "甲乙丙丁戊辛壬", False),  # 5 of 7
        ("甲乙丙丁戊", "甲乙丙丁戊己庚辛壬癸", True),  # all of the smaller one
        ("", "", False),
    ],
)
def test_batch_shares_four_fifths_of_the_smaller_form(first, second, twins):
    """Twins share at least five names and four fifths of the smaller form."""
    found = check_batch([named("一", *first), named("二", *second)])
    assert bool(found) is twins


def test_batch_of_short_goals():
    """Short goals may be the same by chance; a whole goal may be a paragraph of another, earlier or later."""
    text = "根据业务应用开展需求，及时完成市级政务外网网络接入建设和日常运行维护工作。"
    long = f"{text}\n开展第三方评估，提出改进意见。"
    assert not check_batch([named("一", annual="保障运转。"), named("二", annual="保障运转。")])
    for pair in ([text, long], [long, text], [text, text]):
        found = check_batch([named("一", overall=pair[0]), named("二", annual=pair[1])])
        assert [one.path for one in found] == ["$[1].goals.annual"]
    assert not check_batch([named("一", overall=long), named("二", overall=f"{text}\n另一段。")])


def test_batch_compares_each_pair_once():
    """Two rare names in common are met twice and compared once: two of six are no twins."""
    others = [
        named(f"{n}", *common, f"{n}a", f"{n}b") for n, common in enumerate(["丙丁戊己", "子丑寅卯"] * 2)
    ]
    assert not check_batch([named("一", *"甲乙丙丁戊己"), named("二", *"甲乙子丑寅卯"), *others])


def test_error_batch_of_other_things():
    """A batch holds forms and projects."""
    with pytest.raises(TypeError, match="not str"):
        check_batch(["form.txt"])


# size -----------------------------------------------------------------------------------------------------


def test_time_grows_with_the_form():
    """Eight times the rows take no more than about eight times as long: no rule compares each row with each."""

    def seconds(count):
        rows = [row("数量指标", f"设备{n}", f"≥{n}台", weight="1") for n in range(count)]
        promises = "，".join(f"不少于{n}套" for n in range(count))
        project = Project(goals=goals(*rows, annual=promises))
        begun = time.process_time()
        check(project)
        return time.process_time() - begun

    few, many = (min(seconds(count) for _ in range(3)) for count in (250, 2000))
    assert many < 30 * few  # 8 where it is linear, 64 where every pair is compared


def test_time_grows_with_the_batch():
    """Many different forms, and many copies of one, are compared in time that grows with their number."""

    def seconds(forms):
        begun = time.process_time()
        check_batch(forms)
        return time.process_time() - begun

    def different(count):
        return [named(f"{n}", "满意度", *(f"指标甲{n}-{m}" for m in range(6))) for n in range(count)]

    def copies(count):
        return [named(f"{n}", *"甲乙丙丁戊己") for n in range(count)]

    for made in (different, copies):
        seconds(made(50))
        few, many = made(200), made(1600)
        least = [min(seconds(forms) for _ in range(3)) for forms in (few, many)]
        assert least[1] < 30 * least[0]  # 8 where it is linear, 64 where every pair is compared


@pytest.mark.parametrize(
    ("target", "actual", "told"),
    [
        ("≥99.99%", "99.97%", False),
        ("≤100元", "100.05元", False),
        ("≥99.99%", "99.5%", True),
        ("=0起", "1起", True),
    ],
)
def test_a_miss_that_rounds_to_the_weight(target, actual, told):
    """Full points for a miss are told, unless the points in proportion round to the weight: ``score`` gives these."""
    row = Indicator(level1="产出指标", level2="质量指标", name="示例", target=target, weight=5)
    result = FiledResult(actual=parse_actual(actual), points=5)
    form = FiledForm(
        kind="self_evaluation", project=Project(goals=GoalSet(indicators=(row,))), results=(result,)
    )
    assert ("result.unmet-full-points" in {one.code for one in check(form)}) is told


def test_sums_are_exact_in_any_context():
    """Few digits in the caller's decimal context, or a sum longer than the usual 28, change no finding."""
    run = BudgetExecution(
        adjusted=Yuan.parse("100元"), spent=Yuan.parse("99.99元"), weight="10.001", points="10.01"
    )
    rows = [("质量指标", f"合格率{number}", "≥9%", "22.4975", "9%", "22.4976") for number in range(3)]
    form = report(*rows, execution=run, total_points="77.51", total_weight="77.5")
    expected = check(form)
    told = {one.code: dict(one.params) for one in expected}
    assert told["weight.sum"]["sum"] == "67.4925"
    assert told["weight.sum"]["difference"] == "22.5065"
    assert told["result.total"]["difference"] == "0.0072"
    with decimal.localcontext() as context:
        context.prec = 2
        assert check(form) == expected
    long = "33.3333333333333333333333333333"
    (found,) = of(
        check(goals(*(row("质量指标", str(one), "≥9%", weight=long) for one in range(3)))), "weight.sum"
    )
    assert dict(found.params)["difference"] == "0.0000000000000000000000000001"


GOAL = Goal(label="年度绩效目标1", text="保障", scope="annual", weight=80)
NO_POINTS, BLANK_POINTS = "result.points-missing", "result.points-blank"


@pytest.mark.parametrize(
    ("rows", "more", "told"),
    [
        # rows of (weight, actual, points)
        ([("50", "18台", None), ("40", "20台", None)], {}, [(NO_POINTS, "$.results")]),
        ([("50", "18台", None), ("40", "", None)], {}, [(NO_POINTS, "$.results")]),
        ([("50", "18台", None), ("40", "20台", None)], {"total_points": "90"}, [(NO_POINTS, "$.results")]),
        ([("50", "", None), ("40", "", None)], {}, []),  # told as a sheet that nobody has filled
        ([("50", "18台", "45"), ("40", "20台", None)], {}, [(BLANK_POINTS, "$.results[1].points")]),
        ([("50", "18台", "45"), ("40", "", None)], {}, []),  # told as a missing actual value
        ([("50", "18台", "45"), (None, "20台", None)], {}, []),  # told as a missing weight
        (
            [(None, "18台", "45"), (None, "20台", None)],
            {"total_weight": 90},
            [(BLANK_POINTS, "$.results[1].points")],
        ),
        ([("50", "18台", "45"), ("40", "20台", "0")], {}, []),
        # nothing at stake, and what puts something at stake
        ([(None, "18台", None)], {}, []),
        ([(None, "18台", None)], {"total_weight": 90}, [(NO_POINTS, "$.results")]),
        ([(None, "18台", None)], {"execution": BudgetExecution()}, []),
        ([(None, "18台", None)], {"execution": BudgetExecution(weight=10)}, [(NO_POINTS, "$.results")]),
        ([(None, "18台", None)], {"parts": (GOAL,)}, [(NO_POINTS, "$.results")]),
        # only a self-evaluation reports points
        ([("50", "18台", None)], {"kind": "plan"}, []),
        ([("50", "18台", None)], {"kind": "monitoring"}, []),
    ],
)
def test_points_that_are_missing(rows, more, told):
    """A report without any points is told once, a row without points by its name, and a plan not at all."""
    more = {"kind": "self_evaluation", **more}
    project = Project(
        goals=goals(
            *(row("数量指标", f"设备{number}", "≥20台", weight=one[0]) for number, one in enumerate(rows)),
            parts=more.pop("parts", ()),
        )
    )
    results = [FiledResult(actual=parse_actual(one[1]), points=one[2]) for one in rows]
    found = check(FiledForm(project=project, results=results, **more))
    assert [(one.code, one.path) for one in found if one.code in (NO_POINTS, BLANK_POINTS)] == told


@pytest.mark.parametrize(
    ("run", "points", "told"),
    [
        ({"weight": 10}, "90", True),
        ({}, "90", False),
        ({"weight": 0}, "90", False),
        ({"weight": 10, "points": 10}, "90", False),
        ({"weight": 10, "spent": None}, "90", False),
        ({"weight": 10, "adjusted": None}, "90", False),
        ({"weight": 10}, None, False),  # told with the rows
    ],
)
def test_points_of_execution_that_are_missing(run, points, told):
    """Execution without points is told where rows have some."""
    amount = Yuan.parse("20万元")
    run = BudgetExecution(**{"adjusted": amount, "spent": amount, **run})
    found = check(report(("数量指标", "设备", "≥20台", "90", "20台", points), execution=run))
    assert ("execution.points-missing" in codes(found)) is told


def test_points_that_the_reader_could_not_read_are_told_once():
    """A cell that the reader could not read as points is not told again as blank."""
    told = Finding(code="layout.unreadable-number", severity="warning", path="$.results[1].points")
    form = report(
        ("数量指标", "甲", "≥20台", "50", "20台", "50"), ("数量指标", "乙", "≥20台", "40", "20台", None)
    )
    assert BLANK_POINTS in codes(check(form))
    assert BLANK_POINTS not in codes(check(attrs.evolve(form, findings=(told,))))


UNDER_2021 = Profile(policy=MOF_2021)


@pytest.mark.parametrize(
    ("spent", "points", "expected"),
    [
        ("90万元", "10", None),  # finished within its budget
        ("90万元", "7", None),  # or not finished
        ("90万元", "9", "10.00、7.00"),
        ("100万元", "10", None),
        ("100万元", "7", "10.00"),  # no band for an unfinished project at 100 %
        ("110万元", "10", None),  # the text is silent
        ("59万元", "0", None),
    ],
)
def test_execution_points_under_the_bands(spent, points, expected):
    """Under the bands of 2021 the points of a finished and of an unfinished project are right, no others."""
    run = BudgetExecution(adjusted=Yuan.parse("100万元"), spent=Yuan.parse(spent), weight=10, points=points)
    form = FiledForm(kind="self_evaluation", project=Project(), execution=run)
    found = of(check(form, profile=UNDER_2021), "execution.points")
    assert [dict(one.params)["expected"] for one in found] == ([] if expected is None else [expected])
    if expected is not None:  # either is right: no list of points that are all asked for
        assert f"应得{expected.replace('、', '或')}分" in found[0].message("zh")
        assert f" {expected.replace('、', ' or ')} of 10 points" in found[0].message("en")
    assert all(
        one.source.document == "财预〔2021〕101号" and "MOF_2021" in one.message("en") for one in found
    )


@pytest.mark.parametrize(
    ("target", "actual", "points", "usual"),
    [
        ("≥80%", "82%", "8", REDUCED),
        ("≥95%", "92%", "10", MISSED),
    ],
)
def test_points_of_the_policy_are_not_questioned(target, actual, points, usual):
    """Satisfaction goes by bands under 2021: what looks like a cut or a gift is the rule."""
    form = report(("服务对象满意度指标", "群众满意度", target, "10", actual, points))
    assert usual in codes(check(form))
    assert not {MISSED, REDUCED} & set(codes(check(form, profile=UNDER_2021)))
    less = report(("服务对象满意度指标", "群众满意度", "≥80%", "10", "82%", "7"))
    assert REDUCED in codes(check(less, profile=UNDER_2021))


def test_bands_and_grades_of_the_policy():
    """Bands of prose and grades of an own policy are those that filed points and grades are held against."""
    own = attrs.evolve(MOF_2020, name="own", grades=(GradeBand("优", 80), GradeBand("良", 0)))
    form = report(("社会效益指标", "环境", "改善", "85", "部分达成", "51"), total_points=85, grade="优")
    assert "result.grade" in codes(check(form))
    assert "result.grade" not in codes(check(form, profile=Profile(policy=own)))
    wide = (
        WordBand(name="first", low="0.7", high="1", default=1, words=("部分达成",)),
        WordBand(name="second", low="0", high="0.7"),
    )
    own = attrs.evolve(MOF_2020, name="own", qualitative_bands=wide)
    assert "result.outside-band" not in codes(check(form))
    assert "result.outside-band" in codes(check(form, profile=Profile(policy=own)))


def test_error_policy_of_a_profile():
    """A name is no policy."""
    with pytest.raises(TypeError, match="policy"):
        Profile(policy="MOF_2021")


# paths and figures of the findings -----------------------------------------------------------------------

TOLD = [
    # rows of (class, name, target, weight, actual, points); code, path, params beside the name
    (
        [("质量指标", "合格率", "≥95%", "10", "", "9.50")],
        ("result.points-without-actual", "$.results[0].points", {"points": "9.50"}),
    ),
    (
        [("质量指标", "合格率", "≥95%", "10", "96%", "10.5")],
        ("result.points-over-weight", "$.results[0].points", {"points": "10.5", "weight": "10"}),
    ),
    (
        [("质量指标", "合格率", "≥95%", "10", "96%", "-1")],
        ("result.points-negative", "$.results[0].points", {"points": "-1"}),
    ),
    (
        [("质量指标", "合格率", "≥95%", "10", " 90% ", "10.0")],
        (
            "result.unmet-full-points",
            "$.results[0].points",
            {"text": "≥95%", "actual": "90%", "points": "10.0", "weight": "10"},
        ),
    ),
    (
        [("质量指标", "合格率", "≥95%", "10", "96%", "0")],
        (
            "result.met-reduced",
            "$.results[0].points",
            {"text": "≥95%", "actual": "96%", "points": "0", "weight": "10"},
        ),
    ),
    (
        [("质量指标", "合格率", "≥95%", "10", "90% ", "9.47")],
        ("result.reason-missing", "$.results[0].reason_text", {"actual": "90%"}),
    ),
    (
        [("数量指标", "设备", "≥20台", "10", "30台", "10")],
        (
            "result.far-over",
            "$.results[0].reason_text",
            {"text": "≥20台", "actual": "30台", "rate": "150.00%"},
        ),
    ),
    (
        [("社会效益指标", "环境", "改善", "10", "部分达成", "9")],
        (
            "result.outside-band",
            "$.results[0].points",
            {"actual": "部分达成", "points": "9", "low": "6.00", "high": "8.00"},
        ),
    ),
    (
        [("数量指标", "设备", "≥20台", "10", "≥20台", "10")],
        ("result.repeats-target", "$.results[0].actual", {"actual": "≥20台"}),
    ),
    (
        [("数量指标", "设备", "≥20台", "10", "20人", "10")],
        ("result.not-comparable", "$.results[0].actual", {"text": "≥20台", "actual": "20人"}),
    ),
    (
        [("满意度指标", "学生满意度", "≥95%", "10", "98%", "10")],
        ("result.evidence-missing", "$.results[0].evidence", {"actual": "98%"}),
    ),
]


@pytest.mark.parametrize(("rows", "told"), TOLD, ids=lambda one: one[0] if isinstance(one, tuple) else "")
def test_results_name_their_figures(rows, told):
    """A finding about a result has the address of the cell and the figures that its message shows."""
    code, path, params = told
    (found,) = of(check(report(*rows)), code)
    assert (found.path, dict(found.params)) == (path, {"name": rows[0][1], **params})


def test_figures_of_the_whole_form():
    """Numbers of rows and results, total and grade are told with both figures."""
    rows = [
        ("数量指标", "设备", "≥20台", "50", "20台", "50"),
        ("质量指标", "合格率", "≥95%", "40", "96%", "40"),
    ]
    form = report(*rows, total_points="89.5", grade="优")
    (total,) = of(check(form), "result.total")
    assert (total.path, dict(total.params)) == (
        "$.total_points",
        {"total": "89.5", "sum": "90", "difference": "0.5"},
    )
    (grade,) = of(check(form), "result.grade")
    assert (grade.path, dict(grade.params)) == ("$.grade", {"grade": "优", "total": "89.5", "expected": "良"})
    (differ,) = of(check(attrs.evolve(form, results=form.results[:1])), "result.rows-differ")
    assert (differ.path, dict(differ.params)) == ("$.results", {"results": "1", "rows": "2"})


def test_points_of_a_row_without_points_at_stake():
    """A weight of zero is told as such, and its points are not told as above it."""
    found = codes(check(report(("质量指标", "合格率", "≥95%", "0", "96%", "1"))))
    assert "weight.not-positive" in found
    assert "result.points-over-weight" not in found


def test_every_row_is_asked():
    """A row that is exempt, or has its finding, ends nothing for the rows below it."""
    names = ("采购成本节约额", "采购成本", "采购成本甲", "采购成本乙")
    targets = ("≥1万元", "=0万元；≤200万元", "≤300万元；≤400万元", "20万元；30万元")
    rows = tuple(row("成本指标", *one) for one in zip(names, targets, strict=True))
    project = Project(
        fiscal_year=2022, funding=FundingBreakdown(annual_total=Yuan.parse("100万元")), goals=goals(*rows)
    )
    found = [
        (one.code, one.path[-16:], dict(one.params).get("budget"))
        for one in check(project)
        if one.code.startswith("cost.")
    ]
    assert found == [
        ("cost.over-budget", "cators[1].target", "1,000,000.00元"),
        ("cost.over-budget", "cators[2].target", "1,000,000.00元"),
        ("cost.not-a-ceiling", "cators[3].target", None),
    ]
    profile = Profile(cost_norms={"采购成本": "100万元", "采购成本甲": "100万元"})
    over = of(check(project, profile=profile), "cost.over-norm")
    assert [(one.path[-16:], dict(one.params)["norm"]) for one in over] == [
        ("cators[1].target", "100万元"),
        ("cators[2].target", "100万元"),
    ]


@pytest.mark.parametrize(
    ("indicators", "told"),
    [
        # a leaf that does not apply, one without a name, one that is filled: the rest is asked all the same
        (
            [
                ("质量指标", "不适用", ""),
                ("质量指标", "", ""),
                ("质量指标", "甲率", "≥9%"),
                ("质量指标", "乙率", ""),
            ],
            {"target.missing": [3]},
        ),
        (
            [("质量指标", "甲率", " "), ("质量指标", "乙率", "≥**%")],
            {"target.missing": [0], "target.unfilled": [1]},
        ),
        (
            [
                ("质量指标", "缺陷率", "≥0.5%"),
                ("质量指标", "合格率", "≤0.5%"),
                ("质量指标", "投诉率", "≥2%；≥1%"),
            ],
            {"target.contradicts-name": [0, 1, 2]},
        ),
        (
            [("质量指标", "缺陷率", "5%；6%"), ("质量指标", "投诉率", "=5%")],
            {"target.direction-unclear": [0, 1]},
        ),
        ([("数量指标", "台数", "≥0台；≥0台"), ("数量指标", "套数", "≥-1套")], {"target.cannot-fail": [0, 1]}),
        (
            [
                ("社会效益指标", "增长率", "≥120%"),
                ("质量指标", "甲率", "≤-1%；≥101%"),
                ("质量指标", "乙率", "≥101%"),
            ],
            {"target.rate-range": [1, 2]},
        ),
        (
            [("数量指标", "甲", "=20台；=30台"), ("数量指标", "乙", "=2台")],
            {"target.equality-literal": [0, 1]},
        ),
        ([("成本指标", "甲", "=20元"), ("数量指标", "乙", "=2台")], {"target.equality-literal": [1]}),
    ],
)
def test_each_row_has_its_own_finding(indicators, told):
    """A rule tells every row once, whatever the rows above it say."""
    found = check(goals(*(row(*one) for one in indicators)))
    for code, numbers in told.items():
        paths = [f"$.indicators[{number}].target" for number in numbers]
        assert [one.path for one in of(found, code)] == paths


def test_words_and_fields_of_a_target_are_told_side_by_side():
    """After an edit of one of the two, the finding shows what the fields say."""
    edited = attrs.evolve(row("质量指标", "合格率", "≥90%").target, value=95)
    (found,) = of(check(goals(row("质量指标", "合格率", edited))), "target.text-differs")
    assert dict(found.params) == {"name": "合格率", "text": "≥90%", "fields": "≥95%"}


def test_mostly_prose_is_told_at_the_first_row():
    """The finding about the whole table has the place of its first row, and both counts."""
    indicators = [
        row("社会效益指标", f"影响{number}", "提升", place=Place(row=number)) for number in range(3)
    ]
    indicators.append(row("质量指标", "合格率", "≥90%"))
    (found,) = of(check(goals(*indicators)), "target.mostly-qualitative")
    assert found.place == Place(row=0)
    assert dict(found.params) == {"count": "3", "rows": "4"}
    half = [*indicators[:2], indicators[3], row("质量指标", "及时率", "≥90%")]
    assert not of(check(goals(*half)), "target.mostly-qualitative")


def test_a_blank_result_has_the_address_of_its_cell():
    """A row without actual value and points is told at the actual value."""
    rows = [
        ("质量指标", "合格率", "≥95%", "50", "", None),
        ("质量指标", "及时率", "≥95%", "40", "96%", "40"),
    ]
    (found,) = of(check(report(*rows)), "result.missing")
    assert (found.path, dict(found.params)) == ("$.results[0].actual", {"name": "合格率"})


def test_low_points_are_held_against_the_band_too():
    """Half a point of ten is below the first band."""
    found = of(check(report(("社会效益指标", "环境", "改善", "10", "达成", "0.5"))), "result.outside-band")
    assert [dict(one.params)["points"] for one in found] == ["0.5"]


def test_printed_total_of_the_weights():
    """It is the sum of the rows, or that with the execution; the finding shows the larger."""
    rows = [("质量指标", "合格率", "≥95%", "90", "96%", "90")]
    run = BudgetExecution(weight=10, points=10)
    for printed, told in (("90", []), ("100", []), ("99", ["100"])):
        form = report(*rows, execution=run, total_weight=printed)
        found = of(check(form), "weight.total-differs")
        assert [dict(one.params)["sum"] for one in found] == told
    for printed, told in (("90", []), ("91", ["90"])):
        found = of(check(report(*rows, total_weight=printed)), "weight.total-differs")
        assert [dict(one.params)["sum"] for one in found] == told


def test_a_norm_is_found_by_its_name_as_filed_and_bare():
    """A norm may be named as the row is, with its number, or without."""
    goal = goals(row("成本指标", "1.单价(元)", "≤60元"))
    for name in ("1.单价(元)", "单价"):
        (found,) = of(check(goal, profile=Profile(cost_norms={name: "50元"})), "cost.over-norm")
        assert dict(found.params)["norm"] == "50元"


def test_saving_and_floors_do_not_hide_a_cost_below_them():
    """Rows that are exempt from the budget come before one that is not."""
    rows = (
        row("成本指标", "采购成本节约额", "≥200万元"),
        row("成本指标", "运营成本", "≥200万元；≤300万元"),
        row("质量指标", "合格率", "≥9%"),
        row("成本指标", "采购成本", "≤200万元"),
    )
    project = Project(funding=FundingBreakdown(annual_total=Yuan.parse("100万元")), goals=goals(*rows))
    over = of(check(project), "cost.over-budget")
    assert [one.path for one in over] == ["$.goals.indicators[1].target", "$.goals.indicators[3].target"]
    bare = goals(row("成本指标", "采购成本节约额", "20万元"), row("成本指标", "采购成本", "20万元"))
    assert [one.path for one in of(check(bare), "cost.not-a-ceiling")] == ["$.indicators[1].target"]


def test_expected_sign_of_a_contradiction():
    """What should fall wants ≤, what should rise ≥."""
    found = of(
        check(goals(row("质量指标", "缺陷率", "≥5%"), row("质量指标", "合格率", "≤5%"))),
        "target.contradicts-name",
    )
    assert [dict(one.params)["expected"] for one in found] == ["≤", "≥"]


def test_zero_needs_no_unit_and_a_range_from_zero_does():
    """0 is 0 in every unit; 0-5 is not."""
    found = of(check(goals(*(row("质量指标", name, name) for name in ("≤0", "0-5", "≤5")))), "unit.missing")
    assert [dict(one.params)["text"] for one in found] == ["0-5", "≤5"]


def test_carried_over_money_is_a_part_of_the_year():
    """A blank total over the carried-over amount alone is told with the label of its line."""
    lines = (
        line("年度资金申请总额", "total", 0),
        line("上年结转资金", "carryover", initial="40万元"),
        line("其他资金", "other", initial="50万元"),
    )
    funding = FundingBreakdown(annual_carryover=Yuan.parse("40万元"), lines=lines)
    (blank,) = of(check(Project(funding=funding)), "money.total-blank")
    assert (dict(blank.params)["label"], blank.place) == ("年度资金申请总额", Place(row=0))
    project = annual("100万元", lines, annual_carryover="40万元", annual_other="50万元")
    (wrong,) = of(check(project), "money.sum")
    assert dict(wrong.params)["parts"] == "900,000.00元"


@pytest.mark.parametrize(("words", "told"), [("预算853.4万元", "853.4万元"), ("预算8530001元", "8530001元")])
def test_money_of_the_goal_is_told_as_written(words, told):
    """The finding repeats number and unit of the narrative."""
    funding = FundingBreakdown(annual_total=Yuan.parse("853万元"))
    project = Project(funding=funding, goals=GoalSet(annual=f"本年{words}。"))
    (found,) = of(check(project), "money.narrative-differs")
    assert dict(found.params)["told"] == told


def test_a_report_that_says_nothing_is_told_at_its_results():
    """The address of the finding is the table of results."""
    rows = [("质量指标", "合格率", "≥95%", "50", "", None), ("质量指标", "及时率", "≥95%", "40", "", None)]
    (found,) = of(check(report(*rows)), "result.none-filed")
    assert found.path == "$.results"


def test_small_weights_are_held_against_the_verdict_too():
    """Half a point is a weight."""
    form = report(("质量指标", "合格率", "≥95%", "0.5", "60%", "0.5"))
    assert "result.unmet-full-points" in codes(check(form))


def test_weight_findings_have_place_and_address():
    """The row that has no weight, the class that states another sum, the total that was printed."""
    place = Place(row=7)
    rows = (
        row("质量指标", "合格率", "≥9%", weight=50, level1="产出指标(60分)"),
        row("质量指标(20分)", "及时率", "≥9%", weight=20, level1="产出指标(60分)"),
        row("质量指标", "准确率", "≥9%", place=place),
    )
    found = check(goals(*rows))
    (missing,) = of(found, "weight.missing")
    assert (missing.path, missing.place) == ("$.indicators[2].weight", place)
    (level,) = of(found, "weight.level-sum")
    assert (level.path, dict(level.params)["label"]) == ("$.indicators[0].level1", "产出指标(60分)")
    wrong = (attrs.evolve(rows[0], weight=45), attrs.evolve(rows[1], weight=15))
    assert [
        (one.path, dict(one.params)["label"], dict(one.params)["sum"])
        for one in of(check(goals(*wrong)), "weight.level-sum")
    ] == [("$.indicators[1].level2", "质量指标(20分)", "15")]
    form = report(("质量指标", "合格率", "≥9%", "90", "9%", "90"), total_weight="91")
    (total,) = of(check(form), "weight.total-differs")
    assert total.path == "$.total_weight"


def test_parts_of_the_whole_project_are_found_by_their_role():
    """A sum of the whole project has the places of its parts, and each goal its own address."""
    lines = tuple(
        FundingLine(
            label=label,
            scope="project",
            role=role,
            depth=1,
            initial=Yuan.parse(amount),
            cells=(Cell(label=label, text="…", place=Place(row=number)),),
        )
        for number, (label, role, amount) in enumerate(
            [
                ("项目资金总额", "total", "100元"),
                ("财政资金", "fiscal", "60元"),
                ("其他资金", "other", "30元"),
            ]
        )
    )
    amounts = {
        name: Yuan.parse(text) for name, text in {"total": "100元", "fiscal": "60元", "other": "30元"}.items()
    }
    (found,) = of(check(Project(funding=FundingBreakdown(lines=lines, **amounts))), "money.sum")
    assert (found.place, found.related) == (Place(row=0), (Place(row=1), Place(row=2)))
    funding = FundingBreakdown(total=Yuan.parse("853万元"), annual_total=Yuan.parse("853万元"))
    told = goals(annual="本年预算853.4万元。", overall="总投资854万元。")
    differ = of(check(Project(funding=funding, goals=told)), "money.narrative-differs")
    assert [one.path for one in differ] == ["$.goals.annual", "$.goals.overall"]
    no_year = attrs.evolve(funding, annual_total=None)
    differ = of(check(Project(funding=no_year, goals=told)), "money.narrative-differs")
    assert [one.path for one in differ] == ["$.goals.overall"]


def test_a_telephone_number_is_no_survey():
    """联系电话 in the foot of a form tells nobody's satisfaction; a call to ask about it does."""
    row = Indicator(level1="满意度指标", level2="服务对象满意度指标", name="满意度", target="≥90%", weight=10)
    result = FiledResult(actual=parse_actual("95%"), points=10)
    told = []
    for text in ("张三 联系电话：0000", "电话访问200户"):
        form = FiledForm(
            kind="self_evaluation",
            project=Project(goals=GoalSet(indicators=(row,))),
            results=(result,),
            extra=(Cell(label="备注", text=text),),
        )
        told.append(bool(of(check(form), "result.evidence-missing")))
    assert told == [True, False]


def test_columns_of_a_report_are_not_added_up_across():
    """A blank cell of 全年预算数 is not filled from 年初预算数: 98 of the total and 100 of a part are two columns."""
    rows = [
        ("年度资金总额", "total", "100万元", "98万元"),
        ("当年财政拨款", "appropriation", "100万元", None),
    ]
    lines = tuple(
        FundingLine(
            label=label,
            scope="annual",
            role=role,
            initial=Yuan.parse(initial),
            adjusted=None if adjusted is None else Yuan.parse(adjusted),
        )
        for label, role, initial, adjusted in rows
    )
    funding = FundingBreakdown(
        annual_total=Yuan.parse("98万元"), annual_appropriation=Yuan.parse("100万元"), lines=lines
    )
    assert not of(check(Project(funding=funding)), "money.sum")
    wrong = attrs.evolve(lines[1], initial=Yuan.parse("90万元"))
    (told,) = of(check(Project(funding=attrs.evolve(funding, lines=(lines[0], wrong)))), "money.sum")
    assert dict(told.params)["total"].startswith("1,000,000.00")


# what a change of a line went past --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("classes", "missing"),
    [
        (["满意度指标"], ["产出", "效益"]),
        (["成本指标"], ["数量", "质量", "效益"]),
        (["数量指标", "社会效益指标"], ["质量"]),
        (["数量指标", "质量指标"], ["效益"]),
        (["数量指标", "质量指标", "社会效益指标"], []),
    ],
)
def test_which_classes_are_asked_for(classes, missing):
    """Output and benefit, and within a filed output quantity and quality."""
    rows = [row(label, f"指标{at}", "≥5个") for at, label in enumerate(classes)]
    told = of(check(goals(*rows)), "class.required-missing")
    assert [dict(one.params)["class"] for one in told] == missing


@pytest.mark.parametrize("name", ["设备使用年限", "系统长期稳定运行"])
def test_a_lasting_benefit_may_stand_in_any_benefit_row(name):
    """Works that speak of years to come in a row of 社会效益 are not told."""
    project = Project(
        name="政务云设备采购", goals=goals(row("数量指标", "设备", "≥5台"), row("社会效益指标", name, "≥5年"))
    )
    assert not of(check(project), "class.lasting-missing")
    other = attrs.evolve(
        project, goals=goals(row("数量指标", "设备", "≥5台"), row("社会效益指标", "受益人数", "≥5人"))
    )
    assert of(check(other), "class.lasting-missing")


@pytest.mark.parametrize("label", ["成本指标", "满意度指标"])
@pytest.mark.parametrize("level", ["level1", "level2"])
def test_cost_and_satisfaction_are_known_at_both_levels(label, level):
    """Forms print them at either; a word of a third kind is unknown at both."""
    assert not of(check(goals(Indicator(name="总成本", target="≤5万元", **{level: label}))), "class.unknown")
    assert of(check(goals(Indicator(name="总成本", target="≤5万元", **{level: "安全指标"}))), "class.unknown")


@pytest.mark.parametrize(
    ("dates", "target", "told"),
    [
        ({}, "2019年6月", False),  # no dates, nothing to be outside of
        ({"start": datetime.date(2022, 3, 1)}, "2022年2月", True),
        ({"start": datetime.date(2022, 3, 1)}, "2030年2月", False),
        ({"end": datetime.date(2022, 10, 31)}, "2022年11月", True),
        ({"end": datetime.date(2022, 10, 31)}, "2012年11月", False),
        ({"start": datetime.date(2022, 12, 31), "end": datetime.date(2022, 1, 1)}, "2019年6月", False),
    ],
)
def test_outside_of_the_dates_there_are(dates, target, told):
    """One date bounds one side; dates the wrong way round bound nothing."""
    project = Project(goals=goals(row("时效指标", "完成时间", target)), fiscal_year=2022, **dates)
    found = of(check(project), "time.outside-project")
    assert bool(found) is told
    for one in found:
        assert [dict(one.params)[side] for side in ("start", "end")] == [
            str(dates.get(side, "")) for side in ("start", "end")
        ]


@pytest.mark.parametrize("text", ["完成2020年末存量的整改。", "完成2020年度末存量的整改。"])
def test_a_year_before_the_project_is_told_with_its_end(text):
    """2020年末 is as much of 2020 as 2020年; 2020年末以来 is where a comparison begins."""
    project = Project(fiscal_year=2022, goals=goals(annual=text))
    assert of(check(project), "goal.year-outside")
    since = Project(fiscal_year=2022, goals=goals(annual=text.replace("末存量", "末以来存量")))
    assert not of(check(since), "goal.year-outside")


def test_blanks_inside_a_promise_do_not_hide_it():
    """不 少于 6 条 is 不少于6条."""
    indicators = goals(row("数量指标", "改进意见数", "≥4条"), annual="全年提供改进意见不 少于 6 条。")
    (told,) = of(check(indicators), "goal.uncovered-threshold")
    assert "不少于6条" in told.message()


def test_a_counted_name_with_a_word_of_manner_is_a_measure():
    """及时培训人次 is a count with its own unit."""
    named = [
        of(check(goals(row("数量指标", name, "≥5人次"))), "name.not-a-measure")
        for name in ("及时培训人次", "及时培训")
    ]
    assert [bool(found) for found in named] == [False, True]


def test_a_profile_of_one_year_is_open_at_its_end():
    """SHANGHAI_2025 begins in 2025; later forms follow it until another one is published."""
    from fiscalkpi.checks.profile import preset

    assert preset("SHANGHAI_2025").years == (2025, None)


def test_a_changed_row_is_told_in_its_place():
    """The place of a changed weight is that of its row."""
    place = Place(row=12)
    before = goals(row("质量指标", "合格率", "≥95%", weight=10))
    after = goals(row("质量指标", "合格率", "≥95%", weight=20, place=place))
    (told,) = of(check(Project(goals=after), plan=Project(goals=before)), "plan.changed")
    assert told.place == place


@pytest.mark.parametrize(
    ("label", "told"),
    [("时效指标", True), ("质量指标", False)],
)
def test_an_equal_length_of_time_is_a_ceiling_in_the_time_class_alone(label, told):
    """=5天 and 6天: too slow in a row of 时效, more than asked in a row of 质量."""
    form = report((label, "保障天数", "=5天", 10, "6天", 10))
    assert bool(of(check(form), "result.unmet-full-points")) is told


def test_a_date_without_its_year_is_read_in_the_year_of_the_form():
    """A written = on a date means by then, in 2022 too."""
    form = report(("时效指标", "完成时间", "=11月30日", 10, "12月20日", 10))
    form = attrs.evolve(form, project=attrs.evolve(form.project, fiscal_year=2022))
    assert of(check(form), "result.unmet-full-points")
    early = report(("时效指标", "完成时间", "=11月30日", 10, "10月20日", 10))
    early = attrs.evolve(early, project=attrs.evolve(early.project, fiscal_year=2022))
    assert not of(check(early), "result.unmet-full-points")


def test_all_rows_go_by_the_taxonomy_of_the_form():
    """成本指标 at level 2 is a cost of its own where the form has 成本 at level 1; it is no output then."""
    rows = (
        Indicator(level1="成本指标", level2="经济成本指标", name="总成本", target="≤5万元"),
        row("成本指标", "单位成本", "≤5元"),
        row("社会效益指标", "受益人数", "≥5人"),
    )
    told = of(check(goals(*rows)), "class.required-missing")
    assert [dict(one.params)["class"] for one in told] == ["产出"]
    assert [dict(one.params)["class"] for one in of(check(goals(*rows[1:])), "class.required-missing")] == [
        "数量",
        "质量",
    ]


def test_weights_that_do_not_add_up_are_told_at_the_first_of_them():
    """The finding stands at the first weight that is filed."""
    rows = (
        row("数量指标", "设备数", "≥5台", place=Place(row=4)),
        row("质量指标", "合格率", "≥95%", weight=50, place=Place(row=5)),
        row("社会效益指标", "受益人数", "≥5人", weight=30, place=Place(row=6)),
    )
    (told,) = of(check(goals(*rows[1:])), "weight.sum")
    assert told.place == Place(row=5)
