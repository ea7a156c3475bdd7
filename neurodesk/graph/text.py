"""Keeps a document as readable text that git can compare, and a reader that trusts none of it: the one way in for
project files, copied parts and the drawings that runs keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rpds import HashTrieMap

from neurodesk.graph import tree
from neurodesk.graph.errors import BadFile
from neurodesk.graph.migrations import migrate
from neurodesk.graph.model import MOST_NODES, Chosen, Document, Graph, Learning
from neurodesk.graph.plain import FORMAT, chosen_words, filled, network_read, network_words, value_words

if TYPE_CHECKING:
    from neurodesk.graph.schema import ChosenEntry, NetworkEntry, ProjectEntry

PASTED = "Pasted text"


def dumps(document: Document) -> str:
    """The document as the text of a project file: always the same for the same document."""
    networks = {name: network_words(graph) for name, graph in document.networks.items()}
    return tree.write(document_words(document, networks)) + "\n"


def document_words(document: Document, networks: Mapping[str, Any]) -> dict[str, Any]:
    """The document as plain values, its networks already such."""
    learning = document.learning
    whole: dict[str, Any] = {
        "neurodesk": FORMAT,
        "main": document.main,
        "networks": networks,
    }
    if document.source is not None:
        whole["data"] = chosen_words(document.source, "source")
    whole["learning"] = {
        name: chosen_words(getattr(learning, name), "key") for name in ("recipe", "loss", "optimizer", "schedule")
    } | filled("options", value_words(learning.options))
    return whole | filled("notes", document.notes)


def loads(text: str, where: str = PASTED) -> Document:
    """The document in the text of a project file; `where` names the text in errors. Raises BadFile."""
    return _document(tree.parse(text, where), where)


def _document(parsed: Any, where: str) -> Document:
    """The document that the parsed text of a project file describes. Raises BadFile."""
    from neurodesk.graph.schema import NetworkEntry, ProjectEntry, each_validated, validated

    entry = validated(ProjectEntry, migrate(parsed, where), where)
    networks = each_validated(NetworkEntry, entry.networks, where, "networks")
    check_count("nodes", sum(len(network.nodes) for network in networks.values()), where)
    check_count("frames", sum(len(network.frames) for network in networks.values()), where)
    if entry.main not in entry.networks:
        raise BadFile(where, f"it has no network {entry.main}, which it calls the main one", "main", tree.CURE)
    graphs = {
        name: _network(network, entry.networks[name], where, f"networks.{name}.") for name, network in networks.items()
    }
    check_count("wires", sum(len(graph.wires) for graph in graphs.values()), where)
    return Document(
        graphs,
        entry.main,
        Chosen(entry.data.source, HashTrieMap(entry.data.values)) if entry.data else None,
        _learning(entry),
        entry.notes,
    )


def dumps_fragment(graph: Graph, networks: Mapping[str, Graph] | None = None) -> str:
    """Nodes, the wires between them and frames as text for the clipboard, with the networks that blocks among them
    need."""
    inside = {name: network_words(inner) for name, inner in (networks or {}).items()}
    return tree.write({"neurodesk": FORMAT} | network_words(graph) | ({"networks": inside} if inside else {})) + "\n"


def loads_fragment(text: str, where: str = PASTED) -> tuple[Graph, dict[str, Graph]]:
    """The nodes and frames in a copied text, and the networks that come along; of a whole project's text, its main
    network and the others. Raises BadFile."""
    from neurodesk.graph.schema import FragmentEntry, NetworkEntry, each_validated, validated

    parsed = tree.parse(text, where)
    if isinstance(parsed, dict) and "networks" in parsed and "nodes" not in parsed:
        document = _document(parsed, where)
        return document.graph(), {name: graph for name, graph in document.networks.items() if name != document.main}
    words = migrate(parsed, where)
    entry = validated(FragmentEntry, words, where)
    if not entry.nodes and not entry.frames:
        raise BadFile(where, "at least one entry is expected", "nodes", tree.CURE)
    inside = each_validated(NetworkEntry, entry.networks, where, "networks")
    every: list[NetworkEntry] = [entry, *inside.values()]
    check_count("nodes", sum(len(network.nodes) for network in every), where)
    check_count("frames", sum(len(network.frames) for network in every), where)
    graph = _network(entry, words, where, "")
    networks = {
        name: _network(network, entry.networks[name], where, f"networks.{name}.") for name, network in inside.items()
    }
    check_count("wires", sum(len(each.wires) for each in (graph, *networks.values())), where)
    return graph, networks


def _network(entry: NetworkEntry, words: dict[str, Any], where: str, place: str) -> Graph:
    """The network in `words`, which are checked as far as an entry can be without the others."""
    from neurodesk.graph.schema import FrameEntry, NodeEntry, each_validated

    entries = each_validated(NodeEntry, entry.nodes, where, f"{place}nodes")
    each_validated(FrameEntry, entry.frames, where, f"{place}frames")
    for name, node in entries.items():
        for port, end in node.inputs.items():
            source = end.partition(".")[0]
            if source not in entries:
                spot = f"{place}nodes.{name}.inputs.{port}"
                raise BadFile(where, f"a wire comes from {source}, which is not there", spot, tree.CURE)
        for port in node.bends:
            if port not in node.inputs:
                spot = f"{place}nodes.{name}.bends.{port}"
                raise BadFile(where, f"dots lie on a wire into {port}, which is not there", spot, tree.CURE)
    return network_read(words)


def _learning(entry: ProjectEntry) -> Learning:
    written, usual = entry.learning, Learning()

    def pick(found: ChosenEntry | None, otherwise: Chosen) -> Chosen:
        return Chosen(found.key, HashTrieMap(found.values)) if found else otherwise

    return Learning(
        pick(written.recipe, usual.recipe),
        pick(written.loss, usual.loss),
        pick(written.optimizer, usual.optimizer),
        pick(written.schedule, usual.schedule),
        HashTrieMap(written.options),
    )


def check_count(things: str, count: int, where: str) -> None:
    """Raises BadFile for more nodes, wires or frames than a project may have."""
    from neurodesk.graph.schema import MOST_FRAMES, MOST_WIRES

    most = {"nodes": MOST_NODES, "wires": MOST_WIRES, "frames": MOST_FRAMES}[things]
    if count > most:
        reason = f"a project has at most {most:,} {things}, not {count:,}"
        raise BadFile(where, reason, "", "Use a network as a block, repeated, instead of copies.")
