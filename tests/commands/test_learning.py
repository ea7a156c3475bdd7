"""Tests of how training is followed: signals, JSON lines, and what a person reads."""

import json
import re
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neurodesk.commands import learning, output
from neurodesk.engine import hosts, stalls, thread
from neurodesk.engine.protocol import EngineDied, EngineReady, Refused, StartTraining, Stop
from neurodesk.files.project import save_project
from neurodesk.files.templates import template
from neurodesk.graph.errors import TrainingError
from neurodesk.graph.model import Project
from neurodesk.training import events as said
from neurodesk.training.keeping import describe, put_away
from neurodesk.training.runs import RunStore

REQUEST = StartTraining("{}", ".", "runs")
AGAIN = learning.Again(Path("w.neurodesk"), None)
STARTED = said.RunStarted(1, "cpu", 1, 10, 100, 4, 2)
FINISHED = said.RunFinished(1, "finished", 2, 20, {"loss": 0.25, "accuracy": 0.9}, 3.0)


@pytest.fixture(autouse=True)
def fresh_console():
    """Let each test's capture see the console."""
    output.console.cache_clear()
    yield
    output.console.cache_clear()


class ScriptedEngine:
    """An engine that says what it was told to say, a batch at each look, and remembers what it was sent."""

    def __init__(self, *batches: list) -> None:
        self.batches, self.sent, self.closed = list(batches), [], False

    @property
    def alive(self) -> bool:
        """Alive while there is something to say."""
        return bool(self.batches)

    def send(self, request: object) -> None:
        """Remember a request."""
        self.sent.append(request)

    def wait(self, timeout: float) -> list:
        """Say the next batch; a function among the events is called."""
        batch = self.batches.pop(0) if self.batches else []
        return [event() if callable(event) else event for event in batch]

    def close(self, timeout: float) -> None:
        """Remember the end, and how long it may take."""
        self.closed, self.patience = True, timeout


@pytest.fixture
def follow(monkeypatch: pytest.MonkeyPatch):
    """Train with a scripted engine; return it, what was heard, and the last event."""

    def with_engine(*batches: list) -> tuple[ScriptedEngine, list, object]:
        engine, heard = ScriptedEngine(*batches), []
        monkeypatch.setattr("neurodesk.engine.hosts.open_engine", lambda kind: engine)
        last = learning.trained(REQUEST, "process", heard.append)
        assert engine.closed
        return engine, heard, last

    return with_engine


def test_every_event_is_heard_until_the_end(follow):
    """Events arrive in order, the last one is returned, and the engine is closed."""
    started = said.RunStarted(1, "cpu", 1, 10, 100, 4, 2)
    engine, heard, last = follow([started], [], [FINISHED])
    assert engine.sent == [REQUEST]
    assert heard == [started, FINISHED]
    assert last is FINISHED


def test_an_engine_that_dies_ends_it(follow):
    """A death told, or a silent one, is the end of the run."""
    died = EngineDied("Memory ran out.", "Make the batch smaller.")
    assert follow([died])[2] is died
    assert isinstance(follow([])[2], EngineDied)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_asks_to_stop_once(follow, number: int):
    """The first signal asks the run to stop; handlers are as before afterwards."""
    before = signal.getsignal(number)
    heard = lambda: signal.raise_signal(number) or said.Paused(1, 1)  # noqa: E731 - one line of script
    engine, _, last = follow([STARTED, heard], [], [FINISHED])
    assert engine.sent == [REQUEST, Stop()]
    assert engine.patience > 0
    assert last is FINISHED
    assert signal.getsignal(number) is before


def test_a_second_signal_leaves_at_once(follow):
    """Whoever presses Ctrl+C twice means it; the engine is closed all the same."""
    press = lambda: signal.raise_signal(signal.SIGINT) or said.Paused(1, 1)  # noqa: E731 - one line of script
    with pytest.raises(KeyboardInterrupt):
        follow([STARTED, press], [press], [FINISHED])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_has_not_begun_is_ended_at_once(follow, capsys, number: int):
    """Nobody waits for an engine that still starts: it is ended, and it is said that nothing is kept."""
    ready = EngineReady("cpu", ("cpu",), "2.13.0", 1)
    press = lambda: signal.raise_signal(number) or ready  # noqa: E731 - one line of script
    engine, heard, last = follow([press], [], [FINISHED])
    assert (last.event, last.reason, last.run) == ("run_finished", "stopped", 0)
    assert (heard, engine.sent, engine.patience) == ([ready, last], [REQUEST], 0)
    with learning.Progress(Path("w.runs"), AGAIN) as listen:
        listen(last)
    assert capsys.readouterr().out == "Stopped before the first step. Nothing of the run is kept.\n"


