"""The optimizers at work: all weights in one row of numbers, and one fused step over it.

Going through `torch.optim` costs a small network more than the arithmetic (38 of 50 us a step for 17 000 weights on a
CPU), so the fused kernels that `torch.optim` ends in are called directly. Tests hold every update equal to
`torch.optim`'s. The moments are kept per weight under torch's names, so any run can be resumed on any device.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from neurodesk.training.optimizers import Optimizer

Rows = list[Tensor]


class Flat:
    """The weights of a network and their gradients, as one row of numbers each where they can be.

    Each weight and its gradient become views of the rows, in the memory format the weight has. On a GPU, recurrent
    layers want their weights where cuDNN put them, and mixed kinds of number cannot share a row: then every weight
    keeps its own place, and the lists hold one tensor per weight.
    """

    def __init__(self, model: nn.Module) -> None:
        found = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
        self.names, self.parameters = tuple(found), tuple(found.values())
        alike = len({(weight.dtype, weight.device) for weight in self.parameters}) == 1
        recurrent = any(isinstance(module, nn.RNNBase) for module in model.modules())
        self.joined = alike and not (recurrent and self.parameters[0].is_cuda)
        if self.joined:
            row = self.parameters[0].new_empty(sum(weight.numel() for weight in self.parameters)).detach()
            self.weights, self.gradients = [row], [torch.zeros_like(row)]
        else:
            self.weights = [weight.detach() for weight in self.parameters]
            self.gradients = [torch.zeros_like(weight) for weight in self.weights]
        weights, gradients = self.split(self.weights), self.split(self.gradients)
        for name, weight in found.items():
            weights[name].copy_(weight.detach())
            weight.data, weight.grad = weights[name], gradients[name]

    def split(self, rows: Rows) -> dict[str, Tensor]:
        """Rows like `weights` as one view per weight, by name."""
        if not self.joined:
            return dict(zip(self.names, rows, strict=True))
        pieces = torch.split(rows[0], [weight.numel() for weight in self.parameters])
        return {name: _seen(*pair) for name, *pair in zip(self.names, pieces, self.parameters, strict=True)}

    def zero(self) -> None:
        """Set every gradient to 0, in place."""
        if self.joined:
            self.gradients[0].zero_()
        else:
            torch._foreach_zero_(self.gradients)


class Update:
    """One step of an optimizer over a flat network. `rate` may be set before any step."""

    moments: ClassVar[tuple[str, ...]] = ()

    def __init__(self, flat: Flat, lr: float, **settings: Any) -> None:
        self.flat, self.rate, self.settings = flat, lr, settings
        self.rows: dict[str, Rows] = {name: [torch.zeros_like(row) for row in flat.weights] for name in self.kept()}
        self.counts = [torch.zeros((), device=row.device) for row in flat.weights]

    def kept(self) -> Sequence[str]:
        """The names of the moments that these settings need."""
        return self.moments

    def step(self) -> None:
        """Move the weights once along their gradients."""
        raise NotImplementedError

    def state(self, *, copy: bool = False) -> dict[str, Tensor]:
        """The moments per weight, as views of the rows or of a copy: `weight/moment`; and the steps taken, `/steps`."""
        found = {"/steps": self.counts[0].clone()}
        for moment, rows in self.rows.items():
            kept = [row.clone() for row in rows] if copy else rows
            found |= {f"{name}/{moment}": view for name, view in self.flat.split(kept).items()}
        return found

    def load(self, state: Mapping[str, Tensor]) -> None:
        """Take moments as `state` gives them."""
        for name, view in self.state().items():
            view.copy_(state[name])
        for count in self.counts:
            count.copy_(state["/steps"])  # what `state` gives of it is a copy


class Adam(Update):
    """Adam and AdamW by torch's fused kernels."""

    moments = ("exp_avg", "exp_avg_sq")

    def __init__(self, flat: Flat, lr: float, *, betas: tuple[float, float], weight_decay: float) -> None:
        super().__init__(flat, lr)
        self.settings = {
            "amsgrad": False, "beta1": betas[0], "beta2": betas[1], "weight_decay": weight_decay, "eps": 1e-8,
            "maximize": False,
        }  # fmt: skip
        self.kernel: Any = torch._fused_adam_

    def step(self) -> None:
        """One fused step."""
        for count in self.counts:
            count.add_(1)
        means, squares = self.rows["exp_avg"], self.rows["exp_avg_sq"]
        self.kernel(
            self.flat.weights, self.flat.gradients, means, squares, [], self.counts, lr=self.rate, **self.settings
        )


class AdamW(Adam):
    """Adam whose weight decay does not pass through the gradient."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.kernel = torch._fused_adamw_


class Sgd(Update):
    """Stochastic gradient descent by torch's fused kernel. A buffer that begins at 0 equals torch's first step."""

    def kept(self) -> Sequence[str]:
        """A buffer, where there is momentum."""
        return ("momentum_buffer",) if self.settings["momentum"] else ()

    def step(self) -> None:
        """One fused step."""
        torch._fused_sgd_(
            self.flat.weights, self.flat.gradients, self.rows.get("momentum_buffer", []),
            lr=self.rate, dampening=0.0, maximize=False, is_first_step=False, **self.settings,
        )  # fmt: skip


class RmsProp(Update):
    """RMSprop, which torch has no fused kernel for, in place over the rows (`torch.optim.RMSprop`, not centered)."""

    def kept(self) -> Sequence[str]:
        """The running square, and a buffer where there is momentum."""
        return ("square_avg", "momentum_buffer") if self.settings["momentum"] else ("square_avg",)

    def step(self) -> None:
        """One step, row by row."""
        alpha, momentum, decay = (self.settings[name] for name in ("alpha", "momentum", "weight_decay"))
        for at, (weights, gradient) in enumerate(zip(self.flat.weights, self.flat.gradients, strict=True)):
            gradient = gradient.add(weights, alpha=decay) if decay else gradient
            square = self.rows["square_avg"][at].mul_(alpha).addcmul_(gradient, gradient, value=1 - alpha)
            size = square.sqrt().add_(1e-8)
            if momentum:
                buffer = self.rows["momentum_buffer"][at].mul_(momentum).addcdiv_(gradient, size)
                weights.add_(buffer, alpha=-self.rate)
            else:
                weights.addcdiv_(gradient, size, value=-self.rate)


UPDATES: dict[str, type[Update]] = {"SGD": Sgd, "Adam": Adam, "AdamW": AdamW, "RMSprop": RmsProp}


def make_update(flat: Flat, optimizer: Optimizer) -> Update:
    """The update of a chosen optimizer over a flat network."""
    return UPDATES[optimizer.target](flat, **optimizer.arguments())


def _seen(piece: Tensor, weight: Tensor) -> Tensor:
    """A piece of a row with the shape and the memory format of a weight."""
    if weight.dim() == 4 and weight.is_contiguous(memory_format=torch.channels_last) and not weight.is_contiguous():
        O, I, H, W = weight.shape  # noqa: E741  as torch.nn.Conv2d names them
        return piece.view(O, H, W, I).permute(0, 3, 1, 2)
    return piece.view(weight.shape)
