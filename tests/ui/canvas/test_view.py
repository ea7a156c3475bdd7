"""The canvas as a whole: clicks that open, words under the pointer, live views, help, a screen reader's words."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QCursor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from neurodesk.graph import edit
from neurodesk.graph.model import Place, Port, chosen
from neurodesk.ui.canvas.add_search import AddSearch
from neurodesk.ui.look.theme import theme
from tests.ui.canvas.hand import SHIFT


def hover(view, at: QPointF) -> str:
    """Move the mouse without a button; the words shown."""
    QTest.mouseMove(view.viewport(), view.view_point(at).toPoint())
    QApplication.processEvents()
    return view.overlay.words


def test_a_tap_of_space_opens_the_search(view, hand, drawn):
    hand.key(Qt.Key.Key_Space)
    assert isinstance(view._popup, AddSearch)


def test_a_double_click_on_the_ground_opens_the_search_there_for_the_selection(view, hand, drawn):
    drawn.select(["conv_1"])
    at = QPointF(300, 300)
    hand.click(at)
    hand.double_click(at)
    QTest.keyClicks(view._popup.line, "gelu")
    QTest.keyClick(view._popup.line, Qt.Key.Key_Return)
    assert drawn.graph.into("gelu_1")["x"].node == "conv_1"
    assert abs(view.canvas.nodes["gelu_1"].x() - 300) <= 8


def test_the_search_asked_for_over_a_wire_puts_a_layer_in(view, hand, drawn):
    hand.move(hand.wire(Port("flatten_1", "x")), button=Qt.MouseButton.NoButton)
    view.add_search()
    assert "lstm" not in view._popup.found()
    QTest.keyClicks(view._popup.line, "gelu")
    QTest.keyClick(view._popup.line, Qt.Key.Key_Return)
    assert drawn.graph.wires[Port("flatten_1", "x")] == Port("gelu_1", "out")
    assert drawn.graph.wires[Port("gelu_1", "x")] == Port("relu_1", "out")


@pytest.mark.parametrize("target", [Port("linear_1", "features"), Port("output_1", "in")])
def test_a_layer_searched_over_a_wire_lies_on_no_other(view, drawn, target):
    """One that runs just below other layers, and one that runs back to the left."""
    drawn.edit_graph("Skip", lambda graph: edit.connect(graph, Port("conv_1", "out"), Port("linear_1", "features")))
    dots = {Port("linear_1", "features"): (Place(450, 86), Place(860, 86))}
    drawn.edit_graph("Lead", lambda graph: edit.bend(graph, dots))
    drawn.edit_graph("Back", lambda graph: edit.move(graph, {"output_1": Place(464, 224)}))
    view.canvas.find_lanes()
    at = view.canvas.wires[target].path.pointAtPercent(0.5)
    QCursor.setPos(view.viewport().mapToGlobal(view.view_point(at).toPoint()))
    hover(view, at)
    view.add_search()
    QTest.keyClicks(view._popup.line, "gelu")
    QTest.keyClick(view._popup.line, Qt.Key.Key_Return)
    assert drawn.graph.wires[target] == Port("gelu_1", "out")
    cards = [item.card for item in view.canvas.nodes.values()]
    assert not any(one.intersects(other) for number, one in enumerate(cards) for other in cards[:number])
    assert (view.canvas.nodes["gelu_1"].card.center() - at).manhattanLength() < 300


def test_a_double_click_on_a_card_opens_its_parameters_and_on_a_block_its_network(view, hand, drawn, qtbot):
    with qtbot.waitSignal(view.parameters_asked) as asked:
        hand.double_click(hand.card("conv_1"))
    assert asked.args == ["conv_1"]
    drawn.edit("Network", lambda document: edit.add_network(document, "inner"))
    drawn.edit_graph("Add", lambda graph: edit.add(graph, chosen("block", network="inner"), prefix="block")[0])
    view.canvas.place("block_1", QPointF(0, 300))
    hand.double_click(hand.card("block_1"))
    assert drawn.network == "inner"


def test_repeated_adding_builds_a_chain_without_overlap(view, session):
    for letters in ("input", "conv2d", "relu", "flatten"):
        search = view.add_search()
        QTest.keyClicks(search.line, letters)
        QTest.keyClick(search.line, Qt.Key.Key_Return)
    graph = session.graph
    assert graph.into("flatten_1")["x"].node == "relu_1"
    assert graph.into("conv_1")["image"].node == "input_1"
    cards = [item.card for item in view.canvas.nodes.values()]
    assert not any(one.intersects(other) for number, one in enumerate(cards) for other in cards[:number])


def test_live_views_come_and_go(view, drawn):
    image = QImage(8, 8, QImage.Format.Format_Grayscale8)
    view.set_thumbnail("conv_1", image)
    view.set_gradient("conv_1", 0.01)
    view.set_thumbnail("nobody", image)
    view.set_gradient("nobody", 1.0)
    item = view.canvas.nodes["conv_1"]
    assert item.picture is image
    assert item.gradient == 0.01
    view.set_gradient("conv_1", float("nan"))
    assert item.gradient is None
    view.clear_live()
    assert item.picture is None


def test_esc_empties_the_selection_when_nothing_is_under_way(view, hand, drawn):
    drawn.select(["conv_1"])
    hand.key(Qt.Key.Key_Escape)
    assert drawn.selection == frozenset()


def test_help_is_about_what_is_under_the_pointer(view, hand, drawn, qtbot):
    hover(view, hand.card("linear_1"))
    with qtbot.waitSignal(view.help_asked) as asked:
        hand.key(Qt.Key.Key_F1)
    assert asked.args == ["linear"]


def test_a_screen_reader_hears_the_drawing_and_the_selection(view, drawn):
    assert view.accessibleName() == "Canvas"
    assert "6 layers, 5 wires" in view.accessibleDescription()
    drawn.select(["conv_1"])
    assert "conv_1, Conv 2d, 8 x 8 x 8" in view.accessibleDescription()


def test_tab_goes_in_and_out(view, drawn, qtbot):
    assert view.focusPolicy() & Qt.FocusPolicy.TabFocus
    before = drawn.selection
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert drawn.selection == before


@pytest.mark.parametrize("choice", ["dark", "light"])
def test_another_theme_is_another_ground(view, drawn, choice):
    theme().choose(choice)
    image = view.viewport().grab().toImage()
    theme().choose("dark")
    ground = QColor("#15181d") if choice == "dark" else QColor("#eef0f4")
    assert image.pixelColor(5, 5).lightness() == pytest.approx(ground.lightness(), abs=40)


def test_shift_click_on_the_ground_keeps_the_selection(view, hand, drawn):
    drawn.select(["conv_1"])
    hand.click(QPointF(300, 400), held=SHIFT)
    assert drawn.selection == {"conv_1"}


def test_a_hidden_canvas_gives_up_what_was_under_way(view, hand, drawn):
    before = drawn.document
    at = hand.card("conv_1")
    hand.drag(at, at + QPointF(0, 80), drop=False)
    view.hide()
    assert view._hand.gesture is None
    assert drawn.document is before
    view.show()
