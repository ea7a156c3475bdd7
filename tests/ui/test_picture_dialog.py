"""The form for a picture: a preview that follows it, the selection, and what stands in the way."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from neurodesk.ui import asking
from neurodesk.ui.picture_dialog import PictureDialog
from neurodesk.ui.session import Session
from neurodesk.ui.window import Window
from tests.ui.desk import press, shown, small_cnn


def test_the_preview_follows_and_the_file_is_written(qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch):
    """Ticks by keys, the file by the dialog of the system."""
    session.adopt(small_cnn())
    session.select(["conv_1", "relu_1"])
    dialog = shown(qtbot, PictureDialog(session), 720, 560)
    before = dialog.preview.grab().toImage()
    QTest.keyClick(dialog.shapes, Qt.Key.Key_Space)
    bare = dialog.preview.grab().toImage()
    assert bare != before
    dialog.part.setFocus()
    QTest.keyClick(dialog.part, Qt.Key.Key_Down)
    assert dialog.preview.grab().toImage() != bare
    monkeypatch.setattr(asking, "file_to_save", lambda *_args: tmp_path / "net.svg")
    with qtbot.waitSignal(dialog.saved) as told:
        press(dialog.save)
    assert told.args == [str(tmp_path / "net.svg")]
    text = (tmp_path / "net.svg").read_text()
    assert "conv_1" in text
    assert "linear_1" not in text
    assert "8 x 8 x 8" not in text


def test_a_file_that_cannot_be_written_is_said_and_the_form_stays(qtbot: QtBot, session: Session, tmp_path: Path):
    """The folder is gone."""
    session.adopt(small_cnn())
    dialog = shown(qtbot, PictureDialog(session), 720, 560)
    dialog.write(tmp_path / "gone" / "net.svg")
    assert dialog.note.label.text()
    assert dialog.isVisible()
    assert dialog.part.count() == 1


def test_from_the_file_menu(window: Window, qtbot: QtBot):
    """Greyed with a reason while nothing is drawn."""
    window.session.adopt(small_cnn())
    window.show_canvas()
    window.actions_by_key["picture"].trigger()
    dialog = window.findChild(PictureDialog)
    assert dialog.preview.picture is not None
    dialog.reject()
