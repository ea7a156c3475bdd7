"""Keeps occlusion: how much the answer loses when a patch of the picture is covered."""

import numpy as np

from neurodesk.explanation.spec import METHODS, Case, Floats, Method, numbers
from neurodesk.layers.spec import Int

BATCH = 64  # covered pictures in one pass of the network


@METHODS.declare("occlusion", "Occlusion", aliases=("cover", "patch", "perturbation"))
class Occlusion(Method):
    """Covers one patch of the picture after another and shows how much the answer loses by it.

    Needs no gradient, so it can be used on any network, and says plainly what it did.
    Zeiler and Fergus 2014, Visualizing and understanding convolutional networks (arXiv 1311.2901).
    """

    kinds = frozenset({"image", "sequence"})
    gradients = False

    window = Int(
        0, min=0, max=256, soft_max=32, unit="pixels", doc="Side of the patch; 0 takes a sixth of the picture."
    )

    def weigh(self, case: Case) -> Floats:
        from captum.attr import Occlusion as Captum

        channels, *sides = case.x.shape[1:] if case.x.dim() == 4 else (1, *case.x.shape[1:])
        window = [min(self.window or max(2, round(side / 6)), side) for side in sides]
        whole = (channels,) if case.x.dim() == 4 else ()
        told = Captum(case.model).attribute(
            case.x,
            (*whole, *window),
            (*whole, *(max(1, side // 2) for side in window)),
            case.baseline,
            case.target,
            perturbations_per_eval=BATCH,
        )
        return np.asarray(numbers(told))
