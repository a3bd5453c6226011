"""The errors of the library: coded, with all their parts as attributes, and picklable.

An error is for misuse and for input that cannot be read at all; what a readable form gets wrong is
a :class:`~fiscalkpi.Finding`. The code is the contract. ``str()`` is drawn from the parts, in English,
with a caret under the part of the text that is meant; :meth:`FiscalKpiError.message` gives the
sentence in Chinese or English.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fiscalkpi.provenance import Place

Span = tuple[int, int]
"""Start and end of a piece of text, in characters from 0, the end not in it."""

# More of a text than this is not drawn under a caret.
_SHOWN = 60


class FiscalKpiError(Exception):
    """The base of all errors that the library raises on purpose.

    Args:
        code: stable code, ``area.some-thing``.
        text: the text that was refused, as it was given.
        span: the part of `text` that is meant.
        place: place in a file.
        path: address in a dict or JSON document, ``$.goals.indicators[3].target``.
        params: further parts of the message, by name.

    >>> from fiscalkpi import Yuan, AmountError
    >>> try:
    ...     Yuan.parse("12元5")
    ... except AmountError as error:
    ...     error.code, error.span
    ('amount.not-an-amount', (3, 4))
    """

    def __init__(
        self,
        code: str,
        *,
        text: str | None = None,
        span: Span | None = None,
        place: Place | None = None,
        path: str | None = None,
        **params: object,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.span = span
        self.place = place
        self.path = path
        self.params = {name: str(value) for name, value in params.items()}
        # an error that another one tells of speaks the language that is asked for
        self._told = {
            name: value for name, value in params.items() if isinstance(value, FiscalKpiError | Worded)
        }

    def message(self, locale: str = "en") -> str:
        """Return what is wrong, as a sentence in `locale` (``zh_CN`` or ``en``)."""
        return self._wording(self.code, locale)

    @property
    def hint(self) -> str:
        """The way out, in English; :meth:`hint_in` gives it in Chinese."""
        return self.hint_in("en")

    def hint_in(self, locale: str) -> str:
        """Return the way out, as a sentence in `locale`."""
        return self._wording(f"{self.code}.hint", locale)

    def render(self, locale: str = "en") -> str:
        """Return place, sentence, the text with a caret under the span, and the way out."""
        from fiscalkpi._messages import wording

        where = self.place.label(locale) if self.place is not None else self.path
        head = self.message(locale)
        if where:
            head = wording("labels", "error.line", locale, {"where": where, "message": head})
        lines = [head]
        if self.text is not None and self.span is not None:
            lines += _caret_lines(self.text, self.span)
        lines.append(self.hint_in(locale))
        return "\n".join(lines)

    def _as_part(self, locale: str) -> str:
        """Return what another error tells of this one."""
        return self.render(locale)

    def __str__(self) -> str:
        return self.render("en")

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.__dict__.copy()))

    def _wording(self, code: str, locale: str) -> str:
        from fiscalkpi._messages import wording
        from fiscalkpi._text import shorten

        shown = "" if self.text is None else shorten(self.text)
        told = {name: error._as_part(locale).rstrip("。.") for name, error in self._told.items()}
        return wording("errors", code, locale, {"text": shown, **self.params, **told})


class Worded(Exception):  # noqa: N818  # the two below are raised
    """What a constructor or a look-up refuses, in Chinese or English: the words are labels ``why.…``.

    Caught as the plain exception that it is as well; errors of the library tell it as a part of theirs.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = {name: str(value) for name, value in params.items()}

    def message(self, locale: str = "en") -> str:
        """Return what is wrong, without a full stop, in `locale`."""
        from fiscalkpi._messages import wording

        return wording("labels", self.code, locale, self.params)

    _as_part = message

    def __str__(self) -> str:
        return self.message()

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.__dict__.copy()))


class WordedValueError(Worded, ValueError):
    """Fields that are each right and do not go together, or a value out of range."""


class WordedLookupError(Worded, LookupError):
    """A name that fits nothing, or several."""


class AmountError(FiscalKpiError, ValueError):
    """A text is no amount of money, or no whole number of fen."""


class TargetSyntaxError(FiscalKpiError, ValueError):
    """A target text is over the cap of 2,000 characters. Any shorter text gives a target."""


class UnitError(FiscalKpiError, ValueError):
    """A text cannot be a unit, or two units have no fixed factor between them."""


class ActualError(FiscalKpiError, ValueError):
    """An actual value is of a kind that cannot be one, or its text is over the cap."""


class _SeveralError(FiscalKpiError, ValueError):
    """An error that may hold several: :attr:`problems` has every one, each with code and path."""

    problems: tuple[FiscalKpiError, ...] = ()

    def __init__(self, code: str, *, problems: tuple[FiscalKpiError, ...] = (), **parts: Any) -> None:
        super().__init__(code, **parts)
        self.problems = problems

    def render(self, locale: str = "en") -> str:
        """Return one line a problem, each with its path."""
        if not self.problems:
            return super().render(locale)
        return "\n".join([self.message(locale), *(problem.render(locale) for problem in self.problems)])


class StructureError(_SeveralError):
    """A dict or JSON document does not have the structure asked for.

    :attr:`problems` holds every problem, each an error of its own with code and path.
    """


class FormError(FiscalKpiError, ValueError):
    """A file cannot be read as forms at all, or does not hold what was asked for."""


class PolicyError(_SeveralError):
    """A policy or a scheme contradicts itself, or what a person gives does not fit it: a grade, a judgement.

    :attr:`problems` holds every problem, each an error of its own with code and path.
    """


class UnknownRowError(PolicyError, LookupError):
    """An actual value, judgement or reason names no row of the form, or more than one."""


def _rebuild(cls: type[FiscalKpiError | Worded], state: dict[str, Any]) -> FiscalKpiError | Worded:
    error = cls.__new__(cls, state["code"])
    error.args = (state["code"],)
    error.__dict__.update(state)
    return error


def _caret_lines(text: str, span: Span) -> list[str]:
    """Return the text around the span and a line with carets under it; wide characters take two columns."""
    from fiscalkpi._text import display_width

    start, end = span
    first = max(0, start - _SHOWN // 2)
    before, marked = text[first:start], text[start : min(end, start + _SHOWN)]
    after = text[start + len(marked) : start + len(marked) + _SHOWN // 2]
    # A character that does not print would move the caret: it is drawn as one blank.
    drawn = [
        "".join(char if char.isprintable() else " " for char in piece) for piece in (before, marked, after)
    ]
    head = "…" if first else ""
    tail = "…" if start + len(marked) + len(after) < len(text) else ""
    carets = "^" * max(1, display_width(drawn[1]))
    return [
        f"  {head}{drawn[0]}{drawn[1]}{drawn[2]}{tail}",
        f"  {' ' * display_width(head + drawn[0])}{carets}",
    ]
