"""Keeps the proof that explanations are of the run's own weights, for the answer given, and leave the network alone."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from torch import fx, nn

from neurodesk.explanation.explain import explain, explain_restored, write_png
from neurodesk.explanation.method import METHODS, reasons
from neurodesk.graph.errors import ExplainError, TrainingError
from neurodesk.training.loop import train
from tests.engine import documents
from tests.explanation.networks import restored, weights_hash

ANY = {"saliency", "smoothgrad", "integrated_gradients"}
SUITED = {
    "cnn": {*ANY, "guided_backprop", "deeplift", "gradcam", "occlusion"},
    "mlp": {*ANY, "guided_backprop", "deeplift", "occlusion", "ablation"},
    "lstm": {*ANY, "occlusion"},
    "wine": {*ANY, "deeplift", "ablation"},
    "diabetes": {*ANY, "guided_backprop", "deeplift", "ablation"},
}


@pytest.mark.parametrize("name", documents.EVERY)
def test_every_method_explains_or_says_why_not(name):
    network = restored(documents.EVERY[name]())
    before = weights_hash(network.model)
    facts, picture = network.facts, network.prepared.examples.picture
    told = reasons(network.plan, facts, picture)
    assert {method for method, reason in told.items() if not reason} == SUITED[name]
    for method, reason in told.items():
        if reason:
            assert reason.endswith(".")
            with pytest.raises(ExplainError, match=reason[:20]):
                explain_restored(network, method=method, sample=1)
            continue
        found = explain_restored(network, method=method, sample=1)
        assert found.attribution.shape == found.picture.shape == (picture or facts.input)
        assert found.attribution.dtype == np.float32
        assert np.isfinite(found.attribution).all()
        assert np.abs(found.attribution).max() > 0
    assert weights_hash(network.model) == before
    assert not network.model.training
    assert all(weights.grad is None for weights in network.model.parameters())
    assert all(not module._forward_hooks for module in network.model.modules())


def test_the_answer_given_is_explained_unless_told(monkeypatch):
    network = restored(documents.digits_cnn())
    x, y = network.prepared.part("test")
    answer = network.answer(x[5:6]).softmax(1)[0]
    found = explain_restored(network, method="saliency", sample=5)
    assert found.target == found.predicted == int(answer.argmax())
    assert found.probability == pytest.approx(float(answer.max()), abs=1e-6)
    assert found.actual == y[5]
    other = explain_restored(network, method="saliency", sample=5, target=(found.target + 1) % 10)
    assert other.target != found.target
    assert other.predicted == found.predicted
    assert not np.array_equal(other.attribution, found.attribution)


def test_a_linear_network_is_explained_exactly():
    """Weights times the distance from the average, in the units of the data: known without any method."""
    document = documents.document(documents.chosen("diabetes"), ("linear", {"units": 1}))
    network = restored(document)
    weights = network.model.get_submodule("linear_1").weight.detach().numpy()[0]
    prepared = network.prepared
    baseline = prepared.part("train")[0].mean(0, np.float64)
    exact = weights * (prepared.part("test")[0][3] - baseline) * np.ravel(prepared.target.std)
    for method in ("integrated_gradients", "ablation"):
        found = explain_restored(network, method=method, sample=3)
        assert found.attribution == pytest.approx(exact, rel=1e-3, abs=1e-3)
        assert found.target is None
        assert found.probability is None
        assert found.actual == prepared.raw("test")[1][3, 0]


def test_what_is_not_there_is_said():
    network = restored(documents.wine())
    for wrong in ({"sample": 10_000}, {"sample": -1}, {"sample": 0, "target": 3}, {"sample": 0, "target": -1}):
        with pytest.raises(ExplainError, match="There is no") as told:
            explain_restored(network, method="ablation", **wrong)
        assert told.value.cure
    with pytest.raises(ExplainError, match="no method called 'magic'"):
        explain_restored(network, method="magic", sample=0)


def only(module: nn.Module, network):
    """A restored network whose model is one module."""
    graph = fx.Graph()
    graph.output(graph.call_module("it", (graph.placeholder("x"),)))
    root = nn.Module()
    root.add_module("it", module.eval())
    return replace(network, model=fx.GraphModule(root, graph))


class InPlace(nn.Module):
    """Changes its input where it stands."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(13, 3)

    def forward(self, x):
        return self.linear(x.relu_())


class NoGradient(nn.Module):
    """Answers without any way back to its input."""

    def forward(self, x):
        return x[:, :3].detach()


class NotFinite(nn.Module):
    """Answers with no numbers."""

    def forward(self, x):
        return x[:, :3] * float("nan")


def test_layers_in_place_are_explained_and_the_data_is_not_changed():
    network = only(InPlace(), restored(documents.wine()))
    before = network.prepared.raw("test")[0].copy()
    assert explain_restored(network, method="integrated_gradients", sample=0).gap < 0.05
    assert np.array_equal(before, network.prepared.raw("test")[0])


@pytest.mark.parametrize("module", [NoGradient(), NotFinite()])
def test_a_network_that_cannot_be_explained_is_said_to_be(module):
    network = only(module, restored(documents.wine()))
    with pytest.raises(ExplainError) as told:
        explain_restored(network, method="integrated_gradients", sample=0)
    assert "grad" not in str(told.value).replace("gradients", "")
    assert told.value.cure


def test_memory_that_runs_out_is_said(monkeypatch):
    def fail(*_args):
        raise RuntimeError("CUDA out of memory")

    monkeypatch.setattr(METHODS["saliency"], "weigh", fail)
    with pytest.raises(ExplainError, match="memory ran out"):
        explain_restored(restored(documents.wine()), method="saliency", sample=0)


def test_a_trained_run_is_explained_into_a_file(tmp_path):
    document = documents.digits_cnn(epochs=1)
    with pytest.raises(TrainingError):
        explain(document, tmp_path, tmp_path / "runs", method="saliency", sample=0)
    list(train(document, tmp_path, tmp_path / "runs"))
    found = explain(document, tmp_path, tmp_path / "runs", method="integrated_gradients", sample=4)
    assert found.run == 1
    write_png(found, tmp_path / "why.png")
    with Image.open(tmp_path / "why.png", formats=["PNG"]) as picture:
        assert picture.size >= (560, 300)
