"""The command ``score``."""

from __future__ import annotations

import codecs
import json
import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from fiscalkpi._numbers import plain
from fiscalkpi._text import fold_signs
from fiscalkpi.actuals import read_actuals
from fiscalkpi.cli.output import DONE, finding_dicts, label_of, width_of, write
from fiscalkpi.cli.policies import policy_of
from fiscalkpi.display import heading_lines, scorecard_text, wrap_text
from fiscalkpi.errors import PolicyError, StructureError
from fiscalkpi.filed import BudgetExecution
from fiscalkpi.forms import read_forms, self_evaluation_text
from fiscalkpi.money import Yuan
from fiscalkpi.scoring import Judgement, ScoringPolicy, score
from fiscalkpi.serialize import from_dict, load_json

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from fiscalkpi.filed import FiledForm
    from fiscalkpi.scoring import ExecutionLine, Scorecard, ScoreLine

SCORE_SCHEMA = "fiscalkpi-score/1"
"""Name and version of the document that ``score --format json`` writes."""


class _Scored(NamedTuple):
    form: FiledForm
    card: Scorecard


def run_score(args: argparse.Namespace, locale: str) -> int:
    """Score the forms of a file, and write the cards, a document, or the filled forms."""
    forms = read_forms(args.form, fiscal_year=args.year)
    given = args.adjusted is not None or args.spent is not None
    if given and len(forms) != 1:
        raise PolicyError("score.execution-of-several", count=len(forms))
    sheet = None if args.actuals is None else read_actuals(args.actuals, forms)
    policy = policy_of(args.policy)
    judged = _judgements(args.judgements, forms)
    finished = None if args.finished is None else args.finished == "yes"
    scored = []
    for number, form in enumerate(forms):
        actuals = None if sheet is None else sheet.values[number]
        run = _execution(form, args) if given else None
        card = score(
            form, actuals, execution=run, judgements=judged[number], policy=policy, finished=finished
        )
        scored.append(_Scored(form, card))
    if args.format == "json":
        result: str | bytes = _document(args, scored, policy, locale).encode()
    elif args.format == "form":
        filled = (self_evaluation_text(card.to_form(form)) for form, card in scored)
        result = "\n".join(filled).encode()
    else:
        result = _report(scored, locale, width_of(args))
    write(result, args.output, sources=[args.form, *filter(None, [args.actuals, args.judgements])])
    return DONE


def _judgements(path: str | None, forms: Sequence[FiledForm]) -> list[dict[Any, Judgement]]:
    """Return what a person decides, by form and row, from a JSON file: ``{name: {"share": "0.9"}}``.

    For a file of several forms the names stand below the name of their project. A problem has the name of its
    row in its path; numbers are taken by their digits, so that no float is made of them.
    """
    if path is None:
        return [{} for _ in forms]
    with open(path, "rb") as file:
        data = file.read()
    try:
        given = load_json(data.removeprefix(codecs.BOM_UTF8))
    except StructureError as error:
        raise PolicyError(
            "score.judgements-file", text=os.path.basename(path), problems=error.problems
        ) from None
    if not isinstance(given, dict) or (
        len(forms) > 1 and not all(isinstance(rows, dict) for rows in given.values())
    ):
        raise PolicyError("score.judgements-file", text=os.path.basename(path))
    if len(forms) == 1:
        return [from_dict(given, dict[str, Judgement])]
    names = [form.project.name or "" for form in forms]
    unknown = [name for name in given if names.count(name) != 1]
    if unknown:
        raise PolicyError("score.judgements-project", text=unknown[0], choices=", ".join(names))
    judged = from_dict(given, dict[str, dict[str, Judgement]])
    return [judged.get(name, {}) for name in names]


_BARE = re.compile(r"[-0-9,.\s]+")


def _execution(form: FiledForm, args: argparse.Namespace) -> BudgetExecution:
    """Return the execution of a form with the amounts that were given in its place.

    An amount without a unit is yuan, and refused where the form counts in another unit: 500 beside 万元.
    """
    filed = form.execution or BudgetExecution()
    unit = form.project.funding.unit
    for text in filter(None, (args.adjusted, args.spent)):
        if unit not in (None, "元") and _BARE.fullmatch(fold_signs(text)) and Yuan.parse(text).fen:
            raise PolicyError("score.amount-without-unit", text=text, unit=unit)
    amounts = [None if text is None else Yuan.parse(text) for text in (args.adjusted, args.spent)]
    return BudgetExecution(
        initial=filed.initial,
        adjusted=filed.adjusted if amounts[0] is None else amounts[0],
        spent=filed.spent if amounts[1] is None else amounts[1],
        weight=filed.weight,
        points=filed.points,
        cells=filed.cells,
    )


def _report(scored: Sequence[_Scored], locale: str, width: int) -> str:
    blocks = []
    for number, (form, card) in enumerate(scored, 1):
        name = form.project.name or form.project.title or label_of("field.untitled", locale)
        head = heading_lines(f"{number}. {name}", width)
        blocks.append("\n".join([*head, scorecard_text(card, locale, width)]))
    complete = sum(card.complete for _, card in scored)
    words = label_of("score.all", locale, forms=len(scored), complete=complete)
    return "\n\n".join([*blocks, "\n".join(wrap_text(words, width))]) + "\n"


def _document(args: argparse.Namespace, scored: Sequence[_Scored], policy: ScoringPolicy, locale: str) -> str:
    document = {
        "schema": SCORE_SCHEMA,
        "language": locale,
        "policy": policy.name,
        "source": os.path.basename(args.form),
        "actuals": None if args.actuals is None else os.path.basename(args.actuals),
        "forms": [_card_dict(form, card, locale) for form, card in scored],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _card_dict(form: FiledForm, card: Scorecard, locale: str) -> dict[str, Any]:
    low, high = card.open_range or (None, None)
    return {
        "project": form.project.name,
        "kind": form.kind.value,
        "fiscal_year": form.project.fiscal_year,
        "total": plain(card.total),
        "total_weight": plain(card.total_weight),
        "complete": card.complete,
        "grade": card.grade,
        "lowest": _text(low),
        "highest": _text(high),
        "scheme": card.scheme,
        "open_shares": [[label, plain(points)] for label, points in card.open_shares],
        "notes": list(card.notes),
        "defaults": list(card.defaults),
        "filed_total": _text(card.filed_total),
        "filed_grade": card.filed_grade,
        "lines": [_row(row, line) for row, line in zip(card.to_dicts(locale), card.all_lines, strict=True)],
        "findings": finding_dicts(card.findings, locale),
    }


def _row(row: dict[str, Any], line: ScoreLine | ExecutionLine) -> dict[str, Any]:
    """Return a line for a document: exact numbers as text, codes as arrays."""
    texts = {
        name: value if isinstance(value, str | int | None) else str(value) for name, value in row.items()
    }
    for name in ("weight", "points", "filed_points", "lowest", "highest"):
        texts[name] = _text(row[name])
    return {**texts, "defaults": list(line.defaults), "notes": [note.value for note in line.notes]}


def _text(number: Any) -> str | None:
    return None if number is None else plain(number)
