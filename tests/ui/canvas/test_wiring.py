"""A verdict tells what fits, and says why not in one sentence."""

import pytest
from PySide6.QtCore import QPointF

from neurodesk.graph.model import Port
from neurodesk.ui.canvas.wiring import best_input, best_output, fitting, verdict


def test_what_fits(view, drawn):
    name = view.add_layer("linear", QPointF(0, 300))
    judged = verdict(drawn, Port("flatten_1", "out"), Port(name, "features"))
    assert judged.possible
    assert judged.fits
    assert judged.tone == "good"
    assert "512" in judged.text


def test_a_circle_and_oneself_are_impossible(drawn):
    for source, target in (("relu_1", "conv_1"), ("conv_1", "conv_1")):
        judged = verdict(drawn, Port(source, "out"), Port(target, "image"))
        assert not judged.possible
        assert judged.tone == "bad"
        assert source in judged.text


def test_a_shape_that_does_not_fit_is_possible_and_named(view, drawn):
    name = view.add_layer("conv2d", QPointF(0, 300))
    judged = verdict(drawn, Port("flatten_1", "out"), Port(name, "image"))
    assert judged.possible
    assert not judged.fits
    assert name in judged.text
    assert "512" in judged.text


def test_numbers_of_another_kind_do_not_fit(view, drawn):
    name = view.add_layer("embedding", QPointF(0, 300))
    judged = verdict(drawn, Port("flatten_1", "out"), Port(name, "tokens"))
    assert not judged.fits
    assert "whole numbers" in judged.text


def test_both_sides_of_a_sum_must_agree(view, drawn):
    name = view.add_layer("add", QPointF(0, 300), source=Port("conv_1", "features"))
    assert verdict(drawn, Port("relu_1", "out"), Port(name, "b")).fits
    assert not verdict(drawn, Port("flatten_1", "out"), Port(name, "b")).fits


def test_the_best_port_is_free_and_fits(view, drawn):
    name = view.add_layer("add", QPointF(0, 300), source=Port("conv_1", "features"))
    assert best_input(drawn, Port("relu_1", "out"), name)[0] == Port(name, "b")
    assert best_input(drawn, Port("relu_1", "out"), "input_1") is None
    assert best_output(drawn, Port("linear_1", "features"), "flatten_1")[0] == Port("flatten_1", "out")
    assert best_output(drawn, Port("linear_1", "features"), "output_1") is None


@pytest.mark.parametrize(("source", "there", "gone"), [
    (Port("flatten_1", "out"), {"linear", "relu", "output", "add"}, {"conv2d", "lstm", "input", "embedding"}),
    (Port("conv_1", "features"), {"conv2d", "max_pool2d", "flatten", "batch_norm2d"}, {"conv1d", "lstm", "embedding"}),
])  # fmt: skip
def test_what_can_follow(drawn, source, there, gone):
    keys = fitting(drawn, source)
    assert there <= keys
    assert not gone & keys


def test_what_can_come_before(drawn):
    keys = fitting(drawn, target=Port("linear_1", "features"))
    assert "output" not in keys
    assert {"flatten", "input"} <= keys
