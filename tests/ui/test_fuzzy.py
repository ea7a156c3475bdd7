"""What was typed finds names: beginnings before middles, words in any order, letters in order."""

from neurodesk.ui.fuzzy import score


def best(wanted: str, *texts: str) -> list[str]:
    """The texts found, best first."""
    found = {text: score(wanted, text) for text in texts}
    return sorted((text for text in texts if found[text] is not None), key=lambda text: found[text])


def test_the_nearest_comes_first():
    """A beginning, then a word's beginning, then the middle of a word, then scattered letters."""
    assert best("fit", "outfit", "fit all", "zoom to fit", "f i t") == ["fit all", "zoom to fit", "outfit", "f i t"]


def test_words_stand_in_any_order_and_letters_in_one():
    """Other letters find nothing."""
    assert score("as save", "save as") is not None
    assert score("svas", "save as") is not None
    assert score("assv", "save as") is None
    assert score("x", "save as") is None


def test_letters_strewn_over_a_long_text_find_nothing():
    """Fingers run along the keyboard are no word, however many words there are."""
    about = "alpha dropout add a layer alpha dropout self-normalizing dropout for high ones"
    assert score("asdfgh", about) is None
    assert score("aldr", about) is not None
