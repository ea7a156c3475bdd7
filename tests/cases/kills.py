"""A process that has loaded PyTorch once and forks a child for each run that a test kills, and the runs themselves.

Run: python -m tests.cases.kills, with an order a line on stdin; see `Nursery`.
"""

from __future__ import annotations

import hashlib
import json
import os
import select
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).parents[2]
CALLS = ("write", "fsync", "replace", "close")  # what a checkpoint is put on the disk with
LONG = 120.0  # seconds until a run that does not end is given up


@dataclass(frozen=True)
class Order:
    """A run to begin or take up; with `dies` the child kills itself at that call of the disk by a checkpoint."""

    network: str
    optimizer: str
    folder: str
    resume: bool = False
    dies: int = 0
    device: str = "cpu"


class Nursery:
    """The process that forks. `raise_` gives birth to a run, and may kill it after some seconds of its training."""

    def __init__(self) -> None:
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "tests.cases.kills"]
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT, bufsize=1)

    def raise_(self, order: Order, kill_after: float | None = None) -> tuple[int, float]:
        """Run an order to its end, or kill it -9 so many seconds after its first step.

        The child's exit status, and the seconds it lived after that step. A run that was killed when all its steps
        were done takes none.
        """
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(vars(order)) + "\n")
        pid = int(self._line("child")[1])
        word, value = self._line("began", "ended")
        began = perf_counter()
        if word == "ended":
            return int(value), 0.0
        if kill_after is not None and not self._says_more(kill_after):
            with suppress(ProcessLookupError):  # it has ended by itself since
                os.kill(pid, signal.SIGKILL)
        return int(self._line("ended")[1]), perf_counter() - began

    def close(self) -> None:
        """End it."""
        self._process.communicate()

    def _says_more(self, seconds: float) -> bool:
        """Wait so long; whether the run has ended by itself meanwhile."""
        return bool(select.select([self._process.stdout], [], [], seconds)[0])

    def _line(self, *kinds: str) -> tuple[str, str]:
        assert self._process.stdout is not None
        assert self._says_more(LONG), f"{kinds} did not come"
        word, _, value = self._process.stdout.readline().strip().partition(" ")
        assert word in kinds, f"{kinds} was expected, not {word} {value}"
        return word, value


def digest(folder: Path, run: int = 1) -> str:
    """SHA-256 of all that a run has come to: weights, optimizer, random state, losses and metrics of every step."""
    from safetensors.numpy import load_file

    from neurodesk.training.runs import RunStore

    told = hashlib.sha256()
    with RunStore(folder) as store:
        files = store.folder(run)
        for file in ("state.safetensors", "weights.safetensors"):
            for name, tensor in sorted(load_file(files / file).items()):
                told.update(f"{file} {name} {tensor.shape}".encode() + tensor.tobytes())
        row, losses, epochs = store.row(run), store.losses(run), store.metrics(run)
    assert [epoch.epoch for epoch in epochs] == list(range(1, row.epochs + 1))  # no gap, no duplicate
    assert len(losses) == row.step == epochs[-1].step
    told.update(losses.tobytes())
    for epoch in epochs:
        told.update(repr((epoch.epoch, epoch.step, epoch.rate, dict(epoch.train), dict(epoch.validation))).encode())
    told.update(repr((row.state, row.reason, dict(row.metrics))).encode())
    return told.hexdigest()


def change_notes(folder: Path, **values: object) -> None:
    """Rewrite counters and circumstances in the state of run 1."""
    from safetensors.torch import load_file, save_file

    from neurodesk.training.checkpoint import read_header

    path = folder / "0001" / "state.safetensors"
    header = read_header(path)
    notes = {**json.loads(header.notes["state"]), **values}
    save_file(load_file(path), path, {"state": json.dumps(notes)})


# ---------------------------------------------------------------- inside the nursery


def networks(device: str) -> dict[str, Any]:
    """The networks that are killed, by name: what forgets nothing and what draws random numbers in every step."""
    from neurodesk.graph.model import chosen
    from tests.engine.documents import digits_lstm, document
    from tests.training.running import mlp

    conv = ("conv2d", {"filters": 4}), "batch_norm2d", "relu", ("dropout", {"rate": 0.3}), "flatten"
    heads = ("multihead_attention", {"heads": 2}), ("dropout", {"rate": 0.1}), "flatten"
    out = ("linear", {"units": 10})
    options = {"epochs": 2, "batch": 48, "device": device}
    return {
        "mlp": mlp(epochs=5, batch=8, patience=4, device=device),
        "cnn": document(chosen("digits"), *conv, out, **options),
        "lstm": digits_lstm(**options),
        "attention": document(chosen("digits", layout="rows"), *heads, out, **options),
    }


OPTIMIZERS = {"sgd": {"rate": 0.05, "momentum": 0.9}, "adam": {}, "adamw": {}}


def live(order: Order) -> None:
    """Train as ordered; the last word of a child."""
    from neurodesk.graph.model import chosen
    from neurodesk.training import assembly, course, loop
    from neurodesk.training.events import StepsTaken
    from tests.training.running import learning

    course.READ = course.EPOCH_KEPT = 0.0
    course.RECORD = course.STEP_KEPT = course.LENT = 0.02
    assembly._measured = lambda *_args, **_named: assembly.Given(1, order.network == "cnn")  # else a clock decides
    document = learning(
        networks(order.device)[order.network], optimizer=chosen(order.optimizer, **OPTIMIZERS[order.optimizer])
    )
    began = False
    for event in loop.train(document, Path(), Path(order.folder), resume=1 if order.resume else None):
        if isinstance(event, StepsTaken) and not began:
            began = True
            os.write(1, b"began\n")
            if order.dies:
                die_at(order.dies)
        if event.event in ("run_failed", "warned"):
            os.write(2, f"{event}\n".encode())
            os._exit(3)


def die_at(number: int) -> None:
    """Kill this process at a call by which files are written."""
    count = 0

    def counted(call: Any) -> Any:
        def counting(*args: Any, **named: Any) -> Any:
            nonlocal count
            count += 1
            if count == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **named)

        return counting

    for name in CALLS:
        setattr(os, name, counted(getattr(os, name)))


def main() -> None:
    """Fork a child for every order."""
    import torch

    from neurodesk.training import loop
    from neurodesk.training.assembly import assemble

    torch.set_num_threads(1)
    if len(sys.argv) > 1:
        live(Order(**json.loads(sys.argv[1])))
        os._exit(0)
    for document in networks("cpu").values():
        assemble(document, Path())  # loads data and whatever else is loaded late; no thread is begun
    assert loop.train
    afresh = torch.cuda.is_available()  # what is forked could not learn then: it becomes a new program
    for line in sys.stdin:
        pid = os.fork()
        if not pid and afresh:
            os.execv(sys.executable, [sys.executable, "-m", "tests.cases.kills", line])  # noqa: S606  this program itself
        if not pid:
            live(Order(**json.loads(line)))
            os._exit(0)
        os.write(1, f"child {pid}\n".encode())
        os.write(1, f"ended {os.waitpid(pid, 0)[1]}\n".encode())


if __name__ == "__main__":
    main()
