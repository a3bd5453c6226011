"""Whole cards: matching of values, totals, grades, what is open, filed forms, and the way back to a form."""

from decimal import Decimal, localcontext

import attrs
import pytest

from fiscalkpi import (
    MOF_2021,
    BudgetExecution,
    Cell,
    ExecutionLine,
    FiledForm,
    FiledResult,
    Goal,
    GoalSet,
    Indicator,
    Judgement,
    Place,
    PolicyError,
    Project,
    Scorecard,
    ScoreLine,
    UnknownRowError,
    Yuan,
    from_dict,
    parse_actual,
    score,
    to_dict,
)

RUN = BudgetExecution(adjusted=Yuan.parse("25万元"), spent=Yuan.parse("215457.60"))
ROWS = (
    Indicator(level2="质量指标", name="达标率", target="≥95%", weight=50),
    Indicator(level2="社会效益指标", name="影响", target="明显提升", weight=30),
    Indicator(level2="满意度指标", name="满意度", target="≥90%", weight=10),
)
GOALS = GoalSet(indicators=ROWS)
PROJECT = Project(name="示例", fiscal_year=2022, goals=GOALS)


def filed(points, actuals=("90%", "达成", "95%"), **more):
    results = tuple(
        FiledResult(actual=parse_actual(actual), points=one)
        for actual, one in zip(actuals, points, strict=True)
    )
    return FiledForm(kind="self_evaluation", project=PROJECT, results=results, execution=RUN, **more)


def test_card_of_a_project():
    """47.37 + 30 + 10 + 8.62 = 95.99, 优."""
    card = score(PROJECT, {"达标率": "90%", "影响": "达成", "满意度": "95%"}, execution=RUN)
    assert [line.points for line in card.all_lines] == [
        Decimal(text) for text in ("47.37", "30", "10", "8.62")
    ]
    assert (card.total, card.complete, card.grade) == (Decimal("95.99"), True, "优")
    assert card.total_weight == 100
    assert card.open_weight == 0
    assert card.open_range == (card.total, card.total)


def test_rows_without_values_stay_open():
    """What is open is a range, never a silent zero."""
    card = score(PROJECT, {"达标率": "90%"})
    assert [line.points for line in card.lines] == [Decimal("47.37"), None, None]
    assert not card.complete
    assert card.grade is None
    assert card.open_weight == 50
    assert card.open_range == (Decimal("47.37"), Decimal("97.37"))
    assert "待定" in card.explain()


@pytest.mark.parametrize(
    "actuals",
    [
        ["90%", "达成", "95%"],
        ("90%", "达成", "95%"),
        {"达标率": "90%", "影响 ": "达成", ("满意度指标", "满意度"): "95%"},
    ],
)
def test_values_come_by_order_or_by_name(actuals):
    """A sequence is in the order of the form; a mapping by name, or by class and name."""
    assert score(PROJECT, actuals, execution=RUN).total == Decimal("95.99")


def test_all_names_that_fit_no_row_are_told_at_once():
    """An unknown and an ambiguous name are one error that lists both; it is a LookupError too."""
    goals = GoalSet(indicators=(*ROWS, Indicator(level2="数量指标", name="达标率", target="≥1", weight=1)))
    with pytest.raises(UnknownRowError) as caught:
        score(goals, {"达标率": "1", "没有": "2", ("质量指标", "达标率"): "90%", 7: "1"})
    assert isinstance(caught.value, PolicyError)
    assert isinstance(caught.value, LookupError)
    assert [problem.code for problem in caught.value.problems] == ["score.unknown-row"] * 3
    assert "达标率 (质量指标)" in str(caught.value)


def test_a_row_named_twice_is_an_error():
    """The same row by name and by class and name."""
    with pytest.raises(UnknownRowError) as caught:
        score(PROJECT, {"达标率": "1", ("质量指标", "达标率"): "90%"})
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("score.row-twice", "$.actuals[('质量指标', '达标率')]")
    assert problem.params["row"] == "1"
    assert caught.value.params["what"] == "actuals"


@pytest.mark.parametrize(
    ("actuals", "code", "params"),
    [
        (["90%"], "score.row-count", {"what": "actuals", "given": "1", "rows": "3"}),
        ("90%", "score.not-by-row", {"what": "actuals", "type": "str"}),
        (b"90%", "score.not-by-row", {"what": "actuals", "type": "bytes"}),
        (5, "score.not-by-row", {"what": "actuals", "type": "int"}),
    ],
)
def test_values_that_are_not_by_row(actuals, code, params):
    """A sequence of another length, a text, a number."""
    with pytest.raises(PolicyError) as caught:
        score(PROJECT, actuals)
    assert (caught.value.code, caught.value.params) == (code, params)


def test_only_projects_forms_and_goals_are_scored():
    """Anything else is a TypeError that says so."""
    with pytest.raises(TypeError, match="not dict"):
        score({})


def test_judgements_of_several_rows_are_told_at_once():
    """All misfits in one error."""
    judgements = {"达标率": Judgement(share="0.5"), "影响": Judgement(share="0.5")}
    with pytest.raises(UnknownRowError) as unknown:
        score(PROJECT, judgements={"没有": Judgement(share=1)})
    assert [problem.path for problem in unknown.value.problems] == ["$.judgements['没有']"]
    with pytest.raises(PolicyError) as caught:
        score(PROJECT, {"影响": "达成"}, judgements=judgements)
    assert [problem.code for problem in caught.value.problems] == [
        "judgement.share-not-asked",
        "judgement.outside-band",
    ]


# Weights --------------------------------------------------------------------------------------------------


def test_weights_of_a_hundred_leave_no_execution_line():
    """Some forms give all their points to the rows; execution then has none of its own."""
    goals = GoalSet(indicators=(attrs.evolve(ROWS[0], weight=100),))
    card = score(goals, ["95%"], execution=RUN)
    assert card.execution_line is None
    assert (card.total, card.grade) == (Decimal("100.00"), "优")


