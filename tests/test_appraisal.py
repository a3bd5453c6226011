"""Appraisal (审核): a person grades, the library adds up, and says what is still open."""

import json
import pickle
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from fiscalkpi import (
    HENAN_2022,
    MOF_2015,
    MOF_2023,
    Appraisal,
    AppraisalGrade,
    AppraisalMode,
    AppraisalNote,
    AppraisalOutcome,
    FiscalKpiError,
    Opinion,
    PolicyError,
    Source,
    appraise,
    to_dict,
)
from fiscalkpi._text import display_width
from fiscalkpi.appraisal import scheme as schemes
from fiscalkpi.appraisal.explain import outcome_text
from fiscalkpi.display import appraisal_html

ITEMS = [entry.code for entry in MOF_2015.graded("points")]
POINTS = [entry.label for entry in MOF_2015.graded("qualitative")]
PARTS = [entry.label for entry in HENAN_2022.graded("pass_fail")]
# by hand: 18.1 + 27.1 + 27.8 + 18.2 = 91.2
FILLED = dict(
    zip(
        ITEMS,
        [
            "4.6",
            "4.8",
            "4.2",
            "4.5",
            "6.5",
            "7.4",
            "7.2",
            "6",
            "7.5",
            "6.3",
            "7.4",
            "6.6",
            "4.7",
            "4.6",
            "4.4",
            "4.5",
        ],
        strict=True,
    )
)


def by_words(grades):
    return appraise(dict(zip(POINTS, grades, strict=True)), mode="qualitative")


def problems(grades, mode="points", scheme=MOF_2015):
    with pytest.raises(PolicyError) as caught:
        appraise(grades, mode=mode, scheme=scheme)
    return [(one.code.removeprefix("appraise."), one.path) for one in caught.value.problems]


def rendering(grades, locale="en", mode="points", scheme=MOF_2015):
    with pytest.raises(PolicyError) as caught:
        appraise(grades, mode=mode, scheme=scheme)
    return caught.value.problems[0].render(locale) if caught.value.problems else caught.value.render(locale)


# Schemes --------------------------------------------------------------------------------------------------


def test_scheme_of_2015():
    """Four aspects, eight points, sixteen items, 100 points in all, as the document has them."""
    weights = {}
    for item in MOF_2015.graded("points"):
        weights.setdefault(item.label[:-1], []).append(int(item.weight))
    assert weights == {
        "规范完整性": [5, 5],
        "明确清晰性": [5, 5],
        "目标相关性": [7, 8],
        "指标科学性": [8, 7],
        "绩效合理性": [8, 7],
        "资金匹配性": [8, 7],
        "实现可能性": [5, 5],
        "条件充分性": [5, 5],
    }
    assert {one.label: int(one.weight) for one in MOF_2015.entries if one.level == 1} == {
        "完整性": 20,
        "相关性": 30,
        "适当性": 30,
        "可行性": 20,
    }
    assert [len(MOF_2015.graded(mode)) for mode in ("pass_fail", "qualitative", "points")] == [4, 8, 16]
    assert str(MOF_2015.source).endswith("[L]")


def test_parts_of_an_entry():
    """An aspect has its points, a point its items, an item nothing."""
    assert [one.label for one in MOF_2015.parts(MOF_2015.find("相关性"))] == ["目标相关性", "指标科学性"]
    assert [one.code for one in MOF_2015.parts(MOF_2015.find("2.1"))] == ["2.1.1", "2.1.2"]
    assert MOF_2015.parts(MOF_2015.find("2.1.1")) == ()
    assert (MOF_2015.find("1").parent, MOF_2015.find("2.1.1").parent) == ("", "2.1")


@pytest.mark.parametrize(
    "name", ["1.1.1", "规范完整性1", "规范完整性（1）", "规范 完整性１", "规范完整性①：", "规范完整性.1"]
)
def test_names_fold(name):
    """Blanks, widths, brackets and a colon say nothing; a code is taken as it is."""
    assert MOF_2015.find(name).code == "1.1.1"


def test_error_unknown_entry():
    """An unknown name lists what there is."""
    with pytest.raises(LookupError, match=r"'质量' is no entry of HENAN_2022; there are: 1 完整性; 2 相关性"):
        HENAN_2022.find("质量")


def test_scheme_of_henan():
    """Five parts, passed or not; the text says neither how many decide nor what follows."""
    assert PARTS == ["完整性", "相关性", "全面性", "可行性", "可衡量性"]
    assert [grade.label for grade in HENAN_2022.grades] == ["通过", "不通过"]
    assert HENAN_2022.rule_source is None
    assert str(HENAN_2022.source) == "豫财效〔2022〕4号 [T]"


