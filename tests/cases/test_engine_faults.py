"""The faults of CASES.md that strike the engine itself: F1, F2, F16, F17, F18, F24, F27, and A40."""

import contextlib
import dataclasses
import os
import re
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from neurodesk.engine import hosts, protocol
from neurodesk.engine.hosts import ProcessEngine
from neurodesk.files.project import dumps
from neurodesk.training import events
from tests.engine import documents
from tests.training.running import table

LONG = 60


def until(engine, *kinds):
    """Everything that arrives up to the first event of `kinds`."""
    seen = []
    while not any(isinstance(event, kinds) for event in seen):
        arrived = engine.wait(LONG)
        assert arrived, f"{kinds} did not come"
        seen += arrived
    return seen


@pytest.fixture
def running(monkeypatch):
    """Starts an engine whose child runs another program; ends it by force."""
    made = []

    def start(*command):
        monkeypatch.setattr(hosts, "COMMAND", [sys.executable, *command])
        made.append(ProcessEngine())
        return made[0]

    yield start
    for engine in made:
        engine.close(timeout=0.2)


def spent(pid):
    """Seconds of processor time a process has had, which other work on the machine does not stretch."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def test_f17_stop_is_heard_within_a_second(tmp_path, monkeypatch):
    monkeypatch.setattr("neurodesk.engine.stalls.FORCE", LONG)
    engine = ProcessEngine()
    document = dumps(documents.digits_cnn(epochs=100_000))
    took = []
    for _ in range(3):
        engine.send(protocol.StartTraining(document, str(tmp_path), str(tmp_path / "runs")))
        until(engine, events.StepsTaken)
        begun = spent(engine.pid)
        engine.send(protocol.Stop())
        until(engine, events.RunFinished)
        took.append(spent(engine.pid) - begun)
    engine.close()
    assert sorted(took)[1] <= 1.0  # of its own work; tests/bench/bench_engine.py holds it to a second by the clock


def handles(pid):
    """How many files and threads a process holds."""
    return tuple(len(list(Path(f"/proc/{pid}/{kind}").iterdir())) for kind in ("fd", "task"))


@pytest.mark.parametrize("times", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_f16_restarts_leave_no_process_thread_or_handle(running, monkeypatch, times, tmp_path):
    """Engines that live, are killed, or are closed while they start: a hundred later all is as after the first."""
    (tmp_path / "manner").write_text("live")
    monkeypatch.setenv("STAND_IN", str(tmp_path / "manner"))
    monkeypatch.setattr(hosts, "COMMAND", [sys.executable, "-m", "tests.cases.stand_in"])
    pids, held = set(), []
    for turn in range(times):
        engine = ProcessEngine()
        pids.add(engine.pid)
        if turn % 3:
            until(engine, protocol.EngineReady)
        if turn % 3 == 2:
            os.kill(engine.pid, signal.SIGKILL)
            until(engine, protocol.EngineDied)
        engine.close()
        held.append((handles(os.getpid())[0], threading.active_count()))  # what was joined may still be a task
    assert len(pids) == times
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert held[-1] == held[2]


def limit(engine, kind, amount):
    """Set a limit of the engine's process from outside; None takes it away."""
    most = resource.RLIM_INFINITY if amount is None else amount
    resource.prlimit(engine.pid, kind, (most, resource.RLIM_INFINITY))


