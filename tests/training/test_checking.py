"""Everything wrong with a project is told in one list, each thing with an edit that mends it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rpds import HashTrieMap

from neurodesk.compiler.headings import HEADINGS
from neurodesk.compiler.problems import Problem
from neurodesk.data import catalogue
from neurodesk.files.templates import template
from neurodesk.graph.document import set_learning, set_source
from neurodesk.graph.errors import DataError
from neurodesk.graph.model import Chosen, Document, chosen
from neurodesk.training.checking import CHOICES, data_problems, learning_problems, problems_of, problems_with
from tests.training import problem_texts


@pytest.fixture
def document() -> Document:
    """A sound project."""
    return template("wine")


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return sorted(problem.code for problem in problems)


def mended(document: Document, problems: tuple[Problem, ...]) -> Document:
    """The document after the first cure of each problem, one problem looked for at a time."""
    while problems:
        document = problems[0].cures[0].edit(document)
        left = learning_problems(document)
        assert len(left) < len(problems)
        problems = left
    return document


def test_a_sound_project_has_no_problems(document, tmp_path):
    assert problems_of(document, tmp_path) == ()


def test_every_wrong_value_of_learning_is_told_and_cured(document):
    spoiled = set_learning(
        document,
        optimizer=chosen("adam", rate=-1, beta1=2.0, colour=3),
        schedule=chosen("step", every=0),
        loss=chosen("huber", delta="x"),
        options={"epochs": -1, "batch_size": 8},
    )
    found = learning_problems(spoiled)
    assert codes(found) == [
        "bad_loss", "bad_optimizer", "bad_optimizer", "bad_options", "bad_schedule",
        "unknown_optimizer_value", "unknown_options_value",
    ]  # fmt: skip
    assert all((problem.severity, problem.network, problem.node) == ("error", "", "") for problem in found)
    said = {problem.text: problem.cures[0].label for problem in found}
    assert said["Adam: rate must be at least 1e-08, not -1.0."] == "Set rate to 0.001"
    assert said["Training options: epochs must be at least 1, not -1."] == "Set epochs to 30"
    assert "Drop batch_size" in said.values()
    cured = mended(spoiled, found)
    assert cured.learning.optimizer == Chosen("adam")
    assert not [name for name in ("epochs", "batch_size") if name in cured.learning.options]


@pytest.mark.parametrize("field", ["recipe", "loss", "optimizer", "schedule"])
def test_an_unknown_choice_is_told_and_the_usual_one_offered(document, field):
    spoiled = set_learning(document, **{field: chosen("magic")})
    (problem,) = learning_problems(spoiled)
    assert problem.code == f"unknown_{field}"
    assert problem.text == f"There is no {field} called 'magic'."
    assert learning_problems(problem.cures[0].edit(spoiled)) == ()


def test_shares_that_leave_nothing_are_told(document):
    spoiled = set_learning(document, options={"test": 0.6, "validation": 0.4})
    (problem,) = learning_problems(spoiled)
    assert "leave nothing to learn from" in problem.text
    assert learning_problems(problem.cures[0].edit(spoiled)) == ()


@pytest.mark.parametrize("source", [chosen("csv", file="gone.csv"), chosen("image_folder", folder="gone")])
def test_missing_data_is_one_problem_among_the_others(document, tmp_path, source):
    spoiled = set_source(set_learning(document, options={"epochs": -1}), source)
    found = problems_of(spoiled, tmp_path)
    assert {"data", "bad_options"} < set(codes(found))
    (missing,) = [problem for problem in found if problem.code == "data"]
    assert "gone" in missing.text
    assert "Choose the f" in missing.text
    assert [cure.edit(spoiled).source for cure in missing.cures] == [None, chosen("digits")]


def test_every_wrong_value_of_the_data_is_told(document, tmp_path):
    spoiled = set_source(document, chosen("spiral", points=-1, noise="loud", arms=2))
    found = [problem for problem in problems_of(spoiled, tmp_path) if problem.code.endswith(("_data", "_data_value"))]
    assert codes(found) == ["bad_data", "bad_data", "unknown_data_value"]
    for problem in found:
        spoiled = set_source(spoiled, Chosen("spiral", spoiled.source.values))
        assert len(problem.cures[0].edit(spoiled).source.values) == 2
    unknown = set_source(document, chosen("magic"))
    assert "unknown_data" in codes(problems_of(unknown, tmp_path))


def test_what_is_known_of_the_data_is_not_looked_up_again(document, monkeypatch):
    looks = []
    monkeypatch.setattr(catalogue, "describe", lambda *rest: looks.append(rest))
    facts = catalogue.source(document.source).facts(Path())
    assert problems_with(document, facts) == ()
    assert "data" in codes(problems_with(document, None, DataError("It is gone.", "Bring it back.")))
    assert not looks


def test_a_fault_without_a_source_is_none(document):
    assert data_problems(set_source(document, None), DataError("x")) == ()


def test_hostile_names_are_cut(document):
    learning = set_learning(document).learning
    options = HashTrieMap({"x" * 5000: 1})
    spoiled = document.replaced(learning=type(learning)(options=options))
    (problem,) = learning_problems(spoiled)
    assert len(problem.text) < 300
    assert len(problem.cures[0].label) < 60


def test_it_comes_without_torch_or_numpy():
    program = "import json, sys, neurodesk.training.checking as c; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"torch", "numpy", "PySide6"} & set(json.loads(done.stdout))


cases = pytest.mark.parametrize("what", problem_texts.CASES)


def test_what_people_read_is_as_it_was():
    """Every title, text and cure. After a change: `python -m tests.training.problem_texts`, and read the difference."""
    assert problem_texts.told() == problem_texts.FILE.read_text(encoding="utf-8")


def test_every_kind_of_problem_is_among_the_cases():
    """Each code that the program can write has a heading and a case. Recipes have no values to be out of range."""
    shown = {problem_texts.found(what).code for what in problem_texts.CASES}
    values = {f"bad_{field}" for field in CHOICES if not any(kind.params() for kind in CHOICES[field])}
    assert shown | values == set(HEADINGS)


@cases
def test_a_title_has_room_on_a_node_and_blames_nobody(what):
    """At most 80 letters, and no word of a scolding program or of its insides, cures included."""
    problem = problem_texts.found(what)
    assert len(problem.title) <= 80
    for told in (problem.title, problem.text, *HEADINGS[problem.code], *(cure.label for cure in problem.cures)):
        words = set(re.findall(r"[\w']+", told.lower()))
        assert not words & {
            "you",
            "your",
            "invalid",
            "wrong",
            "illegal",
            "mistake",
            "failed",
            "please",
            "sorry",
            "none",
        }
        inside = set(re.findall(r"\b[A-Z]\w*[a-z][A-Z]\w*", told)) - {"PyTorch", "NeuroDesk"}
        assert not inside or inside == {"ReLU"}, inside
        assert told[0].isalnum()
        assert "  " not in told


@cases
def test_both_numbers_are_in_the_title(what):
    """Of a shape what is expected and what is given; of a range the limit and the value."""
    problem = problem_texts.found(what)
    title = re.sub(r"\w+_\d+", "it", problem.title)  # without the numbers in names
    numbers = re.findall(r"\d[\w.,]*(?: x \d+)*", title)
    if problem.code in {"wrong_outputs", "input_shape", "repeat", "too_large", "too_deep", "too_many_layers", "shares"}:
        assert len(numbers) >= 2, title
    elif problem.code == "shape" or (problem.code.startswith("bad_") and "must be at" in title):
        assert len(numbers) >= 2 or ("expects" in title and numbers), title


@cases
def test_the_first_cure_mends_every_kind_of_problem(what):
    """And each of the others is an edit that changes something."""
    document, facts, fault, _code = problem_texts.CASES[what]
    problem = problem_texts.found(what)
    assert problem.cures
    for cure in problem.cures:
        assert 0 < len(cure.label) <= 90
        assert cure.edit(document) != document
    mended = problem.cures[0].edit(document)
    again = fault if mended.source == document.source else None  # other data, or none, has no such fault
    left = [one for one in problem_texts.problems(mended, facts, again) if one.code == problem.code]
    assert not [one for one in left if (one.node, one.port, one.text) == (problem.node, problem.port, problem.text)]
