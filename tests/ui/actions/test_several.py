"""The Window menu goes from window to window (how they live together: `tests/ui/test_windows.py`)."""

import pytest

from neurodesk.ui import windows
from neurodesk.ui.window import Window


def test_next_window_goes_round(window: Window, monkeypatch: pytest.MonkeyPatch):
    """From the last to the first."""
    other = windows.another(window)
    brought = []
    monkeypatch.setattr(windows, "bring", brought.append)
    window.actions_by_key["next_window"].trigger()
    other.actions_by_key["next_window"].trigger()
    assert brought == [other, window]
    other.leave()
