"""The head of a form: who, when, how much money, the goals in prose; and the lines of the sheet around it."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

import attrs

from fiscalkpi._text import fold_label, shorten
from fiscalkpi.forms.funds import Funds
from fiscalkpi.forms.goals import Goals
from fiscalkpi.forms.layout import is_year_label, key, sheet_unit, year_alone, years_in
from fiscalkpi.forms.spending import Spending
from fiscalkpi.forms.walk import Pair, Walked, walk
from fiscalkpi.model import Cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscalkpi.filed import BudgetExecution
    from fiscalkpi.forms.grid import GridCell
    from fiscalkpi.forms.record import Record
    from fiscalkpi.forms.regions import Regions, Row
    from fiscalkpi.model import FundingBreakdown
    from fiscalkpi.provenance import Place

_TEXTS = ("name", "category", "department", "implementing_unit")
_DATES = ("start", "end")


@attrs.define
class Head:
    """What the head of a form says."""

    title: str | None
    fiscal_year: int | None
    texts: dict[str, Cell]
    """Fields of the project that hold text, each as filed."""
    dates: dict[str, datetime.date]
    extra: list[Cell]
    sheet_unit: str | None
    """The unit of money that the sheet states."""
    funding: FundingBreakdown
    execution: BudgetExecution | None
    goals: Goals
    any_label: bool
    """Whether any label of head, money or goals was found."""


def read_head(regions: Regions, record: Record, fiscal_year: int | None) -> Head:
    """Return what the head says; `fiscal_year` is the caller's, for a form that prints none."""
    heads, sheet, goals, funds, spending = _walk(regions, record)
    sheet += [cell for row in regions.sheet_lines for cell in row.cells]
    title, year = _title(regions, sheet, record)
    if year is None and fiscal_year is None:
        record.find("head.fiscal-year-missing", path="$.project.fiscal_year", place=_first_place(regions))
    texts, dates, extra = _fields(heads, record)
    unit = _unit_of(sheet)
    funding, in_table = funds.read(unit)
    stated = spending.read(unit, beside_table=in_table is not None)
    return Head(
        title=title,
        fiscal_year=fiscal_year if year is None else year,
        texts=texts,
        dates=dates,
        extra=extra,
        sheet_unit=unit,
        funding=funding,
        execution=stated if in_table is None else in_table,
        goals=goals,
        any_label=bool(
            heads or funds.entries or stated or goals.cells or goals.inline or goals.waiting or goals.parts
        ),
    )


def _first_place(regions: Regions) -> Place | None:
    rows = [*regions.titles, *regions.head, *regions.sheet_lines]
    return min((row.cells[0] for row in rows), key=lambda cell: cell.row).place if rows else None


def _walk(regions: Regions, record: Record) -> tuple[list[Pair], list[GridCell], Goals, Funds, Spending]:
    """Go through the rows of the head; a row without labels belongs to the area of the row above."""
    heads: list[Pair] = []
    sheet: list[GridCell] = []
    goals, funds, spending = Goals(record), Funds(record), Spending(record)
    area = ""
    for index, whole in enumerate(regions.head):
        below = regions.head[index + 1] if index + 1 < len(regions.head) else None
        row = spending.take(whole, funds)
        if not row.cells:
            continue
        if row.is_money_grid:
            funds.open_grid(row)
            area = "grid"
            continue
        if row.is_prose and goals.waiting and not row.looks[0].sign:
            goals.take_prose(row.cells, marked=False)
            continue
        walked = walk(row)
        first = walked.pairs[0] if walked.pairs else None
        if area == "grid" and funds.take_grid_row(row, first):
            continue
        sheet += walked.sheet
        money, goal = walked.of("money"), walked.of("goal")
        heads += walked.of("head")
        if money:
            funds.take_pairs(money)
        if goal:
            goals.take_labels(goal, below)
        if walked.pairs:
            area = "goal" if goal else "money" if money else ""
            if money:
                funds.take_own(walked.rest)
        elif len(row.cells) == 1 and spending.take_sentence(row.cells[0]):
            area = ""
        elif area == "goal":
            _take_prose(goals, walked, row)
        elif area == "money":
            funds.take_own(walked.rest)
    return heads, sheet, goals, funds, spending


