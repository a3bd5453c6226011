"""Each code has a form that raises it and a near miss that stays silent; both are in docs/examples/findings.toml."""

import importlib.util
import re
from pathlib import Path

import pytest

from fiscalkpi import Severity
from fiscalkpi._messages import catalogue
from fiscalkpi.checks.catalogue import entries
from fiscalkpi.forms.record import SEVERITIES

ROOT = Path(__file__).parents[1]
SPEC = importlib.util.spec_from_file_location(
    "finding_examples", ROOT / "docs" / "_ext" / "finding_examples.py"
)
MODULE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(MODULE)
EXAMPLES = MODULE.examples()


def codes(example):
    return {finding.code for finding in MODULE.findings_of(example)}


def test_every_code_has_an_example():
    """The catalogue of codes and the examples name the same."""
    assert EXAMPLES.keys() == entries().keys()


def test_codes_of_reader_and_check_differ():
    """A code is the reader's or a check's, never both, and has its wording."""
    assert not entries().keys() & SEVERITIES.keys()
    assert entries().keys() <= catalogue("findings", "en").keys()


def test_every_told_by_is_a_code_of_the_reader():
    """What may tell a thing first is a code of the reader."""
    assert {code for entry in entries().values() for code in entry.told_by} <= SEVERITIES.keys()


@pytest.mark.parametrize("code", EXAMPLES)
def test_form_raises_the_code(code):
    """The example raises its code, with the severity and the source of the catalogue, in both languages."""
    found = [finding for finding in MODULE.findings_of(EXAMPLES[code]["raises"]) if finding.code == code]
    assert found
    for finding in found:
        assert finding.severity is Severity(entries()[code].severity)
        assert finding.source == entries()[code].source
        chinese, english = finding.message("zh_CN"), finding.message("en")
        assert chinese.endswith("。")
        assert english.endswith(".")
        assert not re.search(r"[{}]", chinese + english)


@pytest.mark.parametrize("code", EXAMPLES)
def test_near_miss_is_silent(code):
    """The near miss differs in little, and does not raise the code."""
    assert code not in codes(EXAMPLES[code]["silent"])


MESSAGES = [
    line.split("\t")
    for line in (ROOT / "tests" / "data" / "finding_messages.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("code", "path", "message"), MESSAGES, ids=[code for code, _, _ in MESSAGES])
def test_what_a_form_is_told(code, path, message):
    """The whole sentence, with every number and name of the form in its place."""
    told = [one for one in MODULE.findings_of(EXAMPLES[code]["raises"]) if one.code == code]
    assert [(one.path or "", one.message("zh_CN")) for one in told] == [(path, message)]


def test_every_code_is_told_in_words():
    """No code is left out."""
    assert [code for code, _, _ in MESSAGES] == list(EXAMPLES)
