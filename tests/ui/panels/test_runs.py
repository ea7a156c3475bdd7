"""The Runs dock lists every run of the project and leads on from one."""

import sqlite3
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from neurodesk.engine.protocol import EngineDied, StartTraining
from neurodesk.files.project import dumps
from neurodesk.graph import edit
from neurodesk.graph.model import empty_document
from neurodesk.training.runs import RunStore
from neurodesk.ui.panels.runs import RunsPanel
from neurodesk.ui.session import Session
from tests.ui.desk import HOSTILE, QuietLink, finished, press, shown, started, texts


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
    return shown(qtbot, RunsPanel(session, link))


def cells(panel: RunsPanel, row: int) -> list[str]:
    """What a row says."""
    return [panel.table.item(row, column).text() for column in range(panel.table.columnCount())]


def pick(panel: RunsPanel, row: int) -> None:
    """Click on a row."""
    press(panel.table.viewport(), panel.table.visualItemRect(panel.table.item(row, 0)).center())


def test_without_runs_it_says_what_to_do(panel: RunsPanel):
    """No table, and every button says why it is grey."""
    assert "No runs yet. Press Train to make the first." in texts(panel)
    assert not panel.table.isVisible()
    for button in panel.findChildren(QPushButton):
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
    assert panel.chosen().run == 1
    session.adopt(empty_document())
    assert panel.chosen() is None


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
        store.update(store.create(dumps(session.document), seed=0), state="running")
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
