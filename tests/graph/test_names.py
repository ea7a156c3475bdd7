"""Keeps the proof that names are safe as module names and as words in source, and sort as people count."""

import pytest
import torch

from neurodesk.graph.edit import add
from neurodesk.graph.errors import EditError
from neurodesk.graph.model import Graph, chosen
from neurodesk.graph.names import LONGEST_NAME, RESERVED, check_name, fresh, natural

BAD = [
    "", "1a", "_a", "__class__", "a-b", "a b", "a.b", "ä", "\u0430", "a\n", "a\u202e", "a\u200b", "x" * 65,
    "for", "None", "self", "torch", "F", "forward", "training", "state_dict", 'x"); import os #', "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("name", ["a", "conv_1", "A9", "x" * LONGEST_NAME, "conv", "print"])
def test_good_names(name):
    check_name(name)


@pytest.mark.parametrize("name", BAD, ids=ascii)
def test_bad_names_are_refused_with_a_cure(name):
    with pytest.raises(EditError) as caught:
        check_name(name)
    assert caught.value.cure
    assert str(caught.value).isprintable()


def test_every_public_word_of_torch_modules_is_reserved():
    words = dir(torch.nn.Module()) + dir(torch.fx.GraphModule(torch.nn.Module(), torch.fx.Graph()))
    assert {word for word in words if not word.startswith("_")} <= RESERVED


def test_names_sort_as_people_count():
    assert sorted(["conv_10", "conv_2", "a", "conv_02", "conv", "2"], key=natural) == [
        "2", "a", "conv", "conv_02", "conv_2", "conv_10",
    ]  # fmt: skip


def test_fresh_takes_the_first_free_number():
    graph, _ = add(Graph(), chosen("relu"), "relu_1")
    graph, _ = add(graph, chosen("relu"), "relu_3")
    assert fresh(graph, "relu") == "relu_2"
    assert fresh(graph, "conv") == "conv_1"
