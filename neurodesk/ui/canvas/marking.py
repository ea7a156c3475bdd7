"""What a person marks on the canvas: mute, comment frames, dots on wires, pinned previews. Each is one step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage

from neurodesk.compiler.muting import refusal
from neurodesk.graph import edit
from neurodesk.graph.model import FRAME_COLOURS, SMALLEST_FRAME, Frame, Graph, Place, Port
from neurodesk.ui.canvas.edits import GRID, snap
from neurodesk.ui.canvas.frame_item import TITLE, stretched
from neurodesk.ui.canvas.hit import Hit
from neurodesk.ui.words import tr

if TYPE_CHECKING:
    from neurodesk.ui.canvas.verbs import Verbs

_AROUND: Final = 24.0  # scene px between a frame and what it is drawn around
_NEW: Final = (320.0, 200.0)  # of a frame around nothing


def mute_reason(view: Verbs) -> str:
    """Why what is selected cannot be muted, in a sentence; empty when it can, or is muted already."""
    session, names = view.session, sorted(view.session.selection)
    if not names:
        return tr("Select a node first.")
    if _all(session.graph.muted, names):
        return ""
    return refusal(session.document, session.network, names, session.facts)


def toggle_mute(view: Verbs) -> None:
    """Bypass what is selected, or use it again when all of it is bypassed; where that cannot be, say why."""
    names, on = sorted(view.session.selection), not _all(view.session.graph.muted, view.session.selection)
    reason = mute_reason(view)
    if reason:
        view.message.emit(reason)
        return
    view.session.edit_graph(tr("Mute") if on else tr("Unmute"), lambda graph: edit.mute(graph, names, on))


def toggle_pin(view: Verbs) -> None:
    """Pin a large preview beside what is selected, or take it away when all of it has one."""
    names, on = sorted(view.session.selection), not _all(view.session.graph.pinned, view.session.selection)
    label = tr("Pin preview") if on else tr("Unpin preview")
    view.session.edit_graph(label, lambda graph: edit.pin(graph, names, on))
    for name in view.canvas.marks.previews.keys() & names:
        view.ensure_box_seen(view.canvas.marks.previews[name].box)


def show_preview(view: Verbs, node: str, image: QImage, counts: Any, span: str) -> None:
    """Show what a probe brought on a node's pinned preview, if it has one."""
    preview = view.canvas.marks.previews.get(node)
    if preview is not None:
        preview.show(image, counts, span)


def add_frame(view: Verbs, at: QPointF | None = None) -> str:
    """Draw a comment frame around what is selected, or at a scene point, and ask for its text; the answer: its name."""
    session = view.session
    if session.selection:
        box = view.canvas.bounds(session.selection).adjusted(-_AROUND, -_AROUND - TITLE, _AROUND, _AROUND)
    else:
        middle = at or view.seen().center()
        box = QRectF(middle.x() - _NEW[0] / 2, middle.y() - TITLE / 2, *_NEW)
    made = ""

    def framed(graph: Graph) -> Graph:
        nonlocal made
        graph, made = edit.add_frame(graph, _frame("", box, 0))
        return graph

    if session.edit_graph(tr("Add comment frame"), framed):
        session.select(())
        view.canvas.marks.pick(Hit(frame=made, part="title"))
    return made


def set_text(view: Verbs, name: str, text: str) -> None:
    """Write a frame's text."""
    _set_frame(view, tr("Edit comment"), name, {"text": text})


def change_frame(view: Verbs, name: str, **changes: Any) -> None:
    """Give a frame another text, colour, width or height, all in one step; nothing where it has them already."""
    frame = view.session.graph.frames.get(name)
    if frame is not None and frame._replace(**changes) != frame:
        _set_frame(view, tr("Change frame"), name, changes)


def resize_picked(view: Verbs, dx: int, dy: int) -> bool:
    """Make the picked frame larger or smaller by one square of the grid, down and right; says whether there was one."""
    name = view.canvas.marks.picked.frame
    if name:
        sized = {name: stretched(view.session.graph.frames[name], "se", dx * GRID, dy * GRID, SMALLEST_FRAME)}
        view.session.edit_graph(tr("Resize frame"), lambda now: edit.set_frames(now, sized), f"resize {name}")
    return bool(name)


def next_colour(view: Verbs) -> None:
    """Give the picked frame the next colour."""
    name = view.canvas.marks.picked.frame
    if name:
        colour = view.session.graph.frames[name].colour + 1
        _set_frame(view, tr("Colour frame"), name, {"colour": colour % FRAME_COLOURS})


