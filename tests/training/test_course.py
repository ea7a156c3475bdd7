"""Tests of the course of a run: when it records, keeps and complains."""

import sqlite3

import numpy as np
import pytest

from neurodesk.training import course, events
from neurodesk.training.beginning import begin
from neurodesk.training.control import Control
from neurodesk.training.course import Course
from neurodesk.training.runs import RunStore
from tests.training.running import HERE, mlp, of


@pytest.fixture
def started(tmp_path):
    """A course that has not begun, in an open store."""
    with RunStore(tmp_path) as store:
        made = Course(begin(store, mlp(epochs=6), HERE, {}), store, Control())
        yield made
        made.close()


def test_checkpoints_come_with_the_epochs(started, monkeypatch):
    """As often as they may, and the last one is that of the last step."""
    monkeypatch.setattr(course, "EPOCH_KEPT", 0.0)
    outcome = started.writer.outcome
    monkeypatch.setattr(started.writer, "outcome", lambda wait=False: outcome(wait=True))
    told = list(started.events())
    saved = [event.step for event in of(told, events.CheckpointSaved)]
    assert saved == sorted(set(saved))
    assert saved[-1] == told[-1].step
    assert len(saved) == 6


def test_a_store_that_cannot_be_written_is_tried_again(started, monkeypatch):
    """One warning; nothing is lost once it can be."""
    monkeypatch.setattr(course, "RECORD", 0.0)
    record, tries = started.store.record, []

    def locked(*args: object, **rest: object) -> None:
        tries.append(1)
        if len(tries) in (2, 3):
            raise sqlite3.OperationalError("database or disk is full")
        record(*args, **rest)

    monkeypatch.setattr(started.store, "record", locked)
    told = list(started.events())
    assert [event.code for event in of(told, events.Warned)] == ["store_failed"]
    assert len(started.store.losses(1)) == told[-1].step
    assert [row.epoch for row in started.store.metrics(1)] == [1, 2, 3, 4, 5, 6]
    assert np.isfinite(started.store.losses(1)).all()


def test_patience_without_validation_is_said(tmp_path):
    """And the run goes its whole way."""
    with RunStore(tmp_path) as store:
        made = Course(begin(store, mlp(patience=1, validation=0.0), HERE, {}), store, Control())
        told = list(made.events())
        made.close()
    assert [event.code for event in of(told, events.Warned)] == ["no_validation"]
    assert told[-1].epoch == 3


def test_time_in_pauses_is_not_time_at_work(started):
    """The forecast leaves it out."""
    started.control.pause()
    obeyed = started._obey()
    assert isinstance(next(obeyed), events.Paused)
    started.control.resume()
    assert isinstance(next(obeyed), events.Resumed)
    assert started.forecast._idle > 0
