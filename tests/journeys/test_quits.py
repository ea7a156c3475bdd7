"""Whatever the program is in the middle of and whatever ends it: code 0, no process, no litter, nothing to bring back
that was not unsaved.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.journeys.quits import STATES, WAYS

SPREAD = (
    "painting-close", "painting-term", "starting-keys", "starting-int", "idle-logout", "opening-term", "opening-close",
    "loading-close", "loading-int", "training-close", "training-keys", "dragging-term", "dragging-logout",
    "wiring-close", "settings-term", "question-int", "files-term", "exporting-term", "windows-keys", "palette-logout",
)  # fmt: skip
UNDER_A_DIALOG = ("settings", "palette", "question", "files")  # a person cannot close the window then, the system can
EVERY = [f"{s}-{w}" for s in STATES for w in WAYS if not (s in UNDER_A_DIALOG and w in ("close", "keys"))]


def quits(folder: Path, seed: int, kinds: list[str], *options: str) -> list[str]:
    """Start and quit these; returns those that did not end as they should."""
    command = [sys.executable, "-m", "tests.journeys.quits", *options, str(folder), str(seed), *kinds]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert sorted(line.split("\t")[0] for line in lines) == sorted(kinds)
    print(done.stdout)
    return [line for line in lines if not well(*line.split("\t"))]


def well(kind: str, code: str, _seconds: str, left: str) -> bool:
    """Whether one ended well. Unsaved work under a question stays for the next start, when the system ended it."""
    unsaved = left.startswith("recovery of mine.neurodesk, home/recovery/") and left.count(",") == 1
    return code == "0" and (unsaved if kind.startswith("question") else not left)


def test_it_ends_cleanly_in_the_middle_of_anything(tmp_path: Path):
    """A way to leave for each state, and a state for each way."""
    assert len(SPREAD) >= 20
    assert {kind.split("-")[0] for kind in SPREAD} == set(STATES)
    assert {kind.split("-")[1] for kind in SPREAD} == set(WAYS)
    assert quits(tmp_path, 1, list(SPREAD)) == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 200, 20))
def test_200_starts_end_cleanly(tmp_path: Path, first: int):
    """Each in a Python of its own, the end at another moment."""
    kinds = (EVERY * 4)[first : first + 20]
    assert quits(tmp_path, 2 + first, kinds, "--fresh") == []
