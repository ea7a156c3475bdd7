"""F13, F19 and F26: whatever moment a run is killed at, it goes on bit for bit; where it cannot, it says why."""

import random
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from neurodesk.graph.model import Document
from neurodesk.training import assembly, beginning, events, loop
from neurodesk.training.checkpoint import peek
from neurodesk.training.control import Control
from neurodesk.training.runs import RunStore
from neurodesk.training.stepping import Stepper
from neurodesk.training.weighing import Weighing
from tests.cases.kills import OPTIMIZERS, Nursery, Order, change_notes, digest
from tests.training.running import DEVICES, HERE, mlp, of, run, table

NETWORKS = ("mlp", "cnn", "lstm", "attention")


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    """One process that loads PyTorch, for all runs."""
    made = Nursery()
    yield made
    made.close()


def finished(folder: Path) -> bool:
    """Whether run 1 has come to its end."""
    with RunStore(folder) as store:
        return store.row(1).state == "finished"


def struck(nursery: Nursery, order: Order, kills: int, seconds: float, draw: random.Random) -> int:
    """Kill a run so often, in turn at any moment of the `seconds` it takes and within a checkpoint, then let it end.

    How many of the kills found it alive.
    """
    folder, found = Path(order.folder), 0
    for at in range(kills):
        writing = draw.random() < 0.4
        lives = replace(order, resume=at > 0, dies=draw.randrange(1, 40) if writing else 0)
        status, _ = nursery.raise_(lives, None if writing else draw.uniform(0, seconds))
        found += status == signal.SIGKILL
        if finished(folder):
            return found
    assert nursery.raise_(replace(order, resume=True))[0] == 0
    return found


def compared(nursery: Nursery, order: Order, kills: int, draw: random.Random) -> int:
    """Hold a run that was killed against one that nobody stopped; how many kills it took."""
    folder = Path(order.folder)
    order = replace(order, folder=str(folder / "whole"))
    status, seconds = nursery.raise_(order)
    assert status == 0
    found = struck(nursery, replace(order, folder=str(folder / "killed")), kills, seconds, draw)
    assert digest(folder / "killed") == digest(folder / "whole"), order
    return found


def kills_that_change_no_bit(
    nursery: Nursery, folder: Path, device: str, pairs: list[tuple[str, str]], many: int, seed: int
) -> int:
    """Kill runs of these pairs in turn, each at least once, until there were so many kills; how many runs it took."""
    draw, found, turn = random.Random(seed), 0, 0
    while found < many or turn < len(pairs):
        order = Order(*pairs[turn % len(pairs)], str(folder / str(turn)), device=device)
        found += compared(nursery, order, 2, draw)
        turn += 1
    return turn


@pytest.mark.parametrize("device", DEVICES)
def test_f19_five_kills_change_no_bit(nursery, tmp_path, device):
    """Over four kinds of network and three optimizers, some in the middle of a checkpoint."""
    few = list(zip(NETWORKS, ("sgd", "adam", "adamw", "adam"), strict=True))
    assert kills_that_change_no_bit(nursery, tmp_path, device, few, 5, seed=1) >= len(few)


@pytest.mark.slow
@pytest.mark.parametrize("device", DEVICES)
def test_f19_fifty_kills_change_no_bit(nursery, tmp_path, device):
    """Fifty and more, over all twelve pairs."""
    pairs = [(network, optimizer) for network in NETWORKS for optimizer in OPTIMIZERS]
    assert kills_that_change_no_bit(nursery, tmp_path, device, pairs, 50, seed=7) >= len(pairs)


# ---------------------------------------------------------------- where bits cannot be equal


@pytest.mark.parametrize(
    ("was", "said"),
    [
        ({"torch": "1.0"}, "PyTorch was 1.0 and is "),
        ({"threads": 4096}, "the number of threads was 4096 and is 1"),
        ({"device": "cuda"}, "the device was cuda and is cpu"),
        ({"machine": "riscv64"}, "the processor was riscv64 and is "),
        ({}, ""),
    ],
    ids=str,
)
def test_f26_resumed_elsewhere_says_what_differs(tmp_path, was, said):
    """It runs, labelled as not bit for bit, with the reason; where all is as it was, nothing is said."""
    doc = mlp(device="cpu")
    run(doc, tmp_path)
    change_notes(tmp_path, **was)
    told = run(doc, tmp_path, resume=1, epochs=5)
    assert [event.code for event in of(told, events.Warned)] == ["not_exact"] * bool(was)
    assert not said or said in of(told, events.Warned)[0].text
    assert (told[-1].event, told[-1].epoch) == ("run_finished", 5)


