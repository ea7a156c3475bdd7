"""What gives way where the window is small: the docks at the sides narrow, then share one side, and tabs show symbols.

The canvas keeps half of the width and nearly half of the height. Where there is room again everything comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QTabBar

from neurodesk.ui.look.icons import icon
from neurodesk.ui.look.theme import theme
from neurodesk.ui.walking import is_seen

if TYPE_CHECKING:
    from neurodesk.ui.docks import Docks
    from neurodesk.ui.failing import Dock

LEFT, RIGHT, BOTTOM = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)
SIDES: Final = (236, 268)  # px of the docks at the left and at the right, where there is room and nobody said else
UNDER: Final = 320  # px of those below the canvas
TOGETHER: Final = 1000  # px of the window; in a narrower one the docks of the left side stand among those of the right
LAYOUT: Final = 3  # raised when docks come or go: an older arrangement is then not restored
_LEAST: Final = {LEFT: 220, RIGHT: 280}  # px; below, lists and forms are cut
_HIGH: Final = 0.55  # of the window's height, that the docks below the canvas may have
_TAB: Final = 26  # px of a tab around its name
_SYMBOLS: Final = {
    "Library": "library", "Outline": "build", "Inspector": "inspect", "Learning": "learn", "Problems": "warning",
    "Data": "data", "Train": "chart", "Activations": "image", "Evaluate": "matrix", "Explain": "understand",
    "Runs": "runs", "Export": "export", "Code": "code",
}  # fmt: skip


class GivingWay(QObject):
    """Follows the size of the window that holds the docks."""

    def __init__(self, docks: Docks) -> None:
        super().__init__(docks)
        self.docks, self.window = docks, docks.window
        self._moved: list[Dock] = []  # from the left side to the right, in their order
        self._liked = {LEFT: SIDES[0], RIGHT: SIDES[1], BOTTOM: UNDER}  # px that a side has where there is room
        self._short: set[Qt.DockWidgetArea] = set()  # the sides that have less than that now
        self._size = QSize()  # of the window that the docks were fitted to; none while they are being fitted
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self.fit)
        self.window.installEventFilter(self)
        for dock in docks.widgets.values():
            dock.installEventFilter(self)
            dock.visibilityChanged.connect(self._timer.start)

    def fit(self) -> None:
        """Give the canvas its share of the window as it is now."""
        if not self.window.isVisible():
            return
        self._size = QSize()
        if self.window.width() < TOGETHER:
            self._join()
        elif self._moved:
            self._part()
        self._share((LEFT, RIGHT), self.window.width() // 2)
        self._share((BOTTOM,), int(self.window.height() * _HIGH))
        self.window.layout().activate()
        self._size = self.window.size()

    def state(self) -> QByteArray:
        """The arrangement that there is with room enough, to be remembered."""
        if not self._moved:
            return self.window.saveState(LAYOUT)
        front, self._size = self._front(RIGHT), QSize()
        self.window.setUpdatesEnabled(False)
        self._part()
        state = self.window.saveState(LAYOUT)
        self._join()
        if front is not None:
            front.raise_()
        self.window.layout().activate()
        self.window.setUpdatesEnabled(True)
        self._size = self.window.size()
        return state

    def forget(self) -> None:
        """Another arrangement was put in the place of this one."""
        self._moved.clear()
        self._short.clear()
        self._timer.start()

    def dress(self, bar: QTabBar) -> None:
        """Names on the tabs where there is room for them, else symbols; the name is the tip."""
        titles = {dock.windowTitle(): name for name, dock in self.docks.widgets.items()}
        names = [bar.tabText(at) for at in range(bar.count())]
        needed = sum(bar.fontMetrics().horizontalAdvance(name) + _TAB for name in names)
        small = needed > bar.width()
        for at, name in enumerate(names):
            symbol = _SYMBOLS.get(titles.get(name, ""))
            bar.setTabIcon(at, icon(symbol, theme().color("text")) if small and symbol else QIcon())
            bar.setTabToolTip(at, name if small else "")
        if bool(bar.property("small")) != small:
            bar.setProperty("small", small)
            bar.style().unpolish(bar)
            bar.style().polish(bar)
            bar.setElideMode(Qt.TextElideMode.ElideNone if small else Qt.TextElideMode.ElideRight)

    # ------------------------------------------------------------------ inside

    def _join(self) -> None:
        """Put the docks of the left side among those of the right."""
        left = [dock for dock in self._of(LEFT) if dock not in self._moved]
        right = self._of(RIGHT)
        if not left:
            return
        held = QApplication.focusWidget()
        front = next((dock for dock in left if held is not None and dock.isAncestorOf(held)), None)
        front = front or self._front(RIGHT) or left[0]
        for dock in left:
            if right:
                self.window.tabifyDockWidget(right[-1], dock)
            else:
                self.window.addDockWidget(RIGHT, dock)
            right.append(dock)
            self._moved.append(dock)
        front.raise_()
        self.window.layout().activate()

    def _part(self) -> None:
        """Put the docks that came from the left side back; those that were moved by hand meanwhile stay."""
        back = [dock for dock in self._moved if not dock.isFloating() and self.window.dockWidgetArea(dock) == RIGHT]
        front = next((dock for dock in self._of(RIGHT) if dock not in back), None)
        seen = next((dock for dock in back if is_seen(dock)), None)
        self._moved.clear()
        for at, dock in enumerate(back):
            self.window.addDockWidget(LEFT, dock)
            if at:
                self.window.tabifyDockWidget(back[0], dock)
        if back:
            (seen or back[0]).raise_()
        if front is not None:
            front.raise_()
        self.window.layout().activate()
        self._short.update((LEFT, RIGHT))

    def _of(self, area: Qt.DockWidgetArea) -> list[Dock]:
        return [
            dock
            for dock in self.docks.widgets.values()
            if self.window.dockWidgetArea(dock) == area and not dock.isFloating() and not dock.isHidden()
        ]

    def _front(self, area: Qt.DockWidgetArea) -> Dock | None:
        return next((dock for dock in self._of(area) if is_seen(dock)), None)

    def _taken(self, dock: Dock, area: Qt.DockWidgetArea) -> int:
        """What a dock has of the window in px, as `resizeDocks` counts it: with the tabs over it."""
        if area != BOTTOM:
            return dock.width()
        bars = self.window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        tabs = max((bar.height() for bar in bars if bar.isVisible()), default=0)
        return dock.height() + (tabs if self.window.tabifiedDockWidgets(dock) else 0)

    def _share(self, areas: tuple[Qt.DockWidgetArea, ...], room: int) -> None:
        """Let the docks of these sides have what they like, as far as it is within `room` px together."""
        fronts = {area: dock for area in areas if (dock := self._front(area)) is not None}
        total, left = sum(self._liked[area] for area in fronts), room
        wanted = {}
        for area in fronts:
            part = min(self._liked[area], max(_LEAST.get(area, 0), self._liked[area] * room // max(total, room)))
            wanted[area] = min(part, max(left, _LEAST.get(area, 0)))
            left -= wanted[area]
        now = {area: self._taken(dock, area) for area, dock in fronts.items()}
        squeezed = any(now[area] < _LEAST.get(area, 0) for area in fronts)  # Qt takes from a side before we are asked
        if max(total, sum(now.values())) > room or squeezed or self._short & fronts.keys():
            self._short.update(fronts)
            way = Qt.Orientation.Vertical if BOTTOM in fronts else Qt.Orientation.Horizontal
            self.window.resizeDocks(list(fronts.values()), list(wanted.values()), way)
        if total <= room:
            self._short.difference_update(fronts)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window has another size, or a side was given one by hand."""
        if event.type() == QEvent.Type.Resize and watched is self.window:
            self._timer.start()
        elif event.type() == QEvent.Type.Resize and self.window.size() == self._size:
            area = self.window.dockWidgetArea(watched)
            by_hand = bool(QGuiApplication.mouseButtons())
            if (by_hand or area not in self._short) and area in (LEFT, RIGHT, BOTTOM) and is_seen(watched):
                now = self._taken(watched, area)
                if by_hand or now >= min(_LEAST.get(area, 0), self._liked[area]):
                    self._short.discard(area)
                    self._liked[area] = now
                else:  # Qt took from a side whose panel was made again
                    self._timer.start()
        return False
