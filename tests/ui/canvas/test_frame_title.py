"""The line in which a frame's text is written."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from neurodesk.ui.canvas import marking
from neurodesk.ui.canvas.frame_title import FrameTitle


def test_lines_below_the_title_stay_when_the_title_changes(view, drawn):
    name = marking.add_frame(view)
    marking.set_text(view, name, "why\nand how")
    line = FrameTitle(view, name)
    assert line.text() == "why"
    line.setText("because")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert drawn.graph.frames[name].text == "because\nand how"


def test_letters_that_are_keys_of_the_canvas_are_typed(view, drawn):
    line = FrameTitle(view, marking.add_frame(view))
    QTest.keyClicks(line, "mclp")
    assert line.text() == "mclp"
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert len(drawn.graph.frames) == 1
