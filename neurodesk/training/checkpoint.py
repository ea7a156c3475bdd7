"""Everything needed to go on from a step as if nothing had happened, in memory and on disk.

`state.safetensors` holds weights, moments, random states and best weights as tensors, and the counters as JSON in its
notes, so that one file put in place at once is the whole truth; `state.json` beside it says the counters for people.
`weights.safetensors` holds the network to use: the best weights where patience keeps them, else the latest.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from neurodesk.disk.atomic import SaveError, atomic_save
from neurodesk.disk.reading import is_there
from neurodesk.disk.sqlite import settle_log
from neurodesk.graph.errors import BadFile
from neurodesk.training.runs import FILE, STATE, WEIGHTS
from neurodesk.training.weights import MAX_TENSORS, check_equal, read_header, read_tensors, write_weights

NOTES = "state.json"
SHARES = 6  # tensors per weight at most: itself, two or three moments, its best value
FRESH = "Start a new run; the weights of this one are kept."
MOST_STEPS = 2**53
MOST_NUMBER = sys.float_info.max
MOST_RANDOM = 1 << 16  # numbers; torch's generator has five thousand

Tensors = dict[str, Tensor]


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A run at one step. The tensors are copies nobody writes to; `notes` are plain values for JSON."""

    step: int
    weights: Tensors  # the network's state dict
    moments: Tensors  # as Update.state
    random: Tensors  # torch on each device, numpy's numbers
    notes: Mapping[str, Any]
    best: Tensors = field(default_factory=dict)

    def tensors(self) -> Tensors:
        """All tensors under one name each."""
        parts = {"model": self.weights, "optimizer": self.moments, "random": self.random, "best": self.best}
        return {f"{part}.{name}": tensor for part, named in parts.items() for name, tensor in named.items()}


def random_notes() -> tuple[dict[str, Any], Tensor]:
    """The random states of Python and numpy: values for JSON, and numpy's 624 numbers."""
    kind, words, gauss = random.getstate()
    numpy: Any = np.random.get_state()
    return {"python": [kind, list(words), gauss], "numpy": list(numpy[2:])}, torch.from_numpy(numpy[1].astype(np.int64))


def put_random_notes(notes: Mapping[str, Any], words: Tensor) -> None:
    """Go back to random states of Python and numpy. Raises what Python raises when they are none."""
    kind, python, gauss = notes["python"]
    random.setstate((kind, tuple(python), gauss))
    place, has_gauss, cached = notes["numpy"]
    if type(place) is not int or not 0 <= place <= len(words):  # numpy would read beyond its numbers
        raise ValueError(place)
    np.random.set_state(("MT19937", words.numpy().astype(np.uint32), place, int(has_gauss), float(cached)))


def write_snapshot(folder: Path, snapshot: Snapshot) -> None:
    """Put a snapshot on disk, whole or not at all, after the metrics recorded until then. Raises SaveError."""
    try:
        folder.mkdir(exist_ok=True)
        settle_log(folder.parent / FILE)
    except OSError as error:
        raise SaveError(folder / STATE, error) from error
    notes = json.dumps({"step": snapshot.step, **snapshot.notes}, allow_nan=False)
    on_cpu = {name: tensor.cpu() for name, tensor in snapshot.tensors().items()}
    write_weights(folder / STATE, on_cpu, {"state": notes})
    used = "best" if snapshot.best else "model"
    write_weights(folder / WEIGHTS, {name: on_cpu[f"{used}.{name}"] for name in snapshot.weights})
    atomic_save(folder / NOTES, notes.encode(), backup=False)


def read_snapshot(folder: Path, like: Snapshot) -> Snapshot | None:
    """Read a run's snapshot, which must have the tensors of `like`; None when there is none yet. Raises BadFile."""
    path = folder / STATE
    if not is_there(path):
        return None
    header = read_header(path, MAX_TENSORS * SHARES)
    wanted = Snapshot(0, like.weights, like.moments, like.random, {}, like.weights).tensors()
    has_best = any(name.startswith("best.") for name in header.tensors)
    wanted = {k: v for k, v in wanted.items() if k in header.tensors or not _may_miss(k, has_best)}
    known = {name: entry for name, entry in header.tensors.items() if name in wanted or not name.startswith("random.")}
    check_equal(path, header._replace(tensors=known), wanted)
    for name in header.tensors.keys() - known.keys():  # the random state of a device that is not here
        if math.prod(header.tensors[name][1]) > MOST_RANDOM:
            raise BadFile(path, "it is no random state", name[:80], FRESH)
    notes = _notes(path, header.notes)
    found = read_tensors(path, header)
    parts: dict[str, Tensors] = {"model": {}, "optimizer": {}, "random": {}, "best": {}}
    for name in known:
        part, rest = name.split(".", 1)
        parts[part][rest] = found[name]
    _check_finite(path, found)
    step = notes.pop("step")
    return Snapshot(step, parts["model"], parts["optimizer"], parts["random"], notes, parts["best"])


