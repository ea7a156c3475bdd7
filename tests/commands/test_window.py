"""Tests of the commands about the window; its picture is taken in tests/journeys/test_commands.py."""

from pathlib import Path

import pytest

from neurodesk.commands import window
from neurodesk.files.project import save_project
from neurodesk.graph.errors import ExplainError, NeuroDeskError
from neurodesk.graph.model import Project, empty_document


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
    """Collect how the window would be started."""
    calls: list[tuple] = []
    monkeypatch.setattr("neurodesk.ui.app.start", lambda file, engine: calls.append((file, engine)) or 0)
    return calls


def test_open(started: list[tuple], tmp_path: Path):
    """A project file, or nothing, is handed to the window with the engine's home."""
    file = tmp_path / "a.neurodesk"
    file.touch()
    assert window.open_window(file, engine="thread", commands=[]) == 0
    assert window.open_window(None, engine="process", commands=[]) == 0
    assert started == [(file, "thread"), (None, "process")]


@pytest.mark.parametrize(
    ("word", "hint"), [("chekc", "Did you mean `neurodesk check`?"), ("a/b/c.neurodesk", "neurodesk --help lists")]
)
def test_a_missing_file(started: list[tuple], capsys, word: str, hint: str):
    """No window is opened for a file that is not there."""
    assert window.open_window(Path(word), engine="process", commands=["check", "train"]) == 2
    assert started == []
    assert hint in capsys.readouterr().err


def test_a_picture_is_written_over_nothing_but_pictures(tmp_path: Path):
    """A project by mistake named twice stays what it is."""
    save_project(Project(empty_document(), tmp_path / "d.neurodesk"))
    before = (tmp_path / "d.neurodesk").read_bytes()
    with pytest.raises(ExplainError, match=r"ends in \.neurodesk"):
        window.screenshot(tmp_path / "d.neurodesk", tmp_path / "d.neurodesk", theme="dark")
    assert (tmp_path / "d.neurodesk").read_bytes() == before


def test_a_picture_that_fails_is_a_sentence(monkeypatch, tmp_path: Path):
    """A run that fails while the picture is made is told as such."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("No data is chosen yet.")

    monkeypatch.setattr("neurodesk.ui.app.screenshot", fail)
    with pytest.raises(NeuroDeskError, match="No data is chosen yet"):
        window.picture(Project(empty_document()), tmp_path / "x.png", "dark", epochs=1)
