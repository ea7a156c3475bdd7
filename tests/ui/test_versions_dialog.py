"""Earlier versions: listed, looked at, compared, brought back, and undone."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from neurodesk.disk.places import versions_dir
from neurodesk.files.versions import versions
from neurodesk.graph import edit
from neurodesk.graph.document import set_notes
from neurodesk.graph.model import Place, chosen
from neurodesk.ui import asking
from neurodesk.ui.versions_dialog import VersionsDialog, changes
from neurodesk.ui.window import Window
from tests.ui.desk import press


def dialog_of(window: Window) -> VersionsDialog:
    """Opened by its action."""
    window.actions_by_key["versions"].trigger()
    return next(found for found in window.findChildren(VersionsDialog) if found.isVisible())


def test_a_save_is_brought_back_in_one_step(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The newest first; what is on the desk cannot be brought back; undo gives it again."""
    session = window.session
    assert not window.actions_by_key["versions"].isEnabled()
    monkeypatch.setattr(asking, "project_to_save", lambda *_asked: tmp_path / "mine.neurodesk")
    assert window.save_whole()
    first = session.document
    session.edit_graph("Add", lambda graph: edit.add(graph, chosen("tanh"), "tanh_9")[0])
    session.edit_graph("Delete", lambda graph: edit.remove(graph, ["relu_1"]))
    assert window.save_whole()
    now = session.document
    dialog = dialog_of(window)
    assert dialog.list.count() == 2
    assert dialog.told.text() == "Nothing has changed since."
    assert not dialog.back.isEnabled()
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    assert "layers added: tanh_9" in dialog.told.text()
    assert "layers gone: relu_1" in dialog.told.text()
    press(dialog.back)
    assert not dialog.isVisible()
    assert session.document == first
    assert not session.is_saved
    session.undo()
    assert session.document == now


def test_what_the_file_held_before_the_first_save_is_kept(window: Window, tmp_path: Path):
    """As when a teacher's file is opened and written over."""
    path = tmp_path / "given.neurodesk"
    window.session.save(path)
    for file in versions_dir().iterdir():
        file.unlink()
    given = window.session.document
    window.session.edit("Note", lambda document: set_notes(document, "mine"))
    assert window.save_whole()
    dialog = dialog_of(window)
    dialog.list.setCurrentRow(1)
    assert dialog.found == given
    assert dialog.told.text().splitlines()[1:] == ["•  other notes"]
    dialog.reject()


def test_a_broken_list_is_said_in_its_place(window: Window, tmp_path: Path):
    """It is put aside by the next save, which says so; where it cannot be, that the save is not among the versions."""
    path = tmp_path / "mine.neurodesk"
    window.session.save(path)
    for file in versions_dir().iterdir():
        file.unlink()
    (versions_dir() / "versions.sqlite").write_bytes(b"broken" * 500)
    window.open(path)
    window.session.edit("Note", lambda document: set_notes(document, "more"))
    assert window.save_whole()
    assert "lies aside as versions.sqlite.damaged-1, a new one is begun" in window.word.currentMessage()
    assert len(versions(path)) == 2  # what the file held before, and what it holds now
    for file in versions_dir().glob("versions.sqlite*"):
        file.unlink()
    (versions_dir() / "versions.sqlite").mkdir()
    window.session.edit("Note", lambda document: set_notes(document, "still more"))
    assert window.save_whole()
    assert "not among its earlier versions" in window.word.currentMessage()
    dialog = dialog_of(window)
    assert "out of reach" in dialog.note.label.text()
    assert not dialog.back.isEnabled()
    dialog.reject()


def test_every_kind_of_change_is_told(window: Window, qtbot: QtBot):
    """Many names are counted."""
    old = window.session.document
    graph = old.graph()
    for _ in range(9):
        graph, _name = edit.add(graph, chosen("relu"), prefix="many")
    told = "\n".join(changes(old, old.with_graph(old.main, graph).with_graph("other", graph)))
    assert "network: layers added: many_1, many_2, many_3, many_4, many_5, many_6 … (9)" in told
    assert "networks added: other" in told
    moved = old.with_graph(old.main, edit.move(old.graph(), {"relu_1": Place(5.0, 5.0)}))
    assert list(changes(old, moved))[1:] == ["only places, frames, dots or pins"]
