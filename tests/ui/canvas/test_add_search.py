"""The search finds every layer in three letters, by keys alone."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.canvas.add_search import AddSearch, matches


@pytest.mark.parametrize("kind", list(LAYERS), ids=lambda kind: kind.key)
def test_three_letters_are_enough(kind):
    names = {kind.key.replace("_", ""), *kind.quick, *(alias.replace(" ", "") for alias in kind.aliases)}
    queries = (letters for name in names for size in (1, 2, 3) for letters in combinations(name, size))
    assert any(matches("".join(letters))[:1] == [kind] for letters in queries)


@pytest.mark.parametrize(("text", "key"), [
    ("con", "conv2d"), ("lin", "linear"), ("rel", "relu"), ("dense", "linear"), ("c2d", "conv2d"), ("fla", "flatten"),
    ("bn", "batch_norm2d"), ("drop", "dropout"), ("lst", "lstm"),
])  # fmt: skip
def test_the_first_find_is_the_one_meant(text, key):
    assert matches(text)[0].key == key


def test_only_some_and_some_first():
    assert {kind.key for kind in matches("", {"relu", "gelu"})} == {"relu", "gelu"}
    assert matches("", None, frozenset({"softmax"}))[0].key == "softmax"
    assert matches("zzzzzz") == []


@pytest.fixture
def search(view, drawn) -> AddSearch:
    drawn.select(["conv_1"])
    return view.add_search(QPointF(300, 200))


def test_three_letters_and_enter_add_at_the_pointer_wired_to_the_selection(view, search, drawn):
    QTest.keyClicks(search.line, "gel")
    QTest.keyClick(search.line, Qt.Key.Key_Return)
    assert drawn.selection == {"gelu_1"}
    assert [source.node for source in drawn.graph.into("gelu_1").values()] == ["conv_1"]
    assert abs(view.canvas.nodes["gelu_1"].x() - 300) <= 8
    assert view.hasFocus()


def test_what_does_not_fit_the_selection_is_added_loose(search, drawn):
    QTest.keyClicks(search.line, "emb")
    QTest.keyClick(search.line, Qt.Key.Key_Return)
    assert not drawn.graph.into(next(iter(drawn.selection)))


def test_arrows_walk_and_wrap(search):
    assert search.list.currentRow() == 0
    QTest.keyClick(search.line, Qt.Key.Key_Up)
    assert search.list.currentRow() == search.list.count() - 1
    QTest.keyClick(search.line, Qt.Key.Key_Down)
    QTest.keyClick(search.line, Qt.Key.Key_Down)
    assert search.list.currentRow() == 1
    assert search.about.text()


def test_what_fits_the_selection_comes_first(search):
    assert search.found().index("flatten") < search.found().index("conv1d")
    assert search.found().index("conv2d") < search.found().index("conv1d")
    assert search.found().index("relu") < search.found().index("lstm")


def test_esc_closes_and_changes_nothing(view, search, drawn):
    before = drawn.document
    QTest.keyClick(search.line, Qt.Key.Key_Escape)
    assert not search.isVisible()
    assert view._popup is None
    assert drawn.document is before
    assert drawn.selection == {"conv_1"}


def test_leaving_closes(view, search):
    view.setFocus()
    assert not search.isVisible()


def test_a_click_chooses(view, search, drawn):
    QTest.keyClicks(search.line, "sigmoid")
    row = search.list.visualItemRect(search.list.item(0)).center()
    QTest.mouseClick(search.list.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert drawn.selection == {"sigmoid_1"}


def test_f1_asks_for_help_and_nothing_found_is_said(view, search, qtbot):
    QTest.keyClicks(search.line, "gelu")
    with qtbot.waitSignal(view.help_asked) as asked:
        QTest.keyClick(search.line, Qt.Key.Key_F1)
    assert asked.args == ["gelu"]
    QTest.keyClicks(search.line, "zzz")
    assert search.found() == []
    assert "Delete letters" in search.about.text()
    QTest.keyClick(search.line, Qt.Key.Key_Return)
    assert search.isVisible()


def test_it_stays_inside_the_canvas(view, drawn):
    search = view.add_search(view.seen().bottomRight())
    assert view.rect().contains(search.geometry())
    search.grab()
