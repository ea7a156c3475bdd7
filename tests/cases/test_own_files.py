"""The program's own files corrupted, hostile, huge or no files at all (A8, A17-A20, A40, A42): it starts with defaults.

Settings, how windows stood, the memory of folders, unsaved work, earlier versions, the crash log: all in one child.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from tests.cases.hostile_files import FOREIGN, ODD, content, odd
from tests.cases.hostile_texts import GOOD
from tests.cases.oracle import ROOT, Offer, Seen, offered, opened, passed, refused

FILES = {
    "settings": "settings/settings.json",
    "windows": "settings/windows.json",
    "chosen_places": "settings/data_folders.json",
    "recovery": "recovery/x.recovery",
    "crash_log": "logs/crash.log",
}
LONG = "a" * 900_000
TEXTS = {
    "empty": "",
    "cut": '{"theme": "da',
    "a list": "[1]",
    "A16 deep": "[" * 100_000,
    "A17 no numbers": '[{"zoom": NaN, "x": Infinity}]',
    "A17 too large": '{"interface_scale": 1e999, "recent": [1e999]}',
    "A18 twice": '{"theme": "dark", "theme": "url(file:///dev/zero)"}',
    "A19 5000 digits": '{"interface_scale": ' + "9" * 5000 + "}",
    "A19 other kinds": '{"theme": 5, "recent": "x", "geometry": [], "keys": {"a": 1}, "used": {}}',
    "A20 broken letters": '{"recent": ["\\ud800"], "tour": "\\udfff"}',
    "A7 claims": '{"trusted": true, "plugins": ["evil.py"], "engine": "os.system", "__class__": "x"}',
    "A40 a style": '{"theme": "QWidget { background: url(file:///etc/passwd) }", "language": "../../x"}',
    "A42 of a newer version": '{"version": 99, "theme": {"name": "dark"}, "windows": {}}',
    "many": json.dumps({"recent": [f"/tmp/{at}" for at in range(30_000)]}),
    "unsaved work that is none": json.dumps({"path": "/etc/passwd", "time": 1.0, "text": "[" * 100_000}),
    "unsaved work at no time": '{"path": null, "time": NaN, "text": ""}',
    "unsaved work of lists": json.dumps({"path": None, "time": 1.0, "text": GOOD, "more": 1})[:-1] + ', "x": ['
    + "[]," * 9_000_000 + "0]}",
    "50 MB": "[" + "0," * (25 << 20) + "0]",
}  # fmt: skip
VERSIONS = {
    "no database": None,
    "a view without end": ("CREATE VIEW version AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                           " SELECT i AS number, '' AS file, 0 AS time, '' AS text FROM n"),
    "other columns": "CREATE TABLE version (x)",
}  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """What came of every file: each case is a home of its own, moved into place by the child."""
    room = tmp_path_factory.mktemp("own")
    (room / "outside").mkdir()
    cases: dict[str, Offer] = {}

    def put(name: str, door: str, data: bytes | None, kind: str = "") -> None:
        home = room / f"home-{len(cases)}"
        file = home / FILES[door]
        file.parent.mkdir(parents=True)
        file.write_bytes(data) if data is not None else odd(file, kind)
        cases[f"{door}: {name}"] = Offer("at_home", [str(home), door])

    for door in FILES:
        for name, text in TEXTS.items():
            put(name, door, text.encode("utf-8", "surrogatepass"))
        for kind in ODD:
            put(kind, door, None, kind)
        for name in ("A1 a pickle", "A11 a zip bomb", "A15 a program in front"):
            put(name, door, content(name))
    for name, statement in VERSIONS.items():
        home = room / f"home-{len(cases)}"
        (home / "versions").mkdir(parents=True)
        file = home / "versions" / "versions.sqlite"
        if statement is None:
            file.write_bytes(FOREIGN["A1 a pickle"]())
        else:
            with closing(sqlite3.connect(file)) as base, base:
                base.execute(statement)
        cases[f"version: {name}"] = Offer("at_home", [str(home), "version"])
    home = room / f"home-{len(cases)}"
    (home / "versions").mkdir(parents=True)
    with closing(sqlite3.connect(home / "versions" / "versions.sqlite")) as base, base:
        base.execute("CREATE TABLE version (number INTEGER PRIMARY KEY, file TEXT, time REAL, text BLOB)")
        base.execute(
            "INSERT INTO version VALUES (1, ?, 0, ?)", (str(room / "a.neurodesk"), zlib.compress(bytes(1 << 30)))
        )
    cases["version: A11 a bomb"] = Offer("at_home", [str(home), "version"])
    (room / "good.neurodesk").write_text(GOOD)
    warm = [Offer("at_home", [str(room / "warm"), door]) for door in (*FILES, "version")]
    warm += [Offer("project", str(room / "good.neurodesk"))]
    found = offered(room, cases, warm, writes=True)
    shutil.rmtree(room, ignore_errors=True)
    return found


@pytest.mark.parametrize("name", [*TEXTS, *ODD, "A1 a pickle", "A11 a zip bomb", "A15 a program in front"])
@pytest.mark.parametrize("door", [door for door in FILES if door != "recovery"])
def test_a40_whatever_lies_there_the_program_starts_with_defaults(report: dict[str, Seen], door: str, name: str):
    seen = report[f"{door}: {name}"]
    opened(seen)
    if name not in ("many", "A18 twice"):
        assert seen.words in ("opened", "opened []", "opened 0", "opened ['recent', 'tour']"), seen


@pytest.mark.parametrize("name", [*TEXTS, *ODD, "A1 a pickle", "A11 a zip bomb", "A15 a program in front"])
def test_a8_unsaved_work_that_is_none_is_passed_over_or_refused(report: dict[str, Seen], name: str):
    passed(report[f"recovery: {name}"])


@pytest.mark.parametrize("name", [*VERSIONS, "A11 a bomb"])
def test_earlier_versions_that_are_none_are_refused(report: dict[str, Seen], name: str):
    refused(report[f"version: {name}"])


def test_a40_nothing_is_imported_from_where_the_program_is_started(tmp_path: Path):
    """Not from the current folder, nor from that of a document."""
    for name in ("torch", "json", "PySide6", "numpy", "neurodesk_plugin", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text("open('TOUCHED', 'w').close()\nraise SystemExit('TOUCHED')")
    (tmp_path / "a.neurodesk").write_text(GOOD)
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {
        "NEURODESK_HOME": str(tmp_path / "h")
    }
    program = Path(sys.executable).with_name("neurodesk")
    start = [program] if program.exists() else [sys.executable, "-P", "-m", "neurodesk"]
    env |= {} if program.exists() else {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*start, "check", "a.neurodesk"], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert "TOUCHED" not in done.stdout + done.stderr
    assert not (tmp_path / "TOUCHED").exists()
    assert "Traceback" not in done.stderr
