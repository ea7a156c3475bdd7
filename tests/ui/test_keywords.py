"""The words of the field stand beside those of the program, in both languages."""

from PySide6.QtWidgets import QApplication

from neurodesk.ui.keywords import PLOTS, keywords
from neurodesk.ui.words import speak


def test_words_are_known_in_both_languages(qapp: QApplication):
    """In German the English ones are found, too; what has none has none."""
    speak("deutsch")
    told = keywords("plot roc")
    speak("english")
    assert "AUC" in told
    assert "Richtig-positiv-Rate" in told
    assert "true positive rate" in told
    assert keywords("plot roc") in told
    assert keywords("action nobody") == ""


def test_every_plot_has_words():
    """Its title alone is one of many names."""
    assert all(keywords(f"plot {plot}") for plot in PLOTS)
