"""The arithmetic of colours: contrast as WCAG 2.2 defines it, and shades that reach a wanted contrast."""

from __future__ import annotations

from PySide6.QtGui import QColor


def luminance(colour: QColor) -> float:
    """Relative luminance, 0 (black) to 1 (white). Source: WCAG 2.2, "relative luminance"."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = linear(colour.redF()), linear(colour.greenF()), linear(colour.blueF())
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of two opaque colours, 1 to 21. Source: WCAG 2.2, "contrast ratio"."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: QColor, ground: QColor, wanted: float) -> QColor:
    """The nearest shade of `colour` whose contrast with `ground` is at least `wanted`: darker on light, lighter
    on dark.
    """
    shade = QColor(colour)
    lighter = luminance(ground) < 0.18  # the mid-grey of WCAG: below it only lighter shades gain contrast
    for _ in range(60):
        if contrast(shade, ground) >= wanted:
            break
        shade = mix(shade, QColor("white" if lighter else "black"), 0.05)
    return shade


def mix(one: QColor, other: QColor, share: float) -> QColor:
    """`one` with a share (0 to 1) of `other` in it, mixed in sRGB."""
    rest = 1.0 - share
    return QColor.fromRgbF(
        one.redF() * rest + other.redF() * share,
        one.greenF() * rest + other.greenF() * share,
        one.blueF() * rest + other.blueF() * share,
    )