@pytest.mark.parametrize(
    ("unordered", "before", "now", "said"),
    [
        ("the graphics card adds up in another order each time (an_op)", "", "", "another order each time (an_op)"),
        ("", "NVIDIA A", "NVIDIA B", "the graphics card was NVIDIA A and is NVIDIA B"),
        ("", "NVIDIA A", "", ""),
    ],
    ids=["unordered", "another card", "no card any more"],
)
def test_f26_what_a_graphics_card_changes_is_said(tmp_path, monkeypatch, unordered, before, now, said):
    """An operation that it repeats otherwise, and another card; that it is gone is told as the device."""
    monkeypatch.setattr(assembly, "_out_of_order", lambda *_: unordered)
    run(mlp(device="cpu"), tmp_path)
    change_notes(tmp_path, card=before)
    monkeypatch.setattr(beginning, "card", lambda _device: now)
    told = run(mlp(device="cpu"), tmp_path, resume=1, epochs=5)
    assert [event.code for event in of(told, events.Warned)] == ["not_exact"] * bool(said)
    assert not said or said in of(told, events.Warned)[0].text
    assert told[-1].event == "run_finished"


def until_half(doc: Document, base: Path, runs: Path, then: Callable[[], object]) -> list[events.Event]:
    """All events of a run that something happens to in the middle."""
    told = []
    for event in loop.train(doc, base, runs):
        told.append(event)
        if isinstance(event, events.EpochFinished) and event.epoch == 20:
            then()
    return told


def test_f13_data_that_goes_or_changes_while_it_trains_changes_nothing(tmp_path):
    """All examples were read before the first step: nothing is asked of the disk any more, so nothing can stall."""
    doc, file = table(tmp_path, epochs=40), tmp_path / "t.csv"
    for runs, then in (("gone", file.unlink), ("other", lambda: table(tmp_path, 30)), ("same", lambda: None)):
        table(tmp_path)
        assert until_half(doc, tmp_path, tmp_path / runs, then)[-1].event == "run_finished"
    assert digest(tmp_path / "gone") == digest(tmp_path / "other") == digest(tmp_path / "same")


def test_f13_f26_a_run_taken_up_with_other_data_says_so_and_without_data_waits(tmp_path):
    """Changed data: it goes on and says why bits differ. No data: it fails in words, and can be taken up later."""
    doc, runs = table(tmp_path, epochs=40), tmp_path / "runs"
    list(loop.train(doc, tmp_path, runs, epochs=3))
    before = digest(runs)
    (tmp_path / "t.csv").unlink()
    (failed,) = loop.train(doc, tmp_path, runs, epochs=5, resume=1)
    assert (failed.event, failed.code) == ("run_failed", "data")
    assert "t.csv" in failed.text
    assert failed.cure
    assert digest(runs) == before
    table(tmp_path, 61)
    told = list(loop.train(doc, tmp_path, runs, epochs=5, resume=1))
    assert "the data has changed" in of(told, events.Warned)[0].text
    assert told[-1].event == "run_finished"


def test_f19_a_run_left_between_its_last_step_and_the_end_of_an_epoch(tmp_path, monkeypatch):
    """The last steps of an epoch are in the checkpoint, its validation is not: that comes first when it goes on."""
    monkeypatch.setattr(Weighing, "spent", lambda *_: None)  # every step is weighed
    control = Control()
    control.weigh(60.0)
    told = loop.train(mlp(), HERE, tmp_path / "left", control=control)
    assert any(isinstance(event, events.WeightsMeasured) and event.step == 13 for event in told)
    told.close()
    notes = peek(tmp_path / "left" / "0001")
    assert (notes["epoch"], notes["position"]) == (0, notes["per_epoch"])
    assert run(mlp(), tmp_path / "left", resume=1)[-1].event == "run_finished"
    run(mlp(), tmp_path / "whole")
    assert digest(tmp_path / "left") == digest(tmp_path / "whole")


def test_f26_other_data_begins_its_epoch_anew(tmp_path, monkeypatch):
    """Of the examples that were seen of the old data nothing is counted among the new."""
    control, finish = Control(), Stepper.finish

    def finished(self: Stepper) -> None:
        finish(self)
        if float(self.update.counts[0]) == 7:
            control.stop()

    doc = table(tmp_path, epochs=3)
    with monkeypatch.context() as patch:
        patch.setattr(Stepper, "finish", finished)
        assert list(loop.train(doc, tmp_path, tmp_path / "runs", control=control))[-1].step == 7
    assert peek(tmp_path / "runs" / "0001")["running"]["seen"] == 8  # of the second epoch
    doc = table(tmp_path, 100, epochs=3)
    told = list(loop.train(doc, tmp_path, tmp_path / "runs", resume=1))
    right = [event.train["accuracy"] * told[0].examples for event in of(told, events.EpochFinished)]
    assert len(right) == 2
    assert right == pytest.approx([round(count) for count in right])
