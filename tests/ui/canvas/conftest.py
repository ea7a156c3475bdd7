"""A session with the digits, a canvas that shows it, and a hand that draws on it."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk.graph.model import chosen, empty_document
from neurodesk.ui.canvas.chain import read
from neurodesk.ui.canvas.chain_drawing import draw
from neurodesk.ui.canvas.view import CanvasView
from neurodesk.ui.look.theme import theme
from neurodesk.ui.session import Session
from tests.ui.canvas.hand import Hand


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    """An empty network with the digits behind it."""
    theme().choose("dark")
    made = Session()
    made.adopt(empty_document().replaced(source=chosen("digits")))
    yield made
    made.close()


@pytest.fixture
def drawn(session: Session) -> Session:
    """The same with a small network: input_1, conv_1, relu_1, flatten_1, linear_1, output_1."""
    links = read("conv 8 relu flatten linear", session.facts.input, session.facts).links
    session.edit_graph("Draw", lambda graph: draw(graph, links)[0])
    session.select(())
    return session


@pytest.fixture
def view(qtbot: QtBot, session: Session) -> CanvasView:
    """A canvas of 1600 x 700 px at 100 %, its top left corner at (-100, -200)."""
    made = CanvasView(session)
    made.reduced_motion = True
    qtbot.addWidget(made)
    made.resize(1600, 700)
    made.show()
    made.setFocus()
    made.centerOn(700, 150)
    return made


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    """What moves the mouse and types."""
    return Hand(view)
