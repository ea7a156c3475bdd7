"""The register of recipes."""

from __future__ import annotations

from importlib import import_module
from typing import Any, ClassVar

from neurodesk.layers.spec import Catalogue, Declared


class Recipe(Declared):
    """How examples become steps. `target` names the class that computes one, as `module:class`."""

    tasks: ClassVar[tuple[str, ...]] = ()
    target: ClassVar[str] = ""

    def stepper(self) -> Any:
        """The class that takes the steps, loaded now; made as `training.stepping.Stepper` is."""
        module, _, name = self.target.partition(":")
        return getattr(import_module(module), name)


RECIPES: Catalogue[Recipe] = Catalogue("recipe")


@RECIPES.declare("supervised", "Supervised")
class Supervised(Recipe):
    """Learns from examples with their answers: classes to tell apart or numbers to predict."""

    tasks = ("classification", "regression")
    target = "neurodesk.training.stepping:Stepper"
