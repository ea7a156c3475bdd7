"""A line for a name says when it takes no more letters."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from neurodesk.ui.session import Session
from neurodesk.ui.widgets.name_line import NameLine
from neurodesk.ui.window import Window
from tests.ui.desk import shown


def test_a_name_that_is_pasted_too_long_is_said_to_be_cut(qtbot: QtBot):
    """With the limit; a name that fits is taken without a word."""
    line = shown(qtbot, NameLine("", called="Name"), 200, 32)
    QApplication.clipboard().setText("a" * 64)
    line.paste()
    assert not QToolTip.isVisible()
    line.clear()
    QApplication.clipboard().setText("a" * 500)
    line.paste()
    assert line.text() == "a" * 64
    assert QToolTip.text() == "A name has at most 64 characters. The rest was left out."
    QToolTip.hideText()


def test_every_name_in_the_window_is_typed_in_such_a_line(window: Window, session: Session):
    """A node's, and a network's on its tab."""
    session.select(["conv_1"])
    name = window.panel("Inspector").name
    window.networks.tabs.rename(session.network)
    for line in (name, window.networks.tabs.line):
        line.end(False)
        QTest.keyClicks(line, "b" * 70)
        assert len(line.text()) == 64
        assert "at most 64 characters" in QToolTip.text()
        QToolTip.hideText()
