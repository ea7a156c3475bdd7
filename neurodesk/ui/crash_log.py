"""The crash log: every fault that nobody caught, for a report."""

from __future__ import annotations

import contextlib
import sys
from datetime import UTC, datetime
from pathlib import Path

from neurodesk.disk.places import log_dir

_LIMIT = 1_000_000  # bytes; then the crash log begins anew


def write_log(text: str) -> Path:
    """Append to the crash log; returns where it is. A log that cannot be written is given up."""
    file = log_dir() / "crash.log"
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = not file.is_file() or file.stat().st_size > _LIMIT
        with file.open("w" if fresh else "a", encoding="utf-8") as log:
            log.write(f"--- {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n{text}\n")
    if sys.stderr is not None:  # a program without a console has none
        sys.stderr.write(text)
    return file
