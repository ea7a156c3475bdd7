"""The main job from end to end on the built-in digits: template, training, evaluation, explanation, export, picture."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from neurodesk.commands import drawing, learning, taking, window
from neurodesk.commands.output import FINE, nearby, say, span

TEMPLATE = "digits_cnn"
PICTURED_EPOCHS = 10  # trained in the window, so that its picture has curves
SAMPLE = 3
METHODS = ("saliency", "integrated_gradients", "gradcam")
FORMATS = "python,weights,onnx"


def demo(out: Path) -> int:
    """Do it all into the folder `out`; stop at the first step that fails and return its exit code."""
    begun = time.monotonic()
    out.mkdir(parents=True, exist_ok=True)
    file = out / "digits.neurodesk"
    steps: tuple[tuple[str, Callable[[], int]], ...] = (
        ("Draw: a project from a template", lambda: drawing.new(TEMPLATE, file, force=True)),
        ("Look: the network in numbers", lambda: drawing.summary(file, as_json=False)),
        ("Train", lambda: train(file)),
        ("Evaluate on digits never seen", lambda: learning.evaluate(file, run=None, runs=None, as_json=False)),
        ("Explain one of them, three ways", lambda: explain(file, out)),
        ("Export, and compare each file with the network", lambda: export(file, out)),
        ("See the window at work", lambda: screenshot(file, out / "window.png")),
    )
    for title, step in steps:
        say(f"\n== {title}", "bold")
        code = step()
        if code != FINE:
            return code
    say(
        f"\nDone in {span(time.monotonic() - begun)}. Everything is in {nearby(out)}; open it: neurodesk {nearby(file)}"
    )
    return FINE


def train(file: Path) -> int:
    """Train the demo's project in a child process."""
    return learning.train(
        file, engine="process", runs=None, resume=None, as_json=False, epochs=None, seed=0, device="auto"
    )


def explain(file: Path, out: Path) -> int:
    """Draw one held-out example explained by each method."""
    asked: dict[str, Any] = {"sample": SAMPLE, "target": None, "run": None, "runs": None, "as_json": False}
    return max(taking.explain(file, method=name, out=out / f"why_{name}.png", **asked) for name in METHODS)


def export(file: Path, out: Path) -> int:
    """Write every format."""
    return taking.export(file, to=FORMATS, out=out / "trained", run=None, runs=None, as_json=False)


def screenshot(file: Path, out: Path) -> int:
    """Take the window's picture while it trains once more."""
    return window.screenshot(file, out, theme="dark", dock="Train", epochs=PICTURED_EPOCHS)
