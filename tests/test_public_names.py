"""The public names: one list, loaded on first use, documented, with signatures that change on purpose only."""

import ast
import enum
import inspect
import json
import re
import subprocess
import sys
import tomllib
import types
import typing
from importlib import metadata
from pathlib import Path

import attrs
import pytest

import fiscalkpi

ROOT = Path(__file__).parents[1]
INIT = ast.parse(Path(fiscalkpi.__file__).read_text(encoding="utf-8"))
API = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
SIGNATURES = Path(__file__).parent / "data" / "signatures.json"


def type_checking_names():
    """Return the names that a type checker sees under ``if TYPE_CHECKING``, by module."""
    (block,) = [node for node in INIT.body if isinstance(node, ast.If)]
    return {
        node.module.removeprefix("fiscalkpi."): tuple(alias.name for alias in node.names)
        for node in block.body
    }


def test_lazy_names_are_those_for_type_checkers():
    """The table of later names and the imports under TYPE_CHECKING say the same."""
    assert type_checking_names() == fiscalkpi._LATER


def test_all_is_sorted_and_whole():
    """``__all__`` holds every name that is imported at once or later, and no other, in one order."""
    at_once = {
        alias.name
        for node in INIT.body
        if isinstance(node, ast.ImportFrom) and node.module.startswith("fiscalkpi.")
        for alias in node.names
    }
    assert set(fiscalkpi.__all__) == at_once | fiscalkpi._MODULE_OF.keys()
    assert not at_once & fiscalkpi._MODULE_OF.keys()
    assert len(set(fiscalkpi.__all__)) == len(fiscalkpi.__all__)


@pytest.mark.parametrize("name", fiscalkpi.__all__)
def test_name_is_there(name):
    """Each public name can be had, and is then an attribute like any other."""
    value = getattr(fiscalkpi, name)
    assert vars(fiscalkpi)[name] is value


def test_name_is_loaded_on_first_use():
    """In a fresh interpreter a later name is not there before it is asked for."""
    script = (
        "import fiscalkpi\n"
        "assert not fiscalkpi._MODULE_OF.keys() & vars(fiscalkpi).keys()\n"
        "for name in fiscalkpi._MODULE_OF: getattr(fiscalkpi, name)\n"
        "assert fiscalkpi._MODULE_OF.keys() <= vars(fiscalkpi).keys()\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_dir_and_star():
    """``dir()`` names everything, and a star import brings ``__all__``."""
    assert {*fiscalkpi.__all__, "__version__"} <= set(dir(fiscalkpi))
    names = {}
    exec("from fiscalkpi import *", names)
    assert names.keys() - {"__builtins__"} == set(fiscalkpi.__all__)


def test_error_unknown_name():
    """An unknown name is an AttributeError, as in any module."""
    with pytest.raises(AttributeError, match="module 'fiscalkpi' has no attribute 'Money'"):
        fiscalkpi.Money  # noqa: B018


def test_version_is_that_of_the_installed_package():
    """``__version__`` asks what is installed."""
    try:
        installed = metadata.version("fiscalkpi")
    except metadata.PackageNotFoundError:
        pytest.skip("the package runs from its source and is not installed")
    assert fiscalkpi.__version__ == installed


def test_version_is_on_top_of_the_changelog():
    """A release has its entry in the changelog."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## \[?([0-9][0-9.]*)", changelog, re.MULTILINE)[0] == project["version"]


# --------------------------------------------------------------------------------------- documentation


@pytest.mark.parametrize("name", fiscalkpi.__all__)
def test_name_is_in_the_api_reference(name):
    """Each public name has its entry in the API reference."""
    assert re.search(rf"^\.\. (?:auto\w+|py:data):: fiscalkpi\.{name}$", API, re.MULTILINE)


def test_api_reference_holds_public_names_only():
    """The API reference names nothing that cannot be imported from the package."""
    assert set(re.findall(r"^\.\. (?:auto\w+|py:data):: fiscalkpi\.(\w+)$", API, re.MULTILINE)) == set(
        fiscalkpi.__all__
    )


def needs_no_example(value):
    """Enumerations, errors, unions and plain values explain themselves by their members."""
    if isinstance(value, type):
        return issubclass(value, enum.Enum | Exception)
    return isinstance(value, types.UnionType) or not callable(value)


@pytest.mark.parametrize("name", fiscalkpi.__all__)
def test_name_has_a_docstring_with_an_example(name):
    """Each class and function says in its docstring what it is; an example there or in the reference shows it."""
    value = getattr(fiscalkpi, name)
    if isinstance(value, type) or callable(value):
        assert inspect.getdoc(value), f"{name} has no docstring"
    if not needs_no_example(value):
        shown = [
            value.__doc__ or "",
            *(getattr(member, "__doc__", None) or "" for member in vars(value).values()),
        ]
        in_reference = re.search(rf"^>>> .*\b{name}\b", API, re.MULTILINE)
        assert in_reference or any(">>>" in doc for doc in shown), f"{name} has no example"


# ------------------------------------------------------------------------------------------ signatures


def signature(value):
    text = str(inspect.signature(value))
    return re.sub(r" at 0x[0-9a-f]+", "", text)


def described(value):
    """Return what callers rely on: signatures, members of an enumeration, members of a union."""
    if isinstance(value, types.UnionType):
        return [member.__name__ for member in typing.get_args(value)]
    if isinstance(value, type) and issubclass(value, enum.Enum):
        return {member.name: member.value for member in value}
    if isinstance(value, type):
        public = {"()": signature(value)}
        if attrs.has(value):  # without slots a field stands on the instance alone
            public |= {field.name: "attribute" for field in attrs.fields(value) if field.name[0] != "_"}
        for name, member in sorted(inspect.getmembers_static(value)):
            if name.startswith("_") or name in dir(ValueError):
                continue
            if isinstance(member, classmethod | staticmethod):
                public[name] = signature(member.__func__)
            elif inspect.isfunction(member):
                public[name] = signature(member)
            else:
                public[name] = "attribute"
        return public
    return signature(value) if callable(value) else type(value).__name__


def all_described():
    return {name: described(getattr(fiscalkpi, name)) for name in fiscalkpi.__all__}


@pytest.mark.parametrize("name", fiscalkpi.__all__)
def test_signature_is_as_pinned(name):
    """A changed signature is seen in review: ``python tests/test_public_names.py`` writes the new one."""
    assert described(getattr(fiscalkpi, name)) == json.loads(SIGNATURES.read_text(encoding="utf-8")).get(name)


def test_no_pinned_name_is_gone():
    """A name that was public stays public."""
    assert json.loads(SIGNATURES.read_text(encoding="utf-8")).keys() == set(fiscalkpi.__all__)


if __name__ == "__main__":
    text = json.dumps(all_described(), ensure_ascii=False, indent=1, sort_keys=True)
    SIGNATURES.write_text(text + "\n", encoding="utf-8")
