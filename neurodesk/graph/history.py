"""Keeps what was done: a list of whole values, and a finger on the present one. Undo moves the finger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from neurodesk.graph.diff import Diff, diff, diff_documents
from neurodesk.graph.model import Chosen, Document, Graph

T = TypeVar("T")

MOST_BYTES = 64 * 2**20  # of what all steps together add to memory
ENTRY_BYTES = 1_000  # a changed entry copies its path in the map: measured 0.5-0.9 kB at 10 000 entries
DOT_BYTES = 120  # a place and its two numbers
STEP_BYTES = 500  # the step itself


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """A whole value, what the person did to get it, and an estimate of the bytes it added."""

    value: T
    label: str = ""
    merge: str = ""
    size: int = 0


class History(Generic[T]):
    """What the person did, bounded in bytes rather than steps; the oldest steps go first, the present one never."""

    def __init__(self, value: T, *, weigh: Callable[[T, T], int] | None = None, most_bytes: int = MOST_BYTES) -> None:
        self._steps = [Step(value)]
        self._at = 0
        self._size = 0
        self._saved = value
        self._weigh: Callable[[T, T], int] = weigh or added_bytes
        self._most_bytes = most_bytes

    @classmethod
    def start(cls, value: T) -> History[T]:
        """A history that begins at `value`, which counts as saved."""
        return cls(value)

    @property
    def value(self) -> T:
        """The present value."""
        return self._steps[self._at].value

    def do(self, label: str, edit: Callable[[T], T], merge: str = "") -> T:
        """Applies `edit` and returns the new value. Steps in a row with the same `merge` key become one.

        What `edit` raises passes through, with nothing changed; an edit that changes nothing leaves no step.
        """
        old = self.value
        value = edit(old)
        if value == old:
            return old
        merged = merge and self._at and self._steps[self._at].merge == merge and old is not self._saved
        self._cut(self._at if merged else self._at + 1)
        last = self._steps[-1].value
        if value != last:  # equal when a drag came back to where it began
            step = Step(value, label, merge, self._weigh(last, value))
            self._steps.append(step)
            self._size += step.size
        self._forget()
        self._at = len(self._steps) - 1
        return self.value

    def undo(self) -> T:
        """Goes one step back where there is one; returns the value there."""
        self._at = max(0, self._at - 1)
        return self.value

    def redo(self) -> T:
        """Goes one step forward where there is one; returns the value there."""
        self._at = min(len(self._steps) - 1, self._at + 1)
        return self.value

    @property
    def undo_label(self) -> str:
        """What undo would take back; empty when there is nothing."""
        return self._steps[self._at].label if self._at else ""

    @property
    def redo_label(self) -> str:
        """What redo would do again; empty when there is nothing."""
        return self._steps[self._at + 1].label if self.can_redo else ""

    @property
    def can_undo(self) -> bool:
        """True when there is a step to take back."""
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        """True when there is a step to do again."""
        return self._at + 1 < len(self._steps)

    def mark_saved(self, saved: T) -> None:
        """Remembers that the file holds `saved`: the present value, or another, as after a recovery."""
        self._saved = saved

    def rewrite(self, said: Callable[[T], T]) -> None:
        """Every value anew, as when all that they mean is said in another way; no step is added, and none goes."""
        self._steps = [replace(step, value=said(step.value)) for step in self._steps]
        self._saved = said(self._saved)

    @property
    def is_saved(self) -> bool:
        """True when the file holds the present value, by whichever way it was reached."""
        return self.value is self._saved or self.value == self._saved

    @property
    def size(self) -> int:
        """Estimated bytes that the steps keep alive."""
        return self._size

    def _cut(self, start: int) -> None:
        """Drops the steps from `start` on."""
        self._size -= sum(step.size for step in self._steps[start:])
        del self._steps[start:]

    def _forget(self) -> None:
        """Drops the oldest steps until the rest is within bounds; what the first one holds, its successors share."""
        while self._size > self._most_bytes and len(self._steps) > 2:
            self._size -= self._steps[1].size
            del self._steps[0]


def added_bytes(old: object, new: object) -> int:
    """An estimate of the bytes that `new` needs beside `old`, from what differs; values share all the rest."""
    if isinstance(old, Document) and isinstance(new, Document):
        found = diff_documents(old, new)
        size = STEP_BYTES + 2 * len(new.notes) * found.notes
        size += ENTRY_BYTES * (found.source + found.learning + found.main)
        changed = found.networks | {name: diff(Graph(), new.networks[name]) for name in found.networks_added}
        return size + sum(_graph_bytes(changes, new.networks[name]) for name, changes in changed.items())
    return STEP_BYTES


def _graph_bytes(changes: Diff, graph: Graph) -> int:
    entries = 2 * len(changes.added) + 2 * len(changes.removed) + len(changes.changed) + len(changes.moved)
    entries += 3 * len(changes.wired | changes.unwired)  # the wire and its two ends in the index
    entries += len(changes.framed) + len(changes.bent) + len(changes.pinned)
    marks = sum(len(graph.frames[name].text) for name in changes.framed if name in graph.frames)
    marks += sum(DOT_BYTES * len(graph.bends.get(target, ())) for target in changes.bent)
    texts = sum(_value_bytes(graph.nodes[name]) for name in changes.added | changes.changed)
    return ENTRY_BYTES * entries + marks + texts


def _value_bytes(node: Chosen) -> int:
    return sum(len(repr(value)) for value in node.values.values())
