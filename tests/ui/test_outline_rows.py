"""Rows of the outline follow the drawing by what changed."""

from neurodesk.graph import edit
from neurodesk.ui.outline_rows import LAYER, NAME, PARAMETERS, PROBLEM, SHAPE, network_row
from neurodesk.ui.session import Session


def test_a_row_tells_what_a_card_shows(session: Session):
    """Layer, shape, parameters, problem; in order of flow."""
    row = network_row(session, "network")
    assert row.text(LAYER) == "main network, 6 layers"
    row.fill(session)
    names = [held.name for held in row.rows()]
    assert names == ["input_1", "conv_1", "relu_1", "flatten_1", "linear_1", "output_1"]
    conv = row.rows()[1]
    told = [conv.text(column) for column in (NAME, LAYER, SHAPE, PARAMETERS)]
    assert told == ["conv_1", "Conv 2d", "8 x 8 x 8", "80 params"]
    session.edit_graph("Break", lambda graph: edit.set_value(graph, "linear_1", "units", 7))
    row.tell(session)
    assert "expects 10" in row.rows()[-1].text(PROBLEM)
    assert "error: output_1 expects 10" in row.rows()[-1].words


def test_rows_that_stay_are_kept(session: Session):
    """Only what came and went is made and dropped."""
    row = network_row(session, "network")
    row.fill(session)
    before = {held.name: held for held in row.rows()}
    session.edit_graph("Heal", lambda graph: edit.heal(graph, ["relu_1"]))
    row.arrange(session)
    assert [held.name for held in row.rows()] == ["input_1", "conv_1", "flatten_1", "linear_1", "output_1"]
    assert all(held is before[held.name] for held in row.rows())
    session.undo()
    row.arrange(session)
    assert [held.name for held in row.rows()] == [*before]
