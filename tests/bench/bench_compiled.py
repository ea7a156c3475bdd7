"""A compiled network against the same one written by hand: forward and backward, one thread.

Run: python -m tests.bench.bench_compiled
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import torch
import torch.nn.functional as F
from torch import nn

from neurodesk.compiler.facts import Facts
from neurodesk.compiler.module import compile
from neurodesk.compiler.ports import ports
from neurodesk.graph.edit import add, connect
from neurodesk.graph.model import Chosen, Document, Graph, Port, chosen
from tests.bench.rows import Row, in_turn, paired, show

TURNS = 200
STEPS = 0.004  # seconds a turn takes about, so that the clock does not matter


def drawn(*layers: Chosen) -> Document:
    """A chain of layers from input to output."""
    document = Document({"network": Graph()})
    graph, before = Graph(), None
    for node in (chosen("input"), *layers, chosen("output")):
        graph, name = add(graph, node, prefix=node.key)
        ins, outs = ports(document, node)
        if before:
            graph = connect(graph, before, Port(name, next(iter(ins))))
        before = Port(name, next(iter(outs), ""))
    return document.with_graph("network", graph)


def linear(units: int) -> Chosen:
    """A linear layer."""
    return chosen("linear", units=units)


class Perceptron(nn.Module):
    """Two layers as a student writes them, with modules for the activations."""

    def __init__(self, *sizes: int) -> None:
        super().__init__()
        self.first = nn.Linear(sizes[0], sizes[1])
        self.relu = nn.ReLU()
        self.last = nn.Linear(sizes[1], sizes[2])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N F in, N C out."""
        return self.last(self.relu(self.first(x)))


class Terse(Perceptron):
    """The same with a function for the activation, which is quicker to call."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N F in, N C out."""
        return self.last(F.relu(self.first(x)))


class Deep(nn.Module):
    """The digits MLP: 64-128-64-10."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(64, 128)
        self.second = nn.Linear(128, 64)
        self.last = nn.Linear(64, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N F in, N C out."""
        return self.last(F.relu(self.second(F.relu(self.first(x)))))


class Convolutional(nn.Module):
    """A small CNN for images of 28 x 28."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(32 * 7 * 7, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N 1 28 28 in, N 10 out."""
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        return self.fc2(F.relu(self.fc1(x)))


RELU, POOL = chosen("relu"), chosen("max_pool2d")


def conv(filters: int) -> Chosen:
    """A convolution that keeps the size."""
    return chosen("conv2d", filters=filters, kernel=3, padding=1)


SMALLEST = drawn(linear(8), RELU, linear(2))
DEEP = drawn(linear(128), RELU, linear(64), RELU, linear(10))
CNN = drawn(conv(16), RELU, POOL, conv(32), RELU, POOL, chosen("flatten"), linear(64), RELU, linear(10))


@dataclass(frozen=True)
class Case:
    """A network both ways, what goes into it, and the most time it may take against the other."""

    name: str
    written: Callable[[], nn.Module]
    document: Document
    shape: tuple[int, ...]
    batch: int
    wanted: float


CASES = (
    Case("smallest MLP 2-8-2, batch 32, ReLU a module", lambda: Perceptron(2, 8, 2), SMALLEST, (2,), 32, 1.10),
    Case("smallest MLP 2-8-2, batch 32, ReLU a function", lambda: Terse(2, 8, 2), SMALLEST, (2,), 32, 1.10),
    Case("MLP 64-128-64-10, batch 32", Deep, DEEP, (64,), 32, 1.10),
    Case("CNN 28 x 28, batch 64", Convolutional, CNN, (1, 28, 28), 64, 1.03),
)


def step(network: nn.Module, x: torch.Tensor, y: torch.Tensor, times: int) -> Callable[[], None]:
    """Forward and backward, so many times."""

    def run() -> None:
        for _ in range(times):
            F.cross_entropy(network(x), y).backward()

    return run


def measure(case: Case) -> Row:
    """One network both ways, with equal weights, checked to give equal answers."""
    written = case.written()
    x = torch.randn(case.batch, *case.shape)
    classes = written(x).shape[1]
    y = torch.randint(0, classes, (case.batch,))
    ours = compile(case.document, Facts(case.shape, classes=tuple(map(str, range(classes)))))
    ours.load_state_dict(dict(zip(ours.state_dict(), written.state_dict().values(), strict=True)))
    torch.testing.assert_close(ours(x), written(x))
    once = in_turn({"written": step(written, x, y, 1)}, 10)["written"]
    times = max(1, round(STEPS / median(once)))
    found = in_turn({"ours": step(ours, x, y, times), "written": step(written, x, y, times)}, TURNS)
    each = [1e6 * median(found[side]) / times for side in ("ours", "written")]
    return Row(case.name, *each, paired(found, "ours", "written"), case.wanted, True, "us a step")


def main() -> list[Row]:
    """Measure every network and print the table."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    try:
        rows = [measure(case) for case in CASES]
    finally:
        torch.set_num_threads(threads)
    print(show(rows, "Compiled network against one written by hand, forward and backward"))
    return rows


if __name__ == "__main__":
    main()
