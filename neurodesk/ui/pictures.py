"""Arrays as pictures: examples, feature maps, heat maps, all as QImage, in colours that read with every form of
colour vision.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from neurodesk.ui.look.theme import theme

# Anchors of viridis (van der Walt and Smith, 2015), and of a blue - grey - orange scale for signed values.
_VIRIDIS = ("#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725")
_SIGNED = ("#0a4f8f", "#3d94d6", "#a8cdea", "#f2f2f2", "#f3cf94", "#e69f00", "#9a5b00")


@lru_cache(maxsize=4)
def scale(kind: str) -> NDArray[np.uint8]:
    """256 x 3 colours: `grey`, `viridis` for what is never negative, `signed` for what is, its middle being zero."""
    anchors = {"grey": ("#000000", "#ffffff"), "viridis": _VIRIDIS, "signed": _SIGNED}[kind]
    rgb = np.array([QColor(a).getRgb()[:3] for a in anchors], dtype=float)
    at = np.linspace(0, len(anchors) - 1, 256)
    return np.stack([np.interp(at, np.arange(len(anchors)), rgb[:, c]) for c in range(3)], 1).astype(np.uint8)


def coloured(values: NDArray, kind: str = "viridis", low: float | None = None, high: float | None = None) -> QImage:
    """H W numbers as a picture.

    Without bounds: the least and greatest found, made equal on both sides of zero for `signed`.
    """
    finite = np.nan_to_num(np.asarray(values, dtype=float))
    low = float(finite.min(initial=0.0 if kind == "signed" else np.inf)) if low is None else low
    high = float(finite.max(initial=0.0 if kind == "signed" else -np.inf)) if high is None else high
    if kind == "signed":
        high = max(abs(low), abs(high))
        low = -high
    span = high - low if high > low else 1.0
    levels = np.clip((finite - low) / span * 255.0, 0, 255).astype(np.uint8)
    return rgb_image(scale(kind)[levels])


def rgb_image(rgb: NDArray[np.uint8]) -> QImage:
    """H W 3 bytes as a picture that owns its memory."""
    data = np.ascontiguousarray(rgb)
    return QImage(data.data, data.shape[1], data.shape[0], data.strides[0], QImage.Format.Format_RGB888).copy()


def example(values: NDArray) -> QImage:
    """One example as a picture: C H W as grey or colour, T D as a grey table, a vector as bars."""
    values = np.asarray(values, dtype=float)
    if values.ndim == 3 and values.shape[0] == 3:
        low, span = values.min(), np.ptp(values) or 1.0
        return rgb_image(((values - low) / span * 255).astype(np.uint8).transpose(1, 2, 0))
    if values.ndim == 3:
        return coloured(values.mean(0), "grey")
    if values.ndim == 2:
        return coloured(values, "grey")
    return bars(values.ravel())


def bars(values: NDArray, width: int = 96, height: int = 64) -> QImage:
    """A vector as upright bars around zero."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(theme().color("surface_2"))
    painter = QPainter(image)
    top = max(float(np.abs(values).max(initial=0.0)), 1e-12)
    step = width / max(len(values), 1)
    for at, value in enumerate(np.nan_to_num(values)):
        size = float(value) / top * height / 2
        colour = theme().curve(0 if value >= 0 else 1)
        painter.fillRect(QRectF(at * step, height / 2 - max(size, 0), max(step - 1, 1), max(abs(size), 1)), colour)
    painter.end()
    return image


def mosaic(maps: NDArray, limit: int = 64) -> QImage:
    """K H W maps side by side in one picture, each scaled to its own range, a dark line between two."""
    maps = np.nan_to_num(np.asarray(maps, dtype=np.float32)[:limit])
    count, height, width = maps.shape
    columns = int(np.ceil(np.sqrt(count * height / max(width, 1))))
    rows = -(-count // columns)
    low, high = maps.min((1, 2), keepdims=True), maps.max((1, 2), keepdims=True)
    levels = np.zeros((rows * columns, height + 1, width + 1), np.uint8)
    levels[:count, :height, :width] = (maps - low) / np.where(high > low, high - low, 1) * 255
    sheet = levels.reshape(rows, columns, height + 1, width + 1).transpose(0, 2, 1, 3).reshape(rows * (height + 1), -1)
    return rgb_image(scale("viridis")[sheet])


def activation(kind: str, values: NDArray) -> QImage:
    """What a probe brought: maps as a mosaic, a sequence as a table, a vector as a near-square table."""
    values = np.asarray(values)
    if kind == "maps" and values.ndim == 3:
        return mosaic(values)
    if values.ndim == 2:
        return coloured(values.T, "viridis")
    flat = values.ravel()
    columns = max(1, int(np.ceil(np.sqrt(len(flat) * 2.5))))
    padded = np.full(-(-len(flat) // columns) * columns, np.nan)
    padded[: len(flat)] = flat
    return coloured(padded.reshape(-1, columns), "viridis")


def signed(weights: NDArray, sign: str) -> NDArray:
    """Weights of one sign, `for` or `against`, the others zero; all of them for `both`."""
    limits = {"both": (None, None), "for": (0.0, None), "against": (None, 0.0)}[sign]
    return np.asarray(weights, dtype=float) if sign == "both" else np.clip(np.asarray(weights, dtype=float), *limits)


def top_of(weights: NDArray, clip: float = 100.0) -> float:
    """The size of weight that the ends of the colour scale stand for: the `clip`-th percentile of what is not zero."""
    sizes = np.abs(np.asarray(weights, dtype=float).ravel())
    sizes = sizes[sizes > 0]
    return float(np.percentile(sizes, clip)) if sizes.size else 1.0


def flat(attribution: NDArray) -> NDArray:
    """C H W weights as one H W map, their sum; others as they are."""
    weight = np.asarray(attribution, dtype=float)
    return weight.sum(0) if weight.ndim == 3 else weight


def overlay(
    picture: NDArray, attribution: NDArray, strength: float = 0.6, sign: str = "both", clip: float = 100.0
) -> QImage:
    """A heat map over an example: orange speaks for the answer, blue against it. Both C H W or H W."""
    ground = example(picture).convertToFormat(QImage.Format.Format_RGB32)
    weight = signed(flat(attribution), sign)
    level = np.clip(weight / top_of(weight, clip), -1, 1)
    rgba = np.empty((*level.shape, 4), np.uint8)
    rgba[..., :3] = scale("signed")[((level + 1) * 127.5).astype(np.uint8)]
    rgba[..., 3] = (np.sqrt(np.abs(level)) * 255 * strength).astype(np.uint8)
    heat = QImage(rgba.data, rgba.shape[1], rgba.shape[0], rgba.strides[0], QImage.Format.Format_RGBA8888).copy()
    painter = QPainter(ground)
    painter.drawImage(QRectF(ground.rect()), heat)
    painter.end()
    return ground


def fitted(image: QImage, width: int, height: int) -> QImage:
    """The picture in a box, its proportions kept, its pixels sharp when it grows."""
    grows = image.width() * 2 <= width and image.height() * 2 <= height
    mode = Qt.TransformationMode.FastTransformation if grows else Qt.TransformationMode.SmoothTransformation
    return image.scaled(width, height, Qt.AspectRatioMode.KeepAspectRatio, mode)


def png(image: QImage | QPixmap) -> bytes:
    """A picture as the bytes of a PNG file."""
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(kept, "PNG")
    return bytes(kept.data().data())
