"""A call prints, makes and computes the same thing, and can name nothing but torch, operators and parts."""

import operator
import pickle

import pytest
import torch
from torch import nn

from neurodesk.layers.calls import Arg, Call, call


def test_a_module_is_printed_and_made():
    conv = call("nn.Conv2d", 1, 16, 3, padding=1, bias=False)
    assert conv.is_module
    assert conv.needs == ()
    assert conv.source() == "nn.Conv2d(1, 16, 3, padding=1, bias=False)"
    assert isinstance(conv.make(), nn.Conv2d)


def test_a_function_takes_what_arrives():
    cat = call("torch.cat", (Arg("a"), Arg("b")), dim=1)
    assert not cat.is_module
    assert cat.needs == ("a", "b")
    assert cat.source({"a": "conv_1", "b": "relu_2"}) == "torch.cat((conv_1, relu_2), dim=1)"
    ones = torch.ones(2, 3)
    assert cat.apply({"a": ones, "b": ones}, lambda f, args, kwargs: f(*args, **kwargs)).shape == (2, 6)


def test_calls_stand_inside_each_other():
    total = call("operator.add", call("operator.add", Arg("a"), Arg("b")), Arg("c"))
    done: list[object] = []

    def do(function: object, args: tuple[object, ...], kwargs: dict[str, object]) -> str:
        done.append((function, args))
        return f"t{len(done)}"

    assert total.needs == ("a", "b", "c")
    assert total.apply({"a": "x", "b": "y", "c": "z"}, do) == "t2"
    assert done == [(operator.add, ("x", "y")), (operator.add, ("t1", "z"))]


@pytest.mark.parametrize(
    ("made", "printed"),
    [
        (call("operator.add", call("operator.add", Arg("a"), Arg("b")), Arg("c")), "a + b + c"),
        (call("operator.truediv", call("operator.add", Arg("a"), Arg("b")), 2), "(a + b) / 2"),
        (call("operator.sub", Arg("a"), call("operator.sub", Arg("b"), Arg("c"))), "a - (b - c)"),
        (call("operator.mul", call("torch.mean", Arg("a"), dim=1), Arg("b")), "torch.mean(a, dim=1) * b"),
        (call("torch.permute", Arg("x"), (0, 2, 1)), "torch.permute(x, (0, 2, 1))"),
        (call("nn.LayerNorm", (6,), eps=1e-05), "nn.LayerNorm((6,), eps=1e-05)"),
        (call("parts.Noise", 0.1), "Noise(0.1)"),
        (call("F.pad", Arg("x"), (1, 1), mode="it's"), 'F.pad(x, (1, 1), mode="it\'s")'),
    ],
)
def test_source_reads_like_python(made: Call, printed: str):
    assert made.source() == printed


@pytest.mark.parametrize("target", ["os.system", "builtins.eval", "nn.", "nn.a.b", "nn.functional.relu", "eval", ""])
def test_nothing_else_can_be_named(target: str):
    with pytest.raises(ValueError, match="may not name"):
        call(target).function()


def test_a_part_is_known_by_name():
    assert call("parts.MultiheadAttention", 8, 2).part == "MultiheadAttention"
    assert call("nn.Linear", 8, 2).part == ""


def test_a_call_is_a_plain_value():
    made = call("torch.cat", (Arg("a"),), dim=1)
    assert made == call("torch.cat", (Arg("a"),), dim=1)
    assert {made: 1}[pickle.loads(pickle.dumps(made))] == 1  # noqa: S301  our own bytes
