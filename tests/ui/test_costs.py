"""What layers and networks cost, in words: nothing is 0 that is not known, and what is left out is named."""

from neurodesk.files.templates import template
from neurodesk.graph import edit
from neurodesk.graph.model import Port
from neurodesk.ui.costs import node_costs, total_costs
from neurodesk.ui.session import Session
from tests.ui.desk import small_cnn


def test_a_whole_network_is_counted(session: Session):
    """With what comes in; of a choice of layers only theirs."""
    told = total_costs(session)
    assert dict(told.rows)["Parameters"] == "5,210"
    assert told.note == ""
    assert dict(total_costs(session, {"conv_1", "relu_1"}).rows) == {
        "Nodes": "2", "Parameters": "80", "FLOPs per example": "9,216", "Memory to train": "129.3 kB",
    }  # fmt: skip


def test_without_data_nothing_is_said_to_be_nothing(session: Session):
    """The truth is that it is not known yet, and why."""
    session.adopt(small_cnn().replaced(source=None))
    for told in (total_costs(session), node_costs(session, "conv_1")):
        assert {value for name, value in told.rows if name != "Nodes"} == {"not known yet"}
        assert told.note == "Sizes are known when data is chosen."


def test_an_error_leaves_at_least_the_part_before_it(session: Session):
    """What is not counted is named, and the error that stops the shapes."""
    wrong = Port("relu_1", "out"), Port("linear_1", "features")
    session.edit_graph("Connect", lambda graph: edit.connect(graph, *wrong))
    told = total_costs(session)
    assert dict(told.rows)["Parameters"] == "at least 80"
    assert told.note.splitlines() == [
        "Not counted: linear_1, output_1. linear_1 expects a vector; relu_1 gives 8 x 8 x 8.",
        "Not counted, since they reach no output: flatten_1.",
    ]
    assert node_costs(session, "linear_1").rows[0] == ("Parameters", "not known yet")
    assert node_costs(session, "conv_1").rows[0] == ("Parameters", "80")


def test_inside_a_block_the_numbers_are_the_blocks(session: Session):
    """They say so, and what the whole has beside them; from outside the copies are counted together."""
    session.adopt(template("digits_blocks"))
    assert node_costs(session, "residual_1").rows[0] == ("Parameters", "14,112")
    assert node_costs(session, "residual_1").note == "Of all 3 copies together."
    session.show_network("residual")
    told = total_costs(session)
    assert dict(told.rows)["Parameters"] == "4,704"
    assert told.note == "These are the numbers of one of 3 copies. The whole network has 14,474 parameters."
    only = next(name for name in session.graph.nodes if session.flow.costs[name].parameters)
    assert dict(total_costs(session, {only}).rows)["Nodes"] == "1"
