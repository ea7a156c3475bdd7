"""A pager says which are shown, and greys what leads nowhere."""

from pytestqt.qtbot import QtBot

from neurodesk.ui.widgets.pager import Pager
from tests.ui.desk import press


def test_it_turns_where_there_is_more(qtbot: QtBot):
    """Back at the start and on at the end are greyed; in between both turn by one page."""
    pager, turns = Pager(), []
    qtbot.addWidget(pager)
    pager.turned.connect(turns.append)
    pager.show_page(0, 60, 2000)
    assert pager.label.text() == "1–60 of 2,000"
    assert not pager.back.isEnabled()
    press(pager.on)
    pager.show_page(60, 60, 2000)
    press(pager.back)
    assert turns == [1, -1]
    pager.show_page(1980, 20, 2000)
    assert not pager.on.isEnabled()


def test_nothing_is_nought_of_nought(qtbot: QtBot):
    """An empty page starts at no example."""
    pager = Pager()
    qtbot.addWidget(pager)
    pager.show_page(0, 0, 0)
    assert pager.label.text() == "0–0 of 0"
    assert not pager.back.isEnabled()
    assert not pager.on.isEnabled()
