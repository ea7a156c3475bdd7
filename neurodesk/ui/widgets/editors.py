"""Forms: one editor for each kind of parameter, so that whatever is declared can be filled in, explained and
refused in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

from neurodesk.graph.errors import ParameterError
from neurodesk.layers.spec import Bool, Declared, File, Float, Folder, Int, Ints, OneOf, Param, Peer, show
from neurodesk.ui.look.icons import dress
from neurodesk.ui.look.numbers import percent_sign, typed, whole_of
from neurodesk.ui.look.tips import tip
from neurodesk.ui.widgets.typed_line import TypedLine
from neurodesk.ui.widgets.whole_field import FARTHEST, WholeField
from neurodesk.ui.words import spoken, tr


def words(name: str) -> str:
    """A parameter's name as a label: `weight_decay` is `Weight decay`."""
    return spoken(name.replace("_", " ").capitalize())


class Editor(QWidget):
    """Edits one parameter.

    `edited` carries a value that the parameter allows; a refused one is marked and explained in place.
    """

    edited = Signal(object)

    def __init__(self, param: Param) -> None:
        super().__init__()
        self.param = param
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(4)
        self.setToolTip(tip(param.doc))

    def show_value(self, value: Any) -> None:
        """Show a value without saying that it was edited."""
        raise NotImplementedError  # every kind of editor has its own

    def put(self, value: Any) -> None:
        """Show a value from a document. One that the parameter refuses is explained beside the default: a file may
        hold anything.
        """
        try:
            self.show_value(self.param.check(value))
        except ParameterError as error:
            self.show_value(self.param.default)
            self.mark(str(error))
        else:
            self.mark("")

    def offer(self, value: Any) -> None:
        """Pass a value on when the parameter allows it; otherwise mark the field and say why."""
        try:
            checked = self.param.check(value)
        except ParameterError as error:
            self.mark(str(error))
            return
        self.mark("")
        self.show_value(checked)
        self.edited.emit(checked)

    def mark(self, reason: str) -> None:
        """Mark the field as wrong for a reason, or as right when the reason is empty."""
        for field in self.findChildren(QLineEdit):
            field.setProperty("wrong", bool(reason))
            field.style().unpolish(field)
            field.style().polish(field)
        self.setToolTip(tip(reason or self.param.doc))
        form = self.parent()
        if isinstance(form, Form):
            form.explain(self.param.name, reason)


class IntEditor(Editor):
    """A whole number."""

    def __init__(self, param: Int) -> None:
        super().__init__(param)
        self.box = WholeField()
        low, high = (-FARTHEST if param.min is None else param.min), (FARTHEST if param.max is None else param.max)
        self.box.setRange(max(low, -FARTHEST), min(high, FARTHEST))
        self.box.valueChanged.connect(self.offer)
        self.box.valueChanged.connect(self._name_unit)
        self.box.refused.connect(self._refuse)
        self.box.given_back.connect(lambda: self.mark(""))
        self._name_unit(self.box.value())
        self.row.addWidget(self.box)

    def _refuse(self, text: str) -> None:
        number = whole_of(text)
        try:
            self.param.check(text if number is None else number)
        except ParameterError as error:
            self.mark(str(error))
        else:
            self.mark(str(self.param.wrong(f"at most {FARTHEST}", number)))

    def _name_unit(self, value: int) -> None:
        unit = str(self.param.unit)
        told = percent_sign() if unit == "%" else f" {spoken(unit.removesuffix('s') if value == 1 else unit)}"
        self.box.setSuffix(told if unit else "")

    def show_value(self, value: Any) -> None:
        """Show a whole number."""
        with QSignalBlocker(self.box):
            self.box.setValue(min(max(int(value), -FARTHEST), FARTHEST))
            self._name_unit(self.box.value())


class TextEditor(Editor):
    """Anything that is typed: numbers with a decimal point or comma, lists of whole numbers, words."""

    def __init__(self, param: Param) -> None:
        super().__init__(param)
        self.line = TypedLine(minimumWidth=72)
        self.line.editingFinished.connect(self._typed)
        self.line.given_back.connect(self._forget)
        self.row.addWidget(self.line)
        self._shown = ""

    def show_value(self, value: Any) -> None:
        """Show a value as it would be typed."""
        self._shown = self.written(value)
        self.line.setText(self._shown)

    def written(self, value: Any) -> str:
        """A value as text."""
        return str(value)

    def read(self, text: str) -> Any:
        """Text as a value; may be one that the parameter refuses."""
        return text

    def _typed(self) -> None:
        if self.line.text() != self._shown:
            self._shown = self.line.text()
            self.offer(self.read(self._shown.strip()))

    def _forget(self) -> None:
        self._shown = self.line.text()
        self.mark("")


class FloatEditor(TextEditor):
    """A number; the decimal comma is understood."""

    def written(self, value: Any) -> str:
        """The shortest text that gives the number back."""
        return typed(value)

    def read(self, text: str) -> Any:
        """A number, or the text itself when it is none."""
        try:
            return float(text.replace(",", "."))
        except ValueError:
            return text


class IntsEditor(TextEditor):
    """A few whole numbers, as `1 x 28 x 28` or `1, 28, 28`."""

    def written(self, value: Any) -> str:
        """The numbers with a cross between them."""
        return show(tuple(value)) if value else ""

    def read(self, text: str) -> Any:
        """A tuple of whole numbers, or the text itself when it is none."""
        parts = text.replace("x", " ").replace("×", " ").replace(",", " ").split()
        try:
            return tuple(int(part) for part in parts)
        except ValueError:
            return text


