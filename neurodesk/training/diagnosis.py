"""Where numbers stopped being numbers: the first node that answers, or is taught, something not finite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from neurodesk.compiler.plan import Plan
from neurodesk.training.device import put_random_state, random_state
from neurodesk.training.stepping import Stepper
from neurodesk.training.taps import Tap

DIVERGED, FOR_LONG = 10.0, 3  # times the first epoch's loss, for so many epochs


@dataclass(frozen=True, slots=True)
class Fault:
    """What went bad in a step that does not count, and at which node: an `answer`, the `loss`, a `gradient`, or what
    the step left: a `weight`, a `statistic`, an `average` of the optimizer.
    """

    what: str
    node: str = ""

    def text(self, step: int, rate: float, left: str) -> tuple[str, str]:
        """What happened and the cure, for a person; `step` counts from 1, `left` says what is left of the run."""
        where = {
            "answer": f"{self.node} is the first layer whose answer is infinite or no number",
            "loss": "every layer's answer is finite, but the loss is not",
            "gradient": f"the gradient of {self.node} is the first that is infinite or no number",
            "weight": f"it left a weight of {self.node} infinite or no number",
            "statistic": f"it left a statistic of {self.node} infinite or no number",
            "average": "it left an average of the optimizer that is no number",
        }[self.what]
        told = f"The loss stopped being a number at step {step}: {where}."
        if self.what in ("weight", "statistic", "average"):
            told = f"Step {step} went wrong: {where}."
        return (
            f"{told} {left}",
            f"Lower the learning rate (now {rate:g}; try {rate / 10:g}), or limit the gradient: clip = 1.",
        )


def diverging(notes: dict[str, Any], loss: float, rate: float) -> tuple[str, str] | None:
    """What to say, once, when the loss has been far above that of the first epoch for some epochs, and the cure.

    `notes` keeps the first loss and for how many epochs it has been worse.
    """
    first = notes.setdefault("first_loss", loss)
    notes["worse"] = notes.get("worse", 0) + 1 if loss > DIVERGED * first else 0
    if notes["worse"] != FOR_LONG:
        return None
    text = f"The loss has been more than {DIVERGED:g} times that of the first epoch for {FOR_LONG} epochs."
    return text, f"Lower the learning rate (now {rate:g}; try {rate / 10:g})."


def find_fault(stepper: Stepper, plan: Plan, x: Tensor, y: Tensor) -> tuple[Fault | None, Tensor, Tensor]:
    """Compute a batch's gradients and check them: (fault, loss, answers). Without a fault the update can be done.

    The random state and the batch statistics are then as after any forward and backward pass; with one, as before.
    """
    buffers = {name: buffer.clone() for name, buffer in stepper.model.named_buffers()}
    random = random_state(x.device)
    loss, output = stepper.gradients(x, y)
    if all(bool(torch.isfinite(row).all()) for row in (loss, *stepper.flat.gradients)):
        return None, loss, output
    put_random_state(x.device, random)
    node = _first_bad_answer(stepper, plan, x, buffers)
    put_random_state(x.device, random)
    if node:
        fault = Fault("answer", node)
    elif not bool(torch.isfinite(loss)):
        fault = Fault("loss")
    else:
        fault = Fault("gradient", _first_bad(stepper, "gradients", backwards=True))
    return fault, loss, output


def find_spoiled(stepper: Stepper) -> Fault | None:
    """The fault of a step that was taken and left what is not finite; None where all is."""
    if bool(stepper.finite()):
        return None
    node = _first_bad(stepper, "weights")
    if node:
        return Fault("weight", node)
    rows = stepper.statistics.items()
    spoilt = next((name.split(".", 1)[0] for name, row in rows if not bool(row.isfinite().all())), "")
    return Fault("statistic", spoilt) if spoilt else Fault("average")


def what_is_left(sound: bool, *, checkpoint: bool) -> str:
    """What is left of a run that a step has spoiled, as a sentence: its weights, its last checkpoint, or nothing."""
    if sound:
        return "The weights from before that step are kept."
    if checkpoint:
        return "The network is too large to be copied in between: what its last checkpoint holds is left."
    return "The network is too large to be copied in between, and there was no checkpoint yet: nothing of it is left."


@torch.no_grad()
def _first_bad_answer(stepper: Stepper, plan: Plan, x: Tensor, buffers: dict[str, Tensor]) -> str:
    """The first node, in the order of the plan, whose answer is not finite; empty when all are."""
    for name, buffer in stepper.model.named_buffers():
        buffer.copy_(buffers[name])
    answers = Tap(plan, stepper.model, [step.name for step in plan.steps])(x)
    for name, buffer in stepper.model.named_buffers():  # the statistics stay those from before this batch
        buffer.copy_(buffers[name])
    return next((node for node, answer in answers.items() if not bool(torch.isfinite(answer).all())), "")


def _first_bad(stepper: Stepper, which: str, *, backwards: bool = False) -> str:
    """The first node, in the order its gradient is computed or not, with a weight or gradient that is not finite."""
    found = list(stepper.flat.split(getattr(stepper.flat, which)).items())
    ordered = reversed(found) if backwards else found
    return next((name.split(".", 1)[0] for name, row in ordered if not bool(torch.isfinite(row).all())), "")
