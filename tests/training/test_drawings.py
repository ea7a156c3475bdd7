"""Tests of the drawing that a run keeps."""

import json

import pytest

from neurodesk.files.project import loads
from neurodesk.graph import edit
from neurodesk.graph.errors import TrainingError
from neurodesk.graph.model import Place, chosen, empty_document
from neurodesk.training.drawings import read_document, write_document
from tests.engine.documents import digits_cnn, digits_lstm
from tests.training.running import learning

DOCUMENTS = (
    empty_document(),
    digits_cnn(seed=3, clip=1.0),
    learning(digits_lstm(), loss=chosen("huber", delta=2.0), schedule=chosen("cosine", warmup=3)),
    digits_cnn().with_graph(
        "unknown", edit.add(empty_document().graph(), chosen("later", size=(1, 2)), "x", Place(8, 16))[0]
    ),
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=range(len(DOCUMENTS)))
def test_a_document_comes_back_equal(document):
    """Also layers that are not known here, and places."""
    assert read_document(write_document(document)) == document


@pytest.mark.parametrize("document", DOCUMENTS[1:3], ids=["cnn", "lstm"])
def test_it_is_a_project_file(document):
    """A run can be opened as a project."""
    assert loads(write_document(document), "run 1") == document


@pytest.mark.parametrize("change", [{"neurodesk": 3}, {"networks": 3}, {"learning": []}, {"data": {"values": {}}}])
def test_what_is_none_is_refused(change):
    """A sentence, whatever stands in the database."""
    told = {**json.loads(write_document(DOCUMENTS[1])), **change}
    with pytest.raises(TrainingError):
        read_document(json.dumps(told))


@pytest.mark.parametrize("text", ["", "null", "[" * 100_000, '{"neurodesk": 1}'])
def test_broken_text_is_refused(text):
    """The same for text that is no JSON."""
    with pytest.raises(TrainingError):
        read_document(text)
