"""The style sheet is whole: every role it names exists, and the files it shows are there."""

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from neurodesk.ui.look.style import sheet
from neurodesk.ui.look.theme import theme


@pytest.mark.parametrize("look", ["dark", "light"])
def test_every_place_is_filled(qapp: QApplication, look: str):
    """Colours and drawings of this theme, and no other file."""
    theme().choose(look)
    text = sheet(theme())
    assert "@" not in text
    files = re.findall(r"url\(([^)]*)\)", text)
    assert files
    assert all(Path(file).is_file() for file in files)
    assert any(look in file for file in files)
