"""Benchmarks run where pytest-benchmark is at work; a plain test environment leaves them out."""

import sys
from pathlib import Path

# The helper is imported by its plain name, in any import mode of pytest.
sys.path.insert(0, str(Path(__file__).parent))


def pytest_ignore_collect(collection_path, config):
    """Leave the benchmarks out without their plugin; None lets pytest decide otherwise."""
    return None if config.pluginmanager.hasplugin("benchmark") else True
