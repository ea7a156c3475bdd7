"""Finding layers in the drawing: by name, kind or shape. Hits are ringed; Enter and arrows go from one to the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton

from neurodesk.graph.names import natural
from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.look.icons import dress
from neurodesk.ui.session import Session
from neurodesk.ui.words import spoken, tr

if TYPE_CHECKING:
    from neurodesk.ui.canvas.verbs import Verbs

_WIDTH: Final = 400  # px
_TIMES: Final = re.compile(r"\s*[x×*,]\s*(?=\d)")
_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_F3: 1}


def hits(session: Session, text: str) -> list[str]:
    """The nodes of the shown network that every word fits, as they are read: rows from the top, each from the left.

    A word fits a node's name, its layer's name and aliases, and with numbers (`64`, `32 x 8 x 8`) the shapes it gives.
    """
    words = _TIMES.sub("x", text.lower()).split()
    if not words:
        return []
    graph = session.graph
    shapes: dict[str, list[str]] = {}
    for port, shape in session.flow.shapes.items():
        shapes.setdefault(port.node, []).append("x".join(map(str, shape)))
    found = [name for name, node in graph.nodes.items() if _fits(words, name, node.key, shapes.get(name, ()))]
    return sorted(found, key=lambda name: (*reversed(graph.places.get(name, (0.0, 0.0))), natural(name)))


def _fits(words: list[str], name: str, key: str, shapes: Sequence[str]) -> bool:
    titles = name.lower()
    if key in LAYERS:
        label = LAYERS[key].label
        titles = " ".join((titles, key, label.lower(), spoken(label).lower(), *LAYERS[key].quick))
    sizes = {size for shape in shapes for size in shape.split("x")}
    for word in words:
        if not word[0].isdigit():
            fits = word in titles
        elif "x" in word:
            fits = any(f"x{word}x" in f"x{shape}x" for shape in shapes)
        else:
            fits = word in sizes
        if not fits:
            return False
    return True


class FindBar(QFrame):
    """A line at the top of the canvas. Esc leaves, with the hit that was gone to selected."""

    closed = Signal()

    def __init__(self, view: Verbs) -> None:
        super().__init__(view)
        self._view = view
        self.found: list[str] = []
        self.at = -1
        self.setProperty("card", True)
        self.setFixedWidth(min(_WIDTH, max(240, view.width() - 32)))
        self.setAccessibleName(tr("Find in the drawing"))
        self.line = QLineEdit(self, placeholderText=tr("Name, layer or shape: conv, 64, 32 x 8 x 8"))
        self.line.setAccessibleName(tr("Find in the drawing"))
        self.told = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.told.setProperty("role", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(self.line, stretch=1)
        row.addWidget(self.told)
        for name, words, act in (
            ("previous", tr("The hit before (Up)"), lambda: self.step(-1)),
            ("next", tr("The next hit (Enter)"), lambda: self.step(1)),
            ("close", tr("Leave (Esc)"), self.close_bar),
        ):
            button = QToolButton(self, autoRaise=True, toolTip=words, accessibleName=words)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            dress(button, name)
            button.clicked.connect(act)
            row.addWidget(button)
        self.line.textChanged.connect(self.search)
        self.line.installEventFilter(self)
        view.session.checked.connect(self.search)

    def search(self) -> None:
        """Ring what fits, and say how many do."""
        here = self.found[self.at] if 0 <= self.at < len(self.found) else ""
        self.found = hits(self._view.session, self.line.text())
        self.at = self.found.index(here) if here in self.found else -1
        self._mark(set(self.found))
        self._tell()

    def step(self, by: int) -> None:
        """Go to the next hit or the one before, around the ends: select it and bring it to the middle."""
        if self.found:
            self.at = (self.at + by) % len(self.found) if self.at >= 0 or by > 0 else len(self.found) - 1
            name = self.found[self.at]
            self._view.session.select([name])
            self._view.centre(name)
        self._tell()

    def take_keys(self) -> None:
        """Be typed into; what stands there is written over."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def close_bar(self) -> None:
        """Go away, and the rings with it."""
        if self.isVisible():
            self._view.session.checked.disconnect(self.search)
            self._mark(set())
            self.hide()
            self.closed.emit()
            self.deleteLater()

    def _mark(self, wanted: set[str]) -> None:
        for name, item in self._view.canvas.nodes.items():
            if item.found != (name in wanted):
                item.mark(found=name in wanted)

    def _tell(self) -> None:
        count = len(self.found)
        if not self.line.text().strip():
            told = ""
        elif not count:
            told = tr("Nothing here fits that")
        elif self.at < 0:
            told = tr("1 hit") if count == 1 else tr("{count} hits", count=count)
        else:
            told = tr("{at} of {count}", at=self.at + 1, count=count)
        self.told.setText(told)

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The line's keys step through the hits, and leave."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # letters typed here are no commands of the window
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if event.key() == Qt.Key.Key_Escape:
                self.close_bar()
            elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.step(-1 if back else 1)
            elif event.key() in _STEPS:
                self.step(-_STEPS[event.key()] if back else _STEPS[event.key()])
            else:
                return super().eventFilter(watched, event)
            return True
        return super().eventFilter(watched, event)
