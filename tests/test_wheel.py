"""The wheel holds what the package needs at run time, and nothing else: data files are what a wheel forgets."""

import subprocess
import sys
import tarfile
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build wheel and source archive of the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", str(folder)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built):
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


@pytest.fixture(scope="module")
def metadata(wheel):
    (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    return message_from_string(wheel.read(name).decode())


def test_files_are_those_of_the_source(wheel):
    """Every file of the package is in the wheel, with its bytes, and no other."""
    packed = {name: wheel.read(name) for name in wheel.namelist() if ".dist-info/" not in name}
    files = [
        path
        for path in (SOURCE / "fiscalkpi").rglob("*")
        if path.is_file() and path.suffix not in (".pyc", ".pyo")
    ]
    assert packed == {path.relative_to(SOURCE).as_posix(): path.read_bytes() for path in files}


def test_kinds_of_data_are_there(wheel):
    """The typing marker, the tables of words and units, and both catalogues of messages are in it."""
    names = set(wheel.namelist())
    assert "fiscalkpi/py.typed" in names
    assert {"fiscalkpi/data/units.toml", "fiscalkpi/data/wording.toml"} <= names
    for locale in ("zh_CN", "en"):
        for domain in ("errors", "evaluation", "findings", "labels"):
            assert f"fiscalkpi/data/locale/{locale}/LC_MESSAGES/{domain}.po" in names


def test_licence_and_requirements(wheel, metadata):
    """The metadata has the licence and its file, and requires the three core packages only."""
    assert metadata["License-Expression"] == "MIT"
    assert metadata.get_all("License-File") == ["LICENSE"]
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel.namelist())
    assert sorted(text.partition(">")[0] for text in metadata.get_all("Requires-Dist")) == [
        "attrs",
        "babel",
        "cattrs",
    ]
    assert metadata["Requires-Python"] == ">=3.11"


def test_command_is_installed(wheel):
    """The wheel brings the command ``fiscalkpi``."""
    (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt")]
    assert "fiscalkpi = fiscalkpi.cli:main" in wheel.read(name).decode()


def test_source_archive_is_whole(built):
    """The source archive holds what it takes to build, test and document the package."""
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "docs/conf.py", "tests/test_wheel.py"}
    assert wanted <= names
