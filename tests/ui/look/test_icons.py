"""Every symbol and every layer's drawing can be painted, in the colour asked for."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from neurodesk import ui
from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.actions.menus import ACTIONS as DECLARED
from neurodesk.ui.look.icons import ACTIONS, dress, icon, layer_icon, layer_pixmap
from neurodesk.ui.look.theme import theme

DESK = Path(ui.__file__).parent


def asked() -> set[str]:
    """Every symbol that the desk names: in calls of icon(), and in the list of actions."""
    calls = [
        node
        for file in DESK.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("icon", "dress")
    ]
    names = [argument.value for call in calls for argument in call.args[:2] if isinstance(argument, ast.Constant)]
    named = {name for name in names if isinstance(name, str)}
    return named | {declared.symbol for declared in DECLARED if declared.symbol}


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_every_symbol_is_there(qapp: QApplication, name: str):
    """Painted, not empty."""
    image = icon(name, QColor("#ff0000")).pixmap(24, 24).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))


def test_a_layer_is_drawn_in_its_colour(qapp: QApplication):
    """The drawing is tinted, and each layer has its own."""
    image = layer_pixmap("conv2d", "#ff0000", 48).toImage()
    seen = [image.pixelColor(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() == 255]
    assert seen
    assert all(colour.red() > 200 and colour.green() < 60 for colour in seen)
    drawn = {layer.key: layer_pixmap(layer.key, "#ffffff", 24).toImage() for layer in LAYERS}
    assert len({bytes(image.constBits()) for image in drawn.values()}) > 0.9 * len(drawn)


def test_an_unknown_or_hostile_layer_has_the_drawing_of_a_block(qapp: QApplication):
    """A name from a file never reaches another file."""
    block = layer_pixmap("block", "#ffffff", 24).toImage()
    assert layer_pixmap("../../../etc/passwd", "#ffffff", 24).toImage() == block
    assert layer_pixmap("from_the_future", "#ffffff", 24).toImage() == block
    assert not layer_icon("from_the_future", QColor("white")).isNull()


def test_every_symbol_asked_for_is_there():
    """A symbol that is named in the code and has no file would be found only when its button is shown."""
    assert len(asked()) > 20
    assert asked() <= ACTIONS


def test_a_symbol_that_is_not_there_is_an_error(qapp: QApplication):
    """A slip is told at once; nothing else is drawn in its place."""
    with pytest.raises(KeyError):
        icon("not_there")


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_a_symbol_is_crisp_at_every_scale(qapp: QApplication, scale: float):
    """A symbol of 16 has a picture of its own for the scale, none made larger or smaller."""
    pixmap = icon("save").pixmap(QSize(16, 16), scale)
    assert pixmap.width() == 16 * scale
    assert pixmap.devicePixelRatio() == pytest.approx(scale)


def test_a_disabled_symbol_is_dim(qapp: QApplication):
    """It differs from the one that can be used."""
    size = QSize(16, 16)
    usable, disabled = (icon("save").pixmap(size, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled))
    assert usable != disabled


def test_a_dressed_button_follows_the_theme(qtbot: QtBot):
    """In the colour of its role."""
    theme().choose("dark")
    button = QToolButton()
    qtbot.addWidget(button)
    dress(button, "stop", "accent")
    for look in ("dark", "light", "dark"):
        theme().choose(look)
        image = button.icon().pixmap(16, 16).toImage()
        inks = [image.pixelColor(x, y) for x in range(16) for y in range(16)]
        assert theme().color("accent").name() in {ink.name() for ink in inks if ink.alpha() == 255}


def test_a_layer_named_longer_than_any_file_has_the_drawing_of_a_block(qapp):
    """Its name comes from a file that anybody may have written."""
    block = layer_pixmap("block", "#123456", 24).toImage()
    assert layer_pixmap("x" * 5000, "#123456", 24).toImage() == block
