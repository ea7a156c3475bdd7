"""Tests of training as a generator: what it says, in which order, and that it learns as any loop would."""

import random
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from neurodesk.data.loader import Resident
from neurodesk.data.prepare import prepare
from neurodesk.graph.model import chosen
from neurodesk.training import events, loop
from neurodesk.training.assembly import assemble
from neurodesk.training.beginning import begin
from neurodesk.training.control import Control, Watch
from neurodesk.training.evaluate import evaluate
from neurodesk.training.runs import RunStore
from neurodesk.training.stepping import Stepper
from tests.engine.documents import digits_cnn, digits_mlp, document
from tests.training.running import HERE, learning, mlp, of, run, table


def test_events_come_in_order_and_add_up(tmp_path):
    """One start, one end, every step's loss once, every epoch with its metrics."""
    told = run(mlp(epochs=3), tmp_path)
    assert isinstance(told[0], events.RunStarted)
    assert isinstance(told[-1], events.RunFinished)
    assert told[-1].reason == "finished"
    start = told[0]
    assert start.steps_per_epoch * 3 == told[-1].step == sum(len(event.losses) for event in of(told, events.StepsTaken))
    assert [event.epoch for event in of(told, events.EpochFinished)] == [1, 2, 3]
    assert [event.matrix.sum() for event in of(told, events.ConfusionMeasured)] == [15, 15, 15]
    assert of(told, events.StepsTaken)[-1].progress == 1
    assert of(told, events.CheckpointSaved)[-1].step == told[-1].step


def test_learning_equals_the_loop_a_student_writes(tmp_path):
    """Given the same first weights and order, every loss is the same as with DataLoader-style code and torch's Adam."""
    doc = digits_mlp(epochs=2, validation=0.0)
    ours = np.concatenate([event.losses for event in of(run(doc, tmp_path), events.StepsTaken)])
    learner = assemble(doc, HERE)
    model = learner.model
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    x, y = prepare(doc, HERE).part("train")
    data, theirs = Resident(x, y, device=learner.setting.device, batch=32, seed=0), []
    for epoch in range(2):
        for xb, yb in data.epoch(epoch):
            loss = F.cross_entropy(model(xb), yb)
            optimizer.zero_grad(set_to_none=False)
            loss.backward()
            optimizer.step()
            theirs.append(loss.item())
    np.testing.assert_allclose(ours, theirs, rtol=1e-5)


def test_equal_seeds_give_equal_runs(tmp_path):
    """Twice the same is the same to the last bit, another seed is not; the metrics too."""
    first, again, other = (
        np.concatenate([event.losses for event in of(run(mlp(), tmp_path / name, seed=seed), events.StepsTaken)])
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first[:5], other[:5])


def test_a_cnn_learns_digits(tmp_path):
    """Two epochs of a small convolution are far better than chance."""
    assert run(digits_cnn(epochs=2), tmp_path)[-1].metrics["accuracy"] > 0.7


def test_regression_is_measured_in_the_datas_units(tmp_path):
    """Diabetes progression is missed by some 45 points, not by some tenths of a deviation."""
    told = run(document(chosen("diabetes"), ("linear", {"units": 1}), epochs=30), tmp_path)
    assert 30 < told[-1].metrics["mae"] < 80
    assert not of(told, events.ConfusionMeasured)


def test_two_features_have_a_boundary(tmp_path):
    """The plane is measured for the last epoch at least, in the data's units."""
    told = run(document(chosen("moons"), ("linear", {"units": 2}), epochs=2), tmp_path)
    assert of(told, events.BoundaryMeasured)[-1].epoch == 2


def test_the_store_remembers_everything_told(tmp_path):
    """Losses, epochs, state and drawing are in the database when the last event comes."""
    told = run(mlp(epochs=3), tmp_path)
    losses = np.concatenate([event.losses for event in of(told, events.StepsTaken)])
    with RunStore(tmp_path) as store:
        (row,) = store.list()
        assert (row.state, row.epoch, row.step, row.epochs) == ("finished", 3, told[-1].step, 3)
        assert row.metrics == told[-1].metrics
        assert np.array_equal(store.losses(1), losses)
        assert [dict(epoch.validation) for epoch in store.metrics(1)] == [
            dict(event.validation) for event in of(told, events.EpochFinished)
        ]


