"""A column of the Explain dock: a method out of all, those that do not suit greyed with the reason."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from neurodesk.ui.reasons.reason_column import Reasons
from tests.ui.desk import explained, shown


def test_methods_that_do_not_suit_are_greyed_with_the_reason(qtbot: QtBot):
    """The others keep their explanation, and all come back with another network."""
    column = shown(qtbot, Reasons(1), 200, 200)
    at = column.box.findData("deeplift")
    column.offer({"deeplift": "DeepLift has no exact rule for lstm_1 (LSTM)."})
    assert not column.box.model().item(at).isEnabled()
    assert "lstm_1" in column.box.itemData(at, Qt.ItemDataRole.ToolTipRole)
    assert column.box.model().item(column.box.findData("saliency")).isEnabled()
    column.offer({})
    assert column.box.model().item(at).isEnabled()


def test_it_shows_an_answer_and_asks_for_another_method(qtbot: QtBot):
    """The method shown and the one wanted."""
    column = shown(qtbot, Reasons(1), 200, 200)
    column.put("saliency", explained(1, "saliency"), waiting=False)
    assert column.view.answer is not None
    with qtbot.waitSignal(column.asked) as told:
        column.box.setCurrentIndex(column.box.findData("gradcam"))
        column.box.activated.emit(column.box.currentIndex())
    assert told.args == ["saliency", "gradcam"]
