"""The docks around the canvas: where each stands at first, and its panel, made when it is first needed."""

from __future__ import annotations

import traceback
from importlib import import_module
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QTabBar, QTabWidget, QWidget

from neurodesk.ui.crash_log import write_log
from neurodesk.ui.failing import Dock
from neurodesk.ui.giving_way import LAYOUT, SIDES, UNDER, GivingWay
from neurodesk.ui.link import EngineLink
from neurodesk.ui.look.theme import theme
from neurodesk.ui.session import Session
from neurodesk.ui.words import later, reasoned, tr

BOTTOM = (
    later("Problems"), later("Data"), later("Train"), later("Activations"), later("Evaluate"), later("Explain"),
    later("Runs"), later("Export"), later("Code"),
)  # fmt: skip
# Not animated: while they move, tab bars lie over the other docks.
_OPTIONS = QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks
# What a panel is made with, where that is not session and link.
_PARTS = {"Library": (), **dict.fromkeys(("Outline", "Inspector", "Learning", "Problems", "Code"), ("session",))}
_AREAS = {
    Qt.DockWidgetArea.LeftDockWidgetArea: (later("Library"), later("Outline")),
    Qt.DockWidgetArea.RightDockWidgetArea: (later("Inspector"), later("Learning")),
    Qt.DockWidgetArea.BottomDockWidgetArea: BOTTOM,
}


class Docks(QObject):
    """The dock widgets by name. They move, float and are remembered by their names."""

    made = Signal(str)  # the panel of this dock is there now
    left = Signal()  # Esc in a dock: the keys go back to the canvas

    def __init__(self, window: QMainWindow, session: Session, link: EngineLink) -> None:
        super().__init__(window)
        self.window, self.session, self.link = window, session, link
        self.widgets: dict[str, Dock] = {}
        self._panels: dict[str, QWidget] = {}
        self._moved = QTimer(self, singleShot=True, interval=0)  # one move tells of itself a dozen times
        self._moved.timeout.connect(self.tidy)
        window.setDockOptions(_OPTIONS)
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        for area, names in _AREAS.items():
            window.setTabPosition(area, QTabWidget.TabPosition.North)
            for name in names:
                self._dock(name, area, self.widgets.get(names[0]))
            self.widgets[names[0]].raise_()
        window.resizeDocks([self.widgets["Library"], self.widgets["Inspector"]], [*SIDES], Qt.Orientation.Horizontal)
        window.resizeDocks([self.widgets[BOTTOM[0]]], [UNDER], Qt.Orientation.Vertical)
        self.way = GivingWay(self)
        theme().changed.connect(self.tidy)
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
            self.widgets[name].fail(reasoned(error))
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
        for bar in self._bars_in_use():
            if bar.contextMenuPolicy() != Qt.ContextMenuPolicy.CustomContextMenu:
                bar.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
                bar.customContextMenuRequested.connect(lambda at, bar=bar: self._show_menu(bar, at))
                bar.installEventFilter(self)
            self.way.dress(bar)

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

    def _make_again(self, name: str) -> None:
        """Another panel in the place of one that failed, which may be in any state."""
        failed = self._panels.pop(name, None)
        if failed is not None:
            failed.deleteLater()
        self.panel(name)

    def _bars_in_use(self) -> list[QTabBar]:
        """The tab bars that lie directly above a dock, the newest where several do; others in sight are hidden.

        Qt (6.10) lets go of a bar without hiding it when docks are tabbed before the window was laid out, and of all
        of them when an arrangement is restored. Those it will need again it puts outside the window.
        """
        tops = {(dock.x(), dock.y()) for dock in self.widgets.values() if dock.isVisible()}
        used: dict[tuple[int, int], QTabBar] = {}
        for bar in reversed(self.window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)):
            below = bar.x(), bar.y() + bar.height()
            if below in tops and below not in used:
                used[below] = bar
            elif min(below) >= 0:
                bar.hide()
        return list(used.values())

    def state(self) -> QByteArray:
        """The places of the docks, to be remembered: those that they have where there is room."""
        return self.way.state()

    def restore(self, places: QByteArray) -> None:
        """Put the docks where they were when `state` was asked; an arrangement of other docks is passed over."""
        if self.window.restoreState(places, LAYOUT):
            self.way.forget()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A bar with more or less room than before shows names or symbols."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QTabBar):
            self.way.dress(watched)
        return False

    def _dock(self, name: str, area: Qt.DockWidgetArea, front: Dock | None) -> None:
        dock = Dock(name, self.window)
        dock.again.connect(lambda: self._make_again(name))
        dock.left.connect(self.left)
        for moved in (dock.dockLocationChanged, dock.topLevelChanged, dock.visibilityChanged):
            moved.connect(lambda _now: self._moved.start())
        self.widgets[name] = dock
        if front is None:
            self.window.addDockWidget(area, dock)
        else:
            self.window.tabifyDockWidget(front, dock)

    def _make(self, name: str) -> QWidget:
        module = import_module(f"neurodesk.ui.panels.{name.lower()}")  # late: the first paint shows no panel
        return getattr(module, f"{name}Panel")(*(getattr(self, part) for part in _PARTS.get(name, ("session", "link"))))
