"""The Edit menu works on what is selected."""

from neurodesk.ui.window import Window


def test_what_is_selected_is_copied_and_deleted(window: Window):
    """A copy stands beside the original with its inputs; healing joins what was on both sides."""
    window.session.select(["conv_1"])
    window.actions_by_key["duplicate"].trigger()
    assert window.session.graph.into("conv_2") == window.session.graph.into("conv_1")
    window.actions_by_key["undo"].trigger()
    window.session.select(["relu_1"])
    window.actions_by_key["heal"].trigger()
    assert "relu_1" not in window.session.graph.nodes
    assert window.session.graph.before("flatten_1") == ["conv_1"]
    window.actions_by_key["select_all"].trigger()
    assert window.session.selection == set(window.session.graph.nodes)
