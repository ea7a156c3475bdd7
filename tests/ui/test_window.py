"""The window as a person uses it: documents, unsaved work, data dropped on it, training, recovery, and its looks."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QDockWidget, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from neurodesk.engine.protocol import Explain, ExportFiles
from neurodesk.files import recovery
from neurodesk.files.project import open_project
from neurodesk.files.templates import templates
from neurodesk.graph import edit
from neurodesk.graph.document import add_network
from neurodesk.graph.model import empty_document
from neurodesk.training import events
from neurodesk.ui import asking
from neurodesk.ui.session import Session
from neurodesk.ui.settings import settings
from neurodesk.ui.theme import theme
from neurodesk.ui.window import Window
from tests.ui.desk import HOSTILE, QuietLink, finished, markup, press, small_cnn, started, texts
from tests.ui.test_docks import in_front


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every question asked; none may come unless a test gives the answer."""
    questions: list[str] = []
    for name in ("save_first", "stop_training", "project_to_save", "project_to_open", "data_to_use"):

        def unexpected(*_args: object, name: str = name) -> None:
            questions.append(name)

        monkeypatch.setattr(asking, name, unexpected)
    return questions


def answer(monkeypatch: pytest.MonkeyPatch, asked: list[str], **answers: object) -> None:
    """Give the answers to come."""
    for name, value in answers.items():
        monkeypatch.setattr(asking, name, lambda *_args, name=name, value=value: (asked.append(name), value)[1])


def change(window: Window, filters: int = 5) -> None:
    """Make unsaved work."""
    window.session.edit_graph("Set filters", lambda graph: edit.set_value(graph, "conv_1", "filters", filters))


def filters(window: Window) -> object:
    """What `change` set."""
    return window.session.graph.nodes["conv_1"].values["filters"]


def act(window: Window, key: str) -> None:
    """Trigger an action."""
    action: QAction = window.actions_by_key[key]
    action.trigger()
    QApplication.processEvents()


# ---------------------------------------------------------------------- documents


@pytest.mark.parametrize("key", [made.key for made in templates()])
def test_a_template_is_ready_to_train(window: Window, asked: list[str], key: str):
    """One click from the welcome page: drawn, without errors, and Train can be pressed."""
    window.show_welcome()
    QApplication.processEvents()
    press(window.welcome.cards[key])
    assert window.canvas.isVisible()
    assert window.actions_by_key["train"].isEnabled()
    assert window.session.is_saved
    assert asked == []


def test_the_title_says_what_is_open_and_unsaved(window: Window, tmp_path: Path):
    """With the mark after an edit, without it after undo; a name that looks like the mark stays a name."""
    assert window.windowTitle().startswith("Untitled")
    change(window)
    assert window.isWindowModified()
    window.session.undo()
    assert not window.isWindowModified()
    window.session.save(tmp_path / "a[*]b.neurodesk")
    change(window)
    assert window.windowTitle().startswith("a[*][*]b[*]")


def test_opening_and_a_file_that_cannot_be_read(window: Window, asked: list[str], tmp_path: Path):
    """A good file is shown and remembered; a bad one leaves everything, and the note says why, as plain words."""
    window.session.save(tmp_path / "good.neurodesk")
    window.new()
    window.open(tmp_path / "good.neurodesk")
    assert "conv_1" in window.session.graph.nodes
    assert settings().recent[0].endswith("good.neurodesk")
    bad = tmp_path / "<b>bold.neurodesk"
    bad.write_text("{")
    before = window.session.document
    for wrong in (bad, tmp_path / "gone.neurodesk", tmp_path):
        window.open(wrong)
        assert window.session.document is before
        assert window.session.path == tmp_path / "good.neurodesk"
        assert window.note.isVisible()
    window.open(bad)
    assert markup(window) == []
    assert str(bad) not in settings().recent


