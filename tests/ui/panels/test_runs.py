"""The Runs dock lists every run of the project and leads on from one."""

import sqlite3
from pathlib import Path
from time import process_time

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from neurodesk.engine.protocol import EngineDied, StartTraining
from neurodesk.files.project import dumps
from neurodesk.graph import edit
from neurodesk.graph.model import empty_document
from neurodesk.training import events
from neurodesk.training.runs import EpochRow, RunStore
from neurodesk.ui import asking
from neurodesk.ui.panels.runs import RunsPanel
from neurodesk.ui.runs.runs_compare import Comparison
from neurodesk.ui.session import Session
from tests.ui.desk import HOSTILE, QuietLink, finished, press, shown, started, stepped, texts


def ran(session: Session, state: str = "finished", **told: object) -> int:
    """Put a run of the document into its store."""
    with RunStore(session.runs) as store:
        run = store.create(dumps(session.document), seed=0, epochs=3, epoch=3, parameters=5210, device="cpu")
        store.hold(run)
        store.finish(run, state, **{"metrics": {"loss": 0.1234, "accuracy": 0.975}, "seconds": 65.0, **told})
    return run


@pytest.fixture
def panel(qtbot: QtBot, session: Session, link: QuietLink, tmp_path: Path) -> RunsPanel:
    """The dock on a saved project without runs."""
    session.save(tmp_path / "mine.neurodesk")
    return shown(qtbot, RunsPanel(session, link), 1300, 420)


SHOWN = ("run", "state", "epochs", "score", "loss", "parameters", "time", "device", "started")


def at(panel: RunsPanel, row: int, key: str) -> QModelIndex:
    """The cell of a row, by its column's key."""
    return panel.sorted.index(row, [column.key for column in panel.model.columns].index(key))


def cells(panel: RunsPanel, row: int) -> list[str]:
    """What a row says."""
    return [at(panel, row, key).data() for key in SHOWN]


