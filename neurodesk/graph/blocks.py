"""Keeps the edits that put layers into a network of their own and take them out again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from neurodesk.graph.document import add_network, remove_network
from neurodesk.graph.edit import add, bend, connect, fragment, paste, prefix_of, remove, remove_frames, set_value
from neurodesk.graph.ends import BLOCK, INPUT, OUTPUT, block_ends, ends, network_of, uses
from neurodesk.graph.errors import EditError
from neurodesk.graph.model import Document, Graph, Place, Port, chosen
from neurodesk.graph.names import LONGEST_NAME, natural
from neurodesk.graph.order import ancestors, descendants
from neurodesk.graph.spacing import (
    COLUMN,
    ROW,
    Settled,
    came_back,
    make_way,
    middle,
    places_of,
    put,
    take_place,
    within,
)
from neurodesk.graph.ties import torn

MOST_UNROLLED = 2_000  # layers that one block may become
_ORIGIN = Place(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Loose:
    """Ports that no wire reaches and that a block is to have all the same, since only the catalogue knows of them."""

    inputs: tuple[Port, ...] = ()
    outputs: tuple[Port, ...] = ()


def why_not_grouped(graph: Graph, names: Collection[str]) -> EditError | None:
    """Why these nodes cannot become a block; None when they can."""
    missing = sorted(set(names).difference(graph.nodes))
    if not names or missing:
        return EditError("Nothing is selected that could become a block.", "Select layers that belong together.")
    tips = sorted((name for name in names if graph.nodes[name].key in (INPUT, OUTPUT)), key=natural)
    if tips:
        text = f"{_listed(tips)}: where the network begins and ends stays outside of blocks."
        return EditError(text, f"Select the others without {tips[0]}.")
    between = (descendants(graph, *names) & ancestors(graph, *names)).difference(names)
    if between:
        shown = sorted(between, key=natural)
        text = f"The block would feed itself through {_listed(shown)}, which stands between the selected layers."
        return EditError(text, f"Select {shown[0]} too.")
    pair = torn(graph, frozenset(names))
    if pair is not None:
        tied, owner = pair
        text = f"{tied} uses the weights of {owner}, and a block keeps its weights to itself."
        return EditError(text, f"Select {owner if tied in names else tied} too.")
    return None


def group(
    document: Document,
    network: str,
    names: Iterable[str],
    *,
    called: str = "",
    loose: Loose | None = None,
    gone: Collection[Place] = (),
) -> tuple[Document, str]:
    """The document in which a new block stands for the nodes `names`, and the block's name.

    The new network has an input for each output that feeds these nodes from outside, an output for each of theirs that
    feeds others, and one for each port of `loose`. Frames on which only these nodes stand go along. The block takes
    the place of these nodes, or of those that stood at `gone`, see `spacing`. Raises EditError where the block would
    feed itself.
    """
    graph, kept, loose = document.networks[network], frozenset(names), loose or Loose()
    fault = why_not_grouped(graph, kept)
    if fault is not None:
        raise fault
    entering, leaving = _crossing(graph, kept)
    frames = _frames_of(graph, kept)
    inner = fragment(graph, kept, frames)
    bends = {target: dots for targets in entering.values() for target in targets if (dots := graph.bends.get(target))}
    inner, takes = _with_inputs(inner, [*entering.items(), *((None, [port]) for port in loose.inputs)])
    inner = bend(inner, bends)  # the dots of what enters lie among the layers it goes to
    inner, gives = _with_outputs(inner, [*leaving, *(port for port in loose.outputs if port not in leaving)])
    called = called or free_network(document, _title(graph, kept))
    document = add_network(document, called, inner)
    ins, outs = ({node: port for port, node in side.items()} for side in block_ends(inner))
    outer = remove(remove_frames(graph, frames), kept)
    outer, block = add(outer, chosen(BLOCK, network=called), prefix=called[:56])
    wires = {Port(block, ins[node]): source for source, node in takes if source is not None}
    wires |= {target: Port(block, outs[gives[source]]) for source, targets in leaving.items() for target in targets}
    outer = bend(outer.rewired(put=wires), {target: dots for target in wires if (dots := graph.bends.get(target))})
    return document.with_graph(network, take_place(outer, block, gone or places_of(graph, kept).values())), block


def ungroup(document: Document, network: str, block: str) -> tuple[Document, tuple[str, ...]]:
    """The document with the layers inside a block in its place, and their names; repeated ones one after the other.

    The network inside goes when nothing else stands for it. Raises EditError where a block cannot be written out.
    """
    graph = document.networks[network]
    inner_name = _inside(document, network, block)
    inner, repeat = document.networks[inner_name], _repeat(graph, block)
    layers = [name for name, node in inner.nodes.items() if node.key not in (INPUT, OUTPUT)]
    ins, outs = block_ends(inner)
    _check_unrolled(block, repeat, len(layers), chains=len(ins) == len(outs) == 1)
    feeds: dict[str, Port | None] = {node: graph.wires.get(Port(block, port)) for port, node in ins.items()}
    leaving, graph_bends = graph.out_of(block), graph.bends
    corner, wide = graph.places.get(block, _ORIGIN), _width(inner, layers)
    back = places_of(inner, layers).values()
    around = places_of(graph, (name for name in graph.nodes if name != block))
    start = came_back(Settled(corner, around), back) if repeat == 1 else None
    offset = _ORIGIN if start is not None else _less(corner, middle(back))
    left = offset.x - (repeat - 1) * wide / 2
    graph, part = remove(graph, [block]), fragment(inner, layers, inner.frames)
    made: list[str] = []
    answers: dict[str, Port | None] = {}
    for copy in range(repeat):
        graph, renamed = paste(graph, part, Place(left + copy * wide, offset.y))
        made += renamed.values()
        graph, answers = _joined(graph, inner, renamed, feeds, Place(left + copy * wide, offset.y))
        feeds = dict.fromkeys(feeds, next(iter(answers.values()), None))
    wires = {target: found for (_, port), target in leaving if (found := answers.get(outs.get(port, ""))) is not None}
    dots = {target: way for target in wires if (way := graph_bends.get(target))}
    graph = bend(graph.rewired(put=wires), dots)
    if start is None:
        start = make_way(around, places_of(graph, made).values(), corner)
    document = document.with_graph(network, put(graph, start))
    if inner_name != document.main and not uses(document, inner_name):
        document = remove_network(document, inner_name)
    return document, tuple(made)


def make_unique(document: Document, network: str, block: str) -> tuple[Document, str]:
    """The document in which a block has a copy of its network for itself, and the copy's name."""
    shared = _inside(document, network, block)
    if len(uses(document, shared)) < 2 and shared != document.main:
        raise EditError(f"{block} is the only one that uses {shared}.", "Edit it as it is.")
    own = free_network(document, prefix_of(shared))
    document = add_network(document, own, document.networks[shared])
    return document.with_graph(network, set_value(document.networks[network], block, "network", own)), own


