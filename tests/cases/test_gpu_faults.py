"""What only a graphics card can show of F1, F7, F16, F19 and F26; collected where there is one (see conftest.py).

Their stand-ins, which run on every machine, are in test_training_faults.py and test_engine_faults.py.
"""

import contextlib
import gc
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from neurodesk.engine import hosts, protocol
from neurodesk.engine.hosts import ProcessEngine, ThreadEngine
from neurodesk.files.project import dumps
from neurodesk.graph import edit
from neurodesk.graph.model import Document, chosen
from neurodesk.training import course, events, loop
from tests.cases.kills import digest, networks
from tests.cases.test_engine_faults import until
from tests.engine.documents import document
from tests.training.running import HERE, learning, mlp, of, run

SOME = 400 << 20  # bytes of the card, which no network here fills but the wide one


@pytest.fixture
def limit() -> Iterator[Callable[[int], None]]:
    """Leave this process so many bytes of the card, as if other programs had taken the rest."""

    def limited(most: int) -> None:
        gc.collect()  # of a run that failed, as the engine does
        torch.cuda.empty_cache()
        total = torch.cuda.get_device_properties(0).total_memory
        torch.cuda.set_per_process_memory_fraction(min(most / total, 1.0))

    yield limited
    limited(1 << 50)


def wide(batch: int, units: int = 50_000, **options: object) -> Document:
    """A network whose answers to a batch of the digits' 1257 examples take some hundred MB."""
    layers = ("linear", {"units": units}), "relu", ("linear", {"units": 10})
    return document(chosen("digits", layout="flat"), *layers, device="cuda", batch=batch, **options)


def test_f1_the_card_runs_out_of_memory_at_the_first_batch(tmp_path, limit):
    """What is needed and free is told; the batch that is offered works, in the same process, 9 of 10 times."""
    draw, worked = np.random.default_rng(3), 0
    for turn in range(10):
        limit(SOME + int(draw.integers(0, SOME)))
        units = int(draw.integers(45_000, 60_000))
        failed = run(wide(1257, units, epochs=1), tmp_path / str(turn))[-1]
        assert (failed.event, failed.code) == ("run_failed", "out_of_memory"), failed
        assert re.search(r"needs about \d.* GB; \d.* GB are free\.$", failed.text)
        assert failed.cure == f"Use a batch of {failed.batch}."
        worked += run(wide(failed.batch, units, epochs=1), tmp_path / str(turn))[-1].event == "run_finished"
    assert worked >= 9


def test_f1_the_card_runs_out_of_memory_later(tmp_path, limit, monkeypatch):
    """Another program takes it in mid-training: the run fails, and goes on from its checkpoint afterwards."""
    monkeypatch.setattr(course, "EPOCH_KEPT", 0.0)
    doc, told = wide(1257, epochs=400), []
    for event in loop.train(doc, HERE, tmp_path):
        told.append(event)
        if isinstance(event, events.EpochFinished) and event.epoch == 3:
            limit(SOME + SOME // 2)
    assert (told[-1].event, told[-1].code) == ("run_failed", "out_of_memory")
    assert told[-1].batch
    assert of(told, events.CheckpointSaved)[-1].step >= 1
    limit(1 << 50)
    assert run(doc, tmp_path, resume=1, epochs=5)[-1].event == "run_finished"


def test_f7_a_broken_card_ends_the_engine_and_the_next_one_goes_on(tmp_path, monkeypatch):
    """The run is failed in words, the engine says why it ends; its successor takes the run up, bit for bit."""
    text, ways = dumps(mlp(device="cuda", epochs=20)), {"base": str(tmp_path), "runs": str(tmp_path / "runs")}
    with monkeypatch.context() as patch:
        patch.setattr(hosts, "COMMAND", [sys.executable, "-m", "tests.cases.broken_card"])
        with contextlib.closing(ProcessEngine()) as engine:
            engine.send(protocol.StartTraining(text, **ways))
            failed = until(engine, events.RunFailed)[-1]
            assert (failed.run, failed.code, failed.text) == (1, "device_lost", "The GPU stopped answering.")
            assert until(engine, protocol.EngineDied)[-1].text.startswith("The graphics card stopped answering")
    with contextlib.closing(ProcessEngine()) as engine:
        engine.send(protocol.StartTraining(text, resume=1, **ways))
        told = until(engine, events.RunFinished)
        assert not of(told, events.Warned)
        engine.send(protocol.StartTraining(text, base=ways["base"], runs=str(tmp_path / "whole")))
        until(engine, events.RunFinished)
    assert digest(tmp_path / "runs") == digest(tmp_path / "whole")


def test_f16_runs_that_are_over_hold_no_memory_of_the_card(tmp_path):
    """After ten runs, stopped or finished, as much is taken as after the first, but for 5 %."""
    held = []
    with contextlib.closing(ThreadEngine()) as engine:
        for turn in range(10):
            epochs = 2 if turn % 2 else 1000
            engine.send(
                protocol.StartTraining(dumps(wide(500, epochs=epochs)), str(tmp_path), str(tmp_path / str(turn)))
            )
            until(engine, events.EpochFinished)
            engine.send(protocol.Stop())
            until(engine, events.RunFinished)
            engine.send(protocol.PreviewData(turn + 1, dumps(mlp()), str(tmp_path)))
            until(engine, protocol.DataPreviewed)  # a question is answered once the run is put away
            held.append(torch.cuda.memory_reserved())
    assert held[-1] <= 1.05 * held[0], held


@pytest.mark.parametrize("network", list(networks("cpu")))
def test_the_card_computes_what_the_processor_does(tmp_path, network):
    """The first losses, before rounding has grown: a card multiplies with 10 bits in convolutions (TF32)."""
    found = []
    for device in ("cpu", "cuda"):
        doc = learning(networks(device)[network], optimizer=chosen("sgd", rate=0.01))
        graph = doc.graph()
        for name in filter(lambda name: graph.nodes[name].key == "dropout", graph.names()):
            graph = edit.set_value(graph, name, "rate", 0.0)  # the two draw other random numbers
        told = run(doc.with_graph(doc.main, graph), tmp_path / device, epochs=1)
        found.append(np.concatenate([event.losses for event in of(told, events.StepsTaken)])[:5])
    np.testing.assert_allclose(*found, rtol=1e-2)


def test_f26_what_the_card_cannot_repeat_is_said(tmp_path):
    """An operation that adds up in no fixed order: the run goes on, and says which it is."""
    pooled = ("conv2d", {"filters": 4}), ("adaptive_max_pool2d", {}), "flatten", ("linear", {"units": 10})
    doc = document(chosen("digits"), *pooled, device="cuda", epochs=1)
    told = run(doc, tmp_path)
    assert told[-1].event == "run_finished"
    told = run(doc, tmp_path, resume=1, epochs=2)
    (warned,) = of(told, events.Warned)
    assert warned.code == "not_exact"
    assert "adaptive_max_pool2d" in warned.text
    assert told[-1].event == "run_finished"


def test_f26_a_run_of_the_card_goes_on_without_it(tmp_path: Path):
    """On the processor, labelled as not bit for bit; and back again."""
    run(mlp(device="cuda"), tmp_path)
    told = run(mlp(), tmp_path, resume=1, epochs=5, device="cpu")
    assert "the device was cuda and is cpu" in of(told, events.Warned)[0].text
    told = run(mlp(), tmp_path, resume=1, epochs=7, device="cuda")
    assert "the device was cpu and is cuda" in of(told, events.Warned)[0].text
    assert told[-1].epoch == 7
