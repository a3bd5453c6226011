"""The problems of a sheet of actual values: one error that holds them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fiscalkpi.errors import FiscalKpiError, FormError

if TYPE_CHECKING:
    from fiscalkpi.provenance import Place

MAX_PROBLEMS = 100
"""Problems told at most."""


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
        """Return what is wrong, one line a problem with its place, then the ways out, each once."""
        *head, way_out = super().render(locale).split("\n")
        hints: dict[str, None] = {}
        for problem in self.problems:
            *told, hint = problem.render(locale).split("\n")
            head += [f"  {line}" for line in told]
            hints[hint] = None
        return "\n".join([*head, *hints, way_out])


class Problems:
    """Collects the problems of a sheet: all are counted, the first hundred told."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._told: list[FiscalKpiError] = []
        self._count = 0

    @property
    def full(self) -> bool:
        """Whether a further problem is only counted, so that its words need not be looked up."""
        return len(self._told) == MAX_PROBLEMS

    def add(self, problem: FiscalKpiError) -> None:
        """Count a problem, and keep it while there is room."""
        self._count += 1
        if not self.full:
            self._told.append(problem)

    def raise_if_any(self) -> None:
        """Raise the error that holds them all.

        Raises:
            ActualsError: with code ``actuals.invalid``.
        """
        if self._told:
            told = tuple(self._told)
            raise ActualsError("actuals.invalid", place=self._place, problems=told, count=self._count)
