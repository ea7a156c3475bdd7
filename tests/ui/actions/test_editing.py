"""The Edit menu works on what is selected."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from neurodesk.ui.window import Window


def test_what_is_selected_is_copied_and_deleted(window: Window):
    """A copy stands beside the original with its inputs; healing joins what was on both sides."""
    window.session.select(["conv_1"])
    window.actions_by_key["duplicate"].trigger()
    assert window.session.graph.into("conv_2") == window.session.graph.into("conv_1")
    window.actions_by_key["undo"].trigger()
    window.session.select(["relu_1"])
    window.actions_by_key["heal"].trigger()
    assert "relu_1" not in window.session.graph.nodes
    assert window.session.graph.before("flatten_1") == ["conv_1"]
    window.actions_by_key["select_all"].trigger()
    assert window.session.selection == set(window.session.graph.nodes)


def test_f2_names_the_selected_layer(window: Window):
    """The keys go into its name, all of it marked; what is typed is its name, and no key acts on the drawing."""
    window.session.select(["conv_1"])
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_F2)
    QApplication.processEvents()
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "edges")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "edges" in window.session.graph.nodes
    assert "conv_1" not in window.session.graph.nodes
