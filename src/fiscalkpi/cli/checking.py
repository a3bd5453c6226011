"""The command ``check``."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import attrs

from fiscalkpi._text import fold_label
from fiscalkpi.checks import Profile, check, check_batch, preset
from fiscalkpi.cli.output import DONE, finding_dicts, label_of, width_of, write
from fiscalkpi.cli.policies import policy_of
from fiscalkpi.display import findings_text, heading_lines, wrap_text
from fiscalkpi.forms import read_forms
from fiscalkpi.provenance import Severity

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from fiscalkpi.filed import FiledForm
    from fiscalkpi.provenance import Finding
    from fiscalkpi.scoring import ScoringPolicy

CHECK_SCHEMA = "fiscalkpi-check/1"
"""Name and version of the document that ``check --format json`` writes."""


class _Checked(NamedTuple):
    """A form, whether it has an approved plan, and all findings about it."""

    form: FiledForm
    planned: bool
    findings: tuple[Finding, ...]


def run_check(args: argparse.Namespace, locale: str) -> int:
    """Check the forms of a file, and write what was found."""
    forms = read_forms(args.form, fiscal_year=args.year)
    plans = () if args.plan is None else read_forms(args.plan, fiscal_year=args.year)
    policy = policy_of(args.policy)
    profile = attrs.evolve(Profile() if args.profile is None else preset(args.profile), policy=policy)
    checked = []
    for form in forms:
        plan = _plan_of(form, forms, plans)
        found = form.findings + check(form, plan=plan, profile=profile)
        checked.append(_Checked(form, plan is not None, found))
    batch = check_batch(forms)
    if args.format == "json":
        result: str | bytes = _check_document(args, checked, batch, policy, locale)
    else:
        result = _check_report(args, checked, batch, locale)
    write(result, args.output, sources=[args.form, *filter(None, [args.plan])])
    return DONE


def _plan_of(form: FiledForm, forms: Sequence[FiledForm], plans: Sequence[FiledForm]) -> FiledForm | None:
    """Return the approved plan of a form: the only one for the only one, else the one of the same name."""
    if len(forms) == len(plans) == 1:
        return plans[0]
    name = fold_label(form.project.name or "")
    called = [plan for plan in plans if name and fold_label(plan.project.name or "") == name]
    return called[0] if len(called) == 1 else None


def _check_report(
    args: argparse.Namespace, checked: Sequence[_Checked], batch: Sequence[Finding], locale: str
) -> str:
    width = width_of(args)
    blocks: list[list[str]] = []
    for number, (form, planned, findings) in enumerate(checked, 1):
        name = form.project.name or form.project.title or label_of("field.untitled", locale)
        blocks.append(heading_lines(f"{number}. {name}", width))
        if args.plan is not None and not planned:
            blocks[-1] += wrap_text(label_of("check.no-plan", locale), width)
        blocks[-1] += findings_text(findings, locale, width, heading="findings.all")
    if batch:
        blocks.append(heading_lines(label_of("check.batch", locale), width))
        blocks[-1] += findings_text(batch, locale, width, heading="findings.all")
    counts = _severities(checked, batch)
    blocks.append(wrap_text(label_of("check.all", locale, forms=len(checked), **counts), width))
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _severities(checked: Iterable[_Checked], batch: Iterable[Finding]) -> dict[str, int]:
    found = [finding for one in checked for finding in one.findings] + list(batch)
    counted = Counter(finding.severity for finding in found)
    return {severity.value: counted[severity] for severity in Severity}


def _check_document(
    args: argparse.Namespace,
    checked: Sequence[_Checked],
    batch: Sequence[Finding],
    policy: ScoringPolicy,
    locale: str,
) -> bytes:
    codes = Counter(finding.code for one in checked for finding in one.findings)
    codes.update(finding.code for finding in batch)
    document = {
        "schema": CHECK_SCHEMA,
        "language": locale,
        "profile": args.profile,
        "policy": policy.name,
        "source": os.path.basename(args.form),
        "plan": None if args.plan is None else os.path.basename(args.plan),
        "forms": [
            {
                "project": one.form.project.name,
                "kind": one.form.kind.value,
                "fiscal_year": one.form.project.fiscal_year,
                "plan": one.planned,
                "findings": finding_dicts(one.findings, locale),
            }
            for one in checked
        ],
        "batch": finding_dicts(batch, locale),
        "summary": {**_severities(checked, batch), "codes": dict(codes.most_common())},
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
