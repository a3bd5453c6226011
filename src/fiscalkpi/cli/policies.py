"""The policy that an argument of the command names."""

from __future__ import annotations

import os

from fiscalkpi.errors import PolicyError
from fiscalkpi.scoring import MOF_2020, MOF_2021, PROVINCIAL_LINEAR, ScoringPolicy
from fiscalkpi.serialize import from_json

PRESETS = {policy.name: policy for policy in (MOF_2020, MOF_2021, PROVINCIAL_LINEAR)}
"""The policies that the command knows by name."""


def policy_of(named: str) -> ScoringPolicy:
    """Return a preset by its name, else the policy that a JSON file holds."""
    if named in PRESETS:
        return PRESETS[named]
    if not os.path.exists(named):
        raise PolicyError("policy.unknown", text=named[:80], choices=", ".join(PRESETS))
    with open(named, "rb") as file:
        return from_json(file.read(), ScoringPolicy)