def test_filed_execution_weight_counts():
    """Hubei: execution 20, rows 80."""
    goals = GoalSet(indicators=(attrs.evolve(ROWS[0], weight=80),))
    card = score(goals, ["95%"], execution=attrs.evolve(RUN, weight=20))
    assert card.execution_line.points == Decimal("17.24")
    assert card.grade == "优"


def test_weights_that_do_not_add_up_have_no_grade():
    """70 + 10 is not 100: points stand, a grade would be wrong."""
    goals = GoalSet(indicators=(attrs.evolve(ROWS[0], weight=70),))
    card = score(goals, ["95%"], execution=RUN)
    assert card.complete
    assert card.grade is None
    assert card.notes == ("weights_not_100",)
    assert "80" in card.explain()


def test_weight_below_zero_is_nothing_at_stake():
    """-5 and 95 make 90, yet no total can be bounded: a weight below zero takes nothing off what is open."""
    goals = GoalSet(indicators=(attrs.evolve(ROWS[0], weight=-5), attrs.evolve(ROWS[2], weight=95)))
    card = score(goals, ["95%", ""], execution=RUN)
    assert [line.points for line in card.lines] == [None, None]
    assert (card.open_weight, card.open_range, card.grade) == (None, None, None)


def test_row_without_weight_beside_rows_with_weights():
    """Nothing is split over it: the line names its rule and stays open."""
    goals = GoalSet(indicators=(ROWS[0], attrs.evolve(ROWS[2], weight=None)))
    card = score(goals, ["95%", "95%"], execution=RUN)
    assert card.lines[1].points is None
    assert "weight_missing" in card.lines[1].notes
    assert card.lines[1].rule == "full"
    assert card.open_weight is None
    assert card.open_range is None
    assert not card.complete
    for locale in ("zh_CN", "en"):
        assert "{" not in card.explain(locale)


def test_form_without_classes_has_no_default_split():
    """No levels, no weights: every line is open, and the card says why."""
    card = score(GoalSet(indicators=(Indicator(name="甲", target="≥1"),)), ["1"])
    assert card.lines[0].weight is None
    assert card.notes == ("no_default_split",)
    assert "无法默认分配" in card.explain()


def test_goals_with_points_of_their_own_are_not_split_by_a_scheme():
    """年度绩效目标1 (80分): the scheme's 50/30/10 do not apply."""
    goals = GoalSet(
        indicators=(attrs.evolve(ROWS[0], weight=None),), parts=(Goal(label="目标1 (80分)", weight=80),)
    )
    assert score(goals, ["95%"]).notes == ("no_default_split",)


def test_weight_filed_after_the_year_goes_before_the_plans():
    """A self-evaluation may file another weight than the plan; it is the one that its points refer to."""
    form = attrs.evolve(
        filed(("20", "30", "10")),
        results=(
            FiledResult(actual=parse_actual("95%"), points=20, weight=20),
            *filed(("1", "1", "1")).results[1:],
        ),
    )
    assert score(form).lines[0].points == 20


def test_empty_form():
    """No rows: nothing is complete, nothing fails."""
    card = score(GoalSet())
    assert card.lines == ()
    assert not card.complete
    assert card.grade is None


def test_satisfaction_goes_to_benefit_only_by_policy():
    """财预〔2021〕101号: the 10 of 满意度 may move; the card says that they did."""
    goals = GoalSet(indicators=tuple(attrs.evolve(row, weight=None) for row in ROWS[:2]))
    policy = attrs.evolve(MOF_2021, satisfaction_to_benefit=True)
    card = score(goals, ["95%", "达成"], policy=policy, execution=RUN, finished=True)
    assert [line.weight for line in card.lines] == [50, 40]
    assert card.notes == ("satisfaction_to_benefit",)
    assert card.grade == "优"


# Filed forms ----------------------------------------------------------------------------------------------


def test_filed_form_is_scored_from_its_own_values():
    """Filed points stand beside ours; where they agree nothing is said."""
    form = filed(("47.37", "30", "10"), total_points="95.99", grade="优")
    card = score(form)
    assert [line.filed_points for line in card.lines] == [Decimal("47.37"), 30, 10]
    assert (card.filed_total, card.filed_grade) == (Decimal("95.99"), "优")
    assert card.findings == ()


def test_each_difference_is_a_finding_with_both_computations():
    """Filed 50 for a row that was missed, a wrong execution, total and grade."""
    form = attrs.evolve(
        filed(("50", "30", "9.99"), total_points="100", grade="良"),
        execution=attrs.evolve(RUN, points="8.6"),
    )
    card = score(form)
    assert [(finding.code, finding.path) for finding in card.findings] == [
        ("score.points-differ", "$.results[0].points"),
        ("score.points-differ", "$.results[2].points"),
        ("score.execution-differs", "$.execution.points"),
        ("score.total-differs", "$.total_points"),
        ("score.grade-differs", "$.grade"),
    ]
    params = dict(card.findings[0].params)
    assert params == {
        "name": "达标率",
        "row": "1",
        "filed": "50",
        "weight": "50",
        "policy": "MOF_2020",
        "rule": "proportional",
        "source": "财预〔2020〕10号第十六条 [T]",
        "computed": "47.37",
        "formula": "50×90÷95=47.37",
    }
    assert dict(card.findings[2].params) == {
        "filed": "8.6",
        "weight": "10",
        "policy": "MOF_2020",
        "source": "财预〔2020〕10号附件1 [T]",
        "computed": "8.62",
        "formula": "10×215457.6÷250000=8.62",
    }
    assert dict(card.findings[3].params) == {"filed": "100", "computed": "95.99", "policy": "MOF_2020"}
    assert dict(card.findings[4].params) == {
        "filed": "良",
        "computed": "优",
        "total": "95.99",
        "policy": "MOF_2020",
    }
    assert {finding.severity for finding in card.findings} == {"warning"}
    assert [str(finding.source) for finding in card.findings[2:]] == [
        "财预〔2020〕10号附件1 [T]",
        "财预〔2020〕10号第十六条 [T]",
        "财预〔2020〕10号第十八条 [T]",
    ]
    for finding in card.findings:
        for locale in ("zh_CN", "en"):
            assert dict(finding.params)["filed"] in finding.message(locale)
            assert dict(finding.params)["computed"] in finding.message(locale)


