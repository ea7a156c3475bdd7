"""What lies under a point."""

from neurodesk.graph.model import Port
from neurodesk.ui.canvas.hit import Hit


def test_a_port_is_named_as_the_drawing_names_it():
    assert Hit("conv_1", "image").end == Port("conv_1", "image")
    assert Hit("conv_1").end is None
    assert Hit(wire=Port("a", "b")).dot == -1
