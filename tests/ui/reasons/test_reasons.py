"""Reasons are said with names and numbers, and long ones stay inside."""

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk.ui.look.theme import theme
from neurodesk.ui.reasons.heat_look import HeatLook
from neurodesk.ui.reasons.reasons import ExampleView, ReasonView
from tests.ui.desk import HOSTILE, colours, explained, markup, shown

ROW = {
    "picture": np.linspace(-3, 3, 30, dtype=np.float32),
    "attribution": np.linspace(-1, 2, 30, dtype=np.float32),
    "features": (HOSTILE, *(f"a feature with a long name, number {at}" for at in range(29))),
}


def test_the_gap_is_judged(qapp: QApplication):
    """Small gaps are told, large ones warned of, none where the method has none."""
    theme().choose("dark")
    view = ReasonView()
    for gap, told, role in (
        (0.014, "completeness gap 1.4%", "text_dim"),
        (0.2, "completeness gap 20.0%: a rough picture", "warning"),
        (-0.4, "completeness gap 40.0%: do not rely on it", "warning"),
        (np.nan, "", "text_dim"),
    ):
        view.show_answer(explained(1, "integrated_gradients", gap=gap))
        assert view.verdict() == (told, role)
    for method in ("saliency", "smoothgrad"):
        view.show_answer(explained(1, method, gap=np.nan))
        assert view.verdict() == ("no sign: how much it matters", "text_dim")
    view.look = HeatLook(sign="against")
    assert view.verdict()[0] == "no sign: nothing is against"
    view.show_answer(explained(1, "gradcam", reason="It needs a convolution."))
    assert view.verdict()[0] == ""


def test_a_row_has_bars_and_values(qtbot: QtBot):
    """Orange for, blue against; the example lists its values; hostile names stay words."""
    bars = shown(qtbot, ReasonView(), 300, 240)
    bars.show_answer(explained(1, "ablation", **ROW))
    assert {theme().curve(0).name(), theme().curve(1).name()} <= colours(bars)
    QTest.mouseMove(bars, QPoint(40, 16))
    values = shown(qtbot, ExampleView(), 200, 240)
    values.show_example(explained(1, "ablation", **ROW))
    assert theme().color("text_dim").name() in colours(values)
    assert markup(values) == []


def test_what_was_answered_is_said(qapp: QApplication):
    """Class and certainty, or the number; the truth where it is known."""
    view = ExampleView()
    assert view.said() == ("", "", True)
    view.show_example(explained(1, "saliency", actual=1.0))
    assert view.said() == ("7, 90.0% sure", "in truth 1", False)
    view.show_example(explained(1, "saliency", classes=(), predicted=2.5, actual=np.nan))
    assert view.said() == ("answered 2.5", "", True)
