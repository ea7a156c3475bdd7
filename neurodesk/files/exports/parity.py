"""Keeps the proof that an exported file answers as the trained network does: both are asked, apart from each other."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurodesk.files.exports import reopen
from neurodesk.files.exports.python import page
from neurodesk.files.exports.spec import ONNX, PROGRAM, SOURCE, WEIGHTS, Trained
from neurodesk.graph.errors import ExportError

Array = NDArray[Any]

TOLERANCE = 1e-4  # of the largest answer, at least of 1: float32 sums in another order differ by some 1e-6
MOST = 256  # examples asked
MOST_BYTES = 64 << 20  # of examples
READERS = {"onnx": ("onnx", ONNX), "pt2": ("program", PROGRAM)}  # how a format is read, and its file; else as Python
PATIENCE = 300  # seconds for a reader to load its libraries and answer


def answers(trained: Trained, x: Array) -> Array:
    """What the trained network answers to N examples as they came, in the units of the data."""
    import torch

    with torch.no_grad():
        told = trained.model(torch.from_numpy(trained.scaling.apply(x))).numpy()
    return trained.target.undo(told)


def difference(form: str, folder: Path, trained: Trained, x: Array) -> float:
    """The largest difference between the answers of the file of `form` in `folder` and the network's, over N examples.

    The file is opened in a new process that has no NeuroDesk. Raises ExportError when it does not open there.
    """
    folder = folder.absolute()  # the reader stands in the room
    with tempfile.TemporaryDirectory(prefix="parity", dir=folder) as room:
        told = _reopened(form, folder, Path(room), trained, x)
    expected = answers(trained, x)
    if told.shape != expected.shape:
        raise ExportError(f"The exported {form} file answers {told.shape}, the network {expected.shape}.")
    return float(np.abs(told - expected).max(initial=0.0))


def agrees(gap: float, expected: Array) -> bool:
    """Whether a difference is no more than other orders of summing explain."""
    return bool(gap <= TOLERANCE * max(1.0, float(np.abs(expected).max(initial=0.0))))


def some(x: Array) -> Array:
    """As many of N examples as are asked."""
    return x[: max(1, min(MOST, MOST_BYTES // max(x[:1].nbytes, 1)))]


def _reopened(form: str, folder: Path, room: Path, trained: Trained, x: Array) -> Array:
    np.save(room / "x.npy", x, allow_pickle=False)
    kind, name = READERS.get(form, ("python", SOURCE))
    file, weights = folder / name, []
    if form == "weights":  # weights alone answer nothing: they are read into the class they belong to
        file, weights = room / SOURCE, [str(folder / WEIGHTS)]
        file.write_text(page(trained), encoding="utf-8")
    program = str(Path(reopen.__file__))
    command = [sys.executable, "-P", program, kind, str(file), str(room / "x.npy"), str(room / "answer.npy"), *weights]
    until_we_end, ours = os.pipe()  # nothing is ever written: the reader finds its end when this process is no more
    try:
        done = subprocess.run(
            command, stdin=until_we_end, capture_output=True, text=True, timeout=PATIENCE, cwd=room, check=False,
            env=os.environ | {"ORT_DISABLE_TELEMETRY": "1"},  # onnxruntime would tell its makers that it ran
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise ExportError(f"The exported {form} file did not answer within {PATIENCE} seconds.") from error
    finally:
        os.close(until_we_end)
        os.close(ours)
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2][:300]
        raise ExportError(f"The exported {form} file could not be opened again: {last}")
    told: Array = np.load(room / "answer.npy", allow_pickle=False)
    return told