def test_scheme_of_2023_is_information():
    """It names five aspects and grades nothing."""
    assert [one.label for one in MOF_2023.entries] == [
        "完整性",
        "相关性",
        "适当性",
        "可行性",
        "与申请资金的匹配性",
    ]
    assert MOF_2023.modes == ()
    assert rendering({}, mode=None, scheme=MOF_2023) == (
        "MOF_2023 only names what is looked at; it has no way of grading.\nTake MOF_2015 or HENAN_2022."
    )


def test_schemes_are_values():
    """Equal after a pickle, hashable, of one edition; an unknown name is an AttributeError."""
    for one in (MOF_2015, HENAN_2022, MOF_2023):
        assert pickle.loads(pickle.dumps(one)) == one
        assert hash(one) == hash(pickle.loads(pickle.dumps(one)))
        assert one.version == MOF_2015.version
    assert MOF_2015.grade(" 优 ").label == "优"
    assert MOF_2015.grade("甲") is None
    with pytest.raises(AttributeError, match="no attribute 'MOF_1999'"):
        schemes.MOF_1999  # noqa: B018


def test_names_in_english():
    """The label stays Chinese, with the English word behind it."""
    assert MOF_2015.find("1.2").name("en_GB") == "明确清晰性 (clarity)"
    assert MOF_2015.find("1.2").name() == "明确清晰性"
    assert AppraisalGrade(label="甲").name("en") == "甲"


@pytest.mark.parametrize(
    ("weight", "bands"),
    [
        (5, {"优": (45, 50), "良": (40, 44), "中": (30, 39), "差": (0, 29)}),
        (7, {"优": (63, 70), "良": (56, 62), "中": (42, 55), "差": (0, 41)}),
        (8, {"优": (72, 80), "良": (64, 71), "中": (48, 63), "差": (0, 47)}),
    ],
)
def test_bands_of_an_item(weight, bands):
    """By hand, in tenths: a band holds its lower end and stops before the next one."""
    item = next(one for one in MOF_2015.graded("points") if one.weight == weight)
    assert {grade.label: MOF_2015.tenths(item, grade) for grade in MOF_2015.grades} == bands
    assert MOF_2015.tenths(item) == (0, weight * 10)


# Points mode ----------------------------------------------------------------------------------------------


def test_points_are_added_up():
    """The worked example of the docs, by hand."""
    result = appraise(FILLED, mode="points")
    assert (result.total, result.weight, result.open_weight) == (Decimal("91.2"), 100, 0)
    assert (result.complete, result.grade, result.outcome) == (True, "优", AppraisalOutcome.NEXT_STEP)
    assert result.open_range == (Decimal("91.2"), Decimal("91.2"))
    assert result.grade_range == ("优", "优")
    assert [result.subtotal(name) for name in ("完整性", "相关性", "3", "可行性")] == [
        Decimal(text) for text in ("18.1", "27.1", "27.8", "18.2")
    ]
    assert (result.subtotal("指标科学性"), result.subtotal("1.1.1")) == (Decimal("13.2"), Decimal("4.6"))
    assert result.notes == ()
    with pytest.raises(LookupError):
        result.subtotal("质量")


@pytest.mark.parametrize(
    ("value", "points"), [(5, "5.0"), ("5", "5.0"), ("4.50", "4.5"), (Decimal("4.5"), "4.5"), (0, "0.0")]
)
def test_points_are_exact(value, points):
    """An int, a Decimal or its text; a zero at the end is no second decimal."""
    line = appraise({"1.1.1": value}, mode="points").lines[0]
    assert (str(line.points), line.low, line.high) == (points, line.points, line.points)


@pytest.mark.parametrize(
    ("points", "grade"),
    [
        ("5", "优"),
        ("4.5", "优"),
        ("4.4", "良"),
        ("4", "良"),
        ("3.9", "中"),
        ("3", "中"),
        ("2.9", "差"),
        (0, "差"),
    ],
)
def test_points_give_the_grade_of_an_item(points, grade):
    """90, 80 and 60 % belong to the better grade."""
    assert appraise({"1.1.1": points}, mode="points").lines[0].grade == grade
    both = appraise({"1.1.1": Opinion(grade=grade, points=points)}, mode="points")
    assert both.lines[0].grade == grade


