"""Does this wire close a circle? Asked of ten thousand nodes, against networkx in the same run."""

from statistics import median

import networkx as nx

from neurodesk.graph.model import Graph, Port, chosen
from neurodesk.graph.order import would_cycle
from tests.bench.rows import Row, in_turn, show

NODES = 10_000
MANY = 200  # calls in one turn: a single one is too short to time
TURNS = 15


def drawing() -> Graph:
    """A thousand branches of ten nodes each."""
    graph = Graph()
    nodes = graph.nodes.update({f"n_{at}": chosen("relu") for at in range(NODES)})
    wires = {Port(f"n_{at + 1}", "x"): Port(f"n_{at}", "out") for at in range(NODES - 1) if at % 10 != 9}
    return Graph(nodes).rewired(put=wires)


def main() -> list[Row]:
    """Measure both in turn."""
    graph = drawing()
    other = nx.DiGraph([(source.node, target.node) for target, source in graph.wires.items()])
    would_cycle(graph, "n_9", "n_10")  # the index of neighbours is made once for a drawing

    def ours() -> None:
        for _ in range(MANY):
            assert would_cycle(graph, "n_9", "n_10") is None

    def by_networkx() -> None:
        other.add_edge("n_9", "n_10")
        assert nx.is_directed_acyclic_graph(other)
        other.remove_edge("n_9", "n_10")

    times = in_turn({"ours": ours, "networkx": by_networkx}, TURNS)
    mine, theirs = median(times["ours"]) / MANY, median(times["networkx"])
    return [Row("closes a circle? 10 000 nodes", mine * 1e6, theirs * 1e6, theirs / mine, 100, unit="us")]


if __name__ == "__main__":
    print(show(main(), __doc__))
