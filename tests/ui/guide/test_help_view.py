"""F1 shows help on what has the focus or is under the pointer: a layer, a dock, the window."""

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from neurodesk.ui.guide import help_view
from neurodesk.ui.guide.help_view import HelpView
from neurodesk.ui.window import Window


@pytest.fixture(autouse=True)
def no_pointer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pointer is elsewhere."""
    monkeypatch.setattr(help_view.QApplication, "widgetAt", lambda _at: None)


def asked(window: Window) -> str:
    """Press the key of help; returns what the page says."""
    window.actions_by_key["help"].trigger()
    return window.findChild(HelpView).page.toPlainText()


def test_help_on_what_has_the_focus(window: Window):
    """A node on the canvas, a dock, else the window; one view shows them all."""
    window.activateWindow()
    window.canvas.setFocus()
    window.canvas.keys.current = "conv_1"
    assert asked(window).startswith("Conv 2d")
    window.show_dock("Code")
    QApplication.processEvents()
    window.activateWindow()
    QApplication.processEvents()
    window.panel("Code").findChild(QPlainTextEdit).setFocus()
    assert asked(window).startswith("Code")
    window.show_welcome()
    window.activateWindow()
    QApplication.processEvents()
    window.welcome.setFocus()
    assert asked(window).startswith("The desk")
    assert len(window.findChildren(HelpView)) == 1


def test_the_search_on_the_canvas_asks_for_a_layer(window: Window):
    """One that the catalogue lacks gets the page of the window."""
    window.canvas.help_asked.emit("relu")
    view = window.findChild(HelpView)
    assert view.page.toPlainText().startswith("ReLU")
    window.canvas.help_asked.emit("<b>nothing")
    assert view.page.toPlainText().startswith("The desk")


def test_a_problem_leads_to_its_page(window: Window):
    """From its row in the dock: the kind of problem, then the layer."""
    window.show_dock("Problems")
    window.panel("Problems").help_asked.emit("unwired", "linear")
    told = window.findChild(HelpView).page.toPlainText()
    assert told.startswith("An input needs a wire")
    assert "Linear" in told
