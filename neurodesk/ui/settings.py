"""What the program remembers between two starts: what the person chose, recent files, keys, the place of windows."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from neurodesk.disk.places import settings_dir
from neurodesk.disk.reading import can_be_told, is_file
from neurodesk.files.scribe import write_soon
from neurodesk.graph.errors import ParameterError
from neurodesk.layers.declared import Declared
from neurodesk.layers.parameters import Bool, Int, OneOf

_RECENT = 12
_UNWRITTEN = {"values", "aside", "_chosen", "_forgotten"}
_LARGEST = 1_000_000  # bytes; settings are a page or two
_LONGEST = 200  # entries of a remembered list; more is no work of ours


class Settings(Declared):
    """What can be chosen, each declared once, and what is remembered beside it. A damaged or hostile file is put aside
    and gives the defaults; what cannot be written is forgotten.
    """

    aside: Path | None = None  # where the file lies that could not be read, until the person was told

    theme = OneOf(
        "system", options=("system", "dark", "light"), doc="The colours of the desk. System follows the computer."
    )
    language = OneOf(
        "system",
        options=("system", "english", "deutsch"),
        doc="The language of every text. System follows the computer. Numbers follow at once, texts already shown at "
        "the next start.",
    )
    interface_scale = Int(
        100, min=75, max=300, unit="%", doc="The size of everything, texts included. It holds from the next start on."
    )
    reduced_motion = OneOf(
        "system", options=("system", "on", "off"), doc="On: things change at once instead of gliding to their place."
    )
    restore_session = Bool(
        True, doc="Begin where the last time ended: windows, projects, unsaved work, and where you were looking."
    )
    live_previews = Bool(
        True, doc="Pictures of activations on the nodes while training. They cost a little of its speed."
    )
    engine = OneOf(
        "process",
        options=("process", "thread"),
        doc="Where training runs, in windows opened from now on. A crash in a process of its own spares the window.",
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.recent: list[str] = []
        self.geometry = ""  # base64 of the window's place
        self.docks = ""  # base64 of the docks' places
        self.keys: dict[str, list[str]] = {}  # the chords of actions whose keys were changed
        self.used: list[str] = []  # what was last done from the palette, newest first
        self.runs_hidden: list[str] = []  # columns of the runs table that are not shown
        self.tour = ""  # how far the tour is: "", the name of a step, or "done"
        self._chosen: set[str] = set()  # the names of what was changed here
        self._forgotten: set[str] = set()  # recent files that were taken off here

    def remember(self, **values: Any) -> None:
        """Change some values, write them, and tell who listens to `changes`."""
        for name, value in values.items():
            setattr(self, name, value)
        self._chosen |= {*values}
        self.write()
        for name in values:
            changes().changed.emit(name)

    def reset(self) -> None:
        """Give everything that can be chosen its default again; recent files, places and keys stay."""
        self.remember(**{name: param.default for name, param in self.params().items()})

    def add_recent(self, path: Path) -> None:
        """Put a file at the head of the recent ones."""
        text = str(path.absolute())
        self._forgotten.discard(text)
        self.remember(recent=[text, *(other for other in self.recent if other != text)][:_RECENT])

    def forget_recent(self, path: str) -> None:
        """Take a file off the recent ones."""
        self._forgotten.add(path)
        self.remember(recent=[other for other in self.recent if other != path])

    def write(self) -> None:
        """Have the file written; a read-only or full disk costs the memory of the window's place, nothing else. What
        another program chose meanwhile, and this one did not, stays; so do the files that it worked on.
        """
        path, ours, chosen, forgotten = _file(), self.written(), frozenset(self._chosen), frozenset(self._forgotten)

        def made() -> bytes:
            theirs = _content(path) or {}
            kept = {name: theirs[name] for name in ours if name in theirs and name not in chosen}
            recent = theirs.get("recent")
            if "recent" in chosen and _texts(recent):
                both = [*dict.fromkeys([*ours["recent"], *recent])]
                kept["recent"] = [file for file in both if file not in forgotten][:_RECENT]
            return json.dumps(ours | kept, indent=1).encode()

        write_soon(path, made)

    def written(self) -> dict[str, Any]:
        """Everything that is kept, by name."""
        return {name: value for name, value in vars(self).items() if name not in _UNWRITTEN}


class Changes(QObject):
    """Tells every window that a setting has another value."""

    changed = Signal(str)  # its name


@lru_cache(maxsize=1)
def changes() -> Changes:
    """The one that tells."""
    return Changes()


def settings() -> Settings:
    """The settings of this program, read once."""
    return _read(_file())


def _file() -> Path:
    return _place(os.environ.get("NEURODESK_HOME"))


@lru_cache(maxsize=4)
def _place(_home: str | None) -> Path:
    """Found once: asking makes the folder, and actions ask for their keys after every edit."""
    return settings_dir() / "settings.json"


@lru_cache(maxsize=4)
def _read(path: Path) -> Settings:
    made, found = Settings(), _content(path)
    if found is None:
        made.aside = _put_aside(path)
        return made
    for name, param in Settings.params().items():
        try:
            setattr(made, name, param.check(found[name]))
        except (KeyError, ParameterError):
            continue
    for name, legal in _REMEMBERED.items():
        if name in found and legal(found[name]):
            setattr(made, name, found[name])
    made.recent = [*dict.fromkeys(made.recent)][:_RECENT]
    return made


def _content(path: Path) -> dict[str, Any] | None:
    """What the file holds; nothing where there is none to be read, None where it is no settings."""
    try:
        if not is_file(path):
            return {}
        found = json.loads(path.read_text(encoding="utf-8")) if path.stat().st_size <= _LARGEST else None
    except OSError:
        return {}
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _put_aside(path: Path) -> Path:
    """Keep what could not be read: something in it may be worth the work."""
    aside = path.with_name(path.name + "~")
    try:
        path.replace(aside)
    except OSError:
        return path
    return aside


def _texts(value: object) -> bool:
    return isinstance(value, list) and len(value) <= _LONGEST and all(map(is_text, value))


def _chords(value: object) -> bool:
    return isinstance(value, dict) and len(value) <= _LONGEST and _texts([*value]) and all(map(_texts, value.values()))


def is_text(value: object) -> bool:
    """Whether a value of a file is text that can be told and, where it is a path, followed."""
    return isinstance(value, str) and can_be_told(value)


_REMEMBERED: Final[Mapping[str, Callable[[object], bool]]] = {
    "recent": _texts, "geometry": is_text, "docks": is_text, "keys": _chords, "used": _texts, "tour": is_text,
    "runs_hidden": _texts,
}  # fmt: skip
"""What is kept beside the choices, and whether a value from a file can be one."""
