"""Whether things may glide to their places, or are there at once."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStyle

from neurodesk.ui.settings import settings

_QTS: Final = (
    Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_FadeMenu, Qt.UIEffect.UI_AnimateCombo, Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip, Qt.UIEffect.UI_AnimateToolBox,
)  # fmt: skip


def motion_reduced() -> bool:
    """True when the person, or else the computer's own setting, asks for no motion."""
    choice = settings().reduced_motion
    if choice != "system":
        return bool(choice == "on")
    style = QApplication.style()  # it answers 0 ms where the computer's effects are switched off
    return bool(style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0)


def still_effects() -> None:
    """Where motion is reduced, let Qt's own menus, lists and tips be there at once; else the computer decides."""
    if motion_reduced():
        for effect in _QTS:
            QApplication.setEffectEnabled(effect, False)
