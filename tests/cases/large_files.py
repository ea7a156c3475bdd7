"""Files of 50 MB for every door, each made here."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import numpy as np
from PIL import Image

from tests.cases.hostile_files import safetensors
from tests.cases.hostile_runs import STATE, WEIGHTS, many, put, sql
from tests.cases.hostile_texts import GOOD
from tests.cases.oracle import Offer

SIZE = 50_000_000
SIDE = 5000  # of a picture of 25 megapixels
WIDE = 4096  # columns, the most there may be
Make = Callable[[Path], Offer]  # makes what is offered, in a folder of its own


def lines(head: str, row: Callable[[int], str]) -> bytes:
    """A table of 50 MB, or of as many rows as are read."""
    out, size = [head], 0
    for at in range(999_990):
        out.append(row(at))
        size += len(out[-1]) + 1
        if size > SIZE:
            break
    return "\n".join(out).encode()


def wide(cell: Callable[[int], str]) -> bytes:
    """A table of as many columns as are read, whose cells go round."""
    cells = [cell(at) for at in range(9000 + WIDE)]
    return lines(",".join(f"c{at}" for at in range(WIDE)), lambda row: ",".join(cells[row * 7 % 9000 :][:WIDE]))


def table(made: Callable[[], bytes]) -> Make:
    """A table, described and made ready."""

    def make(folder: Path) -> Offer:
        (folder / "t.csv").write_bytes(made())
        return Offer("data", ["csv", {"file": "t.csv"}, str(folder)])

    return make


def picture(mode: str, kind: str, **how: object) -> Make:
    """A picture of 25 megapixels among small ones; a picture of 16 bits has the numbers for it."""

    def make(folder: Path) -> Offer:
        row = np.arange(SIDE) % 251
        grey = np.tile(row * 200 if mode.startswith("I") else row, (SIDE, 1))
        if mode in ("I;16", "I", "F"):
            image = Image.fromarray(grey.astype({"I;16": np.uint16, "I": np.int32, "F": np.float32}[mode]))
        else:
            bands = [Image.fromarray(grey.astype(np.uint8))] * len(Image.new(mode, (1, 1)).getbands())
            image = Image.merge(mode, bands)
        for name in ("cats", "dogs"):
            (folder / "pics" / name).mkdir(parents=True)
            for at in range(20):
                Image.new("L", (9, 9), at).save(folder / "pics" / name / f"{at}.png")
        image.save(folder / "pics" / "cats" / "large.png", kind, **how)
        return Offer("data", ["image_folder", {"folder": "pics", "size": 64, "colour": "rgb"}, str(folder)])

    return make


def text(door: str, written: Callable[[], str]) -> Make:
    """A file of text."""

    def make(folder: Path) -> Offer:
        (folder / "a.neurodesk").write_text(written())
        return Offer(door, str(folder / "a.neurodesk"))

    return make


def own(door: str, name: str, data: Callable[[], bytes]) -> Make:
    """A file of the program's own."""

    def make(folder: Path) -> Offer:
        (folder / name).parent.mkdir()
        (folder / name).write_bytes(data())
        return Offer("at_home", [str(folder), door])

    return make


def kept(rows: Callable[[], Iterable[tuple[int, bytes]]]) -> Make:
    """Earlier versions of `a.neurodesk` in the folder in which all of them lie: (time, what was kept)."""

    def make(folder: Path) -> Offer:
        (folder / "versions").mkdir()
        file = str(folder.parent / "a.neurodesk")
        with closing(sqlite3.connect(folder / "versions" / "versions.sqlite")) as base, base:
            base.execute(
                "CREATE TABLE version (number INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT, time REAL, text BLOB)"
            )
            base.executemany(
                "INSERT INTO version (file, time, text) VALUES (?, ?, ?)", ((file, *row) for row in rows())
            )
        return Offer("at_home", [str(folder), "version"])

    return make


def runs(door: str, *spoils: Callable[[Path], object]) -> Make:
    """A copy of the sound run that lies beside, with something done to it."""

    def make(folder: Path) -> Offer:
        shutil.copytree(folder.parent / "sound", folder, dirs_exist_ok=True)
        for spoil in spoils:
            spoil(folder)
        return Offer(door, str(folder))

    return make


