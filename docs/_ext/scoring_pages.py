"""Directives for scoring: the fields of a policy, the presets side by side, the rules.

Drawn when the pages are built, from the docstrings of the fields, the presets and the catalogue of wordings.
"""

import ast
import inspect

import attrs
from catalogues import _table
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from fiscalkpi import MOF_2020, MOF_2021, PROVINCIAL_LINEAR, ScoringPolicy, to_dict
from fiscalkpi._data import load
from fiscalkpi._messages import catalogue
from fiscalkpi.scoring import policy as policies
from fiscalkpi.scoring.explain import _FORMULAS
from fiscalkpi.scoring.rules import Rule
from fiscalkpi.weights import scheme_names, weight_scheme

PRESETS = [MOF_2020, MOF_2021, PROVINCIAL_LINEAR]


def attribute_docs(module):
    """Return class → name of an attribute → the docstring that stands below it, of a module."""
    found = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if not isinstance(node, ast.ClassDef):
            continue
        names = found.setdefault(node.name, {})
        for above, below in zip(node.body, node.body[1:], strict=False):
            target = getattr(above, "target", None) or getattr(above, "targets", [None])[0]
            if isinstance(target, ast.Name) and isinstance(getattr(below, "value", None), ast.Constant):
                names[target.id] = " ".join(below.value.value.split())
    return found


DOCS = attribute_docs(policies)


def choices(field):
    """Return the words that a field can hold, each with its meaning; none for numbers and bands."""
    kind = DOCS.get(field.type, {})
    return {member.value: kind[member.name] for member in getattr(policies, field.type)} if kind else {}


def value_text(value):
    """Return the value of a field in short: a word, a number, or bands from the highest down."""
    if isinstance(value, list | tuple):
        return "; ".join(map(_one, value)) or "none"
    return str(value).lower() if isinstance(value, bool) or value is None else str(value)


def _one(entry):
    if not isinstance(entry, dict):
        taxonomy, names = entry
        return f"{taxonomy}: {', '.join(names)}"
    if "share" in entry:
        return f"from {entry['low']}: {entry['share']}"
    if "label" in entry:
        return f"{entry['label']} from {entry['low']}"
    default = f"default {entry['default']}" if entry.get("default") is not None else "no default"
    return f"{entry['name']}: {entry['low']} to {entry['high']}, {default}"


def fields_of(policy):
    """Return the fields of a policy as its dict has them; what the dict leaves out is empty."""
    written = to_dict(policy)
    names = [field.name for field in attrs.fields(ScoringPolicy)]
    return {name: written.get(name, _plain(policy, name)) for name in names}


def _plain(policy, name):
    value = getattr(policy, name)
    return [] if isinstance(value, tuple) else value


class PolicyFields(SphinxDirective):
    """``policy-fields::`` is every field of a policy: meaning with source, choices, default."""

    def run(self):
        default = fields_of(ScoringPolicy())
        rows = []
        for field in attrs.fields(ScoringPolicy):
            meaning = [nodes.paragraph(text=DOCS["ScoringPolicy"][field.name].replace("``", '"'))]
            words = choices(field)
            if words:
                listed = nodes.bullet_list()
                for word, said in words.items():
                    entry = nodes.paragraph("", "", nodes.literal(text=word), nodes.Text(f": {said}"))
                    listed += nodes.list_item("", entry)
                meaning.append(listed)
            name = nodes.paragraph("", "", nodes.literal(text=field.name))
            rows.append([[name], meaning, [nodes.paragraph(text=value_text(default[field.name]))]])
        return [_table(["field", "meaning, source", "default"], rows, [22, 54, 24])]


class PolicyPresets(SphinxDirective):
    """``policy-presets::`` is the presets side by side; what is not as in the first is strong."""

    def run(self):
        columns = [fields_of(policy) for policy in PRESETS]
        rows = []
        for field in attrs.fields(ScoringPolicy):
            if field.name == "name":
                continue
            texts = [value_text(column[field.name]) for column in columns]
            cells = []
            for text in texts:
                paragraph = nodes.paragraph()
                paragraph += nodes.Text(text) if text == texts[0] else nodes.strong(text=text)
                cells.append([paragraph])
            rows.append([[nodes.paragraph("", "", nodes.literal(text=field.name))], *cells])
        return [_table(["field", *(policy.name for policy in PRESETS)], rows, [22, 26, 26, 26])]


class BandWords(SphinxDirective):
    """``band-words::`` lists the words of an actual value that name a band."""

    def run(self):
        rows = [
            [[nodes.paragraph("", "", nodes.literal(text=band))], [nodes.paragraph(text="  ".join(words))]]
            for band, words in load("scoring")["bands"].items()
        ]
        return [_table(["band", "words"], rows, [12, 88])]


class WeightSchemes(SphinxDirective):
    """``weight-schemes::`` is every weight scheme with its shares and its source."""

    def run(self):
        rows = []
        for name in scheme_names():
            scheme = weight_scheme(name)
            shares = " · ".join([f"执行率 {scheme.execution}", *(f"{one} {n}" for one, n in scheme.shares)])
            cells = [nodes.literal(text=name), nodes.Text(shares), nodes.Text(str(scheme.source))]
            rows.append([[nodes.paragraph("", "", cell)] for cell in cells])
        return [_table(["scheme", "points", "source"], rows, [20, 45, 35])]


class ScoringRules(SphinxDirective):
    """``scoring-rules::`` is every rule: formula, source, and the words of an explanation."""

    def run(self):
        chinese, english = catalogue("scoring", "zh_CN"), catalogue("scoring", "en")
        rows = []
        for rule in Rule:
            formula = _FORMULAS.get(rule, "")
            formula = formula.replace("{", "").replace("}", "")
            figures = [nodes.literal(text=formula)] if formula else [nodes.Text("—")]
            said = [nodes.paragraph(text=texts[f"points.{rule}"]) for texts in (english, chinese)]
            code = nodes.reference("", "", nodes.literal(text=rule.value), refid=rule.value.replace("_", "-"))
            rows.append(
                [
                    [nodes.paragraph("", "", code)],
                    [nodes.paragraph("", "", *figures)],
                    [nodes.paragraph(text=str(rule.source))],
                    said,
                ]
            )
        return [_table(["rule", "formula", "source", "wording"], rows, [18, 24, 18, 40])]


def setup(app):
    app.add_directive("policy-fields", PolicyFields)
    app.add_directive("policy-presets", PolicyPresets)
    app.add_directive("band-words", BandWords)
    app.add_directive("weight-schemes", WeightSchemes)
    app.add_directive("scoring-rules", ScoringRules)
    return {"version": "1", "parallel_read_safe": True}