def test_points_inside_the_band_of_prose_differ_only_by_the_unstated_share():
    """26 of 30 is 86.7 %, inside 80-100 %: information; 20 of 30 is outside: a warning."""
    (unstated,) = score(filed(("47.37", "26", "10"))).findings
    assert (unstated.code, unstated.path) == ("score.share-unstated", "$.results[1].points")
    assert (unstated.severity, str(unstated.source)) == ("info", "财预〔2020〕10号第十六条 [T]")
    assert [dict(unstated.params)[field] for field in ("low", "high", "computed")] == ["80", "100", "30.00"]
    assert [finding.code for finding in score(filed(("47.37", "20", "10"))).findings] == [
        "score.points-differ"
    ]
    judged = score(filed(("47.37", "24", "10")), judgements={"影响": Judgement(share="0.8")})
    assert judged.findings == ()


def test_filed_points_that_no_rule_settles_are_told():
    """A form files points for a row without an actual value, and for execution without amounts."""
    form = attrs.evolve(filed(("47.37", "30", "10"), ("90%", "", "95%")), execution=BudgetExecution(points=9))
    assert [finding.code for finding in score(form).findings] == [
        "score.not-settled",
        "score.execution-not-settled",
    ]


def test_given_values_stand_in_place_of_the_filed_ones():
    """What-if on a filed form: the named row alone is judged anew."""
    assert score(filed(("47.37", "30", "10")), {"达标率": "95%"}).lines[0].points == 50


# What is missing, and the way back ------------------------------------------------------------------------


def test_needed_for_a_grade():
    """From 85.99 to 90 4.01 are missing; the rows that hold them, the largest first."""
    card = score(PROJECT, {"达标率": "76%", "影响": "达成", "满意度": "95%"}, execution=RUN)
    assert card.total == Decimal("88.62")
    needed = card.needed_for("优")
    assert (needed.grade, needed.threshold) == ("优", 90)
    assert (needed.missing, needed.reachable) == (Decimal("1.38"), True)
    assert [(line.points, lost) for line, lost in needed.lines] == [
        (Decimal("40.00"), Decimal("10.00")),
        (Decimal("8.62"), Decimal("1.38")),
    ]
    assert card.needed_for("良").missing == 0
    with pytest.raises(LookupError, match="优, 良, 中, 差"):
        card.needed_for("极好")


def test_needed_counts_open_rows_and_shares_without_rows():
    """An open row holds what it may still get; an open share holds its points, and nobody's row."""
    goals = GoalSet(indicators=(attrs.evolve(ROWS[0], weight=None),))
    card = score(goals, [""], execution=RUN)
    needed = card.needed_for("优")
    assert [lost for _, lost in needed.lines] == [Decimal("50.00"), Decimal("1.38")]
    assert needed.open_shares == (("效益", Decimal(30)), ("满意度", Decimal(10)))
    assert needed.missing == Decimal("81.38")
    assert needed.reachable


def test_there_and_back():
    """The filled form holds values, points, reasons and total; it scores to the same card, without findings."""
    actuals = {"达标率": "90%", "影响": "达成", "满意度": "95%"}
    card = score(PROJECT, actuals, execution=RUN)
    form = card.to_form(PROJECT, reasons={"达标率": "设备检修"}, goal_result="已完成")
    assert form.kind == "self_evaluation"
    assert (form.total_points, form.total_weight, form.grade) == (card.total, 100, "优")
    assert [result.reason_text for result in form.results] == ["设备检修", None, None]
    assert [result.points for result in form.results] == [line.points for line in card.lines]
    assert form.goal_result == "已完成"
    assert form.execution.points == Decimal("8.62")
    again = score(form)
    assert again.findings == ()
    assert [line.points for line in again.lines] == [line.points for line in card.lines]
    assert from_dict(to_dict(form), FiledForm) == form


def test_reason_of_a_judgement_goes_into_the_form():
    """Who cut points said why; a reason that was given goes first."""
    card = score(
        PROJECT, ["90%", "达成", "99%"], judgements={"满意度": Judgement(deduct=1, reason="样本偏少")}
    )
    assert [result.reason_text for result in card.to_form(PROJECT).results] == [None, None, "样本偏少"]
    assert card.to_form(PROJECT, reasons={"满意度": "甲"}).results[2].reason_text == "甲"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "样本偏少"),
        ("", "样本偏少"),
        ("无", "样本偏少"),
        ("—", "样本偏少"),
        ("问卷回收晚", "问卷回收晚。人工评定理由：样本偏少。"),
        ("问卷回收晚。", "问卷回收晚。人工评定理由：样本偏少。"),
        ("经核，样本偏少", "经核，样本偏少"),
    ],
)
def test_reason_of_a_judgement_stands_behind_the_filed_one(before, after):
    """Neither is dropped, and what is said already is not said again when the form is filled once more."""
    form = filed(("47.37", "30", "10"))
    form = attrs.evolve(form, results=(*form.results[:2], attrs.evolve(form.results[2], reason_text=before)))
    judged = {"满意度": Judgement(deduct=1, reason="样本偏少")}
    once = score(form, judgements=judged).to_form(form)
    assert [result.reason_text for result in once.results] == [None, None, after]
    assert score(once, judgements=judged).to_form(once).results[2].reason_text == after


