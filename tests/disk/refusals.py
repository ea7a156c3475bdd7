"""Keeps a disk that refuses: each system call of a save fails once, by strace, from outside of the program.

strace counts the calls of each process for itself. So every kind of call is told to fail at one and the same number,
and a child whose third `write` shall fail first makes as many that come to nothing as bring it there.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from tests.disk.crashlab import END
from tests.disk.watching import Call, Writer, calls, watched

ACT = b"@act"
SPARE = 20  # calls that the process in which the children are born may make
NOBODY = 1 << 20  # no handle
WASTED: dict[str, Callable[[], object]] = {  # each makes one call, which fails
    "openat": lambda: os.open("", os.O_RDONLY),
    "newfstatat": lambda: os.stat(""),  # noqa: PTH116
    "readlink": lambda: os.readlink(""),  # noqa: PTH115
    "write": lambda: os.write(NOBODY, b""),
    "pwrite64": lambda: os.pwrite(NOBODY, b"", 0),
    "pread64": lambda: os.pread(NOBODY, 1, 0),
    "ftruncate": lambda: os.ftruncate(NOBODY, 0),
    "fsync": lambda: os.fsync(NOBODY),
    "fdatasync": lambda: os.fdatasync(NOBODY),
    "fchmod": lambda: os.fchmod(NOBODY, 0),
    "fchown": lambda: os.fchown(NOBODY, 0, 0),
    "close": lambda: os.close(NOBODY),
    "link": lambda: os.link("", ""),
    "rename": lambda: os.rename("", ""),  # noqa: PTH104
    "unlink": lambda: os.unlink(""),  # noqa: PTH108
    "mkdir": lambda: os.mkdir(""),  # noqa: PTH102
}


def waste(call: str, times: int) -> None:
    """Make one kind of call so many times in vain."""
    for _ in range(times):
        with suppress(OSError):
            WASTED[call]()


class Made(NamedTuple):
    """How often a kind of call is made before a save, and by it."""

    before: int
    within: int


def counted(writer: Writer, log: Path, name: str) -> dict[str, Made]:
    """Which calls a way makes that a disk may refuse."""
    writer.ask(name=name, call="")
    with watched(writer, log, "-e", f"trace={','.join(WASTED)}"):
        writer.ask(name=name, call="write", times=0)
    found = list(calls(log))
    start = next(at for at, call in enumerate(found) if call.texts == (ACT,))
    end = next(at for at, call in enumerate(found) if call.texts == (END,)) - 1  # the mark was opened before
    own = [call.process == found[start].process for call in found]
    before = Counter(call.name for at, call in enumerate(found[: start + 2]) if own[at])  # and the mark was closed
    within = Counter(call.name for at, call in enumerate(found) if own[at] and start + 2 <= at < end)
    return {call: Made(before[call], within[call]) for call in within}


def refusing(
    writer: Writer, log: Path, name: str, made: dict[str, Made], how: str, kinds: Sequence[str]
) -> Iterator[tuple[str, int, Any]]:
    """Each call of these kinds that a way makes fails once, as strace says it: ("write", 1, what the way said)."""
    most = SPARE + max(each.before + each.within for each in made.values())
    options = [word for kind in kinds for word in ("-e", f"inject={kind}:{how}:when={most}")]
    asked: list[tuple[str, int]] = []
    with watched(writer, log, "-e", f"trace={','.join(WASTED)}", *options):
        for kind in kinds:
            for number in range(1, made[kind].within + 1):
                asked.append((kind, number))
                yield kind, number, writer.ask(name=name, call=kind, times=most - made[kind].before - number)
    hit = [call.name for call in _within(log) if call.injected]
    assert hit == [kind for kind, _ in asked], "the calls were others than those counted"


def _within(log: Path) -> Iterator[Call]:
    """The calls of saves."""
    process = 0
    for call in calls(log):
        if call.texts in ((ACT,), (END,)):
            process = call.process if call.texts == (ACT,) else 0
        elif call.process == process:
            yield call