@pytest.mark.parametrize(
    ("shares", "grade", "outcome"),
    [
        (90, "优", "next_step"),
        (80, "良", "fix_then_next"),
        (60, "中", "resubmit"),
        (0, "差", "may_not_proceed"),
    ],
)
def test_grade_of_the_total(shares, grade, outcome):
    """90, 80 and 60 of 100 are the least of their grades; a tenth less is one grade less."""
    filled = {item.code: str(item.weight * shares / Decimal(100)) for item in MOF_2015.graded("points")}
    result = appraise(filled, mode="points")
    assert (result.total, result.grade, str(result.outcome)) == (shares, grade, outcome)
    if shares:
        filled["1.1.1"] = str(Decimal(filled["1.1.1"]) - Decimal("0.1"))
        less = appraise(filled, mode="points")
        assert less.total == Decimal(shares) - Decimal("0.1")
        assert less.grade != grade


def test_grade_alone_leaves_the_item_open():
    """优 of 5 is 4.5 to 5.0: the item counts nothing yet, and the range knows its foot."""
    result = appraise(FILLED | {"1.1.1": "优", "4.2.2": None}, mode="points")
    assert (result.total, result.complete, result.grade, result.outcome) == (
        Decimal("82.1"),
        False,
        None,
        None,
    )
    assert result.open_weight == 10
    assert result.open_range == (Decimal("86.6"), Decimal("92.1"))
    assert result.grade_range == ("良", "优")
    assert [(line.entry.code, line.grade, line.open) for line in result.open] == [
        ("1.1.1", "优", True),
        ("4.2.2", None, True),
    ]


@pytest.mark.parametrize("blank", [None, "", " ", "\u3000", float("nan"), Opinion(), Opinion(grade=" ")])
def test_blank_is_open(blank):
    """None, blank text and the NaN of a table say nothing."""
    assert appraise({"1.1.1": blank}, mode="points") == appraise({}, mode="points")


def test_nothing_given():
    """Everything is open, from nought to all."""
    result = appraise({}, mode="points")
    assert (result.total, result.open_range) == (0, (0, 100))
    assert result.grade_range == ("差", "优")
    assert len(result.open) == 16


def test_between_printed_bands():
    """89.5 % lies between the printed 89 and 90: 良, with a note that names the item."""
    entries = tuple(
        attrs.evolve(one, weight=20) if one.level > 1 else attrs.evolve(one, weight=20 * 8)
        for one in MOF_2015.entries
        if one.code in ("1", "1.1", "1.1.1")
    )
    entries = tuple(attrs.evolve(one, weight=20) for one in entries)
    scheme = attrs.evolve(MOF_2015, entries=entries, modes=["points"])
    result = appraise({"1.1.1": "17.9"}, scheme=scheme)
    assert (result.grade, result.notes) == ("良", (AppraisalNote.BETWEEN_BANDS,))
    assert "Rule, for items" in result.explain("en")
    assert "规范完整性1 (form and completeness 1): the share lies between two" in result.explain("en")
    assert appraise({"1.1.1": "17.8"}, scheme=scheme).notes == ()
    assert appraise({"1.1.1": "18"}, scheme=scheme).notes == ()


def test_bands_without_printed_tops():
    """A scheme that prints no tops has no gaps."""
    grades = tuple(attrs.evolve(one, printed_percent=None) for one in MOF_2015.grades)
    result = appraise(FILLED, "points", attrs.evolve(MOF_2015, grades=grades))
    assert (result.grade, result.notes) == ("优", ())


def test_no_standard_item_lies_between_bands():
    """With one decimal, no share of 5, 7 or 8 points falls between two printed whole percents."""
    for code, weight in (("1.1.1", 5), ("2.1.1", 7), ("2.1.2", 8)):
        for tenths in range(weight * 10 + 1):
            assert appraise({code: Decimal(tenths) / 10}, mode="points").notes == ()


# By words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grades", "grade", "outcome"),
    [
        ("优优优优优优优优", "优", "next_step"),
        ("优优优优优优良良", "优", "next_step"),
        ("优优优优优优良中", "良", "fix_then_next"),  # one of the rest is 中
        ("优优优优优优优中", "良", "fix_then_next"),
        ("优优优优优良良良", "良", "fix_then_next"),  # five are not six
        ("良良良良良良中中", "良", "fix_then_next"),
        ("优优优优优优优差", "中", "resubmit"),  # 差 rules out 良 too
        ("良良良良良中中中", "中", "resubmit"),
        ("中中中中中中差差", "中", "resubmit"),
        ("优优优优优优差差", "中", "resubmit"),
        ("优优优优优差差差", "差", "may_not_proceed"),
        ("差差差差差差差差", "差", "may_not_proceed"),
    ],
)
def test_grade_by_words(grades, grade, outcome):
    """At least six, and none of the rest too low."""
    result = by_words(grades)
    assert (result.grade, str(result.outcome), result.complete) == (grade, outcome, True)
    assert (result.total, result.weight, result.open_weight, result.open_range) == (None,) * 4


