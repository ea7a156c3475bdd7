"""A column of the Explain dock: one method, which is a choice of all, and what it says of the example."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from neurodesk.engine.protocol import Explained
from neurodesk.explanation.method import METHODS
from neurodesk.ui.look.tips import tip
from neurodesk.ui.reasons.reasons import HEAD, ReasonView
from neurodesk.ui.widgets.editors import Choices
from neurodesk.ui.words import spoken, tr


class Reasons(QWidget):
    """A column: the name of a method, which is a choice of all, and what it says."""

    asked = Signal(str, str)  # the method that was shown, and the one wanted in its place

    def __init__(self, place: int) -> None:
        super().__init__()
        self.method = ""
        self.box = Choices(accessibleName=tr("Method of explanation {place}", place=place))
        self.box.setFixedHeight(int(HEAD) - 4)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for offered in METHODS:
            self.box.addItem(spoken(offered.label), offered.key)
            self.box.setItemData(self.box.count() - 1, tip(offered.doc), Qt.ItemDataRole.ToolTipRole)
        self.box.activated.connect(self._choose)
        self.view = ReasonView()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.box)
        column.addWidget(self.view, stretch=1)

    def put(self, method: str, answer: Explained | None, *, waiting: bool) -> None:
        """Show a method, and its answer if there is one yet."""
        self.method = method
        self.box.setCurrentIndex(self.box.findData(method))
        self.box.setToolTip(tip(METHODS[method].doc))
        self.view.setAccessibleName(spoken(METHODS[method].label))
        self.view.waiting = waiting
        self.view.show_answer(answer)

    def offer(self, why_not: dict[str, str]) -> None:
        """Grey the methods that do not suit the network; each tip says why."""
        model = self.box.model()
        assert isinstance(model, QStandardItemModel)
        for at in range(self.box.count()):
            reason = why_not.get(self.box.itemData(at), "")
            model.item(at).setEnabled(not reason)
            self.box.setItemData(at, tip(reason or METHODS[self.box.itemData(at)].doc), Qt.ItemDataRole.ToolTipRole)

    def _choose(self, at: int) -> None:
        wanted = self.box.itemData(at)
        if wanted != self.method:
            self.asked.emit(self.method, wanted)
