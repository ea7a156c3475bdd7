"""Where a drawing begins and ends, and one network standing inside another."""

from __future__ import annotations

from neurodesk.graph.errors import ShapeError
from neurodesk.layers.spec import LAYERS, In, Int, Ints, Layer, Out, Shape, Text


@LAYERS.declare("input", "Input", aliases=("data", "source", "placeholder"))
class Input(Layer):
    """The examples enter the network here. Leave the shape empty and it is that of the data."""

    category = "Input and output"
    prefix = "input"
    formula = "x"
    torch_name = "the argument of forward"
    quick = ("input", "in")
    shown = ("shape",)

    out = Out(doc="One example, without the batch axis.")
    shape_ = Ints((), length=(0, 6), min=1, max=100_000, doc="Shape of one example; empty means the shape of the data.")
    order = Int(0, min=0, max=1000, soft_max=8, doc="Where this port stands on a block; 0 puts it last, by name.")

    def shape(self, *inputs: Shape) -> Shape:
        given: Shape = self.values["shape"]
        return given or inputs[0]

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((1, 8, 8),), ((4,),))


@LAYERS.declare("output", "Output", aliases=("answer", "result", "prediction", "target"))
class Output(Layer):
    """What arrives here is the network's answer, and what the loss compares with the truth."""

    category = "Input and output"
    prefix = "output"
    formula = "y = x"
    torch_name = "what forward returns"
    quick = ("output", "out")

    in_ = In(doc="The network's answer: one number for each class or target.")
    order = Int(0, min=0, max=1000, soft_max=8, doc="Where this port stands on a block; 0 puts it last, by name.")

    def shape(self, *inputs: Shape) -> tuple[Shape, ...]:
        return ()

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((10,),),)


@LAYERS.declare("block", "Block", aliases=("network", "module", "group", "repeat", "sub-network"))
class Block(Layer):
    """Another network of this document, used as one layer and repeated if asked, each time with weights of its own."""

    category = "Input and output"
    prefix = "block"
    formula = "y = f(f(... f(x)))"
    torch_name = "nn.Module, nn.Sequential"
    quick = ("block",)
    quick_params = ("network", "repeat")
    shown = ("network", "repeat")

    in_ = In(doc="What enters the other network.")
    out = Out(doc="The other network's answer.")
    network = Text(doc="Name of the network of this document that stands here.")
    repeat = Int(1, min=1, max=64, soft_max=12, doc="How many copies follow each other, each with its own weights.")

    def shape(self, *inputs: Shape) -> Shape | tuple[Shape, ...]:
        """Raises ShapeError: only the document knows the network inside."""
        raise ShapeError("What a block gives, the network in it says.")

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((16,),),)
