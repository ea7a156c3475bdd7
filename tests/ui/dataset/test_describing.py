"""A long look through a table leaves the window free, tells how far it is, and can be stopped."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from neurodesk.data.sources import csv_table
from neurodesk.engine.protocol import PreviewData
from neurodesk.graph.document import set_source
from neurodesk.graph.model import chosen, empty_document
from neurodesk.ui.panels.data import DataPanel
from neurodesk.ui.session import Session
from tests.ui.desk import QuietLink, press, shown

LINES = 60_000


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A project folder with a table that is not small."""
    rows = "".join(f"{at},{at % 7},{'yes' if at % 3 else 'no'}\n" for at in range(LINES))
    (tmp_path / "big.csv").write_text("size,age,label\n" + rows)
    assert (tmp_path / "big.csv").stat().st_size > csv_table.SMALL
    return tmp_path


def choose(session: Session, folder: Path) -> None:
    """Take the table in a project of its own."""
    session.adopt(empty_document(), folder / "p.neurodesk")
    session.edit("Use", lambda document: set_source(document, chosen("csv", file="big.csv")))


def test_the_facts_come_when_they_are_there(qtbot: QtBot, session: Session, link: QuietLink, table: Path):
    """The dock waits and says so; then it asks for examples by itself. A second look needs no waiting."""
    panel = shown(qtbot, DataPanel(session, link), 900)
    choose(session, table)
    assert session.facts is None
    assert session.facts_fault is None
    assert panel.invitation.bar.isVisible()
    moved = []
    session.describing.moved.connect(moved.append)
    with qtbot.waitSignal(session.described, timeout=30_000):
        sent = len(link.sent)
    assert session.facts.examples == LINES
    assert session.facts.classes == ("no", "yes")
    assert all(0 <= share <= 1 for share in moved)
    assert panel.stage.currentWidget() is panel.tabs
    assert isinstance(link.sent[-1], PreviewData)
    assert len(link.sent) == sent + 1
    session.edit("Role", lambda document: set_source(document, chosen("csv", file="big.csv", ignore="age")))
    assert session.facts.features == ("size",)


def test_a_look_can_be_stopped_and_begun_again(qtbot: QtBot, session: Session, link: QuietLink, table: Path):
    """By a button that a key reaches; Look again reads to the end."""
    panel = shown(qtbot, DataPanel(session, link), 900)
    choose(session, table)
    panel.invitation.stop.setFocus()
    with qtbot.waitSignal(session.described, timeout=30_000):
        QTest.keyClick(panel.invitation.stop, Qt.Key.Key_Space)
    assert str(session.facts_fault) == "The look through the table was stopped."
    assert panel.invitation.text.text() == f"{session.facts_fault} Press Look again to read it to the end."
    with qtbot.waitSignal(session.described, timeout=30_000):
        press(next(button for button in panel.findChildren(QPushButton) if button.text() == "Look again"))
    assert session.facts.examples == LINES


def test_undo_and_closing_end_the_look(qtbot: QtBot, session: Session, table: Path):
    """What it would have found is of no document any more."""
    choose(session, table)
    assert session.describing.busy
    session.undo()
    assert not session.describing.busy
    assert session.facts is None
    session.redo()
    session.close()
    assert not session.describing.busy
