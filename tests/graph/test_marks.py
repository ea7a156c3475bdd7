"""Keeps the proof that frames, dots, mutes and pins are set, changed and taken away, and refused with a cure."""

import pytest

from neurodesk.graph.edit import add, connect
from neurodesk.graph.errors import EditError
from neurodesk.graph.marks import add_frame, bend, mute, pin, remove_frames, set_frames
from neurodesk.graph.model import Frame, Graph, Place, Port, chosen

WIRE = Port("b", "in")
NOTE = Frame("why", Place(0, 0), 200.0, 100.0)


def pair() -> Graph:
    graph, _ = add(add(Graph(), chosen("x"), "a")[0], chosen("x"), "b")
    return connect(graph, Port("a", "out"), WIRE)


def test_each_mark_is_set_and_taken_away():
    graph, name = add_frame(pair(), NOTE)
    assert (name, graph.frames[name]) == ("frame_1", NOTE)
    assert add_frame(graph, NOTE)[1] == "frame_2"
    wider = NOTE._replace(width=400.0, colour=3)
    assert set_frames(graph, {name: wider}).frames[name] == wider
    assert remove_frames(graph, [name]) == pair()
    assert bend(pair(), {WIRE: [Place(8, 8)]}).bends[WIRE] == (Place(8, 8),)
    assert bend(bend(pair(), {WIRE: [Place(8, 8)]}), {WIRE: []}) == pair()
    for switch, among in ((mute, "muted"), (pin, "pinned")):
        assert set(getattr(switch(pair(), ["a", "b"]), among)) == {"a", "b"}
        assert switch(switch(pair(), ["a"]), ["a", "b"], False) == pair()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda graph: add_frame(graph, NOTE._replace(text="x" * 2_001)),
        lambda graph: add_frame(graph, NOTE._replace(text="\0")),
        lambda graph: add_frame(graph, NOTE._replace(width=8.0)),
        lambda graph: add_frame(graph, NOTE._replace(height=float("nan"))),
        lambda graph: add_frame(graph, NOTE._replace(place=Place(1e9, 0))),
        lambda graph: add_frame(graph, NOTE._replace(colour=6)),
        lambda graph: add_frame(add_frame(graph, NOTE, "mine")[0], NOTE, "mine"),
        lambda graph: set_frames(graph, {"frame_1": NOTE}),
        lambda graph: remove_frames(graph, ["frame_1"]),
        lambda graph: bend(graph, {Port("a", "in"): [Place(0, 0)]}),
        lambda graph: bend(graph, {WIRE: [Place(0, 0)] * 65}),
        lambda graph: bend(graph, {WIRE: [Place(float("inf"), 0)]}),
        lambda graph: mute(graph, ["nobody"]),
        lambda graph: pin(graph, ["nobody"]),
    ],
)
def test_what_cannot_be_is_refused_with_a_cure(wrong):
    with pytest.raises(EditError) as caught:
        wrong(pair())
    assert caught.value.cure
