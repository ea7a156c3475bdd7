"""The link follows the engine's state and hands on what arrives; over both hosts it trains for real."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from neurodesk.engine.protocol import (
    EngineDied,
    EngineReady,
    Evaluate,
    ExportFiles,
    ExportMoved,
    PreviewData,
    Refused,
    StartTraining,
)
from neurodesk.graph.document import set_learning
from neurodesk.graph.model import empty_document
from neurodesk.training import events
from neurodesk.ui.link import EngineLink
from neurodesk.ui.session import Session
from tests.ui.desk import QuietLink, finished, started, stepped


def test_states_follow_what_is_told(link: QuietLink):
    """Preparing, training, paused, training, idle; busy in between."""
    seen = []
    link.state_changed.connect(seen.append)
    link.train()
    link.say(started(), events.Paused(1, 5), events.Resumed(1, 5), finished())
    assert seen == ["preparing", "training", "paused", "training", "idle"]
    assert not link.busy
    assert link.run == 1


def test_a_refused_start_is_over(link: QuietLink):
    """A refusal without a number answers the start."""
    link.train()
    link.say(Refused(0, "No data is chosen yet.", "Choose data."))
    assert link.state == "idle"


def test_requests_carry_the_document_and_a_number_of_their_own(link: QuietLink, session: Session):
    """Answers can be told apart."""
    one, two = link.ask(Evaluate, run=3), link.ask(PreviewData, count=8)
    assert one != two
    assert link.last(Evaluate).runs == str(session.runs)
    assert '"digits"' in link.last(PreviewData).document
    link.train(resume=4)
    assert link.last(StartTraining).resume == 4


def test_an_engine_that_dies_is_off(link: QuietLink):
    """The next request starts another."""
    link.say(
        EngineReady("cpu", ("cpu",), "2", 1), started(), EngineDied("It ran out of memory.", "Use a smaller batch.")
    )
    assert link.state == "off"
    assert link.devices == ("cpu",)


@pytest.mark.parametrize("host", ["process", "thread"])
def test_it_trains_over_both_hosts(session: Session, qtbot: QtBot, host: str):
    """From the first request to the end of a run, and nothing left afterwards."""
    session.edit("Be brief", lambda document: set_learning(document, options={"epochs": 1}))
    link = EngineLink(session, host)
    told: list[object] = []
    link.arrived.connect(told.append)
    with qtbot.waitSignal(
        link.arrived,
        timeout=60_000,
        check_params_cb=lambda event: isinstance(event, events.RunFinished | events.RunFailed),
    ):
        link.train()
    kinds = {type(event).__name__ for event in told}
    link.close()
    assert {"EngineReady", "RunStarted", "StepsTaken", "EpochFinished", "ConfusionMeasured", "RunFinished"} <= kinds
    assert link.state == "off"


def test_a_run_of_another_document_is_not_told(link: QuietLink, session: Session):
    """After the document was changed under a run its events are passed over; the next run's are told."""
    told: list[object] = []
    link.arrived.connect(told.append)
    link.train()
    link.say(started())
    session.adopt(empty_document())
    link.say(stepped(1, [1.0]), finished())
    assert [type(event).__name__ for event in told] == ["RunStarted"]
    assert link.state == "idle"
    link.train()
    link.say(started(run=2), finished(run=2))
    assert len(told) == 3


def test_every_press_of_pause_counts(link: QuietLink):
    """An even number of quick presses leaves the run going, however late the engine's own words come."""
    link.train()
    link.say(started())
    for _ in range(20):
        link.toggle_pause()
    for _ in range(10):
        link.say(events.Paused(1, 5), events.Resumed(1, 5))
    assert [type(request).__name__ for request in link.sent[1:]] == ["Pause", "Resume"] * 10
    assert link.state == "training"


def test_answers_about_another_document_are_not_told(link: QuietLink, session: Session):
    """A late answer to a question about the document before is dropped."""
    told: list[object] = []
    link.arrived.connect(told.append)
    old = link.ask(Evaluate, run=1)
    session.adopt(session.document)
    new = link.ask(Evaluate, run=1)
    link.say(Refused(old, "late", ""), Refused(new, "now", ""))
    assert [event.request for event in told] == [new]


def test_an_export_is_made_beside_the_engine(session: Session, qtbot: QtBot, tmp_path: Path):
    """It starts no engine and waits for none; its answer is handed on, and what is closed over it leaves nothing."""
    link = EngineLink(session)
    words = {"run": None, "formats": ("weights",), "out": str(tmp_path / "out")}
    over = lambda event: not isinstance(event, ExportMoved)  # noqa: E731
    with qtbot.waitSignal(link.arrived, timeout=60_000, check_params_cb=over) as told:
        number = link.ask(ExportFiles, **words)
    assert isinstance(told.args[0], Refused)
    assert told.args[0].request == number
    assert told.args[0].text == f"Nothing has been trained yet, or the folder {session.runs.name} was taken away."
    assert link.state == "off"
    link.give_up(link.ask(ExportFiles, **words))
    link.ask(ExportFiles, **words)
    link.close()
    assert list(tmp_path.iterdir()) == []
