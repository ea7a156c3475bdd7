"""Keeps the proof that each edit does what it says, refuses what cannot be, and is taken back by undo."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodesk.graph import edit
from neurodesk.graph.edit import (
    add,
    add_frame,
    bend,
    connect,
    disconnect,
    fragment,
    heal,
    insert_on_wire,
    move,
    mute,
    paste,
    pin,
    remove,
    remove_frames,
    rename,
    replace_node,
    set_frames,
    set_value,
    set_values,
)
from neurodesk.graph.errors import EditError
from neurodesk.graph.history import History
from neurodesk.graph.model import Frame, Graph, Place, Port, chosen
from neurodesk.graph.order import find_cycle
from tests.graph.drawings import dots, frames, graphs, names, places, values


def chain(*keys: str) -> Graph:
    graph, last = Graph(), ""
    for key in keys:
        graph, name = add(graph, chosen(key), prefix=key)
        if last:
            graph = connect(graph, Port(last, "out"), Port(name, "in"))
        last = name
    return graph


def test_add_names_and_places():
    graph, name = add(Graph(), chosen("conv2d", filters=16), at=Place(8, 16), prefix="conv")
    assert name == "conv_1"
    assert graph.nodes["conv_1"] == chosen("conv2d", filters=16)
    assert graph.places["conv_1"] == Place(8, 16)
    graph, other = add(graph, chosen("relu"), "act")
    assert (other, graph.names()) == ("act", ["act", "conv_1"])


@pytest.mark.parametrize(
    "wrong",
    [
        lambda graph: add(graph, chosen("x"), "a_1"),
        lambda graph: add(graph, chosen("x"), "train"),
        lambda graph: add(graph, chosen("x"), at=Place(1e9, 0)),
        lambda graph: remove(graph, ["a_1", "nobody"]),
        lambda graph: heal(graph, ["nobody"]),
        lambda graph: connect(graph, Port("nobody", "out"), Port("a_1", "in")),
        lambda graph: connect(graph, Port("a_1", "out"), Port("nobody", "in")),
        lambda graph: connect(graph, Port("a_1", "out"), Port("a_1", "in")),
        lambda graph: connect(graph, Port("c_1", "out"), Port("a_1", "in")),
        lambda graph: disconnect(graph, Port("a_1", "in")),
        lambda graph: set_value(graph, "nobody", "x", 1),
        lambda graph: set_value(graph, "a_1", "x", float("nan")),
        lambda graph: replace_node(graph, "nobody", chosen("x")),
        lambda graph: rename(graph, "nobody", "b"),
        lambda graph: rename(graph, "a_1", "b_1"),
        lambda graph: rename(graph, "a_1", "a b"),
        lambda graph: move(graph, {"nobody": Place(0, 0)}),
        lambda graph: move(graph, {"a_1": Place(float("nan"), 0)}),
        lambda graph: insert_on_wire(graph, chosen("x"), Port("a_1", "in"), "in", "out"),
        lambda graph: fragment(graph, ["nobody"]),
    ],
)
def test_what_cannot_be_is_refused_with_a_cure(wrong):
    graph = chain("a", "b", "c")
    with pytest.raises(EditError) as caught:
        wrong(graph)
    assert caught.value.cure
    assert graph == chain("a", "b", "c")


def test_a_cycle_is_refused_with_its_path():
    with pytest.raises(EditError, match="c_1 -> a_1 -> b_1 -> c_1"):
        connect(chain("a", "b", "c"), Port("c_1", "out"), Port("a_1", "in"))
    with pytest.raises(EditError, match=r"a_20 -> a_1 -> a_2 -> a_3 -> \.\.\. -> a_18 -> a_19 -> a_20"):
        connect(chain(*["a"] * 20), Port("a_20", "out"), Port("a_1", "in"))


def test_connect_replaces_the_old_wire():
    graph = chain("a", "b", "c")
    rewired = connect(graph, Port("a_1", "out"), Port("c_1", "in"))
    assert rewired.into("c_1") == {"in": Port("a_1", "out")}
    assert rewired.out_of("b_1") == []
    assert connect(rewired, Port("a_1", "out"), Port("c_1", "in")) is rewired
    assert disconnect(rewired, Port("c_1", "in")).into("c_1") == {}


def test_remove_takes_wires_and_places_along():
    graph = remove(chain("a", "b", "c"), ["b_1"])
    assert graph.names() == ["a_1", "c_1"]
    assert (len(graph.wires), sorted(graph.places)) == (0, ["a_1", "c_1"])


def test_heal_joins_through_all_that_goes():
    graph = heal(chain("a", "b", "c", "d"), ["b_1", "c_1"])
    assert graph.into("d_1") == {"in": Port("a_1", "out")}
    graph = connect(chain("a", "b"), Port("a_1", "out"), Port("b_1", "other"))
    graph, name = add(graph, chosen("x"), "two")
    graph = connect(connect(graph, Port("b_1", "out"), Port(name, "a")), Port("b_1", "last"), Port(name, "b"))
    assert heal(graph, ["b_1"]).into("two") == {"a": Port("a_1", "out"), "b": Port("a_1", "out")}
    assert heal(chain("a", "b"), ["a_1"]).into("b_1") == {}


def test_values_are_set_and_others_stay():
    graph, _ = add(Graph(), chosen("conv2d", filters=16, kernel=3), "c")
    graph = set_values(graph, "c", {"filters": 32, "padding": [1, 1]})
    assert graph.nodes["c"] == chosen("conv2d", filters=32, kernel=3, padding=(1, 1))
    assert set_value(graph, "c", "kernel", 5).nodes["c"].values["kernel"] == 5
    assert replace_node(graph, "c", chosen("relu")).nodes["c"] == chosen("relu")


def test_rename_keeps_place_values_and_wires():
    graph = rename(chain("a", "b", "c"), "b_1", "middle")
    assert graph.into("middle") == {"in": Port("a_1", "out")}
    assert graph.into("c_1") == {"in": Port("middle", "out")}
    assert graph.names() == ["a_1", "c_1", "middle"]
    assert "b_1" not in graph.places
    assert rename(graph, "middle", "b_1") == chain("a", "b", "c")
    assert rename(graph, "middle", "middle") is graph


def test_insert_on_wire_splices():
    graph, name = insert_on_wire(chain("a", "b"), chosen("n"), Port("b_1", "in"), "left", "right", Place(8, 8), "n")
    assert graph.into(name) == {"left": Port("a_1", "out")}
    assert graph.into("b_1") == {"in": Port(name, "right")}
    assert graph.places[name] == Place(8, 8)


def test_copy_takes_what_lies_between_and_paste_names_it_anew():
    graph = chain("a", "b", "c", "d")
    part = fragment(graph, ["b_1", "c_1"])
    assert part.names() == ["b_1", "c_1"]
    assert dict(part.wires.items()) == {Port("c_1", "in"): Port("b_1", "out")}
    assert part.into("b_1") == {}
    pasted, renamed = paste(graph, part, Place(16, 24))
    assert renamed == {"b_1": "b_2", "c_1": "c_2"}
    assert pasted.into("c_2") == {"in": Port("b_2", "out")}
    assert pasted.places["b_2"] == Place(16, 24)
    assert paste(Graph(), part)[0] == part


def test_moving_changes_places_only():
    graph = chain("a", "b")
    moved = move(graph, {"a_1": Place(8, 8)})
    assert moved.places["a_1"] == Place(8, 8)
    assert moved.same_network(graph)
    assert moved.wires is graph.wires


def test_every_edit_is_found_by_one_import():
    assert all(callable(getattr(edit, name)) for name in edit.__all__ if name != "ORIGIN")


def marked() -> Graph:
    graph = mute(pin(chain("a", "b", "c"), ["b_1"]), ["b_1"])
    return bend(graph, {Port("b_1", "in"): [Place(8, 8)], Port("c_1", "in"): [Place(16, 8), Place(24, 8)]})


def test_marks_go_with_what_they_mark():
    graph = rename(marked(), "b_1", "middle")
    assert (set(graph.muted), set(graph.pinned)) == ({"middle"}, {"middle"})
    assert dict(graph.bends.items()) == {
        Port("middle", "in"): (Place(8, 8),),
        Port("c_1", "in"): (Place(16, 8), Place(24, 8)),
    }
    assert rename(graph, "middle", "b_1") == marked()
    assert remove(marked(), ["b_1"]) == remove(chain("a", "b", "c"), ["b_1"])
    assert dict(disconnect(marked(), Port("c_1", "in")).bends.items()) == {Port("b_1", "in"): (Place(8, 8),)}
    assert dict(heal(marked(), ["b_1"]).bends.items()) == {Port("c_1", "in"): (Place(8, 8), Place(16, 8), Place(24, 8))}


def test_a_layer_spliced_into_a_wire_stands_between_its_dots():
    graph, name = insert_on_wire(marked(), chosen("x"), Port("c_1", "in"), "in", "out", Place(20, 0), "x")
    assert graph.bends[Port(name, "in")] == (Place(16, 8),)
    assert graph.bends[Port("c_1", "in")] == (Place(24, 8),)


def test_marks_are_copied_and_pasted():
    graph, frame = add_frame(marked(), Frame("why", Place(0, 0), 200.0, 100.0, 2))
    part = fragment(graph, ["b_1", "c_1"], [frame])
    assert dict(part.bends.items()) == {Port("c_1", "in"): (Place(16, 8), Place(24, 8))}
    pasted, renamed = paste(graph, part, Place(100, 10))
    assert renamed["b_1"] in pasted.muted
    assert renamed["b_1"] in pasted.pinned
    assert pasted.bends[Port(renamed["c_1"], "in")] == (Place(116, 18), Place(124, 18))
    assert pasted.frames["frame_2"] == Frame("why", Place(100, 10), 200.0, 100.0, 2)
    assert paste(Graph(), part)[0] == part


KINDS = (
    *("add", "connect", "disconnect", "remove", "heal", "set", "rename", "move", "splice", "paste"),
    *("frame", "reframe", "unframe", "bend", "mute", "pin"),
)


@st.composite
def changes(draw: st.DrawFn):
    """Any edit, on names that may or may not be there."""
    some = st.sampled_from(["n_1", "n_2", "n_3", "n_4"])
    ports = st.builds(Port, some, st.sampled_from(["a", "b"]))
    kind = draw(st.sampled_from(KINDS))
    one, two, place = draw(ports), draw(ports), draw(places)
    group, name, value = draw(st.lists(some, max_size=3)), draw(st.one_of(some, names)), draw(values)
    frame, way, on, which = draw(frames), draw(dots), draw(st.booleans()), draw(st.sampled_from(["frame_1", "frame_2"]))
    return {
        "add": lambda graph: add(graph, chosen("x", v=value), at=place, prefix="n")[0],
        "connect": lambda graph: connect(graph, one, two),
        "disconnect": lambda graph: disconnect(graph, two),
        "remove": lambda graph: remove(graph, group),
        "heal": lambda graph: heal(graph, group),
        "set": lambda graph: set_value(graph, one.node, "v", value),
        "rename": lambda graph: rename(graph, one.node, name),
        "move": lambda graph: move(graph, {one.node: place}),
        "splice": lambda graph: insert_on_wire(graph, chosen("x"), two, "a", "b", prefix="n")[0],
        "paste": lambda graph: paste(graph, fragment(graph, group, graph.frames), Place(8, 8))[0],
        "frame": lambda graph: add_frame(graph, frame)[0],
        "reframe": lambda graph: set_frames(graph, {which: frame}),
        "unframe": lambda graph: remove_frames(graph, [which]),
        "bend": lambda graph: bend(graph, {two: way}),
        "mute": lambda graph: mute(graph, group, on),
        "pin": lambda graph: pin(graph, group, on),
    }[kind]


def check_whole(graph: Graph) -> None:
    """Nothing dangles, nothing is cyclic, and every node has its place."""
    assert all(target.node in graph.nodes and source.node in graph.nodes for target, source in graph.wires.items())
    assert set(graph.places) == set(graph.nodes)
    assert find_cycle(graph) is None
    assert set(graph.bends) <= set(graph.wires)
    assert all(graph.bends.values())
    assert set(graph.muted) | set(graph.pinned) <= set(graph.nodes)
    anew = Graph(graph.nodes, graph.wires)
    assert all(graph.into(name) == anew.into(name) and graph.out_of(name) == anew.out_of(name) for name in graph.nodes)


@settings(max_examples=150)
@given(graphs(most=3), st.lists(st.tuples(changes(), st.sampled_from(["", "", "drag"])), max_size=25))
def test_random_edits_keep_the_drawing_whole_and_undo_all_gives_the_start(start, steps):
    history = History(start)
    for change, merge in steps:
        before = history.value
        try:
            history.do("edit", change, merge)
        except EditError:
            assert history.value is before
        check_whole(history.value)
    end = history.value
    while history.can_undo:
        history.undo()
    assert history.value == start
    while history.can_redo:
        history.redo()
    assert history.value == end
