"""The faults of CASES.md that strike the engine from outside: F2, F15, F16, F17, F22, F23, F27, and A40."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest

from neurodesk.engine import hosts, protocol
from neurodesk.engine.hosts import ProcessEngine
from neurodesk.files.project import dumps
from neurodesk.training import events
from tests.engine import documents

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


FLOOD = """
import sys, numpy as np
from neurodesk.engine.wire import encode
from neurodesk.training.events import Probed, RunFinished, StepsTaken
zeros, counts = np.zeros((16, 8, 8), np.float32), np.zeros(32, np.int64)
for step in range(20_000):
    losses = np.full(1, step, np.float32)
    sys.stdout.buffer.write(encode(StepsTaken(1, step, 1, losses, 0.1, 1e4, 0, 0.5, 1.0)))
    sys.stdout.buffer.write(encode(Probed(1, step, "conv_1", "maps", zeros, counts, 0.0, 1.0, 0.1)))
sys.stdout.buffer.write(encode(RunFinished(1, "finished", 1, 20_000, {}, 1.0)))
sys.stdout.buffer.flush()
sys.stdin.read()
"""


def test_f23_a_flood_costs_no_memory_and_no_loss(running):
    """20 000 steps with a picture each, told to a window that does not look: a few events, every loss in them."""
    engine = running("-c", FLOOD)
    waiting = engine._inbox
    with waiting._changed:  # the window sleeps until the last has come
        waiting._changed.wait_for(
            lambda: any(isinstance(e, events.RunFinished) for e in waiting._events.values()), LONG
        )
    seen = engine.drain()
    steps = [event for event in seen if isinstance(event, events.StepsTaken)]
    assert [loss for event in steps for loss in event.losses] == list(range(20_000))
    assert len(seen) == 3


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


def test_f16_restarts_leave_no_process_and_no_thread(tmp_path):
    """Starting over and over leaves nothing: the suite fails a test that leaves a thread or process behind."""
    pids = set()
    for _ in range(3):
        engine = ProcessEngine()
        pids.add(engine.pid)
        engine.close()
    assert len(pids) == 3
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


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


STUCK = """
import sys, time
from neurodesk.engine.wire import encode, read
from neurodesk.engine.protocol import Heartbeat, StartTraining
out = sys.stdout.buffer
while not isinstance(read(sys.stdin.buffer), StartTraining):
    pass
out.write(encode(Heartbeat(31.0)))
out.flush()
while True:
    time.sleep(60)
"""


def test_f17_f22_an_engine_that_hangs_is_told_of_and_stop_ends_it(running, monkeypatch):
    monkeypatch.setattr("neurodesk.engine.stalls.FORCE", 0.3)
    engine = running("-c", STUCK)
    engine.send(protocol.StartTraining("", "", ""))
    seen = []
    while not any(isinstance(event, protocol.EngineDied) for event in seen):
        assert engine.alive or seen
        seen += engine.wait(0.1)
        if seen and engine.alive:
            engine.send(protocol.Stop())
    assert [event.code for event in seen if isinstance(event, events.Warned)] == ["stalled"]
    assert "did not stop" in seen[-1].text
    assert "checkpoint" in seen[-1].cure
