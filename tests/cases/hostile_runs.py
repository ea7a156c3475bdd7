"""Run folders made to harm (A1-A4, A9-A21, A27-A30, A41, A42): each a copy of a sound one with something done to it."""

import json
import shutil
import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from neurodesk.graph.model import Document, chosen
from tests.cases.hostile_files import ODD, odd, safetensors
from tests.cases.hostile_texts import GOOD
from tests.cases.kills import change_notes
from tests.engine import documents

THREE = ("linear", {"units": 3})
LIST, WEIGHTS, STATE = "runs.sqlite", "weights.safetensors", "state.safetensors"
Spoil = Callable[[Path], object]


def sql(*statements: str, version: int | None = None) -> Spoil:
    """The list of runs after these statements; what our own columns refuse, a table without them takes."""

    def spoil(folder: Path) -> None:
        with closing(sqlite3.connect(folder / LIST)) as base, base:
            base.execute("PRAGMA foreign_keys = OFF")
            for statement in statements:
                base.execute(statement)
            if version is not None:
                base.execute(f"PRAGMA user_version = {version}")

    return spoil


def put(column: str, value: object) -> Spoil:
    """A value in a column of run 1."""

    def spoil(folder: Path) -> None:
        with closing(sqlite3.connect(folder / LIST)) as base, base:
            base.execute(f"UPDATE runs SET {column} = ?", (value,))  # noqa: S608  our own words

    return spoil


def written(name: str, data: Callable[[], bytes]) -> Spoil:
    """A file of the folder with other bytes."""
    return lambda folder: (folder / name).write_bytes(data())


def linked(name: str, target: str) -> Spoil:
    """A link in the place of a file or folder of it; `outside` lies beside the run folders."""

    def spoil(folder: Path) -> None:
        place = folder / name
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        place.unlink(missing_ok=True)
        place.symlink_to(folder.parent / "outside" / target)

    return spoil


def oddly(name: str, kind: str) -> Spoil:
    """What is no plain file in the place of one."""

    def spoil(folder: Path) -> None:
        (folder / name).unlink()
        odd(folder / name, kind)

    return spoil


def noted(**values: object) -> Spoil:
    """Other counters and circumstances in the state."""
    return lambda folder: change_notes(folder, **values)


def changed(name: str, change: Callable[[dict[str, Any]], object]) -> Spoil:
    """Other tensors in a file of run 1."""

    def spoil(folder: Path) -> None:
        from safetensors.torch import load_file, save_file

        from neurodesk.training.checkpoint import read_header

        path = folder / "0001" / name
        notes, tensors = read_header(path, 10**6).notes, load_file(path)
        change(tensors)
        save_file(tensors, path, notes)

    return spoil


def numbers(*shape: int, value: float = 0.0) -> Any:
    """A tensor that holds one number everywhere."""
    import torch

    return torch.full(shape, value)


def retyped(columns: str) -> tuple[str, ...]:
    """The list with a table `runs` of other columns."""
    return "DROP TABLE runs", f"CREATE TABLE runs ({columns})"


def many(most: int, into: str) -> Spoil:
    """The list with so many rows more."""
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {most})"  # noqa: S608  ours
    return sql(f"{numbers} INSERT INTO {into} FROM n")


