"""The command line: each command, both languages, exit codes, and what happens to bad input."""

import errno
import importlib.metadata
import io
import json
import os
import re
import runpy
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

import fiscalkpi.cli
from fiscalkpi import FiledResult, FormError, Place, from_dict, parse_actual, read_forms
from fiscalkpi._messages import catalogue
from fiscalkpi._text import display_width
from fiscalkpi.cli import CHECK_SCHEMA, SCHEMA, main
from fiscalkpi.filed import FiledForm
from fiscalkpi.targets.verdict import Note, Reason

ROOT = Path(__file__).parents[1]
FORM = ROOT / "docs" / "examples" / "shanghai-2022.txt"
ACTUALS = ROOT / "docs" / "examples" / "actuals.csv"

SMALL = """\
项目支出绩效目标申报表
(2022年度)
项目名称\t政务云
一级指标\t二级指标\t三级指标\t年度指标值
产出指标\t数量指标\t驻场人数\t8人
产出指标\t质量指标\t可用率\t≥99.9%
产出指标\t成本指标\t成本合理性\t合理
"""
SMALL_ACTUALS = "三级指标,实际完成值\n驻场人数,10人\n可用率,99%\n"


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("form.txt").write_text(SMALL, encoding="utf-8")
    Path("actuals.csv").write_text(SMALL_ACTUALS, encoding="utf-8")


@pytest.fixture
def run(capsys):
    """Return a function that runs the command and returns exit code, output and errors."""

    def call(*argv):
        code = main([str(one) for one in argv])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def usage_error(capsys, *argv):
    with pytest.raises(SystemExit) as caught:
        main([str(one) for one in argv])
    assert caught.value.code == 2
    return capsys.readouterr().err.splitlines()[-1]


def widths(lines):
    return {display_width(line) for line in lines}


# evaluate -------------------------------------------------------------------------------------------------


def test_evaluate_as_it_looks(run):
    """Table, reasons, summary, and the default it rests on, whole."""
    assert run("evaluate", "form.txt", "--actuals", "actuals.csv", "--width", "80") == (
        0,
        "1. 政务云\n"
        "=========\n"
        "序号  二级指标  三级指标    指标值  实际完成值  判定       完成率            \n"
        "----  --------  ----------  ------  ----------  --------  -------            \n"
        "   1  数量指标  驻场人数    8人     10人        已达成    125.00%            \n"
        "      目标没有写计算符号，按指标类别读作“≥”（默认做法，非文件规定）。请补写符\n"
        "      号。                                                                   \n"
        "   2  质量指标  可用率      ≥99.9%  99%         未达成     99.10%            \n"
        "   3  成本指标  成本合理性  合理                无法判定                     \n"
        "      没有填写实际完成值。请填写。                                           \n"
        "小结：已达成1，未达成1，无法判定1（没有填写实际值 1）\n"
        "\n"
        "合计：1个项目，3项指标；已达成1，未达成1，无法判定1（没有填写实际值 1）\n"
        "实际完成值：3项中1项空白，其中1项在表中没有对应的行。\n"
        "没有计算符号的指标值按指标类别读（默认做法，非文件规定）：1项判定以此为据；用\n"
        "--careful 不作此推断。\n",
        "",
    )


