"""Keeps the way a folder is copied or moved: it is there under its new name whole or not at all, and under one name."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import tempfile
from pathlib import Path

from neurodesk.disk.atomic import SaveError, settle

_COMING, _GONE = ".coming", ".neurodesk-gone"  # how the names of what is copied yet, and removed yet, end
_PIECE = 1 << 20  # bytes
_OF_PROCESSES = ("-shm", ".lock")  # SQLite's shared memory and locks: they belong to who holds them, not to the folder


def copy_folder(source: Path, target: Path) -> None:
    """Copies plain files and folders; links, pipes and devices stay behind. All is on the disk when this returns.

    Raises SaveError with nothing at `target`, also when something stands there already.
    """
    try:
        if os.path.lexists(target):
            raise OSError(errno.EEXIST, "something of this name is there already", str(target))
        target.parent.mkdir(parents=True, exist_ok=True)
        room = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}.", suffix=_COMING, dir=target.parent))
        try:
            _fill(room, source)
            room.chmod(source.stat().st_mode & 0o777)
            os.rename(room, target)  # noqa: PTH104 - the words of the system, as in the tests
        except BaseException:  # also an interrupt must leave no half of a copy; it is raised again
            shutil.rmtree(room, ignore_errors=True)
            raise
        settle(target.parent)
    except OSError as error:
        raise SaveError(target, error) from error


def move_folder(source: Path, target: Path) -> None:
    """Gives a folder another name, on another disk too. Raises SaveError with the folder where it was.

    A crash leaves it under the old name or the new, never under both: what is still to be removed is called otherwise,
    and the next move from the same place removes it.
    """
    try:
        for gone in source.parent.glob(f".*{_GONE}"):
            shutil.rmtree(gone, ignore_errors=True)
        if os.path.lexists(target):
            raise OSError(errno.EEXIST, "something of this name is there already", str(target))
        target.parent.mkdir(parents=True, exist_ok=True)
        os.rename(source, target)  # noqa: PTH104
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise SaveError(target, error) from error
        _move_far(source, target)
    else:
        settle(target.parent)
        settle(source.parent)


def _move_far(source: Path, target: Path) -> None:
    """As `move_folder`, to another disk. The copy comes first: rather two for a moment than none."""
    copy_folder(source, target)
    gone = source.with_name(f".{source.name}{_GONE}")
    try:
        os.rename(source, gone)  # noqa: PTH104
    except OSError as error:
        with contextlib.suppress(OSError):
            shutil.rmtree(target)
        raise SaveError(target, error) from error
    settle(source.parent)
    shutil.rmtree(gone, ignore_errors=True)


def _fill(room: Path, source: Path) -> None:
    """Copies what lies in `source` into `room`, and waits until it is on the disk."""
    for path in source.iterdir():
        kind = path.lstat().st_mode
        if stat.S_ISDIR(kind):
            (room / path.name).mkdir()
            _fill(room / path.name, path)
        elif stat.S_ISREG(kind) and not path.name.endswith(_OF_PROCESSES):
            _copy(path, room / path.name)
    settle(room)


def _copy(file: Path, there: Path) -> None:
    with file.open("rb") as old, there.open("xb") as new:
        while piece := old.read(_PIECE):
            new.write(piece)
        new.flush()
        os.fsync(new.fileno())
    shutil.copystat(file, there)
