"""The ring around what has the keys; how well it is seen is measured in `tests/journeys/test_looks.py`."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPushButton, QWidget

from neurodesk.ui.widgets import focus_ring
from neurodesk.ui.widgets.focus_ring import FocusRing
from tests.ui.desk import shown


def test_keys_bring_the_ring_clicks_take_it_away_and_a_click_goes_through(qtbot):
    """Tab moves it; fields have a border of their own; it grows with what it lies over."""
    focus_ring.install()
    page = QWidget()
    row = QHBoxLayout(page)
    first, second, field, pressed = QPushButton("a"), QPushButton("b"), QLineEdit(), []
    second.clicked.connect(lambda: pressed.append(1))
    for part in (first, second, field):
        row.addWidget(part)
    shown(qtbot, page, 300, 80)
    page.activateWindow()
    QTest.qWaitForWindowActive(page)
    field.setFocus()

    def ringed() -> list[QWidget]:
        return [ring.parentWidget() for ring in page.findChildren(FocusRing) if ring.isVisible()]

    first.setFocus(Qt.FocusReason.TabFocusReason)
    assert ringed() == [first]
    QTest.keyClick(page.windowHandle(), Qt.Key.Key_Tab)
    assert ringed() == [second]
    page.resize(500, 80)
    QApplication.processEvents()
    assert page.findChildren(FocusRing)[-1].size() == second.size()
    QTest.mouseClick(page.windowHandle(), Qt.MouseButton.LeftButton, pos=second.geometry().center())
    assert pressed == [1]
    QTest.keyClick(page.windowHandle(), Qt.Key.Key_Tab)
    assert field.hasFocus()
    assert ringed() == []
    QTest.mouseClick(page.windowHandle(), Qt.MouseButton.LeftButton, pos=first.geometry().center())
    assert first.hasFocus()
    assert ringed() == []