def wire_here(view: Verbs) -> Port | None:
    """The wire that an action means: of the picked dot, or into the one selected node."""
    picked, names = view.canvas.marks.picked.wire, view.session.selection
    if picked or len(names) != 1:
        return picked
    name = next(iter(names))
    return next((Port(name, port) for port in view.session.graph.into(name)), None)


def add_dot(view: Verbs, wire: Port, at: QPointF | None = None) -> None:
    """Put a reroute dot on a wire, at a scene point or in the middle of it, and let the keys go to it."""
    item = view.canvas.wires[wire]
    spot = at or item.path.pointAtPercent(0.5)
    leg = item.leg_near(spot)
    dots = list(view.session.graph.bends.get(wire, ()))
    dots.insert(leg, snap(Place(spot.x(), spot.y())))
    if view.session.edit_graph(tr("Add dot"), lambda graph: edit.bend(graph, {wire: dots})):
        view.session.select(())
        view.canvas.marks.pick(Hit(wire=wire, dot=leg))


def remove_picked(view: Verbs) -> bool:
    """Delete the picked frame (not what stands on it), dot or wire; says whether there was one."""
    picked = view.canvas.marks.picked
    if picked.frame:
        return view.session.edit_graph(tr("Delete frame"), lambda graph: edit.remove_frames(graph, [picked.frame]))
    if picked.wire and picked.dot < 0:
        return view.session.edit_graph(tr("Delete wire"), lambda graph: edit.disconnect(graph, picked.wire))
    if picked.wire:
        dots = list(view.session.graph.bends[picked.wire])
        del dots[picked.dot]
        return view.session.edit_graph(tr("Delete dot"), lambda graph: edit.bend(graph, {picked.wire: dots}))
    return False


def nudge_picked(view: Verbs, dx: int, dy: int) -> bool:
    """Move the picked frame or dot one square of the grid; says whether there was one."""
    picked, graph = view.canvas.marks.picked, view.session.graph
    if picked.frame:
        frame = graph.frames[picked.frame]
        place = Place(frame.place.x + dx * GRID, frame.place.y + dy * GRID)
        moved = {picked.frame: frame._replace(place=place)}
        return view.session.edit_graph(tr("Move frame"), lambda now: edit.set_frames(now, moved), f"nudge {picked}")
    if picked.wire and picked.dot >= 0:
        dots = list(graph.bends[picked.wire])
        dots[picked.dot] = Place(dots[picked.dot].x + dx * GRID, dots[picked.dot].y + dy * GRID)
        return view.session.edit_graph(
            tr("Move dot"), lambda now: edit.bend(now, {picked.wire: dots}), f"nudge {picked}"
        )
    return False


def next_mark(view: Verbs) -> None:
    """Let the keys go to the next frame or dot of the drawing."""
    every, marks = view.canvas.marks.every(view.session.graph), view.canvas.marks
    if not every:
        view.message.emit(tr("There is no comment frame and no dot yet."))
        return
    at = every.index(marks.picked) + 1 if marks.picked in every else 0
    view.session.select(())
    marks.pick(every[at % len(every)])


def around(graph: Graph, before: Mapping[str, list[str]], boxes: Mapping[str, QRectF]) -> Graph:
    """The drawing with each frame around the nodes that stood on it, wherever they stand now; the others stay."""
    frames = {}
    for name, nodes in before.items():
        box = QRectF()
        for node in nodes:
            box = box.united(boxes[node])
        if nodes:
            wide = box.adjusted(-_AROUND, -_AROUND - TITLE, _AROUND, _AROUND)
            frames[name] = _frame(graph.frames[name].text, wide, graph.frames[name].colour)
    return edit.set_frames(graph, frames)


def _set_frame(view: Verbs, label: str, name: str, changes: dict[str, Any]) -> None:
    def changed(graph: Graph) -> Graph:
        return edit.set_frames(graph, {name: graph.frames[name]._replace(**changes)})

    if name in view.session.graph.frames:
        view.session.edit_graph(label, changed)


def _frame(text: str, box: QRectF, colour: int) -> Frame:
    place = snap(Place(box.x(), box.y()))
    width, height = snap(Place(max(box.width(), SMALLEST_FRAME[0]), max(box.height(), SMALLEST_FRAME[1])))
    return Frame(text, place, width, height, colour)


def _all(among: Any, names: Any) -> bool:
    return all(name in among for name in names)
