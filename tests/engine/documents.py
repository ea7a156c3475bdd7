"""Documents that the tests of engine, explanation and exports share: small networks on bundled data."""

from pathlib import Path

import torch

from neurodesk.compiler.module import compile_plan
from neurodesk.compiler.plan import plan
from neurodesk.data.prepare import Prepared, prepare
from neurodesk.graph import edit
from neurodesk.graph.document import add_network
from neurodesk.graph.model import Chosen, Document, Graph, Learning, Port, chosen, empty_document
from neurodesk.layers.catalogue import LAYERS

HERE = Path()
CONV = ("conv2d", {"filters": 8}), "relu", ("max_pool2d", {}), "flatten", ("linear", {"units": 10})


def chain(*layers: str | tuple[str, dict]) -> Graph:
    """Input, the layers one after the other, output; each is a key or a key with values."""
    graph, before = edit.add(Graph(), chosen("input"), "input_1")
    for layer in (*layers, "output"):
        key, values = layer if isinstance(layer, tuple) else (layer, {})
        prefix = LAYERS[key].prefix
        node = chosen(key, **values)
        graph, name = edit.add(graph, node, prefix=prefix)
        made = LAYERS[graph.nodes[before].key]()
        source, target = next(iter(made.outputs())), next(iter(LAYERS[key]().inputs()))
        graph, before = edit.connect(graph, Port(before, source), Port(name, target)), name
    return graph


def document(source: Chosen, *layers: str | tuple[str, dict], epochs: int = 2, **options: object) -> Document:
    """A document of one chain, learning with Adam."""
    learning = Learning(options=chosen("options", epochs=epochs, **options).values)
    start = empty_document()
    return start.with_graph(start.main, chain(*layers)).replaced(source=source, learning=learning)


def digits_cnn(**options: object) -> Document:
    """A convolution on pictures of digits."""
    return document(chosen("digits"), *CONV, **options)


def digits_mlp(**options: object) -> Document:
    """Digits as rows of 64 numbers, that can still be shown as pictures."""
    layers = ("linear", {"units": 16}), "relu", ("linear", {"units": 10})
    return document(chosen("digits", layout="flat"), *layers, **options)


def digits_lstm(**options: object) -> Document:
    """Digits as sequences of 8 rows; the last state is classified."""
    graph = chain(("lstm", {"units": 12}), ("linear", {"units": 10}))
    lstm = next(name for name in graph.names() if graph.nodes[name].key == "lstm")
    linear = next(name for name in graph.names() if graph.nodes[name].key == "linear")
    target = Port(linear, next(iter(LAYERS["linear"]().inputs())))
    start = document(chosen("digits", layout="rows"), **options)
    return start.with_graph(start.main, edit.connect(graph, Port(lstm, "last"), target))


def wine(**options: object) -> Document:
    """A table with names for its columns."""
    return document(chosen("wine"), ("linear", {"units": 16}), "tanh", ("linear", {"units": 3}), **options)


def diabetes(**options: object) -> Document:
    """Regression with one target."""
    return document(chosen("diabetes"), ("linear", {"units": 16}), "relu", ("linear", {"units": 1}), **options)


def with_block(repeat: int, network: str = "stage") -> Document:
    """Digits through another network of the document as a block, repeated, each time with weights of its own."""
    start = document(chosen("digits"), "identity", "flatten", ("linear", {"units": 10}))
    start = add_network(start, network, chain(("conv2d", {"filters": 1}), "relu"))
    node = chosen("block", network=network, repeat=repeat)
    target = next(port for port, source in start.graph().wires.items() if source.node == "identity_1")
    return start.with_graph(
        start.main, edit.insert_on_wire(start.graph(), node, target, "in", "out", prefix="block")[0]
    )


EVERY = {"cnn": digits_cnn, "mlp": digits_mlp, "lstm": digits_lstm, "wine": wine, "diabetes": diabetes}


def untrained(made: Document, seed: int = 0) -> tuple[Prepared, torch.nn.Module]:
    """The data of a document and its network with fresh weights, in eval mode: as good as trained for many a proof."""
    torch.manual_seed(seed)
    prepared = prepare(made, HERE)
    return prepared, compile_plan(plan(made, prepared.facts)).eval()
