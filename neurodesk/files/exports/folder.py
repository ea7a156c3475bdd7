"""Keeps how an export comes into its folder: all of its files or none, and none that an earlier export has left."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from neurodesk.disk.atomic import SaveError, atomic_save, settle
from neurodesk.disk.reading import is_file, is_folder, is_there, read_plain
from neurodesk.files.exports.spec import ONNX, PROGRAM, REPORT, SOURCE, WEIGHTS
from neurodesk.graph.errors import ExportError

WRITTEN = (
    SOURCE,
    WEIGHTS,
    ONNX,
    PROGRAM,
)  # what exports write beside the report; a report never has any other file removed
_LARGEST = 1 << 24  # bytes of a report that is read
_staged: dict[Path, bool] = {}  # folders with a room of this process, and whether they were made for it


@contextlib.contextmanager
def staged(out: Path) -> Iterator[Path]:
    """A room inside `out`, on the same disk, for files until all are written and compared; gone afterwards.

    A folder made for an export that failed is taken away again. Raises SaveError when there can be no such folder.
    """
    try:
        fresh = not is_there(out)
        out.mkdir(parents=True, exist_ok=True)
        room = tempfile.TemporaryDirectory(prefix=_rooms(os.getpid()), dir=out, ignore_cleanup_errors=True)
    except OSError as error:
        raise SaveError(out, error) from error
    except ValueError as error:  # a NUL in the name
        raise ExportError("No folder can have this name.", "Write another name.") from error
    _staged[out] = fresh
    try:
        with room as stage:
            yield Path(stage)
    finally:
        del _staged[out]
        if fresh:
            with contextlib.suppress(OSError):  # it holds the export
                out.rmdir()


def abandon() -> None:
    """Clear the rooms of this process away, which is about to be ended in the middle of an export."""
    for out, fresh in list(_staged.items()):
        clear_away(out, os.getpid(), fresh=fresh)


def clear_away(out: Path, process: int, *, fresh: bool) -> None:
    """Remove the rooms in `out` of a process that was ended, and `out` itself if it was made for them and is empty.
    Where one may not look, and where no folder can be, there are none.
    """
    with contextlib.suppress(OSError, ValueError):
        for room in out.glob(f"{_rooms(process)}*"):
            shutil.rmtree(room, ignore_errors=True)
        if fresh:
            out.rmdir()  # unless it holds the export, or was never made


def _rooms(process: int) -> str:
    """How the names of a process's rooms begin."""
    return f".export-{process}-"


def fill(stage: Path, contents: Mapping[str, bytes], out: Path) -> list[Path]:
    """Write files by name into the room of `out`. Raises ExportError when they do not all come onto the disk."""
    try:
        for name, data in contents.items():
            atomic_save(stage / name, data, backup=False)
    except SaveError as error:
        kept = f"The files of this half-done export were removed; what was in {out.name} before is as it was."
        raise ExportError(f"{error} {kept}", error.cure) from error
    return [stage / name for name in contents]


def place(stage: Path, names: Iterable[str], out: Path) -> None:
    """Move files from the room into `out`, in the place of what an earlier export wrote there; a person's own stay as
    `network.py~`. Raises SaveError.

    The report goes first and comes last, so that it never describes other files than lie beside it.
    """
    names = [*names, REPORT]
    try:
        for name in names:
            if is_folder(out / name):
                raise IsADirectoryError(errno.EISDIR, "a folder has this name", str(out / name))
        gone = left_over(out, names)
        for name in own(out, stage, names):
            os.replace(out / name, out / f"{name}~")  # noqa: PTH105
        for name in (REPORT, *gone):
            (out / name).unlink(missing_ok=True)
        for name in names:
            os.replace(stage / name, out / name)  # noqa: PTH105 - one word for files that are there and that are not
    except OSError as error:
        raise SaveError(Path(error.filename or out), error) from error
    settle(out)


def left_over(out: Path, names: Iterable[str]) -> list[str]:
    """What an earlier export wrote into `out` by its report, and the new one, which writes `names`, does not.

    A file that was changed since is a person's own and is not among them, nor is any name no export writes.
    """
    old = _written(out) or {}
    return [name for name in WRITTEN if name in old and name not in names and _digest(out / name) == old[name]]


def own(out: Path, stage: Path, names: Iterable[str]) -> list[str]:
    """A person's own files in `out` by the `names` that lie in the room: no export wrote them, or they were changed
    since, and they are not what comes in their place.
    """
    old = _written(out)
    known = {} if old is None else {**old, REPORT: _digest(out / REPORT)}
    there = [name for name in dict.fromkeys((*names, REPORT)) if os.path.lexists(out / name)]
    digests = {name: _digest(out / name) for name in there}
    return [name for name in there if digests[name] not in (known.get(name, ""), _digest(stage / name))]


def _written(out: Path) -> dict[str, str] | None:
    """The digests of the files that an earlier export wrote into `out`, by its report; None where no report lies."""
    try:
        listed = json.loads(read_plain(out / REPORT, _LARGEST))["files"]
        return {row["name"]: row["sha256"] for row in listed}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _digest(path: Path) -> str:
    if path.is_symlink() or not is_file(path):
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