def test_open_by_words():
    """What is open is tried with the worst and the best grade."""
    result = by_words(["优"] * 6 + [None, None])
    assert (result.complete, result.grade, result.grade_range) == (False, None, ("中", "优"))
    assert by_words(["良"] * 6 + [None, "差"]).grade_range == ("中", "中")
    assert by_words(["良"] * 6 + [None, "差"]).grade is None


@pytest.mark.parametrize(
    ("grades", "grade"),
    [(["通过"] * 5, "通过"), (["通过"] * 4 + ["不通过"], "不通过"), (["不通过"] * 5, "不通过")],
)
def test_passed(grades, grade):
    """All five, since the text does not say how many: a default that is told, and nothing follows."""
    result = appraise(dict(zip(PARTS, grades, strict=True)), scheme=HENAN_2022)
    assert (result.mode, result.grade, result.outcome) == (AppraisalMode.PASS_FAIL, grade, None)
    assert result.notes == (AppraisalNote.RULE_ASSUMED, AppraisalNote.OUTCOME_UNSTATED)
    assert "does not say how many have to be 通过 (passed); here at least 5 of 5" in result.explain("en")


def test_a_rule_with_its_own_text():
    """A place that says how many have to pass: the note is gone."""
    four = attrs.evolve(HENAN_2022.grades[0], count=4, outcome="next_step")
    ours = attrs.evolve(
        HENAN_2022, name="OURS", grades=(four, HENAN_2022.grades[1]), rule_source=Source(document="某号")
    )
    result = appraise(dict(zip(PARTS, ["通过"] * 4 + ["不通过"], strict=True)), scheme=ours)
    assert (result.grade, result.notes, result.outcome) == ("通过", (), AppraisalOutcome.NEXT_STEP)


# What cannot be -------------------------------------------------------------------------------------------


def test_all_problems_at_once():
    """Each with its code and the key that it is about, in the order given."""
    assert problems(
        {
            "规范": "优",
            "规范完整性": "优",
            "1.1.1": "甲",
            "规范完整性1": 5.0,
            "1.2.1": 6,
            "1.2.2": "4.25",
            "2.1.1": Opinion(grade="优", points=5),
            3: True,
        }
    ) == [
        ("unknown-name", '$["规范"]'),
        ("other-level", '$["规范完整性"]'),
        ("not-a-grade", '$["1.1.1"]'),
        ("twice", '$["规范完整性1"]'),
        ("not-exact", '$["规范完整性1"]'),
        ("out-of-range", '$["1.2.1"]'),
        ("decimals", '$["1.2.2"]'),
        ("contradiction", '$["2.1.1"]'),
        ("unknown-name", '$["3"]'),
        ("not-a-grade", '$["3"]'),
    ]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("-0.1", "out-of-range"),
        ("5.1", "out-of-range"),
        ("0.05", "decimals"),
        (Decimal("4.4999"), "decimals"),
        (True, "not-a-grade"),
        (Fraction(9, 2), "not-a-grade"),
        ("4,5", "not-a-grade"),
        ("优秀", "not-a-grade"),
        ("通过", "not-a-grade"),
        (Decimal("NaN"), "not-a-grade"),
        (Decimal("sNaN"), "not-a-grade"),
        (Decimal("1e999999"), "not-a-grade"),
        pytest.param(10**9000, "not-a-grade", id="huge"),
        (["优"], "not-a-grade"),
        (Opinion(grade="甲"), "not-a-grade"),
        (float("inf"), "not-exact"),
        (4.5, "not-exact"),
        (Opinion(grade="良", points=5), "contradiction"),
        (Opinion(grade="优", points="4.4"), "contradiction"),
    ],
)
def test_error_value(value, code):
    """What is no grade and no exact number of points with one decimal is refused."""
    assert problems({"1.1.1": value}) == [(code, '$["1.1.1"]')]


@pytest.mark.parametrize("name", ["1.1", "规范完整性", "1", "完整性"])
def test_error_other_level(name):
    """The entries right there are named: an aspect is not graded, and nothing is spread over its items."""
    assert problems({name: "优"}) == [("other-level", f'$["{name}"]')]
    assert "1.1.1 规范完整性1" in rendering({name: "优"})
    assert "2.1.1" not in rendering({name: "优"})


