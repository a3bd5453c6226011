"""The reader of text forms: each drift on a small form, each finding with a near miss, each error whole.

The forms stand in the docstrings of the tests and in the table CASES; ``→`` is a tab.
"""

import io
import os
import sys
from datetime import date
from decimal import Decimal
from inspect import cleandoc

import pytest

import fiscalkpi.forms.txt as txt
from fiscalkpi import FormError, FormKind, Place, Unfilled, Yuan, read_form, read_forms
from fiscalkpi._messages import catalogue
from fiscalkpi.forms.grid import MAX_CELL, MAX_COLUMNS
from fiscalkpi.forms.layout import column_role, key, label_of, looks, project_role
from fiscalkpi.forms.reader import read_grid
from fiscalkpi.forms.record import SEVERITIES, Use
from fiscalkpi.forms.txt import read_txt

HEADER = "绩效指标→一级指标→二级指标→三级指标→年度指标值"
FRONT = """
项目支出绩效目标申报表
(2022年度)
项目名称→政务云
"""


def filed(text):
    """Return the bytes of a form that is written with arrows."""
    return cleandoc(text).replace("→", "\t").encode()


def shown(test):
    """Return the one form of a test's docstring: what follows its first paragraph."""
    return read_form(filed(test.__doc__.partition("\n\n")[2]))


def rows(form):
    return [(one.level1, one.level2, one.name, one.target.text) for one in form.project.goals.indicators]


def codes(form):
    return [finding.code for finding in form.findings]


# ------------------------------------------------------------------------------------------- the table


def test_merged_cells_are_carried_down():
    """Level 1 and 2 are printed once.

    项目支出绩效目标申报表(2022年度)
    项目名称→政务云
    绩效指标→一级指标→二级指标→三级指标→年度指标值
    →产出指标→数量指标→演练次数→≥2次
    →→→驻场人数→=6人
    →→质量指标→可用率→≥99.9%
    →效益指标→社会效益指标→稳定率→≥99%
    """
    assert rows(shown(test_merged_cells_are_carried_down)) == [
        ("产出指标", "数量指标", "演练次数", "≥2次"),
        ("产出指标", "数量指标", "驻场人数", "=6人"),
        ("产出指标", "质量指标", "可用率", "≥99.9%"),
        ("效益指标", "社会效益指标", "稳定率", "≥99%"),
    ]


def test_row_moved_right_loses_its_value():
    """A class in the name cell and a name in the value cell: the row is moved, its target lost.

    (2022年度)
    项目名称→政务云
    绩效指标→一级指标→二级指标→三级指标→年度指标值
    →产出指标→数量指标→演练次数→≥2次
    →→→质量指标→平均无故障率
    →→→可用率→≥99%
    """
    form = shown(test_row_moved_right_loses_its_value)
    assert rows(form)[1:] == [
        ("产出指标", "质量指标", "平均无故障率", ""),
        ("产出指标", "质量指标", "可用率", "≥99%"),
    ]
    assert form.project.goals.indicators[1].target == Unfilled(text="")
    assert codes(form) == ["layout.row-shifted"]
    assert form.findings[0].place == Place(row=5, cell=5)
    assert form.findings[0].path == "$.project.goals.indicators[1]"
    assert form.findings[0].message("en") == (
        'The cells of the row "平均无故障率" stand beside their columns; they were placed by content. Check the original.'
    )


def test_name_in_the_level2_cell():
    """The name stands one cell left of its own, the value in place.

    (2022年度)
    项目名称→政务云
    绩效指标→一级指标→二级指标→三级指标→年度指标值
    →产出指标→质量指标→可用率→≥99%
    →→机制健全度→→较高
    →→故障发生率→→<5%
    """
    form = shown(test_name_in_the_level2_cell)
    assert rows(form)[1:] == [
        ("产出指标", "质量指标", "机制健全度", "较高"),
        ("产出指标", "质量指标", "故障发生率", "<5%"),
    ]
    assert codes(form) == ["layout.name-moved"] * 2


def test_name_in_the_value_cell():
    """A value that is no target is the name where the name is blank.

    (2022年度)
    项目名称→政务云
    绩效指标→一级指标→二级指标→三级指标→年度指标值
    →产出指标→时效指标→→服务交付及时性
    """
    form = shown(test_name_in_the_value_cell)
    assert rows(form) == [("产出指标", "时效指标", "服务交付及时性", "")]
    assert codes(form) == ["layout.name-in-value-cell"]


def test_level2_in_the_level1_cell():
    """A class of level 2 is one wherever it stands; the name that is a class word stays a name.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→年度指标值
    效益指标→社会效益指标→办事效率→>=95%
    生态效益指标→→生态效益→=100%
    """
    form = shown(test_level2_in_the_level1_cell)
    assert rows(form)[1] == ("效益指标", "生态效益指标", "生态效益", "=100%")
    assert codes(form) == ["layout.level2-moved"]


def test_leading_column_lost_after_a_page_break():
    """Rows without their first cell; one of them keeps its name in the cell of level 1.

    (2022年度)
    项目名称→政务云
    绩效指标→一级指标→二级指标→三级指标→年度指标值
    →产出指标→数量指标→演练次数→≥2次
    →效益指标→社会效益指标→稳定率→≥99%
    有责投诉次数→→→≤5次→
    可持续影响指标→→机制健全→健全有效→
    满意度指标→服务对象满意度指标→使用单位满意度→≥95%→
    """
    form = shown(test_leading_column_lost_after_a_page_break)
    assert rows(form)[2:] == [
        ("效益指标", "社会效益指标", "有责投诉次数", "≤5次"),
        ("效益指标", "可持续影响指标", "机制健全", "健全有效"),
        ("满意度指标", "服务对象满意度指标", "使用单位满意度", "≥95%"),
    ]
    assert codes(form).count("layout.row-shifted") == 3


def test_level1_missing_for_the_whole_block():
    """No level 1 is printed: the model keeps None and a finding tells what follows from level 2.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→年度指标值
    绩效 指标→数量指标→完成率→=100%
    →→可用性→=100%
    """
    form = shown(test_level1_missing_for_the_whole_block)
    assert rows(form) == [(None, "数量指标", "完成率", "=100%"), (None, "数量指标", "可用性", "=100%")]
    assert codes(form) == ["layout.level1-inferred"] * 2


def test_header_shifted_and_its_last_title_lost():
    """The header stands one cell left of its rows, and the title of the targets fell off.

    (2022年度)
    项目名称→政务云
    →绩效 指标→一级指标→二级指标→三级指标
    产出指标→→数量指标→中断时长→≤288小时
    →→→质量指标→修复完成率
    →→缺陷率→→≤15%
    →→时效指标→修复及时率→≥95%
    →→成本指标→结算率→=100%
    """
    form = shown(test_header_shifted_and_its_last_title_lost)
    assert rows(form) == [
        ("产出指标", "数量指标", "中断时长", "≤288小时"),
        ("产出指标", "质量指标", "修复完成率", ""),
        ("产出指标", "质量指标", "缺陷率", "≤15%"),
        ("产出指标", "时效指标", "修复及时率", "≥95%"),
        ("产出指标", "成本指标", "结算率", "=100%"),
    ]
    assert codes(form) == [
        "layout.header-title-lost",
        "layout.level1-moved",
        "layout.row-shifted",
        "layout.name-moved",
    ]


def test_columns_stand_in_any_order():
    """Titles say what a column is, not its place.

    (2022年度)
    项目名称→政务云
    年度指标值→三级指标→分值→二级指标→一级指标
    ≥2次→演练次数→10→数量指标→产出指标
    =6人→驻场人数→7.5→→
    """
    form = shown(test_columns_stand_in_any_order)
    assert rows(form) == [
        ("产出指标", "数量指标", "演练次数", "≥2次"),
        ("产出指标", "数量指标", "驻场人数", "=6人"),
    ]
    assert [one.weight for one in form.project.goals.indicators] == [10, Decimal("7.5")]
    assert form.findings == ()


def test_cost_stands_at_either_level():
    """成本指标 is level 1 or 2 by its column; moved there, by what follows it.

    (2022年度)
    项目名称→政务云
    →一级指标→二级指标→三级指标→年度指标值
    →产出指标→数量指标→演练次数→≥2次
    →成本指标→经济成本指标→采购成本→≤5万元
    →产出指标→质量指标→可用率→≥99%
    成本指标→→成本合理性→合理→
    """
    form = shown(test_cost_stands_at_either_level)
    assert [row[:2] for row in rows(form)] == [
        ("产出指标", "数量指标"),
        ("成本指标", "经济成本指标"),
        ("产出指标", "质量指标"),
        ("产出指标", "成本指标"),
    ]


def test_moved_cost_over_a_class_of_cost_is_level1():
    """A moved 成本指标 with 经济成本指标 below it is level 1.

    (2022年度)
    项目名称→政务云
    →一级指标→二级指标→三级指标→年度指标值
    →产出指标→数量指标→演练次数→≥2次
    成本指标→→总额→≤5万元→
    →→经济成本指标→采购成本→≤5万元
    """
    form = shown(test_moved_cost_over_a_class_of_cost_is_level1)
    assert [row[:2] for row in rows(form)] == [
        ("产出指标", "数量指标"),
        ("成本指标", None),
        ("成本指标", "经济成本指标"),
    ]


def test_satisfaction_is_both_levels():
    """满意度指标 twice in a row is level 1, then level 2.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→年度指标值
    满意度指标→满意度指标→群众满意度→≥90%
    """
    form = shown(test_satisfaction_is_both_levels)
    assert rows(form) == [("满意度指标", "满意度指标", "群众满意度", "≥90%")]
    assert form.findings == ()


def test_repeated_header_goes_on_with_the_table():
    """After a page break the header stands again; classes are carried over it.

    (2022年度)
    项目名称→政务云
    绩效指标→一级指标→二级指标→三级指标→年度指标值
    →产出指标→数量指标→演练次数→≥2次
    绩效 指标→一级指标→二级指标→三级指标→年度指标值
    →→→驻场人数→=6人
    """
    form = shown(test_repeated_header_goes_on_with_the_table)
    assert rows(form)[1] == ("产出指标", "数量指标", "驻场人数", "=6人")
    assert form.findings == ()


def test_names_like_templates_are_names_where_they_hold_something():
    """Only a blank template row is left out: 指标2 as the second of its class, without a target.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→年度指标值
    产出指标→数量指标→指标1→≥2次
    →→指标2→
    →→指标9→
    →质量指标→……→
    """
    form = shown(test_names_like_templates_are_names_where_they_hold_something)
    assert [row[2] for row in rows(form)] == ["指标1", "指标9"]
    assert codes(form) == ["layout.empty-row", "layout.empty-row"]


def test_two_levels_only():
    """A table without 三级指标 has its leaves under 二级指标.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→指标值
    产出指标→演练次数→≥2次
    """
    assert rows(shown(test_two_levels_only)) == [("产出指标", None, "演练次数", "≥2次")]


def test_header_lost():
    """The columns are found by where the classes stand.

    (2022年度)
    项目名称→政务云
    →产出指标→数量指标→演练次数→≥2次
    →→→驻场人数→=6人
    →效益指标→社会效益指标→稳定率→≥99%
    """
    form = shown(test_header_lost)
    assert [row[2:] for row in rows(form)] == [("演练次数", "≥2次"), ("驻场人数", "=6人"), ("稳定率", "≥99%")]
    assert codes(form) == ["layout.header-missing"]


def test_header_lost_with_level1_alone():
    """Where only level 1 shows, level 2 stands beside it.

    (2022年度)
    项目名称→政务云
    产出指标→安全→演练次数→≥2次
    效益指标→安全→稳定率→≥99%
    """
    form = shown(test_header_lost_with_level1_alone)
    assert rows(form) == [("产出指标", "安全", "演练次数", "≥2次"), ("效益指标", "安全", "稳定率", "≥99%")]


