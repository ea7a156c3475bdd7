"""The gallery is found by typing, fits its room, and says what to expect of each template."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk.files.templates import templates
from neurodesk.ui.guide.gallery import Gallery, expected
from tests.ui.desk import shown


@pytest.fixture
def gallery(qtbot: QtBot) -> Gallery:
    """All templates."""
    return shown(qtbot, Gallery(), 900, 900)


def visible(gallery: Gallery) -> list[str]:
    """The cards that are seen."""
    QApplication.processEvents()
    return [key for key, card in gallery.cards.items() if card.isVisible()]


def test_templates_are_found_by_typing(gallery: Gallery):
    """Title, sentence, data or task; Enter takes the first; nothing found is said."""
    QTest.keyClicks(gallery.search, "regression")
    assert visible(gallery) == ["diabetes"]
    chosen = []
    gallery.template_chosen.connect(chosen.append)
    QTest.keyClick(gallery.search, Qt.Key.Key_Return)
    assert chosen == ["diabetes"]
    QTest.keyClicks(gallery.search, " zzz")
    assert visible(gallery) == []
    assert gallery.none.isVisible()
    QTest.keyClick(gallery.search, Qt.Key.Key_Return)
    assert chosen == ["diabetes"]
    gallery.search.clear()
    assert visible(gallery) == [made.key for made in templates()]


@pytest.mark.parametrize(("width", "columns"), [(230, 1), (480, 2), (900, 3)])
def test_it_uses_the_room_there_is(gallery: Gallery, width: int, columns: int):
    """One to three columns, no card cut off."""
    for step in (900, 600, 480, 350, 230):
        gallery.resize(max(step, width), 900)
        visible(gallery)
    assert gallery.width() == width
    assert len({card.x() for card in gallery.cards.values()}) == columns
    assert all(card.geometry().right() <= gallery.width() for card in gallery.cards.values())


def test_each_says_what_to_expect():
    """A score and a time that were measured; regression is no percentage."""
    measured = [made for made in templates() if made.seconds]
    assert len(measured) >= 9
    for made in measured:
        assert ("R²" in expected(made)) == (made.task == "regression"), made.key
        assert " in about " in expected(made)
    assert expected(replace(measured[0], seconds=0)) == ""
