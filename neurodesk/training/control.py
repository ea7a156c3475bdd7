"""The hand on a run: pause, resume, stop, another learning rate, what to look at. Safe from any thread.

The training loop looks at one plain attribute, `pressed`, between steps, so a control nobody touches costs
nothing; whatever is asked takes effect before the next step.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from neurodesk.graph.errors import TrainingError

if TYPE_CHECKING:
    from torch import nn

    from neurodesk.data.prepare import Prepared


@dataclass(frozen=True, slots=True)
class Watch:
    """The nodes to look into while training, for one example, at most `hz` times a second.

    `sample` counts in the held-out part, modulo its length: its activations are shown, nothing is measured on it.
    """

    nodes: tuple[str, ...]
    sample: int = 0
    hz: float = 10.0


@dataclass(frozen=True, slots=True)
class Live:
    """The network in the middle of its training, lent between two steps; look, but change nothing."""

    run: int
    step: int
    model: nn.Module
    prepared: Prepared
    device: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the loop must do before its next step, as the buttons stand now."""

    paused: bool
    stopped: bool
    rate: float | None
    watch: Watch | None
    weigh: float = 0.0


class Control:
    """The buttons of one run, pressed from any thread and read by the training loop.

    `between`, when given, is called between two steps (and while paused) with the live network; it may take
    its time, and the random state is put back after it.
    """

    def __init__(self, between: Callable[[Live], None] | None = None) -> None:
        self.between = between
        self.pressed = False
        self.saving = False  # the run is over but for what is being written, however slow the disk
        self._changed = threading.Condition()
        self._paused = self._stopped = False
        self._rate: float | None = None
        self._watch: Watch | None = None
        self._weigh = 0.0

    @property
    def stopped(self) -> bool:
        """Whether the run is to end, or has ended so."""
        return self._stopped

    def pause(self) -> None:
        """Wait before the next step, until `resume` or `stop`."""
        self._press(_paused=True)

    def resume(self) -> None:
        """Go on after a pause."""
        self._press(_paused=False)

    def stop(self) -> None:
        """End the run before the next step, with a checkpoint from which it can be resumed."""
        self._press(_stopped=True)

    def change_rate(self, rate: float) -> None:
        """Learn at `rate` from the next step on; raises TrainingError unless it is a positive number."""
        if not (math.isfinite(rate) and rate > 0):
            raise TrainingError(f"the learning rate must be a positive number, not {rate:g}")
        self._press(_rate=float(rate))

    def watch(self, watch: Watch | None) -> None:
        """Look into these nodes from now on; None looks into none."""
        self._press(_watch=watch)

    def weigh(self, hz: float) -> None:
        """Measure how weights and gradients are spread, at most so many times a second; 0 does not."""
        self._press(_weigh=hz if math.isfinite(hz) and hz > 0 else 0.0)

    def ask(self) -> Asked:
        """Take what is asked: a rate is handed out once, the rest as it stands."""
        with self._changed:
            self.pressed = False
            rate, self._rate = self._rate, None
            return Asked(self._paused, self._stopped, rate, self._watch, self._weigh)

    def wait(self, seconds: float) -> None:
        """Return as soon as a button is pressed, at the latest after `seconds`."""
        with self._changed:
            if not self.pressed:
                self._changed.wait(seconds)

    def _press(self, **buttons: object) -> None:
        with self._changed:
            for name, value in buttons.items():
                setattr(self, name, value)
            self.pressed = True
            self._changed.notify_all()