@pytest.mark.parametrize("steps", [1, 7, 12, 20])
def test_a_stopped_run_goes_on_bit_for_bit(tmp_path, steps):
    """Stopped at any step and resumed, losses, metrics and weights are those of a run that was never stopped."""
    doc = learning(mlp(epochs=3), schedule=chosen("cosine", warmup=5))
    whole = run(doc, tmp_path / "whole")
    control, first = Control(), []
    control.between = lambda live: control.stop() if live.step >= steps else None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("neurodesk.training.course.LENT", 0.0)
        first = run(doc, tmp_path / "two", control=control)
    assert (first[-1].reason, first[-1].step) == ("stopped", steps)
    torch.rand(3)
    random.random()
    open_now = learning(mlp(epochs=12, seed=9, batch=4), schedule=chosen("exponential"))  # the run keeps its own
    second = run(open_now, tmp_path / "two", resume=1)
    assert not of(second, events.Warned)
    with RunStore(tmp_path / "whole") as one, RunStore(tmp_path / "two") as two:
        assert np.array_equal(one.losses(1), two.losses(1))
        assert [row[:3] + row[4:] for row in one.metrics(1)] == [row[:3] + row[4:] for row in two.metrics(1)]
        assert one.weights(1).read_bytes() == two.weights(1).read_bytes()
    assert second[-1].metrics == whole[-1].metrics


def test_a_finished_run_goes_on_to_more_epochs(tmp_path):
    """Two epochs and then two more are four; asked for no more, it says so."""
    run(mlp(epochs=2), tmp_path)
    assert run(mlp(epochs=2), tmp_path, resume=1)[-1].code == "training"
    more = run(mlp(epochs=2), tmp_path, resume=1, epochs=4)
    assert more[0].resumed
    assert [event.epoch for event in of(more, events.EpochFinished)] == [3, 4]
    run(mlp(epochs=4), tmp_path)
    with RunStore(tmp_path) as store:
        assert np.array_equal(store.losses(1), store.losses(2))


def test_patience_stops_early_and_keeps_the_best_weights(tmp_path):
    """With a rate so large that it gets worse, the best epoch's weights and metrics are what is left."""
    doc = learning(mlp(epochs=60, patience=3, validation=0.3), optimizer=chosen("sgd", rate=1.5))
    told = run(doc, tmp_path)
    epochs = of(told, events.EpochFinished)
    best = min(epochs, key=lambda event: event.validation["loss"])
    assert told[-1].reason == "early"
    assert epochs[-1].epoch == best.epoch + 3
    assert told[-1].metrics == best.validation
    assert evaluate(doc, HERE, tmp_path).run == 1


@pytest.mark.parametrize("patience", [0, 3])
def test_a_run_killed_when_it_was_over_only_says_so(tmp_path, patience):
    """After its last checkpoint nothing is left to learn: taken up, it ends as it would have, and no step is taken."""
    doc = learning(mlp(epochs=12, patience=patience, validation=0.3), optimizer=chosen("sgd", rate=1.5))
    whole = run(doc, tmp_path)
    with RunStore(tmp_path) as store:
        row, weights = store.row(1), store.weights(1).read_bytes()
        store.update(1, state="running", reason="", metrics={})
    told = run(doc, tmp_path, resume=1)
    assert [event.event for event in told if event.event != "checkpoint_saved"] == ["run_started", "run_finished"]
    assert (told[-1].reason, told[-1].metrics) == (whole[-1].reason, whole[-1].metrics)
    with RunStore(tmp_path) as store:
        now = store.row(1)
        assert (now.state, now.reason, now.step, now.metrics) == (row.state, row.reason, row.step, row.metrics)
        assert store.weights(1).read_bytes() == weights


def test_patience_is_not_given_twice_to_a_run_that_was_left(tmp_path):
    """What it had waited counts on; a run that ended by it is given as much again."""
    doc = learning(mlp(epochs=60, patience=3, validation=0.3), optimizer=chosen("sgd", rate=1.5))
    whole, told = run(doc, tmp_path), []
    for event in loop.train(doc, HERE, tmp_path):
        told.append(event)
        if isinstance(event, events.EpochFinished) and event.epoch == whole[-1].epoch - 1:
            break
    assert run(doc, tmp_path, resume=2)[-1].epoch == whole[-1].epoch
    assert run(doc, tmp_path, resume=1)[-1].epoch > whole[-1].epoch


