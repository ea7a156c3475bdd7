"""How soon an engine's death is told, Stop is heard in mid-training and a run is closed: each against its limit."""

import os
import signal
import tempfile
import time
from pathlib import Path
from statistics import median

from neurodesk.engine import protocol
from neurodesk.engine.hosts import ProcessEngine
from neurodesk.files.project import dumps
from neurodesk.training import events
from tests.bench.rows import Row, show
from tests.engine import documents

TURNS = 7


def until(engine: ProcessEngine, kind: type) -> None:
    """Wait for an event of a kind."""
    while not any(isinstance(event, kind) for event in engine.wait(60)):
        pass


def death() -> float:
    """Milliseconds from the kill of the child to the event that tells of it."""
    engine = ProcessEngine()
    until(engine, protocol.EngineReady)
    start = time.perf_counter()
    os.kill(engine.pid, signal.SIGKILL)
    until(engine, protocol.EngineDied)
    took = time.perf_counter() - start
    engine.close()
    return took * 1e3


def stops(folder: Path) -> list[float]:
    """Milliseconds from Stop to the end of the run, several times over."""
    engine, took = ProcessEngine(), []
    document = dumps(documents.digits_cnn(epochs=100_000))
    for _ in range(TURNS):
        engine.send(protocol.StartTraining(document, str(folder), str(folder / "runs")))
        until(engine, events.StepsTaken)
        start = time.perf_counter()
        engine.send(protocol.Stop())
        until(engine, events.RunFinished)
        took.append((time.perf_counter() - start) * 1e3)
    engine.close()
    return took


def closing(folder: Path) -> float:
    """Milliseconds to close an engine in mid-training, the run being kept."""
    engine = ProcessEngine()
    document = dumps(documents.digits_cnn(epochs=100_000))
    engine.send(protocol.StartTraining(document, str(folder), str(folder / "runs")))
    until(engine, events.StepsTaken)
    start = time.perf_counter()
    engine.close(timeout=60)
    return (time.perf_counter() - start) * 1e3


def main() -> list[Row]:
    """Measure all."""
    with tempfile.TemporaryDirectory() as folder:
        told, stopped = median(death() for _ in range(TURNS)), median(stops(Path(folder)))
        closed = median(closing(Path(folder)) for _ in range(TURNS))
    return [
        Row("a killed engine is told of", told, 250, told / 250, 1, most=True, unit="ms, against the limit"),
        Row("Stop is heard", stopped, 1000, stopped / 1000, 1, most=True, unit="ms, against the limit"),
        Row("a run is kept and closed", closed, 3000, closed / 3000, 1, most=True, unit="ms, against the limit"),
    ]


if __name__ == "__main__":
    print(show(main(), __doc__))
