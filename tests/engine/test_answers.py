"""Keeps the proof that each question is answered from the run's own files, and anew when these have changed."""

import json

import numpy as np
import pytest

from neurodesk.engine import answers, protocol
from neurodesk.engine.wire import decode, encode
from neurodesk.files.project import dumps
from neurodesk.graph.errors import NeuroDeskError, TrainingError
from neurodesk.training.control import Control
from neurodesk.training.events import RunFinished
from tests.engine import documents


def asked(document, folder):
    return {"document": dumps(document), "base": str(folder), "runs": str(folder / "runs")}


@pytest.fixture(scope="module")
def diabetes(tmp_path_factory):
    """A short run of a regression, as requests name it."""
    at = asked(documents.diabetes(epochs=2), tmp_path_factory.mktemp("diabetes"))
    assert isinstance([*answers.train(protocol.StartTraining(**at), Control())][-1], RunFinished)
    return at


def one(request):
    (event,) = answers.answer(request)
    return event


def test_ready_names_a_device_that_may_be_chosen():
    told = answers.ready()
    assert told.device in told.devices
    assert told.torch


def test_regression_has_no_classes_and_answers_in_the_datas_units(diabetes):
    told = one(protocol.Evaluate(1, **diabetes))
    assert told.confusion is None
    assert told.classes == ()
    assert told.probabilities.shape == (len(told.targets), 0)
    assert np.abs(told.targets).mean() > 50  # disease progression runs from 25 to 346
    shown = one(protocol.ShowExamples(2, **diabetes, run=1, order="loss", limit=4))
    assert shown.pictures.shape == (4, 10)
    assert np.isnan(shown.probability).all()
    assert list(shown.losses) == sorted(shown.losses, reverse=True)
    reasons = list(answers.answer(protocol.Explain(3, **diabetes, run=1, methods=("ablation",), sample=0)))
    assert reasons[0].target == -1
    assert np.isnan(reasons[0].probability)
    assert reasons[0].features[0] == "age"
    assert reasons[0].attribution.shape == (10,)


def test_sure_ones_first_and_never_more_than_asked(tmp_path):
    at = asked(documents.wine(epochs=3), tmp_path)
    list(answers.train(protocol.StartTraining(**at), Control()))
    shown = one(protocol.ShowExamples(1, **at, run=None, order="confidence", limit=7))
    assert len(shown.indexes) == len(shown.names) == 7
    assert list(shown.probability) == sorted(shown.probability, reverse=True)
    assert one(protocol.ShowExamples(1, **at, run=None, actual=0, predicted=1, limit=0)).indexes.size == 0


def test_examples_of_a_part_are_filtered_and_paged(tmp_path):
    """Wrong ones only, least sure first, a page at a time; names are those of the part."""
    at = asked(documents.wine(epochs=3), tmp_path)
    list(answers.train(protocol.StartTraining(**at), Control()))
    told = one(protocol.Evaluate(1, **at, part="train"))
    shown = one(protocol.ShowExamples(1, **at, run=None, part="train", wrong=True, order="doubt", limit=3))
    assert shown.total == (told.targets != told.predictions).sum()
    assert (shown.actual != shown.predicted).all()
    assert list(shown.probability) == sorted(shown.probability)
    np.testing.assert_array_equal(told.losses[shown.indexes], shown.losses)
    every = one(protocol.ShowExamples(1, **at, run=None, part="train", limit=6))
    second = one(protocol.ShowExamples(1, **at, run=None, part="train", limit=3, offset=3))
    assert second.names == every.names[3:]
    assert (second.offset, second.total, len(second.features)) == (3, len(told.targets), 13)
    assert one(protocol.ShowExamples(1, **at, run=None, offset=10_000)).indexes.size == 0
    assert json.dumps(decode(encode(told)).report) == json.dumps(told.report)


def test_a_newer_run_is_answered_for_at_once(tmp_path):
    at = asked(documents.wine(epochs=1), tmp_path)
    for number in (1, 2):
        list(answers.train(protocol.StartTraining(**at), Control()))
        assert one(protocol.Evaluate(1, **at)).run == number
    assert one(protocol.Evaluate(1, **at, run=1)).run == 1


def test_exports_are_named_and_compared(diabetes, tmp_path):
    asked = protocol.ExportFiles(1, **diabetes, run=None, formats=("weights",), out=str(tmp_path / "out"))
    *moves, told = answers.answer(asked)
    assert [(move.done, move.of) for move in moves] == [(0, 2), (0, 2), (1, 2)]
    assert [name.rpartition("/")[2] for name in told.files] == ["weights.safetensors", "report.json"]
    assert told.parity["weights"] < 1e-3
    assert told.text


def test_a_preview_shows_the_data_unscaled(tmp_path):
    told = one(protocol.PreviewData(1, dumps(documents.digits_cnn()), str(tmp_path), 20))
    assert told.pictures.shape == (20, 1, 8, 8)
    assert told.values.max() == 16
    assert sum(told.parts) == told.counts.sum() == 1797


def test_what_is_not_there_is_said(tmp_path):
    at = asked(documents.wine(), tmp_path)
    for request in (protocol.Evaluate(1, **at), protocol.Explain(1, **at, run=None, methods=("saliency",), sample=0)):
        with pytest.raises(TrainingError):
            list(answers.answer(request))
    with pytest.raises(NeuroDeskError):
        answers.answer(protocol.Pause())


def test_the_true_class_and_a_layer_are_explained(tmp_path):
    """Whatever was answered; a layer that is not there is told as the reason."""
    at = asked(documents.digits_cnn(epochs=1), tmp_path)
    list(answers.train(protocol.StartTraining(**at), Control()))
    truth = one(protocol.Explain(1, **at, run=1, methods=("saliency",), sample=5, target=protocol.TRUTH))
    assert truth.target == int(truth.actual)
    chosen = one(protocol.Explain(1, **at, run=1, methods=("gradcam",), sample=5, layer="conv_1"))
    assert chosen.reason == ""
    assert "conv_9" in one(protocol.Explain(1, **at, run=1, methods=("gradcam",), sample=5, layer="conv_9")).reason


def test_an_export_given_up_leaves_the_folder_as_it_was(diabetes, tmp_path):
    """Between two of its steps: what was staged is gone, and so is a folder made for it."""
    steps = answers.answer(
        protocol.ExportFiles(1, **diabetes, run=None, formats=("weights",), out=str(tmp_path / "out"))
    )
    assert [next(steps).text for _ in range(3)][-1].startswith("Comparing")
    assert (tmp_path / "out").is_dir()
    steps.close()
    assert not (tmp_path / "out").exists()
