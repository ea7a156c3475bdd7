"""Keeps A39: whatever hostile text is pasted into the window, or lies in a file that is dropped on it, is refused in a
sentence, and nothing is half done; and the marks, blocks and labels of a copied part are held to the same limits (A30).
"""

import json
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from neurodesk.files.project import dumps
from neurodesk.graph import document
from neurodesk.graph.model import FARTHEST_PLACE, LONGEST_COMMENT, MOST_DOTS
from neurodesk.graph.schema import MOST_FRAMES, MOST_NETWORKS
from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.canvas.gestures.drop_layer import LAYER_MIME
from neurodesk.ui.window import Window
from tests.cases.test_project_files import MOST_SECONDS, OPENED, REFUSED
from tests.ui.desk import HOSTILE, markup

RELU = {"layer": "relu"}
TWO = {"a": RELU, "b": {"layer": "relu", "inputs": {"x": "a.out"}}}
FRAME = {"text": "a", "at": [0, 0], "size": [200, 100], "colour": 0}
FAR = 2 * FARTHEST_PLACE


def part(nodes: dict[str, Any] = TWO, **fields: Any) -> str:
    """A copied part as text."""
    return json.dumps({"neurodesk": 2, "nodes": nodes, **fields})


def framed(**fields: Any) -> str:
    return part(frames={"note": FRAME | fields})


def bent(dots: Any, port: str = "x") -> str:
    return part(TWO | {"b": TWO["b"] | {"bends": {port: dots}}})


PARTS = {
    "a comment of 1 MB": framed(text="a" * 2**20),
    "a comment a little too long": framed(text="a" * (LONGEST_COMMENT + 1)),
    "a comment with a broken character": framed(text="a").replace('"text": "a"', '"text": "\\ud800"'),
    "a comment with control characters": framed(text="\x00\x1b[2J"),
    "a comment that is a list": framed(text=["a"]),
    "a frame without size": framed(size=[0, 0]),
    "a frame turned over": framed(size=[-200, 100]),
    "a frame without end": framed(size=[FAR, FAR]),
    "a frame far away": framed(at=[FAR, 0]),
    "a frame of no colour": framed(colour=99),
    "a frame with a style": framed(style="background: url(file:///etc/passwd)"),
    "frames without number": part(frames={f"note_{at}": FRAME for at in range(MOST_FRAMES + 1)}),
    "frames in a list": part(frames=[FRAME]),
    "muted by a word": part({"a": RELU | {"muted": "yes"}}),
    "muted by a number": part({"a": RELU | {"muted": 1}}),
    "pinned by a list": part({"a": RELU | {"pinned": []}}),
    "dots on no wire": bent([[0, 0]], "y"),
    "a dot far away": bent([[FAR, 0]]),
    "a dot of three numbers": bent([[0, 0, 0]]),
    "a dot that is a word": bent(["here"]),
    "dots without number": bent([[at, 0] for at in range(MOST_DOTS + 1)]),
    "networks in a list": part(networks=[{"nodes": TWO}]),
    "networks without number": part(networks={f"n_{at}": {"nodes": {}} for at in range(MOST_NETWORKS + 1)}),
    "a network with a hostile name": part(networks={"../../x": {"nodes": TWO}}),
    "a network with a wrong node": part(networks={"inner": {"nodes": {"a": {"layer": "os.system"}}}}),
    "a network with a dangling wire": part(networks={"inner": {"nodes": {"a": RELU | {"inputs": {"x": "no.out"}}}}}),
    "a network with a wrong frame": part(networks={"inner": {"nodes": TWO, "frames": {"f": FRAME | {"size": [1, 1]}}}}),
    "a network with more": part(networks={"inner": {"nodes": TWO, "code": "import os"}}),
    "networks that are too many layers together": part(
        networks={f"n_{at}": {"nodes": {f"a_{each}": RELU for each in range(500)}} for at in range(12)}
    ),
    "nothing but networks": part({}, networks={"inner": {"nodes": TWO}}),
    "A25 a number for a shape": part({"a": {"layer": "reshape", "values": {"shape": {"of": 3}}}}),
    "A25 attributes": part({"a": RELU | {"__class__": "x"}}),
}
"""Copied parts that no canvas wrote."""


def paste(window: Window, text: str) -> tuple[list[str], float]:
    """Paste by the action; what was said, and the seconds of processor time."""
    QGuiApplication.clipboard().setText(text)
    said: list[str] = []
    window.canvas.message.connect(said.append)
    started = process_time()
    window.actions_by_key["paste"].trigger()
    spent = process_time() - started
    window.canvas.message.disconnect(said.append)
    return said, spent


