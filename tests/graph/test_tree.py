"""Keeps the proof that JSON is read strictly and written for people."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodesk.graph.errors import BadFile
from neurodesk.graph.tree import LINE, parse, write

trees = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(trees)
def test_what_is_written_reads_back(tree):
    assert parse(write(tree), "x") == tree
    assert json.loads(write(tree)) == tree


def test_short_and_flat_things_share_a_line():
    assert write({"a": 1, "b": [1, 2]}) == '{"a": 1, "b": [1, 2]}'
    assert write({"a": {"b": 1}}) == '{\n  "a": {"b": 1}\n}'
    assert write({"layer": "relu"}) == '{\n  "layer": "relu"\n}'
    assert write(["x" * LINE]) == '[\n  "' + "x" * LINE + '"\n]'
    assert write({}) == "{}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1, "a": 2}', "twice"),
        ('{"x": {"a": 1, "a": 1}}', "twice"),
        (json.dumps({f"k{at}": 0 for at in range(6_001)}), "6,001 entries in one place"),
        ("[NaN]", "NaN"),
        ("[-Infinity]", "Infinity"),
        ("[1e999]", "too large"),
        ("[-1e999]", "too large"),
        (f"[{'9' * 5000}]", "5,000 digits"),
        ("[" * 100_000, "64 deep"),
        ("[" * 65 + "]" * 65, "64 deep"),
        ('{"a":' * 500 + "1" + "}" * 500, "64 deep"),
        ("[1, 2", "line 1, column 6"),
        ("", "line 1, column 1"),
        ("[1] [2]", "no complete JSON"),
        ("{'a': 1}", "no complete JSON"),
    ],
)
def test_what_is_no_plain_json_is_refused(text, said):
    with pytest.raises(BadFile, match=said) as caught:
        parse(text, "digits.neurodesk")
    assert caught.value.cure
    assert len(str(caught.value)) < 250


def test_deep_but_legal_is_read():
    assert parse("[" * 64 + "]" * 64, "x")


@pytest.mark.parametrize("piece", ["[],", "{},", "0,", '"",', " "])
@pytest.mark.timeout(60)  # without the guards these take minutes and gigabytes
def test_texts_built_to_exhaust_are_refused(piece):
    text = "[" + piece * (17 * 2**20 // len(piece)) + "0]"
    for each in (text, "[" + text[1 : 15 * 2**20]):
        with pytest.raises(BadFile):
            parse(each, "x")
