"""Questions: each answer means what its button says, and foreign words are never markup."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from neurodesk.disk.places import recovery_dir
from neurodesk.files import recovery
from neurodesk.graph.model import empty_document
from neurodesk.ui import asking
from neurodesk.ui.look.numbers import moment
from tests.ui.desk import HOSTILE, markup, press, shown


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    """What the questions stand over."""
    return shown(qtbot, QWidget())


def answer(*acts: Callable[[QDialog], object], after: QWidget | None = None) -> None:
    """Do something with each dialog that comes up, in turn; a dialog may bring up the next before it closes."""

    waits = iter(range(1000))  # a dialog that never comes must not be waited for in the tests that follow

    def act() -> None:
        found = QApplication.activeModalWidget()
        if found is None or found is after:
            if next(waits, None) is not None:
                QTimer.singleShot(5, act)
            return
        if acts[1:]:
            answer(*acts[1:], after=found)
        acts[0](found)

    QTimer.singleShot(0, act)


def pushing(text: str) -> Callable[[QDialog], object]:
    """Press the button whose words begin so."""

    def push(dialog: QDialog) -> None:
        buttons = dialog.findChildren(QPushButton)
        press(next(button for button in buttons if button.text().replace("&", "").startswith(text)))

    return push


def typing(text: str, kind: str = "") -> Callable[[QDialog], object]:
    """Choose a kind of file, type a name, and press Enter."""

    def fill(dialog: QFileDialog) -> None:
        if kind:
            dialog.selectNameFilter(next(each for each in dialog.nameFilters() if kind in each))
            dialog.filterSelected.emit(dialog.selectedNameFilter())
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        line.setText(text)
        QTest.keyClick(line, Qt.Key.Key_Return)

    return fill


def escape(dialog: QDialog) -> None:
    """Press Escape."""
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


@pytest.mark.parametrize(("button", "means"), [("Save", "save"), ("Discard", "discard"), ("Don't Save", "discard")])
def test_unsaved_work(parent: QWidget, button: str, means: str):
    """Each button; Escape cancels. Enter saves."""

    def push(dialog: QDialog) -> None:
        names = [found.text().replace("&", "") for found in dialog.findChildren(QPushButton)]
        pushing(button if button in names else {"save": "Save", "discard": "D"}[means])(dialog)

    answer(push)
    assert asking.save_first(parent, "mine") == means
    answer(escape)
    assert asking.save_first(parent, "mine") == "cancel"
    answer(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Return))
    assert asking.save_first(parent, "mine") == "save"


def test_a_run_under_way(parent: QWidget):
    """Stopped only by the button that says so."""
    answer(pushing("Stop training"))
    assert asking.stop_training(parent)
    answer(pushing("Keep training"))
    assert not asking.stop_training(parent)
    answer(escape)
    assert not asking.stop_training(parent)


def test_runs_are_deleted_after_a_question(parent: QWidget):
    """Put away, what stays is said; for good, that nothing does; Esc keeps them."""
    seen = []
    for names, for_good in ((["Wide"], False), (["Wide", "Narrow"], True)):
        answer(lambda dialog: (seen.append(dialog.text() + dialog.informativeText()), pushing("Delete")(dialog)))
        assert asking.delete_runs(parent, names, for_good=for_good)
    assert "Delete Wide?" in seen[0]
    assert "put back" in seen[0]
    assert "2 runs" in seen[1]
    assert "gone for good" in seen[1]
    answer(escape)
    assert not asking.delete_runs(parent, ["Wide"], for_good=False)


def test_titles_are_words(parent: QWidget):
    """Markup in a file's name is shown as it stands."""
    seen = []
    answer(lambda dialog: (seen.append((dialog.text(), dialog.textFormat(), markup(dialog))), escape(dialog)))
    asking.save_first(parent, HOSTILE)
    text, form, read = seen[0]
    assert HOSTILE in text
    assert form == Qt.TextFormat.PlainText
    assert read == []


