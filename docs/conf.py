"""Configuration of the documentation: ``python -m sphinx docs docs/_build``."""

import re
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

project = "fiscalkpi"
author = "The fiscalkpi developers"
copyright = "2026, the fiscalkpi developers"
release = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "catalogues",
    "grammar",
    "finding_pages",
    "scoring_pages",
]
exclude_patterns = ["_build", "_ext", "examples"]
root_doc = "index"

html_theme = "furo"
html_title = f"fiscalkpi {release}"
html_copy_source = False

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

napoleon_numpy_docstring = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
# A policy is the default of an argument: its name says more than all its bands.
autodoc_preserve_defaults = True
# Module names in front of every type make signatures hard to read.
python_use_unqualified_type_names = True
add_module_names = False


# The line for readers of the bare file says nothing on a built page.
UNBUILT = re.compile(r"^> Read as a file, this page.*\n(?:>.*\n)*\n", re.MULTILINE)


def setup(app):
    """Hook into the build.

    A colon in the docstring of an attribute is kept: napoleon would take the words before it for a type.
    """

    def drop_unbuilt(_app, _name, source):
        source[0] = UNBUILT.sub("", source[0])

    app.connect("source-read", drop_unbuilt)

    def keep_colon(_app, what, _name, _obj, _options, lines):
        if what in ("attribute", "property", "data"):
            lines.insert(0, "\\")  # it looks at the first line only, and this one reads as nothing

    app.connect("autodoc-process-docstring", keep_colon, priority=400)
