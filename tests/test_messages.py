"""Wording is data by code and locale: both languages are complete, and no entry is left over."""

import ast
import datetime
import importlib.util
import io
import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import fiscalkpi
from fiscalkpi import ActualKind, Note, Reason, Target, Verdict
from fiscalkpi._messages import LOCALES, catalogue, resolve_locale, wording
from fiscalkpi.errors import FiscalKpiError
from fiscalkpi.scoring.rules import Rule

PACKAGE = Path(fiscalkpi.__file__).parent
_EXAMPLES = importlib.util.spec_from_file_location(
    "finding_examples", Path(__file__).parents[1] / "docs" / "_ext" / "finding_examples.py"
)
finding_examples = importlib.util.module_from_spec(_EXAMPLES)
_EXAMPLES.loader.exec_module(finding_examples)
DOMAINS = ("appraisal", "errors", "evaluation", "findings", "labels", "scoring", "sources")
# The verdict says it all: these reasons add no sentence. A blank in Chinese needs no separator.
EMPTY = {
    ("evaluation", "reason.inside"),
    ("evaluation", "reason.outside"),
    ("evaluation", "sentence.separator"),
    ("scoring", "sentence.separator"),
    ("scoring", "note.undecided"),
    ("appraisal", "sentence.separator"),
}

DATA = "".join(path.read_text("utf-8") for path in sorted((PACKAGE / "data").glob("*.toml")))

LISTS = {
    spec
    for domain in DOMAINS
    for text in catalogue(domain, "en").values()
    for _, _, spec, _ in Formatter().parse(text)
    if spec not in ("", None, "plural")
}
"""The lists of words that a template names: ``{rule:rule}``."""

ANY = "[a-z0-9._-]+"  # what a field of a code may hold

TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def fields(template):
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def docstrings_of(tree):
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }


def literals():
    """Return every text in the code, and every text with fields as a pattern (``reason.{code}``)."""
    texts, patterns = set(), set()
    for tree in TREES.values():
        docs = docstrings_of(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                texts.add(node.value)
                if re.fullmatch(r"\.[a-z-]+", node.value):  # an ending that is put behind a code
                    patterns.add(ANY + re.escape(node.value))
            elif isinstance(node, ast.JoinedStr):
                fixed = [part.value for part in node.values if isinstance(part, ast.Constant)]
                if any(re.match(r"[a-z-]{3,}\.|\.[a-z-]{3,}", part) for part in fixed):
                    pieces = [
                        re.escape(part.value) if isinstance(part, ast.Constant) else ANY
                        for part in node.values
                    ]
                    patterns.add("".join(pieces))
    return texts, patterns


TEXTS, PATTERNS = literals()


def raised_codes():
    """Yield (file, line, code) of each error of ours that is made with its code in place."""
    names = {cls.__name__ for cls in [FiscalKpiError, *FiscalKpiError.__subclasses__()]}
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in names and isinstance(node.args[0], ast.Constant):
                yield path.name, node.lineno, node.args[0].value


def finding_codes():
    """Yield (file, line, code) of each finding that is made with its code in place."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Finding"
            ):
                for keyword in node.keywords:
                    if keyword.arg == "code" and isinstance(keyword.value, ast.Constant):
                        yield path.name, node.lineno, keyword.value.value


def entries(domain):
    return catalogue(domain, LOCALES[0])


@pytest.mark.parametrize("domain", DOMAINS)
def test_languages_have_the_same_codes(domain):
    """Each domain has the same codes in Chinese and in English."""
    chinese, english = (set(catalogue(domain, locale)) for locale in LOCALES)
    assert chinese == english


@pytest.mark.parametrize("domain", DOMAINS)
def test_languages_have_the_same_fields(domain):
    """A template has the same fields in both languages: neither tells more than the other."""
    differing = {
        code: (fields(catalogue(domain, "zh_CN")[code]), fields(catalogue(domain, "en")[code]))
        for code in entries(domain)
        if fields(catalogue(domain, "zh_CN")[code]) != fields(catalogue(domain, "en")[code])
    }
    assert differing == {}


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_entry_says_something(domain, locale):
    """No template is blank, save for the few that are meant to be."""
    assert {code for code, text in catalogue(domain, locale).items() if not text} <= {
        code for of, code in EMPTY if of == domain
    }


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("locale", LOCALES)
def test_no_code_stands_twice(domain, locale):
    """A code that stands twice in a catalogue would lose one of its wordings in silence."""
    text = (PACKAGE / "data" / "locale" / locale / "LC_MESSAGES" / f"{domain}.po").read_text(encoding="utf-8")
    codes = re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)
    assert sorted(codes) == sorted(set(codes))
    assert set(codes) == set(catalogue(domain, locale))


def test_every_domain_is_known():
    """Each catalogue file is one of the domains here, and each domain is a file."""
    for locale in LOCALES:
        folder = PACKAGE / "data" / "locale" / locale / "LC_MESSAGES"
        assert {path.stem for path in folder.iterdir()} == set(DOMAINS)


@pytest.mark.parametrize("code", [f"reason.{one}" for one in Reason] + [f"note.{one}" for one in Note])
def test_reason_and_note_have_wording(code):
    """Each reason and each note has a sentence."""
    assert code in entries("evaluation")


@pytest.mark.parametrize(
    "code",
    [f"verdict.{one}" for one in Verdict]
    + [f"actual.{one}" for one in ActualKind]
    + [f"kind.{one.kind}" for one in get_args(Target)],
)
def test_verdict_and_kind_have_wording(code):
    """Each verdict, each kind of actual value and each kind of target has a word."""
    assert code in entries("evaluation")


def test_every_raised_code_has_message_and_hint():
    """Each error says what is wrong and the way out."""
    codes = {code: f"{file}:{line}" for file, line, code in raised_codes()}
    assert codes
    assert {
        code: where for code, where in codes.items() if not {code, f"{code}.hint"} <= entries("errors").keys()
    } == {}


def test_every_finding_code_has_wording():
    """Each finding of the code has its sentence."""
    codes = {code: f"{file}:{line}" for file, line, code in finding_codes()}
    assert {code: where for code, where in codes.items() if code not in entries("findings")} == {}


@pytest.mark.parametrize("domain", ["errors", "findings"])
def test_every_text_like_a_code_has_an_entry(domain):
    """A text of the code that begins like the codes of a domain is one of them."""
    areas = {code.partition(".")[0] for code in entries(domain)}
    like = re.compile(rf"(?:{'|'.join(sorted(areas)) or 'none'})(?:\.[a-z]+(?:-[a-z0-9]+)*)+")
    known = {code for of in DOMAINS for code in entries(of)}
    assert {text for text in TEXTS if like.fullmatch(text)} - known == set()


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_entry_is_left_over(domain):
    """Each entry is used by the code, by its own name or one that is put together, or by a data file."""
    unused = set()
    for code in entries(domain):
        name = code.removesuffix(".hint") if domain == "errors" else code
        if domain == "sources" and f'"{code}"' in DATA:
            continue
        if domain == "labels" and code.partition(".")[0] in LISTS:
            continue
        if name not in TEXTS and (domain == "errors" or not any(re.fullmatch(one, name) for one in PATTERNS)):
            unused.add(code)
    assert unused == set()


def test_every_error_has_a_hint_and_every_hint_an_error():
    """Messages and hints of errors come in pairs."""
    codes = set(entries("errors"))
    messages = {code for code in codes if not code.endswith(".hint")}
    assert codes - messages == {f"{code}.hint" for code in messages}


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("zh", "zh_CN"),
        ("zh-CN", "zh_CN"),
        ("zh_Hans_CN", "zh_CN"),
        ("ZH", "zh_CN"),
        ("en", "en"),
        ("en_GB", "en"),
    ],
)
def test_locale_is_resolved_by_language(asked, given):
    """A locale is served by the catalogue of its language."""
    assert resolve_locale(asked) == given


def test_error_unknown_language():
    """A language without a catalogue is an error that names those there are."""
    with pytest.raises(LookupError, match=r"no messages in locale 'fr'; there are: zh_CN, en"):
        resolve_locale("fr")


def test_error_unknown_code():
    """A code without wording is an error, never a blank."""
    with pytest.raises(LookupError):
        wording("labels", "no.such-code", "en")


def test_braces_in_a_filed_text_are_text():
    """What a form says is filled into a template and never read as one."""
    text = "{0}{text.__class__}"
    assert text in FiscalKpiError("unit.not-a-unit", text=text).message("en")


# Each language speaks its own words -----------------------------------------------------------------------

# What may stand in Latin letters in Chinese: names in code and JSON, of formats, encodings and documents.
IDENTIFIERS = {
    *("None", "int", "str", "dict", "bool", "float", "Decimal", "Fraction", "Yuan", "NaN", "Band"),
    *("true", "false", "null", "JSON", "CSV", "UTF", "utf", "sig", "GB", "Big", "BOM", "MB", "HTML"),
    *("share", "deduct", "points", "reason", "definition", "note", "schema", "count", "floor", "places"),
    *("duration", "over_completion", "far_over_completion", "floor_percent", "fiscalkpi", "evaluate", "FORM"),
    *("template", "actuals", "careful", "read_forms", "from_dict", "Yuan.parse_daxie", "MOF_", "HENAN_"),
    *("W", "no", "cost", "qualitative"),  # W2021-no-cost
}
# What may stand in Chinese in English: units and amounts as forms write them, and labels of cells.
QUOTED = {
    *("元", "万元", "亿元", "角", "分", "整", "零", "万", "亿", "亩", "人次", "左右"),
    *("壹万贰仟叁佰元零伍角", "壹佰元整", "壹佰元零伍角", "壹佰元零伍分", "优", "良", "中", "差"),
    *("项目名称", "主管部门", "绩效目标", "一级指标", "二级指标", "三级指标", "指标值"),
    "数据质量达标率",
}


def latin(text):
    return set(re.findall(r"[A-Za-z][A-Za-z_.]*(?<!\.)", text))


def of_template(template):
    """Return what a template says itself, without its fields."""
    return "".join(literal for literal, *_ in Formatter().parse(template))


@pytest.mark.parametrize("domain", DOMAINS)
def test_chinese_holds_no_english(domain):
    """A Chinese sentence has no Latin word but identifiers."""
    words = {
        code: latin(of_template(text)) - IDENTIFIERS for code, text in catalogue(domain, "zh_CN").items()
    }
    assert {code: found for code, found in words.items() if found} == {}


@pytest.mark.parametrize("domain", sorted(set(DOMAINS) - {"sources"}))
def test_english_holds_no_chinese(domain):
    """An English sentence has no Chinese but what it quotes of a form."""
    words = {
        code: set(re.findall("[\u4e00-\u9fff]+", of_template(text))) - QUOTED
        for code, text in catalogue(domain, "en").items()
    }
    assert {code: found for code, found in words.items() if found} == {}


@pytest.mark.parametrize("listed", sorted(LISTS))
def test_every_list_of_words_has_words(listed):
    """A field that is shown as a word of a list has a list."""
    assert [code for code in entries("labels") if code.startswith(f"{listed}.")]


def test_a_list_says_its_words_and_lets_others_be():
    """What a list has a word for is said in the language, what it does not know as it is."""
    of_rule = ("errors", "judgement.points-not-asked")
    assert "“按完成比例”" in wording(*of_rule, "zh", {"rule": "proportional"})
    assert "“自定”" in wording(*of_rule, "zh", {"rule": "自定"})


@pytest.mark.parametrize(
    ("points", "said"), [("1", "files 1 point;"), ("2", "files 2 points;"), ("1.00", "files 1.00 points;")]
)
def test_one_is_singular_in_english(points, said):
    """A count of one has no plural."""
    fields = dict.fromkeys(("name", "policy", "computed", "formula", "source", "weight"), "9")
    assert said in wording("findings", "score.points-differ", "en", {**fields, "filed": points})


@pytest.mark.parametrize(
    "rule", [rule for rule in Rule if rule not in ("open", "judged") and "execution" not in rule]
)
def test_every_rule_of_a_row_has_a_name(rule):
    """Each rule that may have given the points of a row has a name."""
    assert f"rule.{rule}" in entries("labels")


@pytest.mark.parametrize("code", finding_examples.examples())
def test_a_finding_in_chinese_holds_no_english(code):
    """Of each finding, as its example raises it: what stands in its fields is Chinese too."""
    for finding in finding_examples.findings_of(finding_examples.examples()[code]["raises"]):
        assert latin(finding.message("zh_CN")) <= {"MOF_"}  # the name of a policy


@pytest.mark.parametrize("code", finding_examples.examples())
def test_a_finding_has_every_field_of_its_sentence(code):
    """Of each finding, as its example raises it: what the sentence shows is among its parts."""
    for finding in finding_examples.findings_of(finding_examples.examples()[code]["raises"]):
        shown = fields(catalogue("findings", "en")[finding.code])
        assert shown <= {name for name, _ in finding.params} | {"source"}


def test_a_stored_finding_without_a_later_field_can_be_read():
    """What a finding did not tell when it was stored is left out of its sentence."""
    stored = {"code": "execution.overspent", "severity": "warning", "path": "$.execution.spent"}
    stored["params"] = [["spent", "2元"], ["adjusted", "1元"]]
    finding = fiscalkpi.from_dict(stored, fiscalkpi.Finding)
    assert finding.message("zh") == "全年执行数2元超过全年预算数1元。"


def text_of(data):
    return lambda: fiscalkpi.read_forms(io.BytesIO(data))


def target_of(form, cls=Target):
    return lambda: fiscalkpi.from_dict(form, cls)


ROWS = fiscalkpi.GoalSet(
    indicators=(
        fiscalkpi.Indicator(level2="质量指标", name="合格率", target="≥90%", weight=10),
        fiscalkpi.Indicator(level2="质量指标", name="通过率", target="≥90%", weight=10),
        fiscalkpi.Indicator(level2="数量指标", name="通过率", target="≥90%", weight=10),
    )
)
DAYS = {"kind": "quantity", "value": "4"}


@pytest.mark.parametrize(
    "raising",
    [
        lambda: fiscalkpi.score(ROWS, {"合格": "9"}),
        lambda: fiscalkpi.score(fiscalkpi.GoalSet(), {"合格": "9"}),
        lambda: fiscalkpi.score(ROWS, {"通过率": "9"}),
        lambda: fiscalkpi.score(ROWS, {("时效指标", "合格率"): "9"}),
        lambda: fiscalkpi.score(ROWS, {7: "9"}),
        lambda: fiscalkpi.score(ROWS, ["9"]),
        lambda: fiscalkpi.score(ROWS, [None] * 3, judgements={"合格": fiscalkpi.Judgement(share=1)}),
        lambda: fiscalkpi.score(
            ROWS, ["91%", None, None], judgements={"合格率": fiscalkpi.Judgement(points=1)}
        ),
        lambda: fiscalkpi.parse_actual(datetime.date(1890, 1, 1)),
        lambda: fiscalkpi.appraise({"规范完整性": "4.6"}, mode="qualitative"),
        lambda: fiscalkpi.appraise({"1.1.1": "优"}, mode="qualitative"),
        text_of(b"\0" * 9),
        text_of("项目名称\t甲".encode("utf-16-le")),
        lambda: fiscalkpi.read_forms("no-such-folder/no-such-file.txt"),
        lambda: fiscalkpi.read_forms(str(PACKAGE)),
        target_of(9),
        target_of({**DAYS, "high": 3}),
        target_of({**DAYS, "high": 5, "approx": True}),
        target_of({**DAYS, "comparator": ">=", "approx": True}),
        target_of({**DAYS, "unit": "天"}),
        target_of({**DAYS, "value": f"1/{'9' * 40}"}),
        target_of({"kind": "duration", "value": "4", "unit": "%"}),
        target_of({"kind": "period", "start": "2021", "end": "--12"}),
        target_of({"kind": "period", "start": "2021-06", "end": "2021-05"}),
        target_of({"kind": "budget", "comparator": ">="}),
        target_of({"kind": "multiple", "parts": ["1部"]}),
        target_of({"share": "1.5"}, fiscalkpi.Judgement),
        target_of([9], fiscalkpi.Judgement),
        target_of({"reason": 9}, fiscalkpi.Judgement),
        target_of({"indicators": 9}, fiscalkpi.GoalSet),
        target_of({"fiscal_year": "9"}, fiscalkpi.Project),
    ],
)
def test_an_error_in_chinese_holds_no_english(raising):
    """What an error tells of another one, or of a code, is in the language that is asked for."""
    with pytest.raises(FiscalKpiError) as caught:
        raising()
    problems = getattr(caught.value, "problems", ()) or (caught.value,)
    for problem in problems:
        # a path, and a type of Python or JSON, are names in code
        assert latin(problem.message("zh_CN")) <= IDENTIFIERS | {"type"}
        assert problem.message("zh_CN").isascii() is False
