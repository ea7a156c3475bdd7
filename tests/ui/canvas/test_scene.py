"""The scene follows the session item by item, and knows what lies where."""

import pytest
from PySide6.QtCore import QPointF, QRectF

from neurodesk.graph import edit
from neurodesk.graph.model import Chosen, Place, Port, chosen, empty_document
from neurodesk.training.checking import problems_with
from neurodesk.ui import session
from neurodesk.ui.canvas.hit import Hit


def shown(view):
    """Names, wires and places as the items have them."""
    scene = view.canvas
    places = {name: (item.x(), item.y()) for name, item in scene.nodes.items()}
    return set(scene.nodes), {target: wire.source for target, wire in scene.wires.items()}, places


def meant(session):
    graph = session.graph
    return set(graph.nodes), dict(graph.wires.items()), {name: tuple(place) for name, place in graph.places.items()}


def test_every_edit_undo_and_redo_is_followed(view, drawn):
    edits = [
        lambda graph: edit.add(graph, Chosen("gelu"), at=Place(0, 300), prefix="gelu")[0],
        lambda graph: edit.connect(graph, Port("conv_1", "features"), Port("gelu_1", "x")),
        lambda graph: edit.move(graph, {"gelu_1": Place(80, 400)}),
        lambda graph: edit.rename(graph, "relu_1", "rectified"),
        lambda graph: edit.set_value(graph, "conv_1", "filters", 12),
        lambda graph: edit.connect(graph, Port("gelu_1", "out"), Port("flatten_1", "x")),
        lambda graph: edit.heal(graph, ["gelu_1"]),
        lambda graph: edit.remove(graph, list(graph.nodes)),
    ]
    for change in edits:
        assert drawn.edit_graph("Edit", change)
        assert shown(view) == meant(drawn)
    for _ in edits:
        drawn.undo()
        assert shown(view) == meant(drawn)
    for _ in edits:
        drawn.redo()
        assert shown(view) == meant(drawn)


def test_only_what_changed_is_touched(view, drawn):
    before, wires = dict(view.canvas.nodes), dict(view.canvas.wires)
    drawn.edit_graph("Set", lambda graph: edit.set_value(graph, "conv_1", "filters", 12))
    assert view.canvas.nodes == before
    assert view.canvas.wires == wires
    assert "filters 12" in view.canvas.nodes["conv_1"].face.line


def test_cards_show_shape_count_and_problem(view, drawn):
    nodes = view.canvas.nodes
    assert nodes["conv_1"].shape_text == "8 x 8 x 8"
    assert nodes["conv_1"].count_text == "80 params"
    assert nodes["linear_1"].count_text == "5,130 params"
    assert nodes["output_1"].shape_text == "10"
    assert not nodes["linear_1"].problem
    drawn.edit_graph("Cut", lambda graph: edit.disconnect(graph, Port("linear_1", "features")))
    assert nodes["linear_1"].severity == "error"
    assert nodes["linear_1"].wrong_ports == {"features"}
    assert nodes["linear_1"].shape_text == ""
    drawn.undo()
    assert not nodes["linear_1"].problem


def test_a_wire_that_does_not_fit_is_marked(view, drawn):
    drawn.edit_graph("Heal", lambda graph: edit.heal(graph, ["flatten_1"]))
    wires = view.canvas.wires
    wrong = [target for target, wire in wires.items() if wire.wrong]
    assert wrong in ([Port("linear_1", "features")], [Port("output_1", "in")])


def test_what_lies_under_a_point(view, drawn):
    scene = view.canvas
    item = scene.nodes["conv_1"]
    assert scene.hit(item.card.center(), 1.0) == Hit("conv_1")
    assert scene.hit(item.port_at("image", output=False), 1.0) == Hit("conv_1", "image", False)
    assert scene.hit(item.port_at("features", output=True) + QPointF(9, 0), 1.0).output
    middle = scene.wires[Port("relu_1", "x")].path.pointAtPercent(0.5)
    assert scene.hit(middle + QPointF(0, 6), 1.0).wire == Port("relu_1", "x")
    assert scene.hit(middle + QPointF(0, 60), 1.0) == Hit()
    assert scene.hit(middle + QPointF(0, 30), 0.3).wire == Port("relu_1", "x")