def test_json_lines_keep_stdout_for_the_run(capsys):
    """What the engine says of itself goes to stderr."""
    with learning.JsonLines(AGAIN) as listen:
        listen(EngineReady("cpu", ("cpu",), "2.13.0", 1))
        listen(FINISHED)
    out, err = capsys.readouterr()
    assert [json.loads(line)["event"] for line in out.splitlines()] == ["run_finished"]
    assert err == "engine ready: cpu, torch 2.13.0\n"


def test_progress_for_people(tmp_path: Path, capsys):
    """A line for the start, each epoch, each warning, and the end with where the run is kept."""
    with learning.Progress(tmp_path / "x.runs", AGAIN) as listen:
        listen(said.RunStarted(3, "cpu", 2, 61706, 1438, 40, 10))
        listen(said.StepsTaken(3, 4, 1, np.ones(4, np.float32), 1e-3, 100.0, 0, 0.1, 60.0))
        listen(said.EpochFinished(3, 1, 40, {"loss": 0.5}, {"loss": 0.6, "accuracy": 0.8}, 1e-3, 0.4))
        listen(said.Warned(3, "diverging", "The loss grows.", "Lower the learning rate."))
        listen(said.RunFinished(3, "early", 1, 40, {"loss": 0.6}, 75.0))
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "Run 3 on cpu (2 threads): 1438 examples, 61 706 parameters, 10 epochs",
        "epoch  1/10  loss 0.5000  validation loss 0.6000  validation accuracy 0.8000",
        "warning: The loss grows. Lower the learning rate.",
        "Stopped early: validation no longer improved. Run 3 took 1 min 15 s: loss 0.6000. "
        f"It is kept in {tmp_path / 'x.runs'}.",
    ]


def test_a_resumed_run_says_so(tmp_path: Path, capsys):
    """Continuing is told with the step it goes on from."""
    with learning.Progress(tmp_path, AGAIN) as listen:
        listen(said.RunStarted(3, "cpu", 1, 10, 100, 4, 10, step=8, resumed=True))
    assert capsys.readouterr().out.startswith("Continuing run 3 from step 8 on cpu")


def test_a_stopped_run_names_the_command(tmp_path: Path, capsys):
    """The last line can be typed as it stands, and says nothing of metrics that there are none of."""
    again = learning.Again(Path("my w.neurodesk"), Path("r"))
    with learning.Progress(tmp_path, again) as listen:
        listen(said.RunStarted(4, "cpu", 1, 10, 100, 4, 2))
        listen(said.RunFinished(4, "stopped", 0, 3, {}, 2.0))
    assert capsys.readouterr().out.splitlines()[-1] == (
        "Stopped; `neurodesk train 'my w.neurodesk' --runs r --resume 4` continues it. "
        f"Run 4 took 2.0 s. It is kept in {tmp_path}."
    )


@pytest.mark.parametrize("run", [None, 4])
def test_advice_is_for_a_terminal(run: int | None):
    """No word of the engine's death or standstill speaks of the window's buttons; each can be done here."""
    again = learning.Again(Path("w.neurodesk"), None, run)
    told = [" ".join(words) for words in (*stalls.TOLD.values(), (hosts.GO_ON, thread.LOST_DEVICE_CURE))]
    for words in map(again.words, told):
        assert not re.search(r"[Pp]ress (?!Ctrl)|Go on training|under Train", words), words
    command = "neurodesk train w.neurodesk" + (" --resume 4" if run else "")
    assert again.words(thread.RESTART) == f"Run `{command}` to start again."
    again.hear(replace(STARTED, run=5))
    assert again.words(thread.RESTART) == f"Run `{command}` to start again."  # nothing of run 5 is kept yet
    assert again.words(hosts.GO_ON).startswith("Run `neurodesk train w.neurodesk --resume 5` to go on from")


