"""Wires that run back to the left keep to the free strips between the rows of cards."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from neurodesk.graph import edit
from neurodesk.graph.model import Port, chosen, empty_document
from neurodesk.ui.canvas.chain import read
from neurodesk.ui.canvas.chain_drawing import draw
from neurodesk.ui.canvas.gutters import lanes, returning, strips

LINE = "conv 8 relu conv 8 relu pool conv 16 relu conv 16 relu pool flatten linear 64 relu dropout linear 32 relu"


def through(view) -> list[tuple[Port, str]]:
    """The wires whose painted path runs through a card that it does not belong to."""
    view.canvas.find_lanes()
    dense = {target: [wire.path.pointAtPercent(at / 400) for at in range(401)] for target, wire in _wires(view)}
    return [
        (target, name)
        for target, wire in _wires(view)
        for name, item in view.canvas.nodes.items()
        if name not in (wire.source.node, target.node) and any(item.card.contains(at) for at in dense[target])
    ]


def _wires(view):
    return list(view.canvas.wires.items())


@pytest.fixture
def long(session, view):
    """A chain of 20 layers, tidy in a view of 1000 x 560 px."""
    session.adopt(empty_document().replaced(source=chosen("digits")))
    view.resize(1000, 560)
    chain = read(LINE, session.facts.input, session.facts)
    session.edit_graph("Draw", lambda graph: draw(graph, chain.links)[0])
    session.select(())
    return session


def test_strips_are_what_no_card_covers():
    assert strips([(0, 80), (10, 90), (160, 240), (250, 300)]) == [(90, 160)]
    assert strips([]) == []


def test_wires_of_one_output_share_a_lane_and_others_stand_apart():
    free = [(90.0, 160.0)]
    one, other = Port("a", "out"), Port("b", "out")
    wires = {
        Port("c", "x"): (one, QPointF(900, 20), QPointF(0, 200)),
        Port("d", "x"): (one, QPointF(900, 20), QPointF(300, 224)),
        Port("e", "x"): (other, QPointF(900, 60), QPointF(0, 300)),
        Port("f", "x"): (other, QPointF(900, 60), QPointF(0, 61)),
    }
    found = lanes(free, wires)
    assert found[Port("c", "x")] == found[Port("d", "x")]
    assert 90 < found[Port("c", "x")] < found[Port("e", "x")] < 160
    assert Port("f", "x") not in found


def test_a_returning_wire_begins_and_ends_at_its_ports():
    path = returning(QPointF(900, 20), QPointF(0, 200), 120.0)
    assert path.pointAtPercent(0) == QPointF(900, 20)
    assert path.currentPosition() == QPointF(0, 200)
    assert path.boundingRect().left() < 0 < 900 < path.boundingRect().right()


def test_tidy_breaks_a_long_chain_into_rows_and_no_wire_crosses_a_card(view, hand, long):
    view.fit_all()
    small = view.scale_now
    before = long.document
    view.tidy()
    view.fit_all()
    assert view.scale_now > 3 * small
    assert through(view) == []
    back = [wire for wire in view.canvas.wires.values() if wire.lane is not None]
    assert back
    wire = back[0]
    middle = QPointF((wire.start.x() + wire.end.x()) / 2, wire.lane)
    assert view.canvas.hit(middle, view.scale_now).wire == wire.target  # found where it is painted
    long.undo()
    assert long.document == before
    assert all(wire.lane is None for wire in view.canvas.wires.values())


def test_a_lane_follows_when_a_card_is_moved_into_it(view, hand, long):
    view.tidy()
    view.fit_all()
    view.canvas.find_lanes()
    wire = next(wire for wire in view.canvas.wires.values() if wire.lane is not None)
    was, other = wire.lane, view.canvas.nodes["output_1"]
    hand.drag(other.card.center(), QPointF(other.card.center().x(), was - 30))
    view.canvas.find_lanes()
    assert wire.lane is None or not other.y() < wire.lane < other.y() + other.height
    assert wire.lane != was


def test_a_line_typed_on_an_empty_canvas_comes_out_readable(view, session, hand):
    view.resize(1000, 560)
    bar = view.quick_add()
    QTest.keyClicks(bar.line, LINE)
    QTest.keyClick(bar.line, Qt.Key.Key_Return)
    assert len(session.graph.nodes) > 15
    assert view.scale_now > 0.5
    assert through(view) == []
    session.undo()
    assert not session.graph.nodes


def test_a_new_wire_that_runs_back_is_led_at_once(view, long):
    """As the wire that a cure draws: it waits for no other edit."""
    view.tidy()
    assert through(view) == []
    target = next(wire.target for wire in view.canvas.wires.values() if wire.lane is not None)
    source = long.graph.wires[target]
    long.edit_graph("Cut", lambda graph: edit.disconnect(graph, target))
    assert through(view) == []
    wired = [cure for problem in long.problems for cure in problem.cures if cure.label.startswith("Wire")]
    assert long.cure(next(cure for cure in wired if str(source.node) in cure.label))
    assert view.canvas.wires[target].source == source
    assert through(view) == []
