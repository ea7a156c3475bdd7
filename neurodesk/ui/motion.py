"""Whether things may glide to their places, or are there at once."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QStyle

from neurodesk.ui.settings import settings


def motion_reduced() -> bool:
    """True when the person, or else the computer's own setting, asks for no motion."""
    choice = settings().reduced_motion
    if choice != "system":
        return bool(choice == "on")
    style = QApplication.style()  # it answers 0 ms where the computer's effects are switched off
    return bool(style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0)
