"""Every dock and state of the window, in both themes: texts can be read and stand whole, ports and wires are seen, and
a screen reader is told what each thing is.
"""

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from neurodesk.ui.canvas.hit import Hit
from neurodesk.ui.look.colour import contrast
from neurodesk.ui.look.theme import theme
from neurodesk.ui.window import Window
from tests.journeys.focus_marks import changed, unmarked
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
    be used has a name, a role and a place, and no two in one dock one name; and every kind shows where the keys
    are.
    """
    faults, seen, ringed, looks = [], [], {"dark": set(), "light": set()}, ["dark", "light"]
    for name in pictures.states(window, tmp_path, epochs=2):
        seen.append(name)
        looks.reverse()  # each state begins in the theme that the one before it ended in
        for look in looks:
            if look != theme().choice:
                theme().choose(look)
            pictures.settle(window)
            shown = pictures.front(window)
            faults += [f"{name}, {look}: {fault}" for fault in unreadable(shown)]
            faults += [f"{name}, {look}: focus: {fault}" for fault in unmarked(shown, ringed[look])]
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


@pytest.mark.parametrize("scale", [1.0, 0.5, 0.3])
@pytest.mark.parametrize("look", ["dark", "light"])
def test_where_the_keys_are_on_the_canvas_is_seen(window: Window, pictures: ModuleType, look: str, scale: float):
    """A node that the arrows came to, the wire in hand, and a dot on a wire stand out 3:1 against what was there."""
    from neurodesk.files.templates import template

    theme().choose(look)
    window.session.adopt(template("digits_mlp"))
    before = window.session.graph.before("linear_1")
    window.show_canvas()
    pictures.settle(window)
    window.canvas.zoom_to(scale)
    window.canvas.reveal("linear_1")
    window.canvas.setFocus()

    def picture() -> QImage:
        pictures.settle(window)
        return window.canvas.viewport().grab().toImage()

    item = window.canvas.canvas.nodes["linear_1"]
    edge = round(2 * (item.card.width() + item.card.height()) * scale)
    bare = picture()
    window.session.select(before)
    QTest.keyClick(window.canvas, Qt.Key.Key_Right)
    assert window.session.selection == {"linear_1"}
    held = picture()
    assert changed(bare, held) > edge
    QTest.keyClick(window.canvas, Qt.Key.Key_W)
    assert window.canvas.keys.wire is not None
    assert changed(held, picture()) > 40  # px: a line between two cards and the words at its end
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    window.actions_by_key["reroute"].trigger()
    picked = picture()
    window.canvas.canvas.marks.pick(Hit())
    assert changed(picture(), picked) > 12  # px: the edge of a dot
