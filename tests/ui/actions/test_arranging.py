"""The Arrange menu lines up and spreads what is selected, in one step; with too little selected it says so."""

import pytest

from neurodesk.graph import edit
from neurodesk.graph.model import Place
from neurodesk.ui.window import Window

ALIGNED = ("align_left", "align_centre", "align_right", "align_top", "align_middle", "align_bottom")


def test_too_little_selected_is_said(window: Window):
    """Two for lining up, three for spreading."""
    names = window.session.graph.names()
    window.session.select(names[:1])
    assert all(not window.actions_by_key[key].isEnabled() for key in (*ALIGNED, "distribute_across"))
    assert "two layers" in window.actions_by_key["align_left"].toolTip()
    window.session.select(names[:2])
    assert window.actions_by_key["align_left"].isEnabled()
    assert "three layers" in window.actions_by_key["distribute_down"].toolTip()
    window.session.select(names[:3])
    assert window.actions_by_key["distribute_down"].isEnabled()


@pytest.mark.parametrize("key", [*ALIGNED, "distribute_across", "distribute_down"])
def test_one_step_of_undo_and_the_network_as_it_was(window: Window, key: str):
    """Boxes move, wires do not."""
    before = window.session.document
    names = window.session.graph.names()
    window.canvas.canvas.smooth_moves = False
    window.session.select(names[:3])
    for number, name in enumerate(names[:3]):
        at = window.session.graph.places[name]
        there = Place(at.x + 13 * number**2, at.y + 39 * number**2)
        window.session.edit_graph("Move", lambda graph, name=name, there=there: edit.move(graph, {name: there}))
    mixed = window.session.document
    window.actions_by_key[key].trigger()
    assert window.session.document != mixed
    assert window.session.graph.same_network(before.networks[window.session.network])
    window.session.undo()
    assert window.session.document == mixed
