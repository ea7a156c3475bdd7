"""Keeps the events that wait to be read, and keeps them few however slow the reader is."""

import threading
from dataclasses import fields, replace
from typing import Any

import numpy as np

from neurodesk.training.events import BoundaryMeasured, ConfusionMeasured, Probed, StepsTaken, WeightsMeasured

MOST = 4096  # waiting events; merged as they are, that is hours of a reader that sleeps
MOST_BYTES = 64 << 20  # of arrays waiting
MOST_STEPS = 1 << 16  # losses merged into one event


class Outbox:
    """A bounded queue of events between the thread that makes them and the one that reads.

    While they wait, steps are merged into one event that carries all their losses, and of each live picture (probe,
    confusion, boundary, weights) only the newest is kept. Should it fill all the same, the maker waits for the reader.
    """

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._events: dict[object, Any] = {}
        self._bytes = 0
        self._chapter = 0  # steps are merged within a chapter: never past an event that counts
        self._closed = False
        self._changed = threading.Condition()

    def put(self, event: Any) -> None:
        """Adds `event`; waits while the outbox is full, unless it is closed."""
        with self._changed:
            self._changed.wait_for(self._has_room)
            key = self._key(event)
            older = self._events.pop(key, None)
            if isinstance(event, StepsTaken) and older is not None:
                event = replace(event, losses=np.concatenate([older.losses, event.losses]))
                self._chapter += event.losses.size >= MOST_STEPS
            self._events[key] = event
            self._bytes += _weight(event) - (0 if older is None else _weight(older))
            self._changed.notify_all()

    def drain(self) -> list[Any]:
        """Everything that waits, oldest first; never waits itself."""
        with self._changed:
            events = list(self._events.values())
            self._events.clear()
            self._bytes = 0
            self._changed.notify_all()
        return events

    def take(self, timeout: float | None = None) -> list[Any]:
        """Everything that waits, once there is something; empty after `timeout` seconds, or when closed and read."""
        with self._changed:
            self._changed.wait_for(lambda: self._events or self._closed, timeout)
        return self.drain()

    @property
    def closed(self) -> bool:
        """Whether nothing more is expected; what waits can still be read."""
        return self._closed

    def close(self) -> None:
        """Lets every waiting thread go on: from now on nobody waits; what is there can still be read."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _has_room(self) -> bool:
        return self._closed or (len(self._events) < self._most and self._bytes < self._most_bytes)

    def _key(self, event: Any) -> object:
        """Events of one key stand for each other: the newest of a picture, the merged steps of a chapter."""
        match event:
            case Probed():
                return Probed, event.run, event.node
            case BoundaryMeasured() | ConfusionMeasured() | WeightsMeasured():
                return type(event), event.run
            case StepsTaken():
                return StepsTaken, event.run, self._chapter
        self._chapter += 1
        return self._chapter


def _weight(event: Any) -> int:
    """Bytes of arrays in an event."""
    return sum(value.nbytes for field in fields(event) if isinstance(value := getattr(event, field.name), np.ndarray))
