"""Networks to explain: restored ones made without training, whose weights are as good as any for a proof."""

import hashlib

import torch

from neurodesk.compiler.plan import plan
from neurodesk.graph.edit import connect
from neurodesk.graph.model import Document, Port, chosen
from neurodesk.training.evaluate import Restored
from neurodesk.training.losses import choose_loss
from tests.engine import documents


def restored(document: Document, seed: int = 0) -> Restored:
    """A document's network with fresh weights as a run would leave it."""
    prepared, model = documents.untrained(document, seed)
    loss = choose_loss(document.learning.loss, prepared.facts)
    return Restored(1, model, prepared, document, plan(document, prepared.facts), loss)


def deep_cnn() -> Document:
    """Two convolutions with a pool between."""
    layers = ("conv2d", {"filters": 6}), "relu", "max_pool2d", ("conv2d", {"filters": 8}), "relu"
    return documents.document(chosen("digits"), *layers, "global_avg_pool", ("linear", {"units": 10}))


def joined(key: str) -> Document:
    """A convolution and the ReLU after it, brought together by a layer with two inputs."""
    layers = ("conv2d", {"filters": 4}), "relu", key, "flatten", ("linear", {"units": 10})
    made = documents.document(chosen("digits"), *layers)
    graph = made.graph()
    join = next(name for name in graph.names() if graph.nodes[name].key == key)
    return made.with_graph(made.main, connect(graph, Port("conv_1", "features"), Port(join, "b")))


def looks_at(row: int, column: int) -> Restored:
    """A network for digits in which nothing counts but one pixel."""
    network = restored(documents.document(chosen("digits"), "flatten", ("linear", {"units": 10})))
    with torch.no_grad():
        weights = network.model.get_submodule("linear_1").weight
        weights.zero_()
        weights[:, row * 8 + column] = 1.0
    return network


def weights_hash(model) -> str:
    """A digest of every weight and statistic of a network."""
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode() + tensor.numpy().tobytes())
    return digest.hexdigest()
