"""Ranges are numpy's own, feature by feature or channel by channel."""

from pathlib import Path

import numpy as np
import pytest

from neurodesk.data.prepare import prepare
from neurodesk.data.ranges import BINS, ranges
from neurodesk.graph.model import chosen, empty_document


def of(key: str, **values: object):
    """The ranges of a source, with what they were measured on."""
    prepared = prepare(empty_document().replaced(source=chosen(key, **values)), Path())
    return ranges(prepared), prepared


def test_each_feature_of_a_table():
    """Least, mean and greatest of all examples; what enters is near 0 and 1; every number is counted once."""
    found, prepared = of("wine")
    x = prepared.examples.x
    assert found.names == prepared.facts.features
    np.testing.assert_allclose(found.measures[:, :3], np.stack([x.min(0), x.mean(0), x.max(0)], 1), rtol=1e-5)
    entering = prepared.part("train")[0]
    np.testing.assert_allclose(found.measures[:, 3:], np.stack([entering.min(0), entering.mean(0), entering.max(0)], 1),
                               rtol=1e-4, atol=1e-5)  # fmt: skip
    assert found.counts.shape == (13, BINS)
    assert (found.counts.sum(1) == len(entering)).all()


@pytest.mark.parametrize("layout", ["image", "rows", "flat"])
def test_a_picture_is_measured_by_channels(layout: str):
    """However it is laid out."""
    found, prepared = of("digits", layout=layout)
    assert found.names == ("grey",)
    assert found.measures[0, [0, 2]].tolist() == [0, 16]
    assert found.measures[0, 1] == pytest.approx(prepared.examples.x.mean(), rel=1e-4)
    assert found.total == 1