def address_space(pid):
    """Bytes of a process's address space."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def test_f1_f2_f16_f18_one_engine_without_disk_and_without_memory(tmp_path):
    """The disk takes no more than a few kilobytes: training goes on, one warning, and a checkpoint once there is room.
    Then its memory is cut off in mid-training: the run fails in words, and the next one in the same process succeeds.
    Ten runs begun and stopped in it leave it the files and threads it had.
    """
    at = {"base": str(tmp_path), "runs": str(tmp_path / "runs")}
    with contextlib.closing(ProcessEngine()) as engine:
        engine.send(protocol.StartTraining(dumps(table(tmp_path, device="cpu", epochs=1_000_000)), **at))
        until(engine, events.CheckpointSaved)
        limit(engine, resource.RLIMIT_FSIZE, 4096)
        warned = next(event for event in until(engine, events.Warned) if isinstance(event, events.Warned))
        assert warned.code in ("checkpoint_failed", "store_failed")
        assert "could not be written" in warned.text
        until(engine, events.EpochFinished)
        limit(engine, resource.RLIMIT_FSIZE, None)
        until(engine, events.CheckpointSaved)
        engine.send(protocol.Stop())
        assert until(engine, events.RunFinished)[-1].reason == "stopped"

        large = table(tmp_path, 3000, device="cpu", epochs=1_000_000, batch=2000, units=8192)
        engine.send(protocol.StartTraining(dumps(large), **at))
        until(engine, events.StepsTaken)
        limit(engine, resource.RLIMIT_AS, address_space(engine.pid) - (64 << 20))
        failed = until(engine, events.RunFailed)[-1]
        assert failed.code == "out_of_memory"
        assert re.search(r"needs about \d.* [MG]B; .* are free\.$", failed.text)
        limit(engine, resource.RLIMIT_AS, None)
        engine.send(protocol.StartTraining(dumps(table(tmp_path, device="cpu", epochs=2)), **at))
        assert until(engine, events.RunFinished)[-1].reason == "finished"

        held = []
        for number in range(1, 11):
            engine.send(protocol.StartTraining(dumps(table(tmp_path, device="cpu", epochs=1_000_000)), **at))
            until(engine, events.RunStarted)
            engine.send(protocol.Stop())
            until(engine, events.RunFinished)
            engine.send(protocol.PreviewData(number, dumps(table(tmp_path, device="cpu", epochs=1)), str(tmp_path)))
            until(engine, protocol.DataPreviewed)  # a question is answered once the run is put away
            held.append(handles(engine.pid))
        files, tasks = map(set, zip(*held[1:], strict=True))
        assert len(files) == 1
        assert max(tasks) - min(tasks) <= 1  # the thread that wrote the last checkpoint may be about to end


SHARED = re.compile(r"\bmultiprocessing\b|\bos\.fork|shared_memory|\bDataLoader\b|preexec_fn|num_workers")


def test_f24_nothing_forks_and_nothing_lies_in_shared_memory():
    """Data is resident, so there are no workers to lose; every child is a new program."""
    import neurodesk

    files = sorted(Path(neurodesk.__file__).parent.rglob("*.py"))
    assert len(files) > 100
    assert [file.name for file in files if SHARED.search(file.read_text(encoding="utf-8"))] == []


def test_a40_nothing_is_imported_from_the_folder_one_stands_in(tmp_path):
    """A folder from someone else may hold torch.py, json.py, numpy.py: none of them is run."""
    marker = tmp_path / "MARKER"
    for name in ("torch", "json", "numpy", "neurodesk", "safetensors", "captum", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text(f"open({str(marker)!r}, 'w').close()\n")
    program = (
        "from neurodesk.engine.hosts import ProcessEngine\n"
        "from neurodesk.engine.protocol import EngineReady\n"
        f"import os; os.chdir({str(tmp_path)!r})\n"
        "engine = ProcessEngine()\n"
        "assert isinstance(engine.wait(60)[0], EngineReady)\n"
        "engine.close()\n"
    )
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([sys.executable, "-P", "-c", program], check=True, cwd=Path.cwd(), env=environment)
    assert not marker.exists()


def test_f27_without_torch_the_window_still_has_its_words(running):
    """Everything the window imports of the engine loads without torch; the engine itself says what is missing."""
    program = (
        "import sys\n"
        "sys.modules['torch'] = None\n"
        "from neurodesk.engine import hosts, protocol\n"
        "from neurodesk.explanation.method import METHODS\n"
        "from neurodesk.files.exports.catalogue import EXPORTS\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
    engine = running(
        "-c", "import sys; sys.modules['torch'] = None\nfrom neurodesk.engine.__main__ import main\nmain()"
    )
    (died,) = until(engine, protocol.EngineDied)
    assert "PyTorch" in died.text
    assert dataclasses.asdict(died)["cure"]
