"""Keeps the proof that shipped files are found from a checkout and from a wheel."""

from neurodesk.disk import resources
from neurodesk.disk.resources import resource


def test_found_in_the_checkout():
    assert resource().is_dir()
    assert resource("icons", "layers").parts[-3:] == ("resources", "icons", "layers")


def test_found_in_a_wheel_first(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "_ROOM", tmp_path / "neurodesk")
    (tmp_path / "resources").mkdir()
    assert resource("x") == tmp_path / "resources" / "x"
    (tmp_path / "neurodesk" / "resources").mkdir(parents=True)
    assert resource("x") == tmp_path / "neurodesk" / "resources" / "x"


def test_a_missing_folder_is_no_error(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "_ROOM", tmp_path / "neurodesk")
    assert not resource("x").exists()
