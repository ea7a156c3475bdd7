"""Numbers read as people write them."""

import pytest

from neurodesk.ui.look.numbers import compact, duration, memory, percent


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (950, "950"),
        (9_999, "9,999"),
        (61_706, "61.7 k"),
        (1_234_567, "1.23 M"),
        (2.5, "2.5"),
        (3.2e12, "3.2 T"),
    ],
)
def test_counts(number: float, text: str):
    """Three digits and a unit."""
    assert compact(number) == text


@pytest.mark.parametrize(
    ("size", "text"), [(512, "512 B"), (2048, "2.0 kB"), (4.1 * 1024**2, "4.1 MB"), (3 * 1024**3, "3.0 GB")]
)
def test_memory(size: float, text: str):
    """The unit that fits."""
    assert memory(size) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (8, "8 s"),
        (59.6, "1 min 0 s"),
        (125, "2 min 5 s"),
        (4800, "1 h 20 min"),
        (float("nan"), "–"),
        (float("inf"), "–"),
    ],
)
def test_durations(seconds: float, text: str):
    """Two units at most, and a dash when nobody knows."""
    assert duration(seconds) == text


def test_shares():
    """One decimal."""
    assert percent(0.9722) == "97.2%"
