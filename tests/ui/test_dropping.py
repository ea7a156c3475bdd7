"""A folder or a table becomes the data, with an input for it."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from neurodesk.data.folders import chosen_places
from neurodesk.files.project import open_project, save_project
from neurodesk.graph.document import set_source
from neurodesk.graph.errors import DataError
from neurodesk.graph.model import Project, chosen, empty_document
from neurodesk.ui import asking, windows
from neurodesk.ui.dropping import moving, with_data
from neurodesk.ui.pictures import example
from neurodesk.ui.session import Session
from neurodesk.ui.window import Window
from tests.ui.desk import small_cnn


def test_a_folder_and_a_table_are_told_apart(tmp_path: Path):
    """By what they are; a place beside the project is written relative to it."""
    (tmp_path / "images").mkdir()
    made = with_data(empty_document(), tmp_path / "images", tmp_path)
    assert made.source.key == "image_folder"
    assert made.source.values["folder"] == "images"
    assert [node.key for _, node in made.graph().nodes.items()] == ["input"]
    assert with_data(empty_document(), tmp_path / "iris.CSV", tmp_path).source.key == "csv"


def test_an_input_that_is_there_is_kept(qapp: object, tmp_path: Path):
    """Only the data changes."""
    (tmp_path / "images").mkdir()
    document = small_cnn()
    assert with_data(document, tmp_path / "images", tmp_path).graph() == document.graph()


def test_other_files_are_refused_in_words(tmp_path: Path):
    """What can be dropped is said."""
    with pytest.raises(DataError, match="neither a folder of images nor a table"):
        with_data(empty_document(), tmp_path / "song.mp3", tmp_path)


def drop(window: Window, target: QWidget, *paths: Path) -> bool:
    """Drop files on a widget as Qt does: its parents are asked in turn. True when one took them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    kinds = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    while target is not None:
        if target.acceptDrops():
            enter = QDragEnterEvent(target.rect().center(), *kinds)
            QApplication.sendEvent(target, enter)
            if enter.isAccepted():
                event = QDropEvent(QPointF(target.rect().center()), *kinds, QEvent.Type.Drop)
                QApplication.sendEvent(target, event)
                return event.isAccepted()
        target = target.parentWidget()
    return False


def test_a_project_dropped_is_opened(window: Window, tmp_path: Path):
    """On the canvas or on the welcome page."""
    window.session.save(tmp_path / "good.neurodesk")
    for target in (window.canvas.viewport(), window.welcome.viewport()):
        window.new()
        assert drop(window, target, tmp_path / "good.neurodesk")
        assert window.session.path == tmp_path / "good.neurodesk"


def test_data_dropped_is_used(window: Window, tmp_path: Path):
    """A folder of images and a table become the source, one undo each; other files are refused in words."""
    (tmp_path / "pets" / "cat").mkdir(parents=True)
    (tmp_path / "wine.csv").write_text("a,b\n" + "1,x\n2,y\n" * 5)
    for name, key in (("pets", "image_folder"), ("wine.csv", "csv")):
        assert drop(window, window.canvas.viewport(), tmp_path / name)
        assert window.session.document.source.key == key
        assert window.panel("Data").isVisible()
    (tmp_path / "song.mp3").touch()
    drop(window, window.canvas.viewport(), tmp_path / "song.mp3")
    assert window.session.document.source.key == "csv"
    assert "song.mp3" in window.note.label.text()
    window.session.undo()
    window.session.undo()
    assert window.session.document.source.key == "digits"


def test_a_table_with_a_wrong_cell_is_taken_and_mended(window: Window, tmp_path: Path):
    """It is said what is wrong, and its columns are at hand to be given other roles."""
    (tmp_path / "t.csv").write_text("a,b\n" + "".join(f"{at}.5,{'xy'[at % 2]}\n" for at in range(40)) + "oops,x\n")
    drop(window, window.canvas.viewport(), tmp_path / "t.csv")
    assert window.session.document.source.key == "csv"
    panel = window.panel("Data")
    assert 'expected a number, found "oops"' in panel.note.label.text()
    assert "set Bad lines to Skip" in panel.note.label.text()
    assert not window.bar.train.isEnabled()
    panel._set("bad_lines", "skip")
    assert window.session.facts_fault is None


def test_a_table_that_cannot_be_read_changes_nothing(window: Window, tmp_path: Path):
    """The note says why, and the data in use stays."""
    before = window.session.document
    for name, data in (("empty.csv", b""), ("head.csv", b"a,b\n"), ("nul.csv", b"\0" * 64)):
        (tmp_path / name).write_bytes(data)
        drop(window, window.canvas.viewport(), tmp_path / name)
        assert window.session.document is before
        assert name in window.note.label.text()
        window.note.tell("", "")


