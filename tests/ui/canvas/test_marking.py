"""What is marked on the canvas, by hand and by keys: mutes, frames, dots and previews, each one step."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from neurodesk.graph.model import Port
from neurodesk.ui.canvas import marking
from neurodesk.ui.canvas.frame_title import FrameTitle
from neurodesk.ui.canvas.hit import Hit

WIRE = Port("flatten_1", "x")


def test_a_mute_is_one_step_shown_on_the_card_and_taken_back(view, drawn):
    drawn.select(["relu_1"])
    marking.toggle_mute(view)
    assert set(drawn.graph.muted) == {"relu_1"}
    assert view.canvas.nodes["relu_1"].muted
    assert drawn.flow.costs["relu_1"].flops == 0
    drawn.undo()
    assert not view.canvas.nodes["relu_1"].muted
    marking.toggle_mute(view)
    marking.toggle_mute(view)
    assert not drawn.graph.muted


def test_a_mute_that_shapes_forbid_is_refused_with_the_reason(view, drawn, qtbot):
    drawn.select(["linear_1"])
    with qtbot.waitSignal(view.message) as said:
        marking.toggle_mute(view)
    assert "linear_1 cannot be muted:" in said.args[0]
    assert not drawn.graph.muted


def test_a_muted_card_looks_otherwise_at_every_scale(view, drawn):
    for scale in (1.0, 0.5, 0.25, 0.1):
        view.zoom_to(scale)
        view.centerOn(view.canvas.nodes["relu_1"].card.center())
        before = view.grab().toImage()
        drawn.select(["relu_1"])
        marking.toggle_mute(view)
        drawn.select(())
        assert view.grab().toImage() != before, scale
        drawn.undo()


def test_a_frame_goes_around_the_selection_and_its_title_is_plain_text(view, hand, drawn):
    drawn.select(["conv_1", "relu_1"])
    view.frame()
    line = view.viewport().findChild(FrameTitle)
    line.selectAll()
    QTest.keyClicks(line, "Edges <b>")
    QTest.keyClick(line, Qt.Key.Key_Return)
    frame = drawn.graph.frames["frame_1"]
    assert frame.text == "Edges <b>"
    box = view.canvas.marks.frames["frame_1"].box
    assert all(box.contains(view.canvas.nodes[name].card) for name in ("conv_1", "relu_1"))
    assert view.canvas.marks.inside("frame_1")[0] == ["conv_1", "relu_1"]


def test_esc_leaves_the_title_as_it_was(view, drawn):
    view.frame()
    line = view.viewport().findChild(FrameTitle)
    line.setText("no")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert drawn.graph.frames["frame_1"].text == ""


def test_the_title_takes_all_that_stands_on_the_frame_along(view, hand, drawn):
    drawn.select(["conv_1", "relu_1"])
    name = marking.add_frame(view)
    box, before = view.canvas.marks.frames[name].box, dict(drawn.graph.places.items())
    grip = box.topLeft() + QPointF(40.0, 12.0)
    hand.drag(grip, grip + QPointF(30.0, 81.0))
    after = drawn.graph.places
    assert (after["conv_1"].x - before["conv_1"].x, after["conv_1"].y - before["conv_1"].y) == (32.0, 80.0)
    assert after["relu_1"] != before["relu_1"]
    assert after["flatten_1"] == before["flatten_1"]
    assert view.canvas.marks.frames[name].box == box.translated(32.0, 80.0)
    drawn.undo()
    assert dict(drawn.graph.places.items()) == before
    assert view.canvas.marks.frames[name].box == box


def test_a_corner_resizes_and_delete_takes_the_frame_but_not_its_nodes(view, hand, drawn):
    drawn.select(["conv_1"])
    name = marking.add_frame(view)
    box = view.canvas.marks.frames[name].box
    hand.drag(box.bottomRight(), box.bottomRight() + QPointF(40.0, 24.0))
    assert view.canvas.marks.frames[name].box == box.adjusted(0, 0, 40, 24)
    count = len(drawn.graph.nodes)
    hand.key(Qt.Key.Key_Delete)
    assert not drawn.graph.frames
    assert not view.canvas.marks.frames
    assert len(drawn.graph.nodes) == count


def test_tidy_keeps_a_frame_around_its_nodes_and_takes_dots_away(view, drawn):
    drawn.select(["conv_1", "relu_1"])
    name = marking.add_frame(view)
    marking.add_dot(view, WIRE)
    view.tidy()
    box = view.canvas.marks.frames[name].box
    assert {node for node, item in view.canvas.nodes.items() if box.contains(item.card)} == {"conv_1", "relu_1"}
    assert not drawn.graph.bends
    drawn.undo()
    assert drawn.graph.bends[WIRE]


def test_a_double_click_puts_a_dot_on_a_wire_that_is_dragged_and_deleted(view, hand, drawn):
    spot = hand.wire(WIRE)
    hand.double_click(spot)
    (dot,) = drawn.graph.bends[WIRE]
    assert max(abs(dot.x - spot.x()), abs(dot.y - spot.y())) <= 8
    hand.drag(QPointF(*dot), QPointF(dot.x, dot.y + 120))
    assert drawn.graph.bends[WIRE][0].y == dot.y + 120
    wire = view.canvas.wires[WIRE]
    assert wire.distance(QPointF(dot.x, dot.y + 120)) < 2.0
    assert wire.boundingRect().contains(QPointF(dot.x, dot.y + 120))
    hand.key(Qt.Key.Key_Delete)
    assert not drawn.graph.bends
    assert WIRE in drawn.graph.wires


def test_dots_keep_their_order_along_the_wire(view, drawn):
    wire = view.canvas.wires[WIRE]
    for share in (0.5, 0.2, 0.9):
        marking.add_dot(view, WIRE, wire.path.pointAtPercent(share))
    xs = [dot.x for dot in drawn.graph.bends[WIRE]]
    assert xs == sorted(xs)


def test_keys_reach_every_mark_and_move_it(view, hand, drawn):
    marking.add_dot(view, WIRE)
    marking.add_frame(view, QPointF(0.0, 400.0))
    view.canvas.marks.pick(Hit())
    marking.next_mark(view)
    assert view.canvas.marks.picked.frame == "frame_1"
    at = drawn.graph.frames["frame_1"].place
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Right)
    assert drawn.graph.frames["frame_1"].place == (at.x + 16.0, at.y)
    marking.next_mark(view)
    assert view.canvas.marks.picked == Hit(wire=WIRE, dot=0)
    y = drawn.graph.bends[WIRE][0].y
    hand.key(Qt.Key.Key_Down)
    assert drawn.graph.bends[WIRE][0].y == y + 8.0
    hand.key(Qt.Key.Key_Escape)
    assert view.canvas.marks.picked == Hit()


def test_a_frame_takes_the_next_colour_and_the_text_stays(view, drawn):
    name = marking.add_frame(view)
    marking.set_text(view, name, "why")
    marking.next_colour(view)
    assert (drawn.graph.frames[name].colour, drawn.graph.frames[name].text) == (1, "why")


def test_a_pinned_preview_shows_what_is_probed_and_covers_no_card(view, drawn):
    drawn.select(["conv_1", "relu_1"])
    marking.toggle_pin(view)
    previews = view.canvas.marks.previews
    assert set(previews) == {"conv_1", "relu_1"}
    image = QImage(8, 8, QImage.Format.Format_Grayscale8)
    image.fill(200)
    before = view.grab().toImage()
    marking.show_preview(view, "relu_1", image, [1, 4, 9], "0 … 1")
    assert previews["relu_1"].image is image
    assert view.grab().toImage() != before
    for name, preview in previews.items():
        assert not any(preview.box.intersects(item.card) for item in view.canvas.nodes.values()), name
    marking.toggle_pin(view)
    assert not view.canvas.marks.previews


def test_a_preview_outside_the_view_is_brought_into_it_and_fitted_with_the_rest(view, drawn):
    view.zoom_to(1.0)
    view.centerOn(view.canvas.nodes["relu_1"].card.center())
    view.pan(0.0, view.viewport().height() / 2 - 60)  # its card stands at the lower edge
    drawn.select(["relu_1"])
    marking.toggle_pin(view)
    preview = view.canvas.marks.previews["relu_1"]
    assert view.seen().contains(preview.box)
    for name in ("input_1", "conv_1", "flatten_1", "linear_1", "output_1"):
        drawn.select([name])
        marking.toggle_pin(view)
    view.fit_all()
    assert all(view.seen().contains(each.box) for each in view.canvas.marks.previews.values())


def test_a_copy_takes_the_frame_around_it_along(view, drawn):
    drawn.select(["conv_1", "relu_1"])
    marking.add_frame(view)
    drawn.select(["conv_1", "relu_1"])
    view.duplicate()
    assert len(drawn.graph.frames) == 2
    view.copy()
