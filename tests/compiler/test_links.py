"""Lines of printed source and nodes are found from each other."""

from neurodesk.compiler.links import lines_of, node_at
from neurodesk.compiler.plan import plan
from neurodesk.compiler.source import source
from tests.compiler.sketches import BOTH_PORTS, DIGITS, RESIDUAL, STACKED


def test_where_a_node_is_made_and_called():
    """A module has two lines, a function one."""
    text = source(plan(RESIDUAL, DIGITS))
    lines = text.splitlines()
    made, called = lines_of(text, "conv_2")
    assert "self.conv_2 = nn.Conv2d" in lines[made - 1]
    assert "conv_2 = self.conv_2(conv_1)" in lines[called - 1]
    assert made < called
    assert len(lines_of(text, "add_1")) == 1
    assert lines_of(text, "nowhere") == ()


def test_from_line_to_node():
    """Every line of a node leads back to it; the others lead nowhere."""
    text = source(plan(RESIDUAL, DIGITS))
    for node in ("conv_1", "conv_2", "add_1", "linear_1"):
        assert all(node_at(text, line) == ("Network", node) for line in lines_of(text, node))
    assert node_at(text, 1) is None
    assert node_at(text, 10_000) is None


def test_picked_values_belong_to_their_node():
    """The lines that take an answer apart too."""
    text = source(plan(BOTH_PORTS))
    assert len(lines_of(text, "lstm_1")) == 4
    assert node_at(text, lines_of(text, "lstm_1")[-1]) == ("Network", "lstm_1")


def test_the_same_name_in_two_classes():
    """The class tells them apart."""
    text = source(plan(STACKED, DIGITS))
    inside, outside = lines_of(text, "linear_1", "Residue"), lines_of(text, "linear_1", "Network")
    assert inside
    assert outside
    assert set(inside).isdisjoint(outside)
    assert set(lines_of(text, "linear_1")) == {*inside, *outside}