def test_patience_given_again_outlives_a_kill(tmp_path):
    """A run that ended by it, was gone on with and killed at once, is not over when it is taken up again."""
    doc = learning(mlp(epochs=60, patience=3, validation=0.3), optimizer=chosen("sgd", rate=1.5))
    whole = run(doc, tmp_path)
    with RunStore(tmp_path) as store:
        begin(store, doc, HERE, {}, 1)
    assert run(doc, tmp_path, resume=1)[-1].epoch > whole[-1].epoch


def test_buttons_take_effect_before_the_next_step(tmp_path):
    """A rate, a pause and a stop pressed while an event is told are obeyed at once, and said."""
    control, told, paused_at = Control(), [], None
    for event in loop.train(mlp(epochs=50), HERE, tmp_path, control=control):
        told.append(event)
        if isinstance(event, events.EpochFinished) and event.epoch == 2:
            control.change_rate(0.5)
            control.pause()
            pressed = event.step
        if isinstance(event, events.Paused):
            paused_at = event.step
            control.resume()
        if isinstance(event, events.Resumed):
            control.stop()
    (changed,) = of(told, events.RateChanged)
    assert changed.step == paused_at == told[-1].step == pressed
    assert changed.rate == 0.5
    assert told[-1].reason == "stopped"


def test_a_changed_rate_is_the_one_that_is_used(tmp_path):
    """Epochs after the change say the new rate, and a resumed run keeps it."""
    control = Control()
    control.change_rate(0.25)
    told = run(mlp(epochs=2), tmp_path, control=control)
    assert [event.rate for event in of(told, events.EpochFinished)] == [0.25, 0.25]
    assert [event.rate for event in of(run(mlp(), tmp_path, resume=1, epochs=3), events.EpochFinished)] == [0.25]


def test_watching_and_questions_change_no_number(tmp_path):
    """Losses are equal whether or not somebody looks into the network and draws random numbers between steps."""
    control = Control(between=lambda live: [live.model.eval(), torch.rand(10)])
    control.watch(Watch(("linear_1", "relu_1", "output_1"), 0, 1000.0))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("neurodesk.training.probes.BUDGET", 1.0)
        seen = run(mlp(), tmp_path / "a", control=control)
    quiet = run(mlp(), tmp_path / "b")
    assert {event.node for event in of(seen, events.Probed)} == {"linear_1", "relu_1", "output_1"}
    one, two = (np.concatenate([event.losses for event in of(told, events.StepsTaken)]) for told in (seen, quiet))
    assert np.array_equal(one, two)


def test_a_listener_who_leaves_ends_the_run(tmp_path):
    """A generator closed early leaves a stopped run that can be resumed, and no thread."""
    events_of_run = loop.train(mlp(epochs=1000), HERE, tmp_path)
    for event in events_of_run:
        if isinstance(event, events.EpochFinished):
            break
    events_of_run.close()
    with RunStore(tmp_path) as store:
        assert store.row(1).state == "stopped"
    assert run(mlp(), tmp_path, resume=1, epochs=4)[0].step > 0


@pytest.mark.parametrize("leave", ["stop", "close"])
def test_a_run_that_took_no_step_leaves_no_trace(tmp_path, leave):
    """Neither in the list nor on disk; one that is resumed and left at once stays."""
    control = Control()
    events_of_run = loop.train(mlp(), HERE, tmp_path, control=control)
    assert isinstance(next(events_of_run), events.RunStarted)
    if leave == "stop":
        control.stop()
        (told,) = (event for event in events_of_run if isinstance(event, events.RunFinished))
        assert (told.run, told.reason, told.step) == (0, "stopped", 0)
    events_of_run.close()
    with RunStore(tmp_path) as store:
        assert list(store.list()) == []
        assert not store.folder(1).exists()
    run(mlp(epochs=1), tmp_path)
    again = loop.train(mlp(), HERE, tmp_path, resume=2, epochs=2)
    assert next(again).resumed
    again.close()
    with RunStore(tmp_path) as store:
        assert [row.run for row in store.list()] == [2]


