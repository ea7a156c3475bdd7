"""The picture of a drawing: in its families' colours, kept while drawing, size and look are the same."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from neurodesk.graph.model import empty_document
from neurodesk.ui.sketch import sketch
from neurodesk.ui.theme import theme
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
