"""Keeps a laboratory for crashes: records what a save does, and makes every state a kill or power cut could leave.

A file's bytes count as kept only once it was synced; names may reach the disk in order and at any time before the
folder is synced. So a save is sound when every state holds the old file or the new, whole.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

Operation = tuple[object, ...]
State = dict[str, bytes]
LOSSES: dict[str, Callable[[bytes, bytes], bytes]] = {
    "nothing": lambda written, synced: written,
    "all since the sync": lambda written, synced: synced,
    "the length": lambda written, synced: b"",
    "the content": lambda written, synced: bytes(len(written)),
    "the second half": lambda written, synced: written[: len(written) // 2],
}


@dataclass
class Recorder:
    """What a save did in one folder: `write`, `sync`, `link`, `rename`, `unlink`, `settle`, in order."""

    folder: Path
    done: list[Operation] = field(default_factory=list)
    handles: dict[int, str] = field(default_factory=dict)

    def record(self, monkeypatch: pytest.MonkeyPatch, save: Callable[[], None]) -> list[Operation]:
        """Runs `save` with the system's calls listened to."""
        real = {name: getattr(os, name) for name in ("open", "write", "fsync", "link", "replace", "unlink", "close")}

        def opened(path, flags, *rest, **words):
            handle = real["open"](path, flags, *rest, **words)
            self.handles[handle] = os.path.basename(path) if Path(path) != self.folder else ""  # noqa: PTH119
            return handle

        def after(name: str, note: Callable[..., Operation]):
            def call(*given, **words):
                result = real[name](*given, **words)
                self.done.append(note(*given, result))
                return result

            return call

        def tail(path: object) -> str:
            return Path(str(path)).name

        monkeypatch.setattr(os, "open", opened)
        monkeypatch.setattr(
            os, "write", after("write", lambda at, data, n: ("write", self.handles[at], bytes(data[:n])))
        )
        monkeypatch.setattr(os, "fsync", after("fsync", lambda at, _: ("sync", self.handles[at])))
        monkeypatch.setattr(os, "link", after("link", lambda old, new, _: ("link", tail(old), tail(new))))
        monkeypatch.setattr(os, "replace", after("replace", lambda old, new, _: ("rename", tail(old), tail(new))))
        monkeypatch.setattr(os, "unlink", after("unlink", lambda old, _: ("unlink", tail(old))))
        try:
            save()
        finally:
            monkeypatch.undo()
        return self.done


def states(done: list[Operation], old: State) -> Iterator[tuple[bool, State]]:
    """Every state of the folder that a kill or power cut during or after `done` could leave, and whether `done` had
    ended."""
    for count in range(len(done) + 1):
        past = done[:count]
        renames = [at for at, each in enumerate(past) if each[0] in ("link", "rename", "unlink")]
        settled = max((at for at, each in enumerate(past) if each == ("sync", "")), default=-1)
        for kept in range(sum(at < settled for at in renames), len(renames) + 1):
            for loss in LOSSES.values():
                yield count == len(done), _state(past, old, set(renames[:kept]), loss)


def _state(past: list[Operation], old: State, kept: set[int], loss: Callable[[bytes, bytes], bytes]) -> State:
    content = dict(enumerate(old.values()))
    synced = dict(content)
    live = dict(zip(old, content, strict=True))  # names as the running system sees them
    disk = dict(live)
    for at, (kind, *given) in enumerate(past):
        if kind == "write":
            if given[0] not in live:
                live[given[0]] = disk[given[0]] = len(content)
                content[live[given[0]]] = synced[live[given[0]]] = b""
            content[live[given[0]]] += given[1]
        elif kind == "sync" and given[0]:
            synced[live[given[0]]] = content[live[given[0]]]
        elif kind in ("link", "rename", "unlink"):
            for names in (live, disk) if at in kept else (live,):
                _rename(names, kind, *given)
    return {
        name: content[number] if content[number] == synced[number] else loss(content[number], synced[number])
        for name, number in disk.items()
    }


def _rename(names: dict[str, int], kind: str, old: str, new: str = "") -> None:
    if old in names:
        if kind != "unlink":
            names[new] = names[old]
        if kind != "link":
            del names[old]
