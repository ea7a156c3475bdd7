"""What can end a run badly, in a sentence with its cure: no traceback, no class names."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from neurodesk.graph.errors import BadFile, CompileError, DataError, NeuroDeskError, ParameterError
from neurodesk.training.device import free_memory, is_memory_error
from neurodesk.training.events import RunFailed
from neurodesk.training.learner import Learner
from neurodesk.training.opening import is_full, plain_cause

EXPECTED = (NeuroDeskError, OSError, sqlite3.Error, RuntimeError, MemoryError, ValueError)
"""What may come out of a run: typed errors of the rooms below, the disk, and PyTorch, which raises RuntimeError."""

CODES: dict[type[NeuroDeskError], str] = {
    BadFile: "bad_checkpoint",
    CompileError: "drawing",
    DataError: "data",
    ParameterError: "parameter",
}
GB = 1e9


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run ended, for a person."""

    code: str
    text: str
    cure: str
    node: str = ""

    def event(self, run: int) -> RunFailed:
        """The failure as the last event of a run."""
        return RunFailed(run, self.code, self.text, self.cure, self.node)


def failure(error: BaseException, learner: Learner | None = None) -> Failure:
    """Say what an error means for the run it ended; `learner` is None when it had not begun."""
    said = str(error)
    if isinstance(error, NeuroDeskError):
        return Failure(
            CODES.get(type(error), "training"), _sentence(said), error.cure or "Change it, then train again."
        )
    if is_memory_error(error):
        return _out_of_memory(learner)
    if "Expected more than 1 value per channel" in said:
        return Failure(
            "batch_of_one",
            "Batch normalization compares the examples of a batch, so a batch needs at least 2.",
            "Choose a batch of 2 or more, or use layer normalization.",
        )
    if isinstance(error, sqlite3.Error | OSError):
        return Failure(
            "disk", f"The run could not be kept: {plain_cause(error)}.", "Free some space, or save elsewhere."
        )
    if "CUDA" in said or "accelerator" in said.lower():
        return Failure(
            "device_lost",
            "The GPU stopped answering.",
            "Train again, or resume the run; if it stays away, choose cpu as the device.",
        )
    first = said.strip().splitlines()[0][:300] if said.strip() else "no reason was given"
    return Failure(
        "failed", f"A training step could not be computed: {first.rstrip('.')}.", "Change the network or the data."
    )


def weights_lost(run: int, error: OSError, folder: Path) -> Failure:
    """A run is over and none of its weights could be written into the runs folder."""
    text = f"Run {run} is over, but its weights could not be kept and are lost: {plain_cause(error)}."
    first = "Free some space for" if is_full(error) else "See that you may write to"
    cure = f"{first} the folder {folder}, or keep runs in another folder (--runs, or save the project elsewhere)"
    return Failure("disk", text, f"{cure}, then train again.")


def _out_of_memory(learner: Learner | None) -> Failure:
    """Memory ran out: how much there is, and half the batch."""
    if learner is None:
        return Failure(
            "out_of_memory", "There is not enough memory for this network and data.", "Make the network smaller."
        )
    batch = min(learner.data.batch, len(learner.data))
    free = free_memory(learner.setting.device) / GB
    text = f"A step with {batch} examples needs more memory than there is: {free:.1f} GB are free."
    cure = f"Use a batch of {batch // 2}." if batch > 1 else "Make the network smaller."
    return Failure("out_of_memory", text, cure)


def _sentence(text: str) -> str:
    """A text with a capital at its start, unless a node's name stands there, and a full stop at its end."""
    first = text.split(" ", 1)[0]
    begun = text if "_" in first or "." in first else text[:1].upper() + text[1:]
    return begun if begun.endswith((".", "!", "?")) else f"{begun}."
