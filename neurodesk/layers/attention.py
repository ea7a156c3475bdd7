"""Layers in which every step of a sequence may look at every other: attention, transformer, positions."""

from __future__ import annotations

from neurodesk.layers.shapes import Misfit, divides, need_channels, need_sequence
from neurodesk.layers.spec import LAYERS, Bool, Call, Float, In, Int, Layer, OneOf, Out, Shape, call, numel, show


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


@LAYERS.declare("transformer_encoder", "Transformer encoder", aliases=("encoder layer", "bert", "vit", "gpt"))
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
    causal = Bool(False, doc="Let each step see only itself and the steps before it, as when writing text (GPT).")

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
            "parts.CausalEncoderLayer" if self.causal else "nn.TransformerEncoderLayer", inputs[0][-1], self.heads,
            self.hidden, self.dropout, activation=self.activation, batch_first=True, norm_first=self.norm_first,
        )  # fmt: skip


@LAYERS.declare("transformer_decoder", "Transformer decoder", aliases=("decoder layer", "seq2seq", "detr"))
class TransformerDecoder(_Sequence):
    """Attention over the target, then attention to a memory, then two linear layers for each step.

    Each has a shortcut around it (Vaswani et al. 2017). The memory is usually what a transformer encoder gives.
    """

    prefix = "decoder"
    formula = "u = norm(x + attention(x));  v = norm(u + attention(u, memory));  y = norm(v + W₂ act(W₁ v))"
    torch_name = "nn.TransformerDecoderLayer"
    quick = ("decoder",)
    quick_params = ("heads", "hidden")
    shown = ("heads", "hidden", "causal")

    target = In("L F", doc="The sequence being written: steps, features.")
    memory = In("S F", doc="The sequence to gather from; as many features.")
    heads = Int(4, min=1, max=256, soft_max=16, doc="Attention heads; they share the features equally.")
    hidden = Int(128, min=1, max=65_536, soft_max=4096, doc="Units between the two linear layers.")
    dropout = Float(0.1, min=0.0, max=0.99, doc="Chance of each number to become 0 while training.")
    activation = OneOf("relu", options=("relu", "gelu"), doc="Function between the two linear layers.")
    norm_first = Bool(False, doc="Normalize before attention and linear layers; deep stacks train more steadily.")
    causal = Bool(True, doc="Let each step of the target see only itself and the steps before it.")

    def shape(self, *inputs: Shape) -> Shape:
        (steps, width), (_, other) = (need_sequence(self.key, given) for given in inputs)
        if width != other:
            raise Misfit(
                f"{self.key} expects a memory of as many features as its target; "
                f"it is given {show(inputs[0])} and {show(inputs[1])}",
                f"Give the memory {width} features, with a Linear before it.",
            )
        divides(self.key, width, "features", self.heads, "heads")
        return steps, width

    def parameters(self, *inputs: Shape) -> int:
        width = inputs[0][-1]
        return 8 * width * (width + 1) + width * (2 * self.hidden + 1) + self.hidden + 6 * width

    def flops(self, inputs: tuple[Shape, ...], outputs: tuple[Shape, ...]) -> int:
        (steps, width), (others, _) = inputs
        own = steps * (8 * width * width + 4 * steps * width)
        crossed = 4 * width * width * (steps + others) + 4 * steps * others * width
        return own + crossed + 4 * steps * width * self.hidden

    def build(self, *inputs: Shape) -> Call:
        return call(
            "parts.CausalDecoderLayer" if self.causal else "nn.TransformerDecoderLayer", inputs[0][-1], self.heads,
            self.hidden, self.dropout, activation=self.activation, batch_first=True, norm_first=self.norm_first,
        )  # fmt: skip

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((5, 8), (3, 8)), ((1, 16), (4, 16)))


