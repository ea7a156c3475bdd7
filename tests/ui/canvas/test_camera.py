"""Fitting, zooming and revealing; dots on whole pixels."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from neurodesk.ui.canvas.camera import FARTHEST, NEAREST
from neurodesk.ui.canvas.chain import read
from neurodesk.ui.canvas.chain_drawing import draw
from neurodesk.ui.canvas.ink import ink


def test_fit_shows_everything_and_enlarges_little(view, drawn):
    view.zoom_to(0.1)
    view.fit_all()
    assert view.seen().contains(view.canvas.bounds())
    assert view.scale_now <= 1.25
    drawn.select(["conv_1"])
    view.fit_selection()
    assert view.seen().contains(view.canvas.bounds(["conv_1"]))
    assert view.scale_now == 1.25


def test_fit_of_an_empty_drawing_is_100_percent(view):
    view.zoom_to(3)
    view.fit_all()
    assert view.scale_now == 1.0


def test_zoom_keeps_the_middle_and_its_ends(view):
    middle = view.seen().center()
    view.zoom_by(2.0)
    assert abs(view.seen().center().x() - middle.x()) <= 1
    view.zoom_to(1e9)
    assert view.scale_now == NEAREST
    view.zoom_to(1e-9)
    assert view.scale_now == FARTHEST


def test_reveal_selects_and_brings_into_sight(view, drawn):
    view.centerOn(9000, 9000)
    view.reveal("linear_1")
    assert drawn.selection == {"linear_1"}
    assert view.seen().contains(view.canvas.nodes["linear_1"].card)
    corner = view.seen().topLeft()
    view.reveal("linear_1")
    assert view.seen().topLeft() == corner
    view.reveal("nobody")
    assert drawn.selection == {"linear_1"}


@pytest.mark.parametrize("scale", [1.0, 1.3, 0.5, 2.7])
def test_every_dot_is_a_whole_pixel(view, scale):
    view.add_layer("relu", QPointF(-90_000, 0))
    view.zoom_to(scale)
    view.centerOn(0, 0)
    image = view.viewport().grab().toImage()
    found = {int(value) for value in np.unique(np.frombuffer(image.constBits(), np.uint32))}
    assert found == {colour.rgb() for colour in (ink().canvas, ink().dot, ink().cross)} & found
    assert ink().cross.rgb() in found
    step = 200 if scale < 1 else 40
    dot = view.view_point(QPointF(step, step)).toPoint()
    near = {image.pixel(dot.x() + x, dot.y() + y) for x in (-1, 0, 1) for y in (-1, 0, 1)}
    assert ink().cross.rgb() in near


def test_scrolled_dots_meet_the_old_ones(view):
    """A view that scrolled shows what a whole repaint would show."""
    view.add_layer("relu", QPointF(-90_000, 0))
    view.zoom_to(1.3)
    view.centerOn(10, 10)
    view.viewport().grab()
    view.pan(37, 23)
    scrolled = view.viewport().grab().toImage()
    view.viewport().update()
    assert view.viewport().grab().toImage() == scrolled


def test_a_long_drawing_opens_where_it_begins_and_can_be_read(view, session):
    links = read(" ".join(["relu"] * 40)).links
    session.adopt(session.document.with_graph("network", draw(session.graph, links)[0]))
    assert view.scale_now == 0.5
    assert view.seen().contains(view.canvas.nodes["input_1"].card)
    view.fit_all()
    assert view.seen().contains(view.canvas.bounds())
