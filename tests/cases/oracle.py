"""The one oracle of all hostile cases: a child opens what is offered, and what it saw is judged here.

    passed(seen)    ends in a sentence or opens; nothing run, started, or written elsewhere; 2 s; 256 MB above idle
    refused(seen)   the same, and it is a refusal: one sentence with its cure, no traceback, fit to show

`offered` takes many cases at once, because a child costs seconds. A child that dies names the case it died of, and the
others go on in another one. What lies in the room is the same afterwards, but for doors that write.
"""

import hashlib
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

MOST_SECONDS = 2.0
MOST_MB = 256.0
ROOT = Path(__file__).resolve().parents[2]
TELLTALE = ("Traceback", "Error:", "pydantic", "input_value", "0x7f", "object at")


class Offer(NamedTuple):
    """One hostile thing at one door (of `tests.cases.doors`): a path, a text, or what else the door takes."""

    door: str
    given: Any


class Seen(NamedTuple):
    """What came of an offer. `untyped` is an error that no person could read, or how the child died."""

    name: str
    words: str
    cure: str
    untyped: str
    seconds: float
    grown: float  # MB above idle
    acts: list[str]
    touched: list[str]

    @property
    def opened(self) -> bool:
        """Whether it was taken."""
        return self.words.startswith("opened")


def offered(
    room: Path, cases: Mapping[str, Offer], warm: Iterable[Offer] = (), *, writes: bool = False, patience: float = 3.0
) -> dict[str, Seen]:
    """Offer every case in a child that stands in `room`; by name, what was seen. What lies there must be the same
    afterwards, and with `writes` what lies in `room / "outside"`. So many seconds a case are waited for the child."""
    watched = room / "outside" if writes else room
    before, found, left = tree_hash(watched), {}, dict(cases)
    while left:
        offers = [[name, *offer] for name, offer in left.items()]
        rows = _child(room, [list(offer) for offer in warm], offers, 60 + patience * len(left))
        found |= rows
        left = {name: offer for name, offer in left.items() if name not in rows}
    assert tree_hash(watched) == before
    return found


def passed(seen: Seen) -> None:
    """The promises that hold for every hostile thing, taken or not."""
    assert not seen.untyped, seen
    assert not seen.acts, seen
    assert seen.seconds <= MOST_SECONDS, seen
    assert seen.grown <= MOST_MB, seen


def refused(seen: Seen, text: str = "", *, longest: int = 500) -> None:
    """It ends in a sentence that holds `text`, fit to show, with a cure."""
    passed(seen)
    assert not seen.opened, seen
    assert text in seen.words, seen
    assert seen.cure, seen
    assert 0 < len(seen.words) < longest, seen
    assert not any(word in seen.words for word in TELLTALE), seen
    assert all(letter.isprintable() for letter in seen.words), seen


def opened(seen: Seen) -> None:
    """It is taken, and inert."""
    passed(seen)
    assert seen.opened, seen


def tree_hash(folder: Path) -> str:
    """Names, kinds and contents of all below a folder but `home`, where the program keeps its own. Follows no link."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name, found = path.relative_to(folder), path.lstat()
        if name.parts[0] == "home" or "__pycache__" in name.parts:
            continue
        total.update(f"{name!s} {stat.S_IFMT(found.st_mode)}".encode("utf-8", "surrogateescape"))
        if stat.S_ISLNK(found.st_mode):
            total.update(os.fsencode(path.readlink()))
        elif stat.S_ISREG(found.st_mode) and found.st_size <= 64 << 20:  # a sparse file of gigabytes by its size
            total.update(path.read_bytes())
        elif stat.S_ISREG(found.st_mode):
            total.update(str(found.st_size).encode())
    return total.hexdigest()


def _child(room: Path, warm: list[list[Any]], cases: list[list[Any]], patience: float) -> dict[str, Seen]:
    """Offer the cases one after the other; the one that ended the child is told as such, those behind it are not."""
    env = {
        name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH", "QT_QPA_PLATFORM") if name in os.environ
    }
    env |= {"PYTHONPATH": str(ROOT), "NEURODESK_HOME": str(room / "home"), "OMP_NUM_THREADS": "1",
            "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(room), "TMPDIR": str(room / "home")}  # fmt: skip
    (room / "home").mkdir(exist_ok=True)
    words = [sys.executable, "-P", "-m", "tests.cases.watching", str(room)]
    told = json.dumps([warm, cases])
    try:
        done = subprocess.run(
            words,
            input=told,
            capture_output=True,
            text=True,
            cwd=room,
            env=env,
            timeout=patience,
            check=False,
        )
        lines, error, code = done.stdout, done.stderr, str(done.returncode)
    except subprocess.TimeoutExpired as late:
        lines, error, code = (late.stdout or b"").decode(), (late.stderr or b"").decode(), "none: it hung"
    rows = [json.loads(line) for line in lines.splitlines() if line.endswith("}")]
    found = {row["ended"]: Seen(row["ended"], **row["seen"]) for row in rows if "ended" in row}
    begun = [row["begun"] for row in rows if "begun" in row]
    assert begun, f"the child did not begin: {error[-2000:]}"
    if begun[-1] not in found:
        return found | {begun[-1]: Seen(begun[-1], "", "", f"exit code {code}: {error[-1000:]}", 0.0, 0.0, [], [])}
    assert code == "0", error[-2000:]
    return found
