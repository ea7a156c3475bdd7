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
    """The network with the answers of `nodes` as its outputs. Nodes it does not have are left out.

    `block_1.conv_2` is the node conv_2 inside block_1, of a repeated block in its first copy: what enters the block is
    then an output too, and a tap inside gives the rest. An output node answers what arrives there.
    """

    def __init__(self, plan: Plan, model: nn.Module, nodes: Sequence[str]) -> None:
        values = {step.name: step.gives[0][0] for step in plan.steps if step.gives}
        values |= {given.name: given.name for given in plan.inputs} | dict(zip(plan.ends, plan.outputs, strict=True))
        self.paths = {node: node for node in nodes if node in values}
        """Node -> its module, as the names of parameters begin."""
        self._here = tuple(self.paths)
        self._inside: list[tuple[Tap, str, int]] = []
        outputs = [values[node] for node in self._here]
        for step in plan.steps:
            below = [node[len(step.name) + 1 :] for node in nodes if node.startswith(f"{step.name}.")]
            if step.block is None or not below:
                continue
            first = step.name if step.repeat == 1 else f"{step.name}.0"
            tap = Tap(step.block, model.get_submodule(first), below)
            self._inside.append((tap, step.name, len(step.takes)))
            self.paths |= {f"{step.name}.{node}": f"{first}.{path}" for node, path in tap.paths.items()}
            outputs += [name for _, name in step.takes]
        self.nodes = tuple(self.paths)
        with torch.device("meta"):  # no memory is taken and no random number drawn for modules that are replaced
            self.network = compile_plan(replace(plan, outputs=tuple(outputs), ends=()))
        for name, _ in list(self.network.named_children()):
            setattr(self.network, name, model.get_submodule(name))

    def __call__(self, *x: Tensor) -> dict[str, Tensor]:
        """What each node answers to a batch, in the order of `nodes`."""
        if not self.nodes:
            return {}
        answers = self.network(*x)
        several = answers if isinstance(answers, tuple) else (answers,)
        found, rest = dict(zip(self._here, several, strict=False)), several[len(self._here) :]
        for tap, block, count in self._inside:
            found |= {f"{block}.{node}": answer for node, answer in tap(*rest[:count]).items()}
            rest = rest[count:]
        return found
