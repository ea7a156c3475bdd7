"""The outline is an equal view of the drawing, by keys alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from neurodesk.graph import edit
from neurodesk.graph.diff import diff_documents
from neurodesk.graph.model import Node, Port, empty_document
from neurodesk.ui.panels.outline import OutlinePanel
from neurodesk.ui.session import Session
from neurodesk.ui.window import Window
from tests.ui.desk import shown

KEY = Qt.Key


@pytest.fixture
def outline(window: Window) -> OutlinePanel:
    """The Outline dock in front, with the keys on the main network's heading."""
    window.show_dock("Outline")
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    panel = window.panel("Outline")
    panel.tree.setFocus()
    panel.tree.setCurrentItem(panel.tree.topLevelItem(0))
    QApplication.processEvents()
    return panel


def press(window: Window, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press keys in the window."""
    for key in keys:
        QTest.keyClick(window.windowHandle(), key, held)
    QApplication.processEvents()


def names(panel: OutlinePanel) -> list[str]:
    """The rows of the main network that are not hidden."""
    return [row.name for row in panel.tree.topLevelItem(0).rows() if not row.isHidden()]


def test_selection_is_one_with_the_canvas(window: Window, outline: OutlinePanel):
    """Arrows here select there, and the other way round."""
    press(window, KEY.Key_Down, KEY.Key_Down)
    assert window.session.selection == {"conv_1"}
    press(window, KEY.Key_Down, held=Qt.KeyboardModifier.ShiftModifier)
    assert window.session.selection == {"conv_1", "relu_1"}
    window.session.select(["linear_1"])
    assert [row.name for row in outline.tree.selectedItems()] == ["linear_1"]
    assert outline.tree.currentItem().name == "linear_1"


def test_renamed_deleted_muted_and_opened_by_keys(window: Window, outline: OutlinePanel, qtbot: QtBot):
    """F2, M, Del, Enter: what the canvas has, each one step that can be taken back."""
    before = window.session.document
    press(window, KEY.Key_Down, KEY.Key_Down, KEY.Key_F2)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    assert line.accessibleName() == "New name of conv_1"
    QTest.keyClicks(line, "edges")
    press(window, KEY.Key_Return)
    qtbot.waitUntil(lambda: "edges" in window.session.graph.nodes)
    assert QApplication.focusWidget() is outline.tree
    assert "edges" in window.session.graph.nodes
    assert window.session.selection == {"edges"}
    assert names(outline)[1] == "edges"
    window.session.select(["relu_1"])
    press(window, KEY.Key_M)
    assert "relu_1" in window.session.graph.muted
    assert "muted" in outline.tree.currentItem().words
    press(window, KEY.Key_Delete)
    assert "relu_1" not in names(outline)
    for _ in range(3):
        window.session.undo()
    assert window.session.document == before
    window.session.select(["linear_1"])
    press(window, KEY.Key_Return)
    assert window.panel("Inspector").form.isAncestorOf(QApplication.focusWidget())


def test_a_name_that_is_taken_is_refused(window: Window, outline: OutlinePanel, qtbot: QtBot):
    """The row keeps its name, and the status line says why."""
    row = outline.tree.topLevelItem(0).rows()[1]
    row.setText(0, "relu_1")
    qtbot.waitUntil(lambda: bool(window.word.currentMessage()))
    assert row.text(0) == "conv_1"
    assert "relu_1" in window.word.currentMessage()


def test_blocks_hold_their_network(window: Window, outline: OutlinePanel):
    """A block opens to what stands inside; choosing there shows that network, by the way through the block."""
    window.session.select(["conv_1", "relu_1"])
    window.actions_by_key["group"].trigger()
    block = outline.tree.currentItem()
    assert block.name in window.session.selection
    press(window, KEY.Key_Right)
    assert [row.name for row in block.rows()] == ["input_1", "conv_1", "relu_1", "output_1"]
    assert block.rows()[1].text(2) == "8 x 8 x 8"
    press(window, KEY.Key_Down, KEY.Key_Down)
    assert window.session.network == block.inner
    assert window.session.trail.steps == (block.name,)
    assert window.session.selection == {"conv_1"}
    assert [window.session.document.main, block.inner] == [
        outline.tree.topLevelItem(at).name for at in range(outline.tree.topLevelItemCount())
    ]
    window.session.undo()
    assert outline.tree.topLevelItemCount() == 1


def test_the_filter_and_the_menu(window: Window, outline: OutlinePanel):
    """Typing leaves what fits; the Menu key offers what the canvas does."""
    outline.search.setFocus()
    QTest.keyClicks(outline.search, "linear")
    assert names(outline) == ["linear_1"]
    QTest.keyClicks(outline.search, "xyz")
    assert outline.none.text() == "No layer or network is called linearxyz."
    outline.search.clear()
    assert len(names(outline)) == 6
    window.session.select(["linear_1"])
    asked = []
    window.canvas.menu_asked.connect(lambda hit, _at: asked.append(hit.node))
    outline.tree.menu_asked.emit(outline.mapToGlobal(outline.rect().center()))
    assert asked == ["linear_1"]
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()


def test_an_edit_of_a_thousand_nodes_keeps_the_other_rows(qtbot, qapp):
    """What an edit leaves alone is neither made anew nor lost: the rows stay the same objects."""
    session = Session()
    document = empty_document()
    graph = document.networks[document.main]
    last = ""
    for number in range(1000):
        graph, name = edit.add(graph, Node("relu"), f"relu_{number}")
        graph = edit.connect(graph, Port(last, "out"), Port(name, "x")) if last else graph
        last = name
    session.adopt(document.with_graph(document.main, graph))
    panel = shown(qtbot, OutlinePanel(session))
    top = panel.tree.topLevelItem(0)
    rows = {top.child(at).text(0): top.child(at) for at in range(top.childCount())}
    assert len(rows) == 1000
    before = session.document
    session.edit_graph("Heal", lambda graph: edit.heal(graph, ["relu_500"]))
    panel._follow(diff_documents(before, session.document))
    panel._tell()
    after = {top.child(at).text(0): top.child(at) for at in range(top.childCount())}
    assert after.keys() == rows.keys() - {"relu_500"}
    assert all(rows[name] is item for name, item in after.items())
    session.close()


def test_a_narrow_dock_shows_the_shape_behind_the_name(qtbot: QtBot, session: Session):
    """And a wide one in its column."""
    outline = shown(qtbot, OutlinePanel(session), 240, 400)
    tree, row = outline.tree, outline.tree.topLevelItem(0).rows()[1]

    def ink(wide: int) -> int:
        outline.resize(wide, 400)
        QApplication.processEvents()
        box = tree.visualItemRect(row).intersected(tree.viewport().rect())
        cell = tree.viewport().grab(box).toImage()
        right = cell.width() - 40
        plain = cell.pixelColor(right, 2)
        return sum(
            cell.pixelColor(x, y) != plain for x in range(right, cell.width() - 4) for y in range(4, cell.height() - 4)
        )

    assert ink(240) > 20
    assert tree.columnViewportPosition(1) >= tree.viewport().width()
    row.setText(2, "")
    assert ink(241) == 0
    outline.resize(700, 400)
    QApplication.processEvents()
    assert tree.columnViewportPosition(2) < tree.viewport().width()
