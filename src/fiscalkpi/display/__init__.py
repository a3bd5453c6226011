"""Forms and verdicts for the eye: tables in a notebook (HTML) and in a terminal (plain text).

Both show the same things in the same words. Nothing is computed here but widths; every text is shown
as filed, with what cannot be seen in it (control characters, marks that turn the direction of writing)
written out, so that a form can neither break a table nor look like another one.

The HTML has no colours of its own, so it reads in light and dark themes alike; a verdict is a word with
a sign. All texts go through :func:`html.escape`.
"""

from __future__ import annotations

from fiscalkpi.display.appraisals import appraisal_html, appraisal_text
from fiscalkpi.display.evaluations import evaluation_html, evaluations_html, evaluations_text
from fiscalkpi.display.findings import findings_html, findings_text
from fiscalkpi.display.forms import form_html, form_text, project_html
from fiscalkpi.display.scores import scorecard_html, scorecard_text
from fiscalkpi.display.texts import WIDTH, Row, heading_lines, text_table, visible, wrap_text

__all__ = [
    "WIDTH",
    "Row",
    "appraisal_html",
    "appraisal_text",
    "evaluation_html",
    "evaluations_html",
    "evaluations_text",
    "findings_html",
    "findings_text",
    "form_html",
    "form_text",
    "heading_lines",
    "project_html",
    "scorecard_html",
    "scorecard_text",
    "text_table",
    "visible",
    "wrap_text",
]
