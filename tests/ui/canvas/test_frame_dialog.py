"""A comment frame is written, coloured and sized without a mouse."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QStyle

from neurodesk.graph.model import FRAME_COLOURS, SMALLEST_FRAME
from neurodesk.ui.canvas import marking
from neurodesk.ui.canvas.frame_dialog import COLOURS, FrameDialog
from neurodesk.ui.look.theme import theme
from tests.ui.desk import colours


def opened(view):
    """The dialog on the picked frame."""
    dialog = FrameDialog(view, view.canvas.marks.picked.frame)
    dialog.open()
    return dialog


def test_text_colour_and_size_by_keys_are_one_step(view, drawn):
    name = marking.add_frame(view)
    before = drawn.graph
    dialog = opened(view)
    QTest.keyClicks(dialog.text, "Edges <b>")
    QTest.keyClick(dialog.text, Qt.Key.Key_Tab)
    QTest.keyClicks(dialog.colour, "b")
    dialog.width_field.selectAll()
    QTest.keyClicks(dialog.width_field, "480")
    dialog.height_field.selectAll()
    QTest.keyClicks(dialog.height_field, "104")
    QTest.keyClick(dialog.height_field, Qt.Key.Key_Return)
    frame = drawn.graph.frames[name]
    assert (frame.text, COLOURS[frame.colour], frame.width) == ("Edges <b>", "Blue", 480.0)
    assert frame.height == 104.0
    drawn.undo()
    assert drawn.graph == before


def test_cancel_and_an_ok_without_change_are_no_step(view, drawn):
    marking.add_frame(view)
    before = drawn.graph
    dialog = opened(view)
    QTest.keyClicks(dialog.text, "Edges")
    QTest.keyClick(dialog.text, Qt.Key.Key_Escape)
    assert drawn.graph is before
    dialog = opened(view)
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    assert drawn.graph is before


def test_every_colour_has_a_name():
    assert len(set(COLOURS)) == FRAME_COLOURS


def test_shift_and_arrows_resize(view, hand, drawn):
    name = marking.add_frame(view)
    old = drawn.graph.frames[name]
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        hand.key(key, Qt.KeyboardModifier.ShiftModifier)
    new = drawn.graph.frames[name]
    assert (new.place, new.width, new.height) == (old.place, old.width + 16.0, old.height + 8.0)
    for _ in range(200):
        hand.key(Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert drawn.graph.frames[name].height == SMALLEST_FRAME[1]
    drawn.undo()
    assert drawn.graph.frames[name] == old


def test_its_buttons_carry_no_marks_and_the_default_one_stands_out(view, drawn):
    """No stock symbol, which is in no theme of ours; Enter does what is filled."""
    marking.add_frame(view)
    dialog = opened(view)
    buttons = dialog.buttons
    hint = QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons
    assert not buttons.style().styleHint(hint, None, buttons)
    okay, cancel = (buttons.button(each) for each in (buttons.StandardButton.Ok, buttons.StandardButton.Cancel))
    assert okay.icon().isNull()
    assert cancel.icon().isNull()
    assert okay.isDefault()
    accent = theme().color("accent").name()
    assert accent in colours(okay)
    assert accent not in colours(cancel)
    dialog.reject()
