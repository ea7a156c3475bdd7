"""One step of supervised learning: answer, loss, gradients, update. The loop's innermost part."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn.utils import get_total_norm

from neurodesk.training.losses import Loss
from neurodesk.training.updates import Flat, Update

Measure = Callable[[Tensor, Tensor], Tensor]


def measure_of(loss: Loss, reduction: str = "mean") -> Measure:
    """The function of (answers N ..., truth N ...) that a loss names, as PyTorch's; `reduction` likewise."""
    made = loss.build(reduction)
    return partial(made.function(), **dict(made.kwargs))


class Stepper:
    """Takes steps with one network: `step(x, y)` learns from a batch and returns its loss and its answers.

    Nothing is read from the device here, so a GPU is never waited for. `clip` is the largest norm of the whole
    gradient (Pascanu et al. 2013), 0 for none.
    """

    def __init__(self, model: nn.Module, measure: Measure, update: Update, clip: float = 0.0) -> None:
        self.model, self.measure, self.update, self.clip = model, measure, update, clip
        kept = {name: tensor for name, tensor in model.state_dict().items() if tensor.is_floating_point()}
        self.statistics = {name: kept[name] for name in kept.keys() - {*update.flat.names}}  # as of a batch norm

    @property
    def flat(self) -> Flat:
        """The weights and gradients that the steps work on."""
        return self.update.flat

    def step(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Learn from one batch; returns the loss before the update and the answers, both cut from the graph."""
        loss, output = self.gradients(x, y)
        self.finish()
        return loss, output

    def gradients(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """The same without the update: gradients are left in the flat row."""
        self.update.flat.zero()
        output = self.model(x)
        loss = self.measure(output, y)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss.detach(), output.detach()

    def finish(self) -> None:
        """Update the weights along the gradients that are there."""
        if self.clip:
            self.limit()
        self.update.step()

    def finite(self) -> Tensor:
        """Whether all that steps leave can be gone on with: weights and statistics are finite, and the optimizer's
        averages numbers, for Adam lives on with an infinite one. A tensor that nobody has waited for yet.
        """
        sound = [row.abs().amax().isfinite() for row in (*self.flat.weights, *self.statistics.values()) if row.numel()]
        averages = (row for rows in self.update.rows.values() for row in rows if row.numel())
        return torch.stack([*sound, *(~row.amax().isnan() for row in averages)]).all()

    def limit(self) -> None:
        """Shrink the whole gradient to the norm `clip` where it is larger, as `clip_grad_norm_` does."""
        gradients = self.flat.gradients
        factor = (self.clip / (get_total_norm(gradients) + 1e-6)).clamp(max=1.0)
        torch._foreach_mul_(gradients, factor)
