"""F1 shows help on what has the focus or is under the pointer: a layer, a dock, the window."""

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton

from neurodesk.ui.guide import help_view
from neurodesk.ui.guide.help_view import HelpView
from neurodesk.ui.window import Window
from neurodesk.ui.words import speak


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


def ink(button: QPushButton) -> int:
    """How many columns the word of a filled button takes, px."""
    image = button.grab().toImage()
    ground, high = image.pixelColor(image.width() // 2, 4).lightness(), image.height()
    dark = [
        x
        for x in range(6, image.width() - 6)
        if any(abs(image.pixelColor(x, y).lightness() - ground) > 60 for y in range(6, high - 6))
    ]
    return dark[-1] - dark[0]


def test_the_button_that_closes_it_is_read_whole(window: Window):
    """In German its word is long."""
    speak("deutsch")
    asked(window)
    QApplication.processEvents()
    button = window.findChild(HelpView).findChild(QPushButton)
    speak("english")
    assert button.isDefault()
    assert button.text() == "Schließen"
    taken = ink(button)
    button.resize(button.width() + 40, button.height())
    assert ink(button) == taken
