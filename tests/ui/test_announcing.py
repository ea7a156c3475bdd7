"""Messages are said to whoever listens."""

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from neurodesk.ui.widgets.note import Note
from neurodesk.ui.window import Window


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader would say by itself."""
    heard: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: heard.append(getattr(event, "message", str)()) or None
    )
    return heard


def test_status_line_notes_and_problems_are_said(window: Window, said: list[str]):
    """What a sighted person sees come up, a blind one hears; what is empty is silence."""
    window.canvas.message.emit("Nothing is selected to copy.")
    window.note.tell("warning", "The disk is full.")
    window.note.tell("warning", "")
    window.session.select(["linear_1"])
    window.canvas.delete()
    assert "Nothing is selected to copy." in said
    assert "The disk is full." in said
    assert any("output_1" in text for text in said)
    window.session.undo()
    assert said[-1] == "No problems." or "No problems." in said


def test_nobody_listens(qapp: QApplication, monkeypatch: pytest.MonkeyPatch):
    """Then nothing is told to the system."""
    told: list[object] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: False)
    monkeypatch.setattr(QAccessible, "updateAccessibility", told.append)
    note = Note()
    note.tell("ok", "Saved")
    note.deleteLater()
    assert not told
