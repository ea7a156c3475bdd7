"""Seen from afar the drawing is painted in one go, and looks and follows as when every item paints itself."""

import random

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from neurodesk.graph import edit
from neurodesk.graph.errors import EditError
from neurodesk.graph.model import Place, Port, chosen
from neurodesk.ui.canvas.ink import ink
from neurodesk.ui.canvas.scene import CanvasScene


def seen(view) -> QImage:
    """What the canvas shows now."""
    QApplication.processEvents()
    return view.viewport().grab().toImage()


def inked(image: QImage, colour) -> int:
    """How many pixels have a colour."""
    return sum(image.pixelColor(x, y) == colour for x in range(image.width()) for y in range(image.height()))


@pytest.fixture
def far(view, drawn):
    """The small network at a third of its size."""
    view.zoom_to(0.3)
    return view


def at(view, name) -> QPointF:
    """The middle of a block's upper edge, a little inside, view px."""
    card = view.canvas.nodes[name].card
    return view.view_point(card.center() - QPointF(0.0, card.height() / 2 - 10.0))


def colour_at(image: QImage, point: QPointF):
    return image.pixelColor(point.toPoint())


def test_blocks_stand_in_their_family_s_colour_with_their_names(far):
    image = seen(far)
    for name, item in far.canvas.nodes.items():
        assert colour_at(image, at(far, name)) == ink().family(item.face.category)[0].color()
    middle = int(at(far, "conv_1").y()) + 9
    assert len({image.pixel(x, middle) for x in range(image.width())}) > 20  # letters have edges


def test_a_block_that_moves_leaves_nothing_behind(far, session):
    seen(far)
    before = at(far, "relu_1")
    session.edit_graph("Move", lambda graph: edit.move(graph, {"relu_1": Place(200.0, 900.0)}))
    far.canvas.settle()
    image = seen(far)
    assert colour_at(image, at(far, "relu_1")) == ink().family("Activation")[0].color()
    assert colour_at(image, before) != ink().family("Activation")[0].color()
    session.undo()
    far.canvas.settle()
    assert colour_at(seen(far), before) == ink().family("Activation")[0].color()


def test_what_is_selected_stands_out_and_its_wires_with_it(far, session):
    none = inked(seen(far), ink().accent)
    session.select(["relu_1"])
    assert inked(seen(far), ink().accent) > none + 20


def test_what_a_gesture_shows_is_painted(far):
    before = seen(far)
    far.overlay.show_box(far.seen().adjusted(50, 50, -50, -50), 0.3)
    assert seen(far) != before
    far.overlay.clear()
    assert seen(far) == before


def test_wires_are_laid_anew_where_they_changed(far, session):
    before = seen(far)
    session.edit_graph("Cut", lambda graph: edit.disconnect(graph, Port("relu_1", "x")))
    assert seen(far) != before
    session.undo()
    assert seen(far) == before


def test_what_is_told_of_nodes_and_wires_is_never_stale(session, view):
    chance = random.Random(3)

    def change(graph):
        names = list(graph.nodes)
        pick = chance.random()
        if pick < 0.35 or len(names) < 5:
            kind = chance.choice([chosen("input", shape=(1, 8, 8)), chosen("conv2d", filters=3), chosen("add")])
            return edit.add(graph, kind, at=Place(chance.randrange(900), 0), prefix="n")[0]
        name = chance.choice(names)
        if pick < 0.7:
            port = {"conv2d": "image", "add": chance.choice("ab")}.get(graph.nodes[name].key, "x")
            source = chance.choice(names)
            out = "features" if graph.nodes[source].key == "conv2d" else "out"
            return edit.connect(graph, Port(source, out), Port(name, port))
        if pick < 0.8 and graph.nodes[name].key == "conv2d":
            return edit.set_value(graph, name, "filters", chance.randrange(1, 9))
        return edit.mute(graph, [name]) if pick < 0.9 else edit.remove(graph, [name])

    def told(scene):
        nodes = {
            name: (item.shape_text, item.count_text, item.problem, item.severity, item.wrong_ports, item.muted)
            for name, item in scene.nodes.items()
        }
        return nodes, {target: (wire.width, wire.shape_text, wire.wrong) for target, wire in scene.wires.items()}

    for _ in range(60):
        step = chance.random()
        if step < 0.15:
            session.undo()
        elif step < 0.25:
            session.redo()
        else:
            try:
                session.edit_graph("Edit", change)
            except EditError:
                continue
        fresh = CanvasScene(session, view)
        assert told(view.canvas) == told(fresh)
        fresh.deleteLater()