@pytest.mark.parametrize(
    ("begun", "last", "code"),
    [
        (True, FINISHED, 0),
        (True, said.RunFailed(1, "not_finite", "The loss is no number.", "Lower the learning rate."), 1),
        (True, said.RunFailed(1, "training", "It failed.", "Try again."), 1),
        (False, said.RunFailed(0, "training", "There is no GPU.", "Choose cpu."), 2),
        (False, said.RunFailed(0, "disk", "The runs cannot be kept.", "Save elsewhere."), 2),
        (False, Refused(0, "A run is going on.", "Wait."), 2),
        (False, said.RunFailed(0, "drawing", "conv_1 does not fit.", "Mend it."), 1),
        (False, said.RunFailed(1, "data", "Line 3 has no label.", "Add one."), 2),
        (True, said.RunFailed(1, "data", "Line 3 has no label.", "Add one."), 2),
        (True, EngineDied("The engine was killed.", "Make the batch smaller."), 1),
        (False, EngineDied("The engine was killed.", "Make the batch smaller."), 1),
    ],
)
def test_exit_codes(monkeypatch, tmp_path: Path, capsys, begun: bool, last: Any, code: int):
    """Fine, no, and what cannot begin; what went wrong is one sentence with its cure on stderr."""
    file = tmp_path / "w.neurodesk"
    save_project(Project(template("wine"), file))
    monkeypatch.setattr(learning, "trained", lambda _request, _engine, listen: (begun and listen(STARTED)) or last)
    options = {"epochs": 1, "seed": None, "device": "cpu"}
    assert learning.train(file, engine="thread", runs=None, resume=None, as_json=True, **options) == code
    assert capsys.readouterr().err == ("" if code == 0 else f"{last.text} {last.cure}\n")


def test_runs_kept_elsewhere_are_hinted_at(tmp_path: Path):
    """Where nothing was trained, --runs is named, unless it was given."""
    project = Project(template("wine"), tmp_path / "w.neurodesk")
    save_project(project)
    for runs, hinted in ((None, True), (tmp_path / "r", False)):
        with pytest.raises(TrainingError) as error:
            learning.evaluate(project.path, run=None, runs=runs, as_json=True)
        assert error.value.cure.endswith("name it with --runs.") == hinted


def test_only_a_run_that_is_there_can_be_continued(tmp_path: Path):
    """No folder of runs is made for a run that never was."""
    with pytest.raises(TrainingError, match="no run 4"):
        learning.must_hold(tmp_path / "x.runs", 4)
    with pytest.raises(TrainingError, match=r"x\.runs, the folder of the runs, is not there"):
        learning.must_hold(tmp_path / "x.runs", 4)
    assert not (tmp_path / "x.runs").exists()
    with RunStore(tmp_path / "y.runs") as store:
        run = store.create("{}", seed=0, step=1)
    learning.must_hold(tmp_path / "y.runs", run)
    with pytest.raises(TrainingError, match=f"no run {run + 1}"):
        learning.must_hold(tmp_path / "y.runs", run + 1)


def test_runs_are_listed_with_names_and_tags(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """As a table and as JSON; those put away are not; none at all is said."""
    project = Project(template("wine"), tmp_path / "mine.neurodesk")
    save_project(project)
    assert learning.list_runs(project.path, runs=None, as_json=False) == 0
    assert "No runs yet" in capsys.readouterr().out
    with RunStore(project.runs) as store:
        for name in ("Wide", "Gone"):
            run = store.create("{}", seed=0, step=1, name=name, epochs=9)
            store.finish(run, "finished", epoch=9, metrics={"loss": 0.25})
        describe(store, 1, tags="good, wide")
        put_away(store, 2)
    assert learning.list_runs(project.path, runs=None, as_json=False) == 0
    told = capsys.readouterr().out
    assert all(word in told for word in ("Wide", "good, wide", "9 of 9"))
    assert "Gone" not in told
    assert learning.list_runs(project.path, runs=None, as_json=True) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["name"], row["tags"], row["metrics"]) == ("Wide", ["good", "wide"], {"loss": 0.25})
