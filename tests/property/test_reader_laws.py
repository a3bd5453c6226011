"""Laws of the reader: whatever is damaged, nothing crashes and nothing is lost in silence."""

import io
import json
import re
from pathlib import Path

import attrs
from hypothesis import given
from hypothesis import strategies as st

from fiscalkpi import FiledForm, FormError, from_json, read_forms, to_json
from fiscalkpi.forms import layout
from fiscalkpi.forms.funds import points_of
from fiscalkpi.forms.grid import paragraphs
from fiscalkpi.forms.reader import read_grid
from fiscalkpi.forms.record import Use
from fiscalkpi.forms.txt import read_txt

TEXT = (Path(__file__).parents[2] / "docs" / "examples" / "shanghai-2022.txt").read_text(encoding="utf-8")
BLOCKS = [f"\n{block}" for block in re.split(r"\n(?=财政项目支出)", TEXT)[1:]]
PLAIN = read_forms(io.StringIO(TEXT))

# Small forms of other kinds, with arrows for tabs.
OTHERS = [
    text.replace("→", "\t")
    for text in (
        "2022年度某项目自评表\n部门:某校→公开14表\n项目名称→营养\n项目资金 (元)→→年初预算数→全年预算数→全年执行数→分值→执行率→得分\n"
        "→年度资金总额→→387664.62→387664.62→10→100%→10\n→其他资金→—→—→—→—→→—\n年度 总体 目标→预期目标→实际完成情况\n"
        "→落实→已落实\n绩效指标→→→年度指标值→→→实际完成值→分值→得分→偏差原因分析及改进措施\n"
        "一级指标→二级指标→三级指标→指标性质→指标值→度量单位\n产出指标→数量指标→人数→≧→735→人次→735→10→10→\n"
        "→质量指标→覆盖率→≧→100→%→98%→10→9→不足\n其他需要说明事项→无\n总分→100→96→优\n",
        "部门预算项目绩效目标申报表(2023年度)\n金额单位:元\n单位名称→项目名称→预算数→年度目标→一级指标→二级指标→三级指标→指标性质→指标值→度量单位→权重\n"
        "820-某部门→→900.50→→→→→→→→\n820001-某府→报酬→500.00→按时发放→效益指标→社会效益指标→稳定→≥→95→%→10\n"
        "→→→→产出指标→时效指标→时效→定性→12月底之前→→20\n→养护→400.50→畅通→产出指标→数量指标→里程→≥→5→公里→90\n",
        "某局2022年度经费绩效自评工作报告\n(二)项目资金情况。\n全年预算数2565万元,全年执行数2565万元,预算执行率100%\n"
        "指标名称→计量单位→指标性质→指标值\n人员→人→=→512\n持续期→→定性→基本建立\n",
        "项目支出绩效目标申报表\n(2021年度)\n项目名称→扶助\n项目资金(万元)→年度资金总额→金额(万元)\n→(一)财政拨款小计→6.30\n"
        "→1、一般公共预算→6.30\n总体 目标→年度目标\n→给予扶助\n绩效指标→一级指标→二级指标→三级指标→指标值→备注\n"
        "绩效指标→项目完成 指标→数量指标→扶助→63人→\n→→时效指标→资金拨付→12月底到位→无\n审核意见→(盖章)\n",
    )
]
BASES = [*BLOCKS, "\n".join(BLOCKS[:2]), "\n".join(OTHERS[:2]), *OTHERS]

JUNK = [
    "",
    "10万 20万",
    "2022-02-30",
    "很长" * 1200,
    "产出指标",
    "成本指标",
    "合计",
    "≥",
    "定性",
    "项目名称",
    "主管部门：",
    "年度目标",
    "年度绩效目标2",
    ":",
    "(元)",
    "单位:万元",
    "***",
    "1e999",
    "-" * 20,
    "\x01",
    "<p>",
    "绩效目标申报表",
    "预算数",
    "指标2",
    "{0}{x.__class__}",
]


@st.composite
def damaged(draw):
    """Return a form of BASES with rows, columns or cells out of place, and some junk."""
    rows = [line.split("\t") for line in draw(st.sampled_from(BASES)).split("\n")]
    random = draw(st.randoms(use_true_random=False))
    for kind in draw(st.lists(st.sampled_from(DAMAGES), min_size=1, max_size=3)):
        rows = kind(random, rows)
    for junk in draw(st.lists(st.sampled_from(JUNK) | st.text(max_size=12), max_size=5)):
        row = random.choice(rows)
        row[random.randrange(len(row))] = (
            junk.replace("\n", " ").replace("\r", " ").replace("\t", " ").replace("\0", " ")
        )
    return "\n".join("\t".join(row) for row in rows)


