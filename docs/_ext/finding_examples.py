"""The forms of ``docs/examples/findings.toml``: for the page of findings and for the tests."""

import tomllib
from pathlib import Path

import fiscalkpi as fk

PATH = Path(__file__).parents[1] / "examples" / "findings.toml"


def examples():
    """Return code → {"raises": …, "silent": …}, as the file has them."""
    return tomllib.loads(PATH.read_text(encoding="utf-8"))


def findings_of(example):
    """Return what ``check`` or ``check_batch`` says of an example."""
    if "forms" in example:
        return fk.check_batch([subject_of(one) for one in example["forms"]])
    plan = example.get("plan")
    return fk.check(
        subject_of(example),
        plan=None if plan is None else fk.Project(goals=fk.GoalSet(indicators=tuple(map(_indicator, plan)))),
        profile=_profile(example.get("profile")),
    )


def subject_of(example):
    """Return the form of an example: a project, or a self-evaluation where it reports something."""
    rows = example.get("rows", ())
    project = fk.Project(
        funding=fk.FundingBreakdown(**_money(example.get("funding", {}))),
        goals=fk.GoalSet(indicators=tuple(map(_indicator, rows)), **example.get("goals", {})),
        **example.get("project", {}),
    )
    reported = [_result(more) for _, _, _, *more in rows if more and "actual" in more[0]]
    reported += [fk.FiledResult(actual=fk.parse_actual(text)) for text in example.get("results", ())]
    run = example.get("execution")
    if not reported and run is None:
        return project
    return fk.FiledForm(
        kind="self_evaluation",
        project=project,
        execution=None if run is None else fk.BudgetExecution(**_money(run)),
        results=tuple(reported),
        **example.get("form", {}),
    )


_OF_RESULT = ("actual", "points", "reason_text", "evidence")


def _indicator(row):
    level2, name, target, *more = row
    filed = {key: value for key, value in (more[0] if more else {}).items() if key not in _OF_RESULT}
    others = tuple((label, fk.parse_target(text)) for label, text in filed.pop("other_targets", ()))
    if isinstance(target, dict):
        target = fk.from_dict(target, fk.Target)
    return fk.Indicator(level2=level2, name=name, target=target, other_targets=others, **filed)


def _result(more):
    filed = {key: value for key, value in more[0].items() if key in _OF_RESULT}
    return fk.FiledResult(**{**filed, "actual": fk.parse_actual(filed["actual"])})


_POINTS = ("weight", "points")


def _money(fields):
    return {
        key: tuple(fk.Cell(label=label, text=text) for label, text in value)
        if key == "cells"
        else (value if key in _POINTS else fk.Yuan.parse(value))
        for key, value in fields.items()
    }


def _profile(given):
    if given is None or isinstance(given, str):
        return given and getattr(fk, given)
    return fk.Profile(**given)
