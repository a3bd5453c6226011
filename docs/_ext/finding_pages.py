"""``finding-codes::`` is one section a code of the checks: severity, source, wording, a form and a near miss.

Drawn when the pages are built, from the data of the library and ``docs/examples/findings.toml``.
"""

from docutils import nodes
from finding_examples import examples
from sphinx.util.docutils import SphinxDirective

from fiscalkpi._messages import catalogue
from fiscalkpi.checks.catalogue import entries


class FindingCodes(SphinxDirective):
    """``finding-codes:: target`` is every code of an area; without one, all of them."""

    optional_arguments = 1

    def run(self):
        area = f"{self.arguments[0]}." if self.arguments else ""
        chinese, english, shown = catalogue("findings", "zh_CN"), catalogue("findings", "en"), examples()
        sections = []
        for code, entry in entries().items():
            if not code.startswith(area):
                continue
            section = nodes.section(ids=[code.replace(".", "-")], names=[code])
            section += nodes.title("", "", nodes.literal(text=code))
            fields = [
                ("severity", _said(entry)),
                ("source", str(entry.source)),
                ("中文", chinese[code]),
                ("English", english[code]),
            ]
            listed = nodes.field_list()
            for name, text in fields:
                listed += _field(name, nodes.paragraph(text=text))
            for name, key in (("raises", "raises"), ("silent", "silent")):
                listed += _field(name, nodes.literal_block(text=_example(shown[code][key]), language="text"))
            section += listed
            sections.append(section)
        return sections


def _said(entry):
    words = [entry.severity.value]
    if entry.since:
        words.append(f"from the budget of {entry.since} on")
    if entry.told_by:
        words.append(f"silent where the reader told {', '.join(entry.told_by)}")
    return "; ".join(words)


def _field(name, body):
    return nodes.field("", nodes.field_name(text=name), nodes.field_body("", body))


def _example(example):
    """Return an example as lines: what is filed besides, then one row a line."""
    if "forms" in example:
        return "\n\n".join(_example(one) for one in example["forms"])
    lines = []
    for key, value in example.items():
        if key in ("rows", "plan"):
            lines += [f"{'approved: ' if key == 'plan' else ''}{_row(*row)}" for row in value]
        else:
            lines.append(_words(key, value))
    return "\n".join(lines) or "(no row)"


def _row(level2, name, target, more=None):
    words = target if isinstance(target, str) else _words("", target)
    cells = [level2, name, words or "(blank)", *(_words(key, value) for key, value in (more or {}).items())]
    return " | ".join(cells)


def _words(key, value):
    if isinstance(value, dict):
        value = ", ".join(f"{name} {one}" for name, one in value.items())
    elif isinstance(value, list):
        value = ", ".join(" ".join(one) if isinstance(one, list) else str(one) for one in value)
    return f"{key}: {value or '(blank)'}" if key else str(value)


def setup(app):
    app.add_directive("finding-codes", FindingCodes)
    return {"version": "1", "parallel_read_safe": True}
