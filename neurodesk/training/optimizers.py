"""The optimizers there are to choose from; each names its class in `torch.optim` as text, loaded where it runs."""

from __future__ import annotations

from typing import Any, ClassVar

from neurodesk.layers.spec import Bool, Catalogue, Declared, Float

DECAY = "Pull every weight towards zero by this share of itself."


def _rate(default: float) -> Float:
    return Float(
        default, min=1e-8, max=100.0, soft_min=1e-5, soft_max=1.0, log=True, doc="Learning rate: size of a step."
    )


class Optimizer(Declared):
    """How the weights follow the gradient. `target` is the class in `torch.optim`; `fused`: it has a fused step."""

    target: ClassVar[str] = ""
    fused: ClassVar[bool] = True

    rate = _rate(0.001)

    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of the class in `torch.optim`, `lr` among them."""
        return {"lr": self.rate}


OPTIMIZERS: Catalogue[Optimizer] = Catalogue("optimizer")


@OPTIMIZERS.declare("sgd", "SGD", aliases=("gradient descent", "momentum", "nesterov"))
class Sgd(Optimizer):
    """Steps straight down the gradient of each batch, with momentum where wanted. Sutskever et al. 2013."""

    target = "SGD"

    rate = _rate(0.01)
    momentum = Float(0.9, min=0.0, max=0.9999, doc="Share of the last step that is taken again.")
    nesterov = Bool(False, doc="Measure the gradient where the momentum is about to lead.")
    weight_decay = Float(0.0, min=0.0, max=10.0, soft_max=0.1, doc=DECAY)

    def arguments(self) -> dict[str, Any]:
        """Nesterov means nothing without momentum, so it is left out then."""
        return {
            "lr": self.rate,
            "momentum": self.momentum,
            "nesterov": self.nesterov and self.momentum > 0,
            "weight_decay": self.weight_decay,
        }


class _Moments(Optimizer):
    beta1 = Float(0.9, min=0.0, max=0.9999, doc="Memory of the mean of past gradients.")
    beta2 = Float(0.999, min=0.0, max=0.999999, doc="Memory of the size of past gradients.")
    weight_decay = Float(0.0, min=0.0, max=10.0, soft_max=0.1, doc=DECAY)

    def arguments(self) -> dict[str, Any]:
        return {"lr": self.rate, "betas": (self.beta1, self.beta2), "weight_decay": self.weight_decay}


@OPTIMIZERS.declare("adam", "Adam")
class Adam(_Moments):
    """Gives every weight a step of its own size, from running means of its gradients. Kingma and Ba 2015."""

    target = "Adam"


@OPTIMIZERS.declare("adamw", "AdamW")
class AdamW(_Moments):
    """Adam with weight decay apart from the gradient, which generalizes better. Loshchilov and Hutter 2019."""

    target = "AdamW"

    weight_decay = Float(0.01, min=0.0, max=10.0, soft_max=0.1, doc=DECAY)


@OPTIMIZERS.declare("rmsprop", "RMSprop")
class RmsProp(Optimizer):
    """Divides each step by the running size of the gradient. Tieleman and Hinton 2012."""

    target = "RMSprop"
    fused = False

    smoothing = Float(0.99, min=0.0, max=0.9999, doc="Memory of the size of past gradients.")
    momentum = Float(0.0, min=0.0, max=0.9999, doc="Share of the last step that is taken again.")
    weight_decay = Float(0.0, min=0.0, max=10.0, soft_max=0.1, doc=DECAY)

    def arguments(self) -> dict[str, Any]:
        """As `torch.optim.RMSprop` names them."""
        return {
            "lr": self.rate,
            "alpha": self.smoothing,
            "momentum": self.momentum,
            "weight_decay": self.weight_decay,
        }
