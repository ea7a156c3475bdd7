"""The File menu leads to the document, the welcome page and the exports."""

from neurodesk.ui.window import Window
from tests.ui.test_docks import in_front


def test_the_file_menu_goes_where_it_says(window: Window):
    """A new project is empty, the welcome page comes and goes, Export shows its dock."""
    window.actions_by_key["welcome"].trigger()
    assert window.welcome.isVisible()
    window.actions_by_key["new"].trigger()
    assert window.canvas.isVisible()
    assert not window.session.graph.nodes
    window.actions_by_key["export"].trigger()
    assert in_front(window.docks, "Export")
