"""Folding and width of filed text."""

import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fiscalkpi._text import display_width, fold_label, fold_signs, pad, shorten


@pytest.mark.parametrize(
    ("filed", "folded"),
    [
        ("≧９０％", "≥90%"),
        ("＞＝９５．５％", ">=95.5%"),
        ("８０％—９０％", "80%-90%"),
        ("３～５　天", "3~5 天"),
        ("（含）以上；", "(含)以上;"),
        ("１２００萬圓", "1200万元"),
        ("a\tb\u00a0c", "a b c"),
        ("90%", "90%"),
        ("㎡²①", "㎡²①"),
        ("〈办法〉《规定》", "〈办法〉《规定》"),
    ],
)
def test_signs_are_folded(filed, folded):
    """Variants of a sign become the one that the grammar knows; what has another length stays."""
    assert fold_signs(filed) == folded


@given(st.text())
def test_folding_keeps_spans(text):
    """One character becomes one character, so a span in the folded text is one in the filed text."""
    folded = fold_signs(text)
    assert len(folded) == len(text)
    assert fold_signs(folded) == folded


def test_every_character_folds_to_one():
    """The law above, for the whole of Unicode."""
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    assert len(fold_signs(every)) == len(every)


@pytest.mark.parametrize(
    ("filed", "folded"),
    [
        ("效益 指标", "效益指标"),
        ("实施单位：", "实施单位"),
        ("ＭＯＦ\u3000２\n", "MOF2"),
        ("㎡", "m2"),
        ("::", ""),
    ],
)
def test_labels_are_folded_freely(filed, folded):
    """A label is only compared: blanks go, widths too, and the colon at the end."""
    assert fold_label(filed) == folded


@given(st.text())
@example("A´")
def test_folding_a_label_is_idempotent(text):
    """A folded label holds no white space, and folds to itself."""
    folded = fold_label(text)
    assert not any(map(str.isspace, folded))
    assert fold_label(folded) == folded


@pytest.mark.parametrize(
    ("text", "length", "shown"),
    [
        ("短", 60, "短"),
        ("x" * 60, 60, "x" * 60),
        ("x" * 61, 60, "x" * 60 + "…"),
        ("a\nb\x00", 60, "a↵b\\u0000"),
        ("", 60, ""),
    ],
)
def test_shortened_text_is_one_printable_line(text, length, shown):
    """A message stays on its line, whatever a form says."""
    assert shorten(text, length) == shown
    assert shorten(text, length).isprintable()


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("指标", 4),
        ("ＡＢ", 4),
        ("e\u0301", 1),
        ("❤\ufe0f", 1),
        ("अनुच्छेद", 5),
        ("≥90%", 4),
        ("“”", 2),
    ],
)
def test_width_counts_columns(text, width):
    """Wide characters take two columns, marks none."""
    assert display_width(text) == width


def test_padding_fills_columns():
    """Text is filled up at either end, and never cut."""
    assert pad("指标", 6) == "指标  "
    assert pad("指标", 6, right=True) == "  指标"
    assert pad("指标", 3) == "指标"
