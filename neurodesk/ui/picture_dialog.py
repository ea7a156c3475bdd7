"""Save picture of the network: what is on it, how it looks, what it looks like before it is saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from neurodesk.disk.atomic import SaveError
from neurodesk.ui import asking
from neurodesk.ui.look.theme import theme
from neurodesk.ui.network_picture import Look, Picture, PictureError, save_picture
from neurodesk.ui.session import Session
from neurodesk.ui.widgets.fitting import fit, scrolled
from neurodesk.ui.widgets.note import Note
from neurodesk.ui.words import reasoned, tr

SCALES = (1.0, 2.0, 4.0)  # of a PNG; 2 is sharp on paper, 4 on a poster


class Preview(QWidget):
    """The picture as it would be saved, as large as there is room."""

    spoken_role = QAccessible.Role.Graphic

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Preview of the picture"))
        self.setMinimumSize(480, 200)
        self.picture: Picture | None = None

    def show_picture(self, picture: Picture) -> None:
        """Show a picture."""
        self.picture = picture
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a wide drawing."""
        return QSize(640, 280)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it in the middle, a line around it."""
        if self.picture is None:
            return
        painter, size = QPainter(self), self.picture.size
        scale = min((self.width() - 2) / size.width(), (self.height() - 2) / size.height(), 1.0)
        frame = QRectF(0, 0, size.width() * scale, size.height() * scale)
        frame.moveCenter(QRectF(self.rect()).center())
        painter.save()
        painter.translate(frame.topLeft())
        painter.scale(scale, scale)
        self.picture.paint(painter)
        painter.restore()
        painter.setPen(theme().color("line"))
        painter.drawRect(frame)


class PictureDialog(QDialog):
    """A form, its preview, and a file to save to."""

    saved = Signal(str)  # the file's path

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setWindowTitle(tr("Save picture of the network"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.note = Note()
        self.part = QComboBox()
        self.part.addItem(tr("The whole network"), False)
        if session.selection:
            self.part.addItem(tr("The selection ({count})", count=len(session.selection)), True)
        self.colours = QComboBox()
        self.colours.addItem(tr("Light on white, for paper"), True)
        self.colours.addItem(tr("As the window is now"), False)
        self.shapes = QCheckBox(tr("Shapes and number of parameters"), checked=True)
        self.parameters = QCheckBox(tr("Settings of the layers"), checked=True)
        self.scale = QComboBox()
        for scale in SCALES:
            self.scale.addItem(tr("{scale} times, if PNG", scale=f"{scale:g}"), scale)
        self.scale.setCurrentIndex(1)
        self.preview = Preview()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save = self.buttons.addButton(tr("Save…"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setProperty("primary", True)
        self.buttons.rejected.connect(self.reject)
        self.save.clicked.connect(self.ask)
        self._lay_out()
        for box in (self.part, self.colours, self.scale):
            box.currentIndexChanged.connect(self.renew)
        for tick in (self.shapes, self.parameters):
            tick.toggled.connect(self.renew)
        self.renew()

    def look(self) -> Look:
        """What was chosen."""
        return Look(
            self.colours.currentData(), self.shapes.isChecked(), self.parameters.isChecked(), self.scale.currentData()
        )

    def names(self) -> frozenset[str]:
        """The nodes to draw, empty for all."""
        return self.session.selection if self.part.currentData() else frozenset()

    def renew(self) -> None:
        """Show the picture that would be saved."""
        self.preview.show_picture(Picture(self.session.document, self.session.flow, self.look(), self.names()))

    def ask(self) -> None:
        """Ask for the file and save."""
        name = self.session.title if self.session.network == self.session.document.main else self.session.network
        kinds = {"svg": tr("SVG drawings"), "pdf": tr("PDF documents"), "png": tr("PNG pictures")}
        path = asking.file_to_save(self, tr("Save picture of the network"), f"{name}.svg", kinds)
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Save to a file; what stands in the way is said in place and the form stays."""
        try:
            save_picture(path, self.session.document, self.session.flow, self.look(), self.names())
        except (PictureError, SaveError) as error:
            self.note.tell("error", reasoned(error))
            return
        self.saved.emit(str(path))
        self.accept()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.addRow(tr("Draw"), self.part)
        form.addRow(tr("Colours"), self.colours)
        form.addRow(tr("On the cards"), self.shapes)
        form.addRow("", self.parameters)
        form.addRow(tr("Size"), self.scale)
        told = QLabel(tr("SVG and PDF stay sharp at any size; their texts are texts."), wordWrap=True)
        told.setProperty("dim", True)
        above = QVBoxLayout()
        above.setSpacing(8)
        above.addWidget(self.preview, stretch=1)
        above.addLayout(form)
        above.addWidget(told)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.note)
        column.addWidget(scrolled(above), stretch=1)
        column.addWidget(self.buttons)


def show_picture_dialog(session: Session, parent: QWidget) -> PictureDialog:
    """Open the form over a window."""
    dialog = PictureDialog(session, parent)
    fit(dialog, 720, 560)
    dialog.open()
    return dialog
