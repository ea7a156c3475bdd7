"""Sound files spoilt at random, for the fuzzer. A mutant is made alone, from its seed and number.

Of four, three are projects, spoilt as JSON (kinds, ranges, keys, depth, copies, parts of other files) or as bytes; the
others are weights, lists of runs and tables. JSON is spoilt as text: a change is a splice at a place that a scan
without recursion found, so depth is letters and a copy is a repetition. No change may take a text above LONGEST letters
or fill it above MOST places: copies of copies of copies would otherwise grow without end.
"""

import json
import random
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from neurodesk.graph.text import dumps
from tests.cases.hostile_texts import GOOD, OPENED
from tests.cases.oracle import Offer

LONGEST, MOST = 2_000_000, 20_000
VALUES = (
    None, True, False, 0, 1, -1, 2**31, 2**53 + 1, 10**19, -(10**19), 0.5, -0.0, 1e-320, 1e308, 1e9, "", "3", "a",
    "a.out", "conv2d", "__class__", "../../x", "\ud800", "\u202e", "a" * 65, "a" * 100_000, "a" * (LONGEST // 2), "<b>",
    [], {}, [[]], [0, 0], [1e9, 1], {"of": 3}, ["a"] * 300, {"a": {}}, [None], {"layer": "relu"}, "9" * 400,
    float("nan"), float("-inf"),
)  # fmt: skip
ODD = (*(json.dumps(each) for each in VALUES), "1e999", "-1e-999", "9" * 400)
KEYS = tuple(json.dumps(each) for each in ("a", "b", "", "__init__", "at", "layer", "x" * 200))
TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+":?|[][{}]|[^][{},:"\s]++')


class Place(NamedTuple):
    """Where a value stands in a text of JSON, its key with the colon (none in a list), and where its entry begins."""

    key: str
    first: int
    start: int
    end: int


def places(text: str) -> list[tuple[str, int, int, int]]:
    """The place of every value of a text without spaces, inside before what holds it: the whole text comes last.

    Plain tuples, for there may be thousands.
    """
    found, opened, key, first = [], [], "", 0
    for token in TOKEN.finditer(text):
        word, start = token[0], token.start()
        if word[-1] == ":":
            key, first = word, start
            continue
        if word in ("]", "}"):
            found.append((*opened.pop(), token.end()))
        elif word in ("[", "{"):
            opened.append((key, first if key else start, start))
        else:
            found.append((key, first if key else start, start, token.end()))
        key = ""
    return found


def tight(text: str) -> str:
    """The JSON without spaces."""
    return json.dumps(json.loads(text), separators=(",", ":"))


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
        self.data: bytes = getattr(self, f"_{self.kind}")()

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
            text = self._spoilt(tight(text))
        return self._torn(text.encode()) if self.dice.random() < 0.35 else text.encode()

    def _spoilt(self, text: str) -> str:
        """The JSON, without spaces, with one place or a few of it changed."""
        for _ in range(self.dice.choice((1, 1, 1, 2, 3, 6))):
            found = places(text)[:-1]
            changed = self._changed(text, found) if found else self.dice.choice(ODD)
            text = changed if len(changed) <= LONGEST else text
            if len(found) > MOST // 10:  # one change inside a large one is enough: looking through it is what costs
                break
        return text

    def _changed(self, text: str, found: list[tuple[str, int, int, int]]) -> str:
        """The text with another entry, none or many at one of its places."""
        place = Place(*self.dice.choice(found))
        key, value = place.key, text[place.start : place.end]
        match self.dice.randrange(8):
            case 0 | 1:
                value = self.dice.choice(ODD)
            case 2:  # with the comma behind it, or before
                before, after = text[: place.first], text[place.end :]
                return before + after[1:] if after[0] == "," else before.removesuffix(",") + after
            case 3:  # a part of another file
                other = tight(self.dice.choice(seeds()))
                part = Place(*self.dice.choice(places(other)))
                value = other[part.start : part.end]
            case 4 if key:
                key = self.dice.choice((*KEYS, f'{key[:-2]}_"')) + ":"
            case 5:
                depth = self._count((3, 70, 300, 5000), MOST - len(found))
                pairs = self.dice.choices((("[", "]"), ('{"a":', "}")), k=depth)
                value = "".join(left for left, _ in pairs) + value + "".join(right for _, right in reversed(pairs))
            case 6 if value[0] in "-0123456789" and len(value) < 40:
                factor, more = self.dice.choice((-1, 10, 1000, 10**6, 0.1)), self.dice.choice((0, 1, -1))
                value = json.dumps(json.loads(value) * factor + more)
            case _:
                inside = sum(place.start <= start < place.end for _, _, start, _ in found)
                return text[: place.end] + self._more(text, place, (MOST - len(found)) // inside) + text[place.end :]
        return text[: place.first] + key + value + text[place.end :]

    def _more(self, text: str, place: Place, room: int) -> str:
        """The same entry again, many times: under the same key, which no tree can say, or each under its own."""
        entry = text[place.first : place.end]
        count = self._count((2, 30, 400, MOST), min(room, (LONGEST - len(text)) // (len(entry) + 8)))
        if not place.key or self.dice.random() < 0.2:
            return f",{entry}" * count
        name, value = place.key[:-2], text[place.start : place.end]
        return "".join(f',{name}_{at}":{value}' for at in range(count))

    def _count(self, counts: tuple[int, ...], room: int) -> int:
        """One of the counts, no more than there is room for."""
        return max(0, min(self.dice.choice(counts), room))

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
        header = self._spoilt(tight(data[8 : 8 + size].decode())).encode()
        return len(header).to_bytes(8, "little") + header + data[8 + size :]

    def _runs(self) -> bytes:
        return self._torn(sound()["runs"])

    def _table(self) -> bytes:
        rows = "".join(f"{at},{at / 7:.3f},{'ab'[at % 2]}\n" for at in range(40))
        return self._torn(f"age,width,kind\n{rows}".encode())


@cache
def sound() -> dict[str, bytes]:
    """The weights and the list of one sound run."""
    import sqlite3
    from contextlib import closing

    from tests.training.running import mlp, run

    with tempfile.TemporaryDirectory() as folder:
        run(mlp(epochs=1), Path(folder))
        with closing(sqlite3.connect(Path(folder) / "runs.sqlite")) as base:
            base.execute("UPDATE runs SET created = 1e9, seconds = 1")  # as if made in no time, at a certain one: the
            base.execute("UPDATE epochs SET seconds = 1")  # mutants of another day are the same
            base.commit()
            base.execute("VACUUM INTO ?", (f"{folder}/copy.sqlite",))
        return {"weights": (Path(folder) / "0001" / "weights.safetensors").read_bytes(),
                "runs": (Path(folder) / "copy.sqlite").read_bytes()}  # fmt: skip
