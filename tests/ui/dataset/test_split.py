"""The split shows what comes of the shares, and takes a refusal in place."""

from pytestqt.qtbot import QtBot

from neurodesk.ui.dataset.split import SHARES, SplitPane
from neurodesk.ui.session import Session
from tests.ui.desk import previewed, shown


def test_only_the_options_that_divide_the_data_are_shown(qtbot: QtBot, session: Session):
    """Classes are divided alike, numbers at random."""
    pane = shown(qtbot, SplitPane(session), 600, 300)
    assert {name for name, field in pane.form.editors.items() if field.isVisible()} == set(SHARES)
    pane.refuse("Too few.")
    assert pane.reason.isVisible()
    pane.show_preview(previewed(1))
    assert not pane.reason.isVisible()
    assert "same shares" in pane.words.text()
    pane.show_preview(previewed(1, classes=(), counts=[1, 2]))
    assert "at random" in pane.words.text()
    pane.show_preview(None)
    assert pane.words.text() == ""
