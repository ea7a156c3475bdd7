"""The losses there are to choose from; each names its PyTorch function as text, loaded where it runs."""

from __future__ import annotations

from typing import Any, ClassVar

from neurodesk.compiler.facts import Facts
from neurodesk.graph.errors import ParameterError
from neurodesk.graph.model import Chosen
from neurodesk.layers.spec import Arg, Call, Catalogue, Declared, Float, call


class Loss(Declared):
    """How wrong an answer is, as one number to make small.

    `target` names the function; `encoding` says how it wants the truth: `labels` (N, whole numbers), `one_hot` (N C)
    or `values` (N T). `scores` turns answers into probabilities: `softmax`, `sigmoid` or `clip`.
    """

    target: ClassVar[str] = ""
    tasks: ClassVar[tuple[str, ...]] = ("classification", "regression")
    encoding: ClassVar[str] = "values"
    scores: ClassVar[str] = "clip"

    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of the function."""
        return {}

    def build(self, reduction: str = "mean") -> Call:
        """The call that measures it, from what arrives at `output` and `target`; `reduction` as in PyTorch."""
        return call(self.target, Arg("output"), Arg("target"), reduction=reduction, **self.arguments())

    def encoding_for(self, task: str) -> str:
        """How the truth must be written for a task: a loss on values sees classes as one-hot rows."""
        return "one_hot" if task == "classification" and self.encoding == "values" else self.encoding


LOSSES: Catalogue[Loss] = Catalogue("loss")


@LOSSES.declare("auto", "Automatic")
class Auto(Loss):
    """Cross-entropy for classes, mean squared error for numbers."""


@LOSSES.declare("cross_entropy", "Cross-entropy", aliases=("log loss", "nll", "softmax"))
class CrossEntropy(Loss):
    """The negative logarithm of the probability given to the true class; the network answers with raw scores.

    -log softmax(z)[y]. Bishop, Pattern Recognition and Machine Learning, 4.3.4.
    """

    target = "F.cross_entropy"
    tasks = ("classification",)
    encoding = "labels"
    scores = "softmax"

    smoothing = Float(0.0, min=0.0, max=0.9, soft_max=0.3, doc="Share of the truth spread evenly over all classes.")

    def arguments(self) -> dict[str, Any]:
        """Label smoothing as in Szegedy et al. 2016, where it is wanted."""
        return {"label_smoothing": self.smoothing} if self.smoothing else {}


@LOSSES.declare("bce", "Binary cross-entropy", aliases=("logistic", "bce with logits"))
class BinaryCrossEntropy(Loss):
    """Each class is its own yes-or-no question; the network answers with raw scores, one per class.

    -[y log s(z) + (1 - y) log(1 - s(z))], with s the logistic function.
    """

    target = "F.binary_cross_entropy_with_logits"
    tasks = ("classification",)
    encoding = "one_hot"
    scores = "sigmoid"


@LOSSES.declare("mse", "Mean squared error", aliases=("l2", "squared error"))
class SquaredError(Loss):
    """The mean of the squared differences; large misses weigh most."""

    target = "F.mse_loss"


@LOSSES.declare("mae", "Mean absolute error", aliases=("l1", "absolute error"))
class AbsoluteError(Loss):
    """The mean of the absolute differences; outliers weigh no more than others."""

    target = "F.l1_loss"


@LOSSES.declare("huber", "Huber", aliases=("smooth l1",))
class Huber(Loss):
    """Squared for small misses, absolute for large ones. Huber 1964."""

    target = "F.huber_loss"

    delta = Float(1.0, min=1e-6, max=1e6, soft_max=10.0, log=True, doc="The miss at which squared turns into absolute.")

    def arguments(self) -> dict[str, Any]:
        """Where the two halves meet."""
        return {"delta": self.delta}


def choose_loss(chosen: Chosen, facts: Facts) -> Loss:
    """Make the chosen loss, `auto` decided by the task. Raises ParameterError where it does not fit the data."""
    if chosen.key == "auto":
        return CrossEntropy() if facts.task == "classification" else SquaredError()
    loss = LOSSES.make(chosen)
    if facts.task not in loss.tasks:
        raise ParameterError(f"{loss.label} compares classes; this data asks for numbers. Choose mean squared error.")
    return loss
