"""Keeps the proof that the engine does the same wherever it lives, and that nothing of it outlives its end."""

import os
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from neurodesk.engine import hosts, protocol, thread
from neurodesk.engine.hosts import ProcessEngine, cause, open_engine
from neurodesk.files.project import dumps
from neurodesk.training import events
from neurodesk.training.runs import RunStore
from tests.engine import documents

LONG = 60  # seconds: the machine of the tests may be busy, so they have no limits; tests/bench/bench_engine.py has
ENDS = (events.RunFinished, events.RunFailed)


def until(engine, *kinds):
    """Everything that arrives up to the first event of `kinds`."""
    seen = []
    while not any(isinstance(event, kinds) for event in seen):
        arrived = engine.wait(LONG)
        assert arrived, f"{kinds} did not come after {seen}"
        seen += arrived
    return seen


def last(engine, *kinds):
    """The first event of `kinds` that arrives."""
    return next(event for event in until(engine, *kinds) if isinstance(event, kinds))


def where(document, folder):
    return {"document": dumps(document), "base": str(folder), "runs": str(folder / "runs")}


@pytest.fixture(scope="module", autouse=True)
def patient():
    """No engine is ended by force because a busy machine did not let it stop in time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("neurodesk.engine.stalls.FORCE", LONG)
        yield


@pytest.fixture(scope="module", params=["process", "thread"])
def engine(request):
    """An engine that is ready, one for all tests of a host."""
    made = open_engine(request.param)
    until(made, protocol.EngineReady)
    yield made
    made.close()


@pytest.fixture
def child():
    """A child process of a test's own."""
    made = ProcessEngine()
    yield made
    made.close()


@pytest.mark.parametrize("kind", ["process", "thread"])
def test_what_is_asked_before_it_is_ready_is_answered_after(kind, tmp_path):
    engine = open_engine(kind)
    try:
        engine.send(protocol.PreviewData(5, dumps(documents.wine()), str(tmp_path), 3))
        first, second = until(engine, protocol.DataPreviewed)
        assert isinstance(first, protocol.EngineReady)
        assert first.device in first.devices
        assert first.threads >= 1
        assert second.request == 5
        assert second.values.shape == (3, 13)
        assert engine.alive
    finally:
        engine.close()
    assert not engine.alive
    assert engine.wait(0) == []


def test_no_other_host():
    with pytest.raises(ValueError, match="process"):
        open_engine("cloud")


def test_a_run_is_told_from_start_to_end(engine, tmp_path):
    engine.send(protocol.StartTraining(**where(documents.digits_cnn(epochs=3), tmp_path)))
    seen = until(engine, *ENDS)
    assert isinstance(seen[0], events.RunStarted)
    assert isinstance(seen[-1], events.RunFinished)
    steps = [event for event in seen if isinstance(event, events.StepsTaken)]
    assert sum(len(event.losses) for event in steps) == 3 * seen[0].steps_per_epoch == steps[-1].step
    assert [event.epoch for event in seen if isinstance(event, events.EpochFinished)] == [1, 2, 3]


def test_every_question_is_answered(engine, tmp_path):
    at = where(documents.digits_cnn(epochs=3), tmp_path)
    engine.send(protocol.StartTraining(**at))
    until(engine, events.RunFinished)
    engine.send(protocol.Evaluate(1, **at))
    told = last(engine, protocol.Evaluated)
    assert told.run == 1
    assert told.confusion.sum() == len(told.targets) == len(told.predictions)
    wrong = [(a, p) for a, p in zip(told.targets.tolist(), told.predictions.tolist(), strict=True) if a != p]
    engine.send(protocol.ShowExamples(2, **at, run=1, actual=wrong[0][0], predicted=wrong[0][1], limit=5))
    shown = last(engine, protocol.ExamplesShown)
    assert shown.pictures.shape[1:] == (1, 8, 8)
    assert 0 <= shown.pictures.min() <= shown.pictures.max() <= 1
    assert len(shown.indexes) == min(5, wrong.count(wrong[0]))
    assert {(int(a), int(p)) for a, p in zip(shown.actual, shown.predicted, strict=True)} == {wrong[0]}
    methods = ("gradcam", "ablation")
    engine.send(protocol.Explain(3, **at, run=None, methods=methods, sample=int(shown.indexes[0])))
    seen = []
    while len(seen) < len(methods):
        seen += [event for event in until(engine, protocol.Explained) if isinstance(event, protocol.Explained)]
    first, second = seen
    assert (first.method, first.predicted, first.actual) == ("gradcam", wrong[0][1], wrong[0][0])
    assert first.attribution.shape == first.picture.shape == (1, 8, 8)
    assert "Ablation" in second.reason
    assert second.attribution.size == 0