@pytest.mark.parametrize("reason", [None, "", "  ", "无", "/"])
def test_a_judgement_without_a_reason_is_told(reason):
    """Who sets a share, cuts points or gives them says why; the card asks for it in both languages."""
    card = score(
        PROJECT, ["90%", "部分达成", "80%"], judgements={"影响": Judgement(share="0.7", reason=reason)}
    )
    assert "judged_without_reason" in card.lines[1].notes
    assert "人工评定没有写明理由。请补写。" in card.lines[1].explain()
    assert "The judgement gives no reason. State one." in card.lines[1].explain("en")
    assert "judged_without_reason" not in card.lines[0].notes


@pytest.mark.parametrize(
    "judgement",
    [
        Judgement(share="0.7", reason="验收意见"),
        Judgement(reason=None),  # nothing is decided
        Judgement(deduct=0),
    ],
)
def test_no_reason_is_asked_for_where_there_is_one_or_nothing_is_decided(judgement):
    """A reason is there, or nothing was decided."""
    card = score(
        PROJECT, ["90%", "部分达成" if judgement.share else "达成", "95%"], judgements={"影响": judgement}
    )
    assert "judged_without_reason" not in card.lines[1].notes


def test_a_filed_reason_serves_a_judgement():
    """Where the form files a reason for the row, none is asked for."""
    form = filed(("47.37", "24", "10"), ("90%", "部分达成", "95%"))
    reasoned = attrs.evolve(form, results=[attrs.evolve(one, reason_text="验收意见") for one in form.results])
    judged = {"影响": Judgement(share="0.7")}
    assert "judged_without_reason" in score(form, judgements=judged).lines[1].notes
    assert "judged_without_reason" not in score(reasoned, judgements=judged).lines[1].notes


@pytest.mark.parametrize(
    ("reason", "asked"),
    [
        (None, "请写明评分理由或实测值。"),
        ("无", "请写明评分理由或实测值。"),
        ("据验收", "表中已写明理由，请由人工核定该得分。"),
    ],
)
def test_filed_points_that_no_rule_settles_ask_for_a_reason_once(reason, asked):
    """A reason that the form files is not asked for again."""
    form = filed(("47.37", "25", "10"), ("90%", "有所改善", "95%"))
    form = attrs.evolve(
        form, results=[form.results[0], attrs.evolve(form.results[1], reason_text=reason), form.results[2]]
    )
    (told,) = score(form).findings
    assert told.code == "score.not-settled"
    assert told.message().endswith(asked)


def test_findings_of_the_execution_stand_in_its_cell():
    """Where the reader kept the cell of the points, it is the place; else the row."""
    title, cell = Place(file="自评.txt", row=6, cell=1), Place(file="自评.txt", row=6, cell=8)
    cells = (Cell(label="", text="甲", place=title), Cell(label="得分(10分)", text="8.6", place=cell))
    for kept, place in ((cells, cell), (cells[:1], title), ((), None)):
        form = attrs.evolve(
            filed(("47.37", "30", "10")), execution=attrs.evolve(RUN, points="8.6", cells=kept)
        )
        (told,) = score(form).findings
        assert (told.code, told.place) == ("score.execution-differs", place)
        none = attrs.evolve(form, execution=BudgetExecution(weight=10, points=8, cells=kept))
        (told,) = score(none).findings
        assert (told.code, told.place) == ("score.execution-not-settled", place)


def test_form_of_a_filed_form_keeps_what_was_filed():
    """Evidence and further cells of a report stay."""
    before = attrs.evolve(
        filed(("1", "1", "1")),
        results=tuple(
            attrs.evolve(one, evidence="台账", reason_text="因") for one in filed(("1", "1", "1")).results
        ),
        goal_result="完成",
        remarks="无",
    )
    form = score(before).to_form(before)
    assert [result.evidence for result in form.results] == ["台账"] * 3
    assert [result.reason_text for result in form.results] == ["因"] * 3
    assert (form.goal_result, form.remarks) == ("完成", "无")


def test_incomplete_card_files_no_total():
    """An open row is filed without points, and the form without total and grade."""
    form = score(PROJECT, {"达标率": "90%"}).to_form(PROJECT)
    assert form.results[1].points is None
    assert form.total_points is None
    assert form.grade is None


def test_form_without_execution_keeps_its_own():
    """Rows of a hundred: the execution row as filed is carried."""
    project = Project(goals=GoalSet(indicators=(attrs.evolve(ROWS[0], weight=100),)))
    plan = FiledForm(kind="plan", project=project, execution=BudgetExecution(initial=Yuan.parse("5元")))
    assert score(plan, ["95%"]).to_form(plan).execution == plan.execution
    assert score(project, ["95%"]).to_form(project).execution is None


def test_card_of_another_form_is_refused():
    """Points are never written beside other rows, nor reasons to rows that are not there."""
    card = score(PROJECT, ["90%", "达成", "95%"])
    with pytest.raises(PolicyError) as caught:
        card.to_form(Project(goals=GoalSet(indicators=ROWS[:2])))
    assert caught.value.code == "score.other-form"
    with pytest.raises(TypeError, match="a Project or a FiledForm, not GoalSet"):
        card.to_form(PROJECT.goals)
    for what in ("reasons", "evidence"):
        with pytest.raises(UnknownRowError) as unknown:
            card.to_form(PROJECT, **{what: {"没有": "x"}})
        assert [problem.path for problem in unknown.value.problems] == [f"$.{what}['没有']"]


def test_findings_of_the_plan_are_not_those_of_its_report():
    """What a reader said of the file of the plan is not true of the form that is filled."""
    finding = score(filed(("50", "30", "10"))).findings[0]
    form = attrs.evolve(filed(("47.37", "30", "10")), findings=(finding,))
    assert score(form).to_form(form).findings == ()


def test_a_row_without_weight_holds_nothing_to_a_grade():
    """Nobody knows what it may still get."""
    goals = GoalSet(indicators=(ROWS[0], attrs.evolve(ROWS[1], weight=None)))
    needed = score(goals, ["76%", "达成"], execution=RUN).needed_for("优")
    assert [lost for _, lost in needed.lines] == [Decimal("10.00"), Decimal("1.38")]
    assert needed.missing == Decimal("41.38")
    assert not needed.reachable


