"""Every dock and state of the window, in both themes: texts can be read and stand whole, ports and wires are seen, and
a screen reader is told what each thing is.
"""

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from neurodesk.ui.colour import contrast
from neurodesk.ui.theme import theme
from neurodesk.ui.window import Window
from tests.journeys.looks import SEEN, cut_texts, inmost, unreadable
from tests.journeys.spoken_names import unspoken

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def pictures() -> ModuleType:
    """The program that makes the pictures."""
    spec = importlib.util.spec_from_file_location("screenshots", ROOT / "packaging" / "screenshots.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def window(
    qapp: QApplication, pictures: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    """The window the pictures are of."""
    monkeypatch.setitem(os.environ, "NEURODESK_HOME", str(tmp_path / "home"))
    made = pictures.opened(tmp_path)
    yield made
    pictures.close(made)


@pytest.mark.timeout(600)  # a network is trained on the way
def test_every_state_can_be_read_in_both_themes(window: Window, pictures: ModuleType, tmp_path: Path):
    """Text on its ground 4.5:1, measured in the picture; nothing has less room than its words need; everything that can
    be used has a name, a role and a place for a screen reader, and no two in one dock the same name.
    """
    faults, seen = [], []
    for name in pictures.states(window, tmp_path, epochs=2):
        seen.append(name)
        for look in ("dark", "light"):
            theme().choose(look)
            pictures.settle(window)
            shown = pictures.front(window)
            faults += [f"{name}, {look}: {fault}" for fault in unreadable(shown)]
        faults += [f"{name}: no room for {fault}" for fault in cut_texts(shown)]
        faults += [f"{name}: {fault}" for fault in unspoken(shown)]
    assert len(seen) > 20
    assert not faults, "\n".join(dict.fromkeys(faults))


@pytest.mark.parametrize("scale", [1.0, 0.5])
@pytest.mark.parametrize("look", ["dark", "light"])
def test_ports_wires_and_focus_are_seen(window: Window, pictures: ModuleType, look: str, scale: float):
    """Near and from farther away, 3:1 against the canvas, measured where they are painted."""
    from neurodesk.files.templates import template

    theme().choose(look)
    window.session.adopt(template("digits_mlp"))
    window.show_canvas()
    pictures.settle(window)  # the drawing is fitted into the window
    window.canvas.zoom_to(scale)
    window.canvas.reveal("linear_1")
    pictures.settle(window)
    image = window.canvas.viewport().grab().toImage()
    ground = theme().color("canvas")
    item = window.canvas.canvas.nodes["linear_1"]
    wire = window.canvas.canvas.wires_of("linear_1")[0]
    spots = {
        "port": item.port_at(item.face.outputs[0], output=True),
        "wire": wire.path.pointAtPercent(0.5),
    }
    for what, spot in spots.items():
        at = window.canvas.view_point(spot).toPoint()
        assert strongest(image, at, ground) >= SEEN, what
    window.canvas.setFocus()
    window.session.select(["linear_1"])
    pictures.settle(window)
    image = window.canvas.viewport().grab().toImage()
    edge = window.canvas.view_point(item.card.topLeft()).toPoint() + QPoint(20, 0)
    assert strongest(image, edge, ground, reach=6) >= SEEN


def strongest(image: QImage, at: QPoint, ground: QColor, reach: int = 3) -> float:
    """The highest contrast with the ground near a point."""
    return max(contrast(colour, ground) for colour in inmost(image, at, reach))
