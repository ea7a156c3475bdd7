"""Keeps the hostile project files (A5, A7, A8, A10, A16-A24, A42) and the same as pasted text (A39).

All are opened one after the other in one child process, whose every act an audit hook sees: none may run code, start
a process, open a socket or write; each ends in a sentence within 2 s, all together within 256 MB.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from neurodesk.files.project import dumps, loads, loads_fragment, open_project
from neurodesk.graph.arrange import arrange
from neurodesk.graph.errors import BadFile
from neurodesk.graph.order import find_cycle, order

MOST_SECONDS = 2.0
MOST_BYTES = 256 * 2**20

CHILD = """
import json, sys, time
from neurodesk.files.project import loads_fragment, open_project
from neurodesk.graph.errors import BadFile

def peak():  # not ru_maxrss: that begins with what the parent had
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) * 1024

def attempt(path):
    try:
        if path.endswith(".pasted"):
            loads_fragment(open(path, encoding="utf-8").read())
        else:
            open_project(path)
    except BadFile as error:
        return [str(error), error.cure]
    return ["opened", ""]

good, bad, *paths = sys.argv[1:]
attempt(good), attempt(bad)  # what is imported late is imported now
acts, idle, found = [], peak(), {}

def hook(event, given):
    writes = event == "open" and (given[1] or "r") not in ("r", "rb") or event == "open" and (given[2] or 0) & 3
    if writes or event.startswith(("exec", "pickle", "subprocess", "socket", "os.", "ctypes", "shutil", "import")):
        acts.append([event, repr(given)[:200]])

sys.addaudithook(hook)
for path in paths:
    start = time.process_time()
    words, cure = attempt(path)
    found[path] = {"words": words, "cure": cure, "seconds": time.process_time() - start, "bytes": peak() - idle}
