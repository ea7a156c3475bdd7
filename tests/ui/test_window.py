"""The window as a person uses it: training in it, what leads from dock to dock, and its looks."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QDockWidget, QLineEdit
from pytestqt.qtbot import QtBot

from neurodesk.engine.protocol import Evaluate, Explain, ExportFiles
from neurodesk.graph import edit
from neurodesk.graph.document import add_network
from neurodesk.graph.model import empty_document
from neurodesk.training import events
from neurodesk.ui.look.theme import theme
from neurodesk.ui.session import Session
from neurodesk.ui.settings import settings
from neurodesk.ui.window import Window
from tests.ui.desk import HOSTILE, QuietLink, finished, markup, press, started, texts
from tests.ui.test_docks import in_front
from tests.ui.test_documents import act, answer

# ---------------------------------------------------------------------- training


def test_closing_while_training_asks_once(
    window: Window, asked: list[str], link: QuietLink, monkeypatch: pytest.MonkeyPatch
):
    """Keep training stays and stops nothing; stop goes."""
    act(window, "train")
    link.say(started())
    answer(monkeypatch, asked, stop_training=False)
    window.close()
    assert (asked, window.isVisible(), link.busy) == (["stop_training"], True, True)
    answer(monkeypatch, asked, stop_training=True, save_first="discard")
    window.close()
    assert asked == ["stop_training", "stop_training", "save_first"]
    assert not window.isVisible()


def test_another_document_hears_nothing_of_the_old_run(
    window: Window, asked: list[str], link: QuietLink, monkeypatch: pytest.MonkeyPatch
):
    """Its steps stay to do, and nothing is asked of runs it does not have."""
    act(window, "train")
    link.say(started())
    answer(monkeypatch, asked, stop_training=True, save_first="discard")
    window.use_template("wine")
    sent = len(link.sent)
    link.say(finished(reason="stopped"))
    assert window.bar.steps["Train"].toolTip() == "To do"
    assert len(link.sent) == sent
    assert not link.busy


def test_a_click_on_an_example_explains_it(window: Window, link: QuietLink):
    """The Explain dock comes to the front with the question asked."""
    window.panel("Evaluate").example_chosen.emit(3, 17)
    QApplication.processEvents()
    assert (link.last(Explain).run, link.last(Explain).sample) == (3, 17)
    assert window.panel("Explain").isVisible()
    window.panel("Runs").export_asked.emit(4)
    assert link.last(ExportFiles).run == 4


def test_probes_reach_the_canvas(window: Window, link: QuietLink, qtbot: QtBot):
    """A thumbnail on the card; gone with another document."""
    import numpy as np

    window.panel("Activations")
    link.say(started())
    before = window.canvas.grab().toImage()
    maps = np.random.default_rng(0).random((4, 6, 6), np.float32)
    link.say(events.Probed(1, 1, "conv_1", "maps", maps, np.arange(32), 0.0, 1.0, 0.5))
    qtbot.waitUntil(lambda: window.canvas.grab().toImage() != before)  # painted when nobody needs the window


# ---------------------------------------------------------------------- looks


def buttons(window: Window) -> dict[str, QImage]:
    """Our symbols on the window's buttons, by place and words; a dock's own are the style's."""
    found = {}
    for button in window.findChildren(QAbstractButton):
        place, words = button.parentWidget(), button.text() or button.accessibleName()
        if words and not button.icon().isNull() and not isinstance(place, QDockWidget | QLineEdit):
            found[f"{type(place).__name__}: {words}"] = button.icon().pixmap(16, 16).toImage()
    return found


def test_the_theme_is_toggled_and_remembered(window: Window):
    """Canvas, docks and symbols change at once."""
    for name in window.docks.widgets:
        window.panel(name)
    before = window.grab().toImage()
    icons = buttons(window)
    act(window, "theme")
    assert not theme().dark
    assert settings().theme == "light"
    assert window.grab().toImage() != before
    now = buttons(window)
    assert [name for name, image in icons.items() if now.get(name) == image] == []
    act(window, "theme")
    assert settings().theme == "dark"


def test_networks_are_tabs(window: Window):
    """Shown from the second on; the canvas follows the tab, the tab follows the canvas."""
    assert not window.networks.tabs.isVisible()
    window.session.edit("Add", lambda document: add_network(document, "head"))
    assert window.networks.tabs.isVisible()
    press(window.networks.tabs, window.networks.tabs.tabRect(1).center())
    assert window.session.network == "head"
    window.session.show_network("network")
    assert window.networks.tabs.tabText(window.networks.tabs.currentIndex()) == "network"
    window.session.undo()
    assert not window.networks.tabs.isVisible()