def test_rows_of_the_head_among_those_of_the_table():
    """Labels of the head, the money and the goals are known below the table too; an indicator is none of them.

    (2022年度)
    一级指标→二级指标→三级指标→年度指标值
    产出指标→数量指标→演练→≥2次
    项目名称→政务云
    →项目资金总额(元)→1.00→年度资金申请总额→1.00
    →其他资金→→其他资金→2.00
    →→其他资金→≥3万元
    年度目标→扩容
    项目类型→甲
    """
    form = shown(test_rows_of_the_head_among_those_of_the_table)
    assert (form.project.name, form.project.goals.annual) == ("政务云", "扩容")
    assert form.project.funding.total == Yuan.parse("1元")
    assert [row[2] for row in rows(form)] == ["演练", "其他资金", "项目类型"]


def test_rows_below_the_total():
    """A row with a class goes on with the table after a subtotal; any other line is stray.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→年度指标值→分值
    产出指标→数量指标→演练→≥2次→50
    小计
    合计→→→→50
    效益指标→社会效益指标→稳定率→≥99%→50
    合计→→→→100→又
    没有说明的一行→甲
    """
    form = shown(test_rows_below_the_total)
    assert [row[2] for row in rows(form)] == ["演练", "稳定率"]
    assert (form.total_weight, form.total_points) == (50, None)
    left = [dict(one.params)["text"] for one in form.findings]
    assert left == ["小计", "合计", "100", "又", "没有说明的一行", "甲"]


def test_other_value_columns():
    """Values of other periods are targets beside the one of the year.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→实施期指标值→年度指标值
    产出指标→数量指标→演练→≥6次→≥2次
    """
    (first,) = shown(test_other_value_columns).project.goals.indicators
    assert first.target.text == "≥2次"
    assert [(label, target.text) for label, target in first.other_targets] == [("实施期指标值", "≥6次")]
    text = f"{FRONT}二级指标→三级指标→实施期指标值→年度指标值\n数量指标→演练→{'长' * 2001}→≥2次\n"
    form = read_form(filed(text))
    (first,) = form.project.goals.indicators
    assert (first.other_targets, len(first.extra[0].text), codes(form)) == (
        (),
        2001,
        ["layout.target-too-long"],
    )


def test_second_column_of_the_same_title():
    """The first column of a title is read; what stands in the second is kept beside it.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→指标值→指标值
    产出指标→数量指标→演练→≥2次→≥3次
    """
    (first,) = shown(test_second_column_of_the_same_title).project.goals.indicators
    assert first.target.text == "≥2次"
    assert [(cell.label, cell.text) for cell in first.extra] == [("指标值", "≥3次")]


def test_column_without_any_title():
    """What stands under no title is kept with its row, and told once a column.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→年度指标值
    产出指标→数量指标→演练→≥2次→甲
    →→驻场→≥6人→乙→丙
    """
    form = shown(test_column_without_any_title)
    extra = [[cell.text for cell in one.extra] for one in form.project.goals.indicators]
    assert extra == [["甲"], ["乙", "丙"]]
    assert [(one.code, one.place.cell) for one in form.findings] == [
        ("layout.column-unknown", 5),
        ("layout.column-unknown", 6),
    ]


def test_empty_row_with_something_beside():
    """A row without name and target is no indicator, even with points beside it.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→年度指标值→分值
    产出指标→数量指标→→→10
    →→演练→≥2次→10
    """
    form = shown(test_empty_row_with_something_beside)
    assert rows(form) == [("产出指标", "数量指标", "演练", "≥2次")]
    assert codes(form) == ["layout.cell-unused"]


def test_unknown_level2_without_level1():
    """Nothing is inferred from a class that no taxonomy knows.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→年度指标值
    →安全指标→演练→≥2次
    """
    form = shown(test_unknown_level2_without_level1)
    assert rows(form) == [(None, "安全指标", "演练", "≥2次")]
    assert codes(form) == ["layout.level2-unknown"]


def test_cells_beyond_the_caps_alone():
    """A row of nothing but an endless cell is told, wherever it stands."""
    long = "长" * (MAX_CELL + 1)
    form = read_form(filed(f"{long}\n{FRONT}{long}\n{ROW}{long}\n"))
    assert codes(form).count("layout.cell-too-long") == 3
    assert [len(cell.text) for cell in form.extra] == [MAX_CELL + 1] * 3
    assert [row[2] for row in rows(form)] == ["演练"]


def test_target_over_the_cap():
    """A cell that cannot be a target is kept whole, and the file is read on."""
    long = "很" * 2001
    text = f"{FRONT}{HEADER}\n→产出指标→数量指标→演练→{long}\n→→→驻场→≥6人\n"
    form = read_form(filed(text))
    first = form.project.goals.indicators[0]
    assert (first.target.kind, first.target.text) == ("unreadable", long[:2000])
    assert [cell.text for cell in first.extra] == [long]
    assert rows(form)[1][2:] == ("驻场", "≥6人")
    assert codes(form) == ["layout.target-too-long"]


# ------------------------------------------------------------------- split targets, results, flat sheets


def test_split_target():
    """Nature, sign, value and unit in columns of their own; 定性 in the cell of the sign is the nature.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→指标性质→指标值→度量单位→权重→指标方向性
    产出指标→数量指标→演练→≥→2→次→10→正向指标
    →→完成时间→定性→11月底之前→→5→
    """
    form = shown(test_split_target)
    first, second = form.project.goals.indicators
    assert (first.target.text, first.weight, first.direction) == ("≥|2|次", 10, "正向指标")
    assert [(cell.label, cell.text) for cell in first.target_cells] == [
        ("指标性质", "≥"),
        ("指标值", "2"),
        ("度量单位", "次"),
    ]
    assert [cell.place for cell in first.target_cells] == [
        Place(row=4, cell=4),
        Place(row=4, cell=5),
        Place(row=4, cell=6),
    ]
    assert (second.target.kind, second.target.text) == ("date", "定性|11月底之前")
    assert (second.target_cells[2].text, second.target_cells[2].place) == ("", None)


def test_the_cells_tell_a_nature_from_a_sign():
    """Where 指标性质 holds 正向 and 指标方向 the sign, they are nature and comparator.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→指标性质→指标方向→目标值→计量单位→分值
    产出指标→数量指标→演练→正向→大于等于→2→次→10
    """
    (first,) = shown(test_the_cells_tell_a_nature_from_a_sign).project.goals.indicators
    assert first.target.text == "正向|大于等于|2|次"
    assert first.target.comparator.value == ">="


def test_the_cells_tell_a_direction_from_a_sign():
    """指标方向 that holds 正向 is a direction, no part of the target.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→指标方向→目标值→计量单位
    产出指标→数量指标→演练→正向→2→次
    """
    (first,) = shown(test_the_cells_tell_a_direction_from_a_sign).project.goals.indicators
    assert (first.target.text, first.direction) == ("2|次", "正向")


def test_self_evaluation():
    """Actual values, points and reasons beside the targets; a header of two rows; totals below.

    2022年度项目支出绩效自评表
    部门:某中学→公开14表
    项目名称→营养改善
    项目资金 (元)→→年初预算数→全年预算数→全年执行数→分值→执行率→得分
    →年度资金总额→→387,664.62→387,664.62→10→100%→9.5
    →其中:当年财政 拨款→→387,664.62→387,664.62→—→→—
    →其他资金→—→—→—→—→→—
    年度 总体 目标→预期目标→实际完成情况
    →落实政策→政策已落实
    绩效指标→→→年度指标值→→→实际完成值→分值→得分→偏差原因分析及改进措施
    一级指标→二级指标→三级指标→指标性质→指标值→度量单位
    产出指标→数量指标→受助人数→≧→735→人次→735→10→8→统计口径不同
    →质量指标→→→→→→→→
    其他需要说明事项→无
    总分→100→96→优
    """
    form = shown(test_self_evaluation)
    project, run = form.project, form.execution
    assert (form.kind, project.fiscal_year, project.title) == (
        FormKind.SELF_EVALUATION,
        2022,
        "2022年度项目支出绩效自评表",
    )
    assert (project.implementing_unit, project.extra[0].label) == ("某中学", "部门")
    assert [cell.text for cell in form.extra] == ["公开14表"]
    assert (run.initial, run.adjusted, run.spent) == (None, Yuan.parse("387664.62"), Yuan.parse("387664.62"))
    assert (run.weight, run.points) == (10, Decimal("9.5"))
    assert ("执行率", "100%") in [(cell.label, cell.text) for cell in run.cells]
    assert project.funding.annual_total == project.funding.annual_appropriation == run.adjusted
    assert (project.funding.annual_other, project.funding.state("annual_other")) == (None, "dash")
    assert (project.goals.annual, form.goal_result) == ("落实政策", "政策已落实")
    (result,) = form.results
    assert (result.actual.text, result.points, result.reason_text) == ("735", 8, "统计口径不同")
    assert project.goals.indicators[0].weight == 10
    assert (form.total_weight, form.total_points, form.grade, form.remarks) == (100, 96, "优", "无")
    assert codes(form) == ["head.year-from-title", "layout.empty-row"]


def test_lower_row_of_titles_below_the_header():
    """The second row of a header may also stand below the one that names the levels.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→年度指标值→→→分值
    →→→指标性质→指标值→度量单位
    产出指标→数量指标→演练→≥→2→次→10
    """
    (first,) = shown(test_lower_row_of_titles_below_the_header).project.goals.indicators
    assert (first.target.text, first.weight) == ("≥|2|次", 10)


def test_goal_with_a_table_of_its_own():
    """年度绩效目标1 in the header is a goal; its points, those of the budget and the total are read.

    2022年度某项目自评表
    项目名称→海绵城市
    预算执行情况(万元) (20分)→→预算数(A)→执行数(B)→执行率(B/A)→得分 (20分*执行率)
    →年度财政资金总额→200→195.5→97.75%→19.55
    年度绩效目标1 (80分)→一级指标→二级指标→三级指标→年初目标值(A)→实际完成值(B)→得分
    →产出指标→质量指标→通过评审→通过→通过→10
    年度绩效目标2→一级指标→二级指标→三级指标→年初目标值(A)→实际完成值(B)→得分
    →→质量指标→完成编制→完成→完成→10分
    总分→99.55分
    偏差大或 目标未完成 原因分析→无
    """
    form = shown(test_goal_with_a_table_of_its_own)
    goals, run = form.project.goals, form.execution
    assert [(goal.label, goal.weight) for goal in goals.parts] == [
        ("年度绩效目标1 (80分)", 80),
        ("年度绩效目标2", None),
    ]
    assert [(one.goal, one.level1) for one in goals.indicators] == [
        ("年度绩效目标1 (80分)", "产出指标"),
        ("年度绩效目标2", None),
    ]
    assert (run.adjusted, run.spent) == (Yuan.parse("200万元"), Yuan.parse("195.5万元"))
    assert (run.weight, run.points) == (20, Decimal("19.55"))
    assert (form.total_points, form.total_weight, form.reason_text) == (Decimal("99.55"), None, "无")
    assert [result.points for result in form.results] == [10, 10]


def test_monitoring():
    """What is expected for the year makes a monitoring form.

    某项目绩效监控表(2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→年度指标值→1-7月执行情况→全年预计完成情况→完成目标可能性→备注
    产出指标→数量指标→演练→≥2次→1次→2次→确定能→
    """
    form = shown(test_monitoring)
    assert form.kind is FormKind.MONITORING
    (result,) = form.results
    assert (result.actual.text, result.forecast, result.likelihood) == ("1次", "2次", "确定能")


def test_reasons_without_results_are_carried():
    """A plan has no results: a column of reasons is kept as cells.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→年度指标值→偏差原因分析
    产出指标→数量指标→演练→≥2次→无
    """
    form = shown(test_reasons_without_results_are_carried)
    assert (form.kind, form.results) == (FormKind.PLAN, ())
    assert [(cell.label, cell.text) for cell in form.project.goals.indicators[0].extra] == [
        ("偏差原因分析", "无")
    ]


