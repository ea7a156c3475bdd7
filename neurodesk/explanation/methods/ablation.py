"""Keeps ablation: how much the answer changes when one feature is replaced by its average."""

from neurodesk.compiler.plan import Plan
from neurodesk.explanation.spec import METHODS, Case, Floats, Method, numbers

BATCH = 64  # examples in one pass of the network
MOST = 4096  # features, each of which costs an answer


@METHODS.declare("ablation", "Ablation", aliases=("leave one out", "feature ablation", "remove"))
class Ablation(Method):
    """Replaces one feature after another by its average, and shows how much the answer loses by it.

    Needs no gradient. Features that say the same cover for each other, and then none of them seems to matter.
    """

    kinds = frozenset({"table"})
    gradients = False

    def fits(self, plan: Plan, kinds: frozenset[str]) -> str:
        reason = super().fits(plan, kinds)
        if not reason and plan.inputs[0].shape[0] > MOST:
            return f"Ablation asks the network once for each feature, and {MOST} is the most. Use Integrated gradients."
        return reason

    def weigh(self, case: Case) -> Floats:
        from captum.attr import FeatureAblation

        ablation = FeatureAblation(case.model)
        return numbers(ablation.attribute(case.x, case.baseline, case.target, perturbations_per_eval=BATCH))