def peek(folder: Path) -> dict[str, Any]:
    """The counters of a run's snapshot, without its numbers; empty when there is none. Raises BadFile."""
    path = folder / STATE
    return _notes(path, read_header(path, MAX_TENSORS * SHARES).notes) if is_there(path) else {}


def _notes(path: Path, told: Mapping[str, str]) -> dict[str, Any]:
    """The counters of a snapshot, each within its bounds. Raises BadFile."""
    try:
        notes = json.loads(told["state"], parse_constant=_no_constant)
        counters = [notes[name] for name in ("step", "epoch", "position", "per_epoch", "epochs")]
        good = all(type(count) is int and 0 <= count < MOST_STEPS for count in counters)
        step, epoch, position, per_epoch, _ = counters
        good = good and step == epoch * per_epoch + position and position <= per_epoch
        good = good and type(notes["scale"]) is float and 0 < notes["scale"] < math.inf and _are_sound(notes)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadFile(path, "its counters cannot be read", "the notes", FRESH) from error
    if not good:
        raise BadFile(path, "its step, epoch or learning rate does not add up", "the notes", FRESH)
    return dict(notes)


def _are_sound(notes: Mapping[str, Any]) -> bool:
    """Whether the sums of the present epoch are such, and what a course notes for itself, where it is there."""
    counts = [notes["running"]["seen"], *(notes[name] for name in ("waited", "worse") if name in notes)]
    losses = [notes["running"]["loss"], *(notes[name] for name in ("first_loss", "best_loss") if name in notes)]
    metrics = notes.get("best_metrics", {})
    return (
        all(type(count) is int and 0 <= count < MOST_STEPS for count in counts)
        and counts[0] >= notes["position"]  # a batch has an example at least
        and all(map(_is_number, losses))
        and isinstance(metrics, dict)
        and all(map(_is_number, metrics.values()))
    )


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) <= MOST_NUMBER


def _may_miss(name: str, has_best: bool) -> bool:
    """Random states of a device that was not there may miss, and best weights where no patience was asked for."""
    return name.startswith("random.") or (name.startswith("best.") and not has_best)


def _check_finite(path: Path, found: Tensors) -> None:
    for name, tensor in found.items():
        # a gradient of 1e30 squared is infinite, and Adam lives on with that moment; a weight never may be
        wrong = torch.isnan(tensor) if name.startswith("optimizer.") else ~torch.isfinite(tensor)
        if tensor.is_floating_point() and bool(wrong.any()):
            raise BadFile(path, "a number in it is not finite", name[:80], FRESH)


def _no_constant(word: str) -> float:
    raise ValueError(word)


class Writer:
    """Writes snapshots beside the training: the trainer pays for the copy only. One is written at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._worker = ThreadPoolExecutor(1, "checkpoint")
        self._going: tuple[int, float, Future[None]] | None = None
        self.saved = (-1, 1.0)  # the step of the last one on the disk, and the scale of its rate

    @property
    def busy(self) -> bool:
        """Whether a snapshot is on its way, or its outcome not asked for yet."""
        return self._going is not None

    def write(self, snapshot: Snapshot) -> None:
        """Begin to write; call only when not busy."""
        writing = self._worker.submit(write_snapshot, self.folder, snapshot)
        self._going = snapshot.step, snapshot.notes["scale"], writing

    def outcome(self, *, wait: bool = False) -> tuple[int, OSError | None] | None:
        """The step that was written, and what went wrong; None while it is not over, or there is none."""
        if self._going is None or not (wait or self._going[2].done()):
            return None
        (step, scale, writing), self._going = self._going, None
        error = writing.exception()
        if error is not None and not isinstance(error, OSError):
            raise error
        if error is None:
            self.saved = step, scale
        return step, error

    def close(self) -> None:
        """Let the last snapshot be written, and end the thread."""
        self._worker.shutdown(wait=True)
