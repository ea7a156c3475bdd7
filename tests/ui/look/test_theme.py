"""Both themes can be read: every text and mark has the contrast it needs."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPalette, QPixmap, QPixmapCache
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.look.colour import contrast
from neurodesk.ui.look.theme import GRID, TEXT_PX, theme
from tests.journeys.looks import EYES, apart

LOOKS = pytest.mark.parametrize("look", ["dark", "light"])
FAMILIES = sorted({layer.category for layer in LAYERS})


@LOOKS
def test_text_reads_on_every_ground(qapp: QApplication, look: str):
    """4.5 to 1 for texts of every kind."""
    theme().choose(look)
    for ground in ("surface", "surface_2", "canvas"):
        for ink in ("text", "text_dim", "error", "warning", "ok", "accent"):
            assert contrast(theme().color(ink), theme().color(ground)) >= 4.5, (ink, ground)
    assert contrast(theme().color("on_accent"), theme().color("accent")) >= 4.5
    assert contrast(theme().color("text"), theme().color("raised")) >= 4.5


@LOOKS
def test_marks_and_frames_stand_out(qapp: QApplication, look: str):
    """3 to 1 for fields' frames, families and curves."""
    theme().choose(look)
    for ground in ("surface", "surface_2"):
        assert contrast(theme().color("control"), theme().color(ground)) >= 3.0
    for family in FAMILIES:
        assert contrast(theme().family(family), theme().color("canvas")) >= 3.0
        assert contrast(theme().family(family), theme().color("surface_2")) >= 3.0
    for number in range(8):
        assert contrast(theme().curve(number), theme().color("surface_2")) >= 3.0


@LOOKS
@pytest.mark.parametrize("eye", EYES)
def test_families_and_curves_stand_apart_for_every_eye(qapp: QApplication, look: str, eye: str):
    """Just noticeable is a distance of about 2.3 in CIELAB; icons tell families apart as well, so 10 is ample."""
    theme().choose(look)
    families = {family: theme().family(family) for family in FAMILIES}
    distance, pair = apart(families, eye)
    assert distance >= 10.0, pair
    distance, pair = apart({f"curve {number}": theme().curve(number) for number in range(8)}, eye)
    assert distance >= 13.0, pair


def test_a_choice_takes_hold_at_once(qapp: QApplication):
    """Palette and style sheet follow, and listeners hear of it."""
    theme().choose("dark")
    heard = []
    theme().changed.connect(lambda: heard.append(theme().dark))
    theme().choose("light")
    assert heard == [False]
    assert qapp.palette().color(QPalette.ColorRole.Window) == theme().color("surface")
    assert theme().color("surface_2").name() in qapp.styleSheet()
    assert "@" not in qapp.styleSheet()


def test_the_system_is_followed_while_nobody_chose(qapp: QApplication, monkeypatch: pytest.MonkeyPatch):
    """At once when it changes; a choice of the person's own stands. Offscreen there is no scheme, so one is given."""
    scheme = [Qt.ColorScheme.Light]
    hints = QApplication.styleHints()
    given = SimpleNamespace(styleHints=lambda: SimpleNamespace(colorScheme=lambda: scheme[0]))
    monkeypatch.setattr("neurodesk.ui.look.theme.QGuiApplication", given)
    theme().choose("system")
    assert not theme().dark
    for scheme[0], dark in ((Qt.ColorScheme.Dark, True), (Qt.ColorScheme.Light, False)):
        hints.colorSchemeChanged.emit(scheme[0])
        assert theme().dark is dark
    theme().choose("dark")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme().dark


def test_a_widget_deep_inside_is_dressed_as_often_as_one_at_the_top(qapp: QApplication, qtbot: QtBot):
    """Qt works a new sheet out once per widget around each, a second for a whole window, where the old one stays on."""
    theme().choose("dark")
    outer = deep = QWidget()
    qtbot.addWidget(outer)
    for _ in range(12):
        deep = QLabel("a label", deep)
    outer.show()
    watched = {widget: Heard(widget) for widget in (outer, deep)}
    theme().choose("light")
    assert watched[deep].heard == watched[outer].heard <= 3
    assert deep.palette().color(QPalette.ColorRole.WindowText) == theme().color("text")


class Heard(QObject):
    """How often a widget was told that its style is another."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.heard = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count."""
        self.heard += event.type() == QEvent.Type.StyleChange
        return False


def test_what_was_painted_for_another_look_is_let_go(qapp: QApplication):
    """Qt keeps symbols by the palette that they were painted with, up to 10 MB; no palette ever comes back."""
    theme().choose("dark")
    key = QPixmapCache.insert(QPixmap(1, 1))
    theme().choose("light")
    kept = QPixmap()
    assert not QPixmapCache.find(key, kept)


def test_the_type_scale_is_kept(qapp: QApplication):
    """Four sizes, and an 8 px grid."""
    assert (
        theme().font("heading").pixelSize()
        == TEXT_PX["heading"]
        > TEXT_PX["title"]
        > TEXT_PX["body"]
        > TEXT_PX["small"]
    )
    assert GRID == 8
