"""The plane of two features, and what a network answers at each point of it."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from neurodesk.data.prepare import Prepared
from neurodesk.training.device import undisturbed
from neurodesk.training.events import BoundaryMeasured
from neurodesk.training.losses import Loss
from neurodesk.training.outputs import probabilities_of
from neurodesk.training.probes import evaluating

SIDE = 64  # points of the grid on a side
POINTS = 2000  # training examples shown at most
MARGIN = 0.1  # of the range of the data, on each side
BUDGET = 0.03  # share of the training time; the last epoch is always measured

Floats = NDArray[np.float32]


class Plane:
    """The grid over one data set's two features, made once."""

    def __init__(self, prepared: Prepared, device: torch.device) -> None:
        x, y = prepared.raw("train")
        low, high = x.min(0), x.max(0)
        margin = np.maximum(high - low, 1e-6) * MARGIN
        self.prepared = prepared
        self.low, self.high = (low - margin).astype(np.float32), (high + margin).astype(np.float32)
        sides = [np.linspace(self.low[axis], self.high[axis], SIDE, dtype=np.float32) for axis in (0, 1)]
        grid = np.stack(np.meshgrid(*sides), -1).reshape(-1, 2)
        self.grid = torch.from_numpy(np.ascontiguousarray(prepared.scaling.apply(grid), np.float32)).to(device)
        self.points = np.ascontiguousarray(x[:POINTS], np.float32)
        self.labels = np.ascontiguousarray(y[:POINTS].reshape(len(self.points), -1)[:, 0], np.float32)
        self.due = 0.0

    @staticmethod
    def fits(prepared: Prepared) -> bool:
        """Whether the data has exactly two features, both numbers."""
        return prepared.facts.input == (2,) and prepared.facts.dtype == "float32"

    @torch.no_grad()
    def measure(self, run: int, epoch: int, model: nn.Module, loss: Loss) -> BoundaryMeasured:
        """Ask the network over the whole plane."""
        with undisturbed(self.grid.device), evaluating(model):
            output = model(self.grid)
        if self.prepared.facts.task == "classification":
            probability, answer = probabilities_of(output, loss).max(1)
            values, certainty = answer.float().cpu().numpy(), probability.float().cpu().numpy()
        else:
            values = self.prepared.target.undo(output.cpu().numpy())[:, 0]
            certainty = np.ones_like(values)
        shape = (SIDE, SIDE)
        return BoundaryMeasured(
            run, epoch, values.reshape(shape), certainty.reshape(shape), _corner(self.low), _corner(self.high),
            self.points, self.labels,
        )  # fmt: skip

    def spent(self, begun: float, ended: float) -> None:
        """Say how long a measurement took: the next one is put off until the budget allows it again."""
        self.due = ended + (ended - begun) / BUDGET


def _corner(values: Floats) -> tuple[float, float]:
    return float(values[0]), float(values[1])
