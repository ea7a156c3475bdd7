"""Layers that multiply by a learned matrix: linear and embedding."""

from __future__ import annotations

from neurodesk.layers.shapes import expects
from neurodesk.layers.spec import LAYERS, Bool, Call, In, Int, Layer, Out, Shape, call, numel, weights_of

UNITS = 100_000
"""Most outputs of one layer; ten times the largest class lists in use (ImageNet-21k has 21 841)."""


@LAYERS.declare("linear", "Linear", aliases=("dense", "fully connected", "fc", "affine", "perceptron", "matmul"))
class Linear(Layer):
    """Every output is a weighted sum of all inputs. On a sequence, each step is treated alike."""

    category = "Linear"
    prefix = "linear"
    formula = "y = x Wᵀ + b"
    torch_name = "nn.Linear"
    weight_kind = "matrix"
    quick = ("linear", "dense", "fc")
    quick_params = ("units",)
    shown = ("units",)

    features = In("... F", doc="A vector, or a sequence of vectors.")
    out = Out("... units", doc="One number for each unit.")
    units = Int(64, min=1, max=UNITS, soft_max=1024, doc="Outputs: how many weighted sums are learned.")
    bias = Bool(True, doc="Add a learned offset to each output.")
    weights_of = weights_of()

    def shape(self, *inputs: Shape) -> Shape:
        (given,) = inputs
        if not 1 <= len(given) <= 2:
            raise expects("linear", "a vector", given, *(("Insert Flatten.", "flatten") if given else ()))
        return (*given[:-1], self.units)

    def parameters(self, *inputs: Shape) -> int:
        return (inputs[0][-1] + self.bias) * self.units

    def weight(self, *inputs: Shape) -> Shape:
        return self.units, inputs[0][-1]

    def flops(self, inputs: tuple[Shape, ...], outputs: tuple[Shape, ...]) -> int:
        return 2 * numel(inputs[0]) * self.units

    def build(self, *inputs: Shape) -> Call:
        return call("nn.Linear", inputs[0][-1], self.units, bias=self.bias)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((12,),), ((5, 7),))


@LAYERS.declare("embedding", "Embedding", aliases=("lookup", "word vectors", "tokens", "embed"))
class Embedding(Layer):
    """Look up a learned vector for each whole number, such as the number of a word."""

    category = "Linear"
    prefix = "embedding"
    formula = "y = W[index]"
    torch_name = "nn.Embedding"
    weight_kind = "matrix"
    quick = ("embedding", "embed")
    quick_params = ("vocabulary", "width")
    shown = ("vocabulary", "width")

    tokens = In("...", "int64", doc="Whole numbers from 0 to one less than the vocabulary.")
    out = Out("... width", doc="A vector for each of them.")
    vocabulary = Int(1000, min=1, max=1_000_000, soft_max=50_000, doc="How many different numbers there can be.")
    width = Int(64, min=1, max=16_384, soft_max=1024, doc="Length of each learned vector.")
    weights_of = weights_of()

    def shape(self, *inputs: Shape) -> Shape:
        (given,) = inputs
        if len(given) > 2:
            raise expects("embedding", "a row of whole numbers", given, "Insert Flatten.", "flatten")
        return (*given, self.width)

    def parameters(self, *inputs: Shape) -> int:
        return self.vocabulary * self.width

    def weight(self, *inputs: Shape) -> Shape:
        return self.vocabulary, self.width

    def build(self, *inputs: Shape) -> Call:
        return call("nn.Embedding", self.vocabulary, self.width)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((9,),), ((3, 4),))
