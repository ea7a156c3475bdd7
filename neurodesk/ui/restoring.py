"""How each window stood when the program ended: its project, network, place in the drawing, and docks."""

from __future__ import annotations

import dataclasses
import json
import math
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QByteArray, QPointF, QTimer

from neurodesk.disk.places import settings_dir
from neurodesk.disk.reading import is_file
from neurodesk.files import recovery
from neurodesk.files.scribe import all_written, write_soon
from neurodesk.ui.settings import is_text
from neurodesk.ui.words import tr

if TYPE_CHECKING:
    from neurodesk.ui.window import Window

_LARGEST: Final = 1_000_000  # bytes; a window takes about three thousand
_SOON: Final = 1.0  # s that reading waits for what this program itself is writing
_MOST: Final = 12  # windows brought back; a longer list is no work of ours


@dataclass(frozen=True)
class Standing:
    """How one window stood. `journal` is the key of its unsaved work; places are base64, as Qt writes them."""

    path: str = ""
    journal: str = ""
    network: str = ""
    zoom: float = 1.0
    x: float = 0.0  # the middle of what was seen, in the drawing
    y: float = 0.0
    geometry: str = ""
    docks: str = ""
    canvas: bool = False  # the drawing was shown, not the welcome page


def taken(window: Window) -> Standing:
    """How a window stands now."""
    session, middle = window.session, window.canvas.seen().center()
    return Standing(
        path=str(session.path.absolute()) if session.path else "",
        journal="" if session.is_saved else session.journal,
        network=session.network,
        zoom=window.canvas.scale_now, x=middle.x(), y=middle.y(),
        geometry=_written(window.saveGeometry()), docks=_written(window.docks.state()),
        canvas=window.middle.currentIndex() == 1,
    )  # fmt: skip


def put(window: Window, state: Standing) -> None:
    """Bring a window back to how it stood; its note says what was unsaved, or cannot be opened."""
    for text, use in ((state.geometry, window.restoreGeometry), (state.docks, window.docks.restore)):
        use(read_place(text))
    kept = next((entry for entry in recovery.waiting() if entry.key == state.journal), None)
    if not (window.bring_back(kept) if kept else state.canvas and state.path and window.open(Path(state.path))):
        return
    window.session.show_network(state.network)
    QTimer.singleShot(0, window, lambda: _look(window, state))  # after the view was fitted
    if kept is not None:
        said = tr("Unsaved work on {name} was brought back. Save it to keep it.", name=window.session.title)
        window.note.tell("warning", said)


def write(states: Sequence[Standing]) -> None:
    """Keep how the windows stand; what cannot be written is forgotten."""
    text = json.dumps([dataclasses.asdict(state) for state in states])
    write_soon(_file(), text.encode)


def read() -> list[Standing]:
    """How the windows stood; a damaged or hostile file gives none, a damaged window is passed over."""
    all_written(_SOON)
    try:
        if not is_file(_file()) or _file().stat().st_size > _LARGEST:
            return []
        found = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    return [Standing(**entry) for entry in found[:_MOST] if _legal(entry)] if isinstance(found, list) else []


def read_place(text: str) -> QByteArray:
    """A place as Qt takes it; nothing when the text is none."""
    try:
        return QByteArray(b64decode(text, validate=True))
    except ValueError:
        return QByteArray()


def _legal(entry: Any) -> bool:
    kinds = {field.name: type(field.default) for field in dataclasses.fields(Standing)}
    if not isinstance(entry, dict) or not set(entry) <= set(kinds):
        return False
    return all(type(value) is kinds[name] and _bounded(value) for name, value in entry.items())


def _bounded(value: object) -> bool:
    """Whether Qt takes a value: a text of whole letters, a number near those of a drawing, yes or no."""
    if isinstance(value, float):
        return math.isfinite(value) and abs(value) < 1e9
    return not isinstance(value, str) or is_text(value)


def _look(window: Window, state: Standing) -> None:
    window.docks.way.fit()
    window.canvas.zoom_to(state.zoom)
    window.canvas.centerOn(QPointF(state.x, state.y))


def _written(place: QByteArray) -> str:
    return b64encode(bytes(place.data())).decode()


def _file() -> Path:
    return settings_dir() / "windows.json"
