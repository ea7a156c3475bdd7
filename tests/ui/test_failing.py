"""A dock that fails says why in its place and can be tried again; the others and the window go on."""

import sys
import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from neurodesk.disk.places import log_dir
from neurodesk.graph import edit
from neurodesk.ui import app
from neurodesk.ui.failing import Failed, dock_of
from neurodesk.ui.panels.code import CodePanel
from neurodesk.ui.panels.runs import RunsPanel
from neurodesk.ui.window import Window
from tests.ui.desk import press


def broken(*_args: object) -> None:
    """Fail."""
    raise RuntimeError("the ink ran out")


def test_a_panel_that_cannot_be_made_says_why(window: Window, monkeypatch: pytest.MonkeyPatch):
    """In its place, with the fault in the log; the others are made; when the cause is gone it comes."""
    make: Callable[..., None] = RunsPanel.__init__
    monkeypatch.setattr(RunsPanel, "__init__", broken)
    window.docks._panels.pop("Runs", None)
    window.show_dock("Runs")
    failed = window.docks.widgets["Runs"].held
    assert isinstance(failed, Failed)
    assert failed.reason.text() == "the ink ran out"
    assert "the ink ran out" in (log_dir() / "crash.log").read_text()
    assert isinstance(window.panel("Code"), CodePanel)
    press(failed.button)
    assert isinstance(window.docks.widgets["Runs"].held, Failed)
    monkeypatch.setattr(RunsPanel, "__init__", make)
    press(window.docks.widgets["Runs"].held.button)
    assert window.docks.widgets["Runs"].held is window.panel("Runs")
    assert isinstance(window.panel("Runs"), RunsPanel)


def test_a_panel_that_fails_in_a_slot_says_why(window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    """The door finds the dock it happened in; the note of the window stays quiet."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    app.catch_all()
    hook = sys.excepthook
    window.show_dock("Code")
    panel, dock = window.panel("Code"), window.docks.widgets["Code"]
    monkeypatch.setattr(CodePanel, "broken", lambda self: broken(self), raising=False)
    with capture_exceptions():
        sys.excepthook = hook
        try:
            panel.broken()
        except RuntimeError:
            sys.excepthook(*sys.exc_info())
        qtbot.waitUntil(lambda: isinstance(dock.held, Failed))
    assert not window.note.isVisible()
    assert window.panel("Problems").isVisibleTo(window.docks.widgets["Problems"])
    press(dock.held.button)
    QApplication.processEvents()
    assert dock.held is window.panel("Code") is not panel
    assert dock.held.isVisible()


def test_a_panel_that_failed_is_made_anew_and_the_old_one_hears_nothing(window: Window):
    """Whatever happens next: an edit, a selection, another network, a run, another document, the other theme."""
    names = [name for name in window.docks.widgets if window.panel(name)]
    old = {name: window.panel(name) for name in names}
    for name in names:
        window.show_dock(name)
        window.docks.widgets[name].fail("the ink ran out")
        press(window.docks.widgets[name].held.button)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not any(isValid(panel) for panel in old.values())
    assert all(type(window.panel(name)) is type(old[name]) for name in names)
    session = window.session
    session.edit_graph("Set filters", lambda graph: edit.set_value(graph, "conv_1", "filters", 9))
    session.select(["conv_1"])
    for state in ("preparing", "idle"):
        window.link.state_changed.emit(state)
    session.network_shown.emit(session.network)
    session.adopt(session.document)
    session.describing.moved.emit(0.5)
    window.toggle_theme()
    QApplication.processEvents()
    window.toggle_theme()


def test_a_dock_between_two_panels_needs_no_room(window: Window):
    """Its title that is not shown is 0 px high in Qt's sums, and not less, which Qt refuses."""
    dock = window.docks.widgets["Inspector"]
    assert dock.titleBarWidget() is not None
    dock.setWidget(QWidget())
    dock.layout().activate()
    assert dock.minimumSize().toTuple() == (0, 0)


def test_a_fault_outside_a_dock_has_none(window: Window):
    """As one on the canvas."""
    with pytest.raises(RuntimeError) as raised:
        broken(window)
    assert dock_of(raised.tb) is None
