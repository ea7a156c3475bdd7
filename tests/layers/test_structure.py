"""Where a drawing begins and ends."""

import pytest

from neurodesk.graph.errors import ParameterError
from neurodesk.layers.structure import Block, Input, Output


def test_input_takes_the_shape_of_the_data_unless_told():
    assert Input().shapes((1, 8, 8)) == ((1, 8, 8),)
    assert Input(shape=(3, 32, 32)).shapes((1, 8, 8)) == ((3, 32, 32),)
    assert Input(shape=[4]).shapes() == ((4,),)
    with pytest.raises(ParameterError, match="shape must be at least 1, not 0"):
        Input(shape=(0,))


def test_ports():
    assert list(Input().inputs()) == []
    assert list(Input().outputs()) == ["out"]
    assert list(Output().inputs()) == ["in"]
    assert list(Output().outputs()) == []
    assert list(Block().inputs()) == ["in"]
    assert list(Block().outputs()) == ["out"]


def test_a_block_names_a_network_and_repeats_it():
    block = Block(network="residual", repeat=3)
    assert (block.network, block.repeat) == ("residual", 3)
    with pytest.raises(ParameterError, match="repeat must be at most 64"):
        Block(repeat=65)
