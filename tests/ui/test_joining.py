"""A click in one panel shows its answer in the next."""

from neurodesk.ui import joining
from neurodesk.ui.window import Window
from tests.ui.test_docks import in_front


def test_a_cell_of_the_matrix_leads_to_its_examples(window: Window):
    """From Train to Evaluate."""
    window.panel("Train").cell_chosen.emit(3, 8)
    assert in_front(window.docks, "Evaluate")


def test_a_run_leads_to_its_evaluation_and_export(window: Window):
    """From Runs."""
    window.panel("Runs").evaluate_asked.emit(1)
    assert in_front(window.docks, "Evaluate")
    window.panel("Runs").export_asked.emit(1)
    assert in_front(window.docks, "Export")


def test_a_node_is_shown(window: Window):
    """Selected and in sight."""
    joining.show_node(window, "network", "relu_1")
    assert window.session.selection == {"relu_1"}
    assert window.canvas.seen().contains(window.canvas.canvas.nodes["relu_1"].card)
