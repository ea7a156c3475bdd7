"""Commands about learning: train with progress and time to go, and measure a run on the held-out part."""

from __future__ import annotations

import shlex
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from neurodesk.commands.output import FINE, NO, UNUSABLE, console, give, nearby, note, number, say, span, table
from neurodesk.disk.reading import is_file, is_folder, is_there
from neurodesk.engine.protocol import EngineDied, EngineReady, Refused, StartTraining, Stop
from neurodesk.graph.errors import TrainingError
from neurodesk.training import events as said

UNUSABLE_INPUT = ("data", "parameter", "bad_checkpoint")  # codes of failures that lie in what was given
PATIENCE = 3.0  # seconds an engine has to keep its run and be gone
HEARTBEAT = 0.2  # seconds between looks at an engine that says nothing, so that Ctrl+C is heard


class Listener(Protocol):
    """What is told every event of a run."""

    def __call__(self, event: Any) -> None:
        """Take notice of one event."""


def train(file: Path, *, engine: str, runs: Path | None, resume: int | None, as_json: bool, **options: Any) -> int:
    """Train a project in an engine of its own and show how it goes; `options` are epochs, seed and device.

    Ctrl+C stops the run at the next step and keeps it. The answer is no when the drawing has problems or the run
    fails; what lies in the request, so that no run begins, makes it unusable.
    """
    from neurodesk.commands.drawing import facts_of
    from neurodesk.compiler.check import check
    from neurodesk.files.project import dumps, open_project

    project = open_project(file)
    errors = [p for p in check(project.document, facts_of(project)) if p.severity == "error"]
    if errors:
        note(f"{file.name} cannot be trained yet: {errors[0].text}")
        note(f"`neurodesk check {nearby(file)}` tells all {len(errors)} problems." if len(errors) > 1 else "")
        return NO
    folder = project.runs if runs is None else runs
    if resume is not None:
        must_hold(folder, resume)
    request = StartTraining(
        dumps(project.document), str(project.base), str(folder.absolute()), resume=resume, **options
    )
    again = Again(file, runs, resume)
    with JsonLines(again) if as_json else Progress(folder, again) as listener:
        last = trained(request, engine, listener)
    if isinstance(last, said.RunFinished):
        return FINE
    note(again.words(" ".join(filter(None, (last.text, last.cure)))), "red")
    if isinstance(last, EngineDied) or getattr(last, "code", "") == "drawing":
        return NO
    unusable = not again.begun or getattr(last, "code", "") in UNUSABLE_INPUT
    return UNUSABLE if unusable else NO


class Again:
    """The command that goes on with a run, once its number is known, and advice that names it instead of buttons."""

    def __init__(self, file: Path, runs: Path | None, run: int | None = None) -> None:
        self.run, self.begun = run, False
        elsewhere = () if runs is None else ("--runs", nearby(runs))
        self.words_typed = ("neurodesk", "train", nearby(file), *elsewhere)
        self.typed = self.command

    def hear(self, event: Any) -> None:
        """Take notice of the run's number."""
        if isinstance(event, said.RunStarted):
            self.run, self.begun = event.run, True

    @property
    def command(self) -> str:
        """The command line, as a shell takes it."""
        resume = () if self.run is None else ("--resume", str(self.run))
        return shlex.join((*self.words_typed, *resume))

    def words(self, advice: str) -> str:
        """Say in a terminal's words what speaks of the window's buttons."""
        from neurodesk.engine.hosts import GO_ON
        from neurodesk.engine.thread import RESTART

        told = {
            RESTART: f"Run `{self.typed}` to start again.",
            GO_ON: f"Run `{self.command}` to go on from the last checkpoint.",
            "Go on training then": f"`{self.command}` then",
        }
        for button, typed in (told | BUTTONS).items():
            advice = advice.replace(button, typed)
        return advice


BUTTONS = {
    "press Stop": "press Ctrl+C",
    "Press Stop": "Press Ctrl+C",
    "choose the CPU under Train": "add --device cpu",
}


def must_hold(folder: Path, run: int) -> None:
    """Raise TrainingError unless the folder of runs holds this one; nothing is made where there is none."""
    from neurodesk.training.runs import FILE, RunStore

    if not is_folder(folder):
        raise TrainingError(
            f"There is no run {run}: {folder.name}, the folder of the runs, is not there.",
            "Put it back beside the project, or leave out --resume to train anew.",
        )
    if not is_there(folder / FILE):
        raise TrainingError(
            f"There is no run {run}: nothing has been trained in {folder.name} yet.", "Leave out --resume."
        )
    with RunStore(folder) as store:
        store.row(run)


