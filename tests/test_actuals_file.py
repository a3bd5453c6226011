"""The sheet of actual values: its formats, its rows matched to indicators, its template, its mistakes."""

import contextlib
import io
import json
import pickle
import time
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscalkpi import (
    ActualKind,
    FiledForm,
    FiledResult,
    FormError,
    GoalSet,
    Indicator,
    Project,
    evaluate,
    parse_actual,
    read_forms,
)
from fiscalkpi.actuals import ActualsError, actuals_template, read_actuals
from fiscalkpi.actuals.reading import MAX_BYTES, MAX_LINE, MAX_LINES
from fiscalkpi.actuals.template import COLUMNS, guard, unguard

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"


def project(name, *rows):
    """Return a project with rows (level1, level2, name, target)."""
    indicators = [Indicator(level1=one, level2=two, name=of, target=target) for one, two, of, target in rows]
    return Project(name=name, goals=GoalSet(indicators=tuple(indicators)))


CLOUD = project(
    "政务云 (一期)",
    ("产出指标", "数量指标", "完成率", "=100%"),
    ("产出指标", "质量指标", "完成率", "≥95%"),
    ("产出指标", "质量指标", "可用率", "≥99%"),
)
NET = project(
    "政务网",
    ("产出指标", "时效指标", "响应时间", "4小时以内"),
    (None, "时效指标", "及时率", ""),
    ("效益指标", "时效指标", "及时率", "≥1%"),
    ("满意度指标", "时效指标", "及时率", "≥2%"),
)
BOTH = [CLOUD, NET]


def named(content, name=None):
    """Return a file of bytes, with a name if given."""
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    if name is not None:
        file.name = name
    return file


def read(content, forms=BOTH, name=None, **options):
    return read_actuals(named(content, name), forms, **options)


def texts(sheet):
    return [[value.text for value in row] for row in sheet.values]


def problems(content, forms=BOTH, name=None):
    """Return code, line, cell and path of each problem of a sheet that has some."""
    with pytest.raises(ActualsError) as caught:
        read(content, forms, name)
    assert caught.value.code == "actuals.invalid"
    places = [(one.place.row, one.place.cell) if one.place else one.path for one in caught.value.problems]
    return [(one.code, where) for one, where in zip(caught.value.problems, places, strict=True)]


# Reading --------------------------------------------------------------------------------------------------


def test_example_is_read():
    """The sheet of the example has a row for each of the hundred indicators."""
    forms = read_forms(EXAMPLES / "shanghai-2022.txt")
    sheet = read_actuals(EXAMPLES / "actuals.csv", forms)
    assert [len(row) for row in sheet.values] == [16, 11, 14, 9, 12, 9, 13, 10, 6]
    assert (sheet.absent, sheet.blank, sheet.findings) == (0, 5, ())
    assert sheet.values[8][4] == parse_actual("95%")


def test_rows_stand_in_any_order():
    """Each row finds its indicator by its words, wherever it stands."""
    sheet = read(
        "实际完成值,三级指标,二级指标,项目\n"
        "99.5%,可用率,,政务云（一期）\n"
        "190分钟,响应 时间,时效指标,政务网\n"
        "97%,完成率,质量指标,政务云 (一期)\n"
    )
    assert texts(sheet) == [["", "97%", "99.5%"], ["190分钟", "", "", ""]]
    assert (sheet.absent, sheet.blank) == (4, 4)


def test_number_and_classes_tell_rows_of_one_name_apart():
    """Class, number in the form, or the level-1 class where they leave several."""
    sheet = read(
        "项目,序号,一级指标,二级指标,三级指标,实际完成值\n"
        "政务云 (一期),1,,,完成率,1%\n"
        "政务云 (一期),2.0,,质量指标,完成率,2%\n"
        "政务网,02,,,及时率,3%\n"
        "政务网,,满意度指标,时效指标,及时率,4%\n"
        "政务网,3,别的,,,5%\n"
    )
    assert texts(sheet) == [["1%", "2%", ""], ["", "3%", "5%", "4%"]]


