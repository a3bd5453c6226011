"""Types of the dict and JSON functions: read by the type checkers, never run."""

from typing import Any, assert_type

from fiscalkpi import (
    FiledForm,
    Indicator,
    Project,
    Quantity,
    Target,
    Yuan,
    from_dict,
    from_json,
    parse_target,
    to_dict,
    to_json,
)

document: object = {}

assert_type(from_dict(document, Target), Target)
assert_type(from_dict(document, Quantity), Quantity)
assert_type(from_dict(document, Project), Project)
assert_type(from_dict(document, Yuan), Yuan)
assert_type(from_json("{}", Target), Target)
assert_type(from_json(b"{}", FiledForm), FiledForm)
assert_type(from_json("[]", tuple[FiledForm, ...]), tuple[FiledForm, ...])

indicator = Indicator(name="可用率", target="≥90%", weight="7.5")
assert_type(indicator, Indicator)
assert_type(indicator.target, Target)
assert_type(Indicator(name="可用率", target=parse_target("≥90%")).target, Target)

assert_type(to_dict(indicator), Any)
assert_type(to_json(indicator, indent=2), str)

from_dict(document, "Project")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
from_json({}, Project)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
to_json(indicator, indent="  ")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
