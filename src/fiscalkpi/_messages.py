"""Wording by code and locale, from Babel's gettext catalogues in ``data/locale``.

The message id is a code (``comparator_unstated``), its translation a template with named fields
(``目标“{target}”没有计算符号``). A domain is a file: ``appraisal``, ``errors``, ``evaluation``,
``findings``, ``labels``. The code is the contract, the wording is not.

What a field holds is said as it is, or as a word of the language where the template names a list of words:
``{rule:rule}`` shows ``proportional`` as the label ``rule.proportional``. ``{expected:or}`` says which values
are possible where they are parted by ``、``: 10.00或7.00. ``point{filed:plural}`` has an s unless it is 1.
Such a field may be missing, as in a finding that was stored before its template had it: it says nothing then.
"""

from __future__ import annotations

import os.path
import re
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, Any

from fiscalkpi._data import DATA
from fiscalkpi._text import NO_CLASS

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCALES = ("zh_CN", "en")


def resolve_locale(locale: str) -> str:
    """Return the catalogue that serves `locale` (``zh``, ``zh-CN``, ``zh_CN``, ``en``, ``en_GB`` …).

    Raises:
        LookupError: for a language without a catalogue; it names those there are.
    """
    language = locale.replace("-", "_").partition("_")[0].lower()
    for known in LOCALES:
        if known.partition("_")[0] == language:
            return known
    raise LookupError(f"no messages in locale {locale!r}; there are: {', '.join(LOCALES)}")


@cache
def catalogue(domain: str, locale: str) -> dict[str, str]:
    """Return all templates of a domain in a locale that :func:`resolve_locale` gave, by code."""
    from babel.messages.pofile import read_po

    path = os.path.join(DATA, "locale", locale, "LC_MESSAGES", f"{domain}.po")
    with open(path, "rb") as file:
        entries = read_po(file, locale=locale, domain=domain, abort_invalid=True)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id}


def wording(domain: str, code: str, locale: str, params: Mapping[str, object] | None = None) -> str:
    """Return the sentence for `code`, its fields filled from `params`.

    Raises:
        LookupError: for an unknown locale or code.
    """
    known = resolve_locale(locale)
    template = catalogue(domain, known)[code]
    listed = _LIST.findall(template)
    if not listed:  # most have none, and the quick way is three times as quick
        return template.format_map(params or {})
    return _Worded(known).vformat(template, (), {**dict.fromkeys(listed, ""), **(params or {})})


_LIST = re.compile(r"\{(\w+):")


class _Worded(Formatter):
    """Fills a template; a field with a list of words behind a colon takes the word of the language."""

    def __init__(self, locale: str) -> None:
        self.words = catalogue("labels", locale)

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return the word for a value of a list, or the value itself where the list has none for it."""
        if format_spec == "or":
            return self.words["or.separator"].join(str(value).split("、"))
        if format_spec == "class":
            return str(value).replace(NO_CLASS, self.words["class.none"])
        if format_spec == "plural":
            return "" if str(value) in ("1", "+1", "-1") else "s"
        return self.words.get(f"{format_spec}.{value}", str(value)) if format_spec else str(value)
