"""Layers that read a sequence step by step and keep a memory: RNN, LSTM, GRU."""

from __future__ import annotations

from typing import Any, ClassVar

from neurodesk.layers.shapes import need_sequence
from neurodesk.layers.spec import LAYERS, Bool, Call, Float, In, Int, Layer, Out, Shape, call


class _Recurrent(Layer):
    """What they share. `gates` is how many matrices of their kind one unit has."""

    category = "Recurrent"
    quick_params = ("units", "layers")
    shown = ("units", "layers", "both_ways")
    gates: ClassVar[int] = 1

    sequence = In("L F", doc="A sequence: steps, features.")
    sequence_ = Out("L units", doc="The memory after every step.")
    last = Out("units", doc="The memory after the last step: a vector for the whole sequence.")

    units = Int(64, min=1, max=16_384, soft_max=512, doc="Size of the memory.")
    layers = Int(1, min=1, max=16, soft_max=4, doc="How many such layers stand on top of each other.")
    both_ways = Bool(False, doc="Read the sequence backwards too, and put both memories side by side.")
    dropout = Float(0.0, min=0.0, max=0.99, doc="Chance of a number between two of the layers to become 0 in training.")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        if self.both_ways:  # the part gives the last memories of both directions as one vector
            self.picks = {"sequence": (0,), "last": (1,)}  # type: ignore[misc]

    def shape(self, *inputs: Shape) -> tuple[Shape, ...]:
        steps, _ = need_sequence(self.key, inputs[0])
        width = self.units * (1 + self.both_ways)
        return (steps, width), (width,)

    def _widths(self, features: int) -> list[int]:
        """What enters each layer: the features, then the memories of the layer below."""
        ways = 1 + self.both_ways
        return [features, *[ways * self.units] * (self.layers - 1)]

    def parameters(self, *inputs: Shape) -> int:
        ways, gates = 1 + self.both_ways, self.gates * self.units
        return sum(ways * gates * (width + self.units + 2) for width in self._widths(inputs[0][-1]))

    def flops(self, inputs: tuple[Shape, ...], outputs: tuple[Shape, ...]) -> int:
        """Two products per gate and step: the input's and the memory's, 2 gates units (width + units) operations.

        From the equations in the documentation of nn.LSTM, nn.GRU and nn.RNN. torch's counter agrees on the meta
        device; on the CPU it sees nothing inside the fused LSTM.
        """
        steps, features = inputs[0]
        ways = 1 + self.both_ways
        products = sum(width + self.units for width in self._widths(features))
        return 2 * steps * ways * self.gates * self.units * products

    def build(self, *inputs: Shape) -> Call:
        extra: dict[str, Any] = {"num_layers": self.layers} if self.layers > 1 else {}
        if self.dropout and self.layers > 1:
            extra["dropout"] = self.dropout
        if self.both_ways:
            return call("parts.BothWays", self.torch_name.removeprefix("nn."), inputs[0][-1], self.units, **extra)
        return call(self.torch_name, inputs[0][-1], self.units, **extra, batch_first=True)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((5, 7),), ((1, 3),))


@LAYERS.declare("lstm", "LSTM", aliases=("long short-term memory", "recurrent", "memory"))
class LSTM(_Recurrent):
    """Read a sequence with gates that decide what to keep, forget and tell (Hochreiter and Schmidhuber 1997)."""

    prefix = "lstm"
    formula = "c = f c + i g;  h = o tanh(c);  i, f, o = σ(W x + U h + b), g = tanh(…)"
    torch_name = "nn.LSTM"
    quick = ("lstm",)
    gates = 4
    picks: ClassVar = {"sequence": (0,), "last": (1, 0, -1)}


@LAYERS.declare("gru", "GRU", aliases=("gated recurrent unit", "recurrent", "memory"))
class GRU(_Recurrent):
    """Read a sequence with two gates: a lighter LSTM (Cho et al. 2014)."""

    prefix = "gru"
    formula = "h = (1 − z) n + z h;  z, r = σ(W x + U h + b), n = tanh(W x + r (U h + b))"
    torch_name = "nn.GRU"
    quick = ("gru",)
    gates = 3
    picks: ClassVar = {"sequence": (0,), "last": (1, -1)}


@LAYERS.declare("rnn", "RNN", aliases=("recurrent", "elman", "memory", "vanilla"))
class RNN(_Recurrent):
    """Read a sequence with the plainest memory there is; it soon forgets, so try LSTM or GRU for long ones."""

    prefix = "rnn"
    formula = "h = tanh(W x + U h + b)"
    torch_name = "nn.RNN"
    quick = ("rnn",)
    picks: ClassVar = {"sequence": (0,), "last": (1, -1)}
