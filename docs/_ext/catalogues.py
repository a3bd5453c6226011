"""Two directives: wording by code out of the catalogues, and the help of the command line.

Both are drawn when the pages are built, so that no page can say something else than the library.
"""

import os
import subprocess
import sys

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from fiscalkpi._messages import catalogue


class Catalogue(SphinxDirective):
    """``catalogue:: errors`` is a table of all codes of a domain; ``:prefix:`` takes those below one word."""

    required_arguments = 1
    option_spec = {"prefix": directives.unchanged}  # noqa: RUF012

    def run(self):
        domain = self.arguments[0]
        prefix = self.options.get("prefix", "")
        chinese, english = catalogue(domain, "zh_CN"), catalogue(domain, "en")
        codes = [code for code in sorted(english) if code.startswith(prefix) and not code.endswith(".hint")]
        if not codes:
            return [nodes.paragraph(text="There is none yet.")]
        rows = []
        for code in codes:
            wordings = []
            for texts in (english, chinese):
                cell = [nodes.paragraph(text=texts[code] or "—")]
                if f"{code}.hint" in texts:
                    cell.append(nodes.paragraph("", "", nodes.emphasis(text=texts[f"{code}.hint"])))
                wordings.append(cell)
            name = nodes.paragraph("", "", nodes.literal(text=code.removeprefix(prefix)))
            rows.append([[name], *wordings])
        return [_table(["code", "English", "中文"], rows, [22, 39, 39])]


class CommandHelp(SphinxDirective):
    """``command-help:: evaluate`` is what ``fiscalkpi evaluate --help`` prints."""

    optional_arguments = 1

    def run(self):
        command = [sys.executable, "-m", "fiscalkpi", *self.arguments, "--help"]
        environment = {**os.environ, "COLUMNS": "88", "PYTHONUTF8": "1"}
        run = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, env=environment)
        return [nodes.literal_block(text=run.stdout, language="text")]


def _table(titles, rows, widths):
    group = nodes.tgroup(cols=len(titles))
    group += [nodes.colspec(colwidth=width) for width in widths]
    group += nodes.thead("", _row([[nodes.paragraph(text=title)] for title in titles]))
    group += nodes.tbody("", *(_row(row) for row in rows))
    return nodes.table("", group, classes=["colwidths-given"])


def _row(cells):
    return nodes.row("", *(nodes.entry("", *cell) for cell in cells))


def setup(app):
    app.add_directive("catalogue", Catalogue)
    app.add_directive("command-help", CommandHelp)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
