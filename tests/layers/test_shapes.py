"""The arithmetic of windows, and the words said when shapes do not fit."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from neurodesk.layers import shapes
from neurodesk.layers.shapes import Misfit


@given(st.integers(1, 40), st.integers(1, 7), st.integers(1, 4), st.integers(0, 4), st.integers(1, 3))
def test_window_is_torch_arithmetic(side: int, kernel: int, stride: int, padding: int, dilation: int):
    conv = torch.nn.Conv1d(1, 1, kernel, stride, padding, dilation, device="meta")
    try:
        wanted = conv(torch.empty(1, 1, side, device="meta")).shape[2]
    except RuntimeError:
        with pytest.raises(Misfit, match="does not fit"):
            shapes.window("conv1d", side, kernel, stride, padding, dilation)
    else:
        assert shapes.window("conv1d", side, kernel, stride, padding, dilation) == wanted


@given(st.integers(1, 30), st.integers(1, 7), st.integers(1, 4), st.integers(0, 3), st.integers(0, 3))
def test_spread_is_torch_arithmetic(side: int, kernel: int, stride: int, padding: int, extra: int):
    conv = torch.nn.ConvTranspose1d(1, 1, kernel, stride, padding, extra, device="meta")
    try:
        wanted = conv(torch.empty(1, 1, side, device="meta")).shape[2]
    except RuntimeError:
        wanted = 0
    if wanted:
        assert shapes.spread("deconv", side, kernel, stride, padding, extra) == wanted
    else:
        with pytest.raises(Misfit, match="would make a side of"):
            shapes.spread("deconv", side, kernel, stride, padding, extra)


@given(st.lists(st.lists(st.sampled_from((1, 2, 3)), max_size=3).map(tuple), min_size=1, max_size=4))
def test_broadcast_is_torch_rule_for_as_many_axes(given_shapes: list[tuple[int, ...]]):
    alike = len({len(shape) for shape in given_shapes}) == 1
    try:
        wanted = tuple(torch.broadcast_shapes(*given_shapes)) if alike else None
    except RuntimeError:
        wanted = None
    if wanted is None:
        with pytest.raises(Misfit, match="add expects equal shapes; it is given"):
            shapes.broadcast("add", *given_shapes)
    else:
        assert shapes.broadcast("add", *given_shapes) == wanted


@pytest.mark.parametrize(
    ("need", "given_shape", "text", "cure", "layer", "values"),
    [
        ("image", (64,), "conv expects an image (channels x height x width); it is given 64",
         "Insert Reshape to make it 1 x 8 x 8.", "reshape", {"shape": (1, 8, 8)}),
        ("image", (8, 9), "conv expects an image (channels x height x width); it is given 8 x 9",
         "Insert Reshape to make it 1 x 8 x 9.", "reshape", {"shape": (1, 8, 9)}),
        ("image", (2, 3, 4, 5), "conv expects an image (channels x height x width); it is given 2 x 3 x 4 x 5",
         "", "", {}),
        ("signal", (9,), "conv1d expects a signal (channels x length); it is given 9",
         "Insert Reshape to make it 1 x 9.", "reshape", {"shape": (1, 9)}),
        ("signal", (1, 8, 8), "conv1d expects a signal (channels x length); it is given 1 x 8 x 8",
         "Use conv2d, which is made for images.", "", {}),
        ("sequence", (5,), "lstm expects a sequence (steps x features); it is given 5",
         "Insert Reshape to make it 5 x 1.", "reshape", {"shape": (5, 1)}),
        ("sequence", (1, 8, 8), "lstm expects a sequence (steps x features); it is given 1 x 8 x 8",
         "Insert Reshape to make it 8 x 8.", "reshape", {"shape": (8, 8)}),
        ("channels", (5,), "pad expects an image, a signal or a volume, channels first; it is given 5",
         "Insert Reshape to make it 1 x 5.", "reshape", {"shape": (1, 5)}),
    ],
)  # fmt: skip
def test_what_is_said(need: str, given_shape: tuple[int, ...], text: str, cure: str, layer: str, values: dict):
    with pytest.raises(Misfit) as caught:
        getattr(shapes, f"need_{need}")(text.split()[0], given_shape)
    error = caught.value
    assert (str(error), error.cure, error.cure_layer, dict(error.cure_values)) == (text, cure, layer, values)


def test_axes_are_counted_from_either_end():
    assert shapes.need_axis("mean", (4, 5, 6), -1) == 2
    assert shapes.need_axis("mean", (4, 5, 6), 0) == 0
    with pytest.raises(Misfit, match="mean works along axis 3, and 4 x 5 x 6 has no such axis"):
        shapes.need_axis("mean", (4, 5, 6), 3)
    with pytest.raises(Misfit, match="one number has no such axis"):
        shapes.need_axis("mean", (), 0)


def test_the_nearest_number_that_divides_is_named():
    shapes.divides("group_norm", 12, "channels", 4, "groups")
    with pytest.raises(Misfit, match="group_norm cannot divide 12 channels equally among 5 groups") as caught:
        shapes.divides("group_norm", 12, "channels", 5, "groups")
    assert (caught.value.cure, dict(caught.value.cure_values)) == ("Set groups to 4.", {"groups": 4})
    with pytest.raises(Misfit) as caught:
        shapes.divides("conv2d", 12, "channels", 5, "groups", also=9)
    assert dict(caught.value.cure_values) == {"groups": 3}
