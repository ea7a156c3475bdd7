"""A map read at once holds what its iterators give, in the same order."""

from hypothesis import given
from hypothesis import strategies as st
from rpds import HashTrieMap

from neurodesk.graph.entries import entries


@given(st.dictionaries(st.text(max_size=4), st.integers(), max_size=80))
def test_all_entries_come_in_the_order_of_the_map(values: dict[str, int]) -> None:
    made = HashTrieMap(values)
    assert entries(made) == [*made.items()]
    assert dict(entries(made)) == values


def test_the_values_are_the_same_objects() -> None:
    value = object()
    assert entries(HashTrieMap({"a": value}))[0][1] is value
