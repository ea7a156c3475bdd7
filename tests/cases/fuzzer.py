"""The fuzzer: sound files spoilt at random, from a seed, each opened and worked with by the oracle's child.

    python -m tests.cases.fuzzer --count 100000 --seed 1 --keep found

Of four mutants three are projects, spoilt as trees (kinds, ranges, keys, depth, parts of other files) or as text; the
others are weights, lists of runs and tables. A mutant that breaks a promise is kept as a file and named by its number.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from neurodesk.graph.text import dumps
from tests.cases.hostile_texts import GOOD, OPENED
from tests.cases.oracle import Offer, Seen, offered, passed

BATCH = 400  # mutants of one child
sys.setrecursionlimit(10_000)  # of this process, which nests trees deeper than the child may read
ODD = (
    None, True, False, 0, 1, -1, 2**31, 2**53 + 1, 10**19, -(10**19), 0.5, -0.0, 1e-320, 1e308, 1e9, "", "3", "a",
    "a.out", "conv2d", "__class__", "../../x", "\ud800", "\u202e", "a" * 65, "a" * 100_000, "<b>", [], {}, [[]], [0, 0],
    [1e9, 1], {"of": 3}, ["a"] * 300, {"a": {}}, [None], {"layer": "relu"}, "9" * 400,
)  # fmt: skip


@cache
def seeds() -> tuple[str, ...]:
    """The sound projects that mutants are made of: every family of layers, blocks, frames, dots, mutes and pins."""
    from tests.engine.documents import EVERY, with_block

    whole = [dumps(make()) for make in EVERY.values()] + [dumps(with_block(2))]
    return (*whole, GOOD, OPENED["A22 cycle"], OPENED["A33 a path elsewhere"], _marked())


def _marked() -> str:
    node = {"layer": "relu", "inputs": {"x": "a.out"}, "bends": {"x": [[1, 2], [3, 4]]}, "muted": True, "pinned": True}
    frame = {"text": "a", "at": [0, 0], "size": [200, 100], "colour": 1}
    network = {"nodes": {"a": {"layer": "input", "at": [0, 0]}, "b": node}, "frames": {"f": frame}}
    return json.dumps({"neurodesk": 2, "networks": {"network": network}, "notes": "Zwölf"})


class Mutant:
    """One spoilt file: its kind, its bytes. The same number and seed give the same one for ever."""

    def __init__(self, seed: int, number: int) -> None:
        self.dice = random.Random(f"{seed} {number}")
        self.name = f"{seed}-{number}"
        self.kind = self.dice.choices(("project", "weights", "runs", "table"), (75, 8, 8, 9))[0]
        self.data = getattr(self, f"_{self.kind}")()

    def offer(self, room: Path) -> Offer:
        """Write it into a room; the door it is offered at."""
        folder = room / self.name
        folder.mkdir()
        name, door = {"project": ("a.neurodesk", "worked_with"), "weights": ("a.safetensors", "weights"),
                      "runs": ("runs.sqlite", "listed"), "table": ("t.csv", "data")}[self.kind]  # fmt: skip
        (folder / name).write_bytes(self.data)
        given = {"runs": str(folder), "table": ["csv", {"file": name}, str(folder)]}
        return Offer(door, given.get(self.kind, str(folder / name)))

    def _project(self) -> bytes:
        text = self.dice.choice(seeds())
        if self.dice.random() < 0.75:
            tree = json.loads(text)
            for _ in range(self.dice.choice((1, 1, 1, 2, 3, 6))):
                tree = self._spoilt(tree)
            text = json.dumps(tree)
            if self.dice.random() < 0.1:  # a key twice, which no tree can say
                at = self.dice.choice([at for at, letter in enumerate(text) if letter == "{"] or [0])
                text = text[: at + 1] + '"layer": "elu", ' + text[at + 1 :]
        return self._torn(text.encode()) if self.dice.random() < 0.35 else text.encode()

    def _spoilt(self, tree: Any) -> Any:
        """The tree with one place of it changed."""
        places = list(_places(tree))
        if not places:
            return deepcopy(self.dice.choice(ODD))
        holder, key = self.dice.choice(places)
        match self.dice.randrange(8):
            case 0 | 1:
                holder[key] = deepcopy(self.dice.choice(ODD))
            case 2:
                del holder[key]
            case 3:  # a part of another file
                others = list(_places(json.loads(self.dice.choice(seeds()))))
                other, at = self.dice.choice(others)
                holder[key] = other[at]
            case 4 if isinstance(holder, dict):
                holder[self.dice.choice(("a", "b", "", "__init__", "at", "layer", "x" * 200, str(key) + "_"))] = (
                    holder.pop(key)
                )
            case 5:
                for _ in range(self.dice.choice((3, 70, 300))):
                    holder[key] = [holder[key]] if self.dice.random() < 0.5 else {"a": holder[key]}
            case 6 if isinstance(holder[key], (int, float)):
                holder[key] = holder[key] * self.dice.choice((-1, 10, 1000, 10**6, 0.1)) + self.dice.choice((0, 1, -1))
            case _:
                self._more(holder, key)
        return tree

    def _more(self, holder: Any, key: Any) -> None:
        """The same again, many times."""
        count = self.dice.choice((2, 30, 400))
        if isinstance(holder, dict):
            holder |= {f"{key}_{at}": deepcopy(holder[key]) for at in range(count)}
        else:
            holder.extend(deepcopy([holder[key]] * count))

    def _torn(self, data: bytes) -> bytes:
        """The bytes cut, flipped, doubled or grown in places."""
        torn = bytearray(data)
        for _ in range(self.dice.choice((1, 1, 2, 5, 20))):
            at = self.dice.randrange(len(torn) + 1)
            match self.dice.randrange(5):
                case 0:
                    del torn[at:]
                case 1 if at < len(torn):
                    torn[at] ^= 1 << self.dice.randrange(8)
                case 2:
                    torn[at:at] = self.dice.choice(
                        (b"[", b"}", b'"', b"\0", b"\xff", b",", b"1e999", b"NaN", b"\\ud800")
                    )
                case 3:
                    torn[at:at] = torn[at : at + self.dice.randrange(1, 200)]
                case _:
                    del torn[at : at + self.dice.randrange(1, 50)]
        return bytes(torn)

    def _weights(self) -> bytes:
        data = sound()["weights"]
        if self.dice.random() < 0.5:
            return self._torn(data)
        size = int.from_bytes(data[:8], "little")
        header = json.dumps(self._spoilt(json.loads(data[8 : 8 + size]))).encode()
        return len(header).to_bytes(8, "little") + header + data[8 + size :]

    def _runs(self) -> bytes:
        return self._torn(sound()["runs"])

    def _table(self) -> bytes:
        rows = "".join(f"{at},{at / 7:.3f},{'ab'[at % 2]}\n" for at in range(40))
        return self._torn(f"age,width,kind\n{rows}".encode())


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a tree: what holds it, and its key or position there."""
    left = [tree]
    while left:
        holder = left.pop()
        inside = holder.items() if isinstance(holder, dict) else enumerate(holder) if isinstance(holder, list) else ()
        for key, value in inside:
            yield holder, key
            left.append(value)


