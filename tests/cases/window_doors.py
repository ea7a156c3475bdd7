"""The doors of the real window: what is pasted into it, falls on it or is opened in it; for the child of the oracle.

One window serves all cases of a child. Each must leave its document untouched, and now and then an edit is made.
"""

import json
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from neurodesk.graph.errors import EditError
from tests.cases.doors import door


def end() -> None:
    """After the last case."""
    if _desk.cache_info().currsize:
        _desk().leave()


_TURNS = count()


@cache
def _desk() -> Any:
    """The real window over a small network, with every dock made and no engine behind it."""
    from PySide6.QtWidgets import QApplication

    from neurodesk.ui import app, asking
    from neurodesk.ui.session import Session
    from neurodesk.ui.window import Window
    from tests.ui.desk import QuietLink, small_cnn

    app.application()
    session = Session()
    session.adopt(small_cnn())
    made = Window(session, QuietLink(session))
    made.canvas.reduced_motion = True
    made.show_canvas()
    made.show()
    for name in made.docks.widgets:
        made.panel(name)
    asking.save_first = lambda *_: "discard"  # the one question that is asked, of what the cases before it left
    QApplication.processEvents()
    return made


def _as_it_was(act: Callable[[Any], str]) -> str:
    """Do something with the window; a refusal leaves the document untouched, and the window is usable."""
    from PySide6.QtCore import QPointF
    from PySide6.QtWidgets import QApplication

    from tests.ui.desk import markup

    window = _desk()
    session, before = window.session, window.session.document
    said = act(window)
    QApplication.processEvents()
    assert not markup(window), markup(window)
    if session.document is not before and session.history.can_undo:
        session.undo()
    if session.path is not None:  # a project was opened
        session.adopt(before)
    assert session.document is before, "the document is another"
    assert not session.history.can_undo, "something is left to undo"
    if next(_TURNS) % 10 == 0:  # an edit with every dock open costs as much as ten of the cases
        assert window.canvas.add_layer("relu", QPointF(0, 400)), "no layer can be added"
        session.undo()
        assert session.document is before, "undo gave another"
    return said


@door
def pasted(path: str) -> object:
    """The text of a file, pasted on the canvas by its action."""
    from PySide6.QtGui import QGuiApplication

    told: list[str] = []

    def paste(window: Any) -> str:
        QGuiApplication.clipboard().setText(Path(path).read_text(encoding="utf-8"))
        for signal in (window.canvas.message, window.session.refused):
            signal.connect(told.append)
        window.actions_by_key["paste"].trigger()
        for signal in (window.canvas.message, window.session.refused):
            signal.disconnect(told.append)
        return str(window.session.history.undo_label)

    taken = _as_it_was(paste)
    if not taken:
        raise EditError(" / ".join(told), "the sentence says it")
    return taken


@door
def let_fall(paths: list[str]) -> object:
    """Files dropped on the window, as Qt does: the canvas is asked, then the window."""
    from PySide6.QtCore import QMimeData, QUrl

    from tests.ui.desk import let_fall as drop

    def fall(window: Any) -> str:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(path) for path in paths])
        window.note.tell("", "")
        assert drop(window, data), "nobody takes files"
        return "" if window.note.isHidden() else str(window.note.label.text())

    said = _as_it_was(fall)
    if said:
        raise EditError(said, "the sentence says it")
    return None


@door
def opened(path: str) -> object:
    """A project opened in the window by its path, as from the recent ones."""

    def read(window: Any) -> str:
        window.note.tell("", "")
        return "" if window.open(Path(path)) else str(window.note.label.text())

    said = _as_it_was(read)
    if said:
        raise EditError(said, "the sentence says it")
    return None


@door
def pressed(path: str) -> object:
    """A project opened in the window, its code and what an export would hold looked at, and Train pressed: whether the
    engine is asked, which then refuses, or what blocks it.
    """

    def train(window: Any) -> str:
        from neurodesk.engine.protocol import StartTraining
        from tests.ui.desk import finished

        assert window.open(Path(path)), window.note.label.text()
        for name in ("Code", "Export", "Problems", "Inspector"):
            window.show_dock(name)
        window.link.sent.clear()
        window.actions_by_key["train"].trigger()
        asked = [request for request in window.link.sent if isinstance(request, StartTraining)]
        window.link.say(finished(run=0))
        return "asked" if asked else f"blocked: {window.bar.blocked()}"

    return _as_it_was(train)


@door
def welcomed(paths: list[str]) -> object:
    """A list of recent files as it lies in the settings, shown on the page of welcome: how many are there, and how many
    have a picture.
    """

    def look(window: Any) -> str:
        from PySide6.QtWidgets import QApplication

        from neurodesk.ui import settings as kept
        from neurodesk.ui.recent_files import RecentFiles

        file = kept._file()
        file.write_text(json.dumps({"recent": paths}))
        kept._read.cache_clear()
        window.show_welcome()
        window.findChild(RecentFiles).fill()
        for _ in range(3):
            QApplication.processEvents()
        rows = window.findChild(RecentFiles).rows.values()
        told = f"{len(rows)} {sum(not row.picture.pixmap().isNull() for row in rows)}"
        file.unlink()
        kept._read.cache_clear()
        window.show_canvas()
        return told

    return _as_it_was(look)
