"""Keeps the proof that undo and redo walk the same road, drags are one step, and memory stays bounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodesk.files.project import dumps
from neurodesk.graph.document import set_notes
from neurodesk.graph.edit import add, move
from neurodesk.graph.history import MOST_BYTES, History, added_bytes
from neurodesk.graph.model import Document, Graph, Place, chosen, empty_document
from tests.graph.wandering import wandered

steps = st.lists(
    st.tuples(
        st.sampled_from(["put", "put", "undo", "redo", "save", "fail"]), st.integers(0, 3), st.sampled_from(["", "a"])
    )
)


def put(history: History[int], value: int, merge: str = "") -> int:
    return history.do(f"Put {value}", lambda _: value, merge)


@given(steps)
def test_undo_all_gives_the_start_redo_all_the_end(todo):
    history = History.start(0)
    for kind, value, merge in todo:
        before = history.value
        if kind == "put":
            assert put(history, value, merge) == value
        elif kind == "fail":
            with pytest.raises(ZeroDivisionError):
                history.do("Fail", lambda old: old // 0)
            assert history.value == before
        elif kind == "save":
            history.mark_saved(history.value)
            assert history.is_saved
        else:
            getattr(history, kind)()
    while history.can_redo:
        history.redo()
    end, way = history.value, []
    while history.can_undo:
        way.append(history.value)
        assert history.undo() != way[-1]
    assert history.value == 0
    while history.can_redo:
        assert history.redo() == way.pop()
    assert history.value == end
    assert history.size == 500 * (len(history._steps) - 1)


def test_a_drag_is_one_step():
    history = History(0)
    for value in range(1, 60):
        put(history, value, "drag 1")
    put(history, 100, "drag 2")
    assert [history.undo(), history.undo(), history.redo(), history.redo()] == [59, 0, 59, 100]


def test_a_drag_back_to_where_it_began_leaves_no_step():
    history = History(0)
    for value in (1, 2, 0):
        put(history, value, "drag")
    assert not history.can_undo
    assert history.size == 0


def test_a_drag_that_was_saved_halfway_is_two_steps():
    history = History(0)
    put(history, 1, "drag")
    history.mark_saved(history.value)
    put(history, 2, "drag")
    assert history.undo() == 1
    assert history.is_saved


def test_saved_is_what_the_file_holds_whichever_way_it_came_back():
    history = History(0)
    assert history.is_saved
    put(history, 1)
    put(history, 2)
    history.mark_saved(history.value)
    history.undo()
    assert not history.is_saved
    put(history, 3)
    put(history, 4)  # as many steps from the start as the saved one had
    assert not history.is_saved
    put(history, 2)
    assert history.is_saved
    history.mark_saved(9)
    assert not history.is_saved


def test_labels_and_ends():
    history = History(0)
    assert (history.undo(), history.redo(), history.undo_label, history.redo_label) == (0, 0, "", "")
    put(history, 1)
    put(history, 2)
    history.undo()
    assert (history.undo_label, history.redo_label) == ("Put 1", "Put 2")
    put(history, 1)  # changes nothing, so what can be done again stays
    assert history.can_redo
    put(history, 5)
    assert not history.can_redo


def test_the_oldest_steps_go_when_bytes_run_out():
    history = History(0, weigh=lambda old, new: 10, most_bytes=100)
    for value in range(1, 51):
        put(history, value)
        assert history.size <= 100
    while history.can_undo:
        history.undo()
    assert history.value == 40
    huge = History(0, weigh=lambda old, new: 1000, most_bytes=100)
    put(huge, 1)
    put(huge, 2)
    assert huge.undo() == 1  # the last step can always be taken back


def test_steps_are_weighed_by_what_changed():
    graph = Graph()
    for _ in range(200):
        graph, _ = add(graph, chosen("linear", units=10), prefix="linear")
    document = empty_document().with_graph("network", graph)
    moved = document.with_graph("network", move(graph, {"linear_1": Place(8, 8)}))
    assert added_bytes(document, moved) < 2_000 < added_bytes(empty_document(), document)
    assert added_bytes(document, set_notes(document, "x" * 10_000)) > 10_000
    history: History[Document] = History(document)
    for at in range(2_000):
        history.do("Move", lambda now, at=at: now.with_graph("network", move(now.graph(), {"linear_1": Place(at, 8)})))
    assert 0 < history.size < MOST_BYTES


def test_a_thousand_random_edits_taken_back_give_the_start_byte_for_byte():
    history, before = wandered(1000)
    assert history.size < MOST_BYTES
    while history.can_undo:
        history.undo()
    assert dumps(history.value) == before


def test_what_is_said_in_another_way_is_no_step():
    """Every value, also what undo and redo come to and what the file holds."""
    history = History.start(1)
    history.do("two", lambda _old: 2)
    history.mark_saved(2)
    history.do("three", lambda _old: 3)
    history.undo()
    history.rewrite(lambda value: value * 10)
    assert (history.value, history.is_saved, history.redo_label) == (20, True, "three")
    assert history.redo() == 30
    assert history.undo() + history.undo() == 30
    assert not history.can_undo
