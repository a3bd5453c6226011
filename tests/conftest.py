"""Hypothesis profiles, chosen by the variable FISCALKPI_PROFILE.

``fast``, the default, is for every day; ``laws`` gives each law 1,000 random examples; ``coverage`` takes the
same examples at every run, so that which lines are reached does not hang on chance.
"""

import os

from hypothesis import HealthCheck, settings

_COMMON = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fast", _COMMON, max_examples=60)
settings.register_profile("laws", _COMMON, max_examples=1000)
settings.register_profile("coverage", _COMMON, max_examples=60, derandomize=True)
settings.load_profile(os.environ.get("FISCALKPI_PROFILE", "fast"))
