"""What every gesture shares: the pointer it is told of, and press, move, release, cancel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from neurodesk.ui.canvas.hit import Hit

if TYPE_CHECKING:
    from neurodesk.ui.canvas.verbs import Verbs

DRAGGED = 4.0  # view px; a press that moves less is a click


@dataclass(frozen=True, slots=True)
class Pointer:
    """The mouse at one moment: where it is in the view and in the scene, what lies there, what is held."""

    view: QPointF
    scene: QPointF
    hit: Hit
    button: Qt.MouseButton = Qt.MouseButton.NoButton
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    space: bool = False

    @property
    def alt(self) -> bool:
        """Alt is held."""
        return bool(self.modifiers & Qt.KeyboardModifier.AltModifier)

    @property
    def ctrl(self) -> bool:
        """Ctrl is held (Command on a Mac)."""
        return bool(self.modifiers & Qt.KeyboardModifier.ControlModifier)

    @property
    def shift(self) -> bool:
        """Shift is held."""
        return bool(self.modifiers & Qt.KeyboardModifier.ShiftModifier)

    @property
    def left(self) -> bool:
        """It is the left button that went down."""
        return self.button == Qt.MouseButton.LeftButton


class Gesture:
    """One gesture from press to release. `starts` says whether a press begins it."""

    cursor: Qt.CursorShape | None = None

    @classmethod
    def starts(cls, at: Pointer) -> bool:
        """Whether this press begins such a gesture."""
        raise NotImplementedError

    def __init__(self, view: Verbs, at: Pointer) -> None:
        self.view, self.first, self.last = view, at, at
        self.dragged = False

    def follow(self, at: Pointer) -> None:
        """The mouse moved: a drag begins once it left the place of the press."""
        away = at.view - self.first.view
        self.dragged = self.dragged or away.manhattanLength() >= DRAGGED
        if self.dragged:
            self.move(at)
        self.last = at

    def move(self, at: Pointer) -> None:
        """The mouse was dragged to here; `last` is where it was."""

    def release(self, at: Pointer) -> None:
        """The button went up."""

    def cancel(self) -> None:
        """Esc: everything as it was before the press."""
