"""A network's answers to many examples, and what they mean: probabilities, predictions, metrics."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from neurodesk.training.losses import Loss
from neurodesk.training.probes import evaluating

AT_ONCE = 256  # examples answered together at least, where the training batch is smaller
BYTES_AT_ONCE = 64 << 20  # and at most so many bytes of examples
FLOPS_AT_ONCE, FLOPS_ON_GPU = 8e9, 4e11  # or operations, where known: half a second on a slow one


def in_parts(x: Tensor, batch: int = 1, flops: int = 0) -> tuple[Tensor, ...]:
    """Examples (N ...) in parts that fit wherever a training batch fits; an example takes `flops` operations."""
    size = x[:1].numel() * x.element_size()
    flops_at_once = FLOPS_AT_ONCE if x.device.type == "cpu" else FLOPS_ON_GPU
    most = min(AT_ONCE, BYTES_AT_ONCE // max(size, 1), int(flops_at_once // max(flops, 1)))
    return torch.split(x, max(batch, most))


@torch.no_grad()
def answers_to(model: nn.Module, x: Tensor) -> Tensor:
    """The answers (N ...) in evaluation mode, computed in parts."""
    parts = in_parts(x)
    with evaluating(model):
        if len(parts) == 1:
            answer: Tensor = model(x)
            return answer
        return torch.cat([model(part) for part in parts])


def probabilities_of(output: Tensor, loss: Loss) -> Tensor:
    """N C probabilities from N C answers, by what the loss takes the answers for.

    Answers that are probabilities already (a network that ends in Softmax) stay as they are.
    """
    if loss.scores == "sigmoid":
        return torch.sigmoid(output)
    settled = bool((output >= 0).all()) and bool((output.sum(1) - 1).abs().max() < 1e-3) if len(output) else False
    if settled:
        return output
    return F.softmax(output, 1) if loss.scores == "softmax" else output.clamp(0, 1)


def encoded(y: NDArray[Any], loss: Loss, classes: int) -> NDArray[Any]:
    """The truth as a loss wants it: N labels, N C one-hot (float32), or N T values (float32)."""
    if not classes:
        return y.astype(np.float32, copy=False)
    if loss.encoding_for("classification") == "one_hot":
        rows: NDArray[Any] = np.eye(classes, dtype=np.float32)[y]
        return rows
    return y.astype(np.int64, copy=False)
