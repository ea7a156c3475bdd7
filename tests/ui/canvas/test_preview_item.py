"""A pinned preview finds a place that covers no card."""

from PySide6.QtCore import QRectF

from neurodesk.ui.canvas import marking


def test_it_stands_below_or_above_or_farther_below(view, drawn):
    drawn.select(["relu_1"])
    marking.toggle_pin(view)
    preview, card = view.canvas.marks.previews["relu_1"], view.canvas.nodes["relu_1"].card
    assert preview.y() > card.bottom()
    below = QRectF(card.x(), card.bottom() + 20.0, 176.0, 80.0)
    preview.lay([below])
    assert preview.box.bottom() < card.top()
    preview.lay([below, below.translated(0.0, -200.0)])
    assert preview.y() >= below.bottom()