def test_rows_for_a_dataframe():
    """One dict a line, execution last, all with the same keys; numbers stay exact."""
    rows = score(PROJECT, ["90%", "达成", ""], execution=RUN).to_dicts()
    assert [row["points"] for row in rows] == [Decimal("47.37"), Decimal("30.00"), None, Decimal("8.62")]
    assert len({tuple(row) for row in rows}) == 1
    assert rows[0]["rule"] == "proportional"
    assert rows[0]["class"] == "质量"
    assert rows[1]["defaults"] == "qualitative_bands"
    assert (rows[2]["lowest"], rows[2]["highest"]) == (Decimal("0.00"), Decimal("10.00"))
    assert [row["number"] for row in rows] == [1, 2, 3, None]
    assert (rows[3]["target"], rows[3]["actual"]) == ("250000.00", "215457.60")
    assert [row["notes"] for row in rows[:2]] == ["state_reason", "band_default"]
    assert [row["actual"] for row in rows[:3]] == ["90%", "达成", ""]
    assert "Budget" in score(PROJECT, ["90%", "达成", ""]).to_dicts("en")[3]["name"]
    assert score(GOALS).to_dicts()[3]["target"] is None


def test_card_says_everything_in_both_languages():
    """No template field is left, every default is named."""
    card = score(PROJECT, ["90%", "达成", ""], execution=RUN)
    for locale in ("zh_CN", "en"):
        words = card.explain(locale)
        assert "{" not in words
        assert words.count("\n") >= 5
    assert score(PROJECT, ["95%", "达成", "95%"], execution=RUN).explain("en").count("excellent") == 1
    own = attrs.evolve(card.policy, grades=(attrs.evolve(card.policy.grades[0], label="A", low=0),))
    assert "A (" in score(PROJECT, ["95%", "达成", "95%"], execution=RUN, policy=own).explain("en")


def test_card_in_words_line_by_line():
    """Lines are numbered in the order of the form, execution comes last, then total, grade and the scheme."""
    goals = GoalSet(indicators=tuple(attrs.evolve(row, weight=None) for row in ROWS))
    words = score(goals, ["95%", "达成", "95%"], execution=RUN).explain("en").split("\n")
    assert [line[:3] for line in words[:4]] == ["1. ", "2. ", "3. ", "4. "]
    assert words[3].startswith("4. Budget execution")
    assert words[4].startswith("Total 98.62 of 100")
    assert any("W2020" in line for line in words[5:])


@pytest.mark.parametrize(
    ("actual", "total", "grade"),
    [("95%", "优", "excellent"), ("80%", "良", "good"), ("57%", "中", "fair"), ("19%", "差", "poor")],
)
def test_grades_in_both_languages(actual, total, grade):
    """优, 良, 中, 差 are told with what they mean in English."""
    goals = GoalSet(indicators=(attrs.evolve(ROWS[0], weight=100),))
    card = score(goals, [actual])
    assert card.grade == total
    assert f"{total} ({grade})" in card.explain("en")


def test_notes_of_a_card_stand_together():
    """Moved points of 满意度, and weights that are not 100 all the same."""
    rows = tuple(
        Indicator(level1=level1, level2=level2, name=level2, target="≥1")
        for level1, level2 in (("产出指标(50分)", "数量指标"), ("效益指标(20分)", "社会效益指标"))
    )
    policy = attrs.evolve(MOF_2021, satisfaction_to_benefit=True)
    card = score(GoalSet(indicators=rows), ["1", "1"], policy=policy)
    assert card.notes == ("weights_from_labels", "satisfaction_to_benefit", "weights_not_100")
    plain_card = score(GoalSet(indicators=rows), ["1", "1"])
    assert plain_card.notes == ("weights_from_labels", "weights_not_100")


def test_lines_with_points_have_no_range():
    """What is settled is not open."""
    card = score(PROJECT, ["90%", "达成", ""], execution=RUN)
    assert [line.open_range for line in card.all_lines] == [None, None, (0, 10), None]


def test_other_readings_of_a_bare_value_are_told():
    """200万 as a cost is a ceiling by its class; as a floor or as equality it would not be met."""
    goals = GoalSet(indicators=(Indicator(level2="成本指标", name="成本", target="200万", weight=10),))
    words = score(goals, ["195.5万元"]).lines[0].explain("en")
    assert 'Read as "≥" or "=", it would be not met.' in words
    words = score(goals, ["200万元"]).lines[0].explain("en")
    assert "it would be" not in words
    dated = GoalSet(indicators=(Indicator(level2="时效指标", name="期限", target="2022年6月", weight=10),))
    assert "it would be" not in score(dated, ["2022年5月"]).lines[0].explain("en")


# ---------------------------------------------------------------------------------- what goes in wrongly


def test_error_share_that_is_no_number():
    """A share in percent is told like one outside 0 to 1, with the spelling that is asked for."""
    with pytest.raises(PolicyError) as caught:
        Judgement(share="75%")
    assert (caught.value.code, caught.value.hint_in("en")) == (
        "judgement.share",
        "Write a decimal such as 0.90.",
    )


def test_error_name_in_place_of_a_policy():
    """A policy is a value; its name alone is a TypeError that says so."""
    with pytest.raises(TypeError, match="policy is a ScoringPolicy such as MOF_2020, not 'MOF_2021'"):
        score(GOALS, policy="MOF_2021")


def test_error_number_in_place_of_a_judgement():
    """A bare share is no judgement: who decides says what it is."""
    with pytest.raises(TypeError, match="a judgement of '影响' is a Judgement"):
        score(GOALS, judgements={"影响": "0.75"})


# ----------------------------------------------------------------------------------------------- pictures