def test_evaluate_in_english_and_careful(run):
    """The other language, and no reading by class."""
    code, out, err = run("evaluate", "form.txt", "--actuals", "actuals.csv", "--lang", "en", "--careful")
    assert (code, err) == (0, "")
    assert "  1  数量指标  驻场人数    8人     10人    undecided     125.00%" in out
    assert "     8人 has no sign, and its readings differ. Add ≥, ≤ or =." in out
    assert out.endswith(
        "In all: projects 1, indicators 3; 0 met, 1 not met, 2 undecided (target without a sign 1, actual not\n"
        "filled in 1)\n"
        "Actual values: 1 of 3 are blank, 1 of these without a row in the sheet.\n"
        "Targets without a sign are not read by class (--careful): 1 are undecided for it.\n"
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [40, 80, 100])
def test_evaluate_the_example(run, lang, width):
    """Nine projects, a hundred indicators, every verdict; each table aligned and within the width."""
    code, out, err = run("evaluate", FORM, "--actuals", ACTUALS, "--lang", lang, "--width", width)
    assert (code, err) == (0, "")
    blocks = out.split("\n\n")
    assert len(blocks) == 10
    summary = catalogue("labels", "zh_CN" if lang == "zh" else "en")["summary"].partition("{")[0]
    for number, block in enumerate(blocks[:-1], 1):
        lines = block.split("\n")
        assert lines[0].startswith(f"{number}. ")
        start = next(at for at, line in enumerate(lines) if set(line) == {"="}) + 1
        end = next(at for at, line in enumerate(lines) if line.startswith(summary))
        assert len(widths(lines[start:end])) == 1
        assert max(widths(lines)) <= width
    if lang == "zh" and width == 100:
        assert "合计：9个项目，100项指标；已达成50，未达成16，无法判定34" in blocks[-1]
        assert "实际完成值：100项中5项空白，其中0项在表中没有对应的行。" in blocks[-1]
        assert "5项判定以此为据" in blocks[-1]


def test_reading_by_class_counts_where_a_verdict_rests_on_it(run):
    """An actual value that is no number to compare leaves nothing to rest on the reading."""
    Path("actuals.csv").write_text("三级指标,实际完成值\n驻场人数,约10人\n", encoding="utf-8")
    _, out, _ = run("evaluate", "form.txt", "--actuals", "actuals.csv", "--format", "json")
    document = json.loads(out)
    assert document["forms"][0]["rows"][0]["notes"] == ["comparator_from_class"]
    assert document["forms"][0]["rows"][0]["verdict"] == "undecided"
    assert document["summary"]["by_class"] == 0


def test_evaluate_says_what_it_was_not_given(run):
    """A plan without a sheet is all blank, and the way out is told."""
    code, out, _ = run("evaluate", "form.txt", "--lang", "en")
    assert code == 0
    assert "3 undecided (actual not filled in 3)" in out
    assert "No actual values were given. Write the sheet to fill in with --template" in out


def test_evaluate_a_report_by_its_own_values(run, monkeypatch):
    """A report holds its actual values; fewer results than rows leave the rest blank."""
    (form,) = read_forms("form.txt")
    results = (FiledResult(actual=parse_actual("9人")),)
    report = attrs.evolve(form, kind="self_evaluation", results=results)
    monkeypatch.setattr(fiscalkpi.cli.judging, "read_forms", lambda *_, **__: (report,))
    code, out, _ = run("evaluate", "form.txt", "--lang", "en")
    assert code == 0
    assert "Actual values are those of the form itself: 2 of 3 are blank." in out
    _, out, _ = run("evaluate", "form.txt", "--format", "json")
    assert json.loads(out)["actuals"] == {"source": None, "rows": 3, "blank": 2, "absent": 0, "findings": []}


def test_evaluate_a_form_without_name_or_rows(run, monkeypatch):
    """A form that holds nothing is named as such and has no table."""
    empty = FiledForm(
        kind="plan", project=attrs.evolve(read_forms("form.txt")[0].project, name=None, title=None)
    )
    bare = attrs.evolve(
        empty, project=attrs.evolve(empty.project, goals=attrs.evolve(empty.project.goals, indicators=()))
    )
    monkeypatch.setattr(fiscalkpi.cli.judging, "read_forms", lambda *_, **__: (bare,))
    _, out, _ = run("evaluate", "form.txt")
    assert out.startswith("1. （无标题）\n=============\n小结：已达成0，未达成0，无法判定0\n\n合计")


def test_evaluate_lists_findings_of_reader_and_sheet(run):
    """Findings of a form stand below its table, those of the sheet at the end."""
    rows = "项目,三级指标,备注,指标值,实际完成值\n政务云,驻场人数,x,9人,10人\n"
    Path("gb.csv").write_bytes(rows.encode("gb18030"))
    Path("form.txt").write_bytes(SMALL.encode("gb18030"))
    _, out, _ = run("evaluate", "form.txt", "--actuals", "gb.csv", "--width", "200")
    form, closing = out.split("\n\n")
    assert "\n读表发现：1条\n- 提示 layout.encoding，form.txt：" in form
    assert closing.split("\n")[3:] == [
        "读表发现：3条",
        "- 提示 actuals.gb18030，gb.csv：文件按GB18030编码读取。建议另存为“CSV UTF-8”。",
        "- 提示 actuals.column-unused，gb.csv，第1行：以下各列没有用到：备注。",
        "- 警示 actuals.target-differs，gb.csv，第2行第4格：“驻场人数”在本表中的指标值是“9人”，"
        "在绩效目标表中是“8人”；按后者判定。请核对。",
        "",
    ]