@cache
def sound() -> dict[str, bytes]:
    """The weights and the list of one sound run."""
    import sqlite3
    from contextlib import closing

    from tests.training.running import mlp, run

    with tempfile.TemporaryDirectory() as folder:
        run(mlp(epochs=1), Path(folder))
        with closing(sqlite3.connect(Path(folder) / "runs.sqlite")) as base:
            base.execute("PRAGMA journal_mode = DELETE")
        return {"weights": (Path(folder) / "0001" / "weights.safetensors").read_bytes(),
                "runs": (Path(folder) / "runs.sqlite").read_bytes()}  # fmt: skip


def fuzz(room: Path, seed: int, count: int, keep: Path | None = None, first: int = 0) -> list[tuple[str, Seen]]:
    """Open `count` mutants from number `first`; those that broke a promise, with what was seen, and kept in `keep`."""
    broken = []
    for start in range(first, first + count, BATCH):
        place = room / str(start)
        place.mkdir()
        mutants = [Mutant(seed, number) for number in range(start, min(start + BATCH, first + count))]
        (place / "good").mkdir()
        (place / "good" / "a.neurodesk").write_text(GOOD)
        (place / "good" / "runs.sqlite").write_bytes(sound()["runs"])
        (place / "good" / "t.csv").write_text("a,b\n" + "1,x\n2,y\n" * 20)
        (place / "good" / "a.safetensors").write_bytes(sound()["weights"])
        good = str(place / "good")
        warm = [Offer("worked_with", f"{good}/a.neurodesk"), Offer("weights", f"{good}/a.safetensors"),
                Offer("listed", good), Offer("data", ["csv", {"file": "t.csv"}, good])]  # fmt: skip
        (place / "outside").mkdir()
        seen = offered(place, {mutant.name: mutant.offer(place) for mutant in mutants}, warm, writes=True)
        for mutant in mutants:
            try:
                passed(seen[mutant.name])
            except AssertionError:
                broken.append((mutant.name, seen[mutant.name]))
                if keep is not None:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{mutant.name}.{mutant.kind}").write_bytes(mutant.data)
        shutil.rmtree(place)
    return broken


def main() -> None:
    """Fuzz, tell what broke, and leave with 1 where anything did."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--count", type=int, default=20_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--keep", type=Path, default=Path("fuzzed"))
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        broken = fuzz(Path(folder), told.seed, told.count, told.keep, told.first)
    for name, seen in broken:
        print(f"{name}: {seen.untyped or ''} {seen.seconds:.2f} s {seen.grown:.0f} MB {seen.acts} {seen.words[:200]}")
    print(f"{told.count} mutants of seed {told.seed}: {len(broken)} broke a promise")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
