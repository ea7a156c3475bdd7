"""Tags as they are typed and kept."""

import pytest

from neurodesk.training.tags import LONGEST, MOST, as_tags, tags_of


def test_tags_are_typed_with_commas():
    """Each once."""
    assert as_tags(" a , b,,a, c d ") == ("a", "b", "c d")
    assert len(as_tags("x" * 999)[0]) == LONGEST
    assert len(as_tags(",".join(map(str, range(99))))) == MOST


@pytest.mark.parametrize("text", ["", "{}", "[1, null]", "[" * 100_000, None, "7"])
def test_what_is_no_list_of_words_has_no_tags(text: object):
    """A list of runs is drawn whatever stands in the file."""
    assert tags_of(text) == ()
