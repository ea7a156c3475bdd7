"""The document as a run remembers it: the project file's own JSON, so that a run can be opened as a project.

Files lie above this room and are checked there; this text was written by a run and is read back by one.
"""

from __future__ import annotations

import json

from neurodesk.graph.errors import TrainingError
from neurodesk.graph.model import Document, Learning
from neurodesk.graph.plain import (
    FORMAT,
    chosen_read,
    chosen_words,
    network_read,
    network_words,
    value_words,
    values_read,
)


def write_document(document: Document) -> str:
    """The document as the text of a project file."""
    learning = document.learning
    text = {
        "neurodesk": FORMAT,
        "main": document.main,
        "networks": {name: network_words(graph) for name, graph in document.networks.items()},
        "data": None if document.source is None else chosen_words(document.source, "source"),
        "learning": {
            "recipe": chosen_words(learning.recipe, "key"),
            "loss": chosen_words(learning.loss, "key"),
            "optimizer": chosen_words(learning.optimizer, "key"),
            "schedule": chosen_words(learning.schedule, "key"),
            "options": value_words(learning.options),
        },
        "notes": document.notes,
    }
    return json.dumps(text, ensure_ascii=True, allow_nan=False)


def read_document(text: str) -> Document:
    """The document of a run. Raises TrainingError when the text is not one."""
    try:
        told = json.loads(text)
        if not 1 <= told["neurodesk"] <= FORMAT:
            raise TrainingError("The drawing of this run was written by a newer version.", "Update the program.")
        learning = told["learning"]
        words = {name: chosen_read(learning[name], "key") for name in ("recipe", "loss", "optimizer", "schedule")}
        return Document(
            {name: network_read(network) for name, network in told["networks"].items()},
            told["main"],
            None if told["data"] is None else chosen_read(told["data"], "source"),
            Learning(**words, options=values_read(learning["options"])),
            told["notes"],
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TrainingError("The drawing kept with this run cannot be read.", "Train again from the start.") from error
