"""Keeps the proof that occlusion covers every part and tells what the answer loses by it."""

import numpy as np
import pytest

from neurodesk.explanation.explain import explain_restored
from neurodesk.explanation.methods.occlusion import Occlusion
from tests.engine import documents
from tests.explanation.networks import looks_at, restored


def test_what_the_network_looks_at_is_found():
    network = looks_at(3, 4)
    lit = int(np.flatnonzero(network.prepared.raw("test")[0][:, 0, 3, 4] > 8)[0])
    covered = explain_restored(network, method="occlusion", sample=lit).attribution[0]
    assert covered[3, 4] == pytest.approx(covered.max())
    assert covered.max() > 0
    assert covered[0, 0] == 0


def test_a_patch_over_everything_loses_all_there_is_to_lose(monkeypatch):
    network = restored(documents.digits_mlp())
    monkeypatch.setitem(Occlusion._defaults, "window", 256)
    found = explain_restored(network, method="occlusion", sample=1).attribution
    assert np.ptp(found) == pytest.approx(0, abs=1e-6)


def test_sequences_are_covered_too():
    found = explain_restored(restored(documents.digits_lstm()), method="occlusion", sample=1)
    assert found.attribution.shape == (1, 8, 8)
