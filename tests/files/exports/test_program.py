"""Keeps the proof that a .pt2 file answers as the network for any number of examples, scaling included."""

import pytest
import torch

from neurodesk.files.exports.parity import agrees, answers, difference
from neurodesk.files.exports.program import Program
from neurodesk.files.exports.spec import PROGRAM
from neurodesk.graph.errors import ExportError
from tests.engine import documents
from tests.files.exports.taken import taken


@pytest.mark.parametrize("name", documents.EVERY)
def test_it_is_opened_in_a_clean_process_and_answers_alike(name, tmp_path):
    """One example by itself and the rest at once: the batch is free."""
    made = taken(documents.EVERY[name]())
    for file, data in Program().files(made).items():
        (tmp_path / file).write_bytes(data)
    assert [path.name for path in tmp_path.iterdir()] == [PROGRAM]
    x = documents.untrained(documents.EVERY[name]())[0].raw("test")[0][:9]
    assert agrees(difference("pt2", tmp_path, made, x), answers(made, x))


def test_the_limits_are_said_plainly():
    assert "opening a .pt2 file runs code" in Program.doc
    assert not Program.usual


def test_what_cannot_be_traced_is_said(monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError("data dependent")

    made = taken(documents.wine())
    monkeypatch.setattr(torch.export, "export", fail)
    with pytest.raises(ExportError, match="cannot be written as"):
        Program().files(made)