@pytest.mark.parametrize(
    ("grades", "mode", "scheme", "english", "chinese"),
    [
        (
            {"质量": "通过"},
            None,
            HENAN_2022,
            '$["质量"]: "质量" is nothing that is graded here.\n'
            "Graded here are: 1 完整性; 2 相关性; 3 全面性; 4 可行性; 5 可衡量性.",
            '$["质量"]：没有“质量”这一审核内容。\n'
            "这里评：1 完整性; 2 相关性; 3 全面性; 4 可行性; 5 可衡量性。",
        ),
        (
            {"1.1.1": "优"},
            "qualitative",
            MOF_2015,
            '$["1.1.1"]: "1.1.1" is not graded in the mode "qualitative".\nGrade these instead: 1.1 规范完整性.',
            '$["1.1.1"]：“1.1.1”不在这种方式（qualitative）的评定层级上。\n请改评：1.1 规范完整性。',
        ),
        (
            {"1.1": "优", "规范完整性": "优"},
            "qualitative",
            MOF_2015,
            '$["规范完整性"]: "规范完整性" and "1.1" both name 规范完整性.\nKeep one of them.',
            '$["规范完整性"]：“规范完整性”与“1.1”都指“规范完整性”，重复评定。\n请只保留一个。',
        ),
        (
            {"1.1": "甲"},
            "qualitative",
            MOF_2015,
            '$["1.1"]: "甲" is no grade, and no number of points.\n'
            "The grades are: 优, 良, 中, 差. Points are an int, a Decimal or their text, with one decimal at most; "
            "leave blank what is open.",
            '$["1.1"]：“甲”不是等级，也不是得分。\n'
            "等级有：优, 良, 中, 差；得分请填数字或其文本，最多一位小数；未定的留空。",
        ),
        (
            {"1.1.1": 4.5},
            "points",
            MOF_2015,
            '$["1.1.1"]: The float 4.5 is not exact and cannot be points.\n'
            'Give text or a Decimal, such as "4.5"; the grades are: 优, 良, 中, 差.',
            '$["1.1.1"]：浮点数4.5不精确，不能作得分。\n请改用文本或Decimal，如"4.5"；等级有：优, 良, 中, 差。',
        ),
        (
            {"1.1": 9},
            "qualitative",
            MOF_2015,
            '$["1.1"]: 规范完整性 is given 9 points, but the mode "qualitative" has none.\n'
            "Give a grade: 优, 良, 中, 差.",
            '$["1.1"]：“规范完整性”给了得分9，这种方式（qualitative）不打分。\n请填等级：优, 良, 中, 差。',
        ),
        (
            {"1.1.1": "5.5"},
            "points",
            MOF_2015,
            '$["1.1.1"]: 规范完整性1: 5.5 points are not within 0 and 5.\nCheck the points.',
            '$["1.1.1"]：“规范完整性1”得分5.5不在0至5分之间。\n请核对得分。',
        ),
        (
            {"1.1.1": "4.25"},
            "points",
            MOF_2015,
            '$["1.1.1"]: 规范完整性1: 4.25 points have more than one decimal.\n'
            "Points have one decimal; none is rounded in silence.",
            '$["1.1.1"]：“规范完整性1”得分4.25超过一位小数。\n得分保留一位小数，不代为四舍五入。',
        ),
        (
            {"2.1.1": Opinion(grade="优", points=5)},
            "points",
            MOF_2015,
            '$["2.1.1"]: 目标相关性1: 5 of 7 points are 71.43 %, which is 中, not 优.\n'
            "Change the points or the grade.",
            '$["2.1.1"]：“目标相关性1”得分5（满分7分，得分率71.43%）应为“中”，与所评“优”矛盾。\n请改得分或改等级。',
        ),
        (
            {},
            None,
            MOF_2015,
            "MOF_2015 has several modes: qualitative, points. Say which.\n"
            'Ordinary projects take "qualitative", key projects "points".',
            "MOF_2015有几种方式：qualitative, points，须选定一种。\n"
            "一般性项目用qualitative（定性），重点项目用points（打分）。",
        ),
        (
            {},
            "pass_fail",
            MOF_2015,
            'MOF_2015 has no mode "pass_fail".\nThere are: qualitative, points.',
            "MOF_2015没有“pass_fail”这种方式。\n可用：qualitative, points。",
        ),
    ],
)
def test_error_rendering(grades, mode, scheme, english, chinese):
    """What is wrong and the way out, in both languages."""
    assert rendering(grades, "en", mode, scheme) == english
    assert rendering(grades, "zh_CN", mode, scheme) == chinese


