"""Layers in which every step of a sequence may look at every other: attention, transformer, positions."""

from __future__ import annotations

from neurodesk.layers.shapes import divides, need_sequence
from neurodesk.layers.spec import LAYERS, Bool, Call, Float, In, Int, Layer, OneOf, Out, Shape, call


class _Sequence(Layer):
    """What they share: a sequence goes in, and one of the same shape comes out."""

    category = "Attention"

    sequence = In("L F", doc="A sequence: steps, features.")
    out = Out("L F", doc="The same shape.")

    def shape(self, *inputs: Shape) -> Shape:
        return need_sequence(self.key, inputs[0])

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((5, 8),), ((1, 16),))


@LAYERS.declare(
    "multihead_attention", "Multi-head attention", aliases=("self-attention", "mha", "cross-attention", "causal")
)
class MultiheadAttention(_Sequence):
    """Each step gathers what it needs from all steps, weighing them by likeness (Vaswani et al. 2017).

    With a context wired, it gathers from that sequence instead. Causal attention sees only the steps before.
    """

    prefix = "attention"
    formula = "y = softmax(Q Kᵀ / √d) V, in each head"
    torch_name = "F.scaled_dot_product_attention"
    quick = ("attention", "mha")
    quick_params = ("heads",)
    shown = ("heads", "causal")

    context = In("S E", doc="Another sequence to gather from; unwired, the sequence itself.", optional=True)
    sequence = In("L F", doc="A sequence: steps, features.")
    heads = Int(4, min=1, max=256, soft_max=16, doc="How many separate gatherings; they share the features equally.")
    causal = Bool(False, doc="Let each step see only itself and the steps before it, as when writing text.")
    dropout = Float(0.0, min=0.0, max=0.99, doc="Chance of each weight to become 0 while training.")
    bias = Bool(True, doc="Add a learned offset to queries, keys, values and answers.")

    def inputs(self) -> dict[str, In]:
        return {"sequence": type(self).sequence, "context": type(self).context}

    def shape(self, *inputs: Shape) -> Shape:
        steps, width = need_sequence(self.key, inputs[0])
        for other in inputs[1:]:
            need_sequence(self.key, other)
        divides(self.key, width, "features", self.heads, "heads")
        return steps, width

    def parameters(self, *inputs: Shape) -> int:
        width, context = inputs[0][-1], inputs[-1][-1]
        return 2 * width * (width + context) + 4 * width * self.bias

    def flops(self, inputs: tuple[Shape, ...], outputs: tuple[Shape, ...]) -> int:
        (steps, width), (others, context) = inputs[0], inputs[-1]
        return 4 * steps * width * width + 4 * others * context * width + 4 * steps * others * width

    def build(self, *inputs: Shape) -> Call:
        width, context = inputs[0][-1], inputs[-1][-1]
        extra: dict[str, int | float | bool] = {"context": context} if len(inputs) > 1 else {}
        chosen = {"causal": self.causal, "dropout": self.dropout} | ({} if self.bias else {"bias": False})
        return call(
            "parts.MultiheadAttention",
            width,
            self.heads,
            **extra,
            **{k: v for k, v in chosen.items() if v or k == "bias"},
        )

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((5, 8),), ((5, 8), (3, 6)))


@LAYERS.declare("transformer_encoder", "Transformer encoder", aliases=("transformer", "encoder layer", "bert", "vit"))
class TransformerEncoder(_Sequence):
    """Attention, then two linear layers for each step, both with a shortcut around them (Vaswani et al. 2017)."""

    prefix = "encoder"
    formula = "z = norm(x + attention(x));  y = norm(z + W₂ act(W₁ z))"
    torch_name = "nn.TransformerEncoderLayer"
    quick = ("transformer", "encoder")
    quick_params = ("heads", "hidden")
    shown = ("heads", "hidden")

    heads = Int(4, min=1, max=256, soft_max=16, doc="Attention heads; they share the features equally.")
    hidden = Int(128, min=1, max=65_536, soft_max=4096, doc="Units between the two linear layers.")
    dropout = Float(0.1, min=0.0, max=0.99, doc="Chance of each number to become 0 while training.")
    activation = OneOf("relu", options=("relu", "gelu"), doc="Function between the two linear layers.")
    norm_first = Bool(False, doc="Normalize before attention and linear layers; deep stacks train more steadily.")

    def shape(self, *inputs: Shape) -> Shape:
        steps, width = need_sequence(self.key, inputs[0])
        divides(self.key, width, "features", self.heads, "heads")
        return steps, width

    def parameters(self, *inputs: Shape) -> int:
        width = inputs[0][-1]
        return 4 * width * (width + 1) + width * (2 * self.hidden + 1) + self.hidden + 4 * width

    def flops(self, inputs: tuple[Shape, ...], outputs: tuple[Shape, ...]) -> int:
        steps, width = inputs[0]
        return steps * (8 * width * width + 4 * steps * width + 4 * width * self.hidden)

    def build(self, *inputs: Shape) -> Call:
        return call(
            "nn.TransformerEncoderLayer", inputs[0][-1], self.heads, self.hidden, self.dropout,
            activation=self.activation, batch_first=True, norm_first=self.norm_first,
        )  # fmt: skip


@LAYERS.declare("positional_encoding", "Positional encoding", aliases=("position", "sinusoidal", "order"))
class PositionalEncoding(_Sequence):
    """Add to each step a pattern that tells where it stands, since attention by itself cannot see the order."""

    prefix = "position"
    formula = "y[t, 2i] = x + sin(t / 10000^(2i/F)),  y[t, 2i+1] = x + cos(…)"
    torch_name = "nn.Parameter"
    quick = ("position", "positional")
    quick_params = ("kind",)
    shown = ("kind",)

    kind = OneOf("sine", options=("sine", "learned"), doc="Fixed waves of many lengths, or patterns that are learned.")

    def parameters(self, *inputs: Shape) -> int:
        return inputs[0][0] * inputs[0][1] if self.kind == "learned" else 0

    def build(self, *inputs: Shape) -> Call:
        return call("parts.PositionalEncoding" if self.kind == "sine" else "parts.LearnedPositions", *inputs[0])