def test_number_alone_is_enough():
    """Without names, the number of the row in its form."""
    assert texts(read("实际值,编号\n1%,3\n", [CLOUD])) == [["", "", "1%"]]


def test_one_form_needs_no_project():
    """Where there is one form, the project may be left out, as a column or in its cell."""
    assert texts(read("三级指标,实际完成值\n可用率,1%\n", [CLOUD])) == [["", "", "1%"]]
    assert texts(read("项目,三级指标,实际完成值\n,可用率,1%\n", [CLOUD])) == [["", "", "1%"]]
    assert texts(read("三级指标,实际完成值\n可用率,1%\n", BOTH))[0] == ["", "", "1%"]


def test_project_without_a_name_is_named_by_a_blank_cell():
    """A blank cell is the name of the form that has none."""
    nameless = project(None, (None, None, "完成率", "≥1%"))
    assert texts(read("项目,三级指标,实际完成值\n,完成率,1%\n", [CLOUD, nameless]))[1] == ["1%"]


@pytest.mark.parametrize(
    "header",
    [
        "Indicator,Actual",
        "name,ACTUAL",
        "指标名称 ,实际 值",
        "'三级指标,实际完成值",
        "\ufeff三级指标：,实际完成值",
    ],
)
def test_headings(header):
    """Headings are read in both languages, blanks, colons and capitals aside."""
    content = f"{header}\n可用率,1%\n"
    if header.startswith("'"):
        assert problems_of_header(content) == "actuals.no-column"
    else:
        assert texts(read(content, [CLOUD])) == [["", "", "1%"]]


def problems_of_header(content):
    with pytest.raises(ActualsError) as caught:
        read(content, [CLOUD])
    return caught.value.code


