"""Printed source is a module of its own that gives the compiled network's answers, in a process of its own."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from neurodesk.compiler.facts import Facts
from neurodesk.compiler.module import compile_plan
from neurodesk.compiler.plan import plan
from neurodesk.compiler.source import source
from neurodesk.graph.model import Document, chosen
from tests.compiler.sketches import BOTH_PORTS, CNN, DIGITS, RESIDUAL, RIGHT, STACKED, chained, document, drawn, linear

CHILD = """
import json, sys
import torch
from safetensors.torch import load_file
told = {}
for name, paths in json.loads(sys.stdin.read()).items():
    made = {}
    exec(open(paths["source"]).read(), made)
    network = made["Network"]()
    weights = load_file(paths["weights"])
    network.load_state_dict(weights, strict=True)
    asked = load_file(paths["asked"])
    network.eval()
    with torch.no_grad():
        answer = network(*(asked[str(at)] for at in range(len(asked))))
    answers = answer if isinstance(answer, tuple) else (answer,)
    wanted = load_file(paths["wanted"])
    told[name] = [
        list(network.state_dict()) == paths["keys"],
        max(float((answer - wanted[str(at)]).abs().max()) for at, answer in enumerate(answers)),
    ]
assert not any(name.split(".")[0] == "neurodesk" for name in sys.modules)
print(json.dumps(told))
"""

PARTS = {
    "attention": (
        document(chosen("reshape", shape=(8, 8)), chosen("positional_encoding"), chosen("multihead_attention", heads=2),
                 chosen("transformer_encoder", heads=2, hidden=16), chosen("mean"), linear(10)), DIGITS),
    "noise": (document(chosen("noise"), chosen("flatten"), linear(10)), DIGITS),
    "gru both ways": (
        document(chosen("reshape", shape=(8, 8)), chosen("gru", both_ways=True), chosen("mean"), linear(10)), DIGITS),
}  # fmt: skip


def test_same_keys_and_answers_in_a_clean_process(tmp_path: Path):
    """The class takes no arguments, and for given weights answers as the compiled network does."""
    work: dict[str, dict[str, object]] = {}
    for number, (name, (doc, facts)) in enumerate((RIGHT | PARTS).items()):
        made = plan(doc, facts)
        network = compile_plan(made).eval()
        asked = [
            torch.randint(0, 50, (3, *one.shape)) if one.dtype == "int64" else torch.randn(3, *one.shape)
            for one in made.inputs
        ]
        with torch.no_grad():
            answer = network(*asked)
        answers = answer if isinstance(answer, tuple) else (answer,)
        files = {kind: str(tmp_path / f"{number}.{kind}") for kind in ("source", "weights", "asked", "wanted")}
        Path(files["source"]).write_text(source(made))
        save_file(network.state_dict(), files["weights"])
        save_file({str(at): tensor for at, tensor in enumerate(asked)}, files["asked"])
        save_file({str(at): tensor.contiguous() for at, tensor in enumerate(answers)}, files["wanted"])
        work[name] = {**files, "keys": list(network.state_dict())}
    done = subprocess.run(
        [sys.executable, "-P", "-c", CHILD],
        input=json.dumps(work),
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    for name, (same_keys, difference) in json.loads(done.stdout).items():
        assert same_keys, name
        assert difference < 1e-6, name  # another process may place tensors so that sums round otherwise


def test_it_reads_as_written_by_hand():
    """Node names are variables, shapes are comments, and signs are signs."""
    text = source(plan(RESIDUAL, DIGITS), "Digits")
    assert "class Digits(nn.Module):" in text
    assert "        add_1 = conv_2 + conv_1  # 8 x 8 x 8\n" in text
    assert "        self.conv_1 = nn.Conv2d(1, 8, 3" in text
    assert "operator" not in text
    assert "neurodesk" not in text
    picked = source(plan(BOTH_PORTS))
    assert "        lstm_1 = self.lstm_1(input_1)\n        lstm_1_sequence = lstm_1[0]  # 6 x 7\n" in picked
    assert "nn.Sequential(*(Residue() for _ in range(3)))" in source(plan(STACKED, DIGITS))


def test_only_the_parts_it_uses():
    """A module that PyTorch lacks is printed only where it is needed."""
    assert "class Noise(nn.Module):" in source(plan(*PARTS["noise"]))
    assert "class Noise" not in source(plan(*PARTS["attention"]))
    assert "import math" not in source(plan(CNN, DIGITS))


def test_printing_needs_no_torch():
    """The window shows the code of a drawing, parts included, and never loads torch."""
    ask = (
        "import sys; from tests.compiler.sketches import *; from neurodesk.compiler.plan import plan\n"
        "from neurodesk.compiler.source import source\n"
        "text = source(plan(document(chosen('noise'), FLATTEN, linear(10)), DIGITS))\n"
        "assert 'class Noise' in text and not {'torch', 'networkx', 'numpy'} & set(sys.modules)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False, cwd=root)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", [*RIGHT, *PARTS])
def test_lines_are_short_and_definitions_documented(name: str):
    """What leaves the program is held to the same care as what is in it."""
    made = (RIGHT | PARTS)[name]
    tree = ast.parse(source(plan(*made)))
    assert all(ast.get_docstring(one) for one in tree.body if isinstance(one, ast.ClassDef))
    assert max(map(len, source(plan(*made)).splitlines())) <= 140


HOSTILE = 'x"); import os; os.system("touch P") #'


def test_hostile_names_never_become_code():
    """Names of nodes are identifiers or refused; names of networks lose what is no letter or digit."""
    doc = Document(
        {
            "network": chained(chosen("block", network=HOSTILE), linear(3)),
            HOSTILE: chained(linear(4)),
        },
        source=chosen("digits"),
        notes=HOSTILE + '"""',
    )
    text = source(plan(doc, Facts((4,), classes=tuple(HOSTILE[:3]))))
    calls = {ast.unparse(node.func) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)}
    assert all(call.split(".")[0] in {"super()", "self", "nn", "super", "XImportOsOsSystemTouchP"} for call in calls)
    assert [line for line in text.splitlines() if line.startswith(("import", "from"))] == [
        "import torch", "from torch import nn",
    ]  # fmt: skip


