"""Every dialog fits on the screen, its buttons in sight; what has no room above them scrolls."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from neurodesk.ui.runs.runs_compare import Comparison
from neurodesk.ui.session import Session
from neurodesk.ui.widgets.fitting import scrolled
from neurodesk.ui.window import Window
from neurodesk.ui.words import speak
from tests.ui.desk import QuietLink
from tests.ui.runs.test_runs_table import ROW

BY_ACTION = ["settings", "shortcuts", "keys", "picture", "doctor", "crash_log", "help", "versions", "change_frame"]


def act(window: Window, key: str) -> None:
    """Choose an action from its menu."""
    window.renew()
    action = window.actions_by_key[key]
    assert action.isEnabled(), (key, action.statusTip())
    action.trigger()


def compare(window: Window, _key: str) -> None:
    """Lay two runs side by side."""
    Comparison(window, ROW, ROW).open()


def frame(window: Window, key: str) -> None:
    """Draw a frame first, whose words are then asked for."""
    window.session.select(["conv_1"])
    act(window, "frame")
    act(window, key)


OPENED: dict[str, Callable[[Window, str], None]] = dict.fromkeys(BY_ACTION, act) | {
    "compare": compare,
    "change_frame": frame,
}


@pytest.mark.parametrize("language", ["english", "deutsch"])
@pytest.mark.parametrize("size", [(640, 360), (910, 512), (1920, 1080)])
def test_every_dialog_fits_on_the_screen(
    session: Session, tmp_path: Path, monkeypatch, size: tuple[int, int], language: str
):
    """At 300 % on 1920 x 1080, at 910 x 512, and where there is room for all of it."""
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: QRect(0, 0, *size))
    speak(language)
    session.save(tmp_path / "p.neurodesk")
    window = Window(session, QuietLink(session))
    window.show_canvas()
    window.show()
    for key, opened in OPENED.items():
        opened(window, key)
        QApplication.processEvents()
        check(next(found for found in window.findChildren(QDialog) if found.isVisible()), key, size)
    speak("english")
    window.leave()
    window.deleteLater()


def test_a_scroll_bar_covers_nothing(qtbot: QtBot):
    """At the least width, what scrolls has room for all of its words beside the bar."""
    column = QVBoxLayout()
    for _line in range(40):
        column.addWidget(QLabel("Every word of this line is seen."))
    area = scrolled(column)
    qtbot.addWidget(area)
    area.resize(area.minimumWidth(), 100)
    area.show()
    QApplication.processEvents()
    assert area.verticalScrollBar().isVisible()
    assert area.viewport().width() >= area.widget().minimumSizeHint().width()


def check(dialog: QDialog, key: str, size: tuple[int, int]) -> None:
    """A dialog fits, the title over it too, and every button that ends it or does what it is for is seen."""
    assert dialog.width() <= size[0], key
    assert dialog.height() <= size[1] - 32, key
    buttons = dialog.findChild(QDialogButtonBox).findChildren(QPushButton)
    assert buttons
    for button in [*buttons, *([dialog.set] if key == "shortcuts" else [])]:
        assert whole(button, dialog), (key, button.text())
    dialog.reject()


def whole(button: QWidget, dialog: QDialog) -> bool:
    """Whether all of a button can be seen."""
    at = QRect(button.mapTo(dialog, button.rect().topLeft()), button.size())
    return button.isVisible() and dialog.rect().contains(at) and button.visibleRegion().boundingRect() == button.rect()
