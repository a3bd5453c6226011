"""What the rules look at: a form, a project or a goal set, with its rows, classes and addresses."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from fiscalkpi.checks.catalogue import entries
from fiscalkpi.checks.profile import MINISTRY, Profile
from fiscalkpi.checks.reading import Judged, judge
from fiscalkpi.checks.row import Row
from fiscalkpi.checks.words import bare_name
from fiscalkpi.filed import FiledForm, FormKind
from fiscalkpi.model import GoalSet, Project
from fiscalkpi.provenance import Finding, Place
from fiscalkpi.targets.verdict import BY_CLASS
from fiscalkpi.taxonomy import Taxonomy, classify, detect_taxonomy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fiscalkpi.money import Yuan


@attrs.frozen(kw_only=True)
class Subject:
    """A form under check."""

    project: Project
    form: FiledForm | None
    root: str | None
    """Address of the project; None where only goals are checked."""
    goals: str
    """Address of the goals."""
    rows: tuple[Row, ...]
    taxonomy: Taxonomy
    profile: Profile
    plan: Project | None

    @property
    def report(self) -> FiledForm | None:
        """The form, if it is a self-evaluation."""
        form = self.form
        return form if form is not None and form.kind is FormKind.SELF_EVALUATION else None

    @property
    def budget(self) -> Yuan | None:
        """What the project may spend in the year: as filed, else as a report says."""
        funding, form = self.project.funding, self.form
        run = None if form is None else form.execution
        amounts = [funding.annual_total, funding.total]
        amounts += [] if run is None else [run.adjusted, run.initial]
        return next((amount for amount in amounts if amount is not None), None)

    @cached_property
    def judged(self) -> tuple[Judged, ...]:
        """Each row of a self-evaluation held against its actual value; none for another form."""
        if self.report is None:
            return ()
        context = self.project.context(unstated=BY_CLASS)
        return tuple(judge(row, row.result, context) for row in self.rows if row.result is not None)

    def tell(
        self,
        code: str,
        path: str,
        *,
        place: Place | None = None,
        related: Iterable[Place | None] = (),
        **params: Any,
    ) -> Finding:
        """Return a finding with the severity and source of its code."""
        entry = entries()[code]
        return Finding(
            code=code,
            severity=entry.severity,
            path=path,
            place=place,
            source=entry.source,
            related=tuple(one for one in related if one is not None),
            params=tuple((name, str(value)) for name, value in params.items()),
        )

    def tell_target(self, code: str, row: Row, **params: Any) -> Finding:
        """Return a finding about the target of a row; name and text are among its params."""
        known: dict[str, Any] = {"name": row.shown, "text": row.text} | params
        return self.tell(code, f"{row.path}.target", place=row.target_place, **known)

    def tell_name(self, code: str, row: Row, **params: Any) -> Finding:
        """Return a finding about the name of a row."""
        known: dict[str, Any] = {"name": row.shown} | params
        return self.tell(code, f"{row.path}.name", place=row.place, **known)

    def tell_result(self, code: str, row: Row, field: str, **params: Any) -> Finding:
        """Return a finding about what a report says of a row."""
        return self.tell(code, f"{row.result_path}.{field}", place=row.place, name=row.shown, **params)


def subject_of(
    filed: FiledForm | Project | GoalSet,
    plan: FiledForm | Project | None = None,
    profile: Profile | None = None,
    taxonomy: Taxonomy | None = None,
) -> Subject:
    """Return what is checked as the rules see it.

    Raises:
        TypeError: for anything but a form, a project or a goal set, or for another kind of plan or profile.
    """
    if plan is not None and not isinstance(plan, FiledForm | Project):
        raise TypeError(f"plan is a FiledForm, a Project or None, not {type(plan).__name__}")
    if profile is not None and not isinstance(profile, Profile):
        raise TypeError(f"profile is a Profile such as SHANGHAI_2025 or None, not {profile!r}")
    form: FiledForm | None = None
    root: str | None = "$"
    goals = "$.goals"
    if isinstance(filed, FiledForm):
        form, project = filed, filed.project
        root, goals = "$.project", "$.project.goals"
    elif isinstance(filed, Project):
        project = filed
    elif isinstance(filed, GoalSet):
        project, root, goals = Project(goals=filed), None, "$"
    else:
        raise TypeError(f"a FiledForm, Project or GoalSet is checked, not {type(filed).__name__}")
    if taxonomy is None:
        taxonomy = detect_taxonomy(project.goals.indicators)
    results = () if form is None else form.results
    rows = []
    for index, indicator in enumerate(project.goals.indicators):
        found = classify(indicator, taxonomy)
        rows.append(
            Row(
                at=index,
                path=f"{goals}.indicators[{index}]",
                indicator=indicator,
                name=bare_name(indicator.name),
                label="" if found is None else found.label,
                level1="" if found is None else found.level1,
                result=results[index] if index < len(results) else None,
                result_path=f"$.results[{index}]",
            )
        )
    return Subject(
        project=project,
        form=form,
        root=root,
        goals=goals,
        rows=tuple(rows),
        taxonomy=taxonomy,
        profile=MINISTRY if profile is None else profile,
        plan=plan.project if isinstance(plan, FiledForm) else plan,
    )
