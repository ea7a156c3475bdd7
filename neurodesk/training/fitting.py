"""What memory a step wanted when it ran out, and the batch that it can be taken with: found by taking it."""

from __future__ import annotations

import re
import traceback
from dataclasses import dataclass

import torch

from neurodesk.compiler import count
from neurodesk.layers.spec import numel
from neurodesk.training.device import free_memory
from neurodesk.training.learner import Learner

SPARE = 4  # a trial has a fourth more examples than is said to fit: other programs want memory too, and not evenly
UNITS = {"": 1, "bytes": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}
ASKED = re.compile(r"allocate\s+(\d+(?:\.\d+)?)\s*(bytes|[KMGT]iB)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fit:
    """The batch that was too large, and the largest half, quarter, ... of it that is not; 0 where none is.

    `needed` is in bytes what a step takes at least beside what the run holds, `free` what there is.
    """

    batch: int
    fits: int
    needed: int
    free: int


def fit(error: BaseException, learner: Learner) -> Fit:
    """Find out after a step ran out of memory. The run is over: what is learned in these trials goes with it."""
    _let_go(error, learner)
    free, batch = free_memory(learner.setting.device), min(learner.data.batch, len(learner.data))
    setting = learner.setting
    drawn = batch * (setting.cost.bytes + count.BYTES * numel(setting.facts.input))
    needed = max(drawn, free + asked(str(error)))  # what was asked for last did not fit on top of the rest
    fits = batch // 2
    while fits and not _takes(learner, fits + fits // SPARE):
        fits //= 2
    _let_go(error, learner)
    return Fit(batch, fits, needed, free)


def asked(text: str) -> int:
    """The bytes that an allocator says it could not give; 0 where it does not say."""
    found = ASKED.search(text)
    return int(float(found[1]) * UNITS[found[2] or ""]) if found else 0


def _takes(learner: Learner, size: int) -> bool:
    """Whether a step can be taken with so many examples. Nothing of the answers or gradients is used."""
    try:
        with learner.setting.in_order():
            learner.stepper.gradients(
                learner.data.x[:size].to(learner.data.device), learner.data.y[:size].to(learner.data.device)
            )
    except (RuntimeError, MemoryError, ValueError) as error:
        _let_go(error, learner)
        return False
    return True


def _let_go(error: BaseException, learner: Learner) -> None:
    """Give back what the failed step still holds: its frames, which the error keeps, hold all its answers."""
    told: BaseException | None = error
    while told is not None:
        traceback.clear_frames(told.__traceback__)
        told = told.__cause__ or told.__context__
    if learner.setting.device.type == "cuda":
        torch.cuda.empty_cache()
