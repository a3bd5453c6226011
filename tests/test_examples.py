"""Every Python example of the README, the documentation and the docstrings runs and prints what it says.

The examples of one page, or of one docstring, build on each other: before one runs, those above it have
run. A page is read in the root of the project, so its paths begin there.
"""

import importlib
import re
from doctest import ELLIPSIS
from pathlib import Path

import pytest
from sybil import Document, Example
from sybil.document import PythonDocStringDocument
from sybil.example import SybilFailure
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

import fiscalkpi

ROOT = Path(__file__).parents[1]
PACKAGE = Path(fiscalkpi.__file__).parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = [page for page in PAGES if "_build" not in page.parts]
MODULES = sorted(PACKAGE.rglob("*.py"))

page_parsers = [PythonCodeBlockParser(doctest_optionflags=ELLIPSIS), SkipParser()]
docstring_parser = DocTestParser(ELLIPSIS)

# Every way to open a block of Python, also inside a list and with a name that the parser does not know.
_OPENS_PYTHON = re.compile(
    r"^[ >]*(?:```+|~~~+|:::+)[ \t]*(?:\{[\w-]+\}[ \t]*)?(?:py|pycon|python\d?|ipython)\b", re.MULTILINE
)


class Page:
    """The examples of one page or docstring, run in order, each once."""

    def __init__(self, name: str, document: Document, namespace: dict[str, object]) -> None:
        self.name = name
        self.examples: list[Example] = list(document.examples())
        self.done = 0
        self.broken: int | None = None  # the line of an example that raised: what follows builds on it
        document.namespace.update(namespace)

    def run(self, index: int) -> str:
        """Run up to the example at `index`; return what is wrong with that one, or nothing."""
        problem = ""
        while self.done <= index:
            self.done += 1
            problem = self._problem(self.examples[self.done - 1])
        return problem

    def _problem(self, example: Example) -> str:
        if self.broken is not None:
            return f"{example.path}, line {example.line}: the example in line {self.broken} above raised an error"
        try:
            example.evaluate()
        except SybilFailure as failure:
            if "Exception raised:" in str(failure):
                self.broken = example.line
            return str(failure)
        return ""


def page(path: Path) -> Page:
    return Page(path.relative_to(ROOT).as_posix(), Document.parse(str(path), *page_parsers), {})


def docstrings(path: Path) -> list[Page]:
    """Return the docstrings of a module, each with a fresh copy of the names of the module."""
    text = path.read_text(encoding="utf-8")
    relative = path.relative_to(PACKAGE.parent)
    parts = relative.with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    pages = []
    for start, _, docstring in PythonDocStringDocument.extract_docstrings(text):
        if ">>>" not in docstring:
            continue
        # blank lines before it, so that line numbers are those of the file
        above = "\n" * text.count("\n", 0, start)
        document = Document(above + docstring, str(path))
        for region in docstring_parser(document):
            document.add(region)
        pages.append(Page(relative.as_posix(), document, vars(importlib.import_module(module))))
    return pages


def all_examples() -> list[object]:
    pages = [page(path) for path in PAGES]
    pages += [one for path in MODULES for one in docstrings(path)]
    return [
        pytest.param(one, index, id=f"{one.name}:{example.line}")
        for one in pages
        for index, example in enumerate(one.examples)
    ]


@pytest.fixture(autouse=True)
def _in_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize(("one", "index"), all_examples())
def test_example(one, index):
    """The example runs, and prints what stands below it."""
    problem = one.run(index)
    if problem:
        pytest.fail(problem, pytrace=False)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_example_is_passed_over(path):
    """Each block of a page that is marked as Python is one that the parser finds."""
    found = list(CodeBlockParser("python", evaluator=lambda _: None)(Document.parse(str(path))))
    assert len(_OPENS_PYTHON.findall(path.read_text(encoding="utf-8"))) == len(found)


def test_a_wrong_example_names_its_place(tmp_path):
    """An example whose output differs fails with file and line."""
    path = tmp_path / "wrong.md"
    path.write_text("# Wrong\n\n```python\n>>> 1 + 1\n2\n>>> 1 + 1\n3\n```\n", encoding="utf-8")
    wrong = Page("wrong.md", Document.parse(str(path), *page_parsers), {})
    assert wrong.run(0) == ""
    assert wrong.run(1).startswith(f"Example at {path}, line 6, column 1 did not evaluate as expected:")


def test_what_follows_a_broken_example_says_so(tmp_path):
    """After an example that raised, the rest of the page names that one instead of errors of its own."""
    path = tmp_path / "broken.md"
    path.write_text("```python\n>>> x = 1 / 0\n>>> x + 1\n1\n```\n", encoding="utf-8")
    broken = Page("broken.md", Document.parse(str(path), *page_parsers), {})
    assert "ZeroDivisionError" in broken.run(0)
    assert broken.run(1) == f"{path}, line 3: the example in line 2 above raised an error"
