"""Forms and verdicts for the eye: notebook tables and terminal tables."""

import datetime
import re
from html.parser import HTMLParser
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscalkpi import (
    BY_CLASS,
    BudgetExecution,
    Cell,
    EvaluationContext,
    FiledForm,
    FiledResult,
    Finding,
    FundingBreakdown,
    FundingLine,
    Goal,
    GoalSet,
    Indicator,
    Place,
    Project,
    Yuan,
    evaluate,
    parse_actual,
    read_forms,
)
from fiscalkpi._text import display_width
from fiscalkpi.display import (
    Row,
    evaluation_html,
    evaluations_html,
    evaluations_text,
    findings_text,
    form_html,
    form_text,
    heading_lines,
    project_html,
    text_table,
    visible,
    wrap_text,
)

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "shanghai-2022.txt"
LOCALES = ("zh_CN", "en")
EVIL = '<script>alert("x")</script>&\'\u202e\x00'
VOID = {"br"}


class Tree(HTMLParser):
    """Checks that tags pair, and keeps tags, attributes and texts."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.attributes, self.texts = [], [], [], []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def yuan(text):
    return Yuan.parse(text)


PROJECT = Project(
    title="财政项目支出绩效目标申报表",
    name="政务云",
    category="经常性项目",
    department="数据中心",
    implementing_unit="运维部",
    start=datetime.date(2022, 1, 1),
    fiscal_year=2022,
    funding=FundingBreakdown(
        total=yuan("178,705,000.00"),
        annual_total=yuan("0"),
        lines=(
            FundingLine(label="其他资金", scope="project", role="other", cells=(Cell(label="", text="**"),)),
            FundingLine(
                label="上年结转", scope="annual", role="carryover", cells=(Cell(label="", text=" "),)
            ),
            FundingLine(label="其他资金", scope="annual", role="other", cells=(Cell(label="", text="—"),)),
            FundingLine(label="一般公共预算", scope="annual", initial=yuan("3万元")),
            FundingLine(label="政府性基金", scope="annual"),
            FundingLine(label="事业收入", scope="project", initial=yuan("1元"), spent=yuan("2元")),
        ),
    ),
    goals=GoalSet(
        overall="第一段。\n\n第二段" + "，很长" * 60 + "。",
        overall_years="2022年-2023年",
        annual="短。",
        parts=(Goal(label="目标1 (80分)", text="分目标"),),
        indicators=(
            Indicator(level1="产出指标", level2="数量指标", name="驻场人数", target="8人", weight="7.5"),
            Indicator(level1="产出指标", level2="质量指标", name="平均无故障率", target=""),
            Indicator(level1="效益指标", name="长效管理制度建设", target="完善"),
        ),
    ),
    extra=(Cell(label="项目负责人", text="甲"), Cell(label="电话", text="")),
)
FINDING = Finding(
    code="actuals.column-unused",
    severity="warning",
    path="$",
    place=Place(file="a.csv", row=3, cell=2),
    params=(("columns", "备注"),),
)
PLAN = FiledForm(kind="plan", project=PROJECT, findings=(FINDING,))
REPORT = FiledForm(
    kind="self_evaluation",
    project=PROJECT,
    execution=BudgetExecution(adjusted=yuan("200万元"), spent=yuan("195.5万元"), points="19.55"),
    results=(FiledResult(actual=parse_actual("10人"), points="9"), FiledResult(actual=parse_actual("99%"))),
    total_points="99.55",
    grade="优",
    goal_result="已完成",
    reason_text="无",
    remarks="无其他",
    extra=(Cell(label="意见", text="同意"),),
)
EVALUATIONS = [
    evaluate(row, actual, context=PROJECT.context(unstated=BY_CLASS))
    for row, actual in zip(PROJECT.goals.indicators, ("10人", "99%", "达成年度指标"), strict=True)
]


# Notebook -------------------------------------------------------------------------------------------------


def test_project_shows_what_is_filed():
    """Head, money with its states, goals in paragraphs, and every indicator in its order."""
    tree = Tree(project_html(PROJECT))
    shown = "|".join(text for text in tree.texts)
    assert shown.startswith(
        "财政项目支出绩效目标申报表|项目名称|政务云|项目类别|经常性项目|主管部门|数据中心|实施单位|运维部|"
        "起止日期|2022-01-01 至 （空白）|预算年度|2022|项目负责人|甲|"
        "项目资金总额|178,705,000.00元|其他资金|（被遮盖）|事业收入|年初预算数1.00元，全年执行数2.00元|"
        "年度资金申请总额|0.00元|上年结转资金|（空白）|其他资金（年度）|—|一般公共预算|30,000.00元|政府性基金|（空白）|"
        "项目总目标（2022年-2023年）"
    )
    assert shown.endswith(
        "年度总目标|短。|目标1 (80分)|分目标|"
        "序号|一级指标|二级指标|三级指标|指标值|种类|分值|"
        "1|产出指标|数量指标|驻场人数|8人|数值|7.5|"
        "2|产出指标|质量指标|平均无故障率|（空白）|未填写|3|效益指标|长效管理制度建设|完善|文字表述"
    )
    assert tree.tags.count("details") == 1  # the long goal; the short one stands open
    assert tree.tags.count("p") == 4


def test_project_of_almost_nothing_is_shown():
    """A draft without any field, and one with its title only."""
    assert Tree(project_html(Project())).texts == ["（无标题）"]
    assert Tree(project_html(Project(name="甲", end=datetime.date(2022, 1, 2)), "en")).texts == [
        "甲",
        "Project",
        "甲",
        "Dates",
        "(blank) to 2022-01-02",
    ]


def test_form_shows_findings_and_what_was_reported():
    """A form adds its kind, results, execution, total and the findings of the reader, counted and listed."""
    shown = "|".join(Tree(form_html(REPORT)).texts)
    assert "表格种类|自评表|" in shown
    assert "种类|分值|实际完成值|得分|1|产出指标|数量指标|驻场人数|8人|数值|7.5|10人|9|" in shown
    assert shown.endswith(
        "预算执行|全年预算数2,000,000.00元，全年执行数1,955,000.00元，得分19.55|总分|99.55|等级|优|"
        "年度总体目标完成情况|已完成|偏差原因|无|其他需要说明的问题|无其他|意见|同意|读表发现：0条"
    )
    shown = Tree(form_html(PLAN, "en")).texts
    assert shown[-2:] == [
        "Findings of the reader: 1",
        "warning actuals.column-unused, a.csv, line 3, cell 2: These columns were not used: 备注.",
    ]
    bare = attrs.evolve(REPORT, execution=BudgetExecution())
    assert "预算执行|（空白）" in "|".join(Tree(form_html(bare)).texts)


def test_evaluation_shows_verdict_figures_and_reasons():
    """The verdict with its sign, then target, actual, figures, and each sentence on a line of its own."""
    texts = Tree(evaluation_html(EVALUATIONS[0])).texts
    assert texts == [
        "✓ 已达成 驻场人数",
        "指标值",
        "8人",
        "实际完成值",
        "10人",
        "读作",
        "≥",
        "完成率",
        "125.00%",
        "偏差",
        "+2人",
        "说明",
        "目标没有写计算符号，按指标类别读作“≥”（默认做法，非文件规定）。请补写符号。",
    ]
    assert Tree(evaluation_html(evaluate("≥90%", None), "en")).texts == [
        "? undecided",
        "Target",
        "≥90%",
        "Actual",
        "(blank)",
        "Why",
        "No actual value was filed. Fill it in.",
    ]
    assert Tree(evaluation_html(evaluate("=0起", "1起"), "en")).texts[0] == "✗ not met"


def test_evaluation_of_several_values_shows_each():
    """Each part of a target of several has its verdict; what a part says is not said twice."""
    context = EvaluationContext(unstated=BY_CLASS)
    row = Indicator(level1="产出指标", level2="质量指标", name="两项", target="90%；≥80%")
    texts = Tree(evaluation_html(evaluate(row, "95；70%", context=context))).texts
    assert texts[-3:] == [
        "各项须全部达成，其中有未达成的项。",
        "（1）90%：已达成。实际值没有写单位，按目标的单位“%”读。"
        "目标没有写计算符号，按指标类别读作“≥”（默认做法，非文件规定）。请补写符号。",
        "（2）≥80%：未达成。",
    ]


def test_evaluations_stand_in_one_table():
    """One row a verdict, its reasons in a row below; the class where the indicators are given."""
    html = evaluations_html(EVALUATIONS, PROJECT.goals.indicators)
    texts = Tree(html).texts
    assert texts[:8] == ["序号", "二级指标", "三级指标", "指标值", "实际完成值", "判定", "完成率", "1"]
    assert "效益指标" in texts  # the level-1 class stands in where there is no level 2
    assert html.count("<tr>") == 1 + 2 * len(EVALUATIONS)
    assert "二级指标" not in Tree(evaluations_html(EVALUATIONS)).texts
    met = evaluate("≥90%", "92.5%")
    assert evaluations_html([met]).count("<tr>") == 2


@pytest.mark.parametrize("locale", LOCALES)
def test_html_is_escaped_everywhere(locale):
    """No text of a form becomes a tag or an attribute, and what cannot be seen is written out."""
    row = Indicator(level1=EVIL, level2=EVIL, name=EVIL, target=EVIL)
    cell = Cell(label=EVIL, text=EVIL)
    project = Project(
        name=EVIL,
        category=EVIL,
        department=EVIL,
        implementing_unit=EVIL,
        title=EVIL,
        extra=(cell,),
        funding=FundingBreakdown(lines=(FundingLine(label=EVIL, scope="annual"),)),
        goals=GoalSet(overall=EVIL * 20, overall_years=EVIL, annual=EVIL, indicators=(row,)),
    )
    form = FiledForm(
        kind="monitoring",
        project=project,
        findings=(attrs.evolve(FINDING, params=(("columns", EVIL),), place=Place(file=EVIL)),),
        results=(FiledResult(actual=parse_actual(EVIL)),),
        grade=EVIL,
        extra=(cell,),
    )
    result = evaluate(row, EVIL)
    for html in (
        form_html(form, locale),
        evaluation_html(result, locale),
        evaluations_html([result], [row], locale),
    ):
        tree = Tree(html)
        assert "script" not in tree.tags
        assert {name for name, _ in tree.attributes} <= {"class", "style", "scope", "colspan", "open"}
        assert not re.search("[\u202e\x00]", html)
        assert "\\u202e\\u0000" in html


def test_html_has_no_colour_of_its_own():
    """Nothing but a grey that shows on white and on black: the theme decides, and words tell verdicts."""
    html = form_html(REPORT) + evaluations_html(EVALUATIONS)
    assert "<style" not in html
    assert set(re.findall(r"(?<![-\w])(?:color|background)[^:]*:([^;\"]+)", html)) == {
        "rgba(128,128,128,0.12)"
    }
    assert set(re.findall(r"rgba?\([^)]*\)|#[0-9a-f]{3,6}\b", html)) == {
        "rgba(128,128,128,0.12)",
        "rgba(128,128,128,0.45)",
    }


def test_notebook_asks_the_object_itself():
    """A project, a form and an evaluation have their picture."""
    assert PROJECT._repr_html_() == project_html(PROJECT)
    assert PLAN._repr_html_() == form_html(PLAN)
    assert EVALUATIONS[0]._repr_html_() == evaluation_html(EVALUATIONS[0])


@pytest.mark.parametrize("locale", LOCALES)
def test_the_nine_forms_are_shown(locale):
    """Every form of the example has its picture, with all its indicators."""
    for form in read_forms(EXAMPLE):
        tree = Tree(form_html(form, locale))
        for indicator in form.project.goals.indicators:
            assert indicator.name in tree.texts


# Terminal -------------------------------------------------------------------------------------------------


def widths(lines):
    return {display_width(line) for line in lines}


def test_form_as_text():
    """A report in a narrow terminal, whole."""
    assert form_text(REPORT, width=60).split("\n") == [
        "财政项目支出绩效目标申报表",
        "==========================",
        "",
        "表格种类    自评表                ",
        "项目名称    政务云                ",
        "项目类别    经常性项目            ",
        "主管部门    数据中心              ",
        "实施单位    运维部                ",
        "起止日期    2022-01-01 至 （空白）",
        "预算年度    2022                  ",
        "项目负责人  甲                    ",
        "",
        "项目资金总额                        178,705,000.00元",
        "其他资金                                  （被遮盖）",
        "事业收入          年初预算数1.00元，全年执行数2.00元",
        "年度资金申请总额                              0.00元",
        "上年结转资金                                （空白）",
        "其他资金（年度）                                   —",
        "一般公共预算                             30,000.00元",
        "政府性基金                                  （空白）",
        "",
        "项目总目标（2022年-2023年）",
        "  第一段。",
        "",
        "  第二段，很长，很长，很长，很长，很长，很长，很长，很长，很",
        "  长，很长，很长，很长，很长，很长，很长，很长，很长，很长，",
        "  很长，很长，很长，很长，很长，很长，很长，很长，很长，很",
        "  长，很长，很长，很长，很长，很长，很长，很长，很长，很长，",
        "  很长，很长，很长，很长，很长，很长，很长，很长，很长，很",
        "  长，很长，很长，很长，很长，很长，很长，很长，很长，很长，",
        "  很长，很长，很长，很长。",
        "年度总目标",
        "  短。",
        "目标1 (80分)",
        "  分目标",
        "",
        "序号  一级   二级   三级   指标   种类    分值  实际完  得分",
        "      指标   指标   指标   值                   成值        ",
        "----  -----  -----  -----  -----  ------  ----  ------  ----",
        "   1  产出   数量   驻场   8人    数值    7.5   10人    9   ",
        "      指标   指标   人数                                    ",
        "   2  产出   质量   平均   （空   未填写        99%         ",
        "      指标   指标   无故   白）                             ",
        "                    障率                                    ",
        "   3  效益          长效   完善   文字表                    ",
        "      指标          管理          述                        ",
        "                    制度                                    ",
        "                    建设                                    ",
        "",
        "预算执行              全年预算数2,000,000.00元，全年执行数  ",
        "                      1,955,000.00元，得分19.55             ",
        "总分                  99.55                                 ",
        "等级                  优                                    ",
        "年度总体目标完成情况  已完成                                ",
        "偏差原因              无                                    ",
        "其他需要说明的问题    无其他                                ",
        "意见                  同意                                  ",
        "",
        "读表发现：0条",
    ]


def test_every_line_of_a_table_has_the_same_width():
    """Chinese, marks, control characters, long cells and notes: the columns stand."""
    rows = [
        Row(["1", "短", "≥90%"]),
        Row(["12", "很长的名称" * 10, "a" * 70], "注" * 80),
        Row(["3", "e\u0301\u0301" * 30 + "\u0301", "一\n二\r\u202e\u3000\xa0三"], "a note in words " * 10),
        Row(["4", "\u0301起", "👍🏽 \u200d\ufe0f\U000e0001 한글"]),
        Row(["", "", ""]),
    ]
    for width in (40, 41, 60, 80, 100, 300):
        lines = text_table(["序号", "三级指标", "指标值"], rows, width=width, right=frozenset({0}))
        assert len(widths(lines)) == 1
        assert widths(lines).pop() <= width


def test_table_as_it_looks():
    """Long cells go on in the next line, notes stand under the second column, numbers to the right."""
    rows = [
        Row(["1", "项目运行符合业务需求的数量", "=119"]),
        Row(["10", "变更率", "<15%"], "请核对，并写明原因。"),
    ]
    assert text_table(["序号", "三级指标", "指标值"], rows, width=40, right=frozenset({0})) == [
        "序号  三级指标                    指标值",
        "----  --------------------------  ------",
        "   1  项目运行符合业务需求的数量  =119  ",
        "  10  变更率                      <15%  ",
        "      请核对，并写明原因。              ",
    ]
    assert text_table(
        ["序号", "三级指标很长很长很长", "指标值"],
        [Row(["1", "项目运行符合业务需求的数量而且更长", "=119%"])],
        width=40,
    ) == [
        "序号  三级指标很长很长很长        指标值",
        "----  --------------------------  ------",
        "1     项目运行符合业务需求的数量  =119% ",
        "      而且更长                          ",
    ]


def test_table_that_cannot_be_so_narrow():
    """Many columns keep a least width each; a terminal of no width is taken for a narrow one."""
    lines = text_table([f"第{number}列" for number in range(9)], [Row(["很长的单元格" * 3] * 9)], width=1)
    assert widths(lines) == {9 * 4 + 8 * 2}
    assert widths(text_table([], [Row(["字" * 40], "注" * 40)], width=0)) == {40 + 2 + 4}


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("a\n\nb", 10, ["a", "", "b"]),
        ("请附佐证，由人工评定。", 12, ["请附佐证，由", "人工评定。"]),
        ("请附佐证，由人工评定。", 10, ["请附佐证，", "由人工评", "定。"]),
        ("give the measured value", 10, ["give the", "measured", "value"]),
        ("give the  measured", 8, ["give the", "measured"]),
        ("give the ", 8, ["give the", ""]),
        ("x" * 12, 10, ["x" * 10, "xx"]),
        ("甲368,540,212.35元", 16, ["甲", "368,540,212.35元"]),
        ("，，，，，，", 8, ["，，，，", "，，"]),
        ("字", 1, ["字"]),
    ],
)
def test_wrapping(text, width, lines):
    """Lines end between words or characters, never before a closing mark, and numbers stay whole if they can."""
    assert wrap_text(text, width) == lines


@given(st.text(max_size=60), st.integers(8, 30))
def test_wrapping_loses_nothing(text, width):
    """Whatever a text holds, lines are no wider than asked, and hold all of it but blanks at their ends."""
    lines = wrap_text(text, width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(visible(text).split())


@given(st.lists(st.lists(st.text(max_size=30), min_size=3, max_size=3), max_size=4), st.integers(40, 90))
def test_table_lines_align_whatever_they_hold(rows, width):
    """No text of a form can move a column."""
    lines = text_table(["一", "二", "三"], [Row(row, row[0]) for row in rows], width=width)
    assert len(widths(lines)) == 1
    assert all(line.isprintable() or "\u3000" in line for line in lines)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("全角\u3000空格\xa0窄", "全角\u3000空格 窄"),
        ("a\tb\nc\r", "a\\u0009b\nc\\u000d"),
        ("\u202e倒\u200b\ufeff", "\\u202e倒\\u200b\\ufeff"),
        ("\ud800\U000e0001", "\\ud800\\U000e0001"),
        ("\u0301a\u0301\n\u20dd", "◌\u0301a\u0301\n◌\u20dd"),
        ("\u1100\u1161\ufe0f", "\u1100\\u1161\\ufe0f"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text, shown):
    """Control characters, marks that turn the direction, and marks without a letter; line breaks stay."""
    assert visible(text) == shown


def test_evaluations_as_text():
    """Verdicts in a terminal: the reasons below each row, the figures to the right."""
    assert evaluations_text(EVALUATIONS, PROJECT.goals.indicators, width=80).split("\n") == [
        "序号  二级指标  三级指标          指标值    实际完成值    判定       完成率  ",
        "----  --------  ----------------  --------  ------------  --------  -------  ",
        "   1  数量指标  驻场人数          8人       10人          已达成    125.00%  ",
        "      目标没有写计算符号，按指标类别读作“≥”（默认做法，非文件规定）。请补写符",
        "      号。                                                                   ",
        "   2  质量指标  平均无故障率      （空白）  99%           无法判定           ",
        "      指标值没有填写数值，或数值被遮盖。请填写符号、数值和单位，如“≥95%”。   ",
        "   3  效益指标  长效管理制度建设  完善      达成年度指标  无法判定           ",
        "      目标“完善”不是可计算的数值或日期，程序不判定。请附佐证，由人工评定。   ",
    ]
    assert evaluations_text(EVALUATIONS[:1], locale="en", width=60).split("\n")[:3] == [
        "No.  Indicator  Target  Actual  Verdict  Attainment        ",
        "---  ---------  ------  ------  -------  ----------        ",
        "  1  驻场人数   8人     10人    met         125.00%        ",
    ]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("width", [40, 80, 100])
def test_the_nine_forms_fit_the_terminal(locale, width):
    """No line of a form is wider than the terminal, and its tables align."""
    for form in read_forms(EXAMPLE):
        text = form_text(form, locale, width)
        for block in text.split("\n\n"):
            assert max(widths(block.split("\n"))) <= width


def test_findings_as_text():
    """How many, then each with its severity, code, place and words, hanging."""
    assert findings_text((), "en") == ["Findings of the reader: 0"]
    assert findings_text((FINDING,), width=40) == [
        "读表发现：1条",
        "- 警示 actuals.column-unused，a.csv，第",
        "  3行第2格：以下各列没有用到：备注。",
    ]


def test_heading_is_underlined():
    """As wide as its widest line."""
    assert heading_lines("财政 form", 100) == ["财政 form", "========="]
    assert heading_lines("财政财政", 4) == ["财政", "财政", "===="]


def test_findings_that_say_the_same_are_one_line():
    """Ten equal findings are one line with ten places; another place without a place gives its path."""
    nowhere = attrs.evolve(FINDING, place=None)
    other = attrs.evolve(FINDING, place=Place(file="a.txt", row=9, cell=2))
    lines = findings_text((FINDING, other, nowhere), "en", width=400)
    assert lines[0] == "Findings of the reader: 3"
    assert len(lines) == 2
    assert lines[1].endswith(f"(2 more: line 9, cell 2; {FINDING.path})")
