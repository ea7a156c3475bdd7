"""Small drawings to compile, right ones and wrong ones, each wrong one with the code of its problem."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from rpds import HashTrieMap, HashTrieSet

from neurodesk.compiler.facts import Facts
from neurodesk.compiler.ports import BLOCK, OUTPUT, made, ports
from neurodesk.graph.document import set_learning
from neurodesk.graph.model import Document, Graph, Node, Place, Port, chosen
from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.spec import Int

DIGITS = Facts((1, 8, 8), classes=tuple("0123456789"), examples=1797)
TABLE = Facts((4,), classes=("a", "b", "c"))
FLATTEN = chosen("flatten")
AMOUNT = Facts((10,), task="regression")
TOKENS = Facts((12,), "int64", classes=("no", "yes"))


def drawn(nodes: dict[str, Node], wires: dict[str, str]) -> Graph:
    """A drawing from nodes by name and wires written `{"linear_1.features": "input_1.out"}`, right or wrong."""
    ends = {Port(*target.split(".")): Port(*source.split(".")) for target, source in wires.items()}
    places = {name: Place(160.0 * at, 0.0) for at, name in enumerate(nodes)}
    return Graph(HashTrieMap(nodes), HashTrieMap(ends), HashTrieMap(places))


def chained(*layers: Node, loose: bool = False) -> Graph:
    """A chain from an input through these layers to an output; without its ends when `loose`."""
    every = layers if loose else (chosen("input"), *layers, chosen("output"))
    nodes: dict[str, Node] = {}
    wires: dict[str, str] = {}
    before = ""
    for node in every:
        layer = made(node)
        name = f"{layer.prefix}_{sum(made(other).prefix == layer.prefix for other in nodes.values()) + 1}"
        nodes[name] = node
        if before:
            wires[f"{name}.{next(iter(layer.inputs()))}"] = before
        before = f"{name}.{next(iter(layer.outputs()), '')}"
    return drawn(nodes, wires)


def document(*layers: Node, **networks: Graph) -> Document:
    """A document whose main network is a chain, beside other networks."""
    return Document({"network": chained(*layers), **networks}, source=chosen("digits"))


def random_document(random: Random) -> Document:
    """A drawing of up to nine layers of any kind but blocks, wired mostly to those before, with values mostly legal."""
    keys = [cls.key for cls in LAYERS if cls.key not in (BLOCK, OUTPUT)]
    nodes = {"input_1": chosen("input")}
    for at in range(random.randint(1, 8)):
        nodes[f"node_{at}"] = _random_node(random.choice(keys), random)
    nodes["output_1"] = chosen("output")
    loose = Document({"network": drawn(nodes, {})}, source=chosen("digits"))
    names, wires = list(nodes), {}
    for at, name in enumerate(names):
        for port in ports(loose, nodes[name]).inputs:
            source = random.choice(names[max(0, at - 2) : at] if at and random.random() < 0.9 else names)
            outs = list(ports(loose, nodes[source]).outputs)
            if outs and random.random() < 0.9:
                wires[f"{name}.{port}"] = f"{source}.{random.choice(outs)}"
    return loose.with_graph("network", drawn(nodes, wires))


def _random_node(key: str, random: Random) -> Node:
    counts = {name: param for name, param in LAYERS[key].params().items() if isinstance(param, Int)}
    low = {name: int(param.min or 0) - (random.random() < 0.03) for name, param in counts.items()}
    values = {name: random.randint(low[name], max(low[name], 12)) for name in counts if random.random() < 0.4}
    return chosen(key, **values)


def linear(units: int) -> Node:
    """A linear layer."""
    return chosen("linear", units=units)


def block(network: str, repeat: int = 1) -> Node:
    """A network used as a layer."""
    return chosen("block", network=network, repeat=repeat)


CNN = document(chosen("conv2d", filters=16), chosen("relu"), chosen("max_pool2d"), FLATTEN, linear(10))

RESIDUAL = Document(
    {
        "network": drawn(
            {
                "input_1": chosen("input"),
                "conv_1": chosen("conv2d", filters=8),
                "conv_2": chosen("conv2d", filters=8),
                "add_1": chosen("add"),
                "pool_1": chosen("global_avg_pool"),
                "linear_1": linear(10),
                "output_1": chosen("output"),
            },
            {
                "conv_1.image": "input_1.out",
                "conv_2.image": "conv_1.features",
                "add_1.a": "conv_2.features",
                "add_1.b": "conv_1.features",
                "pool_1.image": "add_1.out",
                "linear_1.features": "pool_1.out",
                "output_1.in": "linear_1.out",
            },
        )
    },
    source=chosen("digits"),
)

BOTH_PORTS = Document(
    {
        "network": drawn(
            {
                "input_1": chosen("input", shape=(6, 5)),
                "lstm_1": chosen("lstm", units=7),
                "mean_1": chosen("mean"),
                "add_1": chosen("add"),
                "output_1": chosen("output"),
            },
            {
                "lstm_1.sequence": "input_1.out",
                "mean_1.x": "lstm_1.sequence",
                "add_1.a": "mean_1.out",
                "add_1.b": "lstm_1.last",
                "output_1.in": "add_1.out",
            },
        )
    }
)

STACKED = document(
    FLATTEN,
    linear(6),
    block("residue", 3),
    block("residue"),
    linear(10),
    residue=drawn(
        {"input_1": chosen("input"), "linear_1": linear(6), "add_1": chosen("add"), "output_1": chosen("output")},
        {
            "linear_1.features": "input_1.out",
            "add_1.a": "input_1.out",
            "add_1.b": "linear_1.out",
            "output_1.in": "add_1.out",
        },
    ),
)

TWO_WAYS = Document(
    {
        "network": drawn(
            {
                "input_1": chosen("input", shape=(3,)),
                "input_2": chosen("input", shape=(5,)),
                "swap": block("swap"),
                "output_1": chosen("output"),
                "output_2": chosen("output"),
            },
            {
                "swap.left": "input_1.out",
                "swap.right": "input_2.out",
                "output_1.in": "swap.sum_out",
                "output_2.in": "swap.left_out",
            },
        ),
        "swap": drawn(
            {
                "left": chosen("input"),
                "right": chosen("input"),
                "linear_1": linear(4),
                "linear_2": linear(4),
                "add_1": chosen("add"),
                "left_out": chosen("output"),
                "sum_out": chosen("output"),
            },
            {
                "linear_1.features": "left.out",
                "linear_2.features": "right.out",
                "add_1.a": "linear_1.out",
                "add_1.b": "linear_2.out",
                "left_out.in": "linear_1.out",
                "sum_out.in": "add_1.out",
            },
        ),
    }
)

RIGHT = {
    "cnn": (CNN, DIGITS),
    "residual": (RESIDUAL, DIGITS),
    "both ports": (BOTH_PORTS, None),
    "stacked": (STACKED, DIGITS),
    "two ways": (TWO_WAYS, None),
    "tokens": (document(chosen("embedding", vocabulary=50, width=6), FLATTEN, linear(2)), TOKENS),
}


def _without(whole: Document, target: str) -> Document:
    graph = whole.graph()
    return whole.with_graph(whole.main, graph.rewired(drop=[Port(*target.split("."))]))


def _rewired(whole: Document, target: str, source: str) -> Document:
    graph = whole.graph()
    return whole.with_graph(whole.main, graph.rewired(put={Port(*target.split(".")): Port(*source.split("."))}))


def _with(whole: Document, **nodes: Node) -> Document:
    graph = whole.graph()
    added = Graph(graph.nodes.update(nodes), graph.wires, graph.places)
    return whole.with_graph(whole.main, added)


WRONG: dict[str, tuple[Document, Facts | None, str]] = {
    "an empty drawing": (Document({"network": Graph()}), DIGITS, "no_input"),
    "no output": (Document({"network": chained(linear(3), loose=True)}), TABLE, "no_output"),
    "an unwired input": (_without(CNN, "conv_1.image"), DIGITS, "unwired"),
    "an unwired branch": (_without(RESIDUAL, "add_1.b"), DIGITS, "unwired"),
    "an unwired output": (_without(CNN, "output_1.in"), DIGITS, "unwired"),
    "an unused node": (_with(CNN, spare=chosen("relu")), DIGITS, "unused"),
    "a circle": (_rewired(RESIDUAL, "conv_1.image", "add_1.out"), DIGITS, "cycle"),
    "a node on itself": (_rewired(RESIDUAL, "add_1.b", "add_1.out"), DIGITS, "cycle"),
    "a node on a port of itself that is not there": (
        _rewired(RESIDUAL, "add_1.in", "add_1.out"), DIGITS, "cycle"),
    "an image into linear": (document(chosen("conv2d"), linear(10)), DIGITS, "shape"),
    "a vector into a convolution": (document(linear(16), chosen("conv2d"), FLATTEN, linear(3)), TABLE, "shape"),
    "a vector into an LSTM": (document(chosen("lstm"), chosen("mean"), linear(3)), TABLE, "shape"),
    "an image into an LSTM": (document(chosen("lstm"), chosen("mean"), linear(10)), DIGITS, "shape"),
    "a kernel too large": (document(chosen("conv2d", kernel=11, padding=0), FLATTEN, linear(10)), DIGITS, "shape"),
    "pooling too often": (
        document(*[chosen("max_pool2d")] * 4, FLATTEN, linear(10)), DIGITS, "shape"),
    "groups that do not divide": (
        document(chosen("conv2d", filters=16), chosen("group_norm", groups=3), FLATTEN, linear(10)),
        DIGITS, "shape"),
    "heads that do not divide": (
        document(chosen("reshape", shape=(8, 8)), chosen("multihead_attention", heads=3), FLATTEN, linear(10)),
        DIGITS, "shape"),
    "a reshape that loses numbers": (document(chosen("reshape", shape=(5, 12)), FLATTEN, linear(10)), DIGITS, "shape"),
    "a permutation of other axes": (document(chosen("permute", order=(1, 0)), FLATTEN, linear(10)), DIGITS, "shape"),
    "a slice that is not there": (document(chosen("select", index=9, axis=1), FLATTEN, linear(10)), DIGITS, "shape"),
    "unlike branches": (
        RESIDUAL.with_graph("network", drawn(
            dict(RESIDUAL.graph().nodes.items()) | {"conv_2": chosen("conv2d", filters=12)},
            {str(target): str(source) for target, source in RESIDUAL.graph().wires.items()})),
        DIGITS, "shape"),
    "unlike sizes": (
        RESIDUAL.with_graph("network", drawn(
            dict(RESIDUAL.graph().nodes.items()) | {"conv_2": chosen("conv2d", filters=8, stride=2)},
            {str(target): str(source) for target, source in RESIDUAL.graph().wires.items()})),
        DIGITS, "shape"),
    "units that are not the classes": (document(FLATTEN, linear(7), chosen("dropout")), DIGITS, "wrong_outputs"),
    "an image for an answer": (document(chosen("conv2d")), DIGITS, "wrong_outputs"),
    "two numbers for one target": (document(linear(2)), AMOUNT, "wrong_outputs"),
    "two inputs for one data set": (
        Document({"network": drawn(
            {"input_1": chosen("input"), "input_2": chosen("input"), "add_1": chosen("add"), "linear_1": linear(3),
             "output_1": chosen("output")},
            {"add_1.a": "input_1.out", "add_1.b": "input_2.out", "linear_1.features": "add_1.out",
             "output_1.in": "linear_1.out"})}),
        TABLE, "many_inputs"),
    "two outputs for one loss": (
        Document({"network": drawn(
            {"input_1": chosen("input"), "linear_1": linear(3), "output_1": chosen("output"),
             "output_2": chosen("output")},
            {"linear_1.features": "input_1.out", "output_1.in": "linear_1.out", "output_2.in": "linear_1.out"})}),
        TABLE, "many_outputs"),
    "an input of another shape": (_with(CNN, input_1=chosen("input", shape=(3, 32, 32))), DIGITS, "input_shape"),
    "an unknown layer": (_with(CNN, relu_1=chosen("warp_drive", speed=9)), DIGITS, "unknown_layer"),
    "a value out of range": (_with(CNN, conv_1=chosen("conv2d", kernel=0)), DIGITS, "bad_value"),
    "a value of another type": (_with(CNN, conv_1=chosen("conv2d", kernel="3")), DIGITS, "bad_value"),
    "a parameter that is not there": (_with(CNN, conv_1=chosen("conv2d", flavour=3)), DIGITS, "bad_value"),
    "a port that is not there": (_rewired(CNN, "relu_1.sound", "input_1.out"), DIGITS, "unknown_port"),
    "the wrong port": (_rewired(_without(CNN, "relu_1.x"), "relu_1.sound", "conv_1.features"), DIGITS, "unknown_port"),
    "a wire from no port": (_rewired(CNN, "linear_1.features", "flatten_1.smell"), DIGITS, "unknown_source"),
    "a wire from nowhere": (_rewired(CNN, "linear_1.features", "ghost.out"), DIGITS, "unknown_source"),
    "a softmax before the loss": (document(FLATTEN, linear(10), chosen("softmax")), DIGITS, "softmax_before_loss"),
    "a relu before the loss": (document(FLATTEN, linear(10), chosen("relu")), DIGITS, "relu_before_loss"),
    "a log-softmax before the loss": (
        document(FLATTEN, linear(10), chosen("log_softmax")), DIGITS, "log_softmax_before_loss"),
    "a sigmoid before the loss": (document(FLATTEN, linear(10), chosen("sigmoid")), DIGITS, "sigmoid_before_loss"),
    "a loss for classes on amounts": (
        set_learning(document(linear(1)), loss=chosen("cross_entropy")), AMOUNT, "loss_task"),
    "an unknown network": (document(FLATTEN, block("nowhere"), linear(10)), DIGITS, "unknown_network"),
    "a network in itself": (document(FLATTEN, block("network"), linear(10)), DIGITS, "recursion"),
    "a network in itself by another": (
        document(FLATTEN, block("a"), linear(10), a=chained(block("b")), b=chained(block("a"))),
        DIGITS, "recursion"),
    "a repeat that does not chain": (
        document(FLATTEN, block("narrow", 3), linear(10), narrow=chained(linear(20))), DIGITS, "repeat"),
    "blocks too deep in each other": (
        document(FLATTEN, block("n0"), linear(10), **{f"n{at}": chained(block(f"n{at + 1}")) for at in range(40)},
                 n40=chained(chosen("relu"))), DIGITS, "too_deep"),
    "too many layers written out": (
        document(FLATTEN, block("a", 64), linear(10), a=chained(block("b", 64)), b=chained(block("c", 64)),
                 c=chained(chosen("relu"))), DIGITS, "too_many_layers"),
    "a muted start": (
        CNN.with_graph("network", replace(CNN.graph(), muted=HashTrieSet(["input_1"]))), DIGITS, "muted"),
    "weights of a layer that is gone": (
        document(FLATTEN, chosen("linear", units=64, weights_of="linear_9"), linear(10)), DIGITS, "tied"),
    "weights of another size": (
        document(FLATTEN, linear(64), chosen("linear", units=32, weights_of="linear_1"), linear(10)), DIGITS, "tied"),
    "weights in a circle": (
        document(FLATTEN, chosen("linear", units=64, weights_of="linear_2"),
                 chosen("linear", units=64, weights_of="linear_1"), linear(10)), DIGITS, "tied_circle"),
    "fractions into an embedding": (document(chosen("embedding", width=3), linear(3)), TABLE, "wrong_kind"),
    "whole numbers into linear": (document(linear(8), linear(2)), TOKENS, "wrong_kind"),
    "no data": (document(FLATTEN, linear(10)).replaced(source=None), None, "no_data"),
    "data that cannot be read": (document(FLATTEN, linear(10)), None, "no_shape"),
    "too large": (document(FLATTEN, linear(99_000), linear(99_000), linear(10)), DIGITS, "too_large"),
    "too many at once": (
        set_learning(
            document(*[chosen("upsample", scale=64)] * 2, FLATTEN, linear(10)), options={"batch": 10**6}),
        DIGITS, "too_large"),
    "a network that stands nowhere": (
        document(FLATTEN, linear(10), spare=chained(linear(2))),
        DIGITS, "unused_network"),
    "a main network that is not there": (CNN.replaced(main="elsewhere"), DIGITS, "no_main"),
    "a name that is a word of Python": (
        Document({"network": drawn(
            {"input_1": chosen("input"), "class": linear(3), "output_1": chosen("output")},
            {"class.features": "input_1.out", "output_1.in": "class.out"})}),
        TABLE, "bad_name"),
}  # fmt: skip
"""What is wrong -> (the document, what is known of the data, the code of the problem)."""
