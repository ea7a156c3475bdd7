"""Keeps one writer per document: a lock file beside it, held by the system, so that a crash lets it go."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
from pathlib import Path

_LONGEST = 255  # bytes of a name on most disks


class Lock:
    """The right to write a document, shared by no two programs. Nobody waits: `acquire` answers at once."""

    def __init__(self, path: Path | str) -> None:
        path = Path(os.path.realpath(path))  # two links to one document share its lock; links may loop
        self.path = path.with_name(_name(path.name))
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """Whether it was taken."""
        return self._handle is not None

    def acquire(self) -> bool:
        """Takes the lock; False when another holds it. In a folder that cannot be written nobody needs one: True."""
        while self._handle is None:
            try:
                handle = _opened(self.path)
            except OSError:
                return not os.path.lexists(self.path)
            if not stat.S_ISREG(os.fstat(handle).st_mode) or not _take(handle):
                os.close(handle)
                return False
            if _still_there(handle, self.path):
                self._handle = handle
            else:  # the last holder removed it just before we took it
                os.close(handle)
        return True

    def follow(self, folder: Path) -> bool:
        """Whether its file moved along into `folder`, as when the folder it lay in was renamed: the very file that it
        holds, under the same name. From then on it lies there.
        """
        there = Path(os.path.realpath(folder)) / self.path.name
        if self._handle is None or there == self.path or not _still_there(self._handle, there):
            return False
        self.path = there
        return True

    def release(self) -> None:
        """Lets the lock go and removes its file; does nothing when it is not held."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        if os.name == "posix":
            with contextlib.suppress(OSError):
                self.path.unlink()
        os.close(handle)
        if os.name != "posix":  # an open file cannot be removed there; if another took it meanwhile, it stays
            with contextlib.suppress(OSError):
                self.path.unlink()


def _name(name: str) -> str:
    """How the lock of a document is called, also of one whose name leaves no room for more."""
    whole = f".{name}.lock"
    fits = len(os.fsencode(whole)) <= _LONGEST
    return whole if fits else f".{hashlib.sha256(os.fsencode(name)).hexdigest()}.lock"


def _opened(path: Path) -> int:
    """The lock file, made when missing; only to be read where another person's program left it. Raises OSError."""
    try:
        return os.open(path, _FLAGS, 0o644)
    except PermissionError:
        return os.open(path, os.O_RDONLY | _CAREFUL)


def is_held(path: Path) -> bool:
    """Whether another program holds the lock of a document. Nothing is made or removed; what cannot be looked into is
    held by nobody.
    """
    try:
        handle = os.open(Lock(path).path, os.O_RDONLY | _CAREFUL)
    except OSError:
        return False
    try:
        return stat.S_ISREG(os.fstat(handle).st_mode) and not _take(handle)
    finally:
        os.close(handle)


_CAREFUL = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_FLAGS = os.O_RDWR | os.O_CREAT | _CAREFUL

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a disk without locks: better to write unguarded than not at all
            return True
        return True


def _still_there(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat(follow_symlinks=False))
    except OSError:
        return False
