"""The Insert menu opens what adds layers."""

from PySide6.QtWidgets import QApplication

from neurodesk.ui.canvas.add_search import AddSearch
from neurodesk.ui.canvas.quick_add import QuickAdd
from neurodesk.ui.window import Window


def test_search_and_chain_open(window: Window):
    """Each with the focus in its line."""
    for key, kind in (("add", AddSearch), ("chain", QuickAdd)):
        window.actions_by_key[key].trigger()
        QApplication.processEvents()
        assert window.findChild(kind).isVisible()