NAMES = "run INTEGER PRIMARY KEY, name, state, created, document_json, seed, versions"
LISTS: dict[str, Spoil] = {
    "no tables": sql("DROP TABLE epochs"),
    "a trigger": sql("CREATE TRIGGER t AFTER UPDATE ON runs BEGIN DELETE FROM runs; END"),
    "a view for a table": sql("DROP TABLE runs", "CREATE VIEW runs AS SELECT 1 AS run"),
    "a view without end": sql(
        "DROP TABLE epochs",
        "CREATE VIEW epochs AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS run FROM n",
    ),
    "a computed column": sql("ALTER TABLE runs ADD COLUMN x AS (hex(zeroblob(100000000)))"),
    "a check": sql(*retyped(f"{NAMES}, CHECK (length(hex(zeroblob(100000000))) > 0)")),
    "a virtual table": sql("CREATE VIRTUAL TABLE more USING fts5(x)"),
    "a table more": sql("CREATE TABLE more (x)"),
    "an index with an expression": sql("CREATE INDEX i ON runs (length(name))"),
    "numbers of runs that are paths": sql(*retyped("run TEXT PRIMARY KEY, name TEXT, state TEXT")),
    "A15 a name that is no text": sql(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET name = CAST(x'65c42070' AS TEXT), sql = 'CREATE TABLX' WHERE name = 'epochs'",
    ),
    "A42 a newer version": sql(version=99),
    "A42 no version": sql(version=0),
    "A42 a version below zero": sql(version=-1),
}
"""Lists that are refused as lists."""

VALUES: dict[str, Spoil] = {
    "a number of a run below zero": sql("UPDATE runs SET run = -5"),
    "a number of a run past all others": sql("UPDATE runs SET run = 4611686018427387904"),
    "A17 nothing for numbers": put("seconds", float("inf")),
    "A17 a day that is none": put("created", 1e300),
    "A19 a word for a number": put("epochs", "many"),
    "A19 a blob for a name": put("name", b"\xff\xfe"),
    "A19 more than there are": put("step", 2**62),
    "A20 a name of a megabyte": put("name", "a" * 2**20),
    "A20 a name turned round": put("name", "\u202egnp.exe\u200b"),
    "A30 a name that is markup": put("name", "<img src=file:///dev/zero><b>bold"),
    "A16 deep metrics": put("metrics", "[" * 100_000),
    "A21 metrics of 20 MB": put("metrics", json.dumps({f"m{at}": 0 for at in range(2_000_000)})),
    "A17 metrics without number": put("metrics", '{"loss": NaN, "accuracy": "<b>bold", "r2": [1]}'),
    "A21 tags of 8 MB": put("tags", json.dumps(["a"] * 2_000_000)),
    "A30 a note of markup": put("note", "<a href=file:///etc/passwd>x</a>" * 1000),
    "A21 a note of 50 MB": put("note", "a" * 50_000_000),
    "A14 300,000 runs": many(
        300_000,
        "runs (run, name, state, created, document_json, seed, versions) SELECT i, 'x', 'failed', 0, '', 0, '{}'",
    ),
    "A14 a million epochs": many(1_000_000, "epochs SELECT 1, i + 9, i, 0.1, 0, '{}', '{}'"),
    "A14 500,000 pieces of losses": many(500_000, "samples SELECT 1, i + 10000, x'00000000'"),
    "A11 losses of 50 MB": sql("UPDATE samples SET losses = zeroblob(50000000)"),
    "A19 losses that are a number": sql("UPDATE samples SET losses = 50000000000"),
    "A17 losses without number": sql("UPDATE samples SET losses = x'0000c07f0000807f'"),
}
"""Lists that are read, whatever stands in them."""

DRAWINGS: dict[str, Spoil] = {
    "A16 a deep drawing": put("document_json", "[" * 100_000),
    "A21 a drawing of 17 MB": put("document_json", GOOD[:-1] + " " * (17 << 20) + "}"),
    "A21 a drawing of many lists": put("document_json", "[" + "[]," * 3_000_000 + "0]"),
    "A19 a drawing that is a number": put("document_json", 5),
    "A20 a drawing with a broken letter": put("document_json", GOOD.replace('"a"', '"a\\ud800"')),
    "A5 a drawing that names Python": put("document_json", GOOD.replace("relu", "os.system")),
    "A6 a drawing with code": put(
        "document_json", GOOD.replace('"relu"', '"lambda_code", "values": {"code": "import os; os.abort()"}')
    ),
    "A24 a drawing of 4 TB": put(
        "document_json", GOOD.replace('"relu"', '"linear", "values": {"units": 1000000000000}')
    ),
    "A31 a drawing with code in a name": put(
        "document_json", GOOD.replace('"a"', '"a\\") or __import__(\\"os\\").system(\\"touch TOUCHED\\") or (\\""')
    ),
    "A33 a drawing with data elsewhere": put(
        "document_json", GOOD[:-1] + ', "data": {"source": "csv", "values": {"file": "/etc/hosts.csv"}}}'
    ),
    "A42 a drawing of a newer format": put("document_json", GOOD.replace('"neurodesk": 1', '"neurodesk": 9')),
}
"""Runs that are listed, and refused when their network is wanted."""

