"""Where there is no data there is a way to some."""

from pytestqt.qtbot import QtBot

from neurodesk.ui.dataset.invitation import Invitation
from tests.ui.desk import HOSTILE, markup, press, shown


def test_each_state_offers_what_helps(qtbot: QtBot):
    """None yet: three beginnings. Gone: its reason as plain text, and a way to choose again."""
    page = shown(qtbot, Invitation(), 600, 250)
    wanted, again = [], []
    page.wanted.connect(wanted.append)
    page.again.connect(lambda: again.append(True))
    page.invite()
    for button in page.buttons.values():
        press(button)
    assert wanted == ["digits", "image_folder", "csv"]
    page.regret(HOSTILE)
    assert not page.buttons["csv"].isVisible()
    press(page.choose_again)
    assert again == [True]
    assert markup(page) == []
