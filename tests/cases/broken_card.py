"""An engine whose graphics card is lost at step 20: a kernel reads beyond its numbers, and no call works after it.

Run: python -m tests.cases.broken_card, which is what an engine's host is made to start.
"""

from typing import Any

import torch

from neurodesk.engine.__main__ import main
from neurodesk.training.stepping import Stepper

AT = 20


def break_at(step: int) -> None:
    """Let the card break before that step of a run."""
    taken, sound = [], Stepper.step

    def breaking(self: Stepper, x: torch.Tensor, y: torch.Tensor) -> Any:
        taken.append(1)
        if len(taken) == step:
            torch.zeros(4, device=x.device)[torch.full((4,), 10, device=x.device)]
        return sound(self, x, y)

    Stepper.step = breaking


if __name__ == "__main__":
    break_at(AT)
    main()
