"""The View menu moves the eye, never the network."""

from neurodesk.ui.window import Window


def test_zooming(window: Window):
    """In, out, whole and fitted."""
    window.actions_by_key["zoom_whole"].trigger()
    assert window.canvas.scale_now == 1.0
    window.actions_by_key["zoom_in"].trigger()
    assert window.canvas.scale_now > 1.0
    window.actions_by_key["zoom_out"].trigger()
    assert abs(window.canvas.scale_now - 1.0) < 1e-6
    before = window.session.graph
    window.actions_by_key["zoom_fit"].trigger()
    assert window.canvas.seen().contains(window.canvas.canvas.bounds())
    assert window.session.graph is before


def test_tidying_moves_boxes_only(window: Window):
    """One step of undo, the network as it was."""
    before = window.session.graph
    window.actions_by_key["tidy"].trigger()
    assert window.session.graph.same_network(before)