@LAYERS.declare("feed_forward", "Gated feed-forward", aliases=("swiglu", "geglu", "mlp", "llama", "feedforward"))
class FeedForward(_Sequence):
    """Two linear layers for each step, the first gated by a third: the feed-forward of LLaMA (Shazeer 2020)."""

    prefix = "feed_forward"
    formula = "y = W₂ (act(W₁ x) · W₃ x)"
    torch_name = "nn.Linear, three times"
    quick = ("swiglu", "feedforward", "mlp")
    quick_params = ("hidden",)
    shown = ("hidden", "gate")

    hidden = Int(128, min=1, max=65_536, soft_max=4096, doc="Units in between.")
    gate = OneOf("silu", options=("silu", "gelu", "sigmoid"), doc="Function of the gate: SwiGLU, GEGLU or GLU.")
    bias = Bool(False, doc="Add a learned offset in each of the three linear layers.")

    def parameters(self, *inputs: Shape) -> int:
        width = inputs[0][-1]
        return 3 * width * self.hidden + (2 * self.hidden + width) * self.bias

    def flops(self, inputs: tuple[Shape, ...], outputs: tuple[Shape, ...]) -> int:
        return 6 * numel(inputs[0]) * self.hidden

    def build(self, *inputs: Shape) -> Call:
        return call("parts.GatedFeedForward", inputs[0][-1], self.hidden, gate=self.gate, bias=self.bias)


@LAYERS.declare("squeeze_excitation", "Squeeze-and-excitation", aliases=("se block", "channel attention", "senet"))
class SqueezeExcitation(Layer):
    """Look at the mean of each channel, and turn every channel up or down accordingly (Hu et al. 2018)."""

    category = "Attention"
    prefix = "excitation"
    formula = "y_c = x_c · σ(W₂ relu(W₁ mean(x)))_c"
    torch_name = "nn.Linear, twice"
    quick = ("se", "excitation")
    quick_params = ("reduction",)
    shown = ("reduction",)

    image = In("C ...", doc="An image, a signal or a volume, channels first.")
    out = Out("C ...", doc="The same shape.")
    reduction = Int(4, min=1, max=256, soft_max=16, doc="How many times fewer units lie between the two linear layers.")

    def shape(self, *inputs: Shape) -> Shape:
        return need_channels(self.key, inputs[0])

    def hidden(self, channels: int) -> int:
        """The units between the two linear layers: one at least."""
        return max(1, channels // self.reduction)

    def parameters(self, *inputs: Shape) -> int:
        channels = inputs[0][0]
        hidden = self.hidden(channels)
        return 2 * channels * hidden + hidden + channels

    def flops(self, inputs: tuple[Shape, ...], outputs: tuple[Shape, ...]) -> int:
        return 4 * inputs[0][0] * self.hidden(inputs[0][0])

    def build(self, *inputs: Shape) -> Call:
        return call("parts.SqueezeExcitation", inputs[0][0], self.hidden(inputs[0][0]))

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((8, 5, 5),), ((2, 9),), ((4, 2, 3, 4),))


@LAYERS.declare("class_token", "Class token", aliases=("cls", "register token", "vit", "bert", "prompt"))
class ClassToken(_Sequence):
    """Put learned steps before a sequence, which gather what the whole of it says (Dosovitskiy et al. 2021)."""

    prefix = "class_token"
    formula = "y = [token, x]"
    torch_name = "nn.Parameter"
    quick = ("cls", "classtoken")
    quick_params = ("tokens",)
    shown = ("tokens",)

    out = Out("L + tokens F", doc="The sequence with the learned steps before it; Select index 0 takes the first.")
    tokens = Int(1, min=1, max=1024, soft_max=16, doc="How many learned steps are put before.")

    def shape(self, *inputs: Shape) -> Shape:
        steps, width = need_sequence(self.key, inputs[0])
        return steps + self.tokens, width

    def parameters(self, *inputs: Shape) -> int:
        return self.tokens * inputs[0][-1]

    def build(self, *inputs: Shape) -> Call:
        return call("parts.ClassToken", self.tokens, inputs[0][-1])


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
