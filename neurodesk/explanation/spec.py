"""Keeps what a method of explanation is: what it asks of the network, and the call that weighs an example's parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from neurodesk.compiler.facts import Facts
from neurodesk.compiler.plan import Plan, Step
from neurodesk.layers.spec import Catalogue, Declared, Shape

if TYPE_CHECKING:
    import torch

Floats = NDArray[np.float32]

METHODS: Catalogue[Method] = Catalogue("method of explanation")
"""The register that every method enters itself in; `explanation.method` holds it complete."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One answer to explain: a network that takes examples in the shape they are shown in.

    `model` takes N x `x.shape[1:]` and gives N x outputs; `network` is the same without that view, with its layers by
    name. `x` and `baseline` (an example that says nothing: black, or the average) are 1 x the shown shape. `target` is
    the output to explain.
    """

    model: torch.nn.Module
    network: torch.nn.Module
    plan: Plan
    x: torch.Tensor
    baseline: torch.Tensor
    target: int


class Place(NamedTuple):
    """A step of the network and the path of its module, `block_1.0.conv_2`."""

    path: str
    step: Step


class Method(Declared):
    """One way to say which parts of an example speak for an answer and which against."""

    kinds: ClassVar[frozenset[str]] = frozenset({"image", "table", "sequence"})
    """What it can be used on; an example may be of several kinds."""
    gradients: ClassVar[bool] = True
    """Whether it follows gradients, which whole numbers do not have."""
    signed: ClassVar[bool] = True
    """Whether it tells what speaks for an answer from what speaks against it, or only how much each part matters."""
    complete: ClassVar[bool] = False
    """Whether its weights ought to add up to the difference between the answers to `x` and to the baseline."""

    def fits(self, plan: Plan, kinds: frozenset[str]) -> str:
        """Why the method cannot be used on this network and kind of example, in words; "" when it can."""
        if len(plan.inputs) != 1 or len(plan.outputs) != 1:
            return f"{self.label} needs a network with one input and one output."
        if not kinds & self.kinds:
            return f"{self.label} is for {_listed(self.kinds)}; these examples are {_listed(kinds)}."
        if self.gradients and plan.inputs[0].dtype == "int64":
            return f"{self.label} needs numbers that can change a little; this network reads whole numbers."
        return ""

    def weigh(self, case: Case) -> Floats:
        """The weight of every part of the example, in the shown shape; positive speaks for the answer."""
        raise NotImplementedError


def kinds_of(facts: Facts, picture: Shape = ()) -> frozenset[str]:
    """What examples are: "image" when they can be shown as C H W `picture`, "table" for a row, else "sequence"."""
    found = {1: "table", 2: "sequence", 3: "image"}.get(len(facts.input), "sequence")
    return frozenset({found, "image"} if picture else {found})


def places(plan: Plan, prefix: str = "") -> Iterator[Place]:
    """Every step that is a layer, in order, those inside blocks too; of a repeated block the last copy."""
    for step in plan.steps:
        path = f"{prefix}{step.name}"
        if step.block is None:
            yield Place(path, step)
        else:
            yield from places(step.block, f"{path}." if step.repeat == 1 else f"{path}.{step.repeat - 1}.")


def numbers(weights: Any) -> Floats:
    """A tensor 1 x shape as a float32 array of that shape."""
    return np.ascontiguousarray(weights.detach()[0].cpu().numpy(), np.float32)


def _listed(kinds: frozenset[str]) -> str:
    plural = {"image": "pictures", "table": "rows of a table", "sequence": "sequences"}
    return " and ".join(plural[kind] for kind in sorted(kinds))
