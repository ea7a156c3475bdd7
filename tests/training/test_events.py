"""Tests of what training says: frozen, named, and without torch."""

import dataclasses
import subprocess
import sys
import typing

import pytest

from neurodesk.training.events import CheckpointSaved, Event


def test_every_event_has_a_word_of_its_own():
    """The words are what `--json` prints."""
    words = [kind.event for kind in typing.get_args(Event)]
    assert len(set(words)) == len(words)
    assert {"run_started", "steps_taken", "epoch_finished", "run_finished", "run_failed"} <= set(words)


def test_events_are_frozen():
    """Nobody changes what was said."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        CheckpointSaved(1, 2).step = 3


def test_declarations_load_without_torch():
    """What the window draws forms and lists from, the run store among it."""
    names = (
        "events",
        "control",
        "options",
        "losses",
        "optimizers",
        "schedules",
        "recipes.catalogue",
        "runs",
        "drawings",
    )
    code = f"import sys\nfor name in {names}: __import__('neurodesk.training.' + name)\n"
    code += "print([m for m in ('torch', 'captum', 'pandas', 'sklearn', 'PySide6', 'scipy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
