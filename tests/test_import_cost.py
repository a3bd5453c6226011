"""``import fiscalkpi`` stays cheap: few classes, no file, nothing from outside but attrs.

How long it takes beside ``import attrs`` is measured in tests/benchmarks.
"""

import json
import subprocess
import sys

import pytest

SCRIPT = """
import json, sys
import attrs
before = set(sys.modules)
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
import fiscalkpi
loaded = sorted(set(sys.modules) - before)
ours = [module for name, module in sys.modules.items() if name.partition(".")[0] == "fiscalkpi"]
classes = {
    value
    for module in ours
    for value in vars(module).values()
    if isinstance(value, type) and "__attrs_attrs__" in vars(value) and value.__module__.startswith("fiscalkpi")
}
print(json.dumps({"all": sorted(sys.modules), "loaded": loaded, "opened": opened, "classes": sorted(c.__name__ for c in classes)}))
"""


@pytest.fixture(scope="module")
def imported():
    """Import the package in a fresh interpreter and tell what that did."""
    run = subprocess.run([sys.executable, "-c", SCRIPT], check=True, capture_output=True, encoding="utf-8")
    return json.loads(run.stdout)


# json is loaded by the script itself, so it is looked for among what the package loaded.
@pytest.mark.parametrize(
    "module",
    [
        "babel",
        "cattrs",
        "tomllib",
        "openpyxl",
        "docx",
        "lxml",
        "narwhals",
        "csv",
        "argparse",
        "pathlib",
        "locale",
    ],
)
def test_module_is_not_loaded(imported, module):
    """No extra, no edge and no slow part of the standard library is loaded."""
    assert module not in imported["loaded"]


def test_json_is_not_loaded():
    """JSON waits for the first document."""
    script = "import fiscalkpi, sys; assert 'json' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_layers_down_to_the_model_are_loaded(imported):
    """The layers down to the model are there at once, and none above it."""
    ours = {name for name in imported["loaded"] if name.startswith("fiscalkpi")}
    assert "fiscalkpi.model" in ours
    later = (
        "filed",
        "forms",
        "serialize",
        "display",
        "cli",
        "provenance",
        "targets.actual",
        "targets.evaluate",
        "_messages",
    )
    assert not ours & {f"fiscalkpi.{name}" for name in later}


def test_classes_are_few(imported):
    """A class of attrs takes about half a millisecond to define: at most 28 are."""
    assert len(imported["classes"]) <= 28


def test_no_data_file_is_read(imported):
    """Tables of words and units are read when they are needed first."""
    assert [
        path for path in imported["opened"] if path.endswith((".toml", ".po", ".mo", ".json", ".csv"))
    ] == []
