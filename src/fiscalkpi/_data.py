"""The one loader of the package's data files (``data/*.toml``).

Every table of words, units, taxonomies and layouts is a TOML file that says where it comes from
(``source``) and which edition it is (``version``); both are checked when the file is loaded.
"""

from __future__ import annotations

import os.path
from functools import cache
from typing import Any

# os.path, since importing pathlib would cost a twelfth of the import of the package
DATA = os.path.join(os.path.dirname(__file__), "data")


@cache
def load(name: str) -> dict[str, Any]:
    """Return the table of ``data/<name>.toml``. The result is shared: do not change it."""
    import tomllib  # here, so that a plain import of the package reads no file

    with open(os.path.join(DATA, f"{name}.toml"), "rb") as file:
        table = tomllib.load(file)
    missing = {"source", "version"} - table.keys()
    if missing:
        raise ValueError(f"data/{name}.toml does not state its {' and '.join(sorted(missing))}")
    return table
