"""Icons: the drawings of layers and actions from the project's own files, in the theme's colours."""

from __future__ import annotations

from functools import cache, lru_cache
from weakref import WeakSet

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton
from shiboken6 import isValid

from neurodesk.disk.resources import resource
from neurodesk.ui.look.theme import theme

ACTIONS = frozenset(file.stem for file in resource("icons", "actions").glob("*.svg"))  # the symbols there are
_SIDES = (16, 20, 24, 32, 48)  # device pixels: a symbol of 16 at 100, 125, 150, 200 and 300 %
_LONGEST = 100  # letters of a name that is looked for; a file may name a layer by thousands, and no disk takes those


def icon(name: str, color: QColor | None = None) -> QIcon:
    """The symbol of an action, in the text colour unless another is given; dim where it is disabled.

    Raises KeyError when there is no symbol of that name.
    """
    if name not in ACTIONS:
        raise KeyError(name)
    return _icon("actions", name, (color or theme().color("text")).name(), theme().color("text_dim").name())


def dress(button: QAbstractButton, name: str, role: str = "text") -> None:
    """Put the symbol of an action on a button, in the colour of a role; it follows the theme."""
    _dressed().add(button)
    button.setProperty("symbol", f"{name} {role}")
    button.setIcon(icon(name, theme().color(role)))


@cache
def _dressed() -> WeakSet[QAbstractButton]:
    """The buttons with a symbol; looking for them among all widgets took a tenth of a change of theme."""
    theme().changed.connect(_dress_anew)
    return WeakSet()


def _dress_anew() -> None:
    for button in list(_dressed()):
        if isValid(button):
            dress(button, *button.property("symbol").split())


def layer_icon(key: str, color: QColor) -> QIcon:
    """The drawing of a layer, tinted."""
    return _icon("layers", key, color.name(), theme().color("text_dim").name())


@lru_cache(maxsize=2048)
def layer_pixmap(key: str, color: str, side: int) -> QPixmap:
    """The drawing of a layer as `side` x `side` device pixels. A layer from elsewhere has the drawing of a block."""
    return _tinted("layers", key, color, side)


@lru_cache(maxsize=512)
def _icon(folder: str, name: str, color: str, disabled: str) -> QIcon:
    made = QIcon()
    for side in _SIDES:  # crisp at every scale of the screen up to 300 %
        made.addPixmap(_tinted(folder, name, color, side), QIcon.Mode.Normal)
        made.addPixmap(_tinted(folder, name, disabled, side), QIcon.Mode.Disabled)
    return made


def _tinted(folder: str, name: str, color: str, side: int) -> QPixmap:
    image = _drawing(folder, name, side).copy()
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(image.rect(), QColor(color))
    painter.end()
    return QPixmap.fromImage(image)


@lru_cache(maxsize=2048)
def _drawing(folder: str, name: str, side: int) -> QImage:
    """A file's drawing in black, `side` pixels wide and high."""
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    _renderer(folder, name).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return image


@lru_cache(maxsize=256)
def _renderer(folder: str, name: str) -> QSvgRenderer:
    file = resource("icons", folder, f"{name}.svg") if name.isidentifier() and len(name) < _LONGEST else None
    if file is None or not file.is_file():
        file = resource("icons", "layers", "block.svg")
    return QSvgRenderer(str(file))
