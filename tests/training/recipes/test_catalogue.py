"""Tests of the recipes."""

from neurodesk.graph.model import Learning
from neurodesk.training.recipes.catalogue import RECIPES
from neurodesk.training.stepping import Stepper


def test_a_document_begins_with_a_recipe_there_is():
    """Supervised, whose steps the stepper takes."""
    recipe = RECIPES.make(Learning().recipe)
    assert recipe.key == "supervised"
    assert recipe.stepper() is Stepper
