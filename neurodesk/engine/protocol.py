"""Keeps every message that crosses between the window and the engine: requests go in, events and answers come out.

A message is a frozen dataclass of plain fields: truth values, numbers, text, tuples, dicts and numpy arrays. What
training says on the way is in `training.events`; `engine.wire` turns all of them into bytes.
"""

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from neurodesk.training import events as training_events

Array = NDArray[Any]
TRUTH = -1  # the target of an explanation: the class that the example is of, whatever was answered


def _none() -> Array:
    return np.zeros(0, np.float32)


# ---------------------------------------------------------------- requests


@dataclass(frozen=True, slots=True)
class StartTraining:
    """Trains `document` (the project file's text); `base` is the project's folder, `runs` where runs are kept."""

    document: str
    base: str
    runs: str
    epochs: int | None = None
    seed: int | None = None
    device: str = "auto"
    resume: int | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Holds the run between two steps."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Lets a held run go on."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Ends the run after the present step; what it learned is kept."""


@dataclass(frozen=True, slots=True)
class ChangeRate:
    """Sets the learning rate of the present run."""

    rate: float


@dataclass(frozen=True, slots=True)
class Watch:
    """Asks for the activations of `nodes` on held-out example `sample`, at most `hz` times a second; no nodes: none."""

    nodes: tuple[str, ...]
    sample: int = 0
    hz: float = 10.0


@dataclass(frozen=True, slots=True)
class MeasureWeights:
    """Asks how weights and gradients of all nodes are spread, at most `hz` times a second; 0: not at all."""

    hz: float = 2.0


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Asks how `run` (None: the newest finished) answers to a part: `test` (held out), `validation` or `train`."""

    request: int
    document: str
    base: str
    runs: str
    run: int | None = None
    part: str = "test"


