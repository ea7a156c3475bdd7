"""A run has one name wherever it is met."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from neurodesk.ui.runs.run_names import run_name, short_name
from neurodesk.ui.words import speak


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """German for one test."""
    speak("deutsch")
    yield
    speak("english")


@pytest.mark.usefixtures("german")
def test_only_the_untouched_name_is_said_in_the_language():
    """What a person wrote stands, and is cut between other words."""
    assert (run_name("Run 3", 3), run_name("", 3)) == ("Lauf 3", "Lauf 3")
    assert (run_name("Run 4", 3), run_name("Mieten", 3)) == ("Run 4", "Mieten")
    assert short_name("m" * 60, 3) == f"{'m' * 23}…"
