"""Convolutions the other way round."""

import pytest

from neurodesk.graph.errors import ShapeError
from neurodesk.layers.transposed import ConvTranspose1d, ConvTranspose2d, ConvTranspose3d


def test_transposed_undoes_the_stride():
    assert ConvTranspose1d(filters=8).shape((3, 7)) == (8, 14)
    assert ConvTranspose2d(filters=8).shape((3, 7, 5)) == (8, 14, 10)
    assert ConvTranspose3d(filters=8).shape((3, 2, 7, 5)) == (8, 4, 14, 10)
    with pytest.raises(ShapeError, match="needs an output padding below its stride 2, not 2"):
        ConvTranspose2d(output_padding=2).shape((3, 7, 5))


def test_the_printed_call_says_what_differs():
    source = ConvTranspose1d(filters=8, output_padding=1).build((3, 7)).source()
    assert source == "nn.ConvTranspose1d(3, 8, 4, stride=2, padding=1, bias=True, output_padding=1)"
