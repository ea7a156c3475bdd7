"""How well a picture can be read: contrast of its texts, and how far colours stand apart for every kind of eye."""

from itertools import combinations

import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

READ = 4.5  # WCAG 2.2, 1.4.3: text on its ground
SEEN = 3.0  # WCAG 2.2, 1.4.11: parts of controls and drawings

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009),
# severity 1.0, on linear RGB.
EYES = {
    "common": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                            [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                              [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                            [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip

# Linear sRGB to XYZ (IEC 61966-2-1), and the white of D65.
_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = np.array([0.9505, 1.0, 1.089])


def lab(colour: QColor, eye: str = "common") -> np.ndarray:
    """CIELAB of a colour as an eye sees it: L 0 to 100, a, b. Source: CIE 15, section 8.2.1."""
    coded = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    seen = np.clip(EYES[eye] @ linear, 0.0, 1.0)
    x, y, z = np.where((t := _XYZ @ seen / _WHITE) > (6 / 29) ** 3, np.cbrt(t), t * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def apart(colours: dict[str, QColor], eye: str) -> tuple[float, str]:
    """The smallest distance (CIE76, about 2.3 is just noticeable) between two of the colours, and which two."""
    pairs = combinations(colours, 2)
    return min((float(np.linalg.norm(lab(colours[a], eye) - lab(colours[b], eye))), f"{a} and {b}") for a, b in pairs)


def unreadable(window: QWidget) -> list[str]:
    """The texts in sight whose contrast with the ground around them, as painted, is below READ."""
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    scale = picture.width() / window.width()
    found = []
    for widget in window.findChildren(QWidget):
        text = _text(widget)
        if not text or not widget.isVisibleTo(window) or not widget.isEnabled():
            continue
        box = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()) & window.rect()
        box &= _uncovered(widget, window)
        if box.width() < 8 or box.height() < 8:
            continue
        area = QRect(int(box.x() * scale), int(box.y() * scale), int(box.width() * scale), int(box.height() * scale))
        ratio = _contrast_within(picture.copy(area))
        if ratio < READ:
            found.append(f"{type(widget).__name__} {text[:40]!r}: {ratio:.2f}")
    return found


def cut_texts(window: QWidget) -> list[str]:
    """The labels and buttons in sight that have less room than their text needs in one line or wrapped."""
    found = []
    for widget in window.findChildren(QWidget):
        text = _text(widget)
        if not text or not widget.isVisibleTo(window) or isinstance(widget, QLineEdit):
            continue
        if widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, QLabel) and widget.wordWrap():
            short = widget.height() + 1 < widget.heightForWidth(widget.width())
        else:
            lines = text.replace("&", "").split("\n")
            needed = max(widget.fontMetrics().horizontalAdvance(line) for line in lines)
            short = widget.width() + 1 < needed
        if short:
            found.append(f"{type(widget).__name__} {text[:40]!r}")
    return found


def _text(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        return widget.text().strip()
    return ""


def _uncovered(widget: QWidget, window: QWidget) -> QRect:
    """The part of the window that the widget's scroll areas and docks let be seen."""
    region = widget.visibleRegion().boundingRect()
    return QRect(widget.mapTo(window, region.topLeft()), region.size())


def _contrast_within(image: QImage) -> float:
    """Between the ground, which is the commonest colour, and the colour farthest from it: the text's inmost pixels."""
    values, counts = np.unique(_raw(image), return_counts=True)
    lights = _lights(values)
    ratios = lights / lights[counts.argmax()]
    return float(np.maximum(ratios, 1 / ratios).max())


def light(image: QImage) -> np.ndarray:
    """How light each pixel is, H x W; the quotient of two is their contrast."""
    return _lights(_raw(image))


def _raw(image: QImage) -> np.ndarray:
    """The pixels as 0xAARRGGBB, H x W."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    width, height = image.width(), image.height()
    return np.frombuffer(image.constBits(), np.uint32).reshape(height, image.bytesPerLine() // 4)[:, :width].copy()


def _lights(colours: np.ndarray) -> np.ndarray:
    parts = np.stack([(colours >> shift) & 255 for shift in (16, 8, 0)], axis=-1) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ _XYZ[1] + 0.05


def inmost(image: QImage, at: QPoint, reach: int) -> list[QColor]:
    """The colours of the pixels within `reach` of a point."""
    spots = [(at.x() + x, at.y() + y) for x in range(-reach, reach + 1) for y in range(-reach, reach + 1)]
    return [image.pixelColor(x, y) for x, y in spots if image.rect().contains(x, y)]
