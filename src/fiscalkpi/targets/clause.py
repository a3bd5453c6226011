"""What one clause of a target cell was read as."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fiscalkpi.errors import Span
    from fiscalkpi.targets.lexer import Token
    from fiscalkpi.targets.model import Part, Target, Unfilled


class Reading(NamedTuple):
    """A target, and what the reading of its text has to say besides."""

    target: Target
    passed_over: tuple[Span, ...] = ()
    """Filed words that the reading does not use."""
    reason: str | None = None
    """Why the text is unreadable."""
    span: Span | None = None
    """The piece that cannot be."""


class FlawError(Exception):
    """A piece of the text cannot be; unwinds to the whole cell."""

    def __init__(self, reason: str, start: int, end: int) -> None:
        super().__init__(reason)
        self.reason, self.span = reason, (start, end)


class Clause(NamedTuple):
    """What one clause says."""

    part: Part | Unfilled | None
    """The target; None for words alone."""
    used: Span = (0, 0)
    """The piece of the text that the reading uses."""
    numbers: bool = False
    """Whether there are digits that no rule read."""
    remarks: tuple[Span, ...] = ()
    """Words inside that piece that the reading does not use."""


def span_of(tokens: list[Token], first: int, end: int) -> Span:
    """Return the piece of the text that the tokens from `first` to before `end` cover."""
    return tokens[first][2], tokens[end - 1][3]