def free_network(document: Document, wanted: str) -> str:
    """`wanted`, or the first of `wanted_2`, `wanted_3`, ... that no network is called."""
    wanted, number = wanted[: LONGEST_NAME - 4], 2
    name = wanted
    while name in document.networks:
        name, number = f"{wanted}_{number}", number + 1
    return name


def passage() -> Graph:
    """A network with an input wired to an output: the beginning of a block."""
    graph, start = add(Graph(), chosen(INPUT), "input_1", _ORIGIN)
    graph, end = add(graph, chosen(OUTPUT), "output_1", Place(2 * COLUMN, 0.0))
    return connect(graph, Port(start, "out"), Port(end, "in"))


# ---------------------------------------------------------------------- inside


def _with_inputs(
    inner: Graph, entering: list[tuple[Port | None, list[Port]]]
) -> tuple[Graph, list[tuple[Port | None, str]]]:
    """The new network with an input node for each source, beside what it feeds; and which node is whose."""
    left = min((inner.places.get(name, _ORIGIN).x for name in inner.nodes), default=0.0) - COLUMN
    takes: list[tuple[Port | None, str]] = []
    sources = [source for source, _ in entering]
    for source, targets in entering:
        fed = targets[0]
        wanted = f"in_{_end(source, sources)}" if source else f"in_{fed.node}_{fed.port}"
        name = _free(inner, wanted if len(entering) > 1 else "input_1", "input")
        at = _below(inner, left, inner.places.get(fed.node, _ORIGIN).y, [node for _, node in takes])
        inner, _ = add(inner, chosen(INPUT), name, at)
        inner = inner.rewired(put=dict.fromkeys(targets, Port(name, "out")))
        takes.append((source, name))
    return inner, takes


def _with_outputs(inner: Graph, leaving: list[Port]) -> tuple[Graph, dict[Port, str]]:
    """The new network with an output node for each source, beside it; and which node is whose."""
    right = max((inner.places.get(name, _ORIGIN).x for name in inner.nodes), default=0.0) + COLUMN
    gives: dict[Port, str] = {}
    for source in leaving:
        name = _free(inner, f"out_{_end(source, leaving)}" if len(leaving) > 1 else "output_1", "output")
        at = _below(inner, right, inner.places.get(source.node, _ORIGIN).y, gives.values())
        inner, gives[source] = add(inner, chosen(OUTPUT), name, at)
        inner = inner.rewired(put={Port(name, "in"): source})
    return inner, gives


def _end(port: Port, others: Iterable[Port | None]) -> str:
    """What an end is called after: the node, with its port where the node has several."""
    several = sum(other is not None and other.node == port.node for other in others) > 1
    return f"{port.node}_{port.port}" if several else port.node


