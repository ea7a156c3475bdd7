"""Training: a generator of frozen events, from the first step to the last, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from neurodesk.disk.reading import is_file
from neurodesk.graph.errors import TrainingError
from neurodesk.graph.model import Document
from neurodesk.training.beginning import begin
from neurodesk.training.control import Control
from neurodesk.training.course import Course
from neurodesk.training.device import threads
from neurodesk.training.diagnosis import what_is_left
from neurodesk.training.events import Event
from neurodesk.training.failures import EXPECTED, Failure, failure
from neurodesk.training.runs import FILE, RunStore


def train(
    document: Document,
    base: Path,
    runs: Path,
    *,
    epochs: int | None = None,
    seed: int | None = None,
    device: str = "auto",
    resume: int | None = None,
    control: Control | None = None,
) -> Iterator[Event]:
    """Train a document's main network on its data, and tell what happens.

    `base` is the folder that relative paths in the document start from, `runs` where runs are kept. `epochs`, `seed`
    and `device` go before the document's own options. `resume` goes on with an earlier run from its last checkpoint,
    at any step, with its own drawing, options, schedule and seed, to its own end unless `epochs` moves it: bit for bit
    on the same machine, threads and PyTorch. A damaged list of runs is put aside by a new run, and said. The last
    event is RunFinished or RunFailed; nothing that a person can put right comes out as an exception. A generator
    closed early leaves a stopped run.
    """
    asked = {"epochs": epochs, "seed": seed, "device": None if device == "auto" else device}
    wanted = {name: value for name, value in asked.items() if value is not None}
    try:
        if resume is not None and not is_file(runs / FILE):  # a new folder would stand where it is to be put back
            text = f"Run {resume} cannot go on: its folder {runs.name} is not there."
            raise TrainingError(text, f"Put {runs} back in its place, or train again.")
        with RunStore(runs, renew=resume is None) as store:
            yield from _run(store, document, base, wanted, resume, control or Control())
    except EXPECTED as error:
        yield failure(error).event(resume or 0)


def _run(
    store: RunStore, document: Document, base: Path, wanted: dict[str, Any], resume: int | None, control: Control
) -> Iterator[Event]:
    """One run in an open store. Raises what goes wrong before its first step."""
    begun = begin(store, document, base, wanted, resume)
    course = Course(begun, store, control)
    try:
        with threads(begun.learner.setting.threads):
            yield from _told(course)
    finally:
        course.close()


def _told(course: Course) -> Iterator[Event]:
    """The events of a course, its failures among them."""
    learner = course.learner
    try:
        yield from course.events()
    except (GeneratorExit, KeyboardInterrupt) as end:
        course.abandon(sound=isinstance(end, GeneratorExit))
        raise
    except EXPECTED as error:
        yield from course.fail(failure(error, learner))
        return
    if learner.fault is not None:
        yield from course.saved_so_far(wait=True)
        left = what_is_left(bool(learner.stepper.finite()), checkpoint=course.kept_earlier())
        text, cure = learner.fault.text(learner.step + 1, learner.rate, left)
        yield from course.fail(Failure("not_finite", text, cure, learner.fault.node))
