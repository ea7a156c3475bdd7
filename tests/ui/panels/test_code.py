"""The Code dock prints the drawing and is linked to it both ways."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from neurodesk.graph import edit
from neurodesk.graph.document import add_network
from neurodesk.graph.model import Place, Port, chosen
from neurodesk.ui import asking
from neurodesk.ui.look.theme import theme
from neurodesk.ui.panels.code import CodePanel
from neurodesk.ui.session import Session
from neurodesk.ui.words import speak
from tests.engine import documents
from tests.ui.desk import press, shown, texts


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> CodePanel:
    """The dock, seen."""
    return shown(qtbot, CodePanel(session))


def line(panel: CodePanel, part: str) -> int:
    """The number, from 0, of the first line that holds a text."""
    return next(at for at, text in enumerate(panel.edit.toPlainText().splitlines()) if part in text)


def marked(panel: CodePanel) -> set[int]:
    """The lines that are marked."""
    return {mark.cursor.blockNumber() for mark in panel.edit.extraSelections()}


def test_the_source_follows_every_edit(panel: CodePanel, session: Session):
    """What is printed is Python, and a changed parameter is in it at once."""
    text = panel.edit.toPlainText()
    compile(text, "shown", "exec")
    assert "self.conv_1 = nn.Conv2d(1, 8" in text
    session.edit_graph("Set filters", lambda graph: edit.set_value(graph, "conv_1", "filters", 5))
    assert "self.conv_1 = nn.Conv2d(1, 5" in panel.edit.toPlainText()


def test_a_drawing_with_errors_has_no_code_yet(panel: CodePanel, session: Session):
    """The first error is said instead, in the language of the program."""
    speak("deutsch")
    session.edit_graph("Cut", lambda graph: edit.disconnect(graph, Port("relu_1", "x")))
    speak("english")
    assert "relu_1 braucht eine Verbindung: Nichts erreicht seinen Eingang." in panel.status.text()
    session.edit_graph("Name", lambda graph: edit.rename(graph, "output_1", "end"))
    assert panel.edit.toPlainText() == ""
    assert any("no errors" in text and "relu_1" in text for text in texts(panel))
    session.undo()
    session.undo()
    assert "self.relu_1" in panel.edit.toPlainText()


def test_a_selected_node_marks_its_lines(panel: CodePanel, session: Session):
    """Where it is made and where it is called."""
    session.select(["conv_1"])
    assert marked(panel) == {line(panel, "self.conv_1 = "), line(panel, "self.conv_1(")}
    session.select([])
    assert marked(panel) == set()


def test_a_line_leads_to_its_node(panel: CodePanel):
    """A click on it, or the caret moved there; a line of no node leads nowhere."""
    chosen = []
    panel.node_chosen.connect(chosen.append)
    panel.activateWindow()
    panel.edit.setFocus()
    QApplication.processEvents()
    assert panel.edit.hasFocus()
    cursor = QTextCursor(panel.edit.document().findBlockByNumber(line(panel, "self.linear_1 = ")))
    press(panel.edit.viewport(), panel.edit.cursorRect(cursor).center())
    assert chosen == ["linear_1"]
    QTest.keyClick(panel.edit, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert chosen == ["linear_1"]


def test_copying_takes_all_and_leaves_the_selection(panel: CodePanel, session: Session):
    """The clipboard holds the source; the drawing's selection stays."""
    session.select(["conv_1"])
    button = next(button for button in panel.findChildren(QPushButton) if button.text() == "Copy all")
    press(button)
    assert QGuiApplication.clipboard().text() == panel.edit.toPlainText()
    assert session.selection == {"conv_1"}
    assert not panel.edit.textCursor().hasSelection()


def test_nothing_is_printed_while_it_is_hidden(qtbot: QtBot, session: Session):
    """It catches up when it is seen."""
    panel = CodePanel(session)
    qtbot.addWidget(panel)
    session.edit_graph("Set filters", lambda graph: edit.set_value(graph, "conv_1", "filters", 5))
    assert panel.edit.toPlainText() == ""
    panel.show()
    assert "nn.Conv2d(1, 5" in panel.edit.toPlainText()


