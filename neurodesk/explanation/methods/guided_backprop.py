"""Keeps guided backpropagation: the gradient, of which each ReLU lets only what speaks for the answer come back."""

from neurodesk.compiler.plan import Plan
from neurodesk.explanation.exact import GUIDED, without_rule
from neurodesk.explanation.spec import METHODS, Case, Floats, Method, numbers, places


@METHODS.declare(
    "guided_backprop", "Guided backprop", aliases=("guided backpropagation", "guided relu", "deconvolution")
)
class GuidedBackprop(Method):
    """Shows the fine structure that excites the network: a gradient that is cut to its positive part at each ReLU.

    Sharp to look at, but it partly redraws the example whatever the answer is; hold it against another method. Only
    for networks of ReLUs: at any other activation nothing is cut, and it would quietly be the plain gradient.
    Springenberg and others 2014, Striving for simplicity (arXiv 1412.6806): R = (x > 0) * max(0, dS/dy) at y = ReLU(x).
    """

    def fits(self, plan: Plan, kinds: frozenset[str]) -> str:
        reason = super().fits(plan, kinds)
        if not reason and (layer := without_rule(plan, GUIDED)):
            return f"Guided backprop is for networks of ReLUs; {layer} lets it through unchanged. Use SmoothGrad."
        if not reason and not any(place.step.layer == "relu" for place in places(plan)):
            return "Guided backprop changes how a ReLU passes a gradient back; this network has none. Use SmoothGrad."
        return reason

    def weigh(self, case: Case) -> Floats:
        from captum.attr import GuidedBackprop as Captum

        return numbers(Captum(case.model).attribute(case.x, case.target))
