"""The rules of the target language, from the docstrings that state them, each with examples read now."""

import importlib
import inspect

import attrs
from catalogues import _table
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from fiscalkpi import Qualitative, Recurring, Unreadable
from fiscalkpi._data import load
from fiscalkpi.targets.parser import read

# Rule → function that reads it, and texts that it reads. A rule is the first paragraph of the docstring.
RULES = [
    ("parser", "_read_anew", ["≥90%", "15万元", "58元/标箱/年", "100.00(%)", "明显减少"]),
    ("parser", "_whole", ["", "—", "无", "是", "否", "一百零八", "≥|90|%"]),
    ("wording", "budget_comparator", ["不超批复预算", "控制在预算内", "低于预算"]),
    ("wording", "is_schedule", ["在项目计划完成时间内完成", "按项目进度计划完成"]),
    ("wording", "is_recurring", ["每月5日前", "每周一、三、五", "每月1次", "按月发放率100%"]),
    (
        "parser",
        "_clauses",
        ["90%；80%", "获省级奖2项或国家级奖1项", "建成道路3公里、桥梁2座", "30人以上50人以下"],
    ),
    (
        "amounts",
        "amount_clause",
        [
            "辖区企业满意率达95%以上。",
            "完成30公里",
            "按预算标准1000元/人兑付补助",
            "为20名学生发放助学金",
            "65岁以上老年人",
            "1e5",
        ],
    ),
    ("amounts", "signs_before", ["达到不低于90%", "约200人次", "控制在100万元以内"]),
    ("amounts", "_after", ["95%及以上", "50公里左右", "保持在98%左右", "100余家"]),
    ("amounts", "_upper", ["80%-90%", "10至15", "3—5天", "90%-80%"]),
    ("amounts", "_spread", ["100±5元", "±3%以内"]),
    ("amounts", "_remark", ["100%（1.0）", "5%（含）以上", "5%以上（不含）"]),
    ("amounts", "_unit_text", ["530元/人*月", "5人/10万人", "100件(套)以上", "50标准箱", "100元/人.天"]),
    ("amounts", "_alternatives", ["100个（台、套）"]),
    ("amounts", "_is_times", ["20篇次"]),
    ("amounts", "_is_service", ["24小时值守", "24小时内响应"]),
    ("amounts", "_is_standard", ["按每人每月600元标准发放"]),
    ("compounds", "in_yuan", ["¥4.5万", "≤￥36,000/公里"]),
    ("compounds", "_restated", ["五（5）个"]),
    ("compounds", "_grouped", ["1 200人", "≥12 000"]),
    ("compounds", "_length", ["1小时30分钟", "90分30秒"]),
    ("compounds", "_with_half", ["一年半", "3天半"]),
    ("compounds", "_tenths", ["九成五"]),
    ("amounts", "left_out", ["≥**%", "**人", "≥", "公里"]),
    ("deadlines", "_date", ["2021年7月", "2021.6", "第三季度末", "2022年2月30日"]),
    (
        "deadlines",
        "deadline",
        [
            "12月底前",
            "11月前",
            "11月（含）前",
            "6月15日前",
            "2021年12月完成",
            "一季度完成招标",
            "2021年6月起",
            "12月底左右",
            "支付2021年工程尾款",
        ],
    ),
    ("deadlines", "_days_of_month", ["9月1-3日"]),
    ("deadlines", "_period", ["2021年1月-12月", "2023.07-2024.01", "1-12月", "全年"]),
    ("cells", "read_joined", ["正向|大于等于|98|%", "定性|11月底之前", "90%|80%|70%"]),
]
WORDS = [
    ("before", "Words and signs in front of a number"),
    ("after", "Words behind it"),
    ("approximate", "Approximations"),
    ("date", "Words behind a date"),
]


class Grammar(SphinxDirective):
    """``grammar::`` is a table of all rules with examples and how the parser reads them."""

    def run(self):
        rows = []
        for module, name, examples in RULES:
            function = getattr(importlib.import_module(f"fiscalkpi.targets.{module}"), name)
            doc = inspect.getdoc(function)
            if doc is None:
                raise ValueError(f"{name} states no rule")
            rule, _, more = doc.partition("\n\n")
            cell = [nodes.paragraph("", "", nodes.literal(text=" ".join(rule.split())))]
            if more and not more.startswith(("Args:", ">>>")):
                cell.append(nodes.paragraph(text=more.partition("\n\n")[0].replace("\n", " ")))
            rows.append([cell, [_examples(examples)] if examples else [nodes.paragraph()]])
        return [_table(["rule", "examples"], rows, [45, 55])]


class Words(SphinxDirective):
    """``grammar-words::`` lists the words of the data by their meaning."""

    def run(self):
        wording, rows = load("wording"), []
        for table, title in WORDS:
            for meaning, words in wording[table].items():
                rows.append(
                    [
                        [nodes.paragraph(text=title)],
                        [nodes.paragraph("", "", nodes.literal(text=meaning))],
                        [nodes.paragraph(text="  ".join(words))],
                    ]
                )
        return [_table(["", "meaning", "words"], rows, [25, 15, 60])]


def _examples(texts):
    listed = nodes.bullet_list()
    for text in texts:
        listed += nodes.list_item(
            "",
            nodes.paragraph("", "", nodes.literal(text=text or "(blank)"), nodes.Text(f" → {_said(text)}")),
        )
    return listed


def _said(text):
    """Return how a text is read: kind, canonical text, words passed over."""
    reading = read(text)
    target = reading.target
    said = target.kind
    if isinstance(target, Unreadable):
        return f"{said} ({reading.reason})"
    if not isinstance(target, Qualitative | Recurring):
        canonical = str(attrs.evolve(target, text=None))
        said += f" {canonical}" if canonical else ""
    over = "、".join(text[start:end] for start, end in reading.passed_over)
    return f"{said}; passed over: {over}" if over else said


def setup(app):
    app.add_directive("grammar", Grammar)
    app.add_directive("grammar-words", Words)
    return {"version": "1", "parallel_read_safe": True}