def test_saving(window: Window, asked: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The first time it asks where; then it writes; save as asks again; cancelling changes nothing."""
    change(window)
    act(window, "save")
    assert asked == ["project_to_save"]
    assert window.isWindowModified()
    answer(monkeypatch, asked, project_to_save=tmp_path / "a.neurodesk")
    act(window, "save")
    assert open_project(tmp_path / "a.neurodesk").document == window.session.document
    assert not window.isWindowModified()
    change(window, 6)
    act(window, "save")
    assert asked == ["project_to_save", "project_to_save"]
    assert open_project(tmp_path / "a.neurodesk").document == window.session.document
    answer(monkeypatch, asked, project_to_save=tmp_path / "b.neurodesk")
    act(window, "save_as")
    assert window.session.path == tmp_path / "b.neurodesk"


def test_a_save_that_fails_is_said(window: Window, asked: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The work stays unsaved and on the desk."""
    answer(monkeypatch, asked, project_to_save=tmp_path / "nowhere" / "a.neurodesk")
    change(window)
    act(window, "save")
    assert "could not be saved" in window.note.label.text()
    assert window.isWindowModified()
    assert filters(window) == 5


@pytest.mark.parametrize("way", ["new", "open", "template", "close"])
def test_unsaved_work_is_asked_about_once(
    window: Window, asked: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str
):
    """Whatever leads away: cancelling stays, discarding goes on, saving saves first; a cancelled save stays too."""
    Session().save(tmp_path / "other.neurodesk")
    answer(monkeypatch, asked, project_to_open=tmp_path / "other.neurodesk")
    ways = {
        "new": lambda: act(window, "new"),
        "open": lambda: window.open(tmp_path / "other.neurodesk"),
        "template": lambda: window.use_template("wine"),
        "close": window.close,
    }
    change(window)
    answer(monkeypatch, asked, save_first="cancel")
    ways[way]()
    assert (asked, filters(window), window.isVisible()) == (["save_first"], 5, True)
    answer(monkeypatch, asked, save_first="save", project_to_save=None)
    ways[way]()
    assert (filters(window), window.isVisible()) == (5, True)
    answer(monkeypatch, asked, save_first="save", project_to_save=tmp_path / "mine.neurodesk")
    ways[way]()
    assert open_project(tmp_path / "mine.neurodesk").document.graph().nodes["conv_1"].values["filters"] == 5
    assert not window.isVisible() if way == "close" else "conv_1" not in window.session.graph.nodes


def test_discarded_work_is_gone_and_work_left_behind_is_kept(
    window: Window, asked: list[str], monkeypatch: pytest.MonkeyPatch
):
    """Discard leaves nothing to recover; a log-out leaves the work waiting."""
    change(window)
    answer(monkeypatch, asked, save_first="discard")
    window.close()
    assert recovery.waiting() == []


def test_a_log_out_keeps_the_work(window: Window, asked: list[str]):
    """No question is asked."""
    change(window)
    window.leave()
    assert asked == []
    assert not window.isVisible()
    window.session._recovery._lock.release()
    (entry,) = recovery.waiting()
    assert recovery.restore(entry).document.graph().nodes["conv_1"].values["filters"] == 5


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
    answer(monkeypatch, asked, stop_training=True)
    window.close()
    assert asked == ["stop_training", "stop_training"]
    assert not window.isVisible()


def test_another_document_hears_nothing_of_the_old_run(
    window: Window, asked: list[str], link: QuietLink, monkeypatch: pytest.MonkeyPatch
):
    """Its steps stay to do, and nothing is asked of runs it does not have."""
    act(window, "train")
    link.say(started())
    answer(monkeypatch, asked, stop_training=True)
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


def test_probes_reach_the_canvas(window: Window, link: QuietLink):
    """A thumbnail on the card; gone with another document."""
    import numpy as np

    window.panel("Activations")
    link.say(started())
    before = window.canvas.grab().toImage()
    maps = np.random.default_rng(0).random((4, 6, 6), np.float32)
    link.say(events.Probed(1, 1, "conv_1", "maps", maps, np.arange(32), 0.0, 1.0, 0.5))
    QApplication.processEvents()
    assert window.canvas.grab().toImage() != before


# ---------------------------------------------------------------------- recovery


@pytest.fixture
def crashed(home: Path) -> recovery.Recovered:
    """Work on the small network that a crash left."""
    journal = recovery.Journal()
    document = small_cnn()
    graph = edit.set_value(document.graph(), "conv_1", "filters", 7)
    journal.keep(document.with_graph("network", graph), None)
    journal._lock.release()
    return recovery.waiting()[0]


def offered(window: Window, qtbot: QtBot) -> QMessageBox:
    """The question, once it is there."""
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None)
    return window.findChild(QMessageBox)


def test_work_a_crash_left_is_brought_back(crashed: recovery.Recovered, window: Window, qtbot: QtBot):
    """Unsaved, on the canvas, and not offered again."""
    box = offered(window, qtbot)
    press(next(button for button in box.buttons() if button.text().startswith("Bring")))
    qtbot.waitUntil(lambda: filters(window) == 7)
    assert window.isWindowModified()
    assert window.canvas.isVisible()
    assert crashed.key not in [entry.key for entry in recovery.waiting()]


def test_work_that_cannot_be_read_is_said(crashed: recovery.Recovered, window: Window, qtbot: QtBot):
    """The desk stays as it is."""
    offered(window, qtbot).reject()
    before = window.session.document
    window._restore(recovery.Recovered(crashed.key, None, crashed.time, "{"))
    assert window.session.document is before
    assert window.note.isVisible()


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
    assert not window.tabs.isVisible()
    window.session.edit("Add", lambda document: add_network(document, "head"))
    assert window.tabs.isVisible()
    press(window.tabs, window.tabs.tabRect(1).center())
    assert window.session.network == "head"
    window.session.show_network("network")
    assert window.tabs.tabText(window.tabs.currentIndex()) == "network"
    window.session.undo()
    assert not window.tabs.isVisible()


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
    assert window.statusBar().currentMessage() == HOSTILE


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