def test_evaluate_as_json(run):
    """One document with all its keys; what is exact is text."""
    code, out, err = run(
        "evaluate", "form.txt", "--actuals", "actuals.csv", "--format", "json", "--lang", "en"
    )
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert list(document) == ["schema", "language", "unstated", "source", "actuals", "forms", "summary"]
    assert document["schema"] == SCHEMA == "fiscalkpi-evaluation/1"
    assert (document["language"], document["unstated"], document["source"]) == ("en", "by_class", "form.txt")
    assert document["actuals"] == {
        "source": "actuals.csv",
        "rows": 3,
        "blank": 1,
        "absent": 1,
        "findings": [],
    }
    (form,) = document["forms"]
    assert list(form) == ["project", "kind", "fiscal_year", "findings", "rows", "summary"]
    assert (form["project"], form["kind"], form["fiscal_year"], form["findings"]) == (
        "政务云",
        "plan",
        2022,
        [],
    )
    explanation = form["rows"][0].pop("explanation")
    assert explanation.startswith('"驻场人数"')
    assert form["rows"][0] == {
        "number": 1,
        "level1": "产出指标",
        "level2": "数量指标",
        "name": "驻场人数",
        "target": "8人",
        "target_kind": "quantity",
        "actual": "10人",
        "verdict": "met",
        "reason": "inside",
        "read_as": ">=",
        "attainment": "5/4",
        "deviation": "2",
        "notes": ["comparator_from_class"],
    }
    assert Fraction(form["rows"][1]["attainment"]) == Fraction(990, 999)
    assert form["rows"][1]["deviation"] == "-9/10"
    assert (form["rows"][2]["attainment"], form["rows"][2]["deviation"], form["rows"][2]["read_as"]) == (
        None,
    ) * 3
    summary = {"met": 1, "not_met": 1, "undecided": 1, "reasons": {"actual_blank": 1}, "by_class": 1}
    assert form["summary"] == document["summary"] == summary
    _, out, _ = run("evaluate", "form.txt", "--format", "json", "--careful")
    document = json.loads(out)
    assert (document["language"], document["unstated"], document["actuals"]) == ("zh_CN", None, None)


def test_evaluate_the_example_as_json(run):
    """The document of the example: every verdict, and the findings with their place and words."""
    _, out, _ = run("evaluate", FORM, "--actuals", ACTUALS, "--format", "json")
    document = json.loads(out)
    rows = [row for form in document["forms"] for row in form["rows"]]
    assert len(rows) == 100
    assert {row["verdict"] for row in rows} == {"met", "not_met", "undecided"}
    assert {key for row in rows for key in row} == set(rows[0])
    assert sum(document["summary"][verdict] for verdict in ("met", "not_met", "undecided")) == 100
    assert document["summary"]["by_class"] == 5
    finding = document["forms"][0]["findings"][0]
    assert {"code", "severity", "path", "message"} <= finding.keys()
    assert finding["place"]["file"] == "shanghai-2022.txt"


def test_every_reason_of_an_undecided_verdict_has_a_short_word():
    """The summary can name each reason that leaves a verdict open."""
    decided = {
        Reason.INSIDE,
        Reason.OUTSIDE,
        Reason.ALL_READINGS_AGREE,
        Reason.ALL_PARTS,
        Reason.ONE_PART,
        Reason.PART_NOT_MET,
        Reason.NO_PART_MET,
    }
    words = {code.partition(".")[2] for code in catalogue("labels", "en") if code.startswith("short.")}
    assert words == {reason.value for reason in Reason if reason not in decided}
    assert {
        Note.COMPARATOR_FROM_CLASS,
        Note.COMPARATOR_FROM_DIRECTION,
    } == fiscalkpi.cli.judging._READ_BY_CLASS