def test_classes_do_not_collide():
    """A network that is called like the class, or like an import, gets a number."""
    doc = document(
        chosen("flatten"), chosen("block", network="network_"), chosen("block", network="torch"), linear(10),
        network_=chained(linear(6)), torch=chained(linear(6)),
    )  # fmt: skip
    text = source(plan(doc, DIGITS))
    classes = [node.name for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    assert len(classes) == len(set(classes)) == 3
    assert "torch" not in classes


def test_a_class_name_is_a_name():
    """Anything else is refused."""
    with pytest.raises(ValueError, match="no name for a class"):
        source(plan(CNN, DIGITS), "A(object): pass #")


def test_words_of_torch_as_names():
    """Nodes called like builtins or like torch's globals run all the same."""
    names = ("input", "sum", "device", "inf", "out")
    layers = (chosen("input"), linear(5), chosen("relu"), linear(3), chosen("output"))
    wires = {"sum.features": "input.out", "device.x": "sum.out", "inf.features": "device.out", "out.in": "inf.out"}
    doc = Document({"network": drawn(dict(zip(names, layers, strict=True)), wires)})
    facts = Facts((4,), classes=("a", "b", "c"))
    network = compile_plan(plan(doc, facts))
    made: dict[str, object] = {}
    exec(source(plan(doc, facts)), made)  # noqa: S102  our own text, from the names above
    by_hand = made["Network"]()  # type: ignore[operator]
    by_hand.load_state_dict(network.state_dict())
    x = torch.randn(2, 4)
    assert torch.equal(network(x), by_hand(x))