def untouched(window: Window, before: Any) -> None:
    """The document is the same object, nothing can be taken back, and an edit works."""
    assert window.session.document is before
    assert not window.session.history.can_undo
    assert window.canvas.add_layer("relu", QPointF(0, 400))
    window.session.undo()
    assert window.session.document is before


@pytest.mark.parametrize("what", [*REFUSED, *PARTS])
def test_hostile_text_pasted_changes_nothing(window: Window, what: str):
    """It is said why, in one sentence that stands in the status bar as it is."""
    before = window.session.document
    said, spent = paste(window, (REFUSED | PARTS)[what])
    assert len(said) == 1
    assert said[0].startswith("The clipboard holds no layers")
    assert len(said[0]) < 500
    assert not any(word in said[0] for word in ("Traceback", "pydantic", "input_value", "\n\n"))
    assert spent < MOST_SECONDS
    untouched(window, before)


@pytest.mark.parametrize("what", [what for what in OPENED if not what.startswith("A23")])
def test_what_is_only_unusual_is_pasted_inert_and_taken_back(window: Window, what: str):
    """In one step, within the time; undo gives the start byte for byte."""
    before = dumps(window.session.document)
    _said, spent = paste(window, OPENED[what])
    assert window.session.history.undo_label == "Paste"
    assert spent < MOST_SECONDS
    window.session.undo()
    assert dumps(window.session.document) == before


def test_pasting_stops_before_a_project_that_no_one_could_open(window: Window, monkeypatch: pytest.MonkeyPatch):
    """Past the most that a file may hold it is refused, with both numbers."""
    monkeypatch.setattr(document, "MOST_NODES", 9)
    paste(window, part())
    after = window.session.document
    refused: list[str] = []
    window.session.refused.connect(refused.append)
    paste(window, part())
    assert window.session.document is after
    assert "at most 9 layers; that would be 10" in refused[0]


def drop(window: Window, data: QMimeData) -> bool:
    """Drop on the canvas, as Qt does: the canvas is asked, then the window."""
    kinds = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    for target in (window.canvas.viewport(), window):
        enter = QDragEnterEvent(target.rect().center(), *kinds)
        enter.ignore()
        QApplication.sendEvent(target, enter)
        if enter.isAccepted():
            QApplication.sendEvent(target, QDropEvent(QPointF(target.rect().center()), *kinds, QEvent.Type.Drop))
            return True
    return False


def test_hostile_files_dropped_change_nothing(window: Window, tmp_path: Path):
    """The note says which file and why; the document stays."""
    before = window.session.document
    for at, (what, text) in enumerate([*list(REFUSED.items())[:12], *list(PARTS.items())[:8]]):
        path = tmp_path / f"case_{at}.neurodesk"
        path.write_text(text)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        window.note.tell("", "")
        started = process_time()
        assert drop(window, data)
        assert process_time() - started < MOST_SECONDS, what
        assert path.name in window.note.label.text(), what
        assert window.session.document is before, what
    (tmp_path / "part.json").write_text(part())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "part.json"))])
    drop(window, data)
    assert "part.json is neither a project" in window.note.label.text()
    untouched(window, before)


def test_text_and_layers_nobody_knows_are_not_taken_by_the_canvas(window: Window):
    """Only a layer of the catalogue can be dragged in, whatever a drag from elsewhere calls itself."""
    before = window.session.document
    text, layer = QMimeData(), QMimeData()
    text.setText(part())
    assert not drop(window, text)
    for key in (b"os.system", b"\xff\xfe", b"<img src=x>", b"a" * 2**20):
        layer.setData(LAYER_MIME, key)
        assert not drop(window, layer)
    untouched(window, before)


def test_labels_that_came_by_paste_are_plain_text(window: Window):
    """A comment, an unknown layer and values full of markup are shown as they are written, in every dock."""
    code = {"layer": "warp", "values": {"code": HOSTILE}}
    said, _ = paste(window, part({"a": code}, frames={"note": FRAME | {"text": HOSTILE}}))
    assert said == ["Paste: 1 layer"]
    assert "warp" not in LAYERS
    for name in window.docks.widgets:
        window.show_dock(name)
    QApplication.processEvents()
    assert markup(window) == []
    assert HOSTILE in dumps(window.session.document).replace('\\"', '"')
