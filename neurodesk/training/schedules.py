"""The learning-rate schedules there are to choose from: plain arithmetic from a step to a factor of the rate.

All are functions of the step alone, so a resumed run needs no state to go on, and the window can draw them.
"""

from __future__ import annotations

import math
from typing import ClassVar

from neurodesk.layers.spec import Catalogue, Declared, Float, Int


class Schedule(Declared):
    """How the learning rate moves over a run, after a linear warm-up (Goyal et al. 2017)."""

    steady: ClassVar[bool] = False
    ends: ClassVar[bool] = False  # whether the rate depends on when the run ends

    warmup = Int(
        0, min=0, max=1_000_000, soft_max=1000, unit="steps", doc="Steps over which the rate first rises from zero."
    )

    def factor(self, step: int, per_epoch: int, total: int) -> float:
        """What the rate is multiplied by for step `step` (from 0), of `total`, with `per_epoch` steps an epoch."""
        if step < self.warmup:
            return (step + 1) / self.warmup
        return self.after(step - self.warmup, per_epoch, max(total - self.warmup, 1))

    def after(self, step: int, per_epoch: int, total: int) -> float:
        """The factor once warmed up; steps count from the end of the warm-up."""
        return 1.0

    @property
    def constant(self) -> bool:
        """Whether the rate never moves, so that nothing is to be set between steps."""
        return self.steady and self.warmup == 0


SCHEDULES: Catalogue[Schedule] = Catalogue("schedule")


@SCHEDULES.declare("constant", "Constant")
class Constant(Schedule):
    """The rate stays as it is."""

    steady = True


@SCHEDULES.declare("step", "Step", aliases=("step decay",))
class Step(Schedule):
    """The rate is multiplied by a factor every so many epochs."""

    every = Int(10, min=1, max=1_000_000, soft_max=100, unit="epochs", doc="Epochs between two drops.")
    drop = Float(0.1, min=1e-6, max=1.0, doc="Factor of each drop.")

    def after(self, step: int, per_epoch: int, total: int) -> float:
        """drop ^ floor(epochs / every)."""
        return float(self.drop ** (step // (self.every * per_epoch)))


@SCHEDULES.declare("exponential", "Exponential", aliases=("exponential decay",))
class Exponential(Schedule):
    """The rate shrinks by the same factor every epoch, a little at every step."""

    decay = Float(0.95, min=1e-6, max=1.0, soft_min=0.5, doc="Factor of the rate per epoch.")

    def after(self, step: int, per_epoch: int, total: int) -> float:
        """decay ^ epochs, epochs as a fraction."""
        return float(self.decay ** (step / per_epoch))


@SCHEDULES.declare("inverse", "1/t", aliases=("inverse time", "hyperbolic"))
class Inverse(Schedule):
    """The rate shrinks as one over time. Robbins and Monro 1951."""

    decay = Float(0.1, min=1e-6, max=1e3, soft_max=1.0, log=True, doc="How much the divisor grows per epoch.")

    def after(self, step: int, per_epoch: int, total: int) -> float:
        """1 / (1 + decay x epochs)."""
        return 1.0 / (1.0 + self.decay * step / per_epoch)


@SCHEDULES.declare("cosine", "Cosine", aliases=("cosine annealing",))
class Cosine(Schedule):
    """The rate follows half a cosine wave down to the end of the run. Loshchilov and Hutter 2017."""

    ends = True

    floor = Float(0.0, min=0.0, max=1.0, doc="Share of the rate that is left at the end.")

    def after(self, step: int, per_epoch: int, total: int) -> float:
        """floor + (1 - floor) (1 + cos(pi step / total)) / 2."""
        return self.floor + (1.0 - self.floor) * 0.5 * (1.0 + math.cos(math.pi * min(step / total, 1.0)))
