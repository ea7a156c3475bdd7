"""Numbers read as people write them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk import ui
from neurodesk.ui.look.numbers import (
    compact,
    duration,
    fixed,
    memory,
    moment,
    percent,
    plain,
    rewritten,
    said,
    short,
    whole,
)
from neurodesk.ui.plots.plots import CurvePlot
from neurodesk.ui.settings import settings
from neurodesk.ui.window import Window
from neurodesk.ui.words import speak
from tests.ui.desk import shown, started, stepped, texts
from tests.ui.runs.test_runs_table import ROW


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """German for one test."""
    speak("deutsch")
    yield
    speak("english")


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (lambda: whole(12_042), "12,042"),
        (lambda: whole(10**30), "1,000,000,000,000,000,019,884,624,838,656"),
        (lambda: fixed(0.972, 3), "0.972"),
        (lambda: short(0.001234), "0.00123"),
        (lambda: short(12_042.4), "12,042"),
        (lambda: short(9_999.6, 4), "10,000"),
        (lambda: short(999.4), "999"),
        (lambda: short(1.23e-7, 2), "1.2e-07"),
        (lambda: said(0.9999), "0.9999"),
        (lambda: said(True), "True"),
        (lambda: said("same"), "same"),
        (lambda: moment(1_700_000_000).split(",")[0], "14 Nov 2023"),
        (lambda: moment(float("nan")), "–"),
    ],
)
def test_english_marks(told, text: str):
    """A comma between thousands, a point before what is less than one."""
    assert told() == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (66112.0, "66,112"), (np.float32(66112.5), "66,112.5"), (np.float32(0.24), "0.24"), (-1304.3, "-1,304.3"),
        (np.float32(1.2345679e10), "12,345,679,000"), (np.float32(1e-5), "0.00001"), (0.0, "0"),
        (np.float32("nan"), "nan"), (1.5e-9, "1.5e-09"), (2e20, "2e+20"),
    ],
)  # fmt: skip
def test_a_number_of_a_table_stays_as_it_is(number: float, text: str):
    """Every digit of it, and no more than there were."""
    assert plain(number) == text


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("told", "text"),
    [
        (lambda: whole(12_042), "12.042"),
        (lambda: fixed(0.972, 3), "0,972"),
        (lambda: short(0.001234), "0,00123"),
        (lambda: percent(0.9722), "97,2\u00a0%"),
        (lambda: compact(1_234_567), "1,23 M"),
        (lambda: memory(4.1 * 1024**2), "4,1 MB"),
        (lambda: duration(1e7), "2.777 h 46 min"),
        (lambda: said(0.5), "0,5"),
        (lambda: rewritten("1,290"), "1.290"),
        (lambda: rewritten("-0.5"), "-0,5"),
        (lambda: rewritten("1.5 GB"), "1,5 GB"),
        (lambda: rewritten("97.2%"), "97,2\u00a0%"),
        (lambda: rewritten("1290"), "1290"),
        (lambda: rewritten("model.1.5"), "model.1.5"),
        (lambda: rewritten("1.2.3"), "1.2.3"),
    ],
)
def test_german_marks(told, text: str):
    """A point between thousands, a comma, and room before the percent sign, as CLDR has it."""
    assert told() == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (950, "950"),
        (9_999, "9,999"),
        (61_706, "61.7 k"),
        (1_234_567, "1.23 M"),
        (2.5, "2.5"),
        (3.2e12, "3.2 T"),
    ],
)
def test_counts(number: float, text: str):
    """Three digits and a unit."""
    assert compact(number) == text


@pytest.mark.parametrize(
    ("size", "text"), [(512, "512 B"), (2048, "2.0 kB"), (4.1 * 1024**2, "4.1 MB"), (3 * 1024**3, "3.0 GB")]
)
def test_memory(size: float, text: str):
    """The unit that fits."""
    assert memory(size) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (8, "8 s"),
        (59.6, "1 min"),
        (125, "2 min 5 s"),
        (3180, "53 min"),
        (7200, "2 h"),
        (4800, "1 h 20 min"),
        (float("nan"), "–"),
        (float("inf"), "–"),
    ],
)
def test_durations(seconds: float, text: str):
    """Two units at most, and a dash when nobody knows."""
    assert duration(seconds) == text


def test_shares():
    """One decimal."""
    assert percent(0.9722) == "97.2%"


@pytest.mark.usefixtures("german")
def test_legends_speak_the_language(qtbot: QtBot):
    """Their numbers, and the two curves that every run has; what people called a curve stays."""
    plot = shown(qtbot, CurvePlot("Loss"), 400, 300)
    plot.mark("validation", 1, 0.25)
    plot.mark("training of 1.5", 1, 0.5)
    plot.catch_up()
    assert [entry.text for entry in plot.legend()] == ["Validierung 0,25", "training of 1.5 0,5"]


def test_another_language_writes_what_is_shown_anew(window: Window):
    """On cards, in the outline, the inspector, the table of runs and the gauges, without a new start."""
    session, runs, train = window.session, window.panel("Runs").model, window.panel("Train")
    window.link.say(started(), stepped(1290, [0.5], rate=0.0125))
    runs.show_rows([replace(ROW, metrics={"accuracy": 0.972})])
    session.select(["linear_1"])

    def said_now() -> set[str]:
        rows = {str(runs.data(runs.index(0, at))) for at in range(runs.columnCount())}
        gauges = {label.text() for label in train.gauges.values.values()}
        return {window.canvas.canvas.nodes["linear_1"].count_text, *texts(window.panel("Inspector")), *rows, *gauges}

    assert {"5,130 params", "5,130", "5,210", "97.2%", "1,290", "0.0125"} <= said_now()
    settings().remember(language="deutsch")
    try:
        assert {"5.130 Param.", "5.130", "5.210", "97,2\u00a0%", "1.290", "0,0125"} <= said_now()
    finally:
        settings().remember(language="english")
    assert "5,130 params" in said_now()


def test_no_text_of_the_window_writes_its_own_numbers():
    """A format of Python's has English marks: only what goes into files, and the door itself, may use one."""
    files = {"curve_files.py", "reason_files.py"}
    found = [
        f"{path.name}:{part.lineno}"
        for path in sorted(Path(ui.__file__).parent.rglob("*.py"))
        if path.name not in {*files, "numbers.py"}
        for part in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(part, ast.FormattedValue) and part.format_spec is not None
        if re.search(r"^[^%]*(,|[.\d}][gfe%])$", ast.unparse(part.format_spec)[2:-1])  # dates have other signs
    ]
    assert found == []
