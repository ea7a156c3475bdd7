"""The window without a mouse: from part to part, from dock to dock, into a form and back to the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

_ROW = 16  # px; less than any row is high

if TYPE_CHECKING:
    from neurodesk.ui.failing import Dock
    from neurodesk.ui.window import Window


def first_field(inside: QWidget) -> QWidget | None:
    """The first widget in there, as it is read, that Tab stops at and that does more than scroll; None when there is
    none.
    """
    found = [widget for widget in inside.findChildren(QWidget) if _stops(widget)]
    found = [widget for widget in found if widget.parentWidget() not in found]  # the line inside a field is the field's
    return min(found, key=lambda widget: _read_at(widget, inside), default=None)


def _stops(widget: QWidget) -> bool:
    stops = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isVisible() and widget.isEnabled()
    return stops and not isinstance(widget, QScrollArea)


def _read_at(widget: QWidget, inside: QWidget) -> tuple[int, int]:
    """Its row, with room for what stands a little higher than its neighbours, and where it begins in it."""
    at = widget.mapTo(inside, QPoint(0, 0))
    return at.y() // _ROW, at.x()


def step_aside(*parts: QWidget, had: QWidget | None = None) -> bool:
    """Lead the keys on when what had them can take them no more, greyed or gone: to the part that it is of, from where
    Tab leads to its controls, and from elsewhere to the last of `parts`. Says whether it was so.

    Qt would go on to the next field of the window, and what a person types on would land there.
    """
    had = had or QApplication.focusWidget()
    if had is None or (had.isEnabled() and had.isVisible()):
        return False
    part = next((part for part in parts if part.isAncestorOf(had)), parts[-1])
    if not part.isVisible():
        return False
    part.setFocus(Qt.FocusReason.OtherFocusReason)
    return True


def go_in(part: QWidget, *, anew: bool = False) -> None:
    """Give the keys to a part of the window: where they were in it last, or else, and when `anew`, at its beginning."""
    last = part.focusWidget()
    known = not anew and last is not None and last.isVisible() and last.isEnabled() and part.isAncestorOf(last)
    itself = part if part.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(part, QScrollArea) else None
    target = last if known else itself or first_field(part) or part
    target.activateWindow()  # a floating dock is a window
    target.setFocus(Qt.FocusReason.TabFocusReason)


def next_part(window: Window, step: int) -> None:
    """Go on to the next part that is seen, or back to the one before: path, canvas, each dock in front."""
    parts = _parts(window)
    go_in(parts[(_at(parts, -1 if step > 0 else 0) + step) % len(parts)])


def next_dock(window: Window, step: int) -> None:
    """Bring the next dock behind this one to the front and go into it; from elsewhere, of those at the bottom."""
    docks = [*window.docks.widgets.values()]
    at = _at(docks, -1)
    here = docks[at] if at >= 0 else next(dock for dock in docks if dock.objectName() == "Problems")
    beside = [here, *window.docks.window.tabifiedDockWidgets(here)]
    group = [dock for dock in docks if dock in beside and not dock.isHidden()]
    if here not in group:
        return
    wanted = group[(group.index(here) + step) % len(group)]
    window.docks.show(wanted.objectName())
    go_in(wanted)


def open_parameters(window: Window, node: str) -> None:
    """Show a node in the inspector, with the keys in the first field of its form; Esc leads back."""
    window.session.select([node])
    window.show_dock("Inspector")
    panel = window.panel("Inspector")
    wanted = (panel.form, panel.block, panel)
    go_in(next(part for part in wanted if part is not None and first_field(part) is not None), anew=True)


def _parts(window: Window) -> list[QWidget]:
    if window.middle.currentIndex() == 0:
        return [window.bar, window.welcome]
    networks = [window.networks] if window.networks.height() else []  # with one network there is nothing in it
    return [window.bar, *networks, window.canvas, *(d for d in window.docks.widgets.values() if is_seen(d))]


def behind(window: Window) -> bool:
    """Whether the keys are in a dock that lies behind another: Qt keeps it in the round of Tab, out of sight."""
    at = QApplication.focusWidget()
    return any(at is not None and dock.isAncestorOf(at) and not is_seen(dock) for dock in window.docks.widgets.values())


def is_seen(dock: Dock) -> bool:
    """Whether a dock floats or is in front of those it shares its place with."""
    if dock.isFloating() or not dock.isVisible():
        return dock.isVisible()
    there = dock.parentWidget().childAt(dock.geometry().center())
    return there is not None and (there is dock or dock.isAncestorOf(there))


def _at(parts: list[QWidget], otherwise: int) -> int:
    focus = QApplication.focusWidget()
    inside = (n for n, part in enumerate(parts) if focus is not None and (part is focus or part.isAncestorOf(focus)))
    return next(inside, otherwise)


def rename_selected(window: Window) -> None:
    """Put the keys into the name of the one selected node, all of it marked, so that typing gives it another."""
    window.show_dock("Inspector")
    name = window.panel("Inspector").name
    if name is not None:
        name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        name.selectAll()