# check ----------------------------------------------------------------------------------------------------


def test_check_as_it_looks(run):
    """Findings of the reader and of the checks together, then how many there are."""
    assert run("check", "form.txt", "--width", "80") == (
        0,
        "1. 政务云\n"
        "=========\n"
        "发现6项问题\n"
        "- 错误 head.missing，$.project.department：没有填写主管部门。请补充。\n"
        "- 错误 head.missing，$.project.goals.annual：没有填写绩效目标。请补充。\n"
        "- 警示 money.missing，$.project.funding：没有填写任何金额。请填写项目资金。\n"
        "- 警示 class.required-missing，form.txt，第5行第3格：缺少效益指标。原则上至少设\n"
        "  一个，请补充或说明。\n"
        "- 提示 target.unstated-comparator，form.txt，第5行第3格：「驻场人数」的“8人”没有\n"
        "  计算符号。请补写“≥”“≤”或“=”。\n"
        "- 警示 target.vague，form.txt，第7行第3格：「成本合理性」的“合理”无法衡量。请改\n"
        "  为数值，或写明好、一般、差各指什么。\n"
        "\n"
        "共1份表：错误2项，警示3项，提示1项。\n",
        "",
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [40, 80, 200])
def test_check_the_example(run, lang, width):
    """Nine forms and what they share, in any width."""
    code, out, err = run("check", FORM, "--lang", lang, "--width", width)
    assert (code, err) == (0, "")
    assert max(widths(out.splitlines())) <= width
    assert out.count("batch.same-indicators") == 2


def test_check_against_the_approved_plan(run):
    """One form belongs to one plan, whatever its name; what changed is told."""
    Path("plan.txt").write_text(
        SMALL.replace("政务云", "政务云项目").replace("≥99.9%", "≥99.99%"), encoding="utf-8"
    )
    _, out, _ = run("check", "form.txt", "--plan", "plan.txt", "--lang", "en")
    assert '"可用率" was approved as "≥99.99%" and is now "≥99.9%"' in " ".join(out.split())
    assert catalogue("labels", "en")["check.no-plan"] not in out


def test_check_finds_the_plan_by_name(run):
    """Of several plans the one of the same name counts; a form without one is told, and checked by itself."""
    name = "  市政务云基础设施服务费 "
    Path("one.txt").write_text(SMALL.replace("政务云", name), encoding="utf-8")
    _, out, _ = run("check", "one.txt", "--plan", FORM, "--format", "json")
    (form,) = json.loads(out)["forms"]
    assert form["plan"]
    assert [one["code"] for one in form["findings"]].count("plan.changed") == 14  # one row is the same
    _, out, _ = run("check", "form.txt", "--plan", FORM, "--lang", "en")
    assert catalogue("labels", "en")["check.no-plan"] in out
    assert "plan.changed" not in out


def test_check_as_json(run):
    """The document has the keys that the help of the module lists, and the codes counted."""
    code, out, _ = run("check", FORM, "--profile", "SHANGHAI_2025", "--format", "json", "--lang", "en")
    document = json.loads(out)
    assert code == 0
    assert list(document) == [
        "schema",
        "language",
        "profile",
        "policy",
        "source",
        "plan",
        "forms",
        "batch",
        "summary",
    ]
    assert (document["schema"], document["profile"]) == (CHECK_SCHEMA, "SHANGHAI_2025")
    assert document["policy"] == "MOF_2020"
    assert (document["source"], document["plan"]) == ("shanghai-2022.txt", None)
    assert document["summary"]["codes"]["class.cost-missing"] == 1
    assert [one["path"][:4] for one in document["batch"]] == ["$[5]", "$[5]", "$[6]", "$[6]"]
    found = [one for form in document["forms"] for one in form["findings"]] + document["batch"]
    assert sum(document["summary"][level] for level in ("error", "warning", "info")) == len(found)
    for form in document["forms"]:
        assert list(form) == ["project", "kind", "fiscal_year", "plan", "findings"]
    assert all(one["message"] for one in found)


