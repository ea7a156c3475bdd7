"""What the program remembers between two starts: theme, recent files, the place of windows and docks."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from neurodesk.disk.atomic import atomic_save
from neurodesk.disk.places import settings_dir

_RECENT = 12
_LARGEST = 1_000_000  # bytes; settings are a page or two


@dataclass
class Settings:
    """The remembered values. A damaged or hostile file gives the defaults; what cannot be written is forgotten."""

    theme: str = "system"
    reduced_motion: bool = False
    recent: list[str] = field(default_factory=list)
    geometry: str = ""  # base64 of the window's place
    docks: str = ""  # base64 of the docks' places

    def remember(self, **values: Any) -> None:
        """Change some values and write them."""
        for name, value in values.items():
            setattr(self, name, value)
        self.write()

    def add_recent(self, path: Path) -> None:
        """Put a file at the head of the recent ones."""
        text = str(path.absolute())
        self.remember(recent=[text, *(other for other in self.recent if other != text)][:_RECENT])

    def write(self) -> None:
        """Write the file; a read-only or full disk costs the memory of the window's place, nothing else."""
        try:
            _file().parent.mkdir(parents=True, exist_ok=True)
            atomic_save(_file(), json.dumps(dataclasses.asdict(self), indent=1).encode(), backup=False)
        except OSError:
            return


def settings() -> Settings:
    """The settings of this program, read once."""
    return _read(_file())


def _file() -> Path:
    return settings_dir() / "settings.json"


@lru_cache(maxsize=4)
def _read(path: Path) -> Settings:
    made = Settings()
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return made
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return made
    if not isinstance(found, dict):
        return made
    for name in ("geometry", "docks"):
        if isinstance(found.get(name), str):
            setattr(made, name, found[name])
    if found.get("theme") in ("system", "dark", "light"):
        made.theme = found["theme"]
    made.reduced_motion = found.get("reduced_motion") is True
    recent = found.get("recent")
    if isinstance(recent, list):
        made.recent = [path for path in recent if isinstance(path, str)][:_RECENT]
    return made