@pytest.mark.parametrize("mark", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(mark, end):
    """What office programs write: comma, tab or semicolon, and any line end; blank lines do not count."""
    rows = [["", ""], ["三级指标", "实际完成值"], ["", ""], ["可用率", '"31,906.42;\t万元"']]
    content = end + end.join(mark.join(row) for row in rows) + end + end
    assert texts(read(content, [CLOUD])) == [["", "", "31,906.42;\t万元"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
@pytest.mark.parametrize("content", ["三级指标,实际完成值\n可用率,1%\n", '{"可用率": "1%"}'])
def test_encodings(encoding, content):
    """UTF-8, marked UTF-16 and GB18030 are read; of the last a finding tells."""
    sheet = read(content.encode(encoding), [CLOUD], "a.x")
    assert texts(sheet) == [["", "", "1%"]]
    codes = [(one.code, one.severity.value, one.path, str(one.place)) for one in sheet.findings]
    expected = [("actuals.gb18030", "info", "$", "a.x")] if encoding.startswith("gb") else []
    assert codes == expected


def test_cells_keep_their_text():
    """A value may hold line breaks and quotes; only the guard against formulas is taken off."""
    sheet = read('三级指标,实际完成值\n可用率,"一\n""二"""\n', [CLOUD])
    assert texts(sheet) == [["", "", '一\n"二"']]
    assert texts(read("三级指标,实际完成值\n可用率,'=6人\n", [CLOUD])) == [["", "", "=6人"]]
    assert texts(read("三级指标,实际完成值\n可用率,'-5\n", [CLOUD])) == [["", "", "'-5"]]


def test_json_by_name():
    """A flat document names indicators; numbers are exact, the other values what they are in Python."""
    content = '{"可用率": 0.1000000000000000000001, "响应时间": 4, "及时率": null}'
    sheet = read(
        content, [project(None, *[(None, None, name, "") for name in ("可用率", "响应时间", "及时率", "x")])]
    )
    (values,) = sheet.values
    assert [value.value for value in values] == [Decimal("0.1000000000000000000001"), Decimal(4), None, None]
    assert (sheet.absent, sheet.blank) == (1, 2)
    assert read('{"可用率": true}', [CLOUD]).values[0][2].kind is ActualKind.YES_NO
    assert read('{"可用率": 1e3}', [CLOUD]).values[0][2].value == 1000
    assert read('{"可用率": -0}', [CLOUD]).values[0][2].value == 0


def test_json_by_project_and_class():
    """A document may name projects, and classes in them; both spellings go together."""
    content = {
        "政务云(一期)": {"质量指标": {"完成率": "96%"}, "可用率": "99%"},
        "政务网": {"响应时间": "3小时"},
    }
    assert texts(read(json.dumps(content))) == [["", "96%", "99%"], ["3小时", "", "", ""]]
    assert texts(read('{"响应时间": "3小时"}'))[1][0] == "3小时"
    assert read("{}").absent == 7


def test_format_is_told_by_ending_or_beginning():
    """The ending of the name decides, else the first character; a caller may say it."""
    assert read("{}", [CLOUD], "x.dat").absent == 3
    for name, code in [
        ("a.JSON", "actuals.syntax"),
        ("a.csv", "actuals.no-column"),
        (None, "actuals.no-column"),
    ]:
        with pytest.raises(ActualsError) as caught:
            read("三级指标\n", [CLOUD], name)
        assert caught.value.code == code
    assert texts(read('{"可用率": 1}', [CLOUD], "a.csv", format="json")) == [["", "", "1"]]


def test_source_is_a_path_or_bytes(tmp_path):
    """A path, or a file opened for bytes; text is refused, since its encoding was guessed already."""
    path = tmp_path / "甲.csv"
    path.write_bytes("三级指标,实际完成值\n可用率,1%\n".encode())
    assert read_actuals(str(path), [CLOUD]) == read_actuals(path, [CLOUD])
    with path.open("rb") as file:
        assert read_actuals(file, [CLOUD]).absent == 2
    with pytest.raises(TypeError, match="opened for reading bytes"):
        read_actuals(io.StringIO("三级指标,实际完成值\n"), [CLOUD])
    with pytest.raises(FileNotFoundError):
        read_actuals(tmp_path / "none.csv", [CLOUD])


def test_forms_and_projects_are_taken():
    """The forms of a file, or projects made by hand."""
    form = FiledForm(kind="plan", project=CLOUD)
    content = "项目,三级指标,实际完成值\n政务云 (一期),可用率,1%\n"
    assert read(content, [form, NET]) == read(content, [CLOUD, NET])


def test_target_of_the_form_decides():
    """A target that the sheet states otherwise is a finding; another spelling of the same is none."""
    content = "项目,序号,三级指标,指标值,实际完成值\n政务云 (一期),3,可用率,{},1%\n"
    for same in ("", "≥99%", "不低于99.0％", "'≥ 99%"[1:]):
        assert read(content.format(same)).findings == ()
    (finding,) = read(content.format("≥98%"), name="a.csv").findings
    assert (finding.code, finding.severity.value) == ("actuals.target-differs", "warning")
    assert (finding.path, str(finding.place)) == ("$.goals.indicators[2].target", "a.csv, line 2, cell 4")
    assert finding.message("en") == (
        'The sheet gives "≥98%" as target of "可用率", the form "≥99%"; the form decides. Check which one holds.'
    )
    (finding,) = read(content.format("九" * 2001)).findings
    assert finding.code == "actuals.target-differs"
    blank = read("项目,序号,三级指标,指标值,实际完成值\n政务网,2,及时率,≥5%,1%\n").findings
    assert blank[0].params[2] == ("filed", "—")


def test_columns_that_are_not_used_are_told():
    """Nothing is passed over in silence: a column without a place is named; one without a heading is none."""
    sheet = read("三级指标,备注,,实际完成值\n可用率,好,,1%\n", [CLOUD], "a.csv")
    (finding,) = sheet.findings
    assert str(finding) == "actuals.column-unused，a.csv，第1行：以下各列没有用到：备注。"


# Mistakes -------------------------------------------------------------------------------------------------


def test_error_every_problem_is_told_at_once():
    """Each row that does not fit is told with its line and cell, and nothing is returned."""
    content = (
        "项目,序号,二级指标,三级指标,实际完成值\n"
        "政务云 (一期),1,,完成率,1%\n"
        "政务云(一期),,数量指标,完成率,2%\n"
        "政务云,,,可用率,3%\n"
        "政务云 (一期),,,完成率,4%\n"
        "政务云 (一期),,成本指标,可用率,5%\n"
        "政务云 (一期),2,,可用率,6%\n"
        "政务云 (一期),4,,,7%\n"
        "政务云 (一期),x,,可用率,8%\n"
        "政务云 (一期),0,,可用率,8%\n"
        "政务云 (一期),,,,9%\n"
        ",,,可用率,10%\n"
        "政务云 (一期),,,可用,11%\n"
        "政务云 (一期),,,可用率,31,906.42万元\n"
        "政务云 (一期),,,可用率\n"
        f"政务网,1,,,{'1' * 2001}\n"
        '政务网,2,,,"12\n'
    )
    assert problems(content) == [
        ("actuals.duplicate", (3, 4)),
        ("actuals.unknown-project", (4, 1)),
        ("actuals.ambiguous", (5, 4)),
        ("actuals.other-class", (6, 3)),
        ("actuals.other-number", (7, 2)),
        ("actuals.unknown-number", (8, 2)),
        ("actuals.not-a-number", (9, 2)),
        ("actuals.not-a-number", (10, 2)),
        ("actuals.no-name", (11, 4)),
        ("actuals.no-project", (12, 1)),
        ("actuals.unknown-name", (13, 4)),
        ("actuals.cell-count", (14, None)),
        ("actuals.cell-count", (15, None)),
        ("actual.too-long", (16, 5)),
        ("actuals.quotes", (17, None)),
    ]


def test_error_problems_of_json_have_paths():
    """In a document a problem is told by its address."""
    content = (
        '{"政务云 (一期)": {"数量指标": {"完成率": 1, "完成率": 2}, "可用率": NaN, "完成率": 1, "x": 1},'
        ' "政务网": {"响应时间": 1e99, "时效指标": {"及时率": [1]}}, "及时率": {"a": {"b": {"c": 1}}}, "\\ud800": 1}'
    )
    assert problems(content) == [
        ("actuals.duplicate-key", '$["政务云 (一期)"]["数量指标"]["完成率"]'),
        ("actuals.value", '$["政务云 (一期)"]["可用率"]'),
        ("actuals.ambiguous", '$["政务云 (一期)"]["完成率"]'),
        ("actuals.unknown-name", '$["政务云 (一期)"]["x"]'),
        ("actual.too-many-digits", '$["政务网"]["响应时间"]'),
        ("actuals.ambiguous", '$["政务网"]["时效指标"]["及时率"]'),
        ("actuals.unknown-project", '$["及时率"]["a"]["b"]'),
        ("actuals.unknown-name", '$["\\ud800"]'),
    ]
    assert problems('{"可用率": [1]}') == [("actuals.value", '$["可用率"]')]
    assert problems('{"政务云 (一期)": {"质量指标": {"可用率": {}}}}')[0][0] == "actuals.value"
    assert problems('{"可用率": 1e99999999999999999999}')[0][0] == "actual.too-many-digits"


def test_error_two_forms_of_one_name_are_told_apart_by_content_only():
    """Rows of two projects of one name are matched where only one fits, and ambiguous otherwise."""
    again = attrs.evolve(CLOUD)
    content = "项目,序号,三级指标,实际完成值\n政务云 (一期),3,可用率,1%\n"
    assert problems(content, [CLOUD, again]) == [("actuals.ambiguous", (2, 3))]
    other = project("政务云 (一期)", (None, None, "延迟", "≤1秒"))
    assert texts(read(content, [CLOUD, other])) == [["", "", "1%"], [""]]


def refusal(content, name="a.csv", **options):
    with pytest.raises(ActualsError) as caught:
        read(content, [CLOUD], name, **options)
    assert isinstance(caught.value, FormError)
    assert caught.value.problems == ()
    return caught.value


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (b"x" * (MAX_BYTES + 1), "actuals.too-large", "a.csv"),
        (b"PK\x03\x04rest", "actuals.not-text", "a.csv"),
        (b"\xd0\xcf\x11\xe0\xa1", "actuals.not-text", "a.csv"),
        ("三级指标,实际完成值\n".encode("utf-16-le"), "actuals.not-text", "a.csv"),
        (b"a\xff\xff", "actuals.encoding", "a.csv"),
        (b"\xff\xfea", "actuals.encoding", "a.csv"),
        ("", "actuals.empty", "a.csv"),
        ("\n,,\n \n", "actuals.empty", "a.csv"),
        ("三级指标,实际完成值\n" + "\n" * MAX_LINES, "actuals.too-many-lines", "a.csv"),
        ("三级指标,实际完成值\n" + "长" * MAX_LINE + "\n", "actuals.line-too-long", "a.csv, line 2"),
        ("\n三级指标,指标值\n", "actuals.no-column", "a.csv, line 2"),
        ("项目,实际完成值\n", "actuals.no-column", "a.csv, line 1"),
        ("甲,乙\n", "actuals.no-column", "a.csv, line 1"),
        ("指标,三级指标,实际完成值\n", "actuals.two-columns", "a.csv, line 1, cell 2"),
    ],
)
def test_error_csv_that_cannot_be_read(content, code, place):
    """A file that is no sheet at all is refused with one error that names the place."""
    error = refusal(content)
    assert (error.code, str(error.place)) == (code, place)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[]", "actuals.not-an-object"),
        ("1", "actuals.not-an-object"),
        ('{"a": 1', "actuals.syntax"),
        ('{"a": 1}}', "actuals.syntax"),
        ("", "actuals.syntax"),
        ("[" * 100_000, "actuals.too-deep"),
        ('{"a":' * 100_000, "actuals.too-deep"),
    ],
)
def test_error_json_that_cannot_be_read(content, code):
    """A document that is no object of values is refused."""
    assert refusal(content, "a.json").code == code