def _free(graph: Graph, wanted: str, otherwise: str) -> str:
    name, number = wanted if len(wanted) < LONGEST_NAME - 4 else f"{otherwise}_1", 2
    stem = prefix_of(name)
    while name in graph.nodes:
        name, number = f"{stem}_{number}", number + 1
    return name


def _below(graph: Graph, x: float, y: float, others: Iterable[str]) -> Place:
    """A place in a column, below those already there that would touch it."""
    taken = sorted(graph.places[name].y for name in others)
    for other in taken:
        if abs(other - y) < ROW:
            y = other + ROW
    return within(x, y)


def _crossing(graph: Graph, kept: frozenset[str]) -> tuple[dict[Port | None, list[Port]], dict[Port, list[Port]]]:
    """What feeds these nodes from outside, and what of theirs feeds others, each with where it goes."""
    entering: dict[Port | None, list[Port]] = {}
    leaving: dict[Port, list[Port]] = {}
    for name in sorted(kept, key=natural):
        for port, source in graph.into(name).items():
            if source.node not in kept:
                entering.setdefault(source, []).append(Port(name, port))
        for source, target in graph.out_of(name):
            if target.node not in kept:
                leaving.setdefault(source, []).append(target)
    return entering, leaving


def _frames_of(graph: Graph, kept: frozenset[str]) -> list[str]:
    """The frames on which some of these nodes stand, and no others."""
    found = []
    for name, frame in graph.frames.items():
        (left, top), right, bottom = frame.place, frame.place.x + frame.width, frame.place.y + frame.height
        on = [node for node, (x, y) in graph.places.items() if left <= x <= right and top <= y <= bottom]
        if on and kept.issuperset(on):
            found.append(name)
    return found


def _joined(
    graph: Graph, inner: Graph, renamed: Mapping[str, str], feeds: Mapping[str, Port | None], offset: Place
) -> tuple[Graph, dict[str, Port | None]]:
    """Wire one copy of the inner layers to what feeds it; and what it gives at each of its output nodes."""

    def outside(source: Port | None) -> Port | None:
        if source is None or source.node in feeds:
            return feeds.get(source.node) if source else None
        return Port(renamed[source.node], source.port) if source.node in renamed else None

    put: dict[Port, Port] = {}
    bends: dict[Port, list[Place]] = {}
    for name in feeds:
        for _, target in inner.out_of(name):
            found = outside(Port(name, "out"))
            if target.node in renamed and found is not None:
                end = Port(renamed[target.node], target.port)
                put[end] = found
                bends[end] = [within(dot.x + offset.x, dot.y + offset.y) for dot in inner.bends.get(target, ())]
    answers = {name: outside(inner.wires.get(Port(name, "in"))) for name in ends(inner, OUTPUT)}
    return bend(graph.rewired(put=put), bends), answers


def _width(graph: Graph, names: Collection[str]) -> float:
    """From the left of these cards to where a card after them stands."""
    xs = [graph.places.get(name, _ORIGIN).x for name in names] or [0.0]
    return max(xs) - min(xs) + COLUMN


def _check_unrolled(block: str, repeat: int, layers: int, *, chains: bool) -> None:
    if repeat > 1 and not chains:
        raise EditError(
            f"{block} repeats {repeat} times, and only a block with one input and one output can be written out so.",
            f"Set repeat of {block} to 1.",
        )
    if layers * repeat > MOST_UNROLLED:
        text = f"{block} would be {layers * repeat:,} layers written out; the most is {MOST_UNROLLED:,}."
        raise EditError(text, "Repeat it less often.")


def _inside(document: Document, network: str, block: str) -> str:
    """The network that a block stands for. Raises EditError where there is none."""
    node = document.networks[network].nodes.get(block)
    if node is None or node.key != BLOCK:
        raise EditError(f"{block} is no block.", "Select a block.")
    inner = network_of(node)
    if inner not in document.networks:
        raise EditError(f"{block} stands for no network yet.", "Choose one in the inspector.")
    if inner == network:
        raise EditError(f"{block} would hold itself.", "Choose another network for it in the inspector.")
    return inner


def _repeat(graph: Graph, block: str) -> int:
    repeat = graph.nodes[block].values.get("repeat", 1)
    return repeat if type(repeat) is int and repeat > 1 else 1


def _title(graph: Graph, names: Collection[str]) -> str:
    """`conv_block` for layers of which the first with parameters of its own, from the left, is conv_2."""
    first = min(names, key=lambda name: (not graph.nodes[name].values, graph.places.get(name, _ORIGIN), natural(name)))
    stem = prefix_of(first)
    return "nested_block" if graph.nodes[first].key == BLOCK else f"{stem[:48]}_block"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} (and {len(names) - 1} more)"


def _less(one: Place, other: Place) -> Place:
    return Place(one.x - other.x, one.y - other.y)
