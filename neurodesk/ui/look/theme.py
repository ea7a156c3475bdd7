"""How the desk looks: one palette for dark and one for light, the type scale, the 8 px grid, and the colours of
layer families and curves.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette, QPixmapCache
from PySide6.QtWidgets import QApplication

from neurodesk.ui.look.colour import mix, readable
from neurodesk.ui.look.style import sheet
from neurodesk.ui.words import language

GRID: Final = 8  # px; every distance in the window is a multiple of it, or half of it
TEXT_PX: Final = {"small": 11, "body": 13, "title": 15, "heading": 22}

_DARK = {
    "surface": "#1d2127",
    "surface_2": "#262b33",
    "raised": "#2f353f",
    "canvas": "#15181d",
    "grid": "#242932",
    "line": "#3a424e",
    "control": "#737f90",
    "text": "#e9edf2",
    "text_dim": "#a9b3c0",
    "accent": "#5cb0ff",
    "on_accent": "#06121f",
    "error": "#ff7a6b",
    "warning": "#f2b84b",
    "ok": "#4fc78a",
}
_LIGHT = {
    "surface": "#f6f7f9",
    "surface_2": "#ffffff",
    "raised": "#e9ecf1",
    "canvas": "#eef0f4",
    "grid": "#dde1e8",
    "line": "#ccd2db",
    "control": "#7b8696",
    "text": "#1a1f27",
    "text_dim": "#525d6b",
    "accent": "#0b5fcc",
    "on_accent": "#ffffff",
    "error": "#b3261e",
    "warning": "#8a5a00",
    "ok": "#0f6b41",
}


# The hues of Okabe and Ito, "Color Universal Design" (2008), and four more; each shade was moved as little as it takes
# to stand apart from every other for common vision, protanopia, deuteranopia and tritanopia (its test measures it).
_FAMILIES = {  # dark, light
    "Input and output": ("#99aaaf", "#606a7b"),
    "Linear": ("#53a5d6", "#1c84c6"),
    "Convolution": ("#e79f06", "#bd7100"),
    "Pooling": ("#ddd03f", "#867b2f"),
    "Normalization": ("#1887b4", "#066995"),
    "Activation": ("#39c097", "#008c65"),
    "Regularization": ("#ac947a", "#6f5c43"),
    "Recurrent": ("#b86b97", "#792b5a"),
    "Attention": ("#de6833", "#b34510"),
    "Shape": ("#b2bff5", "#7680af"),
    "Combine": ("#c5a2fd", "#5b4ca0"),
    "Block": ("#96d1da", "#5d8b88"),
}
_CURVES = (  # dark, light
    ("#53b3e9", "#005581"),
    ("#e59e00", "#b97300"),
    ("#52dab0", "#00956f"),
    ("#c573a2", "#883b63"),
    ("#e36d37", "#d46039"),
    ("#ece140", "#6d6100"),
    ("#338cce", "#0674b3"),
    ("#aabcce", "#707d8e"),
)


def role_of(role: str, *, dark: bool) -> QColor:
    """The colour of a role in the dark or the light theme, whichever is in force: a picture for paper is light."""
    return QColor((_DARK if dark else _LIGHT)[role])


def family_of(category: str, *, dark: bool) -> QColor:
    """The colour of a family of layers in either theme."""
    colour = QColor(_FAMILIES.get(category, _FAMILIES["Block"])[not dark])
    return readable(readable(colour, role_of("canvas", dark=dark), 3.2), role_of("surface_2", dark=dark), 3.2)


class Theme(QObject):
    """The look in force.

    `changed` says that every colour may be another now; widgets that paint by hand listen to it.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choice = "system"
        self.dark = True

    @property
    def choice(self) -> str:
        """What the person chose: `system`, `dark` or `light`."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Follow the system, or be dark or light whatever it says."""
        self._choice = choice
        self.apply()

    def apply(self) -> None:
        """Put the palette, font and style sheet on the running application."""
        hints = QGuiApplication.styleHints()
        self.dark = hints.colorScheme() != Qt.ColorScheme.Light if self._choice == "system" else self._choice == "dark"
        self.color.cache_clear()
        self.family.cache_clear()
        self.curve.cache_clear()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            # A sheet in the place of another is worked out for every widget once per widget around it, ten times over;
            # taken off and put on again, once. Nothing is painted in between.
            app.setStyleSheet("")
            QPixmapCache.clear()  # every symbol in it is under the key of a palette that is no more
            app.setPalette(self.palette())
            font = app.font()
            font.setPixelSize(TEXT_PX["body"])
            app.setFont(font)
            app.setStyleSheet(sheet(self))
        self.changed.emit()

    @cache  # noqa: B019  one theme lives as long as the program
    def color(self, role: str) -> QColor:
        """The colour of a role: surface, surface_2, raised, canvas, grid, line, control, text, text_dim, accent,
        on_accent, error, warning, ok.
        """
        return role_of(role, dark=self.dark)

    @cache  # noqa: B019
    def family(self, category: str) -> QColor:
        """The colour of a family of layers, at least 3:1 against the canvas and the cards."""
        return family_of(category, dark=self.dark)

    @cache  # noqa: B019
    def curve(self, number: int) -> QColor:
        """The colour of the n-th curve of a plot, at least 3:1 against its ground."""
        return readable(QColor(_CURVES[number % len(_CURVES)][not self.dark]), self.color("surface_2"), 3.2)

    def font(self, size: str = "body", *, bold: bool = False) -> QFont:
        """A font of the type scale: small, body, title or heading."""
        font = QFont(QGuiApplication.font())
        font.setPixelSize(TEXT_PX[size])
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def palette(self) -> QPalette:
        """The application's palette, greyed texts included."""
        roles = {
            QPalette.ColorRole.Window: "surface",
            QPalette.ColorRole.WindowText: "text",
            QPalette.ColorRole.Base: "surface_2",
            QPalette.ColorRole.AlternateBase: "surface",
            QPalette.ColorRole.Text: "text",
            QPalette.ColorRole.Button: "raised",
            QPalette.ColorRole.ButtonText: "text",
            QPalette.ColorRole.ToolTipBase: "raised",
            QPalette.ColorRole.ToolTipText: "text",
            QPalette.ColorRole.PlaceholderText: "text_dim",
            QPalette.ColorRole.Highlight: "accent",
            QPalette.ColorRole.HighlightedText: "on_accent",
            QPalette.ColorRole.Link: "accent",
            QPalette.ColorRole.Mid: "line",
            QPalette.ColorRole.Dark: "line",
            QPalette.ColorRole.Light: "raised",
            QPalette.ColorRole.Accent: "accent",
        }
        palette = QPalette()
        for role, name in roles.items():
            palette.setColor(role, self.color(name))
        grey = mix(self.color("text"), self.color("surface"), 0.45)
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, grey)
        return palette


@lru_cache(maxsize=1)
def theme() -> Theme:
    """The one look of this program."""
    made = Theme()
    hints = QGuiApplication.styleHints()
    if hints is not None:
        hints.colorSchemeChanged.connect(lambda _scheme: made.apply() if made.choice == "system" else None)
    language().changed.connect(made.changed)  # what is drawn anew in other colours is so in another language
    return made
