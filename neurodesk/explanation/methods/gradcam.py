"""Keeps Grad-CAM: which regions the last convolution found that speak for the answer."""

from neurodesk.compiler.plan import Plan
from neurodesk.explanation.spec import METHODS, Case, Floats, Method, Place, numbers, places


@METHODS.declare("gradcam", "Grad-CAM", aliases=("cam", "class activation map"))
class GradCam(Method):
    """Shows the regions that speak for the answer, from the maps of the last convolution weighed by their gradient.

    Coarse and steady: it sees no finer than the last convolution's maps, and nothing that speaks against.
    Selvaraju and others 2017, Grad-CAM (arXiv 1610.02391).
    """

    kinds = frozenset({"image"})

    def fits(self, plan: Plan, kinds: frozenset[str]) -> str:
        reason = super().fits(plan, kinds)
        if not reason and last_maps(plan) is None:
            return "Grad-CAM needs a convolution that gives maps; this network has none. Use Integrated gradients."
        return reason

    def weigh(self, case: Case) -> Floats:
        from captum.attr import LayerAttribution, LayerGradCam

        found = last_maps(case.plan)
        assert found is not None
        layer = case.network.get_submodule(found.path)
        maps = LayerGradCam(case.model, layer).attribute(case.x, case.target, relu_attributions=True)
        channels, *sides = case.x.shape[1:]
        seen = LayerAttribution.interpolate(maps, tuple(sides), "bilinear")
        return numbers(seen.expand(-1, channels, -1, -1) / channels)


def last_maps(plan: Plan) -> Place | None:
    """The last convolution that gives maps of more than one pixel, None when there is none."""
    found = None
    for place in places(plan):
        shape = place.step.shapes[0] if place.step.shapes else ()
        if "conv" in place.step.layer and len(shape) == 3 and shape[1] * shape[2] > 1:
            found = place
    return found