def test_error_as_a_whole():
    """The error says how many there are and then each of them; it pickles with them."""
    with pytest.raises(PolicyError) as caught:
        appraise({"1.1.1": 6, "1.1.2": "4.25"}, mode="points")
    error = caught.value
    assert (error.code, isinstance(error, FiscalKpiError)) == ("appraise.invalid", True)
    assert str(error).splitlines()[:2] == [
        "The appraisal has problems, 2 in all:",
        '$["1.1.1"]: 规范完整性1: 6 points are not within 0 and 5.',
    ]
    again = pickle.loads(pickle.dumps(error))
    assert [one.code for one in again.problems] == ["appraise.out-of-range", "appraise.decimals"]
    assert str(again) == str(error)


@pytest.mark.parametrize("grades", [["优"], "优", None, 5])
def test_error_not_a_mapping(grades):
    """Grades in a row have no names: a mapping is asked for."""
    with pytest.raises(TypeError, match="grades are a mapping by label or code, not"):
        appraise(grades, mode="points")


@pytest.mark.parametrize("parts", [{"points": 4.5}, {"grade": 4}, {"comment": 4}])
def test_error_opinion(parts):
    """An opinion holds texts and exact points."""
    with pytest.raises(TypeError):
        Opinion(**parts)


def scheme_problems(scheme=MOF_2015, **changes):
    with pytest.raises(PolicyError) as caught:
        attrs.evolve(scheme, **changes)
    assert caught.value.code == "appraise.scheme"
    return [(one.code.removeprefix("appraise.scheme-"), one.text) for one in caught.value.problems]


def entry_with(of, **changes):
    return tuple(attrs.evolve(one, **changes) if one.code == of else one for one in MOF_2015.entries)


def grade_with(of, **changes):
    return tuple(attrs.evolve(one, **changes) if one.label == of else one for one in MOF_2015.grades)


def test_error_scheme():
    """A scheme that contradicts itself is refused, with all that is wrong."""
    assert scheme_problems(entries=entry_with("1.1.2", label="规范完整性(1)")) == [("twice", "规范完整性1")]
    assert scheme_problems(entries=entry_with("1.1.2", code="1.1.1")) == [("twice", "1.1.1")]
    assert scheme_problems(grades=grade_with("良", label="优 ")) == [
        ("twice", "优"),
        ("grade", "良"),
        ("grade", "良"),
    ]
    orphan = attrs.evolve(HENAN_2022.entries[0], code="9.1", label="孤立")
    assert scheme_problems(HENAN_2022, entries=(*HENAN_2022.entries, orphan)) == [("parent", "孤立")]
    assert scheme_problems(grades=grade_with("中", must_reach="甲")) == [("grade", "甲")]
    assert scheme_problems(HENAN_2022, modes=["points"]) == [
        ("empty", "points"),
        ("bands", None),
    ]
    assert scheme_problems(HENAN_2022, grades=HENAN_2022.grades[:1]) == [("empty", "pass_fail")]
    assert scheme_problems(HENAN_2022, grades=HENAN_2022.grades[::-1]) == [
        ("last", "通过"),
        ("count", "不通过"),
    ]
    assert scheme_problems(HENAN_2022, entries=HENAN_2022.entries[:4]) == [("count", "通过")]
    assert scheme_problems(grades=grade_with("中", count=0)) == [("count", "中")]
    assert scheme_problems(entries=entry_with("1.1.1", weight=6)) == [("weight", "规范完整性")]
    assert scheme_problems(entries=entry_with("1", weight=None)) == [("weight", "完整性")]
    for floors in ({"良": "90"}, {"差": "10"}, {"优": "101"}, {"中": None}, {"良": "50"}):
        ((label, floor),) = floors.items()
        assert scheme_problems(grades=grade_with(label, floor_percent=floor)) == [("bands", None)]
    small = tuple(
        attrs.evolve(one, weight="0.3") for one in MOF_2015.entries if one.code in ("1", "1.1", "1.1.1")
    )
    assert scheme_problems(entries=small, modes=["points"]) == [("narrow", "规范完整性1")]
    with pytest.raises(ValueError, match="'by_lot' is not a valid AppraisalMode"):
        attrs.evolve(MOF_2015, modes=["by_lot"])


