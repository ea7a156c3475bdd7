"""Explanations as files: the rows that are seen as a picture, and their numbers as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from neurodesk.disk.atomic import SaveError, atomic_save
from neurodesk.engine.protocol import Explained
from neurodesk.files.tables import csv_bytes
from neurodesk.ui import asking
from neurodesk.ui.pictures import png
from neurodesk.ui.widgets.note import Note
from neurodesk.ui.words import reasoned, tr

SHARP = 2.0  # pixels for one of the window, so that it is sharp on paper


def picture_of(widget: QWidget) -> bytes:
    """A widget as a PNG file."""
    pixmap = QPixmap(widget.size() * SHARP)
    pixmap.setDevicePixelRatio(SHARP)
    pixmap.fill(widget.palette().window().color())
    widget.render(pixmap)
    return png(pixmap)


def numbers_of(answers: Iterable[Explained]) -> bytes:
    """A line for every part of every example: where it is, its value and its weight; UTF-8 CSV."""
    return csv_bytes(_lines(answers))


def _lines(answers: Iterable[Explained]) -> Iterator[Sequence[Any]]:
    yield "run", "example", "method", "target", "part", "value", "weight"
    for told in answers:
        weights, values = np.asarray(told.attribution), np.asarray(told.picture)
        for at in np.ndindex(weights.shape):
            name = told.features[at[0]] if len(at) == 1 and at[0] < len(told.features) else " ".join(map(str, at))
            target = told.classes[told.target] if 0 <= told.target < len(told.classes) else told.target
            value = values[at] if values.shape == weights.shape else None
            yield told.run, told.sample, told.method, target, name, value, weights[at]


def save_asked(
    parent: QWidget, title: str, name: str, kind: tuple[str, str], made: Callable[[], bytes], note: Note
) -> None:
    """Ask for a file of a kind (its suffix and label) and write it; the note says what became of it."""
    path = asking.file_to_save(parent, title, f"{name}.{kind[0]}", dict([kind]))
    if path is None:
        return
    try:
        atomic_save(path, made(), backup=False)
    except SaveError as error:
        note.tell("error", reasoned(error))
    else:
        note.tell("ok", tr("Saved {file}.", file=path.name))
