"""Tests of the training options."""

import pytest

from neurodesk.graph.errors import ParameterError
from neurodesk.training.options import Options


def test_defaults_are_allowed_and_explained():
    """Every option has its words, and its default passes its own check."""
    for name, option in Options.params().items():
        assert option.doc
        assert option.check(option.default) == Options().values[name]


@pytest.mark.parametrize(
    "values",
    [{"epochs": 10**12}, {"batch": 10**9}, {"batch": 0}, {"seed": -1}, {"device": "tpu"}, {"clip": True}, {"x": 1}],
)
def test_impossible_options_are_refused(values):
    """Sizes that no machine has, and words that mean nothing."""
    with pytest.raises(ParameterError):
        Options.of(values)
