"""What can end a run badly, in a sentence with its cure: no traceback, no class names."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from neurodesk.compiler.memory import said
from neurodesk.disk.reading import is_folder
from neurodesk.graph.errors import BadFile, CompileError, DataError, NeuroDeskError, ParameterError
from neurodesk.training.device import UNORDERED, is_memory_error
from neurodesk.training.events import RunFailed
from neurodesk.training.fitting import fit
from neurodesk.training.learner import Learner
from neurodesk.training.opening import is_full, plain_cause, why_unkept

EXPECTED = (NeuroDeskError, OSError, sqlite3.Error, RuntimeError, MemoryError, ValueError)
"""What may come out of a run: typed errors of the rooms below, the disk, and PyTorch, which raises RuntimeError."""

CODES: dict[type[NeuroDeskError], str] = {
    BadFile: "bad_checkpoint",
    CompileError: "drawing",
    DataError: "data",
    ParameterError: "parameter",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run ended, for a person."""

    code: str
    text: str
    cure: str
    node: str = ""
    batch: int = 0  # that would do, where the one there was is too large; else 0

    def event(self, run: int) -> RunFailed:
        """The failure as the last event of a run."""
        return RunFailed(run, self.code, self.text, self.cure, self.node, self.batch)


def failure(error: BaseException, learner: Learner | None = None) -> Failure:
    """Say what an error means for the run it ended; `learner` is None when it had not begun."""
    told = str(error)
    if isinstance(error, NeuroDeskError):
        return Failure(
            CODES.get(type(error), "training"), _sentence(told), error.cure or "Change it, then train again."
        )
    if is_memory_error(error):
        return _out_of_memory(error, learner)
    if "Expected more than 1 value per channel" in told:
        return Failure(
            "batch_of_one",
            "Batch normalization compares the examples of a batch, so a batch needs at least 2.",
            "Choose a batch of 2 or more, or use layer normalization.",
        )
    if isinstance(error, sqlite3.Error | OSError):
        return Failure(
            "disk", f"The run could not be kept: {plain_cause(error)}.", "Free some space, or save elsewhere."
        )
    if UNORDERED not in told and any(
        word in told.lower() for word in ("cuda", "cudnn", "cublas", "nvidia", "accelerator")
    ):
        return Failure(
            "device_lost",
            "The GPU stopped answering.",
            "Train again, or go on with the run; if it stays away, choose cpu as the device.",
        )
    first = told.strip().splitlines()[0][:300] if told.strip() else "no reason was given"
    return Failure(
        "failed", f"A training step could not be computed: {first.rstrip('.')}.", "Change the network or the data."
    )


def weights_lost(run: int, error: OSError, folder: Path, *, earlier: bool = False, state: bool = False) -> Failure:
    """A run is over and none of its weights are in the runs folder: none could be written, or the folder with those
    of an `earlier` checkpoint is gone. With its `state` there it can be gone on with all the same.
    """
    if earlier and not is_folder(folder):
        text = f"The folder {folder.name} with the last checkpoint was not there any more when run {run} ended."
        return Failure("disk", text, f"Put {folder} back in its place, then go on with run {run}.")
    cause = why_unkept(error, folder)[0]
    first = "Free some space for" if is_full(error) else "See that you may write to"
    if state:
        text = f"Run {run} is over and can be gone on with, but its weights could not be written for use: {cause}."
        return Failure("disk", text, f"{first} the folder {folder}, then go on with run {run}.")
    text = f"Run {run} is over, but its weights could not be kept and are lost: {cause}."
    cure = f"{first} the folder {folder}, or keep runs in another folder (--runs, or save the project elsewhere)"
    return Failure("disk", text, f"{cure}, then train again.")


def _out_of_memory(error: BaseException, learner: Learner | None) -> Failure:
    """Memory ran out: how much was needed and how much there is, and a batch that fits."""
    if learner is None:
        return Failure(
            "out_of_memory", "There is not enough memory for this network and data.", "Make the network smaller."
        )
    found = fit(error, learner)
    text = f"A step with {found.batch} examples needs about {said(found.needed)}; {said(found.free)} are free."
    if found.needed <= found.free:  # nobody said how much was asked for
        text = f"A step with {found.batch} examples needs more memory than the {said(found.free)} that are free."
    if found.fits:
        return Failure("out_of_memory", text, f"Use a batch of {found.fits}.", batch=found.fits)
    return Failure("out_of_memory", text, "Make the network smaller.")


def _sentence(text: str) -> str:
    """A text with a capital at its start, unless a node's name stands there, and a full stop at its end."""
    first = text.split(" ", 1)[0]
    begun = text if "_" in first or "." in first else text[:1].upper() + text[1:]
    return begun if begun.endswith((".", "!", "?")) else f"{begun}."
