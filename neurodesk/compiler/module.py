"""A plan made into a network that runs: a plain `torch.fx.GraphModule` whose modules carry the names of the nodes."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any

from torch import fx, nn

from neurodesk.compiler.facts import Facts
from neurodesk.compiler.plan import Plan, Step, plan
from neurodesk.graph.model import Document

MODULE_CALL = re.compile(r"= self\.(\w+)\(")


class Network(fx.GraphModule):
    """A `GraphModule` that is called as directly as a module written by hand.

    Two costs of a stock `GraphModule` are left out: the wrapper around `__call__`, which is there to print the
    generated line when it fails, and the search of `nn.Module.__getattr__` for each submodule, which `_looked_up`
    replaces by one look into a dictionary. Everything else is as in torch.
    """

    def recompile(self) -> Any:
        """Make `forward` from the graph again, as torch does, without the wrapper around the call."""
        code = super().recompile()
        cls = type(self)
        if "__call__" in vars(cls):
            del cls.__call__
        return code


def compile(document: Document, facts: Facts | None = None) -> fx.GraphModule:  # the public name, as in `nd.compile`
    """Make the document's main network, with fresh weights. Raises CompileError when the drawing has an error."""
    return compile_plan(plan(document, facts))


def compile_plan(planned: Plan) -> fx.GraphModule:
    """Make the network of a plan. Submodules are made in the order of the steps, so that a seed gives equal weights."""
    root = nn.Module()
    graph = fx.Graph()
    values = {given.name: graph.placeholder(given.name) for given in planned.inputs}
    for step in planned.steps:
        if step.is_module:
            root.add_module(step.name, _module(step))
        answer = _answer(graph, step, values)
        for name, path in step.gives:
            values[name] = _picked(graph, answer, path)
    for step in planned.steps:
        if step.weights_of:
            root.get_submodule(step.name).weight = root.get_submodule(step.weights_of).weight
    outputs = tuple(values[name] for name in planned.outputs)
    graph.output(outputs[0] if len(outputs) == 1 else outputs)
    graph.on_generate_code(lambda _: _looked_up)
    return Network(root, graph, planned.class_name)


def _module(step: Step) -> nn.Module:
    """Make a step's module; a repeated block is an `nn.Sequential` of networks with weights of their own."""
    if step.block is None:
        assert step.call is not None
        made: nn.Module = step.call.make()
        return made
    if step.repeat == 1:
        return compile_plan(step.block)
    return nn.Sequential(*(compile_plan(step.block) for _ in range(step.repeat)))


def _answer(graph: fx.Graph, step: Step, values: dict[str, fx.Node]) -> fx.Node:
    """Write a step's call into the graph."""
    if step.is_module:
        return graph.call_module(step.name, tuple(values[name] for _, name in step.takes))
    assert step.call is not None

    def do(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> fx.Node:
        return graph.call_function(function, args, kwargs)

    return step.call.apply({port: values[name] for port, name in step.takes}, do)


def _picked(graph: fx.Graph, answer: fx.Node, path: tuple[int, ...]) -> fx.Node:
    """Follow a path into a tuple or tensor of answers."""
    for index in path:
        answer = graph.call_function(operator.getitem, (answer, index))
    return answer


def _looked_up(body: list[str]) -> list[str]:
    """Let generated code find its modules in one dictionary, not through `__getattr__` for each."""
    found = [MODULE_CALL.sub(r"= _modules['\1'](", line) for line in body]
    return ["_modules = self._modules\n", *found]
