"""A wire lies where its ends are, is found near its curve, and is thicker the more it carries."""

import pytest
from PySide6.QtCore import QPointF

from neurodesk.graph.model import Port
from neurodesk.ui.canvas.wire_item import WireItem, thickness


@pytest.fixture(
    params=[(QPointF(0, 0), QPointF(200, 80)), (QPointF(0, 0), QPointF(-300, 40)), (QPointF(), QPointF(90, 0))]
)
def wire(request, qapp) -> WireItem:
    made = WireItem(Port("a", "out"), Port("b", "in"))
    made.lay(*request.param)
    return made


def test_the_curve_stays_in_its_rectangle_and_runs_from_end_to_end(wire):
    for step in range(101):
        assert wire.boundingRect().contains(wire.path.pointAtPercent(step / 100))
    assert wire.path.pointAtPercent(0) == wire.start
    assert wire.path.pointAtPercent(1) == wire.end


def test_distance_is_measured_from_the_curve(wire):
    middle = wire.path.pointAtPercent(0.5)
    assert wire.distance(middle) < 2
    assert wire.distance(wire.boundingRect().bottomRight() + QPointF(50, 50)) >= 50


def test_a_line_across_cuts_it_and_one_beside_does_not(wire):
    middle = wire.path.pointAtPercent(0.5)
    box = wire.boundingRect()
    assert wire.crosses(QPointF(middle.x(), box.top() - 5), QPointF(middle.x(), box.bottom() + 5))
    assert not wire.crosses(QPointF(box.left(), box.bottom() + 5), QPointF(box.right(), box.bottom() + 5))


def test_thickness_grows_with_the_count_and_has_ends():
    assert thickness(0) == thickness(1) == 1.5
    assert thickness(10) < thickness(1000) < thickness(10**6) == thickness(10**9) == 5.0
