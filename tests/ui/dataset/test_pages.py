"""A page of the data is shown as it is, or as it enters the network."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from neurodesk.ui.dataset.pages import PAGE, ExamplePages
from tests.ui.desk import press, previewed, shown


@pytest.fixture
def pages(qtbot: QtBot) -> ExamplePages:
    """With three digits of forty."""
    made = shown(qtbot, ExamplePages("Nothing yet."), 700, 300)
    made.show_preview(previewed(1, entering=np.full((3, 1, 8, 8), -1.5, np.float32)))
    return made


def labels(pages: ExamplePages) -> list[str]:
    """What stands under the pictures."""
    return [text for _image, text, _right in pages.pictures.items]


def test_what_enters_is_scaled_and_coded(pages: ExamplePages):
    """By one key: class numbers beside the names, the batch's shape, and its range."""
    assert labels(pages) == ["0", "1", "2"]
    pages.look.setFocus()
    QTest.keyClick(pages.look, Qt.Key.Key_Down)
    assert labels(pages) == ["0 = 0", "1 = 1", "2 = 2"]
    assert pages.shape.text() == "3 × 1 × 8 × 8 float32, -1.5 to -1.5"


def test_pages_are_turned_to_the_end_and_back(pages: ExamplePages):
    """On by as many as are shown, back by a page; beyond the ends there is nothing."""
    asked = []
    pages.asked.connect(lambda: asked.append(pages.offset))
    assert not pages.pager.back.isEnabled()
    press(pages.pager.on)
    pages.show_preview(previewed(1, offset=37))
    assert not pages.pager.on.isEnabled()
    assert pages.pager.label.text() == "38–40 of 40"
    press(pages.pager.back)
    assert asked == [3, max(37 - PAGE, 0)]


def test_an_empty_part(pages: ExamplePages):
    """No validation examples: nothing is shown, and nothing breaks."""
    none = {"pictures": np.zeros((0, 1, 8, 8), np.float32), "values": np.zeros((0, 64), np.float32), "names": ()}
    pages.show_preview(previewed(1, labels=np.zeros(0, int), part="validation", parts=(40, 0, 10), **none))
    assert labels(pages) == []
    assert not pages.pager.on.isEnabled()
    pages.clear("The folder is gone.")
    assert pages.pictures.empty == "The folder is gone."
    assert not pages.head.isEnabled()
