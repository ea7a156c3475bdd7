"""Keeps a maker of documents of everything that a project file can hold, by number: fast enough for ten thousand."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from neurodesk.graph.edit import add, add_frame, bend, connect, mute, pin
from neurodesk.graph.errors import EditError
from neurodesk.graph.model import DEEPEST_VALUE, Chosen, Document, Frame, Graph, Learning, Place, Port, chosen

ODD = (
    "",
    " ",
    "\t\n",
    "\u202e",
    "\u200b",
    "\ufeff",
    "e\u0301",
    "\U0001f9e0",
    "\u2028",
    "\x7f\x85",
    "</script>",
    '"\\',
    "ß",
)
NUMBERS = (0, -1, 2**63 - 1, -(2**63), 0.0, -0.0, 5e-324, 1.7976931348623157e308, 0.1, 1e22, 2.0, True, False, 1)
LAYERS = ("input", "conv2d", "linear", "add", "block", "not_in_this_version", "X" * 128)
LETTERS = "abzABZ019_"


def any_document(number: int) -> Document:
    """The document of a number: always the same."""
    random = Random(number)
    called = list(dict.fromkeys(_name(random) for _ in range(random.randint(1, 4))))
    return Document(
        {name: _graph(random, called) for name in called},
        random.choice(called),
        random.choice((None, _chosen(random))),
        Learning(*(_chosen(random) for _ in range(4)), _chosen(random).values),
        _text(random) * random.choice((1, 1, 50)),
    )


def _graph(random: Random, networks: list[str]) -> Graph:
    graph = Graph()
    for name in {_name(random) for _ in range(random.randint(0, 8))}:
        graph, _ = add(graph, _node(random, networks, graph.names()), name, _place(random))
    there = graph.names()
    for _ in range(random.randint(0, 12) if there else 0):
        ends = [Port(random.choice(there), random.choice(("out", "in", "image", "in_10"))) for _ in range(2)]
        try:
            graph = connect(graph, *ends)
        except EditError:  # a circle, or a wire to itself
            continue
    wires = random.sample(sorted(graph.wires), len(graph.wires) // 2)
    graph = bend(graph, {target: [_place(random) for _ in range(random.randint(1, 3))] for target in wires})
    graph = pin(mute(graph, random.sample(there, len(there) // 3)), random.sample(there, len(there) // 4))
    for _ in range(random.randint(0, 2)):
        sizes = (random.choice((96.0, 96.5, 1e6)), random.choice((64.0, 333.25, 1e6)))
        graph, _ = add_frame(graph, Frame(_text(random), _place(random), *sizes, random.randrange(6)))
    nowhere = set(random.sample(there, len(there) // 5))
    for name in nowhere:
        graph = replace(graph, places=graph.places.discard(name))
    return graph


def _node(random: Random, networks: list[str], there: list[str]) -> Chosen:
    """A layer of any kind; some stand for another network, some use the weights of another layer."""
    node = _chosen(random)
    if node.key == "block":
        return chosen("block", network=random.choice(networks), repeat=random.randint(1, 2000))
    if node.key == "linear" and there:
        return chosen("linear", weights_of=random.choice(there))
    return node


def _chosen(random: Random) -> Chosen:
    values = {_name(random): _value(random, DEEPEST_VALUE) for _ in range(random.choice((0, 1, 3)))}
    return chosen(random.choice(LAYERS), **values)


def _value(random: Random, depth: int) -> Any:
    kind = random.randrange(4)
    if kind == 0 and depth:
        return [_value(random, depth - 1) for _ in range(random.randint(0, 3))]
    if kind == 1:
        return _text(random)
    return random.choice((*NUMBERS, random.uniform(-1e9, 1e9), random.getrandbits(63)))


def _name(random: Random) -> str:
    """A legal name: short ones meet again, the longest has 64 letters."""
    size = random.choice((1, 2, 2, 3, 63))
    return random.choice("nN") + "".join(random.choices(LETTERS, k=size))


def _text(random: Random) -> str:
    letters = (chr(random.choice((random.randrange(32, 0xD800), random.randrange(0xE000, 0x110000)))) for _ in range(3))
    return "".join(random.choices(ODD, k=random.randint(0, 4))) + "".join(letters) * random.randint(0, 1)


def _place(random: Random) -> Place:
    return Place(*(random.choice((0.0, -0.0, 160.0, 0.5, 1e6, -1e6, random.uniform(-1e4, 1e4))) for _ in range(2)))
