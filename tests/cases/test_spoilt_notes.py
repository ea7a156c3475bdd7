"""A41: the counters in a run's state, each in turn replaced by every kind of value, and the run is gone on with."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file, save_file

from neurodesk.training import events
from neurodesk.training.weights import read_header
from tests.training.running import mlp, of, run

VALUES = (
    None, True, -1, 0, 625, 2**31 - 1, 2**63, 10**400, 0.5, 1e308, "", "x", "\ud800", [], [[]], [0], {}, {"x": {}},
)  # fmt: skip
MORE = {"epochs": 4, "patience": 9, "device": "cpu"}

Way = tuple[str | int, ...]


def ways(value: Any, way: Way = ()) -> Iterator[Way]:
    """How to come to each value inside one; of a long list to its first two and its last."""
    yield way
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from ways(inside, (*way, key))
    elif isinstance(value, list):
        for at in {0, 1, len(value) - 1} & set(range(len(value))):
            yield from ways(value[at], (*way, at))


def replaced(whole: Any, way: Way, value: object) -> Any:
    """A copy with another value at the end of a way."""
    if not way:
        return value
    made = copy.deepcopy(whole)
    inside = made
    for step in way[:-1]:
        inside = inside[step]
    inside[way[-1]] = value
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a run of two epochs, which kept its best weights."""
    run(mlp(**MORE), tmp_path, epochs=2)
    return tmp_path


def test_a41_every_value_of_the_notes_is_taken_or_refused_in_words(folder: Path):
    """Nothing comes out as an exception: the run goes on to its end, or says why not and what to do."""
    path, ends = folder / "0001" / "state.safetensors", {"run_finished": 0, "run_failed": 0}
    tensors, sound = load_file(path), json.loads(read_header(path).notes["state"])
    listed = (folder / "runs.sqlite").read_bytes()
    for way in ways(sound):
        for value in VALUES:
            save_file(tensors, path, {"state": json.dumps(replaced(sound, way, value))})
            last = run(mlp(**MORE), folder, resume=1, epochs=3)[-1]
            assert isinstance(last, events.RunFinished | events.RunFailed), (way, value)
            assert last.event == "run_finished" or (last.text and last.cure), (way, value)
            ends[last.event] += 1
            if last.event == "run_finished":
                (folder / "runs.sqlite").write_bytes(listed)
    assert min(ends.values()) > 50, ends


def test_a41_the_sound_notes_go_on(folder: Path):
    """Two epochs more, without a word."""
    told = run(mlp(**MORE), folder, resume=1, epochs=4)
    assert not of(told, events.Warned)
    assert (told[-1].event, told[-1].epoch) == ("run_finished", 4)
