"""Writes what people read of every kind of problem: `python -m tests.training.problem_texts` renews the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from neurodesk.compiler.facts import Facts
from neurodesk.compiler.problems import Problem
from neurodesk.files.templates import template
from neurodesk.graph.document import set_learning, set_source
from neurodesk.graph.errors import DataError, NeuroDeskError
from neurodesk.graph.model import Document, chosen
from neurodesk.training import checking
from tests.compiler.sketches import WRONG

FILE = Path(__file__).with_suffix(".txt")
MEMORY = 8 * 2**30  # bytes, so that the texts do not depend on this computer
WINE = template("wine")
GONE = DataError('The data file "gone.csv" is not here.', "Choose the file again.")

Case = tuple[Document, Facts | None, NeuroDeskError | None, str]

LEARNING: dict[str, Case] = {
    "a file that is gone": (set_source(WINE, chosen("csv", file="gone.csv")), None, GONE, "data"),
    "data of no known kind": (set_source(WINE, chosen("magic")), None, GONE, "unknown_data"),
    "shares of all": (set_learning(WINE, options={"test": 0.6, "validation": 0.4}), None, None, "shares"),
    "options out of range": (set_learning(WINE, options={"epochs": -1}), None, None, "bad_options"),
    "options that are not there": (
        set_learning(WINE, options={"batch_size": 8}), None, None, "unknown_options_value"),
    "data out of range": (set_source(WINE, chosen("spiral", points=-1)), None, GONE, "bad_data"),
    "a value the data has not": (set_source(WINE, chosen("spiral", arms=2)), None, GONE, "unknown_data_value"),
    **{
        f"an unknown {field}": (set_learning(WINE, **{field: chosen("magic")}), None, None, f"unknown_{field}")
        for field in ("recipe", "loss", "optimizer", "schedule")
    },
    **{
        f"{field} out of range": (
            set_learning(WINE, **{field: chosen(key, **{name: -1})}), None, None, f"bad_{field}")
        for field, key, name in (
            ("loss", "huber", "delta"), ("optimizer", "adam", "rate"), ("schedule", "step", "every"))
    },
    **{
        f"a value the {field} has not": (
            set_learning(WINE, **{field: chosen(key, colour=3)}), None, None, f"unknown_{field}_value")
        for field, key in (
            ("recipe", "supervised"), ("loss", "huber"), ("optimizer", "adam"), ("schedule", "step"))
    },
}  # fmt: skip
"""What is wrong with data or learning -> (the document, facts, the fault of the data, the code)."""

CASES: dict[str, Case] = {what: (*case[:2], None, case[2]) for what, case in WRONG.items()} | LEARNING
"""Every kind of problem at least once."""


def problems(document: Document, facts: Facts | None, fault: NeuroDeskError | None) -> tuple[Problem, ...]:
    """All problems of a case, on a computer of 8 GB."""
    of_data = checking.data_problems(document, fault) if fault else ()
    return (*checking.check(document, facts, MEMORY), *of_data, *checking.learning_problems(document))


def found(what: str) -> Problem:
    """The problem that a case is about."""
    document, facts, fault, code = CASES[what]
    return next(problem for problem in problems(document, facts, fault) if problem.code == code)


def told() -> str:
    """What the file should hold: for each case its code, place, title, what the title leaves out, and the cures."""
    return "\n".join(line for what in CASES for line in _lines(what))


def _lines(what: str) -> Iterator[str]:
    problem = found(what)
    yield f"{what}  [{problem.severity} {problem.code} at {problem.where or 'the project'}]"
    yield f"    {problem.title}"
    if problem.more:
        yield f"    ... {problem.more}"
    yield from (f"    -> {cure.label}" for cure in problem.cures)
    yield ""


if __name__ == "__main__":
    FILE.write_text(told(), encoding="utf-8")
