"""The sheet of actual values (实际完成值): written to be filled in, and read back against the forms.

A sheet is a CSV file, as office programs write it, or JSON. Each row names its indicator: by project, name,
class (二级指标) and number in the form, as much of it as it takes to name one. Rows may stand in any order;
an indicator without a row, or with a blank cell, has a blank actual value. Whatever cannot be matched is an
error, and all errors of a sheet are told at once, each with its line; nothing is matched by likeness.

CSV
    UTF-8 with or without a byte order mark, or GB18030 (a finding says so); parted by comma, tab or
    semicolon; headings in Chinese or English (``data/actuals.toml``). 实际完成值 must be there, and 三级指标
    or 序号; 项目 where the name of an indicator stands in several forms.
JSON
    ``{name: value}``, or per project ``{project: {name: value}}``, or with the class
    ``{project: {二级指标: {name: value}}}``. A value is text, a number (exact), true, false or null.

Source: the columns are those of 财预〔2020〕10号附件1 [T].
"""

from __future__ import annotations

import csv
import difflib
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, BinaryIO, Literal, NamedTuple

import attrs

from fiscalkpi._data import load
from fiscalkpi._messages import LOCALES, resolve_locale
from fiscalkpi._text import fold_label, shorten
from fiscalkpi.errors import ActualError, FiscalKpiError, FormError, Span
from fiscalkpi.filed import FiledForm
from fiscalkpi.model import Indicator, Project
from fiscalkpi.provenance import Finding, Place, Severity
from fiscalkpi.targets.actual import Actual, ActualKind, parse_actual
from fiscalkpi.targets.model import MAX_TEXT
from fiscalkpi.targets.parser import parse_target

MAX_BYTES = 20_000_000
"""Bytes of a sheet at most."""
MAX_LINES = 200_000
"""Lines of a CSV file at most."""
MAX_LINE = 100_000
"""Characters of one of them at most."""
MAX_PROBLEMS = 100
"""Problems told at most."""

_COLUMNS = ("project", "number", "level1", "level2", "name", "target", "actual")


class ActualsError(FormError):
    """A sheet of actual values cannot be read, or does not fit the forms.

    :attr:`problems` holds every problem (at most 100 are told), each an error of its own with code, and
    with its place (CSV) or its path (JSON).
    """

    problems: tuple[FiscalKpiError, ...] = ()

    def __init__(self, code: str, *, problems: tuple[FiscalKpiError, ...] = (), **parts: Any) -> None:
        super().__init__(code, **parts)
        self.problems = problems

    def render(self, locale: str = "en") -> str:
        """Return one line a problem, each with its place; then the ways out, each once."""
        if not self.problems:
            return super().render(locale)
        lines = [super().render(locale)]
        hints = []
        for problem in self.problems:
            told = problem.render(locale).split("\n")
            lines += [f"  {line}" for line in told[:-1]]
            hints.append(told[-1])
        return "\n".join([*lines, *dict.fromkeys(hints)])


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

    Args:
        source: path of the file, or a file opened for reading bytes.
        forms: the forms or projects whose indicators it names.
        format: ``csv`` or ``json``; by default as the name of the file ends, else as the file begins.

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
    data, name = _bytes(source)
    place = Place(file=name)
    findings: list[Finding] = []
    text = _decode(data, place, findings)
    problems = _Problems(place)
    kind = format or _format(name, text)
    entries = _json_entries(text, place) if kind == "json" else _csv_entries(text, place, problems, findings)
    match = _Match([form.project if isinstance(form, FiledForm) else form for form in forms], problems, findings)
    for entry in entries:
        match.add(entry)
    problems.raise_if_any()
    return match.sheet()


