"""What stands where data would be while there is none: what to do, and the buttons that do it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from neurodesk.ui.look.numbers import percent
from neurodesk.ui.words import tr


class Invitation(QWidget):
    """Before data is chosen, or when it is gone. `wanted` carries a source; `again` asks for its place anew."""

    wanted = Signal(str)
    again = Signal()
    stopped = Signal()  # while data is looked through

    def __init__(self) -> None:
        super().__init__()
        self.title = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.title.setProperty("role", "title")
        self.text = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.text.setProperty("dim", True)
        self.buttons = {
            "digits": QPushButton(tr("Handwritten digits")),
            "image_folder": QPushButton(tr("Folder of images…")),
            "csv": QPushButton(tr("Table (CSV)…")),
        }
        self.choose_again = QPushButton(tr("Choose again…"), visible=False)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addStretch()
        line.addWidget(self.choose_again)
        self.bar = QProgressBar(accessibleName=tr("Looking through the data"), textVisible=False, visible=False)
        self.stop = QPushButton(tr("Stop"), visible=False)
        self.stop.clicked.connect(self.stopped)
        line.addWidget(self.stop)
        for key, button in self.buttons.items():
            button.clicked.connect(lambda _on=False, key=key: self.wanted.emit(key))
            line.addWidget(button)
        line.addStretch()
        self.choose_again.clicked.connect(self.again)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 8, 24, 8)
        column.setSpacing(8)
        column.addStretch()
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addWidget(self.bar)
        column.addLayout(line)
        column.addStretch()

    def invite(self) -> None:
        """No data is chosen yet."""
        self._show(
            tr("No data yet"),
            tr("Begin with the handwritten digits, or take your own: a folder with a folder of images for each class, "
               "or a table with a line for each example. You can also drop either on the window."),
            gone=False,
        )  # fmt: skip

    def regret(self, reason: str) -> None:
        """The data that was chosen cannot be used; why."""
        self._show(tr("This data cannot be used"), reason, gone=True)

    def wait(self, share: float) -> None:
        """The data is being looked through, and so far a share of it has been."""
        self._show(
            tr("Looking through the table…"),
            tr("{share} read. You can go on drawing meanwhile.", share=percent(share)),
            gone=False,
            busy=True,
        )
        self.bar.setValue(round(100 * share))

    def _show(self, title: str, text: str, *, gone: bool, busy: bool = False) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.choose_again.setVisible(gone)
        for button in self.buttons.values():
            button.setVisible(not gone and not busy)
        for part in (self.bar, self.stop):
            part.setVisible(busy)