def test_actual_over_the_cap():
    """An actual value that is a page of prose is words, cut, and kept whole beside."""
    text = f"{FRONT}一级指标→二级指标→三级指标→指标值→实际完成值\n产出指标→数量指标→演练→≥2次→{'长' * 2500}\n"
    (result,) = read_form(filed(text)).results
    assert (result.actual.kind.value, len(result.actual.text)) == ("words", 2000)
    assert len(result.extra[0].text) == 2500


def test_flat_sheet():
    """One sheet for many projects: merged cells, a subtotal, classes that end with their project.

    部门预算项目绩效目标申报表(2023年度)
    金额单位:元
    单位名称→项目名称→预算数→年度目标→一级指标→二级指标→三级指标→指标值→权重
    820-某部门→→900.50→→→→→→
    820001-某镇政府→村干部报酬→500.00→按时发放→产出指标→数量指标→人数→≥230个→10
    →→→→→质量指标→按时发放率→≥95%→10
    →道路养护→400.50→保持畅通→→→里程→≥5公里→90
    合计→→900.50
    """
    text = test_flat_sheet.__doc__.partition("\n\n")[2]
    first, second = read_forms(filed(text))
    assert (first.project.name, second.project.name) == ("村干部报酬", "道路养护")
    assert (first.project.department, second.project.department) == ("820-某部门", "820-某部门")
    assert (first.project.implementing_unit, second.project.implementing_unit) == (
        "820001-某镇政府",
        "820001-某镇政府",
    )
    assert (first.project.funding.annual_total, second.project.funding.annual_total) == (
        Yuan.parse("500"),
        Yuan.parse("400.5"),
    )
    assert (first.project.goals.annual, second.project.goals.annual) == ("按时发放", "保持畅通")
    assert [len(form.project.goals.indicators) for form in (first, second)] == [2, 1]
    assert second.project.goals.indicators[0].level1 is None
    assert codes(first) == [
        "head.year-from-title",
        "layout.subtotal-row",
        "layout.cell-unused",
        "layout.cell-unused",
    ]
    assert ("820-某部门", "900.50") in [(cell.label, cell.text) for cell in first.extra]
    assert [(cell.label, cell.text) for cell in first.project.extra] == [("单位名称", "820001-某镇政府")]


def test_flat_sheet_repeats_its_cells():
    """Left cells that repeat on every row say nothing new; what says otherwise is left over.

    绩效目标表
    主管部门→某局
    年度目标→总体平稳
    项目资金→年度资金总额→900元
    项目名称→主管部门→项目类别→预算数→年度绩效目标→二级指标→三级指标→指标值
    政务云→某局→一类→5万元→保持运行→数量指标→演练→≥2次
    政务云→某局→二类→5万元→保持运行→质量指标→可用率→≥99%
    政务云→某委→→6万元→另一目标→质量指标→故障率→≤1%
    """
    form = read_form(filed(test_flat_sheet_repeats_its_cells.__doc__.partition("\n\n")[2]), fiscal_year=2022)
    assert (form.project.name, form.project.department, form.project.category) == ("政务云", "某局", "一类")
    assert form.project.funding.annual_total == Yuan.parse("5万元")
    assert form.project.goals.annual == "保持运行"
    assert len(form.project.goals.indicators) == 3
    left = [dict(finding.params)["text"] for finding in form.findings if finding.code == "layout.cell-unused"]
    assert left == ["二类", "某委", "6万元", "另一目标"]
    assert "总体平稳" in [cell.text for cell in form.project.extra]
    assert [line.initial for line in form.project.funding.lines] == [Yuan.parse("5万元"), Yuan.parse("900元")]


def test_flat_sheet_whose_head_says_otherwise():
    """What the head says of a project that its row says otherwise is carried.

    (2022年度)
    主管部门→某局
    项目名称→主管部门→二级指标→三级指标→指标值
    政务云→某委→数量指标→演练→≥2次
    """
    form = shown(test_flat_sheet_whose_head_says_otherwise)
    assert form.project.department == "某委"
    assert [(cell.label, cell.text) for cell in form.project.extra] == [("主管部门", "某局")]


def test_flat_sheet_without_any_project():
    """Rows above the first project belong to none: the table is read as one form.

    (2022年度)
    主管部门→某局
    项目名称→预算数→二级指标→三级指标→指标值
    →→数量指标→演练→≥2次
    """
    form = shown(test_flat_sheet_without_any_project)
    assert [row[2] for row in rows(form)] == ["演练"]


def test_rows_above_the_first_project_are_left_over():
    """Rows above the first project of a sheet are told.

    (2022年度)
    项目名称→预算数→二级指标→三级指标→指标值
    →→数量指标→演练→≥2次
    →5元→→→
    政务云→→质量指标→可用率→≥99%
    """
    form = shown(test_rows_above_the_first_project_are_left_over)
    assert [row[2] for row in rows(form)] == ["可用率"]
    assert codes(form).count("layout.cell-unused") == 3
    assert "layout.subtotal-row" in codes(form)


# ---------------------------------------------------------------------------------------------- the head


@pytest.mark.parametrize(
    ("text", "year", "told"),
    [
        ("预算年度：2026", 2026, []),
        ("年度:2026年度", 2026, []),
        ("预算年度→2026年", 2026, []),
        ("主管部门→→年度→2026", 2026, []),  # the department is blank
        ("主管部门→某局→预算年度→2026", 2026, []),
        ("项目周期→年度→主管部门→某局", None, []),  # a value, not the label of one
        ("填报年度：2026", None, ["layout.stray-row"]),
        ("预算年度→", None, ["layout.stray-row"]),
    ],
)
def test_year_beside_its_label(text, year, told):
    """The year of the sheet stands alone, behind its label in one cell, or beside it."""
    form = read_form(filed(f"绩效目标申报表\n项目名称→政务云\n{text}\n{T}{ROW}"))
    assert form.project.fiscal_year == year
    assert codes(form) == ([] if year else ["head.fiscal-year-missing", *told])
    assert [cell.text for cell in form.project.extra] == (["年度"] if "周期" in text else [])
    assert form.project.department == ("某局" if "某局" in text else None)
    assert len(form.extra) == len(told)


def test_labels_and_values():
    """A label, then the next filled cell; a blank value takes nothing from the next label.

    项目支出绩效目标申报表
    （2022 年度）
    项目名称→→政务云→项目类别→
    主管部门：大数据中心→实施单位→运营公司
    计划开始日期→2022/1/1→计划完成日期→2022年12月31日
    项目负责人及电话→→联系人→某人
    """
    project = shown(test_labels_and_values).project
    assert (project.name, project.category, project.department, project.implementing_unit) == (
        "政务云",
        None,
        "大数据中心",
        "运营公司",
    )
    assert (str(project.start), str(project.end)) == ("2022-01-01", "2022-12-31")
    assert [(cell.label, cell.text) for cell in project.extra] == [
        ("项目负责人及电话", ""),
        ("联系人", "某人"),
    ]


def test_better_labels_win():
    """Of several labels for one field the first choice fills it; the others are carried.

    (2022年度)
    一级项目名称→信息化专项→二级项目名称→政务云
    预算单位→某局→实施单位→运营公司
    项目名称→
    """
    project = shown(test_better_labels_win).project
    assert (project.name, project.implementing_unit) == ("政务云", "运营公司")
    assert [(cell.label, cell.text) for cell in project.extra] == [
        ("一级项目名称", "信息化专项"),
        ("二级项目名称", "政务云"),
        ("预算单位", "某局"),
    ]


def test_money_in_pairs():
    """The unit stands in each cell, or nowhere for a bare zero; a source keeps its own name.

    (2022年度)
    项目名称→博物馆
    项目总投资→20万元→中央补助安排→0→其他资金→20万元
    预算申报数→20万元→资金性质→一般公共预算
    """
    project = shown(test_money_in_pairs).project
    funding = project.funding
    assert (funding.total, funding.other, funding.annual_total) == (Yuan.parse("20万元"),) * 3
    assert (funding.unit, funding.state("annual_other")) == ("万元", "absent")
    assert [(line.label, line.scope, line.role) for line in funding.lines] == [
        ("项目总投资", "project", "total"),
        ("中央补助安排", "project", None),
        ("其他资金", "project", "other"),
        ("预算申报数", "annual", "total"),
    ]
    assert [(cell.label, cell.text) for cell in project.extra] == [("资金性质", "一般公共预算")]


def test_money_as_a_tree():
    """A heading in the cell of the total is no amount: the total is blank, never summed.

    (2021年度)
    项目名称→再扶助
    项目资金(万元)→年度资金总额→金额(万元)
    →(一)财政拨款小计→6.30
    →1、一般公共预算→6.30
    →2、某基金→0.00
    →(二)其他收入→**
    """
    funding = shown(test_money_as_a_tree).project.funding
    assert (funding.annual_total, funding.state("annual_total"), funding.unit) == (None, "blank", "万元")
    assert funding.annual_appropriation == Yuan.parse("6.3万元")
    assert [(line.label, line.depth, line.role) for line in funding.lines] == [
        ("年度资金总额", 0, "total"),
        ("(一)财政拨款小计", 1, "appropriation"),
        ("1、一般公共预算", 2, None),
        ("2、某基金", 2, None),
        ("(二)其他收入", 1, None),
    ]


def test_money_with_its_own_words():
    """Scope comes from the nearest total at the left; without any only 当年 and 上年 tell it.

    (2022年度)
    单位：万元
    项目名称→政务云
    财政资金→5→上年结转资金→—→其他资金→＊＊
    项目资金→7
    """
    funding = shown(test_money_with_its_own_words).project.funding
    assert [(line.label, line.scope, line.role) for line in funding.lines] == [
        ("财政资金", "project", None),
        ("上年结转资金", "annual", "carryover"),
        ("其他资金", "project", None),
        ("项目资金", "project", None),
    ]
    assert funding.state("annual_carryover") == "dash"
    assert funding.lines[3].initial == Yuan.parse("7万元")


def test_a_sentence_is_no_fund_source():
    """A source in its own words is short: a sentence beside a number is told, not taken for money.

    (2022年度)
    单位：万元
    项目名称→政务云
    财政资金→5
    乡镇自筹→3
    为完成本项目需要另行安排的各项配套设施的采购安装和调试以及人员培训等费用→2
    """
    form = shown(test_a_sentence_is_no_fund_source)
    assert [line.label for line in form.project.funding.lines] == ["财政资金", "乡镇自筹"]
    assert codes(form).count("layout.cell-unused") == 2
    assert [cell.text[-4:] for cell in form.extra] == ["训等费用", "2"]


def test_the_nearest_unit_counts():
    """A unit in the label of a row stands above that of the heading over all rows.

    (2022年度)
    项目名称→政务云
    资金来源→预算金额（万元）
    财政资金（元）→5
    其他资金→5
    """
    funding = shown(test_the_nearest_unit_counts).project.funding
    assert [line.initial for line in funding.lines] == [Yuan(fen=500), Yuan.parse("5万元")]


def test_money_inline():
    """A label and its amount in one cell.

    (2022年度)
    项目名称→政务云
    年度资金总额：20万元→其中：财政拨款→20万元
    """
    funding = shown(test_money_inline).project.funding
    assert (funding.annual_total, funding.annual_appropriation) == (Yuan.parse("20万元"),) * 2
    assert (funding.lines[0].label, funding.lines[0].cells[0].text) == ("年度资金总额：", "20万元")


