"""A child that stands in for the engine and does as a test wants: it dies, hangs, floods or lives, without PyTorch.

Run: python -m tests.cases.stand_in, which is what an engine's host is made to start.
"""

import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO

import numpy as np

from neurodesk.engine import protocol
from neurodesk.engine.wire import encode, read
from neurodesk.training import events

FLOOD = 10_000  # steps told as fast as the pipe takes them: a second's worth


def tell(out: BinaryIO, *told: object) -> None:
    """Say these at once."""
    out.write(b"".join(map(encode, told)))
    out.flush()


def flood(out: BinaryIO) -> None:
    """Tell a run with a loss, a picture of a layer and its weights at every step, and its end."""
    zeros, counts = np.zeros((16, 8, 8), np.float32), np.zeros(32, np.int64)
    for step in range(1, FLOOD + 1):
        losses = np.full(1, step, np.float32)
        tell(
            out,
            events.StepsTaken(1, step, 1, losses, 0.1, 1e4, 0, step / FLOOD, 1.0),
            events.Probed(1, step, "conv_1", "maps", zeros, counts, 0.0, 1.0, 0.1),
        )
    tell(out, events.RunFinished(1, "finished", 1, FLOOD, {"loss": 1.0}, 2.0))


def main() -> None:
    """Answer a run as a file says, which the environment names: `hang`, `flood`, `lose` (the device) or `live`."""
    out, requests, manner = sys.stdout.buffer, sys.stdin.buffer, ""
    tell(out, protocol.EngineReady("cpu", ("cpu",), "2.13", 1))
    while (request := read(requests)) is not None and not isinstance(request, protocol.Shutdown):
        if isinstance(request, protocol.Stop) and manner == "live":
            tell(out, events.RunFinished(1, "stopped", 1, 3, {}, 1.0))
        if not isinstance(request, protocol.StartTraining):
            continue
        manner = Path(os.environ["STAND_IN"]).read_text()
        step = 3 if request.resume else 0
        tell(out, events.RunStarted(1, "cpu", 1, 10, 100, 10, 5, step, step > 0), events.CheckpointSaved(1, 3))
        if manner == "flood":
            flood(out)
        if manner == "lose":
            tell(out, events.RunFailed(1, "device_lost", "The GPU stopped answering.", "Train again."))
            tell(out, protocol.EngineDied("The graphics card stopped answering.", "Press Train again."))
            return
        if manner == "hang":
            signal.pause()


if __name__ == "__main__":
    main()
