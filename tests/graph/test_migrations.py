"""Keeps the proof that older formats are led forward step by step, and newer ones refused in words."""

import pytest

from neurodesk.graph import migrations
from neurodesk.graph.errors import BadFile
from neurodesk.graph.migrations import FORMAT, MIGRATIONS, migrate


def test_the_present_format_passes_as_it_is():
    assert migrate({"neurodesk": FORMAT, "a": 1}, "x") == {"neurodesk": FORMAT, "a": 1}


@pytest.mark.parametrize(
    "tree", [{}, [], None, "x", {"neurodesk": "1"}, {"neurodesk": True}, {"neurodesk": 0}, {"neurodesk": 1.0}]
)
def test_what_has_no_format_is_no_project(tree):
    with pytest.raises(BadFile, match="no NeuroDesk project") as caught:
        migrate(tree, "x")
    assert caught.value.cure


def test_a_newer_format_is_refused_with_a_cure():
    with pytest.raises(BadFile, match=f"newer NeuroDesk wrote it .format {FORMAT + 1};") as caught:
        migrate({"neurodesk": FORMAT + 1}, "x")
    assert "Update" in caught.value.cure


def test_there_is_a_step_from_every_older_format():
    assert set(MIGRATIONS) == set(range(1, FORMAT))


def test_steps_are_taken_in_order(monkeypatch):
    monkeypatch.setattr(migrations, "FORMAT", 3)
    steps = {1: lambda tree: {**tree, "a": 1}, 2: lambda tree: {**tree, "b": tree["a"] + 1}}
    monkeypatch.setattr(migrations, "MIGRATIONS", steps)
    old = {"neurodesk": 1}
    assert migrate(old, "x") == {"neurodesk": 3, "a": 1, "b": 2}
    assert old == {"neurodesk": 1}
