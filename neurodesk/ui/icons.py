"""Icons: one drawing per layer from the project's own files, and the symbols of actions from an icon font, both
in the theme's colours.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from neurodesk.disk.resources import resource
from neurodesk.ui.theme import theme

ACTIONS = {
    "new": "ph.file-plus",
    "open": "ph.folder-open",
    "save": "ph.floppy-disk",
    "undo": "ph.arrow-counter-clockwise",
    "redo": "ph.arrow-clockwise",
    "train": "ph.play-fill",
    "pause": "ph.pause-fill",
    "stop": "ph.stop-fill",
    "data": "ph.database",
    "build": "ph.flow-arrow",
    "understand": "ph.lightbulb",
    "export": "ph.export",
    "search": "ph.magnifying-glass",
    "add": "ph.plus",
    "tidy": "ph.tree-structure",
    "fit": "ph.corners-out",
    "delete": "ph.trash",
    "copy": "ph.copy",
    "paste": "ph.clipboard",
    "cut": "ph.scissors",
    "duplicate": "ph.copy-simple",
    "error": "ph.x-circle-fill",
    "warning": "ph.warning-fill",
    "hint": "ph.info-fill",
    "ok": "ph.check-circle-fill",
    "cure": "ph.magic-wand",
    "theme": "ph.moon",
    "folder": "ph.folder",
    "chart": "ph.chart-line",
    "grid": "ph.grid-four",
    "matrix": "ph.squares-four",
    "runs": "ph.list-bullets",
    "code": "ph.code",
    "library": "ph.stack",
    "inspect": "ph.sliders-horizontal",
    "home": "ph.house",
    "help": "ph.question",
    "image": "ph.image",
    "table": "ph.table",
    "close": "ph.x",
    "chain": "ph.text-aa",
    "resume": "ph.fast-forward-fill",
}


def icon(name: str, color: QColor | None = None) -> QIcon:
    """The symbol of an action, in the text colour unless another is given."""
    return _font_icon(name, (color or theme().color("text")).name(), theme().color("text_dim").name())


@lru_cache(maxsize=512)
def _font_icon(name: str, color: str, disabled: str) -> QIcon:
    import qtawesome  # its fonts take a moment to load: only when the first symbol is drawn

    return qtawesome.icon(ACTIONS[name], color=color, color_disabled=disabled)


def layer_icon(key: str, color: QColor) -> QIcon:
    """The drawing of a layer, tinted; crisp at every scale of the screen up to 300 %."""
    made = QIcon()
    for side in (16, 24, 32, 48, 72):
        made.addPixmap(layer_pixmap(key, color.name(), side))
    return made


@lru_cache(maxsize=2048)
def layer_pixmap(key: str, color: str, side: int) -> QPixmap:
    """The drawing of a layer as `side` x `side` device pixels. A layer from elsewhere has the drawing of a block."""
    renderer = _renderer(key, color)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return pixmap


@lru_cache(maxsize=512)
def _renderer(key: str, color: str) -> QSvgRenderer:
    file = resource("icons", "layers", f"{key}.svg") if key.isidentifier() else None
    if file is None or not file.is_file():
        file = resource("icons", "layers", "block.svg")
    text = file.read_text(encoding="utf-8").replace("currentColor", color)
    return QSvgRenderer(QByteArray(text.encode()))
