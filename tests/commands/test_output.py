"""Tests of how commands speak."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from neurodesk.commands import output
from neurodesk.training.events import Paused, StepsTaken


@pytest.fixture(autouse=True)
def fresh_console():
    """Let each test's capture see the console."""
    output.console.cache_clear()
    yield
    output.console.cache_clear()


@dataclass
class Pair:
    """Two values of any kind."""

    one: object
    two: object


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (float("nan"), None),
        (float("-inf"), None),
        (np.float32(0.5), 0.5),
        (np.arange(4).reshape(2, 2), [[0, 1], [2, 3]]),
        (np.array([1.0, np.nan]), [1.0, None]),
        ((1, "a", None, True), [1, "a", None, True]),
        ({"a": Path("x") / "y"}, {"a": str(Path("x") / "y")}),
        (Pair(1, {"b": (2.0,)}), {"one": 1, "two": {"b": [2.0]}}),
        (Paused(3, 10), {"event": "paused", "run": 3, "step": 10}),
    ],
)
def test_plain(value: object, words: object):
    """Everything a command gives can be said in JSON."""
    assert output.plain(value) == words


def test_give_is_one_strict_line(capsys):
    """An event with NaN among its losses is one line of JSON that any program reads."""
    output.give(StepsTaken(1, 2, 1, np.array([0.5, np.nan], np.float32), 0.1, 100.0, 0, 0.5, 1.0))
    printed = capsys.readouterr().out
    assert printed.endswith("\n")
    assert printed.count("\n") == 1
    assert json.loads(printed)["losses"] == [0.5, None]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(61706, "61 706"), (0.98333, "0.9833"), (0.0, "0.0000"), (1.2e-7, "1.2e-07"), (-2.5, "-2.5000")],
)
def test_number(value: float, shown: str):
    """Counts are grouped, measures have four places, tiny differences keep their size."""
    assert output.number(value) == shown


@pytest.mark.parametrize(("count", "shown"), [(512, "512 B"), (3_400_000, "3.4 MB"), (5e15, "5e+03 TB")])
def test_size(count: float, shown: str):
    """Bytes come in the unit a person would choose."""
    assert output.size(count) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.84, "0.8 s"), (125, "2 min 05 s"), (4200, "1 h 10 min"), (3180, "53 min"), (float("inf"), "-")],
)
def test_span(seconds: float, shown: str):
    """Time is told as people tell it."""
    assert output.span(seconds) == shown


def test_nearby(tmp_path: Path, monkeypatch):
    """Paths below the folder we stand in are short, others whole."""
    monkeypatch.chdir(tmp_path)
    assert output.nearby(Path("a") / "b") == str(Path("a") / "b")
    assert output.nearby(tmp_path.parent) == str(tmp_path.parent)


def test_names_are_never_markup(capsys):
    """Square brackets and links in a shared file are printed as they stand."""
    output.say("[bold]x[/bold] :smile: [link=file:///etc]y[/link]")
    output.table("", ("[red]name",), [("[red]a[/red]",)])
    printed = capsys.readouterr().out
    assert "[bold]x[/bold] :smile: [link=file:///etc]y[/link]" in printed
    assert "[red]a[/red]" in printed


def test_notes_go_to_stderr(capsys):
    """What is said beside the answer never reaches stdout."""
    output.note("careful")
    assert capsys.readouterr() == ("", "careful\n")