def test_money_columns_of_the_project():
    """A total of the whole project in columns is an execution too; a second column of a kind is left over.

    2022年度某项目自评表
    项目名称→政务云
    项目资金(万元)→→年初预算数→全年预算数→全年预算数→全年执行数→分值
    →项目资金总额→1→2→3→1→十
    →某专项→1→2→→2→
    →说明→→→→→
    """
    form = shown(test_money_columns_of_the_project)
    assert form.project.funding.total == Yuan.parse("2万元")
    assert (form.execution.initial, form.execution.spent, form.execution.weight) == (
        Yuan.parse("1万元"),
        Yuan.parse("1万元"),
        None,
    )
    assert [line.label for line in form.project.funding.lines] == ["项目资金总额", "某专项"]
    assert codes(form).count("layout.unreadable-number") == 1
    assert codes(form).count("layout.cell-unused") == 2


def test_money_in_a_sentence():
    """A report may state budget and spending in prose; the sentence stays with them.

    某局2022年度经费绩效自评工作报告
    (二)项目资金情况。
    全年预算数2565万元,全年执行数2500万元,预算执行率97.5%
    又全年预算数1元,全年执行数1元。
    指标名称→计量单位→指标性质→指标值
    辅警人员→人→=→512
    """
    form = shown(test_money_in_a_sentence)
    assert (form.execution.adjusted, form.execution.spent) == (Yuan.parse("2565万元"), Yuan.parse("2500万元"))
    assert form.execution.cells[0].text.endswith("97.5%")
    assert rows(form) == [(None, None, "辅警人员", "=|512|人")]
    assert codes(form) == [
        "head.year-from-title",
        "layout.kind-contradicted",
        "layout.stray-row",
        "layout.stray-row",
    ]


# A form whose head says what stands in {}.
T_REPORT = "一级指标→二级指标→三级指标→年度指标值→实际完成值\n"
STATES = f"2022年度某项目自评表\n项目名称→政务云\n{{}}\n{T_REPORT}产出指标→数量指标→演练→≥2次→2次\n"


def spending(text):
    """Return what budget and spending of a form with these rows are, in 万元, and the findings."""
    form = read_form(filed(STATES.format(text)))
    run = form.execution
    amounts = run and tuple(
        amount and amount.format(unit="万元") for amount in (run.initial, run.adjusted, run.spent)
    )
    return amounts, [code for code in codes(form) if code != "head.year-from-title"]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("全年预算数→25万元\n全年执行数→20万元", (None, "25.00万元", "20.00万元")),
        ("全年预算数→25万元→全年执行数→20万元", (None, "25.00万元", "20.00万元")),
        ("全年预算数：25万元\n全年执行数：20万元", (None, "25.00万元", "20.00万元")),
        ("全年预算数：25万元→全年执行数：20万元", (None, "25.00万元", "20.00万元")),
        ("全年执行数：20万元", (None, None, "20.00万元")),
        (
            "年初预算数(万元)→30\n全年预算数(元)→250000\n实际支出数→20万元",
            ("30.00万元", "25.00万元", "20.00万元"),
        ),
        ("预算执行情况（万元）→全年预算数→25→执行数→20", (None, "25.00万元", "20.00万元")),
        ("单位：万元\n全年预算数→25\n全年执行数→0", (None, "25.00万元", "0.00万元")),
        ("全年预算数→—→全年执行数→20万元", (None, None, "20.00万元")),
        ("全年预算数→\n全年执行数→", (None, None, None)),
        ("年度资金总额→26万元→全年执行数→20万元", (None, None, "20.00万元")),
    ],
)
def test_budget_and_spending_beside_their_labels(text, amounts):
    """Labels that speak of the year state the execution without any table; what is blank stays open."""
    assert spending(text) == (amounts, [])


@pytest.mark.parametrize(
    "text",
    [
        "预算数→25万元→执行数→20万元",  # of the year, or of the whole project
        "年度资金总额→25万元\n执行数→20万元",
        "预算执行率→80%",
        "全年预算数→见附件",
        "全年预算数：见附件",
        "→年度资金总额→财政拨款\n全年预算数→25→20",  # a table on its side
        "年度总体目标→全年执行数：20万元",
        "年度总体目标→实际完成情况\n→全年执行数：20万元",
    ],
)
def test_spending_of_a_scope_that_nobody_states(text):
    """What may be money of the project, or no amount at all, is not read, and told unless it is prose."""
    amounts, told = spending(text)
    assert amounts is None
    assert set(told) <= {"layout.cell-unused", "layout.stray-row"}
    assert bool(told) == ("总体目标" not in text)


def test_spending_beside_its_labels_with_points():
    """Weight, points and printed rate stand in the same rows or below; the cells are kept as filed."""
    form = read_form(
        filed(
            STATES.format(
                "预算执行情况（20分）\n全年预算数→25万元→执行率→80%\n执行数：20万元\n得分→16分\n权重→20万元"
            )
        )
    )
    assert (form.execution.weight, form.execution.points) == (20, 16)
    assert [(cell.label, cell.text, cell.place.row) for cell in form.execution.cells] == [
        ("全年预算数", "25万元", 4),
        ("执行率", "80%", 4),
        ("执行数", "20万元", 5),
        ("得分", "16分", 6),
        ("权重", "20万元", 7),
    ]
    assert codes(form) == ["head.year-from-title", "layout.unreadable-number"]
    weighted = read_form(filed(STATES.format("全年预算数→25万元→分值：10→得分：8分"))).execution
    assert (weighted.weight, weighted.points) == (10, 8)
    masked = read_form(filed(STATES.format("全年预算数→25万元→分值→—→得分→100%")))
    assert (masked.execution.weight, masked.execution.points) == (None, 100)


def test_spending_stated_twice():
    """The first statement counts, a table goes before both, and what is left over is told."""
    assert spending("全年预算数→25万元\n全年预算数→26万元") == (
        (None, "25.00万元", None),
        ["layout.cell-unused", "layout.cell-unused"],
    )
    assert spending("全年预算数→25万元\n主管部门→某局\n执行数→20万元") == (
        (None, "25.00万元", None),
        ["layout.cell-unused", "layout.cell-unused"],
    )
    assert spending("全年预算数25万元,全年执行数20万元\n全年执行数：19万元") == (
        (None, "25.00万元", "20.00万元"),
        ["layout.stray-row"],
    )
    assert spending("全年执行数：19万元\n全年预算数25万元,全年执行数20万元") == (
        (None, None, "19.00万元"),
        ["layout.stray-row"],
    )
    table = "项目资金(万元)→年初预算数→全年预算数→全年执行数\n年度资金总额→30→25→20\n"
    assert spending(f"{table}全年执行数：19万元") == (
        ("30.00万元", "25.00万元", "20.00万元"),
        ["layout.stray-row"],
    )
    form = read_form(filed(STATES.format(f"全年预算数25万元,全年执行数20万元\n{table.strip()}")))
    assert [cell.text for cell in form.extra] == ["全年预算数25万元,全年执行数20万元"]


def test_spending_below_the_table():
    """Below the rows, or between them, such a label is no indicator; 预算执行率 with a target is one."""
    text = (
        STATES.format("主管部门→某局")
        + "→→预算执行率→≥90%→95%\n全年预算数→25万元\n全年执行数→20万元\n总分→96\n"
    )
    form = read_form(filed(text))
    assert [row[2] for row in rows(form)] == ["演练", "预算执行率"]
    assert (form.execution.spent, form.total_points) == (Yuan.parse("20万元"), 96)


def test_long_sentence_is_prose():
    """A page of prose is not searched for amounts."""
    form = read_form(filed(f"{FRONT}全年预算数5元,全年执行数5元{'，如上' * 100}\n{T}{ROW}"))
    assert (form.execution, codes(form)) == (None, ["layout.stray-row"])


def test_goals_below_their_labels():
    """Labels over prose; the label of the block is no column.

    (2022年度)
    项目名称→政务云
    总体目标→年度目标→年度总体目标完成情况
    →返本分红→
    一级指标→二级指标→三级指标→年度指标值
    产出指标→数量指标→演练→≥2次
    """
    form = shown(test_goals_below_their_labels)
    assert (form.project.goals.annual, form.project.goals.overall, form.goal_result) == (
        "返本分红",
        None,
        None,
    )
    assert form.findings == ()


def test_goals_beside_their_labels():
    """A label with its prose in the same row, also behind a colon.

    (2022年度)
    项目名称→政务云
    项目总目标(2021年-2023年)→建成云平台→年度总目标：完成扩容
    年度目标1(60分)→完成一期
    """
    goals = shown(test_goals_beside_their_labels).project.goals
    assert (goals.overall, goals.overall_years, goals.annual) == ("建成云平台", "2021年-2023年", "完成扩容")
    assert [(goal.label, goal.text, goal.weight) for goal in goals.parts] == [
        ("年度目标1(60分)", "完成一期", 60)
    ]


def test_goal_with_the_label_of_the_block_only():
    """Prose beside 绩效目标 alone is a goal of that name: whether of the year or the project is not said.

    (2022年度)
    项目名称→政务云
    绩效目标→保障政务云平台稳定运行
    """
    goals = shown(test_goal_with_the_label_of_the_block_only).project.goals
    assert [(goal.label, goal.text) for goal in goals.parts] == [("绩效目标", "保障政务云平台稳定运行")]


def test_goals_over_a_page_break():
    """Pieces go to the column where they stand, or the nearest at its left.

    (2022年度)
    项目名称→政务云
    →项目总目标→年度总目标→→
    项目 绩效 目标→<p>界面的样</p>→→<p>一、扩容。</p> <p>二、演练。</p>→
    项目 绩效 目标→<p>式统一。</p>→→→<p>三、培训。</p>
    一级指标→二级指标→三级指标→年度指标值
    产出指标→数量指标→演练→≥2次
    """
    form = shown(test_goals_over_a_page_break)
    assert form.project.goals.overall == "界面的样式统一。"
    assert form.project.goals.annual == "一、扩容。\n二、演练。\n三、培训。"
    assert codes(form) == ["layout.goal-continued"] * 2
    assert form.findings[0].related == (Place(row=4, cell=2),)


def test_prose_that_goes_on_without_a_label():
    """A long cell below a goal goes on with it; a short one, and two for one column, do not.

    (2022年度)
    项目名称→政务云
    →项目总目标→→年度总目标→
    →建成统一的云平台→→完成扩容→
    →支撑各部门的业务系统平稳运行，持续提供服务→→→
    →短句→→→
    →支撑各部门的业务系统平稳运行，持续提供服务一→支撑各部门的业务系统平稳运行，持续提供服务二→→
    支撑各部门的业务系统平稳运行，持续提供服务三→支撑各部门的业务系统平稳运行，持续提供服务四→→→
    """
    form = shown(test_prose_that_goes_on_without_a_label)
    assert form.project.goals.overall == "建成统一的云平台支撑各部门的业务系统平稳运行，持续提供服务"
    left = [dict(one.params)["text"] for one in form.findings if one.code.endswith(("unused", "stray-row"))]
    assert len(left) == 5


def test_more_prose_than_labels():
    """More cells than labels cannot be paired: none is guessed.

    (2022年度)
    项目名称→政务云
    →年度总目标→
    →完成扩容→建成平台
    """
    form = shown(test_more_prose_than_labels)
    assert form.project.goals.annual is None
    assert codes(form).count("layout.cell-unused") == 2


def test_goals_with_nothing_beside_or_below():
    """Labels whose prose is blank say nothing; prose under no label is left over.

    (2022年度)
    项目名称→政务云
    项目总目标→建成→年度总目标→
    年度目标1→
    →完成扩容→
    →项目总目标→→年度总目标→
    →≥5→→
    """
    form = shown(test_goals_with_nothing_beside_or_below)
    goals = form.project.goals
    assert (goals.overall, goals.annual) == ("建成", None)
    assert [(goal.label, goal.text) for goal in goals.parts] == [("年度目标1", None)]
    assert [dict(one.params)["text"] for one in form.findings if one.code == "layout.stray-row"] == [
        "完成扩容",
        "≥5",
    ]


