"""Keeps the proof that the program's own files gather where NEURODESK_HOME says."""

import pytest

from neurodesk.disk import places


@pytest.mark.parametrize("name", ["settings", "recovery", "versions", "log"])
def test_home_gathers_all(tmp_path, monkeypatch, name):
    monkeypatch.setenv("NEURODESK_HOME", str(tmp_path / "home"))
    folder = getattr(places, f"{name}_dir")()
    assert folder.is_dir()
    assert folder.parent == tmp_path / "home"


def test_without_home_they_are_where_the_system_keeps_such(tmp_path, monkeypatch):
    monkeypatch.delenv("NEURODESK_HOME")
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    folders = {places.settings_dir(), places.recovery_dir(), places.log_dir()}
    assert len(folders) >= 3
    assert all("neurodesk" in str(folder).lower() for folder in folders)


def test_unsaved_work_is_for_this_person_only(tmp_path, monkeypatch):
    monkeypatch.setenv("NEURODESK_HOME", str(tmp_path))
    for folder in (places.recovery_dir(), places.versions_dir()):
        assert folder.stat().st_mode & 0o777 == 0o700
