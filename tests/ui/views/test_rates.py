"""Curves of the classes: named with their areas, and one singled out by mouse and keys."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from neurodesk.ui.look.theme import theme
from neurodesk.ui.views.rates import RatesView
from tests.ui.desk import colours, press, shown

LINE = np.array([[0.0, 0.2, 1.0], [0.0, 0.9, 1.0]])


@pytest.fixture
def view(qtbot: QtBot) -> RatesView:
    """Before any run."""
    made = RatesView("ROC curves", "false", "true", "area", chance=True)
    return shown(qtbot, made, 500, 260)


def test_the_worst_comes_first_and_one_is_singled_out(view: RatesView):
    """A click on a name, then the arrow up; what is singled out is told to screen readers."""
    bare = colours(view)
    view.show_curves((LINE, LINE, LINE), (0.9, 0.7, 0.8), ("a", "b", "c"))
    assert [name for _, name, _, _ in view.curves] == ["b", "c", "a"]
    assert theme().curve(1).name() in colours(view) - bare
    singled = []
    view.singled.connect(singled.append)
    press(view, view.row(2).center().toPoint())
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert singled == [0, 2, 1, 1]
    assert view.accessibleDescription() == "b: area 0.700"


def test_two_classes_have_one_curve_and_a_missing_one_none(view: RatesView):
    """Of two the second, and it is said beside it that the first is its mirror. One without examples is left out."""
    view.show_curves((LINE, LINE), (0.9, 0.9), ("no", "yes"))
    assert [name for _, name, _, _ in view.curves] == ["yes"]
    assert view.mirrored == "no"
    told = view.grab().toImage()
    view.mirrored = ""
    bare = view.grab().toImage()
    row = view.row(0).toRect().translated(0, 24)
    assert told.copy(row) != bare.copy(row)
    assert told.copy(view.row(0).toRect()) == bare.copy(view.row(0).toRect())
    view.show_curves((LINE, np.zeros((2, 0)), LINE), (0.9, None, 0.7), ("a", "b", "c"))
    assert [name for _, name, _, _ in view.curves] == ["c", "a"]


def test_precision_over_recall_has_no_mirror(qtbot: QtBot):
    """Both of two classes have a curve of their own."""
    view = shown(qtbot, RatesView("Precision over recall", "recall", "precision", "area", chance=False), 500, 260)
    view.show_curves((LINE, LINE), (0.9, 0.8), ("no", "yes"))
    assert [name for _, name, _, _ in view.curves] == ["yes", "no"]
    assert view.mirrored == ""


@pytest.mark.parametrize("size", [(1200, 700), (900, 220), (420, 600)])
def test_the_picture_is_square_with_equal_numbers(view: RatesView, size: tuple[int, int]):
    """In a floating dock, a flat and a narrow one; the names keep their room beside it."""
    view.resize(*size)
    view.show_curves((LINE, LINE, LINE), (0.9, 0.7, 0.8), ("a", "b", "c"))
    where = view._axes()
    assert where.box.width() == where.box.height() > 100
    across, upward = where.numbers()
    assert across == upward
    assert view.width() - where.box.right() > 120


def test_a_hundred_classes_can_all_be_reached(view: RatesView):
    """The names move along with the one singled out."""
    view.show_curves([LINE] * 100, [at / 100 for at in range(100)], [f"class {at}" for at in range(100)])
    view.setFocus()
    for _ in range(99):
        QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.rect().contains(view.row(99).toRect())
    assert "class 99" in view.accessibleDescription()
    view.grab()
