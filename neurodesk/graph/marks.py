"""Keeps the edits of what a person marks: comment frames, dots on wires, muted nodes, pinned previews."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rpds import HashTrieSet

from neurodesk.graph.errors import EditError
from neurodesk.graph.model import Frame, Graph, Place, Port, check_dots, check_frame
from neurodesk.graph.names import check_name, known


def add_frame(graph: Graph, frame: Frame, name: str | None = None) -> tuple[Graph, str]:
    """The drawing with a comment frame, and the frame's name: `name`, or the first free `frame_1`, `frame_2`, ..."""
    number = 1
    while name is None:
        name = None if f"frame_{number}" in graph.frames else f"frame_{number}"
        number += 1
    check_name(name)
    check_frame(frame)
    if name in graph.frames:
        raise EditError(f"There is already a frame called {name}.", "Choose another name.")
    return replace(graph, frames=graph.frames.insert(name, frame)), name


def set_frames(graph: Graph, frames: Mapping[str, Frame]) -> Graph:
    """The drawing with other texts, places, sizes or colours of frames that are there."""
    _known_frames(graph, frames)
    for frame in frames.values():
        check_frame(frame)
    return replace(graph, frames=graph.frames.update(frames))


def remove_frames(graph: Graph, names: Iterable[str]) -> Graph:
    """The drawing without the frames `names`; what stands on them stays."""
    frames = graph.frames
    for name in _known_frames(graph, names):
        frames = frames.remove(name)
    return replace(graph, frames=frames)


def bend(graph: Graph, bends: Mapping[Port, Iterable[Place]]) -> Graph:
    """The drawing with the wires into `bends` led through these dots, in order from their start; through none of
    them where there are none."""
    found = graph.bends
    for target, way in bends.items():
        dots = tuple(way)
        if target not in graph.wires:
            raise EditError(f"No wire ends at {target}.", "Choose a wire that is there.")
        check_dots(dots)
        found = found.insert(target, dots) if dots else found.discard(target)
    return replace(graph, bends=found)


def mute(graph: Graph, names: Iterable[str], on: bool = True) -> Graph:
    """The drawing with the nodes `names` bypassed, or in use again; whether their shapes allow it is the compiler's to
    say."""
    return replace(graph, muted=_switched(graph.muted, known(graph, names), on))


def pin(graph: Graph, names: Iterable[str], on: bool = True) -> Graph:
    """The drawing with a large preview pinned beside the nodes `names`, or without it."""
    return replace(graph, pinned=_switched(graph.pinned, known(graph, names), on))


def _switched(among: HashTrieSet[str], names: Iterable[str], on: bool) -> HashTrieSet[str]:
    for name in names:
        among = among.insert(name) if on else among.discard(name)
    return among


def _known_frames(graph: Graph, names: Iterable[str]) -> dict[str, None]:
    found = dict.fromkeys(names)
    for name in found:
        if name not in graph.frames:
            raise EditError("There is no such frame in the drawing.", "Choose a frame that is there.")
    return found
