"""Find in a text: a field that goes from place to place, opened by Ctrl+F and closed by Esc."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QToolButton, QWidget

from neurodesk.ui.words import tr


class FindBar(QWidget):
    """Searches one text; hidden until it is asked for, with the keys of the dock that holds both."""

    def __init__(self, text: QPlainTextEdit, dock: QWidget) -> None:
        super().__init__()
        self._text = text
        self.field = QLineEdit(placeholderText=tr("Find in the code"), accessibleName=tr("Find in the code"))
        self.field.setClearButtonEnabled(True)
        self.told = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.told.setProperty("dim", True)
        self.field.textEdited.connect(lambda _text: self.search(afresh=True))
        self.field.returnPressed.connect(self.search)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.field, stretch=1)
        row.addWidget(self.told)
        for sign, name, back in (("↑", tr("Find the one before"), True), ("↓", tr("Find the next"), False)):
            button = QToolButton(text=sign, toolTip=name, accessibleName=name)
            button.clicked.connect(lambda _on=False, back=back: self.search(back=back))
            row.addWidget(button)
        keys = QShortcut(QKeySequence("Ctrl+F"), dock, self.begin)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.hide()

    def begin(self) -> None:
        """Show the field, with what is selected in it."""
        chosen = self._text.textCursor().selectedText()
        self.show()
        if chosen and "\u2029" not in chosen:
            self.field.setText(chosen)
        self.field.setFocus()
        self.field.selectAll()

    def search(self, *, back: bool = False, afresh: bool = False) -> None:
        """Go to the next place, or the one before, around the ends; `afresh` from where the last search began."""
        wanted = self.field.text()
        cursor = self._text.textCursor()
        if afresh:
            cursor.setPosition(cursor.selectionStart())
            self._text.setTextCursor(cursor)
        places = self._text.toPlainText().casefold().count(wanted.casefold()) if wanted else 0
        self.told.setText(tr("{count} found", count=places) if wanted else "")
        flags = QTextDocument.FindFlag.FindBackward if back else QTextDocument.FindFlag(0)
        if places and not self._text.find(wanted, flags):
            move = cursor.MoveOperation.End if back else cursor.MoveOperation.Start
            cursor.movePosition(move)
            self._text.setTextCursor(cursor)
            self._text.find(wanted, flags)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes and goes back to the text."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self._text.setFocus()
        else:
            super().keyPressEvent(event)
