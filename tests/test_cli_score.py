"""The command ``score``: cards, documents, filled forms, policies, amounts, and what is refused."""

import json
from pathlib import Path

import attrs
import pytest

from fiscalkpi import MOF_2020, read_form, to_json
from fiscalkpi._text import display_width
from fiscalkpi.cli import SCORE_SCHEMA, main

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
效益指标\t社会效益指标\t服务能力\t提升
满意度指标\t服务对象满意度指标\t满意度\t≥90%
"""
SMALL_ACTUALS = "三级指标,实际完成值\n驻场人数,10人\n可用率,99%\n满意度,85%\n"
AMOUNTS = ("--adjusted", "25万元", "--spent", "215457.60元")


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("form.txt").write_text(SMALL, encoding="utf-8")
    Path("actuals.csv").write_text(SMALL_ACTUALS, encoding="utf-8")


@pytest.fixture
def run(capsys):
    """Return a function that runs ``score`` and returns exit code, output and errors."""

    def call(*argv):
        code = main(["score", *(str(one) for one in argv)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_card_in_the_terminal(run):
    """25 + 24.77 + 9.44 + 8.62 = 67.83; the row of prose waits for a value."""
    code, out, err = run("form.txt", "--actuals", "actuals.csv", *AMOUNTS, "--lang", "en")
    assert (code, err) == (0, "")
    assert out.startswith("1. 政务云\n=========\nTotal 67.83 of 100 (policy MOF_2020).\n")
    assert "25 × 99 ÷ 99.9 = 24.77 of 25" in out
    assert "30 points are open; the total can become 67.83 to 97.83." in out
    assert out.endswith("Forms: 1; complete: 0.\n")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [60, 100])
def test_the_example(run, lang, width):
    """Nine forms, each a card within the width."""
    code, out, err = run(FORM, "--actuals", ACTUALS, "--lang", lang, "--width", width)
    assert (code, err) == (0, "")
    assert max(map(display_width, out.splitlines())) <= width
    assert out.count("MOF_2020") == 9


def test_document(run):
    """JSON: exact numbers as text, codes as arrays, the execution line last."""
    code, out, err = run(
        "form.txt", "--actuals", "actuals.csv", *AMOUNTS, "--format", "json", "--policy", "MOF_2021"
    )
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert (document["schema"], document["policy"]) == (SCORE_SCHEMA, "MOF_2021")
    assert (document["source"], document["actuals"]) == ("form.txt", "actuals.csv")
    (form,) = document["forms"]
    assert (form["project"], form["complete"], form["grade"], form["scheme"]) == (
        "政务云",
        False,
        None,
        "W2021-no-cost",
    )
    assert [line["points"] for line in form["lines"]] == ["25.00", "24.44", None, "8.00", None]
    assert form["lines"][1]["attainment"] == "110/111"
    assert form["lines"][3]["rule"] == "satisfaction_bands"
    assert form["lines"][4]["notes"] == ["finished_unknown", "weight_default"]
    assert (form["total"], form["lowest"], form["highest"]) == ("57.44", "57.44", "97.44")


@pytest.mark.parametrize(("answer", "points"), [("yes", "10.00"), ("no", "7.00")])
def test_finished_is_asked_by_banded_execution(run, answer, points):
    """Finished within the budget: full; unfinished at 86 %: 7 of 10."""
    _, out, _ = run("form.txt", *AMOUNTS, "--policy", "MOF_2021", "--finished", answer, "--format", "json")
    assert json.loads(out)["forms"][0]["lines"][-1]["points"] == points


def test_filled_form(run):
    """The self-evaluation as text reads back with values, points and money."""
    code, out, err = run(
        "form.txt", "--actuals", "actuals.csv", *AMOUNTS, "--format", "form", "-o", "filled.txt"
    )
    assert (code, out, err) == (0, "", "")
    form = read_form("filled.txt")
    assert form.kind == "self_evaluation"
    assert [str(result.points) for result in form.results] == ["25.00", "24.77", "None", "9.44"]
    assert str(form.execution.points) == "8.62"
    code, out, _ = run("filled.txt", "--lang", "en")
    assert code == 0
    assert "score.points-differ" not in out


def test_check_holds_filed_points_against_the_policy_named(run, capsys):
    """A form filled under the bands of 财预〔2021〕101号: 85 % of satisfaction and 86.18 % of execution."""
    under = ("--policy", "MOF_2021", "--finished", "no")
    filled = ("--format", "form", "-o", "filled.txt")
    assert run("form.txt", "--actuals", "actuals.csv", *AMOUNTS, *under, *filled)[0] == 0
    told = []
    for policy in ((), ("--policy", "MOF_2021")):
        assert main(["check", "filled.txt", *policy, "--format", "json"]) == 0
        document = json.loads(capsys.readouterr().out)
        told.append((document["policy"], {one["code"] for one in document["forms"][0]["findings"]}))
    (usual, questioned), (named, accepted) = told
    assert (usual, named) == ("MOF_2020", "MOF_2021")
    assert questioned - accepted == {"execution.points"}


def test_own_policy_from_a_file(run):
    """A policy in JSON, as to_json writes it."""
    own = attrs.evolve(MOF_2020, name="我局", quantity="above_floor", floor="0.9")
    Path("policy.json").write_text(to_json(own), encoding="utf-8")
    _, out, _ = run("form.txt", "--actuals", "actuals.csv", "--policy", "policy.json", "--format", "json")
    document = json.loads(out)
    assert document["policy"] == "我局"
    assert document["forms"][0]["lines"][3]["points"] == "4.44"


def test_what_a_person_decides_comes_from_a_file(run):
    """The share of a band, with its reason, which goes into the filled form."""
    Path("actuals.csv").write_text(SMALL_ACTUALS + "服务能力,部分达成\n", encoding="utf-8")
    judged = {"服务能力": {"share": 0.75, "reason": "验收意见：基本符合"}}
    Path("judged.json").write_text(json.dumps(judged), encoding="utf-8")
    given = ("form.txt", "--actuals", "actuals.csv", *AMOUNTS, "--judgements", "judged.json")
    _, out, _ = run(*given, "--format", "json")
    form = json.loads(out)["forms"][0]
    assert (form["lines"][2]["points"], form["complete"], form["grade"]) == ("22.50", True, "优")
    _, out, _ = run(*given, "--format", "form")
    assert "服务能力\t提升\t部分达成\t30.00\t22.50\t验收意见：基本符合" in out


def test_judgements_of_several_forms_stand_below_their_projects(run):
    """The name of a project, then the rows of its form."""
    judged = {"市政务外网通信服务费": {"市级政务外网基础设施水平": {"share": "0.7"}}}
    Path("judged.json").write_text(json.dumps(judged), encoding="utf-8")
    Path("actuals.json").write_text(
        json.dumps({"市政务外网通信服务费": {"市级政务外网基础设施水平": "部分达成"}}), "utf-8"
    )
    code, out, _ = run(FORM, "--actuals", "actuals.json", "--judgements", "judged.json", "--format", "json")
    assert code == 0
    assert [line["points"] for line in json.loads(out)["forms"][5]["lines"] if line["points"]] == ["10.50"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "score.judgements-file"),
        ("[1]", "score.judgements-file"),
        ('{"没有": {"share": "1"}}', "score.rows"),
        ('{"可用率": {"share": "1"}}', "score.judgements"),
        ('{"可用率": {"shares": "1"}}', "structure.invalid"),
    ],
)
def test_error_in_judgements(run, text, words):
    """A file that holds none, a row that is not there, a judgement that does not fit."""
    Path("judged.json").write_text(text, encoding="utf-8")
    code, out, err = run("form.txt", "--judgements", "judged.json", "--lang", "en")
    assert (code, out) == (2, "")
    assert words in err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '{"可用率": {"share": "高"}, "服务能力": {"deduct": "-1"}, "满意度": {"shares": "1"}}',
            ["$.可用率.share", "$.服务能力", "$.满意度.shares"],
        ),
        ('{"可用率": {"share": 7e-1}}', ["$.可用率.share"]),
        ('{"可用率": {"share": 0.7}, "可用率": {"share": 0.8}}', ["$.可用率"]),
        ('{"可用率": 0.7}', ["$.可用率"]),
        ('{"可用率": {"share": "1.5"}}', ["$.可用率：此处的取值不成立：比例“1.5”不是0至1之间的数。\n"]),
        ('{"可用率": {\n"share" 1}}', ["$：自第2行第9列起不是JSON"]),
    ],
)
def test_a_mistake_in_a_judgement_names_its_row(run, text, told):
    """All mistakes are told at once, each with the name of its row, or where the file is no JSON."""
    Path("judged.json").write_text(text, encoding="utf-8")
    code, _, err = run("form.txt", "--judgements", "judged.json", "--lang", "zh")
    assert code == 2
    assert [path for path in told if path not in err] == []


def test_a_mistake_in_a_judgement_of_several_forms_names_form_and_row(run):
    """Below the name of its project."""
    Path("judged.json").write_text('\ufeff{"市政务外网通信服务费": {"使用者满意度": {"share": 2}}}', "utf-8")
    code, _, err = run(FORM, "--judgements", "judged.json", "--lang", "en")
    assert code == 2
    assert "$.市政务外网通信服务费.使用者满意度: " in err


def test_error_judgements_of_another_project(run):
    """For several forms a name that is no project is refused."""
    Path("judged.json").write_text('{"可用率": {}}', encoding="utf-8")
    code, _, err = run(FORM, "--judgements", "judged.json", "--lang", "en")
    assert code == 2
    assert "score.judgements-project" in err


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        ((FORM, *AMOUNTS), 2, "score.execution-of-several"),
        (("form.txt", "--spent", "许多"), 2, "amount."),
        (("form.txt", "--policy", "MOF_1999"), 2, "policy.unknown"),
        (("form.txt", "--policy", "form.txt"), 2, "structure."),
        (("none.txt",), 2, "form.unreadable"),
    ],
)
def test_error_is_told_with_its_code(run, argv, code, words):
    """What cannot be done is told on the standard error, nothing is written."""
    found, out, err = run(*argv, "--lang", "en")
    assert (found, out) == (code, "")
    assert words in err or "cli.no-file" in err


def test_form_without_a_name(run):
    """A form that prints no name is named by its title."""
    Path("form.txt").write_text(SMALL.replace("项目名称\t政务云\n", ""), encoding="utf-8")
    _, out, _ = run("form.txt", "--lang", "en")
    assert out.startswith("1. 项目支出绩效目标申报表")


@pytest.mark.parametrize(
    ("unit", "amount", "refused"),
    [
        ("万元", "500", True),
        ("万元", "-1,000.50", True),
        ("万元", "５００", True),
        ("万元", "0", False),
        ("万元", "500万元", False),
        ("万元", "500元", False),
        ("元", "500", False),
        (None, "500", False),
    ],
)
def test_an_amount_without_a_unit_is_not_guessed(run, unit, amount, refused):
    """500 beside a form that counts in 万元 could be either."""
    head = "" if unit is None else f"项目资金（{unit}）\t年度资金总额\t600\n"
    Path("form.txt").write_text(SMALL.replace("一级指标", f"{head}一级指标", 1), encoding="utf-8")
    code, _, err = run("form.txt", f"--adjusted={amount}", "--lang", "zh")
    assert code == (2 if refused else 0)
    assert (
        f"“{amount}”没有写单位，而表中的金额单位是万元。\n请连单位一起写，如“{amount}万元”" in err
    ) is refused
    if refused:
        code, _, err = run("form.txt", f"--spent={amount}", "--lang", "en")
        assert (code, "has no unit, and the form counts in 万元" in err) == (2, True)
