"""Keeps Grad-CAM: which regions the last convolution found that speak for the answer."""

from __future__ import annotations

from neurodesk.compiler.plan import Plan, Step
from neurodesk.explanation.spec import METHODS, Case, Floats, Method, Place, numbers
from neurodesk.layers.spec import Shape, Text

MAPS = frozenset({"conv2d", "depthwise_conv2d", "separable_conv2d", "conv_transpose2d"})
"""The convolutions that give an image for each filter; those of signals and volumes have no map to lay over one."""


@METHODS.declare("gradcam", "Grad-CAM", aliases=("cam", "class activation map"))
class GradCam(Method):
    """Shows the regions that speak for the answer, from the maps of the last convolution weighed by their gradient.

    The maps are those after its normalization and activation. Coarse and steady: it sees no finer than they are, and
    nothing that speaks against. Selvaraju and others 2017, Grad-CAM (arXiv 1610.02391): L = ReLU(sum_k a_k A_k) with
    a_k the mean over A_k of the gradient of the score before the softmax.
    """

    kinds = frozenset({"image"})

    layer = Text("", doc="The convolution whose maps are weighed, block_1.conv_2; without one the last.")

    def fits(self, plan: Plan, kinds: frozenset[str]) -> str:
        reason = super().fits(plan, kinds)
        if reason:
            return reason
        known = convolutions(plan)
        if not known:
            return "Grad-CAM needs a convolution that gives maps; this network has none. Use Integrated gradients."
        if self.layer and self.layer not in known:
            return f"Grad-CAM finds no convolution {self.layer} that gives maps; there is {', '.join(known)}."
        return ""

    def weigh(self, case: Case) -> Floats:
        from captum.attr import LayerAttribution, LayerGradCam

        known = convolutions(case.plan)
        found = known[self.layer] if self.layer else list(known.values())[-1]
        layer = case.network.get_submodule(found.path)
        maps = LayerGradCam(case.model, layer).attribute(case.x, case.target, relu_attributions=True)
        channels, *sides = case.x.shape[1:]
        seen = LayerAttribution.interpolate(maps, tuple(sides), "bilinear")
        return numbers(seen.expand(-1, channels, -1, -1) / channels)


def convolutions(plan: Plan) -> dict[str, Place]:
    """Every convolution that gives maps of more than one pixel, by its path, and the layer whose maps are weighed.

    The paper weighs the rectified maps of the last convolution (of VGG conv5_3 after its ReLU, of a ResNet the last sum
    after its own). Before the ReLU a number below zero says that nothing was found there, and sums of such numbers by
    their weights are mostly below zero: the map would be empty. So it is the last module that the maps of a
    convolution come to in their size, through norms, activations and sums, before pooling or flattening shrinks them.
    """
    found: dict[str, Place] = {}
    _search(plan, "", set(), found)
    return found


def _search(plan: Plan, prefix: str, maps: set[str], found: dict[str, Place]) -> bool:
    """Enters the convolutions of a plan and their layers in `found`; whether the plan's answer is maps in their size.

    `maps` names the inputs that are the maps of the last one found, or made of them in their size.
    """
    for step in plan.steps:
        comes, path = any(name in maps for _, name in step.takes), f"{prefix}{step.name}"
        if step.block is not None:
            copy, before = "" if step.repeat == 1 else f".{step.repeat - 1}", len(found)
            inner = {given.name for given, (_, name) in zip(step.block.inputs, step.takes, strict=True) if name in maps}
            carries = _search(step.block, f"{path}{copy}.", inner, found)
            maps = maps if len(found) == before else set()
        else:
            size, last = _size(step), next(reversed(found), "")
            begins = step.layer in MAPS and size > (1, 1)
            carries = begins or (comes and bool(last) and size == _size(found[last].step))
            if carries and step.is_module:
                found[path if begins else last] = Place(path, step)
            maps = set() if begins else maps
        if carries:
            maps = maps | {name for name, _ in step.gives}
    return any(name in maps for name in plan.outputs)


def _size(step: Step) -> Shape:
    """Height and width of the maps a step gives, () when it gives none."""
    return step.shapes[0][1:] if step.shapes and len(step.shapes[0]) == 3 and not step.gives[0][1] else ()
