"""Keeps the proof that the reader stands alone: it needs nothing of ours, and asks one example apart from the rest."""

import ast
import sys
from pathlib import Path

import numpy as np
import pytest

from neurodesk.files.exports import reopen


def test_it_imports_nothing_of_ours():
    tree = ast.parse(Path(reopen.__file__).read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not any(name.startswith("neurodesk") for name in names)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_first_is_asked_by_itself(tmp_path, monkeypatch, count):
    program = tmp_path / "network.py"
    program.write_text("def load(): return 0\ndef answer(network, x): return x * 0 + len(x)\n")
    np.save(tmp_path / "x.npy", np.ones((count, 2), np.float32))
    monkeypatch.setitem(sys.modules, "neurodesk", sys.modules["neurodesk"])  # put back afterwards
    reopen.main("python", str(program), str(tmp_path / "x.npy"), str(tmp_path / "y.npy"))
    told = np.load(tmp_path / "y.npy", allow_pickle=False)
    assert told[:, 0].tolist() == [1.0] + [count - 1.0] * (count - 1)
