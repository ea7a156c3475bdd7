"""A session on a small network, a quiet engine link, and the window over both."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from neurodesk.ui import asking
from neurodesk.ui.look.theme import theme
from neurodesk.ui.session import Session
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


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every question asked; none may come unless a test gives the answer."""
    questions: list[str] = []
    for name in ("save_first", "stop_training", "project_to_save", "project_to_open", "data_to_use"):

        def unexpected(*_args: object, name: str = name, **_more: object) -> None:
            questions.append(name)

        monkeypatch.setattr(asking, name, unexpected)
    return questions
