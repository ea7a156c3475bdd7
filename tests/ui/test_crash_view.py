"""The crash log is read before it is copied; the next start after a crash or a hang shows it once, as plain text."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from neurodesk.disk.places import log_dir
from neurodesk.files.recovery import Journal
from neurodesk.graph.model import empty_document
from neurodesk.ui.crash_log import log_file, write_log
from neurodesk.ui.crash_view import CrashView, show_last_end
from neurodesk.ui.window import Window
from tests.ui.desk import HOSTILE

CRASH = f"Fatal Python error: Segmentation fault\n\n{HOSTILE}\n  File /home/me/x.py\n"
HANG = "Timeout (0:00:06)!\n  File /home/me/x.py\nThe window did not answer for 7.4 s.\n"


def shown(window: Window) -> CrashView | None:
    """The dialog, if it is there."""
    return next((view for view in window.findChildren(CrashView) if view.isVisible()), None)


@pytest.mark.parametrize(
    ("text", "told"),
    [(CRASH, "in the middle of its work"), (HANG, "did not answer for 7 s"), (HANG[:40], "stopped answering")],
)
def test_the_next_start_shows_it_once(window: Window, text: str, told: str):
    """As it stands, with where it is; nothing is copied until Copy, and then what was seen."""
    (log_dir() / "a.fault").write_text(text)
    QGuiApplication.clipboard().setText("mine")
    show_last_end(window)
    view = shown(window)
    assert told in view.told.text()
    assert view.text.toPlainText() == text.strip()
    assert view.text.isReadOnly()
    assert any(str(log_file()) in label.text() for label in view.findChildren(QLabel))
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in view.findChildren(QLabel))
    assert QGuiApplication.clipboard().text() == "mine"
    QTest.mouseClick(view.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == view.text.toPlainText()
    view.reject()
    QApplication.processEvents()
    show_last_end(window)
    assert shown(window) is None
    window.actions_by_key["crash_log"].trigger()
    assert text.strip() in shown(window).text.toPlainText()


def test_the_window_tells_it_by_itself_after_lost_work(home: Path, request: pytest.FixtureRequest, qtbot: QtBot):
    """Work that can be brought back is asked about first, however much; the crash comes when all is answered."""
    (log_dir() / "a.fault").write_text(CRASH)
    for _ in range(2):
        journal = Journal()
        journal.keep(empty_document(), None)
        journal.leave()
    window: Window = request.getfixturevalue("window")
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None)
    for answer in ("Discard it", "Ask me later"):
        box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
        assert shown(window) is None
        next(button for button in box.buttons() if button.text() == answer).click()
        QApplication.processEvents()
    assert "in the middle" in shown(window).told.text()


def test_help_shows_all_of_it(window: Window):
    """At the newest entry; before the first it says that there is none, and nothing can be copied."""
    window.actions_by_key["crash_log"].trigger()
    view = shown(window)
    assert view.told.text() == "No fault was written down so far."
    assert not view.copy.isEnabled()
    view.reject()
    QApplication.processEvents()
    for number in range(200):
        write_log(f"fault {number}")
    window.actions_by_key["crash_log"].trigger()
    view = shown(window)
    assert "fault 0" in view.text.toPlainText()
    assert view.text.verticalScrollBar().value() > 0
    assert view.text.viewport().rect().contains(view.text.cursorRect())  # the cursor is behind the last entry
    assert view.text.textCursor().atEnd()


def test_what_is_no_log_is_said(window: Window):
    """In words, without a copy button that copies nothing."""
    log_file().mkdir()
    window.actions_by_key["crash_log"].trigger()
    view = shown(window)
    assert view.told.text() == "The crash log cannot be shown: it is a folder, not a file."
    assert not view.copy.isEnabled()
