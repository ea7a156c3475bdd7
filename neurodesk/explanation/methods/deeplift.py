"""Keeps DeepLift: the answer divided among the parts of the example by how far each layer moved from nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from neurodesk.compiler.plan import Plan
from neurodesk.explanation.exact import RESCALED, without_rule
from neurodesk.explanation.spec import METHODS, Case, Floats, Method, numbers, places

if TYPE_CHECKING:
    import torch

STILL = 1e-6  # a layer that moved less passes its slope on: the quotient would be noise


@METHODS.declare("deeplift", "DeepLift", aliases=("rescale", "deep lift", "difference from reference"))
class DeepLift(Method):
    """Divides the answer among the parts of the example, by how far each layer moved from an example that says nothing.

    The weights add up to the difference between both answers, in one pass where integrated gradients take many. Only
    for layers with a rule; elsewhere the sum would be missed by a fifth and more, without a word.
    Shrikumar, Greenside and Kundaje 2017, Learning important features (arXiv 1704.02685), the Rescale rule:
    m = (f(x) - f(x0)) / (x - x0) takes the place of the slope of each activation f.
    """

    complete = True

    def fits(self, plan: Plan, kinds: frozenset[str]) -> str:
        reason = super().fits(plan, kinds)
        if not reason and (layer := without_rule(plan, RESCALED)):
            return f"DeepLift has no exact rule for {layer}. Use Integrated gradients."
        return reason

    def weigh(self, case: Case) -> Floats:
        import torch

        both = torch.cat([case.x, case.baseline]).requires_grad_()
        with _rescaled(case):
            (slope,) = torch.autograd.grad(case.model(both)[0, case.target], both)
        return numbers(slope[:1] * (case.x - case.baseline))


@contextlib.contextmanager
def _rescaled(case: Case) -> Iterator[None]:
    """Gives every layer of RESCALED its rule, those inside repeated blocks too; afterwards the network is as it was."""
    found = (case.network.get_submodule(place.path) for place in places(case.plan) if place.step.layer in RESCALED)
    kinds = tuple({type(module) for module in found})
    hooks = [m.register_forward_hook(_ruled) for m in case.network.modules() if kinds and isinstance(m, kinds)]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _ruled(module: torch.nn.Module, inputs: tuple[torch.Tensor], output: torch.Tensor) -> torch.Tensor:
    """The output of a layer for example and baseline, through which gradients come back by its rule."""
    import torch

    rule = _pooled if "MaxPool" in type(module).__name__ else _moved

    class Ruled(torch.autograd.Function):
        """The output as it is; the rule on the way back."""

        @staticmethod
        def forward(context: Any, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
            context.save_for_backward(x, y)
            return y.clone()

        @staticmethod
        def backward(context: Any, *slopes: torch.Tensor) -> tuple[torch.Tensor, None]:
            x, y = context.saved_tensors
            return rule(module, x, y, slopes[0]), None

    ruled: Callable[..., torch.Tensor] = Ruled.apply
    return ruled(inputs[0], output.detach())


def _moved(module: torch.nn.Module, x: torch.Tensor, y: torch.Tensor, slope: torch.Tensor) -> torch.Tensor:
    """The Rescale rule, for a function of one number each. The first half of `x` is the example, the other nothing."""
    import torch

    with torch.enable_grad():
        again = x.detach().requires_grad_()
        (plain,) = torch.autograd.grad(module.forward(again), again, slope)
    (x1, x0), (y1, y0) = x.chunk(2), y.chunk(2)
    moved = (x1 - x0).abs() > STILL
    quotient = (y1 - y0) / torch.where(moved, x1 - x0, 1)
    return torch.cat([torch.where(moved, slope.chunk(2)[0] * quotient, plain.chunk(2)[0]), torch.zeros_like(x0)])


def _pooled(module: torch.nn.Module, x: torch.Tensor, y: torch.Tensor, slope: torch.Tensor) -> torch.Tensor:
    """The rule of max pooling: how far a maximum moved is owed to the place that holds the larger of both maxima.

    There the example moved at least as far, so the quotient is never above 1. captum owes it to both places at once,
    and misses the sum.
    """
    import torch

    pool: Any = module
    _, indices = getattr(torch.nn.functional, f"max_pool{x.dim() - 2}d")(
        x, pool.kernel_size, pool.stride, pool.padding, pool.dilation, pool.ceil_mode, return_indices=True
    )
    (x1, x0), (y1, y0), (at1, at0) = x.chunk(2), y.chunk(2), indices.chunk(2)
    owed = torch.zeros_like(x1).flatten(2)
    owed.scatter_add_(2, torch.where(y1 > y0, at1, at0).flatten(2), (slope.chunk(2)[0] * (y1 - y0)).flatten(2))
    moved = (x1 - x0).flatten(2)
    quotient = torch.where(moved.abs() > 0, owed / torch.where(moved.abs() > 0, moved, 1), 0)
    return torch.cat([quotient.view_as(x1), torch.zeros_like(x0)])
