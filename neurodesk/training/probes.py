"""Looking into a network while it learns: what watched nodes answer to one example, within a budget of time.

A look costs one forward pass of one example in evaluation mode, so running statistics stay as they are, and the
random state is put back. However often looks are wanted, they take at most 0.7 % of the time.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from neurodesk.compiler.plan import Plan
from neurodesk.training.control import Watch
from neurodesk.training.device import undisturbed
from neurodesk.training.events import Probed
from neurodesk.training.taps import Tap
from neurodesk.training.updates import Flat

BUDGET = 0.007  # share of the training time
MAPS, SIDE, LENGTH = 64, 64, 4096  # feature maps, px of a side and numbers of a vector that are shown at most
BINS = 32


class Probe:
    """Looks into one network for one example (1 x input, on the device), as a `Watch` asks."""

    def __init__(self, plan: Plan, model: nn.Module, flat: Flat, example: Tensor, watch: Watch) -> None:
        self.model, self.flat, self.example, self.watch = model, flat, example, watch
        self.tap = Tap(plan, model, watch.nodes)
        self.due = 0.0  # clock time of the next look

    @torch.no_grad()
    def look(self, run: int, step: int) -> list[Probed]:
        """What each watched node answers now, and how large its last gradient was."""
        with undisturbed(self.example.device), evaluating(self.model):
            answers = self.tap(self.example)
        gradients = self.gradients()
        return [describe(run, step, node, answer, gradients.get(node, math.nan)) for node, answer in answers.items()]

    def gradients(self) -> dict[str, float]:
        """The norm of the last gradient of each watched node's parameters, blocks as wholes."""
        norms: dict[str, float] = {}
        nodes = {path: node for node, path in self.tap.paths.items()}
        for name, gradient in self.flat.split(self.flat.gradients).items():
            steps = name.split(".")
            held = [nodes[path] for end in range(1, len(steps)) if (path := ".".join(steps[:end])) in nodes]
            norm = float(torch.linalg.vector_norm(gradient)) if held else 0.0
            norms |= {node: math.hypot(norms.get(node, 0.0), norm) for node in held}
        return norms

    def spent(self, begun: float, ended: float) -> None:
        """Say how long a look took, in clock time: the next one is put off until the budget allows it again."""
        least = 1.0 / self.watch.hz if self.watch.hz > 0 else math.inf
        self.due = max(begun + least, ended + (ended - begun) / BUDGET)


@contextlib.contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """The network in evaluation mode inside the block: no dropout, batch statistics at rest."""
    before = model.training
    model.eval()
    try:
        yield
    finally:
        model.train(before)


def describe(run: int, step: int, node: str, answer: Tensor, gradient: float) -> Probed:
    """One node's answer to one example (1 ...) as an event, bounded in size."""
    values = answer.detach()[0].float().cpu().numpy()
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    counts, _ = np.histogram(finite, BINS, (low, high if high > low else low + 1.0))
    kind, shown = _shown(values)
    kept = np.ascontiguousarray(shown, np.float32)
    return Probed(run, step, node, kind, kept, counts.astype(np.int64), low, high, gradient)


def _shown(values: NDArray[np.float32]) -> tuple[str, NDArray[np.float32]]:
    """The kind of an answer and the part of it that is shown: every so-manieth number of what is too large."""
    if values.ndim == 3:
        maps = values[:MAPS]
        return "maps", maps[:, :: _stride(maps.shape[1]), :: _stride(maps.shape[2])]
    if values.ndim == 2:
        return "sequence", values[:: _stride(values.shape[0]), :: _stride(values.shape[1])]
    flat = values.reshape(-1)
    return "vector", flat[:: _stride(flat.size, LENGTH)]


def _stride(size: int, most: int = SIDE) -> int:
    """The step that leaves at most `most` of `size`."""
    return max(1, -(-size // most))