@dataclass(frozen=True, slots=True)
class Explain:
    """Asks why held-out example `sample` was answered so: one `Explained` for each of `methods`.

    `target` is a class or output, TRUTH the class it is of, None the class answered. `layer` is the convolution that
    Grad-CAM weighs, "" the last.
    """

    request: int
    document: str
    base: str
    runs: str
    run: int | None
    methods: tuple[str, ...]
    sample: int
    target: int | None = None
    layer: str = ""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Gives up question `request`: it is not begun, or is broken off; no more is told of it."""

    request: int


@dataclass(frozen=True, slots=True)
class ShowExamples:
    """Asks for examples of a part, of class `actual` answered as `predicted` (None: any), from the `offset`-th on.

    `order` is "loss" (largest loss first), "confidence" (surest first) or "doubt" (least sure first); `wrong` leaves
    out those that are answered right.
    """

    request: int
    document: str
    base: str
    runs: str
    run: int | None
    actual: int | None = None
    predicted: int | None = None
    order: str = "loss"
    limit: int = 64
    part: str = "test"
    wrong: bool = False
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ExportFiles:
    """Asks for `run` as files of `formats` in folder `out`, each proved against the trained network."""

    request: int
    document: str
    base: str
    runs: str
    run: int | None
    formats: tuple[str, ...]
    out: str


@dataclass(frozen=True, slots=True)
class PreviewData:
    """Asks for `count` examples of a part of the data from the `offset`-th on, and for the `ranges` of all if so."""

    request: int
    document: str
    base: str
    count: int = 64
    part: str = "train"
    offset: int = 0
    ranges: bool = True


@dataclass(frozen=True, slots=True)
class Shutdown:
    """Ends the engine: the present run is stopped and kept."""


# ---------------------------------------------------------------- answers


@dataclass(frozen=True, slots=True, eq=False)
class EngineReady:
    """The engine has loaded PyTorch; `device` is what "auto" means here, `devices` all that may be chosen."""

    event: ClassVar[str] = "engine_ready"
    device: str
    devices: tuple[str, ...]
    torch: str
    threads: int


@dataclass(frozen=True, slots=True, eq=False)
class Evaluated:
    """Answers of a run to a part of its data.

    `confusion` C C int64 (rows are the actual classes; None for regression), `targets` and `predictions` N,
    `probabilities` N C (N 0 for regression), `losses` N. `report` is everything in plain values, as `neurodesk evaluate
    --json` prints it; `roc` and `pr` are a curve a class, 2 k each, empty where there is none.
    """

    event: ClassVar[str] = "evaluated"
    request: int
    run: int
    metrics: dict[str, float]
    confusion: Array | None
    classes: tuple[str, ...]
    targets: Array
    predictions: Array
    probabilities: Array
    losses: Array
    part: str = "test"
    report: dict[str, Any] = dataclasses.field(default_factory=dict)
    roc: tuple[Array, ...] = ()
    pr: tuple[Array, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """One method's reasons.

    `attribution` and `picture` have the shape the example is shown in: C H W for pictures, else its own. `gap` is NaN
    where none exists. `target` is -1 when there is one output only; for regression `probability` is NaN and `predicted`
    the answer itself. `reason` says in words why the method cannot be used on this network; then the arrays are empty.
    """

    event: ClassVar[str] = "explained"
    request: int
    run: int
    method: str
    sample: int
    target: int
    predicted: float
    probability: float
    gap: float
    attribution: Array
    picture: Array
    features: tuple[str, ...]
    classes: tuple[str, ...]
    actual: float = float("nan")
    reason: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ExamplesShown:
    """A page of examples: `indexes` n (into their part), `pictures` n C H W or n ... unscaled, the rest n.

    It begins with the `offset`-th of `total` that were asked for.
    """

    event: ClassVar[str] = "examples_shown"
    request: int
    indexes: Array
    pictures: Array
    actual: Array
    predicted: Array
    probability: Array
    losses: Array
    classes: tuple[str, ...]
    names: tuple[str, ...]
    features: tuple[str, ...] = ()
    total: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class ExportMoved:
    """An export has done `done` of `of` parts and is at the one that `text` names."""

    event: ClassVar[str] = "export_moved"
    request: int
    done: int
    of: int
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Exported:
    """Files written, and the largest difference between each format's answers and the trained network's."""

    event: ClassVar[str] = "exported"
    request: int
    files: tuple[str, ...]
    parity: dict[str, float]
    text: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class DataPreviewed:
    """A look at a source: a few examples of a part, the classes in turn, from the `offset`-th on.

    `pictures` n C H W from 0 to 1 (n 0 when the data is no pictures), `values` n ... unscaled, `entering` the same as
    the network gets them, `labels` n or n T, `counts` C per class over all examples (10 bins of the first target for
    regression, between `edges`), `shares` 3 C the same for the training, validation and test part, which `parts`
    counts. `skipped` names the first 1000 of `bad` that could not be read, and why; `missing` the features with missing
    values and how many; `notes` what was assumed or repaired. `range_names`, `ranges` R 6 and `histograms` R B are as
    in `data.ranges`, empty where they were not asked for.
    """

    event: ClassVar[str] = "data_previewed"
    request: int
    pictures: Array
    values: Array
    labels: Array
    names: tuple[str, ...]
    classes: tuple[str, ...]
    features: tuple[str, ...]
    counts: Array
    parts: tuple[int, int, int]
    skipped: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    bad: int = 0
    missing: tuple[tuple[str, int], ...] = ()
    entering: Array = dataclasses.field(default_factory=_none)
    shares: Array = dataclasses.field(default_factory=_none)
    edges: Array = dataclasses.field(default_factory=_none)
    part: str = "train"
    offset: int = 0
    scaling: str = "none"
    range_names: tuple[str, ...] = ()
    ranges: Array = dataclasses.field(default_factory=_none)
    histograms: Array = dataclasses.field(default_factory=_none)


@dataclass(frozen=True, slots=True, eq=False)
class Refused:
    """A request that was not done: why, and the cure. `request` is 0 where the request had no number."""

    event: ClassVar[str] = "refused"
    request: int
    text: str
    cure: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class EngineDied:
    """The engine is gone; the window and the document are not. `cure` says how to go on."""

    event: ClassVar[str] = "engine_died"
    text: str
    cure: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Heartbeat:
    """The child lives; its run has been at one step for `busy` seconds. The host keeps it to itself.

    `held` says what has to end first, for a run that is to stop: `answering` a question, `saving`, or "" for nothing.
    """

    event: ClassVar[str] = "heartbeat"
    busy: float
    held: str = ""


Request = (
    StartTraining | Pause | Resume | Stop | ChangeRate | Watch | MeasureWeights | Evaluate | Explain | ShowExamples
    | ExportFiles | PreviewData | Cancel | Shutdown
)  # fmt: skip
Answer = (
    EngineReady | Evaluated | Explained | ExamplesShown | ExportMoved | Exported | DataPreviewed | Refused
    | EngineDied | Heartbeat
)  # fmt: skip


@cache
def messages() -> Mapping[str, type]:
    """Every message by the name it travels under: the class's own name."""
    told = [kind for kind in vars(training_events).values() if isinstance(kind, type) and hasattr(kind, "event")]
    known = [*typing.get_args(Request), *typing.get_args(Answer), *filter(dataclasses.is_dataclass, told)]
    return types.MappingProxyType({kind.__name__: kind for kind in known})
