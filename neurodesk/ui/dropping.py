"""What becomes of a folder or file that is dropped on the window: a data source, and an input for it to flow into."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from neurodesk.data.folders import allowed, choose
from neurodesk.disk.reading import is_file, is_folder, is_there
from neurodesk.files.project import SUFFIX
from neurodesk.graph import edit
from neurodesk.graph.document import set_source
from neurodesk.graph.errors import DataError
from neurodesk.graph.model import Chosen, Document, Place, chosen
from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.spec import Folder
from neurodesk.ui.words import tr

_TABLES = (".csv", ".tsv", ".txt", ".tab", ".dat")
_MOST = 10_000  # entries of a folder looked at
_PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")


def with_data(document: Document, path: Path, base: Path | None) -> Document:
    """The document of a project in `base`, None for one without a file, that learns from `path`, with an input node
    when it has none.

    Raises DataError for files that are no data.
    """
    if is_folder(path):
        source = chosen("image_folder", folder=choose(base, path))
    elif path.suffix.lower() in _TABLES:
        source = chosen("csv", file=choose(base, path))
    else:
        raise DataError(
            tr("{name} is neither a folder of images nor a table.", name=path.name),
            tr("Drop a folder with a folder for each class, or a CSV file."),
        )
    graph = document.graph()
    if not any(node.key == "input" for _, node in graph.nodes.items()):
        graph, _name = edit.add(graph, chosen("input"), at=Place(0.0, 0.0), prefix=LAYERS["input"].prefix)
    return set_source(document.with_graph(document.main, graph), source)


def check_data(path: Path, source: Chosen, base: Path) -> None:
    """Raises DataError for a folder without folders, and for a file that is no table; a large one is looked through
    later. One whose cells do not fit the roles that were guessed is a table: it is taken, and its columns can then be
    given others.
    """
    if is_folder(path):
        try:
            with os.scandir(path) as entries:
                fits = any(entry.is_dir() for entry in islice(entries, _MOST))
        except OSError as error:
            told = tr("{name} cannot be read.", name=path.name)
            raise DataError(told, tr("Look whether it is still there.")) from error
        if not fits:
            raise DataError(
                tr("{name} holds no folders with images.", name=path.name),
                tr("Drop a folder with a folder for each class, or a CSV file."),
            )
        return
    from neurodesk.data.catalogue import source as made  # late: it brings numpy, and the first paint needs none

    table = made(source)
    if table.at_once(base):
        table.columns(base)


def dropped(paths: Sequence[Path]) -> tuple[str, list[Path]]:
    """What files that were dropped together are: `project`s to open, or `data` to learn from, and which of them.

    Raises DataError that says what can be dropped.
    """
    for path in paths:
        if not is_there(path) or not os.access(path, os.R_OK):
            raise DataError(tr("{name} cannot be read.", name=path.name), tr("Look whether it is still there."))
    projects = [path for path in paths if path.suffix.lower() == SUFFIX and is_file(path)]
    if projects and len(projects) == len(paths):
        return "project", projects
    if len(paths) == 1 and (is_folder(paths[0]) or paths[0].suffix.lower() in _TABLES):
        return "data", list(paths)
    if all(path.suffix.lower() in _PICTURES for path in paths):
        raise DataError(
            tr("Pictures alone do not say what they show."),
            tr("Sort them into a folder with a folder for each class, and drop that one."),
        )
    if all(is_folder(path) for path in paths):
        raise DataError(
            tr("Several folders are several data sets."), tr("Drop the one folder that holds a folder for each class.")
        )
    if len(paths) > 1:
        raise DataError(
            tr("These files do not belong together."),
            tr("Drop one folder of images, one table, or any number of projects."),
        )
    raise DataError(
        tr("{name} is neither a project, nor a folder of images, nor a table.", name=paths[0].name),
        tr("Drop a .neurodesk file, a folder with a folder for each class, or a CSV file."),
    )


def moving(old: Path, new: Path) -> Callable[[Document], Document]:
    """What becomes of the documents of a project that moves from folder `old` to `new` and leaves its data where it is;
    each source is looked for once, however many documents have it.
    """
    known: dict[int, tuple[Chosen, Chosen]] = {}  # by the address of a source, which is kept so that no other takes it

    def moved(document: Document) -> Document:
        source = document.source
        if source is None or old == new:
            return document
        if id(source) not in known:
            known[id(source)] = source, _moved(source, old, new)
        _source, made = known[id(source)]
        return document if made is source else set_source(document, made)

    return moved


def _moved(source: Chosen, old: Path, new: Path) -> Chosen:
    """A source by its paths from another folder. One that starts from the project's folder is written anew; one that
    leads nowhere, or where nobody chose that the project may read, stays as it is.
    """
    from neurodesk.data.catalogue import SOURCES  # late: it brings numpy, and the first paint needs none

    if source.key not in SOURCES:
        return source
    made = source.values
    for name, param in SOURCES[source.key].params().items():
        text = made.get(name)
        if isinstance(param, Folder) and isinstance(text, str) and text:  # a file's parameter is a folder's too
            path = allowed(old, text)
            made = made.insert(name, choose(new, path)) if path is not None and is_there(path) else made
    return source if made == source.values else Chosen(source.key, made)