@pytest.mark.parametrize("scale", [0.5, 0.7])
def test_cards_painted_together_look_as_each_by_itself(view, drawn, session, scale):
    """Marked ones, crossing and returning wires among them."""
    session.edit_graph(
        "Move", lambda graph: edit.move(graph, {"relu_1": Place(40.0, 300.0), "linear_1": Place(0, 500)})
    )
    session.edit_graph("Mute", lambda graph: edit.mute(graph, ["relu_1"]))
    session.select(["conv_1"])
    view.canvas.settle()
    view.zoom_to(scale)
    together = seen(view).convertToFormat(QImage.Format.Format_RGB32)
    apart = painted(view, together=False)
    assert inked(together, ink().accent) > 50
    differing = np.abs(pixels(together).astype(int) - pixels(apart)).max(axis=2) > 40
    assert differing.mean() < 1e-4


def painted(view, *, together: bool) -> QImage:
    """The ground, and every item, all in one go or each by itself."""
    image = QImage(view.viewport().size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setWorldTransform(view.viewportTransform())
    view.drawBackground(painter, view.seen())
    painter.resetTransform()
    box = QRectF(image.rect())
    if together:
        view.canvas.whole.paint(painter, view.viewportTransform(), box, view.others())
    else:
        view.canvas.render(painter, box, view.seen(), Qt.AspectRatioMode.IgnoreAspectRatio)
    painter.end()
    return image


def pixels(image: QImage) -> np.ndarray:
    """Height x width x channels."""
    return (
        np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()
    )  # the image may go


@pytest.mark.parametrize("scale", [0.3, 0.5, 0.7, 1.0])
@pytest.mark.parametrize("more", [0, 200])
def test_what_changes_is_repainted_on_the_screen(view, drawn, session, qtbot, scale, more):
    """Of a small drawing as of a large one: the screen comes to show every item as it is now."""
    for number in range(more):
        at = Place(232.0 * (number % 20), 600.0 + 120.0 * (number // 20))
        session.edit_graph("Add", lambda graph, at=at: edit.add(graph, chosen("relu"), at=at)[0])
    view.minimap.switch(False)
    view.zoom_to(scale)
    QApplication.processEvents()
    for down, names in ((0.0, ["conv_1"]), (240.0, ["relu_1"]), (400.0, [])):
        session.select(names)
        session.edit_graph("Move", lambda graph, down=down: edit.move(graph, {"relu_1": Place(200.0, down)}))
        view.canvas.settle()
        view.canvas.nodes["linear_1"].show_live(QImage(8, 8, QImage.Format.Format_RGB32), 0.5 if names else None)
        qtbot.waitUntil(lambda: stale(view, together=scale < 0.45 or (more and scale < 0.8)) < 1e-4)


def stale(view, *, together: bool) -> float:
    """The share of the screen that differs from the items as they are; the view itself is not asked to paint."""
    port = view.viewport()
    spot = port.mapTo(view.window(), port.rect().topLeft())
    screen = view.screen().grabWindow(view.window().winId(), spot.x(), spot.y(), port.width(), port.height())
    shown = screen.toImage().convertToFormat(QImage.Format.Format_RGB32)
    return float((np.abs(pixels(shown).astype(int) - pixels(painted(view, together=together))).max(axis=2) > 40).mean())
