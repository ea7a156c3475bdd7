"""The picture of a drawing: in its families' colours, kept while drawing, size and look are the same."""

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF
from PySide6.QtWidgets import QApplication

from neurodesk.files.templates import template
from neurodesk.graph.model import empty_document
from neurodesk.ui.guide.sketch import _wires, sketch
from neurodesk.ui.look.theme import theme
from tests.ui.desk import small_cnn


def test_it_is_drawn_once_for_each_look(qapp: QApplication):
    """The same object comes back; another look, size or ratio is another picture; an empty drawing is no error."""
    graph, room = small_cnn().graph(), QSize(200, 64)
    for look in ("dark", "light"):
        theme().choose(look)
        made = sketch(graph, room, 2.0)
        assert sketch(graph, room, 2.0) is made
        assert (made.width(), made.height()) == (400, 128)
        image = made.toImage()
        seen = {image.pixelColor(x, y).name() for x in range(400) for y in range(128)}
        assert theme().family("Convolution").name() in seen
    theme().choose("dark")
    assert not sketch(empty_document().graph(), room, 1.0).isNull()


def test_wires_and_icons_are_those_of_the_canvas(qapp: QApplication):
    """A wire back to the next row runs between the rows and crosses no card; cards bear their layer's icon."""
    theme().choose("dark")
    graph = template("digits_cnn").graph()
    boxes = {name: QRectF(QPointF(*place), QSizeF(176.0, 80.0)) for name, place in graph.places.items()}
    paths = list(_wires(graph, boxes))
    assert len(paths) == len(graph.wires)
    inside = {name: box.adjusted(4, 4, -4, -4) for name, box in boxes.items()}
    points = [path.pointAtPercent(share / 200) for path in paths for share in range(201)]
    assert not [name for name, box in inside.items() if any(box.contains(point) for point in points)]
    image = sketch(graph, QSize(400, 200), 1.0).toImage()
    seen = {image.pixelColor(x, y).name() for x in range(400) for y in range(200)}
    assert theme().color("surface_2").name() in seen