def test_check_writes_to_a_file(run):
    """With -o the result goes into a file, in UTF-8, and never over an input."""
    assert run("check", "form.txt", "-o", "out.txt") == (0, "", "")
    assert "target.vague" in Path("out.txt").read_text(encoding="utf-8")
    code, _, err = run("check", "form.txt", "-o", "form.txt")
    assert code == 2
    assert err
    assert Path("form.txt").read_text(encoding="utf-8") == SMALL


def test_check_a_form_without_name(run):
    """A form without a name is called so."""
    Path("bare.txt").write_text("二级指标\t三级指标\t指标值\n质量指标\t可用率\t≥99%\n", encoding="utf-8")
    _, out, _ = run("check", "bare.txt", "--plan", FORM)
    assert catalogue("labels", "zh_CN")["field.untitled"] in out


def test_template_filled_in_is_evaluated(run):
    """Template to a file, filled in, read back."""
    assert run("evaluate", "form.txt", "--template", "-o", "sheet.csv") == (0, "", "")
    text = Path("sheet.csv").read_bytes().decode("utf-8-sig")
    assert text == (
        "项目,序号,一级指标,二级指标,三级指标,指标值,实际完成值\r\n"
        "政务云,1,产出指标,数量指标,驻场人数,8人,\r\n"
        "政务云,2,产出指标,质量指标,可用率,≥99.9%,\r\n"
        "政务云,3,产出指标,成本指标,成本合理性,合理,\r\n"
    )
    filled = re.sub(",\r\n", ",8人\r\n", text, count=1).encode("gb18030")
    Path("sheet.csv").write_bytes(filled)
    _, out, _ = run("evaluate", "form.txt", "--actuals", "sheet.csv", "--format", "json")
    document = json.loads(out)
    assert document["summary"]["met"] == 1
    assert document["actuals"]["blank"] == 2


def test_template_to_the_standard_output(capsysbinary):
    """The same bytes; the headings follow the language."""
    main(["evaluate", "form.txt", "--template", "--lang", "en"])
    main(["evaluate", "form.txt", "--template", "--lang", "en", "-o", "sheet.csv"])
    data = capsysbinary.readouterr().out
    assert data.startswith(b"\xef\xbb\xbfProject,No.,Level 1,Level 2,Indicator,Target,Actual\r\n")
    assert data == Path("sheet.csv").read_bytes()


def test_evaluate_writes_to_a_file(run):
    """The table goes to a file, in UTF-8 and of the common width."""
    assert run("evaluate", "form.txt", "-o", "out.txt") == (0, "", "")
    _, out, _ = run("evaluate", "form.txt", "--width", "100")
    assert Path("out.txt").read_text(encoding="utf-8") == out
    assert run("evaluate", "form.txt", "--format", "json", "-o", "out.txt") == (0, "", "")
    assert json.loads(Path("out.txt").read_text(encoding="utf-8"))["schema"] == SCHEMA


def test_year_of_forms_that_print_none(run):
    """The caller's year fills in where the form has none."""
    Path("form.txt").write_text(SMALL.replace("(2022年度)\n", ""), encoding="utf-8")
    _, out, _ = run("evaluate", "form.txt", "--year", "2021", "--format", "json")
    assert json.loads(out)["forms"][0]["fiscal_year"] == 2021


# show and convert -----------------------------------------------------------------------------------------


def test_show(run):
    """Each form of each file: head, goals, indicators, findings."""
    code, out, err = run("show", "form.txt", FORM)
    assert (code, err) == (0, "")
    assert out.startswith("项目支出绩效目标申报表\n======================\n\n表格种类  申报表\n")
    assert out.count("读表发现：") == 10
    assert "项目资金总额        374,196,950.00元\n" in out
    code, out, _ = run("show", "form.txt", "--lang", "en", "--width", "60")
    assert "Findings of the reader: 0\n" in out
    assert max(widths(out.split("\n"))) <= 60


def test_show_goes_on_after_a_file_that_cannot_be_read(run):
    """The other files are shown; the exit code tells that one was not."""
    code, out, err = run("show", "none.txt", "form.txt")
    assert code == 2
    assert "政务云" in out
    assert err == "错误 cli.no-file\nnone.txt：没有这个文件。请检查名称和所在文件夹。\n"


