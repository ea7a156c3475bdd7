"""What each kind of problem is called, and what it means: the heading of its row and of its help page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

MOST: Final = 80  # letters of a title
_WORD = 20  # letters of one word in a title; a longer one loses its middle


class Heading(NamedTuple):
    """A kind of problem: its name in a few words, and what it means and how it comes about."""

    title: str
    meaning: str


_LEARNING: Final[Mapping[str, str]] = {
    "data": "data source",
    "recipe": "recipe",
    "loss": "loss",
    "optimizer": "optimizer",
    "schedule": "schedule",
    "options": "training options",
}
"""What values are given to, as codes and as people name it."""

_ELSEWHERE: Final = "The file may come from a newer version, or was written by hand."

HEADINGS: Final[Mapping[str, Heading]] = {
    "no_main": Heading(
        "The main network is missing",
        "A project may hold several networks and trains one of them. The one it names is not in the file.",
    ),
    "unused_network": Heading(
        "A network is not used",
        "Networks are trained where they stand as blocks in the main one. One that stands nowhere is kept, "
        "and learns nothing.",
    ),
    "no_input": Heading(
        "There is no Input yet",
        "Examples come into a network through its Input, which starts every wire.",
    ),
    "no_output": Heading(
        "There is no Output yet",
        "What reaches the Output is the answer of the network. The loss compares it with what is known.",
    ),
    "unwired": Heading(
        "An input needs a wire",
        "A layer works on what its wires bring. One without a wire has nothing to work on.",
    ),
    "unknown_port": Heading(
        "A wire leads to an input that is not there",
        "Each layer has inputs of certain names. A file from elsewhere, or another layer in the place of one,"
        " can leave a wire without an end.",
    ),
    "unknown_source": Heading(
        "A wire comes from nowhere",
        "A wire starts at an output of a node. A file from elsewhere can name a node or an output that the "
        "drawing does not hold.",
    ),
    "cycle": Heading(
        "Wires run in a circle",
        "Each layer is computed once its inputs are known. In a circle each waits for the other, so one wire "
        "of it must go. For steps in time there are recurrent layers, such as LSTM.",
    ),
    "unused": Heading(
        "A layer leads nowhere",
        "Only layers from which wires lead to an Output take part. The others are kept, and change nothing.",
    ),
    "shape": Heading(
        "The shapes do not fit",
        "Every layer takes numbers arranged in a certain shape: a vector, an image, a sequence. Where another"
        " shape arrives, a layer between the two can rearrange it, or a parameter of the layer can follow it.",
    ),
    "wrong_kind": Heading(
        "The kind of number does not fit",
        "Whole numbers (int64) name things, such as words; fractions (float32) measure. An "
        "Embedding turns the first into the second.",
    ),
    "input_shape": Heading(
        "The Input and the data have different shapes",
        "An Input may be given a shape by hand. When the data has another, no example fits through it.",
    ),
    "no_shape": Heading(
        "A shape is not known yet",
        "An Input takes its shape from the data or from its own parameter. Without either, no shape behind it"
        " is known.",
    ),
    "no_data": Heading(
        "No data is chosen yet",
        "A network learns from examples, and takes the shape of its Input from them.",
    ),
    "wrong_outputs": Heading(
        "The answer has another size than the data asks for",
        "For classes the network gives one number for each class; for amounts, one number for each target.",
    ),
    "many_inputs": Heading(
        "There are more Inputs than the data feeds",
        "Each example is one thing, and comes in at one Input. Several layers may start from it.",
    ),
    "many_outputs": Heading(
        "There are more Outputs than the loss compares",
        "The loss compares one answer with what is known. A second Output would be asked nothing.",
    ),
    "softmax_before_loss": Heading(
        "A softmax stands before the loss",
        "The cross-entropy takes raw scores and applies a softmax itself. Twice is not the same: learning slows down.",
    ),
    "log_softmax_before_loss": Heading(
        "A log-softmax stands before the loss",
        "The cross-entropy takes raw scores and applies a log-softmax itself. A second one changes nothing but time.",
    ),
    "sigmoid_before_loss": Heading(
        "A sigmoid stands before the loss",
        "The loss takes raw scores of any size and squashes them itself. Squashed twice, they can hardly differ.",
    ),
    "relu_before_loss": Heading(
        "A ReLU stands before the loss",
        "The loss takes raw scores of either sign. A ReLU makes each negative one zero, and from zero nothing"
        " is learned.",
    ),
    "loss_task": Heading(
        "The loss and the data ask for different things",
        "Some losses compare classes, others amounts. The data says which of the two is to be learned.",
    ),
    "unknown_layer": Heading(
        "A layer is not known here",
        "The file may come from a newer version. Nothing in a file is run, so an unknown layer stays a name.",
    ),
    "bad_value": Heading(
        "A value does not fit its parameter",
        "Each parameter has a kind and a range, which the page of the layer names.",
    ),
    "bad_name": Heading(
        "A name is taken by Python",
        "Names of nodes become names in the printed PyTorch source, where some words already mean something.",
    ),
    "muted": Heading(
        "A layer cannot be muted here",
        "What comes into a muted layer goes straight on. That takes one input that can stand for its outputs.",
    ),
    "unknown_network": Heading(
        "A block stands for a network that is not here",
        "A block is a network used as a layer. The project holds each such network once.",
    ),
    "recursion": Heading(
        "A network would hold itself",
        "A block is written out before training. One that holds itself would never end.",
    ),
    "too_deep": Heading(
        "Blocks stand too deep in each other",
        "Blocks may hold blocks, to a depth that people can still follow.",
    ),
    "tied": Heading(
        "A layer cannot use the weights of that one",
        "Layers of one kind and size may share their weights, which are then learned once for both. The other must be"
        " in the same network and reach an output.",
    ),
    "tied_circle": Heading(
        "Weights are shared in a circle",
        "One of the layers that share weights must keep them. In a circle each leaves that to the next.",
    ),
    "repeat": Heading(
        "A repeated block does not chain",
        "Each copy of a repeated block takes what the one before it gives, so both must have the same shape.",
    ),
    "too_many_layers": Heading(
        "Written out, there are too many layers",
        "Repeats multiply: a block repeated 64 times in one repeated 64 times is 4096 copies.",
    ),
    "too_large": Heading(
        "Training needs more memory than there is",
        "Each weight is kept four times while training, and each answer of a batch until the way back. "
        "Smaller layers or a smaller batch need less.",
    ),
    "data": Heading(
        "The data cannot be read",
        "The project names a place for its data. The Data step shows it, and lets another be chosen.",
    ),
    "unknown_data": Heading(
        "The kind of data is not known here",
        "The file may come from a newer version, or was written by hand.",
    ),
    "shares": Heading(
        "Nothing is left to learn from",
        "Examples are split into those to learn from, to watch and to test. The first part must not be empty.",
    ),
    **{
        f"bad_{word}": Heading(
            f"A value of the {said} is out of range", f"Each value of the {said} is of a kind, and most have a range."
        )
        for word, said in _LEARNING.items()
    },
    **{
        f"unknown_{word}_value": Heading(f"A value has no place in the {said}", _ELSEWHERE)
        for word, said in _LEARNING.items()
    },
    **{
        f"unknown_{word}": Heading(f"The {word} is not known here", _ELSEWHERE)
        for word in ("recipe", "loss", "optimizer", "schedule")
    },
}
"""Every code of a problem, and its heading."""


def title_of(code: str, text: str) -> str:
    """The first sentence of a text, long words shortened, where it has at most 80 letters; else the heading."""
    first = re.sub(rf"\S{{{_WORD + 1},}}", _shortened, text.split(". ")[0].rstrip(".") + ".")
    return first if len(first) <= MOST else HEADINGS[code].title + "."


def _shortened(found: re.Match[str]) -> str:
    word = found[0]
    return f"{word[: _WORD // 2]}…{word[-_WORD // 2 + 1 :]}"
