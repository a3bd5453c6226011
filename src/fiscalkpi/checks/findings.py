"""A tuple of findings that shows itself as a table."""

from __future__ import annotations

from fiscalkpi.provenance import Finding


class Findings(tuple[Finding, ...]):
    """What ``check`` gives: a tuple in every respect, shown as a table in a notebook and by ``print``.

    Added to a plain tuple, from the left or the right, it stays one: ``form.findings + check(form)``.

    >>> from fiscalkpi import Indicator, GoalSet, check
    >>> found = check(GoalSet(indicators=(Indicator(name="可用率", target=""),)))
    >>> found == tuple(found), type(() + found).__name__
    (True, 'Findings')
    >>> print(found)
    发现1项问题
    - 错误 target.missing，$.indicators[0].target：「可用率」没有指标值。请填写符号、数值和单位，如
      “≥95%”。
    """

    __slots__ = ()

    def __add__(self, other: tuple[Finding, ...]) -> Findings:  # type: ignore[override]  # of findings only
        return Findings(tuple(self) + tuple(other)) if isinstance(other, tuple) else NotImplemented

    def __radd__(self, other: tuple[Finding, ...]) -> Findings:
        return Findings(tuple(other) + tuple(self)) if isinstance(other, tuple) else NotImplemented

    def __str__(self) -> str:
        # The one look upward: printing asks the tuple itself for its table.
        from fiscalkpi.display import findings_text

        return "\n".join(findings_text(self, heading="findings.all"))

    def _repr_html_(self) -> str:
        # The one look upward: a notebook asks the tuple itself for its table.
        from fiscalkpi.display import findings_html

        return findings_html(self)
