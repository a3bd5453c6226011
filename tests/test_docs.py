"""The pages of the documentation, as they are read in a clone: what the tests of their examples do not see."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(page for page in DOCS.rglob("*.md") if not {"_build", "examples"} & set(page.parts))
NOTE = "> Read as a file, this page"


def drawn(text):
    """Return the directives of a page that are blank until it is built."""
    return set(re.findall(r"^```\{([\w-]+)\}", text, re.MULTILINE)) - {"include"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_with_gaps_says_how_to_build_it(page):
    """Whoever reads the bare file learns where the whole page is; no other page says so."""
    text = page.read_text("utf-8")
    assert (NOTE in text) == bool(drawn(text))
    if NOTE in text and page.name != "index.md":
        assert f"docs/_build/{page.relative_to(DOCS).with_suffix('.html')}" in text
        assert text.index(NOTE) < 200
    assert not re.search(r"\{\w+\}`", text), "a role is no link in a bare file"


def test_every_page_is_linked():
    """From the index and from the README."""
    index, readme = (DOCS / "index.md").read_text("utf-8"), (ROOT / "README.md").read_text("utf-8")
    for page in PAGES:
        name = str(page.relative_to(DOCS).with_suffix(""))
        assert name == "index" or f"\n{name}\n" in index, name
        assert name in ("index", "changelog") or f"(docs/{name}.md)" in readme, name


def test_links_between_pages_lead_somewhere():
    """Every relative link of a page, and of the README, is a file."""
    for page in [ROOT / "README.md", *PAGES]:
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), (page.name, link)


def test_the_built_page_says_nothing_of_it():
    """The line is taken out when a page is built."""
    unbuilt = runpy.run_path(str(DOCS / "conf.py"))["UNBUILT"]
    for page in PAGES:
        built = unbuilt.sub("", page.read_text("utf-8"))
        assert NOTE not in built
        assert "docs/_build" not in built


def test_the_blank_form_is_read():
    """Nothing but what waits to be filled in is told of it."""
    from fiscalkpi import read_form

    form = read_form(DOCS / "examples" / "blank-plan.txt")
    told = {finding.code for finding in form.findings}
    assert told == {
        "head.fiscal-year-missing",
        "layout.stray-row",
        "layout.empty-row",
        "layout.table-missing",
    }
    assert [cell.text for cell in form.extra] == ["（    年度）"]


def test_the_readme_has_two_commands_to_set_up():
    """The first installs and judges the example, the second runs the tests; .ci/run takes both word for word."""
    commands = re.findall(r"^python3 -m venv.*", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert [command.rpartition("&&")[2].split()[0] for command in commands] == [
        ".venv/bin/fiscalkpi",
        ".venv/bin/python",
    ]
