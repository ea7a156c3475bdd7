"""Keeps the proof that every format is declared, documented and read without torch."""

import subprocess
import sys

from neurodesk.files.exports.catalogue import EXPORTS, FAMILIES, Export


def test_every_format():
    assert set(EXPORTS.keys()) == {"python", "weights", "onnx", "pt2"}
    assert len(FAMILIES) == len(EXPORTS)
    for form in EXPORTS:
        assert issubclass(form, Export)
        assert len(form.summary) > 40
        assert form.opened
        assert form.packages
        assert set(form.needs) <= set(EXPORTS.keys())


def test_the_register_comes_without_torch():
    code = "import sys, neurodesk.files.exports.catalogue\nprint({'torch', 'onnx', 'onnxruntime'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
