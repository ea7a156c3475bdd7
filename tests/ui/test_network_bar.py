"""Tabs rename, reorder and add networks; the way through blocks leads back by clicks."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton

from neurodesk.ui import blocks
from neurodesk.ui.window import Window


def inside(window: Window) -> None:
    """Group two layers and go in."""
    window.session.select(["conv_1", "relu_1"])
    blocks.group_selection(window.session)
    blocks.enter(window.session)
    QApplication.processEvents()


def test_the_way_there_is_shown_and_leads_back(window: Window):
    """Nothing outside of blocks; inside, a button for each network around."""
    crumbs = window.networks.crumbs
    assert not crumbs.isVisible()
    inside(window)
    assert crumbs.isVisible()
    (root,) = [button for button in crumbs.findChildren(QToolButton) if button.isVisible()]
    assert root.text() == "network"
    assert "conv_block_1" in [label.text() for label in crumbs.findChildren(QLabel) if label.isVisible()]
    QTest.mouseClick(root, Qt.MouseButton.LeftButton)
    assert window.session.network == "network"
    assert window.session.selection == {"conv_block_1"}
    assert not crumbs.isVisible()


def test_a_shared_network_says_so(window: Window):
    """How many blocks an edit changes."""
    window.session.select(["relu_1"])
    blocks.group_selection(window.session)
    window.canvas.duplicate()
    blocks.enter(window.session)
    QApplication.processEvents()
    told = [label.text() for label in window.networks.crumbs.findChildren(QLabel) if label.isVisible()]
    assert any("used 2 times" in text for text in told)


def test_a_double_click_renames_and_plus_adds(window: Window):
    """Typed in the tab; a name that cannot be is refused with a sentence."""
    inside(window)
    tabs = window.networks.tabs
    QTest.mouseDClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(1).center())
    QTest.keyClicks(tabs.line, "stem")
    QTest.keyClick(tabs.line, Qt.Key.Key_Return)
    assert list(window.session.document.networks) == ["network", "stem"]
    assert window.session.network == "stem"
    tabs.rename("stem")
    QTest.keyClicks(tabs.line, "no name")
    QTest.keyClick(tabs.line, Qt.Key.Key_Return)
    assert "no name" in window.word.currentMessage()
    QTest.mouseClick(window.networks.more, Qt.MouseButton.LeftButton)
    assert tabs.tabText(tabs.currentIndex()) == window.session.network == "network_2"


def test_tabs_are_ordered_by_hand(window: Window):
    """The project keeps the order; undo gives the old one."""
    inside(window)
    window.networks.tabs.moveTab(1, 0)
    assert list(window.session.document.networks) == ["conv_block", "network"]
    window.session.undo()
    tabs = window.networks.tabs
    assert [tabs.tabText(at) for at in range(tabs.count())] == ["network", "conv_block"]


def test_a_long_way_leaves_out_its_middle(window: Window):
    """The first network and the last three stay."""
    inside(window)
    for _ in range(6):
        window.session.select(["relu_1"])
        blocks.group_selection(window.session)
        blocks.enter(window.session)
    QApplication.processEvents()
    shown = [button.text() for button in window.networks.crumbs.findChildren(QToolButton) if button.isVisible()]
    assert shown[0] == "network"
    assert len(shown) == 4