def test_colours_follow_the_theme(panel: CodePanel):
    """Keywords have their colour, another in the light theme."""

    def inks() -> set[str]:
        block = panel.edit.document().findBlockByNumber(line(panel, "class "))
        return {part.format.foreground().color().name() for part in block.layout().formats()}

    assert theme().curve(3).name() in inks()
    dark = inks()
    theme().choose("light")
    assert theme().curve(3).name() in inks()
    assert inks() != dark


def test_a_node_is_not_taken_for_its_namesake_in_a_block(panel: CodePanel, session: Session):
    """Both networks have a linear_1; lines of the shown one are marked and followed, those of the other are not."""
    document = add_network(session.document, "head")
    graph, _name = edit.add(document.networks["head"], chosen("input"), name="input_1", at=Place(0, 0))
    parts = (chosen("linear", units=10), "linear_1", "features"), (chosen("output"), "output_1", "in")
    for made, name, port in parts:
        source = Port("input_1", "out") if name == "linear_1" else Port("linear_1", "out")
        graph, _name = edit.add(graph, made, name=name, at=Place(0, 0))
        graph = edit.connect(graph, source, Port(name, port))
    document = document.with_graph("head", graph)
    main, _name = edit.add(document.graph(), chosen("block", network="head"), name="block_1", at=Place(0, 0))
    main = edit.connect(main, Port("linear_1", "out"), Port("block_1", "in"))
    main = edit.connect(main, Port("block_1", "out"), Port("output_1", "in"))
    session.adopt(document.with_graph("network", main))
    session.select(["linear_1"])
    top = line(panel, "class Network(")
    assert marked(panel)
    assert all(at > top for at in marked(panel))
    session.show_network("head")
    session.select(["linear_1"])
    assert marked(panel)
    assert all(at < top for at in marked(panel))


def test_a_line_of_a_block_leads_into_it(panel: CodePanel, session: Session):
    """To its network and node, whichever is shown."""
    session.adopt(documents.with_block(2))
    chosen = []
    panel.inner_chosen.connect(lambda *told: chosen.append(told))
    panel.activateWindow()
    panel.edit.setFocus()
    QApplication.processEvents()
    cursor = QTextCursor(panel.edit.document().findBlockByNumber(line(panel, "self.conv_1 = ")))
    press(panel.edit.viewport(), panel.edit.cursorRect(cursor).center())
    assert chosen == [("stage", "conv_1")]


def test_an_edit_leaves_the_place_in_the_text(panel: CodePanel, session: Session):
    """Scrolled down and with the caret in a line, both stay, and nothing is selected by it."""
    panel.resize(500, 160)
    QApplication.processEvents()
    bar = panel.edit.verticalScrollBar()
    assert bar.maximum() > 3
    cursor = QTextCursor(panel.edit.document().findBlockByNumber(6))
    panel.edit.setTextCursor(cursor)
    bar.setValue(3)
    chosen = []
    panel.node_chosen.connect(chosen.append)
    panel.edit.setFocus()
    session.edit_graph("Set filters", lambda graph: edit.set_value(graph, "conv_1", "filters", 5))
    assert "nn.Conv2d(1, 5" in panel.edit.toPlainText()
    assert bar.value() == 3
    assert panel.edit.textCursor().blockNumber() == 6
    assert chosen == []


def test_the_code_is_saved(panel: CodePanel, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As it is shown; what stands in the way is said; without code it is greyed."""
    monkeypatch.setattr(asking, "file_to_save", lambda *_args: tmp_path / "net.py")
    press(panel.save)
    assert (tmp_path / "net.py").read_text() == panel.edit.toPlainText()
    monkeypatch.setattr(asking, "file_to_save", lambda *_args: tmp_path / "gone" / "net.py")
    press(panel.save)
    assert "Saved" not in panel.note.label.text()
    session.edit_graph("Cut", lambda graph: edit.disconnect(graph, Port("relu_1", "x")))
    assert not panel.save.isEnabled()


def inks(panel: CodePanel) -> set[str]:
    """The colours that words are printed in."""
    block, found = panel.edit.document().firstBlock(), set()
    while block.isValid():
        found |= {part.format.foreground().color().name() for part in block.layout().formats()}
        block = block.next()
    return found


def test_a_theme_chosen_while_it_is_hidden_is_seen_when_it_comes_back(panel: CodePanel):
    """All words stand in the new colours."""
    dark = inks(panel)
    panel.hide()
    theme().choose("light")
    panel.show()
    assert inks(panel)
    assert not inks(panel) & dark