def test_convert(run):
    """An array with one document a form, read back as it was."""
    code, out, err = run("convert", FORM)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert tuple(from_dict(one, FiledForm) for one in json.loads(out)) == read_forms(FORM)
    assert run("convert", "form.txt", "--indent", "2", "-o", "out.json", "--format", "json") == (0, "", "")
    text = Path("out.json").read_text(encoding="utf-8")
    assert text.startswith('[\n  {\n    "schema": "fiscalkpi/1"')
    assert "政务云" in text


# Mistakes -------------------------------------------------------------------------------------------------


def test_error_sheet_with_problems(run):
    """All problems of the sheet, each with its line, the ways out, and an exit code of its own."""
    Path("actuals.csv").write_text("三级指标,实际完成值\n可用率,1\n可用率,2\n合理,3\n", encoding="utf-8")
    assert run("evaluate", "form.txt", "--actuals", "actuals.csv") == (
        3,
        "",
        "错误 actuals.invalid\n"
        "actuals.csv：实际值表有2处问题，没有进行判定。\n"
        "  actuals.csv，第3行第1格：“可用率”重复：第2行已有该指标。\n"
        "  actuals.csv，第4行第1格：没有名为“合理”的三级指标。最接近的有：成本合理性; 驻场人数; 可用率。\n"
        "每个指标只能有一行，请删去多余的行。\n"
        "指标名称须与表格中一致（空格和全半角不计）；不按相似匹配。\n"
        "改正后请重新运行；最多列出100处。\n",
    )
    code, _, err = run("evaluate", "form.txt", "--actuals", "actuals.csv", "--lang", "en")
    assert (code, err.split("\n")[0]) == (3, "error actuals.invalid")


def test_error_form_that_is_none(run):
    """What is no form is refused with its code and the way out; no traceback."""
    for lang, start in (("zh", "错误 form."), ("en", "error form.")):
        code, out, err = run("evaluate", "actuals.csv", "--lang", lang)
        assert (code, out) == (2, "")
        assert err.startswith(start)
        assert "Traceback" not in err


@pytest.mark.parametrize(
    ("number", "lang", "words"),
    [
        (errno.ENOENT, "zh", "错误 cli.no-file\na.csv：没有这个文件。请检查名称和所在文件夹。\n"),
        (
            errno.ENOENT,
            "en",
            "error cli.no-file\na.csv: There is no such file. Check its name and the folder.\n",
        ),
        (errno.EISDIR, "zh", "错误 cli.folder\na.csv：这是文件夹，不是文件。\n"),
        (errno.EISDIR, "en", "error cli.folder\na.csv: This is a folder, not a file.\n"),
        (errno.EACCES, "zh", "错误 cli.no-permission\na.csv：没有权限。\n"),
        (errno.EPERM, "en", "error cli.no-permission\na.csv: Permission denied.\n"),
        (errno.EIO, "en", "error cli.file\na.csv: Input/output error\n"),
    ],
)
def test_error_file_that_cannot_be_opened(run, monkeypatch, number, lang, words):
    """The words of the system are told in the language asked for."""

    def fail(path, *_, **__):
        raise OSError(number, os.strerror(number), path)

    monkeypatch.setattr(fiscalkpi.cli.judging, "read_actuals", fail)
    assert run("evaluate", "form.txt", "--actuals", "a.csv", "--lang", lang) == (2, "", words)


def test_error_without_number_or_name(run, monkeypatch):
    """A failure that says little is told as far as it goes."""
    monkeypatch.setattr(fiscalkpi.cli, "read_forms", lambda *_, **__: (_ for _ in ()).throw(OSError()))
    assert run("show", "form.txt", "--lang", "en") == (2, "", "error cli.file\n-: OSError\n")


def test_error_is_drawn_with_its_caret(run, monkeypatch):
    """Place, sentence, the text with a caret, the way out; nothing in it can play with the terminal."""

    def fail(*_, **__):
        raise FormError("unit.not-a-unit", text="3天", span=(0, 1), place=Place(file="a\x1b[2J.txt", row=2))

    monkeypatch.setattr(fiscalkpi.cli, "read_forms", fail)
    code, _, err = run("convert", "form.txt", "--lang", "en")
    assert code == 2
    assert err == (
        "error unit.not-a-unit\n"
        'a\\u001b[2J.txt, line 2: "3天" cannot be a unit\n'
        "  3天\n"
        "  ^\n"
        "Write a name such as %, 万元, 人次 or 元/亩, at most 24 characters, without a number or a sign before it.\n"
    )