def shuffle_rows(random, rows):
    return random.sample(rows, len(rows))


def shuffle_columns(random, rows):
    width = max(map(len, rows))
    order = random.sample(range(width), width)
    return [[(row + [""] * width)[index] for index in order] for row in rows]


def drop_cells(random, rows):
    return [[cell if random.random() > 0.2 else "" for cell in row] for row in rows]


def drop_leading_blanks(random, rows):
    dropped = []
    for row in rows:
        blanks = next((at for at, cell in enumerate(row) if cell), 0)
        dropped.append(row[random.randint(0, blanks) :])
    return dropped


def move_right(random, rows):
    return [[*([""] * random.choice([0, 0, 0, 1, 2])), *row] for row in rows]


def cut(random, rows):
    start, end = sorted(random.sample(range(len(rows) + 1), 2))
    return rows[start:end]


def swap_cells(random, rows):
    rows = [list(row) for row in rows]
    for _ in range(20):
        one, other = random.choice(rows), random.choice(rows)
        at, there = random.randrange(len(one)), random.randrange(len(other))
        one[at], other[there] = other[there], one[at]
    return rows


def double_rows(random, rows):
    return [row for row in rows for _ in range(random.choice([1, 1, 1, 2]))]


DAMAGES = [
    shuffle_rows,
    shuffle_columns,
    drop_cells,
    drop_leading_blanks,
    move_right,
    cut,
    swap_cells,
    double_rows,
]


def read(text):
    """Return the forms of a text, none where it holds none."""
    try:
        return read_forms(io.StringIO(text))
    except FormError as error:
        assert error.code in ("form.no-form", "form.empty", "form.not-text")  # noqa: PT017 - others are failures
        return ()


def said(forms):
    """Return everything that the forms hold, as one text."""
    return json.dumps([json.loads(to_json(form)) for form in forms], ensure_ascii=False)


def is_held(text, blob):
    """Whether the forms hold a filed text: its lines as they stand, or the number or the day that it is."""
    texts = [text]
    if re.search("[:：]", text):
        texts.append(re.split("[:：]", text, maxsplit=1)[1].strip())  # a label and its value in one cell
    held = any(
        all(json.dumps(line, ensure_ascii=False)[1:-1] in blob for line in paragraphs(one).split("\n"))
        for one in texts
    )
    return held or points_of(text) is not None or re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None


def is_word(text):
    """Whether a text is a word that forms are made of, by the data alone; also with a value behind a colon."""
    folded = layout.key(re.split("[:：]", text, maxsplit=1)[0])
    of_key = (layout.label_of, layout.column_role, layout.project_role, layout.money_column)
    of_text = (layout.footer_kind, layout.year_alone, layout.sheet_unit, layout.is_sheet_number)
    known = any(one(folded) for one in of_key) or any(one(text) for one in of_text)
    return known or layout.looks(text).label or re.fullmatch(r"指标[1-9][:：]?|[.…·]{2,}", text) is not None


@given(damaged())
def test_nothing_is_lost_in_silence(text):
    """Each filled cell became a label, a value or a stray line, or a finding names it; a value can be found again."""
    if not read(text):
        return
    grid = read_txt(io.StringIO(text))
    forms, uses = read_grid(grid)
    told = {
        (place.row, place.cell)
        for form in forms
        for finding in form.findings
        for place in (finding.place, *finding.related)
        if place is not None
    }
    blob = said(forms)
    for row in grid.rows:
        for cell in row:
            use = uses[cell.row, cell.column]
            if use is Use.VALUE:
                assert is_held(cell.value, blob), (cell.place, cell.value)
            elif use is Use.LABEL:
                # a column whose label is a control character is told, with the character made visible
                named = is_word(cell.value) or is_held(cell.value, blob) or (cell.row, cell.column) in told
                assert named, (cell.place, cell.value)
            elif use in (Use.STRAY, Use.UNUSED):
                assert (cell.row, cell.column) in told, cell.place


@given(damaged())
def test_what_is_read_can_be_written(text):
    """Forms from damaged files are forms like any: they go through JSON, and every finding has its words."""
    for form in read(text):
        assert from_json(to_json(form), FiledForm) == form
        assert len(form.results) in (0, len(form.project.goals.indicators))
        for finding in form.findings:
            assert finding.message("zh_CN")
            assert finding.message("en")
            index = re.match(r"\$\.project\.goals\.indicators\[(\d+)\]", finding.path)
            assert index is None or int(index[1]) < len(form.project.goals.indicators)
            index = re.fullmatch(r"\$\.extra\[(\d+)\]", finding.path)
            assert index is None or int(index[1]) < len(form.extra)


