"""The windows of this program: opened beside each other, listed, brought forward, left together and brought back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt

from neurodesk.ui import collecting, restoring
from neurodesk.ui.widgets.emptying import shed
from neurodesk.ui.widgets.fitting import FRAME, fit

if TYPE_CHECKING:
    from neurodesk.ui.window import Window

_open: list[Window] = []  # in the order they were opened; this also keeps them alive


def enter(window: Window) -> None:
    """A window is shown for the first time."""
    if window not in _open:
        _open.append(window)
        _renew()


def let_go(window: Window) -> None:
    """A window is closed. The last one is remembered as it was, any other is forgotten."""
    if window not in _open:
        return
    last = len(_open) == 1
    if last:
        remember()
    _open.remove(window)
    if not last:
        remember()
        collecting.stir()
        shed(window)
    _renew()


def every() -> tuple[Window, ...]:
    """The windows that are open, oldest first."""
    return tuple(_open)


def holding(path: Path, but: Window | None = None) -> Window | None:
    """The other window that has a project open."""
    return next((window for window in _open if window is not but and _same(window.session.path, path)), None)


def bring(window: Window) -> None:
    """Bring a window to the front, also one that is put away."""
    if window.isMinimized():
        window.showNormal()
    window.raise_()
    window.activateWindow()


def another(beside: Window, path: Path | None = None) -> Window:
    """Open a window with a session and engine of its own, a little off the one it was asked from, whole on its screen.

    Its engine starts when it is needed. With a path it shows that project; one that is open already is brought
    forward instead.
    """
    from neurodesk.ui.app import make_window  # late: the program as a whole starts windows too

    there = holding(path) if path is not None else None
    if there is not None:
        bring(there)
        return there
    made = make_window(beside.link.host)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    made.remembered = beside.remembered
    made.setScreen(beside.screen())
    fit(made, made.width(), made.height())
    room, at = made.screen().availableGeometry(), beside.pos() + QPoint(32, 32)
    last = room.bottomRight() - QPoint(made.width() + FRAME[0] - 1, made.height() + FRAME[1] - 1)
    made.move(max(room.left(), min(at.x(), last.x())), max(room.top(), min(at.y(), last.y())))
    made.show()
    if path is not None:
        made.open(path)
    return made


def quit_all() -> bool:
    """See to unsaved work in every window, then close all; False, and none is closed, when the person stays."""
    for window in every():
        if not window.may_leave():
            return False
    leave_all(keep=False)
    return True


def leave_all(*, keep: bool = True) -> None:
    """Close every window without asking, as on a log-out; unless told otherwise, unsaved work stays recoverable."""
    remember()
    windows = every()
    _open.clear()  # what is remembered is all of them, not the last to go
    for window in windows:  # their engines end, and their work is written, side by side
        window.link.begin_close()
        if keep:
            window.session.saving.keep()
    for window in windows:
        window.leave(keep=keep)


def remember() -> None:
    """Keep how every window stands, for the next start and for after a crash."""
    states = [restoring.taken(window) for window in _open if window.remembered]
    if states:
        restoring.write(states)


def restore(first: Window) -> None:
    """Put the windows back as they were, into `first` and others."""
    for number, state in enumerate(restoring.read()):
        restoring.put(another(first) if number else first, state)


def _renew() -> None:
    """What windows offer depends on how many there are."""
    for window in _open:
        window.renew()


def _same(one: Path | None, other: Path) -> bool:
    if one is None:
        return False
    try:
        return one.samefile(other)
    except (OSError, ValueError):  # one of them is not there, or could never be
        return one.absolute() == other.absolute()
