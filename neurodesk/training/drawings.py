"""The document as a run remembers it: the project file's own text, so that a run can be opened as a project.

A folder of runs may come from anyone, so the text is read as carefully as a project file is.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from neurodesk.data.catalogue import SOURCES
from neurodesk.data.folders import allowed
from neurodesk.disk.reading import is_there
from neurodesk.graph.document import set_source
from neurodesk.graph.errors import BadFile, TrainingError
from neurodesk.graph.model import Chosen, Document
from neurodesk.graph.text import dumps, loads
from neurodesk.layers.spec import Folder
from neurodesk.training.runs import RunStore


def write_document(document: Document) -> str:
    """The document as the text of a project file."""
    return dumps(document)


def read_document(text: str) -> Document:
    """The document of a run. Raises TrainingError when the text is not one."""
    try:
        return loads(text, "The drawing of this run")
    except BadFile as error:
        raise TrainingError(f"The drawing kept with this run cannot be read: {error.reason}.", AGAIN) from error


def rewrite_documents(runs: Path, change: Callable[[Document], Document]) -> None:
    """Change the document of every run that lies in a folder, as when their data is named from another place; one that
    cannot be read stays as it is. Raises TrainingError for a folder that cannot be used, sqlite3.Error.
    """
    with RunStore(runs) as store:
        for row in (*store.list(), *store.list(deleted=True)):
            with suppress(TrainingError):
                before = read_document(row.document_json)
                if (after := change(before)) is not before:
                    store.update(row.run, document_json=write_document(after))


def with_data_found(trained: Document, opened: Chosen | None, base: Path) -> Document:
    """The document of a run in a project in `base`; where its data is not where it says, and the open document's source
    is the same but for its place, with that place: it was moved, and chosen again since.
    """
    own = trained.source
    if own is None or opened is None or own.key != opened.key or own.key not in SOURCES:
        return trained
    places = [name for name, param in SOURCES[own.key].params().items() if isinstance(param, Folder)]
    moved = [name for name in places if own.values.get(name) != opened.values.get(name)]
    values = own.values
    for name in moved:
        there, here = (_place(base, source.values.get(name)) for source in (own, opened))
        if there or not here:
            return trained
        values = values.insert(name, opened.values[name])
    return set_source(trained, opened) if moved and values == opened.values else trained


def _place(base: Path, text: object) -> bool:
    """Whether something lies where a project in `base` may read it."""
    path = allowed(base, text) if isinstance(text, str) and text else None
    return path is not None and is_there(path)


AGAIN = "Update NeuroDesk if a newer one wrote it, else train again from the start."