json.dump({"found": found, "acts": acts}, sys.stdout)
"""


def project(nodes: dict[str, Any], **fields: Any) -> str:
    return json.dumps({"neurodesk": 1, "networks": {"network": {"nodes": nodes}}, **fields})


def node(**fields: Any) -> dict[str, Any]:
    return {"a": {"layer": "relu", **fields}}


def chain(count: int) -> str:
    nodes = {f"n_{at}": {"layer": "relu", "inputs": {"in": f"n_{at - 1}.out"} if at else {}} for at in range(count)}
    return project(nodes)


GOOD = project(node())
REFUSED = {
    "A5 a Python symbol": project({"a": {"layer": "os.system", "values": {"command": "touch P"}}}),
    "A5 a module path": project({"a": {"layer": "torch.hub.load"}}),
    "A5 a dunder parameter": project(node(values={"__reduce__": "x"})),
    "A5 a class to build": project(node(values={"x": {"class_name": "Lambda", "config": {}}})),
    "A5 a source with a path": project(node(), data={"source": "../../evil"}),
    "A7 trusted": project(node(), trusted=True),
    "A7 a node claims trust": project(node(trusted=True)),
    "A7 plugins": project(node(), plugins=["/tmp/evil.py"]),
    "A16 deep": "[" * 100_000,
    "A16 deep in a value": GOOD.replace('"relu"', "[" * 100_000 + "]" * 100_000),
    "A17 NaN": GOOD.replace('"relu"', '"relu", "values": {"x": NaN}'),
    "A17 Infinity": GOOD.replace('"relu"', '"relu", "at": [Infinity, 0]'),
    "A17 1e999": GOOD.replace('"relu"', '"relu", "values": {"rate": 1e999}'),
    "A17 far away": GOOD.replace('"relu"', '"relu", "at": [1e300, 0]'),
    "A18 a node twice": GOOD.replace('"a": {"layer": "relu"}', '"a": {"layer": "relu"}, "a": {"layer": "elu"}'),
    "A18 networks twice": GOOD[:-1] + ', "networks": {}}',
    "A19 5000 digits": GOOD.replace('"relu"', f'"relu", "values": {{"x": {"9" * 5000}}}'),
    "A19 2^63": GOOD.replace('"relu"', '"relu", "values": {"x": 9223372036854775808}'),
    "A19 true for 1": GOOD.replace('"neurodesk": 1', '"neurodesk": true'),
    "A19 text for a number": GOOD.replace('"relu"', '"relu", "at": ["3", 3]'),
    "A20 a lone surrogate": GOOD.replace('"a"', '"a\\ud800"'),
    "A20 a lone surrogate in notes": GOOD[:-1] + ', "notes": "\\udfff"}',
    "A20 bidi override": GOOD.replace('"a"', '"a\\u202eb"'),
    "A20 zero width": GOOD.replace('"a"', '"a\\u200b"'),
    "A20 1 MB name": GOOD.replace('"a"', f'"{"a" * 2**20}"'),
    "A21 16 MB of lists": GOOD.replace('"relu"', "[" + "[]," * (5 * 2**20) + "0]"),
    "A21 16 MB of numbers": "[" + "0," * (8 * 2**20 - 2) + "0]",
    "A21 many wrong nodes": project({f"n_{at}": 0 for at in range(300_000)}),
    "A21 many wrong entries": project({f"n_{at}": {f"x_{each}": 0 for each in range(200)} for at in range(4_900)}),
    "A21 many wrong values": project(node(values={f"_{at}": 0 for at in range(6_000)})),
    "A21 many wrong fields": project(node(), **{f"x_{at}": 0 for at in range(5_900)}),
    "A21 many networks": json.dumps({"neurodesk": 1, "networks": {f"n_{at}": 0 for at in range(5_900)}}),
    "A22 dangling": project(node(inputs={"in": "gone.out"})),
    "A22 two drivers": GOOD.replace('"relu"', '"relu", "inputs": {"in": "a.x", "in": "a.y"}'),
    "A22 a port by number": project(node(inputs={"in": ["a", 0]})),
    "A22 a port out of range": project(node(inputs={"in": "a.-1"})),
    "A23 100 000 nodes": chain(100_000),
    "A23 5001 nodes": chain(5_001),
    "A23 20 001 wires": project(
        {f"n_{at}": {"layer": "add", "inputs": {f"i{port}": "n_0.out" for port in range(5)}} for at in range(4_001)}
    ),
    "A31 code in a name": project({'x"); import os; os.system("touch P") #': {"layer": "relu"}}),
    "A42 newer": GOOD.replace('"neurodesk": 1', '"neurodesk": 3'),
    "A42 missing": GOOD.replace('"neurodesk": 1, ', ""),
    "A42 zero": GOOD.replace('"neurodesk": 1', '"neurodesk": 0'),
    "half written": GOOD[: len(GOOD) // 2],
    "empty": "",
}
OPENED = {
    "A22 self loop": project(node(inputs={"in": "a.out"})),
    "A22 cycle": project({"a": node(inputs={"in": "b.out"})["a"], "b": node(inputs={"in": "a.out"})["a"]}),
    "A23 5000 in a row": chain(5_000),
    "A24 enormous": project(
        {"a": {"layer": "linear", "values": {"units": 10**12}}},
        learning={"options": {"batch": 10**9, "epochs": 10**12}},
    ),
    "A6 a layer nobody knows": project({"a": {"layer": "lambda_code", "values": {"code": "import os; os.abort()"}}}),
    "A33 a path elsewhere": project(node(), data={"source": "csv", "values": {"file": "//host/share/x.csv"}}),
}


def odd_files(folder: Path) -> list[Path]:
    """What is no plain file of a sensible size (A10, A21)."""
    os.mkfifo(folder / "pipe.neurodesk")
    (folder / "to_pipe.neurodesk").symlink_to("pipe.neurodesk")
    (folder / "zero.neurodesk").symlink_to("/dev/zero")
    (folder / "round.neurodesk").symlink_to("round.neurodesk")
    (folder / "folder.neurodesk").mkdir()
    (folder / "bytes.neurodesk").write_bytes(b"\x80PK\x03\x04\xff")
    with (folder / "huge.neurodesk").open("wb") as file:
        file.write(b"[")
        file.truncate(200 * 2**20)
    names = ("pipe", "to_pipe", "zero", "round", "folder", "bytes", "huge", "missing")
    return [Path("/dev/zero"), *(folder / f"{name}.neurodesk" for name in names)]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What became of every file, and what else the child did meanwhile."""
    folder = tmp_path_factory.mktemp("hostile")
    paths = {}
    for at, (name, text) in enumerate((REFUSED | OPENED).items()):
        paths[name] = folder / f"{at}.neurodesk"
        paths[name].write_text(text)
        paths[f"pasted {name}"] = folder / f"{at}.pasted"
        paths[f"pasted {name}"].write_text(text)
    paths |= {f"A10 {path}": path for path in odd_files(folder)}
    (folder / "good.neurodesk").write_text(GOOD)
    (folder / "bad.neurodesk").write_text(GOOD.replace("relu", "re lu"))
    for name in ("good.neurodesk~", ".good.neurodesk.swp.p", "json.py", "pydantic.py"):  # A8, A40
        (folder / name).write_text("raise SystemExit('ran')")
    warm = [str(folder / f"{name}.neurodesk") for name in ("good", "bad")]
    command = [sys.executable, "-P", "-c", CHILD, *warm, *map(str, paths.values())]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    before = sorted(folder.iterdir())
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=folder, env=environment, check=False, timeout=150
    )
    assert done.returncode == 0, done.stderr
    assert sorted(folder.iterdir()) == before
    told = json.loads(done.stdout)
    return {"acts": told["acts"], **{name: told["found"][str(path)] for name, path in paths.items()}}


