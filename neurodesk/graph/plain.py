"""Keeps a drawing as plain values, in the words of the project file: what files and runs both write and read.

Nothing is checked here that a file could get wrong: `graph.schema` does, before these functions read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rpds import HashTrieMap, HashTrieSet

from neurodesk.graph.model import Chosen, Frame, Graph, Place, Port, Value, freeze
from neurodesk.graph.names import natural

FORMAT = 2  # of what this version writes; its steps are `graph.migrations`


def network_words(graph: Graph, nodes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """One network as plain values: its nodes by name, or those given, and, where there are any, its frames."""
    words = {"nodes": {name: node_words(graph, name) for name in graph.names()} if nodes is None else nodes}
    frames = {name: _frame_words(graph.frames[name]) for name in sorted(graph.frames, key=natural)}
    return words | filled("frames", frames)


def node_words(graph: Graph, name: str) -> dict[str, Any]:
    """One node: its layer, the values that differ, what feeds it and through which dots, where it stands."""
    into = graph.into(name)
    bends = {port: graph.bends.get(Port(name, port), ()) for port in into} if graph.bends else {}
    place = graph.places.get(name)
    return (
        chosen_words(graph.nodes[name], "layer")
        | filled("inputs", {port: str(source) for port, source in into.items()})
        | filled("bends", {port: [_pair(dot) for dot in dots] for port, dots in bends.items() if dots})
        | (filled("at", _pair(place)) if place else {})
        | filled("muted", name in graph.muted)
        | filled("pinned", name in graph.pinned)
    )


def chosen_words(item: Chosen, word: str) -> dict[str, Any]:
    """`{word: "conv2d", "values": {...}}`, the values in order and left out when there are none."""
    return {word: item.key} | filled("values", value_words(item.values))


def value_words(values: Mapping[str, Value] | HashTrieMap[str, Value]) -> dict[str, Value]:
    """Parameter values in natural order of their names."""
    return {name: values[name] for name in sorted(values, key=natural)}


def filled(word: str, content: Any) -> dict[str, Any]:
    """The entry, or nothing where it would be empty."""
    return {word: content} if content else {}


def network_read(words: Mapping[str, Any]) -> Graph:
    """The network that `network_words` wrote. Raises what Python raises for words that are none of its."""
    nodes, wires, places, bends = {}, {}, {}, {}
    for name, entry in words.get("nodes", {}).items():
        nodes[name] = chosen_read(entry, "layer")
        if entry.get("at") is not None:
            places[name] = _place(entry["at"])
        for port, source in entry.get("inputs", {}).items():
            wires[Port(name, port)] = Port(*source.split("."))
        for port, dots in entry.get("bends", {}).items():
            if dots:  # none are as if none were named
                bends[Port(name, port)] = tuple(map(_place, dots))
    frames = {name: _frame_read(entry) for name, entry in words.get("frames", {}).items()}
    return Graph(
        HashTrieMap(nodes),
        HashTrieMap(wires),
        HashTrieMap(places),
        HashTrieMap(frames),
        HashTrieMap(bends),
        _switched(words, "muted"),
        _switched(words, "pinned"),
    )


def chosen_read(words: Mapping[str, Any], word: str) -> Chosen:
    """What `chosen_words` wrote."""
    return Chosen(words[word], values_read(words.get("values", {})))


def values_read(words: Mapping[str, Any]) -> HashTrieMap[str, Value]:
    """What `value_words` wrote. Raises EditError for a value that no drawing may hold."""
    return HashTrieMap({name: freeze(value) for name, value in words.items()})


def _frame_words(frame: Frame) -> dict[str, Any]:
    size = [_short(frame.width), _short(frame.height)]
    return filled("text", frame.text) | {"at": _pair(frame.place), "size": size} | filled("colour", frame.colour)


def _frame_read(words: Mapping[str, Any]) -> Frame:
    width, height = map(float, words["size"])
    return Frame(words.get("text", ""), _place(words["at"]), width, height, words.get("colour", 0))


def _switched(words: Mapping[str, Any], word: str) -> HashTrieSet[str]:
    return HashTrieSet(name for name, entry in words.get("nodes", {}).items() if entry.get(word))


def _place(pair: list[float]) -> Place:
    x, y = pair
    return Place(float(x), float(y))


def _pair(place: Place) -> list[float]:
    return [_short(place.x), _short(place.y)]


def _short(number: float) -> float:
    """160 rather than 160.0."""
    return int(number) if number == int(number) else number
