"""Actions of the File menu: projects and what leaves them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from neurodesk.disk.reading import is_file
from neurodesk.ui import asking, windows
from neurodesk.ui.actions.declared import Declared, needs_nodes
from neurodesk.ui.settings import settings
from neurodesk.ui.words import tr

if TYPE_CHECKING:
    from neurodesk.ui.window import Window


def _save_picture(window: Window) -> None:
    from neurodesk.ui.picture_dialog import show_picture_dialog  # late: the first paint needs none of it

    dialog = show_picture_dialog(window.session, window)
    dialog.saved.connect(lambda path: window.word.showMessage(tr("Saved {file}", file=Path(path).name), 8000))


def _open_beside(window: Window) -> None:
    path = asking.project_to_open(window)
    if path is not None:
        windows.another(window, path)


def _before(window: Window) -> list[Path]:
    """The projects that were open before the one at hand, newest first."""
    return [path for path in map(Path, settings().recent) if path != window.session.path]


def _reopen(window: Window) -> None:
    """Open the newest that is there; when none is, the first one's sentence says so."""
    before = _before(window)
    window.open(next((path for path in before if is_file(path)), before[0]))


def _reason_not_to_reopen(window: Window) -> str:
    return "" if _before(window) else tr("No other project was open before.")


def _show_versions(window: Window) -> None:
    from neurodesk.ui.versions_dialog import show_versions  # late, as above

    show_versions(window.session, window)


def _reason_for_no_versions(window: Window) -> str:
    return "" if window.session.path else tr("Save the project first: from then on every save is kept.")


ACTIONS: tuple[Declared, ...] = (
    Declared("new", "File", "New project", ("Ctrl+N",), lambda w: w.new(), "new"),
    Declared("open", "File", "Open…", ("Ctrl+O",), lambda w: w.ask_open(), "open"),
    Declared("open_beside", "File", "Open in a new window…", ("Ctrl+Shift+O",), _open_beside, "open"),
    Declared("reopen", "File", "Reopen the last project", (), _reopen, "open", _reason_not_to_reopen),
    Declared("welcome", "File", "Templates and recent files", ("Ctrl+T",), lambda w: w.show_welcome(), "home"),
    Declared("save", "File", "Save", ("Ctrl+S",), lambda w: w.save(), "save"),
    Declared("save_as", "File", "Save as…", ("Ctrl+Shift+S",), lambda w: w.save_as(), "save"),
    Declared("versions", "File", "Earlier versions…", (), _show_versions, "undo", _reason_for_no_versions),
    Declared("export", "File", "Export…", ("Ctrl+E",), lambda w: w.show_dock("Export"), "export"),
    Declared("picture", "File", "Save picture of the network…", (), _save_picture, "image", needs_nodes),
    Declared("quit", "File", "Quit", ("Ctrl+Q",), lambda _w: windows.quit_all()),
)