def test_error_broken_header_is_told_as_such():
    """A quote that is never closed in the header is the problem to tell, not an empty file."""
    assert problems('"三级指标,实际完成值\n') == [("actuals.quotes", (1, None))]


def test_error_place_is_left_out_where_there_is_none():
    """An open file without a name gives an error without a place."""
    assert str(refusal("", None)) == (
        "The file holds no header and no row.\n"
        "Write the sheet to fill in with fiscalkpi evaluate FORM --template."
    )


def test_error_pickles_with_all_problems():
    """The error and its problems survive a process border."""
    with pytest.raises(ActualsError) as caught:
        read("三级指标,实际完成值\nx,1\n", [CLOUD], "a.csv")
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.render("zh_CN") == caught.value.render("zh_CN")
    assert [one.code for one in again.problems] == ["actuals.unknown-name"]


def test_error_a_hundred_problems_are_told_and_all_counted():
    """A sheet of another form does not fill the screen."""
    content = "三级指标,实际完成值\n" + "".join(f"无{number},1\n" for number in range(150))
    with pytest.raises(ActualsError) as caught:
        read(content, [CLOUD])
    assert len(caught.value.problems) == 100
    assert caught.value.params["count"] == "150"


RENDERINGS = {
    "三级指标,序号,二级指标,实际完成值\n可用率,3,,1\n可用率,3,,2\n可用,,,3\n完成率,,,4\n可用率,2,,5\n可用率,,数量,6\n": (
        "a.csv：实际值表有5处问题，没有进行判定。\n"
        "  a.csv，第3行第1格：“可用率”重复：第2行已有该指标。\n"
        "  a.csv，第4行第1格：没有名为“可用”的三级指标。最接近的有：可用率; 完成率。\n"
        "  a.csv，第5行第1格：“完成率”可以是2个指标：1 政务云 (一期) / 数量指标 / 完成率; 2 政务云 (一期) / 质量指标 / 完成率。\n"
        "  a.csv，第6行第2格：“可用率”的序号不是2，而是：3。\n"
        "  a.csv，第7行第3格：“可用率”不在“数量”类中，而在：质量指标。\n"
        "每个指标只能有一行，请删去多余的行。\n"
        "指标名称须与表格中一致（空格和全半角不计）；不按相似匹配。\n"
        "请填写项目、二级指标和序号以便区分；同名的项目请分开成文件。\n"
        "名称与序号不一致，可能是行错位：请核对实际完成值，再改正序号或留空。\n"
        "请按表格改正二级指标，或将该单元格留空。\n"
        "改正后请重新运行；最多列出100处。"
    ),
    "项目,序号,三级指标,实际完成值\n甲,,,1\n政务云(一期),5,,1\n政务云(一期),五,,1\n政务云(一期),,,1\n政务云(一期),1\n": (
        "a.csv：实际值表有5处问题，没有进行判定。\n"
        "  a.csv，第2行第1格：没有名为“甲”的项目。最接近的有：政务云 (一期)。\n"
        "  a.csv，第3行第2格：没有第5个指标，最大序号是3。\n"
        "  a.csv，第4行第2格：序号“五”不是正整数。\n"
        "  a.csv，第5行第3格：本行有内容，但没有写三级指标，也没有写序号。\n"
        "  a.csv，第6行：本行有2个单元格，表头有4列。\n"
        "项目名称须与表格中一致（空格和全半角不计）。\n"
        "序号从1开始，按指标在表中的顺序。\n"
        "请填写该指标在表中的序号，或留空。\n"
        "请填写三级指标名称，或删去本行。\n"
        '请补齐单元格；值中有逗号时请加引号，如"31,906.42万元"。\n'
        "改正后请重新运行；最多列出100处。"
    ),
    '三级指标,实际完成值\n"可用率,1\n': (
        "a.csv：实际值表有1处问题，没有进行判定。\n"
        "  a.csv，第2行：自本行起引号不配对，后面的行没有读取。\n"
        "请补全或去掉引号；单元格中的引号写两个。\n"
        "改正后请重新运行；最多列出100处。"
    ),
    "三级指标,指标,实际值\n": "a.csv，第1行第2格：“指标”一列重复：第1列已是同一项内容。\n请只保留一列。",
    "三级指标,备注\n": (
        "a.csv，第1行：表头缺少“实际完成值 / Actual”一列；未能识别的列：备注。\n"
        "第一行应为表头，如“项目,序号,二级指标,三级指标,实际完成值”。"
    ),
    "\n": "a.csv：文件中没有表头，也没有数据。\n请用 fiscalkpi evaluate FORM --template 生成待填表格。",
    b"PK\x03\x04": (
        "a.csv：文件不是纯文本，而是工作簿、压缩包或不带标记的UTF-16文本。\n"
        "请在电子表格软件中另存为“CSV UTF-8（逗号分隔）”。"
    ),
    b"ab\xff\xff": (
        "a.csv：文件既不是UTF-8也不是GB18030编码：第3个字节无法读取。\n请另存为“CSV UTF-8（逗号分隔）”。"
    ),
    b" " * (MAX_BYTES + 1): "a.csv：文件超过20MB。\n请只保留表头和指标各行，或分成几个文件。",
    "三级指标,实际值\n" + "\n" * MAX_LINES: "a.csv：文件超过200000行。\n请删去多余的行，或分成几个文件。",
    "三级指标,实际值\n" + "长" * MAX_LINE + "\n": (
        "a.csv，第2行：这一行超过100000个字符。\n请检查换行符和引号，每个指标一行。"
    ),
}
JSON_RENDERINGS = {
    '{"可用率": 1, "可用率": 2, "政务云 (一期)": {"完成率": []}, "x": Infinity}': (
        "a.json: The sheet of actual values has problems: 3. Nothing was evaluated.\n"
        '  $["可用率"]: "可用率" stands twice: it has a value at $["可用率"].\n'
        '  $["政务云 (一期)"]["完成率"]: "完成率" may be 2 indicators: '
        "1 政务云 (一期) / 数量指标 / 完成率; 2 政务云 (一期) / 质量指标 / 完成率.\n"
        '  $["x"]: There is no indicator "x". The nearest are: 完成率; 可用率.\n'
        "Keep one value an indicator.\n"
        "Give project, level 2 and number to tell them apart; projects of one name need files of their own.\n"
        "Name the indicator as the form does; blanks and widths do not count, and likeness is no match.\n"
        "Correct them and run it again; at most 100 are told."
    ),
    '{"可用率": [1]}': (
        "a.json: The sheet of actual values has problems: 1. Nothing was evaluated.\n"
        '  $["可用率"]: Text, a number, true, false or null is needed here.\n'
        'Write the actual value itself, such as "92.5%"; no array and no NaN.\n'
        "Correct them and run it again; at most 100 are told."
    ),
    "[1]": (
        "a.json: The JSON document must be an object: names of indicators and their actual values.\n"
        'Write {"project": {"indicator": "92.5%"}}.'
    ),
    '{\n"可用率"： 1}': (
        "a.json, line 2: The text is no JSON from column 6 on.\n"
        '  "可用率"： 1}\n'
        "          ^^\n"
        "Look at the marked place for a comma, a quote or a bracket too many or too few."
    ),
    "[" * 100_000: (
        "a.json: The document is nested too deeply.\nAt most three levels: project, level 2, indicator."
    ),
}


