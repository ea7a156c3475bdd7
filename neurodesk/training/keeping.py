"""What people do with the runs they have: name, tag and note them, put them away and back."""

from __future__ import annotations

import json
import time
from typing import Any

from neurodesk.disk.reading import can_be_told
from neurodesk.graph.errors import TrainingError
from neurodesk.training.runs import RunStore
from neurodesk.training.tags import LONGEST, as_tags

MOST_NOTE = 4000  # letters of a note


def describe(
    store: RunStore, run: int, *, name: str | None = None, tags: str | None = None, note: str | None = None
) -> None:
    """Give a run another name, other tags (apart by commas), another note; what is not given stays.

    A run without a name is called `Run 3`. Raises TrainingError for a text that no file can hold.
    """
    if not all(can_be_told(text) for text in (name, tags, note) if text is not None):
        raise TrainingError("This text holds a character that no file can hold.", "Write it without that character.")
    values: dict[str, Any] = {}
    if name is not None:
        values["name"] = " ".join(name.split())[:LONGEST] or f"Run {run}"
    if tags is not None:
        values["tags"] = json.dumps(as_tags(tags), ensure_ascii=False)
    if note is not None:
        values["note"] = note.strip()[:MOST_NOTE]
    if values:
        store.update(run, **values)


def put_away(store: RunStore, run: int) -> None:
    """Take a run off the list; its files stay, and `put_back` lists it again. Raises TrainingError while it trains."""
    if store.row(run).state in ("created", "running"):
        raise TrainingError(f"Run {run} is being trained.", "Stop it first, or wait until it ends.")
    store.update(run, deleted=time.time())


def put_back(store: RunStore, run: int) -> None:
    """List a run again that was put away."""
    store.update(run, deleted=0.0)
