"""What the compiler must know of the data: the shape and type of one example, and what is to be predicted."""

from __future__ import annotations

from dataclasses import dataclass

from neurodesk.layers.spec import Shape


@dataclass(frozen=True, slots=True)
class Facts:
    """The data in a few words, without the data: enough to give every wire a shape before anything is loaded."""

    input: Shape  # of one example, without the batch axis
    dtype: str = "float32"  # "int64" for tokens
    task: str = "classification"  # or "regression"
    classes: tuple[str, ...] = ()  # names in label order; empty for regression
    targets: int = 1  # numbers to predict per example, for regression
    examples: int = 0  # 0 when not counted
    features: tuple[str, ...] = ()  # names of a table's columns, in order

    @property
    def outputs(self) -> int:
        """How many numbers the network must give: one per class, or one per target."""
        return len(self.classes) if self.task == "classification" else self.targets
