"""Keeps A20, A30 and A32 for the whole window: whatever words a file, a data set or a person brings, they are shown as
plain text, take no more room than there is, and lead out of no folder; and thousands of layers pasted at once.
"""

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from neurodesk.data.examples import Skipped
from neurodesk.engine.protocol import Evaluate, PreviewData
from neurodesk.graph import edit
from neurodesk.graph.model import Frame, Place, chosen
from neurodesk.ui.panels.activations import MOST_CARDS
from neurodesk.ui.settings import settings
from neurodesk.ui.window import Window
from tests.cases.test_pasted_and_dropped import paste
from tests.ui.desk import evaluated, previewed

WORDS = {
    "long": "a" * 1900,
    "one long line of words": "word " * 380,
    "an image": "<img src=x>",
    "bold": "<b>bold</b> &amp; [*] %1 {name}",
    "turned round": "\u202egnp.exe",
    "without width": "a\u200b\u200db\ufeff",
    "lines": "one\ntwo\n\nthree",
    "emoji": "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "a way out": "../../x",
    "a formula": "=cmd|' /C calc'!A0",
    "nothing": "a\x00b",
}


def as_markup(window: QWidget, word: str) -> list[str]:
    """Labels and tips that hold the word and that Qt would read as markup."""
    found = []
    for widget in (window, *window.findChildren(QWidget)):
        if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.PlainText:
            found += [f"label {widget.text()[:60]}"] if word in widget.text() and Qt.mightBeRichText(word) else []
        if word in widget.toolTip() and Qt.mightBeRichText(word):
            found.append(f"tip {widget.toolTip()[:60]}")
    return found


def look_everywhere(window: Window, word: str) -> list[str]:
    """Go through every dock and the palette; what is read as markup, or grew the window."""
    size, faults = window.size(), []
    for name in window.docks.widgets:
        window.show_dock(name)
        QApplication.processEvents()
        faults += [f"{name}: {fault}" for fault in as_markup(window, word)]
        if window.size() != size or window.minimumSizeHint().width() > size.width():
            faults.append(f"{name}: grew to {window.size()}, at least {window.minimumSizeHint()}")
    window.actions_by_key["palette"].trigger()
    QGuiApplication.clipboard().setText(word)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    line.paste()
    faults += [f"palette: {fault}" for fault in as_markup(window, word)]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    return faults


@pytest.mark.parametrize("what", WORDS)
def test_words_of_frames_classes_features_and_files_are_shown_as_they_are(window: Window, what: str, tmp_path: Path):
    """A comment, classes, columns, names of examples and recent files, in every dock, the palette and the welcome."""
    word = WORDS[what]
    frame = Frame(word.replace("\x00", ""), Place(0, 0), 200.0, 100.0)
    window.session.edit_graph("Frame", lambda graph: edit.add_frame(graph, frame)[0])
    classes = tuple(f"{word} {number}" for number in range(10))
    for name in window.docks.widgets:
        window.panel(name)
    window.show_dock("Data")
    request = window.link.last(PreviewData).request
    window.link.say(
        previewed(request, classes=classes, names=(word,) * 3, features=(word,) * 64, skipped=(Skipped(word, word),))
    )
    window.panel("Evaluate").evaluate(1)
    window.link.say(evaluated(window.link.last(Evaluate).request, classes=classes))
    assert look_everywhere(window, word) == []
    settings().remember(recent=[str(tmp_path / f"{word}.neurodesk"[-200:])])
    window.show_welcome()
    QApplication.processEvents()
    assert as_markup(window, word) == []
    assert window.minimumSizeHint().width() <= window.width()


@pytest.mark.parametrize("what", WORDS)
def test_names_that_are_typed_are_refused_or_taken_whole(window: Window, what: str):
    """A node by F2, as a person types: refused with a sentence and the old name there, or a name that is one word."""
    word, session = WORDS[what], window.session
    session.select(["conv_1"])
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_F2)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    line.selectAll()
    QGuiApplication.clipboard().setText(word)
    line.paste()
    size = window.size()
    QTest.keyClick(line, Qt.Key.Key_Return)
    QApplication.processEvents()
    names = session.graph.names()
    assert len(names) == 6
    assert all(name.isidentifier() and len(name) <= 64 for name in names)
    assert as_markup(window, word) == []
    assert window.size() == size
    session.undo()
    assert "conv_1" in session.graph.nodes


def test_data_of_a_hostile_place_writes_nowhere_else(window: Window, tmp_path: Path):
    """Headings of a table and its place, as they come; the folder beside holds nothing new."""
    here = tmp_path / "here"
    here.mkdir()
    path = here / "<b>x.csv"
    path.write_text("<img src=x>,=cmd|x,../../x,class\n1,2,3,a\n2,3,4,b\n3,4,5,a\n4,5,6,b\n")
    window.session.adopt(window.session.document.replaced(source=chosen("csv", path=str(path))))
    assert look_everywhere(window, "<img src=x>") == []
    assert sorted(tmp_path.iterdir()) == [here]
    assert sorted(here.iterdir()) == [path]


def test_five_thousand_layers_pasted_at_once(window: Window):
    """One step, with as few turns of the lists beside the canvas as for one layer; the window goes on."""
    for name in window.docks.widgets:
        window.panel(name)
    window.show_dock("Outline")
    QApplication.processEvents()
    changes: list[object] = []
    window.panel("Outline").tree.selectionModel().selectionChanged.connect(lambda *each: changes.append(each))
    nodes = {"r_0": {"layer": "relu"}} | {
        f"r_{at}": {"layer": "relu", "inputs": {"x": f"r_{at - 1}.out"}} for at in range(1, 4990)
    }
    before = window.session.document
    said, _spent = paste(window, json.dumps({"neurodesk": 2, "nodes": nodes}))
    assert said == ["Paste: 4,990 layers"]
    QApplication.processEvents()
    assert len(window.session.graph.nodes) == 4996
    assert len(window.session.selection) == 4990
    assert len(changes) < 6  # told row by row it was 4 990, and took seconds
    assert len(window.panel("Outline").tree.selectedItems()) == 4990
    assert len(window.panel("Activations").cards) == MOST_CARDS  # a widget for each layer stopped the window for 40 s
    window.session.undo()
    assert window.session.document is before
