"""A tip says what it was given, word for word."""

from PySide6.QtGui import QTextDocumentFragment

from neurodesk.ui.look.tips import tip
from tests.ui.desk import HOSTILE


def test_plain_text_stays():
    """Nothing is changed without need."""
    assert tip("conv_1 expects 3 < 4 channels & more") == "conv_1 expects 3 < 4 channels & more"


def test_markup_is_shown_as_it_stands():
    """What Qt draws reads as the text given."""
    assert "<img" not in tip(HOSTILE)
    assert QTextDocumentFragment.fromHtml(tip(HOSTILE)).toPlainText() == HOSTILE
