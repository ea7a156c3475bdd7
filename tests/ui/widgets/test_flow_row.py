"""A row that wraps: nothing is cut, nothing lies on another, and what is hidden takes no room."""

from itertools import pairwise

from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from neurodesk.ui.widgets.flow_row import FlowRow


def shown(qtbot: QtBot, width: int) -> tuple[QWidget, list[QPushButton]]:
    """Eight buttons in a row of that width."""
    page = QWidget()
    buttons = [QPushButton(f"Button number {number}") for number in range(8)]
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addLayout(FlowRow(*buttons))
    column.addStretch()
    qtbot.addWidget(page)
    page.resize(width, 400)
    page.show()
    QApplication.processEvents()
    return page, buttons


def test_all_stand_whole_and_apart_in_any_width(qtbot: QtBot):
    """One line where there is room, several where there is not; never wider than the room."""
    for width, lines in ((2000, 1), (300, 3), (160, 8)):
        page, buttons = shown(qtbot, width)
        assert page.width() == width
        assert len({button.y() for button in buttons}) >= lines
        assert all(button.geometry().right() < width for button in buttons)
        assert all(button.width() >= button.sizeHint().width() for button in buttons)
        assert not any(one.geometry().intersects(other.geometry()) for one, other in pairwise(buttons))


def test_hidden_ones_take_no_room(qtbot: QtBot):
    """The next moves up."""
    _, buttons = shown(qtbot, 2000)
    before = buttons[1].x()
    buttons[0].hide()
    QApplication.processEvents()
    assert buttons[1].x() < before


def test_words_that_wrap_are_read_whole_in_a_narrow_row(qtbot: QtBot):
    """As high as their lines are."""
    page, words = QWidget(), QLabel("What each layer answers for one held-out example. Click a card.", wordWrap=True)
    column = QVBoxLayout(page)
    column.addLayout(FlowRow(QPushButton("Live"), words))
    column.addStretch()
    qtbot.addWidget(page)
    page.resize(160, 400)
    page.show()
    QApplication.processEvents()
    assert words.width() > 100
    assert words.height() >= words.heightForWidth(words.width())
