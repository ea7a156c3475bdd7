"""Keeps the project file: a document as readable text that git can compare, and a reader that trusts none of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rpds import HashTrieMap

from neurodesk.disk.atomic import SaveError, atomic_save
from neurodesk.disk.reading import ReadError, read_plain
from neurodesk.files import tree
from neurodesk.files.migrations import FORMAT, migrate
from neurodesk.graph.errors import BadFile
from neurodesk.graph.model import Chosen, Document, Graph, Learning, Place, Port, Project, Value
from neurodesk.graph.names import natural

if TYPE_CHECKING:
    from neurodesk.files.schema import ChosenEntry, ProjectEntry

SUFFIX = ".neurodesk"
PASTED = "Pasted text"


def open_project(path: Path | str) -> Project:
    """The project in the file `path`. Raises BadFile for whatever is no readable project; runs nothing of it."""
    path = Path(path)
    try:
        data = read_plain(path, tree.MOST_BYTES)
    except ReadError as error:
        raise BadFile(path, str(error), "", error.cure) from error
    try:
        text = data.decode("utf-8-sig")  # Windows editors put a byte order mark in front
    except UnicodeDecodeError as error:
        raise BadFile(path, "it is no text in UTF-8", f"byte {error.start}", "Choose a .neurodesk file.") from error
    return Project(loads(text, str(path)), path.absolute())


def save_project(project: Project) -> None:
    """Writes the project to its file, all at once; the old file stays as `name~`.

    Raises BadFile when the disk refuses, or when the document holds more than a project file may; the old file stands.
    """
    if project.path is None:
        raise BadFile("untitled", "it has no file name yet", "", "Save it under a name.")
    text = dumps(project.document)
    loads(text, str(project.path))  # what could not be opened again is not written over what can
    try:
        atomic_save(project.path, text.encode())
    except SaveError as error:
        raise BadFile(project.path, f"{error.strerror}; it was not saved", "", error.cure) from error


def dumps(document: Document) -> str:
    """The document as the text of a project file: always the same for the same document."""
    learning = document.learning
    whole: dict[str, Any] = {
        "neurodesk": FORMAT,
        "main": document.main,
        "networks": {name: {"nodes": _nodes(graph)} for name, graph in document.networks.items()},
    }
    if document.source is not None:
        whole["data"] = _chosen(document.source, "source")
    whole["learning"] = {
        name: _chosen(getattr(learning, name), "key") for name in ("recipe", "loss", "optimizer", "schedule")
    } | _filled("options", _values(learning.options))
    return tree.write(whole | _filled("notes", document.notes)) + "\n"


def loads(text: str, where: str = PASTED) -> Document:
    """The document in the text of a project file; `where` names the text in errors. Raises BadFile."""
    from neurodesk.files.schema import NetworkEntry, ProjectEntry, each_validated, validated

    entry = validated(ProjectEntry, migrate(tree.parse(text, where), where), where)
    networks = each_validated(NetworkEntry, entry.networks, where, "networks")
    _check_size("nodes", sum(len(network.nodes) for network in networks.values()), where)
    if entry.main not in entry.networks:
        raise BadFile(where, f"it has no network {entry.main}, which it calls the main one", "main", tree.CURE)
    graphs = {name: _graph(network.nodes, where, f"networks.{name}.nodes") for name, network in networks.items()}
    _check_size("wires", sum(len(graph.wires) for graph in graphs.values()), where)
    return Document(
        graphs,
        entry.main,
        Chosen(entry.data.source, HashTrieMap(entry.data.values)) if entry.data else None,
        _learning(entry),
        entry.notes,
    )


def dumps_fragment(graph: Graph) -> str:
    """Nodes and the wires between them as text for the clipboard."""
    return tree.write({"neurodesk": FORMAT, "nodes": _nodes(graph)}) + "\n"


def loads_fragment(text: str, where: str = PASTED) -> Graph:
    """The nodes in a copied text; of a whole project's text, its main network. Raises BadFile."""
    from neurodesk.files.schema import FragmentEntry, validated

    parsed = tree.parse(text, where)
    if isinstance(parsed, dict) and "networks" in parsed:
        return loads(text, where).graph()
    entry = validated(FragmentEntry, migrate(parsed, where), where)
    _check_size("nodes", len(entry.nodes), where)
    graph = _graph(entry.nodes, where, "nodes")
    _check_size("wires", len(graph.wires), where)
    return graph


def _nodes(graph: Graph) -> dict[str, Any]:
    return {name: _node(graph, name) for name in graph.names()}


def _node(graph: Graph, name: str) -> dict[str, Any]:
    entry = _chosen(graph.nodes[name], "layer")
    entry |= _filled("inputs", {port: str(source) for port, source in graph.into(name).items()})
    place = graph.places.get(name)
    return entry | (_filled("at", [_short(place.x), _short(place.y)]) if place else {})


def _chosen(item: Chosen, word: str) -> dict[str, Any]:
    return {word: item.key} | _filled("values", _values(item.values))


def _values(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: values[name] for name in sorted(values, key=natural)}


def _filled(word: str, content: Any) -> dict[str, Any]:
    """The entry, or nothing where it would be empty."""
    return {word: content} if content else {}


def _short(number: float) -> float:
    """160 rather than 160.0."""
    return int(number) if number == int(number) else number


def _graph(raw: dict[str, Any], where: str, place: str) -> Graph:
    from neurodesk.files.schema import NodeEntry, each_validated

    entries = each_validated(NodeEntry, raw, where, place)
    nodes, wires, places = {}, {}, {}
    for name, entry in entries.items():
        nodes[name] = Chosen(entry.layer, HashTrieMap(entry.values))
        if entry.at is not None:
            places[name] = Place(*map(float, entry.at))
        for port, end in entry.inputs.items():
            source = Port(*end.split("."))
            if source.node not in entries:
                spot = f"{place}.{name}.inputs.{port}"
                raise BadFile(where, f"a wire comes from {source.node}, which is not there", spot, tree.CURE)
            wires[Port(name, port)] = source
    return Graph(HashTrieMap(nodes), HashTrieMap(wires), HashTrieMap(places))


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


def _check_size(things: str, count: int, where: str) -> None:
    from neurodesk.files.schema import MOST_NODES, MOST_WIRES

    most = MOST_NODES if things == "nodes" else MOST_WIRES
    if count > most:
        reason = f"a project has at most {most:,} {things}, not {count:,}"
        raise BadFile(where, reason, "", "Use a network as a block, repeated, instead of copies.")
