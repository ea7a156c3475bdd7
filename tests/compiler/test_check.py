"""Every kind of wrong drawing is found, told in one short sentence, and mended by its first cure."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings

from neurodesk.compiler.check import check
from neurodesk.compiler.facts import Facts
from neurodesk.compiler.problems import SEVERITIES, Problem
from neurodesk.graph.errors import EditError
from neurodesk.graph.model import Document
from tests.compiler.sketches import AMOUNT, CNN, DIGITS, RIGHT, TABLE, TOKENS, WRONG, random_document
from tests.graph.drawings import documents

MEMORY = 8 * 2**30  # bytes, so that the answers do not depend on this computer

wrong = pytest.mark.parametrize("what", WRONG)


def found(what: str) -> tuple[Document, Facts | None, Problem]:
    document, facts, code = WRONG[what]
    problems = check(document, facts, MEMORY)
    match = [problem for problem in problems if problem.code == code]
    assert match, [problem.text for problem in problems]
    return document, facts, match[0]


def place(problem: Problem) -> tuple[str, str, str, str]:
    return problem.code, problem.network, problem.node, problem.port


@pytest.mark.parametrize("name", RIGHT)
def test_right_drawings_have_no_problems(name: str):
    """A drawing that compiles is not nagged about."""
    assert check(*RIGHT[name], MEMORY) == ()


@wrong
def test_wrong_drawings_are_found(what: str):
    """The problem has a place, a sentence of at most 140 characters and a cure."""
    _, _, problem = found(what)
    assert problem.cures
    first = problem.text.split(". ")[0]
    assert len(first) <= 140
    assert first[-1] == "." or problem.text != first
    assert all(cure.label and len(cure.label) <= 90 for cure in problem.cures)


@wrong
def test_the_first_cure_mends(what: str):
    """It removes the problem and brings no new error to the same node."""
    document, facts, problem = found(what)
    before = {place(other) for other in check(document, facts, MEMORY)}
    mended = problem.cures[0].edit(document)
    facts = facts if mended.source == document.source else DIGITS  # choosing data tells its facts
    after = {place(other): other for other in check(mended, facts, MEMORY)}
    assert place(problem) not in after
    new = [other.text for key, other in after.items() if key not in before and other.severity == "error" and other.node]
    assert not [text for text in new if text.split()[0] == problem.node]


@wrong
def test_every_cure_can_be_applied(what: str):
    """Cures are edits that do not fail."""
    document, _, problem = found(what)
    for cure in problem.cures:
        assert cure.edit(document) != document


def test_both_numbers_are_said():
    """A clash of shapes names both ends and both shapes, in people's words."""
    assert found("an image into linear")[2].text == "linear_1 expects a vector; conv_1 gives 16 x 8 x 8."
    told = found("units that are not the classes")[2].text
    assert told == "output_1 expects 10 numbers, one for each class; dropout_1 gives 7."
    assert "add_1 -> conv_1 -> add_1" in found("a circle")[2].text


def test_the_usual_cures():
    """What a person would do first is offered first."""
    assert found("an image into linear")[2].cures[0].label == "Insert Flatten before linear_1"
    assert found("units that are not the classes")[2].cures[0].label == "Set units of linear_1 to 10"
    assert found("a kernel too large")[2].cures[0].label == "Set kernel of conv_1 to 8"
    assert found("a value out of range")[2].cures[0].label == "Set kernel of conv_1 to 1"
    assert found("a softmax before the loss")[2].cures[0].label == "Delete softmax_1"
    assert found("a repeat that does not chain")[2].cures[0].label == "Set repeat of block_1 to 1"


def test_errors_come_first():
    """Severities are in order, and a problem is told once."""
    for document, facts, _ in WRONG.values():
        problems = check(document, facts, MEMORY)
        ranks = [SEVERITIES.index(problem.severity) for problem in problems]
        assert ranks == sorted(ranks)
        assert len({(place(problem), problem.text) for problem in problems}) == len(problems)


@settings(max_examples=60)
@given(documents())
def test_checking_never_fails(document: Document):
    """Whatever a document holds, check answers; and each cure edits or refuses in a sentence."""
    for facts in (None, DIGITS):
        for problem in check(document, facts, MEMORY):
            assert problem.cures
            for cure in problem.cures:
                try:
                    cure.edit(document)
                except EditError as error:
                    pytest.fail(f"{problem.text} {cure.label}: {error}")


@pytest.mark.parametrize("seed", range(60))
def test_first_cures_mend_random_drawings(seed: int):
    """Over the whole catalogue: a cure removes its problem. Two circles through one node are two problems."""
    document = random_document(Random(seed))
    facts = (DIGITS, TABLE, TOKENS, AMOUNT)[seed % 4]
    for problem in check(document, facts, MEMORY):
        after = check(problem.cures[0].edit(document), facts, MEMORY)
        left = [one for one in after if place(one) == place(problem) and one.text == problem.text]
        assert not left, (problem.text, problem.cures[0].label)


def test_following_first_cures_from_nothing():
    """From an empty drawing, first cures alone lead to one that compiles."""
    document, facts, _ = WRONG["an empty drawing"]
    for _ in range(10):
        errors = [problem for problem in check(document, facts, MEMORY) if problem.severity == "error"]
        if not errors:
            break
        document = errors[0].cures[0].edit(document)
    assert not errors


def test_a_drawing_of_many_faults_is_checked_in_time():
    """Of two thousand unwired nodes the first are told, without a search for each."""
    from neurodesk.compiler.flow import MOST
    from neurodesk.graph.model import Graph, chosen

    nodes = CNN.graph().nodes
    for at in range(2000):
        nodes = nodes.insert(f"linear_{at + 10}", chosen("linear"))
    nodes = nodes.remove("output_1")
    problems = check(Document({"network": Graph(nodes)}), DIGITS, MEMORY)
    assert MOST < len(problems) < 1.5 * MOST
