"""Keeps the export as weights: every learned number under the name of its node, in a file that holds nothing to run."""

from __future__ import annotations

import json
from collections.abc import Mapping

from neurodesk.files.exports.spec import EXPORTS, WEIGHTS, Export, Trained
from neurodesk.layers.spec import show


@EXPORTS.declare("weights", "Weights (safetensors)", aliases=("safetensors", "state dict", "checkpoint"))
class Weights(Export):
    """The learned numbers alone, by node, in the open safetensors format, with classes and scaling as notes.

    Any program that reads safetensors can use them; the Python export shows how.
    """

    read_with = "python"
    opened = WEIGHTS
    packages = ("safetensors",)

    def files(self, trained: Trained) -> Mapping[str, bytes]:
        from safetensors.torch import save

        state = {
            name: tensor.detach().cpu().contiguous().clone() for name, tensor in trained.model.state_dict().items()
        }
        return {WEIGHTS: save(state, metadata=notes(trained))}


def notes(trained: Trained) -> dict[str, str]:
    """What a reader of the weights must know besides; every value is text, lists are JSON."""
    facts = trained.facts
    told = {
        "task": facts.task,
        "classes": list(facts.classes),
        "features": list(facts.features),
        "mean": trained.scaling.mean.tolist(),
        "std": trained.scaling.std.tolist(),
        "target_mean": trained.target.mean.tolist(),
        "target_std": trained.target.std.tolist(),
    }
    packed = {name: value if isinstance(value, str) else json.dumps(value) for name, value in told.items()}
    return {"format": "pt", "made_by": "NeuroDesk", "run": str(trained.run), "input": show(facts.input), **packed}
