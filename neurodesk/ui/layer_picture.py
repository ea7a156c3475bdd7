"""A picture of what a layer does: the curve of an activation as its parameters bend it, or what shape becomes what."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from neurodesk.graph.errors import ParameterError
from neurodesk.layers.spec import Layer, Shape, show
from neurodesk.ui.look.icons import layer_pixmap
from neurodesk.ui.look.numbers import short
from neurodesk.ui.look.theme import theme
from neurodesk.ui.views import View
from neurodesk.ui.words import spoken, tr

REACH: Final = 4.0  # the curve is drawn from minus this to this
_POINTS: Final = 129
_ICON: Final = 48  # px
_LAMBDA, _ALPHA = 1.0507009873554805, 1.6732632423543772  # of SELU (Klambauer et al. 2017)

Curve = Callable[[float], float]


def _elu(alpha: float, scale: float = 1.0) -> Curve:
    return lambda x: scale * (x if x > 0 else alpha * math.expm1(x))


def _gelu(layer: Any) -> Curve:
    if layer.form == "exact":
        return lambda x: x * 0.5 * (1.0 + math.erf(x / math.sqrt(2.0)))
    return lambda x: 0.5 * x * (1.0 + math.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * x**3)))


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def _sigmoid(x: float) -> float:
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def _hard(x: float) -> float:
    return min(max(x + 3.0, 0.0), 6.0) / 6.0


_CURVES: Final[dict[str, Callable[[Any], Curve]]] = {
    "relu": lambda _layer: lambda x: max(x, 0.0),
    "leaky_relu": lambda layer: lambda x: x if x > 0 else layer.slope * x,
    "prelu": lambda _layer: lambda x: x if x > 0 else 0.25 * x,  # where learning starts
    "elu": lambda layer: _elu(layer.alpha),
    "selu": lambda _layer: _elu(_ALPHA, _LAMBDA),
    "gelu": _gelu,
    "silu": lambda _layer: lambda x: x * _sigmoid(x),
    "mish": lambda _layer: lambda x: x * math.tanh(_softplus(x)),
    "sigmoid": lambda _layer: _sigmoid,
    "tanh": lambda _layer: math.tanh,
    "relu6": lambda _layer: lambda x: min(max(x, 0.0), 6.0),
    "celu": lambda layer: lambda x: x if x > 0 else layer.alpha * math.expm1(x / layer.alpha),
    "hardswish": lambda _layer: lambda x: x * _hard(x),
    "hardsigmoid": lambda _layer: _hard,
    "log_sigmoid": lambda _layer: lambda x: -_softplus(-x),
    "hardtanh": lambda _layer: lambda x: min(max(x, -1.0), 1.0),
    "softsign": lambda _layer: lambda x: x / (1.0 + abs(x)),
    "sine": lambda layer: lambda x: math.sin(layer.frequency * x),
    "scale": lambda layer: lambda x: layer.factor * x + layer.offset,
    "clamp": lambda layer: lambda x: min(max(x, layer.low), layer.high),
    "power": lambda layer: lambda x: abs(x) ** layer.exponent * (math.copysign(1.0, x) if layer.signed else 1.0),
    "absolute": lambda _layer: abs,
    "exponential": lambda _layer: math.exp,
    "logarithm": lambda layer: lambda x: math.log(abs(x) + layer.eps),
    "softplus": lambda layer: lambda x: _softplus(layer.beta * x) / layer.beta,
}


def curve_of(layer: type[Layer], values: Mapping[str, Any]) -> Curve | None:
    """The function an activation applies to each number; None for other layers, and for values it refuses."""
    if layer.key not in _CURVES:
        return None
    try:
        return _CURVES[layer.key](layer.of(values))
    except ParameterError:
        return None


class LayerPicture(View):
    """One layer's picture, renewed with its values and shapes by `show_node`."""

    def __init__(self, layer: type[Layer]) -> None:
        super().__init__(
            tr("What {label} does", label=spoken(layer.label)), QSize(160, 136 if layer.key in _CURVES else 72)
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.layer = layer
        self.curve = curve_of(layer, {})
        self.shapes = ("", "")

    def show_node(self, values: Mapping[str, Any], into: Sequence[Shape], out: Sequence[Shape]) -> None:
        """Show a node of this layer: its values, and the shapes that come in and go out."""
        self.curve = curve_of(self.layer, values)
        self.shapes = ("\n".join(map(show, into)), "\n".join(map(show, out)))
        self.setAccessibleDescription(" becomes ".join(filter(None, self.shapes)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a card with the curve, or with the icon between the two shapes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("line"), 1))
        painter.setBrush(theme().color("surface_2"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setFont(theme().font("small"))
        if self.curve is not None:
            self._paint_curve(painter, QRectF(self.rect()).adjusted(12, 12, -12, -12), self.curve)
        else:
            self._paint_shapes(painter)

    def _paint_shapes(self, painter: QPainter) -> None:
        colour, ratio = theme().family(self.layer.category), self.devicePixelRatioF()
        icon = layer_pixmap(self.layer.key, colour.name(), round(_ICON * ratio))
        middle = QRectF((self.width() - _ICON) / 2, (self.height() - _ICON) / 2, _ICON, _ICON)
        painter.drawPixmap(middle, icon, QRectF(icon.rect()))
        painter.setPen(theme().color("text"))
        room = middle.left() - 24
        left, right = QRectF(8, 0, room, self.height()), QRectF(middle.right() + 16, 0, room, self.height())
        for box, text in ((left, self.shapes[0]), (right, self.shapes[1])):
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
        painter.setPen(QPen(theme().color("control"), 1.5))
        y = middle.center().y()
        for start, text in ((left.right() - 2, self.shapes[0]), (middle.right() + 4, self.shapes[1])):
            if text:
                tip = QPointF(start + 12, y)
                painter.drawPolyline([QPointF(start, y), tip])
                painter.drawPolyline([tip + QPointF(-4, -4), tip, tip + QPointF(-4, 4)])

    def _paint_curve(self, painter: QPainter, box: QRectF, curve: Curve) -> None:
        xs = [REACH * (2 * at / (_POINTS - 1) - 1) for at in range(_POINTS)]
        ys = [curve(x) for x in xs]
        low, high = min(*ys, -1.0), max(*ys, 1.0)

        def at(x: float, y: float) -> QPointF:
            up = (y - low) / (high - low)
            return QPointF(box.left() + (x / REACH + 1) / 2 * box.width(), box.bottom() - up * box.height())

        painter.setPen(QPen(theme().color("line"), 1))
        painter.drawLine(at(-REACH, 0), at(REACH, 0))
        painter.drawLine(at(0, low), at(0, high))
        painter.setPen(QPen(QColor(theme().family(self.layer.category)), 2))
        painter.drawPolyline(QPolygonF([at(x, y) for x, y in zip(xs, ys, strict=True)]))
        painter.setPen(theme().color("text_dim"))
        corner = Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(at(REACH, 0) + QPointF(-40, 2), QSize(40, 14)), corner, f"x = {REACH:g}")
        painter.drawText(QRectF(at(0, high) + QPointF(6, -4), QSize(60, 14)), Qt.AlignmentFlag.AlignLeft, short(high))
        painter.drawText(QRectF(at(0, low) + QPointF(6, -10), QSize(60, 14)), Qt.AlignmentFlag.AlignLeft, short(low))