def test_a_run_is_steered_and_questions_are_answered_meanwhile(engine, tmp_path):
    at = where(documents.digits_mlp(epochs=100_000), tmp_path)
    engine.send(protocol.StartTraining(**at))
    until(engine, events.StepsTaken)
    engine.send(protocol.StartTraining(**at))
    refused = last(engine, protocol.Refused)
    assert "one at a time" in refused.text
    assert refused.cure
    engine.send(protocol.PreviewData(7, at["document"], at["base"], 2))
    assert last(engine, protocol.DataPreviewed).request == 7
    engine.send(protocol.Pause())
    until(engine, events.Paused)
    engine.send(protocol.PreviewData(8, at["document"], at["base"], 2))
    assert last(engine, protocol.DataPreviewed).request == 8
    engine.send(protocol.ChangeRate(-1.0))
    assert "positive" in last(engine, protocol.Refused).text
    engine.send(protocol.ChangeRate(0.5))
    engine.send(protocol.Resume())
    seen = until(engine, events.Resumed)
    seen += until(engine, events.RateChanged) if not any(isinstance(e, events.RateChanged) for e in seen) else []
    engine.send(protocol.Stop())
    assert last(engine, *ENDS).reason == "stopped"
    engine.send(protocol.Stop())  # late, but nothing wrong
    engine.send(protocol.Evaluate(9, **at))
    assert last(engine, protocol.Evaluated, protocol.Refused).request == 9


def test_what_is_watched_is_shown_in_this_run_and_the_next(engine, tmp_path):
    engine.send(protocol.Watch(("linear_1", "relu_1"), 0, 30.0))
    for _ in range(2):
        engine.send(protocol.StartTraining(**where(documents.digits_mlp(epochs=100_000), tmp_path)))
        assert last(engine, events.Probed).node in ("linear_1", "relu_1")
        engine.send(protocol.Stop())
        until(engine, *ENDS)
    engine.send(protocol.Watch(()))


def test_what_cannot_be_done_is_said_in_words(engine, tmp_path):
    at = where(documents.wine(), tmp_path)
    for request in (
        protocol.Evaluate(1, **at),
        protocol.Evaluate(1, **at, run=99),
        protocol.Evaluate(1, at["document"], at["base"], str(tmp_path / "there is none")),
        protocol.PreviewData(1, "{}", at["base"]),
        protocol.PreviewData(1, "nonsense", at["base"]),
        protocol.ExportFiles(1, **at, run=None, formats=("python",), out=str(tmp_path)),
    ):
        engine.send(request)
        refused = last(engine, protocol.Refused)
        assert refused.request == 1
        assert refused.text.endswith(".")
        assert "Error" not in refused.text + refused.cure
    engine.send(protocol.StartTraining("nonsense", at["base"], at["runs"]))
    assert last(engine, events.RunFailed).run == 0
    engine.send(protocol.StartTraining(**at, epochs=1))
    assert isinstance(last(engine, *ENDS), events.RunFinished)


@pytest.mark.parametrize("times", [8, pytest.param(100, marks=pytest.mark.slow)])
def test_starting_and_stopping_over_and_over_leaves_nothing(engine, tmp_path, times):
    at = where(documents.wine(epochs=100_000), tmp_path)
    for _ in range(times):
        engine.send(protocol.StartTraining(**at))
        until(engine, events.RunStarted)
        engine.send(protocol.Stop())
        until(engine, *ENDS)
    with RunStore(tmp_path / "runs") as store:
        rows = store.list()
    assert {row.state for row in rows} <= {"stopped"}
    assert all(row.step for row in rows)  # those stopped before their first step are gone


