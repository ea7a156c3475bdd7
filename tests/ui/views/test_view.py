"""Every view says so when it is empty, and follows the theme."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from pytestqt.qtbot import QtBot

from neurodesk.ui.look.theme import theme
from neurodesk.ui.views import View
from tests.ui.desk import colours, shown


class Empty(View):
    """A view with nothing to show."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say so."""
        self.say(QPainter(self), "Nothing is here yet.")


def test_an_empty_view_speaks_in_the_colours_of_the_theme(qtbot: QtBot):
    """The sentence is dim, in dark and in light."""
    view = shown(qtbot, Empty("A view", QSize(80, 40)), 400, 300)
    for choice in ("light", "dark"):
        theme().choose(choice)
        assert theme().color("text_dim").name() in colours(view)
    assert view.accessibleName() == "A view"