def pick(panel: RunsPanel, row: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Click on a row."""
    place = panel.table.visualRect(at(panel, row, "run")).center()
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, keys, place)


def typed(panel: RunsPanel, row: int, key: str, text: str) -> None:
    """Type into a cell, in place."""
    panel.table.setCurrentIndex(at(panel, row, key))
    QTest.keyClick(panel.table, Qt.Key.Key_F2)
    editor = panel.table.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()


def test_without_runs_it_says_what_to_do(panel: RunsPanel):
    """No table, and every button says why it is grey."""
    assert "No runs yet. Press Train to make the first." in texts(panel)
    assert not panel.table.isVisible()
    for button in (panel.go_on, panel.measure, panel.take_away, panel.bring_back, panel.overlay, panel.delete):
        assert not button.isEnabled()
        assert button.toolTip() == "Select a run first."


def test_runs_come_newest_first(panel: RunsPanel, session: Session, link: QuietLink):
    """With state, score, loss, size, time and device; they are read again when one ends."""
    ran(session)
    ran(session, "stopped", metrics={"loss": 2.5, "r2": 0.5})
    link.say(started(), finished())
    assert [cells(panel, row)[0] for row in (0, 1)] == ["2", "1"]
    assert cells(panel, 1)[1:8] == ["finished", "3 of 3", "97.5%", "0.1234", "5,210", "1 min 5 s", "cpu"]
    assert cells(panel, 0)[1:5] == ["stopped", "3 of 3", "R² 0.500", "2.5"]


def test_a_selected_run_leads_on(panel: RunsPanel, session: Session, link: QuietLink):
    """Evaluated, exported, taken up again: each with its number."""
    ran(session), ran(session)
    panel.renew()
    asked = []
    panel.evaluate_asked.connect(lambda run: asked.append(("evaluate", run)))
    panel.export_asked.connect(lambda run: asked.append(("export", run)))
    pick(panel, 1)
    for button in (panel.measure, panel.take_away, panel.go_on):
        press(button)
    assert asked == [("evaluate", 1), ("export", 1)]
    assert link.last(StartTraining).resume == 1


def test_the_selection_stays_with_its_run(panel: RunsPanel, session: Session, link: QuietLink):
    """When a newer run pushes it down, the same run is selected still; in another project none is."""
    ran(session)
    panel.renew()
    pick(panel, 0)
    ran(session)
    link.say(started(run=2))
    assert [row.run for row in panel.chosen()] == [1]
    session.adopt(empty_document())
    assert panel.chosen() == []


def test_nothing_goes_on_while_a_run_is_under_way(panel: RunsPanel, session: Session, link: QuietLink):
    """The other buttons may be used."""
    ran(session)
    link.say(started())
    pick(panel, 0)
    assert not panel.go_on.isEnabled()
    assert panel.go_on.toolTip() == "A run is under way."
    assert panel.measure.isEnabled()
    link.say(finished())
    pick(panel, 0)
    assert panel.go_on.isEnabled()


def test_its_drawing_comes_back_as_one_step(panel: RunsPanel, session: Session):
    """And can be undone."""
    before = session.document
    ran(session)
    session.edit_graph("Set filters", lambda graph: edit.set_value(graph, "conv_1", "filters", 3))
    panel.renew()
    pick(panel, 0)
    press(panel.bring_back)
    assert session.document == before
    session.undo()
    assert session.graph.nodes["conv_1"].values["filters"] == 3


def test_edits_do_not_read_the_store(panel: RunsPanel, session: Session, monkeypatch: pytest.MonkeyPatch):
    """Only another folder does, as after saving elsewhere."""
    read = []
    monkeypatch.setattr(panel, "renew", lambda: read.append(session.runs))
    session.edit_graph("Set filters", lambda graph: edit.set_value(graph, "conv_1", "filters", 3))
    assert read == []
    session.save(session.path.with_name("other.neurodesk"))
    assert len(read) == 1


def test_a_run_that_died_is_interrupted(panel: RunsPanel, session: Session, link: QuietLink):
    """The list is read again when the engine dies."""
    with RunStore(session.runs) as store:
        store.update(store.create(dumps(session.document), seed=0), state="running", step=3)
    link.say(EngineDied("The engine ended.", "Train again."))
    assert cells(panel, 0)[1] == "interrupted"


def test_a_store_from_anywhere_harms_nothing(panel: RunsPanel, session: Session):
    """Numbers that are none, times beyond the calendar, drawings that cannot be read, words that look like markup."""
    run = ran(session)
    with sqlite3.connect(session.runs / "runs.sqlite") as store:
        store.execute(
            "UPDATE runs SET created = 1e300, seconds = 'x', device = ?, metrics = ?, parameters = 'p',"
            " document_json = '{', state = ? WHERE run = ?",
            (HOSTILE, '{"accuracy": "x", "loss": [1], "r2": NaN}', HOSTILE, run),
        )
    store.close()
    panel.renew()
    assert cells(panel, 0)[1] == HOSTILE
    assert cells(panel, 0)[3:9] == ["", "", "–", "–", HOSTILE, "–"]
    before = session.document
    pick(panel, 0)
    press(panel.bring_back)
    assert session.document is before
    assert panel.note.label.text()


def test_a_store_that_is_no_store_is_said(panel: RunsPanel, session: Session):
    """In words; the dock stays usable."""
    session.runs.mkdir()
    (session.runs / "runs.sqlite").write_bytes(b"no database" * 200)
    panel.renew()
    assert "runs" in panel.note.label.text()
    assert panel.rows == []


def test_a_finished_run_goes_on_for_as_many_epochs_as_are_set(panel: RunsPanel, session: Session, link: QuietLink):
    """Three learned and thirty set make thirty-three; a stopped one ends where it would have."""
    ran(session)
    ran(session, "stopped", epoch=1)
    panel.renew()
    asked = []
    for row in (1, 0):
        pick(panel, row)
        press(panel.go_on)
        asked.append((link.last(StartTraining).resume, link.last(StartTraining).epochs))
        link.say(started(), finished())
    assert asked == [(1, 33), (2, None)]


def test_names_tags_and_notes_are_typed_in_place(panel: RunsPanel, session: Session):
    """They are kept with the run; words that look like markup stay words."""
    ran(session)
    panel.renew()
    typed(panel, 0, "name", HOSTILE)
    typed(panel, 0, "tags", "good, good,wide")
    typed(panel, 0, "note", "Overfits after ten.")
    assert [at(panel, 0, key).data() for key in ("name", "tags", "note")] == [
        HOSTILE, "good, wide", "Overfits after ten.",
    ]  # fmt: skip
    assert "<b>bold" not in at(panel, 0, "name").data(Qt.ItemDataRole.ToolTipRole)
    with RunStore(session.runs) as store:
        assert store.row(1).tags == ("good", "wide")


def test_sorted_by_any_column(panel: RunsPanel, session: Session):
    """Numbers as numbers; a run that failed before it had any comes last."""
    for accuracy in (0.9, 0.1):
        ran(session, metrics={"accuracy": accuracy, "loss": 1.0})
    ran(session, "failed", metrics={})
    panel.renew()
    head = panel.table.horizontalHeader()
    column = at(panel, 0, "score").column()
    for _ in range(2):
        press(head.viewport(), QPoint(head.sectionViewportPosition(column) + 20, head.height() // 2))
    assert [row.run for row in panel.rows] in ([3, 2, 1], [1, 2, 3])
    panel.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    assert [row.run for row in panel.rows] == [1, 2, 3]


def test_filtered_by_words_and_state(panel: RunsPanel, session: Session):
    """Every word must be in the row; what is left is counted; none at all says why."""
    for state in ("finished", "stopped", "finished"):
        ran(session, state)
    panel.renew()
    typed(panel, 0, "tags", "wide net")
    QTest.keyClicks(panel.search, "NET fin")
    assert [row.run for row in panel.rows] == [3]
    assert "1 of 3" in texts(panel)
    panel.search.clear()
    panel.states.setCurrentIndex(panel.states.findData("stopped"))
    assert [row.run for row in panel.rows] == [2]
    QTest.keyClicks(panel.search, "nothing like it")
    assert "No run is as the filter says." in texts(panel)


def test_deleted_runs_can_be_put_back(panel: RunsPanel, session: Session, monkeypatch: pytest.MonkeyPatch):
    """After a question; several at once; deleted a second time they are gone for good."""
    for _ in range(3):
        ran(session)
    panel.renew()
    answers, asked = iter([False, True, True]), []
    monkeypatch.setattr(
        asking, "delete_runs", lambda _p, names, *, for_good: (asked.append((names, for_good)), next(answers))[1]
    )
    pick(panel, 0)
    pick(panel, 1, Qt.KeyboardModifier.ControlModifier)
    panel.delete.click()
    assert len(panel.rows) == 3
    panel.delete.click()
    assert [row.run for row in panel.rows] == [1]
    panel.states.setCurrentIndex(panel.states.findData("deleted"))
    assert [row.run for row in panel.rows] == [3, 2]
    pick(panel, 0)
    panel.put_back.click()
    pick(panel, 0)
    panel.delete.click()
    assert asked == [(["Run 3", "Run 2"], False)] * 2 + [(["Run 2"], True)]
    assert "No run was deleted." in texts(panel)
    panel.states.setCurrentIndex(0)
    assert [row.run for row in panel.rows] == [3, 1]
    with RunStore(session.runs) as store:
        assert not store.folder(2).exists()


def test_a_run_under_way_is_not_deleted(panel: RunsPanel, session: Session, monkeypatch: pytest.MonkeyPatch):
    """The note says so; it stays on the list."""
    monkeypatch.setattr(asking, "delete_runs", lambda *_args, **_how: True)
    with RunStore(session.runs) as store:
        store.create(dumps(session.document), seed=0, step=1)
        panel.renew()
        pick(panel, 0)
        panel.delete.click()
    assert "Stop it first" in panel.note.label.text()
    assert len(panel.rows) == 1


def test_curves_are_asked_for_and_taken_away(panel: RunsPanel, session: Session):
    """Of all that are selected; the same button hides them again."""
    for _ in range(2):
        ran(session)
    panel.renew()
    asked = []
    panel.curves_asked.connect(asked.append)
    panel.table.selectAll()
    assert panel.overlay.text() == "Show curves"
    panel.overlay.click()
    assert panel.overlay.text() == "Hide curves"
    panel.overlay.click()
    assert asked == [(2, 1), ()]


def test_two_runs_side_by_side(panel: RunsPanel, session: Session, qtbot: QtBot):
    """The button opens them; one or three do not."""
    for _ in range(3):
        ran(session)
    panel.renew()
    pick(panel, 0)
    assert panel.compare.toolTip() == "Select two runs."
    pick(panel, 1, Qt.KeyboardModifier.ControlModifier)
    panel.compare.click()
    dialog = panel.findChild(Comparison)
    assert dialog.table.horizontalHeaderItem(1).text() == "Run 3 (3)"
    dialog.reject()


def test_columns_are_chosen_and_remembered(panel: RunsPanel, session: Session, link: QuietLink, qtbot: QtBot):
    """The next window has the same; the number of the run is always there."""
    ran(session)
    panel.renew()
    actions = {action.text(): action for action in panel.column_menu.actions()}
    assert not actions["Run"].isEnabled()
    actions["Device"].trigger()
    assert panel.table.isColumnHidden(at(panel, 0, "device").column())
    again = shown(qtbot, RunsPanel(session, link))
    assert again.table.isColumnHidden(at(again, 0, "device").column())


def test_the_row_of_the_run_under_way_moves(panel: RunsPanel, session: Session, link: QuietLink):
    """Epoch and score, without reading the store."""
    with RunStore(session.runs) as store:
        run = store.create(dumps(session.document), seed=0, epochs=9, step=1)
        link.say(started(run=run))
        told = {"train": {"accuracy": 0.5}, "validation": {"loss": 0.25, "accuracy": 0.75}}
        link.say(events.EpochFinished(run=run, epoch=4, step=160, rate=0.1, seconds=1.0, **told))
        assert cells(panel, 0)[1:5] == ["running", "4 of 9", "75.0%", "0.25"]
        link.say(stepped(170, [1.0]))


def test_a_thousand_runs(panel: RunsPanel, session: Session):
    """Are listed, sorted and filtered while one waits."""
    rows = [EpochRow(1, 1, 0.1, 1.0, {"loss": 1.0}, {})]
    with RunStore(session.runs) as store:
        first = ran(session)
        store.record(first, rows, 0, [])
        with store._base:
            columns = "name, state, created, document_json, seed, versions, metrics"
            store._base.executemany(
                f"INSERT INTO runs ({columns}) VALUES (?, 'finished', ?, ?, 0, '{{}}', '{{\"loss\": 1}}')",  # noqa: S608
                ((f"Run {number}", number, dumps(session.document)) for number in range(2, 1001)),
            )
    begun = process_time()
    panel.renew()
    panel.table.sortByColumn(at(panel, 0, "loss").column(), Qt.SortOrder.AscendingOrder)
    panel.search.setText("99")
    assert process_time() - begun < 2.0
    assert len(panel.model.rows) == 1000
    assert {row.run for row in panel.rows} >= {99, 199, 990, 999}


def test_a_name_too_long_is_said_to_be_cut_and_half_a_letter_is_refused(panel: RunsPanel, session: Session):
    """With the limit, where the run is; of what is refused nothing is kept, however long it is."""
    ran(session)
    panel.renew()
    panel.model.setData(panel.sorted.mapToSource(at(panel, 0, "name")), "n" * 500)
    assert panel.rows[0].name == "n" * 64
    assert panel.note.label.text() == "A name or tag has at most 64 characters. The rest was left out."
    panel.model.setData(panel.sorted.mapToSource(at(panel, 0, "tags")), "good, wide")
    assert not panel.note.isVisible()
    told, before = "This text holds a character that no file can hold. Write it without that character.", panel.rows
    for key in ("name", "tags", "note"):
        panel.model.setData(panel.sorted.mapToSource(at(panel, 0, key)), "\ud800" + "n" * 500)
        assert (panel.note.label.text(), panel.rows) == (told, before)


def test_headings_and_losses_are_read_whole(panel: RunsPanel, session: Session):
    """However small the loss, and whichever column it is sorted by: the arrow stands over the words."""
    ran(session, "interrupted", metrics={"loss": 0.0001234, "r2": -0.123}, epoch=3)
    panel.renew()
    head, metrics = panel.table.horizontalHeader(), panel.table.fontMetrics()
    for column, told in enumerate(panel.model.columns):
        if told.key in SHOWN:
            cell = metrics.horizontalAdvance(str(panel.sorted.index(0, column).data()))
            assert max(cell, head.fontMetrics().horizontalAdvance(told.title)) + 16 <= head.sectionSize(column), (
                told.key
            )
    head.setSortIndicatorShown(False)
    plain = head.grab().toImage().copy(0, 10, head.width(), head.height() - 10)
    head.setSortIndicatorShown(True)
    assert head.grab().toImage().copy(0, 10, head.width(), head.height() - 10) == plain
    assert head.isSortIndicatorShown()
