"""Attention, transformer and positions."""

import pytest
import torch

from neurodesk.graph.errors import ShapeError
from neurodesk.layers.attention import MultiheadAttention, PositionalEncoding, TransformerEncoder


def test_ports_put_the_optional_context_last():
    ports = MultiheadAttention().inputs()
    assert list(ports) == ["sequence", "context"]
    assert [port.optional for port in ports.values()] == [False, True]


def test_the_answer_is_as_long_as_the_sequence_not_the_context():
    assert MultiheadAttention().shape((5, 8), (3, 6)) == (5, 8)
    assert MultiheadAttention().build((5, 8), (3, 6)).source() == "MultiheadAttention(8, 4, context=6)"


def test_source_says_only_what_was_chosen():
    assert MultiheadAttention().build((5, 8)).source() == "MultiheadAttention(8, 4)"
    layer = MultiheadAttention(heads=2, causal=True, dropout=0.1, bias=False)
    assert layer.build((5, 8)).source() == "MultiheadAttention(8, 2, causal=True, dropout=0.1, bias=False)"


def test_causal_attention_does_not_look_ahead():
    torch.manual_seed(0)
    made = MultiheadAttention(causal=True).build((6, 8)).make()
    x = torch.randn(1, 6, 8)
    later = x.clone()
    later[:, 4:] += 1
    assert torch.allclose(made(x)[:, :4], made(later)[:, :4], atol=1e-6)
    assert not torch.allclose(made(x)[:, 4:], made(later)[:, 4:], atol=1e-3)


def test_heads_must_divide_the_features():
    for layer in (MultiheadAttention(heads=3), TransformerEncoder(heads=3)):
        with pytest.raises(ShapeError, match=f"{layer.key} cannot divide 8 features equally among 3 heads") as caught:
            layer.shape((5, 8))
        assert dict(caught.value.cure_values) == {"heads": 2}


def test_positions_are_fixed_or_learned():
    assert PositionalEncoding().parameters((5, 8)) == 0
    assert PositionalEncoding(kind="learned").parameters((5, 8)) == 40
    assert PositionalEncoding().build((5, 8)).source() == "PositionalEncoding(5, 8)"
