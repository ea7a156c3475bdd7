"""A learner made from a document: data, network, device, threads and memory format, checked before the first step."""

from __future__ import annotations

import copy
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from neurodesk.compiler import count
from neurodesk.compiler.flow import Flow, flow
from neurodesk.compiler.module import compile_plan
from neurodesk.compiler.plan import Plan, plan
from neurodesk.data.loader import Resident
from neurodesk.data.prepare import Prepared, prepare
from neurodesk.graph.errors import TrainingError
from neurodesk.graph.model import Document
from neurodesk.training import device as machine
from neurodesk.training.learner import Learner, Setting
from neurodesk.training.losses import choose_loss
from neurodesk.training.optimizers import OPTIMIZERS
from neurodesk.training.options import Options
from neurodesk.training.outputs import encoded
from neurodesk.training.recipes.catalogue import RECIPES
from neurodesk.training.schedules import SCHEDULES
from neurodesk.training.stepping import Stepper, measure_of
from neurodesk.training.updates import Flat, make_update

MakeStepper = Callable[[nn.Module], Stepper]
MakeData = Callable[[bool], Resident]

SEVERAL = 2  # examples: batch normalization compares them
FASTER = 0.9  # channels-last stays unless it takes more than the plain format's time divided by this


@dataclass(frozen=True, slots=True)
class Given:
    """What an earlier part of the same run settled, so that it goes on with equal numbers."""

    threads: int
    channels_last: bool


def assemble(document: Document, base: Path, *, given: Given | None = None) -> Learner:
    """Make everything a run needs, its random numbers fixed by the seed. Raises NeuroDeskError with a cure."""
    options = Options.of(document.learning.options)
    kind = RECIPES.make(document.learning.recipe).stepper()
    device = machine.choose(options.device)
    prepared = prepare(document, base)
    planned = plan(document, prepared.facts)
    drawn = flow(document, None, prepared.facts)
    _check(document, planned, prepared, options, device, drawn)
    _seed(options.seed)
    model = compile_plan(planned).to(device)
    if not any(weight.requires_grad for weight in model.parameters()):
        raise TrainingError("The network has nothing to learn.", "Add a layer with weights, such as Linear.")
    optimizer = OPTIMIZERS.make(document.learning.optimizer)
    loss = choose_loss(document.learning.loss, prepared.facts)
    x, y = prepared.part("train")
    y = encoded(y, loss, len(prepared.facts.classes))
    measure = measure_of(loss)

    def stepper(network: nn.Module) -> Stepper:
        made: Stepper = kind(network, measure, make_update(Flat(network), optimizer), options.clip)
        return made

    def resident(channels_last: bool) -> Resident:
        return Resident(x, y, device=device, batch=options.batch, channels_last=channels_last, seed=options.seed)

    unordered = _out_of_order(model, stepper, resident, device)
    found = given or _measured(model, stepper, resident, device, ordered=not unordered)
    model.train()
    if found.channels_last:
        model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    schedule = SCHEDULES.make(document.learning.schedule)
    setting = Setting(
        prepared, planned, drawn.total(), loss, schedule, options, device, found.threads, found.channels_last,
        unordered,
    )  # fmt: skip
    data, validation = resident(found.channels_last), _validation(setting)
    return Learner(setting, model, stepper(model), data, validation, optimizer.rate, options.epochs)


def _check(
    document: Document, planned: Plan, prepared: Prepared, options: Options, device: torch.device, drawn: Flow
) -> None:
    """Refuse what cannot run before any memory is taken for it. Raises TrainingError."""
    if len(planned.inputs) != 1 or len(planned.outputs) != 1:
        raise TrainingError(
            f"Supervised learning needs one input and one output; the network has {len(planned.inputs)} and "
            f"{len(planned.outputs)}.",
            "Keep one input node and one output node in the main network.",
        )
    batch = min(options.batch, len(prepared.split.train))
    problem = count.refuse(document, prepared.facts, batch, machine.free_memory(device), seen=drawn)
    if problem is not None:
        raise TrainingError(problem.text, problem.cures[0].label if problem.cures else "Make the network smaller.")
    _check_tokens(planned, prepared)


