"""Entries of a sheet → actual values of the forms, one an indicator.

Each row names its indicator by project, name, class (二级指标) and number in the form: as much of it as it
takes to name one. Rows may stand in any order; an indicator without a row, or with a blank cell, has a
blank actual value. What cannot be matched is an error, and all errors of a sheet are told at once, each
with its place. Nothing is matched by likeness.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, NamedTuple

import attrs

from fiscalkpi._text import fold_label, shorten
from fiscalkpi.actuals.problems import Problems
from fiscalkpi.actuals.reading import (
    Entry,
    NoValue,
    csv_entries,
    decode,
    format_of,
    json_entries,
    listed,
    read_bytes,
)
from fiscalkpi.errors import ActualError, FormError
from fiscalkpi.filed import FiledForm
from fiscalkpi.provenance import Finding, Place, Severity
from fiscalkpi.targets.actual import Actual, ActualKind, parse_actual
from fiscalkpi.targets.model import MAX_TEXT
from fiscalkpi.targets.parser import parse_target

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from fiscalkpi.model import Indicator, Project


@attrs.frozen(kw_only=True)
class ActualsSheet:
    """What a sheet says of the forms it was read against."""

    values: tuple[tuple[Actual, ...], ...]
    """``values[i][j]`` belongs to indicator ``j`` of form ``i``; blank where the sheet says nothing."""
    absent: int = 0
    """How many indicators have no row in the sheet."""
    findings: tuple[Finding, ...] = ()
    """What is worth knowing: the encoding, columns not read, targets that the form states otherwise."""

    @property
    def blank(self) -> int:
        """How many indicators have no actual value: no row, or a blank cell."""
        return sum(value.kind is ActualKind.BLANK for row in self.values for value in row)


def read_actuals(
    source: str | os.PathLike[str] | BinaryIO,
    forms: Sequence[FiledForm | Project],
    *,
    format: Literal["csv", "json"] | None = None,
) -> ActualsSheet:
    """Read a sheet of actual values against `forms`.

    A CSV file, as office programs write it, or JSON: ``{name: value}``, ``{project: {name: value}}``, or
    ``{project: {二级指标: {name: value}}}``.

    Args:
        source: path of the file, or a file opened for reading bytes.
        forms: the forms or projects whose indicators it names.
        format: ``csv`` or ``json``; by default as the name of the file ends, else as its text begins.

    Raises:
        ActualsError: for a file that cannot be read; with code ``actuals.invalid`` and all problems for
            rows that do not fit.
        OSError: where the file cannot be opened.

    >>> import io
    >>> from fiscalkpi import GoalSet, Indicator, Project
    >>> project = Project(goals=GoalSet(indicators=(Indicator(name="合格率", target="≥90%"),)))
    >>> sheet = read_actuals(io.BytesIO("三级指标,实际完成值\\n合格率,92.5%\\n".encode()), [project])
    >>> sheet.values[0][0].value, sheet.blank
    (Decimal('92.5'), 0)
    """
    data, name = read_bytes(source)
    place = Place(file=name)
    findings: list[Finding] = []
    text = decode(data, place, findings)
    problems = Problems(place)
    if (format or format_of(name, text)) == "json":
        entries = json_entries(text, place)
    else:
        entries = csv_entries(text, place, problems, findings)
    projects = [form.project if isinstance(form, FiledForm) else form for form in forms]
    match = _Match(projects, problems, findings)
    for entry in entries:
        match.add(entry)
    problems.raise_if_any()
    return match.sheet()


class _Found(NamedTuple):
    """An indicator: which form, which row of it, from 0."""

    form: int
    row: int
    indicator: Indicator


class _Match:
    """Gives each entry of a sheet to the one indicator it names."""

    def __init__(self, projects: Sequence[Project], problems: Problems, findings: list[Finding]) -> None:
        self._projects = projects
        self._problems = problems
        self._findings = findings
        self._rows = [
            [_Found(form, row, indicator) for row, indicator in enumerate(project.goals.indicators)]
            for form, project in enumerate(projects)
        ]
        self._by_name: list[dict[str, list[_Found]]] = [{} for _ in projects]
        for rows, names in zip(self._rows, self._by_name, strict=True):
            for found in rows:
                names.setdefault(fold_label(found.indicator.name), []).append(found)
        self._by_project: dict[str, list[int]] = {}
        for form, project in enumerate(projects):
            self._by_project.setdefault(fold_label(project.name or ""), []).append(form)
        self._taken: dict[tuple[int, int], Entry] = {}
        self._values: dict[tuple[int, int], Actual] = {}

    def sheet(self) -> ActualsSheet:
        blank = parse_actual(None)
        values = tuple(tuple(self._values.get(found[:2], blank) for found in rows) for rows in self._rows)
        absent = sum(map(len, values)) - len(self._taken)
        return ActualsSheet(values=values, absent=absent, findings=tuple(self._findings))

    def add(self, entry: Entry) -> None:
        """Take an entry: its value goes to the indicator it names, or a problem is told."""
        found = self._find(entry)
        if found is None:
            return
        first = self._taken.setdefault(found[:2], entry)
        if first is not entry:
            name = shorten(found.indicator.name)
            if first.row is None:
                self._tell(entry, "actuals.duplicate-key", "name", name=name, first=first.path)
            else:
                self._tell(entry, "actuals.duplicate", "name", name=name, line=first.row.row)
            return
        self._compare_target(entry, found)
        if isinstance(entry.value, tuple | list | NoValue):
            self._tell(entry, "actuals.value", "actual")
            return
        try:
            self._values[found[:2]] = parse_actual(entry.value, found.indicator.target)
        except ActualError as error:
            error.place, error.path = entry.place("actual"), entry.path
            self._problems.add(error)

    def _tell(self, entry: Entry, code: str, column: str, **params: Any) -> None:
        self._problems.add(FormError(code, place=entry.place(column), path=entry.path, **params))

    def _find(self, entry: Entry) -> _Found | None:
        """Return the indicator that all words of `entry` name together; None where a problem was told."""
        forms = self._forms_of(entry)
        number = _whole_number(entry.number)
        if forms is None:
            return None
        if number is None:
            self._tell(entry, "actuals.not-a-number", "number", number=shorten(entry.number.strip()))
            return None
        if entry.name.strip():
            found = [one for form in forms for one in self._by_name[form].get(fold_label(entry.name), ())]
        elif number:
            found = [one for form in forms for one in self._rows[form][number - 1 : number]]
        else:
            self._tell(entry, "actuals.no-name", "name")
            return None
        if not found:
            self._tell_unknown(entry, forms, number)
            return None
        return self._narrow(entry, found, number)

    def _forms_of(self, entry: Entry) -> Sequence[int] | None:
        project = entry.project
        if project is None or (len(self._projects) == 1 and not project.strip()):
            return range(len(self._projects))
        forms = self._by_project.get(fold_label(project))
        if forms is None and not project.strip():
            self._tell(entry, "actuals.no-project", "project")
        elif forms is None:
            near = self._nearest(project, [one.name or "" for one in self._projects])
            shown = shorten(project.strip())
            self._tell(entry, "actuals.unknown-project", "project", project=shown, near=near)
        return forms

    def _tell_unknown(self, entry: Entry, forms: Sequence[int], number: int) -> None:
        rows = [self._rows[form] for form in forms]
        if entry.name.strip():
            near = self._nearest(entry.name, [one.indicator.name for of in rows for one in of])
            self._tell(entry, "actuals.unknown-name", "name", name=shorten(entry.name.strip()), near=near)
        else:
            self._tell(entry, "actuals.unknown-number", "number", number=number, most=max(map(len, rows)))

    def _narrow(self, entry: Entry, found: Sequence[_Found], number: int) -> _Found | None:
        """Return the one of `found` that class and number name."""
        name = shorten(found[0].indicator.name)
        fits = found
        if entry.level2.strip():
            fits = [one for one in fits if _same(entry.level2, one.indicator.level2)]
            if not fits:
                there = listed(shorten(one.indicator.level2 or "—") for one in found[:5])
                level2 = shorten(entry.level2.strip())
                self._tell(entry, "actuals.other-class", "level2", name=name, level2=level2, there=there)
                return None
        if number:
            there = listed(str(one.row + 1) for one in fits[:5])
            fits = [one for one in fits if one.row + 1 == number]
            if not fits:
                self._tell(entry, "actuals.other-number", "number", name=name, number=number, there=there)
                return None
        if len(fits) > 1 and entry.level1.strip():
            fits = [one for one in fits if _same(entry.level1, one.indicator.level1)] or fits
        if len(fits) > 1:
            candidates = listed(map(self._in_words, fits[:5]))
            self._tell(entry, "actuals.ambiguous", "name", name=name, count=len(fits), candidates=candidates)
            return None
        return fits[0]

    def _in_words(self, found: _Found) -> str:
        parts = (self._projects[found.form].name, found.indicator.level2, found.indicator.name)
        return f"{found.row + 1} {' / '.join(shorten(part) for part in parts if part)}"

    def _nearest(self, name: str, names: Sequence[str]) -> str:
        """Return the names most like `name`; where the problem is only counted, none is looked for."""
        if self._problems.full:
            return ""
        short = {one.strip()[:_COMPARED]: None for one in names[:_COMPARED]}
        near = difflib.get_close_matches(name.strip()[:_COMPARED], list(short), n=3, cutoff=0)
        return listed(map(shorten, near))

    def _compare_target(self, entry: Entry, found: _Found) -> None:
        """Tell of a target that the form states otherwise: the form decides, to nobody's surprise."""
        filed, given = found.indicator.target, entry.target.strip()
        if not given or fold_label(given) == fold_label(filed.text):
            return
        if len(given) <= MAX_TEXT and parse_target(given) == filed:
            return
        words = {"name": found.indicator.name, "given": given, "filed": filed.text.strip() or "—"}
        self._findings.append(
            Finding(
                code="actuals.target-differs",
                severity=Severity.WARNING,
                path=f"$.goals.indicators[{found.row}].target",
                place=entry.place("target"),
                params=tuple((key, shorten(text)) for key, text in words.items()),
            )
        )


# Characters of a name, and names, that are compared for likeness at most.
_COMPARED = 100

_WHOLE = re.compile(r"0{0,9}([0-9]{1,9})(?:\.0{0,9})?")


def _whole_number(text: str) -> int | None:
    """Return the number of a row, 0 for a blank cell; None for something else, zero among it."""
    folded = fold_label(text)
    if not folded:
        return 0
    read = _WHOLE.fullmatch(folded)
    return (int(read[1]) or None) if read else None


def _same(given: str, filed: str | None) -> bool:
    return fold_label(given) == fold_label(filed or "")
