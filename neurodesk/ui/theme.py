"""How the desk looks: one palette for dark and one for light, the type scale, the 8 px grid, and the colours of
layer families and curves.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from neurodesk.ui.colour import mix, readable
from neurodesk.ui.style import sheet

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


# Okabe and Ito, "Color Universal Design" (2008): eight hues told apart with every common form of colour vision;
# the last three are
# tints for families that an icon tells apart as well.
_FAMILIES = {
    "Input and output": "#9aa7b8",
    "Linear": "#3d94d6",
    "Convolution": "#e69f00",
    "Pooling": "#d9ce3a",
    "Normalization": "#56b4e9",
    "Activation": "#1fae86",
    "Regularization": "#b39b82",
    "Recurrent": "#cc79a7",
    "Attention": "#e8703a",
    "Shape": "#8f9fd6",
    "Combine": "#a58be0",
    "Block": "#7fb7be",
}
_CURVES = ("#56b4e9", "#e69f00", "#1fae86", "#cc79a7", "#e8703a", "#f0e442", "#3d94d6", "#9aa7b8")


def role_of(role: str, *, dark: bool) -> QColor:
    """The colour of a role in the dark or the light theme, whichever is in force: a picture for paper is light."""
    return QColor((_DARK if dark else _LIGHT)[role])


def family_of(category: str, *, dark: bool) -> QColor:
    """The colour of a family of layers in either theme."""
    colour = QColor(_FAMILIES.get(category, _FAMILIES["Block"]))
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
        return readable(QColor(_CURVES[number % len(_CURVES)]), self.color("surface_2"), 3.2)

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
    return made
