"""No field takes an expression (A25) or a pattern (A26): what is typed into any line of the window is a word, and costs
no more than one. And nothing imports ONNX (A38): every door says so.
"""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from neurodesk.data.catalogue import describe
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.graph.model import chosen
from neurodesk.ui.window import Window
from tests.cases.hostile_files import content
from tests.ui.desk import let_fall

MOST = 0.1  # seconds of processor time that a word may cost
PATTERNS = {
    "A26 a pattern that backtracks": "(a+)+$",
    "A26 10 000 letters": "a" * 10_000,
    "A26 10 000 letters of a pattern": "(a*)*" * 2_000,
    "A26 everything": ".*",
    "A26 half a pattern": "[(\\",
    "A26 a place": "/**/*",
    "A25 an endless number": "9**9**9",
    "A25 a long text": '"a"*10**10',
    "A25 an import": "__import__('os').system('touch TOUCHED')",
    "A25 an attribute": "().__class__.__base__",
    "A25 5000 digits": "9" * 5_000,
}


def lines(window: Window) -> list[QLineEdit]:
    """Every line that can be typed into: in each dock, the search of the canvas and the palette."""
    for name in window.docks.widgets:
        window.show_dock(name)
        QApplication.processEvents()
    window.session.select(["conv_1"])
    for key in ("find", "palette"):
        window.actions_by_key[key].trigger()
        QApplication.processEvents()
    found = [line for line in window.findChildren(QLineEdit) if line.isEnabled() and not line.isReadOnly()]
    return found[::-1]  # the palette first, for it closes when the keys leave it


def typed(line: QLineEdit, what: str) -> float:
    """Put a word into a line as if typed, an expression with Return; the seconds of processor time it cost."""
    line.selectAll()
    begun = time.process_time()
    line.insert(PATTERNS[what])
    QApplication.processEvents()
    spent = time.process_time() - begun
    if what.startswith("A25"):
        QTest.keyClick(line, Qt.Key.Key_Return)
        QApplication.processEvents()
    line.selectAll()
    line.insert("")
    return spent


def test_a25_a26_whatever_is_typed_anywhere_is_a_word(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """In every line of the window; the drawing and how it learns stay as they are, and nothing is made."""
    monkeypatch.chdir(tmp_path)
    before, every = window.session.document, lines(window)
    assert {"Search", "Filter", "Filters", "Kernel", "Epochs", "Rate"} <= {called(line) for line in every}
    slow = [(what, called(line), spent) for line in every for what in PATTERNS if (spent := typed(line, what)) > MOST]
    assert slow == []
    assert window.session.document is before
    assert not list(tmp_path.rglob("TOUCHED"))


def called(line: QLineEdit) -> str:
    """What a line is for."""
    return line.placeholderText() or line.accessibleName()


@pytest.mark.parametrize("name", ["MODEL.ONNX", "model.onnx.data"])
def test_a38_no_door_takes_onnx(window: Window, tmp_path: Path, name: str):
    """Dropped, opened, or chosen as a table: a sentence that says what is taken, and the document stays."""
    path, before, words = tmp_path / name, window.session.document, []
    path.write_bytes(content("A38 an ONNX file with data elsewhere"))
    data = QMimeData()
    window.note.tell("", "")
    data.setUrls([QUrl.fromLocalFile(str(path))])
    let_fall(window, data)
    words.append(window.note.label.text())
    window.note.tell("", "")
    assert not window.open(path)
    words.append(window.note.label.text())
    with pytest.raises(NeuroDeskError) as refused:
        describe(chosen("csv", file=path.name), tmp_path)
    words.append(str(refused.value))
    assert all(name.lower() in word.lower() for word in words), words
    assert window.session.document is before
