"""A small network on the digits, a link that keeps what it is asked, and what an engine may tell it."""

import functools
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from neurodesk.engine.protocol import DataPreviewed, Evaluated, ExamplesShown, Explained, Request
from neurodesk.graph.model import Document, chosen, empty_document
from neurodesk.training import events
from neurodesk.ui.canvas.chain import read
from neurodesk.ui.canvas.chain_drawing import draw
from neurodesk.ui.link import EngineLink
from neurodesk.ui.session import Session

CLASSES = tuple("0123456789")
HOSTILE = "<img src=x><b>bold</b> & [*]"  # shown as it stands, never as markup


class QuietLink(EngineLink):
    """No engine behind it: `sent` holds every request, `say` lets an event arrive."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.sent: list[Any] = []

    def wake(self) -> None:
        """Start nothing."""

    def watch(self, nodes: tuple[str, ...], sample: int = 0, hz: float = 10.0) -> None:
        """Keep what is to be watched."""
        self.sent.append(("watch", nodes, sample))

    def measure_weights(self, hz: float = 2.0) -> None:
        """Keep how often weights are to be measured."""
        self.sent.append(("weigh", hz))

    def _send(self, request: Request) -> None:
        self.sent.append(request)

    def say(self, *told: Any) -> None:
        """Let events arrive as if an engine had sent them."""
        for event in told:
            self.hand_on(event)

    def last(self, kind: type) -> Any:
        """The newest request of a kind."""
        return [request for request in self.sent if isinstance(request, kind)][-1]


@functools.cache
def small_cnn() -> Document:
    """Digits through one convolution: input_1, conv_1, relu_1, flatten_1, linear_1, output_1."""
    document = empty_document().replaced(source=chosen("digits"))
    session = Session()
    session.adopt(document)
    links = read("conv 8 relu flatten linear", session.facts.input, session.facts).links
    session.edit_graph("Draw", lambda graph: draw(graph, links)[0])
    made = session.document
    session.close()
    return made


def write_run(session: Session, text: str) -> None:
    """As a run does that is written into the folder of runs."""
    session.runs.mkdir(parents=True)
    (session.runs / "runs.sqlite").write_text(text)


def started(**other: Any) -> events.RunStarted:
    """A run has begun."""
    told = {
        "run": 1,
        "device": "cpu",
        "threads": 1,
        "parameters": 5210,
        "examples": 1257,
        "steps_per_epoch": 40,
        "epochs": 3,
    }
    return events.RunStarted(**{**told, **other})


def stepped(step: int, losses: Any, **other: Any) -> events.StepsTaken:
    """Some steps were taken."""
    told = {"epoch": 1, "rate": 0.001, "speed": 512.0, "memory": 3 << 20, "progress": 0.25, "eta": 65.0}
    return events.StepsTaken(run=1, step=step, losses=np.asarray(losses, np.float32), **{**told, **other})


def finished(**other: Any) -> events.RunFinished:
    """A run has ended well."""
    told = {
        "run": 1,
        "reason": "finished",
        "epoch": 3,
        "step": 120,
        "metrics": {"loss": 0.1, "accuracy": 0.97},
        "seconds": 4.0,
    }
    return events.RunFinished(**{**told, **other})


def explained(request: int, method: str, **other: Any) -> Explained:
    """One method's reasons for a digit."""
    told = {
        "run": 1, "sample": 3, "target": 7, "predicted": 7.0, "probability": 0.9, "gap": 0.01,
        "features": (), "classes": CLASSES, "attribution": np.linspace(-1, 1, 64, dtype=np.float32).reshape(1, 8, 8),
        "picture": np.linspace(0, 16, 64, dtype=np.float32).reshape(1, 8, 8), "actual": 7.0,
    }  # fmt: skip
    return Explained(request=request, method=method, **{**told, **other})


def shown(qtbot: QtBot, widget: QWidget, width: int = 900, height: int = 400) -> Any:
    """A widget on the screen, closed with the test."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    QApplication.processEvents()
    return widget


def press(widget: QWidget, at: QPoint | None = None) -> None:
    """Click with the left button, in the middle unless a point is given."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())


def texts(widget: QWidget) -> list[str]:
    """What the labels say that can be seen, or could if the widget were shown."""
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # labels to be deleted are gone
    labels = widget.findChildren(QLabel)
    return [label.text() for label in labels if label.text() and label.isVisibleTo(widget)]


def markup(widget: QWidget) -> list[str]:
    """Labels and tips of a widget and all in it that hold HOSTILE and that Qt would read as markup."""
    inside = [widget, *widget.findChildren(QWidget)]
    labels = [
        part.text() for part in inside if isinstance(part, QLabel) and part.textFormat() != Qt.TextFormat.PlainText
    ]
    return [text for text in [*labels, *(part.toolTip() for part in inside)] if "<b>bold" in text]


def let_fall(window: Any, data: QMimeData) -> bool:
    """Drop on the canvas, as Qt does: the canvas is asked, then the window."""
    kinds = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    for target in (window.canvas.viewport(), window):
        enter = QDragEnterEvent(target.rect().center(), *kinds)
        enter.ignore()
        QApplication.sendEvent(target, enter)
        if enter.isAccepted():
            QApplication.sendEvent(target, QDropEvent(QPointF(target.rect().center()), *kinds, QEvent.Type.Drop))
            return True
    return False


def colours(widget: QWidget) -> set[str]:
    """Every colour in a widget's picture."""
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def previewed(request: int, **other: Any) -> DataPreviewed:
    """A first look at three digits."""
    told = {
        "pictures": np.linspace(0, 1, 192, dtype=np.float32).reshape(3, 1, 8, 8),
        "values": np.zeros((3, 64), np.float32), "labels": np.array([0, 1, 2]),
        "names": ("a", "b", "c"), "classes": CLASSES, "features": (),
        "counts": np.arange(10) + 1, "parts": (40, 5, 10), "skipped": (), "notes": (),
    }  # fmt: skip
    return DataPreviewed(request=request, **{**told, **other})


def evaluated(request: int, **other: Any) -> Evaluated:
    """Held-out answers: all right but one 7 that was read as 1."""
    matrix = np.diag(np.full(10, 5))
    matrix[7, 1] = 1
    nothing = np.zeros(0, np.float32)
    told = {
        "run": 1, "metrics": {}, "confusion": matrix, "classes": CLASSES,
        "report": {"metrics": {"accuracy": 0.972, "loss": 0.1234}},
        "targets": nothing, "predictions": nothing, "probabilities": nothing, "losses": nothing,
    }  # fmt: skip
    return Evaluated(request=request, **{**told, **other})


def examples(request: int, **other: Any) -> ExamplesShown:
    """Two held-out digits: a 7 read as 1, and a 3 read as 3."""
    told = {
        "indexes": np.array([41, 17]), "pictures": np.linspace(0, 1, 128, dtype=np.float32).reshape(2, 1, 8, 8),
        "actual": np.array([7, 3]), "predicted": np.array([1, 3]), "probability": np.array([0.6, 0.9], np.float32),
        "losses": np.array([3.0, 0.1], np.float32), "classes": CLASSES, "names": ("x", "y"),
    }  # fmt: skip
    return ExamplesShown(request=request, **{**told, **other})
