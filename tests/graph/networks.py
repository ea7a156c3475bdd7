"""Graphs shaped like networks that people draw: residual, branching, U-shaped, dense, attending; of any size."""

from collections.abc import Callable

from rpds import HashTrieMap

from neurodesk.graph.model import Chosen, Graph, Port, chosen

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Drawing:
    """Nodes and wires added one by one."""

    def __init__(self) -> None:
        self.nodes: dict[str, Chosen] = {}
        self.wires: dict[Port, Port] = {}

    def add(self, *feeds: str) -> str:
        """A new node fed by others, one input for each; its name."""
        name = f"n_{len(self.nodes)}"
        self.nodes[name] = chosen("x")
        for port, feed in enumerate(feeds):
            self.wires[Port(name, f"{_LETTERS[port // 26]}{_LETTERS[port % 26]}")] = Port(feed, "out")
        return name

    def chain(self, start: str, length: int) -> str:
        """So many nodes in a row; the last one."""
        for _ in range(length):
            start = self.add(start)
        return start

    def graph(self) -> Graph:
        """What was drawn."""
        return Graph(HashTrieMap(self.nodes), HashTrieMap(self.wires))


def resnet(nodes: int) -> Graph:
    """Residual blocks of seven layers, every third with a projection on its skip (He et al. 2016)."""
    made = Drawing()
    here = made.chain(made.add(), 3)
    block = 0
    while len(made.nodes) < nodes - 10:
        skip = made.chain(here, 2) if block % 3 == 0 else here
        here = made.add(made.add(made.chain(here, 5), skip))
        block += 1
    made.chain(here, nodes - len(made.nodes))
    return made.graph()


def inception(nodes: int) -> Graph:
    """Modules of four branches, concatenated (Szegedy et al. 2015)."""
    made = Drawing()
    here = made.chain(made.add(), 4)
    while len(made.nodes) < nodes - 16:
        here = made.add(*(made.chain(here, length) for length in (2, 4, 6, 3)))
    made.chain(here, nodes - len(made.nodes))
    return made.graph()


def u_net(nodes: int) -> Graph:
    """Down and up again with a skip at every level (Ronneberger et al. 2015)."""
    made = Drawing()
    here, kept = made.add(), []
    while len(made.nodes) + 10 * len(kept) < nodes - 15:
        kept.append(made.chain(here, 4))
        here = made.add(kept[-1])
    here = made.chain(here, 4)
    while kept:
        here = made.chain(made.add(made.add(here), kept.pop()), 4)
    made.chain(here, nodes - len(made.nodes))
    return made.graph()


def dense_net(nodes: int) -> Graph:
    """Blocks in which every layer is fed by all before it (Huang et al. 2017)."""
    made = Drawing()
    here = made.chain(made.add(), 2)
    while len(made.nodes) < nodes - 30:
        found = [here]
        for _ in range(6):
            found.append(made.chain(made.add(*found) if len(found) > 1 else found[0], 3))
        here = made.chain(made.add(*found), 3)
    made.chain(here, nodes - len(made.nodes))
    return made.graph()


def transformer(nodes: int) -> Graph:
    """Blocks of attention drawn out, query, key and value apart, with two skips each (Vaswani et al. 2017)."""
    made = Drawing()
    here = made.chain(made.add(), 2)
    while len(made.nodes) < nodes - 16:
        normed = made.add(here)
        query, key, value = (made.chain(normed, 2) for _ in range(3))
        weights = made.chain(made.add(query, key), 2)
        here = made.add(made.chain(made.add(weights, value), 1), here)
        here = made.add(made.chain(made.add(here), 3), here)
    made.chain(here, nodes - len(made.nodes))
    return made.graph()


NETWORKS: dict[str, Callable[[int], Graph]] = {
    "ResNet": resnet,
    "Inception": inception,
    "U-Net": u_net,
    "DenseNet": dense_net,
    "transformer": transformer,
}
