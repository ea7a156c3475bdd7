"""The quick-add bar reads aloud as one types, and Enter draws."""

from itertools import pairwise

from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from neurodesk.ui.window import Window
from tests.ui.desk import QuietLink

LINE = "conv 32 relu pool conv 64 relu pool flatten linear"


def test_a_line_makes_a_network_in_one_step(view, session):
    before = session.document
    bar = view.quick_add()
    QTest.keyClicks(bar.line, LINE)
    bar.grab()
    QTest.keyClick(bar.line, Qt.Key.Key_Return)
    assert len(session.graph.nodes) == 10
    assert not [problem for problem in session.problems if problem.severity == "error"]
    assert view.seen().contains(view.canvas.bounds())
    assert view._popup is None
    assert session.selection == {"linear_1"}
    session.undo()
    assert session.document == before


def test_the_wrong_word_is_named_and_selected(view, session):
    bar = view.quick_add()
    QTest.keyClicks(bar.line, "conv 32 relo pool")
    assert "relu" in bar.told.text()
    assert bar.line.property("wrong")
    begins = bar.line.fontMetrics().horizontalAdvance("conv 32 ")
    wave = bar.line.wave()
    assert begins <= wave.left() <= begins + 24
    assert abs(wave.width() - bar.line.fontMetrics().horizontalAdvance("relo")) < 3
    bar.grab()
    QTest.keyClick(bar.line, Qt.Key.Key_Return)
    assert bar.isVisible()
    assert bar.line.selectedText() == "relo"
    QTest.keyClicks(bar.line, "relu")
    assert not bar.line.property("wrong")
    assert bar.line.wave().isEmpty()
    assert not session.graph.nodes


def test_branches_are_typed_and_drawn(view, session):
    bar = view.quick_add()
    QTest.keyClicks(bar.line, "conv 8 ([conv 8 relu | ] add) x2 flatten linear")
    QTest.keyClick(bar.line, Qt.Key.Key_Return)
    assert sorted(node.key for node in session.graph.nodes.values()).count("add") == 2
    assert not [problem for problem in session.problems if problem.severity == "error"]
    session.undo()
    assert not session.graph.nodes


def test_it_goes_after_what_is_selected(view, drawn):
    drawn.select(["relu_1"])
    bar = view.quick_add()
    assert "relu_1" in bar.told.text() or not bar.line.text()
    QTest.keyClicks(bar.line, "conv 4 gelu")
    assert "relu_1" in bar.told.text()
    assert bar.chain.links[0].shape == (4, 8, 8)
    QTest.keyClick(bar.line, Qt.Key.Key_Return)
    assert [source.node for source in drawn.graph.into("conv_2").values()] == ["relu_1"]
    assert [source.node for source in drawn.graph.into("flatten_1").values()] == ["gelu_1"]


def test_esc_leaves_and_an_empty_bar_closes_by_itself(view, session):
    bar = view.quick_add()
    QTest.keyClick(bar.line, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    bar = view.quick_add()
    view.setFocus()
    assert not bar.isVisible()
    bar = view.quick_add()
    QTest.keyClicks(bar.line, "conv")
    view.setFocus()
    assert bar.isVisible()


def test_a_shape_that_does_not_fit_is_a_warning(view, session):
    bar = view.quick_add()
    QTest.keyClicks(bar.line, "flatten conv 8")
    assert bar.told.property("role") == "warning"
    assert not bar.line.property("wrong")
    QTest.keyClick(bar.line, Qt.Key.Key_Return)
    assert len(session.graph.nodes) == 4


def test_branches_are_shown_below_each_other(view, session):
    """As they will be drawn, with a line from chip to chip that crosses none; an empty branch runs below the other."""
    bar = view.quick_add()
    QTest.keyClicks(bar.line, "conv 8 [conv 8 relu | pool] concat")
    boxes = bar.chips._boxes()
    assert boxes[3].left() == boxes[1].left()
    assert boxes[3].top() > boxes[1].bottom()
    assert len(bar.chips.ways()) == 5
    bar.line.clear()
    QTest.keyClicks(bar.line, "conv 8 [conv 8 relu conv 8 | ] add flatten linear 32 relu linear 32 relu linear 32 relu")
    boxes, ways = bar.chips._boxes(), bar.chips.ways()
    assert boxes[-1].top() > boxes[0].bottom()  # what does not fit goes on below
    assert len({way[0].y() for way in ways}) > 1
    for way in ways:
        for one, other in pairwise(way):
            line = QRectF(one, other).normalized().adjusted(-0.5, -0.5, 0.5, 0.5)
            assert not any(box.adjusted(2, 2, -2, -2).intersects(line) for box in boxes)
    assert bar.chips.height() >= max(box.bottom() for box in boxes)


def test_a_long_warning_is_seen_whole(view, session):
    """Its letters are larger than those of a hint."""
    bar = view.quick_add()
    QTest.keyClicks(bar.line, "conv 32 [conv 8 | pool] concat flatten linear")
    assert bar.told.property("role") == "warning"
    assert bar.told.height() >= bar.told.heightForWidth(bar.told.width())


def test_all_of_it_is_in_sight_in_a_small_window(session):
    """Over the docks, the sentence first; it goes with the canvas."""
    window = Window(session, QuietLink(session))
    window.show_canvas()
    window.resize(640, 360)
    window.show()
    for _ in range(20):
        QApplication.processEvents()
    bar = window.canvas.quick_add()
    QTest.keyClicks(bar.line, "conv 8 relu pool conv 16 relu pool flatten linear 64 relu linear bogus")
    QApplication.processEvents()
    assert "bogus" in bar.told.text()
    for part in (bar.line, bar.told, bar.chips):
        assert part.visibleRegion().boundingRect() == part.rect()
    assert bar.told.y() < bar.chips.y()
    middle = bar.chips.mapTo(window, bar.chips.rect().center())
    assert window.childAt(middle) is bar.chips
    window.show_welcome()
    assert not bar.isVisible()
    window.leave()
    window.deleteLater()
