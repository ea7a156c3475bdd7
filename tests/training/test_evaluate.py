"""Tests of restoring and evaluating a run."""

import json

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from neurodesk.graph.document import set_source
from neurodesk.graph.errors import BadFile, DataError, TrainingError
from neurodesk.graph.model import chosen
from neurodesk.training import loop
from neurodesk.training.evaluate import evaluate, measure, restore
from neurodesk.training.runs import RunStore
from tests.engine.documents import diabetes, document
from tests.training.running import HERE, learning, mlp, run, table


def test_classes_are_told_apart(tmp_path):
    """Metrics, confusion, predictions and probabilities of the held-out part agree with each other."""
    run(learning(mlp(epochs=20), optimizer=chosen("adam", rate=0.02)), tmp_path)
    found = evaluate(mlp(), HERE, tmp_path)
    assert found.metrics["accuracy"] == pytest.approx((found.predictions == found.y).mean())
    assert found.metrics["accuracy"] > 0.8
    assert found.metrics["loss"] == pytest.approx(float(found.losses.mean()), rel=1e-5)
    assert found.confusion.sum() == len(found.y) == 30
    np.testing.assert_allclose(found.probabilities.sum(1), 1, rtol=1e-5)
    assert found.classes == ("setosa", "versicolor", "virginica")
    assert not found.stale


def test_numbers_come_in_the_datas_units(tmp_path):
    """R2 and the absolute error can be computed from what is returned."""
    run(diabetes(epochs=20), tmp_path)
    found = evaluate(None, HERE, tmp_path)
    assert found.metrics["mae"] == pytest.approx(np.abs(found.predictions - found.y).mean(), rel=1e-4)
    spread = ((found.y - found.y.mean()) ** 2).sum()
    assert found.metrics["r2"] == pytest.approx(1 - ((found.predictions - found.y) ** 2).sum() / spread, abs=1e-4)
    assert found.confusion is None
    assert found.probabilities.shape == (len(found.y), 0)


def test_every_part_can_be_measured(tmp_path):
    """Each against the same guess; a part that is empty or unknown is said."""
    run(learning(mlp(epochs=20), optimizer=chosen("adam", rate=0.02)), tmp_path)
    restored = restore(None, HERE, tmp_path)
    sizes = {part: len(measure(restored, part).y) for part in ("train", "validation", "test")}
    assert sizes == {"train": 105, "validation": 15, "test": 30}
    with pytest.raises(TrainingError, match="has no examples"):
        measure(restored, "dev")


def test_numbers_stand_beside_a_guess(tmp_path):
    """Always the commonest class, with the loss of one who knows how common each is; its report is JSON."""
    run(learning(mlp(epochs=20), optimizer=chosen("adam", rate=0.02)), tmp_path)
    found = evaluate(None, HERE, tmp_path)
    report = json.loads(json.dumps(found.report(), allow_nan=False))
    assert report["baseline"]["accuracy"] == pytest.approx(1 / 3)
    assert report["baseline"]["loss"] == pytest.approx(np.log(3), abs=1e-3)
    assert report["baseline"]["answer"] in found.classes
    assert report["accuracy_interval"][0] < found.metrics["accuracy"] < report["accuracy_interval"][1]
    assert [row["support"] for row in report["per_class"]] == [10, 10, 10]
    assert sum(one["count"] for one in report["calibration"]["bins"]) == report["examples"] == 30
    for at, row in enumerate(report["per_class"]):
        assert row["auc"] == pytest.approx(roc_auc_score(found.y == at, found.probabilities[:, at]))


def test_the_mean_explains_nothing(tmp_path):
    """Regression: the guess has R2 about 0, and the loss of the scaled numbers about 1."""
    run(diabetes(epochs=20), tmp_path)
    report = evaluate(None, HERE, tmp_path).report()
    assert report["baseline"]["r2"] == pytest.approx(0, abs=0.1)
    assert report["baseline"]["loss"] == pytest.approx(1, rel=0.3)
    assert report["metrics"]["rmse"] < report["baseline"]["rmse"]


def test_the_newest_finished_run_is_taken(tmp_path):
    """A failed one after it is not; named, any can be."""
    run(mlp(), tmp_path)
    run(mlp(), tmp_path)
    run(learning(mlp(), optimizer=chosen("sgd", rate=100.0), loss=chosen("mse")), tmp_path, epochs=200)
    with RunStore(tmp_path) as store:
        newest = store.newest_finished()
    assert evaluate(mlp(), HERE, tmp_path).run == newest
    assert evaluate(mlp(), HERE, tmp_path, 1).run == 1


def test_restoring_draws_no_random_numbers(tmp_path):
    """It may happen in the middle of another run's training."""
    run(mlp(), tmp_path)
    before = torch.get_rng_state()
    restored = restore(mlp(), HERE, tmp_path)
    assert torch.equal(before, torch.get_rng_state())
    assert not restored.model.training


def test_the_drawing_is_the_runs_own(tmp_path):
    """However the open one has changed; then it says so."""
    run(mlp(), tmp_path)
    other = document(chosen("wine"), ("linear", {"units": 3}))
    restored = restore(other, HERE, tmp_path)
    assert restored.stale
    assert restored.document.source == chosen("iris")


def test_data_that_was_moved_is_looked_for_where_it_was_chosen_again(tmp_path):
    """A run is measured and goes on there; what is read otherwise is other data, and not taken for it."""
    trained, runs = table(tmp_path, epochs=1), tmp_path / "runs"
    list(loop.train(trained, tmp_path, runs))
    (tmp_path / "t.csv").rename(tmp_path / "moved.csv")
    opened = set_source(trained, chosen("csv", file="moved.csv"))
    for other in (None, trained, set_source(trained, chosen("csv", file="moved.csv", target="age")), mlp()):
        with pytest.raises(DataError, match=r"t\.csv. is not here"):
            restore(other, tmp_path, runs)
    assert not restore(opened, tmp_path, runs).data_changed
    *_, last = loop.train(opened, tmp_path, runs, resume=1, epochs=2)
    assert last.reason == "finished"
    assert restore(None, tmp_path, runs).document.source == opened.source


def test_data_that_has_changed_is_said(tmp_path):
    """The numbers are of other examples than the run was to be measured on."""
    trained = table(tmp_path, epochs=1)
    list(loop.train(trained, tmp_path, tmp_path / "runs"))
    assert evaluate(trained, tmp_path, tmp_path / "runs").report()["notes"] == []
    table(tmp_path, 20)
    (note,) = evaluate(trained, tmp_path, tmp_path / "runs").report()["notes"]
    assert note.startswith("The data has changed since this run was trained")


def test_what_is_not_there(tmp_path):
    """No runs, no such run, no weights, weights of another network: a sentence each."""
    with pytest.raises(TrainingError, match="Nothing has been trained"):
        restore(mlp(), HERE, tmp_path / "runs")
    run(mlp(), tmp_path)
    with pytest.raises(TrainingError, match="no run 9"):
        restore(mlp(), HERE, tmp_path, 9)
    (tmp_path / "0001" / "weights.safetensors").write_bytes(b"12345678")
    with pytest.raises(BadFile):
        restore(mlp(), HERE, tmp_path)
    (tmp_path / "0001" / "weights.safetensors").unlink()
    with pytest.raises(TrainingError, match="no weights"):
        restore(mlp(), HERE, tmp_path)
