"""The File menu leads to the document, the welcome page and the exports."""

from pathlib import Path

import pytest

from neurodesk.files.project import save_project
from neurodesk.graph.model import Project, empty_document
from neurodesk.ui import asking, windows
from neurodesk.ui.settings import settings
from neurodesk.ui.window import Window
from tests.ui.test_docks import in_front


def test_the_file_menu_goes_where_it_says(window: Window):
    """A new project is empty, the welcome page comes and goes, Export shows its dock."""
    window.actions_by_key["welcome"].trigger()
    assert window.welcome.isVisible()
    window.actions_by_key["new"].trigger()
    assert window.canvas.isVisible()
    assert not window.session.graph.nodes
    window.actions_by_key["export"].trigger()
    assert in_front(window.docks, "Export")


def test_the_last_project_is_reopened(window: Window, tmp_path: Path):
    """The newest that is there and not on the desk; else the reason is said."""
    window.renew()
    assert window.actions_by_key["reopen"].toolTip() == "No other project was open before."
    window.session.save(tmp_path / "a.neurodesk")
    settings().add_recent(tmp_path / "a.neurodesk")
    window.new()
    window.actions_by_key["reopen"].trigger()
    assert window.session.path == tmp_path / "a.neurodesk"


def test_a_project_is_opened_beside(window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """In a window of its own; the first keeps its drawing."""
    save_project(Project(empty_document(), tmp_path / "other.neurodesk"))
    monkeypatch.setattr(asking, "project_to_open", lambda _window: tmp_path / "other.neurodesk")
    before = window.session.document
    window.actions_by_key["open_beside"].trigger()
    other = windows.every()[-1]
    assert (window.session.document is before, other.session.path) == (True, tmp_path / "other.neurodesk")
    other.leave()
