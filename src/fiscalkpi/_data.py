"""The one loader of the package's data files (``data/*.toml``).

Every table of words, units, taxonomies and layouts is a TOML file that says where it comes from
(``source``) and which edition it is (``version``); both are checked when the file is loaded.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def load(name: str) -> dict[str, Any]:
    """Return the table of ``data/<name>.toml``. The result is shared: do not change it."""
    import tomllib  # here, so that a plain import of the package reads no file

    with (DATA / f"{name}.toml").open("rb") as file:
        table = tomllib.load(file)
    missing = {"source", "version"} - table.keys()
    if missing:
        raise ValueError(f"data/{name}.toml does not state its {' and '.join(sorted(missing))}")
    return table
