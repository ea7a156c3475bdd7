"""Keeps the one way to write a file: whoever looks, and whenever the power fails, finds the old or the new, whole."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import tempfile
import time
from pathlib import Path

from neurodesk.disk.causes import said

_CHUNK = 1 << 20  # bytes a write; one huge write may end short without an error on some systems
_PREFIX = 40  # characters of a file's name that the name of its new content begins with
_UNFINISHED = re.compile(r"\.(.*)\.\w{8}\.saving~?", re.DOTALL)  # as `tempfile` names its files
_UNDER_WAY = 60.0  # seconds in which a save may be
_CAUSES = {
    errno.ENOSPC: ("the disk is full", "Free some space, or save elsewhere."),
    errno.EDQUOT: ("your share of the disk is used up", "Free some space, or save elsewhere."),
    errno.EACCES: ("you may not write there", "Save in a folder of your own."),
    errno.EPERM: ("you may not write there", "Save in a folder of your own."),
    errno.EROFS: ("the disk can only be read", "Save on another disk."),
    errno.EFBIG: ("the disk takes no file of this size", "Save on another disk."),
    errno.EIO: ("the disk has failed", "Save on another disk."),
    errno.ENOENT: ("its folder is not there", "Save in another folder."),
    errno.ENOTDIR: ("its folder is not there", "Save in another folder."),
    errno.EISDIR: ("a folder has this name", "Save under another name."),
    errno.ENAMETOOLONG: ("its name is too long", "Save under a shorter name."),
    errno.EINVAL: ("something else than a plain file has this name", "Save under another name."),
    errno.ELOOP: ("its links lead in a circle", "Save under another name."),
}


class SaveError(OSError):
    """A file that was not written; what stood there before still does. `str(error)` says why, `cure` what to do."""

    def __init__(self, path: Path, cause: OSError) -> None:
        reason, cure = _CAUSES.get(cause.errno or 0, (said(cause), "Save elsewhere."))
        super().__init__(cause.errno, reason, str(path))
        self.cure = cure

    def __str__(self) -> str:
        return f"{Path(self.filename).name} could not be saved: {self.strerror}."


def atomic_save(path: Path | str, data: bytes | memoryview, *, backup: bool = True) -> None:
    """Puts `data` into `path` all at once: links are followed, permissions kept, the old file stays as `path~`.

    The bytes and the name are on the disk when this returns. Raises SaveError with the old file untouched.
    """
    try:
        _save(_followed(path), memoryview(data), backup)
    except OSError as error:
        raise SaveError(Path(path), error) from error


def _is_read_only(path: str) -> bool:
    """Whether the whole disk can only be read."""
    return hasattr(os, "statvfs") and bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def _save(path: str, data: memoryview, backup: bool) -> None:
    old = _stat(path)
    if old is not None and not stat.S_ISREG(old.st_mode):
        raise OSError(errno.EISDIR if stat.S_ISDIR(old.st_mode) else errno.EINVAL, "not a plain file", path)
    if old is not None and not os.access(path, os.W_OK):  # another file could take its name all the same
        code = errno.EROFS if _is_read_only(path) else errno.EACCES
        raise OSError(code, os.strerror(code), path)
    folder, name = os.path.split(path)
    handle, new = tempfile.mkstemp(prefix=f".{name[:_PREFIX]}.", suffix=".saving", dir=folder)
    try:
        try:
            _set_mode(handle, stat.S_IMODE(old.st_mode) if old else 0o666 & ~_umask())
            _write(handle, data)
        finally:
            os.close(handle)
        if backup and old:
            _back_up(path, new + "~")
        os.replace(new, path)  # noqa: PTH105 - the path is text here, resolved once
    except BaseException:  # also an interrupt must leave no half-written file; it is raised again
        with contextlib.suppress(OSError):
            os.unlink(new)  # noqa: PTH108
        raise
    settle(folder)


def _followed(path: Path | str) -> str:
    """The path without links. Raises OSError for one that cannot be followed, lest the link itself be replaced."""
    try:
        return os.path.realpath(path, strict=True)
    except FileNotFoundError:  # a new file, perhaps at the end of a link
        return os.path.realpath(path)


def _stat(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116
    except FileNotFoundError:
        return None


def _write(handle: int, data: memoryview) -> None:
    """Writes all of `data` and waits until it is on the disk; a short write or file is an error."""
    written = 0
    while written < len(data):
        count = os.write(handle, data[written : written + _CHUNK])
        if count <= 0:
            raise OSError(errno.EIO, "the disk took only a part")
        written += count
    os.fsync(handle)
    if os.fstat(handle).st_size != len(data):
        raise OSError(errno.EIO, "the disk kept only a part")


def _back_up(path: str, spare: str) -> None:
    """Gives the old file its second name `path~`; where a disk has no hard links, saving goes on without."""
    try:
        os.link(path, spare)
        os.replace(spare, path + "~")  # noqa: PTH105
    except OSError:
        pass
    with contextlib.suppress(OSError):  # it is there still after an error, and where `path~` was this very file
        os.unlink(spare)  # noqa: PTH108


def sweep(path: Path | str) -> None:
    """Deletes what saves of `path` that were killed left beside it. What is younger than a minute may be another
    program's save; what cannot be deleted stays.
    """
    with contextlib.suppress(OSError):
        folder, name = os.path.split(_followed(path))
        with os.scandir(folder) as entries:
            for entry in entries:
                left = _UNFINISHED.fullmatch(entry.name)
                ours = left is not None and left[1] == name[:_PREFIX]
                if ours and entry.stat(follow_symlinks=False).st_mtime < time.time() - _UNDER_WAY:
                    os.unlink(entry.path)  # noqa: PTH108


def settle(folder: Path | str) -> None:
    """Waits until the names in a folder are on the disk.

    A folder that cannot be waited for, as on some networks, or a disk that fails just then, is passed over: whoever
    looks finds the new file whole, so that "not saved" would be wrong; only a power cut in the next seconds could
    bring the old one back.
    """
    if hasattr(os, "O_DIRECTORY"):
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _set_mode(handle: int, mode: int) -> None:
    if hasattr(os, "fchmod"):
        os.fchmod(handle, mode)


def _umask() -> int:
    """The process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