def test_an_interrupt_from_the_keyboard_ends_the_run(tmp_path, monkeypatch):
    """The run is stopped, and goes on from its last checkpoint."""
    monkeypatch.setattr("neurodesk.training.course.EPOCH_KEPT", 0.0)
    told = []

    def listen() -> None:
        for event in loop.train(mlp(epochs=1000), HERE, tmp_path):
            told.append(event)
            if isinstance(event, events.CheckpointSaved):
                patch.setattr(Stepper, "step", interrupted)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        listen()
    with RunStore(tmp_path) as store:
        row = store.row(1)
    assert row.state == "stopped"
    again = run(mlp(), tmp_path, resume=1, epochs=row.epoch + 2)
    assert again[0].step >= of(told, events.CheckpointSaved)[0].step
    assert again[-1].event == "run_finished"


def interrupted(self: Stepper, x: torch.Tensor, y: torch.Tensor) -> None:
    """A step that Ctrl+C falls into."""
    raise KeyboardInterrupt


def test_options_asked_for_go_before_the_documents(tmp_path):
    """Epochs and seed of the call are those of the run, and the run remembers them."""
    run(mlp(epochs=9), tmp_path, epochs=1, seed=5)
    with RunStore(tmp_path) as store:
        assert (store.row(1).epochs, store.row(1).seed) == (1, 5)


def test_what_cannot_start_says_why_and_makes_no_run(tmp_path):
    """A drawing with an error is refused in a sentence with a cure, before anything is written."""
    told = run(document(chosen("iris"), ("linear", {"units": 7})), tmp_path)
    assert [event.event for event in told] == ["run_failed"]
    assert told[0].cure
    with RunStore(tmp_path) as store:
        assert not store.list()


def test_the_data_folder_may_be_anywhere(tmp_path):
    """Training writes into the runs folder only."""
    run(mlp(epochs=1), tmp_path / "runs")
    assert [path.name for path in Path(tmp_path).iterdir()] == ["runs"]


def test_a_run_whose_steps_could_not_be_recorded_is_kept(tmp_path):
    """Killed with a checkpoint but nothing in the list: it is listed, the next run leaves it, and it goes on."""
    run(mlp(epochs=2), tmp_path)
    with RunStore(tmp_path) as store:
        store.update(1, state="running", reason="", epoch=0, step=0)
    run(mlp(epochs=1), tmp_path)
    with RunStore(tmp_path) as store:
        assert [(row.run, row.state) for row in store.list()] == [(2, "finished"), (1, "interrupted")]
    told = run(mlp(), tmp_path, resume=1, epochs=3)
    assert [event.epoch for event in of(told, events.EpochFinished)] == [3]


@pytest.mark.parametrize(("before", "now"), [(600, 80), (80, 600)])
def test_the_curves_of_a_run_whose_data_has_changed_stay(tmp_path, before, now):
    """With fewer or more examples, step for step they run on: no step is missing, no epoch lies behind another.

    So they do where the run was killed before it could keep anything of the new data.
    """
    folder = tmp_path / "runs"
    told = list(loop.train(table(tmp_path, before, epochs=3), tmp_path, folder))
    first = told[0].steps_per_epoch
    with RunStore(folder) as store:
        earlier = store.losses(1)
    doc = table(tmp_path, now, epochs=3)
    for _ in "killed", "killed again":
        with RunStore(folder) as store:
            begin(store, doc, tmp_path, {"epochs": 5}, 1)
    told = list(loop.train(doc, tmp_path, folder, resume=1, epochs=5))
    each = told[0].steps_per_epoch
    with RunStore(folder) as store:
        losses, rows = store.losses(1), store.metrics(1)
        assert len(losses) == store.row(1).step == 5 * each
        assert [(row.epoch, row.step) for row in rows] == [(epoch, epoch * each) for epoch in range(1, 6)]
    assert np.array_equal(losses[: 3 * each], earlier[np.arange(3 * each) * first // each])
    assert np.array_equal(losses[3 * each :], np.concatenate([event.losses for event in of(told, events.StepsTaken)]))
    assert each != first