def test_prose_under_the_label_of_a_part():
    """Below a goal of its own name no column of prose is known.

    (2022年度)
    年度目标1→
    →完成扩容→
    """
    form = shown(test_prose_under_the_label_of_a_part)
    assert (form.project.goals.annual, codes(form)) == (None, ["layout.table-missing", "layout.stray-row"])


def test_second_statements():
    """What is stated twice counts once: a year, an amount, a reason; the rest is carried or told.

    项目绩效情况表
    (2022年度)
    (2023年度)
    项目名称→政务云
    年度资金总额→1元→年度资金总额→2元
    二级指标→三级指标→年度指标值→得分
    数量指标→演练→≥2次→10
    未完成原因分析→
    未完成原因分析→甲
    未完成原因分析：乙
    其他说明：丙
    """
    form = shown(test_second_statements)
    assert (form.project.fiscal_year, form.project.funding.annual_total) == (2022, Yuan.parse("1元"))
    assert form.project.funding.lines[1].role is None
    assert (form.reason_text, form.remarks) == ("甲", "丙")
    assert [(cell.label, cell.text) for cell in form.extra] == [("未完成原因分析", "乙"), ("", "(2023年度)")]
    assert codes(form) == ["layout.stray-row", "layout.duplicate-label"]


def test_two_titles_are_one_form():
    """The second title is carried; a year in the first is said.

    2018年某项目绩效目标申报表
    绩效目标申报表
    项目名称→扶贫
    一级指标→二级指标→三级指标→指标值→备注
    产出指标→数量指标→合作社个数→=10个→已核
    财政部门审核意见→(盖章)
    填表人→某人→某人二
    注：本表一式两份
    备注：
    """
    form = shown(test_two_titles_are_one_form)
    assert (form.project.title, form.project.fiscal_year) == ("2018年某项目绩效目标申报表", 2018)
    assert [(cell.label, cell.text) for cell in form.extra] == [
        ("", "绩效目标申报表"),
        ("财政部门审核意见", "(盖章)"),
        ("填表人", "某人"),
        ("填表人", "某人二"),
        ("注", "本表一式两份"),
        ("备注：", ""),
    ]
    assert form.project.goals.indicators[0].note == "已核"


# -------------------------------------------------------------------------------------- files of several forms


def test_second_name_begins_a_form():
    """Without a title a second 项目名称 begins the next form, with the year line above it.

    项目名称→政务云
    一级指标→二级指标→三级指标→年度指标值
    产出指标→数量指标→演练→≥2次

    (2023年度)

    项目名称：政务外网
    二级指标→三级指标→年度指标值
    数量指标→驻场→≥6人
    """
    forms = read_forms(filed(test_second_name_begins_a_form.__doc__.partition("\n\n")[2]), fiscal_year=2022)
    assert [form.project.name for form in forms] == ["政务云", "政务外网"]
    assert [form.project.fiscal_year for form in forms] == [2022, 2023]


def test_bad_rows_hide_no_other_form():
    """What is wrong in one form stays in it."""
    good = f"{FRONT}{HEADER}\n→产出指标→数量指标→演练→≥2次\n"
    bad = f"绩效目标申报表\n项目名称→{'坏' * 3000}\n年度资金总额→1万 2万→x→y\n计划开始日期→2022-02-30\n{HEADER}\n→→→→\n→=→≥→*→-\n"
    before, broken, after = read_forms(filed(good) + b"\n" + filed(bad) + b"\n" + filed(good))
    assert before.project == after.project
    assert before.findings == after.findings == ()
    assert broken.project.start is None


@pytest.mark.parametrize("cut", range(4, 300, 7))
def test_form_cut_anywhere(cut):
    """Whatever is readable of a form that breaks off is returned; a cut before the table is told."""
    text = f"{FRONT}项目资金(元)→年度资金总额→100.00\n年度目标→完成扩容\n{HEADER}\n→产出指标→数量指标→演练→≥2次\n→效益指标→社会效益指标→稳定率→≥99%\n"
    data = filed(text)
    if "项目名称" not in data[:cut].decode(errors="ignore"):
        with pytest.raises(FormError, match="The file holds no performance goal form"):
            read_forms(data[:cut])
        return
    (form,) = read_forms(data[:cut])
    if not form.project.goals.indicators:
        assert "layout.table-missing" in codes(form)
    try:
        data[:cut].decode()
    except UnicodeDecodeError:
        assert "layout.file-cut" in codes(form)


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("项目名称→政务云\n{T}→→驻场→≥6人", True),  # a page that repeats no title, so no year
        ("绩效目标申报表\n(2023年度)\n项目名称→政务云\n{T}→→驻场→≥6人", False),  # the next year
        ("绩效目标申报表\n(2022年度)\n项目名称→政务网\n{T}→→驻场→≥6人", False),
        ("绩效目标申报表\n(2022年度)\n主管部门→某局\n{T}→→驻场→≥6人", False),
        ("绩效目标申报表\n(2022年度)\n项目名称→\n{T}→→驻场→≥6人", False),
        ("2022年度绩效自评表\n项目名称→政务云\n二级指标→三级指标→指标值→得分\n→驻场→≥6人→5", False),
    ],
)
def test_a_page_with_the_head_of_the_form(second, told):
    """What looks like a further page is a form of its own, and says so: nothing joins the two by guess."""
    forms = read_forms(filed(f"{FRONT}{T}{ROW}{second.format(T=T)}"))
    assert [len(form.project.goals.indicators) for form in forms] == [1, 1]
    assert ("layout.head-repeated" in codes(forms[1])) == told
    nameless = read_forms(filed(f"绩效目标申报表\n{T}{ROW}绩效目标申报表\n{T}→→驻场→≥6人"))
    assert "layout.head-repeated" not in codes(nameless[1])
    if told:
        assert (forms[1].findings[0].place.row, forms[1].findings[0].path) == (6, "$.project.name")


def test_form_without_its_first_part():
    """Rows of a table alone are read, and the missing head is told."""
    form = read_form(
        filed("→→→时长→≤5天\n→产出指标→数量指标→演练→≥2次\n→→→驻场→≥6人\n→→质量指标→可用率→≥9%\n")
    )
    assert [row[2] for row in rows(form)] == ["时长", "演练", "驻场", "可用率"]
    assert {"layout.head-missing", "layout.header-missing"} <= set(codes(form))


# ------------------------------------------------------------------------------- each finding and a near miss

T = "一级指标→二级指标→三级指标→年度指标值\n"
ROW = "产出指标→数量指标→演练→≥2次\n"
CASES = {
    # code: (a form that raises it, a near miss that does not)
    "layout.row-too-wide": (
        f"{FRONT}{T}{ROW}→→驻场→≥6人{'→' * MAX_COLUMNS}多余→又多余\n",
        f"{FRONT}{T}{ROW}→→驻场→≥6人{'→' * 200}\n",
    ),
    "layout.cell-too-long": (
        f"{FRONT}年度目标→{'长' * (MAX_CELL + 1)}\n{T}{ROW}",
        f"{FRONT}年度目标→{'长' * MAX_CELL}\n{T}{ROW}",
    ),
    "layout.head-missing": (
        f"绩效目标表(2022年度)\n{T}{ROW}",
        f"绩效目标表(2022年度)\n主管部门→某局\n{T}{ROW}",
    ),
    "layout.table-missing": (f"{FRONT}{T}", f"{FRONT}{T}{ROW}"),
    "layout.form-cut": (f"{FRONT}{T}{ROW}绩效目标申报表\n(2022年度)\n", f"绩效目标申报表\n{FRONT}{T}{ROW}"),
    "layout.head-repeated": (
        f"{FRONT}主管部门→某局\n{T}{ROW}{FRONT}{T}→→驻场→≥6人\n",
        f"{FRONT}主管部门→某局\n{T}{ROW}{FRONT}主管部门→某委\n{T}→→驻场→≥6人\n",
    ),
    "layout.kind-contradicted": (
        f"2022年度绩效自评表\n项目名称→云\n{T}{ROW}",
        "2022年度绩效自评表\n项目名称→云\n二级指标→三级指标→指标值→得分\n数量指标→演练→≥2次→\n",
    ),
    "layout.duplicate-label": (
        f"{FRONT}主管部门→某局→主管部门→某委\n{T}{ROW}",
        f"{FRONT}主管部门→某局→预算单位→某委\n{T}{ROW}",
    ),
    "layout.stray-row": (f"{FRONT}---------→---\n{T}{ROW}", f"{FRONT}年度目标→---------\n{T}{ROW}"),
    "layout.cell-unused": (f"{FRONT}主管部门→某局→某委\n{T}{ROW}", f"{FRONT}主管部门→→某局\n{T}{ROW}"),
    "layout.subtotal-row": (
        "(2022年度)\n项目名称→单位名称→预算数→二级指标→三级指标→指标值\n→某部门→9元→→→\n云→某局→9元→数量指标→演练→≥2次\n",
        "(2022年度)\n项目名称→单位名称→预算数→二级指标→三级指标→指标值\n云→某局→9元→→→\n→→→数量指标→演练→≥2次\n",
    ),
    "layout.goal-continued": (
        f"{FRONT}→年度总目标\n→<p>扩容，</p>\n→<p>演练。</p>\n{T}{ROW}",
        f"{FRONT}→年度总目标\n→<p>扩容，</p><p>演练。</p>\n{T}{ROW}",
    ),
    "layout.header-missing": (f"{FRONT}{ROW}→→驻场→≥6人\n", f"{FRONT}{T}{ROW}→→驻场→≥6人\n"),
    "layout.header-shifted": (f"{FRONT}{T}→{ROW}→→→驻场→≥6人\n", f"{FRONT}→{T}→{ROW}→→→驻场→≥6人\n"),
    "layout.header-title-lost": (
        f"{FRONT}一级指标→二级指标→三级指标\n{ROW}",
        f"{FRONT}一级指标→二级指标→三级指标→实际完成值\n产出指标→数量指标→演练→2次\n",
    ),
    "layout.column-unknown": (
        f"{FRONT}一级指标→二级指标→三级指标→年度指标值→某某栏\n产出指标→数量指标→演练→≥2次→甲\n",
        f"{FRONT}一级指标→二级指标→三级指标→年度指标值→序号\n产出指标→数量指标→演练→≥2次→甲\n",
    ),
    "layout.row-shifted": (f"{FRONT}{T}{ROW}→→→质量指标→可用率\n", f"{FRONT}{T}{ROW}→质量指标→可用率→\n"),
    "layout.row-ambiguous": (
        f"{FRONT}{T}{ROW}→模式创新→推进工作→\n",
        f"{FRONT}{T}{ROW}→模式创新→推进工作→持续\n",
    ),
    "layout.name-moved": (f"{FRONT}{T}{ROW}→可用率→→≥99%\n", f"{FRONT}{T}{ROW}→→可用率→≥99%\n"),
    "layout.name-in-value-cell": (f"{FRONT}{T}{ROW}→质量指标→→可用率\n", f"{FRONT}{T}{ROW}→质量指标→→≥99%\n"),
    "layout.row-without-name": (f"{FRONT}{T}{ROW}→质量指标→→≥99%\n", f"{FRONT}{T}{ROW}→质量指标→→\n"),
    "layout.level1-moved": (
        f"{FRONT}{HEADER}\n产出指标→→数量指标→演练→≥2次\n",
        f"{FRONT}{HEADER}\n→产出指标→数量指标→演练→≥2次\n",
    ),
    "layout.level2-moved": (
        f"{FRONT}{T}{ROW}质量指标→→可用率→≥99%\n",
        f"{FRONT}{T}{ROW}→质量指标→可用率→≥99%\n",
    ),
    "layout.level1-inferred": (
        f"{FRONT}{T}→数量指标→演练→≥2次\n",
        f"{FRONT}二级指标→三级指标→年度指标值\n数量指标→演练→≥2次\n",
    ),
    "layout.level1-unknown": (f"{FRONT}{T}决策→数量指标→演练→≥2次\n", f"{FRONT}{T}产出→数量指标→演练→≥2次\n"),
    "layout.level2-unknown": (
        f"{FRONT}{T}产出指标→安全指标→演练→≥2次\n",
        f"{FRONT}{T}产出指标→产出质量 指标→演练→≥2次\n",
    ),
    "layout.weight-in-label": (
        f"{FRONT}{T}产出指标(50分)→数量指标→演练→≥2次\n",
        f"{FRONT}{T}产出指标(必填)→数量指标→演练→≥2次\n",
    ),
    "layout.empty-row": (f"{FRONT}{T}{ROW}→质量指标→→\n", f"{FRONT}{T}{ROW}→→→\n"),
    "layout.target-too-long": (
        f"{FRONT}{T}产出指标→数量指标→演练→{'长' * 2001}\n",
        f"{FRONT}{T}产出指标→数量指标→演练→{'长' * 1999}\n",
    ),
    "layout.unreadable-number": (
        f"{FRONT}二级指标→三级指标→指标值→分值\n数量指标→演练→≥2次→十分\n",
        f"{FRONT}二级指标→三级指标→指标值→分值\n数量指标→演练→≥2次→10分\n质量指标→可用率→≥9%→—\n",
    ),
    "head.year-from-title": (
        f"2022年度绩效目标表\n项目名称→云\n{T}{ROW}",
        f"2021年度绩效目标表\n(2022年度)\n项目名称→云\n{T}{ROW}",
    ),
    "head.fiscal-year-missing": (
        f"绩效目标表\n项目名称→2022年项目\n{T}{ROW}",
        f"绩效目标表\n2022年\n项目名称→云\n{T}{ROW}",
    ),
    "head.date-unreadable": (
        f"{FRONT}计划开始日期→2022年1月\n{T}{ROW}",
        f"{FRONT}计划开始日期→2022.1.31\n{T}{ROW}",
    ),
    "head.date-impossible": (
        f"{FRONT}计划开始日期→2022-02-30\n{T}{ROW}",
        f"{FRONT}计划开始日期→2024-02-29\n{T}{ROW}",
    ),
    "money.unreadable": (
        f"{FRONT}项目资金(元)→年度资金总额→1.00 2.00\n{T}{ROW}",
        f"{FRONT}项目资金(元)→年度资金总额→—\n{T}{ROW}",
    ),
    "money.unit-conflict": (
        f"{FRONT}项目资金(元)→年度资金总额→1万元\n{T}{ROW}",
        f"{FRONT}项目资金(元)→年度资金总额→1元整\n{T}{ROW}",
    ),
    "money.unit-unstated": (
        f"{FRONT}项目资金→年度资金总额→1.00\n{T}{ROW}",
        f"{FRONT}项目资金→年度资金总额→0\n{T}{ROW}",
    ),
    "money.single-budget-column": (
        f"{FRONT}项目资金(元)→→预算数→执行数\n→年度资金总额→1→1\n{T}{ROW}",
        f"{FRONT}项目资金(元)→→年初预算数→全年预算数→执行数\n→年度资金总额→1→1→1\n{T}{ROW}",
    ),
}
OF_FILES = {"layout.encoding", "layout.file-cut", "layout.quoted-cells"}


