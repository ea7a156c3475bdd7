"""Keeps the export as .pt2: the network with its scaling as PyTorch's own exported program, which needs no class."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping

from neurodesk.files.exports.onnx import scaled
from neurodesk.files.exports.spec import EXPORTS, PROGRAM, Export, Trained
from neurodesk.graph.errors import ExportError


@EXPORTS.declare("pt2", "PyTorch program (.pt2)", aliases=("torch.export", "exported program", "aot"))
class Program(Export):
    """A torch.export program that needs no class; for your own use, since opening a .pt2 file runs code that it holds.

    It takes any number of examples, scaling included, so they go in as they came. Never open a .pt2 file from somebody
    you do not trust, and send the weights instead. It is read by this version of PyTorch and newer ones. This program
    writes such files and opens none but the one it has just written.
    """

    opened = PROGRAM
    packages = ("torch",)
    usual = False

    def files(self, trained: Trained) -> Mapping[str, bytes]:
        import torch

        kind = torch.int64 if trained.facts.dtype == "int64" else torch.float32
        examples = torch.zeros(2, *trained.facts.input, dtype=kind)
        data = io.BytesIO()
        try:
            with warnings.catch_warnings(), torch.no_grad():
                warnings.simplefilter("ignore")
                batch = {0: torch.export.Dim.DYNAMIC}
                program = torch.export.export(scaled(trained), (examples,), dynamic_shapes=(batch,))
                for node in program.graph.nodes:  # where on this computer it was made is nobody's business
                    node.meta.pop("stack_trace", None)
                torch.export.save(program, data)
        except (RuntimeError, ValueError, TypeError, AssertionError) as error:
            cure = "Export as Python and weights; torch.export cannot trace one of the layers."
            raise ExportError("This network cannot be written as .pt2.", cure) from error
        return {PROGRAM: data.getvalue()}