@pytest.mark.parametrize("kind", ["process", "thread"])
def test_closing_in_mid_training_keeps_the_run_and_takes_no_force(kind, tmp_path):
    """Engines that are told to close do so side by side, before anybody waits for them."""
    engines = {tmp_path / name: open_engine(kind) for name in "ab"}
    for folder, engine in engines.items():
        engine.send(protocol.StartTraining(**where(documents.digits_cnn(epochs=100_000), folder)))
        until(engine, events.StepsTaken)
    for engine in engines.values():
        engine.begin_close()
    while any(engine.alive for engine in engines.values()):
        engine.wait(0.01)
    for folder, engine in engines.items():
        engine.close()
        with RunStore(folder / "runs") as store:
            assert [row.state for row in store.list()] == ["stopped"]
            assert store.weights(1).is_file()


@pytest.mark.parametrize(
    ("sent", "words"),
    [(signal.SIGKILL, "as the system does when memory runs out"), (signal.SIGSEGV, "crash"), (signal.SIGABRT, "abort")],
)
def test_a_death_is_told_at_once_in_words(child, sent, words):
    os.kill(child.pid, sent)
    child._process.wait(LONG)
    (told,) = (event for event in until(child, protocol.EngineDied) if not isinstance(event, protocol.EngineReady))
    assert words in told.text
    assert told.cure
    assert not child.alive
    assert child.wait(LONG) == []  # told once, and nothing more can come


def test_a_death_in_mid_training_is_survived(child, tmp_path):
    at = where(documents.digits_mlp(epochs=100_000), tmp_path)
    child.send(protocol.StartTraining(**at))
    until(child, events.CheckpointSaved)
    child._process.kill()
    until(child, protocol.EngineDied)
    again = ProcessEngine()
    again.send(protocol.StartTraining(**at, epochs=1))
    assert isinstance(last(again, *ENDS), events.RunFinished)
    again.close()
    with RunStore(tmp_path / "runs") as store:
        assert [row.state for row in store.list()] == ["finished", "interrupted"]


def test_ctrl_c_is_the_parents_and_term_is_polite(child, tmp_path):
    child.send(protocol.StartTraining(**where(documents.digits_mlp(epochs=100_000), tmp_path)))
    until(child, events.StepsTaken)
    if sys.platform == "linux":  # the first to go when memory runs out
        assert Path(f"/proc/{child.pid}/oom_score_adj").read_text().strip() == "1000"
    os.kill(child.pid, signal.SIGINT)
    child.send(protocol.Pause())
    until(child, events.Paused)
    os.kill(child.pid, signal.SIGTERM)
    seen = until(child, protocol.EngineDied)
    assert any(isinstance(event, events.RunFinished) and event.reason == "stopped" for event in seen)


