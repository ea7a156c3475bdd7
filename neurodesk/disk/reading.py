"""Keeps careful reading: plain files only, never more than a limit, and no waiting on pipes or devices."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from neurodesk.disk.causes import said

_PIECE = 1 << 20  # bytes


class ReadError(OSError):
    """A file that cannot be read; `str(error)` says why in words for a person, `cure` what to do."""

    def __init__(self, reason: str, cure: str = "") -> None:
        super().__init__(reason)
        self.cure = cure

    def __str__(self) -> str:
        return str(self.args[0])


def is_there(path: Path | str) -> bool:
    """Whether something has this name. No answer of the disk is an error, as those of `Path.exists` are: where one may
    not look, and under a name that no disk takes, nothing is.
    """
    return os.path.exists(path)  # noqa: PTH110


def is_file(path: Path | str) -> bool:
    """Whether a plain file has this name; no answer of the disk is an error."""
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: Path | str) -> bool:
    """Whether a folder has this name; no answer of the disk is an error."""
    return os.path.isdir(path)  # noqa: PTH112


def can_be_told(text: str) -> bool:
    """Whether a text may be shown and may name a file: Qt ends the program over half a letter, no disk takes a NUL."""
    try:
        return "\0" not in text and text.encode() is not None
    except UnicodeEncodeError:
        return False


def read_plain(path: Path, most: int) -> bytes:
    """The bytes of a plain file of at most `most` bytes. Raises ReadError for anything else."""
    data, _ = read_start(path, most + 1)
    if len(data) > most:
        raise ReadError(f"it is larger than {most / 2**20:,.0f} MB", "Choose another file.")
    return data


def read_start(path: Path, most: int) -> tuple[bytes, int]:
    """The first `most` bytes of a plain file, and how many it has. Raises ReadError for anything else."""
    return _read(path, most, end=False)


def read_end(path: Path, most: int) -> bytes:
    """The last `most` bytes of a plain file. Raises ReadError for anything else."""
    return _read(path, most, end=True)[0]


def _read(path: Path, most: int, *, end: bool) -> tuple[bytes, int]:
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
    try:
        _check_plain(path.stat())  # before opening: opening a device can already do something
        handle = os.open(path, flags)
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(handle)
            _check_plain(found)
            if end:
                file.seek(max(0, found.st_size - most))
            return b"".join(_pieces(file, most)), found.st_size
    except ReadError:
        raise
    except (OSError, ValueError) as error:
        raise ReadError(*_words(error)) from error


def _pieces(file: BinaryIO, most: int) -> Iterator[bytes]:
    """At most `most` bytes; in pieces, because one large read makes room for all it may bring."""
    while most > 0 and (piece := file.read(min(most, _PIECE))):
        yield piece
        most -= len(piece)


def _check_plain(found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise ReadError("it is a folder, not a file", "Choose a file inside it.")
    if not stat.S_ISREG(found.st_mode):
        raise ReadError("it is a pipe or a device, not a file", "Choose an ordinary file.")


def _words(error: OSError | ValueError) -> tuple[str, str]:
    match error:
        case FileNotFoundError():
            return "there is no such file", "Check its name, or choose another file."
        case PermissionError():
            return "it may not be read by you", "Ask its owner for permission, or choose another file."
        case ValueError():
            return "its name holds a character that no file name has", "Choose another file."
        case OSError(errno=errno.ENAMETOOLONG):
            return "its name is too long", "Give it a shorter name, or choose another file."
        case _:
            return f"it could not be read: {said(error)}", "Check the disk, then try again."
