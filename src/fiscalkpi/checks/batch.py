"""Twins and copies across forms: the same indicators, the same goal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from fiscalkpi._text import fold_label, shorten
from fiscalkpi.checks.findings import Findings
from fiscalkpi.checks.subject import Subject, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fiscalkpi.filed import FiledForm
    from fiscalkpi.model import Project
    from fiscalkpi.provenance import Finding

_LEAST_NAMES = 5
"""Forms with fewer different names share them by chance."""
_SHARED = 80
"""Percent of the names of the smaller form from which two forms are told as twins [P]."""
_LEAST_TEXT = 30
"""Characters below which equal goals are no copy: 保障机构正常运转."""


class _One(NamedTuple):
    number: int
    subject: Subject
    names: tuple[str, ...]

    @property
    def shown(self) -> str:
        return shorten(self.subject.project.name or self.subject.project.title or "—")

    def path(self, inner: str) -> str:
        return f"$[{self.number}]{inner.removeprefix('$')}"


def check_batch(forms: Iterable[FiledForm | Project]) -> Findings:
    """Return what is the same across forms: indicators and goals that were copied (雷同).

    Every form that repeats an earlier one has one finding for each kind; its path begins with the number of
    the form, ``$[5].project.goals.indicators``. What is in a form by itself is for ``check``.

    Raises:
        TypeError: for anything but forms and projects.

    >>> from fiscalkpi import GoalSet, Project, check_batch
    >>> goal = "根据市政务外网承载的业务应用开展需求，及时完成市级政务外网网络接入建设和运维保障。"
    >>> twins = [Project(name=name, goals=GoalSet(annual=goal)) for name in ("一期", "二期")]
    >>> [(one.code, one.path, dict(one.params)["other"]) for one in check_batch(twins)]
    [('batch.same-goal', '$[1].goals.annual', '一期')]
    """
    ones = [_one(number, form) for number, form in enumerate(forms)]
    found = [*_same_goal(ones), *_same_indicators(ones)]
    return Findings(sorted(found, key=lambda one: int(one.path[2:].partition("]")[0])))


def _one(number: int, form: FiledForm | Project) -> _One:
    subject = subject_of(form)
    names = {row.name: None for row in subject.rows if any(map(str.isalnum, row.name))}
    return _One(number, subject, tuple(names))


def _same_indicators(ones: Sequence[_One]) -> Iterator[Finding]:
    """Two forms share at least four fifths of the names of the smaller one, and five names.

    Each form is held against earlier ones that are no twins themselves, and only against those with which it
    shares one of its rarest names: two forms that share so much cannot miss each other there.
    """
    often = Counter(name for one in ones for name in one.names)
    index: dict[str, list[_One]] = {}
    for one in ones:
        if len(one.names) < _LEAST_NAMES:
            continue
        ranked = sorted(one.names, key=lambda name: (often[name], name))
        twin, shared = _twin(one, ranked, index)
        if twin is not None:
            yield one.subject.tell(
                "batch.same-indicators",
                one.path(f"{one.subject.goals}.indicators"),
                place=one.subject.rows[0].place,
                related=[twin.subject.rows[0].place],
                name=one.shown,
                other=twin.shown,
                number=twin.number + 1,
                shared=shared,
                count=min(len(one.names), len(twin.names)),
            )
            continue
        for name in _prefix(ranked):
            index.setdefault(name, []).append(one)


def _prefix(ranked: Sequence[str]) -> Sequence[str]:
    """Return the rarest names, as many as leave too few others to share."""
    return ranked[: len(ranked) - max(len(ranked) * _SHARED // 100, _LEAST_NAMES - 1) + 1]


def _twin(one: _One, ranked: Sequence[str], index: dict[str, list[_One]]) -> tuple[_One | None, int]:
    names = set(one.names)
    seen = set()
    for name in ranked:
        for other in index.get(name, ()):
            if other.number in seen:
                continue
            seen.add(other.number)
            shared = len(names.intersection(other.names))
            enough = shared * 100 >= _SHARED * min(len(names), len(other.names))
            if shared >= _LEAST_NAMES and enough:
                return other, shared
    return None, 0


def _same_goal(ones: Sequence[_One]) -> Iterator[Finding]:
    """The whole goal of one form is a goal of another, or a paragraph of it."""
    wholes: dict[str, _One] = {}
    paragraphs: dict[str, _One] = {}
    for one in ones:
        goals = one.subject.project.goals
        mine: list[tuple[str, str, bool]] = []
        for field, text in (("overall", goals.overall), ("annual", goals.annual)):
            if text is not None:
                mine.append((field, fold_label(text), True))
                mine += [(field, fold_label(piece), False) for piece in text.split("\n")]
        mine = [entry for entry in mine if len(entry[1]) >= _LEAST_TEXT]
        for field, text, whole in mine:
            other = wholes.get(text) or (paragraphs.get(text) if whole else None)
            if other is not None:
                yield one.subject.tell(
                    "batch.same-goal",
                    one.path(f"{one.subject.goals}.{field}"),
                    name=one.shown,
                    other=other.shown,
                    number=other.number + 1,
                    text=shorten(text, 30),
                )
                break
        for _, text, whole in mine:
            (wholes if whole else paragraphs).setdefault(text, one)
