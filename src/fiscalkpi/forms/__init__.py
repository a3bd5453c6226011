"""Reading filed forms: file → grid → regions → columns with roles → rows.

One reader for all layouts: what stands where is found by the labels of a form, and the labels are data
(``data/layouts.toml``).
"""

from fiscalkpi.forms.reader import read_form, read_forms
from fiscalkpi.forms.report import self_evaluation_text

__all__ = ["read_form", "read_forms", "self_evaluation_text"]
