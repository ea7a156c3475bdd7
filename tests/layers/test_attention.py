"""Attention, transformer and positions."""

import pytest
import torch

from neurodesk.graph.errors import ShapeError
from neurodesk.layers.attention import (
    ClassToken,
    FeedForward,
    MultiheadAttention,
    PositionalEncoding,
    SqueezeExcitation,
    TransformerDecoder,
    TransformerEncoder,
)


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


@pytest.mark.parametrize("norm_first", [False, True])
def test_a_causal_layer_does_not_see_what_comes_later(norm_first: bool):
    """Changing the last step changes no answer before it, in training as afterwards."""
    encoder = TransformerEncoder(causal=True, dropout=0.0, norm_first=norm_first).build((5, 8)).make()
    decoder = TransformerDecoder(dropout=0.0, norm_first=norm_first).build((5, 8), (3, 8)).make()
    x, memory = torch.randn(2, 5, 8), torch.randn(2, 3, 8)
    other = torch.cat((x[:, :4], torch.randn(2, 1, 8)), dim=1)
    for mode in (True, False):
        encoder.train(mode), decoder.train(mode)
        with torch.no_grad():
            assert torch.allclose(encoder(x)[:, :4], encoder(other)[:, :4], atol=1e-6)
            assert torch.allclose(decoder(x, memory)[:, :4], decoder(other, memory)[:, :4], atol=1e-6)
            assert not torch.allclose(decoder(x, memory), decoder(x, 2 * memory))


def test_a_memory_of_another_width_is_refused_in_words():
    with pytest.raises(ShapeError, match="transformer_decoder expects a memory of as many features as its target"):
        TransformerDecoder().shape((5, 8), (3, 4))


def test_a_class_token_is_the_first_step():
    layer = ClassToken(tokens=2)
    module, x = layer.build((5, 8)).make(), torch.randn(3, 5, 8)
    assert layer.shape((5, 8)) == (7, 8)
    assert torch.equal(module(x)[:, 2:], x)
    assert torch.equal(module(x)[0, :2], module(x)[2, :2])


def test_excitation_turns_channels_up_and_down():
    module, x = SqueezeExcitation().build((8, 4, 4)).make(), torch.rand(2, 8, 4, 4) + 0.1
    gates = module(x) / x
    assert torch.allclose(gates, gates[:, :, :1, :1].expand_as(gates))
    assert SqueezeExcitation(reduction=256).hidden(8) == 1


def test_a_gated_feed_forward_is_its_formula():
    module, x = FeedForward(hidden=6).build((5, 8)).make(), torch.randn(2, 5, 8)
    by_hand = module.down(torch.nn.functional.silu(module.gate(x)) * module.up(x))
    assert torch.equal(module(x), by_hand)
