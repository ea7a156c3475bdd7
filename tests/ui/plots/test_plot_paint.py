"""What a plot is painted of: lines with gaps, legends that wrap, tags that stay inside."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from neurodesk.ui.plots import plot_paint as paint
from neurodesk.ui.plots.axis import Axis
from neurodesk.ui.plots.timeline import Marker

RED = QColor("#ff0000")
FRAME = paint.Frame(QRectF(50, 20, 100, 60), Axis(0, 10), Axis(0, 1))


def painted(draw) -> QImage:
    """A white picture with something painted on it."""
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    draw(painter)
    painter.end()
    return image


def marked(image: QImage) -> set[tuple[int, int]]:
    """The pixels that are not white."""
    return {
        (x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y) != QColor("white")
    }


def test_a_frame_places_and_reads():
    """Steps to pixels and back."""
    assert FRAME.xs([0, 10]).tolist() == [50, 150]
    assert FRAME.ys([0, 1]).tolist() == [80, 20]
    assert FRAME.step(100) == 5


def test_points_become_a_polygon():
    """Each in its place."""
    made = paint.polygon(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    assert [(point.x(), point.y()) for point in made] == [(1, 3), (2, 4)]
    assert len(paint.polygon(np.empty(0), np.empty(0))) == 0


def test_a_gap_in_a_curve_is_a_gap():
    """Numbers that are none break the line; one alone is a dot."""
    x, y = np.arange(11.0), np.full(11, 0.5)
    y[[4, 5, 6]] = np.nan
    columns = {at for at, _y in marked(painted(lambda p: paint.line(p, FRAME, x, y, paint.pen(RED))))}
    assert {60, 75, 120, 145} <= columns
    assert not columns & set(range(83, 118))
    lone = np.full(11, np.nan)
    lone[5] = 0.5
    assert marked(painted(lambda p: paint.line(p, FRAME, x, lone, paint.pen(RED))))


def test_a_legend_wraps_and_is_never_cut():
    """In narrow room every entry has a line of its own."""
    entries = [paint.Entry(name, "0.5", RED, Qt.PenStyle.SolidLine) for name in ("training", "validation")]
    wide, narrow = (paint.placed(width, "Loss", entries) for width in (600.0, 150.0))
    assert len({place.top() for _t, place, _e in wide}) == 1
    assert len({place.top() for _t, place, _e in narrow}) == 3
    assert paint.high(150.0, "Loss", entries) == 3 * paint.LINE
    assert all(place.right() <= 150 for _t, place, _e in narrow)


def test_markers_differ_in_shape(qtbot: QtBot):
    """Not by colour alone."""
    shapes = set()
    for kind in ("best", "paused", "resumed", "rate"):
        image = painted(lambda p, kind=kind: paint.markers(p, FRAME, [Marker(5, kind, "words")]))
        shapes.add(frozenset(at for at in marked(image) if at[1] < 30))
    assert len(shapes) == 4
    outside = painted(lambda p: paint.markers(p, FRAME, [Marker(50, "best", "words")]))
    assert marked(outside) == set()


def test_the_cursor_stays_inside(qtbot: QtBot):
    """Long words at the edge are shortened and kept in sight; a step that is not seen has no cursor."""
    image = painted(lambda p: paint.cursor(p, FRAME, 9.9, [(0.5, RED)], "words " * 40))
    assert marked(image)
    assert max(x for x, _y in marked(image)) <= FRAME.box.right() + paint.RIGHT
    assert marked(painted(lambda p: paint.cursor(p, FRAME, 20, [], ""))) == set()
