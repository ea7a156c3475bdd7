"""How weights are shown: chosen in three controls, explained by a scale that is painted in both themes."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from neurodesk.ui.look.theme import theme
from neurodesk.ui.pictures import scale
from neurodesk.ui.reasons.heat_look import HeatControls, HeatLook, Legend
from tests.ui.desk import colours, shown


def test_the_look_is_what_is_chosen(qtbot: QtBot):
    """By keys; every change is told."""
    controls = shown(qtbot, HeatControls(), 700, 40)
    assert controls.look == HeatLook()
    with qtbot.waitSignals([controls.changed] * 3):
        QTest.keyClick(controls.strength, Qt.Key.Key_Home)
        QTest.keyClick(controls.sign, Qt.Key.Key_Down)
        QTest.keyClick(controls.clip, Qt.Key.Key_Down)
    assert controls.look == HeatLook(0.1, "for", 99.0)


def test_the_scale_shows_the_half_that_is_used(qtbot: QtBot):
    """In dark and light."""
    legend = shown(qtbot, Legend(), 420, 24)
    for choice in ("dark", "light"):
        theme().choose(choice)
        legend.show_sign("both")
        whole = colours(legend)
        legend.show_sign("for")
        assert len(colours(legend)) < len(whole)


def test_the_scale_is_even_to_the_eye_and_told_apart_with_every_colour_vision():
    """Brightness falls from the middle to both ends step by step; the ends differ in blue, which all but few see."""
    ramp = scale("signed").astype(float)
    light = ramp @ (0.2126, 0.7152, 0.0722)
    assert np.all(np.diff(light[:128]) >= -0.5)
    assert np.all(np.diff(light[128:]) <= 0.5)
    assert abs(ramp[20, 2] - ramp[235, 2]) > 100
