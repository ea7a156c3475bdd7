"""A second way through a network that gives what chosen nodes answer, with the trained modules themselves.

The plan is made again with those nodes' values as its outputs, and the network's own modules are put into it: so
functions (add, concatenate) can be looked at like modules, no hook stays behind, and nothing is copied.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor, nn

from neurodesk.compiler.module import compile_plan
from neurodesk.compiler.plan import Plan


class Tap:
    """The network with the answers of `nodes` as its outputs. Nodes it does not have are left out."""

    def __init__(self, plan: Plan, model: nn.Module, nodes: Sequence[str]) -> None:
        values = {step.name: step.gives[0][0] for step in plan.steps if step.gives}
        values |= {given.name: given.name for given in plan.inputs}
        self.nodes = tuple(node for node in nodes if node in values)
        with torch.device("meta"):  # no memory is taken and no random number drawn for modules that are replaced
            self.network = compile_plan(replace(plan, outputs=tuple(values[node] for node in self.nodes)))
        for name, _ in list(self.network.named_children()):
            setattr(self.network, name, model.get_submodule(name))

    def __call__(self, x: Tensor) -> dict[str, Tensor]:
        """What each node answers to a batch, in the order of `nodes`."""
        if not self.nodes:
            return {}
        answers = self.network(x)
        several = answers if isinstance(answers, tuple) else (answers,)
        return dict(zip(self.nodes, several, strict=True))
