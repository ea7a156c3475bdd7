"""Keeps the proof that one card for many lies free and closes the gap, and that many for one lie free."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from neurodesk.graph.edit import add
from neurodesk.graph.marks import add_frame
from neurodesk.graph.model import Frame, Graph, Place, chosen
from neurodesk.graph.spacing import Settled, came_back, free_near, make_way, middle, places_of, put, settle, take_place

FIELDS = [Place(232.0 * column, 160.0 * row) for row in range(3) for column in range(6)]


def row(*xs: int, y: float = 0.0) -> dict[str, Place]:
    """Cards in one row, in columns of 232 px."""
    return {f"relu_{x}": Place(232.0 * x, y) for x in xs}


def touching(places: list[Place]) -> bool:
    """Whether two cards of 176 x 80 px lie on each other."""
    return any(
        abs(one.x - other.x) < 176 and abs(one.y - other.y) < 80
        for at, one in enumerate(places)
        for other in places[at + 1 :]
    )


def test_what_follows_moves_up_to_the_card():
    found = settle(row(0, 1, 5, 6), row(2, 3, 4).values())
    assert found.at == Place(464.0, 0.0)
    assert found.places == {**row(0, 1), "relu_5": Place(696.0, 0.0), "relu_6": Place(928.0, 0.0)}


def test_over_rows_the_rest_of_each_moves_to_the_left_and_empty_ones_close():
    others = {**row(0, 1), "relu_9": Place(464.0, 320.0), "relu_10": Place(0.0, 480.0)}
    gone = [*row(2, 3).values(), *row(0, 1, 2, 3, y=160.0).values(), *row(0, 1, y=320.0).values()]
    found = settle(others, gone)
    assert found.at == Place(464.0, 0.0)
    assert found.places["relu_9"] == Place(0.0, 160.0)
    assert found.places["relu_10"] == Place(0.0, 320.0)
    assert came_back(found, gone) == others


def test_where_others_stand_under_the_gap_nothing_moves_and_the_card_lies_free():
    """As a lane beside the one that is grouped: its columns would no longer fit."""
    others = {**row(0, 5), "relu_9": Place(696.0, 112.0), "relu_10": Place(696.0, 0.0)}
    found = settle(others, row(2, 4).values())
    assert found.places is others
    assert not touching([found.at, *others.values()])


@settings(max_examples=300, deadline=None)
@given(st.sets(st.sampled_from(FIELDS), min_size=3), st.data())
def test_one_for_many_and_back_is_the_start(fields, data):
    """In rows and columns, whichever cards give way."""
    gone = data.draw(st.sets(st.sampled_from(sorted(fields)), min_size=1))
    others = {f"relu_{at}": place for at, place in enumerate(sorted(fields - gone))}
    found = settle(others, gone)
    assert not touching([found.at, *found.places.values()])
    assert came_back(found, gone) == others


def test_a_card_moved_by_hand_is_no_way_back():
    found = settle(row(0, 4), row(1, 2, 3).values())
    moved = Settled(Place(found.at.x, 400.0), found.places)
    assert came_back(moved, row(1, 2, 3).values()) is None


@settings(max_examples=200, deadline=None)
@given(st.sets(st.sampled_from(FIELDS), min_size=1), st.sampled_from(FIELDS), st.integers(1, 5), st.integers(1, 3))
def test_many_for_one_lie_free(fields, at, wide, high):
    """Cards in a block around the place of one, which touched none."""
    assume(at not in fields)
    come = [Place(at.x + 232.0 * (x - wide // 2), at.y + 112.0 * y) for x in range(wide) for y in range(high)]
    others = {f"relu_{number}": place for number, place in enumerate(sorted(fields))}
    assert not touching([*come, *make_way(others, come, at).values()])


@pytest.mark.parametrize("side", [[(696, 112)], [(696, 112), (696, 224), (928, 224)]])
def test_one_for_a_side_branch_stands_in_the_row(side):
    """Where the first of them stood, so that the wire to it stays level, whether what follows moves up or not."""
    gone = [Place(232.0, 0.0), Place(464.0, 0.0), Place(1160.0, 0.0), *(Place(*map(float, at)) for at in side)]
    others = row(0, 6)
    found = settle(others, gone)
    assert found.at == Place(232.0, 0.0)
    assert came_back(found, gone) == others


def test_the_nearest_free_place():
    assert free_near([], Place(5.0, 5.0)) == Place(5.0, 5.0)
    assert free_near(row(0, 1, 2).values(), Place(232.0, 0.0)) == Place(232.0, 112.0)
    assert middle([]) == Place(0.0, 0.0)


def test_a_frame_goes_with_its_cards_and_none_takes_another_in():
    graph = Graph()
    for name, place in row(0, 1, 5, 6).items():
        graph, _ = add(graph, chosen("relu"), name, place)
    graph, _ = add(graph, chosen("relu"), "block_1")
    gone = list(row(2, 3, 4).values())
    framed, _ = add_frame(graph, Frame("after", Place(1140.0, -24.0), 480.0, 128.0), "frame_1")
    moved = take_place(framed, "block_1", gone)
    assert moved.frames["frame_1"].place == Place(676.0, -24.0)
    back = came_back(Settled(moved.places["block_1"], places_of(moved, row(0, 1, 5, 6))), gone)
    assert back is not None
    assert put(moved, back).frames == framed.frames
    wide, _ = add_frame(graph, Frame("before and the gap", Place(-24.0, -24.0), 1120.0, 128.0), "frame_1")
    assert take_place(wide, "block_1", gone).places["relu_5"] == Place(1160.0, 0.0)  # it would come to lie on the frame
