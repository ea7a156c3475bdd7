"""Names from files become fit to show, and each stays different from the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodesk.data.catalogue import SOURCES
from neurodesk.data.source import MAX_NAME, clean, listed, unique


@given(st.text())
def test_a_cleaned_name_can_be_shown_and_saved(text):
    name = clean(text)
    assert name.isprintable()
    assert len(name) <= MAX_NAME
    assert name.encode().decode() == name == name.strip()


@pytest.mark.parametrize(
    ("raw", "name"), [("a\u202eb", "ab"), (" a\n b\t", "a b"), ("\udc80x\0", "x"), ("=HYPERLINK(1)", "=HYPERLINK(1)")]
)
def test_invisible_marks_are_taken_out(raw, name):
    assert clean(raw) == name


@given(st.lists(st.sampled_from(["a", "A", "", " a", "a (2)", "\u200b"]), max_size=9))
def test_unique_names_are_as_many_and_all_different(names):
    made = unique(names, lambda index: f"column {index + 1}")
    assert len(made) == len(set(made)) == len(names)
    assert all(made)


def test_a_long_list_is_cut_short():
    assert listed("abcd", 2) == "a, b and 2 more"
    assert listed("ab", 2) == "a, b"


@pytest.mark.parametrize("source", list(SOURCES), ids=SOURCES.keys())
def test_every_source_is_explained(source):
    assert source.doc
    assert source.label
    assert source.icon
    assert source.task in {"classification", "regression", "auto"}
    assert all(param.doc for param in source.params().values())
    assert source(**{name: param.default for name, param in source.params().items()}).values == source().values