def test_the_path_leads_to_the_docks(window: Window):
    """Each step brings its dock to the front, also from the welcome page."""
    docks = {"Data": "Data", "Build": "Problems", "Train": "Train", "Understand": "Evaluate", "Export": "Export"}
    for step, dock in docks.items():
        window.show_welcome()
        press(window.bar.steps[step])
        QApplication.processEvents()
        assert in_front(window.docks, dock), step


def test_places_are_remembered(window: Window, session: Session):
    """The next window has the docks where this one left them; damaged settings harm nothing."""
    window.docks.widgets["Library"].hide()
    window.leave()
    for docks in (settings().docks, "%%%", "QUFB", "ü"):
        settings().docks = docks
        other = Window(Session(), QuietLink(session))
        assert other.docks.widgets["Library"].isHidden() == (docks == settings().docks and len(docks) > 10)
        other.leave()
        other.deleteLater()


def test_an_edit_that_is_refused_is_said(window: Window):
    """For some seconds, in the status bar."""
    window.session.refused.emit(HOSTILE)
    assert window.word.currentMessage() == HOSTILE


def test_hostile_words_are_never_markup(window: Window, tmp_path: Path):
    """A folder, a layer and a table of odd names: no label or tip of the whole window reads them as markup."""
    from neurodesk.graph.model import Place, chosen

    document = empty_document()
    graph, _name = edit.add(document.graph(), chosen(HOSTILE), name="it", at=Place(0, 0))
    folder = chosen("image_folder", folder=HOSTILE)
    window.session.adopt(document.with_graph("network", graph).replaced(source=folder), tmp_path / "x.neurodesk")
    for name in window.docks.widgets:
        window.show_dock(name)
        QApplication.processEvents()
    window.session.select(["it"])
    assert any(HOSTILE in text for text in texts(window))
    assert markup(window) == []


def test_long_names_leave_the_window_as_it_is(window: Window, tmp_path: Path):
    """A file name as long as a disk allows widens nothing."""
    wide = window.minimumSizeHint().width()
    window.session.save(tmp_path / f"{'n' * 200}.neurodesk")
    window.session.edit_graph("Rename", lambda graph: edit.rename(graph, "conv_1", "n" * 64))
    QApplication.processEvents()
    assert window.minimumSizeHint().width() <= wide + 40


@pytest.mark.parametrize("size", [(640, 480), (640, 360)])
def test_a_tiny_window_stays_tiny(window: Window, size: tuple[int, int]):
    """As on a screen of 1920 x 1080 at 300 %: canvas, docks and the way on top all have room, and docks scroll."""
    window.resize(*size)
    for name in window.docks.widgets:
        window.show_dock(name)
        QApplication.processEvents()
    assert (window.width(), window.height()) == size
    assert window.canvas.width() >= 200
    assert window.canvas.height() >= 64
    assert window.bar.look.mapTo(window, window.bar.look.rect().bottomRight()).x() < size[0]


def test_a_run_called_off_leaves_the_one_before_in_sight(window: Window, link: QuietLink):
    """It never began: Stop was pressed while PyTorch was loaded, or on the way to going on with that very run."""
    window.panel("Evaluate"), window.panel("Train")
    link.say(started(), finished())
    shown = window.panel("Train").about.text()
    link.say(finished(run=0, reason="stopped", step=0, epoch=0, metrics={}))
    assert window.panel("Train").about.text() == shown == "Run 1"
    assert window.panel("Evaluate").run == 1
    assert window.panel("Train").note.label.text() == "Stopped before the first step."


def test_a_run_stopped_before_its_first_step_is_said_and_asked_nothing(window: Window, link: QuietLink):
    """Train has not been done, and no dock asks about a run that is gone."""
    window.panel("Evaluate"), window.panel("Explain"), window.panel("Train")
    link.say(started(), finished(run=0, reason="stopped", step=0, epoch=0, metrics={}))
    assert window.word.currentMessage() == "Stopped before the first step."
    assert window.panel("Train").note.label.text() == "Stopped before the first step."
    assert not any(isinstance(request, Evaluate | Explain) for request in link.sent)
    assert window.panel("Evaluate").part.text() == "Nothing measured yet"
    assert window.bar.steps["Understand"].toolTip() == "To do"
