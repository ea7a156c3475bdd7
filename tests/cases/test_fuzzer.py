"""Spoilt files by the hundred, and under --slow by the ten thousand: none crashes, hangs, fills memory or acts."""

from pathlib import Path

import pytest

from tests.cases.fuzzer import Mutant, fuzz

FEW, MANY = 250, 20_000


def told(broken: list) -> str:
    """What broke, for a person."""
    return "\n".join(f"{name}: {seen}" for name, seen in broken[:20])


def test_a_mutant_is_the_same_for_ever():
    assert [Mutant(7, at).data for at in range(9)] == [Mutant(7, at).data for at in range(9)]
    assert len({Mutant(7, at).data for at in range(40)}) > 35
    assert {Mutant(7, at).kind for at in range(100)} == {"project", "weights", "runs", "table"}


def test_hundreds_of_mutants_break_no_promise(tmp_path: Path):
    broken = fuzz(tmp_path, 1, FEW)
    assert not broken, told(broken)


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_twenty_thousand_mutants_break_no_promise(tmp_path: Path):
    broken = fuzz(tmp_path, 1, MANY)
    assert not broken, told(broken)
