"""How weights are shown: strength of the overlay, which sign, where the colour scale ends; and the scale itself."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QLabel, QSlider, QWidget

from neurodesk.ui.look.numbers import percent_sign
from neurodesk.ui.look.theme import theme
from neurodesk.ui.pictures import rgb_image, scale
from neurodesk.ui.words import tr

_RAMP = 96  # px


@dataclass(frozen=True, slots=True)
class HeatLook:
    """`strength` from 0 to 1; `sign` is both, for or against; the scale ends at the `clip`-th percentile."""

    strength: float = 0.7
    sign: str = "both"
    clip: float = 100.0


class HeatControls(QWidget):
    """Three controls in a row; `changed` says that the look is another."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.strength = QSlider(Qt.Orientation.Horizontal, minimum=10, maximum=100, value=70)
        self.strength.setAccessibleName(tr("Strength of the overlay"))
        self.strength.setMaximumWidth(112)
        self.sign = QComboBox(accessibleName=tr("Which weights are shown"))
        for key, text in (("both", tr("For and against")), ("for", tr("For only")), ("against", tr("Against only"))):
            self.sign.addItem(text, key)
        self.clip = QDoubleSpinBox(minimum=50, maximum=100, value=100, decimals=1, singleStep=1, suffix=percent_sign())
        self.clip.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.clip.setAccessibleName(tr("Percentile at which the colours end"))
        self.clip.setToolTip(tr("Below 100% the few largest weights no longer pale the others."))
        self.strength.setMinimumWidth(96)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.overlay_label = QLabel(tr("Overlay"))
        for part in (
            self.overlay_label,
            self.strength,
            QLabel(tr("Show")),
            self.sign,
            QLabel(tr("Clip at")),
            self.clip,
        ):
            row.addWidget(part)
        self.strength.valueChanged.connect(lambda _value: self.changed.emit())
        self.sign.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self.clip.valueChanged.connect(lambda _value: self.changed.emit())

    @property
    def look(self) -> HeatLook:
        """What is chosen."""
        return HeatLook(self.strength.value() / 100, self.sign.currentData(), self.clip.value())

    def show_overlay(self, *, wanted: bool) -> None:
        """Bars have no overlay."""
        self.strength.setVisible(wanted)
        self.overlay_label.setVisible(wanted)


class Legend(QWidget):
    """The scale of the colours, with what its ends mean."""

    def __init__(self) -> None:
        super().__init__()
        said = tr("Orange speaks for the answer, blue against it. Methods without a sign show in orange what matters.")
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.sign = "both"
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """A line of small text and the ramp in it."""
        left, right = (QFontMetrics(theme().font("small")).horizontalAdvance(end) for end in self._ends())
        return QSize(left + _RAMP + right + 16, 20)

    def minimumSizeHint(self) -> QSize:
        """The same: it is never cut."""
        return self.sizeHint()

    def _ends(self) -> tuple[str, str]:
        return tr("against"), tr("for")

    def show_sign(self, sign: str) -> None:
        """Show the half of the scale that is used, or all of it."""
        self.sign = sign
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint words, ramp, words."""
        painter = QPainter(self)
        painter.setFont(theme().font("small"))
        painter.setPen(theme().color("text_dim"))
        left, right = self._ends()
        wide = painter.fontMetrics().horizontalAdvance(left) + 8
        ramp = QRectF(wide, self.height() / 2 - 5, _RAMP, 10)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, 0, wide, self.height()), middle, left)
        painter.drawText(QRectF(ramp.right() + 8, 0, self.width(), self.height()), middle, right)
        image = rgb_image(scale("signed")[None])
        painter.drawImage(ramp, image)
        half = _RAMP / 2
        off = {"for": QRectF(ramp.left(), 0, half, 20), "against": QRectF(ramp.center().x(), 0, half, 20)}
        if self.sign in off:
            painter.fillRect(off[self.sign].intersected(ramp), theme().color("surface"))
        painter.setPen(theme().color("control"))
        painter.drawRect(ramp)
