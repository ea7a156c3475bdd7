"""The rows of the runs table: what each column says and sorts by, whatever a store holds."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale, Qt

from neurodesk.training.events import EpochFinished, StepsTaken
from neurodesk.training.runs import RunRow
from neurodesk.ui.runs.runs_table import RunsFilter, RunsModel, columns, is_number, said_state, score

ROW = RunRow(
    run=3, name="Wide", state="finished", created=0.0, document_json="", seed=0, versions={}, fingerprint="",
    device="cpu", threads=1, parameters=5210, examples=9, epochs=30, epoch=12, step=480, seconds=65.0, reason="",
    text="",
    metrics={"loss": 0.5, "accuracy": 0.975}, tags=("good", "wide"), note="Fine.",
)  # fmt: skip


def test_every_column_has_words_and_an_order():
    """For a sound row, and for one that holds nothing of what is expected."""
    torn = replace(ROW, metrics={"loss": "x"}, parameters="p", seconds=None, created=1e300, epoch="e")
    for column in columns():
        assert column.title
        for row in (ROW, torn):
            assert isinstance(column.text(row), str)
        assert (column.order(ROW) < column.order(torn)) in (True, False)


def test_a_day_has_the_form_of_the_language_and_sorts_by_time(qapp: object):
    """As everywhere in the window."""
    started = next(column for column in columns() if column.key == "started")
    for language, told in (("en_US", "15 Jun 2021, "), ("de_DE", "15 Juni 2021, ")):
        QLocale.setDefault(QLocale(language))
        try:
            assert started.text(replace(ROW, created=1_623_758_400.0)).startswith(told)
        finally:
            QLocale.setDefault(QLocale.c())
    assert started.order(replace(ROW, created=2.0)) > started.order(ROW)


def test_score_and_state_are_said():
    """Accuracy in percent, R² by name, nothing where there is neither; a state of elsewhere stands as it is."""
    assert score(ROW) == "97.5%"
    assert score(replace(ROW, metrics={"r2": 0.5})) == "R² 0.500"
    assert score(replace(ROW, metrics={})) == ""
    assert said_state(replace(ROW, state="odd")) == "odd"


@pytest.mark.parametrize(
    ("value", "wanted"), [(1, True), (0.5, True), (float("nan"), False), ("1", False), (None, False)]
)
def test_numbers(value: object, wanted: bool):
    """Only those that can be shown."""
    assert is_number(value) is wanted


def test_cells_are_edited_where_they_may_be(qapp: object):
    """Names, tags and notes; what did not change is not written."""
    told = []
    model = RunsModel(lambda *edit: told.append(edit))
    model.show_rows([ROW])
    keys = [column.key for column in model.columns]
    editable = [key for at, key in enumerate(keys) if model.flags(model.index(0, at)) & Qt.ItemFlag.ItemIsEditable]
    assert editable == ["name", "tags", "note"]
    name = model.index(0, keys.index("name"))
    assert not model.setData(name, "Wide")
    assert model.setData(name, "Wider")
    assert told == [(3, "name", "Wider")]


def test_the_run_under_way_moves(qapp: object):
    """Its row alone; a run that is not listed moves none."""
    model = RunsModel(lambda *_edit: None)
    model.show_rows([ROW, replace(ROW, run=2)])
    model.follow(EpochFinished(2, 13, 520, {"loss": 0.4}, {}, 0.1, 1.0))
    assert [(row.epoch, row.state) for row in model.rows] == [(12, "finished"), (13, "running")]
    model.follow(EpochFinished(9, 1, 1, {}, {}, 0.1, 1.0))
    model.follow(StepsTaken(2, 530, 14, None, 0.1, 1.0, 0, 0.5, 1.0))
    assert model.rows[1].step == 530


def test_equal_ones_keep_the_newest_first(qapp: object):
    """Whatever is sorted by."""
    shown = RunsFilter(RunsModel(lambda *_edit: None))
    shown.model.show_rows([replace(ROW, run=run) for run in (1, 3, 2)])
    shown.sort(5, Qt.SortOrder.AscendingOrder)
    assert [shown.index(at, 0).data() for at in range(3)] == ["3", "2", "1"]
    shown.ask("wide good", "")
    assert shown.rowCount() == 3
    shown.ask("narrow", "")
    assert shown.rowCount() == 0
