"""What is wrong with a document: problems with their paths, collected on the way up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from fiscalkpi._text import shorten
from fiscalkpi.errors import StructureError

MAX_PROBLEMS = 100
"""Problems told at most: a hostile document has millions."""


class JsonNumber:
    """A number of a JSON document that is no short integer: its digits, of which no float is made."""

    def __init__(self, text: str) -> None:
        self.text = text


class Problem(NamedTuple):
    """One problem: its path from the value down, its code, the parts of its message."""

    path: str
    code: str
    params: dict[str, Any]


class RefusedError(Exception):
    """What is wrong with a value, each problem with its steps from the value down."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems

    def under(self, step: str) -> list[Problem]:
        """Return the problems with a step before each path."""
        return [problem._replace(path=step + problem.path) for problem in self.problems]


def refusal(code: str, value: object, **params: object) -> RefusedError:
    """Return the exception for one problem with a value."""
    return RefusedError([Problem("", code, {"given": json_of(value), **params})])


def invalid(problems: list[Problem]) -> StructureError:
    """Return the error that tells all problems."""
    told = [StructureError(code, path=f"${path}", **params) for path, code, params in problems[:MAX_PROBLEMS]]
    return StructureError("structure.invalid", problems=tuple(told), count=len(told))


def json_of(value: object) -> str:
    """Return `value` as JSON would write it, short enough for a message."""
    if isinstance(value, str):
        escaped = value.replace("\n", "\\u000a")
        return f'"{shorten(escaped)}"'
    if isinstance(value, JsonNumber):
        return shorten(value.text)
    if isinstance(value, int) and value.bit_length() > 10_000:
        return f"~1e{value.bit_length() * 3 // 10}"  # more digits than str() writes
    if value is None or isinstance(value, int | float):
        return shorten(json.dumps(value))
    if isinstance(value, Mapping):
        return "{…}"
    return "[…]" if isinstance(value, list | tuple) else type(value).__name__


def step_to(key: object) -> str:
    """Return the step of a path to `key`: ``.name``, or ``["odd key"]``."""
    if isinstance(key, str) and key.isidentifier() and len(key) <= 60:
        return f".{key}"
    return f"[{json_of(key)}]"
