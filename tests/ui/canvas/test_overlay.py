"""The overlay shows what it is told, covers it with its rectangle, and clears."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from neurodesk.ui.canvas.overlay import Overlay


def test_its_rectangle_covers_what_it_shows(qapp):
    overlay = Overlay()
    overlay.show_ghost(QPointF(0, 0), QPointF(200, 100), "good", 1.0)
    assert overlay.boundingRect().contains(QRectF(0, 0, 200, 100))
    overlay.show_words("linear_1 expects a vector", QPointF(200, 100), 0.5, "bad")
    assert overlay.boundingRect().contains(QPointF(260, 150))
    overlay.show_box(QRectF(-300, -300, 10, 10), 1.0)
    overlay.show_cut(QPolygonF([QPointF(0, 0), QPointF(0, 700)]), 1.0)
    for point in (QPointF(-300, -300), QPointF(0, 700)):
        assert overlay.boundingRect().contains(point)
    overlay.clear()
    assert overlay.boundingRect().isEmpty()
    assert overlay.words == ""


def test_words_keep_their_size_on_screen(qapp):
    overlay = Overlay()
    overlay.show_words("32 x 8 x 8", QPointF(0, 0), 1.0)
    near = overlay.boundingRect().width()
    overlay.show_words("32 x 8 x 8", QPointF(0, 0), 0.25)
    assert overlay.boundingRect().width() > 3 * near