@pytest.mark.parametrize(("content", "expected"), RENDERINGS.items(), ids=range(len(RENDERINGS)))
def test_error_rendering_of_csv(content, expected):
    """What a person reads, whole: place, sentence, and the way out, each way once."""
    with pytest.raises(ActualsError) as caught:
        read(content, [CLOUD], "a.csv")
    assert caught.value.render("zh_CN") == expected


@pytest.mark.parametrize(("content", "expected"), JSON_RENDERINGS.items(), ids=range(len(JSON_RENDERINGS)))
def test_error_rendering_of_json(content, expected):
    """The same for a document; a mistake of syntax is marked."""
    with pytest.raises(ActualsError) as caught:
        read(content, [CLOUD], "a.json")
    assert str(caught.value) == expected


def test_error_rendering_of_a_blank_project():
    """With several forms each row names its own."""
    with pytest.raises(ActualsError) as caught:
        read("项目,三级指标,实际完成值\n,可用率,1\n", BOTH, "a.csv")
    assert str(caught.value) == (
        "a.csv: The sheet of actual values has problems: 1. Nothing was evaluated.\n"
        "  a.csv, line 2, cell 1: This row names no project.\n"
        "Where there are several projects, each row names its own.\n"
        "Correct them and run it again; at most 100 are told."
    )


