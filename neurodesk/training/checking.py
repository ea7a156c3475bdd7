"""Everything that keeps a project from being trained, in one list: its drawing, its data and how it is to learn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from neurodesk.compiler.check import check
from neurodesk.compiler.facts import Facts
from neurodesk.compiler.problems import Cure, Problem, ranked
from neurodesk.compiler.spot import written
from neurodesk.graph.document import set_learning, set_source
from neurodesk.graph.errors import NeuroDeskError, ParameterError
from neurodesk.graph.model import Chosen, Document, Learning, chosen
from neurodesk.layers.spec import Catalogue, Declared
from neurodesk.training.losses import LOSSES
from neurodesk.training.optimizers import OPTIMIZERS
from neurodesk.training.options import Options
from neurodesk.training.recipes.catalogue import RECIPES
from neurodesk.training.schedules import SCHEDULES

CHOICES: Mapping[str, Catalogue[Any]] = {
    "recipe": RECIPES,
    "loss": LOSSES,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
}
"""What a document's learning chooses, by the field of `Learning` that holds the choice."""

DATA_CODES = frozenset({"data", "unknown_data", "bad_data", "unknown_data_value"})
"""The codes of problems that lie in the chosen data, not in the drawing or the learning."""


def problems_of(document: Document, base: Path) -> tuple[Problem, ...]:
    """All problems of a document whose project lies in `base`, errors first; looks at the data, without loading it."""
    if document.source is None:
        return problems_with(document, None)
    from neurodesk.data.catalogue import describe  # late: it brings numpy

    try:
        return problems_with(document, describe(document.source, base))
    except NeuroDeskError as error:
        return problems_with(document, None, error)


def problems_with(document: Document, facts: Facts | None, fault: NeuroDeskError | None = None) -> tuple[Problem, ...]:
    """All problems once the data was looked at: `facts` is what was found, `fault` what came instead."""
    of_data = data_problems(document, fault) if fault else ()
    return ranked((*check(document, facts), *of_data, *learning_problems(document)))


def data_problems(document: Document, fault: NeuroDeskError) -> tuple[Problem, ...]:
    """Why the chosen data cannot be described: every wrong value of its source, else the fault that was met."""
    if document.source is None:
        return ()
    from neurodesk.data.catalogue import SOURCES  # late: it brings numpy

    kind = SOURCES.get(document.source.key)
    digits = Cure("Use the built-in digits", partial(set_source, source=chosen("digits")))
    if kind is None:
        text = f"There is no data source called {document.source.key[:40]!r}."
        return (_problem("unknown_data", text, digits),)
    wrong = tuple(_values("data", kind, document.source.values, _with_source_values))
    if wrong:
        return wrong
    without = Cure("Take this data out of the project", partial(set_source, source=None))
    return (_problem("data", f"{fault} {fault.cure}".strip(), without, digits),)


def learning_problems(document: Document) -> tuple[Problem, ...]:
    """What is unknown or out of range in recipe, loss, optimizer, schedule and options; no look at data or drawing."""
    return ranked(_of_learning(document.learning))


def _of_learning(learning: Learning) -> Iterator[Problem]:
    for field, catalogue in CHOICES.items():
        choice: Chosen = getattr(learning, field)
        kind = catalogue.get(choice.key)
        if kind is None:
            usual = getattr(Learning(), field)
            label = f"Use {catalogue[usual.key].label}"
            text = f"There is no {field} called {choice.key[:40]!r}."
            yield _problem(f"unknown_{field}", text, Cure(label, partial(_with_choice, field, usual)))
        else:
            yield from _values(field, kind, choice.values, partial(_with_values, field))
    yield from _values("options", Options, learning.options, _with_options)
    yield from _shares(learning.options)


def _shares(options: Any) -> Iterator[Problem]:
    """Test and validation parts that are each allowed, and together leave nothing to learn from."""
    try:
        told = Options(**{name: options[name] for name in ("test", "validation") if name in options})
    except ParameterError:
        return  # told already, by its own problem
    if told.test + told.validation >= 1:
        text = f"The test share {told.test} and the validation share {told.validation} leave nothing to learn from."
        usual = options.discard("test").discard("validation")
        yield _problem("shares", text, Cure("Set test and validation to their defaults",
                                            lambda document: _with_options(document, usual)))  # fmt: skip


def _values(word: str, kind: type[Declared], values: Any, change: Callable[..., Document]) -> Iterator[Problem]:
    """A problem for every value that its declaration refuses; the cure takes it out, so that the default holds."""
    params = kind.params()
    for name, value in sorted(values.items()):
        try:
            kind.of({name: value})
        except ParameterError as error:
            title = kind.label or kind.key
            label, text = (
                f"Drop {name[:40]}",
                f"{title}: there is no {name[:40]!r}. There is: {', '.join(params) or 'nothing to choose'}.",
            )
            if name in params:
                default = params[name].default
                label = f"Set {name} to {'nothing' if default == '' else written(default, name)}"
                text = f"{title}: {error}."
            without = values.discard(name)
            code = f"bad_{word}" if name in params else f"unknown_{word}_value"
            yield _problem(code, text, Cure(label, partial(change, values=without)))


def _problem(code: str, text: str, *cures: Cure) -> Problem:
    """An error of the project as a whole, not of a network."""
    return Problem(code, "error", "", "", "", text, cures)


def _with_choice(field: str, choice: Chosen, document: Document) -> Document:
    changed: dict[str, Any] = {field: choice}
    return set_learning(document, **changed)


def _with_values(field: str, document: Document, values: Any) -> Document:
    return _with_choice(field, Chosen(getattr(document.learning, field).key, values), document)


def _with_options(document: Document, values: Any) -> Document:
    return document.replaced(learning=replace(document.learning, options=values))


def _with_source_values(document: Document, values: Any) -> Document:
    key = document.source.key if document.source else ""
    return set_source(document, Chosen(key, values))
