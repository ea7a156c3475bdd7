"""Pens, brushes, fonts and laid-out texts of the canvas: made once for a theme, shared by every item that paints."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPen, QPixmap, QStaticText, QTextOption, QTransform

from neurodesk.ui.look.colour import contrast, mix
from neurodesk.ui.look.icons import layer_pixmap
from neurodesk.ui.look.theme import theme

# Scene units are logical pixels at 100 %.
_FONTS: Final = {
    "name": (13, True),
    "small": (11, False),
    "compact": (22, True),
    "shape": (19, False),
    "far": (11, True),  # view px, as the next
    "far_shape": (10, False),
    "far_small": (9, False),
}
_ICON_SIDES: Final = (16, 24, 32, 48, 64, 96)  # device pixels; the next larger one is scaled down


class Ink:
    """Everything a canvas item paints with, in the colours of the theme in force."""

    def __init__(self) -> None:
        look = theme()
        self.dark = look.dark
        self.plates: dict[object, QPixmap] = {}
        self.far_words: dict[object, QPixmap] = {}
        self.canvas, self.card, self.raised = look.color("canvas"), look.color("surface_2"), look.color("raised")
        self.text, self.dim, self.accent = look.color("text"), look.color("text_dim"), look.color("accent")
        self.line, self.control = look.color("line"), look.color("control")
        self.error, self.warning, self.ok = look.color("error"), look.color("warning"), look.color("ok")
        self.fonts = {role: _font(*spec) for role, spec in _FONTS.items()}
        self.metrics = {role: QFontMetricsF(font) for role, font in self.fonts.items()}
        self.text_pen, self.dim_pen, self.error_pen = QPen(self.text), QPen(self.dim), QPen(self.error)
        self.edge = QPen(mix(self.control, self.card, 0.35), 1.0)
        self.edge_hover = QPen(self.control, 1.5)
        self.edge_selected = QPen(self.accent, 2.0)
        self.halo = QPen(_faint(self.accent, 70), 6.0)
        self.shadow = QBrush(QColor(0, 0, 0, 70 if self.dark else 26))
        self.card_brush = QBrush(self.card)
        self.canvas_brush = QBrush(self.canvas)
        self.screen = QBrush(mix(self.canvas, self.card, 0.15))  # the ground of a thumbnail
        self.wire = mix(self.control, self.text, 0.15)
        self.port_pen = QPen(self.card, 1.5)
        self.dot, self.cross = mix(self.canvas, self.control, 0.22), mix(self.canvas, self.control, 0.5)

    @lru_cache(maxsize=64)  # noqa: B019  one ink lives as long as its theme
    def family(self, category: str) -> tuple[QBrush, QBrush, QPen]:
        """The full colour of a family of layers, its tint for a header, and a pen that reads on the full colour."""
        colour = theme().family(category)
        on_it = max((QColor("#0b0e12"), QColor("#ffffff")), key=lambda pen: contrast(pen, colour))
        return QBrush(colour), QBrush(mix(self.card, colour, 0.2 if self.dark else 0.16)), QPen(on_it)

    @lru_cache(maxsize=512)  # noqa: B019
    def pen(self, tone: str, width: float, *, dashed: bool = False) -> QPen:
        """A round-ended pen in the colour of a role: wire, accent, error, canvas, ok, text."""
        style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        return QPen(getattr(self, tone), width, style, Qt.PenCapStyle.RoundCap)

    @lru_cache(maxsize=8192)  # noqa: B019
    def words(self, text: str, role: str, width: float) -> QStaticText:
        """A laid-out line of plain text, shortened to `width` scene units; equal lines are shared between items."""
        font = self.fonts[role]
        middle = role in {"compact", "far", "far_small"}  # the number at the end of a name tells neighbours apart
        mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        made = QStaticText(self.metrics[role].elidedText(text, mode, width))
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        made.prepare(QTransform(), font)
        return made

    @lru_cache(maxsize=1024)  # noqa: B019
    def paragraph(self, text: str, width: float, lines: int = 3) -> QStaticText:
        """Plain text in the small font, wrapped to `width` scene units and shortened to so many lines."""
        metrics = self.metrics["small"]
        done: list[str] = []
        words = text.split()
        while words and len(done) < lines:
            taken = 1
            while taken < len(words) and metrics.horizontalAdvance(" ".join(words[: taken + 1])) <= width:
                taken += 1
            last = len(done) == lines - 1
            done.append(" ".join(words if last else words[:taken]))
            words = words[taken:]
        made = QStaticText("\u2028".join(metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in done))
        made.setTextFormat(Qt.TextFormat.PlainText)
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        made.setTextOption(option)
        made.prepare(QTransform(), self.fonts["small"])
        return made

    def icon(self, key: str, category: str, side: float, *, on: bool = False) -> QPixmap:
        """The drawing of a layer in its family's colour, or to stand `on` it, with at least `side` device pixels."""
        wanted = next((size for size in _ICON_SIDES if size >= side), _ICON_SIDES[-1])
        colour, _, on_it = self.family(category)
        return layer_pixmap(key, (on_it if on else colour).color().name(), wanted)


def _font(pixels: int, bold: bool) -> QFont:
    font = QFont(theme().font("body", bold=bold))
    font.setPixelSize(pixels)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)  # widths stay true while zooming
    return font


def _faint(colour: QColor, alpha: int) -> QColor:
    faint = QColor(colour)
    faint.setAlpha(alpha)
    return faint


@lru_cache(maxsize=1)
def ink() -> Ink:
    """The ink of the theme in force."""
    _follow_the_theme()
    return Ink()


@lru_cache(maxsize=1)
def _follow_the_theme() -> None:
    theme().changed.connect(_forget)


def _forget() -> None:
    """Let go of the ink, and of what its methods remember, which would hold it and all its pictures."""
    for remembered in (ink, Ink.family, Ink.pen, Ink.words, Ink.paragraph):
        remembered.cache_clear()
