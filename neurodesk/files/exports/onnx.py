"""Keeps the export as ONNX: the network with its scaling as one graph, for runtimes in any language."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import logging
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from neurodesk.files.exports.spec import EXPORTS, ONNX, Export, Trained
from neurodesk.graph.errors import ExportError

if TYPE_CHECKING:
    from torch import nn

LARGEST = 2 << 30  # bytes of one protobuf message
TRACE = "pkg.torch.onnx.stack_trace"  # where on this computer a node was made: that is nobody's business


@EXPORTS.declare("onnx", "ONNX", aliases=("onnxruntime", "open neural network exchange"))
class Onnx(Export):
    """The network as an ONNX graph for any number of examples; scaling included, so examples go in as they came.

    The graph's input and output carry the names of their nodes, its weights those of theirs.
    """

    opened = ONNX
    packages = ("onnxruntime",)

    def files(self, trained: Trained) -> Mapping[str, bytes]:
        import torch

        kind = torch.int64 if trained.facts.dtype == "int64" else torch.float32
        examples = torch.zeros(2, *trained.facts.input, dtype=kind)
        try:
            made = _traced(scaled(trained), examples, trained)
        except (RuntimeError, ValueError, TypeError, torch.onnx.errors.OnnxExporterError) as error:
            cure = "Export as Python and weights; ONNX has no word for one of the layers."
            raise ExportError("This network cannot be written as ONNX.", cure) from error
        data = bytes(made.SerializeToString())
        return {ONNX: data}


def _traced(model: nn.Module, examples: Any, trained: Trained) -> Any:
    """The ONNX model of a network traced for any number of examples; what the exporter prints is left out."""
    import torch

    batch = {0: torch.export.Dim.DYNAMIC}
    _hush()
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), torch.no_grad():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            model, (examples,), dynamo=True, input_names=[trained.input], output_names=[trained.output],
            dynamic_shapes=(batch,), verbose=False,
        )  # fmt: skip
    assert program is not None
    made = program.model_proto
    if made.ByteSize() >= LARGEST:
        raise ExportError("The network is too large for one ONNX file (2 GB).", "Export as Python and weights.")
    for name in ("task", "classes", "features"):
        made.metadata_props.add(key=name, value=json.dumps(getattr(trained.facts, name)))
    made.producer_name = "NeuroDesk"
    for node in (*made.graph.node, *(node for function in made.functions for node in function.node)):
        for told in [told for told in node.metadata_props if told.key == TRACE]:
            node.metadata_props.remove(told)
    return made


def _hush() -> None:
    """Keeps the exporter from telling that torchvision is not there, and from a thread that watches a bar none sees."""
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with contextlib.suppress(ImportError):
        importlib.import_module("tqdm").tqdm.monitor_interval = 0


def scaled(trained: Trained) -> nn.Module:
    """The network with its scaling inside: takes examples as they came, answers in the units of the data."""
    import torch
    from torch import nn

    class Scaled(nn.Module):
        """`network((x - mean) / std) * target_std + target_mean`."""

        mean: torch.Tensor
        std: torch.Tensor
        target_mean: torch.Tensor
        target_std: torch.Tensor

        def __init__(self) -> None:
            super().__init__()
            self.network = trained.model
            for prefix, scaling in (("", trained.scaling), ("target_", trained.target)):
                self.register_buffer(f"{prefix}mean", torch.from_numpy(scaling.mean.copy()))
                self.register_buffer(f"{prefix}std", torch.from_numpy(scaling.std.copy()))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            """Answers N examples, unscaled."""
            if trained.scaling.kind != "none" and x.is_floating_point():
                x = (x - self.mean) / self.std
            answer: torch.Tensor = self.network(x)
            return answer if trained.target.kind == "none" else answer * self.target_std + self.target_mean

    return Scaled().eval()
