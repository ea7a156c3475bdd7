"""Examples are filtered, ordered and paged by what a person presses."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from neurodesk.ui.evaluation.examples import PAGE, ExamplesPane
from tests.ui.desk import CLASSES, examples, press, shown


@pytest.fixture
def pane(qtbot: QtBot) -> ExamplesPane:
    """On the first page of many digits."""
    made = shown(qtbot, ExamplesPane(), 500, 300)
    made.begin(CLASSES)
    made.show_examples(examples(1, total=130))
    return made


def test_pages_are_turned(pane: ExamplesPane):
    """On, and back; at the ends there is no further."""
    asked = []
    pane.asked.connect(lambda: asked.append(pane.fields()["offset"]))
    assert not pane.pager.back.isEnabled()
    press(pane.pager.on)
    pane.show_examples(examples(1, total=130, offset=60))
    press(pane.pager.back)
    pane.show_examples(examples(1, total=2))
    assert asked == [PAGE, 0]
    assert not pane.pager.on.isEnabled()
    assert pane.pager.label.text() == "1–2 of 2"


def test_wrong_ones_only_and_by_class(pane: ExamplesPane):
    """Each press asks anew from the first page; Show all takes every filter back."""
    pane.offset = 60
    pane.wrong.setFocus()
    QTest.keyClick(pane.wrong, Qt.Key.Key_Space)
    assert (pane.fields()["wrong"], pane.fields()["offset"]) == (True, 0)
    pane.actual.setFocus()
    for _ in range(8):
        QTest.keyClick(pane.actual, Qt.Key.Key_Down)
    assert pane.fields()["actual"] == 7
    pane.show_examples(examples(1, total=2))
    press(pane.all)
    assert pane.fields() | {"limit": 0} == {
        "actual": None, "predicted": None, "order": "loss", "wrong": False, "offset": 0, "limit": 0,
    }  # fmt: skip


def test_nothing_is_wrong(pane: ExamplesPane):
    """An empty page says why it is empty."""
    none = {"pictures": np.zeros((0, 1, 8, 8)), "names": ()}
    empty = {name: np.zeros(0) for name in ("indexes", "actual", "predicted", "probability", "losses")}
    press(pane.wrong)
    QTest.keyClick(pane.wrong, Qt.Key.Key_Space)
    pane.wrong.setChecked(True)
    pane.show_examples(examples(1, total=0, **none, **empty))
    assert "right" in pane.pictures.empty
    pane.filter(3, 3)
    assert not pane.fields()["wrong"]
    pane.show_examples(examples(1, total=0, **none, **empty))
    assert "cell" in pane.pictures.empty


def test_rows_of_a_table(pane: ExamplesPane):
    """Answer, certainty and loss before the features; a wrong one is marked by a sign; a row can be chosen."""
    pane.show_examples(examples(1, total=2, pictures=np.array([[1.5, 2.0], [3.0, 4.0]]), features=("size", "age")))
    heads = [pane.rows.horizontalHeaderItem(at).text() for at in range(5)]
    assert heads == ["Actual → answered", "Sure", "Loss", "size", "age"]
    assert [pane.rows.item(0, at).text() for at in range(5)] == ["✗ 7 → 1", "60.0%", "3", "1.5", "2"]
    chosen = []
    pane.chosen.connect(chosen.append)
    press(pane.rows.viewport(), pane.rows.visualItemRect(pane.rows.item(1, 0)).center())
    assert chosen == [1]


def test_numbers_have_no_classes_to_filter_by(pane: ExamplesPane):
    """Regression: no wrong ones, no classes, only the order by loss."""
    pane.begin(())
    numbers = {"classes": (), "actual": np.array([1.5, 2]), "predicted": np.array([1.25, 3])}
    pane.show_examples(examples(1, total=2, **numbers))
    assert not pane.wrong.isVisible()
    assert not pane.actual.isVisible()
    assert [text for _, text, _ in pane.pictures.items] == ["1.5 → 1.25", "2 → 3"]
