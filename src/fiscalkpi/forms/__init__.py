"""Readers of forms: file → grid → regions → columns with roles → rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscalkpi.errors import FormError
from fiscalkpi.provenance import Place

if TYPE_CHECKING:
    from fiscalkpi.filed import FiledForm
    from fiscalkpi.forms.txt import FormSource

FORMATS = ("txt", "tsv")
"""File formats that are read."""


def read_forms(
    source: FormSource, *, format: str | None = None, fiscal_year: int | None = None
) -> tuple[FiledForm, ...]:
    """Return every form of a file, in order, each with what the reader has to say.

    Args:
        source: a path, or a file opened for text or bytes.
        format: ``txt`` or ``tsv``; None reads text, whatever the name says.
        fiscal_year: the year of forms that print none.

    Raises:
        FormError: where the file is empty, too large, no text, or holds no form. A form with mistakes is
            no error: it comes with findings, and never hides the others.

    >>> import io
    >>> form, = read_forms(io.StringIO(
    ...     "项目支出绩效目标申报表\\n(2022年度)\\n项目名称\\t政务云\\n"
    ...     "一级指标\\t二级指标\\t三级指标\\t年度指标值\\n产出指标\\t质量指标\\t可用率\\t≥99.9%\\n"))
    >>> form.project.name, form.project.fiscal_year, form.project.goals.indicators[0].target.text
    ('政务云', 2022, '≥99.9%')
    """
    from fiscalkpi.forms.reader import read_grid
    from fiscalkpi.forms.txt import read_grid as read_text

    if format is not None and format not in FORMATS:
        raise FormError("form.format-unsupported", format=format, known=", ".join(FORMATS))
    return read_grid(read_text(source), fiscal_year)


def read_form(source: FormSource, *, format: str | None = None, fiscal_year: int | None = None) -> FiledForm:
    """Return the one form of a file; see :func:`read_forms`.

    Raises:
        FormError: also where the file holds several forms; it says how many.
    """
    forms = read_forms(source, format=format, fiscal_year=fiscal_year)
    if len(forms) != 1:
        raise FormError("form.not-one", place=Place(file=forms[0].source), count=len(forms))
    return forms[0]