def test_a_file_gets_its_suffix(parent: QWidget, tmp_path: Path):
    """The chosen kind's, unless one was typed; cancelling gives nothing."""
    kinds = {"csv": "Table", "png": "Picture"}
    for typed, kind, wanted in (("a", "", "a.csv"), ("b", "Picture", "b.png"), ("c.png", "", "c.png")):
        answer(typing(str(tmp_path / typed), kind))
        assert asking.file_to_save(parent, "Save", "x.csv", kinds) == tmp_path / wanted
    answer(escape)
    assert asking.file_to_save(parent, "Save", "x.csv", kinds) is None


def test_no_file_is_replaced_unasked(parent: QWidget, tmp_path: Path):
    """Also when the name was typed without its suffix."""
    (tmp_path / "mine.neurodesk").touch()
    asked = []
    answer(
        typing(str(tmp_path / "mine")),
        lambda dialog: (asked.append(isinstance(dialog, QMessageBox)), pushing("No")(dialog)),
        escape,
    )
    assert asking.project_to_save(parent, "mine") is None
    assert asked == [True]
    answer(typing(str(tmp_path / "new")))
    assert asking.project_to_save(parent, "mine") == tmp_path / "new.neurodesk"


def test_a_project_to_open(parent: QWidget, monkeypatch: pytest.MonkeyPatch):
    """The file chosen, or nothing."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: ("/a/b.neurodesk", ""))
    assert asking.project_to_open(parent) == Path("/a/b.neurodesk")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: ("", ""))
    assert asking.project_to_open(parent) is None


def test_data_is_a_folder_or_a_table(parent: QWidget, monkeypatch: pytest.MonkeyPatch):
    """Asked first, then chosen."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: "/pets")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: ("/wine.csv", ""))
    for button, wanted in (("Folder of images", Path("/pets")), ("CSV file", Path("/wine.csv")), ("Cancel", None)):
        answer(pushing(button))
        assert asking.data_to_use(parent) == wanted
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: "")
    answer(pushing("Folder of images"))
    assert asking.data_to_use(parent) is None


def left(time: float = 1.0) -> recovery.Recovered:
    """Work that a crash left."""
    journal = recovery.Journal()
    journal.keep(empty_document(), Path(f"/x/{HOSTILE.replace('/', '|')}.neurodesk"))
    journal.leave()
    (entry,) = recovery.waiting()
    return recovery.Recovered(entry.key, entry.path, time, entry.text)


@pytest.mark.parametrize("time", [1_700_000_000.0, 1e300, float("nan")])
def test_recovery_is_offered_without_holding_the_window_up(parent: QWidget, time: float):
    """Brought back, kept or discarded by its button, whatever time the entry claims."""
    entry, restored = left(time), []
    for button in ("Bring it back", "Ask me later", "Discard it"):
        asking.offer_recovery(parent, [entry], restored.append)
        box = parent.findChild(QMessageBox)
        assert entry.title in box.text()
        assert f"({moment(time)})" in box.informativeText()
        assert markup(box) == []
        pushing(button)(box)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert recovery.waiting() == [] or button != "Discard it"
    assert restored == [entry]
    assert not list(recovery_dir().glob("*.recovery"))


def test_texts_and_keys_are_shown(parent: QWidget):
    """Word for word, and closed by the button."""
    asking.show_text(parent, "About", HOSTILE)
    asking.show_keys(parent, [("Save", "Ctrl+S"), (HOSTILE, "X")])
    first, second = parent.findChildren(QDialog)
    assert first.findChild(QPlainTextEdit).toPlainText() == HOSTILE
    table = second.findChild(QTableWidget)
    assert [table.item(row, 0).text() for row in (0, 1)] == ["Save", HOSTILE]
    for dialog in (first, second):
        pushing("Close")(dialog)
        assert not dialog.isVisible()


def test_the_installation_in_words(qapp: QApplication):
    """Every part with its version, and the devices once the engine has told them."""
    text = asking.installation(("cpu", "cuda"))
    assert "is missing" not in text
    assert "Devices: cpu, cuda" in text
    assert "torch 2." in text
    assert "has not started" in asking.installation(())