@given(damaged())
def test_what_is_told_has_an_address(text):
    """Each finding has a path that exists, a place that holds something, and words in both languages."""
    lines = re.split("\r\n|\n|\r", text)
    for form in read(text):
        for finding in form.findings:
            value = form
            for name, index in re.findall(r"\.([a-z_0-9]+)|\[(\d+)\]", finding.path):
                value = getattr(value, name) if name else value[int(index)]
            assert finding.message("zh")
            assert finding.message("en")
            for place in (finding.place, *finding.related):
                assert (
                    place is None
                    or place.row is None
                    or lines[place.row - 1].split("\t")[place.cell - 1].strip()
                )


@given(st.lists(st.lists(st.sampled_from(JUNK) | st.text(max_size=20), min_size=1, max_size=8), max_size=12))
def test_any_text_is_forms_or_an_error(rows):
    """Labels and junk in any order never crash the reader."""
    text = "\n".join("\t".join(row) for row in rows)
    read(text)


@given(st.binary(max_size=200) | st.integers(0, len(TEXT.encode())).map(lambda size: TEXT.encode()[:size]))
def test_any_bytes_are_forms_or_an_error(data):
    """A file that breaks off anywhere, or is none at all."""
    try:
        assert read_forms(data)
    except FormError as error:
        assert error.code.startswith("form.")  # noqa: PT017 - any of them will do


@given(st.permutations(range(len(BLOCKS))), st.integers(1, len(BLOCKS)))
def test_forms_stand_in_any_order(order, count):
    """A form says the same wherever it stands among others."""
    forms = read_forms(io.StringIO("\n".join(BLOCKS[index] for index in order[:count])))
    assert [form.project for form in forms] == [PLAIN[index].project for index in order[:count]]
    assert [[one.code for one in form.findings] for form in forms] == [
        [one.code for one in PLAIN[index].findings] for index in order[:count]
    ]


NAMES = st.text("甲乙丙丁天地玄黄宇宙洪荒系统平台服务人员建设运行", min_size=2, max_size=14)


@given(st.data())
def test_other_names_change_nothing_else(data):
    """Other names of projects and indicators come out in their places, and all else stays."""
    number = data.draw(st.integers(0, len(BLOCKS) - 1))
    plain = PLAIN[number].project
    names = {one.name for one in plain.goals.indicators} | {plain.name}
    renamed = {name: data.draw(NAMES, label=name) for name in sorted(names)}
    text = "\n".join(
        "\t".join(renamed.get(cell, cell) for cell in line.split("\t")) for line in BLOCKS[number].split("\n")
    )
    (form,) = read_forms(io.StringIO(text))
    indicators = tuple(attrs.evolve(one, name=renamed[one.name]) for one in plain.goals.indicators)
    goals = attrs.evolve(plain.goals, indicators=indicators)
    assert form.project == attrs.evolve(plain, name=renamed[plain.name], goals=goals)
    assert [one.code for one in form.findings] == [one.code for one in PLAIN[number].findings]


@given(
    st.integers(0, len(BLOCKS) - 1), st.randoms(use_true_random=False), st.sampled_from(["\n", "\r\n", "\r"])
)
def test_blank_lines_say_nothing(number, random, end):
    """Blank lines anywhere, and any line end."""
    lines = [
        line for text in BLOCKS[number].split("\n") for line in (text, *[""] * random.choice([0, 0, 1, 3]))
    ]
    (form,) = read_forms(io.StringIO(end.join(lines), newline=""))
    assert form.project == PLAIN[number].project


@given(st.integers(0, len(BLOCKS) - 1), st.randoms(use_true_random=False))
def test_rows_without_their_leading_blanks(number, random):
    """Leading blanks of the rows of a table say nothing that its cells do not: names and targets stay."""
    head, header, table = re.split(r"(\n[^\n]*三级指标[^\n]*\n)", BLOCKS[number], maxsplit=1)
    lines = [line.lstrip("\t") if random.random() < 0.5 else line for line in table.split("\n")]
    (form,) = read_forms(io.StringIO(head + header + "\n".join(lines)))
    plain = PLAIN[number].project.goals.indicators
    assert [(one.name, one.target) for one in form.project.goals.indicators] == [
        (one.name, one.target) for one in plain
    ]
