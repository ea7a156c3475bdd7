"""Keeps the proof that an answer that is broken off leaves the network as it was, whatever was working it out."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from torch import nn

from neurodesk.engine.breaking import NotWanted, while_wanted
from neurodesk.explanation.explain import explain_restored
from neurodesk.explanation.method import reasons
from neurodesk.training.evaluate import measure
from tests.engine import documents
from tests.explanation.networks import restored, weights_hash


class Patience:
    """Somebody who waits for so many modules to be called, and then no longer."""

    def __init__(self, calls: float = float("inf")) -> None:
        self.calls, self.seen = calls, 0

    def __call__(self) -> bool:
        self.seen += 1
        return self.seen <= self.calls


@pytest.mark.parametrize("name", ["cnn", "mlp", "lstm"])
def test_an_explanation_broken_off_in_the_middle_leaves_nothing_behind(name):
    """Every method, where half of the modules were called: no hook, no gradient, no mode, and the same answer after."""
    network = restored(documents.EVERY[name]())
    before, modules = weights_hash(network.model), list(network.model.modules())
    told = reasons(network.plan, network.facts, network.prepared.examples.picture)
    fitting = [method for method, reason in told.items() if not reason]
    assert len(fitting) > 3
    for method in fitting:
        whole = Patience()
        with while_wanted(whole):
            first = explain_restored(network, method=method, sample=1)
        with pytest.raises(NotWanted), while_wanted(Patience(whole.seen // 2)):
            explain_restored(network, method=method, sample=1)
        left = [hooks for module in modules for hooks in (module._forward_hooks, module._forward_pre_hooks)]
        assert not any([*left, *(module._backward_hooks for module in modules)]), method
        again = explain_restored(network, method=method, sample=1)
        np.testing.assert_array_equal(again.attribution, first.attribution, err_msg=method)
    assert weights_hash(network.model) == before
    assert not network.model.training
    assert all(weights.grad is None for weights in network.model.parameters())


def test_another_engine_in_the_same_process_goes_on():
    """What one thread does not want is none of another's business: windows may hold their engines in threads."""
    with while_wanted(Patience(0)), ThreadPoolExecutor(1) as another:
        assert another.submit(nn.Identity(), 3).result() == 3
        with pytest.raises(NotWanted):
            nn.Identity()(3)


def test_an_evaluation_ends_before_its_next_examples():
    """And modules are called as ever once nobody asks any more."""
    network = restored(documents.digits_cnn())
    with pytest.raises(NotWanted), while_wanted(Patience(3)):
        measure(network)
    assert measure(network).metrics["loss"] > 0
    assert nn.Identity()(3) == 3
