"""Tests of the beginning of a run."""

import pytest

from neurodesk.graph.errors import ParameterError, TrainingError
from neurodesk.training.beginning import begin
from neurodesk.training.drawings import read_document
from neurodesk.training.runs import RunStore
from tests.training.running import HERE, mlp, run


def test_a_new_run_remembers_what_it_was_asked(tmp_path):
    """Drawing with its options, data, device and size."""
    with RunStore(tmp_path) as store:
        begun = begin(store, mlp(), HERE, {"epochs": 7})
        row = store.row(begun.run)
        assert read_document(row.document_json).learning.options["epochs"] == 7
        assert (row.epochs, row.parameters, row.device) == (7, 4 * 8 + 8 + 8 * 3 + 3, "cpu")
        assert row.fingerprint == begun.learner.setting.prepared.fingerprint
        assert not begun.resumed


def test_epochs_of_a_resumed_run(tmp_path):
    """Those asked for; else the larger of the run's and the open document's."""
    run(mlp(epochs=2), tmp_path)
    with RunStore(tmp_path) as store:
        assert begin(store, mlp(epochs=2), HERE, {"epochs": 9}, 1).learner.epochs == 9
        assert begin(store, mlp(epochs=12), HERE, {}, 1).learner.epochs == 12
        with pytest.raises(TrainingError, match="all of its 2 epochs"):
            begin(store, mlp(), HERE, {"epochs": 2}, 1)


def test_wrong_wishes_are_refused(tmp_path):
    """Before a run is made."""
    with RunStore(tmp_path) as store:
        with pytest.raises(ParameterError):
            begin(store, mlp(), HERE, {"epochs": 0})
        with pytest.raises(TrainingError, match="no run 5"):
            begin(store, mlp(), HERE, {}, 5)
        assert not store.list()
