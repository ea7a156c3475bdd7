"""The run store: every run with its drawing, options, seed, versions, metrics and losses, in one SQLite file.

`runs.sqlite` lies in the runs folder beside a folder for each run: `0001/weights.safetensors` and the rest.
A run goes created -> running -> finished | stopped | failed. While it runs, its process holds a lock; a run left
`running` by a process that is gone is shown as `interrupted`. All but `created` ones can be resumed. Of a run that was
killed before anything of it was kept there is nothing to go on with: it is not listed, and gone with the next new one.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from neurodesk.disk.locks import Lock, is_held
from neurodesk.disk.reading import is_folder, is_there
from neurodesk.disk.sqlite import soon
from neurodesk.graph.errors import TrainingError
from neurodesk.training.opening import AGAIN, HELD, last_folder, open_list, plain_cause
from neurodesk.training.stored import LONGEST_MAPPING, MOST_EPOCHS, MOST_RUNS, checked, column, mapping, real, whole
from neurodesk.training.tags import tags_of

Floats = NDArray[np.float32]

FILE = "runs.sqlite"
STATE, WEIGHTS = "state.safetensors", "weights.safetensors"
MOST_STRETCHED, STRETCHED_AT_ONCE = 1 << 25, 1 << 20  # steps of a run whose data has changed: 128 and 4 MiB of losses
TRIES = 5  # to hold a run, 10 ms apart: a list drawn elsewhere takes the lock for a moment to see whether it is free


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run as the store knows it.

    `versions` are those it was begun with, and with them all else that must be the same for equal numbers.
    `created` is in seconds since 1970 UTC, `seconds` is time spent training, `epoch` and `step` how far it came, of
    `epochs`; `metrics` are those of the last epoch (validation where there is one); `text` says why it failed.
    `name`, `tags` and `note` are people's own; `deleted` is when it was put away (seconds since 1970), else 0.
    """

    run: int
    name: str
    state: str
    created: float
    document_json: str
    seed: int
    versions: Mapping[str, Any]
    fingerprint: str
    device: str
    threads: int
    parameters: int
    examples: int
    epochs: int
    epoch: int
    step: int
    seconds: float
    reason: str
    text: str
    metrics: Mapping[str, float]
    tags: tuple[str, ...] = ()
    note: str = ""
    deleted: float = 0.0


class EpochRow(NamedTuple):
    """What one epoch came to; `step` is the last step of it, `rate` the learning rate there."""

    epoch: int
    step: int
    rate: float
    seconds: float
    train: Mapping[str, float]
    validation: Mapping[str, float]


COLUMNS = tuple(field.name for field in fields(RunRow))
PACKED = ("versions", "metrics")


