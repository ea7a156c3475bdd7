"""A click in one panel shows its answer in the next."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from neurodesk.graph import edit
from neurodesk.ui import blocks, joining
from neurodesk.ui.window import Window
from tests.ui.test_docks import in_front


def test_a_cell_of_the_matrix_leads_to_its_examples(window: Window):
    """From Train to Evaluate."""
    window.panel("Train").cell_chosen.emit(3, 8)
    assert in_front(window.docks, "Evaluate")


def test_a_run_leads_to_its_evaluation_and_export(window: Window):
    """From Runs."""
    window.panel("Runs").evaluate_asked.emit(1)
    assert in_front(window.docks, "Evaluate")
    window.panel("Runs").export_asked.emit(1)
    assert in_front(window.docks, "Export")


def test_a_node_is_shown(window: Window):
    """Selected and in sight."""
    joining.show_node(window, "network", "relu_1")
    assert window.session.selection == {"relu_1"}
    assert window.canvas.seen().contains(window.canvas.canvas.nodes["relu_1"].card)


def test_a_problem_inside_a_block_is_shown_where_it_is(window: Window):
    """One click leads through the block to the node, and the way back is there."""
    session = window.session
    session.select(["conv_1", "relu_1"])
    blocks.group_selection(session)
    session.edit("Break", lambda document: document.with_graph(
        "conv_block", edit.set_value(document.networks["conv_block"], "conv_1", "kernel", 0)
    ))  # fmt: skip
    rows = window.panel("Problems").findChildren(QPushButton)
    QTest.mouseClick(next(each for each in rows if each.text() == "Show"), Qt.MouseButton.LeftButton)
    assert (session.network, session.selection) == ("conv_block", {"conv_1"})
    assert session.trail.steps == ("conv_block_1",)
    assert session.problems[0].node == "conv_1"


def test_code_of_a_node_inside_a_block_is_marked(window: Window):
    """Its lines stand in the class of its network; a click on one selects it."""
    session = window.session
    session.select(["conv_1", "relu_1"])
    blocks.group_selection(session)
    window.show_dock("Code")
    code = window.panel("Code")
    blocks.enter(session)
    session.select(["conv_1"])
    QApplication.processEvents()
    lines = [mark.cursor.block().text() for mark in code.edit.extraSelections()]
    assert any("self.conv_1" in line for line in lines)
    assert code.edit.toPlainText().index("class ConvBlock") < code.edit.toPlainText().index("class Network")
