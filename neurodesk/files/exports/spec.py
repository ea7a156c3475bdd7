"""Keeps what an export format is: what it takes from a trained network, and the files it makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neurodesk.compiler.facts import Facts
from neurodesk.compiler.plan import Plan
from neurodesk.data.scaling import Scaling
from neurodesk.layers.spec import Catalogue, Declared

if TYPE_CHECKING:
    from torch import nn

EXPORTS: Catalogue[Export] = Catalogue("export format")
"""The register that every format enters itself in; `files.exports.catalogue` holds it complete."""

SOURCE, WEIGHTS, ONNX, PROGRAM = "network.py", "weights.safetensors", "network.onnx", "network.pt2"
REPORT = "report.json"


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A trained network with all that belongs to it: `model` on the CPU in eval mode, what scales what goes in and out.

    `input` and `output` are the names of the nodes where data enters and the answer leaves.
    """

    run: int
    plan: Plan
    model: nn.Module
    facts: Facts
    scaling: Scaling
    target: Scaling
    input: str
    output: str


class Export(Declared):
    """One way to take a trained network along."""

    needs: ClassVar[tuple[str, ...]] = ()
    """Keys of formats whose files must lie beside this one's."""
    read_with: ClassVar[str] = ""
    """Key of the format whose reader opens this one's file too: made together, both are proved at once."""
    opened: ClassVar[str] = ""
    """The file a reader opens."""
    packages: ClassVar[tuple[str, ...]] = ()
    """What a reader installs first."""
    usual: ClassVar[bool] = True
    """Whether it is made unless one says otherwise."""

    def refuses(self, trained: Trained) -> str:
        """Why this network cannot be written so, in words; "" when it can."""
        return ""

    def files(self, trained: Trained) -> Mapping[str, bytes]:
        """The contents of the files by name. Raises ExportError."""
        raise NotImplementedError
