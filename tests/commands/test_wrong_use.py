"""Tests of what is said of a wrong command line; whole lines are in tests/test_cli.py."""

from types import SimpleNamespace

import pytest
import typer

from neurodesk.commands.wrong_use import given, sentence


@pytest.mark.parametrize(
    ("line", "value"),
    [("train x --seed 3", "3"), ("train --seed=4 x", "4"), ("train x --seed", ""), ("train x", "")],
)
def test_the_value_as_it_was_typed(line: str, value: str):
    """A value is found after its option in both ways of writing it."""
    assert given(line.split(), "--seed") == value


def test_no_words_of_the_parser():
    """What the parser says of types and patterns does not reach a person."""
    error = typer.BadParameter("Input should be a valid integer", param=SimpleNamespace(opts=["--sample"], name="s"))
    told = sentence(error, ["explain", "x", "--sample", "three"])
    assert told.startswith("--sample takes a whole number from 0, not 'three'.")
    unknown = typer.BadParameter("Input should be a path", param=SimpleNamespace(opts=["file"], name="file"))
    assert sentence(unknown, ["check"]).startswith("The FILE given cannot be used.")