class BoolEditor(Editor):
    """Yes or no."""

    def __init__(self, param: Param) -> None:
        super().__init__(param)
        self.box = QCheckBox()
        self.box.toggled.connect(self.offer)
        self.row.addWidget(self.box)
        self.row.addStretch()

    def show_value(self, value: Any) -> None:
        """Show yes or no."""
        with QSignalBlocker(self.box):
            self.box.setChecked(bool(value))


class Choices(QComboBox):
    """A list to choose from that leaves the wheel to the page unless it has the focus."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the choice only with the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class OneOfEditor(Editor):
    """One of a few words."""

    def __init__(self, param: OneOf) -> None:
        super().__init__(param)
        self.box = Choices(minimumWidth=72)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for option in param.options:
            self.box.addItem(words(str(option)), option)
        self.box.activated.connect(lambda at: self.offer(self.box.itemData(at)))
        self.row.addWidget(self.box)

    def show_value(self, value: Any) -> None:
        """Show one of the words."""
        self.box.setCurrentIndex(self.box.findData(value))


class PeerEditor(Editor):
    """Another node of the network, out of a list of those that fit; or none."""

    def __init__(self, param: Peer) -> None:
        super().__init__(param)
        self.box = Choices(minimumWidth=72)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.activated.connect(lambda at: self.offer(self.box.itemData(at)))
        self.row.addWidget(self.box)
        self.offer_names([])

    def offer_names(self, names: list[str]) -> None:
        """Offer these nodes; the chosen one stays, though it be none of them."""
        chosen = self.box.currentData() or ""
        wanted = ["", *names]
        if wanted != [self.box.itemData(at) for at in range(self.box.count())]:
            self.box.clear()
            for name in wanted:
                self.box.addItem(name or tr("Its own"), name)
        self.show_value(chosen)

    def show_value(self, value: Any) -> None:
        """Show a node's name, added to the list where it is not in it."""
        if self.box.findData(value) < 0:
            self.box.addItem(str(value), value)
        self.box.setCurrentIndex(self.box.findData(value))


class PathEditor(TextEditor):
    """A folder or a file, typed or chosen."""

    def __init__(self, param: Param) -> None:
        super().__init__(param)
        button = QToolButton(
            toolTip=tr("Choose…"), accessibleName=tr("Choose {lower}", lower=words(param.name).lower())
        )
        dress(button, "folder")
        button.clicked.connect(self.choose)
        self.row.addWidget(button)

    def choose(self) -> None:
        """Ask for a folder or a file."""
        if isinstance(self.param, File):
            kinds = " ".join(f"*{suffix}" for suffix in self.param.suffixes) or "*"
            found, _ = QFileDialog.getOpenFileName(self, tr("Choose a file"), self.line.text(), kinds)
        else:
            found = QFileDialog.getExistingDirectory(self, tr("Choose a folder"), self.line.text())
        if found:
            self.show_value(str(Path(found)))
            self.offer(self._shown)


_EDITORS: tuple[tuple[type[Param], type[Editor]], ...] = (
    (Int, IntEditor),
    (Float, FloatEditor),
    (Bool, BoolEditor),
    (OneOf, OneOfEditor),
    (Peer, PeerEditor),
    (Ints, IntsEditor),
    (Folder, PathEditor),
    (File, PathEditor),
)


def editor(param: Param) -> Editor:
    """The editor for a kind of parameter."""
    kind = next((made for of, made in _EDITORS if isinstance(param, of)), TextEditor)
    return kind(param)  # type: ignore[arg-type]


class Form(QWidget):
    """All parameters of a declared thing, a row each: name, editor and, when refused, the reason under it."""

    def __init__(
        self, declared: type[Declared], values: Mapping[str, Any], changed: Callable[[str, Any], None]
    ) -> None:
        super().__init__()
        self.editors: dict[str, Editor] = {}
        self._labels: dict[str, QLabel] = {}
        self._reasons: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, 96)
        for at, (name, param) in enumerate(declared.params().items()):
            self._row(grid, at, name, param, values.get(name, param.default), changed)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show other values in the same rows."""
        for name, field in self.editors.items():
            field.put(values.get(name, field.param.default))

    def show_row(self, name: str, *, visible: bool) -> None:
        """Show or hide a parameter that is set elsewhere."""
        for part in (self._labels[name], self.editors[name]):
            part.setVisible(visible)

    def explain(self, name: str, reason: str) -> None:
        """Say under a row why its value was refused; nothing when the reason is empty."""
        self._reasons[name].setText(spoken(reason))
        self._reasons[name].setVisible(bool(reason))

    def _row(
        self, grid: QGridLayout, at: int, name: str, param: Param, value: Any, changed: Callable[[str, Any], None]
    ) -> None:
        label = QLabel(words(name), toolTip=tip(param.doc), textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        label.setProperty("dim", True)
        field = editor(param)
        field.edited.connect(lambda new: changed(name, new))
        label.setBuddy(field)
        for inner in field.findChildren(QWidget):
            inner.setAccessibleName(inner.accessibleName() or words(name))
            inner.setAccessibleDescription(spoken(param.doc))
        reason = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True, visible=False)
        reason.setProperty("role", "error")
        grid.addWidget(label, 2 * at, 0)
        grid.addWidget(field, 2 * at, 1)
        grid.addWidget(reason, 2 * at + 1, 0, 1, 2)
        self.editors[name], self._labels[name], self._reasons[name] = field, label, reason
        field.put(value)


def form(declared: type[Declared], values: Mapping[str, Any], changed: Callable[[str, Any], None]) -> Form:
    """A form over a declared thing's parameters; `changed(name, value)` is called with allowed values only."""
    return Form(declared, values, changed)