def test_nothing_was_run_started_or_written(report):
    assert report["acts"] == []


@pytest.mark.parametrize("name", [*REFUSED, *(f"pasted {name}" for name in REFUSED)])
def test_hostile_text_is_refused_in_a_sentence(report, name):
    found = report[name]
    assert found["words"] != "opened"
    assert found["cure"]
    assert len(found["words"]) < 400
    assert found["words"].isascii()
    assert not any(word in found["words"] for word in ("Traceback", "Error", "pydantic", "input_value"))


@pytest.mark.parametrize("name", [*OPENED, *(f"pasted {name}" for name in OPENED)])
def test_what_is_only_unusual_opens_inert(report, name):
    assert report[name]["words"] == "opened"


def test_odd_files_are_refused_without_waiting(report):
    odd = [found for name, found in report.items() if name.startswith("A10")]
    assert len(odd) == 9
    assert all(found["words"] != "opened" and found["cure"] for found in odd)


def test_no_file_takes_long_or_much(report):
    files = {name: found for name, found in report.items() if name != "acts"}
    slow = {name: found["seconds"] for name, found in files.items() if found["seconds"] > MOST_SECONDS}
    large = {name: found["bytes"] for name, found in files.items() if found["bytes"] > MOST_BYTES}
    assert not slow
    assert not large


def test_a_cycle_and_a_long_chain_can_be_worked_with():
    cyclic = loads(OPENED["A22 cycle"])
    assert find_cycle(cyclic.graph()) == ["a", "b", "a"]
    assert loads(dumps(cyclic)) == cyclic
    long = loads(OPENED["A23 5000 in a row"]).graph()
    assert len(order(long)) == 5_000
    assert len(arrange(long).places) == 5_000


def test_every_cut_of_a_good_file_is_refused(tmp_path):
    text = dumps(loads(OPENED["A22 cycle"]))
    path = tmp_path / "cut.neurodesk"
    for end in range(len(text.rstrip()) - 1):
        path.write_text(text[:end])
        with pytest.raises(BadFile):
            open_project(path)
        with pytest.raises(BadFile):
            loads_fragment(text[:end])
