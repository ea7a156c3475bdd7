"""Layers go into blocks and out of them by keys, and one goes in and out of a block with its shapes."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from neurodesk.files.project import dumps
from neurodesk.graph.arrange import arranged
from neurodesk.graph.edit import add, set_value, set_values
from neurodesk.graph.model import Graph, Port, chosen
from neurodesk.graph.trail import Trail
from neurodesk.ui import blocks
from neurodesk.ui.canvas.chain import read
from neurodesk.ui.canvas.chain_drawing import draw
from neurodesk.ui.canvas.face import sizes_of
from neurodesk.ui.session import Session
from neurodesk.ui.window import Window

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def key(window: Window, code: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    """Press a key on the canvas."""
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= modifier
    window.activateWindow()
    window.canvas.setFocus()
    QApplication.processEvents()
    QTest.keyClick(window.canvas, code, held)
    QApplication.processEvents()


def repeated(window: Window) -> None:
    """Draw linear and relu three times with equal shapes."""
    session = window.session
    links = read(
        "flatten linear 64 relu linear 64 relu linear 64 relu linear", session.facts.input, session.facts
    ).links
    session.edit_graph("Draw", lambda graph: draw(graph.__class__(), links)[0])


def test_group_by_key_enter_leave_and_undo(window: Window):
    """Ctrl+G, Ctrl+Down, Ctrl+Up, Ctrl+Shift+G; undo gives the start byte for byte."""
    session = window.session
    start, flow = dumps(session.document), session.flow
    session.select(["conv_1", "relu_1"])
    key(window, Qt.Key.Key_G, CTRL)
    assert session.selection == {"conv_block_1"}
    assert session.problems == ()
    assert session.flow.shapes[Port("conv_block_1", "out")] == flow.shapes[Port("relu_1", "out")]
    assert session.flow.total() == flow.total()
    key(window, Qt.Key.Key_Down, CTRL)
    assert (session.network, session.trail) == ("conv_block", Trail("network", ("conv_block_1",)))
    assert session.flow.shapes[Port("relu_1", "out")] == flow.shapes[Port("relu_1", "out")]
    key(window, Qt.Key.Key_Up, CTRL)
    assert (session.network, session.selection) == ("network", {"conv_block_1"})
    key(window, Qt.Key.Key_G, CTRL, SHIFT)
    assert dumps(session.document) == start
    session.undo()
    session.undo()
    assert dumps(session.document) == start


def test_what_cannot_be_grouped_is_said(window: Window):
    """The key of a greyed action tells its reason."""
    window.session.select(["input_1", "conv_1"])
    before = dumps(window.session.document)
    key(window, Qt.Key.Key_G, CTRL)
    assert "input_1" in window.word.currentMessage()
    assert window.actions_by_key["group"].statusTip() == window.word.currentMessage()
    window.session.select(["conv_1", "flatten_1"])
    key(window, Qt.Key.Key_G, CTRL)
    assert "through relu_1" in window.word.currentMessage()
    assert dumps(window.session.document) == before


def test_a_double_click_goes_in(window: Window):
    """As Ctrl+Down does; on another card it opens the parameters."""
    window.session.select(["conv_1", "relu_1"])
    blocks.group_selection(window.session)
    window.canvas.fit_all()
    card = window.canvas.canvas.nodes["conv_block_1"].card
    at = window.canvas.view_point(card.center()).toPoint()
    QTest.mouseDClick(window.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert window.session.trail == Trail("network", ("conv_block_1",))


def test_a_half_drawn_chain_becomes_a_block_with_both_ports(session: Session):
    """Only the catalogue knows of ports that no wire reaches."""
    session.edit_graph("Add", lambda graph: add(graph, chosen("relu"), "loose_1")[0])
    session.select(["loose_1"])
    blocks.group_selection(session)
    assert list(session.flow.ports["loose_block_1"].inputs) == ["in"]
    assert [session.graph.nodes[name].key for name in session.selection] == ["block"]


def test_equal_runs_fold_in_one_step(window: Window):
    """The message says what was folded; where nothing repeats it says so."""
    session = window.session
    key(window, Qt.Key.Key_G, CTRL, ALT)
    assert window.word.currentMessage() == blocks.NOTHING_REPEATS
    repeated(window)
    before, cost = dumps(session.document), session.flow.total()
    key(window, Qt.Key.Key_G, CTRL, ALT)
    assert "3 times" in window.word.currentMessage()
    (block,) = session.selection
    assert session.graph.nodes[block].values["repeat"] == 3
    assert session.flow.total().parameters == cost.parameters
    assert session.history.undo_label.startswith("Fold")
    session.undo()
    assert dumps(session.document) == before


def test_a_parameter_set_back_is_as_one_never_set(window: Window):
    """Layers that differ only in having said what holds anyway are equal, and fold."""
    session = window.session
    repeated(window)
    name = next(name for name in session.graph.nodes if name.startswith("linear"))
    usual = {"bias": True, "weights_of": ""}
    session.edit_graph("Set", lambda graph: set_values(graph, name, usual))
    key(window, Qt.Key.Key_G, CTRL, ALT)
    (block,) = session.selection
    assert session.graph.nodes[block].values["repeat"] == 3


def test_what_was_folded_far_away_is_brought_into_sight(window: Window):
    """The eye follows the block; a fold that does nothing moves nothing."""
    repeated(window)
    window.canvas.zoom_to(1.0)
    window.canvas.centerOn(9_000, 9_000)
    before = window.canvas.seen().topLeft()
    window.session.select(["flatten_1"])
    window.canvas.centerOn(9_000, 9_000)
    key(window, Qt.Key.Key_G, CTRL, SHIFT)
    assert window.canvas.seen().topLeft() == before
    window.session.select([])
    window.canvas.centerOn(9_000, 9_000)
    key(window, Qt.Key.Key_G, CTRL, ALT)
    (block,) = window.session.selection
    assert window.canvas.seen().intersects(window.canvas.canvas.bounds([block]))


def test_the_keys_of_blocks_hold_while_a_number_is_edited(window: Window):
    """Ctrl+Up in a number of the inspector goes out of the block and changes nothing."""
    session = window.session
    session.select(["conv_1", "relu_1"])
    key(window, Qt.Key.Key_G, CTRL)
    key(window, Qt.Key.Key_Down, CTRL)
    session.select(["conv_1"])
    window.show_dock("Inspector")
    QApplication.processEvents()
    field = window.panel("Inspector").form.editors["filters"].box
    field.setFocus()
    before = session.document
    QTest.keyClick(field, Qt.Key.Key_Up, CTRL)
    QApplication.processEvents()
    assert session.document is before
    assert session.network == session.document.main
    session.select([name for name in session.graph.nodes if "block" in name])
    field = window.panel("Inspector").form.editors["repeat"].box
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Down, CTRL)
    QApplication.processEvents()
    assert session.document is before
    assert session.network == "conv_block"


def test_where_no_block_is_left_or_entered_its_keys_change_no_number(window: Window):
    """Ctrl+Up and Ctrl+Down at the top level, in a layer; then Esc gives up what was typed and leads to the canvas."""
    session = window.session
    session.select(["conv_1"])
    window.show_dock("Inspector")
    window.activateWindow()
    field = window.panel("Inspector").form.editors["filters"].box
    field.setFocus()
    before = session.document
    for code in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(field, code, CTRL)
        QApplication.processEvents()
    assert session.document is before
    field.selectAll()
    QTest.keyClicks(field, "5")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert QApplication.focusWidget() is window.canvas
    assert (session.document is before, field.value()) == (True, 8)


def test_an_edit_inside_changes_every_use_until_it_is_unique(window: Window):
    """Two blocks of one network; the one made unique keeps its own."""
    session = window.session
    session.select(["relu_1"])
    blocks.group_selection(session)
    assert blocks.why_not_unique(session)
    window.canvas.duplicate()
    assert blocks.times_used(session, "relu_block") == 2
    assert not blocks.why_not_unique(session)
    blocks.share_no_more(session)
    assert blocks.times_used(session, "relu_block") == 1
    (copy,) = session.selection
    assert session.graph.nodes[copy].values["network"] == "relu_block_2"


def test_a_second_input_inside_keeps_the_wires_outside(session: Session):
    """The port `in` takes the name of its node when another stands beside it."""
    session.select(["conv_1", "relu_1"])
    blocks.group_selection(session)
    blocks.enter(session)
    session.edit_graph("Add", lambda graph: add(graph, chosen("input"), "mask")[0])
    outer = session.document.graph()
    assert outer.into("conv_block_1") == {"input_1": Port("input_1", "out")}
    session.undo()
    assert session.document.graph().into("conv_block_1") == {"in": Port("input_1", "out")}


def test_undo_of_the_group_leads_out_of_it(session: Session):
    """What is shown is never a network that is gone."""
    session.select(["conv_1", "relu_1"])
    blocks.group_selection(session)
    blocks.enter(session)
    session.undo()
    assert (session.network, session.trail) == ("network", Trail("network"))
    session.redo()
    assert session.network == "network"


@pytest.mark.parametrize("depth", [0, 1])
def test_the_way_back_leads_to_each_step(session: Session, depth: int):
    """Nested blocks: each step of the way can be gone back to."""
    session.select(["conv_1", "relu_1"])
    blocks.group_selection(session)
    session.edit("Group", lambda document: document)
    blocks.enter(session)
    session.select(["relu_1"])
    blocks.group_selection(session)
    blocks.enter(session)
    assert session.trail.steps == ("conv_block_1", "relu_block_1")
    assert blocks.go(session, depth)
    assert session.network == ("network", "conv_block")[depth]
    assert not blocks.go(session, 5)


def test_networks_of_the_project(session: Session):
    """Added with a way through, renamed, made main, deleted with the reason why not."""
    name = blocks.add_network(session)
    assert (session.network, session.graph.names()) == (name, ["input_1", "output_1"])
    assert blocks.rename_network(session, name, "head")
    assert session.network == "head"
    assert "trained" in blocks.why_not_delete(session, "network")
    assert blocks.order_networks(session, ["head", "network"])
    assert blocks.make_main(session, "head")
    assert not blocks.why_not_delete(session, "network")
    assert blocks.delete_network(session, "network")
    assert list(session.document.networks) == ["head"]


def test_repeats_that_do_not_chain_are_a_problem(session: Session):
    """The cure sets it back."""
    session.select(["conv_1", "relu_1"])
    blocks.group_selection(session)
    session.edit_graph("Set", lambda graph: set_value(graph, "conv_block_1", "repeat", 3))
    (problem,) = [problem for problem in session.problems if problem.code == "repeat"]
    session.cure(problem.cures[0])
    assert session.problems == ()


def rows_of_layers(window: Window) -> None:
    """Twelve times convolution and ReLU in a fresh drawing, in rows."""
    session = window.session
    links = read("(conv 8 relu)x12 flatten linear", session.facts.input, session.facts).links

    def drawn(graph: Graph) -> Graph:
        graph = draw(graph.__class__(), links)[0]
        return arranged(graph, sizes_of(session.document, graph), room=(800.0, 400.0))

    session.edit_graph("Draw", drawn)


def overlapping(window: Window) -> list[tuple[str, str]]:
    """The pairs of cards that lie on each other."""
    cards = [(name, item.card) for name, item in window.canvas.canvas.nodes.items()]
    return [(a, b) for at, (a, one) in enumerate(cards) for b, other in cards[at + 1 :] if one.intersects(other)]


def test_a_fold_over_rows_lies_free_and_leaves_no_gap(window: Window):
    """Ctrl+Alt+G over the equal layers of several rows; written out again by Ctrl+Shift+G nothing lies on another."""
    session, start = window.session, window.session.document
    rows_of_layers(window)
    drawn = session.document
    assert len({place.y for place in session.graph.places.values()}) > 1
    session.select([])
    key(window, Qt.Key.Key_G, CTRL, ALT)
    assert overlapping(window) == []
    assert len(session.graph.nodes) == 7  # the first convolution takes one channel: it is like no other
    block = next(name for name, node in session.graph.nodes.items() if node.key == "block")
    assert window.canvas.canvas.bounds().height() == 240  # two rows: what stood in the rows below has moved up
    session.select([block])
    key(window, Qt.Key.Key_G, CTRL, SHIFT)
    assert len(session.graph.nodes) == len(drawn.graph().nodes)
    assert overlapping(window) == []
    for _ in range(2):
        key(window, Qt.Key.Key_Z, CTRL)
    assert session.document.graph() == drawn.graph()
    key(window, Qt.Key.Key_Z, CTRL)
    assert session.document == start


@pytest.mark.parametrize(("first", "last"), [(3, 9), (1, 24), (5, 22), (8, 17)])
def test_grouped_layers_of_rows_leave_no_gap_and_come_back(window: Window, first: int, last: int):
    """Whatever rows they are of, the block lies free, no row has a hole, and ungrouping gives the drawing as it was."""
    rows_of_layers(window)
    session = window.session
    drawn = session.graph
    session.select(window.canvas.canvas.session.flow.order[first : last + 1])
    key(window, Qt.Key.Key_G, CTRL)
    assert overlapping(window) == []
    rows: dict[float, list[float]] = {}
    for x, y in session.graph.places.values():
        rows.setdefault(y, []).append(x)
    for across in rows.values():
        ordered = sorted(across)
        assert all(right - left <= 240 for left, right in pairwise(ordered))
    key(window, Qt.Key.Key_G, CTRL, SHIFT)
    assert session.graph == drawn
