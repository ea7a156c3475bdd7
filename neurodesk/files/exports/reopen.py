"""Keeps the program that opens an exported file as its reader will: in a clean process, without NeuroDesk.

Run as `python -P reopen.py KIND FILE X ANSWER [WEIGHTS]`: asks the file for the examples in X.npy, the first by itself
and the rest at once, and writes what it answers to ANSWER.npy. KIND is "python", "onnx" or
"program". It ends when its standard input does: with the process that asked.
"""

import importlib.util
import os
import sys
import threading
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Answers = Callable[[NDArray[np.generic]], NDArray[np.float32]]


def by_python(file: str, weights: str = "") -> Answers:
    """The exported class, with the weights beside it or those named."""
    import torch

    spec = importlib.util.spec_from_file_location("exported", file)
    assert spec is not None
    assert spec.loader is not None
    exported = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(exported)
    network = exported.load(weights) if weights else exported.load()
    return lambda x: exported.answer(network, torch.from_numpy(x)).numpy()


def by_onnx(file: str) -> Answers:
    """The graph, run by onnxruntime on the processor."""
    import onnxruntime

    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda x: session.run(None, {name: x})[0]


def by_program(file: str) -> Answers:
    """The exported program. Only for a file written a moment ago: opening one runs what it holds."""
    import torch

    network = torch.export.load(file).module()

    def answers(x: NDArray[np.generic]) -> NDArray[np.float32]:
        with torch.no_grad():
            told: NDArray[np.float32] = network(torch.from_numpy(x)).numpy()
        return told

    return answers


READERS = {"python": by_python, "onnx": by_onnx, "program": by_program}


def main(kind: str, file: str, x: str, answer: str, *weights: str) -> None:
    """Asks and writes; whatever fails is told on stderr by an exit code other than 0."""
    sys.modules["neurodesk"] = None  # type: ignore[assignment]  # an exported file that needs it fails here
    answers = READERS[kind](file, *weights)
    examples = np.load(x, allow_pickle=False)
    told = [answers(examples[:1])] + ([answers(examples[1:])] if len(examples) > 1 else [])
    np.save(answer, np.concatenate(told), allow_pickle=False)


def _end_with_the_asker() -> None:
    os.read(0, 1)  # not by sys.stdin, whose lock a thread that never ends would keep at the exit
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_asker, daemon=True).start()
    main(*sys.argv[1:])
