"""The Help menu tells keys and what is installed."""

import pytest

from neurodesk.ui import asking
from neurodesk.ui.window import Window


def test_help_shows_keys_and_the_installation(window: Window, monkeypatch: pytest.MonkeyPatch):
    """Every action with a key is listed; the installation names its versions."""
    told: list[object] = []
    monkeypatch.setattr(asking, "show_keys", lambda _window, rows: told.append(rows))
    monkeypatch.setattr(asking, "show_text", lambda _window, title, text: told.append((title, text)))
    window.actions_by_key["keys"].trigger()
    window.actions_by_key["doctor"].trigger()
    assert ("Train", "Ctrl+Enter") in told[0]
    assert "Python" in str(told[1])
