"""Keeps every way in which the program writes to the disk: what it begins from, what it does, how it is read again."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from neurodesk.data import folders as data_folders
from neurodesk.disk import folders
from neurodesk.files import recovery, versions
from neurodesk.files.exports.folder import fill, place, staged
from neurodesk.files.project import open_project, save_project
from neurodesk.files.scribe import all_written
from neurodesk.graph.model import Project, empty_document
from neurodesk.training.runs import EpochRow, RunStore

OLD, NEW = empty_document().replaced(notes="old"), empty_document().replaced(notes="new" * 3000)
FILE = "digits.neurodesk"
Act = Callable[[], object]


class WritePath(NamedTuple):
    """One way: `ready` makes a folder as it is before, and what will be done there; `read` gives what a state of it
    holds, as the program sees it. `between` are values that a way in several steps may leave before it is done.
    """

    ready: Callable[[Path], Iterator[Act]]
    read: Callable[[Path], object]
    between: tuple[object, ...] = ()


WAYS: dict[str, WritePath] = {}


def way(read: Callable[[Path], object], *between: object) -> Callable[[Callable[[Path], Iterator[Act]]], None]:
    """Enters a way under its name."""

    def entered(ready: Callable[[Path], Iterator[Act]]) -> None:
        WAYS[ready.__name__] = WritePath(ready, read, between)

    return entered


# ---------------------------------------------------------------- a project and what is kept of it


def project_in(folder: Path) -> object:
    """The document; None while there is none. What it was before, where it is kept, is whole too."""
    if (folder / f"{FILE}~").exists():
        (folder / f"{FILE}~").rename(folder / "kept.neurodesk")
        assert open_project(folder / "kept.neurodesk").document == OLD
    return open_project(folder / FILE).document if (folder / FILE).exists() else None


@way(project_in)
def a_project_saved_again(folder: Path) -> Iterator[Act]:
    save_project(Project(OLD, folder / FILE))
    yield lambda: save_project(Project(NEW, folder / FILE))


@way(project_in)
def a_project_saved_for_the_first_time(folder: Path) -> Iterator[Act]:
    yield lambda: save_project(Project(NEW, folder / FILE))


def kept_work(folder: Path) -> object:
    """The unsaved documents that are offered."""
    with at_home(folder):
        return [recovery.restore(entry).document.notes for entry in recovery.waiting()]


@way(kept_work)
def unsaved_work_kept(folder: Path) -> Iterator[Act]:
    journal = recovery.Journal()
    yield lambda: journal.keep(NEW, None)


@way(kept_work)
def unsaved_work_kept_again(folder: Path) -> Iterator[Act]:
    journal = recovery.Journal()
    journal.keep(OLD, None)
    yield lambda: journal.keep(NEW, None)


def earlier_saves(folder: Path) -> object:
    """The notes of every version."""
    with at_home(folder):
        sound(folder / "versions" / "versions.sqlite")
        return [versions.read(version).notes for version in versions.versions(folder / FILE)]


@way(earlier_saves)
def a_version_kept(folder: Path) -> Iterator[Act]:
    for document in (OLD, NEW):
        save_project(Project(document, folder / FILE))
        if document is OLD:
            versions.keep(folder / FILE)
    yield lambda: versions.keep(folder / FILE)


@way(earlier_saves)
def the_first_version_kept(folder: Path) -> Iterator[Act]:
    save_project(Project(OLD, folder / FILE))
    yield lambda: versions.keep(folder / FILE)


# ---------------------------------------------------------------- what the program remembers


def settings_in(folder: Path) -> object:
    """Every setting, recent files included."""
    from neurodesk.ui import settings

    return settings._read.__wrapped__(folder / "settings" / "settings.json").written()


@way(settings_in)
def a_setting_changed(folder: Path) -> Iterator[Act]:
    from neurodesk.ui.settings import settings

    settings().remember(tour="one")
    assert all_written(10)
    yield lambda: (settings().remember(tour="done"), all_written(10))


@way(settings_in)
def a_recent_file_added(folder: Path) -> Iterator[Act]:
    from neurodesk.ui.settings import settings

    settings().add_recent(folder / "old.neurodesk")
    assert all_written(10)
    yield lambda: (settings().add_recent(folder / FILE), all_written(10))


def windows_in(folder: Path) -> object:
    """How the windows stood."""
    from neurodesk.ui import restoring

    with at_home(folder):
        return restoring.read()


@way(windows_in)
def the_windows_remembered(folder: Path) -> Iterator[Act]:
    from neurodesk.ui.restoring import Standing, write

    write([Standing(path="old")])
    assert all_written(10)
    yield lambda: (write([Standing(path="new"), Standing()]), all_written(10))


def places_in(folder: Path) -> object:
    """The places of data that were chosen."""
    with at_home(folder):
        return data_folders.chosen_places()


@way(places_in)
def a_place_of_data_chosen(folder: Path) -> Iterator[Act]:
    data_folders.choose(folder, Path("/one"))
    yield lambda: data_folders.choose(folder, Path("/two"))


# ---------------------------------------------------------------- runs


def runs_in(folder: Path) -> object:
    """Every run with its epochs and losses."""
    base = folder / "digits.runs" / "runs.sqlite"
    if not base.exists():
        return []
    sound(base)
    with RunStore(base.parent) as store:
        return [(row.name, row.state, store.metrics(row.run), store.losses(row.run).tolist()) for row in store.list()]


@contextmanager
def one_run(folder: Path) -> Iterator[RunStore]:
    """A list with a run, held open as by the training that writes it."""
    with RunStore(folder / "digits.runs") as store:
        store.create("{}", seed=1, step=1)
        yield store


@way(runs_in, [])
def the_first_run_begun(folder: Path) -> Iterator[Act]:
    opened: list[RunStore] = []

    def act() -> None:
        opened.append(RunStore(folder / "digits.runs"))
        opened[0].create("{}", seed=1, step=1)

    yield act
    opened[0].close()


@way(runs_in)
def a_run_begun(folder: Path) -> Iterator[Act]:
    with one_run(folder) as store:
        yield lambda: store.create("{}", seed=2, step=1)


@way(runs_in)
def a_run_ended(folder: Path) -> Iterator[Act]:
    with one_run(folder) as store:
        learn(store, 1)
        yield lambda: store.finish(1, "finished", epoch=1)


@way(runs_in)
def a_run_renamed(folder: Path) -> Iterator[Act]:
    with one_run(folder) as store:
        yield lambda: store.update(1, name="the best")


def learn(store: RunStore, epoch: int) -> None:
    """One more epoch of ten steps."""
    import numpy as np

    row = EpochRow(epoch, 10 * epoch, 0.1, 1.0, {"loss": 1.0}, {})
    store.record(1, [row], 10 * epoch - 10, np.ones(10, np.float32), epoch=epoch)


def checkpoint_in(folder: Path) -> object:
    """The step of the snapshot, that of the weights, and how many epochs were recorded; all of them whole."""
    from neurodesk.training.checkpoint import STATE, WEIGHTS, read_snapshot
    from neurodesk.training.weights import read_weights

    room, like = folder / "digits.runs" / "0001", snapshot(0)
    found = read_snapshot(room, like) if (room / STATE).exists() else None
    weights = read_weights(room / WEIGHTS, like.weights) if (room / WEIGHTS).exists() else None
    sound(folder / "digits.runs" / "runs.sqlite")
    with RunStore(folder / "digits.runs") as store:
        epochs = len(store.metrics(1))
    assert found is None or epochs >= found.step // 10, "a gap: the snapshot is newer than the metrics"
    return found.step if found else 0, int(weights["one.bias"][0]) if weights else 0, epochs


def snapshot(step: int) -> Any:
    """A snapshot of a network of three numbers, all of them its step."""
    import torch

    from neurodesk.training.checkpoint import Snapshot

    weights = {"one.weight": torch.full((1, 2), float(step)), "one.bias": torch.full((1,), float(step))}
    notes = {"epoch": step // 10, "position": 0, "per_epoch": 10, "epochs": 9, "scale": 1.0}
    return Snapshot(step, weights, {}, {}, notes | {"running": {"seen": 0, "loss": 0.0}})


def keep(store: RunStore, step: int) -> None:
    """Ten more steps, recorded and in a checkpoint."""
    from neurodesk.training.checkpoint import write_snapshot

    learn(store, step // 10)
    write_snapshot(store.folder(1), snapshot(step))


@way(checkpoint_in, (10, 10, 2), (20, 10, 2))
def a_checkpoint_written(folder: Path) -> Iterator[Act]:
    with one_run(folder) as store:
        keep(store, 10)
        yield lambda: keep(store, 20)


@way(checkpoint_in, (0, 0, 1), (10, 0, 1))
def the_first_checkpoint_written(folder: Path) -> Iterator[Act]:
    with one_run(folder) as store:
        yield lambda: keep(store, 10)


# ---------------------------------------------------------------- folders


def moved_runs(folder: Path) -> object:
    """Where the runs are: in one of two places."""
    found = [name for name in ("there", "here") if (folder / name / "digits.runs").exists()]
    assert [runs_in(folder / name)[0][0] for name in found] == ["Run 1"] * len(found)  # type: ignore[index]
    assert all((folder / name / "digits.runs" / "0001" / "notes").read_bytes() == b"a" * 5000 for name in found)
    return found


def runs_there(folder: Path) -> tuple[Path, Path]:
    """A folder of runs, and where it shall be."""
    with one_run(folder / "there"):
        (folder / "there" / "digits.runs" / "0001" / "notes").write_bytes(b"a" * 5000)
    (folder / "here").mkdir()
    return folder / "there" / "digits.runs", folder / "here" / "digits.runs"


@way(moved_runs)
def runs_moved(folder: Path) -> Iterator[Act]:
    source, target = runs_there(folder)
    yield lambda: folders.move_folder(source, target)


@way(moved_runs, ["there", "here"])
def runs_moved_to_another_disk(folder: Path) -> Iterator[Act]:
    source, target = runs_there(folder)
    real = os.rename

    def far(old: object, new: object) -> None:
        if old == source and new == target:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        real(old, new)  # type: ignore[arg-type]

    def act() -> None:
        os.rename = far  # type: ignore[assignment]
        folders.move_folder(source, target)
        os.rename = real

    yield act


@way(moved_runs)
def runs_copied(folder: Path) -> Iterator[Act]:
    source, target = runs_there(folder)
    yield lambda: folders.copy_folder(source, target)


def exported_in(folder: Path) -> object:
    """The files of an export that its report names, as it describes them; "" without a report, all files whole."""
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert all(data in (b"old" * 900, b"new" * 900) for name, data in files.items() if name != "report.json"), files
    if "report.json" not in files:
        return ""
    rows = json.loads(files["report.json"])["files"]
    assert all(hashlib.sha256(files[row["name"]]).hexdigest() == row["sha256"] for row in rows)
    return [(row["name"], row["sha256"]) for row in rows]


def export(folder: Path, data: bytes, *names: str) -> None:
    """An export of files that hold the same."""
    rows = [{"name": name, "sha256": hashlib.sha256(data).hexdigest()} for name in names]
    with staged(folder) as stage:
        fill(stage, dict.fromkeys(names, data), folder)
        fill(stage, {"report.json": json.dumps({"files": rows}).encode()}, folder)
        place(stage, names, folder)


@way(exported_in, "")
def an_export_over_another(folder: Path) -> Iterator[Act]:
    export(folder, b"old" * 900, "network.py", "weights.safetensors", "network.onnx")
    yield lambda: export(folder, b"new" * 900, "network.py", "weights.safetensors")


# ---------------------------------------------------------------- at work


def sound(base: Path) -> None:
    """Has SQLite look a database through."""
    if base.exists():
        with closing(sqlite3.connect(base)) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@contextmanager
def at_home(folder: Path) -> Iterator[None]:
    """Has the program keep its own files in a folder."""
    before = os.environ.get("NEURODESK_HOME")
    os.environ["NEURODESK_HOME"] = str(folder)
    try:
        yield
    finally:
        os.environ.pop("NEURODESK_HOME") if before is None else os.environ.update(NEURODESK_HOME=before)
