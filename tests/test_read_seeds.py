"""The nine seed forms are read whole, cell for cell as they were transcribed by eye."""

import json
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest

from fiscalkpi import Yuan, classify, read_form, read_forms
from fiscalkpi.taxonomy import fold_class

ROOT = Path(__file__).parents[1]
GOLDEN = json.loads((ROOT / "tests" / "data" / "seeds_golden.json").read_text(encoding="utf-8"))["forms"]
SHIPPED = ROOT / "docs" / "examples" / "shanghai-2022.txt"
SHARED = os.environ.get("FISCALKPI_SHARED")

NUMBERS = range(len(GOLDEN))
# Three rows of form 8 stand beside a header that is itself shifted: what to call that is a judgement.
WEAK = {(7, 1), (7, 7), (7, 10)}


@pytest.fixture(scope="module", params=["shipped", "document"])
def path(request):
    """The copy with short prose that the project ships, and the document itself where it is at hand."""
    if request.param == "shipped":
        return SHIPPED
    if not SHARED:
        pytest.skip("FISCALKPI_SHARED does not name the folder of the collected forms")
    return Path(SHARED) / "seeds" / "shanghai-2022.txt"


@pytest.fixture(scope="module")
def forms(path):
    return read_forms(path)


def codes(form, line):
    return {finding.code for finding in form.findings if finding.place.row == line}


def test_there_are_nine(forms):
    """Nine forms, a hundred indicators, 1,395,208,535.00 yuan."""
    assert len(forms) == 9
    assert sum(len(form.project.goals.indicators) for form in forms) == 100
    assert sum(form.project.funding.total for form in forms) == Yuan.parse("1,395,208,535.00")
    assert {form.kind.value for form in forms} == {"plan"}
    assert not any(form.results or form.extra or form.project.extra for form in forms)


@pytest.mark.parametrize("number", NUMBERS)
def test_head(forms, number):
    """Title, year, names, dates, and the years of the overall goal."""
    project, golden = forms[number].project, GOLDEN[number]
    for field in ("title", "fiscal_year", "name", "category", "department", "implementing_unit"):
        assert getattr(project, field) == golden[field], field
    assert (str(project.start), str(project.end)) == (golden["start"], golden["end"])
    assert project.goals.overall_years == golden["overall_years"]


@pytest.mark.parametrize("number", NUMBERS)
def test_money(forms, number):
    """Seven fields, three of them blank, and a line for each in the order of the form."""
    funding, golden = forms[number].project.funding, GOLDEN[number]
    for field, text in golden["funding"].items():
        assert getattr(funding, field) == (Yuan.parse(text) if text else None), field
        assert funding.state(field) == ("filled" if text else "blank"), field
    assert funding.unit == golden["funding_unit"]
    assert [line.label for line in funding.lines] == [
        "项目资金总额",
        "年度资金申请总额",
        "其中：财政资金",
        "其中：当年财政拨款",
        "上年结转资金",
        "其他资金",
        "其他资金",
    ]
    assert [line.role for line in funding.lines if line.scope == "project"] == ["total", "fiscal", "other"]
    assert [line.depth for line in funding.lines] == [0, 0, 1, 1, 0, 0, 0]


@pytest.mark.parametrize("number", NUMBERS)
def test_indicators(forms, number):
    """Both levels, name and target as filed, at the line where they stand; what is lost is not invented."""
    golden = GOLDEN[number]["indicators"]
    read = [
        {
            "line": one.place.row,
            "level1": one.level1,
            "level2": one.level2,
            "name": one.name,
            "target": one.target.text or None,
        }
        for one in forms[number].project.goals.indicators
    ]
    assert read == golden


@pytest.mark.parametrize("number", NUMBERS)
def test_drift_is_told_and_nothing_else(forms, number):
    """Each row that drifts has the finding that says how; every other row has none."""
    form, golden = forms[number], GOLDEN[number]
    for index, row in enumerate(golden["indicators"], start=1):
        found = codes(form, row["line"])
        if row["level1"] is None:
            assert found == {"layout.level1-inferred"}
        elif str(index) in golden["drift"]:
            stem = golden["drift"][str(index)]
            assert f"layout.{stem.replace('_', '-')}" in found or ((number, index) in WEAK and found)
        else:
            assert found == set()


def test_other_findings(forms):
    """Beside the rows: goals broken by a page, a rule of hyphens, a lost title."""
    rows = {(number, row["line"]) for number in NUMBERS for row in GOLDEN[number]["indicators"]}
    beside = [
        (number + 1, finding.code)
        for number in NUMBERS
        for finding in forms[number].findings
        if (number, finding.place.row) not in rows
    ]
    assert beside == [
        (1, "layout.goal-continued"),
        (1, "layout.stray-row"),
        (8, "layout.goal-continued"),
        (8, "layout.header-title-lost"),
    ]


def test_level1_is_inferred_by_classify_only(forms):
    """The model keeps what is printed; the class comes from level 2."""
    for one in forms[0].project.goals.indicators[:9]:
        assert one.level1 is None
        assert classify(one).level1 == "产出"


