"""Layers are found by name, kind and shape; hits are ringed, stepped through and brought to the middle."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from neurodesk.ui.canvas.finding import FindBar, hits
from neurodesk.ui.canvas.ink import ink
from neurodesk.ui.words import speak


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("conv", ["conv_1"]),
        ("CONV_1", ["conv_1"]),
        ("dense", ["linear_1"]),
        ("8 x 8 x 8", ["conv_1", "relu_1"]),
        ("8x8x8 relu", ["relu_1"]),
        ("512", ["flatten_1"]),
        ("10", ["linear_1"]),
        ("1", ["input_1"]),
        ("51", []),
        ("lstm", []),
        ("  ", []),
        ("<b>", []),
    ],
)
def test_by_name_kind_and_shape(drawn, text, found):
    assert hits(drawn, text) == found


def test_hits_come_as_they_are_read(drawn):
    assert hits(drawn, "_1") == ["input_1", "conv_1", "relu_1", "flatten_1", "linear_1", "output_1"]


def test_typing_rings_and_enter_and_arrows_step_and_esc_leaves(view, hand, drawn):
    before = drawn.document
    bar = view.find()
    QTest.keyClicks(bar.line, "8x8x8")
    assert bar.told.text() == "2 hits"
    assert {name for name, item in view.canvas.nodes.items() if item.found} == {"conv_1", "relu_1"}
    QTest.keyClick(bar.line, Qt.Key.Key_Return)
    assert drawn.selection == {"conv_1"}
    assert bar.told.text() == "1 of 2"
    middle = view.viewport().rect().center()
    at = view.view_point(view.canvas.nodes["conv_1"].card.center()).toPoint()
    assert (at - middle).manhattanLength() <= 2
    QTest.keyClick(bar.line, Qt.Key.Key_Down)
    assert drawn.selection == {"relu_1"}
    QTest.keyClick(bar.line, Qt.Key.Key_Return)
    assert drawn.selection == {"conv_1"}  # around the end
    QTest.keyClick(bar.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert drawn.selection == {"relu_1"}
    QTest.keyClick(bar.line, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert not any(item.found for item in view.canvas.nodes.values())
    assert drawn.selection == {"relu_1"}
    assert drawn.document is before


@pytest.mark.parametrize("scale", [0.2, 0.5, 1.0])
def test_the_ring_is_seen_at_every_scale(view, drawn, scale):
    bar = view.find()
    bar.line.setText("conv")
    view.zoom_to(scale)
    item = view.canvas.nodes["conv_1"]
    view.centerOn(item)
    image = view.viewport().grab().toImage()
    edge = view.view_point(item.card.topLeft()) + view.view_point(item.card.topRight())
    top = QPoint(round(edge.x() / 2), round(edge.y() / 2))
    assert any(image.pixelColor(top.x(), top.y() - away) == ink().warning for away in range(-4, 12))


def test_nothing_found_is_said_and_an_edit_is_searched_anew(view, drawn):
    bar = view.find()
    bar.line.setText("gelu")
    assert bar.told.text() == "Nothing here fits that"
    QTest.keyClick(bar.line, Qt.Key.Key_Return)
    assert drawn.selection == frozenset()
    view.add_layer("gelu", view.seen().center())
    assert bar.told.text() == "1 hit"


def test_asked_for_again_it_is_the_same_bar(view, drawn):
    bar = view.find()
    bar.line.setText("conv")
    assert view.find() is bar
    assert bar.line.selectedText() == "conv"
    assert isinstance(view._popup, FindBar)


def test_layers_are_found_by_their_names_in_the_window(drawn):
    """As the library calls them, and by the words of the quick-add too."""
    speak("deutsch")
    try:
        assert hits(drawn, "faltung") == ["conv_1"]
        assert hits(drawn, "conv2d") == ["conv_1"]
    finally:
        speak("english")
