"""The one loader of data files: each states its source and its edition."""

from pathlib import Path

import pytest

from fiscalkpi import _data

FILES = sorted(Path(_data.DATA).glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_data_file_states_source_and_version(path):
    """Each file says where it comes from and which edition it is, and is read once."""
    table = _data.load(path.stem)
    assert isinstance(table["source"], str)
    assert isinstance(table["version"], str)
    assert _data.load(path.stem) is table


def test_error_data_file_without_source(tmp_path, monkeypatch):
    """A table that nobody can check is refused, with what it lacks."""
    (tmp_path / "bare.toml").write_text("a = 1\n", encoding="utf-8")
    monkeypatch.setattr(_data, "DATA", str(tmp_path))
    with pytest.raises(ValueError, match=r"data/bare\.toml does not state its source and version"):
        _data.load("bare")


def test_error_unknown_data_file():
    """A table that is not there is an error."""
    with pytest.raises(FileNotFoundError):
        _data.load("no-such-table")
