"""The soak goes round in the real window, and knows growth when it sees it (half an hour of it: `dev.py soak`)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.soak import Count, exceeded


def counts(window: float = 0.0, engine: float = 0.0, handles: float = 0.0, threads: float = 0.0) -> list[Count]:
    """Half an hour of rounds; what grows by so much a minute, beside noise. The first minutes always grow."""
    rounds = []
    for at in range(60):
        minute, warming = at / 2, min(at / 2, 7.0) * 8
        noise = (at * 7 % 5) / 2
        rounds.append(
            Count(
                minute,
                200 + warming + noise + window * minute,
                380 + noise + engine * minute,
                100_000,
                1100,
                int(12 + handles * minute),
                int(6 + threads * minute),
            )
        )
    return rounds


@pytest.mark.parametrize(
    ("grows", "told"),
    [
        ({}, []),
        ({"window": 0.2}, []),
        ({"window": 0.5}, ["The memory of the window grew."]),
        ({"engine": 2.0}, ["The memory of the engine grew."]),
        ({"handles": 0.5}, ["There were more handles: 15, then 26."]),
        ({"threads": 0.2}, ["There were more threads: 7, then 11."]),
    ],
)
def test_growth_is_told(grows: dict[str, float], told: list[str]):
    """After warming up, above the noise: 0.33 MB a minute at twenty times real load is 1 MB an hour at real load."""
    assert exceeded(counts(**grows), 30) == told


def test_too_short_a_time_tells_nothing():
    """Which is no success."""
    assert "too few" in exceeded(counts()[:5], 2.5)[0]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_it_goes_round(tmp_path: Path):
    """Three minutes of the whole of it, which is too short to judge memory by; handles and threads stay."""
    command = [sys.executable, "-m", "tests.soak", "--minutes", "3"]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert "MB an hour" in done.stdout
    assert "There were more" not in done.stdout
