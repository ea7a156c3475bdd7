"""A session on a small network, a quiet engine link, and the window over both."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from neurodesk.ui.session import Session
from neurodesk.ui.theme import theme
from neurodesk.ui.window import Window
from tests.ui.desk import QuietLink, small_cnn


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    """The small network on the digits."""
    theme().choose("dark")
    made = Session()
    made.adopt(small_cnn())
    yield made
    made.close()


@pytest.fixture
def link(session: Session) -> QuietLink:
    """A link without an engine."""
    return QuietLink(session)


@pytest.fixture
def window(session: Session, link: QuietLink) -> Iterator[Window]:
    """The window, shown on the canvas with every panel made."""
    made = Window(session, link)
    made.canvas.reduced_motion = True
    made.show_canvas()
    made.show()
    QApplication.processEvents()
    yield made
    made.leave()
    made.deleteLater()
