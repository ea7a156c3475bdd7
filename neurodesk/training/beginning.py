"""The beginning of a run: a new one entered in the store, or an earlier one taken up where it was left."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

from neurodesk.graph.errors import BadFile, TrainingError
from neurodesk.graph.model import Document
from neurodesk.training.assembly import Given, assemble
from neurodesk.training.checkpoint import FRESH, peek, read_snapshot, write_snapshot
from neurodesk.training.device import card
from neurodesk.training.drawings import read_document, with_data_found, write_document
from neurodesk.training.events import Warned
from neurodesk.training.learner import Learner
from neurodesk.training.options import Options
from neurodesk.training.runs import FILE, STATE, RunRow, RunStore, versions

MORE = 10  # epochs that a finished run is offered to learn on


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that is about to take its first step, or the first one again; `metrics` are of its last epoch."""

    run: int
    learner: Learner
    resumed: bool
    warnings: tuple[Warned, ...] = ()
    metrics: Mapping[str, float] = field(default_factory=dict)


def begin(store: RunStore, document: Document, base: Path, wanted: dict[str, Any], resume: int | None = None) -> Begun:
    """Make a new run of a document, or take up the run `resume`; `wanted` are options that differ from its own.

    Raises NeuroDeskError.
    """
    if resume is not None:
        return _take_up(store, resume, document, base, wanted)
    frozen = _with_options(document, wanted)
    learner = assemble(frozen, base)
    learner.notes = _circumstances(learner)
    known = {**versions(), **learner.notes}  # for as long as there is no checkpoint
    run = store.create(
        write_document(frozen), seed=learner.setting.options.seed, versions=json.dumps(known), **_columns(learner)
    )
    notes = [Warned(run, "data_note", note, "") for note in learner.setting.prepared.notes]
    if store.aside:
        text = f"{FILE}, the list of earlier runs, was damaged. It is kept as {store.aside}, and a new one was begun."
        notes.insert(0, Warned(run, "list_damaged", text, f"The folders of earlier runs are kept in {store.path}."))
    return Begun(run, learner, False, (*notes, *_no_validation(run, learner)))


def _take_up(store: RunStore, run: int, document: Document, base: Path, wanted: dict[str, Any]) -> Begun:
    """Go on with a run from its last checkpoint, or from its start when it left none. Raises NeuroDeskError.

    The run keeps its own drawing, data, seed, options and schedule, whatever the open document says, so that it goes
    on as if it had never been left. Only epochs asked for in `wanted` move its end.
    """
    row = store.row(run)
    store.hold(run)
    trained = with_data_found(read_document(row.document_json), document.source, base)
    own = Options.of(trained.learning.options).epochs
    epochs = wanted.get("epochs", own)
    device = {name: value for name, value in wanted.items() if name == "device"}
    trained = _with_options(trained, {"epochs": epochs, **device})
    told = peek(store.folder(run)) or {**row.versions, "device": row.device, "threads": row.threads}
    learner = assemble(trained, base, given=_given(told))
    before = _restore(store, run, learner) or told
    killed = row.state == "interrupted" and epochs == own  # it may not have come to say that it is over
    if learner.epoch >= epochs and not killed:
        raise _over(run, learner.epoch, wanted.get("epochs"))
    learner.notes |= _circumstances(learner)
    store.rewind(run, learner.epoch, learner.step, ended=learner.step - learner.position)
    if row.reason == "early":
        learner.notes["waited"] = 0
        write_snapshot(store.folder(run), learner.snapshot())  # else one killed now would be over when taken up again
    store.update(run, document_json=write_document(trained), reason="", text="", **_columns(learner))
    rows = store.metrics(run)
    metrics = (rows[-1].validation or rows[-1].train) if rows else {}
    warned = (*_warnings(run, row, document, own, before, learner), *_no_validation(run, learner))
    return Begun(run, learner, True, warned, metrics)


def _no_validation(run: int, learner: Learner) -> list[Warned]:
    """What is said where patience has nothing to go by."""
    if not learner.setting.options.patience or learner.validation is not None:
        return []
    text = "Stopping early needs a validation part; this run has none."
    return [Warned(run, "no_validation", text, "Set validation above 0, or patience to 0.")]


