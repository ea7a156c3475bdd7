"""What can be saved of an evaluation: its numbers, its tables, and the picture that is seen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from neurodesk.disk.atomic import atomic_save
from neurodesk.engine.protocol import Evaluated
from neurodesk.files.tables import save_csv
from neurodesk.ui.evaluation.classes import KEYS
from neurodesk.ui.pictures import png

SCALE = 2  # pixels of a saved picture for one on the desk


def save_numbers(event: Evaluated, path: Path) -> None:
    """The whole report as JSON, or by the file's suffix its metrics and scores as CSV. Raises SaveError."""
    if path.suffix.lower() == ".json":
        text = json.dumps(event.report, indent=1, ensure_ascii=False, allow_nan=False)
        atomic_save(path, text.encode("utf-8", "replace"), backup=False)
    else:
        save_csv(path, _number_rows(event.report))


def save_matrix(event: Evaluated, path: Path) -> None:
    """The confusion matrix as CSV, a row an actual class. Raises SaveError."""
    save_csv(path, matrix_rows(event))


def matrix_rows(event: Evaluated) -> Iterable[list[Any]]:
    """Head and rows of the confusion matrix."""
    yield ["actual \\ predicted", *event.classes]
    counts = [] if event.confusion is None else event.confusion.tolist()
    yield from ([name, *row] for name, row in zip(event.classes, counts, strict=True))


def save_answers(event: Evaluated, path: Path) -> None:
    """A line an example: actual, answered, how sure, loss. Raises SaveError."""
    save_csv(path, answer_rows(event))


def answer_rows(event: Evaluated) -> Iterable[list[Any]]:
    """Head and rows of the answers, in the order of the part."""
    classed = bool(event.classes)
    yield ["example", "actual", "answered", *(["sure"] if classed else []), "loss"]
    sure = event.probabilities.max(1).tolist() if event.probabilities.size else []
    for at, loss in enumerate(event.losses.tolist()):
        if classed:
            names = (event.classes[int(event.targets[at])], event.classes[int(event.predictions[at])])
            yield [at, *names, sure[at], loss]
        else:
            yield [at, *(part[at].ravel().tolist()[0] for part in (event.targets, event.predictions)), loss]


def save_picture(view: QWidget, path: Path) -> None:
    """A view as it is seen: SVG or PNG by the file's suffix. Raises SaveError."""
    if path.suffix.lower() == ".svg":
        kept = QBuffer()
        kept.open(QIODevice.OpenModeFlag.WriteOnly)
        made = QSvgGenerator()
        made.setOutputDevice(kept)
        made.setSize(view.size())
        made.setViewBox(QRectF(view.rect()))
        made.setTitle(view.accessibleName())
        painter = QPainter(made)
        view.render(painter, QPoint())
        painter.end()
        data = bytes(kept.data().data())
    else:
        image = QImage(view.size() * SCALE, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(SCALE)
        view.render(image)
        data = png(image)
    atomic_save(path, data, backup=False)


def _number_rows(report: dict[str, Any]) -> Iterable[list[Any]]:
    """Metrics with the guess beside them, then the scores of each class."""
    baseline = report.get("baseline", {})
    yield ["metric", "value", "guess"]
    yield from ([name, value, baseline.get(name)] for name, value in report.get("metrics", {}).items())
    if "per_class" not in report:
        return
    yield ["accuracy low (95%)", report["accuracy_interval"][0], None]
    yield ["accuracy high (95%)", report["accuracy_interval"][1], None]
    yield ["calibration gap (ECE)", report["calibration"]["ece"], None]
    for mean, values in report["averages"].items():
        yield from ([f"{name} ({mean})", value, None] for name, value in values.items())
    yield []
    yield list(KEYS)
    yield from ([row[key] for key in KEYS] for row in report["per_class"])