ONE = {"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}
TENSORS: dict[str, Callable[[], bytes]] = {
    "A27 a header of 2^63": lambda: struct.pack("<Q", 2**63) + b"{}",
    "A27 a header past the end": lambda: struct.pack("<Q", 99) + b"{}",
    "A27 tensors over each other": lambda: safetensors(ONE | {"b": ONE["a"]}, bytes(4)),
    "A27 a hole": lambda: safetensors({"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}, bytes(8)),
    "A27 a shape past all numbers": lambda: safetensors(
        {"a": {"dtype": "F32", "shape": [2**40, 2**40], "data_offsets": [0, 4]}}, bytes(4)
    ),
    "A27 a shape below zero": lambda: safetensors(
        {"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}, bytes(4)
    ),
    "A27 a mismatch": lambda: safetensors({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}, bytes(4)),
    "A27 bytes behind": lambda: safetensors(ONE, bytes(9)),
    "A28 a name twice": lambda: safetensors(
        b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
        bytes(4),
    ),
    "A28 a name that leads out": lambda: safetensors({"../../TOUCHED": ONE["a"]}, bytes(4)),
    "A28 an offset of 2^62": lambda: safetensors({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 2**62]}}),
    "A28 an offset of false": lambda: safetensors(
        {"a": {"dtype": "F32", "shape": [1], "data_offsets": [False, 4]}}, bytes(4)
    ),
    "A28 other tensors": lambda: safetensors(ONE, bytes(4)),
    "A28 50 MB of another network": lambda: safetensors(
        {"a": {"dtype": "U8", "shape": [50_000_000], "data_offsets": [0, 50_000_000]}}, bytes(50_000_000)
    ),
    "A29 a header of 59 MB": lambda: safetensors(b"[" + b"0," * (29 << 20) + b"0]"),
    "A29 a header of 4 MB of lists": lambda: safetensors(b"[" + b"[]," * 1_300_000 + b"0]"),
    "A29 a million tensors": lambda: safetensors(
        b"{" + b",".join(b'"%d":0' % at for at in range(350_000)) + b',"b":{}}', bytes(4)
    ),
    "A16 a deep header": lambda: safetensors(b"[" * 100_000),
    "a dtype nobody knows": lambda: safetensors({"a": {"dtype": "P8", "shape": [1], "data_offsets": [0, 1]}}, bytes(1)),
    "empty": lambda: b"",
}
"""Files of weights or of a state that are refused."""

STATES: dict[str, Spoil] = {
    "A41 a step of 10^18": noted(step=10**18),
    "A41 a step below zero": noted(step=-1),
    "A41 a step between two epochs": noted(step=7),
    "A41 a rate without number": noted(scale=float("nan")),
    "A41 a rate below zero": noted(scale=-1.0),
    "A41 an epoch that is a word": noted(epoch="3"),
    "A41 no random state of Python": noted(python=[]),
    "A41 a random number of Python's below zero": noted(python=[3, [-1] * 625, None]),
    "A41 no random state of numpy": noted(numpy=[]),
    "A41 a place beyond numpy's random numbers": noted(numpy=[100_000, 0, 0.0]),
    "A41 a place in numpy's random numbers of 2^63": noted(numpy=[2**63, 0, 0.0]),
    "A41 a first loss that is a list": noted(first_loss=[]),
    "A41 epochs waited that are a word": noted(waited="1"),
    "A41 best metrics that are a number": noted(best_metrics=1),
    "A41 examples seen below zero": noted(running={"seen": -1, "loss": 0.0, "confusion": [0] * 9, "sums": []}),
    "A41 sums of 2^63": noted(running={"seen": 0, "loss": 0.0, "confusion": [2**63] * 9, "sums": []}),
    "A41 a moment is missing": changed(STATE, lambda held: held.pop("optimizer.linear_1.weight/exp_avg")),
    "A41 a moment without number": changed(
        STATE, lambda held: held.update({"optimizer.linear_1.bias/exp_avg": numbers(8, value=float("nan"))})
    ),
    "A41 another random state": changed(STATE, lambda held: held.update({"random.torch": numbers(5).byte()})),
    "A41 a random state of 100 000": changed(STATE, lambda held: held.update({"random.cuda:0": numbers(100_000)})),
    "A41 a tensor more": changed(STATE, lambda held: held.update({"more": numbers(1)})),
    "A41 of another network": changed(STATE, lambda held: held.update({"model.linear_1.weight": numbers(9, 3)})),
}
"""Snapshots that do not fit their run."""


def sparse(path: Path) -> None:
    """A file that says it holds 60 GB of weights, and does, without taking room on the disk."""
    count = 60 << 30
    start = safetensors({"a": {"dtype": "U8", "shape": [count], "data_offsets": [0, count]}})
    with path.open("wb") as file:
        file.write(start)
        file.truncate(len(start) + count)


PLACES: dict[str, Spoil] = {
    **{f"A10 the list is a {kind}": oddly(LIST, kind) for kind in ODD if kind != "link to nothing"},
    "A10 the list is a link out": linked(LIST, "other.sqlite"),
    "A10 a log beside the list is a link out": linked(f"{LIST}-wal", "words.txt"),
}
"""Lists that are no files: refused, and nothing is written where they lead."""

LINKS: dict[str, Spoil] = {
    "A10 the folder of the run is a link out": linked("0001", "run"),
    "A10 the state is a link out": linked(f"0001/{STATE}", "words.txt"),
    "A10 the weights are a link out": linked(f"0001/{WEIGHTS}", "words.txt"),
    "A10 the lock is a link out": linked("0001/run", "new"),
}
"""Runs that are not gone on with: what is written would go elsewhere."""

FITS = ("A24 10^12 epochs",)  # which go on until Stop
TOO_LARGE: dict[str, Callable[[], Document]] = {
    "A24 a layer of 4 TB": lambda: documents.document(chosen("iris"), *[("linear", {"units": 10**6})] * 2, THREE),
    "A24 layers of 40 GB": lambda: documents.document(chosen("iris"), *[("linear", {"units": 100_000})] * 2, THREE),
    "A24 a layer of 10^12": lambda: documents.document(chosen("iris"), ("linear", {"units": 10**12}), THREE),
    "A24 a kernel of 10^6": lambda: documents.document(
        chosen("digits"), ("conv2d", {"filters": 4, "kernel": 10**6}), "flatten", ("linear", {"units": 10})
    ),
    "A24 a picture of 10^8 a side": lambda: documents.document(
        chosen("digits"), *[("upsample", {"scale": 64})] * 4, "flatten", ("linear", {"units": 10})
    ),
    "A24 a block 10^6 times": lambda: documents.with_block(10**6),
    "A24 a batch of 10^9": lambda: documents.document(chosen("iris"), THREE, batch=10**9),
    "A24 10^12 epochs": lambda: documents.document(chosen("iris"), THREE, epochs=10**12),
}
"""Networks that no computer holds, and numbers that are only unusual; trained for four epochs at most."""
