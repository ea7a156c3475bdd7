"""Documents in the window: opened, saved, left and brought back, and every question on the way."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from neurodesk.disk.locks import Lock
from neurodesk.files import recovery
from neurodesk.files.project import open_project, save_project
from neurodesk.files.templates import templates
from neurodesk.graph import edit
from neurodesk.graph.model import Project, empty_document
from neurodesk.ui import asking, saving, windows
from neurodesk.ui.settings import settings
from neurodesk.ui.window import Window
from tests.ui.desk import markup, press, small_cnn, write_run


def answer(monkeypatch: pytest.MonkeyPatch, asked: list[str], **answers: object) -> None:
    """Give the answers to come."""
    for name, value in answers.items():
        said = lambda *_args, name=name, value=value, **_more: (asked.append(name), value)[1]  # noqa: E731
        monkeypatch.setattr(asking, name, said)


def change(window: Window, filters: int = 5) -> None:
    """Make unsaved work."""
    window.session.edit_graph("Set filters", lambda graph: edit.set_value(graph, "conv_1", "filters", filters))


def save_to(window: Window, path: Path) -> None:
    """Save under a name, until it is written."""
    window.session.begin_save(path)
    window.session.saving.finish()


def filters(window: Window) -> object:
    """What `change` set."""
    return window.session.graph.nodes["conv_1"].values["filters"]


def act(window: Window, key: str) -> None:
    """Trigger an action, and wait for what it writes."""
    action: QAction = window.actions_by_key[key]
    action.trigger()
    window.session.saving.finish()
    QApplication.processEvents()


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


def test_runs_of_another_project_are_put_aside_and_said(window: Window, tmp_path: Path):
    """Also when a run keeps them from coming at once."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.runs").mkdir()
    window.session.save(tmp_path / "a.neurodesk")
    QApplication.processEvents()
    assert "a.runs~" in window.note.label.text()
    window.session.hold_runs(busy=True)
    window.session.save(tmp_path / "b.neurodesk")
    assert window.note.isHidden()
    window.session.hold_runs(busy=False)
    window.session.saving.finish()
    assert "b.runs~" in window.note.label.text()


def test_runs_that_were_put_aside_are_said_also_where_ones_own_stay_behind(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "a.runs").mkdir()
    window.session.runs.mkdir(parents=True)
    real = saving.move_folder

    def move(source: Path, target: Path) -> None:
        if target.name == "a.runs":
            raise OSError("the disk refuses")
        real(source, target)

    monkeypatch.setattr(saving, "move_folder", move)
    window.session.save(tmp_path / "a.neurodesk")
    assert "cannot lie beside it yet" in window.note.label.text()
    assert "a.runs~" in window.note.label.text()
    assert (tmp_path / "a.runs~").is_dir()
    assert window.session.runs.is_dir()


def test_runs_that_are_under_way_are_not_put_aside(window: Window, tmp_path: Path):
    """As of the project that is written over, which the command line is training; saved again when it is over."""
    write_run(window.session, "mine")
    (tmp_path / "a.runs" / "0001").mkdir(parents=True)
    run = Lock(tmp_path / "a.runs" / "0001" / "run")
    assert run.acquire()
    window.session.save(tmp_path / "a.neurodesk")
    assert "cannot lie beside it yet. Save again." in window.note.label.text()
    assert [path.name for path in tmp_path.glob("*runs*")] == ["a.runs"]
    assert (tmp_path / "a.runs" / "0001").is_dir()
    assert (window.session.runs / "runs.sqlite").read_text() == "mine"
    run.release()
    window.session.save()
    assert (tmp_path / "a.runs" / "runs.sqlite").read_text() == "mine"
    assert (tmp_path / "a.runs~" / "0001").is_dir()


def test_runs_that_are_under_way_are_not_copied(window: Window, tmp_path: Path):
    """Half of a list would be a damaged one: they come when the run is over."""
    window.session.save(tmp_path / "a.neurodesk")
    write_run(window.session, "mine")
    (tmp_path / "a.runs" / "0001").mkdir()
    run = Lock(tmp_path / "a.runs" / "0001" / "run")
    assert run.acquire()
    window.session.save(tmp_path / "b.neurodesk")
    assert "cannot lie beside it yet. Save again." in window.note.label.text()
    assert not (tmp_path / "b.runs").exists()
    run.release()
    window.session.save()
    assert window.note.isHidden()
    assert (tmp_path / "b.runs" / "runs.sqlite").read_text() == "mine"