def test_every_code_is_rendered():
    """Each code of the sheet stands in one of the renderings above or is told whole elsewhere here."""
    from fiscalkpi._messages import catalogue

    codes = {
        code
        for code in catalogue("errors", "en")
        if code.startswith("actuals.") and not code.endswith(".hint")
    }
    text = Path(__file__).read_text(encoding="utf-8")
    assert {code for code in codes if f'"{code}"' not in text} <= {"actuals.invalid"}


@pytest.mark.parametrize(
    "content",
    [
        "三级指标,实际完成值\n" + "x,1\n" * 30_000,
        "三级指标,实际完成值\n" + '"' * 99_000 + "\n",
        "三级指标,实际完成值\n" + ("," * 99_000 + "\n") * 100,
        "三级指标,实际完成值\n" + '"a\n' * 190_000,
        "\n" * 190_000 + "三级指标,实际完成值\n",
        "," * 99_000,
        '{"' + "a" * 5_000_000 + '": 1}',
        "{" + ",".join(f'"k{number}": {number}' for number in range(30_000)) + "}",
        '{"可用率": ' + "9" * 2_000_000 + "}",
        '{"a": "' + "\\" * 1_000_001 + '"}',
    ],
    ids=range(10),
)
def test_hostile_sheets_end_soon(content):
    """A sheet made to break the reader is read or refused in a moment."""
    began = time.process_time()
    with contextlib.suppress(ActualsError):
        read(content, [CLOUD])
    assert time.process_time() - began < 10


