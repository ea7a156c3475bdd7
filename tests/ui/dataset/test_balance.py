"""Bars of the classes, in three pieces told apart by pattern as well as by colour."""

import numpy as np
from pytestqt.qtbot import QtBot

from neurodesk.ui.dataset.balance import BalanceView, skew
from neurodesk.ui.look.theme import theme
from tests.ui.desk import HOSTILE, colours, shown


def test_every_class_has_a_bar(qtbot: QtBot):
    """Told to screen readers too; a hundred classes make the view as high as they need."""
    view = shown(qtbot, BalanceView(), 500, 200)
    bare = colours(view)
    view.show_counts((60, 40), (HOSTILE, "dog"), ((40, 30), (10, 4), (10, 6)))
    assert {theme().curve(at).name() for at in range(3)} <= colours(view) - bare
    assert view.accessibleDescription() == f"{HOSTILE}: 60, dog: 40"
    view.show_counts(np.ones(100), tuple(map(str, range(100))))
    assert view.minimumHeight() > 2000


def test_numbers_are_bins(qtbot: QtBot):
    """Named by their edges."""
    view = shown(qtbot, BalanceView(), 500, 200)
    view.show_counts((1, 2), (), ((1, 2), (0, 0), (0, 0)), (0.0, 0.5, 1.0))
    assert view.names == ["0 – 0.5", "0.5 – 1"]
    view.grab()
    view.show_counts((), ())
    view.grab()


def test_only_a_real_skew_is_said():
    """Three times or more; numbers have none."""
    assert skew((30, 10), ("a", "b")).startswith("“a” has 3.0 times")
    assert skew((29, 10), ("a", "b")) == skew((5, 1), ()) == skew((5, 0), ("a", "b")) == ""
