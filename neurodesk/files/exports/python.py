"""Keeps the export as Python: one readable file that makes the network, loads its weights and shows how to ask it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from neurodesk.compiler.source import source
from neurodesk.data.scaling import Floats, Scaling
from neurodesk.files.exports.spec import EXPORTS, SOURCE, WEIGHTS, Export, Trained
from neurodesk.layers.spec import show

# The names of the file are small letters, for the classes of the network begin with capitals: they can never meet.
PAGE = '''"""{title}

It needs torch and safetensors, and {weights} in the folder of this file. Examples go in as they came, for
the scaling measured on the training examples is part of it:

    from network import answer, load

    scores = answer(load(), x)  # x: {x}
"""

{imports}

{constants}


{classes}


def load(path: str | pathlib.Path = pathlib.Path(__file__).with_name("{weights}")) -> Network:
    """The trained network, ready to answer."""
    network = Network()
    network.load_state_dict(safetensors.torch.load_file(path))
    return network.eval()


def answer(network: Network, x: torch.Tensor) -> torch.Tensor:
    """{answers} for each example of N x {shape}."""
    with torch.no_grad():
        return {called}


if __name__ == "__main__":
    trained = load()
    examples = torch.zeros(2, {sides}{dtype})  # put your own here
{usage}
'''
CLASSES = """    for scores in answer(trained, examples):
        print(classes[int(scores.argmax())], scores.tolist())"""
VALUES = """    for values in answer(trained, examples):
        print(values.tolist())"""


@EXPORTS.declare("python", "Python source", aliases=("py", "pytorch", "code"))
class Python(Export):
    """A readable file of PyTorch that runs without this program: the network as a class, a loader, ten lines of use."""

    needs = ("weights",)
    opened = SOURCE
    packages = ("torch", "safetensors")

    def files(self, trained: Trained) -> Mapping[str, bytes]:
        return {SOURCE: page(trained).encode()}


def page(trained: Trained) -> str:
    """The whole file. Names from the document reach it only as identifiers checked before, or as printed literals."""
    facts = trained.facts
    imports, _, classes = source(trained.plan, "Network").partition("\n\n\n")
    classed = facts.task == "classification"
    kind = "torch.int64" if facts.dtype == "int64" else "torch.float32"
    count = f"{facts.outputs} {'score' if classed else 'value'}{'s' * (facts.outputs != 1)}"
    return PAGE.format(
        title=f"A network that gives {count} for {show(facts.input)}, trained with NeuroDesk (run {trained.run}).",
        weights=WEIGHTS,
        x=f"N x {show(facts.input)}, {kind}",
        imports=_imports(imports),
        constants="\n".join(_constants(trained)),
        classes=classes.rstrip(),
        answers=f"{count}, the greatest for the class it takes it for,"
        if classed
        else f"{count} in the units of the data",
        shape=show(facts.input),
        called=_called(trained),
        sides=", ".join(map(str, facts.input)),
        dtype=", dtype=torch.int64" if facts.dtype == "int64" else "",
        usage=CLASSES if classed else VALUES,
    )


def _imports(found: str) -> str:
    """The imports the classes need, and those of the loader."""
    lines = [line for line in found.splitlines() if line]
    plain = [line for line in lines if "torch" not in line]
    ours = [line for line in lines if line.startswith("import torch")]
    rest = [line for line in lines if line.startswith("from")]
    return "\n".join([*sorted([*plain, "import pathlib"]), "", "import safetensors.torch", *ours, *rest])


def _constants(trained: Trained) -> Iterator[str]:
    """Class and column names, and the scaling, as literals."""
    facts = trained.facts
    if facts.classes:
        yield _wrapped("classes", "(", ")", [ascii(name) for name in facts.classes])
    if facts.features:
        yield _wrapped("features", "(", ")", [ascii(name) for name in facts.features])
    for prefix, scaling in (("", trained.scaling), ("target_", trained.target)):
        if _scales(scaling):
            yield _numbers(f"{prefix}mean", scaling.mean)
            yield _numbers(f"{prefix}std", scaling.std)


def _called(trained: Trained) -> str:
    scaled = "(x - mean) / std" if _scales(trained.scaling) and trained.facts.dtype != "int64" else "x"
    called = f"network({scaled})"
    return f"{called} * target_std + target_mean" if _scales(trained.target) else called


def _scales(scaling: Scaling) -> bool:
    return scaling.kind != "none"


def _numbers(name: str, values: Floats) -> str:
    """A tensor constant; each number in the fewest digits that give the same float32."""
    flat = [str(value) for value in values.ravel()]
    if values.ndim == 0:
        return f"{name} = torch.tensor({flat[0]})"
    shape = "" if values.ndim == 1 else f".reshape({', '.join(map(str, values.shape))})"
    return _wrapped(name, "torch.tensor([", f"]){shape}", flat)


def _wrapped(name: str, start: str, end: str, items: list[str]) -> str:
    """`name = (a, b)` on one line, or with its items filled into lines of 110 letters."""
    one = f"{name} = {start}{', '.join(items)}{',' if len(items) == 1 and start == '(' else ''}{end}"
    if len(one) <= 110:
        return one
    lines, line = [], ""
    for item in items:
        if line and len(line) + len(item) > 104:
            lines.append(line.rstrip())
            line = ""
        line += f"{item}, "
    body = textwrap.indent("\n".join([*lines, line.rstrip()]), "    ")
    return f"{name} = {start}\n{body}\n{end}"