# Template -------------------------------------------------------------------------------------------------


def test_template_of_the_example_is_read_back():
    """The sheet of the nine forms is UTF-8 with its mark, lines end in CRLF, and reads back as blank."""
    forms = read_forms(EXAMPLES / "shanghai-2022.txt")
    data = actuals_template(forms)
    text = data.decode("utf-8")
    assert text.startswith("\ufeff项目,序号,一级指标,二级指标,三级指标,指标值,实际完成值\r\n")
    assert text.count("\r\n") == text.count("\n") == 101
    assert "“一网通办”运营服务,1,,数量指标,运营内容完成率,'=100%,\r\n" in text
    sheet = read(data, forms)
    assert (sheet.absent, sheet.blank, sheet.findings) == (0, 100, ())


def test_template_in_english_is_read_back():
    """The headings follow the language; the words of the form do not."""
    data = actuals_template(BOTH, "en")
    assert data.decode("utf-8-sig").splitlines()[0] == "Project,No.,Level 1,Level 2,Indicator,Target,Actual"
    assert read(data).blank == 7


def test_template_of_a_report_holds_its_values():
    """What was filed stands in the sheet, to be corrected."""
    results = tuple(FiledResult(actual=parse_actual(text)) for text in ("=100%", "96%"))
    form = FiledForm(kind="self_evaluation", project=CLOUD, results=results)
    assert texts(read(actuals_template([form]), [form])) == [["=100%", "96%", ""]]