def trained(request: StartTraining, kind: str, listen: Listener) -> Any:
    """Have an engine train, tell `listen` every event, and return the one that ends the run.

    An interrupt (Ctrl+C) or SIGTERM asks the run to stop once; a second one leaves at once. A run that has not begun is
    not waited for: its engine is ended.
    """
    from neurodesk.engine.hosts import EARLY, open_engine
    from neurodesk.engine.thread import RESTART

    engine, patience = open_engine(kind), PATIENCE
    try:
        with asked_to_stop() as stop:
            engine.send(request)
            begun = asked = False
            while True:
                if stop and not begun:
                    patience, unbegun = 0.0, said.RunFinished(0, "stopped", 0, 0, {}, 0.0)
                    listen(unbegun)
                    return unbegun
                if stop and not asked:
                    asked = True
                    engine.send(Stop())
                events = engine.wait(HEARTBEAT)
                for event in events:
                    listen(event)
                    begun = begun or isinstance(event, said.RunStarted)
                    if isinstance(event, said.RunFinished | said.RunFailed | EngineDied | Refused):
                        return event
                if not events and not engine.alive:
                    return EngineDied(EARLY, RESTART)
    finally:
        engine.close(patience)


@contextmanager
def asked_to_stop() -> Iterator[list[int]]:
    """Collect the signals that ask to stop; the second one interrupts as usual."""
    heard: list[int] = []
    usual = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}

    def hear(number: int, _: Any) -> None:
        heard.append(number)
        if len(heard) > 1:
            raise KeyboardInterrupt

    for name in usual:
        signal.signal(name, hear)
    try:
        yield heard
    finally:
        for name, handler in usual.items():
            signal.signal(name, handler)


class JsonLines:
    """Prints each event as a line of JSON; what the engine itself says goes to stderr."""

    def __init__(self, again: Again) -> None:
        self.again = again

    def __enter__(self) -> JsonLines:
        return self

    def __exit__(self, *error: object) -> None:
        """Leave nothing open."""

    def __call__(self, event: Any) -> None:
        """Print an event of the run."""
        self.again.hear(event)
        if isinstance(event, EngineReady):
            note(f"engine ready: {event.device}, torch {event.torch}")
        else:
            give(event)


