"""Keeps the proof that the register of methods is complete and readable without torch."""

import subprocess
import sys

from neurodesk.explanation.method import FAMILIES, METHODS, Method


def test_every_method_is_documented_and_has_a_key():
    assert set(METHODS.keys()) == {
        "saliency", "smoothgrad", "guided_backprop", "integrated_gradients", "deeplift", "gradcam",
        "occlusion", "ablation",
    }  # fmt: skip
    assert len(FAMILIES) == len(METHODS)
    for method in METHODS:
        assert issubclass(method, Method)
        assert len(method.summary) > 40
        assert method.label
        assert method().values == {name: param.default for name, param in method.params().items()}


def test_the_register_comes_without_torch():
    code = "import sys, neurodesk.explanation.method\nprint({'torch', 'captum'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
