"""The crash log in a dialog: read before anything is copied, and never sent anywhere."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication, QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from neurodesk.disk.reading import ReadError
from neurodesk.ui import fault_file
from neurodesk.ui.crash_log import log_file, read_log
from neurodesk.ui.look.numbers import duration
from neurodesk.ui.widgets.fitting import fit
from neurodesk.ui.words import spoken, tr


class CrashView(QDialog):
    """What happened in one sentence, and under it the text as it would be copied."""

    def __init__(self, parent: QWidget, told: str, text: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Crash log"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 760, 520)
        self.told = _label(told)
        self.text = QPlainTextEdit(text, readOnly=True, accessibleName=tr("What was written down"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.copy = buttons.addButton(tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.setEnabled(bool(text))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.told)
        column.addWidget(self.text, stretch=1)
        if text:
            hint = tr("NeuroDesk sends it to nobody. It may name your folders: read it before you copy it to a report.")
            column.addWidget(_label(hint))
            column.addWidget(_label(tr("File: {path}", path=log_file())))
        column.addWidget(buttons)

    def open_last(self) -> None:
        """Open when nothing is asked any more: one piece of work to bring back may follow another."""
        asked = QApplication.activeModalWidget()
        if isinstance(asked, QDialog):
            asked.finished.connect(self.open_last)
        else:
            self.open()


def show_crash_log(parent: QWidget) -> None:
    """Show the whole crash log, at its newest entry."""
    try:
        text = read_log()
        told = tr("Faults that NeuroDesk met, the newest last.") if text else tr("No fault was written down so far.")
    except ReadError as error:
        text, told = "", tr("The crash log cannot be shown: {reason}.", reason=spoken(str(error)))
    view = CrashView(parent, told, text)
    view.open()
    view.text.moveCursor(QTextCursor.MoveOperation.End)


def show_last_end(parent: QWidget) -> None:
    """Tell once how the program hung or crashed before, after what is asked of the person already."""
    ended = fault_file.unseen()
    if ended is None:
        return
    CrashView(parent, _told(ended), ended.text).open_last()


def _told(ended: fault_file.Ended) -> str:
    if ended.crashed:
        return tr("NeuroDesk ended in the middle of its work last time.")
    if ended.hung:
        return tr("NeuroDesk did not answer for {time} last time.", time=duration(ended.hung))
    return tr("NeuroDesk stopped answering last time, and was ended.")


def _label(text: str) -> QLabel:
    label = QLabel(text, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label
