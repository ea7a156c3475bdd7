"""The document as a run remembers it: the project file's own JSON, so that a run can be opened as a project.

Files lie above this room and are checked there; this text was written by a run and is read back by one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rpds import HashTrieMap

from neurodesk.graph.errors import TrainingError
from neurodesk.graph.model import Chosen, Document, Graph, Learning, Node, Place, Port, freeze

FORMAT = 1  # as in files.project


def write_document(document: Document) -> str:
    """The document as the text of a project file."""
    learning = document.learning
    text = {
        "neurodesk": FORMAT,
        "main": document.main,
        "networks": {name: {"nodes": _nodes(graph)} for name, graph in document.networks.items()},
        "data": None if document.source is None else _chosen(document.source, "source"),
        "learning": {
            "recipe": _chosen(learning.recipe),
            "loss": _chosen(learning.loss),
            "optimizer": _chosen(learning.optimizer),
            "schedule": _chosen(learning.schedule),
            "options": _sorted(learning.options),
        },
        "notes": document.notes,
    }
    return json.dumps(text, ensure_ascii=True, allow_nan=False)


def read_document(text: str) -> Document:
    """The document of a run. Raises TrainingError when the text is not one."""
    try:
        told = json.loads(text)
        if told["neurodesk"] != FORMAT:
            raise TrainingError("The drawing of this run was written by a newer version.", "Update the program.")
        learning = told["learning"]
        words = {name: _choice(learning[name]) for name in ("recipe", "loss", "optimizer", "schedule")}
        return Document(
            {name: _graph(network["nodes"]) for name, network in told["networks"].items()},
            told["main"],
            None if told["data"] is None else _choice(told["data"], "source"),
            Learning(**words, options=_frozen(learning["options"])),
            told["notes"],
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TrainingError("The drawing kept with this run cannot be read.", "Train again from the start.") from error


def _nodes(graph: Graph) -> dict[str, Any]:
    nodes = {}
    for name in graph.names():
        inputs = {port: str(source) for port, source in graph.into(name).items()}
        at = list(graph.places.get(name, Place(0.0, 0.0)))
        nodes[name] = {**_chosen(graph.nodes[name], "layer"), "inputs": inputs, "at": at}
    return nodes


def _chosen(chosen: Chosen, word: str = "key") -> dict[str, Any]:
    return {word: chosen.key, "values": _sorted(chosen.values)}


def _sorted(values: Mapping[str, Any] | HashTrieMap[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in sorted(values)}


def _graph(nodes: Mapping[str, Any]) -> Graph:
    wires, made, places = {}, {}, {}
    for name, told in nodes.items():
        node: Node = _choice(told, "layer")
        made[name], places[name] = node, Place(*map(float, told["at"]))
        for port, source in told["inputs"].items():
            wires[Port(name, port)] = Port(*source.split(".", 1))
    return Graph(HashTrieMap(made), HashTrieMap(wires), HashTrieMap(places))


def _choice(told: Mapping[str, Any], word: str = "key") -> Chosen:
    return Chosen(told[word], _frozen(told["values"]))


def _frozen(values: Mapping[str, Any]) -> HashTrieMap[str, Any]:
    return HashTrieMap({name: freeze(value) for name, value in values.items()})