class Progress:
    """Shows a bar with loss, speed and time to go on a terminal, and a line an epoch everywhere."""

    def __init__(self, runs: Path, again: Again) -> None:
        from rich import progress

        self.runs, self.again, self.epochs = runs, again, 0
        columns = ("epoch {task.fields[epoch]}", "loss {task.fields[loss]:.4f}", "{task.fields[speed]:.0f} steps/s")
        self.bar = progress.Progress(
            progress.TextColumn(columns[0]),
            progress.BarColumn(),
            progress.TaskProgressColumn(),
            *(progress.TextColumn(text) for text in columns[1:]),
            progress.TextColumn("{task.fields[eta]} to go"),
            console=console(),
            transient=True,
            disable=not console().is_terminal,
        )
        self.task = self.bar.add_task("", total=1.0, epoch=0, loss=float("nan"), speed=0.0, eta="-")

    def __enter__(self) -> Progress:
        self.bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Take the bar away."""
        self.bar.stop()

    def __call__(self, event: Any) -> None:
        """Show an event of the run."""
        self.again.hear(event)
        match event:
            case said.RunStarted():
                self.epochs = event.epochs
                verb = f"Continuing run {event.run} from step {event.step}" if event.resumed else f"Run {event.run}"
                facts = f"{event.examples} examples, {number(event.parameters)} parameters, {event.epochs} epochs"
                say(f"{verb} on {event.device} ({event.threads} threads): {facts}")
            case said.StepsTaken():
                loss = float(event.losses[-1]) if len(event.losses) else float("nan")
                shown: dict[str, Any] = {
                    "epoch": event.epoch,
                    "loss": loss,
                    "speed": event.speed,
                    "eta": span(event.eta),
                }
                self.bar.update(self.task, completed=event.progress, **shown)
            case said.EpochFinished():
                parts = (("", event.train), ("validation ", event.validation))
                words = [f"{part}{name} {value:.4f}" for part, metrics in parts for name, value in metrics.items()]
                say(f"epoch {event.epoch:>{len(str(self.epochs))}}/{self.epochs}  {'  '.join(words)}")
            case said.Warned():
                say(self.again.words(f"warning: {event.text} {event.cure}".rstrip()), "yellow")
            case said.RunFinished():
                say(f"{self._ending(event)} {self._result(event)}")

    def _ending(self, event: said.RunFinished) -> str:
        if not event.run:
            return "Stopped before the first step."
        if event.reason == "stopped":
            return f"Stopped; `{self.again.command}` continues it."
        return "Stopped early: validation no longer improved." if event.reason == "early" else "Finished."

    def _result(self, event: said.RunFinished) -> str:
        if not event.run:
            return "Nothing of the run is kept."
        words = ", ".join(f"{name} {value:.4f}" for name, value in event.metrics.items())
        took = f"Run {event.run} took {span(event.seconds)}{f': {words}' if words else ''}"
        return f"{took}. It is kept in {nearby(self.runs)}."


@contextmanager
def runs_of(project: Any, runs: Path | None) -> Iterator[Path]:
    """Give the folder of the runs, that of the project unless told; where it lacks one, --runs is hinted at."""
    try:
        yield project.runs if runs is None else runs
    except TrainingError as error:
        if runs is None:
            error.cure = f"{error.cure} If its runs are kept in another folder, name it with --runs.".lstrip()
        raise


def list_runs(file: Path, *, runs: Path | None, as_json: bool) -> int:
    """List the runs of a project, the newest first; there need not be any."""
    from neurodesk.files.project import open_project
    from neurodesk.training.runs import FILE, RunStore

    project = open_project(file)
    found: Sequence[Any] = ()
    with runs_of(project, runs) as folder:
        if is_file(folder / FILE):
            with RunStore(folder) as store:
                found = store.list(drawings=False)
    if as_json:
        names = ("run", "name", "tags", "note", "state", "epoch", "epochs", "step", "seconds", "created", "metrics")
        give([{name: getattr(row, name) for name in names} for row in found])
        return FINE
    rows = [_listed(row) for row in found]
    table("", ("#run", "name", "state", "epochs", "metrics", "tags"), rows)
    if not rows:
        say("No runs yet: neurodesk train makes one.", "dim")
    return FINE


def _listed(row: Any) -> tuple[str, ...]:
    """One run as a line of the table."""
    metrics = ", ".join(f"{name} {number(value)}" for name, value in row.metrics.items())
    return str(row.run), row.name, row.state, f"{row.epoch} of {row.epochs}", metrics, ", ".join(row.tags)


def evaluate(file: Path, *, run: int | None, runs: Path | None, part: str = "test", as_json: bool) -> int:
    """Measure a run on a part of its data: metrics beside a guess, and for classes their scores and the matrix."""
    from neurodesk.files.project import open_project

    project = open_project(file)  # a file that cannot be read is told at once, before PyTorch is loaded
    from neurodesk.training.evaluate import evaluate as measure

    with runs_of(project, runs) as folder:
        found = measure(project.document, project.base, folder, run=run, part=part)
    report = found.report()
    if as_json:
        give(report)
        return FINE
    for told in report["notes"]:
        say(told)
    what = {"test": "held-out", "train": "training"}.get(part, part)
    guess = report["baseline"]
    rows = [(*row, number(guess[row[0]]) if row[0] in guess else "-") for row in metric_rows(found.metrics)]
    table(f"Run {found.run} on {len(found.y)} {what} examples", ("metric", "#value", "#guess"), rows)
    if found.confusion is not None:
        say()
        columns = ("class", *(f"#{name}" for name in SCORES))
        table("Scores of the classes", columns, map(score_row, report["per_class"]))
        say()
        rows = [(name, *counts) for name, counts in zip(found.classes, found.confusion.tolist(), strict=True)]
        columns = ("actual \\ predicted", *(f"#{name}" for name in found.classes))
        table("Confusion matrix: rows are the actual classes", columns, rows)
    return FINE


SCORES = ("precision", "recall", "f1", "support", "auc", "average_precision")


def score_row(row: Any) -> tuple[str, ...]:
    """Return a class's scores as the cells of a row; a dash is unknown."""
    return (row["class"], *("-" if row[name] is None else number(row[name]) for name in SCORES))


def metric_rows(metrics: Any) -> list[tuple[str, str]]:
    """Return metrics as the rows of a table."""
    return [(name, number(value)) for name, value in metrics.items()]
