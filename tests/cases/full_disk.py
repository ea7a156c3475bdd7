"""The child of `test_full_disk.py`: it saves and trains on a small disk that is full for a while, and says what came.

Run: python -P -m tests.cases.full_disk DISK, where DISK is a file system of its own.
"""

import json
import sys
from contextlib import suppress
from pathlib import Path

from neurodesk.files.project import open_project, save_project
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.graph.model import Project
from neurodesk.training import checkpoint, course, loop
from neurodesk.training.events import Event
from tests.training.running import mlp

FILLED, FREED, LAST = 3, 8, 12  # epochs


def fill(disk: Path) -> None:
    """Take the last byte of the disk."""
    with (disk / "filler").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(512))


def free(disk: Path) -> None:
    """Make room again."""
    (disk / "filler").unlink()


def saved(disk: Path) -> dict[str, object]:
    """A project saved before, on and after the full disk."""
    path = disk / "a.neurodesk"
    save_project(Project(mlp(epochs=1).replaced(notes="old"), path))
    before, said = path.read_bytes(), ""
    fill(disk)
    try:
        save_project(Project(mlp(epochs=2).replaced(notes="new" * 1000), path))
    except NeuroDeskError as error:
        said = f"{error} {error.cure}"
    told = {
        "said": said,
        "untouched": path.read_bytes() == before,
        "names": sorted(each.name for each in disk.iterdir()),
    }
    free(disk)
    save_project(Project(mlp(epochs=2), path))
    return told | {"then": open_project(path).document == mlp(epochs=2)}


def trained(disk: Path) -> dict[str, object]:
    """A run whose disk is full from the end of one epoch to that of another; the steps of its checkpoints."""
    runs, told, kept = disk / "runs", list[Event](), []
    for event in loop.train(mlp(epochs=LAST), disk, runs):
        told.append(event)
        if event.event == "epoch_finished" and event.epoch == FILLED:
            fill(disk)
        if event.event == "epoch_finished" and FILLED < event.epoch <= FREED:
            kept.append(checkpoint.peek(runs / "0001")["step"])
        if event.event == "epoch_finished" and event.epoch == FREED:
            free(disk)
    warned = [event.text for event in told if event.event == "warned"]
    steps = [event.step for event in told if event.event == "checkpoint_saved"]
    return {"warned": warned, "kept": kept, "steps": steps, "end": told[-1].event, "last": told[-1].step}


def main() -> None:
    """Save and train, with a checkpoint at the end of every epoch."""
    disk = Path(sys.argv[1])
    course.EPOCH_KEPT = 0.0
    waited = checkpoint.Writer.outcome
    checkpoint.Writer.outcome = lambda self, wait=False: waited(self, wait=True)  # type: ignore[method-assign]
    print(json.dumps({"saved": saved(disk), "trained": trained(disk)}))


if __name__ == "__main__":
    main()