def test_the_child_dies_with_its_parent(tmp_path):
    program = (
        "import sys, time\n"
        "from neurodesk.engine.hosts import ProcessEngine\n"
        "engine = ProcessEngine()\n"
        "engine.wait()\n"
        "print(engine.pid, flush=True)\n"
        "engine.wait()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=Path.cwd())
    pid = int(parent.stdout.readline())
    fd = os.pidfd_open(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    gone, _, _ = select.select([fd], [], [], LONG)
    os.close(fd)
    assert gone


DEAF = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nsignal.pause()"


@pytest.fixture
def running(monkeypatch):
    """Starts an engine whose child runs another program; ends it by force."""
    made = []

    def start(program):
        monkeypatch.setattr(hosts, "COMMAND", [sys.executable, "-c", program])
        made.append(ProcessEngine())
        return made[0]

    yield start
    for engine in made:
        engine.close(timeout=0.2)


def test_a_child_that_does_not_listen_is_ended_by_force(running, monkeypatch):
    """Its time counts from when it was told to end; unforced, this child never does."""
    monkeypatch.setattr(hosts, "SILENT", LONG)
    clock = iter((0.0, LONG))
    monkeypatch.setattr(hosts, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    engine = running(DEAF)
    engine.begin_close()
    engine.close(timeout=LONG)
    assert not engine.alive


def test_a_silent_child_has_less_time_to_leave(running, monkeypatch):
    monkeypatch.setattr(hosts, "SILENT", 0.1)
    engine = running(DEAF)
    begun = time.monotonic()
    engine.close(timeout=12)
    assert time.monotonic() - begun < 8  # a tenth of the time is left for SIGTERM
    assert not engine.alive


def test_a_child_that_talks_nonsense_is_ended(running):
    assert last(running("print('x' * 100_000, flush=True)\nwhile True: pass"), protocol.EngineDied).cure


def test_a_missing_torch_is_said_once_and_the_log_is_kept(running):
    engine = running("import sys\nsys.modules['torch'] = None\nfrom neurodesk.engine.__main__ import main\nmain()")
    told = until(engine, protocol.EngineDied)
    assert len(told) == 1
    assert "PyTorch could not be loaded" in told[0].text
    assert engine.wait(LONG) == []
    engine.close()
    assert "torch" in engine.log


def test_a_flood_of_requests_is_refused_not_kept(running):
    engine = running(DEAF)
    engine.send(protocol.PreviewData(3, "x" * (1 << 20), ""))  # fills the pipe
    for _ in range(hosts.MOST_REQUESTS + 2):
        engine.send(protocol.PreviewData(4, "", ""))
    refused = last(engine, protocol.Refused)
    assert refused.request == 4
    assert refused.cure


def test_only_events_are_on_the_pipe():
    program = (
        "import os\n"
        "from neurodesk.engine.__main__ import _pipes\n"
        "requests, events = _pipes()\n"
        "print('noise', flush=True)\n"
        "os.write(1, b'more noise')\n"
        "assert os.read(0, 10) == b''\n"
        "events.write(b'clean:' + requests.read())\n"
        "events.flush()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], input=b"asked", capture_output=True, check=True)
    assert done.stdout == b"clean:asked"
    assert b"noise" in done.stderr
    assert b"more noise" in done.stderr


@pytest.mark.parametrize("code", [-9, -11, -7, -8, -4, -15, -6, 0, 1, 3, 0xC0000005, -1073741819, -99])
def test_every_way_to_die_has_words_and_a_cure(code):
    text, way_on = cause(code)
    assert text.endswith(".")
    assert way_on.endswith(".")
    assert "SIG" not in text or code == -99
    assert "code 0" not in text


@pytest.mark.parametrize(
    ("code", "log", "short"),
    [
        (0, "Traceback\nMemoryError\n", True),
        (-6, "terminate called after throwing an instance of 'std::bad_alloc'\n", True),
        (1, "OSError: [Errno 12] Cannot allocate memory\n", True),
        (1, f"out of memory\n{'x' * hosts.LAST_WORDS}", False),
        (-6, "assertion failed\n", False),
        (-15, "MemoryError\n", False),
    ],
)
def test_last_words_about_memory_are_the_cause(code, log, short):
    text, way_on = cause(code, log, hosts.GO_ON)
    assert ("not enough memory" in text) == short
    assert ("smaller" in way_on) == short
    assert way_on.endswith(hosts.GO_ON)


def test_an_engine_that_ends_itself_says_why(running, monkeypatch):
    """Also one that is gone before all is begun that listens to it."""
    start = threading.Thread.start

    def begun(thread):
        start(thread)
        if thread.name == "engine _read":
            thread.join(LONG)

    monkeypatch.setattr(threading.Thread, "start", begun)
    told = last(running("import sys\nsys.stderr.write('MemoryError\\n')"), protocol.EngineDied)
    assert "not enough memory" in told.text
    assert told.cure.endswith(thread.RESTART)  # nothing was kept that one could go on from
