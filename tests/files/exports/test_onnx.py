"""Keeps the proof that every layer of the catalogue leaves as ONNX and answers there as it does here."""

import json

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodesk.compiler.facts import Facts
from neurodesk.compiler.module import compile_plan
from neurodesk.compiler.plan import plan
from neurodesk.data.scaling import NONE
from neurodesk.files.exports.export import trained
from neurodesk.files.exports.onnx import Onnx
from neurodesk.files.exports.spec import ONNX, Trained
from neurodesk.graph import edit
from neurodesk.graph.errors import ExportError, ShapeError
from neurodesk.graph.model import Graph, Port, chosen, empty_document
from neurodesk.layers.catalogue import LAYERS
from tests.engine import documents

SHAPES = {"row": (8,), "picture": (4, 8, 8), "sequence": (6, 8), "tokens": (9,), "volume": (1, 4, 4, 4)}
MADE_BY_COMPILER = {"input", "output", "block"}


def takes(cls, kind):
    """Whether a layer with its defaults takes this kind of example at all its ports."""
    layer = cls()
    ports = list(layer.inputs().values())
    if ("int64" in {port.dtype for port in ports}) != (kind == "tokens"):
        return False
    needed = [SHAPES[kind]] * sum(not port.optional for port in ports)
    try:
        layer.shapes(*needed)
    except ShapeError:
        return False
    return True


def home(cls):
    """The kind of example a layer is tried on."""
    return next(kind for kind in SHAPES if takes(cls, kind))


def side_by_side(kind):
    """Every layer of a kind as a branch from the input; all flattened, put together, answered by one linear layer."""
    graph, source = edit.add(Graph(), chosen("input"), "input_1")
    ends = []
    for cls in LAYERS:
        if cls.key in MADE_BY_COMPILER or home(cls) != kind:
            continue
        graph, name = edit.add(graph, chosen(cls.key), prefix=cls.prefix)
        for port, told in cls().inputs().items():
            graph = graph if told.optional else edit.connect(graph, Port(source, "out"), Port(name, port))
        graph, flat = edit.add(graph, chosen("flatten"), prefix="flatten")
        graph = edit.connect(graph, Port(name, next(iter(cls().outputs()))), first_in(graph, flat))
        ends.append(flat)
    graph, last = joined(graph, ends)
    graph, linear = edit.add(graph, chosen("linear", units=4), prefix="linear")
    graph = edit.connect(graph, first_out(graph, last), first_in(graph, linear))
    graph, end = edit.add(graph, chosen("output"), "output_1")
    return edit.connect(graph, first_out(graph, linear), first_in(graph, end))


def joined(graph, ends):
    """Concatenates up to 16 branches at a time until one is left."""
    while len(ends) > 1:
        now, ends = ends[:16], ends[16:]
        graph, name = edit.add(graph, chosen("concatenate", inputs=len(now)), prefix="concatenate")
        for port, end in zip("abcdefghijklmnop", now, strict=False):
            graph = edit.connect(graph, first_out(graph, end), Port(name, port))
        ends.append(name)
    return graph, ends[0]


def first_in(graph, name):
    return Port(name, next(iter(LAYERS[graph.nodes[name].key]().inputs())))


def first_out(graph, name):
    return Port(name, next(iter(LAYERS[graph.nodes[name].key]().outputs())))


def network(kind):
    document = empty_document()
    document = document.with_graph(document.main, side_by_side(kind))
    facts = Facts(SHAPES[kind], "int64" if kind == "tokens" else "float32", "regression", targets=4)
    planned = plan(document, facts)
    torch.manual_seed(0)
    return Trained(1, planned, compile_plan(planned).eval(), facts, NONE, NONE, "input_1", "output_1")


@pytest.mark.parametrize("kind", SHAPES)
def test_every_layer_answers_as_it_does_here(kind):
    taken = network(kind)
    session = onnxruntime.InferenceSession(Onnx().files(taken)[ONNX], providers=["CPUExecutionProvider"])
    for batch in (1, 2, 5):
        x = torch.randn(batch, *SHAPES[kind]) if kind != "tokens" else torch.randint(0, 8, (batch, *SHAPES[kind]))
        with torch.no_grad():
            expected = taken.model(x).numpy()
        (told,) = session.run(None, {"input_1": x.numpy()})
        assert np.abs(told - expected).max() < 1e-4


def test_the_graph_carries_the_names_of_the_drawing_and_the_scaling(capfd):
    document = documents.digits_cnn()
    prepared, model = documents.untrained(document)
    made = onnx.load_from_string(Onnx().files(trained(document, prepared, model, 7))[ONNX])
    onnx.checker.check_model(made)
    assert [value.name for value in made.graph.input] == ["input_1"]
    assert [value.name for value in made.graph.output] == ["output_1"]
    assert any("conv_1.weight" in tensor.name for tensor in made.graph.initializer)
    notes = {prop.key: json.loads(prop.value) for prop in made.metadata_props}
    assert notes["classes"] == list("0123456789")
    assert capfd.readouterr() == ("", "")


def test_what_the_exporter_cannot_say_is_told_in_words(monkeypatch):
    def fail(*_args, **_rest):
        raise RuntimeError("aten::strange is not supported")

    monkeypatch.setattr(torch.onnx, "export", fail)
    with pytest.raises(ExportError, match="cannot be written as ONNX"):
        Onnx().files(network("row"))


@pytest.mark.slow
@settings(max_examples=10)
@given(st.sampled_from(sorted(documents.EVERY)))
def test_documents(name):
    document = documents.EVERY[name]()
    prepared, model = documents.untrained(document)
    taken = trained(document, prepared, model, 1)
    assert Onnx().files(taken)[ONNX]
