"""Keeps how far an explanation can be trusted: whether its weights add up to what they are to explain."""

import math

from neurodesk.explanation.spec import Floats

GOOD = 0.05  # of the difference explained; integrated gradients with 64 steps miss about 1 %
DOUBTFUL = 0.25


def completeness_gap(weights: Floats, answer: float, nothing: float) -> float:
    """How far the weights miss the difference between the answers to the example and to the baseline, as a share of it.

    0 is exact. Where both answers are equal the share is of the largest of answer and weights instead, so that it stays
    finite. The completeness axiom: Sundararajan, Taly and Yan 2017 (arXiv 1703.01365).
    """
    total, difference = math.fsum(weights.ravel().tolist()), answer - nothing
    scale = max(abs(difference), 1e-6 * max(abs(answer), abs(nothing), 1e-30))
    return abs(total - difference) / scale


def verdict(gap: float | None) -> str:
    """What a completeness gap means, in one sentence; "" for methods that promise no sum."""
    if gap is None or math.isnan(gap):
        return ""
    if gap <= GOOD:
        return f"The weights add up to the answer within {max(gap, 0.001):.1%}."
    if gap <= DOUBTFUL:
        return f"The weights miss the answer by {gap:.0%}: take them as a rough picture, or use more steps."
    return f"The weights miss the answer by {min(gap, 9.99):.0%}: do not rely on them."
