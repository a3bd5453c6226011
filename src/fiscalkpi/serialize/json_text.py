"""JSON text → what it holds, safely: nothing is rounded, no key is lost, no depth ends the process."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from typing import Any

from fiscalkpi._numbers import MAX_DIGITS
from fiscalkpi.serialize.problems import MAX_PROBLEMS, JsonNumber, Problem, invalid, json_of, refusal, step_to

MAX_JSON = 20_000_000
"""Bytes (or characters) of a JSON document at most."""


class KeysTwice(dict[str, Any]):
    """An object of a JSON document in which keys stand twice: whoever reads it tells them, with the path."""

    twice: tuple[str, ...] = ()

    def problems(self) -> list[Problem]:
        """Return a problem for each key that stands twice."""
        return [Problem(step_to(key), "structure.duplicate-key", {"key": json_of(key)}) for key in self.twice]


def _json_integer(text: str) -> int | JsonNumber:
    return int(text) if len(text) <= MAX_DIGITS + 1 else JsonNumber(text)


def _json_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) == len(pairs):
        return held
    times = Counter(key for key, _ in pairs)
    doubled = KeysTwice(held)
    doubled.twice = tuple(islice((key for key in held if times[key] > 1), MAX_PROBLEMS))
    return doubled


def load_json(text: object) -> object:
    """Return what a JSON document holds; the numbers that Python would round or refuse keep their digits."""
    if not isinstance(text, str | bytes | bytearray):
        raise invalid(refusal("structure.not-json", text, type=type(text).__name__).problems)
    if len(text) > MAX_JSON:
        raise invalid([Problem("", "structure.too-large", {"limit": MAX_JSON // 1_000_000})])
    if not isinstance(text, str):
        try:
            text = text.decode()
        except UnicodeDecodeError as error:
            problem = Problem("", "structure.encoding", {"position": error.start + 1})
        else:
            return load_json(text)
    elif text.startswith("\ufeff"):
        problem = Problem("", "structure.bom", {})
    else:
        try:
            # NaN and Infinity come as floats, which nobody takes
            return json.loads(
                text, object_pairs_hook=_json_object, parse_int=_json_integer, parse_float=JsonNumber
            )
        except json.JSONDecodeError as error:
            problem = _syntax(text, error)
        except RecursionError:
            problem = Problem("", "structure.too-deep", {})
    raise invalid([problem])


def _syntax(text: str, error: json.JSONDecodeError) -> Problem:
    """Return the problem with the piece of the line around it: not the document, which may be large."""
    at = error.pos
    start = max(text.rfind("\n", 0, at) + 1, at - 60)
    line = text[start : at + 60].partition("\n")[0]
    parts = {"line": error.lineno, "column": error.colno, "text": line, "span": (at - start, at - start + 1)}
    return Problem("", "structure.syntax", parts)
