"""Rows of the indicator table → indicators and results: labels carried down, drifts told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscalkpi._text import shorten
from fiscalkpi.forms import layout
from fiscalkpi.forms.account import Account, filed
from fiscalkpi.forms.goals import numbered_goal
from fiscalkpi.forms.table import SPLIT, Columns, TableRow, columns_of, fit_rows
from fiscalkpi.filed import FiledResult, FormKind
from fiscalkpi.model import Cell, Goal, Indicator
from fiscalkpi.provenance import Severity
from fiscalkpi.targets.actual import Actual, ActualKind, parse_actual
from fiscalkpi.targets.model import MAX_TEXT, Target, Unfilled, Unreadable
from fiscalkpi.targets.parser import parse_target, parse_target_cells
from fiscalkpi.taxonomy import classify, detect_taxonomy

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from fiscalkpi.forms.grid import GridCell
    from fiscalkpi.forms.regions import Section

_WARNED = ("level1-unknown", "level2-unknown", "name-in-value-cell")
