"""Things given by row → one a row: actual values, judgements, reasons.

A mapping names its rows by indicator name, or by (二级指标, name) where a name comes twice. What names no
row, or more than one, is an error; all of them are told at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from fiscalkpi._text import fold_label
from fiscalkpi.errors import PolicyError, UnknownRowError, WordedLookupError

if TYPE_CHECKING:
    from fiscalkpi.model import GoalSet

_T = TypeVar("_T")

Named = Mapping[str | tuple[str, str], _T]
"""Values by name of the row, or by (二级指标, name)."""


def by_row(goals: GoalSet, given: Named[_T] | Sequence[_T], what: str) -> dict[int, _T]:
    """Return what was given for each row, by its number from 0.

    Args:
        goals: the rows.
        given: by name, or a sequence with one value a row.
        what: for messages: ``actuals``, ``judgements``, ``reasons``.

    Raises:
        PolicyError: for a sequence of another length, or a key that is no name.
        UnknownRowError: for names that fit no row or several; ``problems`` has each.
    """
    count = len(goals.indicators)
    if not isinstance(given, Mapping):
        if isinstance(given, str | bytes) or not isinstance(given, Sequence):
            raise PolicyError("score.not-by-row", what=what, type=type(given).__name__)
        if len(given) != count:
            raise PolicyError("score.row-count", what=what, given=len(given), rows=count)
        return dict(enumerate(given))
    rows: dict[str, list[int]] = {}
    for number, indicator in enumerate(goals.indicators):
        rows.setdefault(fold_label(indicator.name), []).append(number)
    found: dict[int, _T] = {}
    problems: list[PolicyError] = []
    for key, value in given.items():
        path = f"$.{what}[{key!r}]"
        try:
            number = _number(goals, rows, key)
        except LookupError as error:
            problems.append(UnknownRowError("score.unknown-row", path=path, problem=error))
            continue
        if number in found:
            problems.append(UnknownRowError("score.row-twice", path=path, row=number + 1))
        found[number] = value
    if problems:
        raise UnknownRowError("score.rows", problems=tuple(problems), what=what, count=len(problems))
    return found


def _number(goals: GoalSet, rows: dict[str, list[int]], key: object) -> int:
    level2: str | None = None
    if isinstance(key, tuple) and len(key) == 2:
        level2, key = key
    if not isinstance(key, str) or not isinstance(level2, str | None):
        raise WordedLookupError("why.no-row-key", key=repr(key))
    numbers = rows.get(fold_label(key), [])
    if len(numbers) == 1 and level2 is None:
        return numbers[0]
    wanted = goals.find(key, level2)
    return next(number for number in numbers if goals.indicators[number] is wanted)
