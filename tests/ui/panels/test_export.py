"""The Export dock: formats, a folder, and files that are proved."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from neurodesk.engine.protocol import Cancel, EngineDied, Exported, ExportFiles, ExportMoved, Refused
from neurodesk.files.exports.catalogue import EXPORTS
from neurodesk.graph.model import empty_document
from neurodesk.ui.panels.export import ExportPanel
from neurodesk.ui.session import Session
from tests.ui.desk import HOSTILE as WORDS
from tests.ui.desk import QuietLink, finished, markup, press, shown, started, texts

HOSTILE = WORDS.replace("/", "|")  # in the name of a file


@pytest.fixture
def panel(qtbot: QtBot, session: Session, link: QuietLink, tmp_path: Path) -> ExportPanel:
    """The dock on a project that has a file."""
    session.save(tmp_path / "mine.neurodesk")
    return shown(qtbot, ExportPanel(session, link))


def done(link: QuietLink, **other: object) -> None:
    """Two files were written."""
    asked = link.last(ExportFiles)
    told = {
        "files": (f"{asked.out}/network.py", f"{asked.out}/{HOSTILE}.onnx"),
        "parity": {"onnx": 2e-6},
        "text": "2 files.",
    }
    link.say(Exported(asked.request, **{**told, **other}))


def test_all_formats_into_a_folder_beside_the_project(panel: ExportPanel, link: QuietLink, tmp_path: Path):
    """One press exports the newest run."""
    press(panel.go)
    asked = link.last(ExportFiles)
    assert asked.formats == tuple(export.key for export in EXPORTS if export.usual)
    assert set(asked.formats) == {"python", "weights", "onnx"}
    assert Path(asked.out) == tmp_path / "mine export"
    assert asked.run is None
    assert not panel.go.isEnabled()


def test_the_files_and_their_proof(panel: ExportPanel, link: QuietLink):
    """Names as they stand, the difference, and the way to the folder."""
    press(panel.go)
    done(link)
    said = texts(panel)
    assert "network.py" in said
    assert f"{HOSTILE}.onnx" in said
    assert any(text.endswith("largest difference 2e-06") for text in said)
    assert markup(panel) == []
    assert panel.go.isEnabled()
    assert panel.show_folder.isVisible()


@pytest.mark.parametrize(("gap", "role"), [(2e-6, "ok"), (0.5, "error"), (float("nan"), "error")])
def test_a_difference_that_is_too_large_is_marked(panel: ExportPanel, link: QuietLink, gap: float, role: str):
    """So is one that is no number."""
    press(panel.go)
    done(link, parity={"onnx": gap})
    told = next(label for label in panel.findChildren(type(panel.note.label)) if "difference" in label.text())
    assert told.property("role") == role


def test_formats_are_ticked(panel: ExportPanel, link: QuietLink):
    """Only those are asked for; without any nothing is."""
    first, *others = (panel.formats[key] for key in panel.formats if panel.formats[key].isChecked())
    for box in others:
        QTest.keyClick(box, Qt.Key.Key_Space)
    press(panel.go)
    assert len(link.last(ExportFiles).formats) == 1
    done(link)
    QTest.keyClick(first, Qt.Key.Key_Space)
    sent = len(link.sent)
    press(panel.go)
    assert len(link.sent) == sent
    assert panel.note.label.text() == "Tick at least one format."


def test_a_folder_is_needed(panel: ExportPanel, link: QuietLink, tmp_path: Path):
    """An empty field exports nothing; a short name is understood from the project's folder."""
    panel.folder.clear()
    press(panel.go)
    assert link.sent == []
    assert "folder" in panel.note.label.text()
    QTest.keyClicks(panel.folder, "out")
    press(panel.go)
    assert Path(link.last(ExportFiles).out) == tmp_path / "out"


def test_a_home_that_nobody_has_is_a_name_like_any(panel: ExportPanel, link: QuietLink, tmp_path: Path):
    """A person's own home is understood."""
    for typed, out in (("~nobody-at-all/x", tmp_path / "~nobody-at-all/x"), ("~/x", Path.home() / "x")):
        panel.folder.setText(typed)
        press(panel.go)
        assert Path(link.last(ExportFiles).out) == out
        panel.cancel()