def _take_prose(goals: Goals, walked: Walked, row: Row) -> None:
    # a row of the table that lost its header is no prose
    if walked.rest and not row.has_class and not any(look.sign for look in row.looks):
        goals.take_prose(walked.rest, marked=False)


def _title(regions: Regions, sheet: Sequence[GridCell], record: Record) -> tuple[str | None, int | None]:
    """Return title and year; the year from its own line goes before one inside the title."""
    titles = [row.cells[0] for row in regions.titles]
    title = titles[0] if titles else None
    record.value(title)
    record.carry("", *titles[1:])
    year = None
    for cell in sheet:
        stated = year_alone(cell.value)
        if stated is None:
            if sheet_unit(cell.value) is None and not is_year_label(key(cell.value)):
                record.carry("", cell)
            else:
                record.label(cell)
        elif year is None or stated == year:
            year = stated
            record.label(cell)
    for cell in titles:
        named = years_in(cell.value) if year is None else ()
        if named:
            year = named[0]
            record.find("head.year-from-title", cell, path="$.project.fiscal_year", year=year)
    return (None if title is None else title.value), year


def _unit_of(sheet: Sequence[GridCell]) -> str | None:
    return next((unit for cell in sheet if (unit := sheet_unit(cell.value)) is not None), None)


def _fields(
    pairs: Sequence[Pair], record: Record
) -> tuple[dict[str, Cell], dict[str, datetime.date], list[Cell]]:
    """Give each field the value under its best label; other values are carried under their own."""
    texts: dict[str, Cell] = {}
    dates: dict[str, datetime.date] = {}
    extra: list[Cell] = []
    best = _best(pairs)
    for pair in pairs:
        record.label(pair.label)
        record.value(pair.value)
        field = pair.meaning.kind
        chosen = best.get(field) is pair
        place = pair.label.place if pair.value is None else pair.value.place
        filed = Cell(label=_filed_label(pair), text=pair.text, place=place)
        kept = chosen and (pair.meaning.rank == 0 or not pair.text)
        if chosen and field in _TEXTS and pair.text:
            texts[field] = filed
        elif chosen and field in _DATES and pair.text:
            date = _date(pair, field, record)
            kept = date is not None
            if date is not None:
                dates[field] = date
        elif not chosen and field != "extra" and pair.text and pair.meaning.rank == best[field].meaning.rank:
            path = f"$.project.extra[{len(extra)}]"
            record.find(
                "layout.duplicate-label",
                pair.label,
                path=path,
                related=[best[field].label],
                label=shorten(pair.label.value),
            )
        if not kept and (pair.text or field == "extra"):
            extra.append(filed)
    return texts, dates, extra


def _filed_label(pair: Pair) -> str:
    return pair.label.value if not pair.inline else re.split("[:：]", pair.label.value, maxsplit=1)[0]


def _best(pairs: Sequence[Pair]) -> dict[str, Pair]:
    """Return field → the pair that fills it: filled before blank, then the better label, then the first."""
    best: dict[str, Pair] = {}
    for pair in pairs:
        other = best.get(pair.meaning.kind)
        if other is None or (not pair.text, pair.meaning.rank) < (not other.text, other.meaning.rank):
            best[pair.meaning.kind] = pair
    best.pop("extra", None)
    return best


_DATE = re.compile(
    r"([0-9]{4})(?:[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号])(?:00:00(?::00)?)?"
)


def _date(pair: Pair, field: str, record: Record) -> datetime.date | None:
    """Return the day that a date cell states; any other text is told, and carried as it stands."""
    match = _DATE.fullmatch(fold_label(pair.text[:40]))
    if match is None:
        record.find("head.date-unreadable", pair.value, path=f"$.project.{field}", text=shorten(pair.text))
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return datetime.date(year, month, day)
    except ValueError:
        record.find("head.date-impossible", pair.value, path=f"$.project.{field}", text=shorten(pair.text))
        return None
