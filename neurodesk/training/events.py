"""What training says while it runs: frozen values of numbers, text and arrays, nothing that belongs to torch.

Every event names itself by the class variable `event`, the word printed by `neurodesk train --json`.
Steps count from 0 over the whole run: `step` is the number of optimizer steps taken so far.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

Metrics: TypeAlias = Mapping[str, float]
Floats: TypeAlias = NDArray[np.float32]
Counts: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run was made (or taken up again) and its first step is about to be taken."""

    event: ClassVar[str] = "run_started"
    run: int
    device: str
    threads: int
    parameters: int
    examples: int
    steps_per_epoch: int
    epochs: int
    step: int = 0
    resumed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class StepsTaken:
    """Some optimizer steps were taken; `losses` has one training loss per step and ends at `step`.

    `rate` is the learning rate of the last step, `speed` is in steps per second, `memory` in bytes,
    `progress` runs from 0 to 1 and `eta` is the seconds still to go.
    """

    event: ClassVar[str] = "steps_taken"
    run: int
    step: int
    epoch: int
    losses: Floats
    rate: float
    speed: float
    memory: int
    progress: float
    eta: float


@dataclass(frozen=True, slots=True)
class EpochFinished:
    """All training examples were seen once more; `validation` is empty when no validation part is kept.

    Metrics: `loss` always; `accuracy` for classes; `r2` and `mae` for numbers.
    """

    event: ClassVar[str] = "epoch_finished"
    run: int
    epoch: int
    step: int
    train: Metrics
    validation: Metrics
    rate: float
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class ConfusionMeasured:
    """How the validation examples were told apart; `matrix` is C C, rows are the actual classes."""

    event: ClassVar[str] = "confusion_measured"
    run: int
    epoch: int
    matrix: Counts
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class BoundaryMeasured:
    """What the network answers over the plane of its two features, in the units of the data.

    `grid` is R R, row 0 at the lowest second feature: the class, or the value predicted. `probability` is R R,
    of that class (1 for values). `low` and `high` are the corners. `points` is n 2, with their `labels`, n.
    """

    event: ClassVar[str] = "boundary_measured"
    run: int
    epoch: int
    grid: Floats
    probability: Floats
    low: tuple[float, float]
    high: tuple[float, float]
    points: Floats
    labels: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Probed:
    """What one watched node answered for one example.

    `values` is K h w for `maps`, n for a `vector`, t d for a `sequence` (each bounded in size, by leaving out).
    `counts` are the 32 equal bins from `low` to `high`, over all values; `gradient` is the norm of the gradient
    of the node's parameters in the last step, nan where it has none.
    """

    event: ClassVar[str] = "probed"
    run: int
    step: int
    node: str
    kind: str
    values: Floats
    counts: Counts
    low: float
    high: float
    gradient: float


@dataclass(frozen=True, slots=True, eq=False)
class WeightsMeasured:
    """How the weights of n nodes and their gradients are spread, and how far one step moved them.

    `weights` and `gradients` are n B: counts in B equal bins between the two numbers of `weight_bounds` and
    `gradient_bounds` (n 2). `norms` is n 3: of the weights, of their gradients, of what the last step changed. Of a
    large node every so-manieth number is looked at.
    """

    event: ClassVar[str] = "weights_measured"
    run: int
    step: int
    nodes: tuple[str, ...]
    weights: Counts
    gradients: Counts
    weight_bounds: Floats
    gradient_bounds: Floats
    norms: Floats


@dataclass(frozen=True, slots=True)
class Paused:
    """Training waits, at this step."""

    event: ClassVar[str] = "paused"
    run: int
    step: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """Training goes on after a pause."""

    event: ClassVar[str] = "resumed"
    run: int
    step: int


@dataclass(frozen=True, slots=True)
class RateChanged:
    """The learning rate was changed by hand; the schedule goes on from the new one."""

    event: ClassVar[str] = "rate_changed"
    run: int
    step: int
    rate: float


@dataclass(frozen=True, slots=True)
class CheckpointSaved:
    """Everything needed to go on from this step is on disk."""

    event: ClassVar[str] = "checkpoint_saved"
    run: int
    step: int


@dataclass(frozen=True, slots=True)
class Warned:
    """Something is not as it should be, and training goes on; `text` says what and `cure` what to do."""

    event: ClassVar[str] = "warned"
    run: int
    code: str
    text: str
    cure: str


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The run ended well: `reason` is `finished`, `stopped` (by hand) or `early` (validation stopped improving).

    `run` is 0 when it was stopped before its first step: nothing of it is left.
    """

    event: ClassVar[str] = "run_finished"
    run: int
    reason: str
    epoch: int
    step: int
    metrics: Metrics
    seconds: float


@dataclass(frozen=True, slots=True)
class RunFailed:
    """The run ended badly, in a sentence with its cure; `run` is 0 when none was made, `node` the place if known.

    `batch` is one that would do, where memory ran out; else 0.
    """

    event: ClassVar[str] = "run_failed"
    run: int
    code: str
    text: str
    cure: str
    node: str = ""
    batch: int = 0

    @property
    def broken_off(self) -> bool:
        """Whether nothing was wrong with the run itself, so that it can go on from its last checkpoint."""
        return self.code in ("device_lost", "disk")


Event: TypeAlias = (
    RunStarted
    | StepsTaken
    | EpochFinished
    | ConfusionMeasured
    | BoundaryMeasured
    | Probed
    | WeightsMeasured
    | Paused
    | Resumed
    | RateChanged
    | CheckpointSaved
    | Warned
    | RunFinished
    | RunFailed
)
