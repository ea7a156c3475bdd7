"""Every kind of problem has a heading and a meaning, and a title that has room on a node."""

import pytest

from neurodesk.compiler.headings import HEADINGS, MOST, title_of


@pytest.mark.parametrize("code", HEADINGS)
def test_headings_are_short_and_meanings_are_sentences(code: str):
    """A name without a full stop, of at most 60 letters; then one to three sentences."""
    title, meaning = HEADINGS[code]
    assert 10 < len(title) <= 60
    assert title[0].isupper()
    assert title[-1] not in ".!?:"
    assert meaning.endswith(".")
    assert 20 < len(meaning) < 300


def test_a_title_is_the_first_sentence_where_that_is_short():
    """Names of 64 letters lose their middle; what is long all the same gets the heading."""
    assert title_of("cycle", "Wires run in a circle. Data flows one way.") == "Wires run in a circle."
    long = "n" * 60 + "_1"
    told = title_of("shape", f"{long} expects a vector; {long} gives 16 x 8 x 8.")
    assert len(told) <= MOST
    assert told.startswith("nnnnnnnnnn…")
    assert told.endswith("_1 gives 16 x 8 x 8.")
    assert title_of("shape", "word " * 40) == "The shapes do not fit."
