"""One line of a benchmark: ours against a contender, measured in turn in the same run, and what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Row:
    """`ratio` is held against `wanted`: at least that, or at most where `most` says so. `unit` is of both sides."""

    name: str
    ours: float
    contender: float
    ratio: float
    wanted: float
    most: bool = False
    unit: str = ""

    @property
    def good(self) -> bool:
        """Whether what is wanted was reached."""
        return self.ratio <= self.wanted if self.most else self.ratio >= self.wanted


def show(rows: Iterable[Row], title: str = "") -> str:
    """Write rows as a table of plain text."""
    rows = list(rows)
    width = max((len(row.name) for row in rows), default=0)
    lines = [title, ""] if title else []
    lines.append(f"{'':{width}}  {'ours':>12}  {'contender':>12}  {'ratio':>8}  wanted")
    for row in rows:
        wanted = f"{'at most' if row.most else 'at least'} {row.wanted:g}"
        numbers = f"{row.ours:12.4g}  {row.contender:12.4g}  {row.ratio:8.4g}"
        lines.append(f"{row.name:{width}}  {numbers}  {wanted}{'' if row.good else '  MISSED'}  {row.unit}".rstrip())
    return "\n".join(lines)


def in_turn(contenders: Mapping[str, Callable[[], object]], turns: int) -> dict[str, list[float]]:
    """Time each contender once a turn, in a different order every turn, and return the seconds by name."""
    names = list(contenders)
    times: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(turns):
        shift = turn % len(names)
        for name in names[shift:] + names[:shift]:
            started = perf_counter()
            contenders[name]()
            times[name].append(perf_counter() - started)
    return times


def paired(times: Mapping[str, list[float]], ours: str, other: str) -> float:
    """The median over turns of our time divided by the other's, which forgives a machine that is busy at times."""
    return median(a / b for a, b in zip(times[ours], times[other], strict=True))
