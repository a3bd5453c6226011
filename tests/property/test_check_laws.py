"""Laws of the checks: pure, total, every finding in the catalogue with an address that the dict has."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscalkpi import FiledForm, FiledResult, GoalSet, Indicator, Project, check, check_batch, to_dict
from fiscalkpi._messages import catalogue
from fiscalkpi.checks import SHANGHAI_2025, Findings
from fiscalkpi.checks.catalogue import entries
from fiscalkpi.filed import FormKind

from .strategies import ACTUALS, FORMS, POINTS, PROJECTS, TARGETS, VALUES, maybe

CLASSES = [
    "数量指标",
    "质量指标",
    "时效指标",
    "成本指标",
    "社会效益指标",
    "可持续影响指标",
    "满意度指标",
    "经济成本",
    "甲",
    None,
]
LEVELS = ["产出指标", "产出指标(50分)", "成本指标", "效益指标", "满意度指标", "乙", None]
NAMES = [
    "网络数量", "维护成本", "缺陷率", "有责投诉次数", "提升办事效率", "资金使用合规", "受益人口数(≥**人)", "村组干部230人", "运行率",
    "市民满意度", "年度资金支付率", "", "……", "完成率100%", "其中：羊(只)", "不适用", "收入增长率",
]  # fmt: skip
ROWS = st.builds(
    Indicator,
    level1=st.sampled_from(LEVELS),
    level2=st.sampled_from(CLASSES),
    name=st.sampled_from(NAMES),
    target=TARGETS,
    weight=maybe(POINTS),
    direction=st.sampled_from([None, "正向指标", "反向"]),
    other_targets=st.just(()) | TARGETS.map(lambda target: (("实施期", target),)),
)
RESULTS = st.builds(
    FiledResult,
    actual=ACTUALS,
    points=maybe(POINTS),
    weight=maybe(POINTS),
    reason_text=st.sampled_from([None, "", "/", "动态管理"]),
)


@st.composite
def forms(draw):
    """Return forms with names and classes that the rules know, and a result a row."""
    form = draw(FORMS)
    rows = draw(st.lists(ROWS, max_size=5))
    goals = GoalSet(
        overall=draw(st.sampled_from([None, "预算850万元，不少于6条，2021年完成"])),
        annual=draw(st.sampled_from([None, "预算850万元，不少于6条，2021年完成", "至少3万亩"])),
        indicators=rows,
        parts=form.project.goals.parts,
    )
    results = [draw(RESULTS) for _ in rows]
    start, end = form.project.start, form.project.end
    project = Project(
        start=start, end=end, fiscal_year=form.project.fiscal_year, funding=form.project.funding, goals=goals
    )
    return FiledForm(
        kind=draw(st.sampled_from(FormKind)),
        project=project,
        execution=form.execution,
        results=results if draw(st.booleans()) else results[:-1],
        total_points=form.total_points,
        total_weight=form.total_weight,
        grade=draw(st.sampled_from([None, "优", "差", "A"])),
        findings=form.findings,
    )


SUBJECTS = FORMS | PROJECTS | VALUES[GoalSet] | forms()


def resolves(path, data):
    """Whether an address leads into a dict; it may end at fields that are blank and left out."""
    steps = re.findall(r"\.([a-z0-9_]+)|\[(\d+)\]", path.removeprefix("$"))
    assert "".join(f".{name}" if name else f"[{number}]" for name, number in steps) == path.removeprefix("$")
    for at, (name, number) in enumerate(steps):
        if name and name not in data:
            return isinstance(data, dict) and not any(number for _, number in steps[at:])
        data = data[name] if name else data[int(number)]
    return True


@given(SUBJECTS)
def test_check_is_pure(subject):
    """The same form gives the same findings, and stays as it is."""
    before = to_dict(subject)
    assert check(subject) == check(subject)
    assert to_dict(subject) == before


@given(SUBJECTS, st.sampled_from([None, SHANGHAI_2025]))
def test_findings_are_of_the_catalogue(subject, profile):
    """Each finding has code, severity and source of the catalogue, wording in both languages, and an address."""
    data = to_dict(subject)
    found = check(subject, profile=profile)
    assert isinstance(found, Findings)
    for finding in found:
        assert finding.code in entries()
        assert finding.source is not None
        assert finding.message("zh_CN")
        assert finding.message("en")
        assert resolves(finding.path, data), finding.path


@given(SUBJECTS)
def test_nothing_is_told_twice(subject):
    """No two findings of a check are the same."""
    found = check(subject)
    assert len(set(found)) == len(found)


@given(FORMS | forms(), PROJECTS | FORMS | forms())
def test_changes_are_told_of_other_plans_only(form, plan):
    """A project that is its own plan has no change; any other plan can be compared."""
    same = check(form.project, plan=form.project)
    assert not [one for one in same if one.code == "plan.changed"]
    check(form, plan=plan)


@given(st.lists(FORMS | PROJECTS | forms(), max_size=4))
def test_batch_is_total(subjects):
    """Any forms can be compared; a form twice is its own twin."""
    data = [to_dict(one) for one in subjects]
    for finding in check_batch(subjects):
        assert resolves(finding.path, data)
        assert finding.message("en")


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_params_are_those_of_the_wording(locale):
    """No code of the checks is without its sentence."""
    assert not entries().keys() - catalogue("findings", locale).keys()