@pytest.mark.parametrize(
    "argv",
    [
        ["convert", "form.txt", "-o", "form.txt"],
        ["evaluate", "form.txt", "-o", "./form.txt"],
        ["evaluate", "form.txt", "--template", "-o", "form.txt"],
        ["evaluate", "form.txt", "--actuals", "actuals.csv", "-o", "actuals.csv"],
    ],
)
def test_error_output_would_destroy_an_input(run, argv):
    """A file that was read is never written over."""
    before = Path("form.txt").read_bytes(), Path("actuals.csv").read_bytes()
    code, _, err = run(*argv)
    assert (code, err) == (2, f"错误 cli.same-file\n{argv[-1]}：输出文件就是输入文件，请另取名称。\n")
    assert (Path("form.txt").read_bytes(), Path("actuals.csv").read_bytes()) == before


def test_error_output_cannot_be_written(run):
    """A folder that is not there."""
    code, _, err = run("convert", "form.txt", "-o", "none/out.json")
    assert (code, err.split("\n")[0]) == (2, "错误 cli.no-file")


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["judge"], "argument COMMAND: invalid choice: 'judge'"),
        (["show"], "the following arguments are required: FORM"),
        (["evaluate", "a", "--template", "--actuals", "b"], "not allowed with argument --template"),
        (["evaluate", "a", "--template", "--format", "json"], "--template writes CSV, not JSON"),
        (["evaluate", "a", "--lang", "fr"], "invalid choice: 'fr'"),
        (
            ["show", "a", "--year", "99"],
            "argument --year: a whole number from 1990 to 2100 is needed, not '99'",
        ),
        (["show", "a", "--year", "２０２２"], "a whole number"),
        (
            ["show", "a", "--width", "39"],
            "argument --width: a whole number from 40 to 1000 is needed, not '39'",
        ),
        (["convert", "a", "--indent", "9999999999"], "argument --indent: a whole number from 0 to 16"),
    ],
)
def test_error_usage(capsys, argv, words):
    """Wrong usage ends with 2 and says what was wrong."""
    assert words in usage_error(capsys, *argv)


# Around it ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "argv", [["--help"], ["show", "--help"], ["evaluate", "--help"], ["convert", "--help"]]
)
def test_help_tells_the_exit_codes(capsys, argv):
    """The help of each command lists the exit codes, in both languages."""
    with pytest.raises(SystemExit) as caught:
        main(argv)
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert "exit codes:\n  0  done" in out
    assert "实际值表有问题" in out


def test_version(capsys, monkeypatch):
    """The version of the installed package; from the bare source, that it is not installed."""
    for found, shown in (("1.2.3", "fiscalkpi 1.2.3\n"), (None, "fiscalkpi (not installed)\n")):

        def version(name, found=found):
            if found is None:
                raise importlib.metadata.PackageNotFoundError(name)
            return found

        monkeypatch.setattr(importlib.metadata, "version", version)
        with pytest.raises(SystemExit) as caught:
            main(["--version"])
        assert (caught.value.code, capsys.readouterr().out) == (0, shown)


class Closed(io.StringIO):
    """An output whose reader has gone."""

    def write(self, text):
        raise BrokenPipeError


def test_closed_pipe_ends_quietly(monkeypatch, capsys):
    """No traceback where the reader of the output goes away, with a file behind the output or without."""
    monkeypatch.setattr(sys, "stdout", Closed())
    assert main(["show", str(FORM)]) == 141
    assert capsys.readouterr().err == ""


def test_closed_pipe_of_a_process():
    """The process itself: the output is closed after a line."""
    command = [sys.executable, "-m", "fiscalkpi", "show", *[str(FORM)] * 20]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_interrupt_ends_quietly(run, monkeypatch):
    """Ctrl-C is no mistake to trace."""

    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(fiscalkpi.cli, "read_forms", interrupt)
    assert run("show", "form.txt") == (130, "", "")


