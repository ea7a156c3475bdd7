"""A form edits what a declaration allows, and says why it refuses the rest."""

from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.spec import Bool, Declared, File, Float, Folder, Int, Ints, OneOf, Text
from neurodesk.ui.widgets.editors import Form, form, words


class Everything(Declared):
    """One parameter of each kind."""

    key = "everything"
    label = "Everything"
    count = Int(3, min=1, max=9, doc="How many.")
    rate = Float(0.5, min=0.0, max=1.0, doc="How much.")
    on = Bool(True, doc="Whether.")
    kind = OneOf("a", options=("a", "b"), doc="Which.")
    name = Text("x", doc="What.")
    sides = Ints((2, 3), length=(1, 4), min=1, max=99, doc="How large.")
    folder = Folder("", doc="Where.")
    table = File("", suffixes=(".csv",), doc="What file.")


@pytest.fixture
def filled(qtbot: QtBot) -> tuple[Form, list[tuple[str, Any]]]:
    """A form and what it has passed on."""
    changed: list[tuple[str, Any]] = []
    made = form(Everything, {"count": 4}, lambda name, value: changed.append((name, value)))
    qtbot.addWidget(made)
    made.show()
    return made, changed


def typed(made: Form, name: str, text: str) -> None:
    """Type into a row and leave it."""
    line = made.editors[name].line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_values_are_shown(filled: tuple[Form, list[tuple[str, Any]]]):
    """What is given, and the default for the rest; nothing counts as edited."""
    made, changed = filled
    assert made.editors["count"].box.value() == 4
    assert made.editors["rate"].line.text() == "0.5"
    assert made.editors["sides"].line.text() == "2 x 3"
    assert made.editors["on"].box.isChecked()
    assert changed == []


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("rate", "0,25", 0.25),
        ("rate", "1e-3", 0.001),
        ("sides", "1 x 28 x 28", (1, 28, 28)),
        ("sides", "4, 5", (4, 5)),
        ("name", "hello", "hello"),
    ],
)
def test_what_is_typed_arrives(filled: tuple[Form, list[tuple[str, Any]]], name: str, text: str, value: Any):
    """Decimal commas and crosses are understood."""
    made, changed = filled
    typed(made, name, text)
    assert changed == [(name, value)]


def test_a_german_desk_writes_and_reads_decimal_commas(qtbot: QtBot):
    """What is shown has a comma, and a comma or a point may be typed."""
    QLocale.setDefault(QLocale("de_DE"))
    try:
        changed: list[tuple[str, Any]] = []
        made = form(Everything, {"rate": 0.25}, lambda name, value: changed.append((name, value)))
        qtbot.addWidget(made)
        made.show()
        assert made.editors["rate"].line.text() == "0,25"
        typed(made, "rate", "0,5")
        typed(made, "rate", "0.75")
        assert changed == [("rate", 0.5), ("rate", 0.75)]
    finally:
        QLocale.setDefault(QLocale.c())


@pytest.mark.parametrize(
    ("name", "text", "said"), [("rate", "2", "at most 1"), ("rate", "much", "number"), ("sides", "0 x 3", "at least 1")]
)
def test_what_is_refused_is_explained(filled: tuple[Form, list[tuple[str, Any]]], name: str, text: str, said: str):
    """The reason stands under the row, nothing is passed on, and a good value takes the reason away."""
    made, changed = filled
    typed(made, name, text)
    assert changed == []
    shown = [label.text() for label in made._reasons.values() if label.isVisible()]
    assert len(shown) == 1
    assert said in shown[0]
    typed(made, name, "0.75" if name == "rate" else "3")
    assert not any(label.isVisible() for label in made._reasons.values())
    assert len(changed) == 1


def test_a_whole_number_that_is_none_is_said_and_swallows_no_letter(filled: tuple[Form, list[tuple[str, Any]]]):
    """A comma, a sign, a power of ten and too much: the reason names what was typed, the value is as it was."""
    made, changed = filled
    box = made.editors["count"].box
    for text, reason in (
        ("7,5", "a whole number, not '7,5'"), ("1e3", "a whole number, not '1e3'"), ("", "a whole number, not ''"),
        ("-3", "at least 1, not -3"), ("999999999", "at most 9, not 999999999"),
    ):  # fmt: skip
        box.setFocus()
        box.selectAll()
        QTest.keyClick(box, Qt.Key.Key_Delete)
        QTest.keyClicks(box, text)
        QTest.keyClick(box, Qt.Key.Key_Return)
        assert (box.text(), box.value(), changed) == (text, 4, [])
        assert reason in made._reasons["count"].text()
        made.editors["rate"].line.setFocus()  # left, it is said still
        assert (box.text(), made._reasons["count"].isVisible()) == (text, True)
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "7")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert (box.value(), changed, made._reasons["count"].isVisible()) == (7, [("count", 7)], False)


@pytest.mark.parametrize("name", ["count", "rate", "sides", "name", "folder"])
@pytest.mark.parametrize("refused", [False, True])
def test_esc_gives_back_what_was_there(filled: tuple[Form, list[tuple[str, Any]]], name: str, refused: bool):
    """In every kind of field that is typed in, though it was said to be wrong already."""
    made, changed = filled
    field = getattr(made.editors[name], "line", None) or made.editors[name].box
    before = field.text()
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "5,5,5" if refused and name not in ("name", "folder", "sides") else "5")
    if refused and name in ("count", "rate"):
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert made._reasons[name].isVisible()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    made.editors["table"].line.setFocus()
    assert (field.text(), changed, made._reasons[name].isVisible()) == (before, [], False)


def test_boxes_and_lists_pass_on_what_is_chosen(filled: tuple[Form, list[tuple[str, Any]]]):
    """Checks, choices and numbers."""
    made, changed = filled
    QTest.keyClick(made.editors["on"].box, Qt.Key.Key_Space)
    box = made.editors["kind"].box
    box.setCurrentIndex(1)
    box.activated.emit(1)
    made.editors["count"].box.setValue(7)
    assert changed == [("on", False), ("kind", "b"), ("count", 7)]


def test_the_wheel_turns_nothing_without_the_focus(filled: tuple[Form, list[tuple[str, Any]]], qtbot: QtBot):
    """Scrolling over a form must not change a network."""
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent

    made, changed = filled
    made.editors["rate"].line.setFocus()
    box = made.editors["count"].box
    where = QPointF(5, 5)
    wheel = QWheelEvent(
        where, box.mapToGlobal(where), QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, wheel)
    assert changed == []


def test_a_folder_is_chosen(filled: tuple[Form, list[tuple[str, Any]]], monkeypatch: pytest.MonkeyPatch):
    """The button asks, and the answer counts."""
    made, changed = filled
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: "/data/cats")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: ("/data/iris.csv", ""))
    made.editors["folder"].choose()
    made.editors["table"].choose()
    assert changed == [("folder", "/data/cats"), ("table", "/data/iris.csv")]


@pytest.mark.parametrize("key", LAYERS.keys())
def test_every_layer_has_an_editor_for_each_parameter(qtbot: QtBot, key: str):
    """Nothing declared is out of reach, and every field has a name for a screen reader."""
    made = form(LAYERS[key], {}, lambda _name, _value: None)
    qtbot.addWidget(made)
    assert set(made.editors) == set(LAYERS[key].params())
    assert all(field.toolTip() for field in made.editors.values())


def test_names_become_labels():
    """Spaces and a capital."""
    assert words("weight_decay") == "Weight decay"