class RunStore:
    """The runs of one project. One connection: use it in the thread that made it, and close it (or use `with`)."""

    def __init__(self, folder: Path, *, renew: bool = False) -> None:
        """Open the store, making it where there is none.

        A damaged one is refused; with `renew` it is put aside, under the name in `aside`, and a new one begun. Raises
        TrainingError where the folder cannot be used.
        """
        self.path = folder
        self._locks: dict[int, Lock] = {}
        self._base, self.aside = open_list(folder / FILE, renew=renew)

    def close(self) -> None:
        """Let go of the file and of every run held."""
        for run in list(self._locks):
            self._release(run)
        self._base.close()

    def __enter__(self) -> RunStore:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.close()

    # ------------------------------------------------------------ writing, by the process that trains

    def create(self, document_json: str, *, seed: int, **known: Any) -> int:
        """Enter a new run and hold it; returns its number, from 1. `known` are further columns."""
        values = {
            "name": "",
            "state": "created",
            "created": time.time(),
            "document_json": document_json,
            "seed": seed,
            "versions": json.dumps(versions()),
            **known,
        }
        with self._base:
            run = self._insert(values)
            if run <= (last := last_folder(self.path)):  # an older list was put back: no folder is written over
                self._base.execute("DELETE FROM runs WHERE run = ?", (run,))
                run = self._insert({"run": last + 1, **values})
            self._set(run, {"name": known.get("name") or f"Run {run}"})
            self.hold(run)  # before anyone sees it: one that nobody holds was left
        self._clear_away(run)
        return run

    def _insert(self, values: Mapping[str, Any]) -> int:
        """Enter a row; returns its number."""
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        made = self._base.execute(f"INSERT INTO runs ({names}) VALUES ({marks})", tuple(values.values()))  # noqa: S608
        return int(made.lastrowid or 0)

    def hold(self, run: int) -> None:
        """Make this process the one that trains the run. Raises TrainingError while another one does, or where a link
        in the run's folder leads what is written elsewhere.
        """
        if self._leads_out(run):
            raise TrainingError(
                f"The folder of run {run} holds a link to another place.", "Put the files themselves in its place."
            )
        self.folder(run).mkdir(exist_ok=True)
        if run in self._locks:
            return
        lock = Lock(self.folder(run) / "run")
        for _ in range(TRIES):
            if lock.acquire():
                self._locks[run] = lock
                return
            time.sleep(0.01)
        raise TrainingError(f"Run {run} is being trained already.", "Stop it first, or wait until it ends.")

    def update(self, run: int, **values: Any) -> None:
        """Set columns of a run (`name` is what people call it); mappings are written as JSON."""
        with self._base:
            self._set(run, values)

    def _clear_away(self, before: int) -> None:
        """Remove the runs before this one that were killed with nothing kept."""
        for left in self._rows("WHERE step = 0 AND run < ?", before, drawings=False):
            if self._nothing(left):
                with suppress(TrainingError):  # another process clears it away at this moment
                    self.remove(left.run)

    def _set(self, run: int, values: Mapping[str, Any]) -> None:
        packed = {name: json.dumps(value) if name in PACKED else value for name, value in values.items()}
        names = ", ".join(f"{name} = ?" for name in packed)
        self._base.execute(f"UPDATE runs SET {names} WHERE run = ?", (*packed.values(), run))  # noqa: S608

    def record(self, run: int, epochs: Iterable[EpochRow], first: int, losses: Floats, **values: Any) -> None:
        """Add epochs and the losses of steps `first` and on, and set columns; without waiting for the disk.

        A checkpoint waits for what was recorded before it, so that a run that goes on has no gap.
        """
        rows = [(run, *row[:4], json.dumps(row.train), json.dumps(row.validation)) for row in epochs]
        with soon(self._base), self._base:
            self._base.executemany("INSERT OR REPLACE INTO epochs VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            if len(losses):
                blob = np.ascontiguousarray(losses, "<f4").tobytes()
                self._base.execute("INSERT OR REPLACE INTO samples VALUES (?, ?, ?)", (run, first, blob))
            if values:
                self._set(run, values)

    def rewind(self, run: int, epoch: int, step: int, *, ended: int | None = None) -> None:
        """Forget what was recorded after `epoch` epochs and `step` steps: going on leaves no gap or duplicate.

        `ended` is the step at which the last of these epochs ended. Where it is another than was recorded, the data
        has more or fewer examples now, and the steps are counted anew.
        """
        with self._base:
            if ended is not None:
                self._count_anew(run, epoch, ended)
            self._base.execute("DELETE FROM epochs WHERE run = ? AND epoch > ?", (run, epoch))
            self._base.execute("DELETE FROM samples WHERE run = ? AND first >= ?", (run, step))
            self._base.execute(  # 4 bytes a loss; in place, since all of them together may be more than one value holds
                "UPDATE samples SET losses = substr(losses, 1, 4 * (? - first))"
                " WHERE run = ? AND first + length(losses) / 4 > ?",
                (step, run, step),
            )

    def _count_anew(self, run: int, epoch: int, ended: int) -> None:
        """Stretch the steps of the epochs so far to end at `ended`, so that the curve over the epochs stays."""
        found = self._base.execute("SELECT step FROM epochs WHERE run = ? AND epoch = ?", (run, epoch)).fetchone()
        if found is None or found[0] == ended or not 0 < ended <= MOST_STRETCHED:
            return
        losses = self.losses(run)[: whole(found[0])].astype("<f4")
        self._base.execute("DELETE FROM samples WHERE run = ?", (run,))
        self._base.execute("UPDATE epochs SET step = epoch * ? WHERE run = ?", (ended // epoch, run))
        for first in range(0, ended if len(losses) else 0, STRETCHED_AT_ONCE):
            steps = np.arange(first, min(first + STRETCHED_AT_ONCE, ended))
            blob = losses[steps * len(losses) // ended].tobytes()
            self._base.execute("INSERT INTO samples VALUES (?, ?, ?)", (run, first, blob))

    def finish(self, run: int, state: str, **values: Any) -> None:
        """Close a run as `finished`, `stopped` or `failed`, and let go of it."""
        self.update(run, state=state, **values)
        self._release(run)

    def remove(self, run: int) -> None:
        """Delete a run with its files for good. Raises TrainingError while it is being trained."""
        self.hold(run)
        try:
            with self._base:
                self._base.execute("DELETE FROM runs WHERE run = ?", (run,))
            shutil.rmtree(self.folder(run), ignore_errors=True)
        finally:
            self._release(run)
        if os.name != "posix":  # the lock is an open file, which cannot be removed there
            shutil.rmtree(self.folder(run), ignore_errors=True)

    # ------------------------------------------------------------ reading, by anyone

    def list(self, *, deleted: bool = False, drawings: bool = True) -> Sequence[RunRow]:
        """All runs, the newest first; with `deleted` those that were put away.

        Without `drawings` their documents, which may be long, are left empty.
        """
        sign = ">" if deleted else "<="
        found = self._rows(f"WHERE deleted {sign} 0 ORDER BY run DESC LIMIT {MOST_RUNS}", drawings=drawings)
        return [row for row in found if not self._nothing(row)]

    def row(self, run: int) -> RunRow:
        """One run. Raises TrainingError when there is none of this number."""
        found = self._rows("WHERE run = ?", run)
        if not found:
            raise TrainingError(f"There is no run {run} in {self.path.name}.", "Choose one of the list of runs.")
        return found[0]

    def newest_finished(self) -> int | None:
        """The number of the newest finished run; None when there is none."""
        found = self._rows("WHERE state = 'finished' AND deleted <= 0 ORDER BY run DESC LIMIT 1")
        return found[0].run if found else None

    def metrics(self, run: int) -> Sequence[EpochRow]:
        """What each epoch of a run came to, in order; of more than MOST_EPOCHS every n-th, and the last."""
        ((last,),) = self._read("SELECT max(epoch) FROM epochs WHERE run = ?", run)
        found = self._read(
            f"SELECT epoch, step, rate, seconds, substr(train, 1, {LONGEST_MAPPING}),"  # noqa: S608  a number of ours
            f" substr(validation, 1, {LONGEST_MAPPING}) FROM epochs"
            " WHERE run = ? AND (epoch % ? = 0 OR epoch = ?) ORDER BY epoch LIMIT ?",
            run,
            1 + whole(last) // MOST_EPOCHS,
            last,
            2 * MOST_EPOCHS,
        )
        return [
            EpochRow(whole(epoch), whole(step), real(rate), real(seconds), mapping(train), mapping(held))
            for epoch, step, rate, seconds, train, held in found
        ]

    def losses(self, run: int) -> Floats:
        """The training loss of every step of a run, float32, from its first step."""
        found = self._read("SELECT losses FROM samples WHERE run = ? ORDER BY first", run)
        blob = bytearray().join(losses for (losses,) in found if isinstance(losses, bytes))
        return np.frombuffer(blob, "<f4", len(blob) // 4).astype(np.float32, copy=False)

    def folder(self, run: int) -> Path:
        """The folder of a run's files."""
        return self.path / f"{run:04d}"

    def weights(self, run: int) -> Path:
        """The file of a run's weights; it need not exist."""
        return self.folder(run) / WEIGHTS

    def _rows(self, which: str, *values: Any, drawings: bool = True) -> Sequence[RunRow]:
        columns = [column(name) if drawings or name != "document_json" else "''" for name in COLUMNS]
        query = f"SELECT {', '.join(columns)} FROM runs {which}"  # noqa: S608  only our own words are put in
        told = (checked(dict(zip(COLUMNS, row, strict=True))) for row in self._read(query, *values))
        return [self._made(row) for row in told if row is not None]

    def _read(self, query: str, *values: Any) -> Sequence[Any]:
        try:
            return self._base.execute(query, values).fetchall()
        except sqlite3.Error as error:
            cause = plain_cause(error)
            text = f"The runs in {self.path.name} cannot be read: {cause}."
            raise TrainingError(text, HELD if "locked" in cause else AGAIN) from error

    def _made(self, told: dict[str, Any]) -> RunRow:
        for name in PACKED:
            told[name] = mapping(told[name])
        told["tags"] = tags_of(told["tags"])
        if told["state"] in ("created", "running") and self._abandoned(told["run"]):
            told["state"] = "interrupted"
        return RunRow(**told)

    def _abandoned(self, run: int) -> bool:
        """Whether no process holds a run any more."""
        if run in self._locks:
            return False
        if not is_folder(self.folder(run)) or self._leads_out(run):
            return True
        return not is_held(self.folder(run) / "run")

    def _nothing(self, row: RunRow) -> bool:
        """Whether a run was killed with nothing kept: neither steps nor, where those could not be written, a file."""
        if row.state != "interrupted" or row.step:
            return False
        return not any(is_there(self.folder(row.run) / name) for name in (STATE, WEIGHTS))

    def _leads_out(self, run: int) -> bool:
        """Whether a run's folder, or anything in it, is a link."""
        folder = self.folder(run)
        return folder.is_symlink() or (is_folder(folder) and any(map(Path.is_symlink, folder.iterdir())))

    def _release(self, run: int) -> None:
        lock = self._locks.pop(run, None)
        if lock:
            lock.release()


def versions() -> dict[str, str]:
    """The versions that decide what a run computes, for the record; nothing is imported for it."""
    found = {"python": platform.python_version(), "machine": platform.machine()}
    for name in ("neurodesk", "torch", "numpy"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found
