"""Every question the window asks and every list it shows in a dialog of its own."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QMessageBox,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from neurodesk.files.recovery import Recovered, discard
from neurodesk.ui.look.numbers import moment
from neurodesk.ui.widgets.fitting import fit
from neurodesk.ui.words import tr

if TYPE_CHECKING:
    from neurodesk.ui.saving import Saving

_PROJECTS = "NeuroDesk projects (*.neurodesk)"


def project_to_open(parent: QWidget) -> Path | None:
    """Ask for a project."""
    name, _ = QFileDialog.getOpenFileName(parent, tr("Open a project"), "", _PROJECTS)
    return Path(name) if name else None


def project_to_save(parent: QWidget, title: str) -> Path | None:
    """Ask where to save; the suffix is added when it is left out."""
    return file_to_save(parent, tr("Save the project"), f"{title}.neurodesk", {"neurodesk": tr("NeuroDesk projects")})


def file_to_save(parent: QWidget, title: str, name: str, kinds: Mapping[str, str]) -> Path | None:
    """Ask for a file of one of these kinds (suffix: label). The suffix is added before the dialog asks whether a
    file that is there may be replaced.
    """
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    filters = {f"{label} (*.{suffix})": suffix for suffix, label in kinds.items()}
    dialog.setNameFilters(list(filters))
    dialog.setDefaultSuffix(next(iter(kinds)))
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(filters[chosen]))
    dialog.selectFile(name)
    found = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(found[0]) if found else None


def data_to_use(parent: QWidget) -> Path | None:
    """Ask for a folder of images, or a table."""
    box = _box(
        parent,
        tr("Which kind of data?"),
        tr("A folder with a folder of images for each class, or a table as a CSV file?"),
    )
    folder = box.addButton(tr("Folder of images…"), QMessageBox.ButtonRole.AcceptRole)
    table = box.addButton(tr("CSV file…"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    _asked(box)
    name = ""
    if box.clickedButton() is folder:
        name = QFileDialog.getExistingDirectory(parent, tr("Folder of images"))
    elif box.clickedButton() is table:
        name, _ = QFileDialog.getOpenFileName(parent, tr("Table"), "", tr("Tables (*.csv *.tsv *.txt *.tab *.dat)"))
    return Path(name) if name else None


def save_first(parent: QWidget, title: str, *, trained: bool = False) -> str:
    """Ask what to do with unsaved work, and with what was `trained` without a file: `save`, `discard` or `cancel`."""
    lost = tr("Changes that are not saved are lost.")
    lost = tr("What is not saved is lost, and with it what the network has learnt.") if trained else lost
    box = _box(parent, tr("Save the changes to {title}?", title=title), lost)
    box.setStandardButtons(
        QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel
    )
    box.setDefaultButton(QMessageBox.StandardButton.Save)
    answers = {QMessageBox.StandardButton.Save: "save", QMessageBox.StandardButton.Discard: "discard"}
    return answers.get(QMessageBox.StandardButton(_asked(box)), "cancel")


def replace_changed(parent: QWidget, name: str) -> str:
    """Ask what to do with a file that another program changed: `replace` it, save `elsewhere`, or `cancel`."""
    box = _box(
        parent,
        tr("{name} was changed by another program since you opened it.", name=name),
        tr(
            "Replace it with what you see here? What it holds now stays among its earlier versions or, where it is too "
            "large for that, as {name}~ until the next save.",
            name=name,
        ),
    )
    answers = {
        box.addButton(tr("Save as…"), QMessageBox.ButtonRole.AcceptRole): "elsewhere",
        box.addButton(tr("Replace"), QMessageBox.ButtonRole.DestructiveRole): "replace",
        box.addButton(QMessageBox.StandardButton.Cancel): "cancel",
    }
    _asked(box)
    return answers.get(box.clickedButton(), "cancel")


def wait_for_disk(parent: QWidget, saving: Saving) -> bool:
    """Show that a save takes its time, until it has ended; False when the person does not wait."""
    box = _box(parent, tr("Saving…"), tr("The disk takes its time. The program goes on when all is written."))
    box.setStandardButtons(QMessageBox.StandardButton.Cancel)
    box.button(QMessageBox.StandardButton.Cancel).setText(tr("Do not wait"))
    saving.ended.connect(box.accept)
    _asked(box)
    return not saving.busy


def stop_training(parent: QWidget) -> bool:
    """Ask whether a run may be stopped; what it learnt is kept."""
    box = _box(
        parent,
        tr("A run is under way. Stop it?"),
        tr("What it has learnt so far is kept, and it can be continued later."),
    )
    stop = box.addButton(tr("Stop training"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(tr("Keep training"), QMessageBox.ButtonRole.RejectRole)
    _asked(box)
    return box.clickedButton() is stop


def delete_runs(parent: QWidget, names: Sequence[str], *, for_good: bool) -> bool:
    """Ask whether runs may be put away, or with `for_good` be gone with their files."""
    one = tr("Delete {name}?", name=names[0]) if len(names) == 1 else tr("Delete {count} runs?", count=len(names))
    kept = tr("They stay on the disk and can be put back: choose Deleted in the list of states.")
    box = _box(parent, one, tr("Their weights and curves are gone for good.") if for_good else kept)
    delete = box.addButton(tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    _asked(box)
    return box.clickedButton() is delete


def offer_recovery(parent: QWidget, found: Sequence[Recovered], restore: Callable[[Recovered], None]) -> None:
    """Offer work that a crash left, one after the other, newest first, without holding the window up."""
    newest, *rest = found
    box = _box(
        parent,
        tr("Unsaved work on {title} was found", title=newest.title if newest.path else tr("Untitled")),
        tr("The program ended before it was saved ({when}). Bring it back?", when=moment(newest.time)),
    )
    bring = box.addButton(tr("Bring it back"), QMessageBox.ButtonRole.AcceptRole)
    away = box.addButton(tr("Discard it"), QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(tr("Ask me later"), QMessageBox.ButtonRole.RejectRole)

    def answered() -> None:
        if box.clickedButton() is bring:
            restore(newest)
        elif box.clickedButton() is away:
            discard(newest)
        else:
            return
        if rest:
            offer_recovery(parent, rest, restore)

    box.finished.connect(lambda _code: answered())
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def show_keys(parent: QWidget, rows: Sequence[tuple[str, str]]) -> None:
    """List actions and their keys."""
    table = QTableWidget(len(rows), 2, accessibleName=tr("Actions and their keys"))
    table.setHorizontalHeaderLabels([tr("Action"), tr("Keys")])
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)  # Tab leads on
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.setItem(at, column, QTableWidgetItem(text))
    table.horizontalHeader().setStretchLastSection(True)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.resizeColumnToContents(0)
    _dialog(parent, tr("Keys"), table)


def show_text(parent: QWidget, title: str, text: str) -> None:
    """Show a text that can be copied."""
    _dialog(parent, title, QPlainTextEdit(text, readOnly=True))


def installation(devices: Sequence[str]) -> str:
    """Versions and devices in a few lines, to paste into a report."""
    names = ("neurodesk", "PySide6-Essentials", "torch", "captum", "onnx", "onnxruntime", "numpy")

    lines = [
        f"Python {platform.python_version()} on {platform.platform()}",
        tr("Qt platform {platformname}", platformname=QGuiApplication.platformName()),
    ]
    lines += [f"{name} {_version(name)}" for name in names]
    return "\n".join([*lines, tr("Devices: {value}", value=", ".join(devices) or tr("the engine has not started yet"))])


def _version(name: str) -> str:
    from importlib import metadata  # late: the first paint needs none of it

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return tr("is missing")


def _dialog(parent: QWidget, title: str, inside: QWidget) -> None:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    fit(dialog, 560, 520)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.addWidget(inside)
    column.addWidget(buttons)
    dialog.open()


def answer_none(parent: QWidget) -> None:
    """Take back the question that is open over a window, as if it was put away without an answer."""
    box = QApplication.activeModalWidget()
    if isinstance(box, QDialog) and box.parentWidget() is not None and box.parentWidget().window() is parent.window():
        box.reject()


def _asked(box: QMessageBox) -> int:
    """What a question was answered with; the box goes as soon as the answer was looked at."""
    code = box.exec()
    box.deleteLater()
    return code


def _box(parent: QWidget, text: str, more: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setWindowTitle("NeuroDesk")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(more)
    return box
