"""Keeps a laboratory for crashes: from what the system was asked it makes every state that a kill or a power cut could
leave of a folder.

A file's bytes count as kept only once they were synced: of what was written since, all, the end, the beginning or half
of the last piece may be lost, of one file or of all. Names reach the disk in order, as file systems with a journal
write them (ext4, XFS, Btrfs, APFS, NTFS): at any time, but those of a folder before it was synced. So a save is sound
when every state holds the old or the new, whole, and the new once the save has said that it is done.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.disk.watching import Call, Writer, calls, watched

TRACED = (
    "openat", "open", "creat", "close", "lseek", "write", "pwrite64", "ftruncate", "fsync", "fdatasync",
    "link", "linkat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir",
)  # fmt: skip
STRANGE = (  # other ways to write; where one of them touches the folder, the laboratory must learn it first
    "openat2", "writev", "pwritev", "pwritev2", "sendfile", "copy_file_range", "splice", "fallocate", "truncate", "dup",
    "dup2", "dup3", "symlink", "symlinkat", "sync_file_range", "mknod", "mknodat", "mmap",
)  # fmt: skip
BEGIN, SAID, END = b"@begin ", b"@said", b"@end"  # what a writer writes anywhere outside the folder
UNSEEN = "-shm"  # SQLite's shared memory, written through a mapping; whoever opens the database first makes it anew

State = dict[str, bytes | None]  # None for a folder
Step = tuple[object, ...]
Piece = tuple[int, bytes]  # what is written at an offset; cut there where it is b""


class Recorded(NamedTuple):
    """What was done in a folder: what it held, and the steps."""

    before: State
    steps: list[Step]


def mark(words: bytes) -> None:
    """Inside a writer: a mark in the log."""
    handle = os.open(os.devnull, os.O_WRONLY)
    os.write(handle, words)
    os.close(handle)


def begin(name: str, folder: Path) -> None:
    """Inside a writer: what is done next is recorded under a name."""
    shutil.copytree(folder, _before(folder))
    mark(BEGIN + name.encode())


def content(folder: Path) -> State:
    """What a folder holds."""
    found: State = {}
    for path in sorted(folder.rglob("*")):
        if not path.name.endswith(UNSEEN):
            found[str(path.relative_to(folder))] = path.read_bytes() if path.is_file() else None
    return found


def lay_out(state: State, folder: Path) -> None:
    """Make a folder hold a state."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in state.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if data is None:
            path.mkdir(exist_ok=True)
        else:
            path.write_bytes(data)


def record(module: str, home: Path, names: Iterable[str], *words: str) -> dict[str, Recorded]:
    """What a writer made of `module` does for each name in the folder of that name."""
    log = home / "calls"
    with Writer(module, str(home), *words) as writer, watched(writer, log, "-e", f"trace={','.join(TRACED + STRANGE)}"):
        for name in names:
            writer.ask(name=name)
    return _recorded(log, home)


def _recorded(log: Path, home: Path) -> dict[str, Recorded]:
    found: dict[str, Recorded] = {}
    listener: Listener | None = None
    opened: dict[int, bytes] = {}  # by writers, before anything is recorded
    for call in calls(log):
        words = call.texts[0] if call.name == "write" and call.texts else b""
        if words.startswith(BEGIN):
            name = words.removeprefix(BEGIN).decode()
            folder = home / name
            listener = Listener(os.fsencode(folder), content(_before(folder)))
            listener.take(opened)
            found[name] = Recorded(listener.before, listener.steps)
        elif words == END:
            listener = None
        elif listener is not None and words == SAID:
            listener.steps.append(("said",))
        elif listener is not None and not call.refused:
            listener.hear(call)
        elif call.name == "openat" and "O_RDWR" in call.given:
            opened[call.result] = call.texts[0]
        elif call.name == "close":
            opened.pop(int(call.given), None)
    return found


def _before(folder: Path) -> Path:
    return folder.with_name(folder.name + ".before")


