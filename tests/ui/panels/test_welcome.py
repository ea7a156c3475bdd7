"""The welcome page: every template, recent files, and ways to begin."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from neurodesk.files.templates import templates
from neurodesk.ui.look.theme import theme
from neurodesk.ui.panels.welcome import WelcomePage
from neurodesk.ui.settings import settings
from tests.ui.desk import colours, markup, press, shown


@pytest.fixture
def page(qtbot: QtBot) -> WelcomePage:
    """The page without recent files."""
    theme().choose("dark")
    made = shown(qtbot, WelcomePage(), 1100, 1200)
    qtbot.waitUntil(lambda: all(card.graph is not None for card in made.cards.values() if card.isVisible()))
    return made


def button(page: WelcomePage, text: str) -> QPushButton:
    """The button whose words begin so."""
    QApplication.processEvents()
    return next(found for found in page.findChildren(QPushButton) if found.text().startswith(text))


def test_every_template_is_a_card(page: WelcomePage):
    """Named for screen readers, chosen by mouse or keys."""
    assert list(page.cards) == [made.key for made in templates()]
    chosen = []
    page.template_chosen.connect(chosen.append)
    first, second, *_others = page.cards.values()
    assert templates()[0].title in first.accessibleName()
    press(first)
    second.setFocus()
    QTest.keyClick(second, Qt.Key.Key_Space)
    assert chosen == list(page.cards)[:2]


def test_a_card_is_drawn_from_its_template(page: WelcomePage):
    """Blocks in the colours of its families, in both themes."""
    card = page.cards["digits_cnn"]
    for look in ("dark", "light"):
        theme().choose(look)
        page.fill()
        card = page.cards["digits_cnn"]
        QApplication.processEvents()
        card.grab()
        QApplication.processEvents()
        assert theme().family("Convolution").name() in colours(card)
        assert theme().color("surface_2").name() in colours(card)


def test_the_other_ways_to_begin(page: WelcomePage):
    """An empty canvas, a project, data."""
    told = []
    page.empty_asked.connect(lambda: told.append("empty"))
    page.open_asked.connect(lambda: told.append("open"))
    page.folder_asked.connect(lambda: told.append("data"))
    for text in ("Empty canvas", "Open a project", "Image folder"):
        press(button(page, text))
    assert told == ["empty", "open", "data"]


def test_recent_files(page: WelcomePage, tmp_path: Path):
    """Newest first, five at most; names are words, neither markup nor keys."""
    for number in range(7):
        settings().add_recent(tmp_path / f"p{number}.neurodesk")
        (tmp_path / f"p{number}.neurodesk").touch()
    odd = tmp_path / "R&D <b>bold.neurodesk"
    odd.touch()
    settings().add_recent(odd)
    page.fill()
    QApplication.processEvents()
    rows = [row.button for row in page.recent.rows.values()]
    assert [row.text().split("    ")[0] for row in rows] == ["R&&D <b>bold", "p6", "p5", "p4", "p3"]
    assert markup(page) == []
    opened = []
    page.file_chosen.connect(opened.append)
    press(rows[0])
    assert opened == [odd]


def test_a_long_path_leaves_the_page_as_wide_as_it_was(page: WelcomePage, tmp_path: Path):
    """Nothing is pushed off to the right, and the tip has all of it."""
    deep = tmp_path / ("d" * 120) / ("e" * 120)
    deep.mkdir(parents=True)
    (deep / "x.neurodesk").touch()
    settings().add_recent(deep / "x.neurodesk")
    page.fill()
    QApplication.processEvents()
    row = button(page, "x ")
    assert page.widget().width() <= page.viewport().width()
    assert str(deep) in row.toolTip()


def test_it_fits_a_narrow_window(page: WelcomePage):
    """Cards stay inside a window of 760 px."""
    page.resize(760, 700)
    QApplication.processEvents()
    for card in page.cards.values():
        assert card.mapTo(page.viewport(), card.rect().topRight()).x() <= page.viewport().width()