def test_the_folder_is_chosen(panel: ExportPanel, monkeypatch: pytest.MonkeyPatch):
    """Cancelling leaves it; a folder of the person's own stays when the project is saved elsewhere."""
    choose = next(button for button in panel.findChildren(QPushButton) if button.text() == "Choose…")
    before = panel.folder.text()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: "")
    press(choose)
    assert panel.folder.text() == before
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: "/elsewhere")
    press(choose)
    panel.session.adopt(empty_document())
    assert panel.folder.text() == "/elsewhere"


def test_the_suggestion_follows_the_project(panel: ExportPanel, session: Session, tmp_path: Path):
    """Saved under another name, the folder is suggested anew."""
    session.save(tmp_path / "other.neurodesk")
    assert Path(panel.folder.text()) == tmp_path / "other export"


def test_what_cannot_be_exported_is_said(panel: ExportPanel, link: QuietLink):
    """And the button comes back. That the engine dies, which makes no exports, is nothing to this dock."""
    press(panel.go)
    link.say(Refused(link.last(ExportFiles).request, "There is no finished run.", "Train first."))
    assert panel.note.label.text() == "There is no finished run. Train first."
    assert panel.go.isEnabled()
    press(panel.go)
    link.say(EngineDied("The engine ended.", "Train again."))
    assert "Train again" not in panel.note.label.text()
    assert not panel.go.isEnabled()


def test_another_document_forgets_the_export(panel: ExportPanel, session: Session, link: QuietLink):
    """Results go, and an answer that comes late is not shown."""
    press(panel.go)
    late = link.last(ExportFiles).request
    session.adopt(empty_document())
    link.say(Exported(late, ("network.py",), {}))
    assert "network.py" not in texts(panel)
    assert panel.go.isEnabled()


def test_the_folder_that_opens_is_the_one_exported_to(
    panel: ExportPanel, link: QuietLink, monkeypatch: pytest.MonkeyPatch
):
    """Even when another was typed since."""
    opened: list[QUrl] = []
    monkeypatch.setattr("neurodesk.ui.panels.export.QDesktopServices.openUrl", opened.append)
    press(panel.go)
    out = link.last(ExportFiles).out
    done(link)
    panel.folder.setText("/elsewhere")
    press(panel.show_folder)
    assert [url.toLocalFile() for url in opened] == [out]


def test_how_far_it_is_and_a_way_out(panel: ExportPanel, link: QuietLink):
    """The part at hand is named; given up, the engine is told and a late answer is not shown."""
    press(panel.go)
    asked = link.last(ExportFiles).request
    link.say(ExportMoved(asked, 1, 6, "Writing ONNX"))
    assert panel.busy.isVisible()
    assert panel.busy.told.text().startswith("1 of 6 · Writing ONNX")
    press(panel.busy.stop)
    assert link.last(Cancel).request == asked
    assert "cancelled" in panel.note.label.text()
    link.say(Exported(asked, ("network.py",), {}))
    assert "network.py" not in texts(panel)
    assert panel.go.isEnabled()
    assert not panel.busy.isVisible()


def test_a_run_under_way_is_said_to_go_on(panel: ExportPanel, link: QuietLink):
    """Before one exports, not after."""
    assert not panel.held.isVisible()
    link.say(started())
    assert panel.held.isVisible()
    link.say(finished())
    assert not panel.held.isVisible()


def test_sizes_and_the_path_to_take_along(panel: ExportPanel, link: QuietLink, tmp_path: Path):
    """Of the files that are there."""
    press(panel.go)
    (tmp_path / "network.py").write_bytes(b"x" * 2500)
    done(link, files=(str(tmp_path / "network.py"), str(tmp_path / "gone.onnx")))
    assert "2.4 kB" in texts(panel)
    press(panel.copy_path)
    assert QGuiApplication.clipboard().text() == link.last(ExportFiles).out
