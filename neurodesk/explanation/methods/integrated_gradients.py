"""Keeps integrated gradients: the answer divided among the parts of the example, so that the parts add up."""

from neurodesk.explanation.spec import METHODS, Case, Floats, Method, numbers
from neurodesk.layers.spec import Int

BATCH = 64  # steps in one pass of the network: bounds the memory whatever `steps` is


@METHODS.declare("integrated_gradients", "Integrated gradients", aliases=("ig", "path", "axiomatic"))
class IntegratedGradients(Method):
    """Divides the answer among the parts of the example, by following the gradient from an example that says nothing.

    The weights add up to the difference between both answers; how far they miss it is the completeness gap, the honest
    measure of how much to trust them.
    Sundararajan, Taly and Yan 2017, Axiomatic attribution for deep networks (arXiv 1703.01365).
    """

    complete = True

    steps = Int(64, min=8, max=2048, soft_max=512, doc="Points on the way from nothing to the example.")

    def weigh(self, case: Case) -> Floats:
        from captum.attr import IntegratedGradients as Captum

        told = Captum(case.model).attribute(
            case.x, case.baseline, case.target, n_steps=self.steps, internal_batch_size=BATCH, method="gausslegendre"
        )
        return numbers(told)