@dataclass
class Listener:
    """Turns calls into steps: `make`, `write`, `sync`, `link`, `rename`, `unlink`, `mkdir`, `rmdir`, `settle`."""

    folder: bytes
    before: State
    steps: list[Step] = field(default_factory=list)
    handles: dict[int, tuple[str, int]] = field(default_factory=dict)  # name of a folder and 0, or "" and the file
    names: dict[str, int] = field(default_factory=dict)
    at: dict[int, int] = field(default_factory=dict)  # where a handle writes next

    def __post_init__(self) -> None:
        self.names = {name: number for number, name in enumerate(self.before, 1)}
        self.files = len(self.before)
        self.folders = {"", *(name for name, data in self.before.items() if data is None)}

    def take(self, opened: Mapping[int, bytes]) -> None:
        """Take over the files that stand open."""
        for handle, path in opened.items():
            name = self._inside(path)
            if name in self.names:
                self.handles[handle] = ("", self.names[name])

    def hear(self, call: Call) -> None:
        """Take one call that succeeded."""
        kind = call.name.removesuffix("at2").removesuffix("at").removesuffix("64")
        first = int(call.given.split(",")[0]) if call.given[:1].isdigit() else -1
        if kind in ("open", "creat"):
            self._open(call)
        elif kind == "close":
            self.handles.pop(first, None)
        elif kind in ("link", "rename", "unlink", "mkdir", "rmdir", "symlink"):
            self._name(kind, call)
        elif first in self.handles:
            self._handle(kind, first, call)
        else:
            assert not self._is_strange(call), f"not known to the laboratory: {call}"

    def _open(self, call: Call) -> None:
        name = self._paths(call)[0]
        if name is None or call.texts[0].endswith(UNSEEN.encode()):
            self.handles.pop(call.result, None)
        elif name in self.folders:
            self.handles[call.result] = (name, 0)
        elif "O_WRONLY" in call.given or "O_RDWR" in call.given or call.name == "creat":
            assert "O_TMPFILE" not in call.given, call
            if name not in self.names:
                self.files += 1
                self.names[name] = self.files
                self.steps.append(("make", self.files, name))
            number = self.names[name]
            if "O_TRUNC" in call.given:
                self.steps.append(("write", number, 0, b""))
            self.handles[call.result] = ("", number)
            self.at[call.result] = self._size(number) if "O_APPEND" in call.given else 0

    def _size(self, number: int) -> int:
        before = {self.names[name]: data for name, data in self.before.items() if name in self.names}
        data = bytearray(before.get(number) or b"")
        for step in self.steps:
            if step[0] == "write" and step[1] == number:
                _put(data, step[2], step[3])  # type: ignore[arg-type]
        return len(data)

    def _handle(self, kind: str, handle: int, call: Call) -> None:
        name, number = self.handles[handle]
        if kind in ("fsync", "fdatasync"):
            self.steps.append(("sync", number) if number else ("settle", name))
        elif kind == "write":
            self.steps.append(("write", number, self.at[handle], call.texts[0][: call.result]))
            self.at[handle] += call.result
        elif kind == "pwrite":
            self.steps.append(("write", number, int(call.given.rsplit(",", 1)[1]), call.texts[0][: call.result]))
        elif kind == "ftruncate":
            size, had = int(call.given.rsplit(",", 1)[1]), self._size(number)
            self.steps.append(
                ("write", number, size, b"") if size <= had else ("write", number, had, bytes(size - had))
            )
        elif kind == "lseek":
            self.at[handle] = call.result
        else:
            raise AssertionError(f"not known to the laboratory: {call}")

    def _name(self, kind: str, call: Call) -> None:
        if "AT_REMOVEDIR" in call.given:
            kind = "rmdir"
        names = self._paths(call)
        if all(name is None for name in names) or (names[0] or "").endswith(UNSEEN):
            return
        assert kind != "symlink", call
        assert "RENAME_" not in call.given, call
        old, new = names[0], names[-1]
        assert old is not None, call
        assert new is not None, call
        self.steps.append((kind, *names))
        if kind == "mkdir":
            self.folders.add(old)
        _rename(self.names, kind, old, new)
        if kind == "rename" and old in self.folders:
            self.folders = {_moved(name, old, new) for name in self.folders}

    def _is_strange(self, call: Call) -> bool:
        """Whether a call could write into the folder in a way that is not heard: by mapping, from file to file."""
        if call.name in ("mmap", "copy_file_range", "splice"):
            written = call.given.split(",")[4 if call.name == "mmap" else 2].strip()
            private = call.name == "mmap" and not ("MAP_SHARED" in call.given and "PROT_WRITE" in call.given)
            return not private and written.isdigit() and int(written) in self.handles
        return any(name is not None for name in self._paths(call))

    def _paths(self, call: Call) -> list[str | None]:
        """The names, from the folder, of the paths in a call; None for one elsewhere."""
        found: list[str | None] = []
        places = [word.strip() for word in call.given.split(",")]
        texts = iter(call.texts)
        for at, word in enumerate(places):
            if word == "TEXT":
                path, beside = next(texts), places[at - 1] if at else ""
                if not path.startswith(b"/") and beside.isdigit() and int(beside) in self.handles:
                    path = b"/".join((self.folder, os.fsencode(self.handles[int(beside)][0]), path)).replace(
                        b"//", b"/"
                    )
                found.append(self._inside(path))
        return found

    def _inside(self, path: bytes) -> str | None:
        if path != self.folder and not path.startswith(self.folder + b"/"):
            return None
        return os.fsdecode(path[len(self.folder) + 1 :])


