"""The library lists every layer and template, finds them by typing, and lets them be chosen or dragged."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from neurodesk.files.templates import templates
from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.look.theme import theme
from neurodesk.ui.panels.library import _KIND, LAYER_MIME, LibraryPanel
from neurodesk.ui.window import Window
from tests.ui.desk import press, shown, texts


@pytest.fixture
def panel(qtbot: QtBot) -> LibraryPanel:
    """The dock as it is at first."""
    theme().choose("dark")
    return shown(qtbot, LibraryPanel(), 260, 900)


def rows(panel: LibraryPanel) -> dict[str, QTreeWidgetItem]:
    """The rows that are shown, by their words."""
    found = {}
    for at in range(panel.tree.topLevelItemCount()):
        heading = panel.tree.topLevelItem(at)
        if not heading.isHidden():
            children = [heading.child(row) for row in range(heading.childCount())]
            found |= {child.text(0): child for child in children if not child.isHidden()}
    return found


def test_every_layer_is_read_whole_at_the_width_a_window_begins_with(window: Window):
    """Layers differ at the end of their names: none is cut where the dock is as wide as it is made."""
    window.resize(1360, 860)
    QApplication.processEvents()
    library = window.panel("Library")
    option, style = QStyleOptionViewItem(), library.tree.style()
    library.tree.initViewItemOption(option)
    margin = 2 * (style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1)
    cut = []
    for text, item in rows(library).items():
        option.rect = library.tree.visualItemRect(item)
        library.tree.itemDelegate().initStyleOption(option, library.tree.indexFromItem(item))
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, library.tree).width() - margin
        if library.tree.fontMetrics().horizontalAdvance(text) > room and item.data(0, _KIND) == "layer":
            cut.append((text, room))
    assert cut == []


def heard(panel: LibraryPanel) -> list[str]:
    """What will be chosen."""
    told: list[str] = []
    panel.layer_chosen.connect(told.append)
    panel.template_chosen.connect(told.append)
    return told


def test_everything_is_listed(panel: LibraryPanel):
    """Every layer but the block, which is made by grouping, and every template, each with a tip."""
    wanted = {layer.label for layer in LAYERS if layer.key != "block"} | {made.title for made in templates()}
    assert set(rows(panel)) == wanted
    assert all(row.toolTip(0) for row in rows(panel).values())


@pytest.mark.parametrize(
    ("typed", "first"),
    [("dense", "linear"), ("relu", "relu"), ("add", "add"), ("elu", "elu"), ("softmax", "softmax"), (" LSTM ", "lstm")],
)
def test_the_best_fit_is_chosen_with_enter(panel: LibraryPanel, typed: str, first: str):
    """Other words for a layer find it, and what fits best comes before what stands first."""
    told = heard(panel)
    panel.search.setFocus()
    QTest.keyClicks(panel.search, typed)
    assert LAYERS[first].label in rows(panel)
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert told == [first]


def test_templates_are_found_too(panel: LibraryPanel):
    """By their title; clearing the field brings all back."""
    told, made = heard(panel), templates()[-1]
    QTest.keyClicks(panel.search, made.title.lower())
    assert list(rows(panel)) == [made.title]
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert told == [made.key]
    panel.search.clear()
    assert len(rows(panel)) == len(list(LAYERS)) - 1 + len(templates())


def test_nothing_found_is_said(panel: LibraryPanel):
    """Enter then does nothing, and the words typed are no markup."""
    told = heard(panel)
    QTest.keyClicks(panel.search, "<b>zzz")
    assert rows(panel) == {}
    assert any("<b>zzz" in text for text in texts(panel))
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert told == []
    panel.search.clear()
    assert not any("zzz" in text for text in texts(panel))


def test_rows_are_chosen_by_mouse_and_keys(panel: LibraryPanel):
    """A double click, or Enter; a heading is no choice."""
    told = heard(panel)
    row = rows(panel)["Linear"]
    where = panel.tree.visualItemRect(row).center()
    press(panel.tree.viewport(), where)
    assert told == []
    QTest.mouseDClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert told == ["linear"]
    QTest.keyClick(panel.tree, Qt.Key.Key_Return)
    assert told == ["linear", "linear"]
    heading = panel.tree.visualItemRect(panel.tree.topLevelItem(0)).center()
    QTest.mouseDClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=heading)
    assert len(told) == 2


def test_a_dragged_row_carries_its_layer(panel: LibraryPanel):
    """Its key; a template carries none."""
    listed = rows(panel)
    assert bytes(panel.tree.mimeData([listed["Linear"]]).data(LAYER_MIME).data()) == b"linear"
    assert not panel.tree.mimeData([listed[templates()[0].title]]).hasFormat(LAYER_MIME)


def test_help_follows_the_row(panel: LibraryPanel):
    """Moving through the rows tells which layer is looked at."""
    told: list[str] = []
    panel.help_asked.connect(told.append)
    panel.tree.setCurrentItem(rows(panel)["Linear"])
    QTest.keyClick(panel.tree, Qt.Key.Key_Down)
    assert told[0] == "linear"
    assert len(told) == 2


def test_the_theme_is_followed_and_the_search_stays(panel: LibraryPanel):
    """Rows are drawn anew, still filtered."""
    QTest.keyClicks(panel.search, "lstm")
    dark = rows(panel)["LSTM"].icon(0).pixmap(24, 24).toImage()
    theme().choose("light")
    assert set(rows(panel)) == {"LSTM", "Digits by rows, LSTM"}
    assert rows(panel)["LSTM"].icon(0).pixmap(24, 24).toImage() != dark


def test_names_that_differ_at_the_end_are_told_apart(panel: LibraryPanel):
    """Cut in the middle at the width of the dock; the tip has the whole name."""
    panel.resize(220, 600)
    metrics, mode = panel.tree.fontMetrics(), panel.tree.textElideMode()
    layers = {name: row for name, row in rows(panel).items() if row.data(0, Qt.ItemDataRole.UserRole + 1) == "layer"}
    cut = [metrics.elidedText(name, mode, 136) for name in layers]
    assert len(set(cut)) == len(cut)
    assert all(row.toolTip(0).startswith(name) for name, row in layers.items())
