"""Motion follows the person, and else the computer."""

import pytest
from PySide6.QtWidgets import QApplication

from neurodesk.ui.motion import motion_reduced
from neurodesk.ui.settings import settings


@pytest.mark.parametrize(("choice", "reduced"), [("on", True), ("off", False)])
def test_what_was_chosen_holds(qapp: QApplication, choice: str, reduced: bool):
    """Whatever the computer says."""
    settings().remember(reduced_motion=choice)
    assert motion_reduced() is reduced


def test_else_the_computer_is_asked(qapp: QApplication, monkeypatch: pytest.MonkeyPatch):
    """Its switch for effects comes through the style."""
    for milliseconds, reduced in ((0, True), (200, False)):
        monkeypatch.setattr(type(QApplication.style()), "styleHint", lambda *_a, ms=milliseconds: ms)
        assert motion_reduced() is reduced
