"""The money block: sums, totals, blanks, and amounts told in the goals."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from fiscalkpi._data import load
from fiscalkpi._numbers import round_half_up
from fiscalkpi._text import fold_label, fold_signs
from fiscalkpi.money import Yuan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fiscalkpi.checks.subject import Subject
    from fiscalkpi.model import FundingBreakdown, FundingLine
    from fiscalkpi.provenance import Finding, Place


def amount(yuan: Yuan) -> str:
    """Return an amount as a message shows it: ``178,705,000.00元``."""
    return f"{yuan.yuan:,.2f}元"


class _Block(NamedTuple):
    scope: str
    total: str
    label: str
    parts: tuple[tuple[str, str], ...]


_BLOCKS = (
    _Block("project", "total", "项目资金总额", (("fiscal", "fiscal"), ("other", "other"))),
    _Block(
        "annual",
        "annual_total",
        "年度资金总额",
        (
            ("annual_appropriation", "appropriation"),
            ("annual_carryover", "carryover"),
            ("annual_other", "other"),
        ),
    ),
)
_FIELDS = ("total", "fiscal", "other", "annual_total", "annual_appropriation", "annual_other")


def sums(subject: Subject) -> Iterator[Finding]:
    """A filled total is not the sum of its filled parts, in the plan's column or in one of a report's.

    Blank parts are not zero: they are left out, and a block without any part is not added up, nor one with
    a part that is masked or unreadable, whose amount nobody knows. Fund sources of their own name count as
    parts where they stand beside the others; where it is open whether they do, both sums are tried, and only
    a total that is neither is told.
    """
    if subject.root is None:
        return
    funding = subject.project.funding
    for block in _BLOCKS:
        total: Yuan | None = getattr(funding, block.total)
        named: list[Yuan | None] = [getattr(funding, field) for field, _ in block.parts]
        own = _sources(funding, block)
        path = f"{subject.root}.funding.{block.total}"
        line = next(iter(_lines(funding, block.scope, "total")), None)
        if line is None or (line.adjusted is None and line.spent is None):
            if any(_unknown(funding, field) for field, _ in block.parts):
                continue
            first = [_amount(one, None) for one in own]
            told = _differs(subject, block, funding, total, named, first, path)
            if told is not None:
                yield told
            continue
        # a report has columns, and a blank cell of one is not filled from another
        for column in ("initial", "adjusted", "spent"):
            roles = [role for _, role in block.parts]
            parts = [getattr(one, column) for role in roles for one in _lines(funding, block.scope, role)]
            others = [_amount(one, column) for one in own]
            told = _differs(subject, block, funding, getattr(line, column), parts, others, path)
            if told is not None:
                yield told
                break


def _unknown(funding: FundingBreakdown, field: str) -> bool:
    """Whether something is filed for a field, and no amount can be read from it."""
    return getattr(funding, field) is None and funding.state(field) in ("filled", "masked")


def _lines(funding: FundingBreakdown, scope: str, role: str) -> list[FundingLine]:
    return [line for line in funding.lines if (line.scope, line.role) == (scope, role)]


def _sources(funding: FundingBreakdown, block: _Block) -> list[FundingLine]:
    """Return the fund sources of their own name that stand beside the named parts, not below one."""
    own, above = [], 0
    for line in funding.lines:
        if line.scope != block.scope or line.role == "total":
            continue
        if line.role is None and line.depth <= above:
            own.append(line)
        elif line.role is not None:
            above = line.depth
        elif not above and not own:  # no named part before it
            own.append(line)
            above = line.depth
    return own


def _amount(line: FundingLine, column: str | None) -> Yuan | None:
    if column is not None:
        value: Yuan | None = getattr(line, column)
        return value
    return line.adjusted if line.initial is None else line.initial


def _differs(
    subject: Subject,
    block: _Block,
    funding: FundingBreakdown,
    total: Yuan | None,
    named: Sequence[Yuan | None],
    own: Sequence[Yuan | None],
    path: str,
) -> Finding | None:
    filled = [one for one in named if one is not None]
    beside = [one for one in own if one is not None]
    if total is None or not (filled or beside):
        return None
    whole = sum(filled + beside, Yuan(fen=0))
    if total in (whole, sum(filled, Yuan(fen=0)) if filled else whole):
        return None
    line = next(iter(_lines(funding, block.scope, "total")), None)
    return subject.tell(
        "money.sum",
        path,
        place=_place(line),
        related=[_place(one) for one in funding.lines if one.scope == block.scope and one.role != "total"],
        label=block.label if line is None else fold_label(line.label),
        total=amount(total),
        parts=amount(whole),
        difference=amount(abs(total - whole)),
    )


def _place(line: FundingLine | None) -> Place | None:
    if line is None:
        return None
    return next((cell.place for cell in line.cells if cell.place is not None), None)


def annual_over_total(subject: Subject) -> Iterator[Finding]:
    """The year asks for more than the whole project. Exempt: one of the two is not filed."""
    funding = subject.project.funding
    if subject.root is None or funding.total is None or funding.annual_total is None:
        return
    if funding.annual_total > funding.total:
        yield subject.tell(
            "money.annual-over-total",
            f"{subject.root}.funding.annual_total",
            annual=amount(funding.annual_total),
            total=amount(funding.total),
        )


def totals(subject: Subject) -> Iterator[Finding]:
    """A total is blank over filled parts, zero, or no amount is filed at all; blank is never zero.

    A zero total over filled parts is told as their sum. Exempt: a report that states its budget execution.
    """
    if subject.root is None:
        return
    funding, form = subject.project.funding, subject.form
    path = f"{subject.root}.funding"
    for block in _BLOCKS:
        fields = [field for field, _ in block.parts]
        filled = any(getattr(funding, field) is not None for field in fields)
        if getattr(funding, block.total) is None and filled:
            line = next(iter(_lines(funding, block.scope, "total")), None)
            label = block.label if line is None else fold_label(line.label)
            yield subject.tell("money.total-blank", f"{path}.{block.total}", place=_place(line), label=label)
    amounts = [getattr(funding, field) for field in (*_FIELDS, "annual_carryover")]
    amounts += [value for line in funding.lines for value in (line.initial, line.adjusted, line.spent)]
    if all(one is None for one in amounts):
        if form is None or form.execution is None:
            yield subject.tell("money.missing", path)
        return
    block = _BLOCKS[funding.annual_total is not None]
    parts = [getattr(funding, field) for field, _ in block.parts]
    parts += [_amount(line, None) for line in _sources(funding, block)]
    if getattr(funding, block.total) == Yuan(fen=0) and not any(part and part.fen for part in parts):
        yield subject.tell("money.budget-zero", f"{path}.{block.total}")


def negative(subject: Subject) -> Iterator[Finding]:
    """An amount below zero. Exempt: money carried over, which may be negative."""
    if subject.root is None:
        return
    found = [
        (f"{subject.root}.funding.{field}", value)
        for field in _FIELDS
        if (value := getattr(subject.project.funding, field)) is not None
    ]
    run = None if subject.form is None else subject.form.execution
    if run is not None:
        found += [
            (f"$.execution.{field}", value)
            for field in ("initial", "adjusted", "spent")
            if (value := getattr(run, field)) is not None
        ]
    for path, value in found:
        if value < Yuan(fen=0):
            yield subject.tell("money.negative", path, amount=amount(value))


@cache
def _told() -> re.Pattern[str]:
    words = load("checks")["amount"]
    before = "|".join(sorted(map(re.escape, words["before"]), key=len, reverse=True))
    between = "|".join(sorted(map(re.escape, words["between"]), key=len, reverse=True))
    return re.compile(
        rf"(?:{before})(?:{between}){{0,3}}([0-9]{{1,15}}(?:,[0-9]{{3}}){{0,4}}(?:\.[0-9]{{1,6}})?)(亿|万)?元"
    )


def narrative_differs(subject: Subject) -> Iterator[Finding]:
    """The money told in a goal is not the money of the form, compared at the precision of the words.

    The annual goal is held against the annual total, the overall goal against the project's total, never one
    against the other; amounts that no word such as 预算 or 资金总额 introduces are none of the project.
    """
    if subject.root is None:
        return
    goals, funding = subject.project.goals, subject.project.funding
    for field, text, filed in (
        ("annual", goals.annual, funding.annual_total),
        ("overall", goals.overall, funding.total),
    ):
        if text is None or filed is None:
            continue
        for match in _told().finditer("".join(fold_signs(text).split())):
            size = {"亿": 10**8, "万": 10**4, None: 1}[match[2]]
            number = Decimal(match[1].replace(",", ""))
            exponent = number.as_tuple().exponent
            assert isinstance(exponent, int)
            if round_half_up(filed.ratio(Yuan(fen=100 * size)), -exponent) != number:
                yield subject.tell(
                    "money.narrative-differs",
                    f"{subject.goals}.{field}",
                    told=f"{match[1]}{match[2] or ''}元",
                    filed=amount(filed),
                )
                break
