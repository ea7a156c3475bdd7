"""Keeps the proof that a format says what it cannot hold before anything is written."""

import pytest

from neurodesk.files.exports.export import write
from neurodesk.files.exports.spec import Export
from neurodesk.files.exports.weights import Weights
from neurodesk.graph.errors import ExportError
from tests.engine import documents
from tests.files.exports.taken import taken


class Picky(Export):
    """Holds no network at all."""

    label = "Picky"

    def refuses(self, trained):
        return "it holds no networks."


def test_nothing_is_written_when_one_format_refuses(tmp_path):
    made = taken(documents.wine())
    with pytest.raises(ExportError, match="Picky: it holds no networks"):
        write(made, documents.untrained(documents.wine())[0].raw("test")[0], [Weights(), Picky()], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_plain_format_refuses_nothing_and_must_say_its_files():
    made = taken(documents.wine())
    assert Export().refuses(made) == ""
    with pytest.raises(NotImplementedError):
        Export().files(made)
