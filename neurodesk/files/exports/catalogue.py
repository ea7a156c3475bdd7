"""Keeps the catalogue of export formats complete."""

from neurodesk.files.exports import onnx, program, python, weights
from neurodesk.files.exports.spec import EXPORTS, Export

__all__ = ["EXPORTS", "FAMILIES", "Export"]

FAMILIES = (python, weights, onnx, program)
"""The modules that enter formats in the register."""