def test_inside_and_bounds(view, drawn):
    scene = view.canvas
    assert scene.inside(scene.nodes["relu_1"].card) == {"relu_1"}
    assert scene.inside(QRectF(-500, -500, 5000, 5000)) == set(scene.nodes)
    assert scene.bounds(["relu_1"]) == scene.nodes["relu_1"].card


def test_the_port_says_whether_it_is_wired(view, drawn):
    assert view.canvas.nodes["conv_1"].wired == {"in.image", "out.features"}
    drawn.edit_graph("Cut", lambda graph: edit.disconnect(graph, Port("relu_1", "x")))
    assert view.canvas.nodes["conv_1"].wired == {"in.image"}


def test_another_document_and_another_network(view, drawn, session):
    drawn.edit("Network", lambda document: edit.add_network(document, "inner"))
    drawn.show_network("inner")
    assert not view.canvas.nodes
    drawn.show_network("network")
    assert shown(view) == meant(drawn)
    drawn.adopt(empty_document())
    assert not view.canvas.nodes
    view.overlay.show_words("still there", QPointF(), 1.0)
    view.viewport().grab()


def test_a_block_gets_the_ports_of_its_network(view, drawn):
    drawn.edit("Network", lambda document: edit.add_network(document, "inner"))
    drawn.edit_graph("Add", lambda graph: edit.add(graph, chosen("block", network="inner"), prefix="block")[0])
    drawn.show_network("inner")
    for _ in range(2):
        drawn.edit_graph("Add", lambda graph: edit.add(graph, Chosen("input"), prefix="input")[0])
    drawn.show_network("network")
    assert len(view.canvas.nodes["block_1"].face.inputs) == 2


def test_moves_glide_when_asked_and_end_where_the_drawing_says(view, drawn, qtbot):
    view.canvas.smooth_moves = True
    drawn.edit_graph("Move", lambda graph: edit.move(graph, {"conv_1": Place(232, 400)}))
    view.canvas.smooth_moves = False
    item = view.canvas.nodes["conv_1"]
    assert item.y() < 400
    qtbot.waitUntil(lambda: item.y() == 400)
    assert view.canvas.wires[Port("relu_1", "x")].start.y() == pytest.approx(416)


def test_an_edit_during_a_glide_ends_it(view, drawn):
    view.canvas.smooth_moves = True
    drawn.edit_graph("Move", lambda graph: edit.move(graph, {"conv_1": Place(232, 400)}))
    drawn.edit_graph("Move", lambda graph: edit.move(graph, {"relu_1": Place(464, 400)}))
    assert shown(view)[2]["conv_1"] == (232, 400)
    view.canvas.smooth_moves = False
    drawn.undo()
    drawn.undo()
    assert shown(view) == meant(drawn)


def test_an_error_stands_on_its_node_before_the_edit_returns(view, drawn, monkeypatch):
    """What, where and both numbers, after one check and without waiting for a clock or the event loop; undo takes it
    away as fast.
    """
    checks = []
    monkeypatch.setattr(session, "problems_with", lambda *rest: checks.append(rest) or problems_with(*rest))
    drawn.edit_graph("Wire", lambda graph: edit.connect(graph, Port("relu_1", "out"), Port("linear_1", "features")))
    node = view.canvas.nodes["linear_1"]
    assert node.problem == "linear_1 expects a vector; relu_1 gives 8 x 8 x 8."
    assert (node.severity, node.wrong_ports) == ("error", frozenset({"features"}))
    assert len(checks) == 1
    drawn.undo()
    assert view.canvas.nodes["linear_1"].problem == ""
    assert len(checks) == 2