def _check_tokens(planned: Plan, prepared: Prepared) -> None:
    """Find whole numbers too large for an embedding before they stop the device. Raises TrainingError."""
    if prepared.facts.dtype != "int64":
        return
    largest = int(prepared.examples.x.max())
    for step in planned.steps:
        if step.layer == "embedding" and step.takes[0][1] == planned.inputs[0].name and step.call is not None:
            size = int(step.call.args[0])
            if largest >= size:
                raise TrainingError(
                    f"{step.name} knows the numbers 0 to {size - 1}; the data holds {largest}.",
                    f"Set its size to at least {largest + 1}.",
                )


def _seed(seed: int) -> None:
    """Begin every random sequence anew."""
    torch.manual_seed(seed)
    np.random.seed(seed % 2**32)
    random.seed(seed)


_settled: dict[tuple[object, ...], Given] = {}  # for the process: the same network is trained many times


def _measured(
    model: nn.Module, stepper: MakeStepper, resident: MakeData, device: torch.device, *, ordered: bool
) -> Given:
    """Try threads and memory formats on a throw-away copy; weights and random state stay as they are."""
    data = resident(False)
    x, y = next(data.epoch(0))
    key = str(model), tuple(x.shape), str(device), torch.get_num_threads()
    if key in _settled:
        return _settled[key]
    images = x.dim() == 4 and any(isinstance(module, nn.Conv2d | nn.ConvTranspose2d) for module in model.modules())
    most = min(torch.get_num_threads(), os.cpu_count() or 1)
    with machine.undisturbed(device), machine.in_order(device, ordered):
        best = Given(1 if device.type == "cpu" else most, images)
        if device.type == "cpu" and most > 1:
            one, many = (_trial(model, stepper, x, y, count, images) for count in (1, most))
            best = Given(most if many * machine.PAYS < one else 1, images)
        if images:
            plain, last = (_trial(model, stepper, x, y, best.threads, wanted) for wanted in (False, True))
            best = Given(best.threads, last * FASTER <= plain)
    _settled[key] = best
    return best


def _out_of_order(model: nn.Module, stepper: MakeStepper, resident: MakeData, device: torch.device) -> str:
    """Why a GPU cannot learn in order, found by the gradients of a throw-away copy, and its answers when at rest."""
    if device.type != "cuda":
        return ""
    x, y = next(resident(False).epoch(0))

    def step() -> None:
        trial = stepper(_copied(model))
        trial.gradients(x[:SEVERAL], y[:SEVERAL])
        trial.model.eval()
        with torch.no_grad():
            trial.measure(trial.model(x[:SEVERAL]), y[:SEVERAL])

    with machine.undisturbed(device):
        return machine.out_of_order(step, device)


def _copied(model: nn.Module) -> nn.Module:
    """A copy that learns on its own; recurrent layers have their weights in one row again, as cuDNN wants them."""
    network = copy.deepcopy(model).train()
    for module in network.modules():
        if isinstance(module, nn.RNNBase):
            module.flatten_parameters()
    return network


def _trial(model: nn.Module, stepper: MakeStepper, x: Tensor, y: Tensor, count: int, channels_last: bool) -> float:
    """The seconds of a step of a copy of the network, with so many threads and this memory format."""
    network = _copied(model)
    if channels_last:
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        x = x.contiguous(memory_format=torch.channels_last)
    trial = stepper(network)
    with machine.threads(count):
        return machine.seconds_each(lambda: trial.step(x, y), x.device)


def _validation(setting: Setting) -> tuple[Tensor, Tensor] | None:
    """The validation part on the device, None where it is empty."""
    x, y = setting.prepared.part("validation")
    if not len(x):
        return None
    part = Resident(
        x, encoded(y, setting.loss, len(setting.facts.classes)), device=setting.device, batch=max(len(x), 1),
        channels_last=setting.channels_last,
    )  # fmt: skip
    return part.x, part.y
