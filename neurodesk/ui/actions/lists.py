"""Lines of menus that come and go: recent files, docks, open windows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from neurodesk.disk.reading import is_file
from neurodesk.ui import windows
from neurodesk.ui.look.tips import tip
from neurodesk.ui.settings import settings
from neurodesk.ui.walking import is_seen
from neurodesk.ui.words import tr

if TYPE_CHECKING:
    from neurodesk.ui.failing import Dock
    from neurodesk.ui.window import Window

_PATH_PX = 400  # a longer path is cut in its middle


def install(window: Window) -> None:
    """Put the lists into their menus; each is drawn when its menu opens."""
    view, listed = window.menus["View"], window.menus["Window"]
    view.addSeparator()
    for dock in window.docks.widgets.values():
        view.addAction(_line_of(window, dock))
    recent = QMenu(tr("Open recent"), window, toolTipsVisible=True)
    window.menus["File"].insertMenu(window.actions_by_key["reopen"], recent)
    recent.aboutToShow.connect(lambda: fill_recent(window, recent))
    listed.addSeparator()
    listed.aboutToShow.connect(lambda: fill_windows(window, listed))


def fill_recent(window: Window, menu: QMenu) -> None:
    """The recent files, newest first; those that are gone are grey and say so."""
    menu.clear()
    for path in settings().recent:
        text = window.fontMetrics().elidedText(path, Qt.TextElideMode.ElideMiddle, _PATH_PX)
        there = is_file(Path(path))
        action = menu.addAction(text.replace("&", "&&"))
        action.setEnabled(there)
        action.setToolTip(tip(path if there else tr("{path} is no longer there.", path=path)))
        action.triggered.connect(lambda _on=False, path=path: window.open(Path(path)))
    if menu.isEmpty():
        menu.addAction(tr("No project was open yet")).setEnabled(False)
        return
    menu.addSeparator()
    menu.addAction(tr("Clear this list")).triggered.connect(lambda: settings().remember(recent=[]))


def fill_windows(window: Window, menu: QMenu) -> None:
    """Every window by its project, the one at hand ticked; a click brings it to the front."""
    for action in menu.actions():
        if action.data() == "window":
            menu.removeAction(action)
            action.deleteLater()
    for other in windows.every():
        title = other.session.title.replace("&", "&&")
        action = QAction(title if other.session.is_saved else tr("{title} (unsaved)", title=title), menu)
        action.setData("window")
        action.setCheckable(True)
        action.setChecked(other is window)
        action.triggered.connect(lambda _on=False, other=other: windows.bring(other))
        menu.addAction(action)


def _line_of(window: Window, dock: Dock) -> QAction:
    """The line of a dock: it brings one that is closed or behind another to the front, and closes one in front."""
    line = QAction(dock.windowTitle(), window, checkable=True, checked=not dock.isHidden())

    def asked() -> None:
        if is_seen(dock):
            dock.close()
        else:
            window.show_dock(dock.objectName())
        line.setChecked(not dock.isHidden())

    line.triggered.connect(asked)
    dock.toggleViewAction().toggled.connect(line.setChecked)
    return line
