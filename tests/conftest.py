"""Hypothesis profiles: ``fast`` for every day, ``ci`` (FISCALKPI_PROFILE=ci) with 1,000 examples a law."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "fast", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "ci", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("FISCALKPI_PROFILE", "fast"))