def test_print_shows_the_table():
    """Printed, a card is its table; every line of it has a name."""
    card = score(PROJECT, ["90%", "部分达成", "95%"], execution=RUN)
    assert str(card) == card.table() == card.table("zh_CN", 100)
    assert [line.name for line in card.all_lines] == ["达标率", "影响", "满意度", "预算执行率"]
    assert card.table("en", 72).startswith("Total 65.99 of 100 (policy MOF_2020).")


def test_table_keeps_amounts_whole():
    """However narrow the table, the amounts of the execution line stand unbroken below it."""
    run = BudgetExecution(adjusted=Yuan.parse("50020000元"), spent=Yuan.parse("47519000元"))
    table = score(PROJECT, ["90%", "达成", "95%"], execution=run).table("en", 72)
    assert "adjusted budget 50020000 yuan, spent 47519000" in table


def test_default_weights_are_told_once():
    """What the card says of all its weights is not said again below every row of a table."""
    rows = tuple(attrs.evolve(row, weight=None, level1=None) for row in ROWS)
    card = score(attrs.evolve(PROJECT, goals=GoalSet(indicators=rows)), ["90%", "达成", "95%"])
    assert card.explain().count("按默认方案计") == 4
    assert card.table().count("按默认方案计") == 0
    assert card.table().count("按权重方案W2020默认分配") == 1


def test_execution_with_one_amount_blank():
    """A blank amount is shown as blank, without a unit behind it."""
    line = score(PROJECT, execution=BudgetExecution(adjusted=Yuan.parse("25万元"))).execution_line
    assert line.explain("en").startswith(
        "Budget execution: adjusted budget 250000 yuan, spent (blank); no points yet"
    )


def test_error_something_else_as_execution():
    """Amounts in a dict are no execution."""
    with pytest.raises(TypeError, match="execution is a BudgetExecution or None"):
        score(PROJECT, execution={"adjusted": 1})


def test_a_card_is_exact_in_any_context():
    """Few digits in the caller's decimal context change no figure: neither a cut, nor what is missing."""
    judgements = {"满意度": Judgement(deduct="1.125")}
    actuals = {"达标率": "76%", "影响": "达成", "满意度": "95%"}

    def figures():
        card = score(PROJECT, actuals, execution=RUN, judgements=judgements)
        return card, card.needed_for("优"), card.open_range, card.to_dicts()

    expected = figures()
    assert expected[0].total == Decimal("87.495")
    assert expected[1].missing == Decimal("2.505")
    with localcontext() as context:
        context.prec = 2
        assert figures() == expected


def test_a_split_is_exact_in_any_context():
    """The points of a class are cut into hundredths without rounding, and moved points are added so."""
    labels = ["产出指标(45.25分)/数量", "效益指标(34.75分)/社会效益"]
    rows = tuple(
        Indicator(level1=label.partition("/")[0], level2=label.partition("/")[2], name=label, target="≥1")
        for label in labels
    )
    with localcontext() as context:
        context.prec = 1
        assert [line.weight for line in score(GoalSet(indicators=rows)).lines] == [
            Decimal("45.25"),
            Decimal("34.75"),
        ]


def test_open_row_of_a_long_weight_keeps_all_of_it():
    """The range of an open row ends at its weight, and a reached row lacks nothing to a grade."""
    goals = GoalSet(
        indicators=(attrs.evolve(ROWS[0], weight="33.333"), attrs.evolve(ROWS[1], weight="56.667"))
    )
    card = score(goals, ["95%", ""], execution=RUN)
    assert card.lines[1].open_range == (0, Decimal("56.667"))
    assert [line for line, _ in card.needed_for("优").lines] == [card.lines[1], card.execution_line]
    filed_as_its_weight = FiledResult(actual=parse_actual("95%"), points="33.333")
    form = FiledForm(kind="self_evaluation", project=Project(goals=goals), results=(filed_as_its_weight,))
    assert score(form).findings == ()


@pytest.mark.parametrize("weight", [20, 0])
def test_scheme_is_not_split_beside_another_weight_of_execution(weight):
    """90 of a scheme beside a filed 20 would be 110: nothing is split, and the card says why."""
    goals = GoalSet(indicators=tuple(attrs.evolve(row, weight=None) for row in ROWS))
    run = attrs.evolve(RUN, weight=weight)
    form = FiledForm(kind="plan", project=Project(goals=goals), execution=run)
    for card in (score(goals, execution=run), score(form), score(form, execution=RUN)):
        assert [line.weight for line in card.all_lines] == [None, None, None, weight]
        assert card.scheme is None
        assert card.notes == ("no_default_split",)
        assert "weight_default" not in card.execution_line.notes
    for locale in ("zh_CN", "en"):
        assert card.explain(locale)
    same = score(goals, execution=attrs.evolve(RUN, weight=10))
    assert (same.scheme, same.total_weight) == ("W2020", 100)


def test_printed_points_stand_beside_another_weight_of_execution():
    """产出指标(50分), 效益指标(30分) and execution 20: the form's own figures, 100 together."""
    rows = tuple(
        Indicator(level1=level1, level2=level2, name=level2, target="≥1")
        for level1, level2 in (("产出指标(50分)", "数量指标"), ("效益指标(30分)", "社会效益指标"))
    )
    card = score(GoalSet(indicators=rows), ["1", "1"], execution=attrs.evolve(RUN, weight=20))
    assert [line.weight for line in card.all_lines] == [50, 30, 20]
    assert card.grade == "优"


def test_points_of_a_row_without_weight_are_told_as_such():
    """Without a weight there is nothing to check filed points against; no blank stands in the message."""
    goals = GoalSet(
        indicators=tuple(attrs.evolve(row, weight=None) for row in ROWS),
        parts=(Goal(label="目标1 (80分)", weight=80),),
    )
    form = attrs.evolve(filed(("50", "30", "9")), project=Project(goals=goals))
    findings = score(form).findings
    assert [finding.code for finding in findings] == ["score.weight-missing"] * 3
    for locale in ("zh_CN", "en"):
        for finding, points in zip(findings, ("50", "30", "9"), strict=True):
            assert points in finding.message(locale)
            assert "分分" not in finding.message(locale)
            assert "of  points" not in finding.message(locale)