def test_each_finding_has_its_case():
    """No code of the reader is left out here or in the catalogue."""
    assert set(CASES) | OF_FILES == set(SEVERITIES)
    assert set(SEVERITIES) <= set(catalogue("findings", "en"))


@pytest.mark.parametrize("code", CASES)
def test_finding(code):
    """One form raises it, with place, path and words; a near miss does not."""
    raising, silent = CASES[code]
    found = [one for form in read_forms(filed(raising)) for one in form.findings if one.code == code]
    assert found
    assert found[0].severity == SEVERITIES[code]
    assert found[0].place.row
    assert found[0].path.startswith("$")
    assert found[0].message("zh_CN").endswith("。")
    assert found[0].message("en").endswith(".")
    assert code not in [one.code for form in read_forms(filed(silent)) for one in form.findings]


def test_finding_encoding():
    """GB18030 is read and said, of the whole file; UTF-8 needs no word."""
    form = read_form(filed(FRONT).decode().encode("gb18030"))
    assert (form.findings[0].code, form.findings[0].place) == ("layout.encoding", Place())
    assert "layout.encoding" not in codes(read_form(filed(FRONT)))


def test_finding_file_cut():
    """A file that breaks off inside a character is read up to there, in any encoding."""
    text = filed(FRONT).decode()
    for encoding in ("utf-8", "gb18030", "utf-16", "utf-32"):
        form = read_form(text.encode(encoding)[:-1])
        assert form.project.name == "政务", encoding
        assert form.findings[0].code == "layout.file-cut"
        assert form.findings[0].place == Place(row=3)


def grid_rows(text):
    return [[cell.text for cell in row] for row in read_txt(text.encode()).rows]


def test_finding_quoted_cells():
    """A spreadsheet writes a cell of several lines between quotes: it is one cell, and the file says so once."""
    text = f'{FRONT}主管部门→"某局\n\n某处"→实施单位→"信息""中心""\n一部"\n{T}产出指标→数量指标→"演练\n"→≥2次\n→→驻场→≥6人\n'
    form = read_form(filed(text))
    assert (form.project.department, form.project.implementing_unit) == ("某局\n\n某处", '信息"中心"\n一部')
    assert [row[2:] for row in rows(form)] == [("演练", "≥2次"), ("驻场", "≥6人")]
    (finding,) = form.findings
    assert (finding.code, finding.severity, finding.path) == ("layout.quoted-cells", "info", "$")
    places = [(place.row, place.cell) for place in (finding.place, *finding.related)]
    assert places == [(4, 2), (6, 4), (9, 3)]  # where each begins
    assert finding.message("en").startswith("Cells stand between quotes")
    assert "3个单元格" in finding.message("zh_CN")
    assert form.project.goals.indicators[1].place == Place(row=11, cell=3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a\t"b"\nc', [["a", '"b"'], ["c"]]),  # a spreadsheet has no reason for these: the writer's own
        ('"1,234.00"\t"一""网"""', [["1,234.00", '一"网"']]),
        ('"a","b"\t"\t,"\t"",', [['"a","b"', '"', ',"', '"",']]),
        ('"a"b\nc"', [['"a"b'], ['c"']]),
        ('a\t"b\nc', [["a", '"b'], ["c"]]),  # never closed
        ('"b\nc"d\ne"', [['"b'], ['c"d'], ['e"']]),  # a quote ends where its cell ends
        ('"b\nc\td"', [['"b'], ["c", 'd"']]),
        ('"b\nc\td\ne"', [['"b'], ["c", "d"], ['e"']]),  # never a row of a table
        ('"b\nc""\nd"\te', [['b\nc"\nd', "e"]]),
        ('"a\nb"\t"c\nd"\n"e', [["a\nb", "c\nd"], ['"e']]),
        ("a\t" * MAX_COLUMNS + '"b\nc"', [["a"] * MAX_COLUMNS + ['"b\nc"']]),
    ],
)
def test_quotes_over_several_lines(text, expected):
    """Only what a spreadsheet writes is taken for one cell; anything else stays as filed, line by line."""
    assert [row for row in grid_rows(text) if row] == expected


def test_quotes_are_linear():
    """Quotes gone astray are looked at once."""
    cells = [grid_rows('"a\n' * 20_000), grid_rows('"a\nb\n' * 20_000), grid_rows('"\n' * 20_001)]
    assert [len(rows) for rows in cells] == [20_001, 40_001, 10_002]


def test_findings_stand_in_the_order_of_the_file():
    """Line by line, so that a person can follow them."""
    form = read_form(
        filed(
            "绩效目标表\n项目名称→云\n合计\n主管部门→甲→乙\n计划开始日期→x\n"
            + T
            + "→→→质量指标→可用率\n总分→x→y→z\n"
        )
    )
    places = [(one.place.row, one.place.cell) for one in form.findings]
    assert places == sorted(places)


def test_what_is_carried_is_where_the_finding_says():
    """The path of a cell that went into no field leads to its text."""
    form = read_form(filed(f"{FRONT}主管部门→某局→某委→某厅\n杂项\n{T}{ROW}\n绩效目标申报表\n"))
    paths = {one.path: dict(one.params)["text"] for one in form.findings}
    assert paths == {f"$.extra[{index}]": cell.text for index, cell in enumerate(form.extra)}
    assert [cell.text for cell in form.extra] == ["某委", "某厅", "杂项", "绩效目标申报表"]


# ------------------------------------------------------------------------------------------ each error


def refused(source, **options):
    with pytest.raises(FormError) as caught:
        read_form(source, **options)
    return str(caught.value)


ERRORS = {
    "form.empty": (
        b" \r\n\t\n\xe3\x80\x80",
        "The file is empty.\nChoose a file that holds a performance goal form.",
    ),
    "form.not-text": (
        b"PK\x03\x04 xl/workbook.xml",
        "The file is no text (it looks like xlsx).\nSave it as text parted by tabs, in UTF-8, and read that.",
    ),
    "form.encoding": (
        b"\x80\xff\xfe abc",
        "The encoding of the file is unknown (tried UTF-8, GB18030).\nSave it as UTF-8 text.",
    ),
    "form.no-form": (
        "甲\t乙\n丙\t丁".encode(),
        "The file holds no performance goal form.\n"
        "A form has the label 项目名称, or a header with 一级指标, 二级指标, 三级指标 and 指标值; tabs part its cells.",
    ),
    "form.no-form-gb18030": (
        "項目名稱\t政務雲\n主管部門\t某局".encode("big5"),
        "The file is not UTF-8; read as GB18030 it holds no performance goal form.\n"
        "Where its words come out wrong it is in another encoding, such as Big5: save it as UTF-8. Labels are read in simplified characters; tabs part the cells.",
    ),
    "form.not-one": (
        filed(FRONT) + b"\n" + filed(FRONT),
        "The file holds 2 forms, not one.\nRead them all with read_forms, and choose one.",
    ),
}


@pytest.mark.parametrize("code", ERRORS)
def test_error(code):
    """Each error says what is wrong and the way out."""
    source, words = ERRORS[code]
    assert refused(source) == words


def test_error_format():
    """Only text is read; any other format is named with what is."""
    for name in ("xlsx", "docx", "html", "pdf"):
        assert refused(b"", format=name) == (
            f'The format "{name}" is not read.\nRead are: txt, tsv. Save the file as text parted by tabs.'
        )
    for name in ("txt", "tsv", "TXT", ".tsv"):
        assert read_form(filed(FRONT), format=name).project.name == "政务云"


def test_error_unreadable(tmp_path):
    """A path that cannot be opened, and a file that is closed."""
    assert refused(tmp_path / "none.txt") == (
        "none.txt: The file cannot be opened: No such file or directory.\nCheck path and permissions."
    )
    assert refused(str(tmp_path)).startswith(f"{tmp_path.name}: The file cannot be opened: Is a directory.")
    closed = io.BytesIO(b"x")
    closed.close()
    assert (
        refused(closed)
        == "The file cannot be opened: I/O operation on closed file.\nCheck path and permissions."
    )


def test_error_too_large(tmp_path):
    """A file of 50 MB is refused before it is read; so is a stream that gives as much."""
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    words = "The file has 50000000 bytes or more.\nPart the forms into several files."
    assert refused(path) == f"large.txt: {words}"
    with path.open("rb") as file:
        assert refused(file) == f"large.txt: {words}"
    assert refused(b" " * 50_000_000) == words
    with path.open("wb") as file:
        file.truncate(49_999_999)
    assert refused(path) == (
        "large.txt: The file is no text (it looks like binary).\nSave it as text parted by tabs, in UTF-8, and read that."
    )


