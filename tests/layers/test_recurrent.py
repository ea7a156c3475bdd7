"""RNN, LSTM and GRU answer with the sequence and with the last memory."""

import pytest
import torch

from neurodesk.graph.errors import ShapeError
from neurodesk.layers.recurrent import GRU, LSTM, RNN
from tests.layers.drawn import pick

every = pytest.mark.parametrize("cls", [RNN, LSTM, GRU])


@every
@pytest.mark.parametrize("layers", [1, 2])
def test_last_is_the_memory_after_the_last_step(cls: type[LSTM], layers: int):
    layer = cls(units=5, layers=layers)
    answer = layer.build((7, 3)).make()(torch.randn(2, 7, 3, generator=torch.Generator().manual_seed(0)))
    sequence, last = (pick(answer, layer.picks[port]) for port in ("sequence", "last"))
    assert torch.equal(sequence[:, -1], last)


@every
def test_both_ways_puts_both_last_memories_side_by_side(cls: type[LSTM]):
    layer = cls(units=5, both_ways=True)
    assert layer.shapes((7, 3)) == ((7, 10), (10,))
    answer = layer.build((7, 3)).make()(torch.randn(2, 7, 3, generator=torch.Generator().manual_seed(0)))
    sequence, last = (pick(answer, layer.picks[port]) for port in ("sequence", "last"))
    assert torch.equal(last, torch.cat((sequence[:, -1, :5], sequence[:, 0, 5:]), dim=1))
    assert cls.picks != layer.picks, "the class keeps its own"


def test_source_is_what_people_write():
    assert LSTM(units=16).build((8, 8)).source() == "nn.LSTM(8, 16, batch_first=True)"
    layer = GRU(units=16, layers=2, dropout=0.1)
    assert layer.build((8, 8)).source() == "nn.GRU(8, 16, num_layers=2, dropout=0.1, batch_first=True)"
    assert RNN(dropout=0.5).build((8, 8)).source() == "nn.RNN(8, 64, batch_first=True)"


def test_an_image_of_one_channel_is_read_row_by_row():
    with pytest.raises(ShapeError) as caught:
        LSTM().shape((1, 8, 8))
    assert caught.value.cure == "Insert Reshape to make it 8 x 8."
