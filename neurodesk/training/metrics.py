"""Running sums from which loss, accuracy, confusion, R2 and absolute error are read at any time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from neurodesk.compiler.facts import Facts


class Metrics:
    """Sums over examples; batches may come in any number, and the sums can be written down and taken up again.

    `unit` turns a difference of numbers predicted, as the network gives them, into the data's units (T or scalar).
    """

    def __init__(self, facts: Facts, unit: NDArray[np.float32] | None = None) -> None:
        self.classes = len(facts.classes) if facts.task == "classification" else 0
        self.unit = np.asarray(1.0 if unit is None else unit, np.float64)
        self.seen, self.loss = 0, 0.0
        self.confusion = np.zeros((self.classes, self.classes), np.int64)
        self.sums = np.zeros((4, 0 if self.classes else facts.targets))  # of y, y^2, (y - p)^2 and |y - p|, per target

    def add(self, outputs: Tensor, truths: Tensor, losses: float) -> None:
        """Add N answers (N ...) with their truth (N labels, N C one-hot or N T), and N times their mean loss."""
        self.seen += len(outputs)
        self.loss += losses
        if self.classes:
            actual = truths.argmax(1) if truths.is_floating_point() else truths
            both = actual * self.classes + outputs.argmax(1)
            counts = torch.bincount(both.reshape(-1), minlength=self.classes**2)
            self.confusion += counts.cpu().numpy().reshape(self.confusion.shape)
        else:
            y, missed = truths.double(), (truths - outputs).double()
            found = torch.stack((y.sum(0), (y * y).sum(0), (missed * missed).sum(0), missed.abs().sum(0)))
            self.sums += found.cpu().numpy().reshape(self.sums.shape)

    def values(self) -> dict[str, float]:
        """`loss` (mean), with `accuracy`, or `r2` (mean over targets) and `mae` (in the data's units)."""
        if not self.seen:
            return {}
        found = {"loss": self.loss / self.seen}
        if self.classes:
            found["accuracy"] = float(self.confusion.trace() / self.seen)
        else:
            total, squares, missed, absolute = self.sums
            spread = squares - total * total / self.seen
            r2 = 1.0 - missed / np.where(spread > 0, spread, np.nan)
            found["r2"] = float(np.nan_to_num(r2.mean(), nan=0.0))
            found["mae"] = float((absolute / self.seen * self.unit).mean())
        return found

    def state(self) -> dict[str, Any]:
        """The sums as plain values for JSON."""
        return {
            "seen": self.seen,
            "loss": self.loss,
            "confusion": self.confusion.ravel().tolist(),
            "sums": self.sums.ravel().tolist(),
        }

    def load(self, state: Mapping[str, Any]) -> None:
        """Take sums as `state` gives them. Raises ValueError, KeyError or TypeError when they are not such."""
        self.seen, self.loss = int(state["seen"]), float(state["loss"])
        self.confusion = np.asarray(state["confusion"], np.int64).reshape(self.confusion.shape)
        self.sums = np.asarray(state["sums"], np.float64).reshape(self.sums.shape)