def actuals_template(forms: Sequence[FiledForm | Project], locale: str = "zh_CN") -> bytes:
    """Return the CSV file to fill in, one row an indicator: UTF-8 with a byte order mark, lines end in CRLF.

    What a report has filed already stands in it. A cell that a spreadsheet would take for a formula
    (``=100%``) gets an apostrophe before it, which :func:`read_actuals` takes off again; numbers are
    left alone.

    >>> from fiscalkpi import GoalSet, Indicator, Project
    >>> project = Project(name="政务云", goals=GoalSet(indicators=(Indicator(name="完成率", target="=100%"),)))
    >>> print(actuals_template([project]).decode("utf-8-sig").replace("\\r\\n", "\\n"))
    项目,序号,一级指标,二级指标,三级指标,指标值,实际完成值
    政务云,1,,,完成率,'=100%,
    <BLANKLINE>
    """
    words, language = load("actuals")["columns"], resolve_locale(locale)
    rows = [[words[column][language][0] for column in _COLUMNS]]
    for form in forms:
        project = form.project if isinstance(form, FiledForm) else form
        results = form.results if isinstance(form, FiledForm) else ()
        for number, indicator in enumerate(project.goals.indicators, 1):
            filed = results[number - 1].actual.text if number <= len(results) else ""
            head = [project.name or "", str(number), indicator.level1 or "", indicator.level2 or ""]
            rows.append([*head, indicator.name, indicator.target.text, filed])
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows([guard(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig", errors="backslashreplace")


# What a spreadsheet may run: a sign of a formula, after any blanks. The apostrophes before it are those
# that guarding has added, or that were filed: with them counted in, taking one off is the exact inverse.
_FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?%?")


def _is_formula(cell: str) -> bool:
    return _FORMULA.match(cell) is not None and _PLAIN_NUMBER.fullmatch(cell) is None


def guard(cell: str) -> str:
    """Return `cell` so that no spreadsheet runs it; :func:`unguard` is the inverse."""
    return f"'{cell}" if _is_formula(cell) else cell


def unguard(cell: str) -> str:
    """Return the text that :func:`guard` was given.

    >>> [unguard(guard(cell)) for cell in ("=100%", "'=100%", "-5", "'-5", "≥90%")]
    ['=100%', "'=100%", '-5', "'-5", '≥90%']
    """
    return cell[1:] if cell.startswith("'") and _is_formula(cell[1:]) else cell


# File to text --------------------------------------------------------------------------------------------------


def _bytes(source: str | os.PathLike[str] | BinaryIO) -> tuple[bytes, str | None]:
    if isinstance(source, str | os.PathLike):
        with open(source, "rb") as file:
            data = file.read(MAX_BYTES + 1)
        name: object = os.fspath(source)
    else:
        data = source.read(MAX_BYTES + 1)
        if not isinstance(data, bytes):
            raise TypeError("a file opened for reading bytes is needed")
        name = getattr(source, "name", None)
    base = os.path.basename(name) if isinstance(name, str) else None
    if len(data) > MAX_BYTES:
        raise ActualsError("actuals.too-large", place=Place(file=base), limit=MAX_BYTES // 1_000_000)
    return data, base


def _decode(data: bytes, place: Place, findings: list[Finding]) -> str:
    # a workbook or an archive, or text in UTF-16: GB18030 would read some of them as gibberish
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        raise ActualsError("actuals.not-text", place=place)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        position = error.start + 1
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise ActualsError("actuals.encoding", place=place, position=position) from None
    findings.append(Finding(code="actuals.gb18030", severity=Severity.INFO, path="$", place=place))
    return text


def _format(name: str | None, text: str) -> str:
    ending = os.path.splitext(name or "")[1].lower()
    if ending in (".json", ".csv"):
        return ending[1:]
    return "json" if text.lstrip()[:1] in ("{", "[") else "csv"


class _Problems:
    """The problems of a sheet: all are counted, the first hundred told."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._told: list[FiscalKpiError] = []
        self._count = 0

    def add(self, make: Callable[[], FiscalKpiError]) -> None:
        self._count += 1
        if len(self._told) < MAX_PROBLEMS:
            self._told.append(make())

    def raise_if_any(self) -> None:
        if self._told:
            raise ActualsError("actuals.invalid", place=self._place, problems=tuple(self._told), count=self._count)


class _Entry(NamedTuple):
    """One value of a sheet with the words that name its indicator; None where a column is not there."""

    value: object
    name: str = ""
    project: str | None = None
    number: str = ""
    level1: str = ""
    level2: str = ""
    target: str = ""
    row: Place | None = None
    columns: dict[str, int] = {}  # noqa: RUF012 - shared by all rows of a sheet, never changed
    path: str | None = None

    def problem(self, code: str, column: str, **params: object) -> FormError:
        return FormError(code, place=self.place(column), path=self.path, **params)  # type: ignore[arg-type]

    def place(self, column: str) -> Place | None:
        """Return the cell of `column`, or the row where the sheet has no such column."""
        if self.row is None:
            return None
        return attrs.evolve(self.row, cell=self.columns.get(column))


# CSV -----------------------------------------------------------------------------------------------------------


@cache
def _headings() -> dict[str, str]:
    columns = load("actuals")["columns"]
    return {
        fold_label(word).lower(): column for column in _COLUMNS for locale in LOCALES for word in columns[column][locale]
    }


def _heading(cell: str) -> str | None:
    return _headings().get(fold_label(cell).lower())


def _csv_entries(text: str, place: Place, problems: _Problems, findings: list[Finding]) -> Iterator[_Entry]:
    records = _records(text, place, problems)
    line, header = next(records, (0, ()))
    if not header:
        raise ActualsError("actuals.empty", place=place)
    columns = _read_header(header, attrs.evolve(place, row=line), findings)
    for line, cells in records:
        row = attrs.evolve(place, row=line)
        if len(cells) < len(header) or any(cell.strip() for cell in cells[len(header) :]):
            counts = {"expected": len(header), "found": len(cells)}
            problems.add(lambda row=row, counts=counts: FormError("actuals.cell-count", place=row, **counts))
            continue
        values = {column: unguard(cells[at - 1]) for column, at in columns.items()}
        yield _Entry(value=values.pop("actual"), row=row, columns=columns, **values)


def _records(text: str, place: Place, problems: _Problems) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows that are not blank, each with its line; a quote gone astray ends the reading."""
    lines = _Lines(text, place)
    reader = csv.reader(lines, delimiter=_delimiter(text), strict=True)
    while True:
        first = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            problem = FormError("actuals.quotes", place=attrs.evolve(place, row=first))
            problems.add(lambda: problem)
            return
        if any(cell.strip() for cell in cells):
            yield first, cells


class _Lines:
    """The lines of a text, each and all of them of bounded length."""

    def __init__(self, text: str, place: Place) -> None:
        self._file = io.StringIO(text, newline="")
        self._place = place
        self._count = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._file)
        self._count += 1
        if self._count > MAX_LINES:
            raise ActualsError("actuals.too-many-lines", place=self._place, limit=MAX_LINES)
        if len(line) > MAX_LINE:
            raise ActualsError("actuals.line-too-long", place=attrs.evolve(self._place, row=self._count), limit=MAX_LINE)
        return line


def _delimiter(text: str) -> str:
    """Return the mark that parts the most known headings; an office program may write any of the three."""
    first = text.lstrip()[:MAX_LINE].partition("\n")[0]
    return max(",\t;", key=lambda mark: sum(_heading(cell.strip().strip('"')) is not None for cell in first.split(mark)))


def _read_header(header: Sequence[str], place: Place, findings: list[Finding]) -> dict[str, int]:
    """Return the number of each known column, from 1."""
    columns: dict[str, int] = {}
    unused = []
    for at, cell in enumerate(header, 1):
        column = _heading(unguard(cell))
        if column is None:
            unused += [shorten(cell.strip())] if cell.strip() else []
        elif column in columns:
            here = attrs.evolve(place, cell=at)
            raise ActualsError("actuals.two-columns", place=here, column=shorten(cell.strip()), first=columns[column])
        else:
            columns[column] = at
    missing = [column for column in ("actual", "name") if column not in columns]
    if "number" in columns and "name" in missing:
        missing.remove("name")
    if missing:
        words = load("actuals")["columns"]
        wanted = ", ".join(" / ".join(words[column][locale][0] for locale in LOCALES) for column in missing)
        raise ActualsError("actuals.no-column", place=place, columns=wanted, found=_listed(unused[:10]))
    if unused:
        params = (("columns", _listed(unused)),)
        findings.append(
            Finding(code="actuals.column-unused", severity=Severity.INFO, path="$", place=place, params=params)
        )
    return columns


# JSON ----------------------------------------------------------------------------------------------------------


class _Object(tuple[tuple[str, Any], ...]):
    """A JSON object: its pairs in order, a key that stands twice kept twice."""

    __slots__ = ()


class _NoValue:
    """What JSON can write and no actual value can be: NaN and Infinity."""


def _json_entries(text: str, place: Place) -> Iterator[_Entry]:
    document = _load(text, place)
    if not isinstance(document, _Object):
        raise ActualsError("actuals.not-an-object", place=place)
    for key, value in document:
        path = _step("$", key)
        if not isinstance(value, _Object):
            yield _Entry(value=value, name=key, path=path)
            continue
        for inner, one in value:
            below = _step(path, inner)
            if not isinstance(one, _Object):
                yield _Entry(value=one, name=inner, project=key, path=below)
                continue
            for name, last in one:
                yield _Entry(value=last, name=name, level2=inner, project=key, path=_step(below, name))


def _step(path: str, key: str) -> str:
    return f'{path}["{shorten(key)}"]'


def _load(text: str, place: Place) -> object:
    try:
        return json.loads(
            text,
            object_pairs_hook=_Object,
            parse_int=_json_number,
            parse_float=_json_number,
            parse_constant=lambda _: _NoValue(),
        )
    except json.JSONDecodeError as error:
        line, at = _line_of(text, error.pos)
        here = attrs.evolve(place, row=error.lineno)
        span = (at, min(at + 1, len(line)))
        raise ActualsError("actuals.json-syntax", place=here, text=line, span=span, column=error.colno) from None
    except RecursionError:
        raise ActualsError("actuals.json-too-deep", place=place) from None


def _line_of(text: str, position: int) -> tuple[str, int]:
    """Return the line around `position`, of a long one the part near it, and the position in it."""
    start = max(text.rfind("\n", 0, position) + 1, position - 200)
    end = text.find("\n", position)
    return text[start : position + 200 if end < 0 else min(end, position + 200)], position - start


def _json_number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond all bounds: as much over the cap of digits as this
        return Decimal("1E+1000")


# Rows to indicators --------------------------------------------------------------------------------------------


class _Found(NamedTuple):
    form: int
    row: int


class _Match:
    """Gives each entry of a sheet to the one indicator it names."""

    def __init__(self, projects: Sequence[Project], problems: _Problems, findings: list[Finding]) -> None:
        self._projects = projects
        self._problems = problems
        self._findings = findings
        self._forms: dict[str, list[int]] = {}
        self._names: list[dict[str, list[_Found]]] = []
        for form, project in enumerate(projects):
            self._forms.setdefault(fold_label(project.name or ""), []).append(form)
            names: dict[str, list[_Found]] = {}
            for row, indicator in enumerate(project.goals.indicators):
                names.setdefault(fold_label(indicator.name), []).append(_Found(form, row))
            self._names.append(names)
        self._taken: dict[_Found, _Entry] = {}
        self._values: dict[_Found, Actual] = {}

    def sheet(self) -> ActualsSheet:
        blank = parse_actual(None)
        values = tuple(
            tuple(self._values.get(_Found(form, row), blank) for row in range(len(project.goals.indicators)))
            for form, project in enumerate(self._projects)
        )
        rows = sum(map(len, values))
        return ActualsSheet(values=values, absent=rows - len(self._taken), findings=tuple(self._findings))

    def add(self, entry: _Entry) -> None:
        found = self._find(entry)
        if found is None:
            return
        first = self._taken.setdefault(found, entry)
        if first is not entry:
            self._tell_duplicate(entry, first)
            return
        indicator = self._indicator(found)
        self._compare_target(entry, found, indicator)
        value = entry.value
        if isinstance(value, tuple | list | _NoValue):
            self._tell(entry, "actuals.value", "actual")
            return
        try:
            self._values[found] = parse_actual(value, indicator.target)
        except ActualError as error:
            told = ActualError(error.code, text=error.text, place=entry.place("actual"), path=entry.path, **error.params)
            self._problems.add(lambda: told)

    def _indicator(self, found: _Found) -> Indicator:
        return self._projects[found.form].goals.indicators[found.row]

    def _tell(self, entry: _Entry, code: str, column: str, **params: Callable[[], object]) -> None:
        # the words are looked up only for a problem that is told
        self._problems.add(lambda: entry.problem(code, column, **{name: make() for name, make in params.items()}))

    def _tell_duplicate(self, entry: _Entry, first: _Entry) -> None:
        name = self._indicator_name(entry)
        if first.row is None:
            self._tell(entry, "actuals.duplicate-key", "name", name=name, first=lambda: first.path)
        else:
            line = first.row.row
            self._tell(entry, "actuals.duplicate", "name", name=name, line=lambda: line)

    def _indicator_name(self, entry: _Entry) -> Callable[[], str]:
        return lambda: shorten((entry.name or entry.number).strip())

    def _find(self, entry: _Entry) -> _Found | None:
        """Return the indicator that all words of `entry` name together; None where a problem was told."""
        forms = self._forms_of(entry)
        number = _whole_number(entry.number)
        if forms is None:
            return None
        if number is None or not (entry.name.strip() or number):
            blank = not entry.number.strip()
            code = "actuals.no-name" if blank else "actuals.not-a-number"
            self._tell(entry, code, "name" if blank else "number", number=lambda: shorten(entry.number.strip()))
            return None
        if not entry.name.strip():
            found = [_Found(form, number - 1) for form in forms if number <= len(self._projects[form].goals.indicators)]
        else:
            found = [one for form in forms for one in self._names[form].get(fold_label(entry.name), ())]
        if not found:
            self._tell_unknown(entry, forms)
            return None
        return self._narrow(entry, found, number)

    def _forms_of(self, entry: _Entry) -> list[int] | None:
        project = entry.project
        if project is None or (len(self._projects) == 1 and not project.strip()):
            return list(range(len(self._projects)))
        forms = self._forms.get(fold_label(project))
        if forms is None:
            names = [one.name or "" for one in self._projects]
            near = _nearest(project, names)
            self._tell(entry, "actuals.unknown-project", "project", project=lambda: shorten(project.strip()), near=near)
        return forms

    def _tell_unknown(self, entry: _Entry, forms: list[int]) -> None:
        if entry.name.strip():
            names = [one.name for form in forms for one in self._projects[form].goals.indicators]
            near = _nearest(entry.name, names)
            self._tell(entry, "actuals.unknown-name", "name", name=self._indicator_name(entry), near=near)
        else:
            most = max(len(self._projects[form].goals.indicators) for form in forms)
            self._tell(entry, "actuals.unknown-number", "number", number=self._indicator_name(entry), most=lambda: most)

    def _narrow(self, entry: _Entry, found: list[_Found], number: int) -> _Found | None:
        """Return the one of `found` that class and number name."""
        name = self._indicator_name(entry)
        fits = found
        if entry.level2.strip():
            fits = [one for one in fits if _same(entry.level2, self._indicator(one).level2)]
            if not fits:
                there = [self._indicator(one).level2 or "—" for one in found]
                given = {"level2": lambda: shorten(entry.level2.strip()), "there": lambda: _listed(there[:5])}
                self._tell(entry, "actuals.other-class", "level2", name=name, **given)
                return None
        if number:
            numbers = [one.row + 1 for one in fits]
            fits = [one for one in fits if one.row + 1 == number]
            if not fits:
                there = [str(one) for one in numbers]
                self._tell(
                    entry, "actuals.other-number", "number", name=name, number=lambda: number, there=lambda: _listed(there[:5])
                )
                return None
        if len(fits) > 1 and entry.level1.strip():
            fits = [one for one in fits if _same(entry.level1, self._indicator(one).level1)] or fits
        if len(fits) > 1:
            count = len(fits)
            self._tell(
                entry, "actuals.ambiguous", "name", name=name, count=lambda: count, candidates=lambda: self._candidates(fits)
            )
            return None
        return fits[0]

    def _candidates(self, found: Sequence[_Found]) -> str:
        words = []
        for one in found[:5]:
            project, indicator = self._projects[one.form], self._indicator(one)
            parts = (project.name, indicator.level2, indicator.name)
            words.append(f"{one.row + 1} " + " / ".join(shorten(part.strip()) for part in parts if part))
        return _listed(words)

    def _compare_target(self, entry: _Entry, found: _Found, indicator: Indicator) -> None:
        filed, given = indicator.target, entry.target.strip()
        if not given or fold_label(given) == fold_label(filed.text):
            return
        if len(given) <= MAX_TEXT and parse_target(given) == filed:
            return
        params = (("name", shorten(indicator.name)), ("given", shorten(given)), ("filed", shorten(filed.text.strip())))
        path = f"$.goals.indicators[{found.row}].target"
        place = entry.place("target")
        self._findings.append(
            Finding(code="actuals.target-differs", severity=Severity.WARNING, path=path, place=place, params=params)
        )


_WHOLE = re.compile(r"0*([0-9]{1,9})(?:\.0{1,9})?\.?")


def _whole_number(text: str) -> int | None:
    """Return the number of a row, 0 for a blank cell, None where there is something else or a zero."""
    folded = fold_label(text)
    if not folded:
        return 0
    read = _WHOLE.fullmatch(folded)
    return int(read[1]) or None if read else None


def _same(given: str, filed: str | None) -> bool:
    return fold_label(given) == fold_label(filed or "")


def _listed(words: Iterable[str]) -> str:
    return "；".join(words) or "—"


# More names than this are not compared for likeness, and no longer ones.
_COMPARED = 300


def _nearest(name: str, names: Sequence[str]) -> Callable[[], str]:
    """Return what lists the names most like `name`, when it is asked."""

    def look_up() -> str:
        short = {one.strip()[:60]: None for one in names[:_COMPARED]}
        return _listed(map(shorten, difflib.get_close_matches(name.strip()[:60], list(short), n=3, cutoff=0)))

    return look_up
