"""Three levels of detail are three different pictures, and names are never markup."""

import pytest
from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QImage, QPen

from neurodesk.graph import edit
from neurodesk.ui.canvas.ink import ink
from neurodesk.ui.canvas.node_paint import far_lines


def picture(view, scale) -> QImage:
    view.zoom_to(scale)
    view.centerOn(view.canvas.nodes["conv_1"])
    return view.viewport().grab().toImage()


def colours(view, image) -> set[str]:
    """The colours inside the card of conv_1."""
    box = view.viewportTransform().mapRect(view.canvas.nodes["conv_1"].card).toRect()
    return {
        image.pixelColor(x, y).name() for x in range(box.left(), box.right()) for y in range(box.top(), box.bottom())
    }


def test_seen_from_afar_a_card_is_a_block_of_its_colour(view, drawn):
    image = picture(view, 0.1)
    at = view.view_point(view.canvas.nodes["conv_1"].card.center()).toPoint()
    assert image.pixelColor(at) == ink().family("Convolution")[0].color()


def test_at_full_size_it_has_header_text_and_ports(view, drawn):
    found = colours(view, picture(view, 1.0))
    family = ink().family("Convolution")
    assert {family[0].color().name(), family[1].color().name(), ink().card.name()} <= found
    assert len(found) > 60  # smooth letters


def test_a_wrong_port_is_red_and_its_sentence_stands_below(view, drawn):
    drawn.edit_graph("Cut", lambda graph: graph.rewired(drop=[view.canvas.wires_of("conv_1")[0].target]))
    image = picture(view, 1.0)
    item = view.canvas.nodes["conv_1"]
    wrong = next(name for name, each in view.canvas.nodes.items() if each.severity == "error")
    item = view.canvas.nodes[wrong]
    view.centerOn(item)
    image = view.viewport().grab().toImage()
    at = view.view_point(item.pos() + QPointF(1.5, item.height + 14)).toPoint()
    assert image.pixelColor(at) == ink().error


def test_a_gradient_bar_warns_when_it_vanishes(view, drawn):
    def bar():
        at = view.view_point(view.canvas.nodes["conv_1"].pos() + QPointF(14, 31.5)).toPoint()
        return picture(view, 1.0).pixelColor(at)

    picture(view, 1.0)
    view.set_gradient("conv_1", 0.1)
    assert bar() == ink().ok
    view.set_gradient("conv_1", 1e-7)
    assert bar() == ink().warning
    view.set_gradient("conv_1", float("nan"))
    assert bar() not in (ink().ok, ink().warning)


@pytest.mark.parametrize("scale", [0.3, 0.5, 1.0])
def test_a_live_picture_is_shown(view, drawn, scale):
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(QColor("magenta"))
    view.set_thumbnail("conv_1", image)
    assert ("#ff00ff" in colours(view, picture(view, scale))) == (scale > 0.34)
    view.clear_live()
    assert "#ff00ff" not in colours(view, picture(view, scale))


def test_a_name_of_64_letters_stays_on_its_card(view, drawn):
    drawn.edit_graph("Rename", lambda graph: edit.rename(graph, "conv_1", "w" * 64))
    card = view.canvas.nodes["w" * 64].card
    view.zoom_to(1.0)
    view.centerOn(card.center())
    image = view.viewport().grab().toImage()
    beside = view.view_point(QPointF(card.right() + 24, card.top() + 8)).toPoint()
    assert image.pixelColor(beside).lightness() < 60


def test_a_wire_goes_behind_the_sentence_of_a_problem(view, drawn):
    """As one that returns to the left between two rows does."""
    wrong = view.canvas.nodes["conv_1"]
    wrong.show_problem("error", "A sentence that takes its time to say what is wrong. " * 4, frozenset())
    line = view.scene().addLine(
        QLineF(wrong.pos() + QPointF(-50, wrong.height + 30), wrong.pos() + QPointF(400, wrong.height + 30)),
        QPen(QColor("#ff00ff"), 3),
    )
    view.zoom_to(1.0)
    view.centerOn(wrong)
    image = view.viewport().grab().toImage()
    row = view.view_point(wrong.pos() + QPointF(0, wrong.height + 30)).toPoint()
    ahead, behind = (
        [image.pixelColor(row.x() + x, row.y()).name() == "#ff00ff" for x in range(low, high)]
        for low, high in ((-40, -10), (4, 120))
    )
    view.scene().removeItem(line)
    assert all(ahead)
    assert not any(behind)


@pytest.mark.parametrize("scale", [0.3, 0.33, 0.36, 0.4])
def test_an_ordinary_name_is_not_cut_from_afar(view, drawn, scale):
    """Nine letters, in the larger size only where they fit; a short name is large."""
    item = view.canvas.nodes["conv_1"]
    item.name = "dropout_1"
    text, role, _middle, room = far_lines(item, scale)[0]
    assert ink().metrics[role].horizontalAdvance(text) <= room
    item.name = "conv_1"
    assert far_lines(item, scale)[0][1] == "far"
