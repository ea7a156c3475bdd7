"""A plan printed as the PyTorch a person would write: the same calls the compiled network is made of, as text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from neurodesk.compiler.plan import Plan, Step
from neurodesk.layers.spec import show

INDENT = " " * 8
IMPORTED = ("torch", "nn", "F", "math", "operator")


def source(plan: Plan, class_name: str = "Network") -> str:
    """Print the plan as a module of Python that needs PyTorch and nothing else.

    The class takes no arguments, and its state dict has the keys of the compiled network's. Only names that are
    identifiers and values printed by `repr` reach the text, so nothing a file says can become code.
    """
    names = _class_names(plan, class_name)
    parts = dict.fromkeys(call.part for call in plan.calls() if call.part)
    classes = [_parts()[name] for name in parts]
    classes += [_class(one, names) for one in (*plan.blocks, plan)]
    body = "\n\n\n".join(classes)
    return f"{_imports(body)}\n\n\n{body}\n"


def _imports(body: str) -> str:
    """The imports that the text needs, and no others."""
    plain = [f"import {name}" for name in ("math", "operator") if f"{name}." in body]
    ours = ["import torch"] + ["import torch.nn.functional as F"] * ("F." in body) + ["from torch import nn"]
    return "\n".join([*plain, *([""] if plain else []), *ours])


@cache
def _parts() -> dict[str, str]:
    """The source of each module that PyTorch lacks, by name: read as text, for the window prints without torch."""
    text = Path(__file__).with_name("parts.py").read_text(encoding="utf-8")
    classes = (node for node in ast.parse(text).body if isinstance(node, ast.ClassDef))
    return {node.name: ast.get_source_segment(text, node) or "" for node in classes}


def _class_names(plan: Plan, class_name: str) -> dict[Plan, str]:
    """One class name for each plan, the main one's as asked; equal names of different plans are numbered."""
    if not (class_name.isascii() and class_name.isidentifier()):
        raise ValueError(f"{class_name!r} is no name for a class")
    names = {plan: class_name}
    taken = {class_name, *IMPORTED, *(call.part for call in plan.calls())}
    for block in plan.blocks:
        name, number = block.class_name, 2
        while name in taken:
            name, number = f"{block.class_name}{number}", number + 1
        taken.add(name)
        names[block] = name
    return names


def _class(plan: Plan, names: dict[Plan, str]) -> str:
    """One network as a class."""
    made = [f"{INDENT}self.{step.name} = {_made(step, names)}" for step in plan.steps if step.is_module]
    made += [
        f"{INDENT}self.{step.name}.weight = self.{step.weights_of}.weight" for step in plan.steps if step.weights_of
    ]
    takes = "".join(f", {given.name}: torch.Tensor" for given in plan.inputs)
    gives = "torch.Tensor" if len(plan.outputs) == 1 else f"tuple[{', '.join(['torch.Tensor'] * len(plan.outputs))}]"
    lines = [
        f"class {names[plan]}(nn.Module):",
        *_explanation(plan),
        "    def __init__(self) -> None:",
        f"{INDENT}super().__init__()",
        *made,
        "",
        f"    def forward(self{takes}) -> {gives}:",
        *(INDENT + line for step in plan.steps for line in _called(step)),
        f"{INDENT}return {', '.join(plan.outputs)}",
    ]
    return "\n".join(lines)


def _explanation(plan: Plan) -> tuple[str, ...]:
    """What goes in and out, as a docstring."""
    shapes = {name: shape for step in plan.steps for (name, _), shape in zip(step.gives, step.shapes, strict=True)}
    shapes |= {given.name: given.shape for given in plan.inputs}
    takes = ", ".join(f"{show(given.shape)}" for given in plan.inputs)
    gives = ", ".join(show(shapes[name]) for name in plan.outputs)
    return (f'    """Takes {takes}; gives {gives}, for each example of a batch."""', "")


def _made(step: Step, names: dict[Plan, str]) -> str:
    """The expression that makes a step's module."""
    if step.block is None:
        assert step.call is not None
        return step.call.source()
    one = f"{names[step.block]}()"
    return one if step.repeat == 1 else f"nn.Sequential(*({one} for _ in range({step.repeat})))"


def _called(step: Step) -> Iterator[str]:
    """The lines of `forward` for one step, each with the shape it gives as a comment."""
    if step.is_module:
        answer = f"self.{step.name}({', '.join(name for _, name in step.takes)})"
    else:
        assert step.call is not None
        answer = step.call.source(dict(step.takes))
    if len(step.gives) > 1:
        yield f"{step.name} = {answer}"
        answer = step.name
    for (name, path), shape in zip(step.gives, step.shapes, strict=True):
        at = "".join(f"[{index}]" for index in path)
        answered = f"({answer})" if at and not step.is_module else answer
        yield f"{name} = {answered}{at}  # {show(shape)}"
