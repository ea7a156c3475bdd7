"""Keeps the proof that a slow reader costs neither memory nor a single loss."""

import threading

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from neurodesk.engine.outbox import MOST_STEPS, Outbox
from neurodesk.training import events


def steps(step, *losses, run=1):
    return events.StepsTaken(run, step, 1, np.array(losses, np.float32), 0.1, 1.0, 0, 0.5, 1.0)


def probed(node, step=1):
    zeros = np.zeros(4, np.float32)
    return events.Probed(1, step, node, "vector", zeros, np.zeros(32, np.int64), 0.0, 0.0, 0.0)


def finished(epoch):
    return events.EpochFinished(1, epoch, epoch * 10, {"loss": 1.0}, {}, 0.1, 1.0)


def test_what_waits_comes_out_once_in_order():
    outbox = Outbox()
    sent = [finished(1), events.Paused(1, 3), finished(2)]
    for event in sent:
        outbox.put(event)
    assert outbox.drain() == sent
    assert outbox.drain() == []


@given(st.lists(st.sampled_from(["step", "probe", "epoch"]), max_size=60))
def test_merging_loses_no_loss_and_never_crosses_an_epoch(kinds):
    outbox, expected, step = Outbox(), [[]], 0
    for kind in kinds:
        if kind == "step":
            step += 1
            expected[-1].append(float(step))
            outbox.put(steps(step, step))
        elif kind == "epoch":
            expected.append([])
            outbox.put(finished(len(expected)))
        else:
            outbox.put(probed("conv_1", step))
    got = [[]]
    for event in outbox.drain():
        if isinstance(event, events.EpochFinished):
            got.append([])
        elif isinstance(event, events.StepsTaken):
            got[-1] += event.losses.tolist()
            assert event.losses[-1] == event.step
    assert got == expected


def test_a_flood_stays_small():
    outbox = Outbox()
    for step in range(10_000):
        outbox.put(steps(step, 0.5))
        outbox.put(probed("conv_1", step))
        outbox.put(probed("conv_2", step))
    waiting = outbox.drain()
    assert len(waiting) == 3
    assert waiting[-1].step == 9_999
    assert sum(event.losses.size for event in waiting if isinstance(event, events.StepsTaken)) == 10_000


def test_one_event_never_grows_without_end():
    outbox, block = Outbox(), [0.0] * (MOST_STEPS // 2)
    for step in range(8):
        outbox.put(steps(step, *block))
    assert max(event.losses.size for event in outbox.drain()) <= MOST_STEPS


def test_runs_are_kept_apart():
    outbox = Outbox()
    outbox.put(steps(1, 1.0, run=1))
    outbox.put(steps(1, 2.0, run=2))
    assert [event.run for event in outbox.drain()] == [1, 2]


def fill_in_background(outbox, count):
    thread = threading.Thread(target=lambda: [outbox.put(finished(epoch)) for epoch in range(count)])
    thread.start()
    return thread


def test_a_full_outbox_holds_the_maker_until_it_is_read():
    outbox = Outbox(most=4)
    maker = fill_in_background(outbox, 20)
    got = []
    while len(got) < 20:
        batch = outbox.take(10)
        assert 0 < len(batch) <= 4
        got += batch
    maker.join(10)
    assert [event.epoch for event in got] == list(range(20))
    assert not maker.is_alive()


def test_bytes_are_bounded_too():
    outbox = Outbox(most_bytes=1000)
    matrices = [events.ConfusionMeasured(run, 1, np.zeros((10, 10), np.int64), ()) for run in range(3)]
    maker = threading.Thread(target=lambda: [outbox.put(matrix) for matrix in matrices])
    maker.start()
    got = []
    while len(got) < 3:
        got += outbox.take(10)
    maker.join(10)
    assert [event.run for event in got] == [0, 1, 2]


def test_closing_frees_the_maker_and_the_reader():
    outbox = Outbox(most=1)
    maker = fill_in_background(outbox, 3)
    outbox.close()
    maker.join(10)
    assert not maker.is_alive()
    assert len(outbox.take()) == 3
    assert outbox.take() == []
    assert Outbox().take(0) == []
