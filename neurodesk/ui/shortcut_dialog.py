"""The keys of every action in a dialog: another chord is pressed, a clash is said, and all can be put back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from neurodesk.ui.actions import shortcuts
from neurodesk.ui.actions.declared import Declared
from neurodesk.ui.actions.menus import ACTIONS
from neurodesk.ui.settings import changes
from neurodesk.ui.widgets.fitting import fit
from neurodesk.ui.widgets.flow_row import FlowRow
from neurodesk.ui.words import spoken, tr


class ShortcutDialog(QDialog):
    """Every action and its keys; what is changed holds at once, in every window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 640, 640)
        self.search = QLineEdit(placeholderText=tr("Search actions and keys"), clearButtonEnabled=True)
        self.search.setAccessibleName(tr("Search actions and keys"))
        self.search.textChanged.connect(self._find)
        self.table = self._made_table()
        self.chord = QKeySequenceEdit(maximumSequenceLength=1, clearButtonEnabled=True)
        self.chord.spoken_role = QAccessible.Role.HotkeyField  # before its name, with which Qt asks for it
        self.chord.setAccessibleName(tr("New key: press it"))
        self.chord.keySequenceChanged.connect(lambda _keys: self._weigh())
        self.told = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.told.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.set = QPushButton(tr("Use this key"))
        self.set.clicked.connect(self._use)
        self.swap = QPushButton(tr("Swap keys"))
        self.swap.clicked.connect(self._swap)
        self.none = QPushButton(tr("No key"))
        self.none.clicked.connect(lambda: shortcuts.give(self._at().key, ()))
        self.one = QPushButton(tr("Reset"))
        self.one.clicked.connect(lambda: shortcuts.reset(self._at().key))
        self.all = QPushButton(tr("Reset all"))
        self.all.clicked.connect(lambda: shortcuts.reset())
        self._lay_out()
        self._fill()
        changes().changed.connect(self._follow)

    def _made_table(self) -> QTableWidget:
        table = QTableWidget(len(ACTIONS), 3, accessibleName=tr("Actions and their keys"))
        table.setHorizontalHeaderLabels([tr("Menu"), tr("Action"), tr("Keys")])
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        table.currentCellChanged.connect(lambda *_cells: self._weigh())
        table.cellActivated.connect(lambda *_cell: self.chord.setFocus())
        return table

    def _lay_out(self) -> None:
        self.chord.setMinimumWidth(208)
        row = FlowRow(QLabel(tr("New key")), self.chord, self.set, self.swap, self.none, self.one)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.all, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.rejected.connect(self.reject)
        for button in (*buttons.buttons(), self.set, self.swap, self.none, self.one):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.table, stretch=1)
        column.addLayout(row)
        column.addWidget(self.told)
        column.addWidget(buttons)

    def _fill(self) -> None:
        for at, declared in enumerate(ACTIONS):
            keys = shortcuts.keys_of(declared.key)
            for column, text in enumerate((spoken(declared.menu), spoken(declared.text), shortcuts.said(keys))):
                item = QTableWidgetItem(text)
                if column == 2 and keys != declared.keys:
                    font = item.font()
                    font.setBold(True)  # changed by the person
                    item.setFont(font)
                self.table.setItem(at, column, item)
        if self.table.currentRow() < 0:
            self._find(self.search.text())
        self.chord.clear()
        self._weigh()

    def _follow(self, name: str) -> None:
        if name == "keys":
            self._fill()

    def _find(self, text: str) -> None:
        wanted = text.lower().split()
        for at in range(self.table.rowCount()):
            about = " ".join(self.table.item(at, column).text() for column in range(3)).lower()
            self.table.setRowHidden(at, not all(word in about for word in wanted))
        shown = [at for at in range(self.table.rowCount()) if not self.table.isRowHidden(at)]
        if self.table.currentRow() not in shown:
            self.table.setCurrentCell(*((shown[0], 0) if shown else (-1, -1)))  # never one that is not seen

    def _at(self) -> Declared:
        """The action in hand; ask only while there is one."""
        return ACTIONS[self.table.currentRow()]

    def _pressed(self) -> str:
        return self.chord.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def _weigh(self) -> None:
        """Say whether the chord that was pressed can be had, and who has it."""
        if self.table.currentRow() < 0:
            self._say(tr("No action and no key is called that. Delete letters to see more."), warn=False)
            for button in (self.set, self.swap, self.none, self.one):
                button.setEnabled(False)
                button.setToolTip(self.told.text())
            return
        at, pressed = self._at(), self._pressed()
        refused = shortcuts.refusal(at, pressed) if pressed else ""
        other = shortcuts.holder(at.key, pressed) if pressed and not refused else None
        self.set.setEnabled(bool(pressed) and not refused and other is None)
        self.swap.setEnabled(other is not None)
        self.none.setEnabled(bool(shortcuts.keys_of(at.key)))
        self.one.setEnabled(shortcuts.keys_of(at.key) != at.keys)
        if other is not None:
            text = tr(
                "{key} is the key of “{action}”. Swap keys, or press another.",
                key=shortcuts.said((pressed,)), action=spoken(other.text),
            )  # fmt: skip
        else:
            text = refused or tr("Choose an action, click into the line and press its new key.")
        self._say(text, warn=bool(refused or other))
        for button, reason in ((self.set, text), (self.swap, tr("Nobody else has this key."))):
            button.setToolTip("" if button.isEnabled() else reason)

    def _say(self, text: str, *, warn: bool) -> None:
        self.told.setProperty("role", "warning" if warn else "small")
        self.told.style().polish(self.told)
        self.told.setText(text)

    def _use(self) -> None:
        shortcuts.give(self._at().key, (self._pressed(), *shortcuts.keys_of(self._at().key)[1:]))

    def _swap(self) -> None:
        shortcuts.swap(self._at().key, self._pressed())