def _over(run: int, learned: int, asked: int | None) -> TrainingError:
    """Why a run that has learned for so many epochs cannot go on, and how it could."""
    text = f"Run {run} has finished its {learned} epochs."
    if asked is not None:
        text = f"Run {run} has learned for {learned} epochs already; {asked} leave it nothing to do."
    return TrainingError(text, f"Ask for more with --epochs {learned + MORE}, or set more epochs and start a new run.")


def _restore(store: RunStore, run: int, learner: Learner) -> dict[str, Any]:
    """Put a run's last snapshot into the learner; returns the circumstances it was taken in, none without one."""
    folder = store.folder(run)
    snapshot = read_snapshot(folder, learner.snapshot())
    if snapshot is None:
        return {}
    if snapshot.notes["per_epoch"] != learner.per_epoch:
        # the data has more or fewer examples now: go on at the beginning of the epoch it was in
        notes = {**snapshot.notes, "position": 0, "running": learner.running.state()}
        snapshot = replace(snapshot, step=snapshot.notes["epoch"] * learner.per_epoch, notes=notes)
    try:
        learner.restore(snapshot)
    except (LookupError, ArithmeticError, ValueError, TypeError, RuntimeError) as error:
        raise BadFile(folder / STATE, "it cannot be gone on from", "the state", FRESH) from error
    return dict(learner.notes)


def _given(notes: dict[str, Any]) -> Given | None:
    """The threads and memory format a run had, where this machine can have them."""
    threads, last = notes.get("threads"), notes.get("channels_last")
    if type(threads) is int and 1 <= threads <= (os.cpu_count() or 1) and type(last) is bool:
        return Given(threads, last)
    return None


def _circumstances(learner: Learner) -> dict[str, Any]:
    """All that must be the same for equal numbers."""
    setting = learner.setting
    return {
        "torch": torch.__version__,
        "machine": platform.machine(),
        "device": setting.device.type,
        "card": card(setting.device),
        "threads": setting.threads,
        "channels_last": setting.channels_last,
        "data": setting.prepared.fingerprint,
    }


def _warnings(
    run: int, row: RunRow, document: Document, own: int, before: dict[str, Any], learner: Learner
) -> list[Warned]:
    """What the person who takes a run up should know; `own` are the epochs it was begun with."""
    words = {
        "torch": "PyTorch", "machine": "the processor", "device": "the device", "card": "the graphics card",
        "threads": "the number of threads",
    }  # fmt: skip
    here = _circumstances(learner)
    reasons = [
        f"{word} was {str(before.get(name))[:60]} and is {now}"
        for name, word in words.items()
        if before.get(name) != (now := here[name]) and (name != "card" or (before.get(name) and now))
    ]
    if learner.setting.unordered:
        reasons.append(learner.setting.unordered)
    if row.fingerprint and row.fingerprint != learner.setting.prepared.fingerprint:
        reasons.append("the data has changed")
    if learner.epochs != own and learner.setting.schedule.ends:
        reasons.append(f"its schedule now ends after {learner.epochs} epochs and not after {own}")
    found = []
    if reasons:
        text = f"Run {run} goes on, but not bit for bit as it would have: {'; '.join(reasons)}."
        cure = "For equal numbers, go on where it was begun, with the same data and epochs."
        found.append(Warned(run, "not_exact", text, cure))
    if not document.graph().same_network(read_document(row.document_json).graph()):
        text = f"Run {run} goes on with its own drawing; the open one has changed since."
        found.append(Warned(run, "older_drawing", text, "To train the open drawing, start a new run."))
    return found


def _with_options(document: Document, wanted: dict[str, Any]) -> Document:
    """The document with other options, each checked. Raises ParameterError."""
    Options.of(wanted)
    options = document.learning.options
    for name, value in wanted.items():
        options = options.insert(name, value)
    return document.replaced(learning=replace(document.learning, options=options))


def _columns(learner: Learner) -> dict[str, Any]:
    """What the store's list shows of a run from its start."""
    setting = learner.setting
    return {
        "fingerprint": setting.prepared.fingerprint,
        "device": setting.device.type,
        "threads": setting.threads,
        "parameters": sum(weight.numel() for weight in learner.model.parameters()),
        "examples": len(learner.data),
        "epochs": learner.epochs,
    }