def test_error_too_many_rows_and_cells(monkeypatch):
    """Caps on rows and cells come before any reading."""
    monkeypatch.setattr(txt, "MAX_ROWS", 5)
    assert refused(b"a\n" * 5) == "line 6: There are more than 5 rows.\nPart the forms into several files."
    assert refused(b"\r\n" * 4) == "The file is empty.\nChoose a file that holds a performance goal form."
    monkeypatch.setattr(txt, "MAX_CELLS", 5)
    assert (
        refused(b"a\tb\tc\n" * 3)
        == "line 2: There are more than 5 filled cells.\nPart the forms into several files."
    )


def test_each_error_has_its_test():
    """No code is left out."""
    tested = {
        *ERRORS,
        "form.format-unsupported",
        "form.unreadable",
        "form.too-large",
        "form.too-many-rows",
        "form.too-many-cells",
    }
    assert {
        code for code in catalogue("errors", "en") if code.startswith("form.") and not code.endswith(".hint")
    } == tested


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04 word/document.xml", "docx"),
        (b"PK\x03\x04 opendocument.spreadsheet", "ods"),
        (b"PK\x03\x04 opendocument.text", "odt"),
        (b"PK\x03\x04", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls/doc"),
        (b"{\\rtf1", "rtf"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\x89PNG\r\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"a\x00b", "binary"),
        ("项目名称\t云".encode("utf-16-le"), "UTF-16 without a byte order mark"),
        ("\ufeff\x00云".encode("utf-16"), "binary"),
        (b"\n <!DOCTYPE HTML>\n<html>", "HTML"),
        (b"<html lang='zh'>", "HTML"),
        (io.StringIO("<html>"), "HTML"),
        (io.StringIO("a\0b"), "binary"),
    ],
)
def test_error_not_text(data, looks_like):
    """What is no text is named by what it looks like."""
    with pytest.raises(FormError) as caught:
        read_forms(data)
    assert (caught.value.code, caught.value.params) == ("form.not-text", {"looks_like": looks_like})


@pytest.mark.parametrize(
    "data",
    [
        b"\x80\xff",
        b"\xff\xfe\x00\xd8a\x00",  # half a surrogate pair inside UTF-16
        b"\xef\xbb\xbf\xff",  # a mark of UTF-8, and none behind it
        "项目".encode("gb18030")
        + b"\x01",  # bytes that GB18030 gives characters to, with a control among them
        b"\xe4",  # nothing is left in front of the cut
    ],
)
def test_error_encoding(data):
    """Bytes in no encoding that is read."""
    with pytest.raises(FormError) as caught:
        read_forms(data)
    assert caught.value.code == "form.encoding"


def test_error_text_file_in_another_encoding(tmp_path):
    """A file that was opened for text in the wrong encoding."""
    path = tmp_path / "form.txt"
    path.write_bytes(filed(FRONT).decode().encode("gb18030"))
    with path.open(encoding="utf-8") as file:
        assert refused(file).startswith("form.txt: The encoding of the file is unknown (tried utf-8).")


def test_sources(tmp_path):
    """A path as text or object, bytes, and open files; the name goes into every place."""
    data = filed(FRONT + T + ROW)
    path = tmp_path / "form.txt"
    path.write_bytes(data)
    read = [read_form(str(path)), read_form(path)]
    with path.open("rb") as file:
        read.append(read_form(file))
    with path.open(encoding="utf-8") as file:
        read.append(read_form(file))
    assert {form.project.goals.indicators[0].place for form in read} == {
        Place(file="form.txt", row=5, cell=3)
    }
    assert {form.source for form in read} == {"form.txt"}
    for source in (data, bytearray(data), io.BytesIO(data), io.StringIO(data.decode())):
        form = read_form(source)
        assert form.source is None
        assert form.project == read[0].project


def test_error_wrong_type():
    """What is no file is a TypeError, as anywhere."""
    for source in (None, 5, object()):
        with pytest.raises(TypeError, match="a form is read from a path, bytes or an open file"):
            read_forms(source)
    with pytest.raises(TypeError, match="an open file gives bytes or text, not NoneType"):
        read_forms(type("File", (), {"read": lambda self, size: None})())


def test_unnamed_descriptor():
    """A file without a name has none, not the number of its descriptor."""
    reading, writing = os.pipe()
    os.write(writing, filed(FRONT))
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        assert read_form(file).source is None


# ------------------------------------------------------------------------------------------ the words


def test_fiscal_year_of_the_caller():
    """What the form prints goes before what the caller says."""
    assert read_form(filed("项目名称→云"), fiscal_year=2020).project.fiscal_year == 2020
    assert read_form(filed(FRONT), fiscal_year=2020).project.fiscal_year == 2022


def test_every_cell_is_accounted_for():
    """The reader can tell what became of each filled cell."""
    grid = read_txt(filed(f"{FRONT}主管部门→某局→某委\n-----\n{T}{ROW}"))
    _, uses = read_grid(grid)
    assert uses.keys() == {(cell.row, cell.column) for row in grid.rows for cell in row}
    assert set(uses.values()) == set(Use)


def words_of(*path):
    from fiscalkpi._data import load

    table = load("layouts")
    for step in path:
        table = table[step]
    return {word: kind for kind, words in table.items() if isinstance(words, list) for word in words}


@pytest.mark.parametrize(("word", "role"), words_of("header").items())
def test_each_title_has_one_role(word, role):
    """A listed word means one column; those of a flat sheet are asked for apart."""
    assert key(word) == word
    assert (project_role(word) if role.startswith("project_") else column_role(word)) == role


def test_titles_stand_once():
    """No title is listed twice among the columns, nor among the labels of the head."""
    from fiscalkpi._data import load

    header = load("layouts")["header"]
    for words in (
        [word for role, listed in header.items() if not role.startswith("project_") for word in listed],
        [word for role, listed in header.items() if role.startswith("project_") for word in listed],
        [word for listed in load("layouts")["head"].values() for word in listed],
    ):
        assert len(set(words)) == len(words)


@pytest.mark.parametrize(("word", "field"), words_of("head").items())
def test_each_label_of_the_head_has_its_field(word, field):
    """A listed word means its field."""
    assert label_of(key(word))[:2] == ("head", field)


@pytest.mark.parametrize("word", sorted(words_of("target")))
def test_words_of_targets_look_like_one(word):
    """Listed words can be a whole target."""
    assert looks(word).target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("≥90%", True),
        ("7.5", True),
        ("2次", True),
        ("**人", True),
        ("80-90%", True),
        ("约5天", True),
        ("<p>x", False),
        ("2021年完成全部建设任务", False),
        ("演练次数", False),
        ("", False),
    ],
)
def test_looks_like_a_target(text, target):
    """A sign, a number with a short unit, a mask; a mark of text is no sign."""
    assert looks(text).target is target
    assert looks(text * 200).target is False


def test_reading_is_linear():
    """A wide row, a long table and a long line cost in proportion; nothing is quadratic."""
    import time

    def cost(size):
        data = filed(
            f"{FRONT}年度目标→{'<p>目标</p>' * size}\n{T}"
            + ROW * size
            + "\t" * size
            + "x\n"
            + "-" * size
            + "\n"
        )
        start = time.process_time()
        read_forms(data)
        return time.process_time() - start

    cost(50)
    assert cost(1600) < 40 * cost(100) + 0.2