def tensors(count: int) -> bytes:
    """Weights of another network, of 50 MB in so many tensors."""
    each = SIZE // count // 4 * 4
    told = {f"w{at}": {"dtype": "F32", "shape": [each // 4], "data_offsets": [at * each, (at + 1) * each]}
            for at in range(count)}  # fmt: skip
    return safetensors(told, bytes(count * each))


def file(name: str, data: Callable[[], bytes]) -> Callable[[Path], object]:
    """Other bytes in a file of run 1."""
    return lambda folder: (folder / "0001" / name).write_bytes(data())


def noise(size: int = SIZE) -> bytes:
    """Bytes that nothing packs."""
    return random.Random(1).randbytes(size)


LETTERS = "a" * SIZE
RUN = "runs (run, name, state, created, document_json, seed, versions)"
CASES: dict[str, Make] = {
    "project: blanks": text("project", lambda: GOOD + " " * SIZE),
    "fragment: blanks": text("fragment", lambda: GOOD + " " * SIZE),
    "drawing: numbers": text("drawing", lambda: "[" + "0," * (SIZE // 2) + "0]"),
    "table: ragged": table(lambda: b"a,b,y\n" + b"1,2,3\n" * 100 + (b"," * 999_999 + b"\n") * 50),
    "table: an open quote": table(lambda: b'a,y\n1,"x\n' + b"2,y\n" * (SIZE // 4)),
    "table: long cells": table(lambda: lines("a,y", lambda at: "x" * 100_000 + f"{at},{at % 2}")),
    "pictures: RGBA": picture("RGBA", "PNG", compress_level=1),
    "recovery: letters": own("recovery", "recovery/x.recovery", lambda: json.dumps({"text": LETTERS}).encode()),
    "versions: noise": kept(lambda: [(1, noise())]),
    "versions: 400 000": kept(lambda: ((at, bytes(9)) for at in range(400_000))),
    "weights: one tensor": runs("evaluate", file(WEIGHTS, lambda: tensors(1))),
    "state: 4000 tensors": runs("resume", file(STATE, lambda: tensors(4000))),
    "runs: a note": runs("listed", put("note", LETTERS)),
    "runs: a drawing": runs("listed", put("document_json", LETTERS)),
    "runs: losses": runs("listed", sql("UPDATE samples SET losses = zeroblob(50000000)")),
    "project: numbers": text("project", lambda: "[" + "0," * (SIZE // 2) + "0]"),
    "pasted: blanks": text("pasted", lambda: GOOD + " " * SIZE),
    "pasted: numbers": text("pasted", lambda: "[" + "0," * (SIZE // 2) + "0]"),
    "pasted: lists": text("pasted", lambda: "[" + "[]," * (SIZE // 3) + "0]"),
    "table: numbers": table(
        lambda: lines("a,b,c,d,e,f,y", lambda at: f"{at % 997}.5,{at % 13},7,{at},1,{at % 5}.25,{at % 3}")
    ),
    "table: two columns": table(lambda: lines("a,y", lambda at: f"{at % 9},{at % 2}")),
    "table: 4096 columns": table(lambda: wide(lambda at: str(10 + at % 90))),
    "table: 4096 columns of digits": table(lambda: wide(lambda at: str(at % 10))),
    "table: 4096 columns, all different": table(lambda: wide(lambda at: str(at))),
    "table: 4096 columns of words": table(lambda: wide(lambda at: f"w{at % 40}")),
    "table: 4096 columns of letters of 4 bytes": table(lambda: wide(lambda at: f"\U0001f600w{at % 900}")),
    "table: missing numbers": table(
        lambda: lines("a,b,c,d,e,f,y", lambda at: f"{at % 997}.5,,7,NA,1,{at % 5}.25,{at % 3}")
    ),
    "table: no targets": table(lambda: b"a,y\n" + b"1,1\n2,0\n" * 50 + b"1,\n" * 999_000),
    "table: categories": table(
        lambda: lines("a,b,c,d,y", lambda at: f"w{at % 50},v{at % 49},u{at % 48},t{at % 47},{at % 3}")
    ),
    **{f"pictures: {mode} as {kind}": picture(mode, kind, **how) for mode, kind, how in (
        ("RGB", "PNG", {"compress_level": 1}), ("LA", "PNG", {"compress_level": 1}), ("I;16", "PNG", {}),
        ("F", "TIFF", {}), ("I", "TIFF", {}), ("CMYK", "TIFF", {}), ("CMYK", "JPEG", {}), ("L", "GIF", {}),
        ("RGB", "JPEG", {"progressive": True, "quality": 100, "subsampling": 0}),
        ("RGBA", "WEBP", {"lossless": True, "quality": 0, "method": 0}))},
    "runs: 1 200 000": runs("listed", many(1_200_000, f"{RUN} SELECT i, 'x', 'failed', 0, '', 0, '{{}}'")),
    "runs: 2 000 000 epochs": runs("listed", many(2_000_000, "epochs SELECT 1, i + 9, i, 0.1, 0, '{}', '{}'")),
    "runs: a name": runs("listed", put("name", LETTERS)),
    "runs: tags": runs("listed", put("tags", json.dumps(["a"] * (SIZE // 5)))),
    "runs: metrics": runs("listed", put("metrics", json.dumps({f"m{at}": 0 for at in range(SIZE // 13)}))),
    "runs: versions": runs("listed", put("versions", json.dumps({"torch": LETTERS}))),
    "runs: losses in pieces": runs("listed", many(900_000, "samples SELECT 1, i + 10000, zeroblob(40)")),
    "runs: a drawing, evaluated": runs("evaluate", put("document_json", LETTERS)),
    "runs: a drawing, gone on with": runs("resume", put("document_json", GOOD + " " * SIZE)),
}  # fmt: skip
