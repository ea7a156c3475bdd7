"""A sentence keeps its buttons behind it while there is room, and below it else; none is cut off."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from neurodesk.ui.widgets.sentence_row import SentenceRow
from tests.ui.desk import shown


@pytest.fixture
def row(qtbot: QtBot) -> QWidget:
    """A sentence of about 200 px and three buttons."""
    card = QWidget()
    layout = SentenceRow(200, 24)
    card.setLayout(layout)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(QLabel("a sentence of some length, wrapped", wordWrap=True))
    for number in range(3):
        layout.addWidget(QPushButton(f"Cure {number}"))
    return shown(qtbot, card, 900, 200)


def buttons(row: QWidget) -> list[QPushButton]:
    return row.findChildren(QPushButton)


def test_one_line_where_there_is_room(row: QWidget):
    """The sentence takes what the buttons leave; they end at the right edge."""
    tops = {button.y() for button in buttons(row)}
    assert len(tops) == 1
    assert buttons(row)[-1].geometry().right() == row.width() - 1
    assert row.findChild(QLabel).geometry().right() < buttons(row)[0].x()
    assert row.layout().sizeHint().width() <= row.width()


def test_below_in_as_many_lines_as_it_takes(row: QWidget):
    """They start at the indent, and nothing passes the edge; the row asks for the height."""
    row.resize(240, 400)
    assert {button.x() >= 24 for button in buttons(row)} == {True}
    assert buttons(row)[0].y() > row.findChild(QLabel).geometry().bottom()
    assert max(button.geometry().right() for button in buttons(row)) < 240
    assert len({button.y() for button in buttons(row)}) > 1
    needed = max(button.geometry().bottom() for button in buttons(row)) + 1
    assert row.layout().heightForWidth(240) == needed > row.layout().heightForWidth(900)


def test_it_is_a_layout_like_others(row: QWidget):
    """Widgets can be counted, found and taken out."""
    layout = row.layout()
    assert layout.count() == 4
    assert layout.itemAt(4) is None
    assert layout.takeAt(9) is None
    taken = layout.takeAt(3)
    assert taken.widget() is buttons(row)[2]
    assert layout.count() == 3
