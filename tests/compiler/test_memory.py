"""This computer's memory, and amounts as people write them."""

import pytest

from neurodesk.compiler import memory
from neurodesk.compiler.memory import machine_memory, said


@pytest.mark.parametrize(
    ("amount", "text"), [(12, "12 bytes"), (3_200_000, "3.2 MB"), (4.04e12, "4.0 TB"), (9e15, "9000.0 TB")]
)
def test_said(amount: float, text: str):
    """In steps of a thousand."""
    assert said(amount) == text


def test_this_machine():
    """More than nothing, and what a container may use where that is less."""
    assert machine_memory() > 2**28


def test_a_container_has_what_it_is_allowed(monkeypatch, tmp_path):
    """Control groups limit it."""
    limit = tmp_path / "memory.max"
    limit.write_text("268435456\n")
    monkeypatch.setattr(memory, "CGROUP", limit)
    assert machine_memory.__wrapped__() == 268435456
    limit.write_text("max\n")
    assert machine_memory.__wrapped__() > 268435456


def test_a_system_that_does_not_say(monkeypatch):
    """Falls back on a guess."""

    def silent(name: str) -> int:
        raise ValueError(name)

    monkeypatch.setattr(memory.os, "sysconf", silent)
    assert machine_memory.__wrapped__() == memory.GUESS
