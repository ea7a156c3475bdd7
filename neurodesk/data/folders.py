"""Which files and folders a project may read: those beside it, and those a person chose on this machine.

A project file is untrusted: it may name `/etc`, `//server/share` or another person's home. So a path is followed only
inside the project's own folder, or inside a place that was chosen by hand here before; any other is never touched.
"""

from __future__ import annotations

import json
import os
from pathlib import Path, PurePosixPath, PureWindowsPath

from neurodesk.disk.atomic import atomic_save
from neurodesk.disk.places import settings_dir
from neurodesk.disk.reading import ReadError, is_file, is_folder, read_plain
from neurodesk.graph.errors import DataError

_KEPT = 200  # chosen places remembered
_TRIES = 3  # a network share may stumble once


def choose(base: Path | None, path: Path) -> str:
    """Remember that a person chose this file or folder, and return the text to write in the project in `base`, None for
    one that has no file yet.

    The text is relative when the place lies beside the project, so that both can be moved together.
    """
    chosen, root = _absolute(path), _absolute(base) if base is not None else None
    if root is not None and chosen.is_relative_to(root) and chosen.resolve().is_relative_to(root.resolve()):
        return chosen.relative_to(root).as_posix()
    kept = [place for place in chosen_places() if place != chosen]
    text = json.dumps([str(place) for place in [*kept, chosen][-_KEPT:]], indent=1)
    atomic_save(_memory(), text.encode("utf-8", "surrogateescape"), backup=False)
    return str(chosen)


def chosen_places() -> tuple[Path, ...]:
    """The files and folders outside projects that were chosen on this machine, the latest last; none if unreadable."""
    try:
        found = json.loads(read_plain(_memory(), 1 << 20).decode("utf-8", errors="surrogateescape"))
    except (OSError, ValueError, RecursionError):
        return ()
    texts = [text for text in found if isinstance(text, str)] if isinstance(found, list) else []
    return tuple(Path(text) for text in texts if Path(text).is_absolute() and "\0" not in text)


def locate(base: Path, text: str, kind: str = "folder") -> Path:
    """The data folder or file a project in `base` names. Raises DataError when it may not be read or is not there."""
    path, there = allowed(base, text) if text else None, is_folder if kind == "folder" else is_file
    if path is None or not there(path):
        raise _missing(kind, text)
    return path


def allowed(base: Path, text: str) -> Path | None:
    """The path that a text in a project in `base` means, if it may be touched; decided from the text alone as far as it
    can be. It need not be there.
    """
    foreign = text.startswith(("~", "\\\\", "//", "file:")) or "://" in text or "\0" in text
    other = PureWindowsPath(text).drive if os.name != "nt" else PurePosixPath(text).is_absolute()
    if foreign or other:
        return None
    root = _absolute(base)
    path = _absolute(root / text)
    if _leads_into(path, (root,)):
        return path
    return path if _leads_into(path, chosen_places()) else None


def read_file(path: Path, most: int) -> bytes:
    """The bytes of a plain file of at most `most` bytes, again if a network share stumbles. Raises ReadError."""
    for _ in range(_TRIES - 1):
        try:
            return read_plain(path, most)
        except ReadError as error:
            if not isinstance(error.__cause__, OSError) or isinstance(
                error.__cause__, FileNotFoundError | PermissionError
            ):
                raise
    return read_plain(path, most)


def _leads_into(path: Path, places: tuple[Path, ...]) -> bool:
    """Whether a path lies in one of the places, by its text and, only then, for real: a link may lead out."""
    if not any(path.is_relative_to(place) for place in places):
        return False
    try:
        real = path.resolve()
        return any(real.is_relative_to(place.resolve()) for place in places)
    except (OSError, RuntimeError):  # a loop of links
        return False


def _absolute(path: Path) -> Path:
    """The path made absolute, `..` taken out of its text, without looking at the disk."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps `..`, Path.resolve looks at the disk


def _memory() -> Path:
    return settings_dir() / "data_folders.json"


def _missing(kind: str, text: str) -> DataError:
    """What is said of data that is not chosen or not there, written out as other languages need it."""
    name = _shown(text)
    match kind, bool(text):
        case "folder", True:
            return DataError(f"The data folder {name} is not here.", "Choose the folder again.")
        case "folder", False:
            return DataError("No data folder is chosen yet.", "Choose the folder.")
        case _, True:
            return DataError(f"The data file {name} is not here.", "Choose the file again.")
        case _:
            return DataError("No data file is chosen yet.", "Choose the file.")


def _shown(text: str) -> str:
    printable = "".join(letter if letter.isprintable() else "?" for letter in text)
    return f'"{printable if len(printable) <= 120 else printable[:117] + "..."}"'
