"""What every layer keeps, proved over the whole catalogue with hypothesis choosing parameters and shapes."""

from __future__ import annotations

import keyword
from xml.etree import ElementTree

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from neurodesk.disk.resources import resource
from neurodesk.graph.errors import ParameterError
from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.spec import CATEGORIES, Cost, Float, Int, Layer, numel
from tests.layers import drawn

every = pytest.mark.parametrize("cls", list(LAYERS), ids=LAYERS.keys())
every_made = pytest.mark.parametrize("cls", drawn.MADE, ids=[cls.key for cls in drawn.MADE])
thorough = settings(max_examples=settings().max_examples // 3)  # for each of more than a hundred layers


def test_there_are_enough():
    assert len(LAYERS) >= 84
    assert {cls.category for cls in LAYERS} == set(CATEGORIES)


@every
def test_every_word_is_explained(cls: type[Layer]):
    assert cls.summary.endswith(".")
    assert 20 <= len(cls.summary) <= 140
    assert cls.formula
    assert cls.torch_name
    assert cls.label
    for param in cls.params().values():
        assert param.doc.endswith("."), param.name
    layer = cls()
    for port in (*layer.inputs().values(), *layer.outputs().values()):
        assert port.doc.endswith(".")


@every
def test_defaults_are_allowed(cls: type[Layer]):
    defaults = {name: param.default for name, param in cls.params().items()}
    assert cls.of(defaults).values == cls().values == defaults


@every
def test_what_follows_from_the_defaults_are_the_defaults(cls: type[Layer]):
    layer = cls()
    assert layer.follows() == {name: layer.values[name] for name in layer.follows()}


@every
def test_numbers_have_hard_limits_and_a_slider(cls: type[Layer]):
    for name, param in cls.params().items():
        if isinstance(param, Int | Float):
            assert param.min <= param.soft_min <= param.default <= param.soft_max <= param.max
            for value in (param.min, param.max, param.soft_min, param.soft_max):
                assert cls.of({name: value}).values[name] == value
            for value in (param.min - 1, param.max + 1):
                with pytest.raises(ParameterError, match=f"{name} must be at (least|most) "):
                    cls.of({name: value})


@every
def test_prefix_names_nodes(cls: type[Layer]):
    assert cls.prefix.isidentifier()
    assert not keyword.iskeyword(cls.prefix)
    assert cls.prefix == cls.prefix.lower()
    same = {other.category for other in LAYERS if other.prefix == cls.prefix}
    assert same == {cls.category}


@every
def test_search_finds_it(cls: type[Layer]):
    for words in (cls.key, cls.label, *cls.aliases, *cls.quick):
        assert cls in LAYERS.search(words)
    assert LAYERS.search(cls.key)[0] is cls
    assert cls.quick


@every
def test_named_parameters_exist(cls: type[Layer]):
    assert {*cls.shown, *cls.quick_params} <= cls.params().keys()
    assert len(cls.shown) <= 3


@every
def test_ports_are_names(cls: type[Layer]):
    layer = cls()
    assert all(name.isidentifier() for name in (*layer.inputs(), *layer.outputs()))
    optional = [port.optional for port in layer.inputs().values()]
    assert optional == sorted(optional), "optional ports come last"
    assert set(layer.picks) in (set(), set(layer.outputs()))


@every
def test_it_has_an_icon(cls: type[Layer]):
    text = resource("icons", "layers", f"{cls.key}.svg").read_text()
    root = ElementTree.fromstring(text)  # noqa: S314  our own file
    assert root.get("viewBox") == "0 0 24 24"
    assert "currentColor" in text
    assert "#" not in text, "one colour, that of the theme"


@every_made
def test_examples_are_accepted(cls: type[Layer]):
    for example in cls.examples():
        assert cls().shapes(*example) == drawn.answer(cls(), example, batch=3)


@every_made
@thorough
@given(data=st.data())
def test_shape_rule_agrees_with_torch(cls: type[Layer], data: st.DataObject):
    layer = data.draw(drawn.layers(cls))
    shapes = data.draw(drawn.shapes(layer))
    error = drawn.misfit(layer, shapes)
    if error is None:
        assert drawn.answer(layer, shapes) == layer.shapes(*shapes)
        return
    assert str(error).startswith(f"{cls.key} "), "a node's name can take the place of the key"
    if error.cure_values and not error.cure_layer:
        left = drawn.misfit(cls.of({**layer.values, **error.cure_values}), shapes)
        assert left is None or str(left) != str(error), "the values offered mend at least this"
    if drawn.claimed(layer, shapes):  # the meta device lets some pass that no device can compute
        assert None in (drawn.answer(layer, shapes), drawn.answer(layer, shapes, device="cpu")), f"torch takes: {error}"


@every_made
@thorough
@given(data=st.data())
def test_cost_rule_agrees_with_torch(cls: type[Layer], data: st.DataObject):
    layer = data.draw(drawn.layers(cls))
    shapes = data.draw(drawn.sample(cls, layer))
    assume(drawn.misfit(layer, shapes) is None)
    outputs = layer.shapes(*shapes)
    call, values = layer.build(*shapes), drawn.arriving(layer, shapes, batch=2)
    with torch.device("meta"):
        learned = sum(map(torch.Tensor.numel, call.make().parameters())) if call.is_module else 0
        with FlopCounterMode(display=False) as counter:
            drawn.run(call, values)
    counted = layer.flops(shapes, outputs) if cls.key == "bilinear" else counter.get_total_flops() // 2  # see below
    assert layer.cost(shapes, outputs) == Cost(learned, counted, 4 * sum(map(numel, outputs)))


def test_bilinear_costs_what_its_products_cost():
    """torch's counter has no rule for it, so its formula is written with products that it counts."""
    with torch.device("meta"), FlopCounterMode(display=False) as counter:
        rows = torch.matmul(torch.ones(5, 4), torch.ones(4, 3 * 7)).reshape(5, 3, 7)
        torch.matmul(rows, torch.ones(5, 7, 1))
    layer = LAYERS["bilinear"].of({"units": 3})
    assert layer.flops(((5, 4), (5, 7)), ((5, 3),)) == counter.get_total_flops()


@every_made
@thorough
@given(data=st.data())
def test_printed_source_makes_the_same(cls: type[Layer], data: st.DataObject):
    layer = data.draw(drawn.layers(cls))
    shapes = data.draw(drawn.sample(cls, layer))
    assume(drawn.misfit(layer, shapes) is None)
    call, values = layer.build(*shapes), drawn.arriving(layer, shapes, batch=2, device="cpu")
    if call.is_module:
        assert isinstance(call.make(), nn.Module)
        assert repr(drawn.printed(call)) == repr(call.make())
    else:
        assert set(call.needs) == set(list(layer.inputs())[: len(shapes)])
        assert torch.equal(drawn.printed(call, values), drawn.run(call, values))


@every_made
def test_a_cure_mends(cls: type[Layer]):
    layer = cls()
    count = sum(not port.optional for port in layer.inputs().values())
    for shape in ((7,), (12,), (4, 6), (3, 4, 8), (1, 4, 8)):
        error = drawn.misfit(layer, (shape,) * count)
        if error is not None and error.cure_layer:
            cure = LAYERS[error.cure_layer].of(error.cure_values)
            left = drawn.misfit(layer, cure.shapes(shape) * count)
            assert left is None or not left.cure_layer, "one layer on the wire is enough"
