"""The goals of a form in prose: beside their labels, below them, across page breaks."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import attrs

from fiscalkpi._numbers import parse_number
from fiscalkpi.forms import layout
from fiscalkpi.model import Goal
from fiscalkpi.taxonomy import split_weight

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fiscalkpi.forms.account import Account
    from fiscalkpi.forms.grid import GridCell, Row

_YEARS = re.compile(r"[(（]\s*([0-9]{4}\s*年?\s*[-—~至]+\s*[0-9]{4}\s*年?)\s*[)）]")
_SENTENCE_END = tuple("。；;！!？?：:")
_PROSE = ("overall", "annual", "result")


def numbered_goal(label: GridCell, text: str | None = None) -> Goal:
    """Return a goal with indicators of its own: 年度绩效目标1 (80分)."""
    weight = split_weight(label.text)[1]
    return Goal(
        label=layout.clean(label.text), text=text, weight=None if weight is None else parse_number(weight)
    )


@attrs.define
class Goals:
    """The goals that were read."""

    years: str | None = None
    """The years printed beside 项目总目标."""
    parts: list[Goal] = attrs.Factory(list)
    """Numbered goals."""
    pieces: dict[str, list[GridCell]] = attrs.Factory(dict)
    """``overall``, ``annual``, ``result`` → the cells of their prose, in order."""

    def text(self, role: str) -> str | None:
        """Return a goal with its pieces joined.

        Pieces of one row are parted by the tabs that stood between them; across rows there is no gap, or
        a new paragraph where a sentence ended.
        """
        pieces = self.pieces.get(role)
        if not pieces:
            return None
        text = layout.clean(pieces[0].text)
        for before, piece in pairwise(pieces):
            if piece.row == before.row:
                gap = "\t" * (piece.column - before.column)
            else:
                gap = "\n" if text.endswith(_SENTENCE_END) else ""
            text += gap + layout.clean(piece.text)
        return text


def read_goals(rows: Iterable[Row], account: Account) -> Goals:
    """goals = a row of labels , rows of prose below them | label , prose in one row | label ":" prose"""
    reader = _GoalReader(account)
    for row in rows:
        filled = account.open(row)
        if filled:
            reader.add(filled)
    return reader.goals


class _GoalReader:
    """Reads row by row: labels open the goals, prose fills them, another label of the head closes them."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.goals = Goals()
        self.labels: list[tuple[int, str]] = []
        """Column and role of the labels that prose may stand below."""
        self.columns: list[tuple[int, str]] = []
        """Column and role of the prose that was found."""

    def add(self, filled: Sequence[GridCell]) -> None:
        """Add the filled cells of a row."""
        roles = [layout.goal_role(cell.text) for cell in filled]
        if self.account.keep_stray(filled, "$.project.goals"):
            return
        if any(role is not None and role != "section" for role in roles):
            self._label_row(filled, roles)
        elif roles[0] == "section" and not self.labels:
            self._section_row(filled, roles)
        elif self.labels and not _ends_goals(filled, inline=bool(self.columns)):
            self._prose_row([cell for cell, role in zip(filled, roles, strict=True) if role is None])
            self.account.take(*filled)
        else:
            self.labels, self.columns = [], []
            self._inline_row(filled)

    def _label_row(self, filled: Sequence[GridCell], roles: Sequence[str | None]) -> None:
        """label row = [ section ] , { label , [ prose ] }"""
        self.labels, self.columns = [], []
        current = ""
        for index, (cell, role) in enumerate(zip(filled, roles, strict=True)):
            following = roles[index + 1] if index + 1 < len(roles) else None
            if role == "section" or (role == "annual" and index == 0 and following is not None):
                self.account.take(cell)  # over or beside the labels, not one of them
            elif role == "numbered":
                self.account.take(cell)
                current = f"{len(self.goals.parts)}"
                self.goals.parts.append(numbered_goal(cell))
            elif role is not None:
                self.account.take(cell)
                current = role
                self.labels.append((cell.column, role))
                match = _YEARS.search(cell.text) if role == "overall" else None
                self.goals.years = self.goals.years if match is None else match[1]
            elif current and not _closes(cell, inline=False):
                self._keep(current, cell, (cell.column, current))
            else:
                current = ""

    def _section_row(self, filled: Sequence[GridCell], roles: Sequence[str | None]) -> None:
        """Read a section label that stands for itself: its prose is beside or below it."""
        role = layout.section_goal(filled[0].text)
        self.account.take(filled[0])
        self.labels, self.columns = [(filled[0].column, role)], []
        for cell, known in zip(filled[1:], roles[1:], strict=True):
            if known is None and not _closes(cell, inline=False):
                self._keep(role, cell, (cell.column, role))

    def _inline_row(self, filled: Sequence[GridCell]) -> None:
        """inline = label , ":" , prose in one cell"""
        for cell in filled:
            inline = layout.split_inline(cell.text)
            role = None if inline is None else layout.goal_role(inline[0])
            if inline is not None and role in _PROSE:
                self._keep(role, attrs.evolve(cell, text=inline[1]), None)

    def _prose_row(self, prose: Sequence[GridCell]) -> None:
        """prose row = prose , … : as many cells as labels go by order, others by column

        The first row sets the columns; later ones go on with the goal at or left of them.
        """
        if not self.columns and len(prose) == len(self.labels):
            for cell, (_, role) in zip(prose, self.labels, strict=True):
                self._keep(role, cell, (cell.column, role))
            return
        known = self.columns or self.labels
        for cell in prose:
            role = max((one for one in known if one[0] <= cell.column), default=known[0])[1]
            self._keep(role, cell, None if known is self.columns else (cell.column, role))

    def _keep(self, role: str, cell: GridCell, column: tuple[int, str] | None) -> None:
        """Keep a piece of prose; a further piece of the same goal is told."""
        self.account.take(cell)
        if column is not None:
            self.columns.append(column)
        if role.isdecimal():
            part = self.goals.parts[int(role)]
            text = layout.clean(cell.text)
            text = text if part.text is None else f"{part.text}\t{text}"
            self.goals.parts[int(role)] = attrs.evolve(part, text=text)
            return
        pieces = self.goals.pieces.setdefault(role, [])
        if pieces and (pieces[-1].row != cell.row or len(pieces) == 1):
            path = "$.goal_result" if role == "result" else f"$.project.goals.{role}"
            self.account.tell("layout.goal-continued", path, cell.place, related=(pieces[0].place,))
        pieces.append(cell)


def _ends_goals(filled: Sequence[GridCell], *, inline: bool) -> bool:
    """Whether a row is no prose: another part of the head, or a row of indicators without a header."""
    is_row = len(filled) > 1 and any(layout.class_level(cell.text) for cell in filled)
    return is_row or _closes(filled[0], inline=inline)


def _closes(cell: GridCell, *, inline: bool) -> bool:
    """Whether a cell belongs to another part of the head: a label of a field or of money.

    Where the first prose is awaited, a label before a colon (`inline`) is the beginning of prose.
    """
    parts = layout.split_inline(cell.text) if inline else None
    label = cell.text if parts is None else parts[0]
    return (
        layout.head_field(label) is not None
        or layout.is_money_block(label)
        or bool(layout.money_roles(label))
    )