def test_findings_name_the_document_in_their_language():
    """财预〔2020〕10号第十六条 is MOF 2020-10 art. 16 in English."""
    (finding,) = score(filed(("50", "30", "10"))).findings
    assert "财预〔2020〕10号第十六条" in finding.message("zh_CN")
    assert "MOF 2020-10 art. 16" in finding.message("en")
    assert "财预" not in finding.message("en")


def test_result_of_a_row_that_is_not_there_is_an_error():
    """A report with more results than rows: which belongs to which is open, and nothing is guessed."""
    form = filed(("50", "30", "10"))
    more = attrs.evolve(form, results=(*form.results, FiledResult(actual=parse_actual("1"), weight=5)))
    with pytest.raises(PolicyError) as caught:
        score(more)
    assert caught.value.code == "score.row-count"
    assert caught.value.params == {"what": "results", "given": "4", "rows": "3"}
    fewer = score(attrs.evolve(form, results=form.results[:1]))
    assert [line.points for line in fewer.lines] == [Decimal("47.37"), None, None]


@pytest.mark.parametrize(
    "given",
    [
        {"policy": "MOF_2020"},
        {"execution": {"adjusted": 1}},
        {"finished": "no"},
        {"finished": 0},
        {"judgements": {"影响": 0.9}},
        {"judgements": [None, "0.9", None]},
    ],
)
def test_arguments_of_another_type_are_refused(given):
    """Text that says no is no truth, and a number is no judgement."""
    (name,) = given
    with pytest.raises(TypeError, match=rf"{name.removesuffix('s')}( of .*)? is"):
        score(PROJECT, ["90%", "达成", "95%"], **given)
    with pytest.raises(TypeError):
        Judgement(reason=5)


@pytest.mark.parametrize(
    ("actual", "points", "code"),
    [
        ("达成", "10.67", "score.share-unstated"),  # 0.8 × 13.34 = 10.672
        ("达成", "10.66", "score.points-differ"),
        ("达成", "13.34", None),
        ("达成", "13.35", "score.points-differ"),
        ("部分达成", "8.00", "score.not-settled"),  # 0.6 × 13.34 = 8.004
        ("部分达成", "10.66", "score.not-settled"),
        ("部分达成", "10.67", "score.outside-range"),  # the edge belongs to the band above
        ("部分达成", "7.99", "score.outside-range"),
        ("未达成", "7.99", "score.not-settled"),
        ("未达成", "8", "score.outside-range"),
        ("有所改善", "13.34", "score.not-settled"),
        ("有所改善", "13.35", "score.outside-range"),
        ("有所改善", "-0.01", "score.outside-range"),
        ("", "0", "score.not-settled"),
    ],
)
def test_filed_points_against_the_edges_of_a_band(actual, points, code):
    """Edges are rounded as points are, so a share of 80 % is in its band whatever the weight."""
    row = Indicator(level2="社会效益指标", name="影响", target="提升", weight="13.34")
    result = FiledResult(actual=parse_actual(actual), points=points)
    form = FiledForm(
        kind="self_evaluation", project=Project(goals=GoalSet(indicators=(row,))), results=(result,)
    )
    findings = score(form).findings
    assert [finding.code for finding in findings] == ([] if code is None else [code])
    if code == "score.outside-range":
        line = score(form).lines[0]
        for locale in ("zh_CN", "en"):
            assert all(str(edge) in findings[0].message(locale) for edge in line.open_range)
        assert findings[0].severity == "warning"
        assert findings[0].path == "$.results[0].points"


@pytest.mark.parametrize("weight", ["13.34", "6.67", "22.5", "0.01", "33.333"])
def test_a_judged_share_is_in_its_band_when_it_is_read_back(weight):
    """The form that a card fills is never told to be outside its band."""
    row = Indicator(level2="社会效益指标", name="影响", target="提升", weight=weight)
    project = Project(goals=GoalSet(indicators=(row,)))
    for actual, share in (("达成", "0.8"), ("部分达成", "0.6"), ("未达成", "0"), ("达成", "1")):
        form = score(project, [actual], judgements=[Judgement(share=share)]).to_form(project)
        codes = {finding.code for finding in score(form).findings}
        assert codes <= {"score.share-unstated", "score.not-settled"}


def test_findings_of_open_lines_have_a_source():
    """What no rule settles has the source of its line."""
    form = attrs.evolve(filed(("47.37", "30", "10"), ("90%", "", "95%")), execution=BudgetExecution(points=9))
    card = score(form)
    assert [finding.source for finding in card.findings] == [card.lines[1].source, card.execution_line.source]
    assert {finding.severity for finding in card.findings} == {"info"}


def test_what_a_line_rests_on_is_left_out_where_nothing_does():
    """A judged share is no default."""
    card = score(PROJECT, {"影响": "部分达成"}, judgements={"影响": Judgement(share="0.7")})
    assert card.lines[1].defaults == ()
    assert card.lines[1].points == 21


def test_a_row_without_weight_rests_on_no_default():
    """Its points do not exist, so the card names no default for them."""
    row = Indicator(name="影响", target="提升")
    assert score(GoalSet(indicators=(row,)), ["达成"]).defaults == ()
    assert score(GoalSet(indicators=(attrs.evolve(row, weight=90),)), ["达成"]).defaults == (
        "qualitative_bands",
    )


def test_what_is_missing_may_be_all_there_is():
    """A grade is in reach where the rows hold exactly what is missing to it."""
    run = BudgetExecution(weight=0, adjusted=Yuan.parse("1元"), spent=Yuan.parse("0元"))
    goals = GoalSet(indicators=(attrs.evolve(ROWS[0], weight=90),))
    needed = score(goals, ["0%"], execution=run).needed_for("优")
    assert (needed.missing, needed.reachable) == (90, True)


