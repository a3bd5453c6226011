"""The sheet of actual values (实际完成值): written to be filled in, and read back against the forms."""

from fiscalkpi.actuals.matching import ActualsSheet, read_actuals
from fiscalkpi.actuals.problems import ActualsError
from fiscalkpi.actuals.template import actuals_template

__all__ = ["ActualsError", "ActualsSheet", "actuals_template", "read_actuals"]