def test_goals_are_whole(forms):
    """Page breaks leave no mark: form 1 breaks inside a word, form 8 between two paragraphs."""
    first, eighth = forms[0].project.goals, forms[7].project.goals
    assert "\n" not in first.overall
    assert "样式" in first.overall
    assert first.overall.endswith(("。",))
    assert "\n6、" in eighth.annual
    for form in forms:
        goals = form.project.goals
        assert goals.overall
        assert goals.annual
        assert "<" not in goals.overall + goals.annual
        assert goals.parts == ()
        assert form.goal_result is None
    assert forms[3].project.goals.overall == forms[3].project.goals.annual
    assert forms[4].project.goals.overall == forms[6].project.goals.overall


def test_paragraphs_of_the_document(forms, path):
    """Every paragraph of the file is a line of a goal."""
    text = path.read_text(encoding="utf-8")
    filed = [part.strip() for part in text.replace("</p>", "<p>").split("<p>")[1::2]]
    lines = "\n".join(f"{form.project.goals.overall}\n{form.project.goals.annual}" for form in forms)
    assert all(paragraph in lines for paragraph in filed)


def test_every_finding_is_placed_and_worded(forms):
    """Line and cell, path and words in both languages stand in each finding."""
    for form in forms:
        for finding in form.findings:
            assert finding.place.file == "shanghai-2022.txt"
            assert finding.place.row
            assert finding.place.cell
            assert finding.path.startswith("$")
            assert finding.message("zh_CN") != finding.message("en")


def without_places(form):
    """Return a form by what it says: equality of the model ignores places, findings do not."""
    return form.project, [(finding.code, finding.path, finding.params) for finding in form.findings]


def blocks(path):
    """Return the text of each form."""
    text = path.read_text(encoding="utf-8")
    starts = [text.index("财政项目支出", 0)]
    while (at := text.find("\n财政项目支出", starts[-1])) > 0:
        starts.append(at + 1)
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


@pytest.mark.parametrize("number", NUMBERS)
def test_one_alone(path, forms, number):
    """A form alone in a file says what it says among the others."""
    alone = read_form(blocks(path)[number].encode())
    assert without_places(alone) == without_places(forms[number])


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("\n\n", "\n\n\n\n"),
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("\n", " \t\t\n"),
        lambda text: "\ufeff" + text,
    ],
    ids=[
        "crlf",
        "cr",
        "blank lines doubled",
        "blank lines everywhere",
        "no blank lines",
        "blanks behind",
        "mark",
    ],
)
def test_lines_end_as_they_like(path, forms, change):
    """Line ends, blank lines and blanks behind the last cell say nothing."""
    changed = read_forms(change(path.read_text(encoding="utf-8")).encode())
    assert [without_places(form) for form in changed] == [without_places(form) for form in forms]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig", "utf-32"])
def test_encodings(path, forms, encoding):
    """The same forms come out of every encoding that is read; GB18030 is said."""
    read = read_forms(path.read_text(encoding="utf-8").encode(encoding))
    assert [form.project for form in read] == [form.project for form in forms]
    assert (read[0].findings[0].code == "layout.encoding") == (encoding == "gb18030")


OTHERS = sorted((Path(SHARED) / "forms").glob("*.json")) if SHARED else []


def plain(text):
    """Compare as the goldens ask: without blanks, tabs and ``|``."""
    return re.sub(r"[\s|]", "", text or "")


@pytest.mark.skipif(not SHARED, reason="FISCALKPI_SHARED does not name the folder of the collected forms")
@pytest.mark.parametrize("golden", OTHERS, ids=lambda path: path.stem)
def test_forms_of_other_provinces(golden):
    """Split targets, money in rows and columns, flat sheets, self-evaluations: the same reader reads them."""
    expected = json.loads(golden.read_text(encoding="utf-8"))
    form = read_form(golden.with_suffix(".txt"), fiscal_year=2025)
    indicators = form.project.goals.indicators
    assert len(indicators) == len(expected["indicators"])
    for index, (one, row) in enumerate(zip(indicators, expected["indicators"], strict=True)):
        assert fold_class(one.level1 or "") == fold_class(row["level1"] or "")
        assert fold_class(one.level2 or "") == fold_class(row["level2"] or "")
        assert one.name == row["name"]
        assert plain(one.target.text) == plain(row["target"])
        assert one.weight == (None if row["weight"] is None else Decimal(row["weight"]))
        assert one.direction == row.get("direction")
        if row["actual"] is not None:
            assert form.results[index].actual.text == row["actual"]
            assert form.results[index].points == row["score"]
    assert form.project.fiscal_year == expected["fiscal_year"]
    assert form.project.department == expected.get("department")
    if form.project.implementing_unit is not None:  # a report names it in its title only
        assert form.project.implementing_unit == expected["unit"]
        assert form.project.name == expected["name"]
    assert "layout.cell-unused" not in [finding.code for finding in form.findings]
