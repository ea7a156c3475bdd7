"""Hostile drawings as text: project files, copied parts, what a run keeps (A5-A7, A16-A25, A30, A31, A33, A42)."""

import json
from typing import Any

from neurodesk.graph.model import FARTHEST_PLACE, LONGEST_COMMENT, MOST_DOTS
from neurodesk.graph.schema import MOST_FRAMES, MOST_NETWORKS


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
    "A21 50 MB of blanks": GOOD + " " * 50_000_000,
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
RELU = {"layer": "relu"}
TWO = {"a": RELU, "b": {"layer": "relu", "inputs": {"x": "a.out"}}}
INPUT = {"layer": "input"}
MANY_ENDS = {"i": INPUT} | {f"o_{at}": {"layer": "output", "inputs": {"in": "i.out"}} for at in range(4_900)}
OUTER = {
    "a": {"layer": "input", "values": {"shape": [4]}},
    "b": {"layer": "block", "values": {"network": "inner"}, "inputs": {"in": "a.out"}},
}


def blocks(outer: dict[str, Any], **others: dict[str, Any]) -> str:
    """A project of several networks, each told by its nodes."""
    networks = {name: {"nodes": nodes} for name, nodes in ({"network": outer} | others).items()}
    return json.dumps({"neurodesk": 2, "networks": networks})


OPENED = {
    "a block of an empty network": blocks(OUTER, inner={}),  # found by the fuzzer, as the next: KeyError
    "A23 a block of 4900 outputs": blocks(OUTER, inner=MANY_ENDS),  # it took 9 s, all outputs looked through for each
    "A23 400 networks that stand nowhere": blocks(  # each looked for in all others
        OUTER, inner=TWO, **{f"n_{at}": {f"r_{each}": RELU for each in range(11)} for at in range(400)}
    ),
    "A22 1500 wires to ports that are none": project(  # all of them looked through for each
        {"i": INPUT, "b": {"layer": "relu", "inputs": {f"p_{at}": "i.out" for at in range(1_500)}}}
    ),
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

FRAME = {"text": "a", "at": [0, 0], "size": [200, 100], "colour": 0}
FAR = 2 * FARTHEST_PLACE


def part(nodes: dict[str, Any] = TWO, **fields: Any) -> str:
    """A copied part as text."""
    return json.dumps({"neurodesk": 2, "nodes": nodes, **fields})


def framed(**fields: Any) -> str:
    return part(frames={"note": FRAME | fields})


def bent(dots: Any, port: str = "x") -> str:
    return part(TWO | {"b": TWO["b"] | {"bends": {port: dots}}})


PARTS = {
    "a comment of 1 MB": framed(text="a" * 2**20),
    "a comment a little too long": framed(text="a" * (LONGEST_COMMENT + 1)),
    "a comment with a broken character": framed(text="a").replace('"text": "a"', '"text": "\\ud800"'),
    "a comment with control characters": framed(text="\x00\x1b[2J"),
    "a comment that is a list": framed(text=["a"]),
    "a frame without size": framed(size=[0, 0]),
    "a frame turned over": framed(size=[-200, 100]),
    "a frame without end": framed(size=[FAR, FAR]),
    "a frame far away": framed(at=[FAR, 0]),
    "a frame of no colour": framed(colour=99),
    "a frame with a style": framed(style="background: url(file:///etc/passwd)"),
    "frames without number": part(frames={f"note_{at}": FRAME for at in range(MOST_FRAMES + 1)}),
    "frames in a list": part(frames=[FRAME]),
    "muted by a word": part({"a": RELU | {"muted": "yes"}}),
    "muted by a number": part({"a": RELU | {"muted": 1}}),
    "pinned by a list": part({"a": RELU | {"pinned": []}}),
    "dots on no wire": bent([[0, 0]], "y"),
    "a dot far away": bent([[FAR, 0]]),
    "a dot of three numbers": bent([[0, 0, 0]]),
    "a dot that is a word": bent(["here"]),
    "dots without number": bent([[at, 0] for at in range(MOST_DOTS + 1)]),
    "networks in a list": part(networks=[{"nodes": TWO}]),
    "networks without number": part(networks={f"n_{at}": {"nodes": {}} for at in range(MOST_NETWORKS + 1)}),
    "a network with a hostile name": part(networks={"../../x": {"nodes": TWO}}),
    "a network with a wrong node": part(networks={"inner": {"nodes": {"a": {"layer": "os.system"}}}}),
    "a network with a dangling wire": part(networks={"inner": {"nodes": {"a": RELU | {"inputs": {"x": "no.out"}}}}}),
    "a network with a wrong frame": part(networks={"inner": {"nodes": TWO, "frames": {"f": FRAME | {"size": [1, 1]}}}}),
    "a network with more": part(networks={"inner": {"nodes": TWO, "code": "import os"}}),
    "networks that are too many layers together": part(
        networks={f"n_{at}": {"nodes": {f"a_{each}": RELU for each in range(500)}} for at in range(12)}
    ),
    "nothing but networks": part({}, networks={"inner": {"nodes": TWO}}),
    "A25 a number for a shape": part({"a": {"layer": "reshape", "values": {"shape": {"of": 3}}}}),
    "A25 attributes": part({"a": RELU | {"__class__": "x"}}),
}
"""Copied parts that no canvas wrote."""
