"""Keeps SmoothGrad: saliency averaged over examples that differ by a little noise."""

from neurodesk.explanation.spec import METHODS, Case, Floats, Method, numbers
from neurodesk.layers.spec import Float, Int

SEED = 0  # of the noise: an example is explained alike each time it is asked about


@METHODS.declare("smoothgrad", "SmoothGrad", aliases=("smooth gradient", "noise tunnel", "averaged gradient"))
class SmoothGrad(Method):
    """Averages the gradient of the answer over copies of the example with a little noise, without its sign.

    What changes from copy to copy cancels out, so that the picture is calmer than Saliency's; it tells the same, what
    the answer is sensitive to. Smilkov and others 2017, SmoothGrad (arXiv 1706.03825): the mean over n of
    dS(x + N(0, s^2))/dx, with s a share of the example's range.
    """

    signed = False
    samples = Int(32, min=2, max=1024, soft_max=128, doc="Noisy copies the gradient is averaged over.")
    noise = Float(0.15, min=0.0, max=2.0, soft_max=0.5, doc="Deviation of the noise, as a share of the range.")

    def weigh(self, case: Case) -> Floats:
        import torch

        deviation = self.noise * float(case.x.max() - case.x.min())
        random = torch.Generator().manual_seed(SEED)  # its own: a run under way must draw as if nobody had asked
        total = torch.zeros_like(case.x)
        for _ in range(self.samples):
            shift = torch.randn(case.x.shape, generator=random).to(case.x) * deviation
            seen = (case.x + shift).requires_grad_()
            (slope,) = torch.autograd.grad(case.model(seen)[0, case.target], seen)
            total += slope
        return numbers((total / self.samples).abs())
