"""Sources, places and findings: values that name where a thing comes from."""

import pickle

import attrs
import pytest

from fiscalkpi import Finding, Mark, Place, Severity, Source, provenance
from fiscalkpi._messages import catalogue


@pytest.mark.parametrize(
    ("place", "chinese", "english"),
    [
        (Place(), "", ""),
        (Place(file="a.txt"), "a.txt", "a.txt"),
        (Place(row=3), "第3行", "line 3"),
        (Place(row=3, cell=2), "第3行第2格", "line 3, cell 2"),
        (Place(file="a.txt", row=3, cell=2), "a.txt，第3行第2格", "a.txt, line 3, cell 2"),
        (Place(sheet="附表1"), "附表1", "附表1"),
        (Place(sheet="附表1", row=5, cell=2), "附表1!B5", "附表1!B5"),
        (Place(sheet="附表1", row=5), "附表1!5", "附表1!5"),
        (Place(sheet="附表1", cell=28), "附表1!AB", "附表1!AB"),
        (Place(file="a.xlsx", sheet="S", row=1, cell=703), "a.xlsx，S!AAA1", "a.xlsx, S!AAA1"),
    ],
)
def test_place_is_named_as_a_person_would(place, chinese, english):
    """Line and cell of a text, sheet and column letters of a workbook."""
    assert place.label() == place.label("zh_CN") == chinese
    assert str(place) == place.label("en") == english


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (702, "ZZ"), (703, "AAA")]
)
def test_column_letters(number, letters):
    """Columns count as a spreadsheet does."""
    assert provenance._column_letters(number) == letters


def test_source_is_one_line():
    """A source names document, article and how it was read."""
    assert (
        str(Source(document="财预〔2020〕10号", article="第十六条", mark="T"))
        == "财预〔2020〕10号第十六条 [T]"
    )
    assert str(Source(document="practice")) == "practice [P]"
    with pytest.raises(ValueError, match="'X' is not a valid Mark"):
        Source(document="practice", mark="X")


@pytest.fixture
def finding(monkeypatch):
    """Return a finding of a code that only the test knows."""
    for locale, text in (("en", "{row} is shifted by {by}."), ("zh_CN", "{row}移动了{by}格。")):
        monkeypatch.setitem(catalogue("findings", locale), "test.shifted", text)
    return Finding(
        code="test.shifted",
        severity=Severity.WARNING,
        path="$.goals.indicators[3]",
        place=Place(file="a.txt", row=31),
        source=Source(document="practice"),
        params=(("row", "甲"), ("by", "1")),
    )


def test_finding_is_worded_by_locale(finding):
    """The sentence is Chinese by default, and English where it is asked for."""
    assert finding.message() == finding.message("zh_CN") == "甲移动了1格。"
    assert finding.message("en") == "甲 is shifted by 1."


def test_finding_is_one_line(finding):
    """``str()`` is code, place and sentence; the path stands where there is no place."""
    assert str(finding) == finding.line() == "test.shifted，a.txt，第31行：甲移动了1格。"
    assert finding.line("en") == "test.shifted, a.txt, line 31: 甲 is shifted by 1."
    nowhere = attrs.evolve(finding, place=None)
    assert nowhere.line("en") == "test.shifted, $.goals.indicators[3]: 甲 is shifted by 1."


def test_values_are_frozen_hashable_and_picklable(finding):
    """Each can be a key, and comes back equal from a pickle."""
    for value in (finding, finding.place, finding.source):
        assert {value: 1}[pickle.loads(pickle.dumps(value))] == 1
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            value.document = "other"


def test_marks_and_severities_are_words():
    """Both are text in a dict or a column."""
    assert [str(mark) for mark in Mark] == ["T", "L", "P"]
    assert [str(severity) for severity in Severity] == ["error", "warning", "info"]
