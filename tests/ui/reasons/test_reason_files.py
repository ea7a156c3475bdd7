"""Explanations as files: numbers that a table program reads, a picture that is sharp."""

import csv
import io

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from neurodesk.ui.reasons.reason_files import numbers_of, picture_of
from tests.ui.desk import CLASSES, explained, shown


def rows(*answers) -> list[list[str]]:
    """The lines of a table."""
    return list(csv.reader(io.StringIO(numbers_of(answers).decode())))


def test_a_line_for_every_part():
    """Channel, row and column of a picture; names of features, none of which is a formula."""
    head, first, *rest = rows(explained(1, "saliency"))
    assert head == ["run", "example", "method", "target", "part", "value", "weight"]
    assert first == ["1", "3", "saliency", CLASSES[7], "0 0 0", "0.0", "-1.0"]
    assert len(rest) == 63
    values = np.array([1.5, -2.0], np.float32)
    told = rows(explained(1, "ablation", attribution=values, picture=values, features=("=cmd()", "b,c")))
    assert [row[4] for row in told[1:]] == ["'=cmd()", "b,c"]
    assert told[2][5:] == ["-2.0", "-2.0"]


def test_a_picture_of_twice_the_size(qtbot: QtBot):
    """It can be opened again."""
    label = shown(qtbot, QLabel("why"), 100, 40)
    image = QImage.fromData(picture_of(label))
    assert (image.width(), image.height()) == (200, 80)