def test_open_shares_are_told_with_their_points():
    """效益 has no row: its 30 points are held by nobody."""
    goals = GoalSet(indicators=(attrs.evolve(ROWS[0], weight=None), attrs.evolve(ROWS[2], weight=None)))
    for locale in ("zh_CN", "en"):
        told = [one for one in score(goals, ["95%", "95%"]).explain(locale).splitlines() if "效益" in one]
        assert any("30" in one for one in told)


def test_lines_need_no_more_than_they_must_have():
    """What a line or a card leaves out is blank, and it can be told all the same."""
    full = score(PROJECT, ["90%", "达成", "95%"], execution=RUN)
    line, run = full.lines[0], full.execution_line
    bare = ScoreLine(
        indicator=line.indicator,
        actual=line.actual,
        evaluation=line.evaluation,
        weight=None,
        points=None,
        rule=line.rule,
        source=line.source,
    )
    assert (bare.notes, bare.defaults, bare.terms, bare.filed_points) == ((), (), (), None)
    spent = ExecutionLine(
        execution=run.execution,
        rate=run.rate,
        weight=None,
        points=None,
        rule=run.rule,
        source=run.source,
    )
    assert (spent.notes, spent.defaults, spent.terms, spent.filed_points) == ((), (), (), None)
    card = Scorecard(
        lines=(bare,),
        execution_line=spent,
        total=Decimal(0),
        complete=False,
        grade=None,
        policy=full.policy,
        total_weight=Decimal(0),
    )
    assert (card.open_shares, card.notes, card.findings, card.scheme) == ((), (), (), None)
    assert (card.filed_total, card.filed_grade) == (None, None)
    assert card.explain()


def test_a_card_fits_the_prompt():
    """At the prompt a card, a policy and what is missing are a line each; the rows have pictures of their own."""
    card = score(PROJECT, ["90%", "达成", ""], execution=RUN)
    assert repr(card).startswith("Scorecard(lines=<3>, total=Decimal('85.99'), complete=False, grade=None,")
    assert "findings=<0>" in repr(card)
    assert "lines=[('满意度', '10.00'), ('达标率', '2.63'), ('预算执行率', '1.38')]" in repr(
        card.needed_for("优")
    )
    assert repr(card.policy) == "ScoringPolicy(name='MOF_2020')"
    assert repr(attrs.evolve(card.policy, name="own", floor="0.5")) == (
        "ScoringPolicy(name='own', floor=Fraction(1, 2))"
    )


def test_share_of_a_row_answered_in_words():
    """A target that names no figure, answered in words of no band, takes the share that a person gives."""
    goals = GoalSet(indicators=(Indicator(name="成本", target="不超批复预算", weight=10),))
    line = score(goals, ["控制得当"], judgements=[Judgement(share="0.9", reason="结算审计")]).lines[0]
    assert (line.points, line.rule) == (Decimal("9.00"), "qualitative_band")
    assert line.evaluation.verdict == "undecided"
    with pytest.raises(PolicyError):
        score(goals, ["部分达成"], judgements=[Judgement(points=8)])  # the edge belongs to the band above


def test_a_capped_execution_that_differs_shows_its_computation():
    """More spent than budgeted has the whole weight: 10×1, no blank in brackets."""
    run = BudgetExecution(adjusted=Yuan.parse("100万元"), spent=Yuan.parse("102万元"), weight=10, points=9)
    row = Indicator(level2="数量指标", name="里程", target="≥5公里", weight=90)
    project = Project(goals=GoalSet(indicators=(row,)))
    results = (FiledResult(actual=parse_actual("5公里"), points=90),)
    form = FiledForm(kind="self_evaluation", project=project, results=results, execution=run)
    (found,) = [one for one in score(form).findings if one.code == "score.execution-differs"]
    assert dict(found.params)["formula"] == "10×1=10.00"


def test_a_reason_that_is_filed_is_not_asked_for_again():
    """The line of a missed target asks for the reason; a self-evaluation that gives one has answered."""
    row = Indicator(level2="数量指标", name="里程", target="≥5公里", weight=90)
    project = Project(goals=GoalSet(indicators=(row,)))
    asked = []
    for reason in (None, "雨季较长"):
        result = FiledResult(actual=parse_actual("4公里"), points=72, reason_text=reason)
        form = FiledForm(kind="self_evaluation", project=project, results=(result,))
        asked.append("state_reason" in score(form).lines[0].notes)
    assert asked == [True, False]


def test_lines_and_evaluations_have_the_fields_of_their_constructors():
    """Both are made without their constructors, for speed: what the constructors make of their fields is equal."""
    card = score(PROJECT, ["90%", None, "95%"], execution=RUN)
    for line in card.lines:
        for value in (line, line.evaluation):
            assert vars(value).keys() == {field.name for field in attrs.fields(type(value))}
            assert attrs.evolve(value) == value
            assert repr(attrs.evolve(value)) == repr(value)


@pytest.mark.parametrize("judgement", [Judgement(share="0.9"), Judgement(deduct=2), Judgement(points=20)])
def test_each_kind_of_judgement_needs_its_reason(judgement):
    """A place in a band, a cut, and points of a row that no rule settles."""
    actual = "有所改善" if judgement.points is not None else "达成"
    card = score(PROJECT, ["95%", actual, "95%"], judgements={"影响": judgement})
    assert "judged_without_reason" in card.lines[1].notes


@pytest.mark.parametrize("actual", ["0%", "0.5%"])
def test_a_total_below_one_point_has_a_grade(actual):
    """Nothing reached is 差, no blank."""
    row = Indicator(level2="质量指标", name="达标率", target="≥95%", weight=100)
    assert score(GoalSet(indicators=(row,)), [actual]).grade == "差"
