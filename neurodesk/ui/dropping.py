"""What becomes of a folder or file that is dropped on the window: a data source, and an input for it to flow into."""

from __future__ import annotations

from pathlib import Path

from neurodesk.data.folders import choose
from neurodesk.graph import edit
from neurodesk.graph.document import set_source
from neurodesk.graph.errors import DataError
from neurodesk.graph.model import Chosen, Document, Place, chosen
from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.spec import Folder

_TABLES = (".csv", ".tsv", ".txt", ".tab", ".dat")


def with_data(document: Document, path: Path, base: Path) -> Document:
    """The document of a project in `base` that learns from `path`, with an input node when it has none.

    Raises DataError for files that are no data.
    """
    if path.is_dir():
        source = chosen("image_folder", folder=choose(base, path))
    elif path.suffix.lower() in _TABLES:
        source = chosen("csv", file=choose(base, path))
    else:
        raise DataError(
            f"{path.name} is neither a folder of images nor a table.",
            "Drop a folder with a folder for each class, or a CSV file.",
        )
    graph = document.graph()
    if not any(node.key == "input" for _, node in graph.nodes.items()):
        graph, _name = edit.add(graph, chosen("input"), at=Place(0.0, 0.0), prefix=LAYERS["input"].prefix)
    return set_source(document.with_graph(document.main, graph), source)


def moved(document: Document, old: Path, new: Path) -> Document:
    """The document of a project that moves from folder `old` to `new` and leaves its data where it is.

    A path that starts from the project's folder is written anew; one that leads nowhere stays as it is.
    """
    from neurodesk.data.catalogue import SOURCES  # late: it brings numpy, and the first paint needs none

    source = document.source
    if source is None or old == new or source.key not in SOURCES:
        return document
    made = source.values
    for name, param in SOURCES[source.key].params().items():
        text = made.get(name)
        if isinstance(param, Folder) and isinstance(text, str) and text and (old / text).exists():
            made = made.insert(name, choose(new, old / text))  # a file's parameter is a folder's too
    return document if made == source.values else set_source(document, Chosen(source.key, made))