def test_error_scheme_rendering():
    """One line a contradiction, with its way out."""
    with pytest.raises(PolicyError) as caught:
        attrs.evolve(MOF_2015, entries=entry_with("1", weight=None))
    assert str(caught.value) == (
        "The scheme MOF_2015 contradicts itself:\n"
        "The weight of 完整性 is —, those below it add up to 20.\n"
        "Make the weights agree level by level."
    )


# Showing --------------------------------------------------------------------------------------------------


def test_line_by_name():
    """A line is found as an entry is; what is not graded has none."""
    result = appraise(FILLED, mode="points")
    assert result.line("规范完整性（２）").points == Decimal("4.8")
    with pytest.raises(LookupError, match=r"'1\.1' has no line in the mode 'points'"):
        result.line("1.1")
    with pytest.raises(LookupError, match="is no entry"):
        result.line("质量")


def test_explain_points():
    """Result with source, the sum of each aspect, the rule, what follows."""
    source = "财预〔2015〕88号绩效目标审核 (郑财绩〔2020〕1号转发) [L]"
    result = appraise(FILLED, mode="points")
    assert result.explain() == (
        f"绩效目标审核（打分审核，{source}）：得91.2分（满分100分），等级“优”。"
        "完整性（20分）：4.6 + 4.8 + 4.2 + 4.5 = 18.1。"
        "相关性（30分）：6.5 + 7.4 + 7.2 + 6.0 = 27.1。"
        "适当性（30分）：7.5 + 6.3 + 7.4 + 6.6 = 27.8。"
        "可行性（20分）：4.7 + 4.6 + 4.4 + 4.5 = 18.2。"
        "合计：18.1 + 27.1 + 27.8 + 18.2 = 91.2。"
        "规则（各项与总分相同）：得分率不低于90%为“优”；得分率不低于80%为“良”；得分率不低于60%为“中”；"
        "不符合以上的为“差”。处理：进入下一步程序。"
    )
    assert result.explain("en") == (
        f"Appraisal of the goals (points mode, {source}): 91.2 of 100 points, grade 优 (excellent). "
        "完整性 (completeness), of 20: 4.6 + 4.8 + 4.2 + 4.5 = 18.1. "
        "相关性 (relevance), of 30: 6.5 + 7.4 + 7.2 + 6.0 = 27.1. "
        "适当性 (appropriateness), of 30: 7.5 + 6.3 + 7.4 + 6.6 = 27.8. "
        "可行性 (feasibility), of 20: 4.7 + 4.6 + 4.4 + 4.5 = 18.2. "
        "In all: 18.1 + 27.1 + 27.8 + 18.2 = 91.2. "
        "Rule, for items and total alike: 优 (excellent) from 90 % of the points; 良 (good) from 80 % of the points; "
        "中 (fair) from 60 % of the points; else 差 (poor). What follows: the goals go on to the next step."
    )


def test_explain_open_points():
    """What is open is named with its range, and no sum is written where nothing was given."""
    result = appraise({"1.1.1": "4.6", "1.1.2": "良"}, mode="points")
    assert result.explain("en").startswith(
        "Appraisal of the goals (points mode, 财预〔2015〕88号绩效目标审核 (郑财绩〔2020〕1号转发) [L]): not complete, "
        "4.6 of 100 points so far; the total can become 8.6 to 99.0, the grade 差 (poor) to 优 (excellent); none is "
        "given yet. 完整性 (completeness), of 20: 4.6 = 4.6. Rule"
    )
    assert (
        "Open, 15: 规范完整性2 (form and completeness 2) (only graded 良, 4.0 to 4.4 points), 明确清晰性1 (clarity 1) "
        "(0.0 to 5.0 points), " in result.explain("en")
    )
    assert "未定15项：规范完整性2（仅评“良”，4.0至4.4分）、明确清晰性1（0.0至5.0分）、" in result.explain()
    assert "What follows" not in result.explain("en")


def test_nothing_follows_yet():
    """What follows is blank while a line is open, and where no text says it."""
    assert outcome_text(appraise({}, mode="points")) == ""
    assert outcome_text(appraise(dict.fromkeys(PARTS, "通过"), scheme=HENAN_2022)) == ""


