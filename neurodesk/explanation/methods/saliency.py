"""Keeps saliency: how much the answer changes when a part of the example changes a little."""

from neurodesk.explanation.spec import METHODS, Case, Floats, Method, numbers


@METHODS.declare("saliency", "Saliency", aliases=("gradient", "sensitivity"))
class Saliency(Method):
    """Shows where a small change would change the answer most: the gradient of the answer, without its sign.

    The quickest method, and the noisiest: it tells what the answer is sensitive to, not what it is made of.
    Simonyan, Vedaldi and Zisserman 2014, Deep inside convolutional networks (arXiv 1312.6034).
    """

    signed = False

    def weigh(self, case: Case) -> Floats:
        from captum.attr import Saliency as Captum

        return numbers(Captum(case.model).attribute(case.x, case.target, abs=True))
