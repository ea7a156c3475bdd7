"""A comment frame: its targets, its size, its text far away."""

from neurodesk.graph.model import SMALLEST_FRAME, Frame, Place
from neurodesk.ui.canvas.frame_item import FrameItem, hue, stretched

FRAME = Frame("why", Place(0.0, 0.0), 200.0, 160.0)


def test_a_corner_pulled_leaves_the_opposite_one_and_stops_at_the_smallest_size():
    assert stretched(FRAME, "se", 8.0, 16.0, SMALLEST_FRAME) == FRAME._replace(width=208.0, height=176.0)
    pulled = stretched(FRAME, "nw", 8.0, 16.0, SMALLEST_FRAME)
    assert pulled == Frame("why", Place(8.0, 16.0), 192.0, 144.0)
    least = stretched(FRAME, "nw", 900.0, 900.0, SMALLEST_FRAME)
    assert (least.width, least.height) == SMALLEST_FRAME
    assert least.place == (200.0 - SMALLEST_FRAME[0], 160.0 - SMALLEST_FRAME[1])


def test_colours_are_told_apart_and_larger_frames_lie_behind(qapp):
    assert len({hue(colour).name() for colour in range(6)}) == 6
    small, large = FrameItem("a", FRAME), FrameItem("b", FRAME._replace(width=900.0))
    assert large.zValue() < small.zValue() < 0