def test_reader_loads_no_extra():
    """Reading needs neither Babel nor a reader of office files."""
    import subprocess

    script = (
        "import sys, fiscalkpi\n"
        "fiscalkpi.read_forms('项目名称\\t云'.encode())\n"
        "assert not {'babel', 'cattrs', 'openpyxl', 'docx', 'lxml'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


# --- what a second attack found -------------------------------------------------------------------------


def test_names_that_end_like_opinions():
    """征求群众意见 is a name where it stands among the names or has a target; an opinion stands left of them.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→年度指标值
    产出指标→数量指标→收集意见→≥9条
    →→征求群众意见→≥5条
    征求部门意见→→→≥3条
    →→反馈意见→
    主管部门审核意见→(盖章)
    填报人：张三→联系电话：123
    """
    form = shown(test_names_that_end_like_opinions)
    assert [row[2] for row in rows(form)] == ["收集意见", "征求群众意见", "征求部门意见", "反馈意见"]
    assert [(cell.label, cell.text) for cell in form.extra] == [
        ("主管部门审核意见", "(盖章)"),
        ("填报人", "张三"),
        ("联系电话", "123"),
    ]


def test_rows_without_a_class_below_a_subtotal():
    """After a subtotal the table goes on with its class and the rows below it; 总分 goes before 合计.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→年度指标值→实际完成值→分值→得分
    产出指标→数量指标→演练→≥2次→2次→50→50
    合计→→→→→50→50
    效益指标→社会效益指标→稳定率→≥99%→99%→25→25
    →→声誉→较高→较高→25→21
    总分→100→—→96→优
    """
    form = shown(test_rows_without_a_class_below_a_subtotal)
    assert [row[2] for row in rows(form)] == ["演练", "稳定率", "声誉"]
    assert (form.total_weight, form.total_points, form.grade) == (100, 96, "优")


def test_a_column_a_village():
    """Beside all three levels and the target any number of unknown columns may stand.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→年度指标值→甲村→乙村→丙村→丁村→戊村
    产出指标→数量指标→演练→≥2次→1→2→3→4→5
    """
    form = shown(test_a_column_a_village)
    (row,) = form.project.goals.indicators
    assert (row.name, row.target.text) == ("演练", "≥2次")
    assert [(cell.label, cell.text) for cell in row.extra] == [
        ("甲村", "1"),
        ("乙村", "2"),
        ("丙村", "3"),
        ("丁村", "4"),
        ("戊村", "5"),
    ]


def test_the_one_value_is_the_target():
    """实施期指标值 alone is the target.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→实施期指标值
    产出指标→数量指标→演练→≥2次
    """
    (row,) = shown(test_the_one_value_is_the_target).project.goals.indicators
    assert (row.target.text, row.other_targets) == ("≥2次", ())


def test_marks_of_paragraphs_and_characters_of_no_width():
    """``<p>`` and characters of no width are no part of a label, a name or a target."""
    text = (
        "(2022年度)\n项目\u200b名称\ufeff\t<p>政务云</p>\n项目资金(元)\t年度资金总额\t<p>5</p>\n"
        "一级指标\t二级指标\t三级\u200b指标\t年度指标值\n<p>产出指标</p>\t数量\u200b指标\t<p>演练</p>\t<p>≥2次</p>\n"
    )
    (form,) = read_forms(text.encode())
    assert (form.project.name, form.project.funding.annual_total.yuan) == ("政务云", 5)
    assert rows(form) == [("产出指标", "数量\u200b指标", "演练", "≥2次")]
    assert form.findings == ()


def test_prose_below_labels_of_goals_says_what_it_likes():
    """A lone cell below a label of goals begins no form, whatever its words."""
    for prose in ("项目名称：这不是标签", "完成绩效目标申报表", "主管部门：也不是"):
        text = (
            f"绩效目标表\n(2022年度)\n项目名称\t政务云\n年度目标\n\t{prose}\n"
            "一级指标\t二级指标\t三级指标\t年度指标值\n产出指标\t数量指标\t演练\t≥2次\n"
        )
        (form,) = read_forms(text.encode())
        assert (form.project.name, form.project.goals.annual) == ("政务云", prose)
        assert form.project.department is None


def test_amounts_keep_the_scope_of_their_words():
    """财政资金 is of the project and 当年财政拨款 of the year, also where their cells drifted one to the left.

    (2022年度)
    项目名称→政务云
    项目资金(元)→项目资金总额→10→年度资金申请总额→20
    其中：财政资金→8→其中：当年财政拨款→18
    其他资金→2→→其他资金→3
    """
    funding = shown(test_amounts_keep_the_scope_of_their_words).project.funding
    assert (funding.total.yuan, funding.fiscal.yuan, funding.other.yuan) == (10, 8, 2)
    assert (funding.annual_total.yuan, funding.annual_appropriation.yuan, funding.annual_other.yuan) == (
        20,
        18,
        3,
    )


def test_amounts_inside_their_labels():
    """Label and amount in one cell, also behind 其中.

    (2022年度)
    项目名称→政务云
    项目资金(万元)→年度资金总额：100→其中：当年财政拨款：80
    """
    funding = shown(test_amounts_inside_their_labels).project.funding
    assert (funding.annual_total.yuan, funding.annual_appropriation.yuan) == (1000000, 800000)


def test_amounts_without_a_label_below_their_titles():
    """The amounts right below the titles of a block are its total; further rows without a label are left over.

    2022年度项目自评表
    项目名称→政务云
    预算执行情况(万元) (20分)→预算数(A)→执行数(B)→执行率(B/A)→得分
    →200→195.5→97.75%→19.55
    →1→1→→
    """
    form = shown(test_amounts_without_a_label_below_their_titles)
    run = form.execution
    assert (run.adjusted.yuan, run.spent.yuan, run.weight, run.points) == (
        2000000,
        1955000,
        20,
        Decimal("19.55"),
    )
    assert form.project.funding.lines[0].label == "预算执行情况(万元) (20分)"
    assert [cell.text for cell in form.extra] == ["1", "1"]


def test_words_beside_the_titles_of_a_block_are_kept():
    """A cell beside the titles that no word knows is carried, and so is a sentence that the rows replace.

    2022年度项目自评表
    项目名称→政务云
    全年预算数5元,全年执行数4元,预算执行率80%
    甲→→预算数→执行数→乙
    →年度资金总额→2元→1元
    """
    form = shown(test_words_beside_the_titles_of_a_block_are_kept)
    assert (form.execution.adjusted.yuan, form.execution.spent.yuan) == (2, 1)
    texts = {cell.text for cell in form.extra}
    assert {"甲", "乙", "全年预算数5元,全年执行数4元,预算执行率80%"} <= texts
    assert [one.path for one in form.findings if one.code == "money.single-budget-column"] == [
        "$.execution.adjusted"
    ]


def test_titles_of_a_block_without_a_total():
    """Without an execution there is nothing to say of its one budget column: every path of a finding exists."""
    text = "2022年度项目自评表\n项目名称\t政务云\n项目资金(元)\t\t预算数\t执行数\n\t其他资金\t2\t1\n"
    (form,) = read_forms(text.encode())
    assert form.execution is None
    assert "money.single-budget-column" not in [one.code for one in form.findings]


def test_a_department_and_a_goal_in_rows_of_their_own():
    """In a flat sheet a unit alone is the department of the projects below, a goal alone goes on with its project.

    部门预算项目绩效目标申报表(2023年度)
    金额单位:元
    单位名称→项目名称→预算数→年度目标→一级指标→二级指标→三级指标→指标值
    820-甲部门
    8201-甲院→装备→10→保障一→产出指标→数量指标→台数→≥2台
    →→→保障二
    821-乙部门
    8211-乙院→经费→20→保障三→产出指标→数量指标→次数→≥3次
    """
    forms = read_forms(filed(test_a_department_and_a_goal_in_rows_of_their_own.__doc__.partition("\n\n")[2]))
    assert [(one.project.department, one.project.implementing_unit) for one in forms] == [
        ("820-甲部门", "8201-甲院"),
        ("821-乙部门", "8211-乙院"),
    ]
    assert [one.project.goals.annual for one in forms] == ["保障一保障二", "保障三"]
    codes = [one.code for form in forms for one in form.findings]
    assert codes.count("layout.subtotal-row") == 2
    assert codes.count("layout.goal-continued") == 1


def test_ambiguous_titles_of_a_moved_table():
    """指标性质 beside 指标方向 keep their meaning where all rows stand one cell to the right.

    (2025年度)
    项目名称→业务装备
    一级指标→二级指标→三级指标→指标性质→指标方向→目标值→计量单位→分值
    →满意度指标→服务对象满意度→使用人员满意度→正向→大于等于→98→%→10
    →产出指标→成本指标→购置成本→反向→小于等于→12→万元→—
    →→时效指标→完成时间→定性→→11月底之前→→5
    """
    form = shown(test_ambiguous_titles_of_a_moved_table)
    assert [row[3] for row in rows(form)] == [
        "正向|大于等于|98|%",
        "反向|小于等于|12|万元",
        "定性|11月底之前",
    ]
    assert [row.weight for row in form.project.goals.indicators] == [10, None, 5]


def test_a_lone_label_one_cell_to_the_right_is_no_name():
    """A class without indicators that drifted under the names stays a class; template rows count on.

    (2022年度)
    项目名称→政务云
    一级指标→二级指标→三级指标→年度指标值
    产出指标→数量指标→演练→≥2次
    →→质量指标→
    →时效指标→指标1→
    →→指标2→
    →→响应时间→≤2天
    """
    form = shown(test_a_lone_label_one_cell_to_the_right_is_no_name)
    assert rows(form)[1:] == [("产出指标", "时效指标", "响应时间", "≤2天")]


def test_a_numbered_goal_is_there_once():
    """Its prose stands in the head, its points over its table; two goals of one label stay two."""
    text = (
        "2022年度项目自评表\n项目名称\t政务云\n年度绩效目标1\t做甲\n绩效目标\t做乙\n绩效目标\t做丙\n"
        "年度绩效目标1 (50分)\t一级指标\t二级指标\t三级指标\t指标值\t得分\n\t产出指标\t数量指标\t演练\t≥2次\t9\n"
    )
    (form,) = read_forms(text.encode())
    assert [(one.label, one.text, one.weight) for one in form.project.goals.parts][:1] == [
        ("年度绩效目标1 (50分)", "做甲", 50)
    ]
    assert [one.text for one in form.project.goals.parts] == ["做甲", "做乙", "做丙"]
    assert form.project.goals.indicators[0].goal == "年度绩效目标1 (50分)"


def test_amounts_without_label_and_block_are_left_over():
    """Where no block has a title, amounts without a label belong to nothing.

    2022年度项目自评表
    项目名称→政务云
    →→预算数→执行数
    →→5元→4元
    """
    form = shown(test_amounts_without_label_and_block_are_left_over)
    assert (form.execution, [cell.text for cell in form.extra]) == (None, ["5元", "4元"])


def test_names_in_the_first_column_that_are_labels_elsewhere():
    """Without levels a label in the first column is a name where a sign or points stand beside it.

    (2025年度)
    指标名称→指标值→完成值→分值
    完成日期→2025年11月30日前→2025年11月28日→50
    项目总投资→≤30万元→29万元→30
    主管部门→026→某局
    开始日期→2025-01-01→结束时间→2025-12-31
    项目资金总额→30→29→20
    全年预算数→30万元→全年执行数→29万元
    项目名称→云
    """
    form = shown(test_names_in_the_first_column_that_are_labels_elsewhere)
    assert [row[2] for row in rows(form)] == ["完成日期", "项目总投资"]
    project = form.project
    assert (project.name, project.department) == ("云", "026")
    assert (project.start, project.end) == (date(2025, 1, 1), date(2025, 12, 31))
    assert project.funding.total == Yuan.parse("30元")
    assert form.execution.spent == Yuan.parse("29万元")


def test_short_labels_of_a_report():
    """完成情况 is what was reached of the goal, 原因 a column of reasons, 改进措施 a line below the table.

    2025年自评表
    项目名称→云
    年度目标→建成两座
    完成情况→建成一座
    三级指标→指标值→完成情况→分值→得分→原因
    演练→≥2次→1次→90→45→停电
    合计→→→90→45
    改进措施及结果应用方案→次年补上
    """
    form = shown(test_short_labels_of_a_report)
    (result,) = form.results
    assert (form.project.goals.annual, form.goal_result) == ("建成两座", "建成一座")
    assert (result.actual.text, result.reason_text) == ("1次", "停电")
    assert [(cell.label, cell.text) for cell in form.extra] == [("改进措施及结果应用方案", "次年补上")]
    assert codes(form) == ["head.year-from-title"]


def test_names_that_are_labels_elsewhere():
    """Below the names, with the levels merged away, a label of head, money or goals is a name with its target.

    (2025年度)
    项目名称→健康体检
    一级指标→二级指标→三级指标→指标性质→指标值→度量单位→权重→完成值→得分
    产出指标→时效指标→反馈时限→≤→15→个工作日→10→12个工作日→10
    →→项目完成时间→定性→2025年12月底前→→5→2025年12月20日→5
    →成本指标→人均成本→≤→110→元/人→20→109元/人→20
    →→项目总投资→≤→50→万元→5→49万元→4
    →→年度目标→＝→1→个→5→1个→3
    →→全年预算数→≤→50→万元→5→49万元→2
    完成日期→2025-12-31
    """
    form = shown(test_names_that_are_labels_elsewhere)
    assert [(row[2], row[-1]) for row in rows(form)] == [
        ("反馈时限", "≤|15|个工作日"),
        ("项目完成时间", "定性|2025年12月底前"),
        ("人均成本", "≤|110|元/人"),
        ("项目总投资", "≤|50|万元"),
        ("年度目标", "＝|1|个"),
        ("全年预算数", "≤|50|万元"),
    ]
    assert [result.points for result in form.results] == [10, 5, 20, 4, 3, 2]
    assert (form.project.end, form.execution, form.project.funding.lines) == (date(2025, 12, 31), None, ())
    assert codes(form) == []


@pytest.mark.parametrize("label", ["总额", "合计", "项目资金", "金额", "资金合计"])
def test_total_of_a_report_under_a_short_label(label):
    """Beside what was spent in the year 合计 or 总额 is the total; the parts are those of the year."""
    form = read_form(
        filed(
            "2025年自评表\n项目名称→云\n预算执行情况(万元)→年初预算数→全年预算数→执行数→分值→得分\n"
            f"{label}→120→132.5→130→10→9.81\n其中：财政拨款→120→132.5→130\n合计→1→2→3\n"
            "三级指标→指标值→实际完成值\n演练→≥2次→2次\n"
        )
    )
    run, funding = form.execution, form.project.funding
    assert (run.adjusted, run.spent, run.points) == (
        Yuan.parse("132.5万元"),
        Yuan.parse("130万元"),
        Decimal("9.81"),
    )
    assert (funding.annual_total, funding.annual_appropriation) == (run.adjusted, run.adjusted)
    assert [(line.label, line.role) for line in funding.lines] == [
        (label, "total"),
        ("其中：财政拨款", "appropriation"),
        ("合计", None),
    ]
    assert codes(form) == ["head.year-from-title"]


@pytest.mark.parametrize(
    "text",
    [
        "项目资金(万元)→年初预算数→全年预算数\n合计→120→132.5\n",  # what was spent is not told
        "项目资金(万元)→年初预算数→全年预算数→执行数\n小计→120→132.5→130\n",  # of which sources is not told
    ],
)
def test_short_labels_that_are_no_total(text):
    form = read_form(filed(f"2025年自评表\n项目名称→云\n{text}三级指标→指标值→实际完成值\n演练→≥2次→2次\n"))
    assert (form.execution, form.project.funding.annual_total) == (None, None)


def test_goals_below_a_header_are_no_second_row_of_it():
    """总体目标 and 年度目标 below 二级指标 and 三级指标 would take the columns of the names away: a StopIteration."""
    text = "\n".join(
        [
            "项目支出绩效目标申报表",
            "项目名称\t扶助",
            "绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t备注",
            "\t\t总体目标\t年度目标",
            "\t产出指标\t数量指标\t扶助人数\t63人",
        ]
    )
    form = read_form(io.StringIO(text))
    assert [(row.level2, row.name, row.target.text) for row in form.project.goals.indicators] == [
        ("数量指标", "扶助人数", "63人")
    ]