def test_explain_words():
    """How many have each grade, the whole rule, and the term of three days with its source."""
    result = by_words("优优优优优优优差")
    assert result.explain() == (
        "绩效目标审核（定性审核，财预〔2015〕88号绩效目标审核 (郑财绩〔2020〕1号转发) [L]）：结论“中”。"
        "共8项：优7项、良0项、中0项、差1项。"
        "规则：“优”须至少6项为“优”，其余不低于“良”；“良”须至少6项为“良”或更高，其余不低于“中”；"
        "“中”须至少6项为“中”或更高；不符合以上的为“差”。"
        "处理：退回修改完善后重新报送审核，再审须达到“良”（须在3个工作日内重新报送：郑财绩〔2020〕1号 [L]）。"
    )
    assert result.explain("en").endswith(
        "What follows: the goals are improved and handed in again, and have to reach 良 (good) then "
        "(within 3 working days: 郑财绩〔2020〕1号 [L])."
    )


def test_explain_open_words():
    """The range of grades, once where it is one."""
    text = by_words(["良"] * 6 + [None, "差"]).explain("en")
    assert "not complete, the result can become 中 (fair); none is given yet." in text
    assert text.endswith("Open, 1: 实现可能性 (attainability).") or "Open, 1: " in text
    assert "“中”至“优”" in by_words(["优"] * 6 + [None, None]).explain()
    assert "“中”须至少" in by_words(["优"] * 6 + [None, None]).explain()


def test_deadline_without_a_source_of_its_own():
    """A term that stands in the scheme's own document names that."""
    scheme = attrs.evolve(MOF_2015, deadline_source=None)
    result = appraise(dict(zip(POINTS, "中" * 8, strict=True)), "qualitative", scheme)
    assert f"3 working days: {MOF_2015.source}" in result.explain("en")


def test_rows_for_a_table():
    """One row a line, numbers as Decimal."""
    rows = appraise(FILLED | {"1.1.1": Opinion(grade="优", comment="缺口径")}, mode="points").to_dicts()
    assert len(rows) == 16
    assert rows[0] == {
        "code": "1.1.1",
        "aspect": "完整性",
        "name": "规范完整性1",
        "weight": 5,
        "grade": "优",
        "points": None,
        "low": Decimal("4.5"),
        "high": Decimal("5.0"),
        "open": True,
        "comment": "缺口径",
    }
    assert sum(row["points"] for row in rows[1:]) == Decimal("86.6")


def test_dict_form():
    """An appraisal has a dict form like every value: JSON can hold it."""
    form = json.loads(json.dumps(to_dict(appraise(FILLED, mode="points"))))
    assert form["lines"][0]["points"] == "4.6"
    assert form["mode"] == "points"


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize("width", [60, 100])
def test_table(locale, width):
    """Result, lines, sum, and the sentences; no line is too wide."""
    text = appraise(FILLED | {"1.1.1": Opinion(grade="优", comment="缺口径")}, mode="points").table(
        locale, width
    )
    assert max(map(display_width, text.splitlines())) <= width
    assert "缺口径" in text
    assert ("4.5至5.0" if locale == "zh_CN" else "4.5 to 5.0") in text
    total = next(line for line in text.splitlines() if ("合计 " if locale == "zh_CN" else "Total") in line)
    assert total.split()[1:] == ["100", "86.6"]
    assert text.index("- ") > text.index("86.6")


def test_table_by_words():
    """Without points there is no column and no sum for them."""
    text = appraise({"完整性": "通过"}, scheme=HENAN_2022).table("en")
    assert text.splitlines()[4].split() == ["No.", "Looked", "at", "Grade"]
    assert "Total" not in text


def test_picture():
    """The notebook gets a table, every text escaped, in words as the table's."""
    result = appraise(FILLED | {"1.1.1": Opinion(points="4.6", comment="<b>缺</b>")}, mode="points")
    html = result._repr_html_()
    assert html.startswith('<div class="fiscalkpi"')
    assert "<b>缺" not in html
    assert "&lt;b&gt;缺" in html
    assert html.count("<tr>") == 1 + 16 + 1 + 1  # head, items, the comment, the sum
    assert "合计：18.1 + 27.1 + 27.8 + 18.2 = 91.2。" in html
    assert "What follows" in appraisal_html(result, "en")


def test_values_hash_and_pickle():
    """An appraisal is a value."""
    result = appraise(FILLED, mode="points")
    again = pickle.loads(pickle.dumps(result))
    assert again == result
    assert hash(again) == hash(result)
    assert isinstance(result, Appraisal)


def test_print_shows_the_table():
    """Printed, an appraisal is its table, as the page on appraising says."""
    appraisal = appraise({"规范完整性": "优"}, mode="qualitative")
    assert str(appraisal) == appraisal.table("zh_CN", 100)
