"""A text is translated as it stands, and filled in afterwards."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from neurodesk.ui.words import CONTEXT, speak, tr


class Backwards(QTranslator):
    """A language of its own."""

    def isEmpty(self) -> bool:
        """It has words."""
        return False

    def translate(self, context: str, text: str, _hint: str | None = None, _n: int = -1) -> str | None:
        """One sentence of ours; nothing of Qt's own."""
        return "{count} Schichten" if (context, text) == (CONTEXT, "{count} layers") else None


@pytest.fixture
def backwards(qapp: QApplication) -> Iterator[None]:
    """That language for one test."""
    language = Backwards()
    qapp.installTranslator(language)
    yield
    qapp.removeTranslator(language)


@pytest.mark.usefixtures("backwards")
def test_translated_then_filled_in():
    """The translator sees the sentence before the number is in it; braces without values stay."""
    assert tr("{count} layers", count=3) == "3 Schichten"
    assert tr("Set {x}") == "Set {x}"


def test_a_language_without_a_translation_is_english(qapp: QApplication):
    """Choosing it changes no text."""
    assert not speak("english")
    assert tr("Settings") == "Settings"
