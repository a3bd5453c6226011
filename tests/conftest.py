"""Hypothesis profiles, chosen by the variable FISCALKPI_PROFILE.

``fast``, the default, is for every day. ``laws`` gives each law 1,000 examples and ``coverage`` 60, the same
ones at every run: whether CI is green must not hang on chance. ``hunt`` is ``laws`` with other examples each
time, for whoever looks for what nobody thought of.
"""

import os

from hypothesis import HealthCheck, settings

_COMMON = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fast", _COMMON, max_examples=60)
settings.register_profile("laws", _COMMON, max_examples=1000, derandomize=True)
settings.register_profile("coverage", _COMMON, max_examples=60, derandomize=True)
settings.register_profile("hunt", _COMMON, max_examples=1000)
settings.load_profile(os.environ.get("FISCALKPI_PROFILE", "fast"))