def test_a_save_that_fails_is_said(window: Window, asked: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The work stays unsaved and on the desk."""
    answer(monkeypatch, asked, project_to_save=tmp_path / "nowhere" / "a.neurodesk")
    change(window)
    act(window, "save")
    assert "could not be saved" in window.note.label.text()
    assert window.isWindowModified()
    assert filters(window) == 5
    change(window, 6)
    assert "could not be saved" in window.note.label.text()
    window.session.undo()
    window.session.undo()
    assert window.note.isHidden()


@pytest.mark.parametrize("way", ["new", "open", "template", "close"])
def test_unsaved_work_is_asked_about_once(
    window: Window, asked: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str
):
    """Whatever leads away: cancelling stays, discarding goes on, saving saves first; a cancelled save stays too."""
    save_project(Project(empty_document(), tmp_path / "other.neurodesk"))
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


def test_the_same_file_opened_again_is_read_after_it_was_saved(
    window: Window, asked: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """The question comes between: its answer changes what there is to read."""
    save_to(window, tmp_path / "a.neurodesk")
    change(window, 5)
    answer(monkeypatch, asked, save_first="save")
    assert window.open(tmp_path / "a.neurodesk")
    assert (filters(window), window.session.is_saved) == (5, True)
    assert open_project(tmp_path / "a.neurodesk").document == window.session.document


def test_a_file_that_changes_while_one_is_asked_is_read_as_it_is(
    window: Window, asked: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """What another program wrote then is on the desk, not written over later."""
    path = tmp_path / "other.neurodesk"
    save_project(Project(empty_document(), path))
    change(window, 5)

    def meanwhile(*_args: object, **_more: object) -> str:
        save_project(Project(small_cnn(), path))
        return "discard"

    monkeypatch.setattr(asking, "save_first", meanwhile)
    assert window.open(path)
    assert window.session.document == small_cnn()


def test_a_window_that_asks_before_it_closes_can_be_told_to_leave(window: Window):
    """As by a log-out: the question goes, the work is kept for the next start."""
    change(window)

    def when_asked() -> None:
        box = window.findChild(QMessageBox)
        if box is not None and box.isVisible():
            looking.stop()
            windows.leave_all()

    looking = QTimer(window, interval=1)
    looking.timeout.connect(when_asked)
    looking.start()
    window.close()
    assert not window.isVisible()
    assert len(recovery.waiting()) == 1


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
    (entry,) = recovery.waiting()
    assert recovery.restore(entry).document.graph().nodes["conv_1"].values["filters"] == 5


# ---------------------------------------------------------------------- recovery


@pytest.fixture
def crashed(home: Path) -> recovery.Recovered:
    """Work on the small network that a crash left."""
    journal = recovery.Journal()
    document = small_cnn()
    graph = edit.set_value(document.graph(), "conv_1", "filters", 7)
    journal.keep(document.with_graph("network", graph), None)
    journal.leave()
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


def test_work_of_another_time_is_offered_beside_windows_that_came_back(
    crashed: recovery.Recovered, window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    """Once, by the first of them."""
    offered(window, qtbot).reject()
    other, parents = windows.another(window), []
    monkeypatch.setattr(asking, "offer_recovery", lambda parent, found, _bring: parents.append((parent, found)))
    for each in windows.every():
        each._offer_recovery()  # as after the first paint of each
    assert parents == [(window, [crashed])]
    other.leave(keep=False)


def test_work_comes_back_where_its_file_is_open_untouched(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """As when the program was started on the same file, by a relative name."""
    document = small_cnn()
    file = tmp_path / "a.neurodesk"
    save_project(Project(document, file))
    journal = recovery.Journal()
    monkeypatch.chdir(tmp_path)
    journal.keep(document.replaced(notes="unsaved"), Path(file.name))
    journal.leave()
    (entry,) = recovery.waiting()
    assert entry.path == file
    window.open(file)
    window._bring_beside(entry)
    assert windows.every() == (window,)
    assert window.session.document.notes == "unsaved"
    assert not window.session.saving.read_only
    assert not window.session.is_saved


def test_work_that_cannot_be_read_is_said(crashed: recovery.Recovered, window: Window, qtbot: QtBot):
    """The desk stays as it is."""
    offered(window, qtbot).reject()
    before = window.session.document
    window.bring_back(recovery.Recovered(crashed.key, None, crashed.time, "{"))
    assert window.session.document is before
    assert window.note.isVisible()


def test_what_was_said_goes_with_the_document_it_was_about(window: Window, tmp_path: Path):
    """A failed save stays in sight until it is saved, or another document is on the desk; a failed open passes."""
    change(window)
    save_to(window, tmp_path / "no such folder" / "x.neurodesk")
    assert not window.session.is_saved
    assert window.note.isVisible()
    assert not window.note._time.isActive()
    save_to(window, tmp_path / "x.neurodesk")
    assert window.session.is_saved
    assert not window.note.isVisible()
    (tmp_path / "bad.neurodesk").write_text("{")
    assert not window.open(tmp_path / "bad.neurodesk")
    assert window.note.isVisible()
    assert window.note._time.isActive()
    window.use_template("digits_mlp")
    assert not window.note.isVisible()