def test_a_folder_without_folders_changes_nothing(window: Window, tmp_path: Path):
    """An empty one, one of files alone, and one that is called like a project."""
    before = window.session.document
    for name in ("empty", "files", "dir.neurodesk"):
        (tmp_path / name).mkdir()
        (tmp_path / "files" / "a.png").touch() if name == "files" else None
        drop(window, window.canvas.viewport(), tmp_path / name)
        assert window.session.document is before
        assert f"{name} holds no folders with images." in window.note.label.text()
        window.note.tell("", "")


def test_what_is_on_no_disk_is_not_taken(window: Window):
    """Addresses in the web, or text."""
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/x.csv")])
    kinds = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    event = QDragEnterEvent(window.rect().center(), *kinds)
    event.ignore()
    QApplication.sendEvent(window, event)
    assert not event.isAccepted()


def test_data_is_chosen_from_the_welcome_page(window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Cancelling stays there."""
    window.show_welcome()
    monkeypatch.setattr(asking, "data_to_use", lambda *_args: None)
    window.welcome.folder_asked.emit()
    assert window.welcome.isVisible()
    (tmp_path / "wine.csv").write_text("a,b\n" + "1,x\n2,y\n" * 5)
    monkeypatch.setattr(asking, "data_to_use", lambda *_args: tmp_path / "wine.csv")
    window.welcome.folder_asked.emit()
    assert window.canvas.isVisible()
    assert window.session.document.source.key == "csv"


def test_data_stays_found_when_the_project_is_saved_elsewhere(session: Session, tmp_path: Path):
    """A path beside the project is written anew, and found; saved without a further change; nothing else moves."""
    for name in ("cat", "dog"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        example(np.eye(8)[None]).save(str(tmp_path / "pets" / name / "1.png"))
    session.save(tmp_path / "a.neurodesk")
    session.edit("Use", lambda document: with_data(document, tmp_path / "pets", tmp_path))
    (tmp_path / "deep").mkdir()
    session.save(tmp_path / "deep" / "b.neurodesk")
    assert session.facts is not None
    assert session.facts.classes == ("cat", "dog")
    assert session.is_saved
    assert open_project(tmp_path / "deep" / "b.neurodesk").document == session.document
    session.save(tmp_path / "c.neurodesk")
    assert session.document.source.values["folder"] == "pets"
    gone = empty_document().replaced(source=chosen("csv", file="gone.csv"))
    assert moving(tmp_path, tmp_path / "deep")(gone) is gone


def test_saving_elsewhere_lets_no_project_read_what_nobody_chose(session: Session, tmp_path: Path):
    """A stranger's project that names another person's folder is refused it, in every folder."""
    for name in ("theirs", "mine", "other"):
        (tmp_path / name / "cat").mkdir(parents=True)
    session.adopt(empty_document(), tmp_path / "theirs" / "a.neurodesk")
    for text in (str(tmp_path / "mine"), "../mine", "/etc"):
        session.edit("Use", lambda document, text=text: set_source(document, chosen("image_folder", folder=text)))
        session.save(tmp_path / "other" / "a.neurodesk")
        assert session.document.source.values["folder"] == text
        assert chosen_places() == ()
        assert "is not here" in str(session.facts_fault)
        session.save(tmp_path / "theirs" / "a.neurodesk")


def test_an_untitled_project_names_its_data_from_nowhere(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Where the program stands now it may not stand after a crash."""
    (tmp_path / "wine.csv").write_text("a,b\n1,x\n2,y\n")
    monkeypatch.chdir(tmp_path)
    made = with_data(session.document, tmp_path / "wine.csv", session.project.home)
    assert made.source.values["file"] == str(tmp_path / "wine.csv")


def test_several_projects_dropped_are_several_windows(window: Window, tmp_path: Path):
    """The first here, the others beside it."""
    for name in ("a", "b"):
        save_project(Project(empty_document(), tmp_path / f"{name}.neurodesk"))
    assert drop(window, window.docks.widgets["Library"], tmp_path / "a.neurodesk", tmp_path / "b.neurodesk")
    assert [each.session.path.name for each in windows.every()] == ["a.neurodesk", "b.neurodesk"]
    windows.every()[-1].leave()


def test_what_cannot_be_used_is_said_and_changes_nothing(window: Window, tmp_path: Path):
    """Pictures alone, several folders or tables, a mixture, a file that is gone: each with its cure; also while
    training, which goes on.
    """
    window.link.state = "training"
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / f"{name}.png").touch()
        (tmp_path / f"{name}.csv").touch()
    before = window.session.document
    for names, said in (
        (("one.png", "two.png"), "a folder for each class"),
        (("one", "two"), "the one folder"),
        (("one.csv", "two.csv"), "do not belong together"),
        (("one.csv", "one"), "do not belong together"),
        (("gone.csv",), "cannot be read"),
    ):
        drop(window, window.canvas.viewport(), *(tmp_path / name for name in names))
        assert said in window.note.label.text()
        assert window.session.document is before
    window.link.state = "off"
