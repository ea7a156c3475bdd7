"""Keeps the proof that an export is made beside a run, and that nothing half-done outlives it however it ends."""

import contextlib
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from neurodesk.engine import protocol
from neurodesk.engine.answers import train
from neurodesk.engine.errand import AGAIN, Errand
from neurodesk.training import events
from neurodesk.training.control import Control
from tests.engine import documents
from tests.engine.test_hosts import LONG, where


@pytest.fixture(scope="module")
def at(tmp_path_factory):
    """A short run, as requests name it."""
    made = where(documents.digits_mlp(epochs=1), tmp_path_factory.mktemp("digits"))
    list(train(protocol.StartTraining(**made), Control()))
    return made


@pytest.fixture
def send(at):
    """Sends an export on its way; ends it after the test."""
    made = []

    def begin(out):
        request = protocol.ExportFiles(7, **at, run=None, formats=("python", "weights"), out=str(out))
        made.append(Errand(request))
        return made[0]

    yield begin
    for errand in made:
        errand.close()


def told(errand, text=""):
    """What is told up to the part that `text` names, or to the end."""
    seen = []
    while not errand.over and not any(text and text in event.text for event in seen):
        seen += errand.answers(LONG)
    return seen


@contextlib.contextmanager
def all_gone(out):
    """Waits for the end of every process that names `out`, as the readers of the new files do."""
    commands = {path.parent.name: path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()}
    found = [os.pidfd_open(int(pid)) for pid, command in commands.items() if str(out).encode() in command]
    yield found
    for fd in found:
        assert select.select([fd], [], [], LONG)[0]
        os.close(fd)


def test_a_run_goes_on_while_the_export_is_made(at, send, tmp_path):
    """The run takes steps between any two parts of the export."""
    steps, answers, errand = 0, [], None
    for event in train(protocol.StartTraining(**at, epochs=100_000), control := Control()):
        if isinstance(event, events.StepsTaken):
            errand = errand or send(tmp_path / "out")
            steps += 1
            answers += errand.answers()
            if errand.over:
                control.stop()
    assert isinstance(answers[-1], protocol.Exported)
    assert steps > 10
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "network.py", "report.json", "weights.safetensors",
    ]  # fmt: skip


def test_it_tells_how_far_it_is_and_is_gone_afterwards(send, tmp_path):
    errand = send(tmp_path / "out")
    *moves, done = told(errand)
    assert [type(move) for move in moves] == [protocol.ExportMoved] * 5
    assert isinstance(done, protocol.Exported)
    assert done.parity["python"] < 1e-3
    with pytest.raises(ProcessLookupError):
        os.kill(errand.pid, 0)


@pytest.mark.parametrize("there", [False, True])
def test_ended_in_the_middle_it_leaves_the_folder_as_it_was(send, tmp_path, there):
    """The processes that read the files anew end with it, and a person's own file stays."""
    out = tmp_path / "out"
    if there:
        out.mkdir()
        (out / "mine.txt").write_text("mine")
    errand = send(out)
    told(errand, "Comparing")
    with all_gone(out):
        errand.close()
    assert errand.answers() == []
    assert [path.name for path in tmp_path.rglob("*")] == (["out", "mine.txt"] if there else [])


def test_killed_from_outside_it_has_refused(send, tmp_path):
    errand = send(tmp_path / "out")
    told(errand, "Comparing")
    with all_gone(tmp_path / "out"):
        os.kill(errand.pid, signal.SIGKILL)
        refused = told(errand)[-1]
    assert isinstance(refused, protocol.Refused)
    assert refused.cure == AGAIN
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "why"),
    [("file", "its folder is not there"), ("y" * 300, "its name is too long"), ("a\0b", "No folder can have this")],
)
def test_what_cannot_be_exported_is_said(at, send, tmp_path, name, why):
    """Also where there is nothing to clear away, since nobody can look."""
    (tmp_path / "file").write_text("a file")
    refused = told(send(tmp_path / name / "out"))[-1]
    assert isinstance(refused, protocol.Refused)
    assert why in refused.text
    assert refused.cure


def test_it_clears_away_when_the_window_is_killed(at, tmp_path):
    """Its input ends, and so does it, within seconds and without litter: all of it is there if it was about to end."""
    program = (
        "import sys\n"
        "from neurodesk.engine import protocol\n"
        "from neurodesk.engine.errand import Errand\n"
        "document, base, runs, out = sys.argv[1:]\n"
        "errand = Errand(protocol.ExportFiles(7, document, base, runs, None, ('python',), out))\n"
        "while not any(getattr(e, 'text', '').startswith('Comparing') for e in errand._engine.wait()): pass\n"
        "print(errand.pid, flush=True)\n"
        "errand._engine.wait()\n"
    )
    out = tmp_path / "out"
    words = at["document"], at["base"], at["runs"], str(out)
    parent = subprocess.Popen([sys.executable, "-c", program, *words], stdout=subprocess.PIPE, cwd=Path.cwd())
    fd = os.pidfd_open(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    gone, _, _ = select.select([fd], [], [], LONG)
    os.close(fd)
    assert gone
    assert not out.exists() or (out / "report.json").is_file()
    assert {path.name for path in tmp_path.iterdir()} <= {"out"}
