"""The search finds what a person would do, and only what works."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodesk.compiler.bridges import bridges, chains, likeness, through, tunings
from neurodesk.compiler.spot import fits
from neurodesk.graph.model import Node, chosen
from tests.compiler.sketches import linear

SHAPES = st.lists(st.integers(1, 40), min_size=1, max_size=3).map(tuple)
NODES = st.sampled_from(
    [linear(5), chosen("conv2d"), chosen("conv1d"), chosen("lstm"), chosen("max_pool2d"), chosen("multihead_attention"),
     chosen("batch_norm2d"), chosen("group_norm"), chosen("upsample"), chosen("permute")]
)  # fmt: skip


@pytest.mark.parametrize(
    ("node", "shape", "keys"),
    [
        (linear(5), (16, 8, 8), ["flatten"]),
        (chosen("conv2d"), (64,), ["reshape"]),
        (chosen("conv2d"), (8, 8), ["reshape"]),
        (chosen("lstm"), (1, 8, 8), ["reshape"]),
    ],
)
def test_the_first_bridge(node: Node, shape: tuple[int, ...], keys: list[str]):
    """The most usual layer comes first."""
    assert [one.key for one in next(bridges(node, [shape], 0))] == keys


def test_branches_are_made_alike():
    """By mixing channels, pooling, or both."""
    (found,) = islice(bridges(chosen("add"), [(16, 8, 8), (8, 8, 8)], 1), 1)
    assert found == (chosen("conv2d", filters=16, kernel=1, padding=0),)
    assert next(likeness((5,), (7,))) == (linear(7),)
    (found,) = islice(bridges(chosen("add"), [(16, 8, 8), (8, 4, 4)], 0), 1)
    assert through(found, (16, 8, 8)) == (8, 4, 4)


def test_tokens_are_embedded():
    """Whole numbers become vectors before anything else."""
    assert [one.key for one in next(chains((12,), "int64"))] == ["embedding"]


@given(NODES, SHAPES)
def test_bridges_and_tunings_work(node: Node, shape: tuple[int, ...]):
    """Whatever is offered fits."""
    for chain in islice(bridges(node, [shape], 0), 3):
        reached = through(chain, shape)
        assert reached is not None
        assert fits(node, [reached])
    if not fits(node, [shape]):
        for name, value in tunings(node, [shape]):
            assert fits(Node(node.key, node.values.insert(name, value)), [shape])
