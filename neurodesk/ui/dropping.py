"""What becomes of a folder or file that is dropped on the window: a data source, and an input for it to flow into."""

from __future__ import annotations

from pathlib import Path

from neurodesk.data.folders import choose
from neurodesk.graph import edit
from neurodesk.graph.document import set_source
from neurodesk.graph.errors import DataError
from neurodesk.graph.model import Document, Place, chosen
from neurodesk.layers.catalogue import LAYERS

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
