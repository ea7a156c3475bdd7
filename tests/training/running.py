"""What the tests of training share: small documents, and a run taken through to its events."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import torch

from neurodesk.graph.model import Chosen, Document, chosen
from neurodesk.training import loop
from neurodesk.training.events import Event
from tests.engine.documents import document

HERE = Path()
DEVICES = ["cpu", *["cuda"] * torch.cuda.is_available()]
"""What this machine can compute on, the GPU where there is one."""


def mlp(source: Chosen | None = None, **options: object) -> Document:
    """Two layers with dropout between, on iris unless told otherwise: 4 numbers, 3 classes, a dozen steps an epoch."""
    layers = ("linear", {"units": 8}), "relu", ("dropout", {"rate": 0.2}), ("linear", {"units": 3})
    return document(source or chosen("iris"), *layers, **{"epochs": 3, "batch": 8, **options})


def table(folder: Path, rows: int = 60, *, units: int = 2, **options: object) -> Document:
    """A document that learns from a table in a folder, by two layers."""
    lines = [f"{index % 7},{index * 3 % 11},{'ab'[index % 2]}" for index in range(rows)]
    (folder / "t.csv").write_text("\n".join(["age,width,kind", *lines]))
    layers = ("linear", {"units": units}), ("linear", {"units": 2})
    return document(chosen("csv", file="t.csv"), *layers, **{"batch": 8, **options})


def learning(doc: Document, **parts: Chosen) -> Document:
    """The document with another loss, optimizer or schedule."""
    return doc.replaced(learning=replace(doc.learning, **parts))


def run(doc: Document, folder: Path, **how: object) -> list[Event]:
    """All events of a training run."""
    return list(loop.train(doc, HERE, folder, **how))


def of(events: Iterable[Event], kind: type) -> list:
    """The events of one kind."""
    return [event for event in events if isinstance(event, kind)]
