"""Network, data and loss are held against each other."""

import pytest

from neurodesk.compiler.check import check
from neurodesk.compiler.problems import Problem
from neurodesk.graph.document import set_learning
from neurodesk.graph.model import chosen
from tests.compiler.sketches import AMOUNT, DIGITS, TABLE, WRONG, document, linear


def first(what: str) -> Problem:
    document, facts, code = WRONG[what]
    return next(problem for problem in check(document, facts) if problem.code == code)


def test_the_last_sized_layer_is_resized():
    """Past dropout and activations, and only when that gives the right answer."""
    assert [cure.label for cure in first("units that are not the classes").cures][:2] == [
        "Set units of linear_1 to 10",
        "Insert Linear (10) before output_1",
    ]
    assert first("an image for an answer").cures[0].label == "Insert Flatten and Linear (10) before output_1"


def test_targets_are_not_classes():
    """A regression asks for as many numbers as it has targets."""
    assert (
        first("two numbers for one target").text == "output_1 expects 1 number, one for each target; linear_1 gives 2."
    )
    assert check(document(linear(1)), AMOUNT) == ()


def test_the_data_is_one_input():
    """A second one can be fed from the first."""
    whole, facts, _ = WRONG["two inputs for one data set"]
    mended = first("two inputs for one data set").cures[0].edit(whole)
    assert check(mended, facts) == ()


def test_a_shape_set_by_hand_must_be_the_data_s():
    """Both are said."""
    text = "input_1 is set to 3 x 32 x 32; the data gives 1 x 8 x 8."
    assert first("an input of another shape").text == text


@pytest.mark.parametrize(
    ("loss", "layer", "severity"),
    [
        ("auto", "softmax", "warning"),
        ("cross_entropy", "sigmoid", "warning"),
        ("cross_entropy", "log_softmax", "hint"),
        ("bce", "sigmoid", "warning"),
        ("bce", "log_softmax", None),
        ("mse", "softmax", None),
        ("auto", "tanh", None),
    ],
)
def test_squashing_twice(loss: str, layer: str, severity: str | None):
    """Losses on raw scores squash by themselves; the others do not."""
    whole = set_learning(document(linear(3), chosen(layer), chosen("identity")), loss=chosen(loss))
    assert [problem.severity for problem in check(whole, TABLE)] == ([severity] if severity else [])


def test_losses_for_classes():
    """Are refused where numbers are asked for."""
    assert (
        first("a loss for classes on amounts").text
        == "The loss cross-entropy compares classes; the data asks for numbers."
    )
    assert check(set_learning(document(linear(1)), loss=chosen("huber")), AMOUNT) == ()
    assert check(set_learning(document(chosen("flatten"), linear(10)), loss=chosen("mse")), DIGITS) == ()
