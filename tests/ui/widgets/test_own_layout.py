"""A layout of our own outlives its widgets, whoever takes them away."""

import gc

import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from neurodesk.ui.widgets.flow_row import FlowRow
from tests.ui.desk import shown


def test_widgets_go_in_every_way_and_the_rest_is_laid_out(qtbot: QtBot):
    """Removed, given another parent, destroyed at once and later, taken; with Python collecting in between."""
    for _ in range(20):
        page, buttons = QWidget(), [QPushButton(str(number)) for number in range(7)]
        row = FlowRow(*buttons)
        page.setLayout(row)
        shown(qtbot, page, 300, 80)
        row.removeWidget(buttons[0])
        buttons[1].setParent(None)
        shiboken6.delete(buttons[2])
        buttons[3].deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        row.takeAt(0)
        gc.collect()
        page.resize(60, 200)
        QApplication.processEvents()
        assert [row.itemAt(at).widget() for at in range(row.count())] == buttons[5:]
        assert buttons[6].y() > buttons[5].y()  # in the next line
        assert row.heightForWidth(60) > row.heightForWidth(300)


def test_it_leaves_nothing_of_them(qtbot: QtBot):
    """Also in another layout, to which Qt lends what ours keeps."""
    page = QWidget()
    row = FlowRow(QPushButton("a"), QPushButton("b"))
    QVBoxLayout(page).addLayout(row)
    page.show()
    qtbot.waitExposed(page)
    kept = [row.itemAt(at) for at in range(2)]
    shiboken6.delete(page)
    assert not any(shiboken6.isValid(item) for item in kept)
