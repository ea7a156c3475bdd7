"""Lines of menus that come and go: docks and recent files (windows: `test_windows.py`)."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu

from neurodesk.ui.settings import settings
from neurodesk.ui.window import Window
from tests.ui.desk import HOSTILE


@pytest.fixture
def recent(window: Window) -> QMenu:
    """The menu of recent files."""
    found = window.menus["File"].findChild(QMenu) or next(
        action.menu() for action in window.menus["File"].actions() if action.menu()
    )
    return found


def test_recent_files_newest_first(window: Window, recent: QMenu, tmp_path: Path):
    """A click opens; what is gone is grey and says so; names are neither markup nor keys; the list can be cleared."""
    recent.aboutToShow.emit()
    assert [action.isEnabled() for action in recent.actions()] == [False]
    window.session.save(tmp_path / "a&b.neurodesk")
    settings().add_recent(tmp_path / "a&b.neurodesk")
    settings().add_recent(tmp_path / f"{HOSTILE.replace('/', '')}.neurodesk")
    recent.aboutToShow.emit()
    gone, there, *_line, clear = recent.actions()
    assert not gone.isEnabled()
    assert "no longer there" in gone.toolTip()
    assert "<b>bold" not in gone.toolTip()
    assert "a&&b" in there.text()
    window.new()
    there.trigger()
    assert window.session.path == tmp_path / "a&b.neurodesk"
    clear.trigger()
    assert settings().recent == []


def test_docks_are_in_view(window: Window):
    """Each once."""
    texts = [action.text() for action in window.menus["View"].actions()]
    assert [texts.count(name) for name in window.docks.widgets] == [1] * len(window.docks.widgets)