def test_template_filled_in_gives_the_verdicts():
    """Template, filled, read, evaluated."""
    lines = actuals_template([CLOUD]).decode("utf-8-sig").splitlines()
    filled = [
        lines[0],
        *(line + value for line, value in zip(lines[1:], ("100%", "0.95", '"1,000%"'), strict=True)),
    ]
    (values,) = read("\r\n".join(filled).encode("gb18030"), [CLOUD]).values
    verdicts = [
        evaluate(row, value).verdict.value for row, value in zip(CLOUD.goals.indicators, values, strict=True)
    ]
    assert verdicts == ["met", "not_met", "met"]


@pytest.mark.parametrize(
    ("cell", "guarded"),
    [
        ("=100%", "'=100%"),
        ("+86", "+86"),
        ("-5", "-5"),
        ("-1,234.50%", "-1,234.50%"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1+1", "'  =1+1"),
        ("\u3000=1", "'\u3000=1"),
        ("\t1", "'\t1"),
        ("\r1", "'\r1"),
        ("＝１", "'＝１"),
        ("-5+cmd", "'-5+cmd"),
        ("'=1", "''=1"),
        ("''@", "'''@"),
        ("'-5", "''-5"),
        ("'好", "'好"),
        (">=90%", ">=90%"),
        ("", ""),
    ],
)
def test_cells_that_a_spreadsheet_would_run_are_guarded(cell, guarded):
    """Signs of a formula get an apostrophe, numbers and all else stay, and reading takes off what was added."""
    assert guard(cell) == guarded
    assert unguard(guarded) == cell


AWKWARD = st.text(st.sampled_from("'=+-@＝ \t\r\n5%,.a\u3000\""), max_size=6)


@given(AWKWARD | st.text(max_size=20))
def test_unguard_inverts_guard(cell):
    """Whatever a form says comes back."""
    assert unguard(guard(cell)) == cell
    first = guard(cell).lstrip()[:1]
    assert first not in ("=", "@", "＝", "＋", "－", "＠")


NAMES = (AWKWARD | st.text(st.characters(exclude_categories=("Cs",)), max_size=12)).filter(
    lambda text: text.strip()
)


@given(st.lists(st.tuples(NAMES, AWKWARD, AWKWARD), min_size=1, max_size=5), AWKWARD)
def test_template_round_trip(rows, name):
    """Names, classes and targets with signs, quotes and line breaks are found again, and no value is lost."""
    subject = project(name, *[("", level2, of, target) for of, level2, target in rows])
    form = FiledForm(
        kind="self_evaluation",
        project=subject,
        results=tuple(FiledResult(actual=parse_actual(target)) for _, _, target in rows),
    )
    sheet = read(actuals_template([form]), [form])
    assert texts(sheet) == [[target for _, _, target in rows]]
    assert (sheet.absent, sheet.findings) == (0, ())


def test_columns_of_template_are_those_of_the_data():
    """The data file names each column, in both languages, and no word twice."""
    from fiscalkpi._data import load

    columns = load("actuals")["columns"]
    assert tuple(columns) == COLUMNS
    words = [word.lower() for of in columns.values() for locale in ("zh_CN", "en") for word in of[locale]]
    assert len(words) == len(set(words))
