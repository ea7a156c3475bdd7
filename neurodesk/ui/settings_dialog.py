"""The settings as a dialog, drawn from their declarations: an editor for each, a search, and a way back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from neurodesk.layers.parameters import Param
from neurodesk.ui.settings import changes, settings
from neurodesk.ui.widgets.editors import Editor, editor, words
from neurodesk.ui.widgets.fitting import fit
from neurodesk.ui.widgets.room import Room
from neurodesk.ui.words import spoken, tr

_EDITOR_PX = 176


class SettingsDialog(QDialog):
    """Every setting with its explanation. What is changed holds at once, in every window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 600, 640)
        self.editors: dict[str, Editor] = {}
        self._rows: dict[str, QFrame] = {}
        self.search = QLineEdit(placeholderText=tr("Search settings"), clearButtonEnabled=True)
        self.search.setAccessibleName(tr("Search settings"))
        self.search.textChanged.connect(self._find)
        self.nothing = QLabel(tr("No setting is called that. Delete letters to see more."), visible=False)
        self.nothing.setProperty("dim", True)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(8)
        for name, param in type(settings()).params().items():
            rows.addWidget(self._row(name, param))
        rows.addWidget(self.nothing)
        rows.addStretch()
        area = Room(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(16)
        column.addWidget(self.search)
        column.addWidget(area, stretch=1)
        column.addWidget(self._buttons())
        changes().changed.connect(self._show)

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.back = QPushButton(tr("Reset to defaults"))
        self.back.clicked.connect(lambda: settings().reset())
        self.keys = QPushButton(tr("Keys…"))
        self.keys.clicked.connect(self._open_keys)
        buttons.addButton(self.back, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.addButton(self.keys, QDialogButtonBox.ButtonRole.ActionRole)
        for button in buttons.buttons():
            button.setAutoDefault(False)  # Enter in the search closes nothing
        return buttons

    def _row(self, name: str, param: Param) -> QFrame:
        row = QFrame()
        row.setProperty("card", True)
        field = editor(param)
        field.setFixedWidth(_EDITOR_PX)
        field.put(getattr(settings(), name))
        field.edited.connect(lambda value: settings().remember(**{name: value}))
        label = QLabel(words(name), textFormat=Qt.TextFormat.PlainText)
        label.setBuddy(field)
        for inner in field.findChildren(QWidget):
            inner.setAccessibleName(words(name))
            inner.setAccessibleDescription(spoken(param.doc))
        about = QLabel(spoken(param.doc), textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        about.setProperty("role", "small")
        said = QVBoxLayout()
        said.setSpacing(4)
        said.addWidget(label)
        said.addWidget(about)
        across = QHBoxLayout(row)
        across.setContentsMargins(16, 8, 16, 8)
        across.setSpacing(16)
        across.addLayout(said, stretch=1)
        across.addWidget(field, alignment=Qt.AlignmentFlag.AlignVCenter)
        self.editors[name], self._rows[name] = field, row
        return row

    def _find(self, text: str) -> None:
        wanted = text.lower().split()
        for name, row in self._rows.items():
            param = self.editors[name].param
            about = f"{words(name)} {spoken(param.doc)} {' '.join(map(words, getattr(param, 'options', ())))}".lower()
            row.setVisible(all(word in about for word in wanted))
        self.nothing.setVisible(not any(row.isVisibleTo(self) for row in self._rows.values()))

    def _show(self, name: str) -> None:
        if name in self.editors:
            self.editors[name].put(getattr(settings(), name))

    def _open_keys(self) -> None:
        from neurodesk.ui.shortcut_dialog import ShortcutDialog

        ShortcutDialog(self).open()
