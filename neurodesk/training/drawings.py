"""The document as a run remembers it: the project file's own text, so that a run can be opened as a project.

A folder of runs may come from anyone, so the text is read as carefully as a project file is.
"""

from __future__ import annotations

from neurodesk.graph.errors import BadFile, TrainingError
from neurodesk.graph.model import Document
from neurodesk.graph.text import dumps, loads


def write_document(document: Document) -> str:
    """The document as the text of a project file."""
    return dumps(document)


def read_document(text: str) -> Document:
    """The document of a run. Raises TrainingError when the text is not one."""
    try:
        return loads(text, "The drawing of this run")
    except BadFile as error:
        raise TrainingError(f"The drawing kept with this run cannot be read: {error.reason}.", AGAIN) from error


AGAIN = "Update NeuroDesk if a newer one wrote it, else train again from the start."
