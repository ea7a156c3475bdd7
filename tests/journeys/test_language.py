"""A language 40 % longer than English: no text of the window bypasses translation, and none is cut."""

import importlib.util
import os
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QTabBar, QWidget

from neurodesk.ui import words
from neurodesk.ui.canvas.face import forget_faces
from neurodesk.ui.window import Window
from tests.journeys.looks import cut_texts

ROOT = Path(__file__).resolve().parents[2]
ACCENTS = str.maketrans("aeiouAEIOU", "àéîöüÀÉÎÖÜ")
OURS = re.compile(r"\[.*\]", re.DOTALL)
QTS = {"Float", "Close", "Scroll Left", "Scroll Right", "Cancel", "Press shortcut", "OK", "Hide", "Show Details..."}
"""What Qt says of itself; its own translation is loaded beside ours."""


class Longer(dict):
    """Every text of ours with accents, in brackets and 40 % longer; its `{values}` stay."""

    def get(self, text: str, _otherwise: str) -> str:
        """A text that was translated already stays, and so does none."""
        if not text or OURS.search(text):
            return text
        parts = re.split(r"(\{\w+\})", text)
        accented = "".join(part if at % 2 else part.translate(ACCENTS) for at, part in enumerate(parts))
        longer = ("~~~~ " * len(text))[: len(text) * 2 // 5]
        return f"[{accented}{longer}]"


@pytest.fixture
def pictures() -> ModuleType:
    """The program that brings the window into its states."""
    spec = importlib.util.spec_from_file_location("screenshots", ROOT / "packaging" / "screenshots.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def window(
    qapp: QApplication, pictures: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    """The window in that language."""
    monkeypatch.setitem(os.environ, "NEURODESK_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(words, "translation", lambda _code: Longer())
    forget_faces()
    made = pictures.opened(tmp_path)
    yield made
    pictures.close(made)
    monkeypatch.undo()
    words.speak("english")
    forget_faces()  # they are kept from test to test, in the language they were first asked for in


def bare(shown: QWidget) -> Iterator[str]:
    """Sentences and labels in sight without brackets; numbers, names from files and formulas are left out."""
    for widget in shown.findChildren(QWidget):
        if widget.isVisibleTo(shown):
            for text in filter(None, map(str.strip, _texts(widget))):
                if re.match(r"[A-Z][a-z]+( [a-z]|$|:|…)", text) and not OURS.search(text) and text not in QTS:
                    yield f"{type(widget).__name__} {text[:60]!r}"


def _texts(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(at) for at in range(widget.count()))
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(at) for at in range(widget.count()))
    yield from (widget.toolTip(), widget.accessibleName())


@pytest.mark.timeout(600)  # a network is trained on the way
def test_no_text_bypasses_translation_and_none_is_cut(window: Window, pictures: ModuleType, tmp_path: Path):
    """The welcome page, every dock empty and at work, and the dialogs, at 1440 x 900."""
    faults, seen = [], 0
    for name in pictures.states(window, tmp_path, epochs=1):
        seen += 1
        shown = pictures.front(window)
        faults += [f"{name}: not translated: {fault}" for fault in bare(shown)]
        faults += [f"{name}: no room for {fault}" for fault in cut_texts(shown)]
    assert seen > 20
    assert not faults, "\n".join({fault.split(": ", 1)[1]: fault for fault in faults}.values())
