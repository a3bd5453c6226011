"""Configuration of the documentation: ``python -m sphinx docs docs/_build``."""

import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

project = "fiscalkpi"
author = "The fiscalkpi developers"
copyright = "2026, the fiscalkpi developers"  # noqa: A001
release = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "catalogues"]
exclude_patterns = ["_build", "_ext", "examples"]
root_doc = "index"

html_theme = "furo"
html_title = f"fiscalkpi {release}"
html_copy_source = False

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
# Module names in front of every type make signatures hard to read.
python_use_unqualified_type_names = True
add_module_names = False
