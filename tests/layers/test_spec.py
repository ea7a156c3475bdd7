"""Shapes are printed as people read them, and a layer answers with the same words whatever its ports."""

import pytest

from neurodesk.layers.spec import Cost, In, Layer, Out, Shape, numel, show


class Split(Layer):
    """Give back the front and the rest."""

    in_ = In(doc="All.")
    front = Out(doc="Front.")
    rest = Out(doc="Rest.")

    def shape(self, *inputs: Shape) -> tuple[Shape, ...]:
        return (1,), (inputs[0][0] - 1,)

    def parameters(self, *inputs: Shape) -> int:
        return inputs[0][0]


class Renamed(Split):
    """The same, with a port of another name."""

    tail = Out(doc="All there is.")

    def shape(self, *inputs: Shape) -> Shape:
        return inputs[0]


def test_show():
    assert show((32, 8, 8)) == "32 x 8 x 8"
    assert show((10,)) == "10"
    assert show(()) == "one number"
    assert numel((2, 3)) == 6
    assert numel(()) == 1


def test_ports_are_class_attributes_in_order():
    assert list(Split().inputs()) == ["in"]
    assert list(Split().outputs()) == ["front", "rest"]
    assert list(Renamed().inputs()) == ["in"]
    assert list(Renamed().outputs()) == ["tail"]


def test_shapes_is_always_a_tuple():
    assert Split().shapes((5,)) == ((1,), (4,))
    assert Renamed().shapes((5,)) == ((5,),)


def test_cost_counts_activations_of_all_outputs():
    assert Split().cost(((5,),), ((1,), (4,))) == Cost(parameters=5, flops=0, bytes=20)


def test_an_unfinished_layer_says_so():
    for call in (Layer().shape, Layer().build, Layer.examples):
        with pytest.raises(NotImplementedError):
            call()
