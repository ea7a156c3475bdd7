"""The docks around the canvas: where each stands at first, and its panel, made when it is first needed."""

from __future__ import annotations

import traceback
from importlib import import_module
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QTabBar, QTabWidget, QWidget

from neurodesk.ui.crash_log import write_log
from neurodesk.ui.failing import Dock
from neurodesk.ui.link import EngineLink
from neurodesk.ui.session import Session
from neurodesk.ui.words import later, tr

BOTTOM = (
    later("Problems"), later("Data"), later("Train"), later("Activations"), later("Evaluate"), later("Explain"),
    later("Runs"), later("Export"), later("Code"),
)  # fmt: skip
# Not animated: while they move, tab bars lie over the other docks.
_OPTIONS = QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks
# What a panel is made with, where that is not session and link.
_PARTS = {"Library": (), **dict.fromkeys(("Outline", "Inspector", "Learning", "Problems", "Code"), ("session",))}
_SIDES = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)
LAYOUT = 3  # raised when docks come or go: an older arrangement is then not restored


class Docks(QObject):
    """The dock widgets by name. They move, float and are remembered by their names."""

    made = Signal(str)  # the panel of this dock is there now
    left = Signal()  # Esc in a dock: the keys go back to the canvas

    def __init__(self, window: QMainWindow, session: Session, link: EngineLink) -> None:
        super().__init__(window)
        self.window, self.session, self.link = window, session, link
        self.widgets: dict[str, Dock] = {}
        self._panels: dict[str, QWidget] = {}
        window.setDockOptions(_OPTIONS)
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        window.setTabPosition(Qt.DockWidgetArea.BottomDockWidgetArea, QTabWidget.TabPosition.North)
        self._dock(later("Library"), Qt.DockWidgetArea.LeftDockWidgetArea)
        self._dock(later("Outline"), Qt.DockWidgetArea.LeftDockWidgetArea)
        self._dock(later("Inspector"), Qt.DockWidgetArea.RightDockWidgetArea)
        self._dock(later("Learning"), Qt.DockWidgetArea.RightDockWidgetArea)
        for front, behind, side in (("Library", "Outline", _SIDES[0]), ("Inspector", "Learning", _SIDES[1])):
            window.tabifyDockWidget(self.widgets[front], self.widgets[behind])
            window.setTabPosition(side, QTabWidget.TabPosition.North)
            self.widgets[front].raise_()
        for name in BOTTOM:
            dock = self._dock(name, Qt.DockWidgetArea.BottomDockWidgetArea)
            if name != BOTTOM[0]:
                window.tabifyDockWidget(self.widgets[BOTTOM[0]], dock)
        self.widgets[BOTTOM[0]].raise_()
        window.resizeDocks([self.widgets["Library"], self.widgets["Inspector"]], [240, 304], Qt.Orientation.Horizontal)
        window.resizeDocks([self.widgets[BOTTOM[0]]], [320], Qt.Orientation.Vertical)
        for name, dock in self.widgets.items():
            dock.visibilityChanged.connect(lambda shown, name=name: self.panel(name) if shown else None)

    def panel(self, name: str) -> Any:
        """The panel of a dock, made now if it was not there. One that cannot be made leaves its reason in its place."""
        if name in self._panels:
            return self._panels[name]
        try:
            made = self._make(name)
        except Exception as error:  # noqa: BLE001  a dock's door: one that cannot be made leaves the others alive
            write_log("".join(traceback.format_exception(error)))
            self.widgets[name].fail(str(error))
            return self.widgets[name].held
        self._panels[name] = made
        self.widgets[name].hold(made)
        self.made.emit(name)
        return made

    def show(self, name: str) -> None:
        """Bring a dock to the front."""
        self.panel(name)
        self.widgets[name].show()
        self.widgets[name].raise_()

    def tidy(self) -> None:
        """Show the name of every dock once: on its tab, or in a title bar where there is no tab."""
        for dock in self.widgets.values():
            beside = [other for other in self.window.tabifiedDockWidgets(dock) if not other.isHidden()]
            dock.show_title(shown=dock.isFloating() or not beside)
        self._hide_stale_bars()
        for bar in self.window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if bar.contextMenuPolicy() != Qt.ContextMenuPolicy.CustomContextMenu:
                bar.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
                bar.customContextMenuRequested.connect(lambda at, bar=bar: self._show_menu(bar, at))

    def float_current(self) -> bool:
        """Let the dock that has the focus float, or put it back; says whether one has it."""
        at = QApplication.focusWidget()
        dock = next((dock for dock in self.widgets.values() if at and dock.isAncestorOf(at)), None)
        if dock is not None:
            dock.setFloating(not dock.isFloating())
        return dock is not None

    def _show_menu(self, bar: QTabBar, at: QPoint) -> None:
        """What a title bar's buttons do, for a dock that has a tab instead."""
        title = bar.tabText(bar.tabAt(at))
        dock = next((dock for dock in self.widgets.values() if dock.windowTitle() == title), None)
        if dock is None:
            return
        menu = QMenu(bar)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Float")).triggered.connect(lambda: dock.setFloating(True))
        menu.addAction(tr("Close")).triggered.connect(dock.close)
        menu.popup(bar.mapToGlobal(at))

    def _try_again(self, name: str) -> None:
        if name in self._panels:
            self.widgets[name].hold(self._panels[name])
        else:
            self.panel(name)

    def _hide_stale_bars(self) -> None:
        """Hide the tab bars that Qt forgets at the places of an earlier layout, over other docks.

        A bar in use lies directly above its dock. Qt shows a hidden one again when it needs it.
        """
        tops = {(dock.x(), dock.y()) for dock in self.widgets.values() if dock.isVisible()}
        for bar in self.window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if (bar.x(), bar.y() + bar.height()) not in tops:
                bar.hide()

    def state(self) -> QByteArray:
        """The places of the docks, to be remembered."""
        return self.window.saveState(LAYOUT)

    def restore(self, places: QByteArray) -> None:
        """Put the docks where they were when `state` was asked; an arrangement of other docks is passed over."""
        self.window.restoreState(places, LAYOUT)

    def _dock(self, name: str, area: Qt.DockWidgetArea) -> Dock:
        dock = Dock(name, self.window)
        dock.again.connect(lambda: self._try_again(name))
        dock.left.connect(self.left)
        for moved in (dock.dockLocationChanged, dock.topLevelChanged, dock.visibilityChanged):
            moved.connect(lambda _now: QTimer.singleShot(0, self, self.tidy))
        self.widgets[name] = dock
        self.window.addDockWidget(area, dock)
        return dock

    def _make(self, name: str) -> QWidget:
        module = import_module(f"neurodesk.ui.panels.{name.lower()}")  # late: the first paint shows no panel
        return getattr(module, f"{name}Panel")(*(getattr(self, part) for part in _PARTS.get(name, ("session", "link"))))
