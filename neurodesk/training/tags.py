"""The tags of a run: the words people sort their runs by, as they are typed and as the list keeps them."""

from __future__ import annotations

import json
from typing import Any

LONGEST = 64  # letters of a tag or a name
MOST = 32  # tags of a run


def as_tags(text: str) -> tuple[str, ...]:
    """The tags in a line as people type it, apart by commas; each once, shortened, and not too many."""
    found = (" ".join(tag.split())[:LONGEST] for tag in text.split(","))
    return tuple(dict.fromkeys(filter(None, found)))[:MOST]


def tags_of(text: Any) -> tuple[str, ...]:
    """The tags as the list of runs keeps them; none where it holds anything else."""
    try:
        found = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return ()
    return as_tags(",".join(tag for tag in found if isinstance(tag, str))) if isinstance(found, list) else ()