@contextmanager
def room(usual: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a state takes a millisecond there, syncs included."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield usual
        return
    with tempfile.TemporaryDirectory(prefix="neurodesk-", dir=memory) as made:
        yield Path(made)


# ---------------------------------------------------------------- the states


def kept(pieces: list[Piece], length: int) -> Iterator[list[Piece]]:
    """What of the pieces written since the last sync, when the file had `length` bytes, a power cut may leave."""
    yield []
    yield pieces[:-1]
    yield pieces[1:]
    offset, last = pieces[-1]
    yield [*pieces[:-1], (offset, last[: len(last) // 2])] if last else pieces[:-1]
    yield [(max(offset, length), bytes(max(0, offset + len(data) - max(offset, length)))) for offset, data in pieces]


LOSSES = 5


def states(done: Recorded) -> Iterator[tuple[bool, State]]:
    """Every state that a kill or power cut during or after `done` could leave, and whether it had said to be done."""
    for count in range(len(done.steps) + 1):
        past = done.steps[:count]
        said = ("said",) in past
        naming = [
            at for at, step in enumerate(past) if step[0] in ("make", "link", "rename", "unlink", "mkdir", "rmdir")
        ]
        first = 1 + max((at for at in naming if _settled(past, at)), default=-1)
        files = _Files(done.before, past)
        for until in [at for at in naming if at >= first] + [count]:
            disk = _names(done.before, past[:until])
            for lost in files.lost():
                yield said, {name: files.bytes(number, lost) if number else None for name, number in disk.items()}


def _settled(past: list[Step], at: int) -> bool:
    """Whether a folder that a step names something in was synced after it."""
    folders = {name.rpartition("/")[0] for name in past[at][1:] if isinstance(name, str)}
    return any(step[0] == "settle" and step[1] in folders for step in past[at:])


class _Files:
    """The files by number, whatever they are called: what was synced, and what was written since."""

    def __init__(self, before: State, past: Iterable[Step]) -> None:
        self.synced = {number: data or b"" for number, data in enumerate(before.values(), 1)}
        self.since: dict[int, list[Piece]] = {}
        for kind, *given in past:
            if kind == "make":
                self.synced.setdefault(given[0], b"")  # type: ignore[call-overload]
            elif kind == "write":
                self.since.setdefault(given[0], []).append((given[1], given[2]))  # type: ignore[arg-type]
            elif kind == "sync" and given[0] in self.since:
                self.synced[given[0]] = self.bytes(given[0], {})  # type: ignore[index, arg-type]
                del self.since[given[0]]  # type: ignore[arg-type]

    def lost(self) -> Iterator[dict[int, int]]:
        """Which loss each file suffers: none, all of them the same, each of them alone."""
        yield {}
        for loss in range(LOSSES):
            if self.since:
                yield dict.fromkeys(self.since, loss)
            if len(self.since) > 1:
                yield from ({number: loss} for number in self.since)

    def bytes(self, number: int, lost: dict[int, int]) -> bytes:
        """What a file holds after these losses."""
        data = bytearray(self.synced[number])
        pieces = self.since.get(number, [])
        if pieces and number in lost:
            pieces = list(kept(pieces, len(data)))[lost[number]]
        for offset, piece in pieces:
            _put(data, offset, piece)
        return bytes(data)


def _put(data: bytearray, offset: int, piece: bytes) -> None:
    if not piece:
        del data[offset:]
        return
    data.extend(bytes(max(0, offset - len(data))))
    data[offset : offset + len(piece)] = piece


def _names(before: State, past: Iterable[Step]) -> dict[str, int]:
    """The file that each name stands for; 0 for a folder."""
    names = {name: 0 if data is None else number for number, (name, data) in enumerate(before.items(), 1)}
    for kind, *given in past:
        if kind == "make":
            names[str(given[1])] = given[0]  # type: ignore[assignment]
        elif kind == "mkdir":
            names[str(given[0])] = 0
        elif kind in ("link", "rename", "unlink", "rmdir"):
            _rename(names, str(kind), str(given[0]), str(given[-1]))
    return names


def _rename(names: dict[str, int], kind: str, old: str, new: str) -> None:
    if old not in names or (kind == "rename" and names.get(new, -1) == names[old] != 0):
        return  # two names of one file: the system lets both stand
    if kind == "link":
        names[new] = names[old]
    elif kind in ("unlink", "rmdir"):
        del names[old]
    elif kind == "rename":
        moved = {
            _moved(name, old, new): number
            for name, number in names.items()
            if name == old or name.startswith(f"{old}/")
        }
        for name in [name for name in names if name == old or name.startswith(f"{old}/")]:
            del names[name]
        names.update(moved)


def _moved(name: str, old: str, new: str) -> str:
    return new + name[len(old) :] if name == old or name.startswith(f"{old}/") else name
