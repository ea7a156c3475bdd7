"""Keeps the catalogue of methods complete, and says which of them suit a network."""

from __future__ import annotations

from neurodesk.compiler.facts import Facts
from neurodesk.compiler.plan import Plan
from neurodesk.explanation.methods import (
    ablation,
    deeplift,
    gradcam,
    guided_backprop,
    integrated_gradients,
    occlusion,
    saliency,
    smoothgrad,
)
from neurodesk.explanation.spec import METHODS, Method, kinds_of
from neurodesk.layers.spec import Shape

__all__ = ["FAMILIES", "METHODS", "Method", "reasons"]

FAMILIES = (saliency, smoothgrad, guided_backprop, integrated_gradients, deeplift, gradcam, occlusion, ablation)
"""The modules that enter methods in the register."""


def reasons(plan: Plan, facts: Facts, picture: Shape = ()) -> dict[str, str]:
    """For every method by key why it cannot be used, in words; "" when it can."""
    kinds = kinds_of(facts, picture)
    return {method.key: method().fits(plan, kinds) for method in METHODS}