def test_a_mistake_in_the_program_is_traced(monkeypatch):
    """What is not ours to tell is not hidden."""
    monkeypatch.setattr(fiscalkpi.cli, "form_text", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["show", "form.txt"])


def environment(**more):
    source = str(Path(fiscalkpi.__file__).parents[1])
    return {**os.environ, "PYTHONPATH": source, **more}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "ascii"])
def test_output_in_the_encoding_of_the_terminal(monkeypatch, encoding):
    """A table shows what the terminal can; JSON and the template are UTF-8 whatever it speaks."""

    def call(*argv):
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        main(argv)
        err.flush()
        return out.buffer.getvalue() or err.buffer.getvalue()

    shown = call("show", "form.txt").decode(encoding)
    assert ("政务云" in shown) is (encoding != "ascii")
    assert ("???" in shown) is (encoding == "ascii")
    assert ("没有这个文件" in call("show", "none.txt").decode(encoding)) is (encoding != "ascii")
    assert json.loads(call("convert", "form.txt").decode("utf-8"))[0]["project"]["name"] == "政务云"
    assert json.loads(call("evaluate", "form.txt", "--format", "json").decode("utf-8"))["schema"] == SCHEMA
    assert call("evaluate", "form.txt", "--template").startswith("\ufeff项目,".encode())


def test_output_without_bytes_behind_it(monkeypatch):
    """An output that takes text only, as in some shells of Python."""
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["convert", "form.txt"]) == 0
    assert json.loads(out.getvalue())[0]["project"]["name"] == "政务云"


class Terminal(io.StringIO):
    """An output that is a terminal."""

    def isatty(self):
        return True

    def fileno(self):
        return 1


@pytest.mark.parametrize(
    ("size", "width"), [(os.terminal_size((72, 24)), 72), (os.terminal_size((0, 0)), 100), (OSError(), 100)]
)
def test_width_is_that_of_the_terminal(monkeypatch, size, width):
    """A terminal says how wide it is; one that does not know is taken as the common width."""

    def asked(_):
        if isinstance(size, OSError):
            raise size
        return size

    out = Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(os, "get_terminal_size", asked)
    main(["evaluate", str(FORM), "--actuals", str(ACTUALS)])
    assert max(widths(out.getvalue().split("\n"))) == width


def test_start_is_without_extras(monkeypatch):
    """Nothing is imported that is not installed with the package."""
    script = (
        "import sys\n"
        "from fiscalkpi.cli import main\n"
        f"main(['evaluate', {str(FORM)!r}, '--actuals', {str(ACTUALS)!r}, '-o', 'out.txt'])\n"
        "known = {'fiscalkpi', 'attr', 'attrs', 'babel', 'cattrs', 'typing_extensions', 'exceptiongroup'}\n"
        "found = {name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names) - known\n"
        "print(sorted(name for name in found if not name.startswith(('_', 'sitecustomize'))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment()
    )
    assert done.stdout == "[]\n"


def test_module_runs_as_a_command(capsys, monkeypatch):
    """``python -m fiscalkpi`` is the command."""
    monkeypatch.setattr(sys, "argv", ["fiscalkpi", "show", "form.txt"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("fiscalkpi", run_name="__main__")
    assert caught.value.code == 0
    assert "政务云" in capsys.readouterr().out
    assert importlib.import_module("fiscalkpi.__main__").main is main  # importing it runs nothing


def test_error_score_with_an_unknown_policy(run):
    """A policy that is neither a preset nor a file: both languages name the presets."""
    code, _, err = run("score", "form.txt", "--policy", "MOF_2022")
    assert (code, err) == (
        2,
        "错误 policy.unknown\n没有名为MOF_2022的评分办法，也没有这个文件；"
        "现有：MOF_2020, MOF_2021, PROVINCIAL_LINEAR。\n请用其中之一，或写出自定评分办法的JSON文件名。\n",
    )
    _, _, err = run("score", "form.txt", "--policy", "MOF_2022", "--lang", "en")
    assert "MOF_2022 is neither a policy of the library nor a file; there are: MOF_2020" in err
