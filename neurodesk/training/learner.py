"""A network in the middle of its learning: where it is, how it goes on, and how it goes back.

The losses stay on the device and are read every 50 ms or so. When one of them is no number, the run goes back to its
last copy in memory and takes the same steps again, each checked, up to the one that went wrong: so nothing is paid
per step, and the run still stops exactly there, with finite weights. So it does where a step spoils weights and no loss
shows it: they are looked at with every copy, at the end of every epoch, and when the run is to end. A network too large
to be copied is checked after every step; the one that spoils its weights leaves them so.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from neurodesk.compiler.facts import Facts
from neurodesk.compiler.plan import Plan
from neurodesk.data.loader import Batch, Resident
from neurodesk.data.prepare import Prepared
from neurodesk.layers.spec import Cost
from neurodesk.training.checkpoint import Snapshot, Tensors, put_random_notes, random_notes
from neurodesk.training.control import Control
from neurodesk.training.device import in_order, put_random_state, random_state
from neurodesk.training.diagnosis import Fault, find_fault, find_spoiled
from neurodesk.training.losses import Loss
from neurodesk.training.metrics import Metrics
from neurodesk.training.options import Options
from neurodesk.training.outputs import in_parts
from neurodesk.training.probes import evaluating
from neurodesk.training.schedules import Schedule
from neurodesk.training.stepping import Stepper

Floats = NDArray[np.float32]

COPY_SHARE = 0.02  # of the time that copies in memory may take
COPY_EVERY = 0.1  # seconds between two of them at least
COPY_MOST = 512 << 20  # bytes; a larger network is checked after every step instead, which costs it next to nothing
KEPT_MOST = 64 << 20  # bytes of answers kept between two readings, for the metrics


@dataclass(frozen=True, slots=True)
class Setting:
    """What a run is made of and does not change: data, plan and its cost, loss, schedule, options, device, threads."""

    prepared: Prepared
    plan: Plan
    cost: Cost
    loss: Loss
    schedule: Schedule
    options: Options
    device: torch.device
    threads: int
    channels_last: bool
    unordered: str = ""  # why the device does not add up in the same order every time

    def in_order(self) -> AbstractContextManager[None]:
        """Add up in the same order every time inside the block, where the device can."""
        return in_order(self.device, not self.unordered)

    @property
    def facts(self) -> Facts:
        """The facts of the data."""
        return self.prepared.facts

    def held_out(self, number: int) -> Tensor:
        """A held-out example as the network takes it (1 ...), on its device; past the last they begin anew."""
        indexes = self.prepared.indexes("test")
        at = indexes[number % len(indexes)]
        example = self.prepared.scaling.apply(self.prepared.examples.x[at : at + 1])
        return torch.from_numpy(np.ascontiguousarray(example)).to(self.device)

    def metrics(self) -> Metrics:
        """Empty sums for this data."""
        return Metrics(self.facts, self.prepared.target.std if self.facts.task == "regression" else None)


@dataclass(eq=False)
class Learner:
    """One network at one step of one run.

    `epoch` counts finished epochs, `position` the batches taken of the next one; `step` all steps. `scale` is what
    a rate changed by hand multiplies the schedule with; `best` are the best weights, and `notes` what was noted of the
    epochs, here and by whoever runs this.
    """

    setting: Setting
    model: nn.Module
    stepper: Stepper
    data: Resident
    validation: Batch | None
    base_rate: float
    epochs: int
    step: int = 0
    epoch: int = 0
    position: int = 0
    scale: float = 1.0
    best: Tensors = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    fault: Fault | None = None

    def __post_init__(self) -> None:
        self.per_epoch = self.data.steps
        self.running = self.setting.metrics()
        self._batches: Iterator[Batch] | None = None
        self._anchor: Snapshot | None = None
        self._next_anchor = 0.0
        held = [*self.stepper.flat.weights, *(row for rows in self.stepper.update.rows.values() for row in rows)]
        self._copies = sum(row.numel() * row.element_size() for row in held) <= COPY_MOST

    # ------------------------------------------------------------ going on

    @property
    def rate(self) -> float:
        """The learning rate of the next step."""
        return self._rate_at(self.step)

    def _rate_at(self, step: int) -> float:
        factor = self.setting.schedule.factor(step, self.per_epoch, self.per_epoch * self.epochs)
        return self.base_rate * self.scale * factor

    def change_rate(self, rate: float) -> None:
        """Make `rate` the rate of the next step; the schedule goes on from there."""
        factor = self.setting.schedule.factor(self.step, self.per_epoch, self.per_epoch * self.epochs)
        self.scale = rate / (self.base_rate * max(factor, 1e-6))
        self._next_anchor = 0.0  # a copy from before would go back to the old rate

    @property
    def epoch_is_over(self) -> bool:
        """Whether all batches of the present epoch were taken."""
        return self.position >= self.per_epoch

    @property
    def over(self) -> str:
        """Why nothing is left to learn: `finished`, or `early` where patience is over; "" where something is."""
        if self.epoch >= self.epochs:
            return "finished"
        patience = self.setting.options.patience
        return "early" if patience and self.notes.get("waited", 0) >= patience else ""

    def advance(self, until: float, control: Control) -> Floats:
        """Take steps until the clock says `until`, a button is pressed or the epoch is over; at least one.

        Returns the loss of each step taken. With `fault` set afterwards, the step that would come next went wrong.
        """
        if not self._copies:
            return np.asarray(self._checked_step(), np.float32)
        if not self._keep_anchor():
            return self._go_back(self.step)
        losses, outputs, truths = self._take(until, control)
        read = torch.stack(losses).float().cpu().numpy()
        if not np.isfinite(read).all() or (self.epoch_is_over and not bool(self.stepper.finite())):
            return self._go_back(self.step - len(read))
        sizes = np.fromiter(map(len, outputs), np.int64, len(outputs))
        self.running.add(torch.cat(outputs), torch.cat(truths), float(read.astype(np.float64) @ sizes))
        return read

    def settled(self) -> bool:
        """Whether nothing went wrong; a step that spoiled the weights unseen is taken back, and `fault` set."""
        if self._copies and not bool(self.stepper.finite()):
            self._go_back(self.step)
        return self.fault is None

    def _take(self, until: float, control: Control) -> tuple[list[Tensor], list[Tensor], list[Tensor]]:
        """Take the steps and count them; what they gave is left on the device."""
        losses: list[Tensor] = []
        outputs: list[Tensor] = []
        truths: list[Tensor] = []
        step, clock, update = self.stepper.step, time.perf_counter, self.stepper.update
        steady, room = self.setting.schedule.constant, KEPT_MOST
        update.rate = self.rate
        with self.setting.in_order():
            for x, y in self._present_batches():
                if not steady:
                    update.rate = self.rate
                loss, output = step(x, y)
                losses.append(loss)
                outputs.append(output)
                truths.append(y)
                self.step += 1
                self.position += 1
                room -= output.nbytes
                if control.pressed or clock() >= until or room < 0:
                    break
        return losses, outputs, truths

    def _present_batches(self) -> Iterator[Batch]:
        """The batches of the present epoch that were not taken yet."""
        if self._batches is None:
            self._batches = self.data.epoch(self.epoch, start=self.position)
        return self._batches

    def next_epoch(self) -> dict[str, float]:
        """Close an epoch that is over; returns its training metrics."""
        values = self.running.values()
        self.running = self.setting.metrics()
        self.epoch, self.position, self._batches = self.epoch + 1, 0, None
        return values

    def validating(self) -> Iterator[Metrics | None]:
        """Measure the validation part, learning nothing: None between two parts, and at last what was found.

        Nothing comes where no validation part is kept. Between two parts the network may be looked at.
        """
        if self.validation is None:
            return
        x, y = self.validation
        found = self.setting.metrics()
        answered: list[Tensor] = []
        for part in in_parts(x, self.data.batch, self.setting.cost.flops):
            if answered:
                yield None
            with torch.no_grad(), self.setting.in_order(), evaluating(self.model):
                answered.append(self.model(part))
        with torch.no_grad(), self.setting.in_order():
            outputs = torch.cat(answered)
            loss = float(self.stepper.measure(outputs, y))
        found.add(outputs, y, len(y) * loss)
        yield found

    def judge(self, loss: float, metrics: dict[str, float]) -> None:
        """Keep the best weights by their validation loss, and for how many epochs none were better."""
        if not self.setting.options.patience or self.validation is None:
            return
        best = self.notes.get("best_loss")
        if math.isfinite(loss) and (best is None or loss < best):
            self.best = self.weights()
            self.notes |= {"best_loss": loss, "waited": 0, "best_metrics": metrics}
        else:
            self.notes["waited"] = self.notes.get("waited", 0) + 1

    # ------------------------------------------------------------ going back

    @property
    def place(self) -> tuple[int, float]:
        """What tells one copy of the run from another: the step, and the scale of the rate, which may change at one."""
        return self.step, self.scale

    def snapshot(self) -> Snapshot:
        """Copy everything that decides how it goes on."""
        notes, numpy = random_notes()
        random = {**random_state(self.setting.device), "numpy": numpy}
        return Snapshot(
            self.step, self.weights(), self.stepper.update.state(copy=True), random,
            {
                "epoch": self.epoch, "position": self.position, "per_epoch": self.per_epoch, "epochs": self.epochs,
                "scale": self.scale, "running": self.running.state(), **notes, **self.notes,
            },
            self.best,
        )  # fmt: skip

    @property
    def last_copy(self) -> Snapshot | None:
        """The last copy in memory."""
        return self._anchor

    def weights(self) -> Tensors:
        """A copy of the network's weights and statistics, by name."""
        flat = self.stepper.flat
        copied = flat.split([row.clone() for row in flat.weights])
        state = self.model.state_dict()
        return {name: copied[name] if name in copied else tensor.clone() for name, tensor in state.items()}

    def restore(self, snapshot: Snapshot) -> None:
        """Go to where a snapshot was taken. Raises what Python and PyTorch raise for a broken one."""
        self.put_weights(snapshot.weights)
        self.stepper.update.load(snapshot.moments)
        put_random_state(self.setting.device, snapshot.random)
        notes = dict(snapshot.notes)
        put_random_notes(notes, snapshot.random["numpy"])
        self.running = self.setting.metrics()
        self.running.load(notes["running"])
        self.step, self.epoch, self.position = snapshot.step, notes["epoch"], notes["position"]
        self.scale, self.best = notes["scale"], snapshot.best
        self.stepper.update.rate = self._rate_at(max(self.step - 1, 0))  # that of the last step
        self._batches, self._anchor, self.fault = None, None, None
        own = ("epoch", "position", "per_epoch", "epochs", "scale", "running", "python", "numpy")
        self.notes = {name: value for name, value in notes.items() if name not in own}

    @torch.no_grad()
    def put_weights(self, weights: Tensors) -> None:
        """Take weights and statistics as `weights` gives them."""
        for name, tensor in self.model.state_dict().items():
            tensor.copy_(weights[name])

    def _keep_anchor(self) -> bool:
        """Copy the run in memory when it is time; False where the last step has already spoiled its weights."""
        begun = time.perf_counter()
        if begun < self._next_anchor:
            return True
        if not bool(self.stepper.finite()):
            return False
        self._anchor = self.snapshot()
        ended = time.perf_counter()
        self._next_anchor = ended + max(COPY_EVERY, (ended - begun) / COPY_SHARE)
        return True

    def _go_back(self, told: int) -> Floats:
        """Take the last steps again, checked, up to the one that went wrong; returns the losses after step `told`.

        The best weights and what a course has noted stay: an epoch is only closed with sound weights.
        """
        anchor, best, notes = self._anchor, self.best, self.notes
        if anchor is None:
            self.fault = find_spoiled(self.stepper) or Fault("loss")
            return np.empty(0, np.float32)
        until, found = self.step, None
        losses = self._replay(anchor, until)
        while self.fault is not None and not bool(self.stepper.finite()):
            until, found = self.step, self.fault  # it is left out; on a card that repeats nothing there may be more
            losses = self._replay(anchor, until)
        if self.step == until:
            self.fault = self.fault or found
        self._anchor, self.best, self.notes = anchor, best, notes
        return np.asarray(losses[max(told - anchor.step, 0) :], np.float32)

    def _replay(self, anchor: Snapshot, until: int) -> list[float]:
        """Take checked steps from a copy up to a step, or to one that goes wrong; returns their losses."""
        self.restore(anchor)
        losses: list[float] = []
        while self.step < until and self.fault is None:
            if self.epoch_is_over:
                self.next_epoch()
            losses += self._checked_step()
        return losses

    def _checked_step(self) -> list[float]:
        """Take one step with every number checked and return its loss; or count none, and set `fault`.

        Where it was the step that spoiled the weights, they are left so.
        """
        x, y = next(self._present_batches())
        self.stepper.update.rate = self.rate
        with self.setting.in_order():
            self.fault, loss, output = find_fault(self.stepper, self.setting.plan, x, y)
            if self.fault is not None:
                return []
            self.stepper.finish()
        self.fault = find_spoiled(self.stepper)
        if self.fault is not None:
            return []
        self.running.add(output, y, float(loss) * len(output))
        self.step, self.position = self.step + 1, self.position + 1
        return [float(loss)]
