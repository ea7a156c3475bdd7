"""Tests of making a learner from a document."""

import pytest
import torch

from neurodesk.graph.errors import NeuroDeskError, TrainingError
from neurodesk.graph.model import chosen
from neurodesk.training import assembly
from neurodesk.training.assembly import Given, assemble
from tests.engine.documents import digits_cnn, document
from tests.training.running import HERE, learning, mlp


def test_the_seed_fixes_the_first_weights():
    """Trying threads and formats on a copy draws nothing and changes nothing."""
    assembly._settled.clear()
    first = assemble(digits_cnn(), HERE)
    drawn = torch.rand(3)
    again = assemble(digits_cnn(), HERE, given=Given(1, False))
    assert torch.equal(drawn, torch.rand(3))
    for one, other in zip(first.model.parameters(), again.model.parameters(), strict=True):
        assert torch.equal(one, other)


def test_what_was_settled_is_taken_on():
    """Threads and memory format of a run that goes on."""
    made = assemble(digits_cnn(), HERE, given=Given(1, True))
    assert made.setting.channels_last
    x, _ = next(made.data.epoch(0))
    assert x.is_contiguous(memory_format=torch.channels_last)
    assert made.model.conv_1.weight.is_contiguous(memory_format=torch.channels_last)


def test_formats_are_for_images_only():
    """A table has none."""
    assert not assemble(mlp(), HERE).setting.channels_last


def test_settled_choices_are_remembered(monkeypatch):
    """The second run of a network does not try again."""
    assemble(digits_cnn(), HERE)
    monkeypatch.setattr(assembly, "_trial", lambda *args: pytest.fail("tried again"))
    assemble(digits_cnn(), HERE)


def test_validation_is_what_the_options_say():
    """A part of its own, or none."""
    assert assemble(mlp(validation=0.2), HERE).validation[0].shape == (30, 4)
    assert assemble(mlp(validation=0.0), HERE).validation is None


@pytest.mark.parametrize(
    "doc",
    [
        document(chosen("iris"), "relu", "relu"),
        document(chosen("iris"), ("linear", {"units": 2})),
        learning(document(chosen("diabetes"), ("linear", {"units": 1})), loss=chosen("cross_entropy")),
        learning(mlp(), optimizer=chosen("sgd", rate=-1.0)),
        learning(mlp(), recipe=chosen("magic")),
        mlp(epochs=0),
        document(None, ("linear", {"units": 2})),
    ],
    ids=["no weights", "classes", "loss", "rate", "recipe", "epochs", "no data"],
)
def test_what_cannot_run_is_refused(doc):
    """In words, before the first step."""
    with pytest.raises(NeuroDeskError):
        assemble(doc, HERE)


def test_a_network_that_learns_nothing_is_refused():
    """Without weights there is nothing to train."""
    doc = document(chosen("iris"), "relu").replaced(source=chosen("xor"))
    with pytest.raises(TrainingError, match="nothing to learn"):
        assemble(doc, HERE)
