"""The real program is killed at random moments of editing: at most two seconds or one edit are lost, and the next start
brings the rest back, however often it is killed itself.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.journeys.kills import Kill

MOST_LOST = 2.0  # s
MOST_BUSY = 2.0  # s of the processor from the start until it is back: the machine may be busy with other things


def kills(folder: Path, seed: int, count: int) -> list[Kill]:
    """Kill so many times, and say what each cost."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.kills", str(folder), str(seed), str(count)],
        check=False, capture_output=True, text=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    print(done.stdout)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert (done.returncode, len(rows)) == (0, count), done.stderr[-2000:]
    found = [
        Kill(int(m), int(n), float(age), int(a), b == "True", float(s), float(p)) for m, n, age, a, b, s, p in rows
    ]
    assert sum(kill.made for kill in found) > 3 * count
    return found


def judge(found: list[Kill]) -> None:
    """At the 99th percentile no more than that is lost, and every start brings back what was kept."""
    dear = [kill for kill in found if kill.lost > 1 and kill.age > MOST_LOST]
    assert len(dear) <= len(found) // 100, dear
    assert [kill for kill in found if not kill.back] == []
    assert [kill for kill in found if kill.busy > MOST_BUSY] == []


def test_twenty_kills_cost_no_work(tmp_path: Path):
    """Of saved projects and untitled ones, of edits in quick rows and slow ones."""
    judge(kills(tmp_path, 1, 20))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 12))
def test_two_hundred_kills_cost_no_work(tmp_path: Path, seed: int):
    """The same at other moments, twenty at a time."""
    judge(kills(tmp_path, seed, 20))
